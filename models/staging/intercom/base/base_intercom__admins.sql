-- One row per distinct version of each row of intercom/admins, as it was exported.
{{ landed_rows(source('intercom', 'admins')) }}

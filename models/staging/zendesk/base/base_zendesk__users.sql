-- One row per distinct version of each row of zendesk/users, as it was exported.
{{ landed_rows(source('zendesk', 'users')) }}

-- One row per distinct version of each row of intercom/teams, as it was exported.
{{ landed_rows(source('intercom', 'teams')) }}

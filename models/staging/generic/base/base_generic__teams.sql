-- One row per distinct version of each row of generic/teams, as it was exported.
{{ landed_rows(source('generic', 'teams')) }}

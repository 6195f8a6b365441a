-- One row per distinct version of each row of generic/holidays, as it was exported.
{{ landed_rows(source('generic', 'holidays')) }}

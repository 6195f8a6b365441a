-- One row per distinct version of each row of generic/schedules, as it was exported.
{{ landed_rows(source('generic', 'schedules')) }}

-- One row per distinct version of each row of generic/calls, as it was exported.
{{ landed_rows(source('generic', 'calls')) }}

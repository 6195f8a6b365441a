-- One row per distinct version of each row of generic/changes, as it was exported.
{{ landed_rows(source('generic', 'changes')) }}

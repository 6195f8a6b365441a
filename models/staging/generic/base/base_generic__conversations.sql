-- One row per distinct version of each row of generic/conversations, as it was
-- exported.
{{ landed_rows(source('generic', 'conversations')) }}

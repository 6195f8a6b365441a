-- One row per distinct version of each row of intercom/conversations, as it was
-- exported.
{{ landed_rows(source('intercom', 'conversations')) }}

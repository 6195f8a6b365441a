-- One row per distinct version of each row of intercom/deleted_conversations, as it was
-- exported.
{{ landed_rows(source('intercom', 'deleted_conversations')) }}

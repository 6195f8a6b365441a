-- One row per distinct version of each row of intercom/conversation_parts, as it was
-- exported.
{{ landed_rows(source('intercom', 'conversation_parts')) }}

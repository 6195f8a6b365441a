-- One row per distinct version of each row of freshdesk/conversations, as it was
-- exported.
{{ landed_rows(source('freshdesk', 'conversations')) }}

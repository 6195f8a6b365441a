-- One row per distinct version of each row of zendesk/chats, as it was exported.
{{ landed_rows(source('zendesk', 'chats')) }}

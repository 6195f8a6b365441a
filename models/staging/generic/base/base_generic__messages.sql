-- One row per distinct version of each row of generic/messages, as it was exported.
{{ landed_rows(source('generic', 'messages')) }}

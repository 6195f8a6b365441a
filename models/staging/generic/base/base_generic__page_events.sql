-- One row per distinct version of each row of generic/page_events, as it was
-- exported.
{{ landed_rows(source('generic', 'page_events')) }}

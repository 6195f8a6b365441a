-- One row per distinct version of each row of generic/subscriptions, as it was
-- exported.
{{ landed_rows(source('generic', 'subscriptions')) }}

-- One row per distinct version of each row of generic/orders, as it was
-- exported.
{{ landed_rows(source('generic', 'orders')) }}

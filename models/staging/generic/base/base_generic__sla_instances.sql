-- One row per distinct version of each row of generic/sla_instances, as it was
-- exported.
{{ landed_rows(source('generic', 'sla_instances')) }}

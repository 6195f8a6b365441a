-- One row per distinct version of each row of generic/agent_evaluations, as it was
-- exported.
{{ landed_rows(source('generic', 'agent_evaluations')) }}

-- One row per distinct version of each row of generic/agents, as it was exported.
{{ landed_rows(source('generic', 'agents')) }}

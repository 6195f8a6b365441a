-- One row per distinct version of each row of freshdesk/agents, as it was exported.
{{ landed_rows(source('freshdesk', 'agents')) }}

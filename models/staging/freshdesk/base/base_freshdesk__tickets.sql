-- One row per distinct version of each row of freshdesk/tickets, as it was exported.
{{ landed_rows(source('freshdesk', 'tickets')) }}

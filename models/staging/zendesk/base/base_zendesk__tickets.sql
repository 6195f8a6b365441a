-- One row per distinct version of each row of zendesk/tickets, as it was exported.
{{ landed_rows(source('zendesk', 'tickets')) }}

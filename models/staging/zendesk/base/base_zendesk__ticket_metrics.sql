-- One row per distinct version of each row of zendesk/ticket_metrics.
{{ landed_rows(source('zendesk', 'ticket_metrics')) }}

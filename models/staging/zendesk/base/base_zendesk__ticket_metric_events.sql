-- One row per distinct version of each row of zendesk/ticket_metric_events.
{{ landed_rows(source('zendesk', 'ticket_metric_events')) }}

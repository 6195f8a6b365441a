-- One row per distinct version of each row of zendesk/ticket_audits, as it was
-- exported.
{{ landed_rows(source('zendesk', 'ticket_audits')) }}

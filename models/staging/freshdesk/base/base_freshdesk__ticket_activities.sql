-- One row per distinct version of each row of freshdesk/ticket_activities, as it was
-- exported.
{{ landed_rows(source('freshdesk', 'ticket_activities')) }}

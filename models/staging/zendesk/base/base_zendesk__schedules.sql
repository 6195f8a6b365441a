-- One row per distinct version of each row of zendesk/schedules, as it was exported.
{{ landed_rows(source('zendesk', 'schedules')) }}

-- One row per distinct version of each row of zendesk/holidays, as it was exported.
{{ landed_rows(source('zendesk', 'holidays')) }}

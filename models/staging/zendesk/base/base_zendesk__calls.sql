-- One row per distinct version of each row of zendesk/calls, as it was exported.
{{ landed_rows(source('zendesk', 'calls')) }}

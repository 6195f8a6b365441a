-- One row per distinct version of each row of zendesk/call_legs, as it was exported.
{{ landed_rows(source('zendesk', 'call_legs')) }}

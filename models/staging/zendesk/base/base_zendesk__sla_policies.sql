-- One row per distinct version of each row of zendesk/sla_policies, as it was exported.
{{ landed_rows(source('zendesk', 'sla_policies')) }}

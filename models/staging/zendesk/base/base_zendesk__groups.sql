-- One row per distinct version of each row of zendesk/groups, as it was exported.
{{ landed_rows(source('zendesk', 'groups')) }}

-- One row per distinct version of each row of freshdesk/groups, as it was exported.
{{ landed_rows(source('freshdesk', 'groups')) }}

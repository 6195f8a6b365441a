-- One row per distinct version of each row of freshdesk/satisfaction_ratings, as it was
-- exported.
{{ landed_rows(source('freshdesk', 'satisfaction_ratings')) }}

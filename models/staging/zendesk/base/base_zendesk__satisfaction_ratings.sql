-- One row per distinct version of each row of zendesk/satisfaction_ratings, as it was
-- exported.
{{ landed_rows(source('zendesk', 'satisfaction_ratings')) }}

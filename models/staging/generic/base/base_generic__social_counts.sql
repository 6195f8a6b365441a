-- One row per distinct version of each row of generic/social_counts, as it was
-- exported.
{{ landed_rows(source('generic', 'social_counts')) }}

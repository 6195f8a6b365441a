-- One row per distinct version of each row of generic/social_posts, as it was
-- exported.
{{ landed_rows(source('generic', 'social_posts')) }}

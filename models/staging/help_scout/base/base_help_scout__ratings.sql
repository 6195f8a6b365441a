-- One row per distinct version of each row of help_scout/ratings, as it was exported.
{{ landed_rows(source('help_scout', 'ratings')) }}

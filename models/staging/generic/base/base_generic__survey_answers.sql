-- One row per distinct version of each row of generic/survey_answers, as it was
-- exported.
{{ landed_rows(source('generic', 'survey_answers')) }}

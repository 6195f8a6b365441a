-- One row per distinct version of each row of generic/referrals, as it was
-- exported.
{{ landed_rows(source('generic', 'referrals')) }}

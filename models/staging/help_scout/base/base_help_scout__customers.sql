-- One row per distinct version of each row of help_scout/customers, as it was exported.
{{ landed_rows(source('help_scout', 'customers')) }}

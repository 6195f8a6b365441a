-- One row per distinct version of each row of generic/customers, as it was exported.
{{ landed_rows(source('generic', 'customers')) }}

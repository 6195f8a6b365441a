-- One row per distinct version of each row of intercom/contacts, as it was exported.
{{ landed_rows(source('intercom', 'contacts')) }}

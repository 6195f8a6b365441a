-- One row per distinct version of each row of freshdesk/contacts, as it was exported.
{{ landed_rows(source('freshdesk', 'contacts')) }}

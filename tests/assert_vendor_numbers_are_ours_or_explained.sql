{# The helpdesk's own number differs and no rule says why: worth a look, and no reason
   to keep a morning's numbers back. On the sample another test wants them to be few. #}
{{ config(severity='warn') }}

-- One row per number of a vendor that differs from ours for no known reason.
select
    vendor_parity_key,
    our_value,
    vendor_value,
    difference
from {{ ref('vendor_parity') }}
where not is_equal and explanation is null

{# How many waits were answered on target, within the limit, or later and not at all; on
   the calendar clock and on the business clock. An open wait has no band of its own: it
   is breached on each clock once its limit has passed there. count_if over nothing but
   nulls would be null, not 0. #}
{% macro band_counts() -%}
        count(*) filter (where response_band = 'on_target') as on_target_count,
        count(*) filter (where response_band = 'within_limit') as within_limit_count,
        count(*) filter (where response_band = 'breached' or wait_outcome = 'open') as breached_count,
        count(*) filter (where responded_at is null) as unanswered_past_limit_count,
        count(*) filter (where response_business_band = 'on_target') as business_on_target_count,
        count(*) filter (where response_business_band = 'within_limit') as business_within_limit_count,
        count(*) filter (
            where
            response_business_band = 'breached'
            or (wait_outcome = 'open' and {{ until_as_of('business_limit_at') }})
        ) as business_breached_count
{%- endmacro %}


{# The same counts as columns of a mart, with the shares that they make up: within the
   limit includes on target. #}
{% macro band_shares(measured) -%}
    {%- set banded -%}
        ({{ measured }}.on_target_count + {{ measured }}.within_limit_count + {{ measured }}.breached_count)
    {%- endset -%}
    {%- for band in ['on_target', 'within_limit', 'breached', 'unanswered_past_limit',
                     'business_on_target', 'business_within_limit', 'business_breached'] -%}
    {{ count_of(measured ~ '.' ~ band ~ '_count') }} as {{ band }}_count,
    {% endfor -%}
    {{ count_of(banded) }} as banded_count,
    {{ share(measured ~ '.on_target_count', banded) }} as on_target_share,
    {{ share(measured ~ '.on_target_count + ' ~ measured ~ '.within_limit_count', banded) }} as within_limit_share,
    {{ share(measured ~ '.breached_count', banded) }} as breached_share
{%- endmacro %}

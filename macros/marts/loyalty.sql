{# Customers at both ends of a month, those who had contact, and what they are worth. #}
{% macro retention_counts() -%}
    count_if(is_active_at_start) as start_count,
        count_if(is_active_at_start and is_active_at_end) as kept_count,
        count_if(is_active_at_end) as end_count,
        count_if(is_new) as new_count,
        count_if(is_returned) as returned_count,
        count_if(is_active_at_start and contact_count > 0) as contacted_start_count,
        count_if(is_active_at_start and is_active_at_end and contact_count > 0) as contacted_kept_count,
        count_if(is_active_at_start and contact_count = 0) as uncontacted_start_count,
        count_if(is_active_at_start and is_active_at_end and contact_count = 0) as uncontacted_kept_count,
        count(*) filter (where is_active_at_start and last_csat >= 0.75) as satisfied_start_count,
        count(*) filter (where is_active_at_start and is_active_at_end and last_csat >= 0.75) as satisfied_kept_count,
        count(*) filter (where is_active_at_start and last_csat < 0.5) as dissatisfied_start_count,
        count(*) filter (where is_active_at_start and is_active_at_end and last_csat < 0.5) as dissatisfied_kept_count,
        count_if(order_count > 0) as buyer_count,
        count_if(order_count > 0 and order_count_so_far > 1) as repeat_buyer_count,
        sum(amount_at_start) as amount_at_start,
        sum(amount_at_end) filter (where is_active_at_start) as amount_kept
{%- endmacro %}


{# The same as columns of a mart, each part of the customers with the share that were kept. #}
{% macro retention_columns(measured) -%}
    {%- for name in ['kept', 'end', 'new', 'returned'] -%}
    {{ count_of(measured ~ '.' ~ name ~ '_count') }} as {{ name }}_count,
    {% endfor -%}
    {%- for part in ['contacted', 'uncontacted', 'satisfied', 'dissatisfied'] -%}
    {{ count_of(measured ~ '.' ~ part ~ '_start_count') }} as {{ part }}_start_count,
    {{ count_of(measured ~ '.' ~ part ~ '_kept_count') }} as {{ part }}_kept_count,
    {{ share(measured ~ '.' ~ part ~ '_kept_count', measured ~ '.' ~ part ~ '_start_count') }} as {{ part }}_retention,
    {% endfor -%}
    {{ count_of(measured ~ '.buyer_count') }} as buyer_count,
    {{ count_and_share(measured, 'repeat_buyer', of='buyer_count') }},
    {{ measured }}.amount_at_start,
    {{ measured }}.amount_kept,
    {{ share(measured ~ '.amount_kept', measured ~ '.amount_at_start') }} as revenue_retention
{%- endmacro %}


{# How many who came so many months ago there were, and how many of them are there. #}
{% macro age_counts() -%}
    {%- for age in [1, 3, 6, 12] %}
        count_if(age_months = {{ age }}) as cohort_{{ age }}_count,
        count_if(age_months = {{ age }} and is_active) as cohort_{{ age }}_kept_count
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The same as columns of a mart. #}
{% macro age_columns(cohorts) -%}
    {%- for age in [1, 3, 6, 12] -%}
    {{ count_of(cohorts ~ '.cohort_' ~ age ~ '_count') }} as cohort_{{ age }}_count,
    {{ count_of(cohorts ~ '.cohort_' ~ age ~ '_kept_count') }} as cohort_{{ age }}_kept_count,
    {{ share(cohorts ~ '.cohort_' ~ age ~ '_kept_count', cohorts ~ '.cohort_' ~ age ~ '_count') }} as cohort_{{ age }}_retention
    {{- ',\n    ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The growth of referrals over those of the month before, and what they are measured by. #}
{% macro referral_columns(referrals, customers) -%}
    {%- set now = count_of(referrals ~ '.referral_count') -%}
    {%- set before = count_of(referrals ~ '.previous_referral_count') -%}
    {{ now }} + {{ before }} as sample_size,
    {{ share(now ~ ' - ' ~ before, before) }} as kpi_value,
    {{ no_bounds() }},
    {{ now }} as referral_count,
    {{ before }} as previous_referral_count,
    {{ now }} - {{ before }} as referral_difference,
    {{ count_of(customers ~ '.new_customer_count') }} as new_customer_count,
    {{ share(now, customers ~ '.new_customer_count') }} as referrals_per_new_customer,
    {{ count_of(referrals ~ '.referrer_count') }} as referrer_count,
    {{ count_of(customers ~ '.active_customer_count') }} as active_customer_count,
    {{ share(count_of(referrals ~ '.referrer_count'), customers ~ '.active_customer_count') }} as referrers_per_active_customer
{%- endmacro %}


{# How many customers have ever answered all three questions, and of how many the three
   newest answers are all good or all not. #}
{% macro agreement_counts() -%}
    {%- set is_complete = 'last_csat is not null and last_nps is not null and last_ces is not null' -%}
    count(*) filter (where {{ is_complete }}) as complete_customer_count,
        count(*) filter (
            where {{ is_complete }}
            and (last_csat >= 0.75) = (last_nps >= 9)
            and (last_csat >= 0.75) = (3 * last_ces >= 2)
        ) as agreeing_customer_count
{%- endmacro %}


{# A share of one of the three questions, null for fewer answers than make a sample. #}
{% macro share_unless_few(hits, answers) -%}
    case when {{ answers }} >= {{ var('least_answers') }} then {{ share(hits, answers) }} end
{%- endmacro %}


{# The mean of the three shares with its bounds, the three taken as independent of each
   other; null unless each has its least sample. #}
{% macro loyalty_columns(measured) -%}
    {%- set csat = share_unless_few(measured ~ '.satisfied_count', measured ~ '.csat_answer_count') -%}
    {%- set net -%} ({{ share_unless_few(measured ~ '.promoter_count - ' ~ measured ~ '.detractor_count', measured ~ '.nps_answer_count') }}) {%- endset -%}
    {%- set extreme = share_unless_few(measured ~ '.promoter_count + ' ~ measured ~ '.detractor_count', measured ~ '.nps_answer_count') -%}
    {%- set ces = share_unless_few(measured ~ '.easy_count', measured ~ '.ces_answer_count') -%}
    {%- set mean -%} (({{ csat }}) + (1 + {{ net }}) / 2 + ({{ ces }})) / 3 {%- endset -%}
    {%- set half_width -%}
        1.96 / 3 * sqrt(
            ({{ csat }}) * (1 - ({{ csat }})) / nullif({{ measured }}.csat_answer_count, 0)
            + (({{ extreme }}) - ({{ net }}) * ({{ net }})) / (4.0 * nullif({{ measured }}.nps_answer_count, 0))
            + ({{ ces }}) * (1 - ({{ ces }})) / nullif({{ measured }}.ces_answer_count, 0)
        )
    {%- endset -%}
    least(
        {{ count_of(measured ~ '.csat_answer_count') }},
        {{ count_of(measured ~ '.nps_answer_count') }},
        {{ count_of(measured ~ '.ces_answer_count') }}
    ) as sample_size,
    {{ mean }} as kpi_value,
    {{ at_least(0, mean ~ ' - ' ~ half_width) }} as kpi_low,
    {{ at_most(1, mean ~ ' + ' ~ half_width) }} as kpi_high,
    {%- for name in ['csat_answer', 'satisfied', 'nps_answer', 'promoter', 'detractor', 'ces_answer', 'easy'] %}
    {{ count_of(measured ~ '.' ~ name ~ '_count') }} as {{ name }}_count,
    {%- endfor %}
    {{ csat }} as csat_share,
    100 * {{ net }} as nps_points,
    {{ ces }} as ces_share
{%- endmacro %}

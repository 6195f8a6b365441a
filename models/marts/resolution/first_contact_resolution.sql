-- One row per slice: the share of resolutions at the first contact, by their day.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
with

events as (

    select
        *,
        {{ until_as_of('window_ends_at') }} as is_mature
    from {{ ref('fct_first_contact_events') }}
    where {{ until_as_of('event_date', 'as_of_date') }}

),

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count(*) filter (where is_mature) as sample_size,
        count(*) filter (where is_mature and is_first_contact) as first_contact_count,
        count(*) filter (where is_mature and is_one_reply) as one_reply_count,
        count(*) filter (where is_mature and is_closed_once) as closed_once_count,
        count(*) filter (where not is_mature) as immature_count,
        count(*) filter (where not is_of_known_customer) as unknown_customer_count,
        count(is_yes) as survey_answer_count,
        count(*) filter (where is_yes) as survey_yes_count
    from events
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    {{ share_with_bounds('measured.first_contact_count', 'measured.sample_size') }},
    {{ count_of('measured.first_contact_count') }} as first_contact_count,
    {{ count_and_share('measured', 'one_reply', of='sample_size') }},
    {{ count_and_share('measured', 'closed_once', of='sample_size') }},
    {{ count_of('measured.survey_answer_count') }} as survey_answer_count,
    {{ count_and_share('measured', 'survey_yes', of='survey_answer_count') }},
    {{ count_columns('measured', 'immature', 'unknown_customer') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'first_contact_resolution'

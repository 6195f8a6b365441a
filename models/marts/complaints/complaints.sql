-- One row per slice: how many complaints customers made, by the day of the complaint.
{% set segments = ['source_system', 'channel', 'team', 'priority', 'topic'] %}
{% set segments_and_agent = segments + ['agent'] %}
with

measured as (

    select
        {{ slice_columns('complained_date', segments_and_agent) }},
        count(*) as complaint_count,
        count_if(evidence = 'field') as by_field_count,
        count_if(evidence = 'tag') as by_tag_count,
        count_if(evidence = 'text') as by_text_count,
        count(distinct customer_key) as customer_count
    from {{ ref('fct_complaints') }}
    where {{ until_as_of('complained_at') }}
    group by {{ slice_groups('complained_date', segments_and_agent) }}

),

contacts as (

    select
        {{ slice_columns('created_date', segments, at='created') }},
        count(*) as contact_count
    from {{ ref('fct_conversations') }}
    where is_inbound and {{ until_as_of('created_at') }}
    group by {{ slice_groups('created_date', segments, at='created') }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.complaint_count') }} as sample_size,
    cast({{ count_of('measured.complaint_count') }} as double) as kpi_value,
    {{ no_bounds() }},
    {{ complaint_columns('measured', 'contacts', 'days') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join contacts on {{ same_slice('contacts') }}
left join {{ ref('fct_active_days') }} as days on slices.last_date = days.calendar_date
where slices.kpi = 'complaints'

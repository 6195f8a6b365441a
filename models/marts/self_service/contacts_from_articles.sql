-- One row per slice: how many readings end in a contact, by the day of the reading.
{% set segments = ['article', 'article_category', 'locale'] %}
with

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count_if(is_read) as read_count,
        count_if(event = 'contact') as contact_count,
        {{ contact_kind_counts() }}
    from {{ ref('fct_help_events') }}
    where {{ until_as_of('event_at') }}
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.read_count') }} as sample_size,
    {{ rate_with_bounds('measured.contact_count', 'measured.read_count', 1000) }},
    {{ count_columns('measured', 'contact', 'chat', 'call', 'message',
                     'tracked_call') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'contacts_from_articles'

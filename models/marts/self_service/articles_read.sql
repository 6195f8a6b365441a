-- One row per slice: how often articles were read, by the day of the reading.
{% set segments = ['article', 'article_category', 'locale'] %}
with

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count_if(is_read) as read_count,
        sum(view_count) as view_count,
        count(distinct case when is_read then person_key end) as reader_count,
        count(distinct case when event in ('visit', 'search') then person_key end)
            as visitor_count,
        count(distinct case when event = 'conversation' then person_key end)
            as customer_count,
        count_if(event = 'conversation') as contact_count,
        sum(helpful_vote_count) as helpful_vote_count,
        sum(helpful_vote_count + unhelpful_vote_count) as vote_count,
        count_if(event = 'search') as search_count,
        count(*) filter (where is_without_result) as search_without_result_count
    from {{ ref('fct_help_events') }}
    where {{ until_as_of('event_at') }}
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.read_count') }} as sample_size,
    cast({{ count_of('measured.read_count') }} as double) as kpi_value,
    {{ no_bounds() }},
    {{ count_columns('measured', 'view', 'reader', 'visitor', 'vote') }},
    {{ count_and_share('measured', 'helpful_vote', of='vote_count') }},
    {{ searched_columns('measured') }},
    {{ contacted_columns('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'articles_read'

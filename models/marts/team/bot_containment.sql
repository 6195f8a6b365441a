-- One row per slice: the share of what a bot dealt with alone, by the day of creation.
{% set segments = ['source_system', 'channel'] %}
with

bot_conversations as (

    select
        *,
        is_contained and {{ until_as_of('repeat_window_ends_at') }} as is_mature
    from {{ ref('fct_bot_conversations') }}
    where {{ until_as_of('created_at') }}

),

measured as (

    select
        {{ slice_columns('created_date', segments) }},
        count(*) as sample_size,
        count_if(is_contained) as contained_count,
        count_if(is_handed_over) as handed_over_count,
        count_if(is_confirmed) as confirmed_count,
        count_if(is_assumed) as assumed_count,
        count(*) filter (where is_mature) as mature_count,
        count(*) filter (where is_mature and is_back) as back_count,
        count(*) filter (where not is_mature and is_contained) as immature_count
    from bot_conversations
    group by {{ slice_groups('created_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    {{ share_with_bounds('measured.contained_count', 'measured.sample_size') }},
    {{ count_of('measured.contained_count') }} as contained_count,
    {{ count_and_share('measured', 'handed_over', of='sample_size') }},
    {{ count_and_share('measured', 'confirmed', of='sample_size') }},
    {{ count_and_share('measured', 'assumed', of='sample_size') }},
    {{ count_of('measured.mature_count') }} as mature_count,
    {{ count_and_share('measured', 'back', of='mature_count') }},
    {{ count_of('measured.immature_count') }} as immature_count
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'bot_containment'

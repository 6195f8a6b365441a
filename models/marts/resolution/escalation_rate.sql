-- One row per slice: the share of handled conversations that went to a higher tier, by
-- the day of the last resolution.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
with

handled_conversations as (

    select * from {{ ref('fct_handled_conversations') }}
    where {{ until_as_of('last_resolved_at') }}

),

measured as (

    select
        {{ slice_columns('last_resolved_date', segments, at='resolved') }},
        count_if(is_tier_known) as sample_size,
        count_if(is_escalated) as escalated_count,
        count_if(not is_tier_known) as tier_unknown_count,
        count(*) as handled_count,
        count_if(is_transferred) as transferred_count,
        sum(transfer_count) as transfer_count,
        count_if(is_handed_over) as handed_over_count
    from handled_conversations
    group by {{ slice_groups('last_resolved_date', segments, at='resolved') }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    {{ share_with_bounds('measured.escalated_count', 'measured.sample_size') }},
    {{ count_columns('measured', 'escalated', 'tier_unknown', 'handled') }},
    {{ count_and_share('measured', 'transferred', of='handled_count') }},
    {{ count_of('measured.transfer_count') }} as transfer_count,
    {{ count_and_share('measured', 'handed_over', of='handled_count') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'escalation_rate'

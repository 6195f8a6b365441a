-- One row per slice: how many conversations customers opened, by the day of creation.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set busiest = ordered_by('hours.inbound_count', '-hours.created_hour') %}
with

valid_conversations as (

    select * from {{ ref('fct_conversations') }}
    where is_valid and {{ until_as_of('created_at') }}

),

measured_by_hour as (

    select
        {{ slice_columns('created_date', segments, at='created') }},
        created_hour,
        count_if(is_inbound) as inbound_count,
        count_if(not is_inbound) as outbound_count,
        count_if(is_inbound and is_bot_only) as bot_only_count,
        sum(customer_message_count) as customer_message_count,
        sum(agent_message_count) as agent_message_count
    from valid_conversations
    group by {{ slice_groups('created_date', segments, 'created', 'created_hour') }}

)

select
    {{ slice_keys() }},
    {{ count_of('sum(hours.inbound_count)') }} as sample_size,
    cast({{ count_of('sum(hours.inbound_count)') }} as double) as kpi_value,
    {{ no_bounds() }},
    {{ count_of('sum(hours.outbound_count)') }} as outbound_count,
    {{ count_of('sum(hours.bot_only_count)') }} as bot_only_count,
    1000 * {{ share('sum(hours.inbound_count)', 'max(days.active_customer_count)') }}
        as conversations_per_1000_active_customers,
    max_by(hours.created_hour, {{ busiest }}) filter (where hours.inbound_count > 0)
        as busiest_hour,
    {{ count_of('sum(hours.customer_message_count)') }} as customer_message_count,
    {{ count_of('sum(hours.agent_message_count)') }} as agent_message_count
from {{ ref('dim_slices') }} as slices
left join measured_by_hour as hours on {{ same_slice('hours') }}
left join {{ ref('fct_active_days') }} as days on slices.last_date = days.calendar_date
where slices.kpi = 'conversation_volume'
group by {{ slice_keys() }}

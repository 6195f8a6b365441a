-- Whether customers whose contact was dealt with quickly come back more often: who was
-- back about the same within the window, by the pace of the contact among its like.
with

contacts as (

    select
        contacts.*,
        -- How long a call is talked over; how soon anything else is done with.
        coalesce(contacts.handle_seconds, conversations.first_resolution_seconds)
            as seconds,
        case
            when contacts.handle_seconds is not null then 'handle time'
            else 'time to the first resolution'
        end as measure
    from {{ ref('fct_contacts') }} as contacts
    left join {{ ref('fct_conversations') }} as conversations
        on contacts.conversation_key = conversations.conversation_key
    where
        contacts.is_answered
        and not contacts.is_bot_only
        and {{ until_as_of('contacts.repeat_window_ends_at') }}

),

paced as (

    select
        *,
        ntile(4) over (
            partition by channel, measure order by seconds, contact_key
        ) as pace
    from contacts
    where seconds is not null

),

what_rushing_costs as (

    select
        channel,
        measure,
        pace,
        count(*) as contact_count,
        min(seconds) / 60 as minutes_from,
        max(seconds) / 60 as minutes_to,
        count_if(is_repeated) as repeated_count,
        {{ share('count_if(is_repeated)', 'count(*)') }} as repeated_share,
        {{ wilson_low('count_if(is_repeated)', 'count(*)') }} as repeated_low,
        {{ wilson_high('count_if(is_repeated)', 'count(*)') }} as repeated_high
    from paced
    group by channel, measure, pace

)

select * from what_rushing_costs
order by channel, measure, pace

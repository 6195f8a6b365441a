-- One row per conversation at hand, of all sources, as its newest export says.
with

int_conversations_unioned as (

    select * from {{ ref('int_conversations_from_zendesk') }}
    union all
    select * from {{ ref('int_conversations_from_generic') }}

)

select * from int_conversations_unioned

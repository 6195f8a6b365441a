-- One row per exported row that bears on a conversation, of all sources.
with

int_conversation_rows_unioned as (

    select
        'zendesk' as source_system,
        native_id,
        person_id,
        happened_at,
        load_number
    from {{ ref('int_conversation_rows_from_zendesk') }}

    union all

    select
        'freshdesk' as source_system,
        native_id,
        person_id,
        happened_at,
        load_number
    from {{ ref('int_conversation_rows_from_freshdesk') }}

    union all

    select
        'intercom' as source_system,
        native_id,
        person_id,
        happened_at,
        load_number
    from {{ ref('int_conversation_rows_from_intercom') }}

    union all

    select
        'generic' as source_system,
        native_id,
        person_id,
        happened_at,
        load_number
    from {{ ref('int_conversation_rows_from_generic') }}

    union all

    select
        'help_scout' as source_system,
        native_id,
        person_id,
        happened_at,
        load_number
    from {{ ref('int_conversation_rows_from_help_scout') }}

)

select * from int_conversation_rows_unioned

-- One row per exported Help Scout row that bears on a conversation.
with

-- Every version: a thread that moved touches the old conversation and the new.
threads as (

    select
        conversation_id,
        merged_conversation_id,
        coalesce(action_type = 'merged', false) as is_merge,
        case when not is_unsent then created_at end as happened_at,
        max(load_number) over (partition by thread_id) as load_number
    from {{ ref('stg_help_scout__threads') }}

),

moves as (

    select distinct
        older.conversation_id as left_conversation_id,
        newer.conversation_id
    from {{ ref('stg_help_scout__threads') }} as older
    inner join {{ ref('stg_help_scout__threads') }} as newer
        on
            older.thread_id = newer.thread_id
            and older.conversation_id <> newer.conversation_id

),

int_conversation_rows_from_help_scout as (

    select
        conversation_id as native_id,
        cast(null as {{ dbt.type_string() }}) as person_id,
        case
            when snoozed_until > written_at
                then greatest(created_at, coalesce(user_updated_at, written_at))
            else created_at
        end as happened_at,
        load_number
    from {{ ref('stg_help_scout__conversations') }}

    union all

    select
        conversation_id as native_id,
        null as person_id,
        happened_at,
        load_number
    from threads

    union all

    -- A merge is told by its target, and bears on what came in: on what it names, else
    -- on what the target's threads have left.
    select
        merged_conversation_id as native_id,
        null as person_id,
        null as happened_at,
        load_number
    from threads
    where merged_conversation_id is not null

    union all

    select
        moves.left_conversation_id as native_id,
        null as person_id,
        null as happened_at,
        threads.load_number
    from threads
    inner join moves on threads.conversation_id = moves.conversation_id
    where threads.is_merge and threads.merged_conversation_id is null

    union all

    select
        conversation_id as native_id,
        null as person_id,
        null as happened_at,
        load_number
    from {{ ref('stg_help_scout__ratings') }}

)

select * from int_conversation_rows_from_help_scout

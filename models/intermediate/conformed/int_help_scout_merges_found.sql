-- One row per Help Scout conversation that was merged into another: which, and when.
with

versions as (

    select * from {{ ref('stg_help_scout__threads') }}
    where conversation_id is not null

),

newest_versions as (

    select
        thread_id,
        conversation_id,
        action_type,
        merged_conversation_id,
        is_line_item,
        is_unsent,
        created_at
    from {{ ref('stg_help_scout__threads') }}
    qualify row_number() over (
        partition by thread_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

-- The target tells of a merge.
merge_items as (

    select * from newest_versions
    where action_type = 'merged' and conversation_id is not null and not is_unsent

),

named_merges as (

    select
        merged_conversation_id as conversation_id,
        max_by(
            conversation_id, {{ ordered_by('created_at', id_number('thread_id')) }}
        ) as merged_into_id,
        max(created_at) as merged_at
    from merge_items
    where merged_conversation_id <> conversation_id
    group by merged_conversation_id

),

-- Where it names nobody: what has lost all of its threads to others was merged.
homes as (

    select distinct
        versions.conversation_id,
        newest_versions.thread_id,
        newest_versions.conversation_id as moved_to_id,
        newest_versions.created_at,
        newest_versions.is_unsent
    from versions
    inner join newest_versions on versions.thread_id = newest_versions.thread_id
    where not newest_versions.is_line_item

),

emptied as (

    select
        conversation_id,
        max_by(moved_to_id, {{ id_number('thread_id') }}) as merged_into_id
    from homes
    group by conversation_id
    having bool_and(coalesce(moved_to_id <> conversation_id, false))

),

emptied_when as (

    select
        emptied.conversation_id,
        emptied.merged_into_id,
        max(homes.created_at) as last_thread_at
    from emptied
    left join named_merges on emptied.conversation_id = named_merges.conversation_id
    left join homes
        on
            emptied.conversation_id = homes.conversation_id
            and emptied.merged_into_id = homes.moved_to_id
            and not homes.is_unsent
    where named_merges.conversation_id is null
    group by emptied.conversation_id, emptied.merged_into_id

),

int_help_scout_merges_found as (

    select
        conversation_id,
        merged_into_id,
        merged_at
    from named_merges

    union all

    select
        emptied_when.conversation_id,
        emptied_when.merged_into_id,
        min(merge_items.created_at) as merged_at
    from emptied_when
    left join merge_items
        on
            emptied_when.merged_into_id = merge_items.conversation_id
            and emptied_when.last_thread_at <= merge_items.created_at
    group by emptied_when.conversation_id, emptied_when.merged_into_id

)

select * from int_help_scout_merges_found

-- One row per source and stream: what became of the rows of all of its files.
with

export_files as (

    select * from {{ ref('export_files') }}

),

stream_accounts as (

    select
        source_system || '/' || stream as stream_key,
        source_system,
        stream,
        count(*) as file_count,
        cast(sum(row_count) as bigint) as row_count,
        cast(sum(staged_count) as bigint) as staged_count,
        cast(sum(duplicate_count) as bigint) as duplicate_count,
        cast(sum(rejected_count) as bigint) as rejected_count,
        cast(sum(unread_value_count) as bigint) as unread_value_count
    from export_files
    group by source_system, stream

)

select * from stream_accounts

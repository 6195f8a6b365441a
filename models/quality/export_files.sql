-- One row per export file that was read: every one of its rows is accounted for.
with

files_read as (

    select * from {{ source('bookkeeping', 'files_read') }}

),

staged_rows as (

    select * from {{ ref('staged_rows') }}

),

export_files as (

    select
        files_read.source_system
        || '/' || files_read.stream
        || '/' || files_read.file_path
            as export_file_key,
        files_read.source_system,
        files_read.stream,
        files_read.file_path,
        files_read.size_bytes,
        files_read.file_modified_at,
        files_read.load_number,
        files_read.row_count,
        -- Counted again in the table itself: the books must agree with it.
        cast(coalesce(staged_rows.staged_count, 0) as bigint) as staged_count,
        files_read.duplicate_count,
        files_read.rejected_count,
        files_read.unread_value_count
    from files_read
    left join staged_rows
        on
            files_read.source_system = staged_rows.source_system
            and files_read.stream = staged_rows.stream
            and files_read.file_path = staged_rows.file_path

)

select * from export_files

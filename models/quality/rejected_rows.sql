-- One row per row of an export that can't be used: where it stands, and why.
with

rows_rejected as (

    select * from {{ source('bookkeeping', 'rows_rejected') }}

),

export_files as (

    select * from {{ ref('export_files') }}

),

rejected_rows as (

    select
        export_files.export_file_key || '#'
        || cast(rows_rejected.file_row_number as {{ dbt.type_string() }})
            as rejected_row_key,
        rows_rejected.source_system,
        rows_rejected.stream,
        rows_rejected.file_path,
        rows_rejected.file_row_number,
        rows_rejected.load_number,
        rows_rejected.reason,
        rows_rejected.raw_text
    from rows_rejected
    inner join export_files
        on
            rows_rejected.source_system = export_files.source_system
            and rows_rejected.stream = export_files.stream
            and rows_rejected.file_path = export_files.file_path

)

select * from rejected_rows

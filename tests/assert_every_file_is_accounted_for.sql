-- One row per file whose rows are not all staged, known already, or rejected; or whose
-- rejected rows are not all kept.
with

kept_rows as (

    select
        source_system,
        stream,
        file_path,
        count(*) as kept_count
    from {{ ref('rejected_rows') }}
    group by source_system, stream, file_path

)

select
    export_files.export_file_key,
    export_files.row_count,
    export_files.staged_count,
    export_files.duplicate_count,
    export_files.rejected_count,
    coalesce(kept_rows.kept_count, 0) as kept_count
from {{ ref('export_files') }} as export_files
left join kept_rows
    on
        export_files.source_system = kept_rows.source_system
        and export_files.stream = kept_rows.stream
        and export_files.file_path = kept_rows.file_path
where
    export_files.row_count <> export_files.staged_count
    + export_files.duplicate_count
    + export_files.rejected_count
    or export_files.rejected_count <> coalesce(kept_rows.kept_count, 0)

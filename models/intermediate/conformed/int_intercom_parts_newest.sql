-- One row per part of any Intercom conversation: its newest version.
with

versions as (

    select * from {{ ref('int_intercom_part_versions') }}

),

int_intercom_parts_newest as (

    select *
    from versions
    qualify row_number() over (
        partition by part_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

)

select * from int_intercom_parts_newest

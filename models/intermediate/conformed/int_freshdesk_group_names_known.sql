-- One row per name that a Freshdesk group has had: the group that had it last.
with

groups as (

    select * from {{ ref('stg_freshdesk__groups') }}
    where name is not null

),

int_freshdesk_group_names_known as (

    select
        account,
        lower(trim(name)) as group_name,
        group_id
    from groups
    qualify row_number() over (
        partition by account, lower(trim(name))
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

)

select * from int_freshdesk_group_names_known

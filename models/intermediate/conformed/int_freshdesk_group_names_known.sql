-- One row per account and name that a Freshdesk group has had: the group that had it
-- last.
with

named_groups as (

    select
        *,
        {{ account_id('lower(trim(name))') }} as group_name
    from {{ ref('stg_freshdesk__groups') }}
    where name is not null

),

int_freshdesk_group_names_known as (

    select
        group_name,
        group_id
    from named_groups
    qualify row_number() over (
        partition by group_name
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

)

select * from int_freshdesk_group_names_known

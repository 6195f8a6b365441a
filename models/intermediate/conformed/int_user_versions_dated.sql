-- One row per Zendesk user and period in which one version of the user held.
with

users as (

    select * from {{ ref('stg_zendesk__users') }}
    where updated_at is not null

),

newest_per_moment as (

    select *
    from users
    qualify row_number() over (
        partition by user_id, updated_at
        order by
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_user_versions_dated as (

    select
        user_id,
        is_agent,
        updated_at as valid_from_at,
        lead(updated_at) over (partition by user_id order by updated_at) as valid_to_at
    from newest_per_moment

)

select * from int_user_versions_dated

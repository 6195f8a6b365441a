-- One row per agent whose time at the desk an export tells of.
with

newest_versions as (

    select *
    from {{ ref('stg_generic__agents') }}
    qualify row_number() over (
        partition by agent_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_employments_listed as (

    select
        {{ native_key("'generic'", 'agent_id') }} as agent_key,
        {{ reporting_date('active_from') }} as employed_from_date,
        {{ reporting_date('active_to') }} as employed_to_date
    from newest_versions
    where active_from is not null or active_to is not null

)

select * from int_employments_listed

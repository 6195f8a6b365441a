-- One row per Help Scout mailbox: newest name.
with

mailboxes as (

    select *
    from {{ ref('stg_help_scout__mailboxes') }}
    qualify row_number() over (
        partition by mailbox_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_teams_from_help_scout as (

    select
        {{ native_key("'help_scout'", 'mailbox_id') }} as team_key,
        'help_scout' as source_system,
        name,
        cast(null as {{ dbt.type_string() }}) as tier
    from mailboxes

)

select * from int_teams_from_help_scout

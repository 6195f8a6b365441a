-- One row per exported version of an Intercom teammate.
with

source as (

    select * from {{ ref('base_intercom__admins') }}

),

renamed as (

    select
        ---------- ids
        id as admin_id,
        -- One team of those that the teammate is in: the first primary one, else the
        -- first.
        nullif(
            coalesce(
                {{ account_id(
                    json_text('team_priority_level', '$.primary_team_ids[0]')
                ) }},
                {{ account_id(json_text('team_ids', '$[0]')) }}
            ),
            '0'
        ) as team_id,

        ---------- strings
        name,
        lower(trim(email)) as email,

        ---------- booleans
        {{ is_operator_address('email') }}
        or {{ id_is_among('id', var('intercom_bot_admin_ids')) }} as is_bot,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed

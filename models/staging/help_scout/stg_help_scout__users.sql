-- One row per exported version of a Help Scout user, teams included.
with

source as (

    select * from {{ ref('base_help_scout__users') }}

),

renamed as (

    select
        ---------- ids
        account,
        id as user_id,

        ---------- strings
        nullif(trim(concat_ws(' ', first_name, last_name)), '') as name,
        lower(trim(email)) as email,

        ---------- booleans
        coalesce(lower(type) = 'team', false) as is_team,
        {{ id_is_among(own_id('id'), var('help_scout_bot_user_ids')) }}
        or coalesce(lower(type) = 'system_user', false) as is_bot,

        ---------- timestamps
        created_at,
        updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed

-- One row per conversation that an exported version of a Freshdesk ticket carries
-- along.
with

source as (

    select * from {{ ref('base_freshdesk__tickets') }}

),

exploded as (

    select
        account,
        id as ticket_id,
        {{ json_list_items('conversations') }} as conversation,
        {{ json_list_places('conversations') }} as place,
        file_path,
        file_row_number,
        file_modified_at,
        load_number
    from source
    where conversations like '[%'

),

renamed as (

    select
        ---------- ids
        account,
        {{ account_id(whole_number_text(json_text('conversation', '$.id'))) }}
            as conversation_id,
        ticket_id,
        {{ account_id(whole_number_text(json_text('conversation', '$.user_id'))) }}
            as user_id,

        ---------- strings
        {{ whole_number_text(json_text('conversation', '$.source')) }} as native_kind,
        coalesce(
            nullif({{ json_text('conversation', '$.body_text') }}, ''),
            nullif({{ json_text('conversation', '$.body') }}, '')
        ) as body,

        ---------- numerics
        place,

        ---------- booleans
        {{ json_text('conversation', '$.incoming') }} = 'true' as is_incoming,
        coalesce({{ json_text('conversation', '$.private') }} = 'true', false)
            as is_private,
        coalesce({{ json_text('conversation', '$.auto_response') }} = 'true', false)
        or {{ json_text('conversation', '$.automation_id') }} is not null
            as is_automatic,
        coalesce(
            {{ json_text('conversation', '$.attachments') }} not in ('[]', ''), false
        ) as has_attachment,

        ---------- timestamps
        {{ utc_moment(json_text('conversation', '$.created_at')) }} as created_at,
        {{ utc_moment(json_text('conversation', '$.updated_at')) }} as updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from exploded

)

select * from renamed

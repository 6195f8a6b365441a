-- One row per exported version of a Help Scout rating.
with

source as (

    select * from {{ ref('base_help_scout__ratings') }}

),

renamed as (

    select
        ---------- ids
        account,
        -- A rating has no id: it is that of its reply, else of the customer.
        coalesce(
            nullif(thread_id, '0'),
            conversation_id || '-' || coalesce(rating_customer_id, '0')
        ) as rating_key,
        conversation_id,
        nullif(rating_customer_id, '0') as customer_id,
        nullif(rating_user_id, '0') as user_id,

        ---------- numerics
        case
            when lower(rating) = 'great' then 3.0
            when lower(rating) in ('okay', 'ok') then 2.0
            when lower(rating) in ('not good', 'not_good', 'bad') then 1.0
            when rating_id in (1, 2, 3) then 4.0 - rating_id
        end as score,

        ---------- timestamps
        rating_created_at as rated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed

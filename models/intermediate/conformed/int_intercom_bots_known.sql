-- One row per Intercom teammate that is a bot, although it is listed as a teammate.
with

admins as (

    select * from {{ ref('stg_intercom__admins') }}

),

int_intercom_bots_known as (

    select
        admin_id,
        min(load_number) as known_in_load_number
    from admins
    where is_bot
    group by admin_id

)

select * from int_intercom_bots_known

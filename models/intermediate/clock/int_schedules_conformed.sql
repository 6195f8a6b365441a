-- One row per schedule of business hours: its zone, and whether it is its account's
-- default.
with

zendesk_schedules as (

    select
        schedule_id,
        account,
        any_value(native_time_zone) as native_time_zone,
        min(created_at) as created_at
    from {{ ref('int_zendesk_schedules_current') }}
    group by schedule_id, account

),

generic_schedules as (

    select
        schedule,
        account,
        max_by(
            native_time_zone,
            {{ ordered_by('file_modified_at', 'file_row_number') }}
        ) as native_time_zone,
        min(load_number * 1000000 + file_row_number) as place
    from {{ ref('stg_generic__schedules') }}
    group by schedule, account

),

seeded_schedules as (

    select
        source_system,
        schedule,
        any_value(time_zone) as native_time_zone
    from {{ ref('business_hours') }}
    where
        source_system not in (
            select 'zendesk' as source_system from zendesk_schedules
            union all
            select 'generic' as source_system from generic_schedules
        )
    group by source_system, schedule

),

schedules as (

    select
        {{ native_key("'zendesk'", 'schedule_id') }} as schedule_key,
        'zendesk' as source_system,
        account,
        native_time_zone,
        row_number() over (
            partition by account
            order by created_at, {{ id_number('schedule_id') }}, schedule_id
        ) as age_rank
    from zendesk_schedules

    union all

    select
        {{ native_key("'generic'", 'schedule') }} as schedule_key,
        'generic' as source_system,
        account,
        native_time_zone,
        row_number() over (partition by account order by place, schedule) as age_rank
    from generic_schedules

    union all

    select
        {{ native_key('source_system', 'schedule') }} as schedule_key,
        source_system,
        null as account,
        native_time_zone,
        row_number() over (partition by source_system order by schedule) as age_rank
    from seeded_schedules

),

int_schedules_conformed as (

    select
        schedules.schedule_key,
        schedules.source_system,
        schedules.account,
        schedules.native_time_zone,
        -- Only zones that the engine knows: an unknown one would stop the build.
        coalesce(by_rails_name.name, by_iana_name.name) as time_zone,
        schedules.age_rank = 1 as is_oldest_of_account
    from schedules
    left join {{ ref('rails_time_zones') }} as rails_time_zones
        on schedules.native_time_zone = rails_time_zones.rails_name
    left join {{ time_zone_names() }} as by_rails_name
        on rails_time_zones.iana_name = by_rails_name.name
    left join {{ time_zone_names() }} as by_iana_name
        on schedules.native_time_zone = by_iana_name.name

)

select * from int_schedules_conformed

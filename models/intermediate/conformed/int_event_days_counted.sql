-- One row per day on which anything happened in the exports: how many rows, and the
-- last.
with

happenings as (

    select created_at as happened_at from {{ ref('stg_zendesk__tickets') }}
    union all
    select created_at as happened_at from {{ ref('stg_zendesk__ticket_comments') }}
    union all
    select created_at as happened_at from {{ ref('stg_zendesk__ticket_audits') }}
    union all
    select created_at as happened_at from {{ ref('stg_generic__conversations') }}
    union all
    select sent_at as happened_at from {{ ref('stg_generic__messages') }}
    union all
    select changed_at as happened_at from {{ ref('stg_generic__changes') }}

),

int_event_days_counted as (

    select
        cast(happened_at as date) as event_date,
        count(*) as row_count,
        max(happened_at) as last_at
    from happenings
    group by cast(happened_at as date)

)

select * from int_event_days_counted

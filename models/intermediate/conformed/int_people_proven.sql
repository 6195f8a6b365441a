-- One row per Zendesk user of whom something proves that they have worked as an agent.
with

evidence as (

    select
        user_id,
        load_number
    from {{ ref('stg_zendesk__users') }}
    where is_agent

    union all

    select
        assignee_id as user_id,
        load_number
    from {{ ref('stg_zendesk__tickets') }}
    where assignee_id is not null

    union all

    select
        new_value as user_id,
        load_number
    from {{ ref('int_audit_events_exploded') }}
    where field_name = 'assignee_id' and new_value is not null

    union all

    select
        old_value as user_id,
        load_number
    from {{ ref('int_audit_events_exploded') }}
    where field_name = 'assignee_id' and old_value is not null

    union all

    -- An agent may hide a customer's comment: only a note that was born one is proof.
    select
        author_id as user_id,
        load_number
    from {{ ref('int_notes_born_internal') }}

),

int_people_proven as (

    select
        user_id,
        min(load_number) as proven_in_load_number
    from evidence
    where user_id not in ('-1', '0')
    group by user_id

)

select * from int_people_proven

-- One row per Zendesk ticket that was merged into another: its target and when.
with

merge_comments as (

    select
        ticket_id,
        max_by(
            via_to_ticket_id,
            {{ ordered_by('created_at', id_number('comment_id')) }}
        ) as merged_into_id,
        max(created_at) as merged_at
    from {{ ref('int_zendesk_comments_current') }}
    where via_rel = 'merge' and via_to_ticket_id <> ticket_id
    group by ticket_id

),

int_zendesk_merges_found as (

    select
        tickets.ticket_id,
        merge_comments.merged_into_id,
        -- Null where only the tag tells: its last update may be years after the merge.
        merge_comments.merged_at
    from {{ ref('int_zendesk_tickets_current') }} as tickets
    left join merge_comments on tickets.ticket_id = merge_comments.ticket_id
    where tickets.is_tagged_merged or merge_comments.ticket_id is not null

)

select * from int_zendesk_merges_found

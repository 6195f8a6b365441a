-- One row per message of the Help Scout conversations at hand, in the shape of every
-- helpdesk's.
with

threads as (

    select
        *,
        is_by_answering_bot or is_by_workflow as is_automatic
    from {{ ref('int_help_scout_threads_current') }}
    where not is_line_item

),

int_messages_from_help_scout as (

    select
        ---------- ids
        {{ native_key("'help_scout'", 'thread_id') }} as message_key,
        conversation_key,
        {{ native_key(
            "'help_scout'",
            "case when is_customers_word and not is_by_customer then customer_id "
            ~ "else created_by_id end"
        ) }} as author_key,

        ---------- strings
        'help_scout' as source_system,
        case
            when is_from_before then 'system'
            when is_customers_word then 'customer'
            when is_automatic then 'bot'
            when
                thread_type in (
                    'message', 'chat', 'beaconchat', 'phone', 'note', 'forwardparent',
                    'forwardchild'
                )
                then 'agent'
            else 'system'
        end as author_type,
        body,
        cast(null as {{ dbt.type_string() }}) as suggested_article_key,

        ---------- booleans
        coalesce(
            thread_type in ('customer', 'message', 'chat', 'beaconchat', 'phone'), false
        )
        and coalesce(native_state <> 'hidden', true) as is_public,
        coalesce(native_state = 'deleted', false) as is_deleted,
        {{ is_blank_text('body') }} and not has_attachment as is_empty,
        not is_customers_word and is_by_answering_bot as is_answering_bot,
        false as is_fallback,

        ---------- timestamps and order
        created_at as sent_at,
        coalesce({{ id_number('thread_id') }}, 0) as source_order

    from threads

)

select * from int_messages_from_help_scout

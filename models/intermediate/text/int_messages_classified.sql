-- One row per message with a text: the classes of the text that its author can mean.
with

messages as (

    select * from {{ ref('int_messages_unioned') }}

),

texts as (

    select * from {{ ref('int_texts_listed') }}

),

classes as (

    select * from {{ ref('int_texts_classified') }}

),

-- A picture between two texts says nothing that could be said again.
customer_texts as (

    select
        message_key,
        conversation_key,
        message_number,
        {{ without_accents('lower(left(body, 200))') }} as words
    from messages
    where is_customer_message and not is_empty and trim(body) <> ''

),

consecutive_texts as (

    select
        message_key,
        words,
        lag(words) over (
            partition by conversation_key
            order by message_number
        ) as words_before
    from customer_texts

),

compared as (

    select
        message_key,
        words,
        words_before,
        least(length(words), length(words_before)) as shorter_length,
        greatest(length(words), length(words_before)) as longer_length
    from consecutive_texts
    where
        words_before is not null
        and length(words) >= {{ var('repetition_least_letters') }}

),

-- A customer who writes the same again says that nobody understood it.
repetitions as (

    select
        message_key,
        case
            when words = words_before then true
            when shorter_length < {{ var('repetition_likeness') }} * longer_length
                then false
            else
                longer_length - levenshtein(words, words_before)
                >= {{ var('repetition_likeness') }} * longer_length
        end as is_repetition
    from compared

),

int_messages_classified as (

    select
        texts.message_key,
        texts.conversation_key,
        classes.language,
        classes.sentiment,
        classes.is_question,
        classes.is_sign,
        classes.is_fallback,
        texts.author_type = 'customer' and classes.is_complaint as is_complaint,
        texts.author_type = 'customer' and classes.is_acknowledgement
            as is_acknowledgement,
        case
            when texts.author_type = 'customer' then classes.is_reword_request
            when texts.author_type in ('agent', 'bot') then classes.is_fallback
            else false
        end as is_reword_request,
        repetitions.is_repetition
    from texts
    inner join classes on texts.text_key = classes.text_key
    left join repetitions on texts.message_key = repetitions.message_key

)

select * from int_messages_classified

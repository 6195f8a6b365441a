-- One row per text that was ever written, and language that it is said to be in: what
-- sort of text it is. Each is read once, when it is first met; the text isn't kept.
{% set lexicon = lexicon() %}
{% set parts = foreign_parts() %}
-- depends_on: {{ ref('lexicon') }}
with

new_texts as (

    select
        listed.text_key,
        min(listed.stated_language) as stated_language,
        min(listed.body) as body
    from {{ ref('int_texts_listed') }} as listed
    {% if is_incremental() -%}
    left join {{ this }} as known_texts on listed.text_key = known_texts.text_key
    where known_texts.text_key is null
    {% endif -%}
    group by listed.text_key

),

-- Nothing is looked for where no sign of it is in the text.
without_markup as (

    select
        text_key,
        stated_language,
        case
            when {{ holds('body', "'<'") }}
                then {{ without_matches(
                    without_matches('body', parts.quoted_markup), '<[^>]*>'
                ) }}
            else body
        end as words
    from new_texts

),

without_entities as (

    select
        text_key,
        stated_language,
        case
            when {{ holds('words', "'&'") }}
                then {{ without_matches('words', '&[a-zA-Z#0-9]{2,8};') }}
            else words
        end as words
    from without_markup

),

without_quotes as (

    select
        text_key,
        stated_language,
        case
            when {{ holds('words', "'>'") }}
                then {{ without_matches('words', parts.quoted_lines) }}
            else words
        end as words
    from without_entities

),

own_words as (

    select
        text_key,
        stated_language,
        {{ without_accents(
            "lower(replace(case when " ~ holds('words', 'chr(10)')
            ~ ' then ' ~ without_matches(
                without_matches('words', parts.earlier_mail), parts.signature
            ) ~ " else words end, '’', ''''))"
        ) }} as words
    from without_quotes

),

counted as (

    select
        *,
        {{ word_count_of('words', lexicon, 'en') }}
        + case when stated_language = 'en' then 2 else 0 end as en_count,
        {{ word_count_of('words', lexicon, 'es') }}
        + case when stated_language = 'es' then 2 else 0 end as es_count,
        {{ word_count_of('words', lexicon, 'ca') }}
        + case when stated_language = 'ca' then 2 else 0 end as ca_count,
        {{ word_count_of('words', lexicon, 'other') }}
        + case
            when stated_language not in ('en', 'es', 'ca') then 2 else 0
        end as other_count
    from own_words

),

-- Where two languages have as many words, it may be either.
spoken as (

    select
        text_key,
        words,
        case
            when {{ text_matches('words', parts.other_letters) }} then 'other'
            when en_count > greatest(es_count, ca_count, other_count) then 'en'
            when es_count > greatest(en_count, ca_count, other_count) then 'es'
            when ca_count > greatest(en_count, es_count, other_count) then 'ca'
            when other_count > greatest(en_count, es_count, ca_count) then 'other'
            else 'unknown'
        end as language,
        {{ text_matches('words', '[a-z0-9]') }} as has_words
    from counted

),

judged as (

    select
        text_key,
        language,
        {{ text_class('words', lexicon, 'complaint') }} as is_complaint,
        {{ text_class('words', lexicon, 'acknowledgement') }} as is_acknowledgement,
        {{ text_class('words', lexicon, 'reword_request') }} as is_reword_request,
        {{ text_class('words', lexicon, 'fallback') }} as is_fallback,
        {{ text_class('words', lexicon, 'positive') }} as is_positive,
        {{ text_class('words', lexicon, 'negative') }} as is_negative,
        {{ holds('words', "'?'") }} as is_question,
        not has_words as is_sign
    from spoken

),

int_texts_classified as (

    select
        text_key,
        language,
        is_complaint,
        is_acknowledgement and not is_complaint as is_acknowledgement,
        is_reword_request,
        is_fallback,
        is_question,
        is_sign,
        cast(
            case
                when is_negative or is_complaint then -1
                when is_positive then 1
                when language <> 'other' then 0
            end as double
        ) as sentiment
    from judged

)

select * from int_texts_classified

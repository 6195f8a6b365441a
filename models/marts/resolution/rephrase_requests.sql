-- One row per slice: how often a chat has to be said again, by the conversation's day.
{% set segments = ['source_system', 'channel'] %}
{% set counts = ['asked_again', 'reword_request', 'repetition', 'about_question',
                 'about_solution', 'of_agents', 'of_bots', 'then_understood',
                 'then_handed_over', 'then_asked_again', 'then_abandoned'] %}
with

measured as (

    select
        {{ slice_columns('created_date', segments) }},
        count(*) as turn_count,
        {{ rephrase_counts() }}
    from {{ ref('fct_chat_turns') }}
    where {{ until_as_of('created_at') }}
    group by {{ slice_groups('created_date', segments) }}

)

{% set rate = ['measured.asked_again_count', 'measured.turn_count'] -%}
select
    {{ slice_keys() }},
    {{ count_of('measured.turn_count') }} as sample_size,
    {{ share(*rate) }} as kpi_value,
    {{ wilson_low(*rate) }} as kpi_low,
    {{ wilson_high(*rate) }} as kpi_high,
    {% for name in counts -%}
    {{ count_of('measured.' ~ name ~ '_count') }} as {{ name }}_count,
    {% endfor -%}
    {{ count_of('measured.bot_turn_count') }} as bot_turn_count,
    {{ count_and_share('measured', 'bot_fallback', of='bot_turn_count') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'rephrase_requests'

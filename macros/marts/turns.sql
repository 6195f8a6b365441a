{# Turns of the desk in chats after which the customer asked again: how, about what, of whom,
   and what followed; and the turns in which a bot did not understand. #}
{% macro rephrase_counts() -%}
        count_if(is_asked_again) as asked_again_count,
        count_if(is_reword_requested) as reword_request_count,
        count_if(is_repeated) as repetition_count,
        count_if(is_asked_again and is_question) as about_question_count,
        count_if(is_asked_again and not is_question) as about_solution_count,
        count_if(is_asked_again and author_type = 'agent') as of_agents_count,
        count_if(is_asked_again and author_type = 'bot') as of_bots_count,
        {% for outcome in ['understood', 'handed_over', 'asked_again', 'abandoned'] -%}
        count(*) filter (where is_asked_again and followed_by = '{{ outcome }}') as then_{{ outcome }}_count,
        {% endfor -%}
        count_if(author_type = 'bot') as bot_turn_count,
        count_if(author_type = 'bot' and is_fallback) as bot_fallback_count
{%- endmacro %}

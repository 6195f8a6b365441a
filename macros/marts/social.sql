{# What stands beside the time to the solution: how many came within an hour, when the desk
   first posted, and what of the questions asked is not solved yet. #}
{% macro solution_columns(measured) -%}
    {{ count_and_share(measured, 'within_an_hour', of='sample_size') }},
    {{ count_of(measured ~ '.staff_posted_count') }} as staff_posted_count,
    {{ measured }}.first_staff_post_minutes,
    {{ count_of(measured ~ '.asked_count') }} as asked_count,
    {{ count_and_share(measured, 'unsolved', of='asked_count') }}
{%- endmacro %}


{# The ways in which a post is endorsed, as networks count them. #}
{% macro endorsement_kinds() -%}
    {{ return([
        'share', 'embed', 'like', 'reply', 'direct_message', 'comment', 'wall_post', 'mention'
    ]) }}
{%- endmacro %}

{# In a generic test whose findings may come from the user's rows: any finding of another
   kind fails; those of the user's rows warn, and fail beyond a share of all rows. The
   test's query gives is_user_data and tested_row_count with each finding. #}
{% macro judge_by_share(max_share=none) -%}
    {{ config(
        fail_calc='count(*)',
        warn_if='> 0',
        error_if='> 0 and (bool_or(not is_user_data) or count_if(is_user_data) > '
            ~ (var('max_flagged_share') if max_share is none else max_share)
            ~ ' * max(tested_row_count))'
    ) }}
{%- endmacro %}

{% test timestamps_in_order(model, columns, is_user_data=false) %}

{{ judge_by_share() }}

-- One row per row in which a later column of the list holds an earlier moment.
with

tested_rows as (

    select * from {{ model }}

)

select
    {{ columns | join(',\n    ') }},
    {{ is_user_data }} as is_user_data,
    (select count(*) from tested_rows) as tested_row_count
from tested_rows
where
    false
    {%- for earlier in columns %}
    {%- for later in columns[loop.index:] %}
    or {{ later }} < {{ earlier }}
    {%- endfor %}
    {%- endfor %}

{% endtest %}

{% test flagged_share_below(model, condition, max_share=none, column_name=none) %}

{{ judge_by_share(max_share) }}

-- One row per flagged row.
with

tested_rows as (

    select * from {{ model }}

)

select
    *,
    true as is_user_data,
    (select count(*) from tested_rows) as tested_row_count
from tested_rows
where {{ column_name ~ ' ' if column_name }}{{ condition }}

{% endtest %}

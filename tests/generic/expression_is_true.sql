{% test expression_is_true(model, expression, column_name=none) %}

-- As a check constraint: false fails, unknown passes.
select *
from {{ model }}
where not ({{ column_name ~ ' ' if column_name }}{{ expression }})

{% endtest %}

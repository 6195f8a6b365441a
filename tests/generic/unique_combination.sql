{% test unique_combination(model, columns) %}

-- One row per combination that occurs more than once. Nulls are equal to each other.
select
    {{ columns | join(',\n    ') }},
    count(*) as occurrence_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1

{% endtest %}

{% test same_row_count(model, to, to_where='true') %}

with

counts as (

    select
        (select count(*) from {{ model }}) as row_count,
        (select count(*) from {{ to }} where {{ to_where }}) as other_row_count

)

select *
from counts
where row_count <> other_row_count

{% endtest %}

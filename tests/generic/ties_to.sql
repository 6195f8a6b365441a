{% test ties_to(model, expression, to, to_expression=none, by=[], tolerance=0) %}

-- One row per group whose total is not the same on both sides. A group that one side
-- lacks has the total 0 there.
with

both_sides as (

    select
        {%- for column in by %}
        {{ column }},
        {%- endfor %}
        {{ expression }} as total,
        0 as other_total
    from {{ model }}
    {%- if by %}
    group by {{ by | join(', ') }}
    {%- endif %}

    union all

    select
        {%- for column in by %}
        {{ column }},
        {%- endfor %}
        0 as total,
        {{ to_expression or expression }} as other_total
    from {{ to }}
    {%- if by %}
    group by {{ by | join(', ') }}
    {%- endif %}

),

compared as (

    select
        {%- for column in by %}
        {{ column }},
        {%- endfor %}
        coalesce(sum(total), 0) as total,
        coalesce(sum(other_total), 0) as other_total
    from both_sides
    {%- if by %}
    group by {{ by | join(', ') }}
    {%- endif %}

)

select *
from compared
where abs(total - other_total) > {{ tolerance }}

{% endtest %}

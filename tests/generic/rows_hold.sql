{# What every row of a model keeps, said once for the whole model: a rule that is unknown
   for a row, because a value is null, holds for it, as in a check constraint. #}
{% test rows_hold(
    model, never_null=[], never_negative=[], one_of={}, within={}, rules={}
) %}

{%- set breaches = {} -%}
{%- for column in never_null -%}
    {%- do breaches.update({column ~ ' is null': column ~ ' is null'}) -%}
{%- endfor -%}
{%- for column in never_negative -%}
    {%- do breaches.update({column ~ ' is negative': column ~ ' < 0'}) -%}
{%- endfor -%}
{%- for column, values in one_of.items() -%}
    {%- do breaches.update({
        column ~ ' is another value': column ~ " not in ('" ~ values | join("', '") ~ "')"
    }) -%}
{%- endfor -%}
{%- for column, bounds in within.items() -%}
    {%- do breaches.update({
        column ~ ' is out of bounds': column ~ ' not between ' ~ bounds[0] ~ ' and ' ~ bounds[1]
    }) -%}
{%- endfor -%}
{%- for sentence, rule in rules.items() -%}
    {%- do breaches.update({'not: ' ~ sentence | replace('_', ' '): 'not (' ~ rule ~ ')'}) -%}
{%- endfor -%}

-- One row per row that breaks a rule, with all the rules that it breaks.
select
    concat_ws(
        '; '
        {%- for breach, condition in breaches.items() %},
        case when {{ condition }} then '{{ breach }}' end
        {%- endfor %}
    ) as broken_rules,
    *
from {{ model }}
where
    {%- for condition in breaches.values() %}
    {{ 'or ' if not loop.first }}{{ condition }}
    {%- endfor %}

{% endtest %}

{# The columns that name a row: no row lacks one, but for those that may be null, and no
   two rows share them all. So it is with each other list of columns that names a row just
   as well. #}
{% test primary_key(model, columns, also_unique=[], nullable=[]) %}

-- One row per name that rows share, or lack a part of.
{%- for names in [columns] + also_unique %}
select
    '{{ names | join(', ') }}' as key_columns,
    concat_ws('|', {{ names | join(', ') }}) as key_value,
    count(*) as row_count
from {{ model }}
group by
    {{ names | join(',\n    ') }}
having
    count(*) > 1
    {%- for name in names if name not in nullable %}
    or {{ name }} is null
    {%- endfor %}
{{ 'union all' if not loop.last }}
{%- endfor %}

{% endtest %}

{% test additive_over_segments(
    model,
    columns,
    segment_types=['source_system', 'channel', 'team', 'priority'],
    tolerance=0.000001
) %}

-- One row per period, segment type and column whose members don't add up to the whole.
with

totals as (

    select
        segment_type,
        period_grain,
        period_start_date,
        {%- for column in columns %}
        sum({{ column }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ model }}
    group by segment_type, period_grain, period_start_date

),

segment_types as (
    {% for segment_type in segment_types %}
    select '{{ segment_type }}' as segment_type
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

compared as (
    {% for column in columns %}
    select
        whole.period_grain,
        whole.period_start_date,
        segment_types.segment_type,
        '{{ column }}' as column_name,
        whole.{{ column }} as whole_total,
        -- Members that come and go: in a period without any, nothing may have been.
        case
            when members.segment_type is null and whole.{{ column }} is not null then 0
            else members.{{ column }}
        end as member_total
    from totals as whole
    cross join segment_types
    left join totals as members
        on
            whole.period_grain = members.period_grain
            and whole.period_start_date = members.period_start_date
            and segment_types.segment_type = members.segment_type
    where whole.segment_type = 'all'
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select *
from compared
where
    (whole_total is null) <> (member_total is null)
    or abs(whole_total - member_total) > {{ tolerance }} * greatest(1, abs(whole_total))

{% endtest %}

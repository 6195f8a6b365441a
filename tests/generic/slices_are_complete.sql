{% test slices_are_complete(model, slices=none) %}

{%- set slices = slices or ref('dim_slices') %}

-- One row per KPI and slice that is missing, extra, or described otherwise than in
-- dim_slices. For the marts stacked: one test over all costs less than one of each.
with

compared as (

    select
        coalesce(wanted.kpi, present.kpi) as kpi,
        coalesce(wanted.segment_type, present.segment_type) as segment_type,
        coalesce(wanted.segment_value, present.segment_value) as segment_value,
        coalesce(wanted.period_grain, present.period_grain) as period_grain,
        coalesce(wanted.period_start_date, present.period_start_date)
            as period_start_date,
        case
            when present.period_grain is null then 'missing'
            when wanted.period_grain is null then 'extra'
            when wanted.segment_label is distinct from present.segment_label
                then 'labelled ' || coalesce(present.segment_label, 'null')
            when wanted.is_partial is distinct from present.is_partial
                then 'is_partial is wrong'
        end as problem
    from {{ slices }} as wanted
    full outer join {{ model }} as present
        on
            wanted.kpi = present.kpi
            and wanted.segment_type = present.segment_type
            and wanted.segment_value = present.segment_value
            and wanted.period_grain = present.period_grain
            and wanted.period_start_date = present.period_start_date

)

select *
from compared
where problem is not null

{% endtest %}

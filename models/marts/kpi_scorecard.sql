-- One row per KPI, statistic and slice: its value beside the last one and its target.
with

current_values as (

    select
        *,
        cast({{ previous_period_start('period_grain', 'period_start_date') }} as date)
            as previous_start_date
    from {{ ref('kpi_values') }}

),

compared as (

    select
        current_values.*,
        before.kpi_value as previous_value,
        current_values.kpi_value - before.kpi_value as change,
        {{ is_beyond_noise('current_values', 'before') }} as is_change_beyond_noise
    from current_values
    left join {{ ref('kpi_values') }} as before
        on
            current_values.kpi = before.kpi
            and current_values.statistic = before.statistic
            and current_values.segment_type = before.segment_type
            and current_values.segment_value = before.segment_value
            and current_values.period_grain = before.period_grain
            and current_values.previous_start_date = before.period_start_date

)

select
    {{ line_key('compared.') }} as kpi_scorecard_key,
    {{ scorecard_columns() }}
from compared
inner join {{ ref('kpi_catalog') }} as catalog on compared.kpi = catalog.kpi
left join {{ ref('kpi_targets') }} as targets
    on
        compared.kpi = targets.kpi
        and compared.segment_type = targets.segment_type
        and compared.segment_value = targets.segment_value
left join {{ ref('dim_feed_gaps') }} as gaps
    on compared.kpi = gaps.kpi and {{ source_of('compared') }} = gaps.source_system

-- One row per KPI, statistic, slice and value that it has had since its period was
-- over.
with

closed_values as (

    select
        {{ line_key() }} as slice_key,
        kpi,
        statistic,
        segment_type,
        segment_value,
        period_grain,
        period_start_date,
        sample_size,
        kpi_value
    from {{ ref('kpi_values') }}
    where not is_partial

),

newest_known_values as (

    select
        slice_key,
        max_by(sample_size, load_number) as sample_size,
        max_by(coalesce(kpi_value, -1e99), load_number) as kpi_value
    from {{ published_before() }}
    group by slice_key

),

published_values as (

    select
        closed_values.slice_key
        || '|' || cast({{ newest_load() }} as {{ dbt.type_string() }})
            as published_value_key,
        closed_values.*,
        cast({{ newest_load() }} as bigint) as load_number
    from closed_values
    left join newest_known_values
        on closed_values.slice_key = newest_known_values.slice_key
    where
        newest_known_values.slice_key is null
        or newest_known_values.sample_size <> closed_values.sample_size
        or abs(newest_known_values.kpi_value - coalesce(closed_values.kpi_value, -1e99))
        > 1e-9 * greatest(1, abs(newest_known_values.kpi_value))

)

select * from published_values

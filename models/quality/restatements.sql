-- One row per time that late data changed a KPI's value after its period was over.
with

published_values as (

    select * from {{ ref('published_values') }}

),

successive_values as (

    select
        *,
        lag(load_number) over (
            partition by slice_key order by load_number
        ) as previous_load_number,
        lag(sample_size) over (
            partition by slice_key order by load_number
        ) as previous_sample_size,
        lag(kpi_value) over (
            partition by slice_key order by load_number
        ) as previous_kpi_value
    from published_values

),

restatements as (

    select
        published_value_key as restatement_key,
        kpi,
        statistic,
        segment_type,
        segment_value,
        period_grain,
        period_start_date,
        previous_sample_size,
        sample_size,
        previous_kpi_value,
        kpi_value,
        previous_load_number,
        load_number
    from successive_values
    where previous_load_number is not null

)

select * from restatements

-- One row per slice: how long an article is read, by the day of the reading.
{% set segments = ['article', 'article_category', 'locale'] %}
with

-- Who only scrolled, on a page that reports no time, has not read for 0 seconds.
reads as (

    select
        *,
        nullif(reading_seconds, 0) as seconds,
        case when reading_seconds > 0 then expected_reading_seconds end as expected
    from {{ ref('fct_article_reads') }}
    where is_read and {{ until_as_of('opened_at') }}

),

measured as (

    select
        {{ slice_columns('read_date', segments) }},
        count(seconds) as sample_size,
        {{ length_statistics('seconds', 1, 'seconds') }},
        {{ mean_limits('seconds', 1) }},
        count(*) filter (where seconds is null) as untimed_count,
        count(*) filter (where is_reading_capped) as capped_count,
        avg(expected) as expected_seconds,
        avg(case when expected > 0 then seconds end) as compared_seconds
    from reads
    group by {{ slice_groups('read_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.mean_seconds as kpi_value,
    {{ reading_columns('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'article_reading_time'

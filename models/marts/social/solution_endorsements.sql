-- One row per slice: endorsements of each solution, by the day on which it was posted.
{% set segments = ['source_system'] %}
{% set kinds = endorsement_kinds() %}
with

solutions as (

    select posts.*
    from {{ ref('fct_social_posts') }} as posts
    inner join {{ ref('fct_social_threads') }} as threads
        on posts.post_key = threads.solution_post_key
    where threads.is_valid and {{ until_as_of('posts.posted_at') }}

),

measured as (

    select
        {{ slice_columns('posted_date', segments) }},
        count(*) as solution_count,
        count(endorsement_count) as sample_size,
        avg(endorsement_count) as mean_endorsements,
        {{ mean_limits('endorsement_count', 1) }},
        {% for kind in kinds -%}
        sum({{ kind }}_count) as {{ kind }}_count,
        {% endfor -%}
        sum(endorsement_count) as endorsement_count
    from solutions
    group by {{ slice_groups('posted_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.mean_endorsements as kpi_value,
    {{ mean_bounds('measured') }},
    {{ count_of('measured.solution_count') }} as solution_count,
    {% for kind in kinds -%}
    {{ count_of('measured.' ~ kind ~ '_count') }} as {{ kind }}_count,
    {% endfor -%}
    {{ count_of('measured.endorsement_count') }} as endorsement_count
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'solution_endorsements'

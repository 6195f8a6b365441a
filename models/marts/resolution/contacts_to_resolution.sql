-- One row per slice: how many contacts a customer needs until an issue is resolved, by
-- the day of the resolution.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set contacts = 'case when is_mature then contact_count end' %}
with

issues as (

    select
        *,
        is_resolved and {{ until_as_of('window_ends_at') }} as is_mature
    from {{ ref('fct_issues') }}
    where {{ until_as_of('reported_at') }}

),

measured as (

    select
        {{ slice_columns('reported_date', segments) }},
        count(*) filter (where is_mature) as sample_size,
        avg({{ contacts }}) as mean_contacts,
        {{ mean_limits(contacts, 1) }},
        {{ median(contacts) }} as median_contacts,
        count(*) filter (where is_mature and contact_count = 1) as one_contact_count,
        count(*) filter (where is_mature and contact_count = 2) as two_contacts_count,
        count(*) filter (where is_mature and contact_count > 2) as more_contacts_count,
        sum(case when is_mature then call_count end) as call_count,
        count(*) filter (where is_resolved and not is_mature) as immature_count,
        count(*) filter (where not is_resolved) as unresolved_count
    from issues
    group by {{ slice_groups('reported_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.mean_contacts as kpi_value,
    {{ at_least(1, 'measured.mean_low') }} as kpi_low,
    measured.mean_high as kpi_high,
    {{ contact_columns('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'contacts_to_resolution'

-- One row per source, stream, rule and month: how often the rule was broken, and where
-- first.
with

files as (

    select * from {{ ref('export_files') }}

),

rejected_rows as (

    select * from {{ ref('rejected_rows') }}

),

findings_in_files as (

    {% for rule, finding_count in [
        (
            'row_unaccounted',
            'abs(row_count - staged_count - duplicate_count - rejected_count)'
        ),
        ('row_rejected', 'rejected_count'),
        ('value_unreadable', 'unread_value_count'),
        ('row_repeated', 'duplicate_count'),
    ] -%}
    select
        source_system,
        stream,
        '{{ rule }}' as rule,
        cast(date_trunc('month', file_modified_at) as date) as month_date,
        {{ finding_count }} as finding_count,
        row_count,
        file_path as example
    from files
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

first_rejected_rows as (

    select
        file_path,
        min(file_row_number) as file_row_number
    from rejected_rows
    group by file_path

),

located_in_files as (

    select
        findings_in_files.source_system,
        findings_in_files.stream,
        findings_in_files.rule,
        findings_in_files.month_date,
        findings_in_files.finding_count,
        findings_in_files.row_count,
        case
            when findings_in_files.rule <> 'row_rejected'
                then findings_in_files.example
            else
                findings_in_files.example || ', row '
                || cast(first_rejected_rows.file_row_number as {{ dbt.type_string() }})
        end as example
    from findings_in_files
    left join first_rejected_rows
        on findings_in_files.example = first_rejected_rows.file_path
    where findings_in_files.finding_count > 0

),

-- What came in for a fact, less what it kept and left out.
balances as (

    select
        source_system,
        fact,
        sum(case when step = 'came_in' then row_count else -row_count end)
            as unaccounted_count
    from {{ ref('fact_accounts') }}
    group by source_system, fact

),

findings_in_facts as (

    select
        source_system,
        record_type as stream,
        issue as rule,
        cast(date_trunc('month', happened_at) as date) as month_date,
        1 as finding_count,
        record_key as example
    from {{ ref('flagged_rows') }}

    union all

    select
        source_system,
        code_type as stream,
        'code_unknown' as rule,
        cast(null as date) as month_date,
        row_count as finding_count,
        native_code as example
    from {{ ref('unknown_codes') }}

    union all

    select
        source_system,
        fact as stream,
        'record_unaccounted' as rule,
        cast(null as date) as month_date,
        abs(unaccounted_count) as finding_count,
        cast(null as {{ dbt.type_string() }}) as example
    from balances
    where unaccounted_count <> 0

    union all

    select
        source_system,
        stream,
        'row_superseded' as rule,
        cast(null as date) as month_date,
        superseded_count as finding_count,
        cast(null as {{ dbt.type_string() }}) as example
    from {{ ref('superseded_rows') }}
    where superseded_count > 0

    union all

    select
        source_system,
        measure as stream,
        'vendor_number_differs' as rule,
        cast(null as date) as month_date,
        1 as finding_count,
        conversation_key as example
    from {{ ref('vendor_parity') }}
    where not is_equal and explanation is null

),

findings as (

    select * from located_in_files

    union all

    select
        source_system,
        stream,
        rule,
        month_date,
        finding_count,
        cast(null as bigint) as row_count,
        example
    from findings_in_facts

),

counted_findings as (

    select
        source_system,
        stream,
        rule,
        month_date,
        cast(sum(finding_count) as bigint) as finding_count,
        cast(sum(row_count) as bigint) as row_count,
        min(example) as example
    from findings
    group by source_system, stream, rule, month_date

),

rules as (

    select * from {{ ref('quality_rules') }}

),

data_quality as (

    select
        concat_ws(
            '|',
            counted_findings.source_system,
            counted_findings.stream,
            counted_findings.rule,
            coalesce(
                cast(counted_findings.month_date as {{ dbt.type_string() }}),
                'any month'
            )
        ) as data_quality_key,
        counted_findings.source_system,
        counted_findings.stream,
        counted_findings.rule,
        -- A rule that the seed lacks is told all the same; a test then fails.
        coalesce(rules.severity, 'warning') as severity,
        counted_findings.month_date,
        counted_findings.finding_count,
        counted_findings.row_count,
        cast(counted_findings.finding_count as double)
        / nullif(counted_findings.row_count, 0) as finding_share,
        counted_findings.example,
        coalesce(rules.meaning, counted_findings.rule) as meaning,
        coalesce(rules.advice, 'Describe the rule in the seed quality_rules') as advice
    from counted_findings
    left join rules on counted_findings.rule = rules.rule

)

select * from data_quality

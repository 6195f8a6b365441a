-- One row per column of a published table that may name a person.
with

marked as (

    {% for column in personal_columns() -%}
    select
        '{{ column.schema }}' as schema_name,
        '{{ column.table }}' as table_name,
        '{{ column.column }}' as column_name,
        '{{ column.kind }}' as kind
    union all
    {% endfor -%}

    select
        cast(null as {{ dbt.type_string() }}) as schema_name,
        cast(null as {{ dbt.type_string() }}) as table_name,
        cast(null as {{ dbt.type_string() }}) as column_name,
        cast(null as {{ dbt.type_string() }}) as kind

),

published as (

    {% for kind in var('published_personal_data') -%}
    select '{{ kind }}' as kind
    union all
    {% endfor -%}

    select cast(null as {{ dbt.type_string() }}) as kind

),

personal_columns as (

    select
        marked.schema_name || '.' || marked.table_name || '.' || marked.column_name
            as personal_column_key,
        marked.schema_name,
        marked.table_name,
        marked.column_name,
        marked.kind,
        published.kind is not null as is_published
    from marked
    left join published
        on
            case when marked.kind = 'label' then 'name' else marked.kind end
            = published.kind
    where marked.kind is not null

)

select * from personal_columns

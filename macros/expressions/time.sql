{# Seconds from one moment to another, to the millisecond; negative where the second
   comes first. #}
{% macro seconds_between(start_at, end_at) %}{{ return(adapter.dispatch('seconds_between')(start_at, end_at)) }}{% endmacro %}

{% macro duckdb__seconds_between(start_at, end_at) -%}
    cast(round(date_diff('microsecond', {{ start_at }}, {{ end_at }}) / 1000) / 1000 as decimal(18, 3))
{%- endmacro %}

{% macro spark__seconds_between(start_at, end_at) -%}
    cast(round(timestampdiff(microsecond, {{ start_at }}, {{ end_at }}) / 1000) / 1000 as decimal(18, 3))
{%- endmacro %}


{# Whether a moment can be: what is dated before helpdesks kept times is a mistake. Null
   where the moment is. #}
{% macro is_plausible_time(moment) -%}
    {{ moment }} >= timestamp '{{ var("earliest_plausible_date") }} 00:00:00'
{%- endmacro %}


{# A moment some seconds later. #}
{% macro add_seconds(moment, seconds) %}{{ return(adapter.dispatch('add_seconds')(moment, seconds)) }}{% endmacro %}

{% macro duckdb__add_seconds(moment, seconds) -%}
    ({{ moment }} + to_microseconds(cast(({{ seconds }}) * cast(1000000 as bigint) as bigint)))
{%- endmacro %}

{% macro spark__add_seconds(moment, seconds) -%}
    timestampadd(microsecond, cast(({{ seconds }}) * cast(1000000 as bigint) as bigint), {{ moment }})
{%- endmacro %}


{# A moment that stands as ISO 8601 text within a document, as UTC; null where it can't
   be read. One without an offset is UTC. #}
{% macro utc_moment(text) %}{{ return(adapter.dispatch('utc_moment')(text)) }}{% endmacro %}

{% macro duckdb__utc_moment(text) -%}
    case
        when {{ text }} >= '0' and {{ text }} < ':'
            then timezone('UTC', try_cast({{ text }} as timestamptz))
    end
{%- endmacro %}

{% macro spark__utc_moment(text) -%}
    try_cast({{ text }} as timestamp)
{%- endmacro %}


{# A local time in a zone, as UTC: the later one where it occurs twice, and moved on by
   the gap where it does not occur. Null where the zone is. #}
{% macro local_to_utc(local_time, zone) %}{{ return(adapter.dispatch('local_to_utc')(local_time, zone)) }}{% endmacro %}

{% macro duckdb__local_to_utc(local_time, zone) -%}
    timezone('UTC', timezone({{ zone }}, {{ local_time }}))
{%- endmacro %}

{% macro spark__local_to_utc(local_time, zone) -%}
    to_utc_timestamp({{ local_time }}, {{ zone }})
{%- endmacro %}


{# A moment in UTC, as local time in a zone. #}
{% macro utc_to_local(moment, zone) %}{{ return(adapter.dispatch('utc_to_local')(moment, zone)) }}{% endmacro %}

{% macro duckdb__utc_to_local(moment, zone) -%}
    timezone({{ zone }}, timezone('UTC', {{ moment }}))
{%- endmacro %}

{% macro spark__utc_to_local(moment, zone) -%}
    from_utc_timestamp({{ moment }}, {{ zone }})
{%- endmacro %}


{# The day of a moment in the reporting time zone. #}
{% macro reporting_date(moment) -%}
    cast({% if var('reporting_time_zone') == 'UTC' %}{{ moment }}{% else %}{{ utc_to_local(moment, "'" ~ var('reporting_time_zone') ~ "'") }}{% endif %} as date)
{%- endmacro %}


{# The end of a day of the reporting time zone, as a moment in UTC. #}
{% macro reporting_day_end(day) -%}
    {{ local_to_utc("cast(" ~ day ~ " + interval '1 day' as timestamp)", "'" ~ var('reporting_time_zone') ~ "'") }}
{%- endmacro %}


{# The hour of the day, 0 to 23, in the reporting time zone. #}
{% macro reporting_hour(moment) -%}
    cast(extract(hour from {{ utc_to_local(moment, "'" ~ var('reporting_time_zone') ~ "'") }}) as bigint)
{%- endmacro %}


{# In a from clause: days from one to another, both included, as column day. #}
{% macro days_between(first_day, last_day) %}{{ return(adapter.dispatch('days_between')(first_day, last_day)) }}{% endmacro %}

{% macro duckdb__days_between(first_day, last_day) -%}
    (select cast(unnest(generate_series(cast({{ first_day }} as timestamp), cast({{ last_day }} as timestamp), interval '1 day')) as date) as day)
{%- endmacro %}

{% macro spark__days_between(first_day, last_day) -%}
    (select explode(sequence(cast({{ first_day }} as date), cast({{ last_day }} as date), interval 1 day)) as day)
{%- endmacro %}


{# Day of the week, Monday 1 to Sunday 7. #}
{% macro iso_weekday(day) %}{{ return(adapter.dispatch('iso_weekday')(day)) }}{% endmacro %}

{% macro duckdb__iso_weekday(day) -%}
    isodow({{ day }})
{%- endmacro %}

{% macro spark__iso_weekday(day) -%}
    (weekday({{ day }}) + 1)
{%- endmacro %}


{# In a from clause: the names of the time zones that the engine knows, as column name. #}
{% macro time_zone_names() %}{{ return(adapter.dispatch('time_zone_names')()) }}{% endmacro %}

{% macro duckdb__time_zone_names() -%}
    (select name from pg_timezone_names())
{%- endmacro %}


{# The end of a period that may be open. A comparison with it keeps a join fast, which
   "or is null" would turn into one that compares everything with everything. #}
{% macro or_never(moment) -%}
    coalesce({{ moment }}, timestamp '9999-12-31')
{%- endmacro %}


{# A moment as text with its zone, as UTC; null where it can't be read. #}
{% macro moment_of_text(text) %}{{ return(adapter.dispatch('moment_of_text')(text)) }}{% endmacro %}

{% macro duckdb__moment_of_text(text) -%}
    case when {{ text }} >= '0' and {{ text }} < ':' then timezone('UTC', try_cast({{ text }} as timestamptz)) end
{%- endmacro %}

{% macro spark__moment_of_text(text) -%}
    case when {{ text }} >= '0' and {{ text }} < ':' then try_cast({{ text }} as timestamp) end
{%- endmacro %}


{# A moment written as seconds since 1970, as text; null where it is 0 or no number. #}
{% macro epoch_moment(seconds) %}{{ return(adapter.dispatch('epoch_moment')(seconds)) }}{% endmacro %}

{% macro duckdb__epoch_moment(seconds) -%}
    case when try_cast({{ seconds }} as double) > 0 then timezone('UTC', to_timestamp(try_cast({{ seconds }} as double))) end
{%- endmacro %}

{% macro spark__epoch_moment(seconds) -%}
    case when try_cast({{ seconds }} as double) > 0 then timestamp_seconds(try_cast({{ seconds }} as double)) end
{%- endmacro %}


{# Whether something was not over at an age in days; null where it is younger at as-of. #}
{% macro is_open_at_age(since_at, until_at, as_of_at, days) -%}
    case
            when {{ add_seconds(since_at, days * 86400) }} <= {{ as_of_at }}
                then {{ or_never(until_at) }} > {{ add_seconds(since_at, days * 86400) }}
        end
{%- endmacro %}

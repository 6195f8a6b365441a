{% test bounds_hold_value(model) %}

-- One row per row whose bounds don't hold its value, or have none to hold.
select *
from {{ model }}
where
    kpi_low > kpi_value + 1e-9 * greatest(1, abs(kpi_value))
    or kpi_high < kpi_value - 1e-9 * greatest(1, abs(kpi_value))
    or kpi_low > kpi_high
    or (kpi_value is null and (kpi_low is not null or kpi_high is not null))

{% endtest %}

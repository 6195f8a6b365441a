"""The queries in analyses/ run, are described, and say what the facts say."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from tests.python.project import ROOT, Desk, Project

NAMES = sorted(path.stem for path in (ROOT / "analyses").glob("*.sql"))
BUILT = ("--select", "+path:models/facts", "kpi_targets")

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """A desk, and what each analysis answers there."""

    desk: Desk
    answers: dict[str, Rows]


@pytest.fixture(scope="module")
def sample(new_desk: Callable[[], Desk]) -> Asked:
    desk = new_desk()
    build = desk.build(*BUILT, exports="exports/sample")
    assert build.success, build.log
    return Asked(desk, desk.analyses("exports/sample"))


@pytest.mark.parametrize("name", NAMES)
def test_an_analysis_is_described_and_answers_on_the_sample(
    project: Project, sample: Asked, name: str
) -> None:
    assert project.manifest.nodes[f"analysis.helpdesk_kpis.{name}"].description
    assert sample.answers[name]


def test_analyses_run_on_a_desk_with_a_single_conversation(desk: Desk) -> None:
    desk.deliver(
        {"generic/conversations.csv": "conversation_id,created_at\n1,2026-03-02\n"}
    )
    assert desk.build(*BUILT).success
    assert set(desk.analyses()) == set(NAMES)


def test_effects_on_satisfaction_add_up_to_its_change(sample: Asked) -> None:
    change = sample.desk.value(
        """
        with months as (
            select
                date_trunc('month', answered_date) as month,
                avg(case when is_satisfied then 1.0 else 0.0 end) as share
            from facts.fct_survey_answers
            where kind = 'csat' and is_counted
            group by month
        )
        select months.share - before.share
        from months
        inner join months as before on before.month = months.month - interval 1 month
        cross join facts.dim_as_of as as_of
        where months.month = date_trunc('month', as_of.as_of_date) - interval 1 month
        """
    )
    effects: defaultdict[str, float] = defaultdict(float)
    for row in sample.answers["why_csat_changed"]:
        effects[row["segment_type"]] += row["effect_of_their_satisfaction"]
        effects[row["segment_type"]] += row["effect_of_their_number"]
        assert row["change_of_all"] == pytest.approx(change)
    assert set(effects) >= {"team", "channel", "agent", "first_answer", "course"}
    assert list(effects.values()) == pytest.approx([change] * len(effects))


def test_late_answers_are_counted_whole_from_each_side(sample: Asked) -> None:
    late = sample.desk.value(
        """
        select count(*)
        from facts.fct_responses as waits
        cross join facts.dim_as_of as as_of
        inner join facts.kpi_targets as limits
            on limits.kpi = 'response_time' and limits.segment_value = waits.channel
        where waits.is_inbound
            and waits.wait_outcome in ('answered', 'open')
            and waits.band_date
                between date_trunc('month', as_of.as_of_date) - interval 1 month
                and date_trunc('month', as_of.as_of_date) - interval 1 day
            and coalesce(waits.responded_at, as_of.as_of_at) >= waits.waiting_since_at
            and extract(epoch from
                coalesce(waits.responded_at, as_of.as_of_at) - waits.waiting_since_at
            ) > 60 * limits.limit_value
        """
    )
    counts: defaultdict[str, int] = defaultdict(int)
    shares: defaultdict[str, float] = defaultdict(float)
    for row in sample.answers["why_answers_were_late"]:
        counts[row["seen_by"]] += row["late_count"]
        shares[row["seen_by"]] += row["share_of_late"]
    sides = ("team", "hour", "reason", "team and reason")
    assert counts == dict.fromkeys(sides, late)
    assert shares == pytest.approx(dict.fromkeys(sides, 1))
    reasons = {row["reason"] for row in sample.answers["why_answers_were_late"]}
    assert len(reasons - {None}) >= 5


def test_customers_about_to_leave_are_active_and_those_at_most_risk_come_first(
    sample: Asked,
) -> None:
    rows = sample.answers["customers_about_to_leave"]
    active = sample.desk.values(
        """
        select customer_key
        from facts.fct_customer_months
        where is_active_at_end
            and month_date = (
                select date_trunc('month', as_of_date) from facts.dim_as_of
            )
        """
    )
    customers = [row["customer_key"] for row in rows]
    assert len(customers) == len(set(customers)) == 50
    assert set(customers) <= set(active)
    risks = [row["expected_share_leaving"] for row in rows]
    assert risks == sorted(risks, reverse=True)
    assert risks[0] > rows[0]["share_of_all_leaving"] > 0


def test_quarters_by_pace_hold_all_contacts_and_their_repeats(sample: Asked) -> None:
    rows = sample.answers["what_rushing_costs"]
    quarters: defaultdict[tuple[str, str], Rows] = defaultdict(list)
    for row in rows:
        quarters[row["channel"], row["measure"]].append(row)
    for found in quarters.values():
        counts = [row["contact_count"] for row in found]
        assert max(counts) - min(counts) <= 1
        edges = [
            edge for row in found for edge in (row["minutes_from"], row["minutes_to"])
        ]
        assert edges == sorted(edges)
    repeated = sample.desk.value(
        """
        select count(*)
        from facts.fct_contacts as contacts
        left join facts.fct_conversations as conversations using (conversation_key)
        where contacts.is_repeated
            and contacts.is_answered
            and not contacts.is_bot_only
            and contacts.repeat_window_ends_at <= (select as_of_at from facts.dim_as_of)
            and coalesce(
                contacts.handle_seconds, conversations.first_resolution_seconds
            ) is not null
        """
    )
    assert sum(row["repeated_count"] for row in rows) == repeated > 0


def test_who_waits_longest_and_what_is_oldest_comes_first(sample: Asked) -> None:
    waiting = [row["waiting_hours"] for row in sample.answers["who_waits_now"]]
    assert waiting == sorted(waiting, reverse=True)
    ages = [row["age_days"] for row in sample.answers["oldest_open_conversations"]]
    assert ages == sorted(ages, reverse=True)
    assert len(ages) == 50

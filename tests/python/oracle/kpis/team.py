"""Whose work is reviewed."""

from collections.abc import Iterator
from datetime import datetime

from tests.python.oracle.kpis.frame import KpiValue, Months, Slice, share_of, time_of
from tests.python.oracle.neighbours import evaluations
from tests.python.oracle.people import agent_addresses

Deed = tuple[str, bool]
Row = tuple[datetime | None, Deed, dict[str, object]]


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return how many of those who answered somebody were reviewed."""
    people = agent_addresses(months.export.root) | months.facts.agent_emails
    found = months.sliced([*answers(months, people), *reviews(months, people)])
    made: dict[Slice, KpiValue] = {}
    for place, deeds in found.items():
        active = {person for person, is_review in deeds if not is_review}
        reviewed = {person for person, is_review in deeds if is_review}
        made["agent_performance", *place] = share_of(
            len(active & reviewed), len(active)
        )
    return made


def answers(months: Months, people: dict[str, str]) -> Iterator[Row]:
    """Give the answers of people in what counts."""
    for response in months.facts.responses:
        agent = str(response["agent_key"])
        fact = months.export.conversations.get(str(response["conversation_key"]))
        if agent.endswith(":unknown") or (fact is not None and not fact["is_valid"]):
            continue
        deed = (people.get(agent, agent), False)
        places = {"team": response["team_key"], "agent": agent}
        yield time_of(response, "responded_at"), deed, places


def reviews(months: Months, people: dict[str, str]) -> Iterator[Row]:
    """Give the reviews that count."""
    teams = {
        row.key("agent_id"): row.key("team_id")
        for row in months.export.rows("agents", "agent_id", "agent_id", "")
    }
    for review in evaluations(months.export):
        agent = str(review["agent_key"])
        if not review["is_counted"]:
            continue
        fact = months.export.conversations.get(str(review["conversation_key"])) or {}
        team = fact.get("resolved_team_key") or fact.get("created_team_key")
        deed = (people.get(agent, agent), True)
        places = {"team": team or teams.get(agent), "agent": agent}
        yield time_of(review, "evaluated_at"), deed, places

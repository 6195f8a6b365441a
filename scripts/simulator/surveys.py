"""Writes what else the desk asks: its customers about it, its people about their work.

All of it is in the generic layout. The forms about a conversation ask several things at
once, and whoever was pleased in one answer is pleased in the others.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import numpy as np

from simulator.calendars import DAY, HOUR
from simulator.deliveries import Deliveries, Outbox, Row
from simulator.draws import Draws, uniform_rows
from simulator.generic import conversation_id, person_id, survey_row, team_id
from simulator.people import FIRST_CUSTOMER, FIRST_SPAMMER, TEAMS
from simulator.story import Story
from simulator.world import World

ABOUT_CONVERSATIONS, ABOUT_COMPANY, ABOUT_WORK = 65, 66, 67
RELATIONS_PER_CONVERSATION = 0.5
LEVELS = ("no", "partly", "met", "exceeded")
EXPECTED = ("a quick answer", "a solution", "an apology", "a refund", "an explanation")
BETTER = ("speed", "friendliness", "clearer words", "fewer questions", "opening hours")


def stamp(moment: int) -> str:
    """Write a moment as ISO 8601 in UTC."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%SZ}"


def step_of(mood: float, lowest: int, highest: int) -> int:
    """Turn a mood from 0 to 1 into a step of a scale."""
    return min(highest, lowest + int(max(0.0, mood) * (highest - lowest + 1)))


class SurveysWriter:
    """Writes the answers of a range of conversations, and of whom the desk employs."""

    def __init__(self, world: World, deliveries: Deliveries, outbox: Outbox) -> None:
        self.world = world
        self.deliveries = deliveries
        self.outbox = outbox

    def send(self, row: Row, asked_at: int, at: int | None, draws: Draws) -> None:
        """Write an answer, or a question that nobody answered."""
        row["updated_at"] = stamp(at or asked_at)
        delivery = self.deliveries.at(at or asked_at)
        self.outbox.send(
            "survey_answers", delivery, row, "answer_id", "asked_at", draws
        )
        self.outbox.kinds[f"{row['kind']} survey"] += 1

    def call_back(
        self, key: str, customer: int, team: int, at: int, draws: Draws
    ) -> None:
        """Call who was dissatisfied: most of them, mostly within a day."""
        moment = at + draws.seconds(8 * HOUR)
        staff = self.world.staff(team, moment)
        if not draws.chance(0.7) or not staff or moment + HOUR > self.world.end:
            return
        talk = draws.whole(60, 600)
        row: Row = {
            "call_id": f"B{key}",
            "started_at": stamp(moment),
            "direction": "outbound",
            "answered_at": stamp(moment + 8),
            "ended_at": stamp(moment + 8 + talk),
            "hold_seconds": 0,
            "talk_seconds": talk,
            "outcome": "answered",
            "customer_id": person_id(customer),
            "agent_id": person_id(draws.pick(staff)),
            "team_id": team_id(team),
        }
        self.outbox.send(
            "calls", self.deliveries.at(moment), row, "call_id", "started_at", draws
        )
        self.outbox.kinds["call after a dissatisfied answer"] += 1

    def answered_at(self, asked_at: int, chance: float, draws: Draws) -> int | None:
        """Say when a question is answered, if at all and by the end of the period."""
        is_answered = draws.chance(chance)
        at = asked_at + draws.seconds(9 * HOUR)
        return at if is_answered and at < self.world.end else None

    # ------------------------------------------------------------ conversations

    def write_story(self, story: Story, draws: Draws) -> None:
        """Write the form about a conversation: effort, expectations, one contact."""
        resolved_at = story.first_time("resolved")
        if (
            resolved_at is None
            or story.customer >= FIRST_SPAMMER
            or story.is_outbound
            or story.outline.arc in ("spam", "test")
            or not draws.chance(0.9)
        ):
            return
        asked_at = resolved_at + draws.whole(HOUR, 8 * HOUR)
        if asked_at >= self.world.end:
            return
        at = self.answered_at(asked_at, 0.62, draws)
        mood = self.mood(story, resolved_at, draws)
        key = f"F{story.outline.index + 1:07d}"
        about: Row = {
            "conversation_id": conversation_id(story.outline.index),
            "customer_id": person_id(story.customer),
        }
        # The form of the stores still asks the old way: how much effort was it?
        is_old = story.outline.team == 4
        row = survey_row(f"{key}-effort", "ces", asked_at, at) | about
        row.update(scale_min=1, scale_max=5 if is_old else 7, is_low_good=is_old)
        if at is not None:
            row["score"] = step_of(1 - mood, 1, 5) if is_old else step_of(mood, 1, 7)
        self.send(row, asked_at, at, draws)

        row = survey_row(f"{key}-expected", "expectations", asked_at, at) | about
        if at is not None:
            level = step_of(mood + 0.1 * draws.next(), 0, 3)
            if story.outline.team % 2:
                row.update(score=(1, 2, 3, 5)[level])
                row.update(scale_min=1, scale_max=5)
            else:
                row["label"] = LEVELS[level]
            row["expected_option"] = draws.pick(EXPECTED)
            row["improvement_option"] = None if level > 2 else draws.pick(BETTER)
        row["question_count"] = 4
        self.send(row, asked_at, at, draws)

        row = survey_row(f"{key}-once", "first_contact", asked_at, at) | about
        if at is not None:
            row["label"] = "yes" if draws.chance(0.45 + 0.5 * mood) else "no"
        self.send(row, asked_at, at, draws)
        if at is not None and mood < 0.45:
            self.call_back(key, story.customer, story.outline.team, at, draws)

    def mood(self, story: Story, resolved_at: int, draws: Draws) -> float:
        """Say how pleased the customer is: by the rating given, else by the time."""
        scores = [
            score
            for survey in story.surveys
            for _, score in survey.answers
            if score is not None
        ]
        if scores:
            return (scores[-1] - 1) / 4 * 0.8 + draws.next() * 0.2
        is_slow = resolved_at - story.outline.created_at > 2 * DAY
        spread = 1.2 if is_slow else 2.2
        return float(1 - draws.next() ** spread)

    # ------------------------------------------------------------ the company

    def write_relations(self, first: int, last: int) -> list[int]:
        """Write the one question of each half-year; give the customers asked."""
        total = int(self.world.settings.conversations * RELATIONS_PER_CONVERSATION)
        share = RELATIONS_PER_CONVERSATION
        end = total if last == self.world.settings.conversations else int(last * share)
        indexes = np.arange(int(first * share), end, dtype=np.int64)
        if not len(indexes):
            return []
        numbers = uniform_rows(self.world.seed, ABOUT_COMPANY, indexes, 16)
        shares = (indexes + numbers[:, 0]) / total
        moments = self.world.arrivals.moments(shares).astype(np.int64)
        joined = self.world.customers.joined_by(shares)
        people = (joined * numbers[:, 1]).astype(np.int64)
        for row, index in enumerate(indexes.tolist()):
            self.write_relation(
                index,
                float(shares[row]),
                int(moments[row]),
                FIRST_CUSTOMER + int(people[row]),
                Draws(numbers[row, 2:].tolist()),
            )
        return [int(person) for person in people]

    def write_relation(
        self, index: int, share: float, asked_at: int, customer: int, draws: Draws
    ) -> None:
        """Write the question, of ten steps at first and of five later."""
        at = self.answered_at(asked_at, 0.5, draws)
        day = stamp(asked_at)
        highest = 10 if share < 0.2 else 5
        row = survey_row(f"G{index + 1:07d}", "overall", asked_at, at)
        row.update(
            customer_id=person_id(customer),
            scale_min=1,
            scale_max=highest,
            wave=f"{day[:4]}-H{1 if int(day[5:7]) < 7 else 2}",
        )
        if at is not None:
            row["score"] = step_of(1 - draws.next() ** 2.2, 1, highest)
        self.send(row, asked_at, at, draws)
        if at is not None and 2 * int(str(row["score"])) < highest:
            self.call_back(f"G{index:07d}", customer, index % len(TEAMS), at, draws)

    # ------------------------------------------------------------ the desk's people

    def write_work(self) -> None:
        """Ask the people of the desk each month, without noting who says what."""
        months = list(self.months())
        width = len(self.world.agents)
        indexes = np.arange(len(months) * width, dtype=np.int64)
        numbers = uniform_rows(self.world.seed, ABOUT_WORK, indexes, 16)
        for place, (month, asked_at) in enumerate(months):
            for number, agent in enumerate(self.world.agents):
                draws = Draws(numbers[place * width + number].tolist())
                if self.world.works(agent.code, asked_at) and (
                    agent.active_from <= asked_at
                ):
                    self.write_employee(place, number, month, asked_at, draws)

    def months(self) -> Iterator[tuple[str, int]]:
        """Give each month of the period with the moment at which its form goes out."""
        day = datetime.fromtimestamp(self.world.start, UTC).date().replace(day=1)
        while True:
            sent = datetime(day.year, day.month, 10, 9, tzinfo=UTC)
            at = int(sent.timestamp())
            if at >= self.world.end:
                return
            if at >= self.world.start:
                yield f"{day:%Y-%m}", at
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)

    def write_employee(
        self, place: int, number: int, month: str, asked_at: int, draws: Draws
    ) -> None:
        """Write what one of them says of the desk: recommended, and liked."""
        at = self.answered_at(asked_at, 0.8, draws)
        mood = 1 - draws.next() ** 1.8
        for kind, letter, highest in (
            ("agent_nps", "E", 10),
            ("agent_satisfaction", "W", 5),
        ):
            lowest = 0 if kind == "agent_nps" else 1
            key = f"{letter}{place:03d}-{(number * 7 + place * 11) % 97:02d}"
            row = survey_row(key, kind, asked_at, at)
            row.update(
                team_id=team_id(self.world.agents[number].team),
                scale_min=lowest,
                scale_max=highest,
                wave=month,
            )
            if at is not None:
                row["score"] = step_of(mood, lowest, highest)
            self.send(row, asked_at, at, draws)

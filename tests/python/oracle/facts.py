"""Facts of an export: one row per conversation and one per customer wait."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from . import freshdesk, generic, help_scout, intercom, maps, zendesk
from .calls import Call, call_fact
from .clock import Schedule, ScheduleSpell, business_limit, business_time
from .lifecycle import History, Lifecycle, Spell, lifecycle, status_history
from .shape import Conversation, Source
from .states import State, state_of
from .surveys import Desk, Judged, count_surveys, final_target, last_human_before
from .values import (
    BEGINNING,
    EARLIEST,
    END,
    Settings,
    day,
    key,
    plausible,
    seconds,
    text,
    text_id,
)
from .waits import Talk, Wait, talk_of

Fact: TypeAlias = dict[str, object]

FUTURE_GAP = timedelta(days=60)
PAST_GAP = timedelta(days=365)


@dataclass(slots=True)
class Facts:
    """All that is known of an export."""

    settings: Settings
    conversations: list[Fact] = field(default_factory=list)
    responses: list[Fact] = field(default_factory=list)
    calls: list[Fact] = field(default_factory=list)
    surveys: list[Fact] = field(default_factory=list)
    status_spells: list[Fact] = field(default_factory=list)
    resolutions: list[Fact] = field(default_factory=list)
    transfers: list[Fact] = field(default_factory=list)
    judged_surveys: list[Judged] = field(default_factory=list)
    told: list["Told"] = field(default_factory=list)
    agent_emails: dict[str, str] = field(default_factory=dict)
    human_times: dict[str, list[datetime]] = field(default_factory=dict)
    as_of: datetime | None = None
    first_event: datetime | None = None
    rejected_count: int = 0
    duplicate_count: int = 0
    superseded_count: int = 0


@dataclass(slots=True)
class Told:
    """A conversation with everything that was worked out about it."""

    found: Conversation
    history: History
    life: Lifecycle
    talk: Talk
    team: State
    priority: State
    severity: State
    agent: State
    spells: list[ScheduleSpell]
    clock_issue: str | None

    @property
    def start(self) -> datetime | None:
        """Return when the customer began to wait for a first word."""
        if self.found.is_customer_opened:
            return self.found.opened_at
        wrote = [message.sent_at for message in self.talk.customers[:1]]
        called = [
            call.asked_at
            for call in self.found.calls
            if call.is_wait or call.is_request
        ]
        return min([*wrote, *called], default=None)

    def business(self, start: datetime | None, end: datetime | None) -> Decimal | None:
        """Return open seconds."""
        span = business_time(self.spells, start, end)
        return None if span is None else seconds(span)


def compute(exports_path: Path, variables: Mapping[str, object]) -> Facts:
    """Read an export folder and work out its facts."""
    settings = Settings.of(variables)
    made = Facts(settings)
    targets: dict[str, str] = {}
    humans: dict[str, tuple[list[datetime], list[str]]] = {}
    stories: dict[str, Told] = {}
    desk = Desk(settings.reporting_zone)
    sources = [
        zendesk.read(exports_path, settings),
        intercom.read(exports_path, settings),
        freshdesk.read(exports_path, settings),
        generic.read(exports_path, settings),
        help_scout.read(exports_path, settings),
    ]
    for source in sources:
        made.rejected_count += source.rejected_count
        made.duplicate_count += source.duplicate_count
        made.superseded_count += source.superseded_count
        add_seed_schedules(source, settings)
        for found in source.conversations.values():
            told = tell(found, source, settings)
            made.conversations.append(conversation_fact(told))
            made.told.append(told)
            stories[found.key] = told
            if found.is_spam or found.is_deleted or found.is_test or found.is_merged:
                desk.unratable.add(found.key)
            made.responses.extend(
                response_fact(told, wait, settings) for wait in told.talk.waits
            )
            made.status_spells.extend(spell_facts(told))
            made.resolutions.extend(resolution_facts(told))
            made.transfers.extend(transfer_facts(told))
            humans[found.key] = (
                [message.sent_at for message in told.talk.humans],
                [message.author_key for message in told.talk.humans],
            )
            made.human_times[found.key] = humans[found.key][0]
            if found.merged_into_key is not None:
                targets[found.key] = found.merged_into_key
        desk.customer_emails |= source.customer_emails
        desk.agent_emails |= source.agent_emails
        desk.staff |= source.staff
    made.agent_emails = desk.agent_emails
    answers = [answer for source in sources for answer in source.surveys]
    desk.final_targets = {name: final_target(name, targets) for name in targets}
    made.judged_surveys = count_surveys(answers, desk)
    for judged in made.judged_surveys:
        answer = judged.answer
        if answer.agent_key is None and judged.conversation_key in humans:
            answer.agent_key = last_human_before(
                *humans[judged.conversation_key], answer.answered_at or answer.asked_at
            )
        story = stories.get(judged.conversation_key or "")
        made.surveys.append(survey_fact(judged, story))
    made.as_of = settings.as_of or as_of(sources)
    made.first_event = first_event(sources)
    add_calls(made, sources)
    return made


def add_calls(made: Facts, sources: list[Source]) -> None:
    """Add the calls, and the waits of those that belong to no conversation."""
    facts = {fact["conversation_key"]: fact for fact in made.conversations}
    for source in sources:
        for call in source.calls:
            conversation: tuple[str, str, str, bool] | None = None
            if call.conversation_id is not None and not call.is_conversation_missing:
                fact = facts[key(source.name, call.conversation_id)]
                conversation = (
                    str(fact["conversation_key"]),
                    str(fact["customer_key"]),
                    str(fact["created_team_key"]),
                    not fact["is_test"] and not fact["is_spam"],
                )
            made.calls.append(call_fact(call, conversation, made.as_of))
            if conversation is None and call.is_offered:
                made.responses.append(lone_response_fact(call, made.settings))


def lone_response_fact(call: Call, settings: Settings) -> Fact:
    """Return the row of the wait of a call that belongs to no conversation."""
    unknown = f"{call.source}:unknown"
    is_answered = call.outcome == "answered"
    started_at = call.asked_at
    ended_at = call.answered_at if is_answered else call.left_queue_at
    limit_at = started_at + settings.response_limit
    calendar = difference(started_at, call.answered_at if is_answered else None)
    band = band_of(calendar, settings)
    if not is_answered and ended_at is not None and ended_at > limit_at:
        band = "breached"
    outcome = "answered" if is_answered else "left_without_answer"
    return {
        "response_key": f"call {call.key}",
        "source_system": call.source,
        "channel": "phone",
        "response_kind": "call",
        "conversation_key": None,
        "wait_number": 1,
        "waiting_since_at": started_at,
        "ended_at": ended_at,
        "responded_at": call.answered_at if is_answered else None,
        "wait_outcome": "open" if ended_at is None else outcome,
        "agent_key": (is_answered and call.agent_key) or unknown,
        "team_key": call.team_key or unknown,
        "priority": "none",
        "severity": "none",
        "response_seconds": calendar,
        "response_business_seconds": None,
        "severity_due_at": None,
        "is_within_severity_target": None,
        "is_first": True,
        "has_bot_reply": False,
        "is_acknowledgement": False,
        "is_inbound": True,
        "limit_at": limit_at,
        "business_limit_at": None,
        "response_band": band,
        "response_business_band": None,
        "customer_key": call.customer_key or unknown,
        "data_issue": "reply_before_message"
        if is_answered and calendar is None
        else None,
    }


def add_seed_schedules(source: Source, settings: Settings) -> None:
    """Take the business hours of the seed where the export has no schedules."""
    if source.schedules:
        return
    for row in settings.seeds["business_hours"]:
        if text(row.get("source_system")) != source.name:
            continue
        name = text_id(row.get("schedule")) or "business_hours"
        if name not in source.schedules:
            zone = maps.zone(text(row.get("time_zone")))
            source.schedules[name] = Schedule(zone)
        interval = generic.weekly_interval(row)
        if interval is not None:
            source.schedules[name].intervals.append(interval)
    source.oldest_schedule = min(source.schedules, default=None)
    for row in settings.seeds["holidays"]:
        closed = day(row.get("holiday_date"))
        found = source.schedules.get(text_id(row.get("schedule")) or "")
        is_ours = text(row.get("source_system")) == source.name
        if is_ours and closed is not None and found is not None:
            found.holidays.add(closed)


def tell(found: Conversation, source: Source, settings: Settings) -> Told:
    """Work out everything about a conversation."""
    history = status_history(found)
    messages = found.messages
    life = lifecycle(
        history,
        sorted(
            message.sent_at
            for message in messages
            if message.author_type == "customer" and not message.is_deleted
        ),
        sorted(
            message.sent_at
            for message in messages
            if message.author_type == "agent" and message.speaks
        ),
        settings.soft_reopen,
    )
    team = state_of(found, "team", found.team_key)
    spells, issue = schedule_spells(found, source, team.first_known(), settings)
    return Told(
        found=found,
        history=history,
        life=life,
        talk=talk_of(found, life, has_messages=source.has_messages),
        team=team,
        priority=state_of(found, "priority", found.priority),
        severity=state_of(found, "severity", found.severity),
        agent=state_of(found, "agent", found.agent_key),
        spells=spells,
        clock_issue=issue,
    )


def default_schedule(
    source: Source, team_key: str | None, settings: Settings
) -> str | None:
    """Return the chosen schedule of a team or a source, else the oldest."""
    chosen: dict[str | None, str] = {}
    for row in settings.seeds["schedule_choices"]:
        name = text_id(row.get("schedule"))
        if text(row.get("source_system")) == source.name and name is not None:
            team = text_id(row.get("team_id"))
            chosen[team and f"{source.name}:{team}"] = name
    if team_key is not None and team_key in chosen:
        return chosen[team_key]
    return chosen.get(None, source.oldest_schedule)


def schedule_spells(
    found: Conversation, source: Source, team_key: str | None, settings: Settings
) -> tuple[list[ScheduleSpell], str | None]:
    """Return which schedule applied when, and what is wrong with it."""
    named: list[tuple[datetime, str]] = list(found.schedules)
    if not named:
        only = found.schedule or source.team_schedules.get(team_key or "")
        only = only or default_schedule(source, team_key, settings)
        if only is None:
            return [], None
        named = [(BEGINNING, only)]
    named[0] = (BEGINNING, named[0][1])
    spells = []
    issues = set()
    for (start, name), (end, _) in pairwise([*named, (END, "")]):
        if start >= end:
            continue
        schedule = source.schedules.get(name)
        if schedule is None:
            issues.add("unknown_schedule")
        elif schedule.zone is None:
            issues.add("unknown_time_zone")
        spells.append(ScheduleSpell(start, end, schedule))
    if not source.schedules:
        issues.clear()
    return spells, max(issues, default=None)


def difference(start: datetime | None, end: datetime | None) -> Decimal | None:
    """Return the seconds between two moments, null where they are reversed."""
    if start is None or end is None or end < start:
        return None
    return seconds(end - start)


def conversation_fact(told: Told) -> Fact:
    """Return the row of a conversation."""
    found, talk = told.found, told.talk
    fact: Fact = {
        "conversation_key": found.key,
        "source_system": found.source,
        "native_id": found.native_id,
        "created_at": found.created_at,
        "channel": found.channel,
        "status": told.history.spells[-1].status,
        "customer_key": found.customer_key,
        "agent_key": known(found, found.agent_key),
        "team_key": known(found, found.team_key),
        "priority": found.priority or "none",
        "created_team_key": known(found, told.team.first_known()),
        "created_priority": told.priority.first_known() or "none",
    }
    fact |= first_response_columns(told)
    fact |= resolution_columns(told)
    has_human = bool(talk.humans)
    answered_by_bot = any(message.is_answering_bot for message in talk.bots)
    was_assigned = found.agent_key is not None or any(told.agent.all_values())
    fact |= {
        "transfer_count": told.team.transfers(),
        "response_count": sum(wait.reply is not None for wait in talk.waits),
        "reply_count": talk.reply_count,
        "customer_message_count": len(talk.customers),
        "agent_message_count": len(talk.humans),
        "bot_message_count": len(talk.bots),
        "answering_bot_message_count": sum(
            message.is_answering_bot for message in talk.bots
        ),
        "internal_note_count": sum(
            message.author_type == "agent"
            and not message.is_public
            and not message.is_deleted
            for message in found.messages
        ),
        "is_spam": found.is_spam,
        "is_deleted": found.is_deleted,
        "is_merged": found.is_merged,
        "is_test": found.is_test,
        "is_agent_opened": found.is_agent_opened,
        "is_outbound": found.is_outbound,
        "is_bot_only": answered_by_bot
        and not has_human
        and (told.life.is_resolved or not was_assigned),
        "is_valid": not (
            found.is_spam or found.is_deleted or found.is_merged or found.is_test
        )
        and (not found.is_outbound or bool(talk.customers)),
        "is_resolved": told.life.is_resolved,
        "is_history_complete": told.history.is_complete,
        "removed_at": found.removed_at
        if found.is_spam or found.is_deleted or found.is_merged
        else None,
        "merged_into_key": found.merged_into_key,
        "follow_up_of_key": found.follow_up_of_key,
        "problem_key": found.problem_key,
        "topic": found.topic,
        "data_issue": data_issue(told),
    }
    return fact


def known(found: Conversation, key: str | None) -> str:
    """Return a key, or that of the unknown member."""
    return key or f"{found.source}:unknown"


def first_reply(talk: Talk) -> Wait | None:
    """Return the first wait that was answered."""
    return next((wait for wait in talk.waits if wait.reply is not None), None)


def first_response_columns(told: Told) -> Fact:
    """Return the columns of the first response."""
    found, talk, start = told.found, told.talk, told.start
    wait = first_reply(talk)
    at = wait.ended_at if wait else None
    author = wait.reply.author_key if wait and wait.reply else None
    bot_times = talk.bot_times
    bot_at = next((time for time in bot_times if start and time >= start), None)
    answers = [bot.sent_at for bot in talk.bots if bot.is_answering_bot]
    answered_at = next((time for time in answers if start and time >= start), None)
    handed_over_at = max((time for time in answers if at and time < at), default=None)
    began_at = plausible(start)
    first_seconds = difference(began_at, at)
    return {
        "first_human_response_at": at,
        "first_bot_response_at": bot_at,
        "handed_over_at": handed_over_at,
        "is_answered_by_bot_first": answered_at is not None
        and at is not None
        and answered_at < at,
        "first_response_seconds": first_seconds,
        "first_response_business_seconds": told.business(began_at, at),
        "first_response_after_handover_seconds": difference(handed_over_at, at)
        if first_seconds is not None
        else None,
        "first_response_agent_key": author,
        "first_response_team_key": known(found, told.team.at(at)) if at else None,
        "first_response_priority": (told.priority.at(at) or "none") if at else None,
    }


def resolution_columns(told: Told) -> Fact:
    """Return the columns of resolutions and reopens."""
    found, life = told.found, told.life
    created_at = plausible(found.created_at)
    first = life.resolutions[0] if life.resolutions else None
    last = life.resolutions[-1] if life.resolutions else None
    first_at = first.changed_at if first else None
    last_at = last.changed_at if last else None
    exact_first = first_at if first and not first.is_estimated else None
    exact_last = None
    if last and life.is_resolved and not last.is_estimated:
        exact_last = last_at
    return {
        "first_resolved_at": first_at,
        "last_resolved_at": last_at,
        "first_resolution_seconds": difference(created_at, exact_first),
        "first_resolution_business_seconds": told.business(created_at, exact_first),
        "full_resolution_seconds": difference(created_at, exact_last),
        "full_resolution_business_seconds": told.business(created_at, exact_last),
        "resolved_agent_key": resolver(told, last_at) if last_at else None,
        "resolved_team_key": known(found, told.team.at(last_at)) if last_at else None,
        "resolved_priority": (told.priority.at(last_at) or "none") if last_at else None,
        "resolution_count": len(life.resolutions),
        "reopen_count": life.reopen_count,
        "soft_reopen_count": life.soft_reopen_count,
        "is_resolution_time_estimated": is_estimated(life.resolutions),
    }


def is_estimated(resolutions: list[Spell]) -> bool:
    """Say whether a resolution that counts has an estimated time."""
    return any(spell.is_estimated for spell in resolutions)


def resolver(told: Told, moment: datetime) -> str:
    """Return the assignee of a moment, else who replied last until then."""
    assignee = told.agent.at(moment)
    if assignee is not None:
        return assignee
    humans = told.talk.humans
    place = bisect_right([message.sent_at for message in humans], moment)
    return known(told.found, humans[place - 1].author_key if place else None)


def data_issue(told: Told) -> str | None:
    """Return what is wrong with a conversation, the gravest first."""
    created_at = told.found.created_at
    if plausible(created_at) is None:
        return "implausibly_early"
    if any(spell.changed_at < created_at for spell in told.life.resolutions):
        return "resolved_before_creation"
    if any(wait.is_reversed for wait in told.talk.waits):
        return "reply_before_creation"
    if told.clock_issue is not None:
        return told.clock_issue
    if is_estimated(told.life.resolutions):
        return "resolution_time_estimated"
    return None


def response_fact(told: Told, wait: Wait, settings: Settings) -> Fact:
    """Return the row of a wait."""
    found = told.found
    started_at, ended_at = wait.started_at, wait.ended_at
    responded_at = ended_at if wait.reply else None
    moment = responded_at or started_at
    limit_at = started_at + settings.response_limit
    is_thanks = wait.outcome == "closed_without_reply" and wait.had_reply_before
    calendar = difference(plausible(started_at), responded_at)
    business = told.business(plausible(started_at), responded_at)
    band = band_of(calendar, settings)
    business_band = band_of(business, settings)
    is_left = wait.outcome in ("closed_without_reply", "left_without_answer")
    if is_left and not is_thanks:
        assert ended_at is not None
        if ended_at > limit_at:
            band = "breached"
        opened = told.business(started_at, ended_at)
        if opened is not None and opened > seconds(settings.response_limit):
            business_band = "breached"
    severity = told.severity.at(started_at) or told.priority.at(started_at)
    due_at, is_in_time = severity_verdict(told, wait, severity, is_thanks=is_thanks)
    return {
        "response_key": f"{found.key}#{wait.number}",
        "source_system": found.source,
        "channel": found.channel,
        "response_kind": wait.kind,
        "conversation_key": found.key,
        "wait_number": wait.number,
        "waiting_since_at": started_at,
        "ended_at": ended_at,
        "responded_at": responded_at,
        "wait_outcome": wait.outcome,
        "agent_key": known(found, wait.reply.author_key if wait.reply else None),
        "team_key": known(found, told.team.at(moment)),
        "priority": told.priority.at(moment) or "none",
        "severity": severity or "none",
        "response_seconds": calendar,
        "response_business_seconds": business,
        "severity_due_at": due_at,
        "is_within_severity_target": is_in_time,
        "is_first": wait.number == 1,
        "has_bot_reply": told.talk.bot_between(started_at, ended_at),
        "is_acknowledgement": is_thanks,
        "limit_at": limit_at,
        "business_limit_at": business_limit(
            told.spells, started_at, settings.response_limit
        )
        if wait.outcome == "open"
        else None,
        "response_band": band,
        "response_business_band": business_band,
        "customer_key": found.customer_key,
        "data_issue": response_issue(told, wait),
    }


def severity_verdict(
    told: Told, wait: Wait, severity: str | None, *, is_thanks: bool
) -> tuple[datetime | None, bool | None]:
    """Return when a wait that nobody answered fell due, and whether one was in time."""
    target = maps.severity_target(severity)
    if target is None:
        return None, None
    start, end = wait.started_at, wait.ended_at
    if wait.reply is not None:
        begun = plausible(start)
        waited, opened = difference(begun, end), told.business(begun, end)
        if waited is None:
            return None, None
        if target.is_business and opened is not None:
            return None, opened <= target.seconds
        return None, waited <= target.calendar_seconds
    due_at: datetime | None = start + timedelta(seconds=target.calendar_seconds)
    schedules = [
        spell.schedule for spell in told.spells if spell.start <= start < spell.end
    ]
    if target.is_business and schedules and schedules[0] and schedules[0].zone:
        due_at = end_of_business(schedules[0], start, target.seconds)
    is_late = end is not None and due_at is not None and end > due_at
    return due_at, False if is_late and not is_thanks else None


def end_of_business(
    schedule: Schedule, start: datetime, open_seconds: int
) -> datetime | None:
    """Return when a desk was open for so long; null after thirty days."""
    low, high = 0, 30 * 86_400_000
    wanted = timedelta(seconds=open_seconds)
    if schedule.open_time(start, start + timedelta(milliseconds=high)) < wanted:
        return None
    while low < high:
        middle = (low + high) // 2
        if schedule.open_time(start, start + timedelta(milliseconds=middle)) < wanted:
            low = middle + 1
        else:
            high = middle
    return start + timedelta(milliseconds=low)


def response_issue(told: Told, wait: Wait) -> str | None:
    """Return why a wait lacks a duration."""
    if plausible(wait.started_at) is None:
        return "implausibly_early"
    if wait.is_reversed and wait.reply is not None:
        return "reply_before_creation" if wait.is_opening else "reply_before_message"
    if wait.ended_at is None or wait.is_reversed:
        return None if wait.ended_at is None else told.clock_issue
    opened = told.business(wait.started_at, wait.ended_at)
    return told.clock_issue if opened is None else None


def band_of(waited: Decimal | None, settings: Settings) -> str | None:
    """Return the band of a response; both limits belong to the better one."""
    if waited is None:
        return None
    if waited <= seconds(settings.response_target):
        return "on_target"
    within = waited <= seconds(settings.response_limit)
    return "within_limit" if within else "breached"


def spell_facts(told: Told) -> list[Fact]:
    """Return the rows of a status history."""
    return [
        {
            "conversation_key": told.found.key,
            "spell_number": number,
            "status": spell.status,
            "changed_at": spell.changed_at,
            "started_at": spell.started_at,
            "ended_at": spell.ended_at,
            "is_estimated": spell.is_estimated,
        }
        for number, spell in enumerate(told.history.spells, start=1)
    ]


def resolution_facts(told: Told) -> list[Fact]:
    """Return the rows of the resolutions, each with who had it then."""
    found, life = told.found, told.life
    return [
        {
            "conversation_key": found.key,
            "source_system": found.source,
            "channel": found.channel,
            "resolved_at": spell.changed_at,
            "reopened_at": reopened_at,
            "team_key": known(found, told.team.at(spell.changed_at)),
            "priority": told.priority.at(spell.changed_at) or "none",
            "is_estimated": spell.is_estimated,
        }
        for spell, reopened_at in zip(life.resolutions, life.reopenings, strict=True)
    ]


def transfer_facts(told: Told) -> list[Fact]:
    """Return the rows of the moves from one known team to another."""
    before, made = told.team.initial, []
    for at, now in zip(told.team.times, told.team.values, strict=True):
        if before is not None and now is not None and before != now:
            made.append(
                {
                    "conversation_key": told.found.key,
                    "from_team_key": before,
                    "to_team_key": now,
                    "transferred_at": at,
                }
            )
        before = now
    return made


def survey_fact(judged: Judged, told: Told | None) -> Fact:
    """Return the row of a survey answer."""
    answer = judged.answer
    unknown = f"{answer.source}:unknown"
    answer_at = answer.answered_at or answer.asked_at
    team, priority = place_at(told, answer_at)
    asked_team, asked_priority = place_at(told, answer.asked_at or answer_at)
    return {
        "survey_answer_key": answer.key,
        "source_system": answer.source,
        "kind": answer.kind,
        "asked_at": answer.asked_at,
        "answered_at": answer.answered_at,
        "conversation_key": judged.conversation_key,
        "channel": told.found.channel if told else "other",
        "customer_key": answer.customer_key or unknown,
        "agent_key": answer.agent_key or unknown,
        "team_key": answer.team_key or team or unknown,
        "priority": priority or "none",
        "asked_team_key": answer.team_key or asked_team or unknown,
        "asked_priority": asked_priority or "none",
        "score": judged.answer.score,
        "first_score": answer.first_score,
        "wave": answer.wave,
        "is_out_of_range": answer.answered_at is not None and judged.is_out_of_range,
        "is_about_valid_conversation": judged.is_about_valid_conversation,
        "is_by_staff": judged.is_by_staff,
        "is_satisfied": judged.is_satisfied,
        "is_counted": judged.is_counted,
    }


def place_at(
    told: Told | None, moment: datetime | None
) -> tuple[str | None, str | None]:
    """Return the team and priority of a conversation at a moment, else the first."""
    if told is None:
        return None, None
    if moment is None:
        return told.team.first_known(), told.priority.first_known()
    return told.team.at(moment), told.priority.at(moment)


def moments_of(sources: list[Source]) -> list[datetime]:
    """Return when anything happened."""
    moments = []
    for source in sources:
        for found in source.conversations.values():
            moments.append(found.created_at)
            moments.extend(message.sent_at for message in found.messages)
            moments.extend(change.changed_at for change in found.changes)
            moments.extend(at for at, _ in found.schedules)
        moments.extend(call.started_at for call in source.calls)
    return moments or answers_of(sources)


def answers_of(sources: list[Source]) -> list[datetime]:
    """Return when surveys were answered, for an export without a helpdesk."""
    answers = [answer for source in sources for answer in source.surveys]
    times = (answer.answered_at or answer.asked_at for answer in answers)
    return [time for time in times if time is not None]


def first_event(sources: list[Source]) -> datetime | None:
    """Return the first creation, a few far before all else left out."""
    moments = moments_of(sources)
    days = Counter(moment.date() for moment in moments)
    first_day = EARLIEST.date()
    seen = 0
    for before, after in pairwise(sorted(days)):
        seen += days[before]
        if after - before > PAST_GAP and seen * 1000 < len(moments):
            first_day = max(first_day, after)
    found = [
        conversation.created_at
        for source in sources
        for conversation in source.conversations.values()
    ]
    began = (at for at in found or moments if at.date() >= first_day)
    return min(began, default=None)


def as_of(sources: list[Source]) -> datetime | None:
    """Return the latest moment, a few far ahead of all others left out."""
    moments = moments_of(sources)
    days = Counter(moment.date() for moment in moments)
    if not days:
        return None
    last_day = max(days)
    seen = 0
    for before, after in pairwise(sorted(days)):
        seen += days[before]
        if after - before > FUTURE_GAP and (len(moments) - seen) * 1000 < len(moments):
            last_day = before
            break
    return max(moment for moment in moments if moment.date() <= last_day)

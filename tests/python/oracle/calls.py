"""Telephone calls: Zendesk's seconds and the generic layout's moments, in one shape."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from .read_exports import Fields, Row
from .values import BEGINNING, boolean, key, number, seconds, text, text_id

OUTCOMES = frozenset(("answered", "abandoned", "missed", "voicemail", "callback"))
ASKING = frozenset(("voicemail", "callback", "missed"))
PLACES = {
    "abandoned_in_ivr": "menu",
    "abandoned_in_queue": "queue",
    "abandoned_on_hold": "hold",
    "abandoned_in_voicemail": "voicemail",
}
ZERO = Decimal(0)
SHORT = Decimal(5)
LONGEST = Decimal(4 * 3600)

At = Callable[[object], datetime | None]


@dataclass(slots=True)
class Call:
    """A call, whichever system it comes from."""

    source: str
    key: str
    conversation_id: str | None
    customer_key: str | None
    agent_key: str | None
    team_key: str | None
    is_inbound: bool
    outcome: str | None
    abandoned_in: str | None
    started_at: datetime
    queued_at: datetime | None
    left_queue_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    hold: Decimal | None
    longest_hold: Decimal | None
    talk: Decimal | None
    wrap_up: Decimal | None
    transfer_count: int
    is_callback: bool = False
    is_conversation_missing: bool = False

    @property
    def is_offered(self) -> bool:
        """Say whether it was in a queue."""
        return self.queued_at is not None

    @property
    def in_queue(self) -> Decimal | None:
        """Return the seconds in the queue, negative in bad order."""
        if self.queued_at is None or self.left_queue_at is None:
            return None
        return seconds(self.left_queue_at - self.queued_at)

    @property
    def is_wait(self) -> bool:
        """Say whether it is a wait of its own, within a conversation."""
        return self.is_offered and self.outcome not in ASKING

    @property
    def is_request(self) -> bool:
        """Say whether the caller waits for a reply after it."""
        if not self.is_inbound:
            return False
        is_missed = self.outcome == "missed" and self.is_offered
        return is_missed or self.outcome in ("voicemail", "callback")

    @property
    def asked_at(self) -> datetime:
        """Return since when the caller asks."""
        return self.queued_at or self.started_at


def later(moment: datetime | None, by: Decimal | None) -> datetime | None:
    """Return a moment some seconds later."""
    if moment is None or by is None:
        return None
    return moment + timedelta(microseconds=int(by * 1_000_000))


def somebody(value: object) -> str | None:
    """Return an id; 0 is nobody's."""
    found = text_id(value)
    return None if found == "0" else found


def link(source: str, identifier: str | None) -> str | None:
    """Return the key of somebody, null where there is none."""
    return None if identifier is None else key(source, identifier)


def positive(found: Decimal | None) -> bool:
    """Say whether there is a number above 0."""
    return found is not None and found > 0


def said(fields: Fields, *names: str) -> Decimal | None:
    """Return the first number that is there."""
    found = (number(fields.get(name)) for name in names)
    return next((value for value in found if value is not None), None)


class Legs:
    """What the legs of calls tell."""

    def __init__(self, rows: Iterable[Fields], at: At) -> None:
        """Sort the legs by call."""
        self.at = at
        self.of: dict[str, list[Fields]] = {}
        for fields in rows:
            call = text_id(fields.get("call_id"))
            if call is not None:
                self.of.setdefault(call, []).append(fields)

    def answerer(self, call: str) -> str | None:
        """Return the agent who talked first."""
        talked = [
            (self.at(leg.get("created_at")), text_id(leg.get("id")), agent)
            for leg in self.of.get(call, [])
            if text(leg.get("type")) == "agent"
            and positive(number(leg.get("talk_time")))
            and (agent := somebody(leg.get("agent_id"))) is not None
        ]
        talked.sort(key=lambda leg: (leg[0] or BEGINNING, leg[1] or ""))
        return talked[0][2] if talked else None

    def transfers(self, call: str) -> int:
        """Count how often it was passed on."""
        legs = self.of.get(call, [])
        return max(
            sum(somebody(leg.get(side)) is not None for leg in legs)
            for side in ("transferred_from", "transferred_to")
        )


def zendesk_call(name: str, fields: Fields, legs: Legs, at: At) -> Call:
    """Read a call of Zendesk, whose durations are seconds from its beginning."""
    started_at = at(fields.get("call_started_at")) or at(fields.get("created_at"))
    assert started_at is not None
    duration, talk = said(fields, "duration"), said(fields, "talk_time")
    wait = said(fields, "wait_time", "queue_time")
    to_answer = said(fields, "time_to_answer")
    menu, hold = said(fields, "ivr_time_spent") or ZERO, said(fields, "hold_time")
    status = (text(fields.get("completion_status")) or "").lower() or None
    is_inbound = (text(fields.get("direction")) or "inbound").lower() == "inbound"
    has_voicemail = boolean(fields.get("voicemail")) is True
    is_callback = boolean(fields.get("callback")) is True
    agent = legs.answerer(name) or somebody(fields.get("agent_id"))
    ended_at = at(fields.get("call_ended_at"))
    if ended_at is None and duration is not None and duration >= 0:
        ended_at = later(started_at, duration)
    spoke_after = (
        to_answer is not None
        and to_answer >= 0
        and agent is not None
        and not has_voicemail
        and status in (None, "completed")
    )
    outcome: str | None = None
    if positive(talk) or status == "abandoned_on_hold" or spoke_after:
        outcome = "answered"
    elif is_callback and is_inbound:
        outcome = "callback"
    elif has_voicemail or status in ("completed_voicemail", "pending_voicemail"):
        outcome = "voicemail"
    elif status is not None and status.startswith("abandoned"):
        outcome = "abandoned"
    elif status is not None or talk is not None:
        outcome = "missed"
    answered_at: datetime | None = None
    if outcome == "answered":
        if to_answer is not None and to_answer >= 0:
            answered_at = later(started_at, to_answer)
        elif is_inbound:
            answered_at = later(started_at, menu + (wait or ZERO))
        else:
            connected = (talk or ZERO) + (hold or ZERO)
            answered_at = max(later(ended_at, -connected) or started_at, started_at)
    place = PLACES.get(status or "")
    queued_at: datetime | None = None
    left_at: datetime | None = answered_at
    is_in_queue = place != "menu" and (
        outcome == "answered" or place == "queue" or positive(wait)
    )
    if is_inbound and is_in_queue:
        end = answered_at if outcome == "answered" else None
        if place == "queue":
            end = ended_at
        queued_at = later(started_at, menu)
        if end is not None and wait is not None and wait >= 0:
            queued_at = max(started_at, later(end, -wait) or started_at)
        left_at = end or later(queued_at, wait or ZERO)
    return Call(
        source="zendesk",
        key=key("zendesk", name),
        conversation_id=somebody(fields.get("ticket_id")),
        customer_key=link(
            "zendesk",
            somebody(fields.get("customer_id")) or somebody(fields.get("end_user_id")),
        ),
        agent_key=link("zendesk", agent)
        if outcome == "answered" or not is_inbound
        else None,
        team_key=link("zendesk", somebody(fields.get("call_group_id"))),
        is_inbound=is_inbound,
        outcome=outcome,
        abandoned_in=place,
        started_at=started_at,
        queued_at=queued_at,
        left_queue_at=left_at if queued_at is not None else None,
        answered_at=answered_at,
        ended_at=ended_at,
        hold=hold,
        longest_hold=None,
        talk=talk,
        wrap_up=said(fields, "wrap_up_time"),
        transfer_count=legs.transfers(name) if name in legs.of else 0,
        is_callback=is_callback and not is_inbound,
    )


def generic_call(name: str, fields: Fields, at: At) -> Call:
    """Read a call of the generic layout."""
    started_at = at(fields.get("started_at"))
    assert started_at is not None
    is_inbound = (text(fields.get("direction")) or "inbound").lower() == "inbound"
    queued_at, answered_at = at(fields.get("queued_at")), at(fields.get("answered_at"))
    ended_at, in_queue = at(fields.get("ended_at")), said(fields, "queue_seconds")
    has_queue_time = in_queue is not None and in_queue >= 0
    native = (text(fields.get("outcome")) or "").lower()
    outcome: str | None = native if native in OUTCOMES else None
    if not native and answered_at is not None:
        outcome = "answered"
    elif not native and ended_at is not None and queued_at is not None:
        outcome = "abandoned"
    if outcome != "answered":
        answered_at = None
    elif answered_at is None:
        answered_at = later(queued_at or started_at, in_queue or ZERO)
    if not is_inbound:
        queued_at = None
    elif queued_at is None and outcome == "answered" and has_queue_time:
        queued_at = later(answered_at, -(in_queue or ZERO))
    elif queued_at is None and outcome is not None and outcome != "abandoned":
        queued_at = started_at
    left_at = ended_at
    if outcome == "answered":
        left_at = answered_at
    elif outcome == "abandoned" and ended_at is not None:
        left_at = ended_at
    elif outcome is not None and has_queue_time:
        left_at = later(queued_at, in_queue)
    place = None
    if outcome == "abandoned":
        place = "menu" if queued_at is None else "queue"
    agent = somebody(fields.get("agent_id"))
    return Call(
        source="generic",
        key=key("generic", name),
        conversation_id=somebody(fields.get("conversation_id")),
        customer_key=link("generic", somebody(fields.get("customer_id"))),
        agent_key=link("generic", agent)
        if outcome == "answered" or not is_inbound
        else None,
        team_key=link("generic", somebody(fields.get("team_id"))),
        is_inbound=is_inbound,
        outcome=outcome,
        abandoned_in=place,
        started_at=started_at,
        queued_at=queued_at,
        left_queue_at=left_at if queued_at is not None else None,
        answered_at=answered_at,
        ended_at=ended_at,
        hold=said(fields, "hold_seconds"),
        longest_hold=said(fields, "longest_hold_seconds"),
        talk=said(fields, "talk_seconds"),
        wrap_up=said(fields, "wrap_up_seconds"),
        transfer_count=int(somebody(fields.get("transferred_to_team_id")) is not None),
    )


def newest_fields(rows: dict[str, Row]) -> dict[str, Fields]:
    """Return the fields of the newest rows."""
    return {name: row.fields for name, row in rows.items()}


def sound(found: Decimal | None) -> Decimal | None:
    """Return a duration that is not negative."""
    return None if found is None or found < 0 else found


def issue_of(call: Call) -> str | None:
    """Return what is wrong with a call, but for an end that nobody exported."""
    in_queue = call.in_queue
    if call.ended_at is not None and call.ended_at < call.started_at:
        return "ended_before_start"
    if in_queue is not None and in_queue < 0:
        return "answered_before_queued"
    durations = (call.hold, call.talk, call.wrap_up, call.longest_hold)
    if any(found is not None and found < 0 for found in durations):
        return "negative_duration"
    if call.is_conversation_missing:
        return "conversation_not_exported"
    if in_queue is not None and in_queue > LONGEST:
        return "implausible_queue_time"
    return None


def call_fact(
    call: Call,
    conversation: tuple[str, str, str, bool] | None,
    as_of: datetime | None,
) -> dict[str, object]:
    """Return the row of a call; of its conversation: key, customer, team, validity."""
    unknown = f"{call.source}:unknown"
    in_queue = call.in_queue
    is_abandoned = call.outcome == "abandoned" and call.is_offered
    is_short = is_abandoned and in_queue is not None and 0 <= in_queue <= SHORT
    issue = issue_of(call)
    is_waiting = False
    if call.queued_at is not None and call.left_queue_at is None and as_of is not None:
        so_far = seconds(as_of - call.queued_at)
        is_waiting = 0 <= so_far <= LONGEST
        if issue is None and so_far > LONGEST:
            issue = "end_missing"
    talk, hold, wrap_up = sound(call.talk), sound(call.hold), sound(call.wrap_up)
    handled: Decimal | None = None
    if call.outcome == "answered" and talk is not None and hold is not None:
        handled = talk + hold + (wrap_up or ZERO)
    customer = conversation[1] if conversation else unknown
    team = conversation[2] if conversation else unknown
    return {
        "call_key": call.key,
        "source_system": call.source,
        "direction": "inbound" if call.is_inbound else "outbound",
        "conversation_key": conversation[0] if conversation else None,
        "customer_key": call.customer_key or customer,
        "agent_key": call.agent_key or unknown,
        "team_key": call.team_key or team,
        "outcome": call.outcome,
        "abandoned_in": call.abandoned_in,
        "started_at": call.started_at,
        "queued_at": call.queued_at,
        "left_queue_at": call.left_queue_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "queue_seconds": sound(in_queue),
        "hold_seconds": hold,
        "longest_hold_seconds": sound(call.longest_hold),
        "talk_seconds": talk,
        "wrap_up_seconds": wrap_up,
        "handle_seconds": handled,
        "transfer_count": call.transfer_count,
        "is_offered": call.is_offered,
        "is_short_abandon": is_short,
        "is_abandoned": is_abandoned and not is_short,
        "is_waiting": is_waiting,
        "is_callback": call.is_callback,
        "is_valid": conversation[3] if conversation else True,
        "data_issue": issue,
    }

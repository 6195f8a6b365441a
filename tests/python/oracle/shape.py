"""The one shape into which every source is conformed."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from .calls import Call
from .clock import Schedule

Order: TypeAlias = tuple[int | str | bool, ...]


@dataclass(slots=True)
class Message:
    """A message of a conversation; `author_type` is the one of that moment."""

    conversation_id: str
    sent_at: datetime
    order: Order
    author_type: str
    author_key: str
    is_public: bool
    is_deleted: bool
    is_empty: bool
    is_answering_bot: bool
    # The record of a call, and the call that it names.
    is_call_record: bool = False
    call_key: str | None = None
    # Said on the telephone, where no mark tells which message is a call's record.
    is_spoken: bool = False
    body: str | None = None
    is_fallback: bool = False
    suggested_article_key: str | None = None

    @property
    def speaks(self) -> bool:
        """Say whether the customer can see it and it says something."""
        return self.is_public and not self.is_deleted and not self.is_empty


@dataclass(slots=True)
class Change:
    """A change of one field; an initial value is one without an old value."""

    field: str
    changed_at: datetime
    order: Order
    old: str | None
    new: str | None
    is_initial: bool = False


@dataclass(slots=True)
class Conversation:
    """The newest state of a conversation, and all that happened in it."""

    source: str
    native_id: str
    key: str
    created_at: datetime
    updated_at: datetime | None
    channel: str
    status: str | None
    customer_key: str
    agent_key: str | None
    team_key: str | None
    priority: str | None
    severity: str | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    is_spam: bool = False
    is_deleted: bool = False
    is_merged: bool = False
    is_test: bool = False
    is_agent_opened: bool = False
    is_outbound: bool = False
    removed_at: datetime | None = None
    merged_into_key: str | None = None
    follow_up_of_key: str | None = None
    problem_key: str | None = None
    topic: str | None = None
    schedule: str | None = None
    locale: str | None = None
    complaint_stated_by: str | None = None
    is_bot_answer_confirmed: bool = False
    messages: list[Message] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    schedules: list[tuple[datetime, str]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    @property
    def is_customer_opened(self) -> bool:
        """Say whether the customer began it."""
        return not self.is_agent_opened and not self.is_outbound

    @property
    def opening_call(self) -> Call | None:
        """Return the call that it was made for: the first one, begun before it."""
        inbound = sorted(
            (call for call in self.calls if call.is_inbound),
            key=lambda call: (call.started_at, call.key),
        )
        if inbound and inbound[0].started_at <= self.created_at:
            return inbound[0]
        return None

    @property
    def opened_at(self) -> datetime:
        """Return since when the customer was there."""
        call = self.opening_call
        return min(self.created_at, call.asked_at) if call else self.created_at


@dataclass(slots=True)
class SurveyAnswer:
    """A question asked of somebody, and the newest answer."""

    key: str
    source: str
    kind: str
    asked_at: datetime | None
    answered_at: datetime | None
    conversation_key: str | None
    customer_key: str | None
    agent_key: str | None
    team_key: str | None
    score: Decimal | None
    scale_min: Decimal | None
    scale_max: Decimal | None
    is_low_good: bool = False
    first_score: Decimal | None = None
    wave: str | None = None


@dataclass(slots=True)
class Source:
    """A conformed source."""

    name: str
    conversations: dict[str, Conversation] = field(default_factory=dict)
    has_messages: bool = False
    schedules: dict[str, Schedule] = field(default_factory=dict)
    oldest_schedule: str | None = None
    team_schedules: dict[str, str] = field(default_factory=dict)
    surveys: list[SurveyAnswer] = field(default_factory=list)
    customer_emails: dict[str, str] = field(default_factory=dict)
    agent_emails: dict[str, str] = field(default_factory=dict)
    staff: set[str] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    rejected_count: int = 0
    duplicate_count: int = 0
    superseded_count: int = 0

    def add_calls(self, calls: list[Call]) -> None:
        """Give each call to its conversation, where that was exported."""
        for call in calls:
            self.calls.append(call)
            if call.conversation_id is None:
                continue
            found = self.conversations.get(call.conversation_id)
            if found is None:
                call.is_conversation_missing = True
            else:
                found.calls.append(call)

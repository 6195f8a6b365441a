"""Calls and chats: one contact, one wait, and the dirt that telephone systems have.

Cases 32 to 36 of the list of dirty data, and mirrors of what Zendesk's API answers.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.python.project import Desk
from tests.python.zendesk_export import AGENT, COLLEAGUE, CUSTOMER, ZendeskExport

DAY = "2026-03-02"
FINALISED = f"{DAY}T16:00:00Z"


def at(clock: str) -> datetime:
    moment = datetime.fromisoformat(f"{DAY}T{clock}")
    return moment.replace(tzinfo=UTC).replace(tzinfo=None)


def stamp(clock: str) -> str:
    return f"{DAY}T{clock}Z"


def call(number: int, clock: str, **fields: object) -> dict[str, Any]:
    """A call as the API gives it, answered after 40 s of which 30 in the queue."""
    return {
        "id": number,
        "created_at": stamp(clock),
        "updated_at": FINALISED,
        "agent_id": AGENT,
        "call_charge": "0.062",
        "call_group_id": None,
        "call_recording_consent": "always",
        "callback": False,
        "callback_source": None,
        "completion_status": "completed",
        "consultation_time": 0,
        "customer_id": CUSTOMER,
        "direction": "inbound",
        "duration": 340,
        "exceeded_queue_wait_time": False,
        "hold_time": 20,
        "ivr_time_spent": None,
        "line": "+10000000000",
        "minutes_billed": 1,
        "outside_business_hours": False,
        "overflowed": False,
        "phone_number": "+10000000000",
        "quality_issues": ["none"],
        "talk_time": 280,
        "ticket_id": None,
        "time_to_answer": 40,
        "voicemail": False,
        "wait_time": 30,
        "wrap_up_time": 15,
        **fields,
    }


def unanswered(number: int, clock: str, **fields: object) -> dict[str, Any]:
    """A call that nobody answered: 0 stands for nobody."""
    nobody = {"agent_id": 0, "time_to_answer": None, "talk_time": 0, "hold_time": 0}
    return call(number, clock, **{**nobody, **fields})


def turn(clock: str, nick: str, message: str) -> dict[str, Any]:
    return {
        "type": "chat.msg",
        "timestamp": stamp(clock),
        "nick": nick,
        "name": "Somebody",
        "msg": message,
        "department_id": "7",
    }


def chat(name: str, clock: str, *turns: dict[str, Any], **fields: object) -> Any:
    return {
        "id": name,
        "type": "chat",
        "timestamp": stamp(clock),
        "duration": 300,
        "update_timestamp": FINALISED,
        "zendesk_ticket_id": None,
        "visitor": {"id": "4.x", "name": "Visitor", "email": "nobody@example.org"},
        "department_id": 7,
        "department_name": None,
        "agent_ids": [str(AGENT)],
        "missed": False,
        "rating": None,
        "started_by": "visitor",
        "response_time": {"first": 60, "avg": 45, "max": 60},
        "count": {"visitor": 2, "agent": 2, "total": 4},
        "history": [
            {"type": "chat.memberjoin", "timestamp": stamp(clock), "nick": "visitor"},
            *turns,
        ],
        **fields,
    }


LONG_ID = 1234567890123456789


@pytest.fixture(scope="module")
def desk(new_desk: Callable[[], Desk]) -> Desk:
    export = ZendeskExport()
    export.user(AGENT, "agent", "2020-01-01T00:00:00Z")
    export.user(COLLEAGUE, "agent", "2020-01-01T00:00:00Z")
    export.user(CUSTOMER, "end-user", "2020-01-01T00:00:00Z")
    export.groups.append({"id": 101, "name": "Billing", "updated_at": FINALISED})
    # 1001: made while an answered call was on; its record is a comment.
    answered = export.ticket(stamp("10:00:41"), channel="voice", opening=None)
    export.comment(
        answered,
        stamp("10:06:00"),
        CUSTOMER,
        type="VoiceComment",
        data={"call_id": LONG_ID, "call_duration": "280"},
    )
    # A voicemail, then the call back.
    asked = export.ticket(stamp("11:01:00"), channel="voice", opening=None)
    # An e-mail that a later call answers.
    mailed = export.ticket(stamp("12:00:00"), channel="email")
    # A chat whose ticket has the transcript alone.
    talked = export.ticket(stamp("13:05:00"), channel="chat", opening="Chat starts")
    # A chat whose ticket has its turns.
    copied = export.ticket(stamp("14:00:00"), channel="chat", opening="Where is it?")
    export.reply(copied, stamp("14:02:00"), body="On its way.")
    calls = [
        call(LONG_ID, "10:00:00", ticket_id=answered),
        call(LONG_ID, "10:00:00", ticket_id=answered),
        unanswered(
            32,
            "09:00:00",
            completion_status="abandoned_in_queue",
            duration=10,
            wait_time=3,
        ),
        unanswered(
            35,
            "09:10:00",
            completion_status="abandoned_in_queue",
            duration=90,
            wait_time=80,
        ),
        unanswered(
            36,
            "09:20:00",
            completion_status="abandoned_in_ivr",
            duration=20,
            wait_time=0,
            ivr_time_spent=20,
        ),
        unanswered(33, "11:00:00", ticket_id=asked, callback=True, wait_time=50),
        call(
            34,
            "11:20:00",
            ticket_id=asked,
            callback=True,
            direction="outbound",
            wait_time=0,
            time_to_answer=10,
        ),
        call(37, "12:30:00", ticket_id=mailed, agent_id=COLLEAGUE, wait_time=10),
        unanswered(
            38,
            "09:30:00",
            completion_status="completed",
            voicemail=True,
            wait_time=0,
            duration=29,
            exceeded_queue_time=True,
            exceeded_queue_wait_time=None,
        ),
        call(39, "09:40:00", ticket_id=99_999),
    ]
    legs = [
        {
            "id": 1, "call_id": LONG_ID, "type": "customer", "agent_id": 0,
            "user_id": CUSTOMER, "talk_time": 280, "wrap_up_time": None,
            "created_at": stamp("10:00:00"), "updated_at": FINALISED,
        },
        {
            "id": 2, "call_id": LONG_ID, "type": "agent", "agent_id": COLLEAGUE,
            "user_id": 0, "talk_time": 200, "transferred_to": AGENT,
            "created_at": stamp("10:00:35"), "updated_at": FINALISED,
        },
    ]  # fmt: skip
    chats = [
        chat(
            "2104.10414779.SVhA", "13:00:00",
            turn("13:00:00", "visitor", "Hello?"),
            turn("13:01:00", f"agent:{AGENT}", "Good morning."),
            turn("13:02:00", "visitor", "And now?"),
            turn("13:02:30", f"agent:{AGENT}", "Done."),
            {"type": "chat.rating", "nick": "visitor", "timestamp": stamp("13:04:00"),
             "rating": "", "new_rating": "good"},
            zendesk_ticket_id=talked, rating="good",
        ),
        chat(
            "2104.10414779.SVhB", "14:00:00",
            turn("14:00:00", "visitor", "Where is it?"),
            turn("14:02:00", f"agent:{AGENT}", "On its way."),
            zendesk_ticket_id=copied,
        ),
        chat(
            "2104.10414779.SVhC", "15:00:00",
            turn("15:00:00", "visitor", "Anybody?"),
            missed=True, agent_ids=[], response_time=None,
        ),
        {
            "id": "2104.10414779.SVhD", "type": "offline_msg", "message": "Call me.",
            "timestamp": stamp("15:10:00"), "visitor": {"email": "x@example.org"},
        },
    ]  # fmt: skip
    desk = new_desk()
    desk.deliver(
        {
            **export.files(),
            "zendesk/calls.ndjson": calls,
            "zendesk/call_legs.ndjson": legs,
            "zendesk/chats.ndjson": chats,
        }
    )
    build = desk.build(
        "--select",
        "+fct_calls",
        "+fct_chats",
        "+fct_responses",
        "+fct_messages",
        "+fct_survey_answers",
        "+dim_agents",
    )
    assert build.success, build.log
    return desk


def fact(desk: Desk, call_id: int) -> Mapping[str, Any]:
    return desk.row(
        "select * from facts.fct_calls where call_key = ?", f"zendesk:{call_id}"
    )


def waits(desk: Desk, ticket: int) -> list[tuple[Any, ...]]:
    return [
        tuple(row.values())
        for row in desk.rows(
            "select response_kind, waiting_since_at, responded_at, wait_outcome, "
            "agent_key from facts.fct_responses where conversation_key = ? "
            "order by wait_number",
            f"zendesk:{ticket}",
        )
    ]


def ticket_at(desk: Desk, clock: str) -> int:
    key: str = desk.value(
        "select native_id from facts.fct_conversations where created_at = ?", at(clock)
    )
    return int(key)


def test_32_a_call_abandoned_after_3_seconds_is_short_and_none(
    desk: Desk,
) -> None:
    short, long = fact(desk, 32), fact(desk, 35)
    assert (short["queue_seconds"], short["is_offered"]) == (3, True)
    assert (short["is_short_abandon"], short["is_abandoned"]) == (True, False)
    assert (long["is_short_abandon"], long["is_abandoned"]) == (False, True)


def test_a_caller_who_hangs_up_in_the_menu_was_never_offered(desk: Desk) -> None:
    found = fact(desk, 36)
    assert (found["outcome"], found["abandoned_in"]) == ("abandoned", "menu")
    assert not found["is_offered"]
    assert not found["is_abandoned"]


def test_33_a_callback_is_two_call_rows_and_one_wait(desk: Desk) -> None:
    request, back = fact(desk, 33), fact(desk, 34)
    assert (request["outcome"], request["is_callback"]) == ("callback", False)
    assert (back["outcome"], back["is_callback"]) == ("answered", True)
    assert not back["is_offered"]
    agent = f"zendesk:{AGENT}"
    assert waits(desk, ticket_at(desk, "11:01:00")) == [
        ("message", at("11:00:00"), at("11:20:10"), "answered", agent)
    ]


def test_34_agent_0_of_a_leg_and_of_a_call_is_nobody(desk: Desk) -> None:
    assert fact(desk, 32)["agent_key"] == "zendesk:unknown"
    assert fact(desk, LONG_ID)["agent_key"] == f"zendesk:{COLLEAGUE}"
    assert "zendesk:0" not in desk.values("select agent_key from facts.dim_agents")


def test_35_a_call_without_a_ticket_is_a_wait_and_no_conversation(desk: Desk) -> None:
    row = desk.row(
        "select * from facts.fct_responses where response_key = 'call zendesk:35'"
    )
    assert row["conversation_key"] is None
    assert (row["wait_outcome"], row["responded_at"]) == ("left_without_answer", None)
    assert row["ended_at"] == at("09:11:30")
    assert desk.value("select count(*) from facts.fct_conversations") == 5


def test_a_call_of_a_ticket_that_nobody_exported_is_flagged(
    desk: Desk,
) -> None:
    found = fact(desk, 39)
    assert found["conversation_key"] is None
    assert found["data_issue"] == "conversation_not_exported"


def test_36_the_charge_of_a_call_is_text_and_becomes_a_number(desk: Desk) -> None:
    assert float(fact(desk, LONG_ID)["call_charge"]) == 0.062


def test_the_same_call_twice_in_one_sync_is_one(desk: Desk) -> None:
    book = desk.row("select * from staging.files_read where stream = 'calls'")
    assert (book["row_count"], book["duplicate_count"]) == (10, 1)
    keys = desk.values("select call_key from facts.fct_calls")
    assert len(keys) == len(set(keys)) == 9


def test_ids_of_19_digits_stay_as_they_are(desk: Desk) -> None:
    assert f"zendesk:{LONG_ID}" in desk.values("select call_key from facts.fct_calls")


def test_the_exceeded_queue_time_has_two_names(desk: Desk) -> None:
    assert fact(desk, 38)["is_queue_time_exceeded"]
    assert not fact(desk, LONG_ID)["is_queue_time_exceeded"]


def test_a_voicemail_without_a_queue_was_not_offered(desk: Desk) -> None:
    found = fact(desk, 38)
    assert (found["outcome"], found["is_offered"]) == ("voicemail", False)


def test_a_call_and_its_ticket_are_one_wait_from_queue_to_answer(desk: Desk) -> None:
    number = ticket_at(desk, "10:00:41")
    assert waits(desk, number) == [
        ("call", at("10:00:10"), at("10:00:40"), "answered", f"zendesk:{COLLEAGUE}")
    ]
    row = desk.row(
        "select * from facts.fct_conversations where conversation_key = ?",
        f"zendesk:{number}",
    )
    assert (row["first_response_seconds"], row["response_count"]) == (30, 1)
    assert row["data_issue"] is None


def test_whoever_answers_a_call_has_answered_the_mail_before_it(desk: Desk) -> None:
    colleague = f"zendesk:{COLLEAGUE}"
    assert waits(desk, ticket_at(desk, "12:00:00")) == [
        ("message", at("12:00:00"), at("12:30:40"), "answered", colleague),
        ("call", at("12:30:30"), at("12:30:40"), "answered", colleague),
    ]


def test_a_transfer_is_told_by_the_legs(desk: Desk) -> None:
    assert fact(desk, LONG_ID)["transfer_count"] == 1


def test_a_chat_has_the_waits_of_worked_example_14(desk: Desk) -> None:
    row = desk.row("select * from facts.fct_chats where chat_key like '%SVhA'")
    assert row["first_wait_seconds"] == 60
    assert row["total_wait_seconds"] == 90
    assert row["longest_wait_seconds"] == 60
    assert row["duration_seconds"] == 300


def test_a_chat_of_a_ticket_is_told_once_by_the_chat(desk: Desk) -> None:
    number = ticket_at(desk, "13:05:00")
    agent = f"zendesk:{AGENT}"
    assert waits(desk, number) == [
        ("message", at("13:00:00"), at("13:01:00"), "answered", agent),
        ("message", at("13:02:00"), at("13:02:30"), "answered", agent),
    ]
    assert desk.values(
        "select author_type from facts.fct_messages where conversation_key = ? "
        "order by message_number",
        f"zendesk:{number}",
    ) == ["customer", "agent", "customer", "agent", "system"]


def test_a_chat_whose_turns_are_comments_gives_no_second_messages(desk: Desk) -> None:
    number = ticket_at(desk, "14:00:00")
    assert (
        desk.value(
            "select count(*) from facts.fct_messages where conversation_key = ?",
            f"zendesk:{number}",
        )
        == 2
    )


def test_a_missed_chat_waited_until_its_end_and_answers_nothing(desk: Desk) -> None:
    row = desk.row("select * from facts.fct_chats where chat_key like '%SVhC'")
    assert (row["is_missed"], row["total_wait_seconds"]) == (True, None)
    assert row["unanswered_wait_seconds"] == 300


def test_a_message_left_offline_is_no_missed_chat(desk: Desk) -> None:
    row = desk.row("select * from facts.fct_chats where chat_key like '%SVhD'")
    assert (row["is_offline_message"], row["is_missed"]) == (True, False)


def test_the_rating_of_a_chat_is_an_answer_about_its_ticket(desk: Desk) -> None:
    row = desk.row(
        "select * from facts.fct_survey_answers where survey_answer_key like '%SVhA'"
    )
    assert row["conversation_key"] == f"zendesk:{ticket_at(desk, '13:05:00')}"
    assert (row["kind"], row["score"], row["is_counted"]) == ("csat", 1, True)
    assert (row["answered_at"], row["customer_key"]) == (
        at("13:04:00"),
        f"zendesk:{CUSTOMER}",
    )


def test_every_stream_reads_what_an_api_answers(new_desk: Callable[[], Desk]) -> None:
    """Nulls, nested objects, text numbers, and times that a redaction has taken."""
    desk = new_desk()
    nothing = {"calendar": None, "business": None}
    minutes = {"calendar": 8585, "business": 1865}
    desk.deliver(
        {
            "zendesk/calls.ndjson": [
                unanswered(1, "09:00:00", voicemail=True, updated_at="redacted")
            ],
            "zendesk/call_legs.ndjson": [
                {"id": 2, "call_id": 1, "agent_id": 0, "type": "customer",
                 "conference_to": None, "call_charge": "0.059",
                 "updated_at": "redacted"}
            ],
            "zendesk/chats.ndjson": [chat("1.a", "09:00:00")],
            "zendesk/ticket_metrics.ndjson": [
                {"id": 3, "ticket_id": 1, "group_stations": 1, "reopens": 0,
                 "replies": 1,
                 "reply_time_in_minutes": minutes, "solved_at": None,
                 "full_resolution_time_in_minutes": nothing, "updated_at": "redacted",
                 "on_hold_time_in_minutes": {"calendar": 0, "business": 0}}
            ],
            "zendesk/ticket_metric_events.ndjson": [
                {"id": 4, "ticket_id": 1, "instance_id": 1, "metric": "agent_work_time",
                 "type": "activate", "time": stamp("09:00:00"), "deleted": False},
                {"id": 5, "ticket_id": 1, "instance_id": 1, "metric": "reply_time",
                 "type": "apply_sla", "time": stamp("09:00:00"),
                 "sla": {"target": 30, "business_hours": False,
                         "policy": {"id": 6, "title": "A", "description": None}}},
            ],
            "zendesk/sla_policies.ndjson": [
                {"id": 6, "title": "A", "position": 1, "filter": {"all": [], "any": []},
                 "metric_settings": None, "updated_at": "redacted",
                 "policy_metrics": [{"metric": "first_reply_time", "target": 30}]}
            ],
        }
    )  # fmt: skip
    streams = (
        "calls", "call_legs", "chats", "ticket_metrics", "ticket_metric_events",
        "sla_policies",
    )  # fmt: skip
    build = desk.build(
        "--select", *(f"base_zendesk__{name} stg_zendesk__{name}" for name in streams)
    )
    assert build.success, build.log
    books = desk.rows(
        "select stream, row_count, staged_count, rejected_count from staging.files_read"
    )
    assert len(books) == 6
    assert all(book["rejected_count"] == 0 for book in books)
    assert all(book["row_count"] == book["staged_count"] for book in books)
    metrics = desk.row("select * from staging.stg_zendesk__ticket_metrics")
    assert metrics["reply_time_calendar_minutes"] == 8585
    assert metrics["reply_time_business_minutes"] == 1865
    assert metrics["full_resolution_time_calendar_minutes"] is None
    assert metrics["on_hold_time_calendar_minutes"] == 0
    targets = desk.values(
        "select target_seconds from staging.stg_zendesk__ticket_metric_events"
    )
    assert 1800 in targets

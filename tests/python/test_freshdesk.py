"""What Freshdesk's exports say, case by case.

One export holds every case. Each is written down above the test that tells its right
answer; the export is built once, by the first test that asks for it.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.python.freshdesk_export import (
    AGENT,
    BILLING,
    CLOSED,
    COLLEAGUE,
    CUSTOMER,
    OUTBOUND_EMAIL,
    PENDING,
    PHONE,
    RESOLVED,
    TECHNICAL,
    WEB_CHAT,
    FreshdeskExport,
)
from tests.python.project import Content, Desk

LEAVER, STRANGER, BOT = 82013, 82099, 82900
MINUTE = 60

EXPORT = FreshdeskExport()
EMEA = FreshdeskExport("freshdesk-emea")
EXPORT.agents += [
    {"id": AGENT, "contact": {"name": "Ada"}, "updated_at": "2020-01-01T00:00:00Z"},
    {"id": LEAVER, "contact": {"name": "Lee"}, "updated_at": "2020-01-01T00:00:00Z"},
]
EXPORT.contacts += [
    {"id": CUSTOMER, "name": "Cleo", "email": "Cleo@Example.org"},
    {"id": LEAVER, "name": "Lee", "updated_at": "2026-04-20T00:00:00Z"},
]
EXPORT.groups += [
    {"id": BILLING, "name": "Billing", "auto_ticket_assign": True},
    {"id": TECHNICAL, "name": "Technical", "auto_ticket_assign": 1},
]


def at(when: str) -> str:
    """A time on Monday 2 March 2026, unless it says on which day; UTC."""
    day, _, clock = when.rpartition(" ")
    seconds = "" if clock.count(":") == 2 else ":00"
    return f"{day or '2026-03-02'}T{clock}{seconds}Z"


def moment(when: str) -> datetime:
    return datetime.fromisoformat(at(when)).replace(tzinfo=None)


class Facts:
    """What the facts say about one ticket."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def conversation(self, ticket: int | str) -> dict[str, Any]:
        return self.desk.row(
            "select * from facts.fct_conversations where conversation_key = ?",
            f"freshdesk:{ticket}",
        )

    def _of(self, table: str, ticket: int | str, order: str) -> list[dict[str, Any]]:
        return self.desk.rows(
            f"select * from facts.{table} where conversation_key = ? order by {order}",
            f"freshdesk:{ticket}",
        )

    def waits(self, ticket: int | str) -> list[dict[str, Any]]:
        return self._of("fct_responses", ticket, "wait_number")

    def seconds(self, ticket: int | str) -> list[Decimal | None]:
        return [wait["response_seconds"] for wait in self.waits(ticket)]

    def statuses(self, ticket: int | str) -> list[tuple[str, datetime]]:
        spells = self._of("fct_status_spells", ticket, "spell_number")
        return [(spell["status"], spell["started_at"]) for spell in spells]

    def authors(self, ticket: int | str) -> list[str]:
        messages = self._of("fct_messages", ticket, "message_number")
        return [message["author_type"] for message in messages]

    def answer(self, rating: int) -> dict[str, Any]:
        return self.desk.row(
            "select * from facts.fct_survey_answers where survey_answer_key = ?",
            f"freshdesk:{rating}",
        )

    def was_in_backlog(self, ticket: int | str) -> bool:
        return bool(self._of("fct_backlog_changes", ticket, "changed_at"))


@pytest.fixture(scope="module")
def facts(new_desk: Callable[[], Desk]) -> Facts:
    desk = new_desk()
    desk.deliver(EXPORT.files())
    desk.deliver(LATER)
    desk.deliver(EMEA.files())
    variables = {
        "freshdesk_bot_user_ids": [str(BOT)],
        "test_tags": ["internal_test"],
    }
    build = desk.build(variables=variables)
    assert build.success, build.log
    return Facts(desk)


# -- The opening

UNTOUCHED = EXPORT.ticket(at("09:00"))


def test_the_description_is_the_customers_first_message(facts: Facts) -> None:
    row = facts.conversation(UNTOUCHED)
    assert facts.authors(UNTOUCHED) == ["customer"]
    assert row["customer_message_count"] == 1
    assert row["first_customer_message_at"] == moment("09:00")
    assert facts.waits(UNTOUCHED)[0]["wait_outcome"] == "open"


WITHOUT_DESCRIPTION = EXPORT.ticket(
    at("09:00"), description=None, description_text=None
)
EXPORT.part(WITHOUT_DESCRIPTION, at("09:10"))


def test_a_list_without_descriptions_has_openings_too(facts: Facts) -> None:
    assert facts.conversation(WITHOUT_DESCRIPTION)["customer_message_count"] == 1
    assert facts.seconds(WITHOUT_DESCRIPTION) == [10 * MINUTE]


CHAT = EXPORT.ticket(at("09:00"), source=WEB_CHAT)
EXPORT.customer(
    CHAT, at("09:00:02"), body="<p>Hello,&nbsp;I need help.</p>", body_text=None
)
EXPORT.part(CHAT, at("09:01"))


def test_a_web_chat_says_its_first_message_once(facts: Facts) -> None:
    assert facts.authors(CHAT) == ["customer", "agent"]
    assert facts.conversation(CHAT)["channel"] == "chat"
    assert facts.seconds(CHAT) == [60]


OTHER_CHAT = EXPORT.ticket(at("09:00"), source=WEB_CHAT)
EXPORT.customer(OTHER_CHAT, at("09:00:30"))


def test_a_web_chat_that_goes_on_keeps_its_description(facts: Facts) -> None:
    assert facts.authors(OTHER_CHAT) == ["customer", "customer"]


PHONE_CALL = EXPORT.ticket(at("09:00"), source=PHONE, has_history=False)
EXPORT.customer(PHONE_CALL, at("10:00"))
EXPORT.part(PHONE_CALL, at("10:05"))


def test_a_phone_ticket_was_typed_by_an_agent(facts: Facts) -> None:
    row = facts.conversation(PHONE_CALL)
    assert row["is_agent_opened"]
    assert facts.authors(PHONE_CALL) == ["agent", "customer", "agent"]
    assert row["first_response_seconds"] == 5 * MINUTE


VOICEMAIL = EXPORT.ticket(at("09:00"), source=PHONE, created_by=None)
EXPORT.part(VOICEMAIL, at("09:20"))


def test_a_voicemail_that_the_system_turned_into_a_ticket_is_the_customers(
    facts: Facts,
) -> None:
    assert not facts.conversation(VOICEMAIL)["is_agent_opened"]
    assert facts.seconds(VOICEMAIL) == [20 * MINUTE]


LOGGED = EXPORT.ticket(at("09:00"), created_by=AGENT)


def test_who_created_it_for_the_requester_is_an_agent(facts: Facts) -> None:
    row = facts.conversation(LOGGED)
    assert row["is_agent_opened"]
    assert row["is_valid"]
    assert facts.waits(LOGGED) == []


OUTBOUND = EXPORT.ticket(at("09:00"), source=OUTBOUND_EMAIL, created_by=AGENT)
ANSWERED_OUTBOUND = EXPORT.ticket(at("09:00"), source=OUTBOUND_EMAIL, created_by=AGENT)
EXPORT.customer(ANSWERED_OUTBOUND, at("11:00"))
EXPORT.part(ANSWERED_OUTBOUND, at("11:07"))


def test_an_outbound_email_without_an_answer_is_not_valid(facts: Facts) -> None:
    row = facts.conversation(OUTBOUND)
    assert (row["is_outbound"], row["is_agent_opened"], row["is_valid"]) == (
        True,
        False,
        False,
    )
    assert facts.authors(OUTBOUND) == ["agent"]


def test_an_outbound_email_counts_from_the_customers_answer(facts: Facts) -> None:
    row = facts.conversation(ANSWERED_OUTBOUND)
    assert row["is_valid"]
    assert not row["is_inbound"]
    assert row["first_response_seconds"] == 7 * MINUTE


# -- Who speaks, and what is a response

NOTES = EXPORT.ticket(at("09:00"))
EXPORT.part(NOTES, at("09:01"), private=True, source=2)
EXPORT.part(NOTES, at("09:05"), source=2)
EXPORT.part(NOTES, at("09:30"))


def test_a_public_note_is_a_response_and_a_private_one_is_not(facts: Facts) -> None:
    row = facts.conversation(NOTES)
    assert row["first_response_seconds"] == 5 * MINUTE
    assert (row["reply_count"], row["internal_note_count"]) == (2, 1)


ONLY_NOTES = EXPORT.ticket(at("09:00"))
EXPORT.part(ONLY_NOTES, at("09:01"), private=True, source=2)


def test_internal_notes_alone_answer_nobody(facts: Facts) -> None:
    assert facts.conversation(ONLY_NOTES)["response_count"] == 0


FORWARDED = EXPORT.ticket(at("09:00"))
EXPORT.part(FORWARDED, at("09:05"), source=8)
EXPORT.part(FORWARDED, at("09:40"))


def test_a_forward_to_somebody_else_is_no_response(facts: Facts) -> None:
    assert facts.seconds(FORWARDED) == [40 * MINUTE]


AUTOMATIC = EXPORT.ticket(at("09:00"))
EXPORT.part(AUTOMATIC, at("09:00:03"), auto_response=True)
EXPORT.part(AUTOMATIC, at("09:00:05"), automation_id=991)
EXPORT.part(AUTOMATIC, at("09:15"))


def test_automatic_answers_and_automations_are_bots(facts: Facts) -> None:
    assert facts.authors(AUTOMATIC) == ["customer", "bot", "bot", "agent"]
    assert facts.seconds(AUTOMATIC) == [15 * MINUTE]
    assert facts.waits(AUTOMATIC)[0]["has_bot_reply"]


AWAY = EXPORT.ticket(at("09:00"))
EXPORT.part(AWAY, at("09:10"))
EXPORT.customer(AWAY, at("09:10:05"), auto_response=True)


def test_an_automatic_answer_of_the_customer_opens_no_wait(facts: Facts) -> None:
    assert facts.seconds(AWAY) == [10 * MINUTE]


ASSISTED = EXPORT.ticket(at("09:00"), status=RESOLVED)
EXPORT.part(ASSISTED, at("09:00:02"), BOT)
EXPORT.activity(ASSISTED, at("09:05"), None, status="Resolved")


def test_an_assistant_that_the_var_names_can_deal_with_it_alone(facts: Facts) -> None:
    row = facts.conversation(ASSISTED)
    assert row["is_bot_only"]
    assert row["first_bot_response_seconds"] == 2


LEFT = EXPORT.ticket(at("09:00"))
EXPORT.part(LEFT, at("09:30"), LEAVER)


def test_the_reply_of_somebody_who_has_left_is_an_agents(facts: Facts) -> None:
    assert facts.seconds(LEFT) == [30 * MINUTE]
    agent = facts.desk.row(
        "select * from facts.dim_agents where agent_key = ?", f"freshdesk:{LEAVER}"
    )
    assert agent["agent_name"] == "Lee"


def test_an_agent_who_became_a_contact_is_one_person(facts: Facts) -> None:
    people = facts.desk.rows(
        "select * from intermediate.int_people_listed where person_native_key = ?",
        f"freshdesk:{LEAVER}",
    )
    assert [(person["is_agent"], person["is_customer"]) for person in people] == [
        (True, True)
    ]


UNKNOWN_AUTHOR = EXPORT.ticket(at("09:00"))
EXPORT.part(UNKNOWN_AUTHOR, at("09:20"), STRANGER)


def test_an_author_whom_nobody_knows_still_answers(facts: Facts) -> None:
    assert facts.seconds(UNKNOWN_AUTHOR) == [20 * MINUTE]
    name = facts.desk.value(
        "select agent_name from facts.dim_agents where agent_key = ?",
        f"freshdesk:{STRANGER}",
    )
    assert name == "unknown"


SIDELESS = EXPORT.ticket(at("09:00"))
EXPORT.part(SIDELESS, at("09:10"), incoming=None)
EXPORT.part(SIDELESS, at("09:20"), CUSTOMER, incoming=None)


def test_without_a_side_the_requesters_words_came_in(facts: Facts) -> None:
    assert facts.authors(SIDELESS) == ["customer", "agent", "customer"]


FED_BACK = EXPORT.ticket(at("09:00"), status=RESOLVED)
EXPORT.part(FED_BACK, at("09:10"))
EXPORT.activity(FED_BACK, at("09:10"), status="Resolved")
EXPORT.customer(FED_BACK, at("2026-03-03 08:00"), source=6, body_text="Very happy")


def test_survey_feedback_is_no_customer_message(facts: Facts) -> None:
    row = facts.conversation(FED_BACK)
    assert facts.authors(FED_BACK) == ["customer", "agent", "system"]
    assert row["customer_message_count"] == 1
    assert len(facts.waits(FED_BACK)) == 1
    assert row["reopen_count"] == 0


SPECIAL = EXPORT.ticket(at("09:00"))
EXPORT.customer(SPECIAL, at("09:01"), body='<p>"Wow" 🙂,\n¡sí!</p>', body_text=None)
EXPORT.part(SPECIAL, at("09:06"), body="<p>&nbsp;</p>", body_text="")
EXPORT.part(SPECIAL, at("09:09"), body="", body_text="", attachments=[{"id": 1}])


def test_an_empty_reply_is_none_and_a_file_is_one(facts: Facts) -> None:
    assert facts.seconds(SPECIAL) == [9 * MINUTE]


# -- Rows that come late, twice, or elsewhere

LATER: dict[str, list[dict[str, Any]]] = {}
TWICE = EXPORT.ticket(at("09:00"), status=CLOSED, updated_at=at("12:00"))
LATER["freshdesk/tickets/2.ndjson"] = [
    EXPORT.tickets[-1],
    {**EXPORT.tickets[-1], "status": PENDING, "updated_at": at("09:30")},
]
EARLY = EXPORT.new_id()
EXPORT.part(EARLY, at("09:12"))
LATER["freshdesk/tickets/2.ndjson"].append(
    {"id": EARLY, "created_at": at("09:00"), "status": 2, "source": 1, "new": True}
)
CARRIED = EXPORT.ticket(at("09:00"))
EXPORT.part(CARRIED, at("09:10"), updated_at=at("09:10"))
EXPORT.tickets[-1]["conversations"] = [
    {**EXPORT.conversations[-1], "created_at": at("09:01")},
    {**EXPORT.conversations[-1], "id": 999_001, "created_at": at("09:04")},
]
LATER["freshdesk/conversations/empty.ndjson"] = []


def test_an_older_version_that_comes_later_does_not_win(facts: Facts) -> None:
    assert facts.conversation(TWICE)["status"] == "closed"


def test_a_conversation_may_come_before_its_ticket(facts: Facts) -> None:
    assert facts.seconds(EARLY) == [12 * MINUTE]


def test_what_a_ticket_carries_stands_in_where_the_stream_has_nothing(
    facts: Facts,
) -> None:
    assert facts.seconds(CARRIED) == [4 * MINUTE]
    assert facts.conversation(CARRIED)["agent_message_count"] == 2


BACKWARDS = EXPORT.ticket(at("09:00"))
EXPORT.part(BACKWARDS, at("08:00"))


def test_a_reply_before_the_creation_has_no_duration(facts: Facts) -> None:
    row = facts.conversation(BACKWARDS)
    assert row["first_response_seconds"] is None
    assert row["data_issue"] == "reply_before_creation"


# -- Status history

HISTORY = EXPORT.ticket(
    at("09:00"), status=CLOSED, group_id=TECHNICAL, updated_at=at("15:00")
)
EXPORT.activity(HISTORY, at("09:30"), status="Pending", group="Billing")
EXPORT.activity(HISTORY, at("10:00"), status="Resolved", agent_id=AGENT)
EXPORT.activity(HISTORY, at("11:30"), CUSTOMER, status="Open", agent_id=None)
EXPORT.activity(HISTORY, at("13:00"), status="Resolved", group="Technical")
EXPORT.activity(HISTORY, at("15:00"), None, status="Closed")
EXPORT.part(HISTORY, at("12:59"), COLLEAGUE)


def test_activities_are_the_history(facts: Facts) -> None:
    row = facts.conversation(HISTORY)
    assert facts.statuses(HISTORY) == [
        ("open", moment("09:00")),
        ("waiting_customer", moment("09:30")),
        ("resolved", moment("10:00")),
        ("open", moment("11:30")),
        ("resolved", moment("13:00")),
        ("closed", moment("15:00")),
    ]
    assert row["is_history_complete"]
    assert (row["resolution_count"], row["reopen_count"]) == (2, 1)
    assert row["full_resolution_seconds"] == 240 * MINUTE


def test_activities_name_groups(facts: Facts) -> None:
    row = facts.conversation(HISTORY)
    assert row["created_team_key"] == f"freshdesk:{BILLING}"
    assert row["resolved_team_key"] == f"freshdesk:{TECHNICAL}"
    assert row["transfer_count"] == 1


def test_unassigned_at_solve_is_who_replied_last(facts: Facts) -> None:
    assert facts.conversation(HISTORY)["resolved_agent_key"] == f"freshdesk:{COLLEAGUE}"


STATS = EXPORT.ticket(
    at("09:00"),
    status=CLOSED,
    has_history=False,
    updated_at=at("2026-03-09 10:00"),
    stats={"resolved_at": at("11:00"), "closed_at": at("2026-03-06 11:00")},
)
NO_STATS = EXPORT.ticket(
    at("09:00"), status=RESOLVED, has_history=False, updated_at=at("12:00")
)
REOPENED = EXPORT.ticket(
    at("09:00"),
    has_history=False,
    stats={"reopened_at": at("12:00"), "resolved_at": None, "closed_at": None},
)


def test_without_activities_the_stats_say_when(facts: Facts) -> None:
    row = facts.conversation(STATS)
    assert [status for status, _ in facts.statuses(STATS)] == [
        "open",
        "resolved",
        "closed",
    ]
    assert row["full_resolution_seconds"] == 120 * MINUTE
    assert not row["is_history_complete"]


def test_without_stats_a_resolution_has_an_estimated_time(facts: Facts) -> None:
    row = facts.conversation(NO_STATS)
    assert row["last_resolved_at"] == moment("12:00")
    assert row["is_resolution_time_estimated"]
    assert row["full_resolution_seconds"] is None


def test_a_reopening_whose_resolution_has_no_time_is_not_counted(facts: Facts) -> None:
    row = facts.conversation(REOPENED)
    assert (row["status"], row["reopen_count"]) == ("open", 0)


STILL_OPEN = EXPORT.ticket(at("09:00"), updated_at=at("12:00"))
EXPORT.activity(STILL_OPEN, at("10:00"), status="Resolved")
EXPORT.activity(STILL_OPEN, at("12:00"), CUSTOMER, status="Open")


def test_reopened_and_still_open_has_no_full_resolution(facts: Facts) -> None:
    row = facts.conversation(STILL_OPEN)
    assert row["reopen_count"] == 1
    assert row["first_resolution_seconds"] == 60 * MINUTE
    assert row["full_resolution_seconds"] is None


CLOSED_AT_ONCE = EXPORT.ticket(at("09:00"), status=CLOSED, updated_at=at("10:00"))
EXPORT.activity(CLOSED_AT_ONCE, at("10:00"), None, status="Closed")


def test_closed_and_never_resolved_is_a_resolution(facts: Facts) -> None:
    assert facts.conversation(CLOSED_AT_ONCE)["full_resolution_seconds"] == 3600


WAITING = EXPORT.ticket(at("09:00"), status=7, has_history=False)
CUSTOM = EXPORT.ticket(at("09:00"), status=8, has_history=False)


def test_status_7_waits_for_others(facts: Facts) -> None:
    assert facts.conversation(WAITING)["status"] == "waiting_other"


def test_a_status_of_the_accounts_own_is_open_and_reported(facts: Facts) -> None:
    assert facts.conversation(CUSTOM)["status"] == "open"
    codes = facts.desk.values(
        "select native_code from quality.unknown_codes where source_system = ?",
        "freshdesk",
    )
    assert codes == ["8"]


# -- What counts

SECONDARY = EXPORT.ticket(at("09:00"), status=CLOSED, updated_at=at("09:30"))
PRIMARY = EXPORT.ticket(at("08:00"))
EXPORT.activity(SECONDARY, at("09:30"), status="Closed")
MOVED = EXPORT.customer(SECONDARY, at("09:10"))
LATER["freshdesk/conversations/2.ndjson"] = [
    {**EXPORT.conversations[-1], "ticket_id": PRIMARY}
]
EXPORT.part(
    SECONDARY,
    at("09:30"),
    source=2,
    body=f'<div>This ticket is closed and merged into ticket <a href="/a/{PRIMARY}">'
    f"{PRIMARY}</a></div>",
    body_text=None,
)
EXPORT.part(
    PRIMARY,
    at("09:30"),
    source=2,
    body_text=f"Ticket with ID {SECONDARY} is merged into this ticket.",
)
EXPORT.part(PRIMARY, at("10:00"))


def test_a_secondary_ticket_counts_nowhere(facts: Facts) -> None:
    row = facts.conversation(SECONDARY)
    assert (row["is_merged"], row["is_valid"]) == (True, False)
    assert row["merged_into_key"] == f"freshdesk:{PRIMARY}"
    assert row["removed_at"] == moment("09:30")


def test_what_a_merge_writes_is_no_reply(facts: Facts) -> None:
    assert facts.authors(SECONDARY) == ["customer", "system"]
    assert facts.authors(PRIMARY) == ["customer", "customer", "system", "agent"]
    assert facts.seconds(PRIMARY) == [120 * MINUTE]


def test_a_conversation_that_a_merge_moved_is_told_once(facts: Facts) -> None:
    found = facts.desk.values(
        "select conversation_key from facts.fct_messages where message_key = ?",
        f"freshdesk:{MOVED}",
    )
    assert found == [f"freshdesk:{PRIMARY}"]


SPAM = EXPORT.ticket(at("09:00"), spam=True)
DELETED = EXPORT.ticket(at("09:00"), deleted=True)
TEST = EXPORT.ticket(at("09:00"), tags=["internal_test"])
ESCALATED = EXPORT.ticket(at("09:00"), is_escalated=True, fr_escalated=True)


@pytest.mark.parametrize(("ticket", "flag"), [(SPAM, "spam"), (DELETED, "deleted")])
def test_spam_and_deleted_tickets_were_never_in_the_backlog(
    facts: Facts, ticket: int, flag: str
) -> None:
    row = facts.conversation(ticket)
    assert (row[f"is_{flag}"], row["is_valid"], row["removed_at"]) == (
        True,
        False,
        None,
    )
    assert not facts.was_in_backlog(ticket)


def test_a_tag_marks_tests(facts: Facts) -> None:
    assert not facts.conversation(TEST)["is_valid"]


def test_a_reminder_of_the_service_level_changes_nothing(facts: Facts) -> None:
    ours, other = facts.conversation(ESCALATED), facts.conversation(UNTOUCHED)
    own = {"conversation_key", "native_id", "conversation_bucket"}
    assert {name: ours[name] for name in ours.keys() - own} == {
        name: other[name] for name in other.keys() - own
    }


# -- Satisfaction: worked example 9, each answer about a ticket of its own

CODES = (103, 102, 100, -101)
# What comes after them: an answer doesn't tell up to when an export is complete.
EXPORT.ticket(at("2026-05-06 09:00"))
RATED = [EXPORT.ticket(at("2026-05-04 09:00"), group_id=BILLING) for _ in CODES]
ANSWERS = [
    EXPORT.rating(
        ticket,
        {"default_question": code, "question_17": 103}
        if number % 2
        else [
            {"question": "question_17", "value": -103},
            {"value": code, "question": "default_question"},
        ],
        at("2026-05-05 10:00"),
    )
    for number, (ticket, code) in enumerate(zip(RATED, CODES, strict=True))
]


def test_satisfaction_has_neutral_answers_in_the_denominator(facts: Facts) -> None:
    row = facts.desk.row(
        "select * from marts.customer_satisfaction where segment_type = 'all' "
        "and period_grain = 'month' and period_start_date = ?",
        date(2026, 5, 1),
    )
    assert (row["sample_size"], row["kpi_value"]) == (4, 0.5)


def test_ratings_are_read_as_objects_and_as_lists(facts: Facts) -> None:
    scores = [facts.answer(answer)["score"] for answer in ANSWERS]
    assert scores == [4, 3, 0, -2]


def test_above_100_is_satisfied_100_neutral_below_dissatisfied(facts: Facts) -> None:
    kinds = [
        (row["is_satisfied"], row["is_neutral"], row["is_dissatisfied"])
        for row in map(facts.answer, ANSWERS)
    ]
    assert kinds == [
        (True, False, False),
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


def test_nobody_knows_who_was_asked(facts: Facts) -> None:
    row = facts.desk.row(
        "select * from marts.customer_satisfaction where segment_type = 'all' "
        "and period_grain = 'month' and period_start_date = ?",
        date(2026, 5, 1),
    )
    assert facts.answer(ANSWERS[0])["asked_at"] is None
    assert row["response_rate"] is None


CHANGED = EXPORT.ticket(at("09:00"), responder_id=COLLEAGUE)
CHANGE_OF_MIND = EXPORT.rating(CHANGED, {"default_question": 101}, at("10:00"))
EXPORT.ratings.append(
    {
        **EXPORT.ratings[-1],
        "ratings": {"default_question": -103},
        "updated_at": at("16:00"),
    }
)
TWO_LINKS = EXPORT.ticket(at("09:00"))
FIRST_LINK = EXPORT.rating(TWO_LINKS, {"default_question": 103}, at("10:00"))
SECOND_LINK = EXPORT.rating(TWO_LINKS, {"default_question": 100}, at("11:00"))
NO_ANSWER = EXPORT.rating(TWO_LINKS, {"question_17": 103}, at("12:00"))


def test_a_changed_rating_is_the_newest_with_the_first_beside_it(facts: Facts) -> None:
    row = facts.answer(CHANGE_OF_MIND)
    assert (row["score"], row["first_score"]) == (-4, 2)
    assert row["answered_at"] == moment("16:00")


def test_a_rating_is_the_agents_whom_it_names(facts: Facts) -> None:
    assert facts.answer(CHANGE_OF_MIND)["agent_key"] == f"freshdesk:{AGENT}"


def test_of_two_answers_about_a_ticket_the_newest_counts(facts: Facts) -> None:
    answers = [facts.answer(one) for one in (FIRST_LINK, SECOND_LINK, NO_ANSWER)]
    assert [answer["is_counted"] for answer in answers] == [False, True, False]
    assert not answers[2]["is_answered"]


# -- Two accounts

EMEA_FIRST = EMEA.ticket(at("09:00"), status=CLOSED, updated_at=at("10:00"))
EMEA_SECOND = EMEA.ticket(at("09:00"))
EMEA.groups.append({"id": BILLING, "name": "Technical"})
EMEA.activity(EMEA_SECOND, at("09:30"), agent_id=AGENT, group="Technical")
EMEA.part(
    EMEA_FIRST,
    at("10:00"),
    private=True,
    source=2,
    body_text=f"This ticket is closed and merged into ticket {EMEA_SECOND}",
)
EMEA.tickets[-1]["conversations"] = [
    {
        "id": 1,
        "user_id": AGENT,
        "incoming": False,
        "body_text": "Hi",
        "created_at": at("09:03"),
    }
]


def test_two_accounts_share_no_key(facts: Facts) -> None:
    first = facts.conversation(f"emea:{EMEA_FIRST}")
    second = facts.conversation(f"emea:{EMEA_SECOND}")
    assert (first["account"], first["native_id"]) == ("emea", str(EMEA_FIRST))
    assert first["merged_into_key"] == second["conversation_key"]
    assert second["first_response_agent_key"] == f"freshdesk:emea:{AGENT}"
    assert second["created_team_key"] == f"freshdesk:emea:{BILLING}"
    assert facts.seconds(f"emea:{EMEA_SECOND}") == [3 * MINUTE]


# -- Shapes of the API, of now and of before

NOW = {
    "cc_emails": ["one@example.org"],
    "fwd_emails": [],
    "reply_cc_emails": [],
    "fr_escalated": False,
    "group_id": None,
    "priority": 1,
    "requester_id": 82000000021,
    "responder_id": 82000000011,
    "source": 2,
    "spam": False,
    "status": 4,
    "subject": "Invoice",
    "id": 31,
    "created_at": "2026-03-02T04:36:04Z",
    "updated_at": "2026-03-02T23:42:50Z",
    "is_escalated": True,
    "description_text": "Two invoices?",
    "custom_fields": {"cf_parent": None},
    "tags": ["a", "b"],
    "attachments": [{"id": 1, "created_at": "2026-03-02T10:06:03+05:30"}],
    "stats": {"resolved_at": "2026-03-02T15:35:21Z", "closed_at": None},
    "requester": {"id": 82000000021, "email": "cleo@example.org"},
}
BEFORE = {
    "cc_email": {"cc_emails": [], "fwd_emails": []},
    "created_at": "2026-03-02T12:27:09+10:00",
    "deleted": False,
    "delta": True,
    "description": "Two invoices?",
    "id": 32,
    "frDueBy": "2026-03-03T12:27:09+10:00",
    "isescalated": False,
    "priority": 1,
    "requester_id": 82000000021,
    "source": 2,
    "status": 2,
    "status_name": "Open",
    "ticket_type": "Question",
    "updated_at": "2026-03-02T13:58:39+10:00",
    "tags": ["mine"],
    "custom_field": {},
}
PERSON: dict[str, object] = {
    "active": False,
    "address": None,
    "created_at": "2026-03-02T12:27:09+10:00",
    "email": "ada@example.org",
    "id": 82000000011,
    "mobile": 1234,
    "name": "Ada",
    "updated_at": "2026-03-02T12:27:09+10:00",
    "custom_field": {},
}
SHAPES: dict[str, Content] = {
    "freshdesk/tickets/one.json": [NOW],
    "freshdesk/tickets/list.json": [BEFORE],
    "freshdesk/tickets/page.json": json.dumps(
        {"total": 1, "results": [{**BEFORE, "id": 33}]}
    ),
    "freshdesk/conversations/list.json": [
        {
            "body": "<div>Hello</div>",
            "id": 1,
            "incoming": False,
            "private": True,
            "user_id": 82000000011,
            "source": 2,
            "ticket_id": 31,
            "to_emails": [],
            "cc_emails": None,
            "created_at": "2026-03-02T05:36:12Z",
            "updated_at": "2026-03-02T05:36:12Z",
            "attachments": [],
        }
    ],
    "freshdesk/contacts/list.json": [{**PERSON, "id": 82000000021}],
    "freshdesk/agents/list.json": [
        {
            "available": True,
            "occasional": False,
            "id": 82000000011,
            "ticket_scope": 1,
            "created_at": "2026-03-02T16:18:05Z",
            "updated_at": "2026-03-02T16:18:05Z",
            "contact": PERSON,
        }
    ],
    "freshdesk/groups/list.json": [
        {
            "id": 82000000001,
            "name": "Billing",
            "business_hour_id": None,
            "unassigned_for": "30m",
            "auto_ticket_assign": True,
            "agent_ids": [82000000011],
            "created_at": "2026-03-02T07:53:41+05:30",
            "updated_at": "2026-03-02T07:53:41+05:30",
        }
    ],
}
STREAMS = tuple(
    f"freshdesk__{stream}"
    for stream in (
        "tickets",
        "conversations",
        "contacts",
        "agents",
        "groups",
        "satisfaction_ratings",
        "ticket_activities",
    )
)


@pytest.fixture(scope="module")
def shapes(new_desk: Callable[[], Desk]) -> Desk:
    desk = new_desk()
    desk.deliver(SHAPES)
    staged = ("stg_freshdesk__tickets", "stg_freshdesk__agents")
    build = desk.build("--select", *[f"base_{name}" for name in STREAMS], *staged)
    assert build.success, build.log
    return desk


def test_no_row_of_the_api_is_kept_aside(shapes: Desk) -> None:
    assert shapes.rows("select * from staging.rows_rejected") == []
    account = shapes.row(
        "select sum(row_count) as row_count, sum(unread_value_count) as unread "
        "from staging.files_read"
    )
    assert account == {"row_count": 7, "unread": 0}


def test_values_of_a_ticket_land_in_their_columns(shapes: Desk) -> None:
    row = shapes.row(
        "select * from staging.stg_freshdesk__tickets where ticket_id = 31"
    )
    assert row["native_status"] == "4"
    assert row["requester_id"] == "82000000021"
    assert row["description"] == "Two invoices?"
    assert row["has_attachment"]
    assert row["resolved_at"] == moment("15:35:21")
    assert row["closed_at"] is None


def test_offsets_of_older_answers_are_taken_off(shapes: Desk) -> None:
    times = shapes.values(
        "select created_at from staging.stg_freshdesk__tickets where ticket_id > '31'"
    )
    assert times == [moment("02:27:09")] * 2


def test_the_name_of_an_agent_is_in_the_contact(shapes: Desk) -> None:
    row = shapes.row("select * from staging.stg_freshdesk__agents")
    assert (row["name"], row["email"]) == ("Ada", "ada@example.org")

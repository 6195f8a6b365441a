"""Bad input is kept aside, flagged, or stops the build with one error; no row goes."""

import gzip
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.python.project import Content, Desk, Row, parquet
from tests.python.zendesk_export import AGENT, CUSTOMER, ZendeskExport

TICKET = '{"id": 1, "created_at": "2026-01-01T00:00:00Z", "status": "open"}'
HEADER = "conversation_id,created_at,status,subject"


def at(day: int, month: int = 1, year: int = 2026) -> datetime:
    return datetime(year, month, day, tzinfo=UTC).replace(tzinfo=None)


def rejected(desk: Desk) -> list[tuple[Any, ...]]:
    return [
        tuple(row.values())
        for row in desk.rows(
            "select file_path, file_row_number, reason, raw_text "
            "from staging.rows_rejected order by all"
        )
    ]


def account(desk: Desk, file: str) -> dict[str, Any]:
    return desk.row("select * from staging.files_read where file_path = ?", file)


# -- One export with everything that is kept aside or flagged

LINES = [
    TICKET,
    '{"id": 2, "created_at": "2026-01-01T00:00',
    '["no", "object"]',
    "",
    '{"id": 3, "created_at": "yesterday"}',
    '{"created_at": "2026-01-01T00:00:00Z"}',
    TICKET,
    '{"id": {"number": 4}, "created_at": "2026-01-01T00:00:00Z"}',
    '{"id": 5, "created_at": "infinity"}',
    '{"id": 6, "created_at": "2026-01-01T00:00:00Z", "updated_at": "soon"}',
    '{"id": 7, "created_at": "2026-02-30T00:00:00Z"}',
]
TABLE = "\n".join(
    [
        HEADER,
        "1,2026-01-01,open,fine",
        "2,2026-01-01,open",
        "3,2026-01-01,open,one,too many",
        ",2026-01-01,open,no id",
        "5,2026-01-01,open,fine",
        "1,2026-01-01,open,fine",
        '6,2026-01-01,open,"never closed',
        "7,2026-01-01,open,swallowed\n",
    ]
)
DIRTY: Mapping[str, Content] = {
    "zendesk/tickets/1.ndjson": "\n".join(LINES) + "\n",
    "zendesk/tickets/2.ndjson": f"{TICKET}\n",
    "zendesk/tickets/3.ndjson": "",
    "zendesk/tickets/4.csv": "",
    "zendesk/tickets/5.csv": "id,created_at\n",
    "zendesk/tickets/6.ndjson.gz": b"",
    "zendesk/tickets/7.csv.gz": "",
    "zendesk/tickets/8.parquet": b"",
    "zendesk/tickets/9.json": "[]",
    "generic/conversations.csv": TABLE,
}


@pytest.fixture(scope="module")
def dirty(new_desk: Callable[[], Desk]) -> Desk:
    desk = new_desk()
    desk.deliver(DIRTY)
    streams = ("zendesk__tickets", "generic__conversations")
    build = desk.read(*streams, variables={"max_rejected_share": 0.7})
    assert build.success, build.log
    return desk


@pytest.mark.parametrize(
    ("row_number", "reason"),
    [
        (2, "not a JSON object"),
        (3, "not a JSON object"),
        (5, "created_at can't be read as timestamp: yesterday"),
        (6, "id is missing"),
        (8, 'id can\'t be read as id: {"number":4}'),
        (9, "created_at can't be read as timestamp: infinity"),
        (11, "created_at can't be read as timestamp: 2026-02-30T00:00:00Z"),
    ],
)
def test_a_line_without_its_key_or_time_is_kept_aside(
    dirty: Desk, row_number: int, reason: str
) -> None:
    file = "zendesk/tickets/1.ndjson"
    assert (file, row_number, reason, LINES[row_number - 1]) in rejected(dirty)


def test_nothing_else_is_kept_aside(dirty: Desk) -> None:
    files = [row[0] for row in rejected(dirty)]
    assert files.count("zendesk/tickets/1.ndjson") == 7
    assert files.count("generic/conversations.csv") == len(files) - 7


def test_a_row_of_the_wrong_width_is_kept_aside(dirty: Desk) -> None:
    kept = {raw: reason for _, _, reason, raw in rejected(dirty)}
    reason = kept["2,2026-01-01,open"]
    assert reason.startswith("line 3 is not a row of this table: Expected Number of")
    assert "Found: 3" in reason
    assert "Found: 5" in kept["3,2026-01-01,open,one,too many"]


def test_a_table_row_without_its_key_is_kept_aside(dirty: Desk) -> None:
    reasons = [reason for _, _, reason, _ in rejected(dirty)]
    assert reasons.count("conversation_id is missing") == 1


def test_no_two_rows_of_a_file_share_a_number(dirty: Desk) -> None:
    numbers = [row[:2] for row in rejected(dirty)] + [
        tuple(row.values())
        for stream in ("zendesk__tickets", "generic__conversations")
        for row in dirty.rows(
            f"select file_path, file_row_number from staging.base_{stream}"
        )
    ]
    assert len(set(numbers)) == len(numbers)


def test_a_quote_that_nobody_closes_keeps_its_text(dirty: Desk) -> None:
    texts = [raw for _, _, reason, raw in rejected(dirty) if "quote" in reason]
    assert texts == ['6,2026-01-01,open,"never closed\n7,2026-01-01,open,swallowed\n']


def test_a_duplicate_is_kept_once_and_counted(dirty: Desk) -> None:
    assert account(dirty, "zendesk/tickets/1.ndjson")["duplicate_count"] == 1
    next_file = account(dirty, "zendesk/tickets/2.ndjson")
    assert (next_file["row_count"], next_file["duplicate_count"]) == (1, 1)
    assert account(dirty, "generic/conversations.csv")["duplicate_count"] == 1
    ids = dirty.values("select id from staging.base_zendesk__tickets order by id")
    assert ids == ["1", "6"]


def test_an_optional_value_that_nobody_can_read_is_null_and_named(dirty: Desk) -> None:
    row = dirty.row("select * from staging.base_zendesk__tickets where id = '6'")
    assert row["updated_at"] is None
    assert row["unread_columns"] == "updated_at"


@pytest.mark.parametrize("file", [*DIRTY][2:9])
def test_an_empty_file_has_no_rows(dirty: Desk, file: str) -> None:
    assert account(dirty, file)["row_count"] == 0


def test_every_row_of_every_file_is_accounted_for(dirty: Desk) -> None:
    files = dirty.rows("select * from staging.files_read")
    assert {file["file_path"] for file in files} == set(DIRTY)
    for file in files:
        assert file["row_count"] == (
            file["staged_count"] + file["duplicate_count"] + file["rejected_count"]
        )
    assert account(dirty, "zendesk/tickets/1.ndjson")["row_count"] == 10
    assert account(dirty, "generic/conversations.csv")["row_count"] == 7


# -- Too much of it stops the build


def test_a_build_stops_over_the_share_that_may_be_rejected(desk: Desk) -> None:
    good = [{"id": n, "created_at": "2026-01-01T00:00:00Z"} for n in range(1, 99)]
    bad: list[Row] = [{"id": 99}, {"id": 100, "created_at": "?"}]
    desk.deliver({"zendesk/tickets.ndjson": [*good, *bad]})
    build = desk.read("zendesk__tickets")
    assert not build.success
    assert build.failed == {"base_zendesk__tickets"}
    assert "zendesk/tickets.ndjson, row 99: created_at is missing" in build.log
    assert "max_rejected_share" in build.log
    assert desk.rows("select * from staging.files_read") == []
    tolerant = desk.read("zendesk__tickets", variables={"max_rejected_share": 0.02})
    assert tolerant.success, tolerant.log
    assert account(desk, "zendesk/tickets.ndjson")["staged_count"] == 98


def test_a_folder_that_does_not_exist_is_named(desk: Desk) -> None:
    missing = str(desk.folder / "nowhere")
    build = desk.build(exports=missing)
    assert not build.success
    assert f"The folder of exports does not exist: {missing}" in build.log
    assert "HELPDESK_EXPORTS" in build.log


def test_a_file_in_place_of_the_folder_is_named(desk: Desk) -> None:
    path = desk.folder / "a_file"
    path.write_text("")
    build = desk.build(exports=str(path))
    assert not build.success
    assert f"The folder of exports is not a folder: {path}" in build.log


NOT_WHAT_THEY_SAY: Mapping[str, tuple[Content, str]] = {
    "generic/conversations.csv": (
        '{"conversation_id": 1}\n',
        "line 1: no column conversation_id",
    ),
    "generic/conversations.ndjson": (
        f"{HEADER}\n1,2026-01-01,open,text\n",
        "row 1: not a JSON object: conversation_id,created_at",
    ),
    "zendesk/tickets.jsonl": (f"[\n{TICKET},\n{TICKET}\n]\n", "row 1: not a JSON"),
    "zendesk/tickets.json": (f"{HEADER}\n1,2026-01-01,open,text\n", "Malformed JSON"),
    "zendesk/tickets_cut.json": (f'[{TICKET}, {{"id": 2, "cr', "Malformed JSON"),
    "zendesk/tickets.parquet": (TICKET.encode(), "No magic bytes"),
    "zendesk/tickets.ndjson.gz": (TICKET.encode(), "is not what its name says"),
    "zendesk/tickets.json.gz": (TICKET.encode(), "is not what its name says"),
    "zendesk/tickets.csv.gz": (b"id,created_at\n", "is not what its name says"),
    "zendesk/tickets_cut.ndjson.gz": (
        gzip.compress(f"{TICKET}\n".encode() * 99)[:-20],
        "was cut off or damaged",
    ),
    "zendesk/tickets.ndjson": (gzip.compress(TICKET.encode()), "not utf-8 encoded"),
    "zendesk/tickets_latin.csv": (
        "id,created_at,subject\n1,2026-01-01,café\n".encode("latin-1"),
        "CSV Error on Line: 2",
    ),
    "zendesk/tickets_twice.csv": (
        "id,created_at,status,Status\n1,2026-01-01,open,new\n",
        "line 1: two columns are called Status",
    ),
}


@pytest.mark.parametrize("file", NOT_WHAT_THEY_SAY)
def test_a_file_that_is_not_what_its_name_says_stops_the_build(
    desk: Desk, file: str
) -> None:
    content, problem = NOT_WHAT_THEY_SAY[file]
    desk.deliver({file: content})
    stream = "zendesk__tickets" if "zendesk" in file else "generic__conversations"
    build = desk.read(stream)
    assert build.failed == {f"base_{stream}"}
    (said,) = build.errors.values()
    assert file in said
    assert problem in said
    assert desk.rows("select * from staging.files_read") == []
    assert desk.rows("select * from staging.rows_rejected") == []


# -- What is flagged: rows that can be read and can't be right

PLAIN = "2026-01-05T10:00:00Z"
ODD = ZendeskExport()
ODD.user(AGENT, "agent", "2020-01-01T00:00:00Z")
ODD.schedule(7, "Atlantis", (1440, 2880), created_at="2020-01-01T00:00:00Z")
UNKNOWN_STATUS = ODD.ticket(PLAIN, status="escalated")
NO_REQUESTER = ODD.ticket(PLAIN, requester=None, opening=None)
ODD.comment(NO_REQUESTER, PLAIN, CUSTOMER)
UNKNOWN_AUTHOR = ODD.ticket(PLAIN)
ODD.comment(UNKNOWN_AUTHOR, "2026-01-05T11:00:00Z", 404)
EARLY_REPLY = ODD.ticket(PLAIN, opening=None)
ODD.reply(EARLY_REPLY, "2026-01-04T10:00:00Z")
EARLY_RESOLUTION = ODD.ticket(PLAIN)
ODD.change(EARLY_RESOLUTION, "2026-01-04T10:00:00Z", status="solved")
FUTURE = ODD.ticket("2099-01-01T00:00:00Z", with_history=False, opening=None)
EMPTY_DATE = ODD.ticket("1970-01-01T00:00:00Z")
ODD.reply(EMPTY_DATE, "2026-01-05T11:00:00Z")
ODD.change(EMPTY_DATE, "2026-01-05T11:00:00Z", status="solved")
BUSY = ODD.ticket(PLAIN)
for hour in range(20):
    for minute in range(60):
        ODD.comment(BUSY, f"2026-01-06T{hour:02}:{minute:02}:00Z", CUSTOMER)


@pytest.fixture(scope="module")
def odd(new_desk: Callable[[], Desk]) -> Desk:
    desk = new_desk()
    desk.deliver(ODD.files())
    build = desk.build()
    assert build.success, build.log
    return desk


def conversation(desk: Desk, ticket: int) -> dict[str, Any]:
    return desk.row(
        "select * from facts.fct_conversations where native_id = ?", str(ticket)
    )


def test_an_unknown_status_is_kept_as_open(odd: Desk) -> None:
    row = conversation(odd, UNKNOWN_STATUS)
    assert row["status"] == "open"
    assert not row["is_resolved"]
    assert "escalated" in odd.values("select native_code from quality.unknown_codes")


@pytest.mark.parametrize(
    ("issue", "ticket"),
    [
        ("customer_missing", NO_REQUESTER),
        ("reply_before_creation", EARLY_REPLY),
        ("resolved_before_creation", EARLY_RESOLUTION),
        ("future_dated", FUTURE),
        ("early_dated", EMPTY_DATE),
        ("implausibly_early", EMPTY_DATE),
        ("unknown_time_zone", UNKNOWN_AUTHOR),
    ],
)
def test_what_is_odd_is_named_in_quality(odd: Desk, issue: str, ticket: int) -> None:
    flagged = odd.values(
        "select record_key from quality.flagged_rows "
        "where record_type = 'conversation' and issue = ?",
        issue,
    )
    assert f"zendesk:{ticket}" in flagged


def test_a_ticket_without_requester_is_that_of_the_unknown_customer(odd: Desk) -> None:
    row = conversation(odd, NO_REQUESTER)
    assert row["customer_key"] == "zendesk:unknown"
    assert row["is_valid"]
    name = odd.value(
        "select customer_name from facts.dim_customers where customer_key = ?",
        "zendesk:unknown",
    )
    assert name == "unknown"


def test_a_comment_by_an_unknown_user_is_kept(odd: Desk) -> None:
    row = conversation(odd, UNKNOWN_AUTHOR)
    assert row["customer_message_count"] == 2
    assert row["agent_message_count"] == 0


def test_a_reply_dated_before_its_ticket_is_flagged(odd: Desk) -> None:
    row = conversation(odd, EARLY_REPLY)
    assert row["data_issue"] == "reply_before_creation"
    assert row["first_response_seconds"] is None
    response = odd.row(
        "select * from facts.fct_responses where conversation_key = ?",
        row["conversation_key"],
    )
    assert response["data_issue"] == "reply_before_creation"
    assert response["response_seconds"] is None


def test_a_resolution_dated_before_its_ticket_is_flagged(odd: Desk) -> None:
    row = conversation(odd, EARLY_RESOLUTION)
    assert row["data_issue"] == "resolved_before_creation"
    assert row["full_resolution_seconds"] is row["first_resolution_seconds"] is None
    assert row["is_resolved"]


def test_a_row_dated_2099_stays_in_the_facts_and_does_not_move_as_of(
    odd: Desk,
) -> None:
    assert conversation(odd, FUTURE)["created_at"] == at(1, 1, 2099)
    as_of = odd.row("select * from facts.dim_as_of")
    assert as_of["as_of_at"] == datetime(2026, 1, 6, 19, 59, tzinfo=UTC).replace(
        tzinfo=None
    )
    volume = odd.value(
        "select sum(kpi_value) from marts.conversation_volume "
        "where segment_type = 'all' and period_grain = 'day'"
    )
    assert volume == 6
    latest = odd.value("select max(period_start_date) from marts.conversation_volume")
    assert latest == date(2026, 1, 6)


def test_a_row_dated_1970_stays_in_the_facts_and_begins_no_period(odd: Desk) -> None:
    row = conversation(odd, EMPTY_DATE)
    assert row["created_at"] == at(1, 1, 1970)
    assert row["is_resolved"]
    assert row["first_response_seconds"] is row["full_resolution_seconds"] is None
    waits = odd.rows(
        "select response_seconds, data_issue from facts.fct_responses "
        "where conversation_key = ?",
        f"zendesk:{EMPTY_DATE}",
    )
    assert waits == [{"response_seconds": None, "data_issue": "implausibly_early"}]
    first = odd.value("select min(period_start_date) from facts.dim_slices")
    assert first == date(2026, 1, 1)
    days = odd.values("select calendar_date from facts.dim_dates order by all")
    assert days == [date(2026, 1, 5), date(2026, 1, 6)]
    backlog = odd.values(
        "select min(backlog_count) from facts.fct_backlog_days group by segment_value"
    )
    assert min(backlog) >= 0


def test_an_unknown_time_zone_leaves_business_time_null(odd: Desk) -> None:
    row = conversation(odd, UNKNOWN_AUTHOR)
    assert row["data_issue"] == "unknown_time_zone"
    assert row["first_response_business_seconds"] is None


# -- A desk of spreadsheets: what other tools write into tables

QUESTIONNAIRE = """\
answer_id,kind,answered_at,conversation_id,customer_id,score,Status
Response ID,Which survey is this?,Recorded Date,Ticket,Contact,How likely are you?,Kind
"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""endDate""}",,,,
R_1,nps,2026-01-06T09:00:00Z,,P1,10,IP Address
R_2,nps,2026-01-06T09:00:00Z,,P2,11,IP Address
R_3,nps,2026-01-06T09:00:00Z,,P3,,IP Address
R_4,nps,2026-01-06T09:00:00Z,,P4,0,IP Address
R_5,csat,2026-01-06T09:00:00Z,TRIAL,P1,1,Survey Preview
"""
SPECIAL = 'She said "¡sí!" 🙂,\n<p>then &amp; now: naïve; 100\\%</p>\n'
GOOD: Row = {"created_at": PLAIN, "status": "open", "customer_id": "P1"}
SPREADSHEETS: Mapping[str, Content] = {
    "generic/conversations.csv": [
        {"conversation_id": "C1", **GOOD, "subject": SPECIAL},
        {"conversation_id": "TRIAL", **GOOD, "is_test": "true"},
    ],
    "generic/messages.csv": [
        {
            "message_id": f"M{minute}",
            "conversation_id": "C1",
            "sent_at": f"2026-01-05T10:{minute:02}:00Z",
            "author_type": author,
            "body": body,
        }
        for minute, author, body in (
            (1, "customer", SPECIAL),
            (2, "agent", "<p>\n&nbsp;</p>"),
            (5, "agent", "👍"),
        )
    ],
    "generic/survey_answers.csv": QUESTIONNAIRE,
    "generic/customers/1.csv": [
        {"customer_id": "P1", "name": "Ana", "email": "ana@example.org"},
        {"customer_id": "P2", "name": "Ana", "email": "ana@example.com"},
        {"customer_id": "P3", "created_at": "2043-01-01T00:00:00Z"},
    ],
    "generic/customers/2.csv": [
        {"customer_id": "P2", "name": "Ana", "email": " ANA@example.org"}
    ],
    "generic/calls.csv": [
        {
            "call_id": "BACKWARDS",
            "started_at": "2026-01-05T10:00:00Z",
            "queued_at": "2026-01-05T10:00:05Z",
            "answered_at": "2026-01-05T09:59:00Z",
            "ended_at": "2026-01-05T09:58:00Z",
            "direction": "inbound",
            "talk_seconds": -60,
        }
    ],
}


@pytest.fixture(scope="module")
def spreadsheets(new_desk: Callable[[], Desk]) -> Desk:
    desk = new_desk()
    desk.deliver(SPREADSHEETS)
    models = [f"+{name}" for name in ("fct_survey_answers", "fct_calls")]
    build = desk.build("--select", *models, variables={"max_rejected_share": 0.2})
    assert build.success, build.log
    return desk


def answers(desk: Desk, *names: str) -> dict[str, tuple[Any, ...]]:
    columns = ", ".join(names)
    rows = desk.rows(
        f"select survey_answer_key, {columns} from facts.fct_survey_answers "
        "order by survey_answer_key"
    )
    return {
        key.removeprefix("generic:"): tuple(values)
        for key, *values in (row.values() for row in rows)
    }


def test_more_rows_of_headers_stop_a_small_table_and_are_kept_aside(desk: Desk) -> None:
    """A build says so rather than take them; the var lets the one with words through.

    What it asks is in no column that can be read, and it is the answer of nobody.
    """
    desk.deliver({"generic/survey_answers.csv": QUESTIONNAIRE})
    build = desk.read("generic__survey_answers")
    assert not build.success
    assert "generic/survey_answers.csv, row 2: answer_id can't be read" in build.log
    tolerant = desk.read(
        "generic__survey_answers", variables={"max_rejected_share": 0.2}
    )
    assert tolerant.success, tolerant.log
    assert [row[1] for row in rejected(desk)] == [2]
    words = desk.row(
        "select * from staging.base_generic__survey_answers where file_row_number = 1"
    )
    assert words["unread_columns"] == "answered_at,score"


def test_a_row_of_questions_answers_nothing(spreadsheets: Desk) -> None:
    found = answers(spreadsheets, "is_answered", "is_counted")
    assert found["Response ID"] == (False, False)


def test_a_preview_of_a_survey_about_a_test_does_not_count(spreadsheets: Desk) -> None:
    found = answers(spreadsheets, "is_about_valid_conversation", "is_counted")
    assert found["R_5"] == (False, False)


def test_scores_of_a_table_are_numbers_on_their_scale(spreadsheets: Desk) -> None:
    """A blank is no score, and 0 is one; 11 of 10 is kept, flagged and not counted."""
    found = answers(spreadsheets, "score", "is_answered", "is_counted")
    assert [found[f"R_{number}"] for number in (1, 2, 3, 4)] == [
        (10, True, True),
        (11, True, False),
        (None, False, False),
        (0, True, True),
    ]
    assert answers(spreadsheets, "is_out_of_range")["R_2"] == (True,)


def test_a_customer_is_the_person_of_the_newest_address(spreadsheets: Desk) -> None:
    people = {
        row["customer_key"]: row["person_key"]
        for row in spreadsheets.rows("select * from facts.dim_customers")
    }
    assert people["generic:P1"] == people["generic:P2"]
    assert people["generic:P3"] == "generic:P3"


def test_a_customer_of_2043_moves_nothing(spreadsheets: Desk) -> None:
    as_of = spreadsheets.value("select as_of_date from facts.dim_as_of")
    assert as_of == date(2026, 1, 5)


def test_a_call_that_ends_before_it_begins_has_no_duration_and_says_so(
    spreadsheets: Desk,
) -> None:
    call = spreadsheets.row("select * from facts.fct_calls")
    assert call["data_issue"] == "ended_before_start"
    assert call["queue_seconds"] is call["talk_seconds"] is None


def test_texts_stay_as_they_were_written(spreadsheets: Desk) -> None:
    subject = spreadsheets.value(
        "select subject from staging.base_generic__conversations "
        "where conversation_id = 'C1'"
    )
    assert subject == SPECIAL


def test_a_thumb_is_an_answer_and_blanks_between_tags_are_none(
    spreadsheets: Desk,
) -> None:
    assert spreadsheets.value(
        "select first_response_seconds from facts.fct_conversations "
        "where native_id = 'C1'"
    ) == (5 * 60)


# -- Every format, and every way to write a value

ROWS = [
    {
        "conversation_id": "{0}1.0",
        "created_at": "2026-03-29T02:30:00+02:00",
        "subject": 'He said "no",\nthen left; twice',
        "tags": "vip|late",
    },
    {
        "conversation_id": "{0}2",
        "created_at": "2026-03-29 00:30:00",
        "subject": "Übergrößenträger",
        "tags": "",
    },
    {
        "conversation_id": "{0}3",
        "created_at": "2026-03-29",
        "subject": "null",
        "tags": '["a","b"]',
    },
]


def rows_of(name: str) -> list[Row]:
    return [
        {key: value.replace("{0}", name) for key, value in row.items()} for row in ROWS
    ]


def listed(name: str) -> list[Row]:
    lists: tuple[list[str], ...] = (["vip", "late"], [], ["a", "b"])
    return [
        {**row, "tags": tags} for row, tags in zip(rows_of(name), lists, strict=True)
    ]


def table(name: str, delimiter: str) -> str:
    names = [f'"{column}"' for column in ROWS[0]]
    lines = [delimiter.join(names)]
    for row in rows_of(name):
        values = [str(value).replace('"', '""') for value in row.values()]
        lines.append(delimiter.join(f'"{value}"' for value in values))
    return "\r\n".join(lines) + "\r\n"


def parquet_of(name: str) -> bytes:
    return parquet(
        "select * from (values "
        f"('{name}1.0', timestamptz '2026-03-29 02:30:00+02:00', "
        "'He said \"no\",\nthen left; twice', ['vip', 'late']), "
        f"('{name}2', timestamptz '2026-03-29 00:30:00+00', 'Übergrößenträger', []), "
        f"('{name}3', timestamptz '2026-03-29 00:00:00+00', 'null', ['a', 'b'])"
        ") as rows (conversation_id, created_at, subject, tags)"
    )


FORMATS: Mapping[str, Content] = {
    "a.csv": rows_of("a"),
    "b.csv.gz": rows_of("b"),
    "c.csv": "\ufeff" + table("c", ";"),
    "d.csv": table("d", "\t"),
    "e.ndjson": rows_of("e"),
    "f.jsonl": listed("f"),
    "g.ndjson.gz": listed("g"),
    "h.jsonl.gz": rows_of("h"),
    "i.json": listed("i"),
    "j.json.gz": rows_of("j"),
    "k.parquet": parquet_of("k"),
}


@pytest.fixture(scope="module")
def formats(new_desk: Callable[[], Desk]) -> Desk:
    desk = new_desk()
    desk.deliver({f"generic/conversations/{name}": FORMATS[name] for name in FORMATS})
    desk.deliver(
        {
            "zendesk/tickets.ndjson": [
                {"id": 12345678901.0, "created_at": "2026-01-01T00:00:00Z"},
                {
                    "id": 2,
                    "created_at": "2026-01-01T00:00:00.123456Z",
                    "generated_timestamp": 0,
                },
                {
                    "id": "3",
                    "created_at": "2026-01-01T05:30:00+0530",
                    "generated_timestamp": 1767225600,
                },
            ]
        }
    )
    build = desk.read("generic__conversations", "zendesk__tickets")
    assert build.success, build.log
    return desk


@pytest.mark.parametrize("file", FORMATS)
def test_every_format_says_the_same(formats: Desk, file: str) -> None:
    name = file[0]
    rows = formats.rows(
        "select conversation_id, created_at, subject, tags "
        "from staging.base_generic__conversations where file_path = ? "
        "order by file_row_number",
        f"generic/conversations/{file}",
    )
    half_past = datetime(2026, 3, 29, 0, 30, tzinfo=UTC).replace(tzinfo=None)
    assert [row["conversation_id"] for row in rows] == [
        f"{name}1",
        f"{name}2",
        f"{name}3",
    ]
    assert [row["created_at"] for row in rows] == [half_past, half_past, at(29, 3)]
    assert rows[0]["subject"] == 'He said "no",\nthen left; twice'
    assert rows[1]["subject"] == "Übergrößenträger"
    assert [row["tags"] for row in rows] == [
        '["vip","late"]',
        "[]" if file in {"f.jsonl", "g.ndjson.gz", "i.json", "k.parquet"} else None,
        '["a","b"]',
    ]


def test_whole_numbers_are_ids_however_they_are_written(formats: Desk) -> None:
    ids = formats.values(
        "select id from staging.base_zendesk__tickets order by file_row_number"
    )
    assert ids == ["12345678901", "2", "3"]


def test_timestamps_are_exact_and_utc(formats: Desk) -> None:
    rows = formats.rows(
        "select * from staging.base_zendesk__tickets order by file_row_number"
    )
    assert rows[1]["created_at"].microsecond == 123456
    assert rows[1]["generated_timestamp"] is None
    assert rows[2]["created_at"] == at(1)
    assert rows[2]["generated_timestamp"] == at(1)


def test_a_time_without_an_offset_is_the_sources_own(desk: Desk) -> None:
    desk.deliver({"generic/conversations.ndjson": rows_of("x")})
    build = desk.read(
        "generic__conversations",
        variables={
            "source_time_zones": {"generic": "America/New_York"},
            "reporting_time_zone": "Asia/Tokyo",
        },
    )
    assert build.success, build.log
    times = desk.values(
        "select created_at from staging.base_generic__conversations "
        "order by file_row_number"
    )
    assert [f"{time:%m-%d %H:%M}" for time in times] == [
        "03-29 00:30",
        "03-29 04:30",
        "03-28 15:00",
    ]

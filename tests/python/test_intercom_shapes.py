"""What Intercom's API and its connectors write lands in the right columns."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.python.project import Desk

HELPER = {"_meta": {"uuid": "7d1f", "op": "c"}}
# All that may be null is null, and the source is missing, as in imported ones.
BARE: dict[str, Any] = {
    **HELPER,
    "admin_assignee_id": None,
    "ai_agent": None,
    "ai_agent_participated": False,
    "contacts": {
        "type": "contact.list",
        "contacts": [{"type": "contact", "id": "64fe", "external_id": "u-1"}],
    },
    "conversation_rating": None,
    "created_at": 1_760_000_000,
    "custom_attributes": {"Copilot used": False},
    "first_contact_reply": None,
    "id": "11",
    "linked_objects": {"type": "list", "data": [], "total_count": 0, "has_more": False},
    "open": True,
    "priority": "not_priority",
    "read": False,
    "sla_applied": None,
    "snoozed_until": None,
    "source": None,
    "state": "open",
    "statistics": {
        "type": "conversation_statistics",
        "count_assignments": 0,
        "count_conversation_parts": 3,
        "count_reopens": 0,
        "first_admin_reply_at": None,
        "time_to_admin_reply": None,
    },
    "tags": {"type": "tag.list", "tags": []},
    "team_assignee_id": None,
    "teammates": {"type": "admin.list", "admins": [{"type": "admin", "id": "8"}]},
    "title": "Title",
    "type": "conversation",
    "updated_at": 1_760_000_100,
    "waiting_since": None,
}
FULL: dict[str, Any] = {
    **BARE,
    "id": 12,
    "admin_assignee_id": 8,
    "team_assignee_id": "9",
    "priority": "urgent",
    "state": "snoozed",
    "snoozed_until": 1_760_090_000,
    "waiting_since": 4_000_000_000,
    "channel": {"initial": "messenger", "current": "email"},
    "source": {
        "type": "email",
        "id": "991",
        "delivered_as": "customer_initiated",
        "subject": "Broken",
        "body": '<p>It says "no" 🙂</p>',
        "author": {"type": "lead", "id": "64ff", "name": "Ona", "email": ""},
        "attachments": [{"type": "upload", "name": "a.png"}],
        "redacted": False,
    },
    "contacts": {"type": "contact.list", "contacts": []},
    "tags": {"type": "tag.list", "tags": [{"id": "1", "name": "rehearsal"}]},
    "conversation_rating": {
        "rating": 4,
        "remark": "Quick",
        "created_at": 1_760_080_000,
        "updated_at": 1_760_081_000,
        "contact": {"type": "contact", "id": "64ff"},
        "teammate": {"type": "admin", "id": 8},
    },
    "ai_agent_participated": True,
    "ai_agent": {
        "source_title": "Fin",
        "resolution_state": "escalated",
        "rating": None,
        "created_at": 1_760_000_005,
        "updated_at": 1_760_000_050,
    },
    "statistics": {
        "time_to_admin_reply": 300,
        "time_to_first_close": 900.0,
        "first_admin_reply_at": 1_760_000_400,
        "first_close_at": 1_760_001_000,
        "last_close_at": 1_760_002_000,
        "last_closed_by_id": "8",
        "count_reopens": 1,
        "count_conversation_parts": 4,
    },
}
# As the oldest versions say it: an assignee, and no state.
OLD: dict[str, Any] = {
    "id": "13",
    "created_at": 1_760_000_000,
    "updated_at": 1_760_000_100,
    "open": False,
    "assignee": {"type": "admin", "id": 8},
    "conversation_parts": {
        "type": "conversation_part.list",
        "conversation_parts": [
            {
                "id": "7003",
                "part_type": "close",
                "body": "<p>Bye</p>",
                "created_at": 1_760_000_090,
                "updated_at": 1_760_000_090,
                "author": {"type": "bot", "id": "1", "from_ai_agent": True},
                "assigned_to": {"type": "team", "id": "9"},
                "attachments": [],
            }
        ],
        "total_count": 1,
    },
}
PART: dict[str, Any] = {
    **HELPER,
    "assigned_to": None,
    "attachments": [],
    "author": {"email": "a@desk.io", "id": "8", "name": "Ada", "type": "admin"},
    "body": '<p class="no-margin">Hello</p>',
    "conversation_id": "11",
    "created_at": 1_760_000_050,
    "external_id": None,
    "id": "7001",
    "notified_at": 1_760_000_050,
    "part_type": "comment",
    "redacted": False,
    "type": "conversation_part",
    "updated_at": 1_760_000_060,
}
EVENT: dict[str, Any] = {
    **PART,
    "id": "7002",
    "conversation_id": 12,
    "part_type": "assignment",
    "body": None,
    "assigned_to": {"type": "admin", "id": 8},
    "state": "open",
}
CONTACT: dict[str, Any] = {
    **HELPER,
    "id": "64ff",
    "type": "contact",
    "role": "lead",
    "email": " Ona@Example.org",
    "name": "Ona",
    "external_id": None,
    "location": {"type": "location", "country": "Spain", "city": None},
    "companies": {"type": "list", "data": [{"id": "c1"}], "total_count": 1},
    "created_at": 1_700_000_000,
    "updated_at": 1_700_000_001,
    "signed_up_at": 2_500_000_000,
    "last_seen_at": None,
}
ADMIN: dict[str, Any] = {
    **HELPER,
    "id": "8",
    "type": "admin",
    "name": "Ada",
    "email": "a@desk.io",
    "away_mode_enabled": False,
    "team_ids": [10, 9],
    "team_priority_level": {"primary_team_ids": [9]},
}
TEAM: dict[str, Any] = {
    **HELPER,
    "id": "9",
    "type": "team",
    "name": "Inbox",
    "admin_ids": [8],
    "distribution_method": "round_robin",
}


@pytest.fixture(scope="module")
def staged(new_desk: Callable[[], Desk]) -> Desk:
    desk = new_desk()
    desk.deliver(
        {
            "intercom/conversations.ndjson": [BARE, FULL, OLD],
            "intercom/conversation_parts.ndjson": [PART, EVENT],
            "intercom/deleted_conversations.ndjson": [
                {"id": 11, "metrics_retained": True, "deleted_at": 1_760_000_200}
            ],
            "intercom/contacts.ndjson": [CONTACT],
            "intercom/admins.ndjson": [ADMIN],
            "intercom/teams.ndjson": [TEAM],
            "intercom-emea/conversations.ndjson": [FULL],
        }
    )
    build = desk.build(
        "--select",
        "models/staging/intercom",
        variables={"test_tags": ["rehearsal"]},
    )
    assert build.success, build.log
    return desk


def conversation(desk: Desk, number: str) -> dict[str, Any]:
    return desk.row(
        "select * from staging.stg_intercom__conversations where conversation_id = ?",
        number,
    )


def has(row: dict[str, Any], **expected: object) -> bool:
    assert {name: row[name] for name in expected} == expected
    return True


def test_nothing_is_rejected_and_nothing_unread(staged: Desk) -> None:
    read = staged.row(
        "select sum(rejected_count) as rejected, sum(unread_value_count) as unread "
        "from staging.files_read"
    )
    assert (read["rejected"], read["unread"]) == (0, 0)


def test_a_conversation_of_nulls_stages(staged: Desk) -> None:
    assert has(
        conversation(staged, "11"),
        customer_id="64fe",
        admin_assignee_id=None,
        native_state="open",
        native_priority=None,
        native_channel=None,
        opening_author_type=None,
        opening_body=None,
        has_rating=False,
        has_ai_agent=False,
        created_at=datetime.fromtimestamp(1_760_000_000, UTC).replace(tzinfo=None),
        stated_conversation_parts_count=3,
        stated_first_admin_reply_at=None,
    )


def test_a_full_conversation_lands_in_its_columns(staged: Desk) -> None:
    row = conversation(staged, "12")
    assert has(
        row,
        customer_id="64ff",
        admin_assignee_id="8",
        team_assignee_id="9",
        native_state="snoozed",
        native_priority="urgent",
        native_channel="email",
        delivered_as="customer_initiated",
        opening_author_type="lead",
        opening_body='<p>It says "no" 🙂</p>',
        has_opening_attachment=True,
        is_tagged_test=True,
        rating_score=4,
        rated_teammate_id="8",
        rating_contact_id="64ff",
        has_ai_agent=True,
        ai_agent_resolution_state="escalated",
        ai_agent_rating_score=None,
    )
    gap = row["rating_updated_at"] - row["rating_asked_at"]
    assert gap.total_seconds() == 1000
    assert row["snoozed_until"] > row["created_at"]


def test_intercoms_own_numbers_land_in_their_columns(staged: Desk) -> None:
    row = staged.row(
        "select * from staging.stg_intercom__conversation_statistics "
        "where conversation_id = '12'"
    )
    assert has(
        row,
        stated_waiting_since_at=None,
        stated_time_to_admin_reply_seconds=300,
        stated_time_to_first_close_seconds=900,
        stated_reopens_count=1,
        stated_last_closed_by_id="8",
    )
    gap = row["stated_last_close_at"] - row["stated_first_close_at"]
    assert gap.total_seconds() == 1000


def test_an_account_goes_before_ids_within_documents_too(staged: Desk) -> None:
    assert has(
        conversation(staged, "emea:12"),
        account="emea",
        customer_id="emea:64ff",
        admin_assignee_id="emea:8",
        rated_teammate_id="emea:8",
    )


def test_a_conversation_of_an_old_version_stages(staged: Desk) -> None:
    assert has(
        conversation(staged, "13"),
        native_state="closed",
        admin_assignee_id="8",
        team_assignee_id=None,
        customer_id=None,
        stated_conversation_parts_count=None,
    )


def test_parts_stage_from_their_stream_and_from_within_conversations(
    staged: Desk,
) -> None:
    own, event = staged.rows(
        "select * from staging.stg_intercom__conversation_parts order by part_id"
    )
    assert has(
        own,
        conversation_id="11",
        author_id="8",
        native_author_type="admin",
        author_name="Ada",
        part_type="comment",
        body='<p class="no-margin">Hello</p>',
        is_by_ai_agent=None,
        has_attachment=False,
        assigned_id=None,
    )
    assert has(
        event,
        conversation_id="12",
        body=None,
        assigned_type="admin",
        assigned_id="8",
        native_state="open",
    )
    held = staged.row("select * from staging.stg_intercom__embedded_parts")
    assert has(
        held,
        part_id="7003",
        conversation_id="13",
        part_type="close",
        is_by_ai_agent=True,
        assigned_type="team",
        assigned_id="9",
        body="<p>Bye</p>",
    )
    assert (held["created_at"] - own["created_at"]).total_seconds() == 40


def test_people_and_teams_stage(staged: Desk) -> None:
    contact = staged.row("select * from staging.stg_intercom__contacts")
    assert has(contact, contact_id="64ff", email="ona@example.org", country="Spain")
    admin = staged.row("select * from staging.stg_intercom__admins")
    assert has(admin, admin_id="8", team_id="9", is_bot=False)
    assert staged.value("select name from staging.stg_intercom__teams") == "Inbox"
    deleted = staged.row("select * from staging.stg_intercom__deleted_conversations")
    assert has(deleted, conversation_id="11", has_metrics_retained=True)

"""Two accounts of one helpdesk are one source, and nothing of them is mixed up."""

from collections.abc import Callable

import pytest
from tests.python.project import Desk
from tests.python.zendesk_export import (
    AGENT,
    BILLING,
    CUSTOMER,
    ZendeskExport,
    via,
)

CREATED = "2026-01-05T10:00:00Z"
MONDAY_MORNING = (1440 + 9 * 60, 1440 + 17 * 60)


def account(zone: str, reply_at: str, role: str = "agent") -> ZendeskExport:
    """The same ids as in every other account, with another life."""
    export = ZendeskExport()
    export.user(AGENT, role, "2020-01-01T00:00:00Z")
    export.user(CUSTOMER, "end-user", "2020-01-01T00:00:00Z")
    export.groups.append(
        {"id": BILLING, "name": f"Billing {zone}", "updated_at": CREATED}
    )
    export.schedule(1, zone, MONDAY_MORNING, created_at="2020-01-01T00:00:00Z")
    export.holidays.append(
        {"schedule_id": 1, "id": 1, "name": "None", "start_date": "2026-06-01"}
    )
    number = export.ticket(CREATED)
    export.change(number, "2026-01-05T10:01:00Z", group_id=BILLING, assignee_id=AGENT)
    export.reply(number, reply_at)
    follow_up = export.ticket(
        "2026-01-07T10:00:00Z",
        channel="closed_ticket",
        via=via("closed_ticket", from_={"ticket_id": number}),
    )
    source = export.ticket("2026-01-08T10:00:00Z")
    export.comment(
        source,
        "2026-01-08T11:00:00Z",
        AGENT,
        via=via("web", to={"ticket_id": follow_up}, rel="merge"),
    )
    export.rating(number, "good", "2026-01-06T10:00:00Z", assignee_id=AGENT)
    return export


@pytest.fixture(scope="module")
def accounts(new_desk: Callable[[], Desk]) -> Desk:
    desk = new_desk()
    emea = account("Europe/Madrid", "2026-01-05T10:10:00Z")
    america = account("America/New_York", "2026-01-05T10:30:00Z")
    plain = account("UTC", "2026-01-05T11:00:00Z")
    for folder, export in [("-emea", emea), ("-us", america), ("", plain)]:
        desk.deliver(
            {
                name.replace("zendesk/", f"zendesk{folder}/"): content
                for name, content in export.files().items()
            }
        )
    build = desk.build(with_tests=True)
    assert build.success, build.log
    return desk


def test_the_same_id_in_each_account_is_a_conversation_each(accounts: Desk) -> None:
    rows = accounts.rows(
        "select conversation_key, account, first_response_seconds "
        "from facts.fct_conversations where native_id = '1001' order by 1"
    )
    assert [(*row.values(),) for row in rows] == [
        ("zendesk:1001", None, 3600),
        ("zendesk:emea:1001", "emea", 600),
        ("zendesk:us:1001", "us", 1800),
    ]


def test_they_are_one_source(accounts: Desk) -> None:
    sources = accounts.values(
        "select distinct source_system from facts.fct_conversations"
    )
    assert sources == ["zendesk"]


def test_people_and_teams_are_those_of_the_account(accounts: Desk) -> None:
    rows = accounts.rows(
        """
        select distinct
            conversations.account,
            conversations.first_response_agent_key,
            conversations.customer_key,
            teams.team_name
        from facts.fct_conversations as conversations
        inner join facts.dim_teams as teams on conversations.team_key = teams.team_key
        where conversations.native_id = '1001'
        order by 1 nulls first
        """
    )
    assert [(*row.values(),) for row in rows] == [
        (None, "zendesk:11", "zendesk:21", "Billing UTC"),
        ("emea", "zendesk:emea:11", "zendesk:emea:21", "Billing Europe/Madrid"),
        ("us", "zendesk:us:11", "zendesk:us:21", "Billing America/New_York"),
    ]


def test_links_that_documents_hold_stay_in_the_account(accounts: Desk) -> None:
    rows = accounts.rows(
        """
        select distinct
            account, split_part(follow_up_of_key, ':', -2) as followed,
            split_part(merged_into_key, ':', -2) as merged
        from facts.fct_conversations
        where follow_up_of_key is not null or merged_into_key is not null
        order by 1 nulls first, 2 nulls first
        """
    )
    assert {row["followed"] or row["merged"] for row in rows if row["account"]} == {
        "emea",
        "us",
    }
    assert len(rows) == 6


def test_business_hours_are_the_accounts_own(accounts: Desk) -> None:
    # 10:00 to 10:10 UTC is open in Madrid, and before nine in New York.
    rows = accounts.rows(
        "select account, first_response_business_seconds as seconds "
        "from facts.fct_conversations where native_id = '1001' order by 1 nulls first"
    )
    assert [(*row.values(),) for row in rows] == [
        (None, 3600),
        ("emea", 600),
        ("us", 0),
    ]


def test_a_folder_of_no_source_is_named_and_not_read(desk: Desk) -> None:
    desk.deliver({"zendesk2/tickets.ndjson": [{"id": 1, "created_at": CREATED}]})
    build = desk.read("zendesk__tickets")
    assert build.success
    assert "zendesk2/tickets.ndjson is not read" in build.log

"""An export that holds one stream alone builds, with every data test."""

import pytest
from tests.python.project import Content, Desk

EXPORTS: dict[str, dict[str, Content]] = {
    "nothing at all": {},
    "tickets": {
        "zendesk/tickets.ndjson": [
            {
                "id": number,
                "created_at": f"2026-0{number}-03T10:00:00Z",
                "updated_at": f"2026-0{number}-04T10:00:00Z",
                "status": status,
                "requester_id": 21,
                "assignee_id": 11,
                "via": {"channel": "email"},
            }
            for number, status in ((1, "closed"), (2, "solved"), (4, "open"))
        ]
    },
    "survey answers": {
        "generic/survey_answers.csv": [
            {
                "answer_id": f"A{number}",
                "kind": "nps",
                "answered_at": f"2026-0{number}-03T10:00:00Z",
                "score": score,
                "customer_id": f"C{number}",
            }
            for number, score in ((1, 9), (2, 10), (4, 3))
        ]
    },
    "calls": {
        "generic/calls.csv": [
            {
                "call_id": f"L{number}",
                "started_at": f"2026-0{number}-03T10:00:00Z",
                "queued_at": f"2026-0{number}-03T10:00:10Z",
                "answered_at": f"2026-0{number}-03T10:00:40Z",
                "ended_at": f"2026-0{number}-03T10:05:00Z",
                "direction": "inbound",
                "outcome": "answered",
                "agent_id": "7",
            }
            for number in (1, 2, 4)
        ]
    },
    "page events": {
        "generic/page_events.csv": [
            {
                "event_id": f"E{number}",
                "occurred_at": f"2026-0{number}-03T10:00:00Z",
                "session_id": f"S{number}",
                "event_name": "page_view",
                "article_id": "K1",
            }
            for number in (1, 2, 4)
        ]
    },
}


@pytest.mark.parametrize("stream", EXPORTS)
def test_an_export_of_one_stream_builds_with_every_data_test(
    desk: Desk, stream: str
) -> None:
    desk.deliver(EXPORTS[stream])
    build = desk.build(with_tests=True)
    assert build.success, build.log

"""Every row of exports that are broken at random is accounted for.

Many broken exports go into one build: their files lie side by side in the folders of
the streams, with keys that tell them apart, so that each is accounted for on its own.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.python.broken_exports import REJECTED, VALID, BrokenFile, broken_export
from tests.python.project import Desk, Project

EXPORTS = int(os.environ.get("HELPDESK_TEST_BROKEN_EXPORTS", "20"))
IN_A_BUILD = 20
ALL_PASS = {"max_rejected_share": 1, "max_flagged_share": 1}
BATCHES = [
    range(start, min(start + IN_A_BUILD, EXPORTS + 1))
    for start in range(1, EXPORTS + 1, IN_A_BUILD)
]
KEYS = {
    "generic/conversations": "conversation_id",
    "generic/messages": "message_id",
    "generic/customers": "customer_id",
    "zendesk/tickets": "id",
}


@dataclass
class Broken:
    """Exports that were broken, and the desk that was built of them."""

    files: list[BrokenFile]
    desk: Desk


@pytest.fixture(scope="module", params=BATCHES, ids=str)
def broken(
    request: pytest.FixtureRequest,
    project: Project,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Broken]:
    desk = Desk(project, tmp_path_factory.mktemp("broken"))
    files = [file for seed in request.param for file in broken_export(seed)]
    desk.deliver({file.name: file.content for file in files})
    build = desk.build(variables=ALL_PASS)
    assert build.success, build.log
    yield Broken(files, desk)
    desk.close()


def test_the_rows_of_each_file_are_those_that_it_has(broken: Broken) -> None:
    counted = {
        row["file_path"]: row["row_count"]
        for row in broken.desk.rows("select * from quality.export_files")
    }
    assert counted == {file.name: file.row_count for file in broken.files}


def test_each_row_is_staged_a_duplicate_or_rejected(broken: Broken) -> None:
    for row in broken.desk.rows("select * from quality.export_files"):
        parts = row["staged_count"] + row["duplicate_count"] + row["rejected_count"]
        assert parts == row["row_count"], row
    staged = {
        row["file_path"]: row["row_count"]
        for stream in KEYS
        for row in broken.desk.rows(
            "select file_path, count(*) as row_count from staging.base_"
            f"{stream.replace('/', '__')} group by file_path"
        )
    }
    told = {
        row["file_path"]: row["staged_count"]
        for row in broken.desk.rows("select * from quality.export_files")
        if row["staged_count"]
    }
    assert told == staged


def test_what_is_rejected_is_what_was_broken(broken: Broken) -> None:
    counts = {
        row["file_path"]: row["rejected_count"]
        for row in broken.desk.rows("select * from quality.export_files")
    }
    for file in broken.files:
        verdicts = Counter(file.verdicts)
        least = verdicts[REJECTED]
        most = file.row_count - verdicts[VALID]
        assert least <= counts[file.name] <= most, file.name


def test_the_text_of_what_is_rejected_is_kept(broken: Broken) -> None:
    rejected: dict[str, Counter[str]] = {}
    for row in broken.desk.rows(
        "select file_path, raw_text from staging.rows_rejected"
    ):
        kept = rejected.setdefault(row["file_path"], Counter())
        kept[(row["raw_text"] or "").strip()] += 1
    for file in broken.files:
        wanted = Counter(file.rejected_texts)
        assert wanted <= rejected.get(file.name, Counter()), file.name


@pytest.mark.parametrize("stream", KEYS)
def test_each_whole_row_is_there(broken: Broken, stream: str) -> None:
    found = set(
        broken.desk.values(
            f"select {KEYS[stream]} from staging.base_{stream.replace('/', '__')}"
        )
    )
    wanted = {
        key for file in broken.files if file.stream == stream for key in file.keys
    }
    assert wanted <= found
    uncertain = sum(
        len(file.verdicts) - file.verdicts.count(VALID)
        for file in broken.files
        if file.stream == stream
    )
    assert len(found - wanted) <= uncertain


@pytest.mark.parametrize(
    ("fact", "key", "streams"),
    [
        (
            "fct_conversations",
            "conversation_key",
            {"generic/conversations": "generic:", "zendesk/tickets": "zendesk:"},
        ),
        ("fct_messages", "message_key", {"generic/messages": "generic:"}),
    ],
)
def test_each_record_is_a_fact_or_named_as_astray(
    broken: Broken, fact: str, key: str, streams: dict[str, str]
) -> None:
    records = {
        f"{prefix}{value}"
        for stream, prefix in streams.items()
        for value in broken.desk.values(
            f"select {KEYS[stream]} from staging.base_{stream.replace('/', '__')}"
        )
    }
    facts = set(broken.desk.values(f"select {key} from facts.{fact}"))
    # Messages of conversations that nobody knows are kept aside, by name.
    astray = set(broken.desk.values("select record_key from quality.flagged_rows"))
    assert records - facts <= astray
    assert facts <= records


def test_the_account_of_each_fact_holds(broken: Broken) -> None:
    balances = broken.desk.rows(
        """
        select
            fact, source_system,
            sum(case when step = 'came_in' then row_count else -row_count end) as lost
        from quality.fact_accounts
        group by fact, source_system
        """
    )
    assert balances
    assert [row for row in balances if row["lost"]] == []
    unaccounted = "select * from quality.data_quality where severity = 'error'"
    assert broken.desk.rows(unaccounted) == []


def test_facts_and_marts_count_the_same(broken: Broken) -> None:
    in_mart = broken.desk.value(
        "select sum(kpi_value) from marts.conversation_volume "
        "where segment_type = 'all' and period_grain = 'month'"
    )
    in_facts = broken.desk.value(
        "select count(*) from facts.fct_conversations "
        "where is_valid and not is_agent_opened and not is_outbound"
    )
    assert in_mart == in_facts

"""What people open holds no data of people, and can be read while it is replaced."""

import contextlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from dbt.contracts.graph.nodes import ModelNode
from tests.python.private import ADDRESS, documents, strings, told
from tests.python.project import Desk, Project

from publish import PUBLISHED_SCHEMAS, export_parquet, publish
from simulator.run import SOURCES, Request, simulate
from simulator.world import Settings

SMALL_DESK = {"max_rejected_share": 0.2, "max_flagged_share": 1}
KEY = "a key that is long enough"
PEOPLE = re.compile(r"/(users|customers|contacts|agents|admins)/")
NAMES = {"name", "full_name", "display_name"}
WORDS = {"body", "html_body", "plain_body", "body_text", "text", "subject", "comment"}

# Text that names nobody, by what it is. All else must be marked in its yml.
HARMLESS = (
    r".*_key|.*_path|.*_priority|.*_severity|.*_id|.*_kind|.*_outcome|.*_evidence|.*_band|"
    r"rule|meaning|advice|example|fact|step|"
    r"key|source_system|order_source_system|account|stream|channel|native_channel|"
    r"segment_type|segment_value|period_grain|kpi|statistic|status|priority|severity|"
    # Words of this project and codes of the helpdesk.
    r"event|evidence|reason|kind|measure|metric|clock|part|side|status_group|"
    r"author_type|solution_author_type|started_by|direction|outcome|abandoned_in|"
    r"followed_by|end_reason|lost_reason|explanation|data_issue|issue|record_type|"
    r"code_type|native_code|taken_as|complaint_stated_by|solution_side|network|"
    r"expectation|scale_name|queue|rating|language|locale|country|plan|wave|last_wave|"
    r"topic|article_category|article_name|team_name|department_name|tier|scorecard|"
    r"feed|missing_feed|option_name|expected_options|improvement_options|"
    # A number of the desk, for one campaign.
    r"tracked_number|"
    # The catalogue and the books of the build.
    r"headline|unit|family|direction_of_good|label_..|definition_..|dated_by|"
    r"schema_name|table_name|column_name"
)


@pytest.fixture(scope="module")
def desk(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk of all sources, built."""
    own = Desk(project, tmp_path_factory.mktemp("published"))
    settings = Settings(250, 11, date(2025, 9, 1), date(2026, 2, 28))
    request = Request(settings, SOURCES, 0, months_per_file=2)
    simulate(request, own.exports, workers=1, is_quiet=True)
    build = own.build(variables=SMALL_DESK)
    assert build.success, build.log
    own.close()
    yield own
    own.close()


@pytest.fixture(scope="module")
def manifest(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("manifest") / "manifest.json"
    project.manifest.write(str(path))
    return path


@pytest.fixture(scope="module")
def published(desk: Desk, manifest: Path) -> Path:
    return publish(desk.database.parent, manifest)


@pytest.fixture(scope="module")
def private(desk: Desk) -> dict[str, set[str]]:
    """What the raw exports say about people: addresses, names, words."""
    found: dict[str, set[str]] = {"address": set(), "name": set(), "words": set()}
    for file, document in documents(desk.exports):
        for key, text in strings(document):
            found["address"].update(ADDRESS.findall(text))
            if key in NAMES and PEOPLE.search(f"/{file}"):
                found["name"].add(text)
            if key in WORDS and len(text) > 24 and " " in text:
                found["words"].add(text)
    # Enough to find a column that tells them, and few enough to look for each.
    return {kind: set(sorted(values)[:400]) for kind, values in found.items()}


def test_the_published_file_tells_nothing_about_people(
    private: dict[str, set[str]], desk: Desk, published: Path
) -> None:
    assert all(len(values) > 50 for values in private.values())
    # The build file holds what the search must find.
    before = told(set().union(*private.values()), desk.database)
    assert all(values & before for values in private.values())
    assert told(set().union(*private.values()), published) == set()


def test_names_are_published_where_the_var_says_so(
    private: dict[str, set[str]],
    desk: Desk,
    manifest: Path,
) -> None:
    shown = SMALL_DESK | {"published_personal_data": ["name"]}
    chosen = ("--select", "personal_columns")
    try:
        assert desk.build(*chosen, variables=shown).success
        path = publish(desk.database.parent, manifest)
        assert len(told(private["name"], path)) > 50
        assert not told(private["address"] | private["words"], path)
    finally:
        assert desk.build(*chosen, variables=SMALL_DESK).success
        publish(desk.database.parent, manifest)


def test_a_key_makes_pseudonyms_that_stay(
    private: dict[str, set[str]],
    desk: Desk,
    manifest: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    query = "select agent_key, agent_name from facts.dim_agents order by all"
    answers = []
    for key in (KEY, KEY, KEY + "!"):
        monkeypatch.setenv("HELPDESK_PSEUDONYM_KEY", key)
        path = publish(desk.database.parent, manifest)
        assert not told(private["name"], path)
        with duckdb.connect(str(path), read_only=True) as connection:
            answers.append(connection.execute(query).fetchall())
            labels = connection.execute(
                "select distinct segment_label from marts.kpi_values "
                "where segment_type = 'agent' and segment_label like 'person %'"
            ).fetchall()
        assert labels
    names = {name for _, name in answers[0]}
    assert all(re.fullmatch(r"person [0-9a-f]{12}|unknown", name) for name in names)
    assert answers[0] == answers[1] != answers[2]
    monkeypatch.delenv("HELPDESK_PSEUDONYM_KEY")
    publish(desk.database.parent, manifest)


def test_a_key_that_can_be_guessed_is_refused(
    desk: Desk, manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_PSEUDONYM_KEY", "short")
    with pytest.raises(ValueError, match="holds 5 characters: too few"):
        publish(desk.database.parent, manifest)


def test_every_text_column_is_harmless_or_marked(project: Project) -> None:
    unmarked = [
        f"{node.schema}.{node.name}.{column.name}"
        for node in project.manifest.nodes.values()
        if isinstance(node, ModelNode) and node.schema in PUBLISHED_SCHEMAS
        for column in node.columns.values()
        if column.data_type in ("varchar", "varchar[]")
        and not column.meta.get("personal")
        and column.name != "segment_label"
        and not re.fullmatch(HARMLESS, column.name)
    ]
    assert unmarked == []


def test_the_published_file_holds_the_tables_with_their_descriptions(
    desk: Desk, published: Path
) -> None:
    count = """
    select schema_name, table_name, count(*), count(comment) from duckdb_columns()
    where list_contains(?, schema_name) and table_name <> 'published_values'
        and not internal
    group by all order by all
    """
    with duckdb.connect(str(published), read_only=True) as connection:
        found = connection.execute(count, [list(PUBLISHED_SCHEMAS)]).fetchall()
        views = connection.execute(
            "select count(*) from duckdb_views() where not internal"
        )
        assert views.fetchone() == (0,)
        undescribed = [row[:2] for row in found if row[2] != row[3]]
    assert undescribed == []
    with duckdb.connect(str(desk.database), read_only=True) as connection:
        built = connection.execute(count, [list(PUBLISHED_SCHEMAS)]).fetchall()
    assert [row[:3] for row in found] == [row[:3] for row in built]


def test_parquet_files_hold_what_the_database_holds(
    desk: Desk, published: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "parquet"
    for _ in range(2):
        assert export_parquet(desk.database.parent, folder) > 100
    assert [path.name for path in tmp_path.iterdir()] == ["parquet"]
    with duckdb.connect(str(published), read_only=True) as connection:
        for table in ("facts.fct_conversations", "marts.kpi_scorecard"):
            file = folder / (table.replace(".", "/") + ".parquet")
            differing = connection.execute(
                f"select count(*) from (from {table} except all from '{file}')"
            ).fetchone()
            assert differing == (0,)


READER = """
import sys, time
import duckdb
path, is_held = sys.argv[1], len(sys.argv) > 2
query = '''
select
    (select max(sample_size) from marts.backlog),
    (select max(sample_size) from marts.kpi_values where kpi = 'backlog')
'''
connection = duckdb.connect(path, read_only=True)
print("ready", flush=True)
while True:
    if not is_held:
        connection.close()
        connection = duckdb.connect(path, read_only=True)
    one, other = connection.execute(query).fetchone()
    assert one == other, (one, other)
    print(one, flush=True)
    time.sleep(0.02)
"""


@contextlib.contextmanager
def reader(database: Path, *arguments: str) -> Iterator[list[int]]:
    """Another process that reads in a loop; afterwards, what it has seen."""
    seen: list[int] = []
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(database), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "ready\n"
        yield seen
        assert process.poll() is None, process.stderr.read()
        process.terminate()
        seen += [int(line) for line in process.stdout.read().splitlines()[:-1]]


def test_readers_see_whole_builds_and_none_in_between(
    desk: Desk, published: Path, manifest: Path
) -> None:
    with reader(published) as opened, reader(published, "held") as held:
        for number in range(1, 11):
            with duckdb.connect(str(desk.database)) as connection:
                for table in ("marts.backlog", "marts.kpi_values"):
                    connection.execute(
                        f"update {table} set sample_size = 1000000 + {number}"
                    )
            publish(desk.database.parent, manifest)
        time.sleep(1)
    # Who opens the file gets the newest; who has it open keeps what it was.
    assert sorted(set(opened)) == opened[:1] + [1_000_000 + n for n in range(1, 11)]
    assert set(held) == {opened[0]}

"""Facts and KPIs of a build against the oracle, which shares no code with them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.python import compare
from tests.python.oracle import Facts, compute, generator
from tests.python.oracle.chats import chat_facts
from tests.python.oracle.kpis import kpis_by_slice
from tests.python.oracle.neighbours import Export, open_export
from tests.python.project import ROOT, Desk, Project

HISTORIES = 3000
SEED = 20261101
# A few dozen of the histories are dirt that no desk has so much of.
SLICE = ("kpi", "segment_type", "segment_value", "period_start_date")
MUCH_DIRT = {"max_rejected_share": 0.2, "max_flagged_share": 1}


@dataclass
class Told:
    """What a build says of an export, and what the oracle says."""

    desk: Desk
    oracle: Facts
    export: Export


def told(
    project: Project, folder: Path, exports: Path, variables: Mapping[str, Any]
) -> Told:
    desk = Desk(project, folder)
    build = desk.build(exports=str(exports), variables=variables)
    assert build.success, build.log
    oracle = compute(exports, dict(variables))
    return Told(desk, oracle, open_export(exports, variables, oracle))


def is_same(published: float | None, expected: float | None) -> bool:
    """Both null, or equal to nine digits."""
    if published is None or expected is None:
        return published is expected
    return math.isclose(published, expected, rel_tol=1e-9, abs_tol=1e-9)


@pytest.fixture(scope="module")
def histories(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Told:
    exports = tmp_path_factory.mktemp("histories")
    counts = generator.write_histories(exports, HISTORIES, SEED)
    print(f"\n{HISTORIES} histories with, of each rule and kind of dirt:")
    for kind, count in sorted(counts.items()):
        print(f"{count:8,d}  {kind}")
    folder = tmp_path_factory.mktemp("histories_desk")
    return told(project, folder, exports, generator.VARIABLES | MUCH_DIRT)


@pytest.fixture(scope="module")
def sample(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("sample_desk")
    return told(project, folder, ROOT / "exports" / "sample", {})


@pytest.mark.parametrize("export", ["histories", "sample"])
def test_conversations_responses_and_surveys_are_the_oracles_row_by_row(
    export: str, request: pytest.FixtureRequest
) -> None:
    case: Told = request.getfixturevalue(export)
    case.desk.close()
    conversations, responses, surveys = compare.load_facts(case.desk.database)
    differences = compare.compare(case.oracle, conversations, responses, surveys)
    assert len(conversations) > HISTORIES
    assert surveys
    assert not differences, "\n".join(differences[:20])


def test_chats_are_the_oracles_row_by_row(sample: Told) -> None:
    expected = chat_facts(sample.export.root, sample.export.settings, sample.oracle)
    found = sample.desk.rows("select * from facts.fct_chats")
    differences = compare.compare_rows("chat", expected, found, ("chat_key",))
    assert found
    assert not differences, "\n".join(differences[:20])


@pytest.mark.parametrize("export", ["histories", "sample"])
def test_kpis_are_the_oracles_month_by_month_for_the_desk_and_its_segments(
    export: str, request: pytest.FixtureRequest
) -> None:
    case: Told = request.getfixturevalue(export)
    expected = kpis_by_slice(case.oracle, case.export)
    told_of = {(kpi, segment_type) for kpi, segment_type, _, _ in expected}
    published = {
        tuple(row[name] for name in SLICE): row
        for row in case.desk.rows(
            """
            select lines.*
            from marts.kpi_values as lines
            inner join facts.kpi_catalog as catalog
                on lines.kpi = catalog.kpi and lines.statistic = catalog.headline
            where lines.period_grain = 'month'
            """
        )
        if (row["kpi"], row["segment_type"]) in told_of
    }
    marts = {kpi for kpi, _, _, _ in published}
    assert not {place for place in expected if place[0] in marts} - published.keys()
    for place, row in published.items():
        value = expected.get(place)
        if value is None:
            assert not row["sample_size"], (place, row)
            continue
        assert row["sample_size"] == value.sample_size, (place, value)
        assert is_same(row["kpi_value"], value.kpi_value), (place, value, row)
        if value.has_bounds:
            assert is_same(row["kpi_low"], value.kpi_low), (place, value, row)
            assert is_same(row["kpi_high"], value.kpi_high), (place, value, row)


def test_the_oracle_knows_every_kpi_and_two_segments_where_there_are_two(
    sample: Told,
) -> None:
    segments: dict[str, set[str]] = {}
    for kpi, segment_type, _, _ in kpis_by_slice(sample.oracle, sample.export):
        segments.setdefault(kpi, set()).add(segment_type)
    for row in sample.desk.rows("select kpi, segment_types from facts.kpi_catalog"):
        wanted = min(3, len(row["segment_types"].split("|")))
        assert len(segments.get(row["kpi"], set())) >= wanted, row


def test_the_future_is_told_apart_as_the_oracle_tells_it(histories: Told) -> None:
    as_of = histories.desk.value("select as_of_at from facts.dim_as_of")
    assert as_of == histories.oracle.as_of


def test_numbers_of_the_vendors_are_ours_or_explained_on_the_sample(
    sample: Told,
) -> None:
    measures = sample.desk.rows(
        """
        select
            source_system,
            measure,
            count(*) as compared_count,
            count_if(not is_equal and explanation is null) as unexplained_count
        from quality.vendor_parity
        group by source_system, measure
        """
    )
    assert {row["source_system"] for row in measures} == {
        "zendesk",
        "intercom",
        "freshdesk",
    }
    for row in measures:
        assert row["compared_count"] >= 100, row
        assert row["unexplained_count"] <= 0.01 * row["compared_count"], row

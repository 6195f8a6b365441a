"""Facts and KPIs of a build against the oracle, which shares no code with them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.python import compare
from tests.python.oracle import Facts, compute, generator
from tests.python.oracle.kpis import kpis_by_month
from tests.python.project import ROOT, Desk, Project

HISTORIES = 3000
SEED = 20261101
# A few dozen of the histories are dirt that no desk has so much of.
MUCH_DIRT = {"max_rejected_share": 0.2, "max_flagged_share": 1}


@dataclass
class Told:
    """What a build says of an export, and what the oracle says."""

    desk: Desk
    oracle: Facts


def told(
    project: Project, folder: Path, exports: Path, variables: Mapping[str, Any]
) -> Told:
    desk = Desk(project, folder)
    build = desk.build(exports=str(exports), variables=variables)
    assert build.success, build.log
    return Told(desk, compute(exports, dict(variables)))


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


@pytest.mark.parametrize("export", ["histories", "sample"])
def test_kpis_of_the_whole_desk_are_the_oracles_month_by_month(
    export: str, request: pytest.FixtureRequest
) -> None:
    case: Told = request.getfixturevalue(export)
    published = {
        (row["kpi"], row["period_start_date"]): row
        for row in case.desk.rows(
            """
            select kpi, period_start_date, sample_size, kpi_value, kpi_low, kpi_high
            from marts.kpi_values
            where segment_type = 'all' and period_grain = 'month'
                and (kpi, statistic) <> ('resolution_time', 'mean')
            """
        )
    }
    marts = {kpi for kpi, _ in published}
    expected = {
        place: value
        for place, value in kpis_by_month(case.oracle).items()
        if place[0] in marts
    }
    assert len(marts) == 8
    assert expected.keys() == published.keys()
    for place, value in expected.items():
        row = published[place]
        assert row["sample_size"] == value.sample_size, place
        assert is_same(row["kpi_value"], value.kpi_value), place
        if value.kpi_low is not None:
            assert is_same(row["kpi_low"], value.kpi_low), place
            assert is_same(row["kpi_high"], value.kpi_high), place


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

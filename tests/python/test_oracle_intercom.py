"""Facts of random Intercom exports against the oracle, row by row."""

import pytest
from tests.python import compare
from tests.python.oracle import Facts, compute, generator
from tests.python.project import Desk, Project

HISTORIES = 1000
SEED = 20261123
MUCH_DIRT = {"max_rejected_share": 0.2, "max_flagged_share": 1}
ONLY_FACTS = ("--exclude", "path:models/marts", "path:models/quality")


@pytest.fixture(scope="module")
def told(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Desk, Facts]:
    exports = tmp_path_factory.mktemp("intercom_histories")
    counts = generator.write_histories(exports, HISTORIES, SEED, ("intercom",))
    print(f"\n{HISTORIES} histories with, of each rule and kind of dirt:")
    for kind, count in sorted(counts.items()):
        print(f"{count:8,d}  {kind}")
    desk = Desk(project, tmp_path_factory.mktemp("intercom_desk"))
    variables = generator.VARIABLES | MUCH_DIRT
    build = desk.build(*ONLY_FACTS, exports=str(exports), variables=variables)
    assert build.success, build.log
    return desk, compute(exports, variables)


def test_conversations_responses_and_ratings_of_intercom_are_the_oracles(
    told: tuple[Desk, Facts],
) -> None:
    desk, oracle = told
    desk.close()
    conversations, responses, surveys = compare.load_facts(desk.database)
    differences = compare.compare(oracle, conversations, responses, surveys)
    assert len(conversations) >= HISTORIES
    assert len(surveys) > HISTORIES / 2
    assert not differences, "\n".join(differences[:20])


def test_status_spells_of_intercom_are_the_oracles(told: tuple[Desk, Facts]) -> None:
    desk, oracle = told
    spells = desk.rows("select * from facts.fct_status_spells")
    key = ("conversation_key", "spell_number")
    differences = compare.compare_rows("spell", oracle.status_spells, spells, key)
    assert not differences, "\n".join(differences[:20])


def test_as_of_of_intercom_is_the_oracles(told: tuple[Desk, Facts]) -> None:
    desk, oracle = told
    assert desk.value("select as_of_at from facts.dim_as_of") == oracle.as_of

"""Facts of random Intercom exports against the oracle, row by row."""

import pytest
from tests.python import compare
from tests.python.oracle import generator
from tests.python.project import Project
from tests.python.test_oracle import MUCH_DIRT, Told, told

HISTORIES = 1000
SEED = 20261123
SOURCES = ("intercom",)


@pytest.fixture(scope="module")
def histories(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Told:
    exports = tmp_path_factory.mktemp("intercom_histories")
    counts = generator.write_histories(exports, HISTORIES, SEED, SOURCES)
    print(f"\n{HISTORIES} histories with, of each rule and kind of dirt:")
    for kind, count in sorted(counts.items()):
        print(f"{count:8,d}  {kind}")
    folder = tmp_path_factory.mktemp("intercom_desk")
    return told(project, folder, exports, generator.VARIABLES | MUCH_DIRT)


def test_conversations_and_responses_of_intercom_are_the_oracles(
    histories: Told,
) -> None:
    histories.desk.close()
    conversations, responses, surveys = compare.load_facts(histories.desk.database)
    differences = compare.compare(histories.oracle, conversations, responses, surveys)
    assert len(conversations) > HISTORIES
    assert not differences, "\n".join(differences[:20])


def test_status_spells_of_intercom_are_the_oracles(histories: Told) -> None:
    spells = histories.desk.rows("select * from facts.fct_status_spells")
    differences = compare.compare_rows(
        "spell",
        histories.oracle.status_spells,
        spells,
        ("conversation_key", "spell_number"),
    )
    assert not differences, "\n".join(differences[:20])


def test_ratings_of_intercom_are_the_oracles(histories: Told) -> None:
    # Which of them count, and whose they are by default, is tested with the KPIs.
    columns = (
        "survey_answer_key",
        "kind",
        "asked_at",
        "answered_at",
        "customer_key",
        "score",
        "first_score",
        "wave",
    )
    answers = histories.desk.rows(
        f"select {', '.join(columns)}, agent_key from facts.fct_survey_answers"
    )
    expected = [
        {name: answer[name] for name in (*columns, "agent_key")}
        for answer in histories.oracle.surveys
    ]
    for answer in expected:
        answer["agent_key"] = answer["agent_key"] or "intercom:unknown"
    differences = compare.compare_rows(
        "rating", expected, answers, ("survey_answer_key",)
    )
    assert len(expected) > HISTORIES / 2
    assert not differences, "\n".join(differences[:20])


def test_as_of_of_intercom_is_the_oracles(histories: Told) -> None:
    as_of = histories.desk.value("select as_of_at from facts.dim_as_of")
    assert as_of == histories.oracle.as_of

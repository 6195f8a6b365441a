"""Facts of random Freshdesk histories against the oracle."""

import pytest
from tests.python import compare
from tests.python.oracle import Facts, compute, generator
from tests.python.project import Desk, Project

HISTORIES = 1000
SEED = 20261125
MUCH_DIRT = {"max_rejected_share": 0.2, "max_flagged_share": 1}
ONLY_FACTS = ("--exclude", "path:models/marts", "path:models/quality")


@pytest.fixture(scope="module")
def told(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Desk, Facts]:
    exports = tmp_path_factory.mktemp("histories")
    counts = generator.write_histories(exports, HISTORIES, SEED, ("freshdesk",))
    print(f"\n{HISTORIES} histories with, of each rule and kind of dirt:")
    for kind, count in sorted(counts.items()):
        print(f"{count:8,d}  {kind}")
    desk = Desk(project, tmp_path_factory.mktemp("desk"))
    variables = generator.VARIABLES | MUCH_DIRT
    build = desk.build(*ONLY_FACTS, exports=str(exports), variables=variables)
    assert build.success, build.log
    return desk, compute(exports, variables)


def test_conversations_and_responses_are_the_oracles_row_by_row(
    told: tuple[Desk, Facts],
) -> None:
    desk, oracle = told
    desk.close()
    conversations, responses, surveys = compare.load_facts(desk.database)
    differences = compare.compare(oracle, conversations, responses, surveys)
    assert len(conversations) >= HISTORIES
    assert not differences, "\n".join(differences[:20])


@pytest.mark.parametrize(
    ("table", "facts", "key"),
    [
        (
            "fct_status_spells",
            "status_spells",
            ("conversation_key", "spell_number"),
        ),
        ("fct_survey_answers", "surveys", ("survey_answer_key",)),
    ],
)
def test_spells_and_answers_are_the_oracles_row_by_row(
    told: tuple[Desk, Facts], table: str, facts: str, key: tuple[str, ...]
) -> None:
    desk, oracle = told
    expected = getattr(oracle, facts)
    # The fact fills in the team and the agent that an answer does not name, and counts
    # none about spam and the like.
    left_out = (
        {"agent_key", "team_key", "customer_key", "is_counted"}
        if facts == "surveys"
        else set()
    )
    rows = [
        {name: value for name, value in row.items() if name not in left_out}
        for row in expected
    ]
    differences = compare.compare_rows(
        table, rows, desk.rows(f"select * from facts.{table}"), key
    )
    assert not differences, "\n".join(differences[:20])


def test_every_rule_decides_some_of_the_histories(told: tuple[Desk, Facts]) -> None:
    _, oracle = told
    found = generator.outcomes(oracle)
    for rule in (
        "conversation is_merged",
        "conversation is_agent_opened",
        "conversation is_outbound",
        "conversation is_history_complete",
        "survey is_satisfied",
        "wait has_bot_reply",
        "some transfer_count",
    ):
        assert found[rule] > 20, rule

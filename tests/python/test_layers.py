"""What dbt-bouncer can't tell: which seeds a layer reads, and how long marts are."""

from statistics import median

from dbt.contracts.graph.nodes import ModelNode
from tests.python.project import Project

SEEDS_OF_MARTS = {"kpi_catalog", "kpi_targets"}


def seeds_read_below(project: Project, folder: str) -> dict[str, set[str]]:
    """Each model of a folder with the seeds that it reads itself."""
    return {
        node.name: {
            parent.rsplit(".", 1)[-1]
            for parent in node.depends_on_nodes
            if parent.startswith("seed.")
        }
        for node in project.manifest.nodes.values()
        if isinstance(node, ModelNode)
        and node.original_file_path.startswith(f"models/{folder}/")
    }


def test_marts_read_the_catalogue_and_its_targets_and_no_other_seed(
    project: Project,
) -> None:
    seeds_by_mart = seeds_read_below(project, "marts")
    assert seeds_by_mart["kpi_scorecard"] == SEEDS_OF_MARTS
    others = {mart: seeds - SEEDS_OF_MARTS for mart, seeds in seeds_by_mart.items()}
    assert {mart: seeds for mart, seeds in others.items() if seeds} == {}


def test_half_of_the_kpis_take_forty_lines_or_fewer(project: Project) -> None:
    lengths = [
        len(node.raw_code.splitlines())
        for node in project.manifest.nodes.values()
        if isinstance(node, ModelNode)
        and node.original_file_path.startswith("models/marts/")
        and node.name != "kpi_scorecard"
    ]
    assert median(lengths) <= 40

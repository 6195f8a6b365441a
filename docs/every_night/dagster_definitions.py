"""Dagster: the gate, the tables as assets of dbt, and the publication after them.

Set HELPDESK_ROOT to the folder of this project, then: dagster dev -f THIS_FILE
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

ROOT = Path(os.environ["HELPDESK_ROOT"]).resolve()
# Unit tests do not depend on the data.
os.environ["DBT_EXCLUDE_RESOURCE_TYPES"] = "unit_test"

project = DbtProject(project_dir=ROOT)
project.prepare_if_dev()


def run(*command: str) -> None:
    """Runs a script of the project; ends the asset where that fails."""
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603


@dg.asset
def checked_exports() -> None:
    """What is wrong with the raw files; errors end the night."""
    run("scripts/check_exports")


@dbt_assets(manifest=project.manifest_path, name="tables")
def tables(
    context: dg.AssetExecutionContext, dbt: DbtCliResource
) -> Iterator[dg.AssetMaterialization]:
    """All models, with their tests. One process: DuckDB has one writer."""
    yield from dbt.cli(["build"], context=context).stream()


@dg.asset(deps=[tables])
def published_numbers() -> None:
    """The file that people open; replaced only where every test has passed."""
    run("scripts/check_exports", "--marts")
    run(".venv/bin/python", "scripts/publish.py")


# Errors of the gate end this job, so the one after it does not begin.
check = dg.define_asset_job("check", selection=[checked_exports])
build = dg.define_asset_job("build", selection=[tables, published_numbers])


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS, monitored_jobs=[check], request_job=build
)
def after_check(context: dg.RunStatusSensorContext) -> dg.RunRequest:
    """Builds once the exports have been checked."""
    return dg.RunRequest(run_key=context.dagster_run.run_id)


defs = dg.Definitions(
    assets=[checked_exports, tables, published_numbers],
    jobs=[check, build],
    schedules=[dg.ScheduleDefinition(job=check, cron_schedule="15 3 * * *")],
    sensors=[after_check],
    resources={"dbt": DbtCliResource(project_dir=project)},
)

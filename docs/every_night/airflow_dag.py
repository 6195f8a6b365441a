"""Airflow with Astronomer Cosmos: the gate, one task of dbt, then the publication.

Set HELPDESK_ROOT to the folder of this project. One task builds all tables: DuckDB has
one writer, and a process for each of the models would spend its time on starting.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG
from cosmos import ProfileConfig
from cosmos.operators.local import DbtBuildLocalOperator

ROOT = Path(os.environ["HELPDESK_ROOT"]).resolve()
PYTHON = ROOT / ".venv" / "bin"

with DAG(
    dag_id="helpdesk_kpis",
    schedule="15 3 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    # A build at a time: a second one would find the warehouse locked.
    max_active_runs=1,
    default_args={"retries": 1, "retry_delay": timedelta(minutes=15)},
):
    check = BashOperator(
        task_id="check_exports", bash_command="scripts/check_exports", cwd=str(ROOT)
    )
    build = DbtBuildLocalOperator(
        task_id="build",
        project_dir=ROOT,
        profile_config=ProfileConfig(
            profile_name="helpdesk_kpis",
            target_name="duckdb",
            profiles_yml_filepath=ROOT / "profiles.yml",
        ),
        dbt_executable_path=str(PYTHON / "dbt"),
        # Unit tests do not depend on the data.
        env={"DBT_EXCLUDE_RESOURCE_TYPES": "unit_test"},
        append_env=True,
        install_deps=False,
    )
    publish = BashOperator(
        task_id="publish",
        bash_command=(
            "scripts/check_exports --marts && .venv/bin/python scripts/publish.py"
        ),
        cwd=str(ROOT),
    )
    check >> build >> publish

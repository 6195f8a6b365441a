"""Publishes the database that a build has made, in one step.

Readers of the published file never see half a build: the new file is written
beside it and then takes its place. Who has the old one open keeps it.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

import duckdb

BUILD_FILE = "build.duckdb"
PUBLISHED_FILE = "helpdesk_kpis.duckdb"
PUBLISHED_SCHEMAS = ("facts", "marts", "quality")


def _write_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keep_only_published_schemas(path: Path) -> None:
    """Drops the inner layers; their views name the build file and would not work."""
    with duckdb.connect(str(path)) as connection:
        schemas = connection.execute(
            """
            select schema_name from duckdb_schemas()
            where database_name = current_database() and not internal
            """
        ).fetchall()
        for (schema,) in schemas:
            if schema not in PUBLISHED_SCHEMAS:
                connection.execute(f'drop schema "{schema}" cascade')
        connection.execute("checkpoint")


def publish(warehouse: Path) -> Path:
    """Copies the build file to the published one and returns the latter's path."""
    build = warehouse / BUILD_FILE
    published = warehouse / PUBLISHED_FILE
    if not build.is_file():
        raise FileNotFoundError(
            f"There is nothing to publish: {build} does not exist. "
            "Run scripts/build, or set HELPDESK_WAREHOUSE to the folder it lies in."
        )
    with duckdb.connect(str(build)) as connection:
        connection.execute("checkpoint")
    # One fixed name: what an interrupted run left is simply written over.
    partial = warehouse / f".{PUBLISHED_FILE}.partial"
    Path(f"{partial}.wal").unlink(missing_ok=True)
    try:
        shutil.copyfile(build, partial)
        _keep_only_published_schemas(partial)
        _write_to_disk(partial)
        partial.replace(published)
        _write_to_disk(warehouse)
    finally:
        partial.unlink(missing_ok=True)
    return published


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("HELPDESK_WAREHOUSE") or "warehouse"),
        help="folder of the database files (HELPDESK_WAREHOUSE, else warehouse)",
    )
    arguments = parser.parse_args()
    try:
        published = publish(arguments.warehouse)
    except (OSError, duckdb.Error) as error:
        print(f"Publishing failed: {error}", file=sys.stderr)
        if isinstance(error, duckdb.IOException):
            print(
                "If another program has the file open, close it there, then run "
                "scripts/build again.",
                file=sys.stderr,
            )
        return 1
    print(f"Published {published} ({published.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Publishes what a build has made, in one step.

Writes a new database of the tables that people open (facts, dimensions, marts and
quality, with their comments) beside the published one, then puts it in its place.
Readers never see half a build, and who has the old file open keeps it.

Data of people stays behind: names become pseudonyms where HELPDESK_PSEUDONYM_KEY holds
a key, and are left out where it doesn't; what people wrote is left out. The var
published_personal_data says what is published all the same.
"""

import argparse
import hashlib
import hmac
import json
import os
import shutil
import sys
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

BUILD_FILE = "build.duckdb"
PUBLISHED_FILE = "helpdesk_kpis.duckdb"
PUBLISHED_SCHEMAS = ("facts", "marts", "quality")
KEY_VARIABLE = "HELPDESK_PSEUDONYM_KEY"
SHORTEST_KEY = 16
# The memory of what was published, by which restatements are found: nothing to read.
INNER_TABLES = ("published_values",)
COLUMNS = """
select columns.schema_name, columns.table_name, columns.column_name, personal.kind
from duckdb_columns() as columns
left join build.quality.personal_columns as personal
    on columns.schema_name = personal.schema_name
    and columns.table_name = personal.table_name
    and columns.column_name = personal.column_name
    and not personal.is_published
where columns.database_name = 'build'
    and list_contains(?, columns.schema_name)
    and not list_contains(?, columns.table_name)
order by columns.schema_name, columns.table_name, columns.column_index
"""


class Column(NamedTuple):
    """A column of a table: its name, and what of a person it may hold."""

    name: str
    kind: str | None


class Table(NamedTuple):
    """A table that is published."""

    schema: str
    name: str
    columns: list[Column]

    @property
    def path(self) -> str:
        """Its name in the database, with its schema."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def pseudonym(value: str, key: str) -> str:
    """An expression for the pseudonym of a value: the same for the same key and value.

    Nobody who lacks the key can find out by trying names, since it goes into the hash
    from both sides, as in an HMAC; both its halves are derived, so that the SQL does
    not hold it.
    """
    inner, outer = (
        literal(hmac.new(key.encode(), half, hashlib.sha256).hexdigest())
        for half in (b"inner", b"outer")
    )
    return f"'person ' || left(sha256({outer} || sha256({inner} || {value})), 12)"


def published(column: Column, key: str | None) -> str:
    """The expression that a column of a person is published as."""
    name = quoted(column.name)
    hidden = "cast(null as varchar)"
    match column.kind:
        case None:
            return name
        case "name":
            hidden = pseudonym(name, key) if key else hidden
            hidden = f"case when {name} <> 'unknown' then {hidden} else {name} end"
        case "quote":
            hidden = f"split_part({name}, ': ', 1)"
        case "label":
            # Who may not be named is still told from the others, by the key.
            told = pseudonym(name, key) if key else "segment_value"
            hidden = (
                f"case when segment_type = 'agent' and {name} not like '%unknown' "
                f"then {told} else {name} end"
            )
    return f"{hidden} as {name}"


def tables_of(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """The tables to publish, with their columns in order."""
    rows = connection.execute(
        COLUMNS, [list(PUBLISHED_SCHEMAS), list(INNER_TABLES)]
    ).fetchall()
    return [
        Table(schema, name, [Column(*row[2:]) for row in columns])
        for (schema, name), columns in groupby(rows, key=itemgetter(0, 1))
    ]


def selection(table: Table, key: str | None) -> str:
    """The query of a table as it is published."""
    columns = ", ".join(published(column, key) for column in table.columns)
    return f"select {columns} from build.{table.path}"


def described(manifest: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """What dbt knows of each table, by schema and name."""
    nodes = json.loads(manifest.read_text())["nodes"].values()
    return {(node["schema"], node["name"]): node for node in nodes}


def comments_on(table: Table, node: dict[str, Any]) -> Iterator[str]:
    """The statements that describe a table and its columns."""
    if node["description"]:
        yield f"comment on table {table.path} is {literal(node['description'])}"
    for column in table.columns:
        text = node["columns"].get(column.name, {}).get("description")
        if text:
            place = f"{table.path}.{quoted(column.name)}"
            yield f"comment on column {place} is {literal(text)}"


def pseudonym_key() -> str | None:
    """The key from the environment, which must be long enough to be none to guess."""
    key = os.environ.get(KEY_VARIABLE) or None
    if key is not None and len(key) < SHORTEST_KEY:
        raise ValueError(
            f"{KEY_VARIABLE} holds {len(key)} characters: too few to be safe. Take "
            f"{SHORTEST_KEY} or more by chance, such as those of: openssl rand -hex 16"
        )
    return key


def _write_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _attach(connection: duckdb.DuckDBPyConnection, build: Path) -> list[Table]:
    connection.execute(f"attach {literal(str(build))} as build (read_only)")
    return tables_of(connection)


def _without_leftovers(path: Path) -> tuple[Path, tuple[Path, ...]]:
    """The file beside one to write anew, cleared of what an interrupted run left."""
    partial = path.with_name(f".{path.name}.partial")
    leftovers = (partial, Path(f"{partial}.wal"))
    for leftover in leftovers:
        leftover.unlink(missing_ok=True)
    return partial, leftovers


def compact_after_erasure(build: Path) -> bool:
    """Writes the build file anew where people were forgotten since it was last.

    DuckDB leaves the blocks of deleted rows in the file until others take their place.
    """
    asked = "setting = 'is_to_be_compacted'"
    partial, leftovers = _without_leftovers(build)
    try:
        with duckdb.connect(str(build)) as connection:
            settings = "staging.warehouse_settings where " + asked
            if not connection.execute(f"from build.{settings}").fetchall():
                return False
            connection.execute(f"attach {literal(str(partial))} as compacted")
            connection.execute("copy from database build to compacted")
            connection.execute(f"delete from compacted.{settings}")
            connection.execute("checkpoint compacted")
        _write_to_disk(partial)
        partial.replace(build)
        _write_to_disk(build.parent)
    finally:
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)
    return True


def publish(warehouse: Path, manifest: Path) -> Path:
    """Writes the published file, described as in dbt's manifest; returns its path."""
    build = warehouse / BUILD_FILE
    target = warehouse / PUBLISHED_FILE
    if not build.is_file():
        raise FileNotFoundError(
            f"There is nothing to publish: {build} does not exist. "
            "Run scripts/build, or set HELPDESK_WAREHOUSE to the folder it lies in."
        )
    key = pseudonym_key()
    nodes = described(manifest)
    compact_after_erasure(build)
    partial, leftovers = _without_leftovers(target)
    try:
        with duckdb.connect(str(partial)) as connection:
            # As it lies there: no sorting, so no more memory than a few blocks.
            connection.execute("set preserve_insertion_order = true")
            tables = _attach(connection, build)
            for schema in PUBLISHED_SCHEMAS:
                connection.execute(f"create schema {quoted(schema)}")
            for table in tables:
                query = selection(table, key)
                connection.execute(f"create table {table.path} as {query}")
            connection.execute("begin")
            for table in tables:
                for statement in comments_on(table, nodes[table.schema, table.name]):
                    connection.execute(statement)
            connection.execute("commit")
            connection.execute("detach build")
            connection.execute("checkpoint")
        _write_to_disk(partial)
        partial.replace(target)
        _write_to_disk(warehouse)
    finally:
        for path in leftovers:
            path.unlink(missing_ok=True)
    return target


def export_parquet(warehouse: Path, folder: Path) -> int:
    """Writes the published tables as Parquet files, one each; returns how many."""
    partial = folder.with_name(f".{folder.name}.partial")
    old = folder.with_name(f".{folder.name}.old")
    for path in (partial, old):
        shutil.rmtree(path, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        with duckdb.connect(str(warehouse / PUBLISHED_FILE), read_only=True) as source:
            names = source.execute(
                "select schema_name, table_name from duckdb_tables()"
            ).fetchall()
            for schema, name in names:
                (partial / schema).mkdir(exist_ok=True)
                file = literal(str(partial / schema / f"{name}.parquet"))
                source.execute(
                    f"copy {quoted(schema)}.{quoted(name)} to {file} (format parquet)"
                )
        if folder.exists():
            folder.rename(old)
        partial.rename(folder)
    finally:
        for path in (partial, old):
            shutil.rmtree(path, ignore_errors=True)
    return len(names)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("HELPDESK_WAREHOUSE") or "warehouse"),
        help="folder of the database files (HELPDESK_WAREHOUSE, else warehouse)",
    )
    parser.add_argument(
        "--parquet",
        type=Path,
        default=os.environ.get("HELPDESK_PARQUET") or None,
        metavar="FOLDER",
        help="write the tables as Parquet files too (HELPDESK_PARQUET, else not)",
    )
    parser.add_argument(
        "--manifest",
        type=Path,
        default=Path(os.environ.get("DBT_TARGET_PATH") or "target") / "manifest.json",
        help="what dbt wrote about the tables (manifest.json in DBT_TARGET_PATH)",
    )
    arguments = parser.parse_args()
    try:
        target = publish(arguments.warehouse, arguments.manifest)
        print(f"Published {target} ({target.stat().st_size / 1e6:.1f} MB)")
        if arguments.parquet:
            count = export_parquet(arguments.warehouse, Path(arguments.parquet))
            print(f"Published {count} tables as Parquet in {arguments.parquet}")
    except (OSError, ValueError, duckdb.Error) as error:
        print(f"Publishing failed: {error}", file=sys.stderr)
        if isinstance(error, duckdb.CatalogException):
            print(
                "The warehouse is not complete yet: run scripts/build once without "
                "--select.",
                file=sys.stderr,
            )
        if isinstance(error, duckdb.IOException):
            print(
                "If another program has the file open, close it there, then run "
                "scripts/build again.",
                file=sys.stderr,
            )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

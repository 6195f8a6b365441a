"""What a database file tells: every text in it, and every address among its bytes."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def documents(folder: Path) -> Iterator[tuple[str, Any]]:
    """Each row of the raw files, with the file that it stands in."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".parquet":
            rows = duckdb.connect().read_parquet(str(path)).fetchall()
            columns = duckdb.connect().read_parquet(str(path)).columns
            yield from ((name, dict(zip(columns, row, strict=True))) for row in rows)
            continue
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
        if ".csv" in path.name:
            yield from ((name, row) for row in csv.DictReader(io.StringIO(text)))
            continue
        for line in text.splitlines():
            try:
                yield name, json.loads(line)
            except ValueError:
                yield name, line


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Each text below a value, with the name that it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)
    elif isinstance(value, str):
        yield key, value


def everything(database: Path) -> str:
    """All texts of a database that may be words, names or addresses, one a line."""
    with duckdb.connect(str(database), read_only=True) as connection:
        columns = connection.execute(
            """
            select database_name, schema_name, table_name, column_name
            from duckdb_columns()
            inner join duckdb_tables() using (database_name, schema_name, table_name)
            where not duckdb_columns.internal
                and data_type in ('VARCHAR', 'JSON', 'VARCHAR[]')
            """
        ).fetchall()
        texts: set[str] = set()
        for *table, column in columns:
            place = ".".join(f'"{part}"' for part in table)
            query = (
                f'select distinct "{column}"::varchar as said from {place} '
                "where regexp_matches(said, '[ @]')"
            )
            texts.update(text for (text,) in connection.execute(query).fetchall())
    return "\n".join(texts)


def addresses_in(data: bytes) -> set[str]:
    """What looks like an address in a file, whatever else there is."""
    around = (
        data[max(0, at.start() - 60) : at.end() + 60] for at in re.finditer(b"@", data)
    )
    known = (ADDRESS.findall(part.decode("ascii", "ignore")) for part in around)
    return {address for found in known for address in found}


def told(wanted: set[str], database: Path, *, in_bytes: bool = False) -> set[str]:
    """What of it stands in a database, in its texts or its bytes."""
    texts = everything(database)
    data = database.read_bytes()
    addresses = addresses_in(data)
    return {
        value
        for value in wanted
        if value in texts or value in addresses or (in_bytes and value.encode() in data)
    }

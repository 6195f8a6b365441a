"""Times how many messages a second are classed by the lexicon.

Reads the texts of a warehouse that is built, makes each of them different by a number
until there are enough, and runs the compiled SQL of int_texts_classified on them.
"""

import argparse
import re
import time
from pathlib import Path

import duckdb

MODEL = "models/intermediate/text/int_texts_classified.sql"


def compiled_sql(target: Path) -> str:
    """Give the model's SQL, as if no text were known yet."""
    sql = (target / "compiled/helpdesk_kpis" / MODEL).read_text()
    sql = re.sub(r"left join [^\n]* as known_texts.*? is null", "", sql, flags=re.S)
    return re.sub(r'"build"\."intermediate"\.', "timed.", sql)


def main() -> None:
    """Print the speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse"))
    parser.add_argument("--target", type=Path, default=Path("target"))
    arguments = parser.parse_args()
    connection = duckdb.connect()
    connection.execute(
        f"attach '{arguments.warehouse / 'build.duckdb'}' as build (read_only)"
    )
    connection.execute("create schema timed")
    connection.execute("set threads = 1")
    connection.execute(
        """
        create table timed.int_texts_listed as
        select
            cast(numbers.i as varchar) || message_key as text_key,
            cast(null as varchar) as stated_language,
            body || ' ' || numbers.i as body
        from build.intermediate.int_texts_listed
        cross join range(1000) as numbers (i)
        order by numbers.i
        limit ?
        """,
        [arguments.messages],
    )
    # The work of one thread, whatever else the machine is doing.
    started = time.process_time()
    connection.execute(
        f"create table timed.classed as {compiled_sql(arguments.target)}"
    )
    seconds = time.process_time() - started
    row = connection.execute("select count(*) from timed.classed").fetchone()
    count = row[0] if row else 0
    print(f"{count:,} messages in {seconds:.2f} s: {count / seconds:,.0f} a second")


if __name__ == "__main__":
    main()

"""Asks a published file for numbers again and again: reader.py DATABASE FOLDER.

Ends when FOLDER/stop is there, and leaves in FOLDER/answer.json how long each answer
took, which different answers there were, and every error.
"""

import json
import sys
import time
from pathlib import Path

import duckdb

PAUSE_SECONDS = 0.02
QUERY = """
select
    (select count(*) from facts.fct_conversations),
    (select count(*) from marts.kpi_values),
    (select count(distinct kpi) from marts.kpi_scorecard),
    (
        select sum(sample_size) from marts.first_response_time
        where segment_type = 'channel' and period_grain = 'week'
    )
"""


def main() -> None:
    database, folder = Path(sys.argv[1]), Path(sys.argv[2])
    seconds: list[float] = []
    answers: set[tuple[int, ...]] = set()
    errors: list[str] = []
    while not (folder / "stop").exists():
        started = time.perf_counter()
        try:
            with duckdb.connect(str(database), read_only=True) as connection:
                answers.update(connection.execute(QUERY).fetchall())
        except duckdb.Error as error:
            errors.append(str(error))
        seconds.append(time.perf_counter() - started)
        time.sleep(PAUSE_SECONDS)
    (folder / "answer.json").write_text(json.dumps([seconds, sorted(answers), errors]))


if __name__ == "__main__":
    main()

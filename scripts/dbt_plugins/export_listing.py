"""A dbt-duckdb plugin: SQL functions that look at folders and files.

list_export_files(folder)  every file below a folder of exports, as a JSON array
                           (text); no file is opened
absolute_path(path)        a path without '.', '..', links or a starting point
gzip_problem(path)         what is wrong with a packed file; empty where nothing is

It also makes the folder that the database file lies in, which DuckDB doesn't.
"""

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection
from duckdb.sqltypes import VARCHAR
from export_folder import absolute_path, gzip_problem, list_export_files


class Plugin(BasePlugin):
    """What dbt-duckdb loads: see profiles.yml."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        if self.creds is not None and self.creds.path != ":memory:":
            Path(self.creds.path).parent.mkdir(parents=True, exist_ok=True)

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        # What a folder holds changes, so a result is never kept: side_effects.
        for function in (list_export_files, absolute_path, gzip_problem):
            conn.create_function(
                function.__name__, function, [VARCHAR], VARCHAR, side_effects=True
            )

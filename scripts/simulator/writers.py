"""Puts lines into files: NDJSON, CSV or Parquet, plain or compressed."""

import gzip
import os
from pathlib import Path
from typing import Protocol

import duckdb

from simulator import generic, neighbours
from simulator.deliveries import Deliveries

# Streams that are exported whole each time, so one file that is replaced.
WHOLE = (
    *("groups", "schedules", "holidays", "agents", "admins", "teams", "customers"),
    *neighbours.WHOLE,
)
PARQUET = ("customers", *neighbours.PARQUET)
COLUMNS = generic.COLUMNS | neighbours.COLUMNS
# Sources whose every stream is lines that grow.
LINES_ONLY = ("help_scout",)
COMPRESSION_LEVEL = 9


class Sink(Protocol):
    """Where the lines of one file go."""

    def write(self, text: str) -> None:
        """Add lines; each ends with a line feed."""

    def close(self) -> None:
        """Finish the file."""


class TextSink:
    """A file of text."""

    def __init__(self, path: Path, header: str) -> None:
        self._raw = path.open("wb")
        self._file = (
            gzip.GzipFile(
                filename="",
                mode="wb",
                compresslevel=COMPRESSION_LEVEL,
                fileobj=self._raw,
                mtime=0,
            )
            if path.suffix == ".gz"
            else self._raw
        )
        if header:
            self.write(header + "\n")

    def write(self, text: str) -> None:
        """Add lines."""
        self._file.write(text.encode())

    def close(self) -> None:
        """Finish the file."""
        self._file.close()
        self._raw.close()


class ParquetSink:
    """A Parquet file: text columns, and real timestamps where the name ends in _at."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self._path = path
        self._columns = columns
        self._lines_path = path.with_suffix(".lines")
        self._lines = TextSink(self._lines_path, "")

    def write(self, text: str) -> None:
        """Add rows, written as lines of JSON."""
        self._lines.write(text)

    def close(self) -> None:
        """Finish the file."""
        self._lines.close()
        types = ", ".join(f"{name}: 'varchar'" for name in self._columns)
        values = ", ".join(
            f"cast({name} as timestamptz) as {name}" if name.endswith("_at") else name
            for name in self._columns
        )
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute(
                f"copy (select {values} from read_json('{self._lines_path}', "
                f"format = 'newline_delimited', columns = {{{types}}})) "
                f"to '{self._path}' (format parquet, compression zstd)"
            )
        self._lines_path.unlink()


class Files:
    """All files of an export, opened when their first line comes."""

    def __init__(
        self, folder: Path, deliveries: Deliveries, *, is_compressed: bool
    ) -> None:
        self.folder = folder
        self.deliveries = deliveries
        self.is_compressed = is_compressed
        self.paths: dict[Path, int] = {}
        self._sinks: dict[Path, Sink] = {}

    def path(self, source: str, stream: str, delivery: int) -> Path:
        """Say in which file a stream's lines of a delivery go."""
        run = self.deliveries.all[delivery]
        folder = self.folder / f"drop_{run.drop:02d}" if run.drop else self.folder
        suffix = ".csv" if source == "generic" and stream in COLUMNS else ".ndjson"
        is_whole = stream in WHOLE and source not in LINES_ONLY
        if source == "generic" and stream in PARQUET:
            suffix = ".parquet"
        # Freshdesk's agents come version by version, as all of its people do.
        if is_whole and (source, stream) != ("freshdesk", "agents"):
            return folder / source / f"{stream}{suffix}"
        if self.is_compressed and suffix != ".parquet":
            suffix += ".gz"
        return folder / source / stream / f"{run.name}{suffix}"

    def write(self, source: str, stream: str, delivery: int, text: str) -> None:
        """Add lines of a stream."""
        path = self.path(source, stream, delivery)
        sink = self._sinks.get(path)
        if sink is None:
            sink = self._open(path, stream)
            self.paths[path] = delivery
        sink.write(text)

    def _open(self, path: Path, stream: str) -> Sink:
        path.parent.mkdir(parents=True, exist_ok=True)
        sink: Sink
        if path.suffix == ".parquet":
            sink = ParquetSink(path, COLUMNS[stream])
        else:
            is_csv = ".csv" in path.suffixes
            sink = TextSink(path, ",".join(COLUMNS[stream]) if is_csv else "")
        self._sinks[path] = sink
        return sink

    def empty(self, path: Path) -> None:
        """Make an empty file, as some exporters do when there is nothing."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        self.paths[path] = 0

    def close(self) -> None:
        """Finish all files, and date them by their delivery."""
        for sink in self._sinks.values():
            sink.close()
        self._sinks = {}
        self.date()

    def date(self) -> None:
        """Give each file the time of its delivery, so that order is as delivered."""
        for path, delivery in self.paths.items():
            moment = self.deliveries.all[delivery].end
            os.utime(path, (moment, moment))

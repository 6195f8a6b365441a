"""Looks at folders of exports and at files: for builds, and the gate before them."""

import gzip
import json
import os
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHUNK_BYTES = 1 << 20
REQUESTS = "privacy_requests.csv"
DATA = (".ndjson", ".jsonl", ".json", ".csv", ".parquet", ".gz")


def _visible(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return [entry for entry in entries if not entry.name.startswith((".", "_"))]


def _files_below(folder: str) -> Iterator[os.DirEntry[str]]:
    """All files below a folder, however deep."""
    for entry in _visible(folder):
        if entry.is_dir():
            yield from _files_below(entry.path)
        elif entry.is_file():
            yield entry


def _export_files(folder: str) -> Iterator[os.DirEntry[str]]:
    """The files below a folder, but for the list of people to forget and pages of text.

    Those that lie where no stream is are among them, so that they can be named.
    """
    for entry in _files_below(folder):
        is_on_top = Path(entry.path).parent == Path(folder)
        if not is_on_top or (entry.name.endswith(DATA) and entry.name != REQUESTS):
            yield entry


def _modified_at(nanoseconds: int) -> str:
    """UTC, to the microsecond, by whole numbers: a float would lose digits."""
    moment = EPOCH + timedelta(microseconds=nanoseconds // 1000)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def list_export_files(folder: str) -> str:
    """Every file below a folder of exports, sorted, as a JSON array.

    Names that start with '.' or '_' are left out, at any level. No file is opened.
    """
    if not os.path.isdir(folder):
        problem = "is not a folder" if os.path.exists(folder) else "does not exist"
        raise ValueError(
            f"The folder of exports {problem}: {folder} (looked for at "
            f"{absolute_path(folder)}). Set HELPDESK_EXPORTS, or the var "
            "exports_path, to the folder that holds one folder per source."
        )
    files = []
    for entry in _export_files(folder):
        relative_path = Path(entry.path).relative_to(folder).as_posix()
        status = entry.stat()
        files.append(
            {
                "path": (Path(folder) / relative_path).as_posix(),
                "relative_path": relative_path,
                "size_bytes": status.st_size,
                "modified_at": _modified_at(status.st_mtime_ns),
            }
        )
    files.sort(key=lambda file: str(file["relative_path"]))
    return json.dumps(files, ensure_ascii=False)


def absolute_path(path: str) -> str:
    """The one absolute path of a file or folder, whether it exists or not."""
    return Path(path).resolve().as_posix()


def gzip_problem(path: str) -> str:
    """What is wrong with a gzip file: it is none, or it was cut off or damaged."""
    try:
        with gzip.open(path) as unpacked:
            while unpacked.read(CHUNK_BYTES):
                pass
    except gzip.BadGzipFile as error:
        return f"is not what its name says, a gzip file ({error})"
    except (EOFError, zlib.error) as error:
        return f"is a gzip file that was cut off or damaged ({error})"
    return ""

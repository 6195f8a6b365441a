"""Runs a build from beginning to end: one at a time, with a log and an exit code.

What scripts/build calls once the environment is there. Nothing is published unless
every step before it has passed.
"""

import argparse
import contextlib
import fcntl
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

import duckdb
import yaml

from gate.check import Outcome, check_exports, check_marts
from publish import BUILD_FILE, PUBLISHED_FILE, compact_after_erasure

LOCK_FILE = ".build.lock"
LOG_FILE = "build.log"
LOG_BYTES, LOG_COPIES = 1_000_000, 5
LEAST_FREE_BYTES = 100_000_000
BIN = Path(sys.executable).parent
SCRIPTS = Path(__file__).resolve().parent

# What to do about errors that the gate finds: stop (default), warn, or off: no gate.
GATE_VARIABLE, GATES = "HELPDESK_GATE", ("stop", "warn", "off")
FAILED, WRONG, LOCKED, MACHINE, EXPORTS = 1, 2, 3, 4, 5
MEANING = {
    0: "built and published",
    FAILED: "failed: a model or a test",
    WRONG: "not begun: a setting",
    LOCKED: "not begun: another build or program has the warehouse",
    MACHINE: "failed: the machine",
    EXPORTS: "not begun: the exports",
}
# What an error of the operating system or of DuckDB is recognised by.
FULL = ("No space left on device", "Disk quota exceeded", "File too large", "ENOSPC")


class StopError(Exception):
    """A build that can't go on: why, what to do, and the exit code."""

    def __init__(self, code: int, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.code = code


def open_log(warehouse: Path) -> logging.Logger:
    """The log of all builds into a warehouse, in a few files of limited size."""
    log = logging.getLogger("build")
    log.setLevel(logging.INFO)
    path = warehouse / LOG_FILE
    handler = RotatingFileHandler(
        path,
        maxBytes=LOG_BYTES,
        backupCount=LOG_COPIES,
        encoding="utf-8",
    )
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.handlers = [handler]
    return log


def note(log: logging.Logger, text: str) -> None:
    """One line, with the time in UTC, which no clock's change repeats."""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    log.info("%s %s", now, " ".join(text.split()))


def prepare(warehouse: Path) -> None:
    """Makes the folder and sees whether it can be written to."""
    probe = warehouse / ".writable"
    try:
        warehouse.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        raise StopError(
            MACHINE,
            f"Nothing can be written to {warehouse}: {error.strerror}.",
            "Make it writable, free space on its disk, or name another folder in "
            "HELPDESK_WAREHOUSE.",
        ) from error


@contextlib.contextmanager
def locked(warehouse: Path) -> Iterator[None]:
    """Holds the warehouse for this build; ends with the process, however that ends."""
    with (warehouse / LOCK_FILE).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise StopError(
                LOCKED,
                f"Another build is at work in {warehouse} ({holder}).",
                "Wait until it has ended, or give this one a warehouse of its own: "
                "HELPDESK_WAREHOUSE=another_folder.",
            ) from error
        file.truncate(0)
        started = datetime.now(UTC).isoformat(timespec="seconds")
        file.write(f"process {os.getpid()}, since {started}")
        file.flush()
        yield


def check_database(path: Path) -> None:
    """Opens the build file, and says what is wrong where that fails."""
    if not path.exists():
        return
    try:
        with duckdb.connect(str(path)):
            pass
    except duckdb.Error as error:
        text = str(error)
        if "Could not set lock" in text:
            raise StopError(
                LOCKED,
                f"Another program has {path} open: {text}",
                f"Close it there. To read numbers, open {PUBLISHED_FILE} beside it.",
            ) from error
        raise StopError(
            MACHINE,
            f"{path} can't be opened by DuckDB {duckdb.__version__}: {text}",
            "It was written by another version, or is damaged. Move it away and run "
            "scripts/build: all rows are read again from the exports. The published "
            "file stays as it is until then.",
        ) from error


def run(command: list[str]) -> tuple[int, str]:
    """Runs a step, shows what it says, and returns its end and last words."""
    last: list[str] = []
    # No user's words but options of dbt, and no shell.
    with subprocess.Popen(  # noqa: S603
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = [*last[-200:], line]
    return process.returncode, "".join(last)


def because_of_the_disk(words: str, warehouse: Path) -> bool:
    """Whether a step failed for want of space."""
    if any(sign in words for sign in FULL):
        return True
    return shutil.disk_usage(warehouse).free < LEAST_FREE_BYTES


def step(name: str, command: list[str], warehouse: Path) -> None:
    """Runs a step that must succeed."""
    status, words = run(command)
    if not status:
        return
    if because_of_the_disk(words, warehouse):
        raise StopError(
            MACHINE,
            f"The disk of {warehouse} is full: {name} could not be finished.",
            "Free some space and run scripts/build again: it goes on where it was.",
        )
    if status < 0:
        raise StopError(MACHINE, f"{name} was ended by signal {-status}, from outside.")
    raise StopError(FAILED, f"{name} failed: the errors are above.")


def variables_of(arguments: list[str]) -> dict[str, object]:
    """The settings given to dbt on the command line."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--vars", type=yaml.safe_load, default={})
    given: dict[str, object] = parser.parse_known_args(arguments)[0].vars or {}
    return given


def gate_mode() -> str:
    """What to do about errors that the gate finds."""
    mode = os.environ.get(GATE_VARIABLE) or GATES[0]
    if mode not in GATES:
        raise StopError(
            WRONG, f"{GATE_VARIABLE} is {mode}: it must be one of {', '.join(GATES)}."
        )
    return mode


def judge(outcome: Outcome, mode: str, code: int, *words: str) -> None:
    """Tells what the gate found, and ends the build at errors."""
    print("\n".join(outcome.lines()), flush=True)
    if outcome.has_errors and mode == "stop":
        raise StopError(code, *words)


def build(exports: Path, warehouse: Path, arguments: list[str]) -> None:
    """All steps of a build."""
    check_database(warehouse / BUILD_FILE)
    mode = gate_mode()
    if mode != "off":
        judge(
            check_exports(exports, warehouse, variables_of(arguments)),
            mode,
            EXPORTS,
            "The exports have errors, which are above: nothing was read.",
            f"Mend them, or set {GATE_VARIABLE}=warn to build all the same.",
        )
    colours = [] if sys.stdout.isatty() else ["--no-use-colors"]
    try:
        step("The build", [str(BIN / "dbt"), *colours, "build", *arguments], warehouse)
    finally:
        run([sys.executable, str(SCRIPTS / "explain_tests.py")])
        # Who was to be forgotten is, whether or not the rest is well.
        with contextlib.suppress(OSError, duckdb.Error):
            compact_after_erasure(warehouse / BUILD_FILE)
    if mode != "off":
        judge(
            check_marts(warehouse),
            mode,
            FAILED,
            "Numbers that can't be are above: they were not published.",
        )
    step("Publishing", [sys.executable, str(SCRIPTS / "publish.py")], warehouse)
    run([sys.executable, str(SCRIPTS / "show_data_quality.py")])
    run([sys.executable, str(SCRIPTS / "show_scorecard.py")])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exports", type=Path, help="folder of exports")
    parser.add_argument("warehouse", type=Path, help="folder of the database files")
    parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, help="options of dbt build"
    )
    given = parser.parse_args()
    warehouse: Path = given.warehouse
    started = time.monotonic()
    log = None
    try:
        prepare(warehouse)
        log = open_log(warehouse)
        with locked(warehouse):
            note(log, f"began: {given.exports} {' '.join(given.arguments)}")
            build(given.exports, warehouse, given.arguments)
        code, reason = 0, ""
    except StopError as stop:
        code, reason = stop.code, str(stop)
        published = warehouse / PUBLISHED_FILE
        if published.exists():
            kept = f"{published} still holds the last good result."
        else:
            kept = "Nothing has been published yet."
        print(f"\n{reason}\n{kept}", file=sys.stderr)
    except KeyboardInterrupt:
        code, reason = 130, "interrupted"
    if log:
        with contextlib.suppress(OSError):
            seconds = round(time.monotonic() - started)
            meaning = MEANING.get(code, "interrupted")
            note(log, f"ended with {code} ({meaning}) after {seconds} s. {reason}")
    return code


if __name__ == "__main__":
    sys.exit(main())

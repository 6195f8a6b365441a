"""Write the exports of a simulated helpdesk, in the raw shape of each source.

The same arguments give the same bytes. The sample in the repository is made by:

    python scripts/simulate_exports.py --conversations 4500 --seed 7 \
        --from 2024-11-01 --until 2026-10-31 --months-per-file 3 --compress \
        --output exports/sample
"""

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from simulator.run import SOURCES, Request, simulate
from simulator.world import Settings


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description="Write the exports of a simulated helpdesk."
    )
    parser.add_argument(
        "--conversations",
        type=int,
        default=4500,
        metavar="N",
        help="how many conversations the desk has (default: %(default)s)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=7,
        metavar="S",
        help="another seed is another desk (default: %(default)s)",
    )
    parser.add_argument(
        "--from",
        dest="first",
        type=date.fromisoformat,
        default=date(2024, 11, 1),
        metavar="DATE",
        help="first day (UTC)",
    )
    parser.add_argument(
        "--until",
        dest="last",
        type=date.fromisoformat,
        default=date(2026, 10, 31),
        metavar="DATE",
        help="last day (UTC)",
    )
    parser.add_argument(
        "--sources",
        default=",".join(SOURCES),
        metavar="LIST",
        help="default: %(default)s; what is in none of them is not told",
    )
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--drops",
        type=int,
        default=0,
        metavar="N",
        help="write folders drop_01 to drop_N: the last N days are one drop each",
    )
    parser.add_argument(
        "--mode",
        choices=("split", "mirror"),
        default="split",
        help="each conversation in one source, or all in each (default: split)",
    )
    parser.add_argument(
        "--no-dirt", action="store_true", help="no rows late, twice or damaged"
    )
    parser.add_argument("--compress", action="store_true", help="write .gz files")
    parser.add_argument(
        "--months-per-file", type=int, default=1, metavar="N", help="default: 1"
    )
    parser.add_argument(
        "--workers", type=int, default=None, metavar="N", help="default: all cores"
    )
    parser.add_argument(
        "--quiet", action="store_true", help="no progress bar, no table"
    )
    parsed = parser.parse_args(arguments)
    unknown = set(parsed.sources.split(",")) - set(SOURCES)
    if unknown:
        parser.error(f"unknown source: {', '.join(sorted(unknown))}")
    if parsed.last <= parsed.first:
        parser.error("--until must be after --from")
    if parsed.drops > (parsed.last - parsed.first).days:
        parser.error("--drops must be less than the days of the period")
    if parsed.conversations < 1:
        parser.error("--conversations must be at least 1")
    return parsed


def table(kinds: dict[str, Counter[str]]) -> str:
    """Lay out how often each kind of thing is in each source."""
    names = sorted({name for counted in kinds.values() for name in counted})
    width = max(map(len, names))
    header = " ".join(f"{source:>10}" for source in kinds)
    lines = [f"{'kind':<{width}} {header}"]
    for name in names:
        counts = " ".join(f"{counted[name]:>10,}" for counted in kinds.values())
        lines.append(f"{name:<{width}} {counts}")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Simulate and write."""
    parsed = parse_arguments(arguments)
    request = Request(
        Settings(
            parsed.conversations, parsed.seed, parsed.first, parsed.last, parsed.mode
        ),
        tuple(source for source in SOURCES if source in parsed.sources.split(",")),
        parsed.drops,
        parsed.months_per_file,
        has_dirt=not parsed.no_dirt,
    )
    kinds = simulate(
        request,
        parsed.output,
        is_compressed=parsed.compress,
        workers=parsed.workers,
        is_quiet=parsed.quiet,
    )
    if not parsed.quiet:
        print(table(kinds))


if __name__ == "__main__":
    main(sys.argv[1:])

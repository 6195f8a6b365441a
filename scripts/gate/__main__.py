"""Checks raw exports before a build, and the numbers after it.

One line for each finding: the file, the rule, how many, an example, and what to do.
Pages of Great Expectations and a JSON file lie in the folder checks of the warehouse.
"""

import argparse
import os
import sys
from pathlib import Path

import duckdb
import yaml

from gate.check import Outcome, check_exports, check_marts

WRONG, BROKEN = 2, 2


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/check_exports",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Ends with 0: nothing wrong, or warnings; 1: warnings, with --strict; "
        "2: errors.",
    )
    parser.add_argument(
        "--exports",
        type=Path,
        default=Path(os.environ.get("HELPDESK_EXPORTS") or "exports/sample"),
        help="folder of exports (HELPDESK_EXPORTS, else exports/sample)",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("HELPDESK_WAREHOUSE") or "warehouse"),
        help="folder of the database files (HELPDESK_WAREHOUSE, else warehouse)",
    )
    parser.add_argument(
        "--marts", action="store_true", help="check the numbers of the last build"
    )
    parser.add_argument("--strict", action="store_true", help="end with 1 at warnings")
    parser.add_argument(
        "--vars",
        type=yaml.safe_load,
        default={},
        metavar="YAML",
        help="other settings than in dbt_project.yml, as for dbt",
    )
    given = parser.parse_args()
    try:
        outcome: Outcome = (
            check_marts(given.warehouse)
            if given.marts
            else check_exports(given.exports, given.warehouse, given.vars)
        )
    except (OSError, ValueError, duckdb.Error) as error:
        print(f"scripts/check_exports: {error}", file=sys.stderr)
        return BROKEN
    print("\n".join(outcome.lines()))
    return outcome.exit_code(is_strict=given.strict)


if __name__ == "__main__":
    sys.exit(main())

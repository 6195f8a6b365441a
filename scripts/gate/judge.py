"""Great Expectations over what was measured, and over a sample of rows."""

import html
import logging
import os
import shutil
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gate.profile import GARBLED
from gate.rules import ALL_RULES, Known, Measure

# What a value of a sampled row must not look like, by the rule that it breaks.
PATTERNS = {
    "ids_rounded": r"^[0-9][.,][0-9]+[eE]\+[0-9]+$",
    "spreadsheet_errors": r"^#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|¡REF!)$",
    "texts_garbled": GARBLED.pattern,
}
SAMPLED = {"ids_rounded": {"id"}, "spreadsheet_errors": None, "texts_garbled": {"text"}}


@dataclass(frozen=True)
class Broken:
    """A measure that is over what is allowed, or a sampled value that looks wrong."""

    rule: str
    file: str
    column: str
    count: int
    of: int
    example: str
    what: str = ""


def _cells(files: Sequence[Known]) -> list[dict[str, Any]]:
    """The values of the sampled rows, one a row."""
    cells = []
    for known in files:
        if known.stream is None:
            continue
        for row in known.profile.get("sample", ()):
            for name, (value, _) in row["cells"].items():
                if value:
                    cells.append(
                        {
                            "file": known.path,
                            "column": name,
                            "type": known.stream.columns[name].type,
                            "row_number": row["row"],
                            "value": value,
                        }
                    )
    return cells


def _escaped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows whose texts are shown in a page, where none may be taken for a tag."""
    return [
        {
            name: html.escape(value) if isinstance(value, str) else value
            for name, value in row.items()
        }
        for row in rows
    ]


def _context(gx: Any, folder: Path) -> Any:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    for site in list(context.list_data_docs_sites()):
        context.delete_data_docs_site(site)
    context.add_data_docs_site(
        "local_site",
        {
            "class_name": "SiteBuilder",
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(folder.resolve()),
            },
        },
    )
    return context


def _expectations(gx: Any, name: str, rows: list[dict[str, Any]]) -> list[Any]:
    kinds = gx.expectations
    if name == "measures":
        return [
            kinds.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="allowed",
                column_B="share",
                or_equal=True,
                row_condition=f'rule == "{rule}"',
                condition_parser="pandas",
                notes=ALL_RULES[rule].meaning,
                meta={"rule": rule},
            )
            for rule in sorted({row["rule"] for row in rows})
        ]
    found = []
    for rule, pattern in PATTERNS.items():
        types = SAMPLED[rule]
        condition = f"type in {sorted(types)}" if types else "type != ''"
        found.append(
            kinds.ExpectColumnValuesToNotMatchRegex(
                column="value",
                regex=pattern,
                row_condition=condition,
                condition_parser="pandas",
                notes=ALL_RULES[rule].meaning,
                meta={"rule": rule},
            )
        )
    return found


def _validate(folder: Path, frames: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Runs all expectations, writes the pages, and returns the results by frame."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        import pandas as pd
        from great_expectations.checkpoint.actions import UpdateDataDocsAction

        shutil.rmtree(folder, ignore_errors=True)
        context = _context(gx, folder)
        source = context.data_sources.add_pandas("exports")
        results = {}
        for name, rows in frames.items():
            if not rows:
                continue
            batch = source.add_dataframe_asset(
                name
            ).add_batch_definition_whole_dataframe("all")
            suite = context.suites.add(gx.ExpectationSuite(name=name))
            for expectation in _expectations(gx, name, rows):
                suite.add_expectation(expectation)
            validation = context.validation_definitions.add(
                gx.ValidationDefinition(name=name, data=batch, suite=suite)
            )
            checkpoint = context.checkpoints.add(
                gx.Checkpoint(
                    name=name,
                    validation_definitions=[validation],
                    actions=[UpdateDataDocsAction(name="pages")],
                    result_format={
                        "result_format": "COMPLETE",
                        "unexpected_index_column_names": ["number"],
                    },
                )
            )
            frame = pd.DataFrame(_escaped(rows))
            frame["number"] = range(len(frame))
            run = checkpoint.run(batch_parameters={"dataframe": frame})
            (results[name],) = run.run_results.values()
    return results


def _numbers(result: Any) -> list[int]:
    """The rows of a frame that broke an expectation."""
    if result.exception_info.get("raised_exception"):
        raise RuntimeError(str(result.exception_info))
    found = result.result.get("unexpected_index_list") or []
    return sorted(int(row["number"]) for row in found)


def broken(
    found: Sequence[Measure], files: Sequence[Known], folder: Path
) -> list[Broken]:
    """What breaks a rule, by Great Expectations, whose pages lie in the folder."""
    frames = {"measures": [asdict(one) for one in found], "values": _cells(files)}
    results = _validate(folder, frames)
    verdicts = [
        Broken(one.rule, one.file, one.column, one.count, one.of, one.example, one.what)
        for result in (results["measures"].results if "measures" in results else ())
        for one in (found[number] for number in _numbers(result))
    ]
    cells = frames["values"]
    for result in results["values"].results if "values" in results else ():
        rule = result.expectation_config.meta["rule"]
        places: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for number in _numbers(result):
            cell = cells[number]
            places.setdefault((cell["file"], cell["column"]), []).append(cell)
        for (file, column), odd in places.items():
            of = sum(c["file"] == file and c["column"] == column for c in cells)
            example = f"row {odd[0]['row_number']}: {odd[0]['value']}"
            verdicts.append(Broken(rule, file, column, len(odd), of, example))
    return verdicts

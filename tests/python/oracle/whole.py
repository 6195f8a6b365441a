"""All facts of an export: those of the helpdesks, and what their neighbours add."""

from collections.abc import Mapping
from pathlib import Path

from . import facts
from .neighbours import open_export, social_responses


def compute(exports_path: Path, variables: Mapping[str, object]) -> facts.Facts:
    """Read an export folder and work out its facts."""
    made = facts.compute(exports_path, variables)
    export = open_export(exports_path, variables, made)
    made.responses.extend(social_responses(export))
    return made

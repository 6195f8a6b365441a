"""Writes random dirty histories as raw export folders, the same for each seed."""

import argparse
import csv
import gzip
import io
import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from .facts import Fact, Facts

FILE_TIME = 1_735_000_000
BODIES = {
    "empty": "",
    "tags only": "<p>\n &nbsp; </p><br/>",
    "attachment only": "",
    "redacted": "▇▇▇▇ ▇▇",
}
VARIABLES: dict[str, object] = {"zendesk_bot_user_ids": ["900001"]}
"""The variables with which a build must read these histories."""


def timestamp(at: datetime, rng: Random | None = None) -> str:
    """Return a time as exports write it: mostly `Z`, sometimes with an offset."""
    if rng is not None and rng.random() < 0.05:
        shifted = at + timedelta(hours=2)
        return timestamp(shifted).replace("Z", "+02:00")
    style = "milliseconds" if at.microsecond else "seconds"
    return at.isoformat(timespec=style) + "Z"

"""The gate: what is wrong with raw exports, before a build reads them."""

import sys
from pathlib import Path

# How a folder of exports is listed is said once, in the plugin of the build.
sys.path.append(str(Path(__file__).resolve().parents[1] / "dbt_plugins"))

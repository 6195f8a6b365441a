"""The oracle: facts recomputed from the raw export files in plain Python.

It shares no code with the models, so that both can be held against each other.
"""

from .facts import Facts
from .whole import compute

__all__ = ["Facts", "compute"]

"""What China's regional cloud-computing plans promised, by when, and how firmly.

The tables are functions that return fresh frames: `plans`, `editions`, `sections`, `regions`, `indicators`, `statements`,
`targets`, `evidence`, `corrections`, `numerals`, `comparability`, `goals`, `instruments`, `projects`, `reported`, `changes`. `load`
gives the same for another directory; `cite` says how to cite what was used, `describe` what a name stands for.
"""

import functools
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cloudplans.dataset import Dataset, cite, load
    from cloudplans.display import describe
    from cloudplans.scanner import Candidate, Scanner, scan

    _tables = Dataset()
    plans = _tables.plans
    editions = _tables.editions
    sections = _tables.sections
    regions = _tables.regions
    indicators = _tables.indicators
    statements = _tables.statements
    targets = _tables.targets
    evidence = _tables.evidence
    unverified = _tables.unverified
    corrections = _tables.corrections
    numerals = _tables.numerals
    comparability = _tables.comparability
    goals = _tables.goals
    instruments = _tables.instruments
    projects = _tables.projects
    changes = _tables.changes

__version__ = "0.2.0"

_HOMES = {
    "Candidate": "scanner", "Dataset": "dataset", "Scanner": "scanner", "cite": "dataset", "describe": "display",
    "load": "dataset", "scan": "scanner",
}  # fmt: skip

__all__ = [
    "Candidate",
    "Dataset",
    "Scanner",
    "changes",
    "cite",
    "comparability",
    "corrections",
    "describe",
    "editions",
    "evidence",
    "goals",
    "indicators",
    "instruments",
    "load",
    "numerals",
    "plans",
    "projects",
    "regions",
    "scan",
    "sections",
    "statements",
    "targets",
    "unverified",
]


@functools.cache
def _own() -> Any:
    return import_module("cloudplans.dataset").Dataset()


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for, so that a command's help waits for nothing; the tables are one data set's."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"cloudplans.{_HOMES[name]}") if name in _HOMES else _own()
    return globals().setdefault(name, getattr(home, name))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""What China's regional cloud-computing plans promised, by when, and how firmly.

The tables are functions that return fresh frames: `plans`, `editions`, `sections`, `regions`, `indicators`, `statements`, `targets`,
`evidence`, `corrections`, `numerals`, `comparability`, `goals`, `instruments`, `projects`, `unverified`, `changes`. `load` returns a
data set with the same methods that includes your own folders of plans, `cite` says how to cite what you used, `describe` what a name
means, and `scan` finds the quantified targets of any text. `compare` and `plots` are packages of functions that take these frames.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cloudplans import compare as compare
    from cloudplans import plots as plots
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

__version__ = "1.0.0.dev0"

_HOMES = {
    "Candidate": "scanner", "Dataset": "dataset", "Scanner": "scanner", "cite": "dataset", "describe": "display",
    "load": "dataset", "scan": "scanner",
}  # fmt: skip
_PACKAGES = ("compare", "plots")

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


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562); the tables are the methods of one data set."""
    if name in _PACKAGES:
        return import_module(f"cloudplans.{name}")
    if name == "_own":
        return globals().setdefault(name, import_module("cloudplans.dataset").Dataset())
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"cloudplans.{_HOMES[name]}") if name in _HOMES else __getattr__("_own")
    return globals().setdefault(name, getattr(home, name))


def __dir__() -> list[str]:
    return sorted({*__all__, *_PACKAGES, "__doc__", "__file__", "__name__", "__path__", "__version__"})

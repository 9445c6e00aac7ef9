"""Targets of Chinese plans for cloud computing and the digital economy: how much, by when, how binding.

`targets` returns one frame with everything needed to read a target; `statements` the same for all kinds of figures. `wide` and
`convert` reshape it, `context` and `outcomes` give what to relate it to. The other tables are functions that return fresh frames:
`plans`, `editions`, `sections`, `regions`, `indicators`, `themes`, `evidence`, `corrections`, `numerals`, `comparability`, `goals`,
`instruments`, `projects`, `unverified`, `changes`. `describe` says what a name means, `cite` how to cite what you used, `load` returns a
data set with your own folders of plans, and `scan` finds the quantified targets of any text. `compare` and `plots` are packages of
functions that take these frames.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final as _Final

    from cloudplans import compare as compare
    from cloudplans import plots as plots
    from cloudplans.dataset import Dataset, cite, convert, load, read_targets, wide
    from cloudplans.display import describe
    from cloudplans.scanner import Candidate, Scanner, scan

    _own = Dataset()
    changes: _Final = _own.changes
    comparability: _Final = _own.comparability
    context: _Final = _own.context
    corrections: _Final = _own.corrections
    editions: _Final = _own.editions
    evidence: _Final = _own.evidence
    goals: _Final = _own.goals
    indicators: _Final = _own.indicators
    instruments: _Final = _own.instruments
    numerals: _Final = _own.numerals
    outcomes: _Final = _own.outcomes
    plans: _Final = _own.plans
    projects: _Final = _own.projects
    regions: _Final = _own.regions
    sections: _Final = _own.sections
    statements: _Final = _own.statements
    targets: _Final = _own.targets
    themes: _Final = _own.themes
    unverified: _Final = _own.unverified
    __data_version__: str

__version__ = "1.0.0.dev0"

_HOMES = {
    "Candidate": "scanner", "Dataset": "dataset", "Scanner": "scanner", "cite": "dataset", "convert": "dataset",
    "describe": "display", "load": "dataset", "read_targets": "dataset", "scan": "scanner", "wide": "dataset",
}  # fmt: skip
_PACKAGES = ("compare", "plots")

__all__ = [
    "Candidate",
    "Dataset",
    "Scanner",
    "__data_version__",
    "__version__",
    "changes",
    "cite",
    "comparability",
    "compare",
    "context",
    "convert",
    "corrections",
    "describe",
    "editions",
    "evidence",
    "goals",
    "indicators",
    "instruments",
    "load",
    "numerals",
    "outcomes",
    "plans",
    "plots",
    "projects",
    "read_targets",
    "regions",
    "scan",
    "sections",
    "statements",
    "targets",
    "themes",
    "unverified",
    "wide",
]


if not TYPE_CHECKING:  # a checker then knows that a misspelt name does not exist

    def __getattr__(name: str) -> object:
        """Load a public name when it is first used (PEP 562); the tables are the methods of one data set."""
        if name in _PACKAGES:
            return _import_module(f"cloudplans.{name}")
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name in _HOMES:
            found = getattr(_import_module(f"cloudplans.{_HOMES[name]}"), name)
        else:
            own = _import_module("cloudplans.dataset").own_data()
            found = own.descriptor["version"] if name == "__data_version__" else getattr(own, name)
        return globals().setdefault(name, found)


def __dir__() -> list[str]:
    return __all__

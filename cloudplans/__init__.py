"""What China's regional cloud-computing plans promised, by when, and how firmly.

The tables are functions that return fresh frames: `plans`, `editions`, `sections`, `regions`, `indicators`, `statements`,
`targets`, `evidence`, `corrections`, `numerals`, `comparability`, `goals`, `instruments`, `projects`, `reported`, `changes`. `load`
gives the same for another directory; `cite` says how to cite what was used, `describe` what a name stands for.
"""

from cloudplans import arrival as arrival  # before what takes time
from cloudplans.citation import cite
from cloudplans.codebook import describe
from cloudplans.dataset import Dataset, load
from cloudplans.scanner import Candidate, Scanner, scan

__version__ = "0.2.0"

_data = Dataset()
plans = _data.plans
editions = _data.editions
sections = _data.sections
regions = _data.regions
indicators = _data.indicators
statements = _data.statements
targets = _data.targets
evidence = _data.evidence
reported = _data.reported
corrections = _data.corrections
numerals = _data.numerals
comparability = _data.comparability
goals = _data.goals
instruments = _data.instruments
projects = _data.projects
changes = _data.changes

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
    "reported",
    "scan",
    "sections",
    "statements",
    "targets",
]

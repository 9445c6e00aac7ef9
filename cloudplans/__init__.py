"""What China's regional cloud-computing plans promised, by when, and how firmly.

The tables are functions that return fresh frames: `plans`, `editions`, `sections`, `regions`, `indicators`, `statements`,
`targets`, `evidence`, `corrections`, `numerals`, `comparability`, `goals`, `instruments`, `projects`. `load` gives the same for another directory.
"""

from cloudplans.dataset import Dataset, load
from cloudplans.scanner import Candidate, Scanner, scan

__version__ = "0.1.0"

_data = Dataset()
plans = _data.plans
editions = _data.editions
sections = _data.sections
regions = _data.regions
indicators = _data.indicators
statements = _data.statements
targets = _data.targets
evidence = _data.evidence
corrections = _data.corrections
numerals = _data.numerals
comparability = _data.comparability
goals = _data.goals
instruments = _data.instruments
projects = _data.projects

__all__ = [
    "Candidate",
    "Dataset",
    "Scanner",
    "comparability",
    "corrections",
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
]

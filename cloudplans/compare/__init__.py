"""Comparisons that cannot mislead: frame to frame, bounds kept, unlike things refused or labelled, no drawing.

Every result row names the statements it rests on (`statement_ids`) and tells how it came about in both languages
(`derivation_zh`, `derivation_en`). Bounds are columns: `lower`, `upper` (NaN where open), `lower_closed`, `upper_closed`, `about`.
"""

from cloudplans.compare.copies import collate_copy, copied_evidence, open_copy
from cloudplans.compare.coverage import coverage, coverage_matrix
from cloudplans.compare.editions import collate_figures
from cloudplans.compare.fate import outcomes, upper_outcomes
from cloudplans.compare.order import compare, pairs, ranking
from cloudplans.compare.paths import at, stages, steps
from cloudplans.compare.policy import aims_ladder, goal_themes, instrument_matrix, places
from cloudplans.compare.sense import sense
from cloudplans.compare.size import BASES, flips, sized
from cloudplans.compare.standing import standings
from cloudplans.compare.timeline import targets_per_year, timelines
from cloudplans.compare.upper import references, standing, upper_plans
from cloudplans.compare.verdicts import NotComparable, verdict, verdict_matrix

__all__ = [
    "BASES",
    "NotComparable",
    "aims_ladder",
    "at",
    "collate_copy",
    "collate_figures",
    "compare",
    "copied_evidence",
    "coverage",
    "coverage_matrix",
    "flips",
    "goal_themes",
    "instrument_matrix",
    "open_copy",
    "outcomes",
    "pairs",
    "places",
    "ranking",
    "references",
    "sense",
    "sized",
    "stages",
    "standing",
    "standings",
    "steps",
    "targets_per_year",
    "timelines",
    "upper_outcomes",
    "upper_plans",
    "verdict",
    "verdict_matrix",
]

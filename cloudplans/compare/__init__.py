"""Comparisons: tables in, tables out. Bounds are kept, what cannot be compared is refused or labelled, and nothing is drawn.

Each result row lists the statements it is based on (`statement_ids`) and its calculation in both languages
(`derivation_zh`, `derivation_en`). Bounds are columns: `lower`, `upper` (NaN where open), `lower_closed`, `upper_closed`, `about`.
"""

from cloudplans.compare.collated_editions import collate, copied_evidence, editions, open_copy, pinned_copy, remarks
from cloudplans.compare.comparability import NotComparable, verdict, verdict_matrix
from cloudplans.compare.coverage import by_region, coverage, coverage_matrix
from cloudplans.compare.implied_vs_stated import implied_values
from cloudplans.compare.national_plan import national_ratios, with_national_lines, with_verdicts
from cloudplans.compare.outcomes import national_outcomes, outcomes, unverified_outcomes
from cloudplans.compare.pairs_and_ranking import pair, pairs, ranking
from cloudplans.compare.plan_timelines import timelines
from cloudplans.compare.policy_counts import aims_ladder, goal_themes, instrument_matrix, project_places
from cloudplans.compare.relative_size import BASES, order_changes, relative_to
from cloudplans.compare.shared_row_helpers import WARNINGS, interval_of, words
from cloudplans.compare.stages import between_stages, stages, steps
from cloudplans.compare.stated_outcomes import stated_outcomes
from cloudplans.compare.work_reports import stated_in_reports

__all__ = [
    "BASES",
    "WARNINGS",
    "NotComparable",
    "aims_ladder",
    "between_stages",
    "by_region",
    "collate",
    "copied_evidence",
    "coverage",
    "coverage_matrix",
    "editions",
    "goal_themes",
    "implied_values",
    "instrument_matrix",
    "interval_of",
    "national_outcomes",
    "national_ratios",
    "open_copy",
    "order_changes",
    "outcomes",
    "pair",
    "pairs",
    "pinned_copy",
    "project_places",
    "ranking",
    "relative_to",
    "remarks",
    "stages",
    "stated_in_reports",
    "stated_outcomes",
    "steps",
    "timelines",
    "unverified_outcomes",
    "verdict",
    "verdict_matrix",
    "with_national_lines",
    "with_verdicts",
    "words",
]

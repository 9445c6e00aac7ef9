"""Tables, passages and records for readers: HTML in notebooks and pages, text in a terminal.

A function that returns an object to show (`table`, `statements`, `results`, `evidence`, `records`, ...) is the last line of a cell;
a function `with_...` returns a frame with more columns.
"""

from cloudplans.dataset import (
    figures_by_region,
    indicator_names,
    matrix_with_names,
    region_names,
    with_names,
    with_readable_columns,
    with_row_labels,
)
from cloudplans.display.blocks import folded
from cloudplans.display.chart_labels import label_axes
from cloudplans.display.codebook import field_rows, meanings, vocabularies
from cloudplans.display.command_output import print_description, print_frame, show
from cloudplans.display.comparison_tables import (
    comparability_reasons,
    outcomes,
    reliability_words,
    results,
    statement_names,
    statements_with_verdicts,
    unverified_counts,
    unverified_left_out,
)
from cloudplans.display.coverage_tables import coverage_counts, coverage_grid
from cloudplans.display.describe import describe, names
from cloudplans.display.description import Description
from cloudplans.display.html_table import Table, frame_html, heading, link_records, page_of, scrollable, table
from cloudplans.display.passages import edition_names, evidence, highlighted, passage, passages
from cloudplans.display.plan_records import plan_heading, plan_of, records, report_records
from cloudplans.display.policy_tables import project_counts, projects, record_matrix, segment_counts
from cloudplans.display.ready_made_tables import (
    corrections,
    drafts,
    kind_counts,
    open_decisions,
    plans,
    regions_without_statements,
    scan_results,
    statements,
    verification_summary,
)
from cloudplans.display.region_profile import beside_others, gaps, main_targets, policy_families, targets_by_year
from cloudplans.display.sentences import sentence, value_in_words

__all__ = [
    "Description",
    "Table",
    "beside_others",
    "comparability_reasons",
    "corrections",
    "coverage_counts",
    "coverage_grid",
    "describe",
    "drafts",
    "edition_names",
    "evidence",
    "field_rows",
    "figures_by_region",
    "folded",
    "frame_html",
    "gaps",
    "heading",
    "highlighted",
    "indicator_names",
    "kind_counts",
    "label_axes",
    "link_records",
    "main_targets",
    "matrix_with_names",
    "meanings",
    "names",
    "open_decisions",
    "outcomes",
    "page_of",
    "passage",
    "passages",
    "plan_heading",
    "plan_of",
    "plans",
    "policy_families",
    "print_description",
    "print_frame",
    "project_counts",
    "projects",
    "record_matrix",
    "records",
    "region_names",
    "regions_without_statements",
    "reliability_words",
    "report_records",
    "results",
    "scan_results",
    "scrollable",
    "segment_counts",
    "sentence",
    "show",
    "statement_names",
    "statements",
    "statements_with_verdicts",
    "table",
    "targets_by_year",
    "unverified_counts",
    "unverified_left_out",
    "value_in_words",
    "verification_summary",
    "vocabularies",
    "with_names",
    "with_readable_columns",
    "with_row_labels",
]

"""The tables of the data set with their filters, the pinned texts, the user's own folders, and how to cite what was used."""

from cloudplans.dataset.citation import cite
from cloudplans.dataset.complete_frame import COLUMNS, complete
from cloudplans.dataset.context_frames import refuse_old_vintages
from cloudplans.dataset.corrected_readings import adopted_readings
from cloudplans.dataset.data_directory import data_directory, notebooks_directory, own_directory
from cloudplans.dataset.data_package import Package, RawTable, Tables, as_text, cast, columns
from cloudplans.dataset.dataset import Dataset, load, own_data
from cloudplans.dataset.find_name import find_names, known_indicators, plan_names
from cloudplans.dataset.find_region import find_region, find_regions
from cloudplans.dataset.nearest_names import nearest, similar
from cloudplans.dataset.optional_packages import MissingExtra, require
from cloudplans.dataset.plan_texts import SourceError, sources_folder
from cloudplans.dataset.public_tables import Kind
from cloudplans.dataset.read_targets import read_targets
from cloudplans.dataset.readable_columns import (
    figures_by_region,
    indicator_names,
    matrix_with_names,
    region_names,
    short_plan_names,
    with_names,
    with_readable_columns,
    with_result_names,
    with_row_labels,
    year_in_id,
)
from cloudplans.dataset.reshape import convert, wide
from cloudplans.dataset.select_policy_records import LAYERS
from cloudplans.dataset.select_statements import coded_statements, rows_of
from cloudplans.dataset.targets_table import BILINGUAL, TARGETS, as_csv, as_lines, targets_table
from cloudplans.dataset.unverified_figures import (
    TIERS,
    UNVERIFIED_WARNING,
    Tier,
    addresses,
    as_verified,
    bilingual_warning,
    national,
    read_context,
    read_figure,
    read_years,
    unverified_numbers,
)
from cloudplans.dataset.user_folder import CODED_ONCE, DRAFT, TEXTS, Folder, in_order, opened
from cloudplans.dataset.work_reports import all_indicators, with_reports

__all__ = [
    "BILINGUAL",
    "CODED_ONCE",
    "COLUMNS",
    "DRAFT",
    "LAYERS",
    "TARGETS",
    "TEXTS",
    "TIERS",
    "UNVERIFIED_WARNING",
    "Dataset",
    "Folder",
    "Kind",
    "MissingExtra",
    "Package",
    "RawTable",
    "SourceError",
    "Tables",
    "Tier",
    "addresses",
    "adopted_readings",
    "all_indicators",
    "as_csv",
    "as_lines",
    "as_text",
    "as_verified",
    "bilingual_warning",
    "cast",
    "cite",
    "coded_statements",
    "columns",
    "complete",
    "convert",
    "data_directory",
    "figures_by_region",
    "find_names",
    "find_region",
    "find_regions",
    "in_order",
    "indicator_names",
    "known_indicators",
    "load",
    "matrix_with_names",
    "national",
    "nearest",
    "notebooks_directory",
    "opened",
    "own_data",
    "own_directory",
    "plan_names",
    "read_context",
    "read_figure",
    "read_targets",
    "read_years",
    "refuse_old_vintages",
    "region_names",
    "require",
    "rows_of",
    "short_plan_names",
    "similar",
    "sources_folder",
    "targets_table",
    "unverified_numbers",
    "wide",
    "with_names",
    "with_readable_columns",
    "with_reports",
    "with_result_names",
    "with_row_labels",
    "year_in_id",
]

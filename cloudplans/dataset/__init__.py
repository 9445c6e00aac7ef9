"""The tables of the data set with their filters, the pinned texts, a folder of your own, and how to cite what was used."""

from cloudplans.dataset.citation import cite
from cloudplans.dataset.data_package import Package, RawTable, cast, columns, data_directory, nearest, notebooks_directory, own_directory
from cloudplans.dataset.dataset import Dataset, load
from cloudplans.dataset.optional_packages import MissingExtra, require
from cloudplans.dataset.plan_texts import SourceError
from cloudplans.dataset.policy_records import LAYERS
from cloudplans.dataset.unverified_figures import (
    TIERS,
    WARNING,
    addresses,
    as_verified,
    national,
    read_context,
    read_figure,
    read_years,
)
from cloudplans.dataset.user_folder import CODED_ONCE, DRAFT, SETTLING, TEXTS, Folder, in_order, opened

__all__ = [
    "CODED_ONCE",
    "DRAFT",
    "LAYERS",
    "SETTLING",
    "TEXTS",
    "TIERS",
    "WARNING",
    "Dataset",
    "Folder",
    "MissingExtra",
    "Package",
    "RawTable",
    "SourceError",
    "addresses",
    "as_verified",
    "cast",
    "cite",
    "columns",
    "data_directory",
    "in_order",
    "load",
    "national",
    "nearest",
    "notebooks_directory",
    "opened",
    "own_directory",
    "read_context",
    "read_figure",
    "read_years",
    "require",
]

"""The data set: its tables as methods, with filters that refuse a wrong name."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans.dataset import plan_texts, work_reports
from cloudplans.dataset.data_package import RawTable, typed
from cloudplans.dataset.find_region import find_region
from cloudplans.dataset.plan_texts import SourceError
from cloudplans.dataset.public_tables import PublicTables
from cloudplans.dataset.user_folder import DRAFT, TEXTS, Folder, LayeredPackage, open_package
from cloudplans.dataset.work_reports import Documents, chosen

Directories = Path | str | Sequence[Path | str] | None


class Dataset(PublicTables):
    """The tables of the package, of another directory, or of the package with the user's own folders of plans.

    Parameters
    ----------
    directory : Path or sequence of Path, optional
        A folder that ``cloudplans new-plan`` made, or several: their rows are added to the package's tables. Or a whole data set
        (a directory with a ``datapackage.json``), which replaces them. The package's own by default.

    Examples
    --------
    >>> import cloudplans
    >>> cloudplans.load().plans()["plan_id"].tolist()[-2:]
    ['shandong-2024-ai', 'shanghai-2017']
    """

    def __init__(self, directory: Directories = None) -> None:
        self._package = open_package(directory)

    def __repr__(self) -> str:
        return f"Dataset of {len(self.resources)} tables: {', '.join(self.resources)}"

    @property
    def directory(self) -> Path:
        """The directory of the tables; the first of the user's folders where there are some."""
        return self._package.directory

    @property
    def folders(self) -> tuple[Folder, ...]:
        """The user's folders that are laid over the package's tables."""
        return self._package.folders if isinstance(self._package, LayeredPackage) else ()

    @property
    def descriptor(self) -> dict[str, Any]:
        """A copy of the data package's descriptor: titles, columns, types, constraints, keys, in both languages."""
        return copy.deepcopy(self._package.descriptor)

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptor's resources by name."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def table(self, name: str) -> pd.DataFrame:
        """Return a fresh frame of the table `name`, its columns typed as the descriptor says.

        Parameters
        ----------
        name : str
            A resource of the data package, such as ``"statements"``.

        Returns
        -------
        DataFrame
            Integers as nullable ``Int64``, numbers as ``float64``, dates as ``datetime64``, the rest as strings, in which the
            empty string marks a missing value. `attrs` has the table's name and title, the version and licence of the data, and
            the units of the columns that have one.

        Raises
        ------
        ValueError
            If there is no such table, or a row or value of a user's folder does not match the descriptor: the message names
            file, line and column. ``cloudplans verify`` lists all such.

        Examples
        --------
        >>> import cloudplans
        >>> str(cloudplans.load().table("statements")["deadline"].dtype)
        'Int64'
        """
        return self._package.table(name)

    def raw(self, name: str) -> RawTable:
        """Return the table `name` as strings, without drafts."""
        return self._package.raw(name)

    def whole(self, name: str) -> RawTable:
        """Return the table `name` as strings, with drafts."""
        return self._package.whole(name)

    def drafts(self) -> pd.DataFrame:
        """Return the statements that wait for a decision; the package's own tables have none."""
        frame = typed(self.whole("statements"), self._package.descriptor)
        return frame[frame["status"] == DRAFT].reset_index(drop=True)

    def own(self, name: str) -> dict[str, Path]:
        """Return the keys that the user's folders add to the table `name`, each with its folder."""
        return self._package.own(name)

    def content(self, path: str) -> bytes:
        """Return the bytes of a file of the data package: its descriptor or a table, without drafts."""
        return self._package.content(path)

    def copy_to(self, directory: Path) -> None:
        """Copy the tables and their descriptor to a new directory, without drafts and without texts."""
        self._package.copy_to(directory)

    def texts(self, sources: Path | str | None = None, *, documents: Documents = "plans") -> dict[str, str]:
        """Return the pinned texts of the plans by edition, decoded as UTF-8, newlines unchanged.

        Parameters
        ----------
        sources : Path, optional
            The folder of the texts; by default the one that ``CLOUDPLANS_SOURCES`` names. Without either, only the texts inside
            the user's folders are returned.
        documents : {"plans", "all"}
            ``"all"`` adds the texts of the work reports, by the id of the report.

        Raises
        ------
        SourceError
            If a file is missing or its bytes are not the pinned ones; all such files are named.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.load().texts("/nowhere")
        Traceback (most recent call last):
        cloudplans.dataset.plan_texts.SourceError: there is no folder /nowhere
        """
        texts, wrong = self.find_texts(sources)
        if chosen(documents) != "plans":
            of_reports, more = self.find_report_texts(sources)
            texts, wrong = texts | of_reports, wrong + more
        if wrong:
            raise SourceError("\n".join(wrong))
        return texts

    def find_texts(self, sources: Path | str | None = None) -> tuple[dict[str, str], list[str]]:
        """Return the texts as `texts` does, and one line for each that is missing or not the pinned one.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.load().find_texts("/nowhere")[1]
        ['there is no folder /nowhere']
        """
        folders = {edition: directory / TEXTS for edition, directory in self.own("editions").items()}
        return plan_texts.find_texts(self.raw("editions").rows, folders, sources)

    def find_report_texts(self, sources: Path | str | None = None) -> tuple[dict[str, str], list[str]]:
        """Return the texts of the work reports that are in the folder, by id, and one line for each that is not the pinned one.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.load().find_report_texts("/nowhere")
        ({}, [])
        """
        rows = self.raw("work_reports").rows if "work_reports" in self.resources else []
        return work_reports.find_report_texts(rows, sources)

    def region_id(self, name: str | int) -> str:
        """Return the id of the region `name`, in any of its spellings; see `find_region`."""
        return find_region(self.table("regions"), name)

    def editions(self) -> pd.DataFrame:
        """Return the pinned copies of the plans, one row each: file, sha256, number of characters, kind of copy.

        Examples
        --------
        >>> import cloudplans
        >>> sorted(set(cloudplans.editions()["copy_kind"]))
        ['gazette', 'government-web', 'portal', 'reprint']
        """
        return self.table("editions")

    def sections(self) -> pd.DataFrame:
        """Return the sections of each text, one row each: span in characters, role (status, goals, tasks ...), heading.

        Examples
        --------
        >>> import cloudplans
        >>> "goals" in set(cloudplans.sections()["role"])
        True
        """
        return self.table("sections")

    def corrections(self) -> pd.DataFrame:
        """Return the readings that differ from the printed text, one row per reading and edition, with the reason.

        Examples
        --------
        >>> import cloudplans
        >>> set(cloudplans.corrections()["adopted"])
        {'1.3亿户'}
        """
        return self.table("corrections")

    def numerals(self) -> pd.DataFrame:
        """Return every numeral that is not the value of a statement, with its class and the reason for it.

        Examples
        --------
        >>> import cloudplans
        >>> "date" in set(cloudplans.numerals()["class"])
        True
        """
        return self.table("numerals")

    def comparability(self) -> pd.DataFrame:
        """Return which pairs of indicators are comparable, and why or why not.

        Examples
        --------
        >>> import cloudplans
        >>> "not-comparable" in set(cloudplans.comparability()["verdict"])
        True
        """
        return self.table("comparability")

    def changes(self) -> pd.DataFrame:
        """Return what each version of the data changed, one row per record, field or table, with the reason.

        Ids that a version removed are not used again.

        Examples
        --------
        >>> import cloudplans
        >>> sorted(set(cloudplans.changes()["version"]))[0]
        '1.1.0'
        """
        return self.table("changes")


@cache
def own_data() -> Dataset:
    """Return the package's own data set, which calls use that name no other."""
    return Dataset()


def load(directory: Directories = None) -> Dataset:
    """Return the data set of a directory, or with the user's own folders; by default the package's own.

    Parameters
    ----------
    directory : Path or sequence of Path, optional
        A folder of plans, as ``cloudplans new-plan`` makes it, or several: their rows are added to the package's tables. Or a
        whole data set, which replaces them.

    Raises
    ------
    ValueError
        If a directory has no ``datapackage.json``. Tables in which two files have a row with the same key are refused when they
        are read: both files and lines are named.

    Examples
    --------
    >>> import cloudplans
    >>> len(cloudplans.load().resources) > 20
    True
    """
    return Dataset(directory)

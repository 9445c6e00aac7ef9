"""The data set: its tables as methods, with filters that refuse a wrong name."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans.dataset import plan_texts, policy_records, unverified_figures
from cloudplans.dataset.data_package import RawTable, typed
from cloudplans.dataset.filter_arguments import Filters, Names, Years, check_filters, keep, region_id, region_ids
from cloudplans.dataset.plan_texts import SourceError
from cloudplans.dataset.user_folder import DRAFT, TEXTS, Folder, LayeredPackage, open_package

Directories = Path | str | Sequence[Path | str] | None


class Dataset:
    """The tables of the package, of another directory, or of the package with the user's own folders of plans.

    Parameters
    ----------
    directory : Path or sequence of Path, optional
        A folder that ``cloudplans new-plan`` made, or several: their rows are added to the package's tables. Or a whole data set
        (a directory with a ``datapackage.json``), which replaces them. The package's own by default.

    Examples
    --------
    >>> import cloudplans
    >>> cloudplans.load().plans()["plan_id"].tolist()
    ['chengdu-2011', 'guangdong-2014', 'hubei-2016', 'shanghai-2017']
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

    def texts(self, sources: Path | str | None = None) -> dict[str, str]:
        """Return the pinned texts of the plans by edition, decoded as UTF-8, newlines unchanged.

        Parameters
        ----------
        sources : Path, optional
            The folder of the texts; by default the one that ``CLOUDPLANS_SOURCES`` names. Without either, only the texts inside
            the user's folders are returned.

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
        found, wrong = self.find_texts(sources)
        if wrong:
            raise SourceError("\n".join(wrong))
        return found

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

    def region_id(self, name: str) -> str:
        """Return the id of the region `name`: its id, or its name in either language."""
        return region_id(self.regions(), name)

    def plans(self) -> pd.DataFrame:
        """Return the plans, one row each: region, titles, issuer, number, date of issue, period.

        What the title lines of the text do not state is empty, with a note.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.plans().loc[1, "document_no"]
        '粤府办〔2014〕17号'
        """
        return self.table("plans")

    def editions(self) -> pd.DataFrame:
        """Return the pinned copies of the plans, one row each: file, sha256, number of characters, kind of copy.

        Examples
        --------
        >>> import cloudplans
        >>> len(cloudplans.editions())
        5
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

    def regions(self) -> pd.DataFrame:
        """Return the regions, one row each: ISO 3166-2:CN for provinces, GB/T 2260 for cities, names, level, parent.

        Examples
        --------
        >>> import cloudplans
        >>> "CN-GD" in set(cloudplans.regions()["region_id"])
        True
        """
        return self.table("regions")

    def indicators(self, *, theme: Names = None) -> pd.DataFrame:
        """Return the indicators, one row each: theme, names and definitions in both languages, unit, direction.

        Parameters
        ----------
        theme : str or list of str, optional
            Keep the indicators of these themes.

        Examples
        --------
        >>> import cloudplans
        >>> "cloud-services-scale" in set(cloudplans.indicators(theme="industry-scale")["indicator_id"])
        True
        """
        return keep(self.table("indicators"), **check_filters("indicators", theme=theme))

    def statements(
        self,
        *,
        plan: Names = None,
        region: Names = None,
        indicator: Names = None,
        theme: Names = None,
        kind: Names = None,
        unit: Names = None,
        year: Years = None,
        due_by: int | None = None,
        tier: str = "verified",
    ) -> pd.DataFrame:
        """Return the quantified statements of the plans, one row each.

        Parameters
        ----------
        plan, region, indicator, theme, kind, unit : str or list of str, optional
            Keep the statements of one plan, region (id or name in either language), indicator, theme, kind or unit, or of
            several.
        year : int or list of int, optional
            Keep the statements whose deadline is this year.
        due_by : int, optional
            Keep the statements whose deadline is this year or an earlier one.
        tier : {"verified", "unverified"}
            The lowest tier of evidence that is included. ``"unverified"`` adds the figures of other plans that public pages
            report (see `unverified`), with the columns `evidence_tier`, `relation`, `address` and the caveats, and
            ``attrs["warning"]``.

        Returns
        -------
        DataFrame
            `lower` and `upper` are in `unit` (money in CNY, shares in per cent), NaN where that side is open; `comparator`
            says whether the bound itself is included. `printed` and `label` quote the plan. `status` is ``corrected`` where the
            adopted reading differs from the printed one; `note_zh` and `note_en` say why.

        Raises
        ------
        ValueError
            If a name or tier does not exist; the message lists the nearest that do.

        Notes
        -----
        Source: the pinned texts of `editions()`; ``cloudplans verify`` derives every row again from the passages in `evidence()`.

        Examples
        --------
        >>> import cloudplans
        >>> rows = cloudplans.statements(region="Guangdong", indicator="cloud-services-scale", year=2020)
        >>> rows[["printed", "lower"]].values.tolist()
        [['3000亿元', 300000000000.0]]
        """
        filters = check_filters("statements", plan=plan, region=region, indicator=indicator, theme=theme, kind=kind, unit=unit,
                                year=year, due_by=due_by, tier=tier)  # fmt: skip
        return self._select(filters)

    def targets(
        self,
        *,
        plan: Names = None,
        region: Names = None,
        indicator: Names = None,
        theme: Names = None,
        unit: Names = None,
        year: Years = None,
        due_by: int | None = None,
        tier: str = "verified",
        kind: str = "target",
    ) -> pd.DataFrame:
        """Return the statements whose kind is ``target``, one row each.

        Parameters
        ----------
        plan, region, indicator, theme, unit : str or list of str, optional
            Keep the targets of one plan, region (id or name in either language), indicator, theme or unit, or of several.
        year : int or list of int, optional
            Keep the targets for this year.
        due_by : int, optional
            Keep the targets for this year or an earlier one.
        tier : {"verified", "unverified"}
            The lowest tier of evidence that is included; see `statements`.
        kind : {"target"}
            For calls that pass the filters of `statements` on; other kinds are there.

        Returns
        -------
        DataFrame
            The columns of `statements`.

        Raises
        ------
        ValueError
            If a name or tier does not exist; the message lists the nearest that do.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.targets(region="Chengdu", indicator="cloud-industry-scale", year=2015)["printed"].tolist()
        ['三千亿元']
        """
        if kind not in (None, "target"):
            raise ValueError(f"targets() returns statements of the kind 'target', not {kind!r}; use statements(kind=...)")
        filters = check_filters("targets", plan=plan, region=region, indicator=indicator, theme=theme, kind="target", unit=unit,
                                year=year, due_by=due_by, tier=tier)  # fmt: skip
        return self._select(filters)

    def _select(self, filters: Filters) -> pd.DataFrame:
        """Return the statements that pass the filters."""
        (tier,) = filters["tier"] or ("verified",)
        everything = frame = unverified_figures.statements(self, tier)
        regions = region_ids(self.regions(), filters["region"])
        indicators = self.table("indicators")
        known = keep(indicators, indicator_id=filters["indicator"])["indicator_id"]
        if filters["theme"] is not None:
            frame = frame[frame["indicator_id"].isin(keep(indicators, theme=filters["theme"])["indicator_id"])]
        if filters["indicator"] is not None:
            frame = frame[frame["indicator_id"].isin(known)]
        frame = _for_years(frame, everything, filters["year"], filters["due_by"])
        covered = sorted(set(everything["region_id"]))
        for missing in (region for region in regions or () if region not in covered):
            raise ValueError(f"no statement is about {missing}; regions with statements: {', '.join(covered)}")
        return keep(frame, among=everything, plan_id=filters["plan"], region_id=regions, kind=filters["kind"], unit=filters["unit"])

    def unverified(self) -> pd.DataFrame:
        """Return every figure of other plans that public pages report, one row each: the lower tier of evidence.

        Each is `kept` or `dropped` (`decision`); a kept one has an indicator, with its `relation` to it, or a reason why not.
        What the source states and how it is read are columns side by side; documents and addresses are joined in.

        Examples
        --------
        >>> import cloudplans
        >>> set(cloudplans.unverified()["evidence_tier"])
        {'unverified'}
        """
        return unverified_figures.listed(self)

    def evidence(self, *, statement: str | None = None) -> pd.DataFrame:
        """Return the passages that support each field of each statement, one row each, offsets in characters of the raw text.

        Parameters
        ----------
        statement : str, optional
            Keep the passages of one statement, or return those of one goal, instrument or project.

        Examples
        --------
        >>> import cloudplans
        >>> sorted(set(cloudplans.evidence()["role"]))
        ['bound', 'deadline', 'hedge', 'label', 'scope', 'value']
        """
        name = check_filters("evidence", statement=statement)["statement"]
        coded = self.table("policy_evidence")
        if name is not None and coded["record_id"].isin(name).any():
            return keep(coded, record_id=name).rename(columns={"record_id": "statement_id"})
        return keep(self.table("evidence"), statement_id=name)

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

    def policy_plans(self) -> pd.DataFrame:
        """Return the plans whose texts were read for goals, instruments and projects; a user's own plan need not be."""
        return policy_records.policy_plans(self)

    def goals(
        self, *, plan: Names = None, region: Names = None, theme: Names = None, level: Names = None
    ) -> pd.DataFrame:
        """Return the goals without a figure of their own, one row each: what is to be reached, not by what.

        Parameters
        ----------
        plan, region, theme, level : str or list of str, optional
            Keep the goals of one plan, region (id or name in either language), theme (``data``, ``layout``, ...) or level
            (``world``, ``national``, ``regional``, ``province``), or of several.

        Returns
        -------
        DataFrame
            `type` (``rank``, ``qualitative``, ``directional``), `level` and the words that state it, `deadline` (nullable year),
            `strength` and the hedge as printed, `printed` (the words), `gloss_en` (our translation), `passage`
            (paragraph.segment).

        Raises
        ------
        ValueError
            If a name does not exist; the message lists the nearest that do.

        Notes
        -----
        Source: the pinned texts of `editions()`, coded twice by ``data/coding/policy.md`` and adjudicated.

        Examples
        --------
        >>> import cloudplans
        >>> "rank" in set(cloudplans.goals(region="Hubei")["type"])
        True
        """
        return policy_records.goals(self, check_filters("goals", plan=plan, region=region, theme=theme, level=level))

    def instruments(
        self,
        *,
        plan: Names = None,
        region: Names = None,
        type: Names = None,
        family: Names = None,
        firmness: Names = None,
    ) -> pd.DataFrame:
        """Return the measures by which the governments act, one row per segment and type.

        Parameters
        ----------
        plan, region, type, family, firmness : str or list of str, optional
            Keep the measures of one plan, region, type (``funding``, ``procurement``, ...), family (``supply``, ``demand``,
            ``environment``) or firmness (``establish``, ``support``, ``encourage``, ``explore``), or of several.

        Returns
        -------
        DataFrame
            `type`, `family`, `target` (whom it addresses), `firmness` and the verb as printed, `printed`, `gloss_en` (our
            translation), `passage`. No plan states an amount of money to be spent on a measure.

        Raises
        ------
        ValueError
            If a name does not exist; the message lists the nearest that do.

        Examples
        --------
        >>> import cloudplans
        >>> sorted(set(cloudplans.instruments(family="demand")["family"]))
        ['demand']
        """
        filters = check_filters("instruments", plan=plan, region=region, type=type, family=family, firmness=firmness)
        return policy_records.instruments(self, filters)

    def projects(
        self, *, plan: Names = None, region: Names = None, kind: Names = None, place: Names = None
    ) -> pd.DataFrame:
        """Return the named projects, one row each: platforms, parks, centres, networks, pilots, firms.

        Parameters
        ----------
        plan, region, kind, place : str or list of str, optional
            Keep the projects of one plan, region or kind (``platform``, ``park``, ...), or those assigned to one place (a city
            or district, by id or name), or of several.

        Returns
        -------
        DataFrame
            `name` as printed, `name_en` (our translation), `kind`, `stage` (``existing``, ``under-way``, ``planned``),
            `place_ids` (GB/T 2260, separated by spaces; empty where the text names no place), `passage` of the first mention.

        Raises
        ------
        ValueError
            If a name does not exist; the message lists the nearest that do.

        Examples
        --------
        >>> import cloudplans
        >>> "楚天云" in set(cloudplans.projects(region="Hubei")["name"])
        True
        """
        return policy_records.projects(self, check_filters("projects", plan=plan, region=region, kind=kind, place=place))

    def terms(self, vocabulary: str) -> pd.DataFrame:
        """Return a closed vocabulary of the policy tables: codes, names in both languages, the family of an instrument."""
        return policy_records.terms(self, vocabulary)

    def policy_evidence(self, *, record: str | None = None) -> pd.DataFrame:
        """Return the passages that support each goal, instrument and project, offsets in characters of the raw text."""
        return policy_records.evidence(self, check_filters("policy_evidence", record=record)["record"])


def _for_years(
    frame: pd.DataFrame, everything: pd.DataFrame, year: list[int] | None, due_by: list[int] | None
) -> pd.DataFrame:
    """Keep the statements for some years, and those due by a year."""
    years = sorted(set(everything["deadline"].dropna()))
    for missing in (one for one in year or () if one not in years):
        raise ValueError(f"no statement is for the year {missing!r}; years: {', '.join(map(str, years))}")
    if year is not None:
        frame = frame[frame["deadline"].isin(year)]
    if due_by is None:
        return frame
    (last,) = due_by
    if last < years[0]:
        raise ValueError(f"no statement is due by {last}; the earliest is for {years[0]}")
    return frame[(frame["deadline"] <= last).fillna(False)]


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

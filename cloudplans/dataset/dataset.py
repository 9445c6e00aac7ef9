"""The data set: its tables as methods, with filters that refuse a wrong name."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from cloudplans.dataset import context_frames, plan_texts, select_policy_records, select_statements, unverified_figures
from cloudplans.dataset.complete_frame import complete
from cloudplans.dataset.data_package import RawTable, typed
from cloudplans.dataset.filter_arguments import Names, Regions, Years, check_filters, keep, takes_filters
from cloudplans.dataset.find_name import find_names, theme_names
from cloudplans.dataset.find_region import find_region
from cloudplans.dataset.plan_texts import SourceError
from cloudplans.dataset.select_statements import coded_statements
from cloudplans.dataset.unverified_figures import Tier
from cloudplans.dataset.user_folder import DRAFT, TEXTS, Folder, LayeredPackage, open_package
from cloudplans.labels import Language

Kind = Literal["target", "baseline", "forecast", "threshold", "programme_count", "context"]
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
        texts, wrong = self.find_texts(sources)
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

    def region_id(self, name: str | int) -> str:
        """Return the id of the region `name`, in any of its spellings; see `find_region`."""
        return find_region(self.table("regions"), name)

    @takes_filters
    def plans(self, *, tier: Tier | None = None) -> pd.DataFrame:
        """Return the plans, one row each: region, titles, issuer, number, date of issue, period.

        What the title lines of the text do not state is empty, with a note.

        Parameters
        ----------
        tier : {"verified", "single-coded", "unverified"}, optional
            ``"unverified"`` adds the documents of the unverified figures, whose texts were not read; their dates and issuers are
            missing.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.plans().loc[1, "document_no"]
        '粤府办〔2014〕17号'
        >>> set(cloudplans.targets(tier="unverified")["plan_id"]) <= set(cloudplans.plans(tier="unverified")["plan_id"])
        True
        """
        return unverified_figures.plans(self, check_filters("plans", tier=tier)["tier"])

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
        """Return the regions, one row each: all 34 provinces and the cities that records name, with their names and codes.

        Examples
        --------
        >>> import cloudplans
        >>> "CN-GD" in set(cloudplans.regions()["region_id"])
        True
        """
        return self.table("regions")

    @takes_filters
    def indicators(self, *, theme: Names | None = None) -> pd.DataFrame:
        """Return the indicators, one row each: theme, names and definitions in both languages, unit, direction.

        Parameters
        ----------
        theme : str or list of str, optional
            Keep the indicators of these themes, by id or name.

        Examples
        --------
        >>> import cloudplans
        >>> "cloud-services-scale" in set(cloudplans.indicators(theme="industry-scale")["indicator_id"])
        True
        """
        themes = find_names(theme_names(), check_filters("indicators", theme=theme)["theme"], "theme")
        return keep(self.table("indicators"), theme=themes)

    @takes_filters
    def targets(
        self,
        *,
        region: Regions | None = None,
        indicator: Names | None = None,
        theme: Names | None = None,
        plan: Names | None = None,
        kind: Literal["target"] | None = None,
        unit: Names | None = None,
        year: Years | None = None,
        due_by: int | None = None,
        tier: Tier | None = None,
        lang: Language | None = None,
    ) -> pd.DataFrame:
        """Return the targets of the plans, one row each, with everything needed to read them.

        Parameters
        ----------
        region : str, int or list, optional
            Keep the targets of one region, or of several: 广东, 广东省, Guangdong, GD, CN-GD, 440000 all name the same one.
        indicator, theme, plan : str or list of str, optional
            Keep the targets for indicators, themes or plans, by id or by name in either language.
        kind : {"target"}, optional
            For calls that pass the filters of `statements` on.
        unit : str or list of str, optional
            Keep the targets in these units, such as ``"CNY"`` or ``"percent"``.
        year : int or list of int, optional
            Keep the targets for these years.
        due_by : int, optional
            Keep the targets for this year or an earlier one.
        tier : {"verified", "single-coded", "unverified"}, optional
            The lowest tier of evidence to include. By default all that was read in the text of a plan: the package's own rows,
            which are verified, and those of your own folders, which may be coded once (※). ``"unverified"`` adds the figures of
            other plans that public pages report (see `unverified`).
        lang : {"en", "zh"}, optional
            Language of names and notes; by default that of `cloudplans.plots.use_style`, else English.

        Returns
        -------
        DataFrame
            `region`, `indicator`, `theme` (names); `deadline` (year, ``Int64``); `value` in `unit` (of an open bound the bound,
            missing for a range), `comparator` (eq, ge, gt, le, lt, approx, range), `lower` and `upper` (missing where that side
            is open); `printed`, `label`, `scope` and `hedge` as the plan prints them; `status`, `note`; and the keys
            `statement_id`, `plan_id`, `region_id`, `adcode` (GB/T 2260), `indicator_id`, `theme_id`, `kind`, `period_start`.
            With the tier ``"unverified"`` also `relation`, `measured`, `address` and `caveat`, and ``attrs["warning"]``.

        Raises
        ------
        ValueError
            If a name does not exist; the message gives the nearest. A name that exists and has no rows gives an empty frame.

        Notes
        -----
        Source: the pinned texts of `editions`; ``cloudplans verify`` derives every row again from the passages in `evidence`.

        Examples
        --------
        >>> import cloudplans
        >>> rows = cloudplans.targets(region=["广东", "Chengdu"], indicator="cloud-services-scale", year=2015)
        >>> rows[["region", "value", "unit", "printed"]].values.tolist()
        [['Chengdu', 30000000000.0, 'CNY', '300亿元'], ['Guangdong', 100000000000.0, 'CNY', '1000亿元']]
        """
        if kind not in (None, "target"):
            raise ValueError(f"targets() returns statements of the kind 'target', not {kind!r}; use statements(kind=...)")
        filters = {"region": region, "indicator": indicator, "theme": theme, "plan": plan, "unit": unit, "year": year}
        coded = coded_statements(self, "targets", **filters, due_by=due_by, tier=tier, kind="target")
        return complete(self, coded, lang)

    @takes_filters
    def statements(
        self,
        *,
        region: Regions | None = None,
        indicator: Names | None = None,
        theme: Names | None = None,
        plan: Names | None = None,
        kind: Kind | Sequence[Kind] | None = None,
        unit: Names | None = None,
        year: Years | None = None,
        due_by: int | None = None,
        tier: Tier | None = None,
        lang: Language | None = None,
    ) -> pd.DataFrame:
        """Return all quantified statements of the plans, one row each: targets, baselines, forecasts and others.

        Parameters
        ----------
        region, indicator, theme, plan, unit, year, due_by, tier, lang
            As for `targets`.
        kind : str or list of str, optional
            Keep statements of these kinds: ``"target"``, ``"baseline"``, ``"forecast"``, ``"threshold"``,
            ``"programme_count"``, ``"context"``.

        Returns
        -------
        DataFrame
            The columns of `targets`.

        Raises
        ------
        ValueError
            If a name does not exist; the message gives the nearest.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.statements(kind="baseline", indicator="4G base stations")["region"].tolist()
        ['Guangdong']
        """
        filters = {"region": region, "indicator": indicator, "theme": theme, "plan": plan, "unit": unit, "year": year}
        return complete(self, coded_statements(self, "statements", **filters, kind=kind, due_by=due_by, tier=tier), lang)

    @takes_filters
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
        return select_statements.evidence(self, check_filters("evidence", statement=statement)["statement"])

    def themes(self, *, lang: Language | None = None) -> pd.DataFrame:
        """Return the themes of the indicators, one row each: id, name, number of indicators.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.themes().iloc[0].tolist()[:2]
        ['industry-scale', 'Scale of the industry']
        """
        return context_frames.themes(self, lang)

    @takes_filters
    def context(
        self,
        *,
        series: Names | None = None,
        region: Regions | None = None,
        vintage: Names | None = None,
        lang: Language | None = None,
    ) -> pd.DataFrame:
        """Return statistics to relate targets to, one row per region, series, vintage and year: GDP, population, exchange rates.

        Parameters
        ----------
        series : str or list of str, optional
            Keep these series, such as ``"gdp"``, ``"population"`` or ``"cny-per-usd"``.
        region : str, int or list, optional
            Keep the series of these regions, in any spelling.
        vintage : str or list of str, optional
            Keep these vintages. Never join two vintages in one series: they are revisions of each other.
        lang : {"en", "zh"}, optional
            Language of the names.

        Returns
        -------
        DataFrame
            `region`, `series`, `year` (``Int64``), `value`, `unit`, `vintage`, `origin` (who published it), `note`, `region_id`,
            `adcode`.

        Raises
        ------
        ValueError
            If a series, region or vintage does not exist; the message gives the nearest.

        Examples
        --------
        >>> import cloudplans
        >>> frame = cloudplans.context(series="gdp", region="Guangdong", vintage="revised")
        >>> frame.loc[frame["year"] == 2015, "unit"].tolist()
        ['CNY']
        """
        filters = check_filters("context", series=series, region=region, vintage=vintage)
        return context_frames.context(self, filters, lang)

    @takes_filters
    def outcomes(
        self, *, region: Regions | None = None, indicator: Names | None = None, lang: Language | None = None
    ) -> pd.DataFrame:
        """Return what was reached, as public sources state it, one row per figure; `compare.outcomes` sets it against targets.

        Parameters
        ----------
        region, indicator
            Keep the figures of these regions or indicators, by id or name.
        lang : {"en", "zh"}, optional
            Language of the names.

        Returns
        -------
        DataFrame
            `region`, `indicator`, `measured` (what the source measures), `relation` (how that relates to the indicator),
            `as_of`, `value`, `unit`, `comparator`, `lower`, `upper`, `stated`, `address`, `note`, `outcome_id`, `region_id`,
            `adcode`, `indicator_id`.

        Examples
        --------
        >>> import cloudplans
        >>> "Guangdong" in set(cloudplans.outcomes()["region"])
        True
        """
        return context_frames.outcomes(self, check_filters("outcomes", region=region, indicator=indicator), lang)

    unverified = unverified_figures.unverified
    policy_plans = select_policy_records.policy_plans
    goals = select_policy_records.goals
    instruments = select_policy_records.instruments
    projects = select_policy_records.projects
    terms = select_policy_records.terms
    policy_evidence = select_policy_records.policy_evidence

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

"""The data set: the tables of the plans as functions, with filters that refuse a wrong name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans.dataset import unverified_figures
from cloudplans.dataset.data_package import nearest
from cloudplans.dataset.filter_arguments import each, filters
from cloudplans.dataset.plan_texts import Texts
from cloudplans.dataset.policy_records import PolicyTables, keep


class Dataset(Texts, PolicyTables):
    """The tables of one data directory, or of the package with a reader's own folder of plans.

    Parameters
    ----------
    directory : Path, optional
        A directory with a ``datapackage.json``: a folder that ``cloudplans new-plan`` made is laid over the package's own
        tables, any other stands alone; the package's own by default.
    categories : bool
        Whether identifiers and lists of words are categoricals in the frames: for large frames of your own. The comparisons
        of this package take a data set without.

    Examples
    --------
    >>> import cloudplans
    >>> cloudplans.load().plans()["plan_id"].tolist()
    ['chengdu-2011', 'guangdong-2014', 'hubei-2016', 'shanghai-2017']
    """

    def plans(self) -> pd.DataFrame:
        """Return the plans, one a row: region, titles, issuer, number, date of issue, period.

        What a text does not print is empty, with a note. Source: the title lines of the pinned texts.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.plans().loc[1, "document_no"]
        '粤府办〔2014〕17号'
        """
        return self.table("plans")

    def editions(self) -> pd.DataFrame:
        """Return the pinned copies of the plans, one a row: file, sha256, number of characters, kind of copy.

        Examples
        --------
        >>> import cloudplans
        >>> len(cloudplans.editions())
        5
        """
        return self.table("editions")

    def sections(self) -> pd.DataFrame:
        """Return the sections of each text, one a row: span in characters, role (status, goals, tasks ...), heading.

        Examples
        --------
        >>> import cloudplans
        >>> "goals" in set(cloudplans.sections()["role"])
        True
        """
        return self.table("sections")

    def regions(self) -> pd.DataFrame:
        """Return the regions, one a row: ISO 3166-2:CN for provinces, GB/T 2260 for cities, names, level, parent.

        Examples
        --------
        >>> import cloudplans
        >>> "CN-GD" in set(cloudplans.regions()["region_id"])
        True
        """
        return self.table("regions")

    @filters
    def indicators(self, *, theme: str | list[str] | None = None) -> pd.DataFrame:
        """Return the indicators, one a row: theme, names and definitions in both languages, unit, direction.

        Parameters
        ----------
        theme : str or list of str, optional
            Keep the indicators of one theme, or of several.

        Examples
        --------
        >>> import cloudplans
        >>> "cloud-services-scale" in set(cloudplans.indicators(theme="industry-scale")["indicator_id"])
        True
        """
        return keep(self.table("indicators"), theme=theme)

    @filters
    def statements(
        self,
        *,
        plan: str | list[str] | None = None,
        region: str | list[str] | None = None,
        indicator: str | list[str] | None = None,
        theme: str | list[str] | None = None,
        kind: str | list[str] | None = None,
        unit: str | list[str] | None = None,
        year: int | list[int] | None = None,
        due_by: int | None = None,
        tier: str = "verified",
    ) -> pd.DataFrame:
        """Return the quantified statements of the plans, one a row.

        Parameters
        ----------
        plan, region, indicator, theme, kind, unit : str or list of str, optional
            Keep the statements of one plan, region (id or name in either language), indicator, theme, kind or unit; of any in a list.
        year : int or list of int, optional
            Keep the statements whose deadline is this year.
        due_by : int, optional
            Keep the statements whose deadline is this year or an earlier one.
        tier : {"verified", "unverified"}
            The lowest tier of evidence let in. ``"unverified"`` adds the figures of other plans that public pages report (see
            `reported`), with the columns `evidence_tier`, `relation`, `address` and the caveats, and ``attrs["warning"]``.

        Returns
        -------
        DataFrame
            `lower` and `upper` are in `unit` (money in CNY, shares in per cent), NaN where that side is open; `comparator`
            says whether the bound itself is met. `printed` and `label` stand as the plan prints them. `status` is
            ``corrected`` where an adopted reading departs from the print; `note_zh` and `note_en` say why.

        Raises
        ------
        ValueError
            If a name or tier is not one of the data set's, with the nearest that are.

        Notes
        -----
        Source: the pinned texts of `editions()`; every row is re-derived from the spans in `evidence()` by
        ``cloudplans verify``.

        Examples
        --------
        >>> import cloudplans
        >>> rows = cloudplans.statements(region="Guangdong", indicator="cloud-services-scale", year=2020)
        >>> rows[["printed", "lower"]].values.tolist()
        [['3000亿元', 300000000000.0]]
        """
        everything = frame = unverified_figures.statements(self, tier)
        regions = None if region is None else [self.region_id(one) for one in each(region)]
        known = set(self.table("indicators")["indicator_id"])
        for missing in (one for one in each(indicator) if indicator is not None and one not in known):
            raise nearest(missing, known, "indicator")
        if theme is not None:
            kept = self.indicators(theme=theme)["indicator_id"]
            frame = frame[frame["indicator_id"].isin(kept)]
        if indicator is not None:
            frame = frame[frame["indicator_id"].isin(each(indicator))]
        frame = _dated(frame, everything, year, due_by)
        spoken = sorted(set(everything["region_id"]))
        for silent in (one for one in regions or () if one not in spoken):
            raise ValueError(f"no statement is about {silent}; regions with statements: {', '.join(spoken)}")
        return keep(frame, plan_id=plan, region_id=regions, kind=kind, unit=unit, among=everything)

    @filters(like=statements)
    def targets(self, **filters: Any) -> pd.DataFrame:
        """Return the statements whose kind is ``target``; filters and columns as `statements`.

        Examples
        --------
        >>> import cloudplans
        >>> set(cloudplans.targets()["kind"])
        {'target'}
        """
        if filters.get("kind", "target") != "target":
            raise ValueError(f"targets() has the kind 'target' alone, not {filters['kind']!r}; use statements(kind=...)")
        return self.statements(**{**filters, "kind": "target"})

    def unverified(self) -> pd.DataFrame:
        """Return every figure that public pages report of other plans, one a row: the lower tier of evidence.

        Each is `kept` or `dropped` (`decision`); what is kept has an indicator, with its `relation` to it, or a reason why not.
        Source, as stated, and what is made of it stand side by side; documents and addresses are joined in.

        Examples
        --------
        >>> import cloudplans
        >>> set(cloudplans.unverified()["evidence_tier"])
        {'unverified'}
        """
        return unverified_figures.listed(self)

    @filters
    def evidence(self, *, statement: str | None = None) -> pd.DataFrame:
        """Return the spans that support each field of each statement, one a row, offsets in characters of the raw text.

        Parameters
        ----------
        statement : str, optional
            Keep the spans of one statement, or give those of one goal, instrument or project.

        Examples
        --------
        >>> import cloudplans
        >>> sorted(set(cloudplans.evidence()["role"]))
        ['bound', 'deadline', 'hedge', 'label', 'scope', 'value']
        """
        coded = self.table("policy_evidence")
        if statement is not None and (coded["record_id"] == statement).any():  # a goal, an instrument or a project
            return keep(coded, record_id=statement).rename(columns={"record_id": "statement_id"})
        return keep(self.table("evidence"), statement_id=statement)

    def corrections(self) -> pd.DataFrame:
        """Return the readings that depart from the print, one a row an edition, with the reason in both languages.

        Examples
        --------
        >>> import cloudplans
        >>> set(cloudplans.corrections()["adopted"])
        {'1.3亿户'}
        """
        return self.table("corrections")

    def numerals(self) -> pd.DataFrame:
        """Return every numeral token that is no statement's value, with its class and the reason for it.

        Examples
        --------
        >>> import cloudplans
        >>> "date" in set(cloudplans.numerals()["class"])
        True
        """
        return self.table("numerals")

    def comparability(self) -> pd.DataFrame:
        """Return the verdicts on pairs of indicators: may they stand on one axis, and why.

        Examples
        --------
        >>> import cloudplans
        >>> "not-comparable" in set(cloudplans.comparability()["verdict"])
        True
        """
        return self.table("comparability")

    def changes(self) -> pd.DataFrame:
        """Return what each version of the data changed against the one before, one a row, field or table, with the reason.

        Ids that a version took out are not given again.

        Examples
        --------
        >>> import cloudplans
        >>> sorted(set(cloudplans.changes()["version"]))[0]
        '1.1.0'
        """
        return self.table("changes")


def _dated(frame: pd.DataFrame, everything: pd.DataFrame, year: int | list[int] | None, due_by: int | None) -> pd.DataFrame:
    """Keep the statements for a year, or due by one."""
    years = sorted(set(everything["deadline"].dropna()))
    for missing in (one for one in each(year) if year is not None and one not in years):
        raise ValueError(f"no statement is for the year {missing!r}; years: {', '.join(map(str, years))}")
    if due_by is not None and due_by < years[0]:
        raise ValueError(f"no statement is due by {due_by}; the earliest is for {years[0]}")
    if year is not None:
        frame = frame[frame["deadline"].isin(each(year))]
    return frame if due_by is None else frame[(frame["deadline"] <= due_by).fillna(False)]


def load(directory: Path | str | None = None, *, categories: bool = False) -> Dataset:
    """Return the data set of `directory`, by default the package's own; with `categories` as `Dataset` says.

    Parameters
    ----------
    directory : Path, optional
        A reader's own folder of plans, as ``cloudplans new-plan`` makes it: its rows are laid over the package's. Or a whole
        data set in its place.

    Raises
    ------
    ValueError
        If the directory holds no data package, or a row of the folder has the key of one of the package's: both places are named.

    Examples
    --------
    >>> import cloudplans
    >>> len(cloudplans.load().resources) > 20
    True
    """
    return Dataset(directory, categories=categories)

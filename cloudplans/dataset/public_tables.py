"""The tables that users ask for, as methods with filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from cloudplans.dataset import context_frames, select_statements, unverified_figures
from cloudplans.dataset.complete_frame import complete
from cloudplans.dataset.filter_arguments import Names, Regions, Years, check_filters, keep, takes_filters
from cloudplans.dataset.find_name import find_names, theme_names
from cloudplans.dataset.select_policy_records import PolicyTables
from cloudplans.dataset.select_statements import coded_statements
from cloudplans.dataset.unverified_figures import Tier
from cloudplans.dataset.work_reports import Documents, chosen, documents_frame, with_reports
from cloudplans.labels import Language

Kind = Literal["target", "baseline", "forecast", "threshold", "programme_count", "context", "earlier_target", "grant"]


class PublicTables(PolicyTables):
    """The tables of a data set; `Dataset` loads them."""

    @takes_filters
    def plans(self, *, tier: Tier | None = None, documents: Documents | None = None) -> pd.DataFrame:
        """Return the plans, one row each: region, titles, issuer, number, date of issue, period, kind of document, addresses.

        `address` has the addresses of the copies that were read, separated by spaces; it is empty where none is known. What the title lines of the text do not state is empty, with a note.

        Parameters
        ----------
        tier : {"verified", "single-coded", "unverified"}, optional
            ``"unverified"`` adds the documents of the unverified figures, whose texts were not read; their dates and issuers are
            missing.
        documents : {"plans", "reports", "all"}, optional
            Plans (the default), the yearly work reports of the provincial governments, or both; `document_kind` tells them apart.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.plans().set_index("plan_id").loc["guangdong-2014", "document_no"]
        '粤府办〔2014〕17号'
        >>> set(cloudplans.targets(tier="unverified")["plan_id"]) <= set(cloudplans.plans(tier="unverified")["plan_id"])
        True
        """
        asked = check_filters("plans", tier=tier, documents=documents)
        frame = documents_frame(self, unverified_figures.plans(self, asked["tier"]), chosen(documents))
        if "editions" not in self.resources:  # of a whole data set of the user's own
            return frame
        copies = self.table("editions").sort_values("edition_id").groupby("plan_id")["address"].agg(" ".join).str.strip()
        return frame.assign(address=frame["plan_id"].map(copies).fillna(frame.get("address", "")).fillna(""))

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
    def indicators(self, *, theme: Names | None = None, documents: Documents | None = None) -> pd.DataFrame:
        """Return the indicators, one row each: theme, names and definitions in both languages, unit, direction.

        Parameters
        ----------
        theme : str or list of str, optional
            Keep the indicators of these themes, by id or name.
        documents : {"plans", "reports", "all"}, optional
            Indicators of plans (the default), those that only work reports state, or both.

        Examples
        --------
        >>> import cloudplans
        >>> "cloud-services-scale" in set(cloudplans.indicators(theme="industry-scale")["indicator_id"])
        True
        """
        asked = check_filters("indicators", theme=theme, documents=documents)
        themes, wanted = find_names(theme_names, asked["theme"], "theme"), chosen(documents)
        return keep(with_reports(self, "indicators", wanted), theme=themes)

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
        documents: Documents | None = None,
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
        documents : {"plans", "reports", "all"}, optional
            Plans (the default), the yearly work reports of the 31 provincial governments (2025, 2026), or both. In a work report,
            a measure that no other document states has no indicator; its `label` names it.
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
        coded = coded_statements(self, "targets", **filters, due_by=due_by, tier=tier, documents=documents, kind="target")
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
        documents: Documents | None = None,
        lang: Language | None = None,
    ) -> pd.DataFrame:
        """Return all quantified statements of the plans, one row each: targets, baselines, forecasts and others.

        Parameters
        ----------
        region, indicator, theme, plan, unit, year, due_by, tier, documents, lang
            As for `targets`.
        kind : str or list of str, optional
            Keep statements of these kinds: ``"target"``, ``"baseline"``, ``"forecast"``, ``"threshold"``,
            ``"programme_count"``, ``"context"``, ``"earlier_target"``, ``"grant"``.

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
        >>> cloudplans.statements(kind="baseline", indicator="Computing capacity")["region"].tolist()
        ['Chengdu']
        """
        filters = {"region": region, "indicator": indicator, "theme": theme, "plan": plan, "unit": unit, "year": year}
        more = {"due_by": due_by, "tier": tier, "documents": documents}
        return complete(self, coded_statements(self, "statements", **filters, kind=kind, **more), lang)

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
        ['bound', 'column', 'deadline', 'hedge', 'label', 'scope', 'unit', 'value']
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
        >>> frame = cloudplans.context(series="gdp", region="Guangdong", vintage="after-4th-economic-census")
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
        return unverified_figures.unverified(self)

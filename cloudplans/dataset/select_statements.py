"""The quantified statements of the plans, and the passages that support them."""

from __future__ import annotations

import pandas as pd

from cloudplans.dataset import unverified_figures
from cloudplans.dataset.data_package import Tables
from cloudplans.dataset.filter_arguments import Filters, check_filters, keep, region_ids, takes_filters


@takes_filters
def statements(
    data: Tables,
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
    return _select(data, filters)


@takes_filters
def targets(
    data: Tables,
    *,
    plan: str | list[str] | None = None,
    region: str | list[str] | None = None,
    indicator: str | list[str] | None = None,
    theme: str | list[str] | None = None,
    kind: str = "target",
    unit: str | list[str] | None = None,
    year: int | list[int] | None = None,
    due_by: int | None = None,
    tier: str = "verified",
) -> pd.DataFrame:
    """Return the statements whose kind is ``target``, one row each.

    Parameters
    ----------
    plan, region, indicator, theme, unit : str or list of str, optional
        Keep the targets of one plan, region (id or name in either language), indicator, theme or unit, or of several.
    kind : {"target"}
        For calls that pass the filters of `statements` on; other kinds are there.
    year : int or list of int, optional
        Keep the targets for this year.
    due_by : int, optional
        Keep the targets for this year or an earlier one.
    tier : {"verified", "unverified"}
        The lowest tier of evidence that is included; see `statements`.

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
    return _select(data, filters)


def _select(data: Tables, filters: Filters) -> pd.DataFrame:
    """Return the statements that pass the filters."""
    (tier,) = filters["tier"] or ("verified",)
    everything = frame = unverified_figures.statements(data, tier)
    regions = region_ids(data.table("regions"), filters["region"])
    indicators = data.table("indicators")
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


@takes_filters
def evidence(data: Tables, *, statement: str | None = None) -> pd.DataFrame:
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
    coded = data.table("policy_evidence")
    if name is not None and coded["record_id"].isin(name).any():
        return keep(coded, record_id=name).rename(columns={"record_id": "statement_id"})
    return keep(data.table("evidence"), statement_id=name)


def _for_years(frame: pd.DataFrame, everything: pd.DataFrame, year: list[int] | None, due_by: list[int] | None) -> pd.DataFrame:
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

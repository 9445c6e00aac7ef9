"""Targets compared with what later documents and the national statistics state, where region, indicator, scope and unit agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from cloudplans.compare.interval import Interval
from cloudplans.compare.outcomes import judge
from cloudplans.compare.shared_row_helpers import Row, carry, named, year
from cloudplans.compare.vintages import PANEL
from cloudplans.dataset import Dataset, Tier, coded_statements, own_data
from cloudplans.labels import message, translate
from cloudplans.text import squeeze

_SAME = ["region_id", "indicator_id", "scope", "unit"]
_AIMS = ("target", "earlier_target")
_NEAR = 0.05  # a printed figure within this share of the statistic of its year measures the same thing
_OF_ONE_YEAR = ("-growth", "-added", "-increase")  # measures of a year, which say nothing about the next one
_MATCHED = message("{measure}, national statistics that match a printed figure")
_NO_MATCH = message("{measure}, national statistics that no printed figure could be matched with")


def stated_outcomes(*, tier: Tier | None = None, data: Dataset | None = None) -> pd.DataFrame:
    """Compare targets with what documents and the national statistics state as reached, where region, indicator, scope and unit agree.

    Parameters
    ----------
    tier : str, optional
        ``"unverified"`` judges unverified targets as well. What decides is always a verified figure or a statistic.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row per target with at least one such figure, with the columns of `outcomes`; `outcome_ids` are the statements that state
        what was reached, or ``statistics.REGION.SERIES.YEAR``. A figure for the target year decides; one for an earlier year only
        under the same printed name, and never for growth or what is added in a year; it can only show that the target was met early. A target that a document quotes from an
        earlier plan is judged by what the document prints beside it. A statistic counts where the figures that documents of the
        region print for it are within 5% of it, or where none is printed; `derivation`
        says which.

    Examples
    --------
    >>> frame = stated_outcomes().set_index("statement_id")
    >>> frame.loc["anhui-2025-work-report.ai-computing-power.2025", ["verdict", "outcome_ids"]].tolist()
    ['met', ['anhui-2026-work-report.ai-computing-power.2025']]
    >>> frame.loc["shandong-2023-it-ten-projects.software-revenue.2025", "outcome_ids"]
    ['statistics.CN-SD.software-revenue.2024']
    """
    data = data or own_data()
    rows = coded_statements(data, documents="all", tier=tier)
    rows = rows[(rows["indicator_id"] != "") & rows["deadline"].notna()]
    rows = rows[rows.get("relation", pd.Series("same", rows.index)) == "same"]
    indicators = data.indicators(documents="all").set_index("indicator_id")
    baselines = rows[(rows["kind"] == "baseline") & (rows["status"] != "unverified")]
    stated = {key: own.to_dict("records") for key, own in baselines.groupby(_SAME)}
    statistics = _statistics(data, indicators.index)
    targets = rows[rows["kind"].isin(_AIMS)]
    found = []
    for row in targets.to_dict("records"):
        key = tuple(row[name] for name in _SAME)
        mine = [one for one in stated.get(key, []) if _bears_on(one, row)]
        statement_ids = [row["statement_id"], *(one["statement_id"] for one in mine)]
        known = indicators.loc[row["indicator_id"]]
        reached = [_as_outcome(one, known) for one in mine]
        if not row["scope"]:
            reached += _statistic_for(row, statistics.get(key[:2], []), stated.get(key, []), known)
        if not reached:
            continue
        judged = judge(row, reached, known["direction"])
        keys = {name: row[name] for name in ("statement_id", "region_id", "indicator_id", "kind", "deadline", "status")}
        found.append({**keys, **judged, "statement_ids": statement_ids})
    frame = pd.DataFrame(found).astype({"deadline": "Int64"})
    return named(carry(frame, targets[targets["statement_id"].isin(frame["statement_id"])]), data)


def _bears_on(baseline: Row, target: Row) -> bool:
    """Tell whether a baseline can decide a target: of its year, or of an earlier year in a later document under the same name."""
    own = baseline["plan_id"] == target["plan_id"]
    if year(baseline) == year(target):
        return own == (target["kind"] == "earlier_target")
    if target["indicator_id"].endswith(_OF_ONE_YEAR):
        return False
    return not own and baseline["deadline"] < target["deadline"] and squeeze(baseline["label"]) == squeeze(target["label"])


def _as_outcome(row: Row, indicator: pd.Series) -> Row:
    """Return a baseline as an outcome measured at the end of its year."""
    return {
        **row, **_measured(indicator), "outcome_id": row["statement_id"], "as_of": pd.Timestamp(row["deadline"], 12, 31),
        "period": row["deadline"], "note": "",
    }  # fmt: skip


def _measured(indicator: pd.Series) -> Row:
    names: dict[str, Any] = {"measured_zh": indicator["name_zh"], "measured_en": indicator["name_en"]}
    return {**names, "relation": "same", "reliability": "good", "address": ""}


def _statistics(data: Dataset, indicators: Iterable[str]) -> dict[tuple[str, str], list[Row]]:
    """Return the statistics that measure an indicator, by region and indicator, the oldest first: those named after it."""
    series = data.table("series")
    series = series[series["series"].isin(list(indicators)) & (series["vintage"] == PANEL) & (series["note"] == "")]
    return {key: own.to_dict("records") for key, own in series.sort_values("year").groupby(["region_id", "series"])}


def _statistic_for(target: Row, statistics: list[Row], printed: list[Row], indicator: pd.Series) -> list[Row]:
    """Return the last statistic up to the target year as an outcome, if the figures that documents print agree with it."""
    usable = [one for one in statistics if one["year"] <= target["deadline"] and one["unit"] == target["unit"]]
    by_year = {one["year"]: one["value"] for one in usable}
    matched = [one for one in printed if year(one) in by_year]
    if not usable or any(not _near(Interval.of(one), by_year[year(one)]) for one in matched):
        return []
    last = usable[-1]
    source = _MATCHED if matched else _NO_MATCH
    names = {f"measured_{lang}": translate(source, lang, measure=indicator[f"name_{lang}"]) for lang in ("zh", "en")}
    return [{
        **_measured(indicator), **names, "outcome_id": f"statistics.{last['region_id']}.{last['series']}.{last['year']}",
        "as_of": pd.Timestamp(last["year"], 12, 31), "period": last["year"], "lower": last["value"], "upper": last["value"],
        "comparator": "eq", "unit": last["unit"], "note": "",
    }]  # fmt: skip


def _near(printed: Interval, value: float) -> bool:
    return printed.low * (1 - _NEAR) <= value <= printed.high * (1 + _NEAR)

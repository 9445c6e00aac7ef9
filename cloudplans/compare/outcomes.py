"""Outcomes from public pages compared with targets, with the reliability of each source."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cloudplans.compare.comparability import judgement
from cloudplans.compare.interval import Interval
from cloudplans.compare.shared_row_helpers import Row, carry, columns_of, corrected, named, words, year
from cloudplans.dataset import Dataset, bilingual_warning, nearest, own_data, rows_of, unverified_numbers
from cloudplans.labels import code_name, message, translate

_INF = float("inf")
_ALIKE = 0.05  # approximate figures within this share of the target count as about the same
_FAR = 2  # an approximate figure is decided where it differs from the target by more than this factor


def outcomes(rows: pd.DataFrame, *, data: Dataset | None = None) -> pd.DataFrame:
    """Compare targets and forecasts with the outcomes that public pages report.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()` or `statements()`. A statement without a target year is undecided.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row per statement: `verdict` (met, missed, about, undecided, no outcome found), `reason_zh`, `reason_en`,
        `outcome_ids`, `reliability`, `address` and the derivation. An outcome measured before the end of the target year can only
        show that the target was met early; one measured after it decides nothing, unless the figure does not fall over time and is
        still below the target. A wider category gives no verdict; a narrower one can only show that the target was met. An
        approximate figure decides only where it is close to the target, or less than half or more than twice of it. `reason`
        is that of the deciding outcome: of those with the verdict, the one nearest to the deadline and not after it. A forecast is
        judged in the same way: ``missed`` means that the figure stayed below it.

    Examples
    --------
    >>> import cloudplans
    >>> outcomes(cloudplans.targets(indicator="subscriptions-4g", year=2017))["verdict"].item()
    'met'
    """
    data = data or own_data()
    directions = data.indicators(documents="all").set_index("indicator_id")["direction"]
    known = data.table("outcomes")
    statements = rows_of(data, rows)
    found = []
    for row in statements.to_dict("records"):
        if row["indicator_id"] not in directions:
            raise nearest(row["indicator_id"], directions.index, "indicator")
        mine = known[(known["region_id"] == row["region_id"]) & (known["indicator_id"] == row["indicator_id"])]
        if (
            row.get("relation", "same") != "same"
        ):  # the figure does not measure the indicator, so outcomes of the indicator do not decide it
            mine = mine.assign(relation="other")
        judged = judge(row, mine.to_dict("records"), directions[row["indicator_id"]])
        keys = {name: row[name] for name in ("statement_id", "region_id", "indicator_id", "kind", "deadline", "status")}
        found.append({**keys, **judged, "statement_ids": [row["statement_id"]]})
    return named(carry(pd.DataFrame(found).astype({"deadline": "Int64"}), statements), data)


def national_outcomes(*, data: Dataset | None = None) -> pd.DataFrame:
    """Compare the unverified targets of national plans with the outcomes; columns as in `outcomes`.

    Examples
    --------
    >>> import cloudplans
    >>> "met" in set(national_outcomes()["verdict"])
    True
    """
    return unverified_outcomes(data=data).query("region_id == 'CN'").reset_index(drop=True)


def unverified_outcomes(*, data: Dataset | None = None) -> pd.DataFrame:
    """Compare the unverified targets of all other plans with the outcomes for the same measure; columns as in `outcomes`.

    Examples
    --------
    >>> import cloudplans
    >>> frame = unverified_outcomes().set_index("upper_id")
    >>> frame.loc["zhejiang-digital-economy.digital-economy.2020", "verdict"]
    'met'
    """
    data = data or own_data()
    known = data.table("outcomes")
    directions = data.indicators(documents="all").set_index("indicator_id")["direction"]
    found = []
    reported = unverified_numbers(data)
    for row in reported[reported["kind"].isin(["target", "forecast"])].to_dict("records"):
        measure = row["upper_id"].split(".")[1]
        mine = known[(known["region_id"] == row["region_id"]) & (known["upper_measure"] == measure)].assign(
            relation=lambda f: f["upper_relation"]
        )
        keys = {name: row[name] for name in ("upper_id", "region_id", "measured_zh", "measured_en", "deadline", "evidence_tier")}
        judged = judge(row, mine.to_dict("records"), directions.get(row["indicator_id"], "higher"))
        found.append({**keys, **judged, "target_address": row["address"]})
    frame = pd.DataFrame(found)
    frame.attrs["warning"] = [bilingual_warning()]
    return frame


def judge(row: Row, mine: list[Row], direction: str) -> Row:
    """Judge a target by its outcomes, which are all listed, the newest first."""
    mine = sorted(mine, key=lambda outcome: outcome["as_of"], reverse=True)
    usable = [o for o in mine if o["relation"] in ("same", "narrower") and o["unit"] == row["unit"]]
    if not usable:
        reason = (
            message("only figures for a wider or other category were found: no verdict") if mine else message("no outcome found")
        )
        return _row("no outcome found", reason, mine, row)
    if year(row) is None:
        return _row("undecided", message("no target year is stated"), usable, row)
    judged = [_verdict(row, outcome, direction) for outcome in _nearest_to_deadline(usable, _deadline(row))]
    verdicts = {verdict for verdict, _ in judged}
    if {"met", "missed"} <= verdicts:
        return _row("undecided", message("the outcomes contradict each other"), usable, row)
    verdict = next(verdict for verdict in ("met", "missed", "about", "undecided") if verdict in verdicts)
    reason = next(reason for found, reason in judged if found == verdict)
    return _row(verdict, reason, usable, row)


def _deadline(row: Row) -> pd.Timestamp:
    return pd.Timestamp(year(row), 12, 31)


def _nearest_to_deadline(outcomes: list[Row], deadline: pd.Timestamp) -> list[Row]:
    """Sort outcomes by how much they tell of the deadline: those up to it first, and the nearest first among them."""

    def distance(outcome: Row) -> tuple[bool, pd.Timedelta]:
        day = pd.Timestamp(outcome["as_of"])
        return day > deadline, abs(day - deadline)

    return sorted(outcomes, key=distance)


def _verdict(row: Row, outcome: Row, direction: str) -> tuple[str, str]:
    """Judge one outcome: met, missed or undecided, with the reason."""
    target, reached = Interval.of(row), Interval.of(outcome)
    day, end = pd.Timestamp(outcome["as_of"]), _deadline(row)
    if direction == "none":
        return "undecided", message("neither more nor less is better")
    at_most = direction == "lower" or target.low == -_INF
    grows = outcome.get("non_decreasing") == "yes" and not at_most
    if day > end and not grows:
        return "undecided", message("measured after the target year")
    if at_most:
        target, reached = -target, -reached
    need = target.low if target.low != -_INF else target.high
    approximate = target.about or reached.about
    if approximate and day <= end:
        return _about(need, reached, outcome, at_deadline=day == end)
    met = reached.low > need or (reached.low == need and (target.low_closed or not reached.low_closed))
    short = reached.high < need or (reached.high == need and not (target.low_closed and reached.high_closed))
    if day > end:
        if short and outcome["relation"] == "same" and not approximate:
            return "missed", message("still below the target after the deadline, and the figure does not fall over time")
        return "undecided", message("measured after the target year")
    if met and day < end and outcome.get("non_decreasing") != "yes":
        return "met", message("reached before the deadline; the figure at the deadline is not known")
    if met:
        return "met", message("reached") if day == end else message("reached before the deadline")
    if day < end and short:
        return "undecided", message("measured before the deadline, and below the target")
    if day < end:
        return "undecided", message("measured before the deadline, and only a lower bound")
    if short and outcome["relation"] == "same":
        return "missed", message("not reached")
    if short:
        return "undecided", message("measured for a narrower category, and below the target")
    return "undecided", message("the bounds overlap")


def _about(need: float, reached: Interval, outcome: Row, *, at_deadline: bool) -> tuple[str, str]:
    """Judge approximate figures: no width is stated, so only near and far can be decided, and only by a figure as stated."""
    if outcome["relation"] != "same":
        return "undecided", message("approximate, and measured for a narrower category")
    if outcome.get("stated_or_derived") == "derived":
        return "undecided", message("approximate, and derived from other figures")
    share = reached.low / need if need else float("inf")
    share = 1 / share if need < 0 else share  # where lower is better, more is worse
    if abs(share - 1) <= _ALIKE:
        return "about", message("approximate, within {share} of the target")
    if share > _FAR:
        return "met", message("approximate, but more than twice the target")
    if 0 <= share < 1 / _FAR and at_deadline:
        return "missed", message("approximate, but less than half of the target")
    return "undecided", message("approximate, and the plan does not say how approximate")


def _row(verdict: str, reason: str, used: list[Row], row: Row) -> Row:
    """Return a verdict with its reason and derivation in both languages, and the outcomes that it is based on."""

    def derivation(lang: str) -> str:
        name = f"measured_{lang}"
        target = words(Interval.of(row), row["unit"], lang, exact=True) + corrected(row)
        reached = [
            f"{outcome[name]} {outcome['period']}: {words(Interval.of(outcome), outcome['unit'], lang, exact=True)}"
            for outcome in used
        ]
        kind = code_name("kind", row.get("kind", "target"), lang)
        when = year(row) or translate("no year", lang)
        return "; ".join([translate("{kind} {figure} ({year})", lang, kind=kind, figure=target, year=when), *reached])

    def joined(column: str) -> str:
        return "; ".join(dict.fromkeys(str(outcome[column]) for outcome in used if outcome[column]))

    answer: dict[str, Any] = judgement(verdict, reason, **({"share": f"{_ALIKE:.0%}"} if "{share}" in reason else {}))
    answer |= {"outcome_ids": [outcome["outcome_id"] for outcome in used]}
    answer |= {"reliability": joined("reliability"), "address": joined("address"), "caveat": joined("note")}
    return answer | columns_of("derivation", (derivation("zh"), derivation("en")))

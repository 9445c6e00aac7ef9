"""What happened: outcomes found on public pages set against what was promised, with their reliability."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cloudplans.compare.results import Row, corrected, some, words, year
from cloudplans.dataset import Dataset
from cloudplans.intervals import Interval

_ABOUT = 2.0  # an “about” outcome decides only what would hold at half and at twice the figure
_NONE = {
    "none": ("未找到结果", "no outcome found"),
    "wider": ("只找到更宽口径的数字，不作判断", "only figures of a wider or other category were found: no verdict"),
}


def outcomes(data: Dataset, statements: pd.DataFrame) -> pd.DataFrame:
    """Set targets and forecasts against what public pages report was reached.

    Parameters
    ----------
    data : Dataset
        The data set.
    statements : DataFrame
        Rows of `statements()` with a deadline.

    Returns
    -------
    DataFrame
        A row a statement: `verdict` (met, missed, about, undecided, no outcome found), `reason_zh`, `reason_en`, `outcome_ids`,
        `reliability`, `address` and the derivation. An outcome dated before the end of the deadline year can only prove “already
        met”; one dated after it proves nothing; a wider category gives no verdict, a narrower one can prove “met”.

    Examples
    --------
    >>> import cloudplans
    >>> data = cloudplans.load()
    >>> outcomes(data, data.targets(indicator="subscriptions-4g", year=2017))["verdict"].item()
    'met'
    """
    rows = [row for row in some(statements) if year(row) is not None]
    some(pd.DataFrame(rows), "statements with a target year")
    directions = data.indicators().set_index("indicator_id")["direction"]
    known = data.table("outcomes")
    found = []
    for row in rows:
        mine = known[(known["region_id"] == row["region_id"]) & (known["indicator_id"] == row["indicator_id"])]
        judged = _judge(row, mine.to_dict("records"), directions[row["indicator_id"]])
        keys = {name: row[name] for name in ("statement_id", "region_id", "indicator_id", "deadline", "status")}
        found.append({**keys, **judged, "statement_ids": row["statement_id"]})
    return pd.DataFrame(found)


def upper_outcomes(data: Dataset) -> pd.DataFrame:
    """Set the targets of the national broadband plan against what was reached; columns as `outcomes`.

    Examples
    --------
    >>> import cloudplans
    >>> "missed" in set(upper_outcomes(cloudplans.load())["verdict"])
    True
    """
    known = data.table("outcomes")
    found = []
    for row in data.table("upper_targets").rename(columns={"year": "deadline"}).to_dict("records"):
        measure = row["upper_id"].split(".")[1]
        mine = known[(known["region_id"] == row["region_id"]) & (known["upper_measure"] == measure)].assign(
            relation=lambda f: f["upper_relation"]
        )
        keys = {name: row[name] for name in ("upper_id", "region_id", "measured_zh", "measured_en", "deadline")}
        found.append({**keys, **_judge(row, mine.to_dict("records"), "higher")})
    return pd.DataFrame(found)


def _judge(row: Row, mine: list[Row], direction: str) -> Row:
    """Return the best verdict that the outcomes of a target allow."""
    usable = [outcome for outcome in mine if outcome["relation"] in ("same", "narrower")]
    if not usable:
        zh, en = _NONE["wider" if mine else "none"]
        return _row("no outcome found", zh, en, mine, row)
    order = ("met", "missed", "about", "undecided")
    judged = [(_verdict(row, outcome, direction), outcome) for outcome in usable]
    judged.sort(key=lambda pair: (order.index(pair[0][0]), pair[1]["as_of"]))
    (word, zh, en), outcome = judged[0]
    return _row(word, zh, en, [outcome], row)


def _verdict(row: Row, outcome: Row, direction: str) -> tuple[str, str, str]:
    target, reached = Interval.of(row), _loose(Interval.of(outcome))
    if direction == "lower":
        target, reached = -target, -reached
    day = pd.Timestamp(outcome["as_of"])
    least = target.low if target.low != float("-inf") else target.high
    strict = not target.low_closed
    met = reached.low > least or (reached.low == least and not strict)
    short = reached.high < least or (reached.high == least and (strict or not reached.high_closed))
    if day.year > year(row):
        return "undecided", "结果晚于目标年，不能说明当年", "the outcome is dated after the deadline and cannot tell of it"
    if met:
        return "met", "已达到", "reached" if day == pd.Timestamp(year(row), 12, 31) else "reached before the deadline"
    if day < pd.Timestamp(year(row), 12, 31):
        return "undecided", "结果早于期限，只能证明“已达到”", "the outcome is dated before the deadline and short of it"
    if short and outcome["relation"] == "same":
        return "missed", "未达到", "not reached"
    if outcome["comparator"] == "approx" and reached.low <= least <= reached.high:
        return "about", "约数，与目标相当", "an approximate figure at about the target"
    return "undecided", "界限重叠或口径较窄，不能判定", "the bounds overlap, or the category is narrower"


def _loose(interval: Interval) -> Interval:
    return Interval(interval.low / _ABOUT, interval.high * _ABOUT) if interval.about else interval


def _row(verdict: str, zh: str, en: str, used: list[Row], row: Row) -> Row:
    def said(lang: str) -> str:
        name = f"measured_{lang}"
        promised = words(Interval.of(row), row["unit"], lang) + corrected(row)
        told = [
            f"{outcome[name]} {pd.Timestamp(outcome['as_of']):%Y-%m-%d}: {words(Interval.of(outcome), outcome['unit'], lang)}"
            for outcome in used
        ]
        heading = f"目标{promised}（{year(row)}）" if lang == "zh" else f"target {promised} ({year(row)})"
        return "; ".join([heading, *told])

    def joined(column: str) -> str:
        return "; ".join(dict.fromkeys(str(outcome[column]) for outcome in used if outcome[column]))

    answer: dict[str, Any] = {"verdict": verdict, "reason_zh": zh, "reason_en": en}
    answer |= {"outcome_ids": " ".join(outcome["outcome_id"] for outcome in used)}
    answer |= {"reliability": joined("reliability"), "address": joined("address"), "caveat": joined("note")}
    return answer | {"derivation_zh": said("zh"), "derivation_en": said("en")}

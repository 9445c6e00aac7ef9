"""What happened: outcomes found on public pages set against what was promised, with their reliability."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cloudplans.compare.interval import Interval
from cloudplans.compare.result_rows import Row, carry, corrected, some, words, year
from cloudplans.dataset import Dataset, bilingual_warning, national, nearest
from cloudplans.labels import KINDS, pick

_INF = float("inf")
_ALIKE = 0.05  # approximate figures this close are called about the same
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
        Rows of `statements()`; one without a printed year is undecided.

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
    directions = data.indicators().set_index("indicator_id")["direction"]
    known = data.table("outcomes")
    found = []
    for row in some(statements):
        if row["indicator_id"] not in directions:
            raise nearest(row["indicator_id"], directions.index, "indicator")
        mine = known[(known["region_id"] == row["region_id"]) & (known["indicator_id"] == row["indicator_id"])]
        if row.get("relation", "same") != "same":  # what is reported is not quite the indicator: no outcome of it is one of that
            mine = mine.assign(relation="other")
        judged = _judge(row, mine.to_dict("records"), directions[row["indicator_id"]])
        keys = {name: row[name] for name in ("statement_id", "region_id", "indicator_id", "kind", "deadline", "status")}
        found.append({**keys, **judged, "statement_ids": row["statement_id"]})
    return carry(pd.DataFrame(found).astype({"deadline": "Int64"}), statements)


def national_outcomes(data: Dataset) -> pd.DataFrame:
    """Set the reported targets of the national plans against what was reached; columns as `outcomes`.

    Examples
    --------
    >>> import cloudplans
    >>> "met" in set(national_outcomes(cloudplans.load())["verdict"])
    True
    """
    known = data.table("outcomes")
    directions = data.indicators().set_index("indicator_id")["direction"]
    found = []
    reported = national(data)
    for row in reported[reported["kind"] == "target"].to_dict("records"):
        measure = row["upper_id"].split(".")[1]
        mine = known[(known["region_id"] == row["region_id"]) & (known["upper_measure"] == measure)].assign(
            relation=lambda f: f["upper_relation"]
        )
        keys = {name: row[name] for name in ("upper_id", "region_id", "measured_zh", "measured_en", "deadline", "evidence_tier")}
        judged = _judge(row, mine.to_dict("records"), directions.get(row["indicator_id"], "higher"))
        found.append({**keys, **judged, "target_address": row["address"]})
    frame = pd.DataFrame(found)
    frame.attrs["warning"] = [bilingual_warning()]
    return frame


def _judge(row: Row, mine: list[Row], direction: str) -> Row:
    """Return the verdict that the outcomes of a target allow; they are all named, the newest first."""
    mine = sorted(mine, key=lambda outcome: outcome["as_of"], reverse=True)
    usable = [o for o in mine if o["relation"] in ("same", "narrower") and o["unit"] == row["unit"]]
    if not usable:
        zh, en = _NONE["wider" if mine else "none"]
        return _row("no outcome found", zh, en, mine, row)
    if year(row) is None:
        return _row("undecided", "未印目标年", "no target year is printed", usable, row)
    judged = {outcome["outcome_id"]: _verdict(row, outcome, direction) for outcome in usable}
    said = {word for word, _, _ in judged.values()}
    if {"met", "missed"} <= said:
        return _row("undecided", "各结果互相矛盾", "the outcomes contradict each other", usable, row)
    word = next(word for word in ("met", "missed", "about", "undecided") if word in said)
    zh, en = next((zh, en) for found, zh, en in judged.values() if found == word)
    return _row(word, zh, en, usable, row)


def _verdict(row: Row, outcome: Row, direction: str) -> tuple[str, str, str]:
    """Judge one outcome: is the target surely reached, surely not, or can it not be told."""
    target, reached = Interval.of(row), Interval.of(outcome)
    day, end = pd.Timestamp(outcome["as_of"]), pd.Timestamp(year(row), 12, 31)
    if day > end:
        return "undecided", "结果晚于目标年，不能说明当年", "the outcome is dated after the deadline and cannot tell of it"
    if direction == "none":
        return "undecided", "该指标不论高低", "neither more nor less of it is better"
    atmost = direction == "lower" or target.low == -_INF
    if atmost:
        target, reached = -target, -reached
    need = target.low if target.low != -_INF else target.high
    if target.about or reached.about:
        return _about(need, reached)
    met = reached.low > need or (reached.low == need and (target.low_closed or not reached.low_closed))
    short = reached.high < need or (reached.high == need and not (target.low_closed and reached.high_closed))
    if met:
        return ("met", "已达到", "reached") if day == end else ("met", "期限之前已达到", "reached before the deadline")
    if day < end:
        told = ("尚低于目标", "short of the target") if short else ("只有下限，高低不明", "a lower bound only")
        return "undecided", f"结果早于期限，{told[0]}，不能判定", f"the outcome is dated before the deadline and {told[1]}"
    if short and outcome["relation"] == "same":
        return "missed", "未达到", "not reached"
    return "undecided", "界限重叠或口径较窄，不能判定", "the bounds overlap, or the category is narrower"


def _about(need: float, reached: Interval) -> tuple[str, str, str]:
    """Judge approximate figures: no width is printed, so only figures alike or far apart are told apart."""
    share = reached.low / need if need else float("inf")
    if abs(share - 1) <= _ALIKE:
        return "about", f"约数，与目标相差不过{_ALIKE:.0%}", f"approximate, within {_ALIKE:.0%} of the target"
    return "undecided", "约数，未印幅度，不能判定", "approximate, and how approximate is not printed"


def _row(verdict: str, zh: str, en: str, used: list[Row], row: Row) -> Row:
    def said(lang: str) -> str:
        name = f"measured_{lang}"
        promised = words(Interval.of(row), row["unit"], lang, exact=True) + corrected(row)
        told = [
            f"{outcome[name]} {outcome['period']}: {words(Interval.of(outcome), outcome['unit'], lang, exact=True)}"
            for outcome in used
        ]
        kind = pick(lang, *KINDS[row.get("kind", "target")])
        when = year(row) or pick(lang, "未印年份", "no year")
        heading = f"{kind}{promised}（{when}）" if lang == "zh" else f"{kind} {promised} ({when})"
        return "; ".join([heading, *told])

    def joined(column: str) -> str:
        return "; ".join(dict.fromkeys(str(outcome[column]) for outcome in used if outcome[column]))

    answer: dict[str, Any] = {"verdict": verdict, "reason_zh": zh, "reason_en": en}
    answer |= {"outcome_ids": " ".join(outcome["outcome_id"] for outcome in used)}
    answer |= {"reliability": joined("reliability"), "address": joined("address"), "caveat": joined("note")}
    return answer | {"derivation_zh": said("zh"), "derivation_en": said("en")}

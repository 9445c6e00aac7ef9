"""What the comparisons share: rows of results, and refusing an empty selection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from cloudplans.intervals import Interval
from cloudplans.present import SIGNS, amount, number

Row = dict[str, Any]


def words(interval: Interval, unit: str, lang: str) -> str:
    """Return an interval with its unit in the words of a language.

    Examples
    --------
    >>> words(Interval(float("-inf"), 3e10, False, False), "CNY", "en")
    '< CNY 30 billion'
    """
    if not interval.determined:
        return "不能确定" if lang == "zh" else "not determined"
    about = SIGNS["approx"] if interval.about else ""
    if interval.low == interval.high:
        return about + _short(interval.low, unit, lang)
    if interval.high == float("inf"):
        return about + ("≥ " if interval.low_closed else "> ") + _short(interval.low, unit, lang)
    if interval.low == float("-inf") or (interval.low == 0 and not interval.low_closed):
        return about + ("≤ " if interval.high_closed else "< ") + _short(interval.high, unit, lang)
    return f"{about}{number(_round(interval.low), lang)}–{_short(interval.high, unit, lang)}"


def _round(value: float) -> float:
    return float(f"{value:.4g}")


def _short(value: float, unit: str, lang: str) -> str:
    return amount(_round(value), unit, lang) if value >= 0 else "−" + amount(_round(-value), unit, lang)


def result(interval: Interval | None, unit: str, ids: Iterable[str], zh: str, en: str, **keys: Any) -> Row:
    """Make a row of a result: its keys, the interval as columns, the statements it rests on, and how it came about."""
    bounds = interval.columns() if interval else dict.fromkeys(Interval.unknown().columns())
    return {**keys, **bounds, "unit": unit, "statement_ids": " ".join(ids), "derivation_zh": zh, "derivation_en": en}


def interval_of(row: Row) -> Interval:
    """Return the interval of a row that `result` made."""
    low, high = (float(row[side]) if row[side] == row[side] else None for side in ("lower", "upper"))
    inf = float("inf")
    return Interval(-inf if low is None else low, inf if high is None else high, bool(row["lower_closed"]), bool(row["upper_closed"]),
                    bool(row["about"]))  # fmt: skip


def some(statements: pd.DataFrame, what: str = "statements") -> list[Row]:
    """Return the rows of a frame; an empty one is an error."""
    if statements.empty:
        raise ValueError(f"the selection holds no {what}; loosen the filters")
    return statements.to_dict("records")


def year(row: Row) -> int | None:
    """Return the deadline of a statement, None where none is printed."""
    return None if pd.isna(row["deadline"]) else int(row["deadline"])


def with_year(row: Row, lang: str) -> str:
    """Return a statement's figure with its year: ``CNY 100 billion (2015)``."""
    when = year(row)
    none = "未印年份" if lang == "zh" else "no year"
    bracket = f"（{when or none}）" if lang == "zh" else f" ({when or none})"
    return words(Interval.of(row), row["unit"], lang) + bracket + corrected(row)


def corrected(row: Row) -> str:
    """Return the mark of a corrected reading, or nothing."""
    return " †" if row.get("status") == "corrected" else ""

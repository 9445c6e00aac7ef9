"""A statement as a line that anyone can read, made from its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cloudplans.labels import SIGNS, interval, message, translate

_BOUNDS = {
    "ge": message("at least {value}"), "gt": message("more than {value}"), "le": message("at most {value}"),
    "lt": message("less than {value}"), "approx": message("about {value}"),
}  # fmt: skip
_DATED = {
    "target": message("{value} by {year}"),
    "programme_count": message("{value} by {year}"),
    "earlier_target": message("{value} by {year}, as an earlier plan had set"),
}
_UNDATED = {
    "target": message("{value}, no year stated"), "baseline": message("{value} when the plan was written"),
    "forecast": message("{value} forecast"), "threshold": message("{value} as a threshold"),
    "grant": message("{value} as a grant"),
}  # fmt: skip


def value_in_words(row: Mapping[str, Any], lang: str) -> str:
    """Return the value of a statement with its bound in words: ``at least 5 enterprises``.

    Examples
    --------
    >>> row = {"comparator": "ge", "lower": 5.0, "upper": float("nan"), "unit": "enterprise", "status": "verified"}
    >>> value_in_words(row, "en")
    'at least 5 enterprises'
    """
    words = interval(row, lang)
    if row["comparator"] not in _BOUNDS:
        return words
    return translate(_BOUNDS[row["comparator"]], lang, value=words.removeprefix(SIGNS[row["comparator"]]))


def sentence(row: Mapping[str, Any], lang: str) -> str:
    """Return a row of `with_readable_columns` as a line: indicator, scope, value and year.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans.dataset import with_readable_columns
    >>> rows = with_readable_columns(cloudplans.statements(indicator="cloud-terminal-scale", region="Guangdong", year=2020))
    >>> sentence(rows.iloc[0], "en")
    'Cloud terminal manufacturing: CNY 600 billion by 2020'
    """
    value, kind = value_in_words(row, lang), row["kind"]
    if pd.notna(row["deadline"]):
        value = translate(_DATED.get(kind, message("{value} in {year}")), lang, value=value, year=row["deadline"])
    elif kind in _UNDATED:
        value = translate(_UNDATED[kind], lang, value=value)
    scope = translate(" ({scope})", lang, scope=row["scope_name"]) if row["scope_name"] else ""
    return translate("{indicator}{scope}: {value}", lang, indicator=row["indicator"], scope=scope, value=value)

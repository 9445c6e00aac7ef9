"""Amounts as labels of marks and axes: short, rounded where they are computed, with a unit in words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from cloudplans.labels import SIGNS, VOCABULARIES, message, scale, translate, unit_name

_STEPS = {  # unit to its steps: size, words
    "Mbit/s": ((1e6, "{number} Tbit/s"), (1e3, "{number} Gbit/s"), (1, "{number} Mbit/s")),
    "operation/s": ((1e18, "{number} E"), (1e15, "{number} P")),  # as the texts write it; no precision is implied
    "byte": ((1e15, "{number} PB"), (1e12, "{number} TB"), (1e9, "{number} GB"), (1e6, "{number} MB"), (1, "{number} B")),
}
_MONEY = {
    "en": ((1e12, "{number} tn"), (1e9, "{number} bn"), (1e6, "{number} m")),
    "zh": ((1e8, message("{number} hundred million yuan")), (1e4, message("{number} ten thousand yuan"))),
}
_COUNTS = {
    "en": (
        (1e18, "{number} quintillion"),
        (1e15, "{number} quadrillion"),
        (1e12, "{number} trillion"),
        (1e9, "{number} billion"),
        (1e6, "{number} million"),
    ),
    "zh": (
        (1e16, message("{number} ten quadrillion")),
        (1e12, message("{number} trillion")),
        (1e8, message("{number} hundred million")),
        (1e4, message("{number} ten thousand")),
    ),
}
_UNIT_WORDS = {  # of axes and titles
    "percent": message("per cent"),
    "1": message("ratio"),
    "Mbit/s": "Mbit/s",
    "byte": message("bytes"),
    "operation/s": message("operations per second (E: 10¹⁸)"),
    "year": message("years"),
    "subscription/100 person": message("per 100 residents"),
    "item/10k person": message("per 10,000 residents"),
    "CNY/person": message("CNY per resident"),
    "project/year": message("projects per year"),
}
_PLURALS = {"enterprise": "firms", "premises": "premises"}


def unit_words(unit: str, lang: str) -> str:
    """Return the unit of an axis in words.

    Examples
    --------
    >>> unit_words("CNY", "en"), unit_words("subscription/100 person", "en"), unit_words("factory", "en")
    ('CNY billion', 'per 100 residents', 'number of factories')
    """
    if unit in _UNIT_WORDS:
        return translate(_UNIT_WORDS[unit], lang, context="unit of an axis")
    whole, _, per = unit.partition("/")
    if per == "person":
        counted = translate("{unit} per resident", lang, unit=_plural(whole) if lang == "en" else unit_name(whole, lang))
        return counted
    if unit in ("CNY", "USD") or lang != "en":
        return scale(unit, lang)[1]
    return f"number of {_plural(unit)}" if unit in VOCABULARIES["unit"] and "/" not in unit else unit_name(unit, lang)


def _plural(unit: str) -> str:
    if unit in _PLURALS or unit.endswith("s"):
        return _PLURALS.get(unit, unit)
    return f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"  # no unit ends in a vowel and y


def _stepped(value: float, steps: tuple[tuple[float, str], ...], lang: str, digits: Callable[[float], str]) -> str:
    for size, words in steps:
        if value >= size:
            return translate(words, lang, number=digits(value / size))
    return digits(value)


def _plain(value: float) -> str:
    return f"{value:,.10g}"


def rounded(value: float, turn: Callable[[float], float] = round) -> float:
    """Return a computed value with one decimal below 10, none from 10 up, and two digits where it is small.

    Examples
    --------
    >>> rounded(1.3734), rounded(20.37), rounded(0.00457)
    (1.4, 20, 0.0046)
    """
    if not value:
        return value
    digits = 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 1 - math.floor(math.log10(abs(value)))
    step = 10.0**-digits
    near = round(value / step)
    whole = near if math.isclose(near * step, value, rel_tol=1e-9) else turn(value / step)
    return float(round(whole * step, digits)) if digits else int(whole)


def short(value: float, unit: str, lang: str, *, computed: bool = False, turn: Callable[[float], float] = round) -> str:
    """Return a value as the label of a mark: ``CNY 300 bn``, ``20%``, ``3.2 Tbit/s``; counts without their unit.

    Examples
    --------
    >>> short(3e11, "CNY", "en"), short(20.37, "percent", "en", computed=True)
    ('CNY 300 bn', '20%')
    >>> short(3.2e6, "Mbit/s", "en"), short(1e18, "byte", "zh"), short(1.3e8, "subscription", "en")
    ('3.2 Tbit/s', '1000 PB', '130 million')
    >>> short(2e20, "operation/s", "en"), short(2e20, "operation/s", "zh")
    ('200 E', '200 E')
    """
    if value < 0:
        return "−" + short(-value, unit, lang, computed=computed, turn=turn)

    def digits(number: float) -> str:
        written = _plain(rounded(number, turn) if computed else number)
        return written.replace(",", "") if lang == "zh" else written

    if unit == "percent":
        return f"{digits(value)}%"
    if unit in _STEPS:
        return _stepped(value, _STEPS[unit], lang, digits)
    if unit.startswith("CNY"):
        worth = _stepped(value, _MONEY[lang], lang, digits)
        return f"CNY {worth}" if lang == "en" else worth if value >= 1e4 else translate("{number} yuan", lang, number=worth)
    return _stepped(value, _COUNTS[lang], lang, digits)


def short_bounds(row: Mapping[str, Any], lang: str, *, computed: bool = False) -> str:
    """Return the bounds of a row as the label of a mark: ``≥ 5``, ``15–20``, ``≈ CNY 300 bn``.

    Examples
    --------
    >>> short_bounds({"lower": 15.0, "upper": 20.0, "unit": "base", "comparator": "range"}, "en")
    '15–20'
    """
    low, high, unit = row["lower"], row["upper"], row["unit"]
    if pd.isna(low) and pd.isna(high):
        return translate("not determined", lang)
    comparator = str(row["comparator"]) if "comparator" in row else _comparator(row)
    if comparator == "range":
        ends = [
            short(low, unit, lang, computed=computed, turn=math.floor),
            short(high, unit, lang, computed=computed, turn=math.ceil),
        ]
        return "–".join(_shared_unit(*ends))
    end = high if pd.isna(low) else low
    turn: Callable[[float], float] = {"ge": math.floor, "gt": math.floor, "le": math.ceil, "lt": math.ceil}.get(comparator, round)
    return SIGNS[comparator] + short(end, unit, lang, computed=computed, turn=turn)


def _comparator(row: Mapping[str, Any]) -> str:
    """Return the comparator that goes with the bounds of a computed row."""
    low, high = row["lower"], row["upper"]
    if pd.isna(high):
        return "ge" if row.get("lower_closed", True) else "gt"
    if pd.isna(low) or (low == 0 and high > 0 and not row.get("lower_closed", True)):
        return "le" if row.get("upper_closed", True) else "lt"
    if low != high:
        return "range"
    return "approx" if row.get("about") else "eq"


def _shared_unit(low: str, high: str) -> tuple[str, str]:
    """Write what both ends of a range share once: ``CNY 2–3 bn``, ``15–20%``."""
    before, after = re.match(r"\D*", high), re.search(r"[^\d.]*$", high)
    if before and before[0] and low.startswith(before[0]):
        high = high[before.end() :]
    return (low.removesuffix(after[0]) if after else low), high

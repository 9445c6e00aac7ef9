"""Rows of results that all comparisons share: words for an interval, messages in both languages, warnings, checks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pandas as pd

from cloudplans.compare.interval import Interval
from cloudplans.dataset import Dataset, bilingual_warning
from cloudplans.labels import MARKS, SIGNS, amount, code_name, language, message, translate
from cloudplans.text import squeeze

Row = dict[str, Any]
_REPEATED = ("CNY", "USD", "percent")  # units written at both ends of a range


def words(interval: Interval, unit: str, lang: str, *, exact: bool = False) -> str:
    """Write an interval with its unit in one language; `exact` for a stated value, rounded to three digits otherwise.

    Examples
    --------
    >>> words(Interval(float("-inf"), 3e10, False, False), "CNY", "en")
    '< CNY 30 billion'
    >>> words(Interval(2, 3, True, True), "base", "en")
    '2 – 3 bases'
    """
    if not interval.determined:
        return translate("not determined", lang)
    about = SIGNS["approx"] if interval.about else ""
    low, high = _short(interval.low, unit, lang, exact, down=True), _short(interval.high, unit, lang, exact, down=False)
    if interval.low == interval.high:
        return about + _short(interval.low, unit, lang, exact)
    if interval.high == float("inf"):
        return about + ("≥ " if interval.low_closed else "> ") + low
    if interval.low == float("-inf") or (interval.low == 0 and not interval.low_closed):
        return about + ("≤ " if interval.high_closed else "< ") + high
    if unit not in _REPEATED:  # 2 – 3 bases: the unit once
        low = _short(interval.low, "1", lang, exact, down=True)
    return f"{about}{'' if interval.low_closed else '> '}{low} – {'' if interval.high_closed else '< '}{high}"


def _short(value: float, unit: str, lang: str, exact: bool, down: bool | None = None) -> str:
    """Write a value; a computed one with three digits, and a bound rounded outwards."""
    if value in (float("inf"), float("-inf")):
        return ""
    if not exact and value:
        step = 10.0 ** (math.floor(math.log10(abs(value))) - 2)
        turn = {True: math.floor, False: math.ceil, None: round}[down]
        near = round(value / step)
        value = float(f"{(near if math.isclose(near * step, value, rel_tol=1e-9) else turn(value / step)) * step:.3g}")
    return amount(value, unit, lang) if value >= 0 else "−" + amount(-value, unit, lang)


def in_both_languages(words: str, **values: Any) -> tuple[str, str]:
    """Return a message in Chinese and in English. A value that differs by language is a function of the language.

    Examples
    --------
    >>> in_both_languages("no target year is stated")
    ('未印目标年', 'no target year is stated')
    """
    zh, en = (
        translate(words, lang, **{name: value(lang) if callable(value) else value for name, value in values.items()})
        for lang in ("zh", "en")
    )
    return zh, en


def columns_of(name: str, words: tuple[str, str]) -> dict[str, str]:
    """Return the two columns of a text in both languages: ``name_zh`` and ``name_en``."""
    return {f"{name}_zh": words[0], f"{name}_en": words[1]}


def result(interval: Interval, unit: str, ids: Iterable[str], derivation: tuple[str, str], **keys: Any) -> Row:
    """Make a row of a result: its keys, the interval as columns, the statements it is based on, and its derivation."""
    return {**keys, **interval.columns(), "unit": unit, "statement_ids": list(ids), **columns_of("derivation", derivation)}


def interval_of(row: Row) -> Interval:
    """Return the interval of a row that `result` made."""
    low, high = (float(row[side]) if row[side] == row[side] else None for side in ("lower", "upper"))
    inf = float("inf")
    return Interval(-inf if low is None else low, inf if high is None else high, bool(row["lower_closed"]), bool(row["upper_closed"]),
                    bool(row["about"]))  # fmt: skip


def named(frame: pd.DataFrame, data: Dataset) -> pd.DataFrame:
    """Return results with the names of their regions, indicators and themes before the ids, in the language of the session."""
    lang = language()
    tables = {"region": data.table("regions"), "indicator": data.indicators(documents="all")}
    names: dict[str, Any] = {
        column: frame[f"{column}_id"].map(table.set_index(f"{column}_id")[f"name_{lang}"])
        for column, table in tables.items()
        if f"{column}_id" in frame
    }
    if "theme_id" in frame:
        names["theme"] = frame["theme_id"].map(lambda theme: code_name("theme", theme, lang))
    made = pd.concat([pd.DataFrame(names, index=frame.index), frame.drop(columns=[*names], errors="ignore")], axis=1)
    made.attrs = dict(frame.attrs)
    return made


def variant(data: Dataset, row: Row) -> str:
    """Return the variant of the definition that a statement's printed name refers to."""
    label = "…".join(squeeze(part) for part in row["label"].split("…"))
    return _variants(data).get((label, row["indicator_id"]), row["label"])


@lru_cache(maxsize=2)
def _variants(data: Dataset) -> dict[tuple[str, str], str]:
    labels = data.table("labels")
    columns = (labels[name] for name in ("label", "indicator_id", "variant"))
    return {(label, indicator): variant for label, indicator, variant in zip(*columns, strict=True)}


WARNINGS = {
    "indicators": message("the indicators differ in definition: compare within one indicator only"),
    "changed": message("some steps cross a change of scope or definition"),
    "derived": message("derived: assumes that values do not turn back between stages"),
}


def warning(kind: str) -> str:
    """Return a warning in both languages, as in ``attrs["warning"]``."""
    return " / ".join(in_both_languages(WARNINGS[kind]))


def year(row: Row) -> int | None:
    """Return the target year of a statement, or None if it states none."""
    return None if pd.isna(row["deadline"]) else int(row["deadline"])


def with_year(row: Row, lang: str) -> str:
    """Return a statement's figure with its year: ``CNY 100 billion (2015)``."""
    when = year(row)
    figure = words(Interval.of(row), row["unit"], lang, exact=True)
    return translate("{figure} ({year})", lang, figure=figure, year=when or translate("no year", lang)) + corrected(row)


def corrected(row: Row) -> str:
    """Return the mark of a corrected (†), unverified (‡) or single-coded (※) figure, or an empty string."""
    return MARKS.get(row.get("status", ""), "")


def carry(frame: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Add the lowest tier of the underlying statements to results, and the warning that goes with it.

    Results based on verified statements alone, which have no column `evidence_tier`, are returned unchanged.
    """
    if "evidence_tier" not in statements:
        return frame
    lower = set(statements.loc[statements["evidence_tier"] == "unverified", "statement_id"])
    tiered = frame.assign(evidence_tier=["unverified" if lower & set(names) else "verified" for names in frame["statement_ids"]])
    tiered.attrs.update(frame.attrs)
    if (tiered["evidence_tier"] == "unverified").any():
        tiered.attrs["warning"] = [*frame.attrs.get("warning", []), bilingual_warning()]
    return tiered

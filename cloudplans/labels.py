"""Names of codes and units, numbers, bounds and marks as people read them, in English and Chinese."""

from __future__ import annotations

import functools
import html
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, Literal, get_args

from cloudplans.text import quoted, visible

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_session_language: Language = "en"

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # OWASP, CSV Injection
SIGNS = {"eq": "", "range": "", "ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "≈ "}
MARKS = {"corrected": " †", "unverified": " ‡", "single-coded": " ※"}  # by status, shown after every such figure


def _alike(*codes: str) -> dict[str, str]:
    """Return codes that are their own English names."""
    return {code: code for code in codes}


# Code to English name, by vocabulary. In the catalogue, the context (msgctxt) of a name is its vocabulary.
VOCABULARIES: dict[str, dict[str, str]] = {
    "verdict": {
        "same": "same", "convertible": "convertible", "narrower": "part of ⊂", "broader": "includes ⊃",
        "overlapping": "overlapping", "not-comparable": "not comparable", "not-judged": "not judged",
    },
    "theme": {
        "industry-scale": "Scale of the industry", "infrastructure": "Infrastructure", "adoption": "Adoption",
        "enterprises": "Firms, bases and parks", "innovation": "Innovation", "context": "Figures about elsewhere",
    },
    "kind": _alike("target", "baseline", "forecast", "threshold") | {
        "programme_count": "number of items", "context": "context", "earlier_target": "target of an earlier plan", "grant": "grant",
    },
    "tier": {"verified": "verified", "unverified": "unverified ‡"},
    "short tier": {"verified": "verified", "unverified": "unverified ‡"},  # in a column of a table
    # of an unverified figure to its indicator; of two figures; of two copies of a text
    "relation": _alike("same", "narrower", "wider", "near", "less", "greater", "equal", "ratio", "share", "differs", "absent")
    | {"undecided": "cannot be decided", "refused": "not comparable"},
    "state": {
        "quantified": "number", "directional": "direction only", "qualitative": "words only", "deferred": "deferred",
        "not stated": "not mentioned",
    },
    "base": {
        "absolute": "absolute", "per-resident": "per resident, in the target year",
        "per-resident-at-issue": "per resident, in the year of issue",
        "gdp-target-year": "relative to the region's GDP in the target year",
        "gdp-issue-year": "relative to the region's GDP in the year of issue",
        "national-figure": "share of the national figure that a plan names",
    },
    "vintage": {
        "after-4th-economic-census": "after the 4th economic census",
        "before-4th-economic-census": "before the 4th economic census",
        "first-release": "first release",
        "panel-2016-2024": "separate panel 2016–2024, after the 5th economic census",
        "after-7th-population-census": "after the 7th population census",
        "before-7th-population-census": "before the 7th population census",
        "single": "one vintage only",
    },
    "outcome": _alike("met", "missed", "about", "no outcome found") | {"undecided": "cannot be decided"},
    # an arithmetic check, its result, and the result of a comparison with an implied value
    "rule": _alike("sum", "list", "stages", "step", "share"),
    "result": _alike("pass", "fail", "bases differ", "not computable") | {
        "holds": "correct", "changed-definition": "correct, but the definition changed", "names-fewer": "lists fewer",
        "names-more": "lists more", "fails": "wrong", "undecided": "cannot be decided",
    },
    "layer": _alike("statements", "goals", "instruments", "projects"),  # of the codings
    "field": {  # of the codings, as readers name it
        "indicator_id": "indicator", "kind": "kind", "comparator": "bound", "lower": "lower limit", "upper": "upper limit", "unit": "unit",
        "deadline": "target year", "period_start": "start of the period", "hedge": "hedge", "label": "name as printed", "scope": "scope",
        "theme": "theme", "type": "type", "level": "level", "strength": "strength", "printed": "wording", "target": "who is addressed",
        "firmness": "firmness", "verb": "verb", "name": "name", "stage": "stage", "places": "places",
    },
    "planted error": {  # what `data_quality.mutation` changes
        "bound": "bound", "digit": "a digit", "dropped row": "a row left out", "figure swap": "two figures exchanged", "hedge": "hedge",
        "indicator": "indicator", "kind": "kind", "label": "name as printed", "offset": "position in the text", "region": "region",
        "scope": "scope", "span end": "end of a passage", "span start": "start of a passage", "status": "status",
        "swap": "two values exchanged", "unit": "unit", "year": "year", "zero": "a zero more or less",
    },
    "reliability": {  # of a source of an outcome
        "good": "official or well-documented source", "medium": "press report or repost", "derived": "calculated from published figures",
    },
    "change": _alike("definition", "scope", "scope, definition"),  # between two stages of a series
    "role": _alike("value", "deadline", "label", "bound", "scope", "hedge", "unit", "column"),  # of a span of evidence
    "report state": {"number": "a number", "words": "words, no number", "nothing": "not mentioned"},
    "document": {"plan": "plan", "report": "work report"},
    "page kind": _alike("official", "repost", "press", "summary"),
    "check count": _alike(  # what `verify` counts
        "tables", "rows", "statements", "spans re-read", "figures re-derived", "numeral tokens", "arithmetic checks", "texts",
        "reported figures", "rows of their lists", "statements of work reports", "texts of work reports", "coded once", "departures", "drafts left out", "plans not read for goals",
    ),
    "unit": {"percent": "%"} | _alike(
        "CNY", "USD", "CNY/mu", "CNY/person", "EUR", "HKD", "Mbit/s", "access point", "application", "base", "brand", "byte", "centre",
        "certificate", "city", "cluster", "core-km", "county", "database", "day", "department", "device", "enterprise",
        "event", "factory", "fund", "hectare", "hospital", "hotspot", "hour", "household", "institute", "item",
        "item/10k person", "kW", "kWh", "km", "km²", "laboratory", "level", "line", "millisecond", "minute", "month", "mu",
        "m²", "operation/s", "park", "patent", "percentage point", "permille", "person", "platform", "port", "premises",
        "product", "project", "project/year", "rack", "scene", "school", "server", "service", "site", "standard",
        "subscription", "subscription/100 person", "system", "tce", "tce/CNY", "technology", "times", "tonne", "vehicle",
        "village", "visit", "workshop", "year",
        "achievement", "application/year", "area", "case", "chain", "community", "enterprise/year", "identifier", "incubator",
        "model", "nm", "node", "park/year", "patent/year", "person/year", "programme", "registration", "robot/year",
        "satellite", "scenario", "scenario/year", "solution/year", "task",
        "card", "category", "country", "data centre", "data set", "data space", "measure", "organisation", "site/10,000 person", "team",
        "visit/month",
    ),
}  # fmt: skip


def set_language(lang: Language) -> None:
    """Set the language of every call that names none, for the rest of the session."""
    global _session_language
    _session_language = language(lang)


@contextmanager
def using_language(lang: Language) -> Iterator[None]:
    """Use a language for the calls inside a block that name none."""
    before = language()
    set_language(lang)
    try:
        yield
    finally:
        set_language(before)


def language(lang: Language | None = None) -> Language:
    """Return the language of a call: `lang` if given, else that of `set_language`, else English.

    Raises
    ------
    ValueError
        If there is no such language.

    Examples
    --------
    >>> language(), language("zh")
    ('en', 'zh')
    """
    if lang is None:
        return _session_language
    if lang not in LANGUAGES:
        raise ValueError(f"no language {quoted(lang)}; allowed: {', '.join(LANGUAGES)}")
    return lang


def message(words: str) -> str:
    """Mark English words for translation where they are stored, to be passed to `translate` later; returns them unchanged."""
    return words


@functools.cache
def catalogue(lang: str) -> dict[tuple[str, str], str]:
    """Return the messages of a language by context and English words."""
    import polib  # only where another language than English is asked for

    content = files("cloudplans").joinpath("translations", f"{lang}.po").read_text(encoding="utf-8")
    return {(entry.msgctxt or "", entry.msgid): entry.msgstr for entry in polib.pofile(content)}


def translate(words: str, lang: str, *, context: str = "", **values: Any) -> str:
    """Return an English message in a language, with its ``{placeholders}`` filled in; the `context` of a code is its vocabulary."""
    translated = words if lang == "en" else catalogue(lang).get((context, words)) or words
    return translated.format(**values) if values else translated


def code_name(vocabulary: str, code: str, lang: str = "en") -> str:
    """Return the name of a code for readers.

    Parameters
    ----------
    vocabulary : str
        A key of `VOCABULARIES`.
    code : str
        A code as the tables and the comparisons have it; one without a name is returned as it is.
    lang : {"en", "zh"}
        Language.

    Raises
    ------
    KeyError
        If there is no such vocabulary.

    Examples
    --------
    >>> code_name("verdict", "not-comparable"), code_name("verdict", "not-comparable", "zh")
    ('not comparable', '不可比')
    """
    name = VOCABULARIES[vocabulary].get(code)
    return code if name is None else translate(name, lang, context=vocabulary)


def unit_name(unit: str, lang: str = "en") -> str:
    """Return the name of a unit in the singular; a plain number (``1``, ``ratio``) has none in Chinese."""
    return "" if lang != "en" and unit in _WITHOUT_NAME else code_name("unit", unit, lang)


_MONEY = {  # what an axis shows of a sum of money in each language: divisor, name
    "CNY": {"zh": (1e8, message("CNY hundred million")), "en": (1e9, "CNY billion")},
    "USD": {"zh": (1e8, message("USD hundred million")), "en": (1e9, "USD billion")},
}
_LARGE = {
    "en": ((1e18, "{number} quintillion"), (1e12, "{number} trillion"), (1e9, "{number} billion"), (1e6, "{number} million")),
    "zh": (
        (1e16, message("{number} ten quadrillion")),
        (1e12, message("{number} trillion")),
        (1e8, message("{number} hundred million")),
        (1e4, message("{number} ten thousand")),
    ),
}
_WITHOUT_NAME = ("1", "ratio")  # units of plain numbers: without a name in Chinese
_SAME_IN_PLURAL = ("premises", "times", "Mbit/s", "byte", "m²", "nm")
_STEPS = {  # unit: from which value on a larger one is written, the same in both languages
    "Mbit/s": ((1e6, "Tbit/s"), (1e3, "Gbit/s")),
    "byte": ((1e15, "PB"), (1e12, "TB"), (1e9, "GB")),
}


def number(value: float, lang: str = "en") -> str:
    """Return a number in the words of a language, without rounding it."""
    for size, words in _LARGE[lang]:
        if value >= size:
            return translate(words, lang, number=f"{value / size:,.10g}")
    return f"{value:,.10g}"


def amount(value: float, unit: str, lang: str = "en") -> str:
    """Return a value with its unit."""
    if unit == "percent":
        return translate("{number}%", lang, number=f"{value:,.10g}")
    for size, symbol in _STEPS.get(unit, ()):
        if value >= size:
            return f"{value / size:,.10g} {symbol}"
    if lang == "en":
        if unit in _MONEY:
            return f"{unit} {number(value)}"
        words = (_plural(unit) if value != 1 else unit).replace("/100 person", " per 100 inhabitants")
        return number(value) if unit in _WITHOUT_NAME else f"{number(value)} {words}"
    if unit in _MONEY:
        divisor, name = _MONEY[unit][lang]
        return f"{value / divisor:,.10g}{translate(name, lang)}"
    if unit in _WITHOUT_NAME:
        return number(value, lang)
    whole = unit.removesuffix("/year")
    if unit == whole or unit in VOCABULARIES["unit"]:
        return number(value, lang) + unit_name(unit, lang)
    return number(value, lang) + translate("{unit} per year", lang, unit=unit_name(whole, lang))


def _plural(unit: str) -> str:
    """Return an English unit in the plural; of a unit with a stroke, the word before it."""
    head, stroke, rest = unit.partition("/")
    if unit in _SAME_IN_PLURAL or head in _MONEY:
        return unit
    ending = "es" if head.endswith("s") else "s"
    return (head[:-1] + "ies" if head.endswith("y") and head[-2] not in "aeiou" else head + ending) + stroke + rest


def scale(unit: str, lang: str = "en") -> tuple[float, str]:
    """Return the divisor of an axis for values in `unit`, and the name of the unit that the axis then has."""
    if unit in _MONEY:
        divisor, name = _MONEY[unit][lang]
        return divisor, translate(name, lang)
    return 1, unit_name(unit, lang)


def status_mark(row: Any) -> str:
    """Return the mark of a figure by its status: † corrected, ‡ unverified, ※ coded once; else an empty text."""
    return MARKS.get(row.get("status", ""), "")


def interval(row: Any, lang: str = "en") -> str:
    """Return the bounds of a statement in words and signs: ``≥ 5 enterprises``, ``15–20 enterprises``."""
    low, high = row["lower"], row["upper"]
    if row["comparator"] == "range":
        return f"{number(low, lang)}–{amount(high, row['unit'], lang)}{status_mark(row)}"
    return SIGNS[row["comparator"]] + amount(high if low is None or low != low else low, row["unit"], lang) + status_mark(row)


def safe(value: object) -> str:
    """Return a value as escaped HTML, in attributes too; invisible and text-direction characters are spelled out."""
    return html.escape(visible(str(value)), quote=True)


def untypeset(words: str) -> str:
    """Return HTML in which JupyterLab typesets no formulas, so that a dollar sign in a plan does not start one."""
    return f'<div class="mathjax_ignore">{words}</div>'


def harmless(value: Any) -> Any:
    """Return a text that a spreadsheet would take for a formula with an apostrophe before it; anything else unchanged."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value

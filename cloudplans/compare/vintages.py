"""Vintages of GDP and population: which one covers the rows of a comparison, and which one would fill a gap."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from cloudplans.compare.shared_row_helpers import in_both_languages
from cloudplans.dataset import nearest, refuse_old_vintages
from cloudplans.labels import VOCABULARIES, code_name, message, translate

BEST = "best"
PANEL = "panel-2016-2024"
# The best vintage first. The panel, the only one with all provinces, comes last: it has one source that nothing was checked against.
VINTAGES: dict[str, tuple[str, ...]] = {
    "gdp": ("after-4th-economic-census", "before-4th-economic-census", "first-release", PANEL),
    "population": ("after-7th-population-census", "before-7th-population-census", PANEL),
}
SERIES = {"per": ("population", message("residents")), "gdp": ("gdp", message("GDP"))}  # by the first letters of a base
_NOT_VALUE_ADDED = message(
    "GDP: {vintage}. The size of an industry is not value added: a figure relative to GDP is not a share of GDP"
)
_POPULATION = message("Population: {vintage}")


def check_vintage(vintage: str, base: str) -> None:
    """Refuse a vintage that does not exist, or that the statistics of a base do not have."""
    refuse_old_vintages(vintage)
    series, _ = SERIES.get(base[:3], ("", ""))
    allowed = [BEST, *VINTAGES.get(series, [name for name in VOCABULARIES["vintage"] if name != "single"])]
    if vintage not in allowed:
        raise nearest(vintage, allowed, "vintage")


def applicable(vintage: str, base: str) -> str:
    """Return the vintage if the statistics of a base have it, else ``best``."""
    series, _ = SERIES.get(base[:3], ("", ""))
    return vintage if vintage in VINTAGES.get(series, ()) else BEST


def choose_vintage(vintage: str, series: str, wanted: Sequence[tuple[str, int]], held: pd.Series) -> str:
    """Return the vintage of a comparison; ``best`` is the first one that covers every row.

    `wanted` has the region and year of each row. Where no vintage covers every row, the best one covers the most regions,
    then the most rows. Vintages are never mixed.
    """
    if vintage != BEST:
        return vintage

    def covered(name: str) -> tuple[bool, int, int]:
        found = [(region, year) for region, year in wanted if (region, series, name, year) in held.index]
        return len(found) == len(wanted), len({region for region, _ in found}), len(found)

    return max(VINTAGES[series], key=covered)  # the first of equals


def vintage_name(
    vintage: str, lang: str, *, region: str = "", series: str = "", year: int = 0, held: pd.Series | None = None
) -> str:
    """Return the name of a vintage, with the remark that a value is as first published where the first release is the same."""
    name = code_name("vintage", vintage, lang)
    if held is None or vintage == "first-release":
        return name
    first = held.get((region, series, "first-release", year))
    if first is None or first != held.get((region, series, vintage, year)):
        return name
    return translate("{vintage}, as first published", lang, vintage=name)


def gap(region: str, series: str, vintage: str, year: int, held: pd.Series) -> tuple[str, dict[str, Any]]:
    """Return the message of a gap with its values: the vintage that lacks the year, and those that would fill it."""
    others = [name for name in VINTAGES[series] if (region, series, name, year) in held.index]
    title = next(title for name, title in SERIES.values() if name == series)

    def names(lang: str) -> str:
        return translate("; ", lang).join(code_name("vintage", name, lang) for name in others)

    values = {
        "series": partial(translate, title),
        "year": year,
        "vintage": partial(code_name, "vintage", vintage),
        "others": names,
    }
    if others:
        return message("no {series} for {year} ({vintage}); a value exists in another vintage: {others}"), values
    return message("no {series} for {year} in any vintage"), values


def base_warnings(base: str, vintage: str) -> list[str]:
    """Return what a reader of figures relative to a base must know: the vintage, and that an industry's size is not value added."""
    words = {"gdp": _NOT_VALUE_ADDED, "per": _POPULATION}.get(base[:3])
    if words is None or not vintage:
        return []
    return [" / ".join(f"{text}{'。' if lang == 'zh' else '.'}" for lang, text in zip(
        ("zh", "en"), in_both_languages(words, vintage=partial(code_name, "vintage", vintage)), strict=True))]  # fmt: skip

"""Frames about the targets: themes, statistics to relate them to, and what was reached."""

from __future__ import annotations

import pandas as pd

from cloudplans.dataset.data_package import Tables
from cloudplans.dataset.filter_arguments import Filters, keep
from cloudplans.dataset.find_name import find_names, known_indicators
from cloudplans.dataset.find_region import find_regions
from cloudplans.labels import VOCABULARIES, Language, code_name, language
from cloudplans.text import quoted

_OLD_VINTAGES = {  # names up to version 1.1 of the data
    "original": ("before-4th-economic-census", "before-7th-population-census", "first-release"),
    "revised": ("after-4th-economic-census", "after-7th-population-census", "first-release"),
    "preliminary": ("first-release",),
}


def refuse_old_vintages(*names: object) -> None:
    """Raise for a former name of a vintage, with the names that replace it.

    Examples
    --------
    >>> refuse_old_vintages("preliminary")
    Traceback (most recent call last):
    ValueError: no vintage 'preliminary'; it is now named first-release
    """
    for name in names:
        if name in _OLD_VINTAGES:
            new = " or ".join([", ".join(_OLD_VINTAGES[name][:-1]), _OLD_VINTAGES[name][-1]]).removeprefix(" or ")
            raise ValueError(f"no vintage {quoted(name)}; it is now named {new}")


def themes(data: Tables, lang: Language | None) -> pd.DataFrame:
    """Return the themes with their names and the number of their indicators."""
    counts = data.table("indicators")["theme"].value_counts()
    rows = [(theme, code_name("theme", theme, language(lang)), int(counts.get(theme, 0))) for theme in VOCABULARIES["theme"]]
    return pd.DataFrame(rows, columns=["theme_id", "theme", "indicators"])


def context(data: Tables, filters: Filters, lang: Language | None) -> pd.DataFrame:
    """Return the statistics that pass the filters, with the names of the regions."""
    frame = data.table("series")
    regions = find_regions(data.table("regions"), filters["region"])
    refuse_old_vintages(*(filters["vintage"] or ()))
    frame = keep(frame, among=frame, series=filters["series"], vintage=filters["vintage"])
    if regions is not None:
        frame = frame[frame["region_id"].isin(regions)]
    frame = _with_region(data, frame, language(lang))
    columns = ["region", "series", "year", "value", "unit", "vintage", "origin", "note", "region_id", "adcode"]
    return _missing(frame[columns])


def outcomes(data: Tables, filters: Filters, lang: Language | None) -> pd.DataFrame:
    """Return the outcomes that pass the filters, with names."""
    lang = language(lang)
    frame = data.table("outcomes")
    regions = find_regions(data.table("regions"), filters["region"])
    indicators = find_names(lambda: known_indicators(data), filters["indicator"], "indicator")
    if regions is not None:
        frame = frame[frame["region_id"].isin(regions)]
    if indicators is not None:
        frame = frame[frame["indicator_id"].isin(indicators)]
    names = data.table("indicators").set_index("indicator_id")[f"name_{lang}"]
    frame = _with_region(data, frame, lang).assign(
        indicator=frame["indicator_id"].map(names),
        measured=frame[f"measured_{lang}"],
        value=frame["lower"].fillna(frame["upper"]).mask(frame["comparator"] == "range"),
        stated=frame["as_stated"],
    )
    columns = ["region", "indicator", "measured", "relation", "as_of", "value", "unit", "comparator", "lower", "upper", "stated",
               "address", "note", "outcome_id", "region_id", "adcode", "indicator_id"]  # fmt: skip
    return _missing(frame[columns])


def _with_region(data: Tables, frame: pd.DataFrame, lang: Language) -> pd.DataFrame:
    regions = data.table("regions").set_index("region_id")
    return frame.assign(region=frame["region_id"].map(regions[f"name_{lang}"]), adcode=frame["region_id"].map(regions["adcode"]))


def _missing(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose empty texts are missing, with a fresh index."""
    texts = [column for column in frame if frame[column].dtype == frame["region_id"].dtype]
    return frame.assign(**{column: frame[column].mask(frame[column] == "") for column in texts}).reset_index(drop=True)

"""The frame that everybody gets: statements with everything needed to read them."""

from __future__ import annotations

import copy

import pandas as pd

from cloudplans.dataset.data_package import Tables
from cloudplans.dataset.work_reports import all_indicators
from cloudplans.labels import Language, code_name, language
from cloudplans.text import visible

_CODED = ["statement_id", "plan_id", "region_id", "adcode", "indicator_id", "theme_id", "kind", "period_start"]
COLUMNS = ["region", "indicator", "theme", "deadline", "value", "unit", "comparator", "lower", "upper", "printed", "label",
           "scope", "hedge", "status", "note", *_CODED]  # fmt: skip
_UNVERIFIED = ["relation", "measured", "address", "caveat"]  # more columns where unverified figures are included
TYPES = {"deadline": "Int64", "period_start": "Int64", "value": "float64", "lower": "float64", "upper": "float64"}


def complete(data: Tables, coded: pd.DataFrame, lang: Language | None = None) -> pd.DataFrame:
    """Return coded statements as the public frame: names in `lang`, the value as one number, missing text as missing.

    Parameters
    ----------
    data : Tables
        The data set that the statements belong to.
    coded : DataFrame
        Statements as the tables have them (see `select_statements.coded_statements`).
    lang : {"en", "zh"}, optional
        Language of names and notes.
    """
    lang, attributes, coded = language(lang), coded.attrs, coded.copy(deep=False)
    coded.attrs = {}  # pandas copies them at every step
    regions, indicators = data.table("regions").set_index("region_id"), data.table("indicators").set_index("indicator_id")
    if not coded["indicator_id"].isin(indicators.index).all():
        indicators = all_indicators(data).set_index("indicator_id")
    themes = {theme: code_name("theme", theme, lang) for theme in indicators["theme"].unique()}
    frame = coded.assign(
        region=coded["region_id"].map(regions[f"name_{lang}"]).map(visible, na_action="ignore"),
        indicator=coded["indicator_id"].map(indicators[f"name_{lang}"]).map(visible, na_action="ignore"),
        theme_id=coded["indicator_id"].map(indicators["theme"]),
        adcode=coded["region_id"].map(regions["adcode"]),
        value=_value(coded),
        note=coded[f"note_{lang}"],
    )
    frame["theme"] = frame["theme_id"].map(themes)
    if lang == "en":
        english = data.table("translations").set_index("printed")["english"]
        for column in ("scope", "hedge"):
            frame[column] = [f"{words} ({english[words]})" if words in english.index else words for words in coded[column]]
    columns = list(COLUMNS)
    if "evidence_tier" in coded:
        columns += _UNVERIFIED
        frame = frame.assign(measured=coded[f"measured_{lang}"], caveat=coded[f"caveat_{lang}"])
    frame = _missing(frame[columns])
    frame = frame.reset_index(drop=True)
    frame.attrs = copy.deepcopy(attributes)
    return frame


def _value(coded: pd.DataFrame) -> pd.Series:
    """Return each figure as one number: its bound where one side is open, missing for a range."""
    one = coded["lower"].fillna(coded["upper"])
    return one.mask(coded["comparator"] == "range")


def _missing(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose empty texts are missing values."""
    texts = [column for column in frame if column not in TYPES]
    dtype = pd.Series(dtype=str).dtype  # of text, also in an empty frame; it differs between versions of pandas
    return frame.assign(**{column: frame[column].astype(dtype).mask(frame[column] == "") for column in texts})

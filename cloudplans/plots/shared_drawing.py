"""What several plots share: checks of the frame, readable columns, series and their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from cloudplans.dataset import Dataset, own_data, region_names, with_readable_columns, with_row_labels
from cloudplans.labels import MARKS, Language, translate
from cloudplans.plots.default_words import listed
from cloudplans.plots.short_amounts import short_bounds
from cloudplans.plots.titled_figure import record_text

_REPORT = re.compile(r"-\d{4}(?=-work-report\.)")  # the year of a report in the id of a statement


def readable(rows: pd.DataFrame, data: Dataset | None, lang: Language) -> pd.DataFrame:
    """Return rows of `targets()` or `statements()` with the columns that a plot shows; rows that have them stay as they are."""
    if "statement_id" not in rows:
        raise ValueError(f"the frame has no column statement_id; pass rows of targets() or statements(), not {', '.join(rows)}")
    if rows.empty:
        raise ValueError("nothing to draw: the frame has no rows; loosen the filters")
    frame = rows if "reading" in rows else with_readable_columns(rows, data=data, lang=lang)
    names = region_names(data=data, lang=lang)
    return frame.assign(
        region=[names.get(region, region) for region in frame["region_id"]], series=[*map(series_of, frame.to_dict("records"))]
    )


def stages_left_out(rows: pd.DataFrame, frame: pd.DataFrame, lang: str) -> str:
    """Return how many rows a plot of stages leaves out, in words; nothing where it has all."""
    count = len(rows) - len(frame)
    return translate("Left out: {count} without a year or a second stage", lang, count=count) if count else ""


def series_of(row: Mapping[str, Any]) -> str:
    """Return a statement's id without its year; a stretch target is in the row of the plain one, yearly reports share one row."""
    if pd.isna(row["deadline"]):
        return str(row["statement_id"])
    name = str(row["statement_id"]).replace(f".{row['deadline']}", "").removesuffix(".stretch")
    both, found = _REPORT.subn("", name)
    return f"{both} {row.get('scope')}" if found else name  # ids of two reports need not differ where their scopes do


def series_names(frame: pd.DataFrame, lang: str, *, region: bool, indicator: bool) -> dict[str, str]:
    """Return a name per series: its region, indicator and, where a region has several series of an indicator, its scope."""
    several = frame.groupby(["region_id", "indicator_id"])["series"].transform("nunique") > 1
    names = {}
    for row, more in zip(frame.to_dict("records"), several, strict=True):
        what = row["indicator"] if indicator else ""
        if row.get("evidence_tier") == "unverified" and (indicator or row.get("relation") != "same"):
            what = row.get(f"measured_{lang}") or row["indicator"]  # what it measures may not be the indicator
        mark = MARKS["unverified"] if row.get("evidence_tier") == "unverified" else ""
        scope = row["scope_name"] if more and row.get("scope_name") else ""
        words = [row["region"] + mark if region else what + mark, what if region else "", scope]
        names.setdefault(row["series"], listed((word for word in words if word), lang))
    return names


def labelled(frame: pd.DataFrame, labels: str | Sequence[str] | None, data: Dataset | None, lang: Language) -> pd.Series:
    """Return the names of the rows of a comparison: a column, several columns, or those that tell the rows apart."""
    if isinstance(labels, str):
        return frame[labels]
    if labels is None and "label" in frame and "statement_id" in frame and "printed" not in frame:
        return frame["label"]  # given by the caller
    if "scope" in frame and lang == "en":
        english = (data or own_data()).table("translations").set_index("printed")["english"]
        frame = frame.assign(scope=[english.get(scope, scope) for scope in frame["scope"]])
    if "from_year" in frame:
        frame = frame.assign(period=frame["from_year"].astype(str) + "–" + frame["to_year"].astype(str))
    wanted = labels or [
        column
        for column in ("region", "indicator", "scope", "deadline", "period")
        if column == "region" or (column in frame and (column == "deadline" or frame[column].nunique(dropna=False) > 1))
    ]
    return with_row_labels(frame, wanted, data=data, lang=lang)["label"]


def check(frame: object, columns: Iterable[str], maker: str) -> None:
    """Raise ValueError if the frame has no rows or lacks a column; `maker` is the call that returns a suitable frame."""
    if not isinstance(frame, pd.DataFrame):
        raise ValueError(f"the plot takes a DataFrame, not {type(frame).__name__}; use {maker}")
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(f"the frame has no column {', '.join(missing)}; use {maker}")
    if frame.empty:
        raise ValueError("nothing to draw: the frame has no rows; loosen the filters")


def one_unit(frame: pd.DataFrame) -> str:
    """Return the unit of the frame; several units are an error."""
    units = sorted(unit for unit in frame["unit"].unique() if unit)
    if len(units) != 1:
        raise ValueError(f"an axis has one unit, but the frame has {', '.join(units) or 'none'}; select rows of one unit")
    return str(units[0])


def value_of(row: Mapping[str, Any], lang: str, *, computed: bool = False) -> str:
    """Return the label of a row with its mark: † corrected, ‡ unverified, ※ single-coded."""
    mark = MARKS.get(str(row.get("status", "")), "")
    return short_bounds(row, lang, computed=computed) + mark


def statement_text(row: Mapping[str, Any], lang: str) -> str:
    """Return the hover text of a statement: the figure as printed, and its value in English."""
    value = str(row.get("figure") or value_of(row, lang))
    scope = f", {row['scope_name']}" if row.get("scope_name") and lang == "en" else ""
    short = short_bounds(row, lang)
    words = value if lang == "zh" or short == value else translate("{figure} ({value})", lang, figure=value, value=short)
    return record_text({**row, "indicator": row["indicator"] + scope}, lang, words)


def result_text(row: Mapping[str, Any], lang: str) -> str:
    """Return the hover text of a result: its value and the calculation, if there is one."""
    if " = " not in row["derivation_en"] and ": " not in row["derivation_en"]:
        return record_text(row, lang, short_bounds(row, lang, computed=True))
    return record_text(row, lang, translate("{figure} ({value})", lang, figure=short_bounds(row, lang, computed=True),
                                            value=row[f"derivation_{lang}"]))  # fmt: skip


def record_of(row: Mapping[str, Any]) -> str:
    """Return the id of the record that a row is about, or of the first one that it is based on."""
    name = row.get("statement_id")
    return str(name if isinstance(name, str) else row["statement_ids"][0])


def year(row: Mapping[str, Any], lang: str) -> str:
    """Return the target year of a row in words."""
    return translate("no year", lang) if pd.isna(row["deadline"]) else str(row["deadline"])

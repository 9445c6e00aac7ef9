"""The page of all statements: filtered, sorted by value within a unit, searched, and downloaded as shown."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cloudplans.dataset import Dataset, coded_statements, with_readable_columns
from cloudplans.labels import VOCABULARIES, code_name, translate
from cloudplans.report.figure_blocks import record_address
from cloudplans.report.page_frame import TEMPLATES, Page, environment

_COLUMNS = ("region", "indicator", "deadline", "value", "printed")  # the headings are those of the tables


def data_page(dataset: Dataset, lang: str, data_href: str) -> Page:
    """Return the page of all statements."""
    frame = with_readable_columns(coded_statements(dataset), data=dataset, lang=lang)
    frame = frame.sort_values(["theme_id", "indicator_id", "region_id", "deadline", "statement_id"], ignore_index=True)
    body = (
        environment(lang)
        .get_template("data.html.j2")
        .render(
            rows=[_row(row, lang) for row in frame.to_dict("records")],
            filters=_filters(frame, lang),
            data_href=data_href,
            count=len(frame),
        )
    )
    return Page("data.html", translate("All the data", lang), body, "data", (TEMPLATES / "data.js").read_text(encoding="utf-8"))


def _row(row: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return what a row shows and by what it is sorted: the value in the base unit, never the digits of its words."""
    bound = row["lower"] if pd.notna(row["lower"]) else row["upper"]
    remark = [word for word in (row["firmness"], row["note"]) if word]
    return {
        **row,
        "address": record_address(row["statement_id"]),
        "bound": "" if pd.isna(bound) else f"{bound:.17g}",
        "year": "" if pd.isna(row["deadline"]) else str(row["deadline"]),
        "kind_name": code_name("kind", row["kind"], lang),
        "remark": translate("; ", lang).join(remark),
    }


def _filters(frame: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return the choices of each filter with the number of rows that they keep."""
    themes = [theme for theme in VOCABULARIES["theme"] if theme in set(frame["theme_id"])]
    years = sorted(frame["deadline"].dropna().unique())
    names = dict(sorted(zip(frame["region_id"], frame["region"], strict=True)))
    return [
        _filter("region", translate("Region", lang, context="heading"), names, frame["region_id"]),
        _filter("theme", translate("Theme", lang, context="heading"), {t: code_name("theme", t, lang) for t in themes}, frame["theme_id"]),
        _filter("kind", translate("Kind", lang, context="heading"), {k: code_name("kind", k, lang) for k in VOCABULARIES["kind"]}, frame["kind"]),
        _filter("year", translate("Target year", lang, context="heading"), {str(y): str(y) for y in years}, frame["deadline"].astype(str)),
    ]  # fmt: skip


def _filter(key: str, heading: str, names: dict[str, str], codes: pd.Series) -> dict[str, Any]:
    counts = codes.value_counts()
    choices = [{"code": code, "name": name, "count": int(counts[code])} for code, name in names.items() if code in counts]
    return {"key": key, "heading": heading, "choices": choices}

"""The codebook: the definition of every indicator, column and code, from the descriptor and the glossary."""

from __future__ import annotations

import pandas as pd

from cloudplans import display
from cloudplans.dataset import Dataset
from cloudplans.labels import VOCABULARIES, code_name, translate
from cloudplans.report.page_frame import Page, environment


def codebook(dataset: Dataset, lang: str) -> Page:
    """Return the codebook: the definition of every indicator, column and code, from the descriptor and the glossary."""
    body = environment(lang).get_template("codebook.html.j2").render(
        themes=_indicators_by_theme(dataset, lang), described=_tables(dataset, lang), vocabulary=_codes(dataset, lang)
    )  # fmt: skip
    return Page("codebook.html", translate("Codebook", lang), body, "method")


def _indicators_by_theme(dataset: Dataset, lang: str) -> list[tuple[str, str]]:
    indicators, tables = dataset.indicators(), []
    for theme in VOCABULARIES["theme"]:
        rows = indicators[indicators["theme"] == theme]
        rows = rows.assign(name=rows[f"name_{lang}"], definition=rows[f"definition_{lang}"])
        table = display.table(rows, ("name", "definition", "unit", "indicator_id"), lang=lang)
        tables.append((code_name("theme", theme, lang), table._repr_html_()))
    return tables


def _tables(dataset: Dataset, lang: str) -> list[tuple[str, str, str, str]]:
    suffix, described = "_zh" if lang == "zh" else "", []
    for resource in dataset.resources.values():
        rows = pd.DataFrame(display.field_rows(resource, lang))
        table = display.table(rows, ("column", "type", "allowed", "meaning"), lang=lang)
        described.append((resource[f"title{suffix}"], resource[f"description{suffix}"], resource["path"], table._repr_html_()))
    return described


def _codes(dataset: Dataset, lang: str) -> str:
    known = display.meanings(dataset, lang)
    codes = sorted(display.vocabularies(dataset))
    rows = pd.DataFrame([{"column": column, "name": code, "meaning": known.get((column, code), "")} for column, code in codes])
    return display.table(rows, lang=lang)._repr_html_()

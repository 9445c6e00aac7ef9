"""The frame of every page, and the pages that no notebook makes: index, table of all statements, codebook."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans import display
from cloudplans.dataset import Dataset
from cloudplans.labels import VOCABULARIES, code_name, translate
from cloudplans.text import visible
from cloudplans.verify import Outcome

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_SEARCHED = ("region", "deadline", "indicator", "scope", "figure", "reading", "kind", "firmness", "note")


@dataclass
class Page:
    """A page: its file name, title and body, and its script, if any."""

    file: str
    title: str
    body: str = ""
    script: str = ""


@cache
def environment(lang: str) -> Any:
    """Return the templates; `t` in them translates, and characters that a screen hides are written out."""
    import jinja2

    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )  # fmt: skip
    templates.globals["t"] = lambda words: translate(words, lang)
    templates.globals |= {"lang": lang, "other_language": "English" if lang == "zh" else translate("Chinese", "zh")}
    return templates


def whole_page(page: Page, lang: str, pages: Sequence[Page], outcome: Outcome, *, style: str, **values: str) -> str:
    """Return a page as a whole file: with navigation, style and script, and the content-security policy that allows only these."""
    return environment(lang).get_template("page.html.j2").render(
        title=page.title, file=page.file, body=page.body, script=page.script, pages=pages, style=style, style_hash=policy_hash(style),
        script_hash=policy_hash(page.script), checked=checked_line(outcome, lang), apart=exceptions_line(outcome, lang), **values,
    )  # fmt: skip


def policy_hash(content: str) -> str:
    """Return the hash by which a content-security policy allows a style sheet or script; nothing for an empty one."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}" if content else ""


def checked_line(outcome: Outcome, lang: str) -> str:
    """Return in one line what was verified."""
    counts, problems = outcome.counts, len(outcome.problems)
    if not counts.get("texts"):
        return translate(
            "{statements} records, {problems} problems; plan texts not available, figures not derived again", lang,
            statements=counts["statements"], problems=problems,
        )  # fmt: skip
    return translate(
        "{statements} records, {figures} figures derived again from {texts} texts, {problems} problems", lang,
        statements=counts["statements"], figures=counts["figures re-derived"], texts=counts["texts"], problems=problems,
    )  # fmt: skip


def exceptions_line(outcome: Outcome, lang: str) -> str:
    """Return in one line which records were coded once or are still drafts; nothing where there are none."""
    parts = {
        "※ {count} records of the user’s own plan were coded once and not adjudicated; what it does not state follows from its numerals "
        "only": outcome.counts.get("coded once", 0),
        "{count} drafts not decided yet, left out": outcome.counts.get("drafts left out", 0),
    }
    return " · ".join(translate(words, lang, count=count) for words, count in parts.items() if count)


def index(dataset: Dataset, outcome: Outcome, lang: str, pages: Sequence[Page]) -> Page:
    """Return the index: coverage by theme, targets for the size of the industry, the plans, links to the other pages."""
    from cloudplans import plots

    words = plots.use_style(lang)
    scale = dataset.targets(theme="industry-scale")
    scale = scale[scale["unit"] == "CNY"]
    frame = display.with_readable_columns(scale, data=dataset, lang=words).sort_values(["indicator_id", "region_id", "deadline"])
    body = environment(lang).get_template("index.html.j2").render(
        figure=plots.figure_html(plots.targets(frame, lang=words)),
        coverage=display.coverage_counts(data=dataset, lang=lang)._repr_html_(),
        headline=display.statements(scale, data=dataset, lang=lang)._repr_html_(),
        plans=display.plans(data=dataset, lang=lang)._repr_html_(),
        pages=pages,
        checked=checked_line(outcome, lang),
        apart=exceptions_line(outcome, lang),
        unchecked=outcome.unchecked,
        corrections=display.corrections(data=dataset, lang=lang)._repr_html_(),
    )  # fmt: skip
    return Page("index.html", translate("Overview", lang), body)


def index_of_some(dataset: Dataset, outcome: Outcome, lang: str, pages: Sequence[Page], plans: list[str]) -> Page:
    """Return the index of a report of some regions: their pages, the targets of their plans, what was verified."""
    titles = dataset.plans().set_index("plan_id")[f"title_{lang}"]
    body = environment(lang).get_template("index_of_some.html.j2").render(
        heading=translate("; ", lang).join(titles[plan] for plan in plans),
        targets=display.statements(dataset.targets(plan=plans), data=dataset, lang=lang)._repr_html_(),
        pages=pages,
        checked=checked_line(outcome, lang),
        apart=exceptions_line(outcome, lang),
        unchecked=outcome.unchecked,
    )  # fmt: skip
    return Page("index.html", translate("Overview", lang), body)


def data_page(dataset: Dataset, lang: str, data_href: str) -> Page:
    """Return the page of all statements, sorted by the buttons in its headings and searched by words."""
    frame = display.with_readable_columns(dataset.statements(), data=dataset, lang=lang).sort_values("statement_id")
    frame["kind"] = [code_name("kind", kind, lang) for kind in frame["kind"]]
    table = display.table(frame, (*_SEARCHED, "statement_id"), lang=lang)
    body = environment(lang).get_template("data.html.j2").render(table=table._repr_html_(), count=len(frame), data_href=data_href)
    script = (_TEMPLATES / "data.js").read_text(encoding="utf-8")
    return Page("data.html", translate("All the data", lang), body, script)


def codebook(dataset: Dataset, lang: str) -> Page:
    """Return the codebook: the definition of every indicator, column and code, from the descriptor and the glossary."""
    body = environment(lang).get_template("codebook.html.j2").render(
        themes=_indicators_by_theme(dataset, lang), described=_tables(dataset, lang), vocabulary=_codes(dataset, lang)
    )  # fmt: skip
    return Page("codebook.html", translate("Codebook", lang), body)


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

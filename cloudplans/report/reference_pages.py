"""Pages of the report that no notebook makes: the index, every statement to sort and search, the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans import display
from cloudplans.dataset import Dataset
from cloudplans.labels import THEMES, code_name, pick
from cloudplans.text import visible
from cloudplans.verify import Outcome

_HERE = Path(__file__).resolve().parent
_SEARCHED = ("region", "deadline", "indicator", "scope", "figure", "reading", "kind", "firmness", "note")


@dataclass
class Page:
    """One page to be written: its file name, its title, its body, and the script it needs, if any."""

    file: str
    title: str
    body: str = ""
    script: str = ""


def environment(lang: str) -> Any:
    """Return the templates, with the language and its words."""
    import jinja2

    loader = jinja2.FileSystemLoader(_HERE / "templates")
    made = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )  # fmt: skip
    made.globals["t"] = lambda zh, en: pick(lang, zh, en)
    made.globals["lang"] = lang
    return made


def checked(outcome: Outcome, lang: str) -> str:
    """Return in a line what was checked."""
    c, found = outcome.counts, len(outcome.problems)
    if not c.get("texts"):
        zh = f"{c['statements']}条记录，{found}个问题；原文不在手边，未逐字核对"
        return pick(lang, zh, f"{c['statements']} records, {found} problems; texts not at hand, not re-read")
    zh = f"{c['statements']}条记录，{c['figures re-derived']}处数值由{c['texts']}份原文重新读出，{found}个问题"
    en = f"{c['statements']} records, {c['figures re-derived']} figures re-read from {c['texts']} texts, {found} problems"
    return pick(lang, zh, en)


def apart(outcome: Outcome, lang: str) -> str:
    """Return in a line what of the records is no plain, twice coded one; nothing where all are."""
    once, drafts = outcome.counts.get("coded once", 0), outcome.counts.get("drafts left out", 0)
    words = []
    if once:
        words.append(
            pick(
                lang,
                f"※ 读者自加规划的{once}条记录只编码一次，未裁定；其“未提及”只据其中数字",
                f"※ {once} records of a reader’s own plan: coded once, not adjudicated; what it does not state is told by its numerals alone",
            )
        )
    if drafts:
        words.append(pick(lang, f"{drafts}条草稿尚未判断，未计入", f"drafts that nobody has decided on, left out: {drafts}"))
    return " · ".join(words)


def index(dataset: Dataset, outcome: Outcome, lang: str, pages: list[Page]) -> Page:
    """Return the index: who says what, the targets of the industry's size, the plans, where to read on."""
    from cloudplans import plots  # drawing is loaded for this page alone

    words = plots.use_style(lang)
    scale = dataset.targets(theme="industry-scale")
    scale = scale[scale["unit"] == "CNY"]
    frame = display.with_readable_columns(dataset, scale, words).sort_values(["indicator_id", "region_id", "deadline"])
    body = environment(lang).get_template("index.html.j2").render(
        figure=plots.figure_html(plots.targets(frame, lang=words)),
        coverage=display.coverage_counts(dataset, lang)._repr_html_(),
        headline=display.statements(dataset, scale, lang)._repr_html_(),
        plans=display.plans(dataset, lang)._repr_html_(),
        pages=pages,
        checked=checked(outcome, lang),
        apart=apart(outcome, lang),
        unchecked=outcome.unchecked,
        corrections=display.corrections(dataset, lang)._repr_html_(),
    )  # fmt: skip
    return Page("index.html", pick(lang, "首页", "Overview"), body)


def few(dataset: Dataset, outcome: Outcome, lang: str, pages: list[Page], plans: list[str]) -> Page:
    """Return the index of a report of some regions: their pages, their plans' targets, what was checked."""
    titles = dataset.plans().set_index("plan_id")[f"title_{lang}"]
    body = environment(lang).get_template("few.html.j2").render(
        heading=pick(lang, "；", "; ").join(titles[plan] for plan in plans),
        targets=display.statements(dataset, dataset.targets(plan=plans), lang)._repr_html_(),
        pages=pages,
        checked=checked(outcome, lang),
        apart=apart(outcome, lang),
        unchecked=outcome.unchecked,
    )  # fmt: skip
    return Page("index.html", pick(lang, "首页", "Overview"), body)


def data_page(dataset: Dataset, lang: str, data_href: str) -> Page:
    """Return the page of every statement: sorted by a heading's button, searched by a word."""
    frame = display.with_readable_columns(dataset, dataset.statements(), lang).sort_values("statement_id")
    frame["kind"] = [code_name("kind", kind, lang) for kind in frame["kind"]]
    table = display.Table(frame, (*_SEARCHED, "statement_id"), lang)
    body = environment(lang).get_template("data.html.j2").render(table=table._repr_html_(), count=len(frame), data_href=data_href)
    script = (_HERE / "templates" / "data.js").read_text(encoding="utf-8")
    return Page("data.html", pick(lang, "全部数据", "All the data"), body, script)


def codebook(dataset: Dataset, lang: str) -> Page:
    """Return the codebook: every indicator with its definition, every table with its columns, from the descriptor."""
    indicators = dataset.indicators()
    themes = []
    for theme, names in THEMES.items():
        rows = indicators[indicators["theme"] == theme]
        rows = rows.assign(name=rows[f"name_{lang}"], definition=rows[f"definition_{lang}"])
        themes.append(
            (
                pick(lang, *names),
                display.Table(rows, ("name", "definition", "unit", "indicator_id"), lang)._repr_html_(),
            )
        )
    described = []
    for resource in dataset.resources.values():
        suffix = "_zh" if lang == "zh" else ""
        table = display.Table(
            pd.DataFrame(display.field_rows(resource, lang)), ("column", "type", "allowed", "meaning"), lang
        )._repr_html_()
        described.append((resource[f"title{suffix}"], resource[f"description{suffix}"], resource["path"], table))
    known = display.meanings(dataset, lang)
    words = [
        {"column": c, "name": word, "meaning": known.get((c, word), "")} for c, word in sorted(display.vocabularies(dataset))
    ]
    vocabulary = display.Table(pd.DataFrame(words), ("column", "name", "meaning"), lang)._repr_html_()
    template = environment(lang).get_template("codebook.html.j2")
    body = template.render(themes=themes, described=described, vocabulary=vocabulary)
    return Page("codebook.html", pick(lang, "编码手册", "Codebook"), body)

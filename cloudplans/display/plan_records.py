"""A plan for readers: its facts, and each of its statements with the passage that it is read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cloudplans.dataset import CODED_ONCE, Dataset, coded_statements, own_data, short_plan_names, with_readable_columns
from cloudplans.display.html_table import NOTHING
from cloudplans.display.passages import Evidence
from cloudplans.display.sentences import sentence
from cloudplans.labels import VOCABULARIES, Language, code_name, language, message, safe, translate, untypeset

_SHOWN = 8  # statements of a theme before the rest is folded


def plan_of(region: str, *, data: Dataset | None = None) -> dict[str, Any]:
    """Return a plan by its own id, or by the id or name of its region; of several plans of a region the first."""
    dataset = data or own_data()
    plans = dataset.plans()
    if region in set(plans["plan_id"]):
        return plans[plans["plan_id"] == region].to_dict("records")[0]
    rows = plans[plans["region_id"] == dataset.region_id(region)].to_dict("records")
    if not rows:
        with_plan = ", ".join(sorted(set(plans["region_id"])))
        raise ValueError(f"the data set has no plan of {region}; regions with a plan: {with_plan}")
    return rows[0]


def plan_heading(region: str, *, data: Dataset | None = None, lang: Language | None = None) -> PlanHeading:
    """Return the facts of a region's plan: name, title, document number, date of issue, and what the text does not state.

    Parameters
    ----------
    region : str
        A region, by id or name.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Raises
    ------
    ValueError
        As `plan_of`.

    Examples
    --------
    >>> import cloudplans
    >>> plan_heading("Chengdu").name
    'Chengdu'
    """
    dataset = data or own_data()
    lang = language(lang)
    return PlanHeading(dataset, region, lang)


class PlanHeading:
    """The facts of a region's plan as readers see them; made by `plan_heading`."""

    name: str
    note: str
    titles: list[str]
    facts: list[str]
    counts: list[str]

    def __init__(self, dataset: Dataset, region: str, lang: str = "en") -> None:
        plan = plan_of(region, data=dataset)
        self.name, self.note = short_plan_names(data=dataset, lang=lang)[plan["plan_id"]], plan[f"note_{lang}"]
        issued = "" if pd.isna(plan["issued"]) else translate("issued {date}", lang, date=f"{plan['issued']:%Y-%m-%d}")
        period = "" if pd.isna(plan["period_start"]) else f"{plan['period_start']}–{plan['period_end']}"
        rows = coded_statements(dataset, plan=plan["plan_id"])
        coded_once = CODED_ONCE in set(rows["status"])
        mark = translate("※ coded once, by one reader; not adjudicated", lang) if coded_once else ""
        self.titles = [plan[f"title_{lang}"], *([plan["title_zh"]] if lang == "en" else [])]
        self.facts = [fact for fact in (plan[f"issuer_{lang}"], plan["document_no"], issued, period, mark) if fact]
        targets = rows[rows["kind"] == "target"]
        counts = {
            message("{count} targets"): len(targets), message("{count} hedged"): int((targets["hedge"] != "").sum()),
            message("{count} corrected"): int((targets["status"] == "corrected").sum()),
        }  # fmt: skip
        self.counts = [translate(words, lang, count=count) for words, count in counts.items() if count]

    def _repr_html_(self) -> str:
        note = f"<p>{safe(self.note)}</p>" if self.note else ""
        title = safe(self.titles[0]) + "".join(f' <span lang="zh-Hans">{safe(title)}</span>' for title in self.titles[1:])
        facts = safe(" · ".join([*self.facts, *self.counts]))
        return untypeset(f'<h1>{safe(self.name)}</h1><p class="lead">{title}</p><p>{facts}</p>{note}')

    def __repr__(self) -> str:
        return "\n".join([self.name, *self.titles, *self.facts, *self.counts, self.note]).strip()


def records(texts: Mapping[str, str], region: str, *, data: Dataset | None = None, lang: Language | None = None) -> Records:
    """Return every statement of a region's plan by theme, each with its evidence to open.

    Parameters
    ----------
    texts : mapping
        Edition to raw text; with them each record opens its passage.
    region : str
        A region, by id or name.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Raises
    ------
    ValueError
        As `plan_of`.
    """
    dataset = data or own_data()
    return Records(dataset, texts, coded_statements(dataset, plan=plan_of(region, data=dataset)["plan_id"]), language(lang))


def report_records(
    texts: Mapping[str, str], region: str, *, data: Dataset | None = None, lang: Language | None = None
) -> Records:
    """Return every statement of the work reports of a province by theme, each with its evidence to open.

    Parameters
    ----------
    texts, region, data, lang
        As for `records`.
    """
    dataset = data or own_data()
    return Records(dataset, texts, coded_statements(dataset, region=region, documents="reports"), language(lang))


class Records:
    """Statements by theme as readers see them; made by `records` and `report_records`."""

    frame: pd.DataFrame
    dataset: Dataset
    texts: Mapping[str, str]
    lang: str

    def __init__(self, dataset: Dataset, texts: Mapping[str, str], rows: pd.DataFrame, lang: str = "en") -> None:
        frame = with_readable_columns(rows, data=dataset, lang=lang).assign(theme_id=lambda f: f["theme_id"].fillna(""))
        frame["indicator"] = frame["label"].where(frame["indicator"].isna(), frame["indicator"])
        self.frame = frame.sort_values(["indicator_id", "deadline", "statement_id"])
        self.dataset, self.texts, self.lang = dataset, texts, lang

    def _repr_html_(self) -> str:
        blocks = []
        for theme in (*VOCABULARIES["theme"], ""):
            rows = self.frame[self.frame["theme_id"] == theme].to_dict("records")
            shown, folded = (rows[:_SHOWN], rows[_SHOWN:]) if len(rows) > _SHOWN + 1 else (rows, [])
            if rows:
                name = code_name("theme", theme, self.lang) if theme else translate("Without an indicator", self.lang)
                blocks += [f"<h3>{safe(name)}</h3>", *map(self._article, shown)]
            if folded:
                more = translate("Show {count} more", self.lang, count=len(folded))
                blocks += [f"<details><summary>{safe(more)}</summary>", *map(self._article, folded), "</details>"]
        return untypeset("".join(blocks))

    def _article(self, row: dict[str, Any]) -> str:
        """Return a record: a line made from its fields, which opens its passage; a link to the record opens it, too."""
        kind = f' <span class="kind">{safe(code_name("kind", row["kind"], self.lang))}</span>' if row["kind"] != "target" else ""
        hedge = f' <span class="hedge" lang="zh-Hans">{safe(row["firmness"])}</span>' if row["firmness"] else ""
        note = f'<p class="note">{safe(row["note"])}</p>' if row["note"] else ""
        name = safe(row["statement_id"])
        evidence = Evidence(self.dataset, self.texts, row["statement_id"], self.lang)._repr_html_()
        return (
            f'<details class="record"><summary>{safe(sentence(row, self.lang))} '
            f'<span class="printed" lang="zh-Hans">{safe(row["figure"])}</span>{kind}{hedge}</summary>'
            f'<div id="{name}">{note}{evidence}</div></details>'
        )

    def __repr__(self) -> str:
        columns = ["statement_id", "indicator", "figure", "reading", "deadline"]
        with pd.option_context("display.unicode.east_asian_width", True):
            return self.frame[columns].to_string(index=False, na_rep=NOTHING)

"""Records for readers: a plan's facts, and every statement of it with the passage that it is read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cloudplans.dataset import CODED_ONCE, Dataset, Package
from cloudplans.display.formatting import shown
from cloudplans.display.passages import Evidence
from cloudplans.labels import KINDS, THEMES, pick, safe, untypeset


def plan_of(dataset: Dataset, region: str) -> dict[str, Any]:
    """Return the plan of a region.

    Raises
    ------
    ValueError
        If the region is unknown or has no plan in the data set.

    Examples
    --------
    >>> import cloudplans
    >>> plan_of(cloudplans.load(), "Hubei")["plan_id"]
    'hubei-2016'
    """
    plans = dataset.plans()
    found = plans[plans["region_id"] == dataset.region_id(region)].to_dict("records")
    if not found:
        raise ValueError(f"no plan of {region} is in the data set; regions with one: {', '.join(sorted(plans['region_id']))}")
    return found[0]


class Heading:
    """The facts of a region's plan: name, title, number, date of issue, and what the text does not print.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    region : str
        A region, by id or name.
    lang : {"en", "zh"}
        Language.
    """

    def __init__(self, dataset: Dataset, region: str, lang: str = "en") -> None:
        self.plan, self.lang = plan_of(dataset, region), lang
        names = dataset.regions().set_index("region_id")[f"name_{lang}"]
        self.name = names[self.plan["region_id"]]
        once = CODED_ONCE in set(dataset.statements(plan=self.plan["plan_id"])["status"])
        self._once = pick(lang, "※ 只编码一次，未裁定", "※ coded once, by one reader; not adjudicated") if once else ""

    def _facts(self) -> list[str]:
        issued = self.plan["issued"]
        day = "" if pd.isna(issued) else f"{issued:%Y-%m-%d}"
        return [fact for fact in (self.plan[f"title_{self.lang}"], self.plan["document_no"], day, self._once) if fact]

    def _repr_html_(self) -> str:
        facts = safe(" · ".join(self._facts()))
        note = self.plan[f"note_{self.lang}"]
        after = f"<p>{safe(note)}</p>" if note else ""
        return untypeset(f'<h1>{safe(self.name)}</h1><p class="lead">{facts}</p>{after}')

    def __repr__(self) -> str:
        return "\n".join([self.name, *self._facts(), self.plan[f"note_{self.lang}"]]).strip()


class Records:
    """Every statement of a region's plan by theme, each with its evidence to open.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    texts : mapping
        Edition to raw text; with them each record opens its passage.
    region : str
        A region, by id or name.
    lang : {"en", "zh"}
        Language.
    """

    def __init__(self, dataset: Dataset, texts: Mapping[str, str], region: str, lang: str = "en") -> None:
        plan = plan_of(dataset, region)["plan_id"]
        frame = shown(dataset, dataset.statements(plan=plan), lang)
        self.frame = frame.sort_values(["indicator_id", "deadline", "statement_id"])
        self.dataset, self.texts, self.lang = dataset, texts, lang

    def _repr_html_(self) -> str:
        blocks = []
        for theme, names in THEMES.items():
            rows = self.frame[self.frame["theme"] == theme].to_dict("records")
            if rows:
                blocks += [f"<h2>{safe(pick(self.lang, *names))}</h2>", *map(self._article, rows)]
        return untypeset("".join(blocks))

    def _article(self, row: dict[str, Any]) -> str:
        kind, year = pick(self.lang, *KINDS[row["kind"]]), "" if pd.isna(row["deadline"]) else str(row["deadline"])
        spans = [("reading", row["reading"]), ("year", year), ("kind", kind), ("hedge", row["firmness"])]
        line = " ".join(f'<span class="{name}">{safe(words)}</span>' for name, words in spans if words)
        scope = f' <span class="scope" lang="zh">{safe(row["scope"])}</span>' if row["scope"] else ""
        note = f'<p class="note">{safe(row["note"])}</p>' if row["note"] else ""
        name = safe(row["statement_id"])
        evidence = Evidence(self.dataset, self.texts, row["statement_id"], self.lang)._repr_html_()
        opened = f'<summary>{pick(self.lang, "证据", "Evidence")} <span class="id">{name}</span></summary>{evidence}'
        return (
            f'<article id="{name}" class="record"><h3>{safe(row["indicator"])}{scope}</h3>'
            f'<p class="figure-line"><strong lang="zh">{safe(row["figure"])}</strong> {line}</p>{note}'
            f"<details>{opened}</details></article>"
        )

    def __repr__(self) -> str:
        columns = ["statement_id", "indicator", "figure", "reading", "deadline"]
        with pd.option_context("display.unicode.east_asian_width", True):
            return self.frame[columns].to_string(index=False, na_rep="–")


def overview(package: Package) -> str:
    """Return a data set as HTML: title, version, licence, and its tables with the number of rows.

    Examples
    --------
    >>> import cloudplans
    >>> "<td>112</td>" in overview(cloudplans.load())
    True
    """
    about = package.descriptor
    licence = ", ".join(str(licence["name"]) for licence in about.get("licenses", ()))
    head = " · ".join(map(safe, filter(None, (about.get("title_zh"), about.get("title"), about.get("version"), licence))))
    rows = (
        f"<tr><td><code>{safe(name)}</code></td><td>{len(package.raw(name).lines)}</td>"
        f"<td>{safe(resource.get('title_zh', ''))}</td><td>{safe(resource.get('title', ''))}</td></tr>"
        for name, resource in package.resources.items()
    )
    return untypeset(f"<p><strong>{head}</strong></p><table>{''.join(rows)}</table>")

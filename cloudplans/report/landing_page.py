"""The landing page: the findings, the targets that can be ranked, what each plan covers, every target in yuan, the plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cloudplans import compare, display
from cloudplans.dataset import Dataset, coded_statements, region_names, short_plan_names, with_readable_columns
from cloudplans.labels import VOCABULARIES, code_name, interval, safe, translate
from cloudplans.report.figure_blocks import figure_block
from cloudplans.report.findings import findings, headline, lead, ranked
from cloudplans.report.landing_figures import money_by_stage, money_targets, ranked_targets
from cloudplans.report.page_frame import Page, checked_line, environment, exceptions_line
from cloudplans.verify import Outcome


def landing_page(dataset: Dataset, outcome: Outcome, lang: str, pages: Sequence[Page], data_href: str) -> Page:
    """Return the landing page of a report of every plan."""
    files, heading = {page.file for page in pages}, headline(dataset, lang)
    body = environment(lang).get_template("index.html.j2").render(
        headline=heading,
        lead=lead(dataset, lang),
        findings=findings(dataset, lang),
        ranked=_ranked(dataset, lang),
        coverage=coverage_squares(dataset, lang),
        money=_money(dataset, lang),
        plans=_plans(dataset, lang),
        themes=[page for page in pages if page.section == "themes"],
        method="07_how_sure_are_we.html" if "07_how_sure_are_we.html" in files else "",
        corrections=len(dataset.corrections()["statement_id"].unique()),
        checked=checked_line(outcome, lang),
        apart=exceptions_line(outcome, lang),
        unchecked=outcome.unchecked,
        data_href=data_href,
    )  # fmt: skip
    return Page("index.html", heading, body)


def page_of_some_plans(dataset: Dataset, outcome: Outcome, lang: str, pages: Sequence[Page], plans: list[str]) -> Page:
    """Return the first page of a report of some regions: their pages, the targets of their plans, what was verified."""
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


def _ranked(dataset: Dataset, lang: str) -> str:
    pairs = ranked(dataset)
    if not pairs:
        return ""
    rows = pd.DataFrame([facts["row"] for pair in pairs for facts in (pair.more, pair.less)])
    drawn = [(screen, *ranked_targets(dataset, pairs, width=screen, lang=lang)) for screen in ("wide", "narrow")]
    vintages = {str(facts["vintage"]) for pair in pairs for facts in (pair.more, pair.less)}
    gdp = translate(
        "GDP: {vintage}.", lang, vintage=translate(", ", lang).join(code_name("vintage", name, lang) for name in sorted(vintages))
    )
    note = translate("Open a bar to see the passage. {source} {gdp}", lang, source=_source(dataset, rows, lang), gdp=gdp)
    return figure_block("ranked-targets", drawn, rows, note, lang)


def _money(dataset: Dataset, lang: str) -> str:
    rows = money_targets(dataset)
    if rows.empty:
        return ""
    drawn = [(screen, *money_by_stage(dataset, rows, width=screen, lang=lang)) for screen in ("wide", "narrow")]
    return figure_block("money-targets", drawn, rows, _source(dataset, rows, lang), lang)


def _source(dataset: Dataset, rows: pd.DataFrame, lang: str) -> str:
    names = region_names(data=dataset, lang=lang)
    plans = translate(", ", lang).join(names[region] for region in rows["region_id"].unique())
    return translate("Source: plans of {plans}.", lang, plans=plans)


def coverage_squares(dataset: Dataset, lang: str) -> str:
    """Return for each theme and region how many indicators have a number, and a square per indicator coloured by its state."""
    states = compare.by_region(compare.coverage(data=dataset))
    regions = region_names(data=dataset, lang=lang)
    order = list(states["region_id"].unique())
    head = "".join(f'<th scope="col">{safe(regions[region])}</th>' for region in order)
    rows = []
    for theme in VOCABULARIES["theme"]:
        of_theme = states[states["theme_id"] == theme]
        if of_theme.empty:
            continue
        count = translate("{count} indicators", lang, count=of_theme["indicator_id"].nunique())
        cells = "".join(_squares(of_theme[of_theme["region_id"] == region], regions[region], lang) for region in order)
        rows.append(
            f'<tr><th scope="row">{safe(code_name("theme", theme, lang))} <span class="count">{count}</span></th>{cells}</tr>'
        )
    caption = translate("Indicators with a number, by theme and plan", lang)
    key = "".join(
        f'<li><i class="state {state.replace(" ", "-")}"></i> {safe(code_name("state", state, lang))}</li>'
        for state in VOCABULARIES["state"] if state in set(states["state"])
    )  # fmt: skip
    return (
        f'<table class="squares"><caption class="hidden">{caption}</caption><thead><tr><th scope="col">{translate("Theme", lang, context="heading")}</th>{head}</tr></thead>'
        f'<tbody>{"".join(rows)}</tbody></table><ul class="key">{key}</ul>'
    )


def _squares(states: pd.DataFrame, region: str, lang: str) -> str:
    order = {state: place for place, state in enumerate(VOCABULARIES["state"])}
    ordered = states.assign(place=states["state"].map(order)).sort_values(["place", "indicator_id"])
    said = ordered[ordered["state"] != "not stated"]
    squares = "".join(
        f'<i class="state {row["state"].replace(" ", "-")}" title="{safe(row["indicator"])}: {safe(code_name("state", row["state"], lang))}"></i>'
        for row in said.to_dict("records")
    )
    squares += "<i></i>" * (len(ordered) - len(said))  # most squares: without words of their own, so that the page stays small
    counts = translate("; ", lang).join(
        f"{code_name('state', state, lang)} {count}" for state, count in ordered["state"].value_counts(sort=False).items()
    )
    quantified = int((states["state"] == "quantified").sum())
    return (
        f'<td data-label="{safe(region)}"><b>{quantified}</b> <span class="strip" aria-hidden="true">{squares}</span>'
        f'<span class="hidden"> ({safe(counts)})</span></td>'
    )


def _plans(dataset: Dataset, lang: str) -> list[dict[str, Any]]:
    """Return a card for each plan: title, period, number of targets, the largest in yuan."""
    names, plans = short_plan_names(data=dataset, lang=lang), dataset.plans()
    cards = []
    for plan in plans.to_dict("records"):
        targets = with_readable_columns(coded_statements(dataset, plan=plan["plan_id"], kind="target"), data=dataset, lang=lang)
        facts = [translate("{count} targets", lang, count=len(targets))]
        if pd.notna(plan["period_start"]):
            facts.insert(0, f"{plan['period_start']}–{plan['period_end']}")
        money = targets[(targets["unit"] == "CNY") & targets["lower"].notna()]
        if len(money):
            largest = money.loc[money["lower"].idxmax()]
            facts.append(
                translate(
                    "largest: {indicator}, {value} by {year}", lang, indicator=largest["indicator"], value=interval(largest, lang),
                    year=largest["deadline"],
                )
            )  # fmt: skip
        cards.append(
            {
                "region_id": plan["region_id"], "region": names[plan["plan_id"]], "title": plan[f"title_{lang}"],
                "file": f"{plan['plan_id']}.html", "facts": " · ".join(facts), "targets": len(targets),
            }
        )  # fmt: skip
    return sorted(cards, key=lambda card: -card["targets"])

"""A page for each indicator on which at least two plans say something, and the list of all indicators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cloudplans import compare, display, plots
from cloudplans.dataset import UNVERIFIED_WARNING, Dataset, coded_statements, region_names, with_readable_columns
from cloudplans.labels import VOCABULARIES, code_name, translate
from cloudplans.report.figure_blocks import block_of_plot, record_address
from cloudplans.report.page_frame import Page, environment

_SAYS = ("quantified", "directional", "qualitative", "deferred")


def file_of(indicator: str) -> str:
    """Return the file of the page of an indicator."""
    return f"indicator-{indicator}.html"


def shared_indicators(dataset: Dataset) -> list[str]:
    """Return the indicators on which at least two plans say something, those with the most numbers first.

    Examples
    --------
    >>> import cloudplans
    >>> "cloud-services-scale" in shared_indicators(cloudplans.load())
    True
    """
    return _shared(compare.coverage(data=dataset))


def _shared(states: pd.DataFrame) -> list[str]:
    said = states[states["state"].isin(_SAYS)]
    plans = said.groupby("indicator_id")["plan_id"].nunique()
    numbers = said[said["state"] == "quantified"].groupby("indicator_id")["plan_id"].nunique().reindex(plans.index, fill_value=0)
    order = pd.DataFrame({"numbers": -numbers, "plans": -plans})[plans > 1].sort_values(["numbers", "plans"], kind="stable")
    return list(order.index)


def indicator_page(dataset: Dataset, lang: str, indicator: str, states: pd.DataFrame) -> Page:
    """Return the page of an indicator: its definition, what each plan states, whether the plans mean the same, its statements.

    Under its statements the unverified figures of the same regions come next to them, those of other regions after them.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    lang : {"en", "zh"}
        Language.
    indicator : str
        Id of an indicator.
    states : DataFrame
        What each plan states for each indicator: `compare.coverage()`.
    """
    facts = dataset.table("indicators").set_index("indicator_id").loc[indicator]
    every = with_readable_columns(coded_statements(dataset, indicator=indicator, tier="unverified"), data=dataset, lang=lang)
    lower = every["evidence_tier"] == "unverified"
    rows = every[~lower]
    known = set(rows["region_id"])
    every = every.assign(lower=lower, apart=~every["region_id"].isin(known)).sort_values(
        ["apart", "region_id", "lower", "deadline"]
    )
    body = environment(lang).get_template("indicator.html.j2").render(
        name=facts[f"name_{lang}"], definition=facts[f"definition_{lang}"], theme=code_name("theme", facts["theme"], lang),
        plans=_plans(states[states["indicator_id"] == indicator], rows, region_names(data=dataset, lang=lang), lang), figure=_figure(rows, lang), alike=_alike(dataset, indicator, set(_shared(states)), lang),
        records=[_record(row, lang) for row in every.to_dict("records")],
        warning=translate(UNVERIFIED_WARNING, lang) if lower.any() else "",
    )  # fmt: skip
    return Page(file_of(indicator), facts[f"name_{lang}"], body)


def _plans(states: pd.DataFrame, rows: pd.DataFrame, regions: Mapping[str, str], lang: str) -> list[dict[str, Any]]:
    """Return for each plan what it states: the figures with their years, the words of an aim, or that it says nothing."""
    of_plan, by_year = [], rows.sort_values("deadline").to_dict("records")
    for state in states.to_dict("records"):
        figures = [
            (
                record_address(row["statement_id"]),
                row["reading"],
                "" if pd.isna(row["deadline"]) else row["deadline"],
                row["scope_name"],
            )
            for row in by_year
            if row["plan_id"] == state["plan_id"] and row["statement_id"] in state["statement_ids"]
        ]
        of_plan.append(
            {
                "region": regions[state["region_id"]], "region_id": state["region_id"], "file": f"{state['plan_id']}.html",
                "state": code_name("state", state["state"], lang), "figures": figures, "printed": state["printed"],
                "note": "" if figures or state["state"] == "not stated" else state[f"note_{lang}"],
            }
        )  # fmt: skip
    order = {code_name("state", state, lang): place for place, state in enumerate(VOCABULARIES["state"])}
    return sorted(of_plan, key=lambda plan: order[plan["state"]])


def _figure(rows: pd.DataFrame, lang: str) -> str:
    """Return a figure of the targets where more than one plan has one with a year."""
    targets = rows[(rows["kind"] == "target") & rows["deadline"].notna()]
    if targets["plan_id"].nunique() < 2:
        return ""
    return block_of_plot("targets", plots.targets(targets, lang=lang))


def _alike(dataset: Dataset, indicator: str, shared: set[str], lang: str) -> list[tuple[str, str, str, str]]:
    """Return how the indicator compares with itself in other plans and with others of plans: file, name, verdict and reason."""
    names = dataset.table("indicators").set_index("indicator_id")[f"name_{lang}"]
    found = []
    rows = dataset.comparability()
    for row in rows[(rows["indicator_a"] == indicator) | (rows["indicator_b"] == indicator)].to_dict("records"):
        pair = (row["indicator_a"], row["indicator_b"])
        other = pair[1] if pair[0] == indicator else pair[0]
        if other not in names:  # of work reports alone
            continue
        word = compare.verdict(indicator, other, data=dataset)["verdict"]
        name = translate("between plans", lang) if other == indicator else names[other]
        file = file_of(other) if other in shared and other != indicator else ""
        found.append((file, name, code_name("verdict", word, lang), row[f"reason_{lang}"]))
    own = translate("between plans", lang)
    return sorted(found, key=lambda item: item[1] != own)


def _record(row: dict[str, Any], lang: str) -> dict[str, str]:
    """Return a statement with the address of its record, or an unverified figure with its caveats and the address of its page."""
    if row["lower"]:
        named = row if row["relation"] == "same" else {**row, "indicator": row[f"measured_{lang}"]}
        remark = translate("; ", lang).join((row[f"caveat_{lang}"], row["address"]))
        return {"region": row["region"], "sentence": display.sentence(named, lang), "remark": remark}
    return {
        "region": row["region"], "sentence": display.sentence(row, lang), "figure": row["figure"],
        "address": record_address(row["statement_id"]),
    }  # fmt: skip


def indicator_list(dataset: Dataset, lang: str, states: pd.DataFrame) -> Page:
    """Return the list of all indicators by theme: what each measures, and how many plans state a number or something else."""
    indicators = dataset.table("indicators").set_index("indicator_id")
    shared = set(_shared(states))
    themes = []
    for theme in VOCABULARIES["theme"]:
        of_theme = states[states["theme_id"] == theme]
        items = []
        for name, own in of_theme.groupby("indicator_id"):
            facts = indicators.loc[name]
            numbers, said = int((own["state"] == "quantified").sum()), int(own["state"].isin(_SAYS).sum())
            items.append(
                {
                    "file": file_of(str(name)) if name in shared else "", "name": facts[f"name_{lang}"],
                    "definition": facts[f"definition_{lang}"], "numbers": numbers, "said": said - numbers,
                }
            )  # fmt: skip
        if items:
            ordered = sorted(items, key=lambda item: (-item["numbers"], -item["said"]))
            themes.append((code_name("theme", theme, lang), ordered))
    body = environment(lang).get_template("indicators.html.j2").render(themes=themes, plans=len(dataset.plans()))
    return Page("indicators.html", translate("Indicators", lang), body, "data")


def indicator_pages(dataset: Dataset, lang: str) -> list[Page]:
    """Return the list of all indicators and the page of each shared one."""
    states = compare.coverage(data=dataset)
    return [indicator_list(dataset, lang, states), *(indicator_page(dataset, lang, name, states) for name in _shared(states))]

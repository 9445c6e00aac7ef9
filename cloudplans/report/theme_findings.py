"""What the pages of the themes state, computed when a page is made.

A sentence with an order or a comparison is checked against the values that it states: see `finding_sentences.check`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cloudplans import compare
from cloudplans.dataset import Dataset, coded_statements, indicator_names, region_names
from cloudplans.display import value_in_words
from cloudplans.labels import amount, translate
from cloudplans.report.finding_sentences import DECIDED, Findings, check, listed, percent, start
from cloudplans.report.scale_findings import (
    between_target_years,
    gdp_title,
    growth_title,
    industry_scale,
    largest_target,
    stages_title,
    timelines,
    totals,
)
from cloudplans.text import is_urban


def infrastructure(data: Dataset | None = None, lang: str | None = None) -> Findings:
    """Return how many indicators each plan puts a number on, what two plans share, and how the targets compare with the nation."""
    data, lang = start(data, lang)
    return Findings(
        [numbers_by_plan(data, "infrastructure", lang), shared_indicators(data, "infrastructure", lang), *_multiples(data, lang)]
    )


def numbers_by_plan(data: Dataset, theme: str, lang: str) -> str:
    """Return on how many indicators of a theme each plan puts a number, the most first."""
    states = compare.by_region(compare.coverage(theme=theme, data=data))
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    counts = (
        states[states["state"] == "quantified"].groupby("region_id").size().reindex(states["region_id"].unique(), fill_value=0)
    )
    counts = counts.sort_values(ascending=False, kind="stable")
    parts = [translate("{region} {count}", lang, region=names[region], count=count) for region, count in counts.items()]
    words = translate(
        "Of {all} indicators, the plans put a number on: {parts}.",
        lang,
        all=states["indicator_id"].nunique(),
        parts=listed(parts, lang),
    )
    return words


def shared_indicators(data: Dataset, theme: str, lang: str) -> str:
    """Return which indicators of a theme have a number in more than one plan."""
    states = compare.coverage(theme=theme, data=data)
    plans = states[states["state"] == "quantified"].groupby("indicator_id")["plan_id"].nunique()
    names = indicator_names(data=data, lang=lang)  # type: ignore[arg-type]
    shared = sorted(names[name] for name in plans[plans > 1].index)
    if not shared:
        return translate("No indicator has a number in more than one plan.", lang)
    if len(shared) == 1:
        return translate("Only one has a number in more than one plan: {name}.", lang, name=shared[0])
    return translate("{count} have a number in more than one plan: {names}.", lang, count=len(shared), names=listed(shared, lang))


def multiples(data: Dataset) -> pd.DataFrame:
    """Return the regional targets as multiples of national ones, without those that are one figure for another kind of place."""
    ratios = compare.national_ratios(data=data)
    return ratios[ratios["relation"] == "ratio"]


def multiples_title(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return the title of the chart of multiples: from how many to how many times the national goals.

    Examples
    --------
    >>> multiples_title(lang="en")
    'Jinan and Guangdong aimed at 1 to 6 times the national goals'
    """
    data, lang = start(data, lang)
    found = multiples(data).dropna(subset=["lower"])
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    if found.empty:
        return translate("No target can be set against a national one", lang)
    low, high = f"{found['lower'].min():.2g}", f"{found['upper'].max():.2g}"
    regions = listed([names[region] for region in found["region_id"].unique()], lang)
    words = translate("{regions} aimed at {low} to {high} times the national goals", lang, regions=regions, low=low, high=high)
    return check((found["lower"] >= 1).all(), words)


def _multiples(data: Dataset, lang: str) -> list[str]:
    found = multiples(data)
    words = translate("{title}, in {count} comparisons.", lang, title=multiples_title(data, lang), count=len(found))
    return [words] if len(found) else [translate("{sentence}.", lang, sentence=multiples_title(data, lang))]


def mobile_title(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return the title of the chart of mobile broadband: the target of the last year and the national one.

    Examples
    --------
    >>> mobile_title(lang="en")
    'Guangdong planned 162 mobile broadband subscriptions per 100 residents by 2020, the nation 85'
    """
    data, lang = start(data, lang)
    mine, nation = _last_with_nation(data, "mobile-broadband-penetration")
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    words = translate(
        "{region} planned {value} mobile broadband subscriptions per 100 residents by {year}, the nation {national}", lang,
        region=names[mine["region_id"]], value=f"{mine['lower']:g}", year=mine["deadline"], national=f"{nation['lower']:g}",
    )  # fmt: skip
    return check(mine["lower"] > nation["lower"], words)


def bandwidth_title(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return the title of the chart of bandwidth: the urban target of the last year and the national one.

    Examples
    --------
    >>> bandwidth_title(lang="en")
    'Urban broadband by 2020: Guangdong 300 Mbit/s, the nation 50 Mbit/s'
    """
    data, lang = start(data, lang)
    ratios = multiples(data)
    row = ratios[ratios["indicator_id"] == "fixed-broadband-bandwidth"].sort_values(["deadline", "lower"]).iloc[-1]
    mine = coded_statements(data).set_index("statement_id").loc[row["statement_id"]]
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    words = translate(
        "Urban broadband by {year}: {region} {value}, the nation {national}", lang, year=row["deadline"], region=names[row["region_id"]],
        value=amount(mine["lower"], mine["unit"], lang), national=amount(mine["lower"] / row["lower"], mine["unit"], lang),
    )  # fmt: skip
    return check(is_urban(mine["scope"]) and row["lower"] > 1, words)


def _last_with_nation(data: Dataset, indicator: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the target of a region and the national one of the last year that both have."""
    lines = compare.with_national_lines(coded_statements(data, kind="target", indicator=indicator), data=data)
    nation = lines[lines["region_id"] == "CN"].set_index("deadline", drop=False)
    mine = lines[(lines["region_id"] != "CN") & lines["deadline"].isin(nation.index)].sort_values("deadline").iloc[-1].to_dict()
    return mine, nation.loc[mine["deadline"]].to_dict()


def same_ceiling(data: Dataset | None = None, lang: str | None = None) -> Findings:
    """Return which limits of power usage effectiveness the plans and the nation set, the lowest first, one sentence per limit."""
    data, lang = start(data, lang)
    lines = compare.with_national_lines(coded_statements(data, kind="target", theme="infrastructure"), data=data)
    rows = lines[(lines["indicator_id"] == "data-centre-pue") & lines["upper"].notna()]
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    made = []
    for limit, group in rows.groupby("upper"):
        parts = [
            translate("{region} ({year})", lang, region=names.get(row["region_id"], row["region_id"]), year=row["deadline"])
            for row in group.sort_values("deadline").to_dict("records")
        ]
        words = translate(
            "Limit for the power usage of data centres (PUE) of {limit}: {regions}.", lang,
            regions=listed(dict.fromkeys(parts), lang), limit=f"{limit:g}",
        )  # fmt: skip
        made.append(check(set(group["comparator"]) <= {"lt", "le"}, words))
    return Findings(made)


def adoption(data: Dataset | None = None, lang: str | None = None) -> Findings:
    """Return what the plans share on adoption and firms, and whether their shared targets can be ranked."""
    data, lang = start(data, lang)
    first = numbers_by_plan(data, "adoption", lang)
    return Findings([first, shared_indicators(data, "adoption", lang), *firms(data, lang)])


def firms(data: Dataset | None = None, lang: str | None = None) -> Findings:
    """Return the targets for backbone firms by region, and whether any of them can be ranked."""
    data, lang = start(data, lang)
    rows = coded_statements(data, kind="target", indicator="cloud-backbone-firms").sort_values(["region_id", "deadline"])
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    regions = rows.set_index("statement_id")["region_id"]
    parts = []
    for region, group in rows.groupby("region_id"):
        each = [
            translate("{value} by {year}", lang, value=value_in_words(row, lang), year=row["deadline"])
            for row in group.to_dict("records")
        ]
        parts.append(translate("{region} plans {values}", lang, region=names[region], values=listed(each, lang)))
    pairs = compare.pairs(rows, data=data)
    pairs = pairs[pairs["a"].map(regions) != pairs["b"].map(regions)]
    decided = int(pairs["relation"].isin(DECIDED).sum())
    name = indicator_names(data=data, lang=lang)["cloud-backbone-firms"]  # type: ignore[arg-type]
    said = translate("{indicator}: {parts}.", lang, indicator=name, parts=translate("; ", lang).join(parts))
    if decided:
        return Findings([said, translate("{decided} of {all} pairs can be ranked.", lang, decided=decided, all=len(pairs))])
    words = translate("None of the {all} pairs of them can be ranked.", lang, all=len(pairs))
    return Findings([said, words])


def firms_title(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return the title of the chart of backbone firms: whether the targets can be ranked."""
    data, lang = start(data, lang)
    return firms(data, lang)[1].rstrip(".。")


def highest_shares(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the six indicators with the highest lower bound: lines of more cannot be told apart in one chart."""
    highest = shares.groupby("indicator")["lower"].max().nlargest(6).index
    return shares[shares["indicator"].isin(highest)]


def largest_share(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return the title of the chart of adoption shares: the target of the last year for small firms, else the number of shares."""
    data, lang = start(data, lang)
    rows = coded_statements(data, kind="target", theme="adoption")
    rows = rows[(rows["unit"] == "percent")].sort_values("deadline")
    if rows.empty:
        return translate("No plan sets a share of users of the cloud", lang)
    row = rows.loc[rows["lower"].idxmax()]
    words = translate(
        "The highest share: {indicator} in {region}, {value} by {year}", lang,
        indicator=indicator_names(data=data, lang=lang)[row["indicator_id"]], region=region_names(data=data, lang=lang)[row["region_id"]],  # type: ignore[arg-type]
        value=value_in_words(row, lang), year=row["deadline"],
    )  # fmt: skip
    return words


def policy_mix(data: Dataset | None = None, lang: str | None = None) -> Findings:
    """Return which family of instruments leads in each plan, how many plans aim at world rank, and how many projects are planned."""
    data, lang = start(data, lang)
    return Findings([*_leading_families(data, lang), world_rank(data, lang), planned_projects(data, lang)])


def _leading_families(data: Dataset, lang: str) -> list[str]:
    mix = compare.instrument_matrix(by="family", data=data)
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    families = data.terms("family").set_index("code")[f"name_{lang}"]
    top = mix.sort_values("share", ascending=False).groupby("region_id").head(1)
    made = []
    for family, rows in top.groupby("family", sort=False):
        parts = [
            translate("{region} {share}", lang, region=names[row["region_id"]], share=percent(row["share"]))
            for row in rows.sort_values("share", ascending=False).to_dict("records")
        ]
        words = translate("{family} measures weigh most in {parts}.", lang, family=families[family], parts=listed(parts, lang))
        others = mix[mix["region_id"].isin(rows["region_id"]) & (mix["family"] != family)].groupby("region_id")["share"].max()
        made.append(check((rows.set_index("region_id")["share"] > others).all(), words))
    return made


def mix_title(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return the title of the chart of families of instruments."""
    data, lang = start(data, lang)
    return Findings(_leading_families(data, lang)).text().rstrip(".。")


def world_rank(data: Dataset, lang: str) -> str:
    """Return how many plans aim at a place in the world."""
    goals = compare.aims_ladder(data=data)
    world = goals[goals["level"] == "world"].set_index("region_id")["goals"] > 0
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    if not world.any():
        return translate("No plan aims at world rank.", lang)
    regions = listed([names[region] for region in world[world].index], lang)
    words = translate(
        "{count} of {all} plans aim at world rank: {regions}.", lang, count=int(world.sum()), all=len(world), regions=regions
    )
    return words


def planned_projects(data: Dataset, lang: str) -> str:
    """Return how many named projects are planned, and for how many the plan names a city."""
    projects = data.projects()
    planned = projects[projects["stage"] != "existing"]
    placed = planned["place_ids"].map(len) > 0
    if planned.empty:
        return translate("No plan names a project.", lang)
    words = translate(
        "The plans name {all} projects to be built and assign {placed} of them to a city.",
        lang,
        all=len(planned),
        placed=int(placed.sum()),
    )
    return words


def projects_title(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return the title of the chart of planned projects: the most frequent kind."""
    data, lang = start(data, lang)
    projects = data.projects()
    counts = projects[projects["stage"] != "existing"]["kind"].value_counts()
    kinds = data.terms("kind").set_index("code")[f"name_{lang}"]
    words = translate(
        "Most planned projects: {kind}, {count} of {all}",
        lang,
        kind=kinds[counts.index[0]],
        count=counts.iloc[0],
        all=counts.sum(),
    )
    return check(len(counts) < 2 or counts.iloc[0] > counts.iloc[1], words)


def two_copies(data: Dataset | None = None, lang: str | None = None) -> Findings:
    """Return how many figures two copies of a plan print alike."""
    data, lang = start(data, lang)
    found = compare.editions(data=data)
    same = int((found["relation"] == "same").sum())
    words = translate("The two copies agree on {same} of {all} figures.", lang, same=same, all=len(found))
    return Findings([words])


__all__ = [
    "Findings",
    "adoption",
    "bandwidth_title",
    "between_target_years",
    "firms",
    "firms_title",
    "gdp_title",
    "growth_title",
    "highest_shares",
    "industry_scale",
    "infrastructure",
    "largest_share",
    "largest_target",
    "mix_title",
    "mobile_title",
    "multiples",
    "multiples_title",
    "policy_mix",
    "projects_title",
    "same_ceiling",
    "stages_title",
    "timelines",
    "totals",
    "two_copies",
]

"""What the pages on the size of the industry and on time state, computed when a page is made."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cloudplans import compare
from cloudplans.dataset import Dataset, coded_statements, indicator_names, region_names
from cloudplans.display import statement_names, value_in_words
from cloudplans.labels import amount, translate
from cloudplans.report.finding_sentences import DECIDED, Findings, check, listed, percent, start
from cloudplans.report.findings import Ranked, ranked


def industry_scale(data: Dataset | None = None, lang: str | None = None) -> Findings:
    """Return who set the larger targets, in yuan and for the size of the economy, and how many pairs can be ranked at all."""
    data, lang = start(data, lang)
    found = ranked(data)
    return Findings([_who_leads(data, found, lang), *(_of_pair(data, pair, lang) for pair in found), _ranked_pairs(data, lang)])


def _who_leads(data: Dataset, found: Sequence[Ranked], lang: str) -> str:
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    leaders = {(pair.more["region_id"], pair.less["region_id"]) for pair in found}
    if not found:
        return translate("No two targets of different regions can be ranked.", lang)
    if len(leaders) > 1:
        return translate("Which region promised more depends on the measure.", lang)
    more, less = (names[str(region)] for region in next(iter(leaders)))
    values = {"more": more, "less": less}
    if all(pair.reversed for pair in found):
        words = translate("{more} promised more yuan than {less}, but less for the size of its economy", lang, **values)
        holds = all(_larger(pair) and pair.less["share"] > pair.more["share"] for pair in found)  # type: ignore[operator]
    elif all(pair.more["share"] > pair.less["share"] for pair in found):  # type: ignore[operator]
        words = translate("{more} promised more than {less}, in yuan and for the size of its economy", lang, **values)
        holds = all(map(_larger, found))
    else:
        words = translate("{more} promised more yuan than {less}", lang, **values)
        holds = all(map(_larger, found))
    return check(holds, translate("{sentence}.", lang, sentence=words))


def _larger(pair: Ranked) -> bool:
    return float(pair.more["value"]) > float(pair.less["value"])


def _of_pair(data: Dataset, pair: Ranked, lang: str) -> str:
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    values = {
        "indicator": indicator_names(data=data, lang=lang)[pair.indicator_id],  # type: ignore[arg-type]
        "year": pair.deadline,
        "more": names[str(pair.more["region_id"])],
        "less": names[str(pair.less["region_id"])],
        "larger": amount(float(pair.more["value"]), "CNY", lang),
        "smaller": amount(float(pair.less["value"]), "CNY", lang),
    }
    words = translate("{indicator} by {year}: {larger} in {more}, {smaller} in {less}", lang, **values)
    shares = [float(pair.more["share"]), float(pair.less["share"])]
    if any(share != share for share in shares):
        return check(_larger(pair), translate("{sentence}.", lang, sentence=words))
    more, less = map(percent, shares)
    return check(
        _larger(pair), translate("{sentence}, in relation to GDP {more} and {less}.", lang, sentence=words, more=more, less=less)
    )


def _ranked_pairs(data: Dataset, lang: str) -> str:
    money = coded_statements(data, kind="target", theme="industry-scale")
    money = money[money["unit"] == "CNY"]
    regions = money.set_index("statement_id")["region_id"]
    pairs = compare.pairs(money, data=data)
    pairs = pairs[pairs["a"].map(regions) != pairs["b"].map(regions)]
    decided, all_pairs = int(pairs["relation"].isin(DECIDED).sum()), len(pairs)
    if not decided:
        return translate("None of the {all} pairs of money targets of different regions can be ranked.", lang, all=all_pairs)
    if decided == 1:
        words = translate("Only one of {all} pairs of money targets of different regions can be ranked.", lang, all=all_pairs)
    else:
        words = translate(
            "{decided} of {all} pairs of money targets of different regions can be ranked.", lang, all=all_pairs, decided=decided
        )
    return words


def largest_target(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return the title of the chart of money targets: which is the largest.

    Examples
    --------
    >>> largest_target(lang="en").partition(":")[0]
    'The largest target'
    """
    data, lang = start(data, lang)
    rows = coded_statements(data, kind="target", theme="industry-scale")
    rows = rows[rows["unit"] == "CNY"]
    row = rows.loc[rows["lower"].idxmax()]
    words = translate(
        "The largest target: {indicator} in {region}, {value} by {year}", lang,
        indicator=indicator_names(data=data, lang=lang)[row["indicator_id"]], region=region_names(data=data, lang=lang)[row["region_id"]],  # type: ignore[arg-type]
        value=value_in_words(row, lang), year=row["deadline"],
    )  # fmt: skip
    return words


def gdp_title(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return the title of the chart against GDP: whether the order is the same as in yuan."""
    data, lang = start(data, lang)
    return _who_leads(data, ranked(data), lang).rstrip(".。")


def totals(data: Dataset | None = None, lang: str | None = None) -> Findings:
    """Return whether stated totals are the sums of their parts, and whether a target of a series falls."""
    data, lang = start(data, lang)
    checks, names = data.table("arithmetic"), statement_names(data=data, lang=lang)  # type: ignore[arg-type]
    sums = checks[checks["rule"] == "sum"]
    made = []
    for row in sums.to_dict("records"):
        whole, *parts = row["statement_ids"].split()
        words = translate("{total}: the total equals the sum of its {count} parts.", lang, total=names[whole], count=len(parts))
        values = coded_statements(data).set_index("statement_id")["lower"]
        made.append(check(values[whole] == values[parts].sum(), words))
    rows = coded_statements(data, kind="target", theme="industry-scale")
    stages = compare.stages(rows[rows["unit"] == "CNY"], data=data)
    falling = stages.sort_values("deadline").groupby("series_id")["lower"].apply(lambda column: (column.diff() < 0).any())
    if falling.any():
        made.append(translate("{count} series of targets fall from one target year to the next.", lang, count=int(falling.sum())))
    else:
        made.append(translate("No target falls from one target year to the next.", lang))
    return Findings(made)


def stages_title(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return the title of the chart of stages: by how much the targets of each series grow.

    Examples
    --------
    >>> stages_title(lang="en").partition(":")[0]
    'First to last target year'
    """
    data, lang = start(data, lang)
    rows = coded_statements(data, kind="target", theme="industry-scale")
    stages = compare.stages(rows[rows["unit"] == "CNY"], data=data).dropna(subset="deadline").sort_values("deadline")
    names, indicators = region_names(data=data, lang=lang), indicator_names(data=data, lang=lang)  # type: ignore[arg-type]
    parts = []
    for _, series in stages.groupby("series_id"):
        if len(series) < 2:
            continue
        first, last = series.iloc[0], series.iloc[-1]
        values = {"region": names[first["region_id"]], "indicator": indicators[first["indicator_id"]]}
        parts.append(translate("{region} {indicator} ×{times}", lang, **values, times=f"{last['lower'] / first['lower']:.2g}"))
    return translate("First to last target year: {parts}", lang, parts=translate("; ", lang).join(parts))


def timelines(data: Dataset | None = None, lang: str | None = None) -> Findings:
    """Return to which years the plans run, what growth they imply, and how many targets are known to be met."""
    data, lang = start(data, lang)
    return Findings([target_years(data, lang), growth(data, lang), known_outcomes(data, lang)])


def target_years(data: Dataset, lang: str) -> str:
    """Return the target years that more than one plan has."""
    rows = coded_statements(data, kind="target").dropna(subset=["deadline"])
    plans = rows.groupby("deadline")["plan_id"].nunique()
    shared = [str(year) for year in plans[plans > 1].index]
    if not shared:
        return translate("No target year is shared by two plans.", lang)
    values = {"first": rows["deadline"].min(), "last": rows["deadline"].max(), "years": listed(shared, lang)}
    return translate("The target years run from {first} to {last}; only {years} are shared by two plans or more.", lang, **values)


def implied_growth(data: Dataset) -> pd.DataFrame:
    """Return the yearly growth between exact targets for the size of the industry."""
    rows = coded_statements(data, kind="target", theme="industry-scale")
    steps = compare.steps(rows[rows["unit"] == "CNY"], data=data)
    return steps[steps["lower"].notna() & (steps["lower"] == steps["upper"])]


def growth(data: Dataset, lang: str) -> str:
    """Return between which rates the size of the industry was to grow."""
    found = implied_growth(data)
    if found.empty:
        return translate("No two exact targets for the size of the industry imply a growth rate.", lang)
    low, high = f"{found['lower'].min():.0f}%", f"{found['lower'].max():.0f}%"
    if low == high:
        return translate("The targets for the size of the industry imply {low} growth a year.", lang, low=low)
    words = translate("The targets for the size of the industry imply {low} to {high} growth a year.", lang, low=low, high=high)
    return words


def growth_title(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return the title of the chart of growth rates."""
    data, lang = start(data, lang)
    return growth(data, lang).rstrip(".。")


def known_outcomes(data: Dataset, lang: str) -> str:
    """Return of how many targets with a year a published figure shows whether they were met."""
    rows = coded_statements(data, kind="target").dropna(subset=["deadline"])
    verdicts = compare.outcomes(rows, data=data)["verdict"].value_counts()
    counts = {name: int(verdicts.get(name, 0)) for name in ("met", "about", "missed", "undecided", "no outcome found")}
    named = {
        "met": translate("{count} met", lang, count=counts["met"]), "about": translate("{count} about met", lang, count=counts["about"]),
        "missed": translate("{count} missed", lang, count=counts["missed"]),
    }  # fmt: skip
    known = [words for name, words in named.items() if counts[name]]
    values = {"all": len(rows), "undecided": counts["undecided"], "none": counts["no outcome found"]}
    if not known:
        return translate("Of {all} targets with a year, none is known to be met or missed.", lang, all=len(rows))
    words = translate(
        "Of {all} targets with a year: {known}; {undecided} cannot be decided, and for {none} we found no published figure.", lang,
        **values, known=listed(known, lang),
    )  # fmt: skip
    return check(sum(counts.values()) == len(rows), words)


def between_target_years(data: Dataset | None = None, lang: str | None = None) -> Findings:
    """Return what can be said of a region in a year for which only another has a target: it lies between its own stages."""
    data, lang = start(data, lang)
    rows = coded_statements(data, kind="target", theme="industry-scale")
    rows = rows[rows["unit"] == "CNY"].dropna(subset=["deadline"])
    names, indicators = region_names(data=data, lang=lang), indicator_names(data=data, lang=lang)  # type: ignore[arg-type]
    made = []
    ends = rows.groupby("region_id")["deadline"].agg(["min", "max"])
    for year in sorted(rows["deadline"].unique()):
        silent = set(ends.index[(ends["min"] < year) & (ends["max"] > year)]) - set(
            rows.loc[rows["deadline"] == year, "region_id"]
        )
        staged = rows[rows["region_id"].isin(silent)]
        if not staged.duplicated(["plan_id", "indicator_id", "scope"]).any():
            continue  # no region has two stages around the year
        found = compare.between_stages(staged, int(year), data=data)
        for row in found.to_dict("records"):
            low, high = amount(row["lower"], row["unit"], lang), amount(row["upper"], row["unit"], lang)
            indicator = indicators[row["series_id"].partition(".")[2].split(".")[0]]
            words = translate(
                "{region} has no target for {year}: {indicator} must lie between {low} and {high}.", lang,
                region=names[row["region_id"]], year=year, indicator=indicator, low=low, high=high,
            )  # fmt: skip
            made.append(check(row["lower"] < row["upper"], words))
    return Findings(made)

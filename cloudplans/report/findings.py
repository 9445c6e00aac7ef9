"""What the landing page states: sentences over values that are computed from the data when the report is built.

A sentence that states an order is a template that is chosen by the order; `_in_order` checks the numbers that it prints once more, so
that the build fails rather than lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cloudplans import compare
from cloudplans.dataset import Dataset, coded_statements, indicator_names, region_names
from cloudplans.labels import translate

_LITTLE = 0.01  # of all pairs: so few that "almost nothing" can be ranked
GDP = "gdp-target-year"


@dataclass(frozen=True)
class Finding:
    """A number and the sentence that it belongs to; `section` is the part of the report that shows it in full."""

    number: str
    words: str
    section: str


@dataclass(frozen=True)
class Ranked:
    """Two targets of different regions for the same indicator and year, with their shares of GDP; `more` is the larger in yuan."""

    indicator_id: str
    deadline: int
    more: dict[str, float | str]
    less: dict[str, float | str]

    @property
    def reversed(self) -> bool:
        """Whether the order turns round against GDP."""
        return bool(self.less["share"] > self.more["share"])  # type: ignore[operator]


def pairs_between_regions(data: Dataset) -> pd.DataFrame:
    """Return every pair of targets of two regions as `compare.pairs` judges it."""
    rows = coded_statements(data, kind="target")
    if len(rows) < 2:
        return pd.DataFrame(columns=["a", "b", "relation", "verdict"])
    regions = rows.set_index("statement_id")["region_id"]
    found = compare.pairs(rows, data=data)
    return found[found["a"].map(regions) != found["b"].map(regions)]


def ranked(data: Dataset) -> list[Ranked]:
    """Return the pairs of targets of two regions, in money, of which one is larger, with both shares of GDP where known."""
    found = pairs_between_regions(data)
    rows = coded_statements(data, kind="target").set_index("statement_id", drop=False)
    decided = found[found["relation"].isin(["less", "greater"])]
    pairs = [(row["a"], row["b"]) if row["relation"] == "greater" else (row["b"], row["a"]) for row in decided.to_dict("records")]
    named = rows.loc[sorted({name for pair in pairs for name in pair if rows.loc[name, "unit"] == "CNY"})]
    if named.empty:
        return []
    sizes = compare.relative_to(named, base=GDP, data=data).set_index("statement_id")
    facts = {
        name: {
            "statement_id": name,
            "region_id": row["region_id"],
            "value": row["lower"],
            "share": sizes.loc[name, "lower"],
            "vintage": sizes.loc[name, "vintage"],
            "row": row,
        }
        for name, row in named.to_dict("index").items()
    }
    return [
        Ranked(named.loc[more, "indicator_id"], int(named.loc[more, "deadline"]), facts[more], facts[less])
        for more, less in pairs if more in facts and less in facts
    ]  # fmt: skip


def _in_order(larger: float | str, smaller: float | str, words: str) -> None:
    """Raise if a stated order does not hold."""
    if not float(larger) > float(smaller):
        raise ValueError(f"the report would state an order that does not hold: {words} ({larger} is not more than {smaller})")


def headline(data: Dataset, lang: str) -> str:
    """Return the main finding in one sentence: who promised most, and how much can be compared.

    Raises
    ------
    ValueError
        If the sentence states an order that the data do not have.

    Examples
    --------
    >>> import cloudplans
    >>> headline(cloudplans.load(), "en")
    'Guangdong promised more yuan than Chengdu, but less for the size of its economy – and almost nothing else can be compared'
    """
    found, names = ranked(data), region_names(data=data, lang=lang)
    leaders = {(pair.more["region_id"], pair.less["region_id"]) for pair in found}
    if len(leaders) != 1:
        return _without_leader(data, lang, len(found))
    (more, less), turned = next(iter(leaders)), {pair.reversed for pair in found}
    values = {"more": names[more], "less": names[less]}
    if turned == {True}:
        words = translate("{more} promised more yuan than {less}, but less for the size of its economy", lang, **values)
    elif turned == {False} and all(pair.more["share"] > pair.less["share"] for pair in found):  # type: ignore[operator]
        words = translate("{more} promised more than {less}, in yuan and for the size of its economy", lang, **values)
    else:
        words = translate("{more} promised more yuan than {less}", lang, **values)
    for pair in found:
        _in_order(pair.more["value"], pair.less["value"], words)
        if turned == {True}:
            _in_order(pair.less["share"], pair.more["share"], words)
    if len(found) < _LITTLE * len(pairs_between_regions(data)):
        words = translate("{finding} – and almost nothing else can be compared", lang, finding=words)
    return words


def _without_leader(data: Dataset, lang: str, count: int) -> str:
    if len(set(coded_statements(data, kind="target")["region_id"])) < 2:
        return translate("What the plan promised", lang)
    if not count:
        return translate("No target of one region can be ranked against that of another", lang)
    return translate("Only {count} pairs of targets of different regions can be ranked", lang, count=count)


def lead(data: Dataset, lang: str) -> str:
    """Return what the report is about in two sentences.

    Examples
    --------
    >>> import cloudplans
    >>> lead(cloudplans.load(), "en").partition(". ")[2].partition(",")[0]
    'Each one links to the passage of the Chinese text that it was read from'
    """
    plans, targets = data.plans(), coded_statements(data, kind="target")
    years = pd.concat([plans["period_start"], plans["period_end"], targets["deadline"]]).dropna()
    return translate(
        "{plans} plans ({start}–{end}) set {targets} numeric targets. Each one links to the passage of the "
        "Chinese text that it was read from, and we checked which of them can be compared.", lang,
        plans=len(plans), targets=len(targets), start=years.min(), end=years.max(),
    )  # fmt: skip


def findings(data: Dataset, lang: str) -> list[Finding]:
    """Return four numbers with their sentences: targets by region, shared indicators, pairs that can be ranked, known outcomes.

    Examples
    --------
    >>> import cloudplans
    >>> [found.section for found in findings(cloudplans.load(), "en")][:3]
    ['data.html', '#coverage', '02_industry_scale.html']
    """
    return [
        _most_targets(data, lang), _shared_indicators(data, lang), _pairs_that_can_be_ranked(data, lang), _known_outcomes(data, lang)
    ]  # fmt: skip


def _of(part: int, whole: int, lang: str) -> str:
    return translate("{part} of {whole}", lang, part=f"{part:,}", whole=f"{whole:,}")


def _listed(words: Sequence[str], lang: str) -> str:
    """Return words as a list in a sentence: `a, b and c`."""
    *others, last = words
    return translate(" and ", lang, context="list").join([translate(", ", lang).join(others), last]) if others else last


def _most_targets(data: Dataset, lang: str) -> Finding:
    names = region_names(data=data, lang=lang)
    counts = coded_statements(data, kind="target")["region_id"].value_counts()
    first, *others = [(names[region], count) for region, count in counts.items()]
    words = translate("targets are from {region}", lang, region=first[0])
    if others:
        rest = _listed([translate("{region} {count}", lang, region=region, count=count) for region, count in others], lang)
        words = translate("{finding}; {rest}", lang, finding=words, rest=rest)
        _in_order(first[1], others[0][1] - 0.5, words)
    return Finding(_of(first[1], counts.sum(), lang), words, "data.html")


def _shared_indicators(data: Dataset, lang: str) -> Finding:
    states = compare.coverage(data=data)
    plans = states[states["state"] == "quantified"].groupby("indicator_id")["plan_id"].nunique()
    shared = int((plans > 1).sum())
    words = translate(
        "indicators have a number in more than one plan; none has one in more than {most}", lang, most=int(plans.max())
    )
    return Finding(_of(shared, states["indicator_id"].nunique(), lang), words, "#coverage")


def _pairs_that_can_be_ranked(data: Dataset, lang: str) -> Finding:
    found = pairs_between_regions(data)
    decided = found["relation"].isin(["less", "greater", "equal"]).sum()
    unlike = int((found["relation"] == "refused").sum())
    words = translate(
        "pairs of targets of different regions can be ranked; {unlike} count different things, and {others} differ in year or bounds",
        lang, unlike=f"{unlike:,}", others=f"{len(found) - decided - unlike:,}",
    )  # fmt: skip
    return Finding(_of(decided, len(found), lang), words, "02_industry_scale.html")


def _known_outcomes(data: Dataset, lang: str) -> Finding:
    fates = compare.outcomes(coded_statements(data, kind="target").dropna(subset=["deadline"]), data=data)["verdict"]
    counts = {verdict: int((fates == verdict).sum()) for verdict in ("met", "about", "missed")}
    named = {
        "met": translate("{count} met", lang, count=counts["met"]), "about": translate("{count} about met", lang, count=counts["about"]),
        "missed": translate("{count} missed", lang, count=counts["missed"]),
    }  # fmt: skip
    parts = _listed([named[verdict] for verdict, count in counts.items() if count] or [named["met"]], lang)
    words = translate("targets with a year have a public outcome that decides: {parts}", lang, parts=parts)
    return Finding(_of(sum(counts.values()), len(fates), lang), words, "04_timelines.html")


def indicator_name(data: Dataset, pair: Ranked, lang: str) -> str:
    """Return the name of the indicator of a ranked pair."""
    return indicator_names(data=data, lang=lang)[pair.indicator_id]

"""How sure the data are, computed where it is shown: agreement of the codings, census of numerals, mutants that `verify` notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from cloudplans.data_quality import coder_agreement, mutation
from cloudplans.dataset import Dataset
from cloudplans.display import Table
from cloudplans.labels import RELATIONS, code_name, pick
from cloudplans.text import one_line
from cloudplans.verify import census_counts

_SAMPLE = 4  # mutants a statement: seconds, not minutes
_ABSENT = ("原文不在手边，未计算。", "The texts are not at hand: not computed.")


def agreed(dataset: Dataset, lang: str = "en") -> str:
    """Return the agreement of the two codings as Markdown, or what it lacks.

    Examples
    --------
    >>> import cloudplans
    >>> agreed(cloudplans.load()).splitlines()[0]
    '| what | agreement | of |'
    """
    return _or_absent(coder_agreement.table, dataset, lang)


def policy_agreed(dataset: Dataset, lang: str = "en") -> str:
    """Return the agreement of the two codings of goals, instruments and projects as Markdown, or what it lacks."""
    return _or_absent(coder_agreement.policy_table, dataset, lang)


def _or_absent(table: Callable[[Dataset], str], dataset: Dataset, lang: str) -> str:
    try:
        return table(dataset)
    except ModuleNotFoundError as error:
        return pick(lang, f"缺少软件包{error.name}，未计算。", f"The package {error.name} is missing: not computed.")


def mutants(dataset: Dataset, texts: Mapping[str, str], lang: str = "en") -> str:
    """Return the mutation scores of a small sample as Markdown; all mutants take `make mutate`.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    texts : mapping
        Edition to raw text; unless every edition is there nothing is computed.
    lang : {"en", "zh"}
        Language of what is said when the texts are not at hand.
    """
    if set(texts) != set(dataset.editions()["edition_id"]):
        return pick(lang, *_ABSENT)
    book = mutation.make_book(dataset, dict(texts))
    tried, found, survivors, fewest = mutation.run(book, _SAMPLE)
    table = mutation.table(tried, found, fewest, len(book.tables["statements"]))
    table = table.replace("---:", "---")  # alignment would become inline styles, which the report's policy forbids
    return "\n".join(
        [table, "", *(f"    {one_line(survivor)}" for survivor in survivors)]
    )  # indented: Markdown takes it as it is


def census(dataset: Dataset, texts: Mapping[str, str], lang: str = "en") -> Table:
    """Return how the numerals of each text at hand are accounted for; without texts, how many are listed with a class.

    Examples
    --------
    >>> import cloudplans
    >>> census(cloudplans.load(), {}).columns
    ['edition_id', 'listed']
    """
    listed = dataset.numerals()["edition_id"].value_counts()
    frame = pd.DataFrame({"edition_id": listed.index, "listed": listed.to_numpy()}).sort_values("edition_id")
    if not texts:
        return Table(frame, ("edition_id", "listed"), lang)
    book = mutation.make_book(dataset, dict(texts))
    counts = pd.DataFrame([{"edition_id": edition, **census_counts(book, edition)} for edition in sorted(texts)])
    counts = counts.rename(columns=lambda name: name.replace(" ", "_"))
    return Table(counts, list(counts.columns), lang)


def classes(dataset: Dataset, lang: str = "en") -> Table:
    """Return how many numerals that are no statement's value each class has."""
    counts = dataset.numerals()["class"].value_counts()
    frame = pd.DataFrame({"class": counts.index, "count": counts.to_numpy()})
    return Table(frame, ("class", "count"), lang)


def arithmetic(dataset: Dataset, lang: str = "en") -> Table:
    """Return how the arithmetic of the texts came out, by rule."""
    counts = dataset.table("arithmetic").groupby(["rule", "result"]).size().reset_index(name="count")
    for column in ("rule", "result"):
        counts[column] = [code_name(column, code, lang) for code in counts[column]]
    return Table(counts, ("rule", "result", "count"), lang)


def reported(dataset: Dataset, lang: str = "en") -> str:
    """Return in a table how many figures of other plans are kept, and how many were dropped because they cannot be told from hearsay.

    Examples
    --------
    >>> import cloudplans
    >>> print(reported(cloudplans.load()).splitlines()[0])
    | figures reported on public pages | count |
    """
    frame = dataset.unverified()
    mapped, dropped = frame["indicator_id"] != "", frame["decision"] == "dropped"
    reasons = frame[dropped][f"reason_{lang}"].value_counts()
    drop = pick(lang, "弃用：", "dropped: ")
    rows = {
        pick(lang, "转引数字", "figures reported on public pages"): pick(lang, "个数", "count"),
        "---": "---:",
        pick(lang, "采用，有对应指标", "kept, with an indicator"): (mapped & ~dropped).sum(),
        pick(lang, "采用，没有对应指标，附理由", "kept, without one, with the reason"): (~mapped & ~dropped).sum(),
        **{drop + reason: count for reason, count in sorted(reasons.items())},
        pick(lang, "合计", "all"): len(frame),
    }
    return "\n".join(f"| {what} | {count} |" if what != "---" else "|---|---:|" for what, count in rows.items())


def reported_regions(dataset: Dataset, lang: str = "en") -> str:
    """Return in a table, by region, how many reported figures have an indicator, in which relation, and how many are of industry scale.

    Examples
    --------
    >>> import cloudplans
    >>> print(reported_regions(cloudplans.load()).splitlines()[0])
    | region | same | narrower | wider | near | all | of industry scale |
    """
    frame = dataset.statements(tier="unverified")
    scale = dataset.indicators(theme="industry-scale")
    scale = set(scale["indicator_id"][scale["unit"] == "CNY"])
    names = dataset.regions().set_index("region_id")[f"name_{lang}"]
    frame = frame.assign(region=frame["region_id"].map(names), scale=frame["indicator_id"].isin(scale))
    lower = frame[frame["evidence_tier"] == "unverified"]
    heads = [pick(lang, *RELATIONS[name]) for name in RELATIONS]
    words = pick(lang, ("地区", "合计", "其中产业规模"), ("region", "all", "of industry scale"))
    lines = ["| " + " | ".join([words[0], *heads, *words[1:]]) + " |", "|---|" + "---:|" * (len(heads) + 2)]
    for region, rows in lower.groupby("region"):
        counts = [(rows["relation"] == name).sum() for name in RELATIONS]
        lines.append("| " + " | ".join(map(str, (region, *counts, len(rows), rows["scale"].sum()))) + " |")
    told = frame[frame["scale"]]["region_id"]
    here = lower[lower["scale"]]["region_id"].nunique()
    abroad = told[told != "CN"].nunique()
    return "\n".join(lines) + pick(
        lang,
        f"\n\n产业规模的数字（元）：转引的有{here}个地区，连同已核对的共{told.nunique()}个，不计全国为{abroad}个。",
        f"\n\nFigures of industry scale in yuan: {here} regions of reported ones, {told.nunique()} with the verified ones, {abroad} without China as a whole.",
    )

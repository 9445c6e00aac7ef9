"""How reliable the data are, computed when shown: agreement of the codings, census of numerals, planted errors noticed by `verify`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from cloudplans.data_quality import coder_agreement, mutation
from cloudplans.dataset import Dataset, coded_statements
from cloudplans.display import Table
from cloudplans.labels import code_name, message, translate
from cloudplans.text import one_line
from cloudplans.verify import census_counts

_SAMPLE = 4  # mutants per statement: seconds, not minutes
_RELATIONS = ("same", "narrower", "wider", "near")
_ABSENT = message("The plan texts are not available: not computed.")


def agreed(dataset: Dataset, lang: str = "en") -> str:
    """Return the agreement of the two codings as Markdown, or which package is missing.

    Examples
    --------
    >>> import cloudplans
    >>> agreed(cloudplans.load()).splitlines()[0]
    '| what | agreement | of |'
    """
    return _or_absent(coder_agreement.table, dataset, lang)


def policy_agreed(dataset: Dataset, lang: str = "en") -> str:
    """Return the agreement of the two codings of goals, instruments and projects as Markdown, or which package is missing."""
    return _or_absent(coder_agreement.policy_table, dataset, lang)


def _or_absent(table: Callable[[Dataset], str], dataset: Dataset, lang: str) -> str:
    try:
        return table(dataset)
    except ModuleNotFoundError as error:
        return translate("The package {name} is missing: not computed.", lang, name=error.name)


def mutants(dataset: Dataset, texts: Mapping[str, str], lang: str = "en") -> str:
    """Return the mutation scores of a small sample as Markdown; `nox -s mutation` tries all mutants.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    texts : mapping
        Edition to raw text; all editions are needed.
    lang : {"en", "zh"}
        Language of the message if texts are missing.
    """
    if set(texts) != set(dataset.editions()["edition_id"]):
        return translate(_ABSENT, lang)
    book = mutation.make_book(dataset, dict(texts))
    tried, found, survivors, fewest = mutation.run(book, _SAMPLE)
    table = mutation.table(tried, found, fewest, len(book.tables["statements"]), lang)
    table = table.replace(
        "---:", "---"
    )  # alignment would become inline styles, which the content security policy of the report forbids
    return "\n".join([table, "", *(f"    {one_line(survivor)}" for survivor in survivors)])  # indented: verbatim in Markdown


def census(dataset: Dataset, texts: Mapping[str, str], lang: str = "en") -> Table:
    """Return how the numerals of each available text are accounted for; without texts, how many are listed with a class.

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
    """Return the number of numerals outside statements by class."""
    counts = dataset.numerals()["class"].value_counts()
    frame = pd.DataFrame({"class": counts.index, "count": counts.to_numpy()})
    return Table(frame, ("class", "count"), lang)


def arithmetic(dataset: Dataset, lang: str = "en") -> Table:
    """Return the results of the arithmetic checks by rule."""
    counts = dataset.table("arithmetic").groupby(["rule", "result"]).size().reset_index(name="count")
    for column in ("rule", "result"):
        counts[column] = [code_name(column, code, lang) for code in counts[column]]
    return Table(counts, ("rule", "result", "count"), lang)


def reported(dataset: Dataset, lang: str = "en") -> str:
    """Return as Markdown how many unverified figures of other plans are kept, and how many were dropped and why.

    Examples
    --------
    >>> import cloudplans
    >>> print(reported(cloudplans.load()).splitlines()[0])
    | unverified figures | count |
    """
    frame = dataset.unverified()
    mapped, dropped = frame["indicator_id"] != "", frame["decision"] == "dropped"
    reasons = frame[dropped][f"reason_{lang}"].value_counts()
    rows = {
        translate("unverified figures", lang): translate("count", lang),
        "---": "---:",
        translate("kept, with an indicator", lang): (mapped & ~dropped).sum(),
        translate("kept, without an indicator, with the reason", lang): (~mapped & ~dropped).sum(),
        **{translate("dropped: {reason}", lang, reason=reason): count for reason, count in sorted(reasons.items())},
        translate("total", lang): len(frame),
    }
    return "\n".join(f"| {what} | {count} |" if what != "---" else "|---|---:|" for what, count in rows.items())


def reported_regions(dataset: Dataset, lang: str = "en") -> str:
    """Return as Markdown, by region, the unverified figures by their relation to the indicator, and those of industry scale.

    Examples
    --------
    >>> import cloudplans
    >>> print(reported_regions(cloudplans.load()).splitlines()[0])
    | region | same | narrower | wider | near | total | of them industry scale |
    """
    frame = coded_statements(dataset, tier="unverified")
    scale = dataset.indicators(theme="industry-scale")
    scale = set(scale["indicator_id"][scale["unit"] == "CNY"])
    names = dataset.regions().set_index("region_id")[f"name_{lang}"]
    frame = frame.assign(region=frame["region_id"].map(names), scale=frame["indicator_id"].isin(scale))
    lower = frame[frame["evidence_tier"] == "unverified"]
    heads = [code_name("relation", relation, lang) for relation in _RELATIONS]
    heads = [translate("region", lang), *heads, translate("total", lang), translate("of them industry scale", lang)]
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    for region, rows in lower.groupby("region"):
        counts = [(rows["relation"] == name).sum() for name in _RELATIONS]
        lines.append("| " + " | ".join(map(str, (region, *counts, len(rows), rows["scale"].sum()))) + " |")
    regions = frame[frame["scale"]]["region_id"]
    note = translate(
        "Figures of industry scale in yuan: {unverified} regions with unverified figures, {all} with verified ones as well, "
        "{provinces} without China as a whole.",
        lang,
        unverified=lower[lower["scale"]]["region_id"].nunique(),
        all=regions.nunique(),
        provinces=regions[regions != "CN"].nunique(),
    )
    return "\n".join([*lines, "", note])

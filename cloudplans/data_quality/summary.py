"""How reliable the data are, computed when shown: agreement of the codings, census of numerals, planted errors noticed by `verify`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from cloudplans.data_quality import coder_agreement, mutation
from cloudplans.dataset import Dataset, coded_statements
from cloudplans.display import Table, edition_names, statement_names
from cloudplans.labels import Language, code_name, language, message, safe, translate
from cloudplans.verify import census_counts

_SAMPLE = 4  # mutants per statement: seconds, not minutes
_RELATIONS = ("same", "narrower", "wider", "near")
_ABSENT = message("The plan texts are not available: not computed.")


class Absent(str):
    """Why something was not computed, as a paragraph of a page."""

    def _repr_html_(self) -> str:
        return f"<p>{safe(self)}</p>"

    def __repr__(self) -> str:
        return str(self)


def agreed(dataset: Dataset, lang: Language | None = None) -> Table | Absent:
    """Return the agreement of the two codings, or which package is missing.

    Examples
    --------
    >>> import cloudplans
    >>> agreed(cloudplans.load()).columns
    ['what', 'agreement', 'figures']
    """
    return _agreement(coder_agreement.agreement, dataset, ["what", "agreement", "figures"], language(lang))


def policy_agreed(dataset: Dataset, lang: Language | None = None) -> Table | Absent:
    """Return the agreement of the two codings of goals, instruments and projects, or which package is missing."""
    return _agreement(coder_agreement.policy_agreement, dataset, ["layer", "what", "agreement", "figures"], language(lang))


def _agreement(
    rows: Callable[[Dataset], list[coder_agreement.Agreement]], dataset: Dataset, columns: list[str], lang: Language
) -> Table | Absent:
    try:
        found = rows(dataset)
    except ModuleNotFoundError as error:
        return Absent(translate("The package {name} is missing: not computed.", lang, name=error.name))
    frame = pd.DataFrame(
        {
            "layer": code_name("layer", row.layer, lang),
            "what": translate(coder_agreement.WHAT[row.what], lang).format(field=field_name(row.field, lang)),
            "agreement": f"{row.value:.3f}" + ("" if row.bounds is None else f" ({row.bounds[0]:.3f}–{row.bounds[1]:.3f})"),
            "figures": translate(" and ", lang).join(map(str, row.counts)),
        }
        for row in found
    )
    return Table(frame, columns, lang, caption=translate("Agreement of the two codings; in brackets the 95% interval", lang))


def field_name(field: str, lang: str) -> str:
    """Return the name of a field of the codings for readers."""
    return code_name("field", field, lang)


def mutants(dataset: Dataset, texts: Mapping[str, str], lang: Language | None = None) -> Table | Absent:
    """Return how many planted errors of a small sample were noticed; `nox -s mutation` tries all of them.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    texts : mapping
        Edition to raw text; all editions are needed.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.
    """
    lang = language(lang)
    if set(texts) != set(dataset.editions()["edition_id"]):
        return Absent(translate(_ABSENT, lang))
    book = mutation.make_book(dataset, dict(texts))
    tried, found, _, _ = mutation.run(book, _SAMPLE)
    rows = [(code_name("planted error", change, lang), tried[change], found[change]) for change in sorted(tried)]
    frame = pd.DataFrame(
        [*rows, (translate("total", lang), tried.total(), found.total())], columns=["change", "tried", "noticed"]
    )
    return Table(
        frame, list(frame.columns), lang, caption=translate("Planted errors of a small sample, and how many were noticed", lang)
    )


def census(dataset: Dataset, texts: Mapping[str, str], lang: Language | None = None) -> Table:
    """Return how the numerals of each available text are accounted for; without texts, how many are listed with a class.

    Examples
    --------
    >>> import cloudplans
    >>> census(cloudplans.load(), {}).columns
    ['copy', 'listed']
    """
    lang = language(lang)
    names = edition_names(data=dataset, lang=lang)
    caption = translate("Numerals of each text: in a record, or listed with a reason", lang)
    listed = dataset.numerals()["edition_id"].value_counts()
    frame = pd.DataFrame({"edition_id": listed.index, "listed": listed.to_numpy()}).sort_values("edition_id")
    if texts:
        book = mutation.make_book(dataset, dict(texts))
        frame = pd.DataFrame([{"edition_id": edition, **census_counts(book, edition)} for edition in sorted(texts)])
        frame = frame.rename(columns=lambda name: name.replace(" ", "_"))
    frame.insert(0, "copy", frame["edition_id"].map(names))
    return Table(frame, [name for name in frame if name != "edition_id"], lang, caption=caption)


def classes(dataset: Dataset, lang: Language | None = None) -> Table:
    """Return the number of numerals outside statements by class."""
    lang = language(lang)
    words = dataset.table("glossary")
    meanings = words[words["column"] == "class"].set_index("word")[f"meaning_{lang}"]
    counts = dataset.numerals()["class"].value_counts()
    frame = pd.DataFrame({"class": [meanings.get(code, code) for code in counts.index], "count": counts.to_numpy()})
    return Table(frame, ("class", "count"), lang, caption=translate("Why a numeral is in no record", lang))


def exceptions(dataset: Dataset, lang: Language | None = None) -> Table:
    """Return the arithmetic checks that are not simply correct: indicator, rule, result and under them the reason."""
    lang = language(lang)
    checks = dataset.table("arithmetic")
    checks = checks[checks["result"] != "holds"].copy()
    names = statement_names(data=dataset, lang=lang)
    first = checks["statement_ids"].str.split(r"[;,\s]+", regex=True).str[0]
    checks["name"] = [names.get(name, "") for name in first]
    checks["note"] = checks[f"note_{lang}"]
    for column in ("rule", "result"):
        checks[column] = [code_name(column, code, lang) for code in checks[column]]
    caption = translate("Checks that are not simply correct", lang)
    return Table(checks, ("name", "rule", "result"), lang, detail=("note",), caption=caption)


def arithmetic(dataset: Dataset, lang: Language | None = None) -> Table:
    """Return the results of the arithmetic checks by rule."""
    lang = language(lang)
    counts = dataset.table("arithmetic").groupby(["rule", "result"]).size().reset_index(name="count")
    for column in ("rule", "result"):
        counts[column] = [code_name(column, code, lang) for code in counts[column]]
    return Table(
        counts, ("rule", "result", "count"), lang, caption=translate("Totals, lists and stages of the plans, checked", lang)
    )


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
    scale = dataset.indicators(theme="industry-scale", documents="all")
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

"""Tables of comparisons: pairs, outcomes, unverified figures; records are named by region, year and indicator, not by id."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from cloudplans.dataset import (
    Dataset,
    coded_statements,
    indicator_names,
    nearest,
    own_data,
    region_names,
    with_readable_columns,
    with_result_names,
)
from cloudplans.display.html_table import Table
from cloudplans.labels import Language, code_name, interval, language, translate

_RELIABILITY = ("good", "medium", "derived")  # the first word of each reliability
_LATIN = re.compile(r"[A-Za-z][A-Za-z ,;:.'’]*")


def results(
    frame: pd.DataFrame,
    columns: Sequence[str],
    *,
    detail: Sequence[str] = (),
    caption: str = "",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Table:
    """Return a comparison as a table.

    Parameters
    ----------
    frame : DataFrame
        A result of `cloudplans.compare`.
    columns : sequence of str
        The columns to show. `region` and `indicator` are names in `lang`, codes are named, a statement is named by region, year
        and indicator, and a column that the frame has in both languages (`derivation`, `reason`, `note`, `question`) is taken in
        `lang`.
    detail : sequence of str
        Columns whose words stand in a second line under each row.
    caption : str
        What the table shows; translated where the catalogue has it.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import compare
    >>> data = cloudplans.load()
    >>> ranked = compare.ranking(data.targets(indicator="cloud-services-scale", due_by=2015), data=data)
    >>> results(ranked, ("region", "deadline", "rank_best"), data=data)
    Region     Target year  Best possible rank
    Guangdong         2015                   1
    Chengdu           2015                   2
    """
    dataset = data or own_data()
    lang = language(lang)
    frame = with_result_names(dataset, frame, [*columns, *detail], lang)
    names = statement_names(data=dataset, lang=lang)
    for column in {"a", "b", "undecided_with"} & {*columns, *detail}:
        frame[column] = [_named(value, names) for value in frame[column]]
    if "series_id" in columns:
        frame["series_id"] = frame["indicator"] if "indicator" in frame else frame["series_id"].map(_series_names(dataset, lang))
    return Table(frame, columns, lang, detail=detail, caption=translate(caption, lang) if caption else "")


def statement_names(*, data: Dataset | None = None, lang: Language | None = None) -> dict[str, str]:
    """Return the names of the statements by id: region, year and indicator.

    Examples
    --------
    >>> statement_names()["guangdong-2014.cloud-services-scale.2020"]
    'Guangdong 2020: Cloud services industry'
    """
    dataset = data or own_data()
    lang = language(lang)
    regions, indicators = region_names(data=dataset, lang=lang), indicator_names(data=dataset, lang=lang)
    named = {}
    for row in coded_statements(dataset).to_dict("records"):
        year = translate("no year", lang) if pd.isna(row["deadline"]) else row["deadline"]
        words = {"region": regions[row["region_id"]], "year": year, "indicator": indicators[row["indicator_id"]]}
        named[row["statement_id"]] = translate("{region} {year}: {indicator}", lang, **words)
    return named


def _named(value: object, names: dict[str, str]) -> object:
    if isinstance(value, list):
        return [names.get(item, item) for item in value]
    return names.get(str(value), value)


def _series_names(dataset: Dataset, lang: str) -> dict[str, str]:
    indicators = indicator_names(data=dataset, lang=lang)  # type: ignore[arg-type]
    rows = coded_statements(dataset)
    return {f"{row.plan_id}.{row.indicator_id}": indicators[row.indicator_id] for row in rows.itertuples()}


def comparability_reasons(indicators: Sequence[str], *, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return whether pairs of `indicators` are comparable, with the reason, for each pair that was judged; the closest first."""
    dataset = data or own_data()
    lang = language(lang)
    frame = dataset.comparability()
    frame = frame[frame["indicator_a"].isin(indicators) & frame["indicator_b"].isin(indicators)].copy()
    names = indicator_names(data=dataset, lang=lang)
    frame["a"], frame["b"] = frame["indicator_a"].map(names), frame["indicator_b"].map(names)
    frame["reason"] = frame[f"reason_{lang}"]
    order = ["same", "convertible", "narrower", "broader", "overlapping", "not-comparable", "not-judged"]
    frame = frame.sort_values("verdict", key=lambda column: column.map(order.index), kind="stable")
    frame["verdict"] = [code_name("verdict", verdict, lang) for verdict in frame["verdict"]]
    caption = translate("Is the first measure part of the second, wider, overlapping, or another thing?", lang)
    return Table(frame, ("a", "verdict", "b"), lang, detail=("reason",), caption=caption)


def outcomes(frame: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return what became of targets: region, indicator, target year, outcome; under it what was measured, the reason and the source.

    Parameters
    ----------
    frame : DataFrame
        What `cloudplans.compare.outcomes` or `national_outcomes` returns.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.
    """
    dataset = data or own_data()
    lang = language(lang)
    made = with_result_names(dataset, frame, ("region", "indicator", "outcome", "derivation", "reason"), lang)
    if "indicator_id" not in frame:  # national targets have no indicator of ours
        made["indicator"] = frame[f"measured_{lang}"]
    made["reliability"] = [reliability_words(words, lang) for words in frame["reliability"]]
    caption = translate("Targets with a published figure, and what it shows", lang)
    columns = ("region", "indicator", "deadline", "outcome")
    return Table(made, columns, lang, detail=("derivation", "reason", "reliability", "address"), caption=caption)


def reliability_words(words: str, lang: str) -> str:
    """Return in words of one language how reliable sources are: the first word of each counts.

    Examples
    --------
    >>> reliability_words("good (MIIT notice); derived", "en")
    'official or well-documented source; calculated from published figures'
    """
    first = [part.split()[0] for part in words.split(";") if part.strip()]
    known = [code_name("reliability", code, lang) for code in dict.fromkeys(first) if code in _RELIABILITY]
    return translate("; ", lang).join(known)


def statements_with_verdicts(statements: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return verified and unverified statements: what each measures, whether it is comparable, and under it caveat and address.

    For each indicator, regions with a verified statement come first, each with its unverified figures after it.

    Parameters
    ----------
    statements : DataFrame
        What `cloudplans.compare.with_verdicts` returns.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.
    """
    dataset = data or own_data()
    lang = language(lang)
    frame = with_readable_columns(statements, data=dataset, lang=lang)
    verified = frame[["indicator_id", "region_id"]].where(frame["evidence_tier"] == "verified").dropna()
    known = set(verified.itertuples(index=False, name=None))
    frame["apart"] = [pair not in known for pair in zip(frame["indicator_id"], frame["region_id"], strict=True)]
    order = ["indicator_id", "apart", "region_id", "evidence_tier", "deadline"]
    frame = frame.sort_values(order, ascending=[True, True, True, False, True], kind="stable")
    frame["measured"] = frame[f"measured_{lang}"].where(frame[f"measured_{lang}"] != "", frame["indicator"])
    frame["verdict"] = [code_name("verdict", verdict, lang) for verdict in frame["verdict"]]
    frame["caveat"] = frame[f"caveat_{lang}"]
    caption = translate("What each figure measures, and how that compares with the indicator", lang)
    columns = ("indicator", "region", "deadline", "measured", "reading", "verdict")
    return Table(frame, columns, lang, detail=("caveat", "address"), caption=caption)


def unverified_counts(*, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return for each unverified document how many of its figures have an indicator, have none or were dropped, with a total."""
    dataset = data or own_data()
    lang = language(lang)
    frame = dataset.unverified()
    group = (frame["indicator_id"] != "").map({True: "mapped", False: "unmapped"})
    group = frame["decision"].where(frame["decision"] == "dropped", group)
    counts = pd.crosstab(frame["document_id"], group).reindex(columns=["mapped", "unmapped", "dropped"], fill_value=0)
    counts = counts.assign(figures=counts.sum(axis=1)).reset_index().merge(dataset.table("reported_documents"), on="document_id")
    counts["title"], counts["caveat"] = counts[f"title_{lang}"], counts[f"caveat_{lang}"]
    if lang == "zh":  # a remark in English may stand with the number
        counts["document_no"] = [_LATIN.sub("", number).strip(" ()") for number in counts["document_no"]]
    counts["page_kind"] = [code_name("page kind", kind, lang) for kind in counts["page_kind"]]
    total = counts[["mapped", "unmapped", "dropped", "figures"]].sum().to_dict()
    counts.loc[len(counts)] = total | {"title": translate("total", lang)}
    columns = ("title", "figures", "mapped", "unmapped", "dropped", "page_kind")
    caption = translate("Figures by document: with an indicator of ours, without one, dropped", lang)
    return Table(counts, columns, lang, detail=("document_no", "caveat", "address"), caption=caption)


def unverified_left_out(decision: str, *, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return the unverified figures that no comparison uses, with the reason.

    Parameters
    ----------
    decision : {"dropped", "kept"}
        Dropped figures, or those kept without an indicator.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.
    """
    dataset = data or own_data()
    lang = language(lang)
    frame = dataset.unverified()
    frame = frame[(frame["decision"] == decision) & (frame["indicator_id"] == "")].copy()
    if frame.empty:
        raise nearest(decision, ("dropped", "kept"), "decision")
    frame["title"], frame["measured"], frame["reason"] = (frame[f"{name}_{lang}"] for name in ("title", "measured", "reason"))
    frame["reading"] = [interval(row, lang) if row["unit"] else "" for row in frame.to_dict("records")]
    captions = {
        "dropped": translate("Figures that were dropped, and why", lang),
        "kept": translate("Figures without an indicator of ours, and why", lang),
    }
    return Table(frame, ("title", "measured", "deadline", "reading"), lang, detail=("reason",), caption=captions[decision])

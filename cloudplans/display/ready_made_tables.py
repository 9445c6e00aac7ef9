"""The tables of notebooks and pages: statements, plans, comparisons, checks, open decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from cloudplans.compare import coverage
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
from cloudplans.display.html_table import Table, table
from cloudplans.labels import VOCABULARIES, Language, code_name, interval, language, message, translate
from cloudplans.verify import Outcome, Problem

_STATEMENT = ("region", "deadline", "indicator", "scope", "figure", "reading", "firmness", "note", "statement_id")
_OPEN = {  # rule of `verify` for a folder of one's own: what has to be decided
    "draft": message("drafts"),
    "undecided": message("open fields"),
    "facts": message("facts of the plan"),
    "failed": message("arithmetic checks that fail"),
}


def statements(rows: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return statements as a table: region, target year, indicator, scope, as stated, value, hedge, note, record.

    Parameters
    ----------
    rows : DataFrame
        Rows of `statements()` or `targets()`. Columns for scope, hedge and note appear only where a row has one.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Examples
    --------
    >>> import cloudplans
    >>> data = cloudplans.load()
    >>> statements(data.targets(indicator="cloud-services-scale", year=2020), data=data)
    Region     Target year  Indicator                As stated  Value            Record
    Guangdong         2020  Cloud services industry  3000亿元   CNY 300 billion  guangdong-2014.cloud-services-scale.2020
    """
    dataset = data or own_data()
    lang = language(lang)
    frame = with_readable_columns(rows, data=dataset, lang=lang).sort_values(
        ["indicator_id", "region_id", "deadline"], kind="stable"
    )
    optional = ("firmness", "note", "scope")
    return Table(frame, [column for column in _STATEMENT if column not in optional or (frame[column] != "").any()], lang)


def plans(*, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return the plans as a table: region, title, date of issue, period, number of statements and targets, target years."""
    dataset = data or own_data()
    lang = language(lang)
    frame = dataset.plans()
    rows, targets = coded_statements(dataset), coded_statements(dataset, kind="target")
    frame["title"], frame["region"] = frame[f"title_{lang}"], frame["region_id"].map(region_names(data=dataset, lang=lang))
    frame["statements"] = frame["plan_id"].map(rows["plan_id"].value_counts())
    frame["targets"] = frame["plan_id"].map(targets["plan_id"].value_counts())
    years = targets.dropna(subset="deadline").groupby("plan_id")["deadline"]
    frame["years"] = frame["plan_id"].map(years.agg(lambda years: ", ".join(map(str, sorted(set(years))))))
    spans = frame["period_start"].astype(str) + "–" + frame["period_end"].astype(str)
    frame["period"] = spans.where(frame["period_start"].notna(), "")
    return Table(frame, ("region", "title", "issued", "period", "statements", "targets", "years"), lang)


def coverage_counts(*, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return by theme and region how many indicators the plan quantifies, gives a direction for, ..., does not mention."""
    dataset = data or own_data()
    lang = language(lang)
    frame = coverage(data=dataset)
    counts = frame.groupby(["theme_id", "region_id", "state"]).size().unstack(fill_value=0)
    comma = translate("; ", lang)
    cells = {
        key: comma.join(f"{code_name('state', state, lang)} {row[state]}" for state in VOCABULARIES["state"] if row.get(state))
        for key, row in counts.iterrows()
    }
    wide = pd.Series(cells).unstack().reindex([theme for theme in VOCABULARIES["theme"] if theme in set(frame["theme_id"])])
    wide = wide.rename(columns=region_names(data=dataset, lang=lang))
    wide.insert(0, "theme", [code_name("theme", theme, lang) for theme in wide.index])
    return table(wide, lang=lang)


def kind_counts(*, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return how many statements of each kind each plan has: targets, baselines, forecasts, ..."""
    dataset = data or own_data()
    lang = language(lang)
    frame = coded_statements(dataset)
    return table(pd.crosstab(frame["plan_id"], frame["kind"]).reset_index(), lang=lang)


def corrections(*, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return the corrected figures: record, edition, as printed, as adopted, and the reason."""
    dataset = data or own_data()
    lang = language(lang)
    frame = dataset.corrections()
    frame["reason"] = frame[f"reason_{lang}"]
    return Table(frame, ("statement_id", "edition_id", "as_printed", "adopted", "reason"), lang)


def verification_summary(outcome: Outcome, *, lang: Language | None = None) -> Table:
    """Return how much `verify` checked, by kind, and the number of problems.

    Parameters
    ----------
    outcome : Outcome
        What `cloudplans.verify.verify` returns.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.
    """
    lang = language(lang)
    rows = [(code_name("check count", counted, lang), count) for counted, count in outcome.counts.items()]
    rows.append((translate("problems", lang), len(outcome.problems)))
    return table(pd.DataFrame(rows, columns=["column", "count"]), lang=lang)


def open_decisions(outcome: Outcome, *, lang: Language | None = None) -> Table:
    """Return how many decisions a folder of one's own still needs, by table and kind, with the first of each as an example.

    Parameters
    ----------
    outcome : Outcome
        What `cloudplans.verify.verify` returns for the folder.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.
    """
    lang = language(lang)
    groups: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in outcome.undecided:
        groups[problem.file, problem.rule].append(problem)
    rows = [
        (file, translate(_OPEN[rule], lang), len(problems), problems[0].found, problems[0].expected)
        for (file, rule), problems in groups.items()
    ]
    return table(pd.DataFrame(rows, columns=["column", "kind", "count", "found", "expected"]), lang=lang)


def scan_results(found: pd.DataFrame, *, lang: Language | None = None) -> Table:
    """Return the figures of a scan: original wording, name, value, target year, confidence and why.

    Parameters
    ----------
    found : DataFrame
        What `cloudplans.scan` returns.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.
    """
    lang = language(lang)
    frame = found.assign(reading=[interval(row, lang) for row in found.to_dict("records")], why=found["reason"])
    return Table(frame, ("printed", "label", "reading", "deadline", "confidence", "why"), lang)


def comparability_reasons(indicators: Sequence[str], *, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return whether pairs of `indicators` are comparable, with the reason, for each pair that was judged."""
    dataset = data or own_data()
    lang = language(lang)
    frame = dataset.comparability()
    frame = frame[frame["indicator_a"].isin(indicators) & frame["indicator_b"].isin(indicators)].copy()
    names = indicator_names(data=dataset, lang=lang)
    frame["a"], frame["b"] = frame["indicator_a"].map(names), frame["indicator_b"].map(names)
    frame["reason"] = frame[f"reason_{lang}"]
    frame["verdict"] = [code_name("verdict", verdict, lang) for verdict in frame["verdict"]]
    return Table(frame, ("a", "verdict", "b", "reason"), lang)


def results(frame: pd.DataFrame, columns: Sequence[str], *, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return a comparison as a table.

    Parameters
    ----------
    frame : DataFrame
        A result of `cloudplans.compare`.
    columns : sequence of str
        The columns to show. `region` and `indicator` are names in `lang`, codes are named, and a column that the frame has in
        both languages (`derivation`, `reason`, `note`, `question`) is taken in `lang`.
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
    Region     Target year  rank_best
    Guangdong         2015          1
    Chengdu           2015          2
    """
    dataset = data or own_data()
    lang = language(lang)
    return Table(with_result_names(dataset, frame, columns, lang), columns, lang)


def regions_without_statements(
    statements: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None
) -> list[str]:
    """Return the names of the regions that have a plan but none of `statements`, in the order of the plans."""
    dataset = data or own_data()
    lang = language(lang)
    names = region_names(data=dataset, lang=lang)
    return [names[region] for region in dataset.plans()["region_id"] if region not in set(statements["region_id"])]


def statements_with_verdicts(statements: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return verified and unverified statements with their tier, relation to the indicator, comparability, address and caveat.

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
    order = ["indicator_id", "evidence_tier", "region_id", "deadline"]
    frame = with_readable_columns(statements, data=dataset, lang=lang).sort_values(order, kind="stable")
    frame["measured"] = frame[f"measured_{lang}"].where(frame[f"measured_{lang}"] != "", frame["indicator"])
    for column, vocabulary in (("tier", "short tier"), ("relation", "relation"), ("verdict", "verdict")):
        codes = frame["evidence_tier" if column == "tier" else column]
        frame[column] = [code_name(vocabulary, code, lang) for code in codes]
    frame["caveat"] = frame[f"caveat_{lang}"]
    return Table(frame, ("region", "deadline", "measured", "reading", "tier", "relation", "verdict", "address", "caveat"), lang)


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
    counts["page_kind"] = [code_name("page kind", kind, lang) for kind in counts["page_kind"]]
    total = counts[["mapped", "unmapped", "dropped", "figures"]].sum().to_dict()
    counts.loc[len(counts)] = total | {"title": translate("total", lang)}
    columns = ("title", "document_no", "figures", "mapped", "unmapped", "dropped", "page_kind", "address", "caveat")
    return Table(counts, columns, lang)


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
    frame["stated"] = (frame["value_stated"] + " " + frame["unit_stated"]).str.strip()
    return Table(frame, ("title", "measured", "years_stated", "stated", "reason"), lang)

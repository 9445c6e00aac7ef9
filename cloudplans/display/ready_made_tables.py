"""The tables of notebooks and pages: statements, plans, comparisons, checks, open decisions."""

from __future__ import annotations

import re
from collections import defaultdict

import pandas as pd

from cloudplans.dataset import (
    Dataset,
    coded_statements,
    own_data,
    region_names,
    with_readable_columns,
)
from cloudplans.display.comparison_tables import statement_names
from cloudplans.display.html_table import Table, table
from cloudplans.display.passages import edition_names
from cloudplans.labels import Language, code_name, interval, language, message, translate
from cloudplans.verify import Outcome, Problem

_STATEMENT = ("region", "deadline", "indicator", "scope", "figure", "reading", "firmness", "statement_id")
_OPTIONAL = ("scope", "firmness", "reading")
_FIELD = re.compile(r"\b(?:[a-z]+_[a-z_]+|issued|level|class)\b")
_OPEN = {  # rule of `verify` for a folder of one's own: what has to be decided
    "draft": message("drafts"),
    "undecided": message("open fields"),
    "facts": message("facts of the plan"),
    "failed": message("arithmetic checks that fail"),
}


def statements(rows: pd.DataFrame, *, caption: str = "", data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return statements as a table: region, target year, indicator, scope, as stated, value, hedge, note, record.

    Parameters
    ----------
    rows : DataFrame
        Rows of `statements()` or `targets()`. Columns for scope and wording (the hedge) appear only where a row has one; a note
        is a second line under its row.
    caption : str
        What the table shows; translated where the catalogue has it.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Examples
    --------
    >>> import cloudplans
    >>> data = cloudplans.load()
    >>> statements(data.targets(indicator="cloud-services-scale", year=2020), data=data)
    Region     Target year  Indicator                As printed  Value            Record
    Guangdong         2020  Cloud services industry  3000亿元    CNY 300 billion  guangdong-2014.cloud-services-scale.2020
    """
    dataset = data or own_data()
    lang = language(lang)
    frame = with_readable_columns(rows, data=dataset, lang=lang).sort_values(
        ["indicator_id", "region_id", "deadline"], kind="stable"
    )
    frame["reading"] = [_unlike(row["reading"], row["figure"]) for row in frame.to_dict("records")]
    for words, english in (("scope", "scope_name"), ("firmness", "hedge_name")):
        if lang == "en":
            frame[words] = [
                f"{name} {own}" if own and name != own else own for name, own in zip(frame[english], frame[words], strict=True)
            ]
    columns = [column for column in _STATEMENT if column not in _OPTIONAL or (frame[column] != "").any()]
    detail = ("note",) if (frame["note"] != "").any() else ()
    return Table(frame, columns, lang, detail=detail, caption=translate(caption, lang) if caption else "")


def _unlike(reading: str, figure: str) -> str:
    """Return the value, or nothing where the figure says the same in the same words."""
    return "" if reading.replace(",", "").replace(" ", "") == figure.replace(",", "").replace(" ", "") else reading


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
    caption = translate("The plans", lang)
    return Table(frame, ("region", "title", "issued", "period", "statements", "targets", "years"), lang, caption=caption)


def kind_counts(*, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return how many statements of each kind each plan has: targets, baselines, forecasts, ..."""
    dataset = data or own_data()
    lang = language(lang)
    frame = coded_statements(dataset)
    counts = pd.crosstab(frame["region_id"].map(region_names(data=dataset, lang=lang)), frame["kind"]).rename_axis("region")
    return table(counts.reset_index(), caption=translate("Number of statements by plan and kind", lang), lang=lang)


def corrections(*, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return the corrected figures: record, copy of the plan, as printed, as adopted, and under them the reason."""
    dataset = data or own_data()
    lang = language(lang)
    frame = dataset.corrections()
    frame["name"] = frame["statement_id"].map(statement_names(data=dataset, lang=lang))
    frame["copy"] = frame["edition_id"].map(edition_names(data=dataset, lang=lang))
    last = ~frame.duplicated(["statement_id", f"reason_{lang}"], keep="last")
    frame["reason"] = frame[f"reason_{lang}"].where(last, "")  # once, under the last copy
    caption = translate("What the copies print, what we adopt, and why", lang)
    return Table(frame, ("name", "copy", "as_printed", "adopted"), lang, detail=("reason",), caption=caption)


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
    caption = translate("What was checked when this page was made", lang)
    return table(pd.DataFrame(rows, columns=["column", "count"]), caption=caption, lang=lang)


def open_decisions(outcome: Outcome, *, lang: Language | None = None) -> Table:
    """Return how many decisions a folder of one's own still needs, by table and kind, with the fields of the first.

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
        (file, translate(_OPEN[rule], lang), len(problems), _fields(problems[0])) for (file, rule), problems in groups.items()
    ]
    caption = translate("Decisions that are still open", lang)
    return table(pd.DataFrame(rows, columns=["column", "kind", "count", "fields"]), caption=caption, lang=lang)


def _fields(problem: Problem) -> str:
    """Return the fields that a person has to fill in."""
    named = problem.found if problem.rule == "facts" else problem.expected
    return ", ".join(_FIELD.findall(named)) or "status"


def drafts(*, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return the drafts of a folder of one's own: year, name as printed, indicator, figure and value."""
    dataset = data or own_data()
    lang = language(lang)
    frame = with_readable_columns(dataset.drafts(), data=dataset, lang=lang).drop(columns="statement_id")
    caption = translate("Drafts that wait for a decision", lang)
    return Table(frame, ("deadline", "label", "indicator", "figure", "reading"), lang, caption=caption)


def _doubts(words: str, lang: str) -> str:
    """Return the doubts of a candidate in a language."""
    return translate("; ", lang).join(translate(doubt, lang) for doubt in words.split("; ") if doubt)


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
    frame = found.assign(
        reading=[interval(row, lang) for row in found.to_dict("records")], why=[_doubts(words, lang) for words in found["reason"]]
    )
    caption = translate("Figures that the scan proposes", lang)
    return Table(frame, ("printed", "label", "reading", "deadline", "confidence"), lang, detail=("why",), caption=caption)


def regions_without_statements(
    statements: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None
) -> list[str]:
    """Return the names of the regions that have a plan but none of `statements`, in the order of the plans."""
    dataset = data or own_data()
    lang = language(lang)
    names = region_names(data=dataset, lang=lang)
    regions = dataset.plans()["region_id"].drop_duplicates()
    return [names[region] for region in regions if region not in set(statements["region_id"])]

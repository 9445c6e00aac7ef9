"""Selects statements as the tables have them, and the passages that support them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cloudplans.dataset import unverified_figures, work_reports
from cloudplans.dataset.data_package import Tables
from cloudplans.dataset.filter_arguments import check_filters, keep
from cloudplans.dataset.find_name import find_names, known_indicators, plan_names, theme_names
from cloudplans.dataset.find_region import find_regions
from cloudplans.dataset.nearest_names import nearest
from cloudplans.labels import VOCABULARIES


def coded_statements(data: Tables, function: str = "statements", **filters: Any) -> pd.DataFrame:
    """Return statements as the tables have them, one row each: ids, codes, and notes in both languages.

    Parameters
    ----------
    data : Tables
        The data set.
    function : str
        The call that an error message names.
    **filters
        The filters of `Dataset.statements`.

    Raises
    ------
    ValueError
        If a name or tier does not exist; the message gives the nearest that do. A name that exists and has no rows gives an
        empty frame.

    Examples
    --------
    >>> import cloudplans
    >>> coded_statements(cloudplans.load(), region="Chengdu", indicator="cloud-industry-scale", year=2015)["printed"].tolist()
    ['三千亿元']
    """
    asked = {"tier": None, "documents": None, **check_filters(function, **filters)}
    documents = work_reports.chosen(asked["documents"][0] if asked["documents"] else None)
    frame = unverified_figures.statements(data, asked["tier"][0] if asked["tier"] else None)
    plans, indicators = data.table("plans"), data.table("indicators")
    if documents != "plans":
        frame = _with_reports(data, frame, documents)
        plans = work_reports.documents_frame(data, plans, "all")
        indicators = work_reports.all_indicators(data)
    if "evidence_tier" in frame:
        pages = data.table("reported_documents").rename(columns={"document_id": "plan_id"})
        plans = pd.concat([plans, pages], ignore_index=True)
    wanted = {
        "plan_id": asked.get("plan") and find_names(plan_names(plans), asked["plan"], "plan"),
        "region_id": asked.get("region") and find_regions(data.table("regions"), asked["region"]),
        "indicator_id": asked.get("indicator")
        and find_names(known_indicators(data, indicators), asked["indicator"], "indicator"),
        "kind": _known(asked.get("kind"), VOCABULARIES["kind"], "kind"),
        "unit": _known(asked.get("unit"), {*VOCABULARIES["unit"], *indicators["unit"]}, "unit"),
        "deadline": asked.get("year"),
    }
    for column, values in wanted.items():
        if values is not None:
            frame = frame[frame[column].isin(values)]
    if themes := find_names(theme_names(), asked.get("theme"), "theme"):
        frame = frame[frame["indicator_id"].isin(keep(indicators, theme=themes)["indicator_id"])]
    if asked.get("due_by"):
        frame = frame[(frame["deadline"] <= asked["due_by"][0]).fillna(False)]
    return frame.reset_index(drop=True)


def _with_reports(data: Tables, frame: pd.DataFrame, documents: str) -> pd.DataFrame:
    """Return statements of work reports, with those of plans in `frame` before them where both are asked for."""
    reports = work_reports.with_reports(data, "statements", "reports")
    if "evidence_tier" in frame:
        reports = unverified_figures.as_verified(reports)
    if documents == "reports":
        return reports
    return pd.concat([frame, reports[list(frame)]], ignore_index=True)


def _known(names: list[str] | None, known: Any, what: str) -> list[str] | None:
    """Return codes that all exist; None for None."""
    for name in names or ():
        if name not in known:
            raise nearest(name, sorted(known), what)
    return names


def rows_of(data: Tables, rows: pd.DataFrame, what: str = "statements") -> pd.DataFrame:
    """Return the coded statements of any frame with a column `statement_id`, such as `targets()`, in its order.

    Raises
    ------
    ValueError
        If the frame is empty, lacks the column, repeats a statement, or names one that the data set does not have.
    """
    if "statement_id" not in rows:
        raise ValueError(f"the frame has no column statement_id; pass rows of targets() or statements(), not {', '.join(rows)}")
    if rows.empty:
        raise ValueError(f"the selection contains no {what}; loosen the filters")
    ids = rows["statement_id"]
    if ids.duplicated().any():
        raise ValueError(
            f"the selection contains {', '.join(sorted(set(ids[ids.duplicated()])))} more than once; drop the duplicates"
        )
    if {"note_zh", "note_en"} <= {*rows}:
        return rows.reset_index(drop=True)  # coded already
    lower = "evidence_tier" in rows or "caveat" in rows  # keep the columns of a frame that may have unverified figures
    coded = coded_statements(data, tier="unverified" if lower else None)
    if not lower and not ids.isin(coded["statement_id"]).all() and "work_reports" in data.resources:
        coded = coded_statements(data, documents="all")
    if not ids.isin(coded["statement_id"]).all():
        coded = coded_statements(data, tier="unverified", documents="all")
    unknown = ids[~ids.isin(coded["statement_id"])]
    if len(unknown):
        raise ValueError(
            f"the data set has no statement {unknown.iloc[0]}; for rows of a data set of your own, add data=, as in data=load(directory)"
        )
    found = coded.set_index("statement_id", drop=False).loc[ids.tolist()].reset_index(drop=True)
    found.attrs = dict(coded.attrs)
    return found


def evidence(data: Tables, statement: list[str] | None) -> pd.DataFrame:
    """Return the passages of the statements, or those of one statement, goal, instrument or project."""
    coded = data.table("policy_evidence")
    if statement is not None and coded["record_id"].isin(statement).any():
        return keep(coded, record_id=statement).rename(columns={"record_id": "statement_id"})
    reports = data.table("work_report_evidence") if "work_report_evidence" in data.resources else None
    if statement is not None and reports is not None and reports["statement_id"].isin(statement).any():
        return keep(reports.rename(columns={"plan_id": "edition_id"}), statement_id=statement)
    return keep(data.table("evidence"), statement_id=statement)

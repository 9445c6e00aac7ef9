"""The yearly work reports of the provincial governments: documents beside the plans, included on request."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from cloudplans.dataset import plan_texts
from cloudplans.dataset.data_package import Tables
from cloudplans.dataset.nearest_names import nearest

Documents = Literal["plans", "reports", "all"]
DOCUMENTS: tuple[Documents, ...] = get_args(Documents)
KIND = "document_kind"


def chosen(documents: str | None) -> Documents:
    """Return which documents a call asks for: plans alone where it says nothing.

    Raises
    ------
    ValueError
        If there is no such choice; the message names those there are.
    """
    if documents is None:
        return "plans"
    for known in DOCUMENTS:
        if documents == known:
            return known
    raise nearest(documents, DOCUMENTS, "kind of document")


def with_reports(data: Tables, name: str, documents: Documents) -> pd.DataFrame:
    """Return the rows of a table of the plans, of the table with the same columns of the work reports, or of both.

    A whole data set of the user's own need not have work reports; it then has no rows of them.
    """
    own = data.table(name)
    if documents == "plans":
        return own
    reports = data.table(f"work_report_{name}") if f"work_report_{name}" in data.resources else own[:0]
    return reports if documents == "reports" else pd.concat([own, reports], ignore_index=True)


def all_indicators(data: Tables) -> pd.DataFrame:
    """Return the indicators of plans and of work reports."""
    return with_reports(data, "indicators", "all")


def report_rows(data: Tables) -> pd.DataFrame:
    """Return the work reports with the columns of the plans, of which they have some."""
    frame = data.table("work_reports")[["plan_id", "region_id", "title_zh", "title_en", "year"]]
    frame = frame.assign(issued=pd.NaT, period_start=frame["year"] - 1, period_end=frame["year"]).drop(columns="year")
    plans = data.table("plans")
    missing = {column: "" for column in plans if column not in frame}
    return frame.assign(**missing)[list(plans)].astype(plans.dtypes.to_dict())


def documents_frame(data: Tables, plans: pd.DataFrame, documents: Documents) -> pd.DataFrame:
    """Return plans, work reports or both, with the kind of each document."""
    own = plans.assign(**{KIND: "plan"})
    if documents == "plans":
        return own
    reports = report_rows(data).assign(**{KIND: "report"}) if "work_reports" in data.resources else own[:0]
    return reports if documents == "reports" else pd.concat([own, reports], ignore_index=True)


def find_report_texts(rows: list[dict[str, str]], sources: Path | str | None = None) -> tuple[dict[str, str], list[str]]:
    """Return the texts of the work reports by id, and one line for each that is not the pinned one.

    Reports that are not in the folder are left out; without any of them, nothing can be said of their statements.
    """
    folder = plan_texts.sources_folder(sources)
    present = [row for row in rows if folder and (folder / row["file"]).is_file()]
    if not present:
        return {}, []
    return plan_texts.find_texts([{**row, "edition_id": row["plan_id"]} for row in present], {}, sources)

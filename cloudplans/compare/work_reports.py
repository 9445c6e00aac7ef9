"""What the yearly work reports of the provinces state."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from cloudplans.compare.shared_row_helpers import named
from cloudplans.dataset import Dataset, coded_statements, own_data


def stated_in_reports(*, regions: int = 5, data: Dataset | None = None) -> pd.DataFrame:
    """Return what the work report of each province states for each indicator, in each year.

    Parameters
    ----------
    regions : int
        Keep the indicators for which at least so many provinces give a number.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row per indicator, province and year of the report: `state` is ``"number"`` where the report gives a figure, ``"words"``
        where it has words of the subject of the indicator but no figure for it, and ``"nothing"``; `statement_ids` are the figures.
        An indicator whose printed names contain no word of a subject, such as smart factories, is never ``"words"``.

    Examples
    --------
    >>> frame = stated_in_reports()
    >>> frame.query("indicator_id == 'computing-power' and region == 'Hunan'")["state"].tolist()
    ['number', 'number']
    """
    data = data or own_data()
    rows = coded_statements(data, documents="reports")
    rows = rows[rows["indicator_id"] != ""]
    provinces = rows.groupby("indicator_id")["region_id"].nunique().sort_values(ascending=False, kind="stable")
    subjects = _subjects(data, rows)
    spoken = data.table("work_report_mentions").set_index(["plan_id", "subject"])["count"]
    figures: dict[tuple[str, str], list[str]] = defaultdict(list)
    for plan, indicator, statement in rows[["plan_id", "indicator_id", "statement_id"]].itertuples(index=False):
        figures[plan, indicator].append(statement)
    found = []
    for indicator in provinces.index[provinces >= regions]:
        for report in data.table("work_reports").to_dict("records"):
            ids = figures.get((report["plan_id"], indicator), [])
            words = any(spoken[report["plan_id"], subject] for subject in subjects[indicator])
            state = "number" if ids else "words" if words else "nothing"
            keys = {name: report[name] for name in ("plan_id", "region_id", "year")}
            found.append({"indicator_id": indicator, **keys, "state": state, "statement_ids": ids})
    return named(pd.DataFrame(found), data)


def _subjects(data: Dataset, rows: pd.DataFrame) -> dict[str, set[str]]:
    """Return the subjects of each indicator: those whose words its printed names contain."""
    words = data.table("work_report_subjects")[["subject", "word"]].values.tolist()
    subjects: dict[str, set[str]] = defaultdict(set)
    for indicator, label in rows[["indicator_id", "label"]].itertuples(index=False):
        subjects[indicator] |= {subject for subject, word in words if word in label}
    return subjects

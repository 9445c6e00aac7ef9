"""Timelines of the plans: date of issue, period, target years, and how much of the period had passed at issue."""

from __future__ import annotations

import pandas as pd

from cloudplans.compare.shared_row_helpers import columns_of, in_both_languages, named
from cloudplans.dataset import Dataset, coded_statements, own_data
from cloudplans.labels import message, translate


def timelines(*, data: Dataset | None = None) -> pd.DataFrame:
    """Return the timeline of each plan.

    Parameters
    ----------
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row per plan: `issued`, `period_start`, `period_end` (missing where not stated), `stages` (the target years),
        `first_target`, `last_target`, `years` (length of the period in years), `passed_at_issue` (share of the period, in per cent, that had
        passed on the day of issue), `undated` (targets without a year) and the derivation.

    Examples
    --------
    >>> import cloudplans
    >>> timelines().set_index("plan_id").loc["chengdu-2011", "derivation_en"]
    '2011-07-12 is day 193 of the 1826 days of 2011–2015: 10.5% had passed'
    """
    data = data or own_data()
    targets = coded_statements(data, kind="target")
    found = []
    for plan in data.plans().to_dict("records"):
        mine = targets[targets["plan_id"] == plan["plan_id"]]
        dated = sorted(set(mine["deadline"].dropna()))
        row = {name: plan[name] for name in ("plan_id", "region_id", "issued", "period_start", "period_end")}
        row |= {
            "stages": [int(year) for year in dated],
            "first_target": min(dated, default=pd.NA),
            "last_target": max(dated, default=pd.NA),
        }
        row |= {"years": pd.NA, "passed_at_issue": float("nan"), "undated": int(mine["deadline"].isna().sum())}
        row |= _passed(plan) | {"statement_ids": mine["statement_id"].tolist()}
        found.append(row)
    years = ("period_start", "period_end", "first_target", "last_target", "years")
    return named(pd.DataFrame(found).astype(dict.fromkeys(years, "Int64")), data)


def _passed(plan: dict) -> dict:
    """Return how much of a plan's period had passed on the day of issue, with the calculation."""
    if pd.isna(plan["issued"]) or pd.isna(plan["period_start"]) or pd.isna(plan["period_end"]):
        missing = message("the text gives no date of issue") if pd.isna(plan["issued"]) else message("the text gives no period")
        return columns_of("derivation", in_both_languages(missing))
    start, end = pd.Timestamp(int(plan["period_start"]), 1, 1), pd.Timestamp(int(plan["period_end"]) + 1, 1, 1)
    days, passed = (end - start).days, max((plan["issued"] - start).days, 0)
    share = 100 * passed / days
    span = f"{plan['period_start']}–{plan['period_end']}"
    derivation = in_both_languages(
        message("{date} is day {day} of the {days} days of {period}: {share} had passed"),
        date=f"{plan['issued']:%Y-%m-%d}",
        day=passed + 1,
        days=days,
        period=span,
        share=lambda lang: translate("{number}%", lang, number=f"{share:.1f}"),
    )
    return {
        "years": int(plan["period_end"]) - int(plan["period_start"]) + 1,
        "passed_at_issue": share,
        **columns_of("derivation", derivation),
    }

"""Timelines of the plans: date of issue, period, target years, and how much of the period had passed at issue."""

from __future__ import annotations

import pandas as pd

from cloudplans.compare.shared_row_helpers import columns_of, in_both_languages
from cloudplans.dataset import Dataset
from cloudplans.labels import message, translate


def timelines(data: Dataset) -> pd.DataFrame:
    """Return the timeline of each plan.

    Parameters
    ----------
    data : Dataset
        The data set.

    Returns
    -------
    DataFrame
        One row per plan: `issued`, `period_start`, `period_end` (missing where not stated), `stages` (the target years),
        `first_target`, `last_target`, `years` (length of the period in years), `passed_at_issue` (share of the period, in per cent, that had
        passed on the day of issue), `undated` (targets without a year) and the derivation.

    Examples
    --------
    >>> import cloudplans
    >>> timelines(cloudplans.load()).set_index("plan_id").loc["chengdu-2011", "derivation_en"]
    '2011-07-12 is day 193 of the 1826 days of 2011–2015: 10.5 % had passed'
    """
    targets = data.targets()
    found = []
    for plan in data.plans().to_dict("records"):
        mine = targets[targets["plan_id"] == plan["plan_id"]]
        dated = sorted(set(mine["deadline"].dropna()))
        row = {name: plan[name] for name in ("plan_id", "region_id", "issued", "period_start", "period_end")}
        row |= {
            "stages": ", ".join(map(str, dated)),
            "first_target": min(dated, default=pd.NA),
            "last_target": max(dated, default=pd.NA),
        }
        row |= {"years": pd.NA, "passed_at_issue": float("nan"), "undated": int(mine["deadline"].isna().sum())}
        row |= _passed(plan) | {"statement_ids": " ".join(mine["statement_id"])}
        found.append(row)
    return pd.DataFrame(found).astype({"period_start": "Int64", "period_end": "Int64", "years": "Int64"})


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
        share=lambda lang: translate("{number} %", lang, number=f"{share:.1f}"),
    )
    return {
        "years": int(plan["period_end"]) - int(plan["period_start"]) + 1,
        "passed_at_issue": share,
        **columns_of("derivation", derivation),
    }

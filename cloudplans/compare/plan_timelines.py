"""When: horizons, stages, how much of the horizon had passed at issue, targets a year."""

from __future__ import annotations

import pandas as pd

from cloudplans.compare.result_rows import carry
from cloudplans.dataset import Dataset


def timelines(data: Dataset) -> pd.DataFrame:
    """Return the timeline of each plan.

    Parameters
    ----------
    data : Dataset
        The data set.

    Returns
    -------
    DataFrame
        A row a plan: `issued`, `period_start`, `period_end` (empty where not printed), `stages` (the target years), `first_target`,
        `last_target`, `years` (length of the printed period in years), `passed_at_issue` (share of the period, in per cent, that had
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
    if pd.isna(plan["issued"]) or pd.isna(plan["period_start"]) or pd.isna(plan["period_end"]):
        missing = "印发日期" if pd.isna(plan["issued"]) else "规划期"
        what = "date of issue" if pd.isna(plan["issued"]) else "period"
        return {"derivation_zh": f"文本未印{missing}", "derivation_en": f"the text prints no {what}"}
    start, end = pd.Timestamp(int(plan["period_start"]), 1, 1), pd.Timestamp(int(plan["period_end"]) + 1, 1, 1)
    days, passed = (end - start).days, max((plan["issued"] - start).days, 0)
    share = 100 * passed / days
    span = f"{plan['period_start']}–{plan['period_end']}"
    day = f"{plan['issued']:%Y-%m-%d}"
    return {
        "years": int(plan["period_end"]) - int(plan["period_start"]) + 1,
        "passed_at_issue": share,
        "derivation_zh": f"{day}为{span}共{days}天中的第{passed + 1}天，已过去{share:.1f}%",
        "derivation_en": f"{day} is day {passed + 1} of the {days} days of {span}: {share:.1f} % had passed",
    }


def targets_per_year(data: Dataset, *, tier: str = "verified") -> pd.DataFrame:
    """Return how many targets each plan sets for each year, down to a tier; a row a plan and year, `deadline` empty without one.

    Examples
    --------
    >>> import cloudplans
    >>> frame = targets_per_year(cloudplans.load())
    >>> int(frame["targets"].sum()) == len(cloudplans.targets())
    True
    """
    targets = data.targets(tier=tier)
    grouped = targets.groupby(["plan_id", "deadline"], dropna=False)["statement_id"]
    frame = grouped.agg(targets="count", statement_ids=" ".join).reset_index()
    zh = [f"{row.targets}个目标" for row in frame.itertuples()]
    told = frame.assign(derivation_zh=zh, derivation_en=[f"{row.targets} targets counted" for row in frame.itertuples()])
    return carry(told, targets)

"""The figures of an indicator, verified ones first."""

from __future__ import annotations

import pandas as pd

from cloudplans.dataset import Dataset, coded_statements, with_readable_columns
from cloudplans.labels import code_name, translate


def figures_by_tier(data: Dataset, indicator: str, lang: str) -> list[tuple[str, pd.DataFrame]]:
    """Return the figures of an indicator with a heading each: in plans, in work reports, then the unverified ones.

    Regions with a verified figure come first among the unverified ones.

    Examples
    --------
    >>> import cloudplans
    >>> [heading for heading, _ in figures_by_tier(cloudplans.load(), "standard-racks", "en")]
    ['Figures in work reports', 'Unverified figures of other plans']
    """
    rows = coded_statements(data, indicator=indicator, tier="unverified", documents="all")
    rows = with_readable_columns(rows, data=data, lang=lang).sort_values("statement_id")
    rows["kind"] = [code_name("kind", kind, lang) for kind in rows["kind"]]
    known = rows.loc[rows["evidence_tier"] != "unverified", "region_id"]
    rows = rows.assign(measured=rows[f"measured_{lang}"], apart=~rows["region_id"].isin(known)).sort_values(
        ["apart", "statement_id"]
    )
    lower, of_plans = rows["evidence_tier"] == "unverified", rows["plan_id"].isin(data.table("plans")["plan_id"])
    columns = ["statement_id", "kind", "deadline", "figure", "reading"]
    found = [
        (translate("Records", lang), rows[of_plans][columns]),
        (translate("Figures in work reports", lang), rows[~of_plans & ~lower][columns]),
        (translate("Unverified figures of other plans", lang), rows[lower][[*columns[:3], "reading", "measured"]]),
    ]
    return [pair for pair in found if len(pair[1])]

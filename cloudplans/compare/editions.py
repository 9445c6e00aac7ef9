"""Where a plan is at hand in two copies: does each figure stand alike in both?"""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from cloudplans.compare.results import Row, corrected
from cloudplans.dataset import Dataset
from cloudplans.text import squeeze, visible

COLLATED = ("plan_id", "edition_a", "edition_b", "statement_id", "region_id", "indicator_id", "deadline", "status",
            "printed_a", "printed_b", "relation", "statement_ids", "derivation_zh", "derivation_en")  # fmt: skip
_WORDS = {
    "same": ("同", "same"),
    "differs": ("不同", "differs"),
    "absent": ("一方未印", "stands in one only"),
    "missing": ("另一份未印", "missing in the copy"),
    "extra": ("仅另一份所印", "in the copy alone"),
}


def collate_figures(data: Dataset) -> pd.DataFrame:
    """Set the figures of the plans that have several editions side by side.

    Parameters
    ----------
    data : Dataset
        The data set.

    Returns
    -------
    DataFrame
        A row a statement and pair of editions, in the order of the first edition's text: `plan_id`, `edition_a` (the plan's
        primary edition where it is one of the two), `edition_b`, `statement_id`, `region_id`, `indicator_id`, `deadline`, `status`,
        `printed_a`, `printed_b` (the value as printed, in compatibility form without white space; empty where the edition has
        none), `relation` (same, differs, absent), `statement_ids` and the derivation. Full-width digits and line breaks are no
        difference; a hidden character is.

    Examples
    --------
    >>> import cloudplans
    >>> frame = collate_figures(cloudplans.load())
    >>> frame[frame["relation"] != "same"]["statement_id"].tolist()
    ['guangdong-2014.subscriptions-4g.2020']
    """
    statements = data.statements().set_index("statement_id", drop=False)
    values = data.evidence()
    values = values[values["role"] == "value"].sort_values(["edition_id", "start"])
    printed = values.groupby(["edition_id", "statement_id"], sort=False)["printed"].agg("…".join).map(squeeze)
    held = {edition: figures.droplevel(0) for edition, figures in printed.groupby(level=0)}
    primary = set(data.plans()["edition_id"])
    found = []
    for plan, editions in data.editions().groupby("plan_id")["edition_id"]:
        for a, b in combinations(sorted(editions, key=lambda name: (name not in primary, name)), 2):
            names = [*held[a].index, *held[b].index.difference(held[a].index)]
            keys = {"plan_id": plan, "edition_a": a, "edition_b": b}
            found += [
                keys | _set_beside(statements.loc[name].to_dict(), held[a].get(name, ""), held[b].get(name, "")) for name in names
            ]
    frame = pd.DataFrame(found, columns=list(COLLATED))
    return frame.astype({"deadline": "Int64"})


def _set_beside(row: Row, a: str, b: str) -> Row:
    return collated(row, a, b, "absent" if not (a and b) else "same" if a == b else "differs")


def collated(row: Row, a: str, b: str, relation: str) -> Row:
    """Return a row of a collation: the keys of a statement (or of none), both prints, how they relate, and the derivation."""
    said = f"{visible(a) or '–'} | {visible(b) or '–'}"
    zh, en = _WORDS[relation]
    keys = {name: row.get(name, "") for name in ("statement_id", "region_id", "indicator_id", "status")}
    return keys | {
        "deadline": row.get("deadline"),
        "printed_a": a,
        "printed_b": b,
        "relation": relation,
        "statement_ids": keys["statement_id"],
        "derivation_zh": f"{said}：{zh}{corrected(row)}",
        "derivation_en": f"{said}: {en}{corrected(row)}",
    }

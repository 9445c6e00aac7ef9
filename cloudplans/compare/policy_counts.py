"""Comparisons of what plans state without numbers: instruments, project places, aims. All figures are counts of records."""

from __future__ import annotations

import pandas as pd

from cloudplans.compare.shared_row_helpers import in_both_languages
from cloudplans.dataset import Dataset, nearest
from cloudplans.labels import message

FIRMNESS = ("establish", "support", "encourage", "explore")  # from the firmest to the weakest
LEVELS = ("world", "national", "regional", "province")  # from the highest to the lowest
FAMILIES = ("supply", "demand", "environment", "other")
COUNTED = message("counts are of coded measures: how often a plan names an instrument, not how much is spent on it")
NO_PLACE = ""


def instrument_matrix(data: Dataset, *, by: str = "type") -> pd.DataFrame:
    """Count the measures of each plan by type or family of instrument, and by how firm they are.

    Parameters
    ----------
    data : Dataset
        The data set.
    by : {"type", "family"}
        What the rows are.

    Returns
    -------
    DataFrame
        One row per type (or family) and plan, also where a plan has none: `measures` (count), `share` (per cent of the plan's
        measures), how many of them are established, supported, encouraged or explored (`establish`, `support`, `encourage`,
        `explore`), `record_ids`. ``attrs["warning"]`` explains what is counted.

    Raises
    ------
    ValueError
        If `by` is neither ``"type"`` nor ``"family"``.

    Examples
    --------
    >>> import cloudplans
    >>> frame = instrument_matrix(cloudplans.load(), by="family")
    >>> int(frame["measures"].sum()) == len(cloudplans.instruments())
    True
    """
    if by not in ("type", "family"):
        raise nearest(by, ("type", "family"), "instrument matrix by")
    measures = data.instruments()
    terms = data.terms("instrument")
    families = terms.set_index("code")["family"]
    keys = sorted(families.index, key=lambda code: FAMILIES.index(families[code])) if by == "type" else list(FAMILIES)
    rows = []
    for plan in data.policy_plans().to_dict("records"):
        own = measures[measures["plan_id"] == plan["plan_id"]]
        for key in keys:
            coded = own[own[by] == key]
            rows.append({by: key, "family": families.get(key, key), "plan_id": plan["plan_id"], "region_id": plan["region_id"],
                         "measures": len(coded), "share": 100 * len(coded) / len(own) if len(own) else float("nan"),
                         **{word: int((coded["firmness"] == word).sum()) for word in FIRMNESS},
                         "record_ids": " ".join(coded["instrument_id"])})  # fmt: skip
    frame = pd.DataFrame(rows)
    frame.attrs["warning"] = [" / ".join(in_both_languages(COUNTED))]
    return frame


def project_places(data: Dataset, *, planned: bool = False) -> pd.DataFrame:
    """Count the named projects of each plan by city or district.

    Parameters
    ----------
    data : Dataset
        The data set.
    planned : bool
        Leave out projects that the plan describes as already existing.

    Returns
    -------
    DataFrame
        One row per plan and place: `place_id` (GB/T 2260; empty for projects without a place), `projects`, `names` (as printed,
        joined by 、), `record_ids`. A project assigned to several places counts once for each.

    Examples
    --------
    >>> import cloudplans
    >>> "440300" in set(project_places(cloudplans.load())["place_id"])
    True
    """
    frame = data.projects()
    if planned:
        frame = frame[frame["stage"] != "existing"]
    frame = frame.assign(place_id=[ids.split() or [NO_PLACE] for ids in frame["place_ids"]]).explode("place_id")
    grouped = frame.groupby(["plan_id", "region_id", "place_id"], as_index=False)
    found = grouped.agg(projects=("project_id", "size"), names=("name", "、".join), record_ids=("project_id", " ".join))
    found.attrs["warning"] = [" / ".join(in_both_languages(message("a project assigned to several places counts once for each")))]
    return found


def aims_ladder(data: Dataset) -> pd.DataFrame:
    """Return the level at which each plan aims to lead: world, country, part of the country or province.

    Returns
    -------
    DataFrame
        One row per level and plan, also where a plan has no such aim: `goals` (count), `words` (the levels as printed, each once,
        joined by 、), `record_ids`. The words within a level are not ranked: 先进 and 领先 are different claims.

    Examples
    --------
    >>> import cloudplans
    >>> sorted(set(aims_ladder(cloudplans.load())["level"]))
    ['national', 'province', 'regional', 'world']
    """
    goals = data.goals()
    rows = []
    for plan in data.policy_plans().to_dict("records"):
        own = goals[goals["plan_id"] == plan["plan_id"]]
        for level in LEVELS:
            aims = own[own["level"] == level]
            rows.append({"level": level, "plan_id": plan["plan_id"], "region_id": plan["region_id"], "goals": len(aims),
                         "words": "、".join(dict.fromkeys(aims["level_printed"])), "record_ids": " ".join(aims["goal_id"])})  # fmt: skip
    return pd.DataFrame(rows)


def goal_themes(data: Dataset) -> pd.DataFrame:
    """Count the goals without a figure of each plan by theme.

    Returns
    -------
    DataFrame
        One row per theme and plan, also where a plan has none: `goals` (count), `record_ids`.

    Examples
    --------
    >>> import cloudplans
    >>> int(goal_themes(cloudplans.load())["goals"].sum()) == len(cloudplans.goals())
    True
    """
    goals = data.goals()
    rows = []
    for theme in data.terms("theme")["code"]:
        for plan in data.policy_plans().to_dict("records"):
            coded = goals[(goals["plan_id"] == plan["plan_id"]) & (goals["theme"] == theme)]["goal_id"]
            rows.append({"theme": theme, "plan_id": plan["plan_id"], "region_id": plan["region_id"], "goals": len(coded),
                         "record_ids": " ".join(coded)})  # fmt: skip
    return pd.DataFrame(rows)

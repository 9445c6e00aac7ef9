"""What the plans say without numbers, set side by side: instruments, places, ranks aspired to. Counts of records, no sums of money."""

from __future__ import annotations

import pandas as pd

from cloudplans.compare.result_rows import in_both_languages
from cloudplans.dataset import Dataset, nearest
from cloudplans.labels import message

FIRMNESS = ("establish", "support", "encourage", "explore")  # from the firmest to the softest
LEVELS = ("world", "national", "regional", "province")  # from the highest to the lowest
FAMILIES = ("supply", "demand", "environment", "other")
COUNTED = message("counts are of coded measures: how often a plan names an instrument, not how much is spent on it")
NO_PLACE = ""


def instrument_matrix(data: Dataset, *, by: str = "type") -> pd.DataFrame:
    """Return how many measures of each type or family each plan holds, and how firmly they are said.

    Parameters
    ----------
    data : Dataset
        The data set.
    by : {"type", "family"}
        What the rows are.

    Returns
    -------
    DataFrame
        A row a type (or family) and plan, also where a plan has none: `measures` (count), `share` (per cent of the plan's own
        measures), how many of them are established, supported, encouraged, explored (`establish`, `support`, `encourage`,
        `explore`), `record_ids`. ``attrs["warning"]`` says what a count is.

    Raises
    ------
    ValueError
        If `by` is neither.

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
            held = own[own[by] == key]
            rows.append({by: key, "family": families.get(key, key), "plan_id": plan["plan_id"], "region_id": plan["region_id"],
                         "measures": len(held), "share": 100 * len(held) / len(own) if len(own) else float("nan"),
                         **{word: int((held["firmness"] == word).sum()) for word in FIRMNESS},
                         "record_ids": " ".join(held["instrument_id"])})  # fmt: skip
    frame = pd.DataFrame(rows)
    frame.attrs["warning"] = [" / ".join(in_both_languages(COUNTED))]
    return frame


def project_places(data: Dataset, *, planned: bool = False) -> pd.DataFrame:
    """Return how many named projects each plan gives to each city or district.

    Parameters
    ----------
    data : Dataset
        The data set.
    planned : bool
        Leave out what the plan tells as there already.

    Returns
    -------
    DataFrame
        A row a plan and place: `place_id` (GB/T 2260; empty for the projects that the plan gives to no place), `projects`, `names`
        (as printed, joined by 、), `record_ids`. A project that is given to several places counts at each.

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
    found.attrs["warning"] = [" / ".join(in_both_languages("a project assigned to several places counts once for each"))]
    return found


def aims_ladder(data: Dataset) -> pd.DataFrame:
    """Return which place in an order each plan aspires to: in the world, the country, a part of it, the province.

    Returns
    -------
    DataFrame
        A row a level and plan, also where a plan has no such aim: `goals` (count), `words` (the levels as printed, each once,
        joined by 、), `record_ids`. The words are not ranked among each other: 先进 and 领先 are different claims.

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
            held = own[own["level"] == level]
            rows.append({"level": level, "plan_id": plan["plan_id"], "region_id": plan["region_id"], "goals": len(held),
                         "words": "、".join(dict.fromkeys(held["level_printed"])), "record_ids": " ".join(held["goal_id"])})  # fmt: skip
    return pd.DataFrame(rows)


def goal_themes(data: Dataset) -> pd.DataFrame:
    """Return how many goals without a figure each plan has of each theme.

    Returns
    -------
    DataFrame
        A row a theme and plan, also where a plan has none: `goals` (count), `record_ids`.

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
            held = goals[(goals["plan_id"] == plan["plan_id"]) & (goals["theme"] == theme)]["goal_id"]
            rows.append({"theme": theme, "plan_id": plan["plan_id"], "region_id": plan["region_id"], "goals": len(held),
                         "record_ids": " ".join(held)})  # fmt: skip
    return pd.DataFrame(rows)

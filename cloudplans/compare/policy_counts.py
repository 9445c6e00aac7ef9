"""Comparisons of what plans state without numbers: instruments, project places, aims. All figures are counts of records."""

from __future__ import annotations

import pandas as pd

from cloudplans.compare.shared_row_helpers import in_both_languages, named
from cloudplans.dataset import Dataset, nearest, own_data
from cloudplans.labels import message

FIRMNESS = ("establish", "support", "encourage", "explore")  # from the firmest to the weakest
LEVELS = ("world", "national", "regional", "province")  # from the highest to the lowest
FAMILIES = ("supply", "demand", "environment", "other")
COUNTED = message("counts are of coded measures: how often a plan names an instrument, not how much is spent on it")
NO_PLACE = ""


def instrument_matrix(*, by: str = "type", data: Dataset | None = None) -> pd.DataFrame:
    """Count the measures of each plan by type or family of instrument, and by how firm they are.

    Parameters
    ----------
    by : {"type", "family"}
        What the rows are.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

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
    >>> frame = instrument_matrix(by="family")
    >>> int(frame["measures"].sum()) == len(cloudplans.instruments())
    True
    """
    data = data or own_data()
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
                         "record_ids": coded["instrument_id"].tolist()})  # fmt: skip
    frame = pd.DataFrame(rows)
    frame.attrs["warning"] = [" / ".join(in_both_languages(COUNTED))]
    return named(frame, data)


def project_places(*, planned: bool = False, data: Dataset | None = None) -> pd.DataFrame:
    """Count the named projects of each plan by city or district.

    Parameters
    ----------
    planned : bool
        Leave out projects that the plan describes as already existing.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row per plan and place: `place_id` (GB/T 2260; empty for projects without a place), `projects`, `names` (a list,
        as printed), `record_ids`. A project assigned to several places counts once for each.

    Examples
    --------
    >>> import cloudplans
    >>> "440300" in set(project_places()["place_id"])
    True
    """
    data = data or own_data()
    frame = data.projects()
    if planned:
        frame = frame[frame["stage"] != "existing"]
    frame = frame.assign(place_id=[ids or [NO_PLACE] for ids in frame["place_ids"]]).explode("place_id")
    grouped = frame.groupby(["plan_id", "region_id", "place_id"], as_index=False)
    found = grouped.agg(projects=("project_id", "size"), names=("name", list), record_ids=("project_id", list))
    found.attrs["warning"] = [" / ".join(in_both_languages(message("a project assigned to several places counts once for each")))]
    return named(found, data)


def aims_ladder(*, data: Dataset | None = None) -> pd.DataFrame:
    """Return the level at which each plan aims to lead: world, country, part of the country or province.

    Returns
    -------
    DataFrame
        One row per level and plan, also where a plan has no such aim: `goals` (count), `words` (a list of the levels as
        printed, each once), `record_ids`. The words within a level are not ranked: 先进 and 领先 are different claims.

    Examples
    --------
    >>> import cloudplans
    >>> sorted(set(aims_ladder()["level"]))
    ['national', 'province', 'regional', 'world']
    """
    data = data or own_data()
    goals = data.goals()
    rows = []
    for plan in data.policy_plans().to_dict("records"):
        own = goals[goals["plan_id"] == plan["plan_id"]]
        for level in LEVELS:
            aims = own[own["level"] == level]
            rows.append({"level": level, "plan_id": plan["plan_id"], "region_id": plan["region_id"], "goals": len(aims),
                         "words": list(dict.fromkeys(aims["level_printed"])), "record_ids": aims["goal_id"].tolist()})  # fmt: skip
    return named(pd.DataFrame(rows), data)


def goal_themes(*, data: Dataset | None = None) -> pd.DataFrame:
    """Count the goals without a figure of each plan by theme.

    Returns
    -------
    DataFrame
        One row per theme and plan, also where a plan has none: `goals` (count), `record_ids`.

    Examples
    --------
    >>> import cloudplans
    >>> int(goal_themes()["goals"].sum()) == len(cloudplans.goals())
    True
    """
    data = data or own_data()
    goals = data.goals()
    rows = []
    for theme in data.terms("theme")["code"]:
        for plan in data.policy_plans().to_dict("records"):
            coded = goals[(goals["plan_id"] == plan["plan_id"]) & (goals["theme"] == theme)]["goal_id"]
            rows.append({"theme": theme, "plan_id": plan["plan_id"], "region_id": plan["region_id"], "goals": len(coded),
                         "record_ids": list(coded)})  # fmt: skip
    return named(pd.DataFrame(rows), data)

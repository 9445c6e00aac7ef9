"""What the plans say without numbers: goals, policy instruments, named projects and the places that these are assigned to."""

from __future__ import annotations

import pandas as pd

from cloudplans.dataset.data_package import Tables, nearest
from cloudplans.dataset.filter_arguments import Filters, keep, region_ids

LAYERS = {"goals": "goal_id", "instruments": "instrument_id", "projects": "project_id"}


def policy_plans(data: Tables) -> pd.DataFrame:
    """Return the plans whose texts were read for goals, instruments and projects; a user's own plan need not be."""
    plans, read = data.table("plans"), set(data.table("passages")["edition_id"])
    return plans[plans["edition_id"].isin(read)].reset_index(drop=True)


def goals(data: Tables, filters: Filters) -> pd.DataFrame:
    """Return the goals that pass the filters."""
    return _select(data, "goals", filters, theme=filters["theme"], level=filters["level"])


def instruments(data: Tables, filters: Filters) -> pd.DataFrame:
    """Return the instruments that pass the filters, each with the family of its type."""
    frame = _select(data, "instruments", filters, type=filters["type"], firmness=filters["firmness"])
    families = terms(data, "instrument").set_index("code")["family"]
    frame.insert(frame.columns.get_loc("type") + 1, "family", frame["type"].map(families).astype(str))
    return keep(frame, among=families.to_frame(), family=filters["family"])


def projects(data: Tables, filters: Filters) -> pd.DataFrame:
    """Return the projects that pass the filters, each with the places that it is assigned to."""
    frame = _select(data, "projects", filters, kind=filters["kind"])
    assigned = data.table("project_places")
    places = assigned.groupby("project_id")["place_id"].agg(" ".join)
    frame["place_ids"] = frame["project_id"].map(places).fillna("")
    names = filters["place"]
    wanted = region_ids(data.table("regions"), names)
    if names is None or wanted is None:
        return frame
    existing = set(assigned["place_id"])
    for name, place in zip(names, wanted, strict=True):
        if place not in existing:
            raise nearest(name, existing, "place with a project")
    return frame[[not {*wanted}.isdisjoint(ids.split()) for ids in frame["place_ids"]]].reset_index(drop=True)


def terms(data: Tables, vocabulary: str) -> pd.DataFrame:
    """Return a closed vocabulary of the policy tables: codes, names in both languages, the family of an instrument."""
    return keep(data.table("terms"), list=[vocabulary])


def evidence(data: Tables, record: list[str] | None) -> pd.DataFrame:
    """Return the passages that support goals, instruments and projects, or one of them."""
    return keep(data.table("policy_evidence"), record_id=record)


def _select(data: Tables, name: str, filters: Filters, **columns: list[str] | None) -> pd.DataFrame:
    regions = region_ids(data.table("regions"), filters["region"])
    return keep(data.table(name), among=data.table(name), plan_id=filters["plan"], region_id=regions, **columns)

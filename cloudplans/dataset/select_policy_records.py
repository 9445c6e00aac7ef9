"""What the plans say without numbers: goals, policy instruments, named projects and the places that these are assigned to."""

from __future__ import annotations

from abc import ABC, abstractmethod

import pandas as pd

from cloudplans.dataset.data_package import Tables
from cloudplans.dataset.filter_arguments import Filters, check_filters, keep, takes_filters
from cloudplans.dataset.find_region import find_regions
from cloudplans.dataset.nearest_names import nearest

LAYERS = {"goals": "goal_id", "instruments": "instrument_id", "projects": "project_id"}
_PLACES = {"instrument": "place with a measure", "project": "place with a project"}


class PolicyTables(ABC):
    """The tables of goals, instruments and projects; `Dataset` loads them."""

    @abstractmethod
    def table(self, name: str) -> pd.DataFrame:
        """Return a fresh frame of a raw table."""

    def policy_plans(self) -> pd.DataFrame:
        """Return the plans whose texts were read for goals, instruments and projects; a user's own plan need not be."""
        plans, read = self.table("plans"), set(self.table("passages")["edition_id"])
        return plans[plans["edition_id"].isin(read)].reset_index(drop=True)

    @takes_filters
    def goals(
        self,
        *,
        plan: str | list[str] | None = None,
        region: str | list[str] | None = None,
        theme: str | list[str] | None = None,
        level: str | list[str] | None = None,
    ) -> pd.DataFrame:
        """Return the goals without a figure of their own, one row each: what is to be reached, not by what.

        Parameters
        ----------
        plan, region, theme, level : str or list of str, optional
            Keep the goals of one plan, region (id or name in either language), theme (``data``, ``layout``, ...) or level
            (``world``, ``national``, ``regional``, ``province``), or of several.

        Returns
        -------
        DataFrame
            `type` (``rank``, ``qualitative``, ``directional``), `level` and the words that state it, `deadline` (nullable year),
            `strength` and the hedge as printed, `printed` (the words), `gloss_en` (our translation), `passage`
            (paragraph.segment).

        Raises
        ------
        ValueError
            If a name does not exist; the message lists the nearest that do.

        Notes
        -----
        Source: the pinned texts of `editions()`, coded twice by ``data/coding/policy.md`` and adjudicated.

        Examples
        --------
        >>> import cloudplans
        >>> "rank" in set(cloudplans.goals(region="Hubei")["type"])
        True
        """
        filters = check_filters("goals", plan=plan, region=region, theme=theme, level=level)
        return _select(self, "goals", filters, theme=filters["theme"], level=filters["level"])

    @takes_filters
    def instruments(
        self,
        *,
        plan: str | list[str] | None = None,
        region: str | list[str] | None = None,
        type: str | list[str] | None = None,
        family: str | list[str] | None = None,
        firmness: str | list[str] | None = None,
        place: str | list[str] | None = None,
    ) -> pd.DataFrame:
        """Return the measures by which the governments act, one row per segment and type.

        Parameters
        ----------
        plan, region, type, family, firmness, place : str or list of str, optional
            Keep the measures of one plan, region, type (``funding``, ``procurement``, ...), family (``supply``, ``demand``,
            ``environment``) or firmness (``establish``, ``support``, ``encourage``, ``explore``), or those for which the text names
            one place (a city or district, by id or name), or of several.

        Returns
        -------
        DataFrame
            `type`, `family`, `target` (whom it addresses), `firmness` and the verb as printed, `printed`, `gloss_en` (our
            translation), `passage`, `place_ids` (a list of GB/T 2260 codes; empty where the text names no city or district). An
            amount of money in a measure, such as the size of a fund, is a statement of its own.

        Raises
        ------
        ValueError
            If a name does not exist; the message lists the nearest that do.

        Examples
        --------
        >>> import cloudplans
        >>> sorted(set(cloudplans.instruments(family="demand")["family"]))
        ['demand']
        >>> set(cloudplans.instruments(place="Meizhou")["type"])
        {'infrastructure'}
        """
        filters = check_filters("instruments", plan=plan, region=region, type=type, family=family, firmness=firmness, place=place)
        frame = _select(self, "instruments", filters, type=filters["type"], firmness=filters["firmness"])
        families = self.terms("instrument").set_index("code")["family"]
        frame.insert(frame.columns.get_loc("type") + 1, "family", frame["type"].map(families).astype(str))
        return _at_places(self, keep(frame, among=families.to_frame(), family=filters["family"]), "instrument", filters["place"])

    @takes_filters
    def projects(
        self,
        *,
        plan: str | list[str] | None = None,
        region: str | list[str] | None = None,
        kind: str | list[str] | None = None,
        place: str | list[str] | None = None,
    ) -> pd.DataFrame:
        """Return the named projects, one row each: platforms, parks, centres, networks, pilots, firms.

        Parameters
        ----------
        plan, region, kind, place : str or list of str, optional
            Keep the projects of one plan, region or kind (``platform``, ``park``, ...), or those assigned to one place (a city
            or district, by id or name), or of several.

        Returns
        -------
        DataFrame
            `name` as printed, `name_en` (our translation), `kind`, `stage` (``existing``, ``under-way``, ``planned``),
            `place_ids` (a list of GB/T 2260 codes; empty where the text names no place), `passage` of the first mention.

        Raises
        ------
        ValueError
            If a name does not exist; the message lists the nearest that do.

        Examples
        --------
        >>> import cloudplans
        >>> "楚天云" in set(cloudplans.projects(region="Hubei")["name"])
        True
        """
        filters = check_filters("projects", plan=plan, region=region, kind=kind, place=place)
        frame = _select(self, "projects", filters, kind=filters["kind"])
        return _at_places(self, frame, "project", filters["place"])

    def terms(self, vocabulary: str) -> pd.DataFrame:
        """Return a closed vocabulary of the policy tables: codes, names in both languages, the family of an instrument."""
        return keep(self.table("terms"), list=[vocabulary])

    @takes_filters
    def policy_evidence(self, *, record: str | None = None) -> pd.DataFrame:
        """Return the passages that support each goal, instrument and project, offsets in characters of the raw text."""
        return keep(self.table("policy_evidence"), record_id=check_filters("policy_evidence", record=record)["record"])


def _at_places(data: Tables, frame: pd.DataFrame, record: str, names: list[str] | None) -> pd.DataFrame:
    """Add the places of each record, and keep the records of the named places."""
    assigned = data.table(f"{record}_places")
    places = assigned.groupby(f"{record}_id")["place_id"].agg(list).to_dict()
    frame["place_ids"] = [list(places.get(name, [])) for name in frame[f"{record}_id"]]
    wanted = find_regions(data.table("regions"), names)
    if names is None or wanted is None:
        return frame
    existing = set(assigned["place_id"])
    for name, place in zip(names, wanted, strict=True):
        if place not in existing:
            raise nearest(name, sorted(existing), _PLACES[record])
    return frame[[not {*wanted}.isdisjoint(ids) for ids in frame["place_ids"]]].reset_index(drop=True)


def _select(data: Tables, name: str, filters: Filters, **columns: list[str] | None) -> pd.DataFrame:
    regions = find_regions(data.table("regions"), filters["region"])
    return keep(data.table(name), among=data.table(name), plan_id=filters["plan"], region_id=regions, **columns)

"""What the plans say without numbers: goals, instruments of policy, named projects and the places they are given to."""

from __future__ import annotations

import pandas as pd

from cloudplans.dataset.data_package import Package, nearest
from cloudplans.dataset.filter_arguments import each, filters

LAYERS = {"goals": "goal_id", "instruments": "instrument_id", "projects": "project_id"}


class PolicyTables(Package):
    """The tables of goals, instruments and projects, with filters that refuse a wrong name."""

    def region_id(self, name: str) -> str:
        """Return the id of the region that `name` names: its id, or its name in either language.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.load().region_id("湖北省")
        'CN-HB'
        """
        frame = self.table("regions")
        hit = frame[(frame[["region_id", "name_zh", "name_en"]] == str(name)).any(axis=1)]
        if hit.empty:
            raise nearest(name, [*frame["region_id"], *frame["name_zh"], *frame["name_en"]], "region")
        return str(hit["region_id"].iloc[0])

    def policy_plans(self) -> pd.DataFrame:
        """Return the plans whose texts were read for goals, instruments and projects; a reader's own plan need not be.

        Examples
        --------
        >>> import cloudplans
        >>> len(cloudplans.load().policy_plans())
        4
        """
        plans, read = self.table("plans"), set(self.table("passages")["edition_id"])
        return plans[plans["edition_id"].isin(read)].reset_index(drop=True)

    @filters
    def goals(
        self,
        *,
        plan: str | list[str] | None = None,
        region: str | list[str] | None = None,
        theme: str | list[str] | None = None,
        level: str | list[str] | None = None,
    ) -> pd.DataFrame:
        """Return the aims without a figure of their own, one a row: what is to be reached, not by what.

        Parameters
        ----------
        plan, region, theme, level : str or list of str, optional
            Keep the goals of one plan, region (id or name in either language), theme (``data``, ``layout``, ...) or level
            (``world``, ``national``, ``regional``, ``province``).

        Returns
        -------
        DataFrame
            `type` (``rank``, ``qualitative``, ``directional``), `level` and the words that say so, `deadline` (nullable year),
            `strength` and the hedge as printed, `printed` (the words), `gloss_en` (ours), `passage` (paragraph.segment).

        Raises
        ------
        ValueError
            If a name is not one of the data set's, with the nearest that are.

        Notes
        -----
        Source: the pinned texts of `editions()`, coded twice from ``data/coding/policy.md`` and adjudicated.

        Examples
        --------
        >>> import cloudplans
        >>> "rank" in set(cloudplans.goals(region="Hubei")["type"])
        True
        """
        return self._layer("goals", plan, region, theme=theme, level=level)

    @filters
    def instruments(
        self,
        *,
        plan: str | list[str] | None = None,
        region: str | list[str] | None = None,
        type: str | list[str] | None = None,
        family: str | list[str] | None = None,
        firmness: str | list[str] | None = None,
    ) -> pd.DataFrame:
        """Return the measures by which the governments act, one a row a segment and type.

        Parameters
        ----------
        plan, region, type, family, firmness : str or list of str, optional
            Keep the measures of one plan, region, type (``funding``, ``procurement``, ...), family (``supply``, ``demand``,
            ``environment``) or firmness (``establish``, ``support``, ``encourage``, ``explore``).

        Returns
        -------
        DataFrame
            `type`, `family`, `target` (whom it addresses), `firmness` and the verb as printed, `printed`, `gloss_en` (ours),
            `passage`. No measure comes with an amount of money to be spent: none is printed.

        Raises
        ------
        ValueError
            If a name is not one of the data set's, with the nearest that are.

        Examples
        --------
        >>> import cloudplans
        >>> sorted(set(cloudplans.instruments(family="demand")["family"]))
        ['demand']
        """
        frame = self._layer("instruments", plan, region, type=type, firmness=firmness)
        families = self.terms("instrument").set_index("code")["family"]
        frame.insert(frame.columns.get_loc("type") + 1, "family", frame["type"].map(families).astype(str))
        return keep(frame, among=families.to_frame(), family=family)

    @filters
    def projects(
        self,
        *,
        plan: str | list[str] | None = None,
        region: str | list[str] | None = None,
        kind: str | list[str] | None = None,
        place: str | list[str] | None = None,
    ) -> pd.DataFrame:
        """Return the named things, one a row: platforms, parks, centres, networks, pilots, firms.

        Parameters
        ----------
        plan, region, kind, place : str or list of str, optional
            Keep the projects of one plan, region or kind (``platform``, ``park``, ...), or those given to one place (a city
            or district, by id or name).

        Returns
        -------
        DataFrame
            `name` as printed, `name_en` (ours), `kind`, `stage` (``existing``, ``under-way``, ``planned``), `place_ids` (GB/T
            2260, separated by blanks; empty where the text names no place), `passage` of the first mention.

        Raises
        ------
        ValueError
            If a name is not one of the data set's, with the nearest that are.

        Examples
        --------
        >>> import cloudplans
        >>> "楚天云" in set(cloudplans.projects(region="Hubei")["name"])
        True
        """
        frame = self._layer("projects", plan, region, kind=kind)
        places = self.table("project_places").groupby("project_id")["place_id"].agg(" ".join)
        frame["place_ids"] = frame["project_id"].map(places).fillna("")
        if place is None:
            return frame
        given = set(self.table("project_places")["place_id"])
        wanted = {self.region_id(one): one for one in each(place)}
        for missing in wanted.keys() - given:
            raise nearest(wanted[missing], given, "place with a project")
        return frame[[not wanted.keys().isdisjoint(ids.split()) for ids in frame["place_ids"]]].reset_index(drop=True)

    def terms(self, vocabulary: str) -> pd.DataFrame:
        """Return a closed vocabulary of the policy tables: codes, names in both languages, the family of an instrument.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.load().terms("firmness")["code"].tolist()
        ['encourage', 'establish', 'explore', 'support']
        """
        return keep(self.table("terms"), list=vocabulary)

    def policy_evidence(self, *, record: str | None = None) -> pd.DataFrame:
        """Return the spans that support each goal, instrument and project, offsets in characters of the raw text.

        Examples
        --------
        >>> import cloudplans
        >>> sorted(set(cloudplans.load().policy_evidence()["role"]))
        ['hedge', 'level', 'place', 'text', 'verb']
        """
        return keep(self.table("policy_evidence"), record_id=record)

    def _layer(self, name: str, plan: object, region: object, **wanted: object) -> pd.DataFrame:
        whole = self.table(name)
        regions = None if region is None else [self.region_id(one) for one in each(region)]
        return keep(whole, among=whole, plan_id=plan, region_id=regions, **wanted)


def keep(frame: pd.DataFrame, *, among: pd.DataFrame | None = None, **wanted: object) -> pd.DataFrame:
    """Keep the rows whose columns have the wanted values; a value that no row of `among` has is an error; a list keeps any of its values."""
    known = frame if among is None else among
    for column, value in wanted.items():
        if value is None:
            continue
        held = set(known[column].dropna())
        for missing in (one for one in each(value) if one not in held):
            names = known[column].dropna().astype(str)
            raise nearest(str(missing), names[names != ""], column.removesuffix("_id").replace("_", " "))
        frame = frame[frame[column].isin(each(value))]
    return frame.reset_index(drop=True)

"""What each plan states for each indicator: a number, a direction, an aim without a number, a deferred target, or nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import Any

import pandas as pd

from cloudplans.compare.shared_row_helpers import Row, columns_of, in_both_languages, named, with_year
from cloudplans.dataset import Dataset, coded_statements, own_data
from cloudplans.labels import message

STATES = ("quantified", "directional", "qualitative", "deferred", "not stated")
_PROMISES = ("target", "programme_count", "threshold")


def coverage(*, theme: str | None = None, region: str | None = None, data: Dataset | None = None) -> pd.DataFrame:
    """Return what each plan states for each indicator.

    Parameters
    ----------
    theme : str, optional
        Keep the indicators of one theme.
    region : str, optional
        Keep the plans of one region, by id or name. The indicators are still those of all plans.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row per plan and indicator, for the indicators that at least one plan sets a target or aim for: `state` (quantified,
        directional, qualitative, deferred, not stated), `statement_ids`, `record_ids` (the goals and instruments in the paragraph
        of an aim without a number), `printed` (the words of that aim) and `note_zh`, `note_en` (the figures, or a summary of
        the aim). Where the state is “not stated”, the note says how much of the text was read.

    Examples
    --------
    >>> import cloudplans
    >>> frame = coverage(theme="innovation")
    >>> sorted(set(frame["state"]))
    ['not stated', 'quantified']
    """
    data = data or own_data()
    indicators = data.indicators(theme=theme)
    rows = coded_statements(data, theme=theme, region=region)
    aims = data.table("aims")
    known = data.table("statements")
    promised = {*known[known["kind"].isin(_PROMISES)]["indicator_id"], *aims["indicator_id"]}
    names = [name for name in indicators["indicator_id"] if name in promised]
    themes = indicators.set_index("indicator_id")["theme"]
    targets = _by_key(rows[rows["kind"].isin(_PROMISES)])
    baselines = _by_key(rows[rows["kind"] == "baseline"])
    plans = data.plans()
    primary = dict(zip(plans["plan_id"], plans["edition_id"], strict=True))
    aims = aims[aims["edition_id"] == aims["plan_id"].map(primary)]
    aims = aims.assign(record_ids=_coded(data, aims)).set_index(["plan_id", "indicator_id"])
    notes = _reading_notes(data, primary)
    if not names:
        raise ValueError(f"no plan sets a target or aim for the theme {theme}; choose another")
    results = []
    selected = plans if region is None else plans[plans["region_id"] == data.region_id(region)]
    for plan in selected.to_dict("records"):
        for name in names:
            key = plan["plan_id"], name
            row = {"plan_id": key[0], "region_id": plan["region_id"], "indicator_id": name, "theme_id": themes[name]}
            results.append({**row, **_state(key, targets, baselines, aims, notes[plan["plan_id"]])})
    return named(pd.DataFrame(results), data)


def by_region(states: pd.DataFrame) -> pd.DataFrame:
    """Return one row per indicator and region: of several plans of a region, the one that says most, the latest of equals.

    Parameters
    ----------
    states : DataFrame
        Rows of `coverage`.

    Examples
    --------
    >>> frame = by_region(coverage())
    >>> bool(frame.duplicated(["indicator_id", "region_id"]).any())
    False
    """
    order = states["state"].map({state: place for place, state in enumerate(STATES)})
    ranked = states.assign(_order=order).sort_values(["_order", "plan_id"], ascending=[True, False], kind="stable")
    kept = ranked.drop_duplicates(["indicator_id", "region_id"]).index
    return states[states.index.isin(kept)]


def _by_key(statements: pd.DataFrame) -> dict[tuple[str, str], list[Row]]:
    """Group the rows by plan and indicator, in one pass: a DataFrame per group would cost a millisecond each."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in statements.to_dict("records"):
        groups[row["plan_id"], row["indicator_id"]].append(row)
    return dict(groups)


def _state(
    key: tuple[str, str],
    targets: dict[Any, list[Row]],
    baselines: dict[Any, list[Row]],
    aims: pd.DataFrame,
    reading_note: tuple[str, str],
) -> dict[str, Any]:
    """Return what one plan states for one indicator; `reading_note` says how much of the plan was read."""
    if key in targets:
        rows = targets[key]
        notes = {f"note_{lang}": "; ".join(with_year(row, lang) for row in rows) for lang in ("zh", "en")}
        undated = aims.loc[key]["printed"] if key in aims.index else ""  # an aim without a number beside the targets
        ids = [row["statement_id"] for row in rows]
        return {"state": "quantified", "statement_ids": ids, "record_ids": [], "printed": undated, **notes}
    if key in aims.index:
        aim = aims.loc[key]
        return {"state": aim["state"], "statement_ids": [], "record_ids": aim["record_ids"], "printed": aim["printed"],
                "note_zh": aim["note_zh"], "note_en": aim["note_en"]}  # fmt: skip
    absent = {"state": "not stated", "statement_ids": [], "record_ids": [], "printed": "", **columns_of("note", reading_note)}
    if rows := baselines.get(key, []):
        figures = lambda lang: "; ".join(with_year(row, lang) for row in rows)  # noqa: E731
        zh, en = in_both_languages(message("; it states only the baseline: {figures}"), figures=figures)
        absent["note_zh"] += zh
        absent["note_en"] += en
        absent["statement_ids"] = [row["statement_id"] for row in rows]
    return absent


def _coded(data: Dataset, aims: pd.DataFrame) -> list[list[str]]:
    """Return, for each aim, the ids of the goals and instruments in its paragraph."""
    starts: dict[str, list[int]] = defaultdict(list)
    inside: dict[tuple[str, int], list[str]] = defaultdict(list)  # records by edition and segment
    segments, spans = data.table("passages"), data.policy_evidence()
    for edition, start in sorted(zip(segments["edition_id"], segments["start"], strict=True)):
        starts[edition].append(start)

    def segment(edition: str, place: int) -> tuple[str, int]:
        return edition, bisect_right(starts[edition], place)

    spans = spans[(spans["role"] == "text") & ~spans["record_id"].str.contains(".project.", regex=False)]
    for record, edition, start in zip(spans["record_id"], spans["edition_id"], spans["start"], strict=True):
        inside[segment(edition, start)].append(record)
    places = map(segment, aims["edition_id"], aims["start"])
    return [sorted(inside[place]) for place in places]


def _reading_notes(data: Dataset, primary: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return a note per plan, in both languages, on how much of its text was read."""
    sections = data.sections()
    characters = data.editions().set_index("edition_id")["characters"]
    notes = {}
    coded = {*data.table("coding_a")["edition_id"], *data.table("coding_b")["edition_id"]}
    for plan, edition in primary.items():
        if edition not in coded:
            notes[plan] = in_both_languages(message("not mentioned, but no reading of the whole text is on record"))
            continue
        count = int((sections[sections["edition_id"] == edition]["heading"] != "").sum())
        notes[plan] = in_both_languages(
            message("not mentioned: {edition} was read in full, {characters} characters in {count} sections"),
            edition=edition,
            characters=characters[edition],
            count=count,
        )
    return notes


def coverage_matrix(*, by: str = "indicator", theme: str | None = None, data: Dataset | None = None) -> pd.DataFrame:
    """Return coverage as a matrix: indicators or themes down, regions across.

    Parameters
    ----------
    by : {"indicator", "theme"}
        What the rows are. With themes, each cell counts indicators by state.
    theme : str, optional
        Keep one theme.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Examples
    --------
    >>> import cloudplans
    >>> coverage_matrix(by="theme").loc["innovation", "CN-GD"].partition(",")[0]
    '2 quantified'
    """
    data = data or own_data()
    if by not in ("indicator", "theme"):
        raise ValueError(f"no coverage by {by!r}; allowed: indicator, theme")
    frame = by_region(coverage(theme=theme, data=data))
    if by == "indicator":
        return frame.pivot(index="indicator_id", columns="region_id", values="state")
    counts = frame.groupby(["theme_id", "region_id"])["state"].agg(_tally)
    return counts.unstack("region_id")


def _tally(states: pd.Series) -> str:
    counts = states.value_counts()
    return ", ".join(f"{counts[state]} {state}" for state in STATES if state in counts)

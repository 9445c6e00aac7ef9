"""A target's values over several years: steps between stages, implied growth, and bounds for the years between."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pandas as pd

from cloudplans.compare.interval import Interval
from cloudplans.compare.shared_row_helpers import (
    Row,
    carry,
    in_both_languages,
    named,
    result,
    variant,
    warning,
    with_year,
    words,
    year,
)
from cloudplans.dataset import Dataset, own_data, rows_of
from cloudplans.labels import message, translate

_CHANGES = {
    "scope": message(" (scope changed)"),
    "definition": message(" (definition changed)"),
    "scope, definition": message(" (scope, definition changed)"),
}


def stages(rows: pd.DataFrame, *, data: Dataset | None = None) -> pd.DataFrame:
    """Group targets for the same plan and indicator into series of stages.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()` or `statements()`.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        The statements that have a year and belong to a series of at least two years, sorted by year, with `series_id` and
        `changed` (what changed since the previous stage: scope, definition; else empty).

    Examples
    --------
    >>> import cloudplans
    >>> rows = stages(cloudplans.targets(indicator="fixed-broadband-bandwidth"))
    >>> rows[rows["changed"] != ""]["deadline"].tolist()
    [2017, 2020]
    """
    data = data or own_data()
    statements = rows_of(data, rows)
    frame = statements[statements["deadline"].notna() & statements["kind"].isin(["target", "baseline"])].copy()
    frame["series_id"] = [_series(row) for row in frame.to_dict("records")]
    frame = frame[frame.groupby("series_id")["deadline"].transform("nunique") > 1]
    if frame.empty:
        raise ValueError("the selection contains no indicator with two stages in one plan; name another indicator or plan")
    frame = frame.sort_values(["series_id", "deadline"], ignore_index=True)
    records = frame.to_dict("records")
    changes = [""] + [
        _changed(data, before, after) if before["series_id"] == after["series_id"] else "" for before, after in pairwise(records)
    ]
    frame["changed"] = changes
    return named(frame, data)


def _series(row: Row) -> str:
    """Return a statement's id without its year: plan, indicator or measure, and any qualifier (urban, rural)."""
    stem, _, tail = str(row["statement_id"]).partition(f".{year(row)}")
    return stem + tail


def _changed(data: Dataset, before: Row, after: Row) -> str:
    """Return what changed between two stages: scope, definition, both or nothing."""
    found = ["scope"] if before["scope"] != after["scope"] else []
    return ", ".join(found + (["definition"] if variant(data, before) != variant(data, after) else []))


def steps(rows: pd.DataFrame, *, data: Dataset | None = None) -> pd.DataFrame:
    """Return the steps between stages, with the difference and the implied annual growth.

    Parameters
    ----------
    rows, data
        As for `stages`.

    Returns
    -------
    DataFrame
        One row per step: `series_id`, `from_year`, `to_year`, `changed`, the implied growth in per cent per year as bounds (for a
        share the difference in percentage points; `unit` says which), `step_zh`, `step_en` (the difference in words), the
        statements and the derivation. Growth between bounds is itself bounded; between two minimum values it is not
        determined. A step across a change of scope or definition is marked.

    Examples
    --------
    >>> import cloudplans
    >>> rows = steps(cloudplans.targets(region="Guangdong", indicator="cloud-services-scale"))
    >>> rows["derivation_en"].tolist()[0]
    'CNY 100 billion (2015) → CNY 160 billion (2017): 26.5% a year'
    """
    data = data or own_data()
    statements = rows_of(data, rows)
    found = []
    for before, after in pairwise(stages(statements, data=data).to_dict("records")):
        if before["series_id"] != after["series_id"]:
            continue
        years = year(after) - year(before)
        a, b = Interval.of(before), Interval.of(after)
        points = after["unit"] == "percent"  # shares change by points; growth of a rate is not meaningful
        change = b - a if points else a.growth(b, years).scaled(100)
        unit = "percentage point" if points else "percent"
        yearly = not points and change.determined
        derivation = in_both_languages(
            message("{before} → {after}: {change} a year{note}") if yearly else message("{before} → {after}: {change}{note}"),
            before=partial(with_year, before),
            after=partial(with_year, after),
            change=partial(words, change, unit),
            note=partial(_change_note, after["changed"]),
        )
        found.append(
            result(
                change,
                unit,
                (before["statement_id"], after["statement_id"]),
                derivation,
                series_id=after["series_id"],
                region_id=after["region_id"],
                indicator_id=after["indicator_id"],
                from_year=year(before),
                to_year=year(after),
                changed=after["changed"],
                step_zh=words(b - a, after["unit"], "zh"),
                step_en=words(b - a, after["unit"], "en"),
            )
        )
    frame = pd.DataFrame(found)
    frame.attrs["warning"] = [warning("indicators")] if frame["indicator_id"].nunique() > 1 else []
    frame.attrs["warning"] += [warning("changed")] if (frame["changed"] != "").any() else []
    return named(carry(frame, statements), data)


def _change_note(changed: str, lang: str) -> str:
    """Return what changed across a step, in brackets, or an empty string."""
    return translate(_CHANGES[changed], lang) if changed else ""


def between_stages(rows: pd.DataFrame, when: int, *, data: Dataset | None = None) -> pd.DataFrame:
    """Return bounds for each series of stages in a year, also between two stages.

    Parameters
    ----------
    rows, data
        As for `stages`.
    when : int
        A year.

    Returns
    -------
    DataFrame
        One row per series that has a stage in that year (`derived` False) or one before and one after it (`derived` True). A
        derived row covers all values from one stage to the other, since the plan states no path between them. It assumes that
        values do not reverse direction between the stages, as ``attrs["warning"]`` says. Series whose scope or definition changes across the year,
        or that end before or start after it, are left out.

    Raises
    ------
    ValueError
        If no series covers the year; nothing is extrapolated.

    Examples
    --------
    >>> import cloudplans
    >>> row = between_stages(cloudplans.targets(region="Guangdong", indicator="cloud-services-scale"), 2018).iloc[0]
    >>> bool(row["derived"]), float(row["lower"]), float(row["upper"])
    (True, 160000000000.0, 300000000000.0)
    """
    data = data or own_data()
    statements = rows_of(data, rows)
    frame, when = stages(statements, data=data), int(when)
    found = []
    for series, group in frame.groupby("series_id"):
        members = group.to_dict("records")
        found += [_stated(str(series), row, when) for row in members if year(row) == when]
        around = [(a, b) for a, b in pairwise(members) if year(a) < when < year(b) and not b["changed"]]
        found += [_between(str(series), a, b, when) for a, b in around]
    if not found:
        first, last = frame["deadline"].min(), frame["deadline"].max()
        inside = first < when < last
        why = "the scope or definition changes across that year in every series; " if inside else ""
        raise ValueError(
            f"no series of the selection reaches {when}: {why}stages run {first}–{last}, and nothing is extrapolated"
        )
    result_frame = pd.DataFrame(found)
    result_frame.attrs["warning"] = [warning("derived")] if result_frame["derived"].any() else []
    return named(carry(result_frame, statements), data)


def _stated(series: str, row: Row, when: int) -> Row:
    keys = {"series_id": series, "region_id": row["region_id"], "year": when, "derived": False}
    return result(Interval.of(row), row["unit"], [row["statement_id"]], (with_year(row, "zh"), with_year(row, "en")), **keys)


def _between(series: str, a: Row, b: Row, when: int) -> Row:
    hull = Interval.of(a).hull(Interval.of(b))
    derivation = in_both_languages(
        message("between {before} and {after}, derived: {values}"),
        before=partial(with_year, a),
        after=partial(with_year, b),
        values=partial(words, hull, a["unit"]),
    )
    keys = {"series_id": series, "region_id": a["region_id"], "year": when, "derived": True}
    return result(hull, a["unit"], (a["statement_id"], b["statement_id"]), derivation, **keys)

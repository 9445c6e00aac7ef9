"""Targets of many regions by year, with unverified figures marked."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cloudplans.compare import with_verdicts
from cloudplans.dataset import Dataset
from cloudplans.labels import MARKS, Language, code_name, language, translate
from cloudplans.plots import row_charts as rc
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, listed, measure_of, notes_of, title_of, told
from cloudplans.plots.shared_drawing import check, one_unit, readable, statement_text, value_of
from cloudplans.plots.titled_figure import Width, blank, finish, mark

_MAKER = "rows of targets()"
_NEEDED = ("statement_id", "region_id", "indicator_id", "deadline", "comparator", "lower", "upper", "unit", "status", "region", "indicator",
           "evidence_tier", "relation", "verdict", "measured_en", "measured_zh", "address")  # fmt: skip
_UNDATED = 1.4  # years between the last year and the column of targets without one


@style.in_style
def timetable(
    rows: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw targets over their years: one row per series under the heading of its indicator, verified rows first.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()` in one unit, or of `cloudplans.compare.with_verdicts`. An unverified figure is a grey cross; below its region the
        plot states what it measures where that is not the indicator. Targets without a year have a column of their own. List the sources below the plot (see
        `cloudplans.display.statements_with_verdicts`).
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text.

    Raises
    ------
    ValueError
        If the frame is empty, lacks a column or contains several units.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import plots
    >>> figure = plots.timetable(cloudplans.targets(indicator="cloud-services-scale", tier="unverified"))
    >>> figure.texts[0].get_text()
    'Cloud services industry, CNY billion, 2015–2020'
    """
    lang = language(lang)
    frame = readable(rows if "verdict" in rows else with_verdicts(rows, data=data), data, lang)
    check(frame, _NEEDED, _MAKER)
    unit = one_unit(frame)
    groups = _groups(frame)
    names, headers, series = _names(groups, lang)
    places = rc.slots(names, width, 0.4, headers)
    figure, axes = blank(rc.height_of(places) - 0.2, width)
    ax = axes[0, 0]
    years = [int(year) for year in frame["deadline"].dropna().unique()]
    undated = max(years, default=2020) + _UNDATED if frame["deadline"].isna().any() else None
    _year_axis(ax, years, undated, width, lang)
    rc.write_names(ax, places, width)
    for slot, one in zip(places, series, strict=True):
        if one is not None:
            _row(ax, slot.mark, one, undated, lang)
    below = [
        translate("Definitions differ between rows: compare along a row", lang) if len(groups) > 1 else "",
        notes_of((value_of(row, lang) for row in frame.to_dict("records")), lang),
    ]
    parts = [
        told(f"{row['region']} {'' if pd.isna(row['deadline']) else row['deadline']}".strip(), value_of(row, lang), lang)
        for row in frame.to_dict("records")
    ]
    words = default_words(frame, title=(title, title_of(frame, measure_of(frame, data, lang), [unit], lang)), subtitle=(subtitle, below),
                          parts=parts, data=data, lang=lang)  # fmt: skip
    return finish(figure, words, frame.drop(columns="series"), width, lang)


def _groups(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the rows of each indicator, that of most regions first; within it the verified series, then the largest."""
    counts = frame.groupby("indicator_id")["region_id"].nunique()
    frame = frame.assign(
        _regions=frame["indicator_id"].map(counts),
        _top=frame.groupby("series")["lower"].transform("max").fillna(0),
    )
    order = ["_regions", "indicator_id", "evidence_tier", "_top", "series", "deadline"]
    ordered = frame.sort_values(order, ascending=[False, True, False, False, True, True])
    return [group for _, group in ordered.groupby("indicator_id", sort=False)]


def _names(groups: list[pd.DataFrame], lang: str) -> tuple[list[str], set[int], list[pd.DataFrame | None]]:
    """Return the names of the rows, which of them are headings, and the targets of each."""
    names: list[str] = []
    headers: set[int] = set()
    series: list[pd.DataFrame | None] = []
    for group in groups:
        if len(groups) > 1:
            headers.add(len(names))
            names.append(str(group["indicator"].iloc[0]))
            series.append(None)
        for _, rows in group.groupby("series", sort=False):
            several = group.loc[group["region_id"] == rows["region_id"].iloc[0], "series"].nunique() > 1
            names.append(_name(rows.iloc[0].to_dict(), several, lang))
            series.append(rows)
    return names, headers, series


def _name(row: dict, several: bool, lang: str) -> str:
    """Return the region of a row and, for an unverified figure of something else than the indicator, what it measures and how that relates to it."""
    mark_of = MARKS.get(row["status"], "").replace(MARKS["corrected"], "")
    if row["evidence_tier"] != "unverified":
        return listed([row["region"] + mark_of, *([row["scope_name"]] if several and row.get("scope_name") else [])], lang)
    if row["relation"] == "same":
        return f"{row['region']}{mark_of}"
    relation = code_name("relation", row["relation"], lang)
    measured = translate("{measured} ({relation})", lang, measured=row[f"measured_{lang}"], relation=relation)
    return f"{row['region']}{mark_of}\n{measured}"


def _year_axis(ax: Axes, years: list[int], undated: float | None, width: Width, lang: str) -> None:
    """Set the years of the axis, and a column for targets without a year."""
    first, last = min(years, default=2020), max(years, default=2020)
    ax.set_xlim(first - 0.9, (undated or last) + 0.9)
    step = 1 if width == "wide" and last - first < 9 else 5 if width == "narrow" and last - first > 6 else 2
    ticks = [year for year in range(first, last + 1) if step == 1 or year % step == 0]
    ax.set_xticks(ticks, [str(year) for year in ticks])
    if undated:
        ax.set_xticks([*ticks, undated], [*map(str, ticks), translate("no year", lang)])
        ax.axvline(undated - _UNDATED / 2, color=style.GRID, lw=1)
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.set_axisbelow(True)


def _row(ax: Axes, y: float, rows: pd.DataFrame, undated: float | None, lang: str) -> None:
    """Draw the targets of one series, each with its figure above it; a plain and a stretch target of a year share it."""
    records = rows.to_dict("records")
    first = records[0]
    colour = style.PALE if first["evidence_tier"] == "unverified" else style.look(first)[0]
    places = [undated if pd.isna(row["deadline"]) else row["deadline"] for row in records]
    ax.plot([min(places), max(places)], [y, y], color=colour, lw=1.2, alpha=0.5, zorder=1)
    for place in dict.fromkeys(places):
        here = [row for row, at in zip(records, places, strict=True) if at == place]
        marker = style.look(here[0])[1]
        face = "white" if rc.is_hollow(here[0]) and marker != style.UNVERIFIED else colour
        (drawn,) = ax.plot([place], [y], marker=marker, ms=7, mew=1.6, mec=colour, mfc=face, ls="none", zorder=3)
        mark(drawn, here[0]["statement_id"], statement_text(here[0], lang))
        words = " / ".join(rc.tick_bounds(row, lang) for row in here)
        ax.annotate(words, (place, y), (0, 6), textcoords="offset points", ha="center", va="bottom", fontsize=style.SMALLEST,
                    color=style.INK, annotation_clip=False)  # fmt: skip

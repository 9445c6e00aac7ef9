"""Timelines of the plans: date of issue, period and target years."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cloudplans.compare import timelines
from cloudplans.dataset import Dataset, short_plan_names
from cloudplans.labels import Language, language, translate
from cloudplans.plots import row_charts as rc
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, listed, told, years_of
from cloudplans.plots.shared_drawing import check, labelled
from cloudplans.plots.titled_figure import Width, blank, finish, mark

_BAR = 0.2  # inches


@style.in_style
def horizons(
    frame: pd.DataFrame | None = None,
    labels: str | Sequence[str] | None = None,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw when each plan was issued, the period it covers and its target years.

    Parameters
    ----------
    frame : DataFrame, optional
        Rows of `cloudplans.compare.timelines`; by default all plans. A marker is in the middle of its target year. What a plan does not
        state is written below its name.
    labels : str or sequence of str, optional
        The columns that name the rows; by default the region, with the year of the plan where it has several.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    Examples
    --------
    >>> from cloudplans import plots
    >>> figure = plots.horizons()
    >>> figure.texts[0].get_text().split(" of ")[:2]
    ['Periods, dates', 'issue and target years']
    """
    lang = language(lang)
    frame = timelines(data=data) if frame is None else frame
    check(frame, ("region_id", "issued", "period_start", "period_end", "stages", "last_target"), "compare.timelines()")
    frame = frame.sort_values(["period_start", "last_target"], kind="stable")
    if labels is None and "plan_id" in frame:
        plans = short_plan_names(data=data, lang=lang)
        names = [plans[plan] for plan in frame["plan_id"]]
    else:
        names = labelled(frame, labels or ("region",), data, lang).tolist()
    rows = frame.to_dict("records")
    missing = [_missing(row, lang) for row in rows]
    texts = ["\n".join(filter(None, pair)) for pair in zip(names, missing, strict=True)]
    places = rc.slots(texts, width, 0.34)
    figure, axes = blank(rc.height_of(places) - 0.15, width)
    ax = axes[0, 0]
    first, last = _span(frame)
    ax.set_xlim(first - 0.5, last + 0.5)
    rc.write_names(ax, places, width)
    for slot, row, name in zip(places, rows, names, strict=True):
        _horizon(ax, slot.mark, row, str(name), lang)
    step = 1 if width == "wide" or last - first < 8 else 2
    ax.set_xticks(range(first, last + 1, step), [str(year) for year in range(first, last + 1, step)])
    default = translate("Periods, dates of issue and target years of {count} plans", lang, count=len(rows))
    default = translate(", ", lang, context="parts of a title").join([default, years_of([first, last], lang)])
    passed = any(not pd.isna(row["issued"]) and not pd.isna(row["period_start"]) for row in rows)
    parts = [_description(row, str(name), what, lang) for row, name, what in zip(rows, names, missing, strict=True)]
    words = default_words(frame, title=(title, default), subtitle=(subtitle, []), parts=parts, data=data, lang=lang,
                          keys=_keys(passed, lang))  # fmt: skip
    return finish(figure, words, frame, width, lang)


def _span(frame: pd.DataFrame) -> tuple[int, int]:
    """Return the first and the last year of an axis with all periods, dates of issue and target years."""
    issued = frame["issued"].dropna()
    starts = [
        *frame["period_start"].dropna(),
        *(day.year for day in issued),
        *(year for years in frame["stages"] for year in years),
    ]
    ends = [*frame["period_end"].dropna(), *frame["last_target"].dropna(), *starts]
    return int(min(starts)), int(max(ends))


def _keys(passed: bool, lang: str) -> list[object]:
    keys: list[object] = [Patch(color=style.PALE, alpha=0.4, lw=0, label=translate("period", lang))]
    if passed:
        keys.append(
            Patch(facecolor="white", edgecolor=style.PALE, hatch="////", lw=0, label=translate("passed before the issue", lang))
        )
    keys.append(Line2D([], [], color=style.INK, marker="|", ms=11, mew=2, ls="none", label=translate("date of issue", lang)))
    return [*keys, Line2D([], [], color=style.PALE, marker="o", ms=7, ls="none", label=translate("target year", lang))]


def _horizon(ax: Axes, y: float, row: dict, name: str, lang: str) -> None:
    """Draw one plan: a bar for its period, hatched before the day of issue, a tick at that day, marks at its target years."""
    colour, marker = style.REGIONS.get(row["region_id"], (style.PALE, "o"))
    day = None if pd.isna(row["issued"]) else row["issued"]
    at = day.year - 0.5 + (day.day_of_year - 1) / (366 if day.is_leap_year else 365) if day is not None else None
    if not pd.isna(row["period_start"]):
        start, end = row["period_start"] - 0.5, row["period_end"] + 0.5
        ax.barh([y], [end - start], left=start, height=_BAR, color=colour, alpha=0.3, lw=0)
        if at is not None and at > start:
            ax.barh([y], [at - start], left=start, height=_BAR, facecolor="none", edgecolor=colour, hatch="////", lw=0)
    if at is not None:
        ax.plot([at], [y], color=style.INK, marker="|", ms=16, mew=2, ls="none", zorder=3)
    for year in row["stages"]:
        (drawn,) = ax.plot(
            [year], [y], color=colour, marker=marker, ms=8.5, mec="white", mew=0.8, ls="none", zorder=4, clip_on=False
        )
        ids = [one for one in row.get("statement_ids", []) if f".{year}" in one]
        if ids:
            mark(drawn, ids[0], translate("{region}: {count} targets for {year}", lang, region=name, count=len(ids), year=year))


def _missing(row: dict, lang: str) -> str:
    """Return which of the period and the date of issue a plan does not state."""
    what = [translate("period", lang)] if pd.isna(row["period_start"]) else []
    what += [translate("date of issue", lang)] if pd.isna(row["issued"]) else []
    return translate("{what} not stated", lang, what=translate(" and ", lang).join(what)) if what else ""


def _description(row: dict, name: str, missing: str, lang: str) -> str:
    """Return one plan's part of the alternative text."""
    words = [] if pd.isna(row["period_start"]) else [f"{row['period_start']}–{row['period_end']}"]
    if not pd.isna(row["issued"]):
        words.append(translate("issued ", lang) + f"{row['issued']:%Y-%m-%d}")
    words += [translate("target years ", lang) + listed(map(str, row["stages"]), lang), missing]
    return told(name, listed((word for word in words if word), lang), lang)

"""A target's values over its years: all stages, or the first and the last."""

from __future__ import annotations

from itertools import pairwise
from textwrap import fill

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from cloudplans.compare import stages
from cloudplans.dataset import Dataset
from cloudplans.labels import Language, language, status_mark, translate
from cloudplans.plots import style
from cloudplans.plots.shared_drawing import (
    check,
    draw_figure,
    is_hollow,
    one_axis,
    place,
    readable,
    reading,
    series_names,
    spread,
)

_STAGES = ("series_id", "plan_id", "region_id", "indicator_id", "deadline", "comparator", "lower", "upper", "unit", "scope", "hedge",
           "status", "changed", "region", "indicator", "reading")  # fmt: skip
_MAKER = "rows of targets()"


@style.in_style
def timeline(
    rows: pd.DataFrame, *, allow: bool = False, ax: Axes | None = None, data: Dataset | None = None, lang: Language | None = None
) -> Axes:
    """Draw series of stages over their target years, joined by lines.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()`, or of `cloudplans.compare.stages`, in one unit. A range is a bar, joined at its lower end; a step across a change of scope or
        definition is dashed.
    allow : bool
        Draw several indicators on one axis.
    ax : Axes, optional
        Where to draw; a new figure by default.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If the frame is empty, lacks a column, contains several units, or several indicators without `allow`.
    """
    lang = language(lang)
    frame = _stages(rows, data, lang)
    check(frame, _STAGES, _MAKER)
    unit = one_axis(frame, allow)
    if ax is None:
        ax = plt.subplots(figsize=(4.2, 3.1))[1]
    top = frame[["lower", "upper"]].max(axis=None)
    names = series_names(frame, lang)
    ends, descriptions = [], []
    for name, group in frame.groupby("series_id", sort=False):
        series = group.sort_values("deadline").to_dict("records")
        colour = style.REGIONS.get(series[0]["region_id"], (style.PALE, "o"))[0]
        for before, after in pairwise(series):
            ax.plot([before["deadline"], after["deadline"]], [place(before), place(after)], color=colour, lw=1.5,
                    ls="--" if after["changed"] else "-", zorder=2)  # fmt: skip
        for row in series:
            _stage(ax, row, 0.12 * top)
        ends.append((series[-1], names[str(name)]))
        descriptions.append(f"{names[str(name)]}: " + " → ".join(f"{row['deadline']} {reading(row)}" for row in series))
    ax.set_ylim(0, 1.18 * top)
    years = sorted(int(when) for when in frame["deadline"].unique())
    ax.set_xticks(years)
    ax.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    _name_ends(ax, ends, 0.22 * top)
    style.label_axis(ax, unit, lang, "y")
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=unit != "1"))
    _explain_dashes(ax, lang)
    ax.grid(axis="y", color=style.GRID, lw=0.7)
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    style.add_tier_legend(ax, frame, lang)
    style.describe(ax, translate("Targets by stage: ", lang) + "; ".join(descriptions), frame, lang)
    return ax


def _stages(rows: pd.DataFrame, data: Dataset | None, lang: Language) -> pd.DataFrame:
    """Return targets as series of stages with the columns that a plot shows."""
    return readable(rows if "series_id" in rows else stages(rows, data=data), data, lang)


def _stage(ax: Axes, row: dict, reach: float) -> None:
    """Draw one stage, with its † or ※ beside the marker."""
    marker = style.look(row)[1]
    x, y = row["deadline"], place(row)
    draw_figure(ax, x, row, reach, hollow=is_hollow(row), vertical=True, size=7, edge=1.5)
    if status_mark(row) and marker != style.UNVERIFIED:  # the cross already shows ‡
        ax.annotate(
            status_mark(row).strip(), (x, y), (-9, 2), textcoords="offset points", fontsize=11, ha="right", color=style.INK
        )


def _name_ends(ax: Axes, ends: list[tuple[dict, str]], gap: float) -> None:
    """Write the name of each series and its last figure at its end."""
    heights = spread([place(row) for row, _ in ends], gap)
    for (row, name), height in zip(ends, heights, strict=True):
        ax.annotate(f"{fill(name, 38)}\n{reading(row)}", (row["deadline"], place(row)), (1.03, height), va="center", fontsize=8.5,
                    textcoords=("axes fraction", "data"), color=style.INK, annotation_clip=False,
                    arrowprops={"arrowstyle": "-", "color": style.GRID, "lw": 0.8, "shrinkB": 6})  # fmt: skip


@style.in_style
def dumbbell(rows: pd.DataFrame, *, ax: Axes | None = None, data: Dataset | None = None, lang: Language | None = None) -> Axes:
    """Draw the first and the last stage of each series, joined by a line.

    Parameters
    ----------
    rows : DataFrame
        Targets in one unit, as for `timeline`.
    ax : Axes, optional
        Where to draw; a new figure by default.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If the frame is empty, lacks a column or contains several units.
    """
    lang = language(lang)
    frame = _stages(rows, data, lang)
    check(frame, _STAGES, _MAKER)
    unit = one_axis(frame, allow=True)
    groups = [group.sort_values("deadline").to_dict("records") for _, group in frame.groupby("series_id", sort=False)]
    if ax is None:
        ax = plt.subplots(figsize=(4, 0.52 * len(groups) + 0.7))[1]
    top = frame[["lower", "upper"]].max(axis=None)
    reach = 0.1 * top
    places, descriptions = range(len(groups))[::-1], []
    names = series_names(frame, lang)
    for y, series in zip(places, groups, strict=True):
        first, last = series[0], series[-1]
        colour = style.REGIONS.get(first["region_id"], (style.PALE, "o"))[0]
        if place(first) != place(last):
            changed = any(row["changed"] for row in series)
            ax.plot([place(first), place(last)], [y, y], color=colour, lw=1.5, ls="--" if changed else "-", zorder=1)
        for row in (first, last):
            draw_figure(ax, y, row, reach, hollow=is_hollow(row))
        words = f"{reading(first)} → {reading(last)}"
        right = max([end for row in (first, last) for end in (row["lower"], row["upper"]) if not pd.isna(end)])
        ax.annotate(words, (right + reach, y), (9, 0), textcoords="offset points", va="center", fontsize=8.5, color=style.INK)
        descriptions.append(f"{names[first['series_id']]}, {first['deadline']}–{last['deadline']}: {words}")
    labels = [f"{fill(names[one[0]['series_id']], 34)}\n{one[0]['deadline']} → {one[-1]['deadline']}" for one in groups]
    ax.set_yticks(places, labels, fontsize=8.5)
    ax.set_ylim(-0.6, len(groups) - 0.4)
    ax.set_xlim(-0.05 * top, 1.2 * top)
    style.label_axis(ax, unit, lang)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=unit != "1"))
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    _explain_dashes(ax, lang)
    style.add_tier_legend(ax, frame, lang)
    style.describe(ax, translate("First and last stage: ", lang) + "; ".join(descriptions), frame, lang)
    return ax


def _explain_dashes(ax: Axes, lang: str) -> None:
    """Explain dashed lines above the plot, if there are any."""
    if any(line.get_linestyle() == "--" for line in ax.lines):
        words = translate("dashed: the scope or the definition changes on the way", lang)
        ax.set_title(words, fontsize=8.5, color=style.PALE)

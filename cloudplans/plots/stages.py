"""Targets over their years: one small panel per series, all on the same scale."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from cloudplans.compare import stages
from cloudplans.dataset import Dataset
from cloudplans.labels import Language, language, status_mark, translate
from cloudplans.plots import row_charts as rc
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, measure_of, notes_of, title_of, told
from cloudplans.plots.shared_drawing import one_unit, readable, series_names, stages_left_out, statement_text, value_of
from cloudplans.plots.text_layout import POINTS, lines_of
from cloudplans.plots.titled_figure import WIDTHS, Width, blank, finish, mark

_COLUMNS = {"wide": 4, "narrow": 2}


@style.in_style
def timeline(
    rows: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw targets over their years: one panel per series on the same scale, joined by lines.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()`, or of `cloudplans.compare.stages`, in one unit; targets without a year or a second stage are left
        out and counted. A range is a bar, joined at its
        lower end; a step across a change of scope or definition is dashed.
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
    >>> figure = plots.timeline(cloudplans.targets(indicator="subscriptions-4g"))
    >>> figure.texts[0].get_text()
    '4G subscriptions, number of subscriptions, 2015–2020'
    """
    lang = language(lang)
    frame = readable(rows if "changed" in rows else stages(rows, data=data), data, lang)
    unit = one_unit(frame)
    top = frame.groupby("series")[["lower", "upper"]].max().max(axis=1)
    found = [
        frame[frame["series"] == one].sort_values("deadline").to_dict("records") for one in top.sort_values(ascending=False).index
    ]
    names = series_names(frame, lang, region=True, indicator=frame["indicator_id"].nunique() > 1)
    columns = min(_COLUMNS[width], len(found)) if width == "narrow" else max(min(_COLUMNS[width], len(found)), 2)
    room = WIDTHS[width] / columns - 0.75
    titles = [lines_of(names[series[0]["series"]], room, style.NORMAL) for series in found]
    lines = -(-len(found) // columns)
    height = 1.75 + max(map(len, titles)) * 1.25 * style.NORMAL / POINTS
    figure, axes = blank(height * lines, width, lines, columns, sharey=True)
    for ax, series, words in zip(axes.flat, found, titles, strict=False):
        _panel(ax, series, "\n".join(words), unit, lang)
    for ax in axes.flat[len(found) :]:
        ax.set_visible(False)
    years = sorted(int(year) for year in frame["deadline"].unique())
    for ax in axes.flat:
        ax.set_xlim(years[0] - 1.2, years[-1] + 1.2)
    axes[0, 0].set_ylim(0, 1.3 * float(top.max()))

    dashed = any(row["changed"] for series in found for row in series[1:])
    texts = [value_of(row, lang) for series in found for row in series]
    below = [
        translate("All panels have the same scale", lang) if len(found) > 1 else "",
        translate("Dashed: the scope or the definition changes on the way", lang) if dashed else "",
        stages_left_out(rows, frame, lang),
        notes_of(texts, lang, hollow=any(rc.is_hollow(row) for series in found for row in series)),
    ]
    parts = [
        told(names[one[0]["series"]], " → ".join(f"{row['deadline']} {value_of(row, lang)}" for row in one), lang)
        for one in found
    ]
    words = default_words(frame, title=(title, title_of(frame, measure_of(frame, data, lang), [unit], lang)), subtitle=(subtitle, below),
                          parts=parts, data=data, lang=lang)  # fmt: skip
    return finish(figure, words, frame.drop(columns="series"), width, lang)


def _panel(ax: Axes, series: list[dict], title: str, unit: str, lang: str) -> None:
    """Draw the stages of one series."""
    colour = style.look(series[0])[0]
    for before, after in pairwise(series):
        ax.plot([before["deadline"], after["deadline"]], [rc.place(before), rc.place(after)], color=colour, lw=1.5, zorder=2,
                ls="--" if after["changed"] else "-")  # fmt: skip
    for row in series:
        draw_stage(ax, row, *style.look(row), lang)
    finish_panel(ax, [row["deadline"] for row in series], title, unit, lang)


def finish_panel(ax: Axes, years: list[int], title: str, unit: str, lang: str) -> None:
    """Write title, years and values of a panel."""
    ax.set_xticks(years, [str(year) for year in years])
    ax.set_title(title, fontsize=style.NORMAL, color=style.INK, loc="left", linespacing=1.15)
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10], integer=unit != "1"))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: rc.tick(value, unit, lang)))
    ax.tick_params(axis="y", labelsize=style.SMALLEST, labelcolor=style.PALE)
    ax.grid(axis="y", color=style.GRID, lw=0.7)
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)


def draw_stage(ax: Axes, row: dict, colour: str, marker: str, lang: str, *, below: bool = False) -> None:
    """Draw one stage with its value above it, or below."""
    x, y = row["deadline"], rc.place(row)
    top = y if pd.isna(row["upper"]) or pd.isna(row["lower"]) else row["upper"]
    if top != y:
        ax.plot([x, x], [y, top], color=colour, lw=5, solid_capstyle="butt", alpha=0.55)
    open_side = pd.isna(row["upper"]) or pd.isna(row["lower"])
    if open_side:
        ax.annotate("", (x, y), (0, 15 if pd.isna(row["upper"]) else -15), textcoords="offset points", annotation_clip=False,
                    arrowprops={"arrowstyle": "<|-", "color": colour, "lw": 1.5, "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    (drawn,) = ax.plot(
        [x], [y], marker=marker, ms=7.5, mfc="white" if rc.is_hollow(row) else colour, mec=colour, mew=1.6, ls="none", zorder=3
    )
    mark(drawn, row["statement_id"], statement_text(row, lang))
    words = rc.tick_bounds(row, lang) + status_mark(row)
    place = (x, y) if below else (x, top)
    away = -7 if below else 20 if pd.isna(row["upper"]) else 7
    ax.annotate(words, place, (0, away), textcoords="offset points", ha="center", va="top" if below else "bottom",
                fontsize=style.SMALLEST, color=style.INK, annotation_clip=False)  # fmt: skip

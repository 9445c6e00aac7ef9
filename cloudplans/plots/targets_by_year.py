"""Targets of many regions by year, with unverified figures marked."""

from __future__ import annotations

from textwrap import shorten

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cloudplans.compare import with_verdicts
from cloudplans.dataset import Dataset
from cloudplans.labels import MARKS, SIGNS, Language, code_name, language, scale, translate
from cloudplans.plots import style
from cloudplans.plots.shared_drawing import check, draw_figure, one_axis, place, readable

_MAKER = "rows of targets()"
_NEEDED = ("statement_id", "region_id", "indicator_id", "deadline", "comparator", "lower", "upper", "unit", "status", "region", "indicator",
           "evidence_tier", "relation", "verdict", "measured_en", "measured_zh", "address")  # fmt: skip


@style.in_style
def timetable(rows: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None, width: float = 6.6) -> Figure:
    """Draw statements over their target years: one panel per indicator, one row per series, each with its comparability.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()` in one unit, or of `cloudplans.compare.with_verdicts`. An unverified figure is a cross; next to its row the plot states what it
        measures and whether it is comparable. List the sources below the plot (see `cloudplans.display.statements_with_verdicts`).
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.
    width : float
        Width in inches; the height follows from the rows.

    Returns
    -------
    Figure
        With alternative text.

    Raises
    ------
    ValueError
        If the frame is empty, lacks a column, contains several units, or contains a statement without a year.
    """
    lang = language(lang)
    frame = readable(rows if "verdict" in rows else with_verdicts(rows, data=data), data, lang)
    check(frame, _NEEDED, _MAKER)
    unit = one_axis(frame, allow=True)
    undated = frame.loc[frame["deadline"].isna(), "statement_id"]
    if len(undated):
        raise ValueError(f"no target year: {', '.join(undated)}; drop statements without a year and list them below the plot")
    frame = frame.assign(series=[_series(row) for row in frame.to_dict("records")])
    frame = frame.sort_values(
        ["indicator_id", "evidence_tier", "region_id", "series", "deadline"], ascending=[True, False, True, True, True]
    )
    groups = [(name, list(rows.groupby("series", sort=False))) for name, rows in frame.groupby("indicator", sort=False)]
    heights = [len(series) + 0.5 for _, series in groups]
    figure, axes = _axes(heights, width)
    years = [int(frame["deadline"].min()), int(frame["deadline"].max())]
    for ax, (name, series) in zip(axes[:, 0], groups, strict=True):
        _panel(ax, str(name), series, lang)
    bottom = axes[-1, 0]
    bottom.set_xlim(years[0] - 0.6, years[1] + 0.6)
    bottom.set_xticks(range(years[0], years[1] + 1))
    bottom.set_xlabel(translate("target year; figures in {scale}", lang, scale=scale(unit, lang)[1]))
    style.add_tier_legend(axes[0, 0], frame, lang, loc="lower left", bbox_to_anchor=(-0.05, 1), borderaxespad=2.4)
    heads = translate("what is measured: to its indicator, comparability", lang)
    axes[0, 0].annotate(
        heads, (1.015, 1), (0, 6), xycoords="axes fraction", textcoords="offset points", fontsize=8, color=style.INK
    )
    heading = translate("Timetable of targets (‡ reported, not checked): ", lang)
    words = "; ".join(
        f"{row['region']} {row['deadline']}: {row['reading']}, {_comparability(row, lang)}" for row in frame.to_dict("records")
    )
    return style.finish(figure, frame["statement_id"].tolist(), heading + words, lang, frame.drop(columns="series"))


def _axes(heights: list[float], width: float) -> tuple[Figure, np.ndarray]:
    """Return a figure with one panel per height (in rows); text next to the panels does not narrow them."""
    row, gap, head, foot, names = 0.29, 0.34, 0.75, 0.85, 1.25  # inches
    height = row * sum(heights) + gap * (len(heights) - 1) + head + foot
    place = {"left": names / width, "right": 1, "top": 1 - head / height, "bottom": foot / height}
    space = gap / (row * sum(heights) / len(heights))
    return plt.subplots(len(heights), 1, figsize=(width, height), sharex=True, squeeze=False,
                        gridspec_kw={**place, "height_ratios": heights, "hspace": space})  # fmt: skip


def _series(row: dict) -> str:
    """Return a statement's id without its year; a stretch target is in the same row as the plain one."""
    return str(row["statement_id"]).partition(f".{row['deadline']}")[0]


def _panel(ax: Axes, title: str, series: list[tuple[str, pd.DataFrame]], lang: str) -> None:
    """Draw the series of one indicator."""
    labels, places = [], range(len(series))[::-1]
    for y, (_, group) in zip(places, series, strict=True):
        rows = group.to_dict("records")
        colour = style.look(rows[0])[0]
        ax.plot([rows[0]["deadline"], rows[-1]["deadline"]], [y, y], color=colour, lw=1.2, alpha=0.5, zorder=1)
        for year in dict.fromkeys(row["deadline"] for row in rows):
            _mark(ax, y, [row for row in rows if row["deadline"] == year], lang)
        labels.append(rows[0]["region"] + MARKS.get(rows[0]["status"], "").replace("†", "").rstrip())
        ax.annotate(_comparability(rows[0], lang), (1.015, y), xycoords=("axes fraction", "data"), va="center", fontsize=8,
                    color=style.PALE, annotation_clip=False)  # fmt: skip
    ax.set_yticks(places, labels)
    ax.set_ylim(-0.45, len(series) - 0.25)
    ax.set_title(title, color=style.INK, pad=4, fontsize=10)
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)


def _mark(ax: Axes, y: float, rows: list[dict], lang: str) -> None:
    """Draw the marker of a year with its figure, or two where there is a plain and a stretch target."""
    factor = scale(rows[0]["unit"], lang)[0]
    words = " / ".join(f"{SIGNS[row['comparator']]}{place(row) / factor:,.10g}" for row in rows)
    when = rows[0]["deadline"]
    draw_figure(ax, y, {**rows[0], "lower": when, "upper": when}, 0, hollow=False, size=6.5, edge=1.7)
    ax.annotate(words, (when, y), (0, 6), textcoords="offset points", ha="center", fontsize=7.5, color=style.INK)


def _comparability(row: dict, lang: str) -> str:
    """Return what a row measures, its relation to the indicator, and its comparability."""
    if row["evidence_tier"] != "unverified":
        return translate("printed in the text, checked", lang)
    relation = code_name("relation", row["relation"], lang)
    measured = shorten(row[f"measured_{lang}"], 48, placeholder=" …")
    verdict = code_name("verdict", row["verdict"], lang)
    return translate("{measured}: {relation}, {verdict}", lang, measured=measured, relation=relation, verdict=verdict)

"""Promises in panels: one panel an indicator, so that unlike things do not share one."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cloudplans import style
from cloudplans.present import pick


def mark(ax: Axes, x: float, y: float, row: pd.Series, reach: float) -> None:
    """Draw one figure: its point, an arrow on an open side, a whisker for a range, hollow where it is hedged."""
    colour, marker = style.look(row)
    if row["comparator"] == "range":
        ax.plot([row["lower"], row["upper"]], [y, y], color=colour, lw=5, solid_capstyle="butt", alpha=0.55)
    elif row["comparator"] in ("ge", "gt", "le", "lt"):
        towards = reach if row["comparator"] in ("ge", "gt") else -reach
        ax.annotate("", (x + towards, y), (x, y), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.6})
    face = "white" if row["hedge"] or row["comparator"] == "approx" else colour
    ax.plot([x], [y], marker=marker, ms=8, mfc=face, mec=colour, mew=1.6, ls="none", zorder=3)


def promises(frame: pd.DataFrame, *, lang: str = "en", width: float = 6.2) -> Figure:
    """Draw what each region promised, one panel an indicator, so that unlike things do not share one.

    Parameters
    ----------
    frame : DataFrame
        Statements with what is shown of them (see `cloudplans.present.shown`), all of one unit, in the order of the rows.
    lang : {"en", "zh"}
        Language of the labels.
    width : float
        Width in inches; the height follows from the rows.

    Returns
    -------
    Figure
        With alternative text made from the frame. A national figure among the rows (see `cloudplans.compare.references`) is a dotted
        line through its panel; a figure that is reported, not checked, is a cross.

    Raises
    ------
    ValueError
        If the frame is empty or holds more than one unit.
    """
    if frame.empty:
        raise ValueError("nothing to draw: the frame has no statements")
    units = sorted(frame["unit"].unique())
    if len(units) > 1:
        raise ValueError(f"one axis cannot hold {', '.join(units)}; draw each unit by itself")
    groups = list(frame.groupby("indicator", sort=False))
    heights = [len(rows) + 0.9 for _, rows in groups]
    figure, axes = plt.subplots(
        len(groups), 1, figsize=(width, 0.36 * sum(heights) + 0.9), sharex=True, height_ratios=heights, squeeze=False
    )
    ends = frame[["lower", "upper"]].max(axis=None)
    for ax, (indicator, rows) in zip(axes[:, 0], groups, strict=True):
        _panel(ax, str(indicator), rows, reach=0.05 * ends, lang=lang)
        _reference(ax, rows)
        ax.set_xlim(0, 1.3 * ends)
    style.label_axis(axes[-1, 0], units[0], lang)
    style.say_tiers(axes[0, 0], frame, lang, loc="lower left", bbox_to_anchor=(-0.05, 1), borderaxespad=2.4)
    figure.align_ylabels()
    figure.tight_layout(rect=(0, 0.025, 1, 1), h_pad=0.6)
    said = "; ".join(
        f"{r['region']} {'' if pd.isna(r['deadline']) else r['deadline']}: {r['indicator']} {r['reading']}"
        for r in frame.to_dict("records")
    )
    heading = pick(lang, "各地目标，每个指标一栏：", "Targets by region, one panel an indicator: ")
    return style.finish(figure, frame["statement_id"].tolist(), heading + said, lang, frame)


def _reference(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw a line through the panel at each national figure, to read the regions against."""
    for row in rows[rows["region_id"] == "CN"].to_dict("records"):
        ax.axvline(row["upper"] if pd.isna(row["lower"]) else row["lower"], color=style.PALE, lw=0.9, ls=":", zorder=1)


def _panel(ax: Axes, title: str, rows: pd.DataFrame, reach: float, lang: str) -> None:
    places = np.arange(len(rows))[::-1]
    for y, (_, row) in zip(places, rows.iterrows(), strict=True):
        x = row["upper"] if pd.isna(row["lower"]) else row["lower"]
        mark(ax, x, y, row, reach)
        right = max(x, row["upper"]) if row["comparator"] == "range" else x + (reach if row["comparator"] in ("ge", "gt") else 0)
        ax.annotate(row["reading"], (right, y), (9, 0),
                    textcoords="offset points", va="center", fontsize=9, color=style.INK)  # fmt: skip
    none = pick(lang, "未印年份", "no year")
    years = [none if pd.isna(year) else str(year) for year in rows["deadline"]]
    ax.set_yticks(places, [f"{region}  {year}" for region, year in zip(rows["region"], years, strict=True)])
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_title(title, color=style.INK, pad=3)
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.tick_params(axis="both", length=0)
    ax.spines["left"].set_visible(False)

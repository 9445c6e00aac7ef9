"""Results of comparisons: a dot for a value, a bar between bounds, an arrow on an open side."""

from __future__ import annotations

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cloudplans import style
from cloudplans.compare.results import interval_of, words
from cloudplans.present import MARKS, pick


def bounds(frame: pd.DataFrame, labels: str, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw results of a comparison: a dot for a value, a bar between bounds, an arrow on an open side.

    Parameters
    ----------
    frame : DataFrame
        Rows of a comparison of one unit (`lower`, `upper`, `unit`, `region_id`); rows without any bound are listed as such. What
        ``attrs["warning"]`` says is written under the figure.
    labels : str
        The column that names the rows.
    ax : Axes, optional
        Where to draw; a new figure by default.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
    """
    rows = frame.to_dict("records")
    units = sorted({row["unit"] for row in rows if row["unit"]})
    if len(units) != 1:
        raise ValueError(f"one axis holds one unit, not {', '.join(units) or 'none'}; select rows of one unit")
    if ax is None:
        ax = plt.subplots(figsize=(5, 0.33 * len(rows) + 0.7))[1]
    ends = frame[["lower", "upper"]].to_numpy(dtype=float)
    known = [0.0, *ends[~np.isnan(ends)]]
    low, high = min(known), max(known)
    reach = 0.06 * (high - low or 1)
    for y, row in zip(range(len(rows))[::-1], rows, strict=True):
        _bar(ax, y, row, reach, low, lang)
    ax.set_yticks(range(len(rows))[::-1], frame[labels])
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlim(low - reach, high + 5 * reach)
    style.label_axis(ax, units[0], lang)
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    warning = " ".join(frame.attrs.get("warning", []))
    if warning:
        ax.set_title(fill("⚠ " + warning, 96), fontsize=8, color="#9a3412")
    style.say_tiers(ax, frame, lang)
    style.describe(ax, "; ".join([*frame[f"derivation_{lang}"], warning]).rstrip("; "), frame, lang)
    return ax


def _bar(ax: Axes, y: float, row: dict, reach: float, left: float, lang: str) -> None:
    """Draw the bounds of one row and write them beside it."""
    colour, marker = style.look(row)
    known = [end for end in (row["lower"], row["upper"]) if not pd.isna(end)]
    if not known:
        ax.annotate(pick(lang, "不能确定", "not determined"), (left, y), (4, 0), textcoords="offset points", va="center", fontsize=8.5,
                    color=style.PALE)  # fmt: skip
        return
    if len(known) == 2 and known[0] != known[1]:
        ax.plot(known, [y, y], color=colour, lw=5, solid_capstyle="butt", alpha=0.55)
    if len(known) == 1:
        towards = reach if pd.isna(row["upper"]) else -reach
        ax.annotate("", (known[0] + towards, y), (known[0], y), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.6})
    else:
        face = "white" if row["about"] else colour
        ax.plot(known, [y] * len(known), marker=marker, ms=7, mfc=face, mec=colour, mew=1.5, ls="none", zorder=3)
    right = known[-1] + (reach if pd.isna(row["upper"]) else 0)
    marks = "".join(sign for sign in MARKS.values() if sign.strip() in row["derivation_en"])
    ax.annotate(words(interval_of(row), row["unit"], lang) + marks, (right, y), (8, 0), textcoords="offset points", va="center", fontsize=8.5,
                color=style.INK)  # fmt: skip

"""Pictures: a frame in, Axes out. Bounds are arrows, ranges are whiskers, hedged promises are hollow."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from cloudplans import style
from cloudplans.present import VERDICTS, pick

_VERDICT_COLOURS = {
    "same": "#1b3a6b",
    "convertible": "#3f6aa8",
    "narrower": "#8fb3d1",
    "broader": "#8fb3d1",
    "overlapping": "#f0d9a8",
    "not-comparable": "#f3f4f6",
}


def _mark(ax: Axes, x: float, y: float, row: pd.Series, reach: float) -> None:
    """Draw one figure: its point, an arrow on an open side, a whisker for a range, hollow where it is hedged."""
    colour, marker = style.REGIONS.get(row["region_id"], (style.PALE, "o"))
    if row["comparator"] == "range":
        ax.plot([row["lower"], row["upper"]], [y, y], color=colour, lw=5, solid_capstyle="butt", alpha=0.55)
    elif row["comparator"] in ("ge", "gt", "le", "lt"):
        towards = reach if row["comparator"] in ("ge", "gt") else -reach
        ax.annotate("", (x + towards, y), (x, y), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.6})
    face = "white" if row["hedge"] or row["comparator"] == "approx" else colour
    ax.plot([x], [y], marker=marker, ms=8, mfc=face, mec=colour, mew=1.6, ls="none", zorder=3)


def promises(frame: pd.DataFrame, *, lang: str = "en", width: float = 7.4) -> Figure:
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
        With alternative text made from the frame.

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
        ax.set_xlim(0, 1.3 * ends)
    style.label_axis(axes[-1, 0], units[0], lang)
    figure.align_ylabels()
    figure.tight_layout(rect=(0, 0.025, 1, 1), h_pad=0.6)
    said = "; ".join(f"{r['region']} {r['deadline']}: {r['indicator']} {r['reading']}" for r in frame.to_dict("records"))
    heading = pick(lang, "各地目标，每个指标一栏：", "Targets by region, one panel an indicator: ")
    return style.finish(figure, frame["statement_id"].tolist(), heading + said, lang)


def _panel(ax: Axes, title: str, rows: pd.DataFrame, reach: float, lang: str) -> None:
    places = np.arange(len(rows))[::-1]
    for y, (_, row) in zip(places, rows.iterrows(), strict=True):
        x = row["upper"] if pd.isna(row["lower"]) else row["lower"]
        _mark(ax, x, y, row, reach)
        right = max(x, row["upper"]) if row["comparator"] == "range" else x + (reach if row["comparator"] in ("ge", "gt") else 0)
        ax.annotate(row["reading"] + (" †" if row["status"] == "corrected" else ""), (right, y), (9, 0),
                    textcoords="offset points", va="center", fontsize=9, color=style.INK)  # fmt: skip
    none = pick(lang, "未印年份", "no year")
    years = [none if pd.isna(year) else str(year) for year in rows["deadline"]]
    ax.set_yticks(places, [f"{region}  {year}" for region, year in zip(rows["region"], years, strict=True)])
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_title(title, color=style.INK, pad=3)
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.tick_params(axis="both", length=0)
    ax.spines["left"].set_visible(False)


def verdicts(matrix: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw which indicators may stand on one axis.

    Parameters
    ----------
    matrix : DataFrame
        Verdicts with the names of indicators as index and columns; the verdict is what the row is to the column.
    ax : Axes, optional
        Where to draw; a new figure by default.
    lang : {"en", "zh"}
        Language of the verdicts.

    Returns
    -------
    Axes
    """
    if ax is None:
        ax = plt.subplots(figsize=(8.6, 0.62 * len(matrix) + 1.9))[1]
    kinds = list(_VERDICT_COLOURS)
    codes = matrix.map(kinds.index).to_numpy()
    ax.imshow(codes, cmap=ListedColormap(list(_VERDICT_COLOURS.values())), vmin=-0.5, vmax=len(kinds) - 0.5, aspect="auto")
    for (y, x), code in np.ndenumerate(codes):
        words = pick(lang, *VERDICTS[kinds[code]])
        ax.text(x, y, words.replace(" ", "\n", 1), ha="center", va="center", fontsize=8,
                color="white" if kinds[code] in ("same", "convertible") else style.INK)  # fmt: skip
    ax.set_xticks(range(len(matrix.columns)), [_wrapped(name) for name in matrix.columns], fontsize=8)
    ax.set_yticks(range(len(matrix.index)), matrix.index, fontsize=9)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set_xticks(np.arange(len(matrix.columns) + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(matrix.index) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", lw=2)
    ax.tick_params(which="minor", length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    assert ax.figure is not None
    said = "; ".join(
        f"{a} – {b}: {pick(lang, *VERDICTS[matrix.loc[a, b]])}"
        for i, a in enumerate(matrix.index)
        for b in matrix.columns[i + 1 :]
    )
    ax.figure.set_label(pick(lang, "指标可比性：", "Comparability of indicators: ") + said)
    return ax


def _wrapped(name: str, width: int = 14) -> str:
    """Break a name for a narrow column: at spaces, or every few characters where there are none."""
    if " " not in name:
        return "\n".join(name[i : i + 5] for i in range(0, len(name), 5))
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)

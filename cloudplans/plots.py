"""Pictures: a frame in, Axes out. Bounds are arrows, ranges are whiskers, hedged promises are hollow."""

from __future__ import annotations

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from cloudplans import style
from cloudplans.compare.results import interval_of, words
from cloudplans.present import STATES, VERDICTS, pick

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


_STATE_COLOURS = {
    "quantified": "#1b3a6b",
    "directional": "#6d97c4",
    "qualitative": "#b8cfe4",
    "deferred": "#efbb49",
    "not stated": "#f1f2f4",
}


def coverage(matrix: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw what each plan says of each indicator.

    Parameters
    ----------
    matrix : DataFrame
        States (see `cloudplans.compare.coverage_matrix`) with the names of indicators as index and of regions as columns.
    ax : Axes, optional
        Where to draw; a new figure by default.
    lang : {"en", "zh"}
        Language of the legend.

    Returns
    -------
    Axes
    """
    if ax is None:
        ax = plt.subplots(figsize=(5.2, 0.25 * len(matrix) + 0.6))[1]
    states = list(_STATE_COLOURS)
    codes = matrix.map(states.index).to_numpy()
    colours = ListedColormap(list(_STATE_COLOURS.values()))
    ax.imshow(codes, cmap=colours, vmin=-0.5, vmax=len(states) - 0.5, aspect="auto")
    ax.set_xticks(range(len(matrix.columns)), matrix.columns)
    ax.set_yticks(range(len(matrix.index)), matrix.index, fontsize=8.5)
    ax.xaxis.tick_top()
    ax.set_xticks(np.arange(len(matrix.columns) + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(matrix.index) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", lw=2)
    ax.tick_params(which="both", length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    handles = [Patch(facecolor=colour, label=pick(lang, *STATES[state])) for state, colour in _STATE_COLOURS.items()]
    ax.legend(handles=handles, ncols=len(handles), loc="upper right", bbox_to_anchor=(1, 0), borderaxespad=0.8,
              frameon=False, fontsize=8.5, handlelength=1.2, columnspacing=1.2)  # fmt: skip
    counts = {state: int((codes == code).sum()) for code, state in enumerate(states)}
    said = pick(lang, "、", ", ").join(f"{pick(lang, *STATES[state])} {count}" for state, count in counts.items())
    style.describe(ax, pick(lang, "各计划对各指标的表述：", "What each plan says of each indicator: ") + said)
    return ax


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
    low, high = min(0.0, np.nanmin(ends)), np.nanmax(ends)
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
    style.describe(ax, "; ".join([*frame[f"derivation_{lang}"], warning]).rstrip("; "))
    return ax


def _bar(ax: Axes, y: float, row: dict, reach: float, left: float, lang: str) -> None:
    """Draw the bounds of one row and write them beside it."""
    colour, marker = style.REGIONS.get(row["region_id"], (style.PALE, "o"))
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
    mark = " †" if "†" in row["derivation_en"] else ""
    ax.annotate(words(interval_of(row), row["unit"], lang) + mark, (right, y), (8, 0), textcoords="offset points", va="center", fontsize=8.5,
                color=style.INK)  # fmt: skip


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
        ax = plt.subplots(figsize=(6.6, 0.56 * len(matrix) + 0.6))[1]
    kinds = list(_VERDICT_COLOURS)
    codes = matrix.map(kinds.index).to_numpy()
    ax.imshow(codes, cmap=ListedColormap(list(_VERDICT_COLOURS.values())), vmin=-0.5, vmax=len(kinds) - 0.5, aspect="auto")
    for (y, x), code in np.ndenumerate(codes):
        word = pick(lang, *VERDICTS[kinds[code]])
        ax.text(x, y, word.replace(" ", "\n", 1), ha="center", va="center", fontsize=8,
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
    said = "; ".join(
        f"{a} – {b}: {pick(lang, *VERDICTS[matrix.loc[a, b]])}"
        for i, a in enumerate(matrix.index)
        for b in matrix.columns[i + 1 :]
    )
    style.describe(ax, pick(lang, "指标可比性：", "Comparability of indicators: ") + said)
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

"""Dots for the statements of one year, and the same statements under several bases side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cloudplans import style
from cloudplans.compare.size import BASES
from cloudplans.package import nearest
from cloudplans.plots.intervals import bounds
from cloudplans.plots.marks import check, one_axis, place, reading, year
from cloudplans.plots.panels import mark
from cloudplans.present import pick


def year_dots(
    frame: pd.DataFrame, silent: Sequence[str] = (), *, allow: bool = False, ax: Axes | None = None, lang: str = "en"
) -> Axes:
    """Draw the statements of one year, and list under them the regions that set no target for it.

    Parameters
    ----------
    frame : DataFrame
        Statements of one unit and target year with what is shown of them (see `cloudplans.present.shown`), in order.
    silent : sequence of str
        Names of the regions without a target (see `cloudplans.tables.silent`).
    allow : bool
        Draw several indicators on one axis; each row then names its own.
    ax : Axes, optional
        Where to draw; a new figure by default.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If the frame is empty, lacks a column, holds several years or units, or several indicators without `allow`.
    """
    check(frame, ("region_id", "indicator_id", "deadline", "comparator", "lower", "upper", "unit", "hedge", "status", "region",
                  "indicator", "reading"), "present.shown(data, statements, lang)")  # fmt: skip
    unit = one_axis(frame, allow)
    rows = frame.to_dict("records")
    years = sorted({year(row, lang) for row in rows})
    if len(years) > 1:
        raise ValueError(f"one picture holds one target year, not {', '.join(years)}; select one year")
    count = len(rows) + len(silent)
    if ax is None:
        ax = plt.subplots(figsize=(4.2, 0.4 * count + 0.8))[1]
    top = frame[["lower", "upper"]].max(axis=None)
    for y, row in zip(range(count)[::-1], rows, strict=False):
        mark(ax, place(row), y, pd.Series(row), 0.06 * top)
        right = place(row) if pd.isna(row["upper"]) else row["upper"]
        beyond = 0.06 * top if row["comparator"] in ("ge", "gt") else 0
        ax.annotate(
            reading(row), (right + beyond, y), (9, 0), textcoords="offset points", va="center", fontsize=9, color=style.INK
        )
    none = pick(lang, "未设目标", "no target")
    for y in range(len(silent)):
        ax.annotate(none, (0, y), (4, 0), textcoords="offset points", va="center", fontsize=8.5, color=style.PALE)
    several = frame["indicator_id"].nunique() > 1
    names = [fill(f"{row['region']}  {row['indicator']}", 34) if several else row["region"] for row in rows]
    ax.set_yticks(range(count)[::-1], [*names, *silent])
    ax.set_ylim(-0.6, count - 0.4)
    ax.set_xlim(0, 1.3 * top)
    ax.set_title(years[0] if several else f"{rows[0]['indicator']}  {years[0]}", color=style.INK)
    style.label_axis(ax, unit, lang)
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    style.say_tiers(ax, frame, lang)
    said = [f"{row['region']} {row['indicator']} {years[0]}: {reading(row)}" for row in rows] + [f"{r}: {none}" for r in silent]
    style.describe(ax, "; ".join(said), frame, lang)
    return ax


def small_multiples(frames: Mapping[str, pd.DataFrame], labels: str = "label", *, lang: str = "en") -> Figure:
    """Draw the same statements under several bases, a panel a base with its own unit.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Base (a key of `cloudplans.compare.BASES`) to results of `cloudplans.compare.sized`: the same statements in the same
        order. What a base lacks is written as not determined.
    labels : str
        The column that names the rows.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Figure
        With alternative text made from the frames.

    Raises
    ------
    ValueError
        If there is no frame, a base does not exist, the frames hold different statements, or a frame has no unit of its own.
    """
    if not frames:
        raise ValueError("nothing to draw: give at least one base with its results")
    order: list[str] = []
    for base, frame in frames.items():
        if base not in BASES:
            raise nearest(base, BASES, "base")
        check(
            frame, ("statement_id", "region_id", "lower", "upper", "unit", labels, f"derivation_{lang}"), "tables.labelled(...)"
        )
        order = order or frame["statement_id"].tolist()
        if frame["statement_id"].tolist() != order:
            raise ValueError(f"the frame of {base} holds other statements, or another order, than the first; use one selection")
    figure, axes = plt.subplots(
        1, len(frames), figsize=(2.2 * len(frames) + 2.4, 0.36 * len(order) + 1.25), sharey=True, squeeze=False
    )
    said = []
    for ax, (base, frame) in zip(axes[0], frames.items(), strict=True):
        bounds(frame, labels, ax=ax, lang=lang)
        left, right = ax.get_xlim()
        ax.set_xlim(left, left + 2.2 * (right - left))  # room for the words beside the marks
        ax.xaxis.set_major_locator(MaxNLocator(3))
        ax.set_title(fill(pick(lang, *BASES[base]), 26), fontsize=9.5, color=style.INK)
        said.append(f"{pick(lang, *BASES[base])}: " + "; ".join(frame[f"derivation_{lang}"]))
    warnings = list(dict.fromkeys(words for frame in frames.values() for words in frame.attrs.get("warning", [])))
    figure.tight_layout(rect=(0, 0.04, 1, 0.94 if warnings else 1), w_pad=1.2)
    if warnings:
        figure.text(0.01, 0.99, fill("⚠ " + " ".join(warnings), 110), fontsize=8, color="#9a3412", va="top")
    together = pd.concat([frame.assign(base=base) for base, frame in frames.items()])
    return style.finish(figure, order, " | ".join([*said, *warnings]), lang, together)

"""Targets and results of comparisons as bounded figures, in panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cloudplans.compare import BASES, interval_of, words
from cloudplans.dataset import Dataset, nearest
from cloudplans.labels import MARKS, Language, code_name, language, translate
from cloudplans.plots import style
from cloudplans.plots.shared_drawing import check, draw_figure, is_hollow, labelled, readable


@style.in_style
def targets(rows: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None, width: float = 6.2) -> Figure:
    """Draw the targets of each region, with one panel per indicator.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()` or `statements()` in one unit, drawn in that order.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.
    width : float
        Width in inches; the height follows from the rows.

    Returns
    -------
    Figure
        With alternative text. A national figure (see `cloudplans.compare.with_national_lines`) is a dotted line through its panel;
        an unverified figure is a cross.

    Raises
    ------
    ValueError
        If the frame is empty or contains more than one unit.

    Examples
    --------
    >>> import cloudplans
    >>> figure = cloudplans.plots.targets(cloudplans.targets(indicator="cloud-services-scale"))
    >>> [ax.get_title(loc="left") for ax in figure.axes]
    ['Cloud services industry']
    """
    lang = language(lang)
    frame = readable(rows, data, lang)
    units = sorted(frame["unit"].unique())
    if len(units) > 1:
        raise ValueError(f"an axis has one unit, but the frame has {', '.join(units)}; select rows of one unit")
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
    style.add_tier_legend(axes[0, 0], frame, lang, loc="lower left", bbox_to_anchor=(-0.05, 1), borderaxespad=2.4)
    figure.align_ylabels()
    figure.tight_layout(rect=(0, 0.025, 1, 1), h_pad=0.6)
    words = "; ".join(
        f"{r['region']} {'' if pd.isna(r['deadline']) else r['deadline']}: {r['indicator']} {r['reading']}"
        for r in frame.to_dict("records")
    )
    heading = translate("Targets by region, one panel an indicator: ", lang)
    return style.finish(figure, frame["statement_id"].tolist(), heading + words, lang, frame)


def _reference(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw a reference line at each national figure."""
    for row in rows[rows["region_id"] == "CN"].to_dict("records"):
        ax.axvline(row["upper"] if pd.isna(row["lower"]) else row["lower"], color=style.PALE, lw=0.9, ls=":", zorder=1)


def _panel(ax: Axes, title: str, rows: pd.DataFrame, reach: float, lang: str) -> None:
    """Draw the targets for one indicator."""
    places = np.arange(len(rows))[::-1]
    for y, (_, row) in zip(places, rows.iterrows(), strict=True):
        x = row["upper"] if pd.isna(row["lower"]) else row["lower"]
        draw_figure(ax, y, row, reach, hollow=is_hollow(row))
        right = max(x, row["upper"]) if row["comparator"] == "range" else x + (reach if row["comparator"] in ("ge", "gt") else 0)
        ax.annotate(row["reading"], (right, y), (9, 0),
                    textcoords="offset points", va="center", fontsize=9, color=style.INK)  # fmt: skip
    none = translate("no year", lang)
    years = [none if pd.isna(year) else str(year) for year in rows["deadline"]]
    ax.set_yticks(places, [f"{region}  {year}" for region, year in zip(rows["region"], years, strict=True)])
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_title(title, color=style.INK, pad=3)
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.tick_params(axis="both", length=0)
    ax.spines["left"].set_visible(False)


@style.in_style
def values(
    frame: pd.DataFrame,
    labels: str | Sequence[str] | None = None,
    *,
    ax: Axes | None = None,
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Axes:
    """Draw the results of a comparison: a marker per value, a bar between bounds, an arrow on an open side.

    Parameters
    ----------
    frame : DataFrame
        Results of a comparison in one unit (`lower`, `upper`, `unit`, `region_id`). Rows without bounds are labelled “not
        determined”. ``attrs["warning"]`` is written above the plot.
    labels : str or sequence of str, optional
        The columns that name the rows; by default those that tell them apart.
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
        If the frame has no values, or several units.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import compare, plots
    >>> shares = compare.relative_to(cloudplans.targets(indicator="cloud-services-scale", year=2015), base="gdp-target-year")
    >>> [label.get_text() for label in plots.values(shares).get_yticklabels()]
    ['Chengdu 2015', 'Guangdong 2015']
    """
    lang = language(lang)
    check(frame, ("lower", "upper", "unit", f"derivation_{lang}"), "a comparison, such as compare.relative_to(rows, base=...)")
    rows = frame.to_dict("records")
    units = sorted({row["unit"] for row in rows if row["unit"]})
    if len(units) != 1:
        raise ValueError(f"an axis has one unit, but the frame has {', '.join(units) or 'none'}; select rows of one unit")
    if ax is None:
        ax = plt.subplots(figsize=(5, 0.33 * len(rows) + 0.7))[1]
    ends = frame[["lower", "upper"]].to_numpy(dtype=float)
    known = [0.0, *ends[~np.isnan(ends)]]
    low, high = min(known), max(known)
    reach = 0.06 * (high - low or 1)
    for y, row in zip(range(len(rows))[::-1], rows, strict=True):
        _bar(ax, y, row, reach, low, lang)
    ax.set_yticks(range(len(rows))[::-1], labelled(frame, labels, data, lang))
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlim(low - reach, high + 5 * reach)
    style.label_axis(ax, units[0], lang)
    _name_vintage(ax, frame, lang)
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    warning = " ".join(style.warnings_of(frame, lang))
    if warning:
        ax.set_title(fill("⚠ " + warning, 96), fontsize=8, color="#9a3412")
    style.add_tier_legend(ax, frame, lang)
    style.describe(ax, "; ".join([*frame[f"derivation_{lang}"], warning]).rstrip("; "), frame, lang)
    return ax


def _name_vintage(ax: Axes, frame: pd.DataFrame, lang: str) -> None:
    """Add the vintage of GDP or population to the name of the axis; a frame with two vintages names both."""
    vintages = [code_name("vintage", name, lang) for name in dict.fromkeys(frame.get("vintage", ())) if name]
    if vintages:
        unit = ax.xaxis.get_label_text()
        names = translate("; ", lang).join(vintages)
        ax.xaxis.set_label_text(translate("{unit} ({vintage})", lang, unit=unit, vintage=names))


def _bar(ax: Axes, y: float, row: dict, reach: float, left: float, lang: str) -> None:
    """Draw the bounds of one row and write them next to it."""
    known = [end for end in (row["lower"], row["upper"]) if not pd.isna(end)]
    if not known:
        ax.annotate(translate('not determined', lang), (left, y), (4, 0), textcoords="offset points", va="center", fontsize=8.5,
                    color=style.PALE)  # fmt: skip
        return
    draw_figure(ax, y, row, reach, hollow=bool(row["about"]), size=7, edge=1.5, both_ends=True)
    right = known[-1] + (reach if pd.isna(row["upper"]) else 0)
    marks = "".join(sign for sign in MARKS.values() if sign.strip() in row["derivation_en"])
    ax.annotate(words(interval_of(row), row["unit"], lang) + marks, (right, y), (8, 0), textcoords="offset points", va="center", fontsize=8.5,
                color=style.INK)  # fmt: skip


@style.in_style
def small_multiples(
    frames: Mapping[str, pd.DataFrame],
    labels: str | Sequence[str] | None = None,
    *,
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw the same statements relative to several bases, with one panel and unit per base.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Base (a key of `cloudplans.compare.BASES`) to results of `cloudplans.compare.relative_to`: the same statements in the same
        order. Missing values are labelled “not determined”.
    labels : str or sequence of str, optional
        The columns that name the rows; by default those that tell them apart.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.

    Returns
    -------
    Figure
        With alternative text.

    Raises
    ------
    ValueError
        If there is no frame, a base does not exist, the frames contain different statements, or a frame does not have one unit.
    """
    lang = language(lang)
    if not frames:
        raise ValueError("nothing to draw; pass at least one base with its results")
    order: list[str] = []
    for base, frame in frames.items():
        if base not in BASES:
            raise nearest(base, BASES, "base")
        check(
            frame,
            ("statement_id", "region_id", "lower", "upper", "unit", f"derivation_{lang}"),
            "compare.relative_to(rows, base=...)",
        )
        order = order or frame["statement_id"].tolist()
        if frame["statement_id"].tolist() != order:
            raise ValueError(
                f"the frame of {base} has different statements, or a different order, than the first; use the same selection"
            )
    figure, axes = plt.subplots(
        1, len(frames), figsize=(2.2 * len(frames) + 2.4, 0.36 * len(order) + 1.25), sharey=True, squeeze=False
    )
    descriptions = []
    for ax, (base, frame) in zip(axes[0], frames.items(), strict=True):
        values(frame, labels, ax=ax, data=data, lang=lang)
        left, right = ax.get_xlim()
        ax.set_xlim(left, left + 2.2 * (right - left))  # room for the words beside the marks
        ax.xaxis.set_major_locator(MaxNLocator(3))
        ax.set_title(fill(code_name("base", base, lang), 26), fontsize=9.5, color=style.INK)
        ax.xaxis.set_label_text(fill(ax.xaxis.get_label_text(), 26))
        descriptions.append(f"{code_name('base', base, lang)}: " + "; ".join(frame[f"derivation_{lang}"]))
    warnings = list(dict.fromkeys(words for frame in frames.values() for words in style.warnings_of(frame, lang)))
    figure.tight_layout(rect=(0, 0.04, 1, 0.94 if warnings else 1), w_pad=1.2)
    if warnings:
        figure.text(0.01, 0.99, fill("⚠ " + " ".join(warnings), 110), fontsize=8, color="#9a3412", va="top")
    together = pd.concat([frame.assign(base=base) for base, frame in frames.items()])
    return style.finish(figure, order, " | ".join([*descriptions, *warnings]), lang, together)

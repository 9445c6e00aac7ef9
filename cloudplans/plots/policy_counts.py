"""Plots of what plans state without numbers: instruments, their mix, project places, aims."""

from __future__ import annotations

from itertools import pairwise
from textwrap import wrap

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from cloudplans.dataset import Dataset, with_names
from cloudplans.labels import Language, language, message, translate
from cloudplans.plots import style
from cloudplans.plots.shared_drawing import check

_ESTABLISHED = {  # minimum share of the measures that are established, not only supported, encouraged or explored: colour, words
    1.0: ("#1b3a6b", message("all")),
    0.5: ("#5f8fc0", message("at least half")),
    1e-9: ("#a9c6e2", message("fewer than half")),
    0.0: ("#e7d3a0", message("none of them")),
}
_FAMILY = {"supply": "#1b3a6b", "demand": "#b5482a", "environment": "#4fa093", "other": "#c9cdd3"}
_LIST = "\u3001"  # between words that plans print
_LARGEST = 720  # area of the largest dot in square points


@style.in_style
def instruments(
    frame: pd.DataFrame, *, ax: Axes | None = None, data: Dataset | None = None, lang: Language | None = None
) -> Axes:
    """Draw the number of measures per type of instrument and plan, darker where more of them are established.

    Parameters
    ----------
    frame : DataFrame
        `cloudplans.compare.instrument_matrix`.
    ax : Axes, optional
        Where to draw; a new figure by default.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.

    Returns
    -------
    Axes
    """
    lang = language(lang)
    frame = (
        frame
        if {*("instrument", "region", "measures", "establish", "family_name")} <= {*frame}
        else with_names(frame, data=data, lang=lang)
    )
    check(frame, ("instrument", "region", "measures", "establish", "family_name"), "a comparison of cloudplans.compare")
    names = list(dict.fromkeys(frame["instrument"]))
    regions, most = list(dict.fromkeys(frame["region"])), frame["measures"].max()
    if ax is None:
        ax = plt.subplots(figsize=(6.4, 0.36 * len(names) + 1.1))[1]
    for row in frame.to_dict("records"):
        x, y = regions.index(row["region"]), names.index(row["instrument"])
        if not row["measures"]:
            ax.plot(x, y, marker="_", color=style.GRID, ms=7)
            continue
        area = max(_LARGEST * row["measures"] / most, 90)
        least = next(share for share in _ESTABLISHED if row["establish"] / row["measures"] >= share)
        ax.scatter(x, y, s=area, color=_ESTABLISHED[least][0], lw=0)
        ax.text(
            x, y, row["measures"], ha="center", va="center_baseline", fontsize=7.5, color="white" if least >= 0.5 else style.INK
        )
    _families(ax, frame, names, len(regions))
    ax.set_yticks(range(len(names)), names, fontsize=8.5)
    ax.set_xticks(range(len(regions)), regions)
    ax.set_xlim(-0.6, len(regions) - 0.4)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.xaxis.tick_top()
    _bare(ax)
    handles = [Patch(facecolor=colour, label=translate(words, lang)) for colour, words in _ESTABLISHED.values()]
    ax.legend(handles=handles, ncols=len(handles), loc="upper center", bbox_to_anchor=(0.4, 0), borderaxespad=0.6, frameon=False,
              fontsize=8, handlelength=1, title_fontsize=8,
              title=translate('measures; of these established, not only supported or encouraged', lang))  # fmt: skip
    head = translate("Instruments of policy by plan (measures): ", lang)
    _describe(ax, head, frame, ("instrument", "region", "measures"), lang)
    return ax


def _families(ax: Axes, frame: pd.DataFrame, names: list[str], width: int) -> None:
    """Separate the families by a line and write their names on the right."""
    family = frame.drop_duplicates("instrument").set_index("instrument")["family_name"]
    for name in dict.fromkeys(family[names]):
        rows = [y for y, instrument in enumerate(names) if family[instrument] == name]
        if rows[0]:
            ax.axhline(rows[0] - 0.5, color=style.GRID, lw=1)
        ax.text(width - 0.35, (rows[0] + rows[-1]) / 2, name, fontsize=8.5, color=style.PALE, va="center", ha="left")


@style.in_style
def instrument_mix(
    frame: pd.DataFrame, *, ax: Axes | None = None, data: Dataset | None = None, lang: Language | None = None
) -> Axes:
    """Draw the mix of families of instruments per plan, as shares of its measures.

    Parameters
    ----------
    frame : DataFrame
        `cloudplans.compare.instrument_matrix(by="family")`.
    ax : Axes, optional
        Where to draw; a new figure by default.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.

    Returns
    -------
    Axes
    """
    lang = language(lang)
    frame = (
        frame
        if {*("family", "family_name", "region", "measures", "share")} <= {*frame}
        else with_names(frame, data=data, lang=lang)
    )
    check(frame, ("family", "family_name", "region", "measures", "share"), "a comparison of cloudplans.compare")
    regions = list(dict.fromkeys(frame["region"]))
    if ax is None:
        ax = plt.subplots(figsize=(6.4, 0.52 * len(regions) + 0.9))[1]
    ends = dict.fromkeys(regions, 0.0)
    for row in frame.to_dict("records"):
        y = regions.index(row["region"])
        ax.barh(y, row["share"], left=ends[row["region"]], color=_FAMILY[row["family"]], height=0.62, edgecolor="white", lw=1.2)
        if row["share"] >= 6:
            light = row["family"] == "other"
            ax.text(ends[row["region"]] + row["share"] / 2, y, f"{row['share']:.0f} %", ha="center", va="center_baseline",
                    fontsize=8, color=style.INK if light else "white")  # fmt: skip
        ends[row["region"]] += row["share"]
    totals = frame.groupby("region", sort=False)["measures"].sum()
    ax.set_yticks(range(len(regions)), [f"{region}  n = {totals[region]}" for region in regions])
    ax.set_ylim(len(regions) - 0.5, -0.5)
    ax.set_xlim(0, 100)
    ax.set_xlabel(translate("per cent of the measures of the plan", lang))
    _bare(ax)
    shown = frame[frame["measures"] > 0].drop_duplicates("family")
    handles = [Patch(facecolor=_FAMILY[row["family"]], label=row["family_name"]) for row in shown.to_dict("records")]
    ax.legend(handles=handles, ncols=len(handles), loc="lower center", bbox_to_anchor=(0.45, 1), frameon=False, fontsize=8.5,
              handlelength=1)  # fmt: skip
    head = translate("Mix of instruments by plan: ", lang)
    _describe(ax, head, frame, ("region", "family_name", "measures"), lang)
    return ax


@style.in_style
def project_places(frame: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None) -> Figure:
    """Draw the number of named projects per city, one panel per plan; the bar for projects without a place is hatched.

    Parameters
    ----------
    frame : DataFrame
        `cloudplans.compare.project_places`.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.

    Returns
    -------
    Figure
    """
    lang = language(lang)
    frame = frame if {*("region", "place", "place_id", "projects")} <= {*frame} else with_names(frame, data=data, lang=lang)
    check(frame, ("region", "place", "place_id", "projects"), "a comparison of cloudplans.compare")
    groups = list(frame.groupby("region", sort=False))
    sizes = [len(rows) + 0.8 for _, rows in groups]
    figure, axes = plt.subplots(len(groups), 1, figsize=(6.2, 0.25 * sum(sizes) + 0.6), sharex=True, height_ratios=sizes,
                                squeeze=False)  # fmt: skip
    for ax, (region, rows) in zip(axes[:, 0], groups, strict=True):
        rows = rows.sort_values(["place_id", "projects"], key=lambda s: s == "" if s.name == "place_id" else -s, kind="stable")
        colour = style.REGIONS.get(rows["region_id"].iloc[0], (style.PALE, "o"))[0]
        for y, row in enumerate(rows.to_dict("records")):
            face = "white" if row["place_id"] == "" else colour
            ax.barh(
                y, row["projects"], color=face, edgecolor=colour, height=0.66, hatch="" if row["place_id"] else "////", lw=0.8
            )
            ax.text(row["projects"] + 0.15, y, row["projects"], va="center_baseline", fontsize=8, color=style.INK)
        ax.set_yticks(range(len(rows)), rows["place"], fontsize=8.5)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.set_title(str(region), fontsize=10, loc="left", color=style.INK, pad=3)
        _bare(ax)
        ax.tick_params(axis="x", labelbottom=False)
    axes[-1, 0].set_xlabel(translate("named projects (count)", lang))
    figure.tight_layout(h_pad=0.5)
    head = translate("Where each plan puts its named projects: ", lang)
    _describe(axes[0, 0], head, frame, ("region", "place", "projects"), lang)
    return figure


@style.in_style
def aims_ladder(
    frame: pd.DataFrame, *, ax: Axes | None = None, data: Dataset | None = None, lang: Language | None = None
) -> Axes:
    """Draw the level at which each plan aims to lead, in its own words: one row per level, one column per plan.

    Parameters
    ----------
    frame : DataFrame
        `cloudplans.compare.aims_ladder`.
    ax : Axes, optional
        Where to draw; a new figure by default.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.

    Returns
    -------
    Axes
    """
    lang = language(lang)
    frame = (
        frame
        if {*("level_name", "region", "region_id", "goals", "words")} <= {*frame}
        else with_names(frame, data=data, lang=lang)
    )
    check(frame, ("level_name", "region", "region_id", "goals", "words"), "a comparison of cloudplans.compare")
    levels, regions = list(dict.fromkeys(frame["level_name"])), list(dict.fromkeys(frame["region"]))
    cells = {(row["level_name"], row["region"]): wrap(_joined(row["words"]), 11) for row in frame.to_dict("records")}
    heights = [max(1, *(len(cells[level, region]) for region in regions)) * 0.2 + 0.34 for level in levels]
    if ax is None:
        ax = plt.subplots(figsize=(1.85 * len(regions), sum(heights) + 0.4))[1]
    tops = [sum(heights[:number]) for number in range(len(levels) + 1)]
    for row in frame.to_dict("records"):
        y, x = levels.index(row["level_name"]), regions.index(row["region"])
        middle = (tops[y] + tops[y + 1]) / 2
        if row["goals"]:
            colour = style.REGIONS.get(row["region_id"], (style.PALE, "o"))[0]
            ax.fill_between([x - 0.47, x + 0.47], tops[y] + 0.03, tops[y + 1] - 0.03, color=colour, alpha=0.16, lw=0)
            ax.plot([x - 0.47] * 2, [tops[y] + 0.03, tops[y + 1] - 0.03], color=colour, lw=3, solid_capstyle="butt")
        words = "\n".join(cells[row["level_name"], row["region"]])
        ax.text(x, middle, words or translate("not mentioned", lang, context="aim"), ha="center", va="center", fontsize=8,
                color=style.INK if words else style.PALE)  # fmt: skip
    ax.set_yticks([(a + b) / 2 for a, b in pairwise(tops)], levels)
    ax.set_xticks(range(len(regions)), regions)
    ax.xaxis.tick_top()
    ax.set_xlim(-0.5, len(regions) - 0.5)
    ax.set_ylim(tops[-1], 0)
    _bare(ax)
    _describe(ax, translate("Ranks that the plans aspire to: ", lang), frame, ("region", "level_name", "words"), lang)
    return ax


def _bare(ax: Axes) -> None:
    """Remove ticks and frame."""
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _describe(ax: Axes, head: str, frame: pd.DataFrame, columns: tuple[str, ...], lang: str) -> None:
    """Give the figure its alternative text: `head`, then the rows whose last column is not empty."""
    present = frame[[bool(value) for value in frame[columns[-1]]]]
    words = "; ".join(" ".join(_joined(row[column]) for column in columns) for row in present.to_dict("records"))
    style.describe(ax, head + words, frame.drop(columns=["record_ids"]), lang)


def _joined(value: object) -> str:
    return _LIST.join(value) if isinstance(value, list) else str(value)

"""Timelines of the plans: date of issue, period and target years."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cloudplans.compare import timelines
from cloudplans.dataset import Dataset
from cloudplans.labels import Language, language, translate
from cloudplans.plots import style
from cloudplans.plots.shared_drawing import check, labelled


@style.in_style
def horizons(
    frame: pd.DataFrame | None = None,
    labels: str | Sequence[str] | None = None,
    *,
    ax: Axes | None = None,
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Axes:
    """Draw when each plan was issued, the period it covers and its target years.

    Parameters
    ----------
    frame : DataFrame, optional
        Rows of `cloudplans.compare.timelines`; by default all plans. A dot is in the
        middle of its target year. A period or date of issue that the plan does not state is listed beside its row.
    labels : str or sequence of str, optional
        The columns that name the rows; the region by default.
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
        If the frame is empty or lacks a column.
    """
    lang = language(lang)
    frame = timelines(data=data) if frame is None else frame
    check(frame, ("region_id", "issued", "period_start", "period_end", "stages", "last_target"), "compare.timelines()")
    names = labelled(frame, labels or ("region",), data, lang).tolist()
    rows = frame.to_dict("records")
    if ax is None:
        ax = plt.subplots(figsize=(5.2, 0.48 * len(rows) + 1))[1]
    places, descriptions = range(len(rows))[::-1], []
    for y, row, name in zip(places, rows, names, strict=True):
        _horizon(ax, y, row)
        missing = _missing(row, lang)
        ax.annotate(missing, (1.02, y), xycoords=("axes fraction", "data"), va="center", fontsize=8.5, color=style.PALE)
        descriptions.append(_description(row, str(name), missing, lang))
    ax.set_yticks(places, names)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ends = [frame["period_start"].min(), frame["issued"].min().year, frame["last_target"].max(), frame["period_end"].max()]
    first, last = (int(end) for end in (min(ends[:2]), max(ends[2:])))
    ax.set_xticks(range(first, last + 1))
    ax.set_xlim(first - 0.6, last + 0.6)
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    keys = [Patch(color=style.PALE, alpha=0.4, label=translate('period', lang)),
            Line2D([], [], color=style.INK, marker="|", ms=13, mew=2, ls="none", label=translate('date of issue', lang)),
            Line2D([], [], color=style.PALE, marker="o", ms=7, ls="none", label=translate('target year', lang))]  # fmt: skip
    ax.legend(handles=keys, ncols=3, loc="upper left", bbox_to_anchor=(0, -0.13), frameon=False, fontsize=8.5)
    style.describe(ax, translate("Horizons and target years: ", lang) + "; ".join(descriptions), frame, lang)
    return ax


def _horizon(ax: Axes, y: float, row: dict) -> None:
    """Draw one plan: a bar for its period, a tick at the day of issue, dots at its target years."""
    colour, marker = style.REGIONS.get(row["region_id"], (style.PALE, "o"))
    if not pd.isna(row["period_start"]):
        ax.plot(
            [row["period_start"] - 0.5, row["period_end"] + 0.5], [y, y], color=colour, lw=11, solid_capstyle="butt", alpha=0.3
        )
    if not pd.isna(row["issued"]):
        day = row["issued"]
        x = day.year - 0.5 + (day.day_of_year - 1) / (366 if day.is_leap_year else 365)
        ax.plot([x], [y], color=style.INK, marker="|", ms=17, mew=2, ls="none", zorder=3)
    years = row["stages"]
    ax.plot(years, [y] * len(years), color=colour, marker=marker, ms=8, mec="white", mew=0.8, ls="none", zorder=4)


def _missing(row: dict, lang: str) -> str:
    """Return which of the period and the date of issue a plan does not state."""
    what = [translate("period", lang)] if pd.isna(row["period_start"]) else []
    what += [translate("date of issue", lang)] if pd.isna(row["issued"]) else []
    return translate("{what} not stated", lang, what=translate(" and ", lang).join(what)) if what else ""


def _description(row: dict, name: str, missing: str, lang: str) -> str:
    """Return one plan's part of the alternative text."""
    words = [] if pd.isna(row["period_start"]) else [f"{row['period_start']}–{row['period_end']}"]
    if not pd.isna(row["issued"]):
        words.append(translate("issued ", lang) + f"{row['issued']:%Y-%m-%d}")
    words += [translate("target years ", lang) + ", ".join(map(str, row["stages"])), missing]
    return f"{name}: " + ", ".join(word for word in words if word)

"""Targets as rows of one chart: every stage of a series on one line, or only its first and last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from cloudplans.compare import stages
from cloudplans.dataset import Dataset
from cloudplans.labels import Language, language, translate
from cloudplans.plots import row_charts as rc
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, measure_of, notes_of, title_of, told
from cloudplans.plots.shared_drawing import one_unit, readable, series_names, stages_left_out, statement_text, value_of, year
from cloudplans.plots.titled_figure import WIDTHS, Width, blank, finish, mark

Series = list[dict[str, Any]]


@style.in_style
def targets(
    rows: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw targets: one row per region or, with several indicators, per region and indicator; the stages of a series on one line.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()` or `statements()` in one unit. Regions and rows are ordered by their largest value.
    title, subtitle : str, optional
        Words instead of the default title (measure, unit, years) and subtitle (how to read the figure, warnings).
    width : {"wide", "narrow"}
        For a page (7.6 inches) or a phone (3.5 inches); the height follows from the rows.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.

    Returns
    -------
    Figure
        With title, source line and alternative text. The last stage is labelled with its value; an unverified figure is a cross.

    Raises
    ------
    ValueError
        If the frame is empty or contains more than one unit.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import plots
    >>> figure = plots.targets(cloudplans.targets(indicator="cloud-services-scale"))
    >>> figure.texts[0].get_text()
    'Cloud services industry, CNY billion, 2015–2020'
    """
    lang = language(lang)
    frame = readable(rows, data, lang)
    return _draw(frame, [*_series(frame)], (title, subtitle), "", width, data, lang)


@style.in_style
def dumbbell(
    rows: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw the first and the last stage of each series, joined by a line.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()`, or of `cloudplans.compare.stages`, in one unit. A line across a change of scope or definition is dashed.
    title, subtitle, width, data, lang
        As for `targets`.

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
    >>> figure = plots.dumbbell(cloudplans.targets(indicator="sme-cloud-share"))
    >>> figure.texts[0].get_text()
    'SMEs using the cloud, per cent, 2015–2020'
    """
    lang = language(lang)
    frame = readable(rows if "changed" in rows else stages(rows, data=data), data, lang)
    ends = [[series[0], series[-1]] if len(series) > 1 else series for series in _series(frame)]
    return _draw(frame, ends, (title, subtitle), stages_left_out(rows, frame, lang), width, data, lang)


def _series(frame: pd.DataFrame) -> list[Series]:
    """Return the series by region and value, the largest first; a series in the order of its years."""
    ordered = frame.assign(_top=frame[["lower", "upper"]].max(axis=1))
    ordered["_series"] = ordered.groupby("series")["_top"].transform("max")
    ordered["_region"] = ordered.groupby("region_id")["_top"].transform("max")
    ordered = ordered.sort_values(
        ["_region", "region_id", "_series", "series", "deadline"], ascending=[False, True, False, True, True]
    )
    return [group.to_dict("records") for _, group in ordered.groupby("series", sort=False)]


def _names(frame: pd.DataFrame, found: Sequence[Series], lang: str) -> tuple[list[str], set[int], list[Series | None]]:
    """Return the names of the rows, which of them are headers, and the series of each."""
    several = frame["indicator_id"].nunique() > 1
    names = series_names(frame, lang, region=not several, indicator=several)
    texts: list[str] = []
    headers: set[int] = set()
    rows: list[Series | None] = []
    region = None
    for series in found:
        if several and series[0]["region_id"] != region:
            region = series[0]["region_id"]
            headers.add(len(texts))
            texts.append(series[0]["region"])
            rows.append(None)
        texts.append(names[series[0]["series"]])
        rows.append(series)
    return texts, headers, rows


def _draw(frame: pd.DataFrame, found: list[Series], words: tuple[str | None, str | None], note: str, width: Width,
          data: Dataset | None, lang: Language) -> Figure:  # fmt: skip
    """Draw series as rows and finish the figure."""
    unit = one_unit(frame)
    names, headers, rows = _names(frame, found, lang)
    places = rc.slots(names, width, 0.42, headers)
    figure, axes = blank(rc.height_of(places), width)
    ax = axes[0, 0]
    ends = frame[["lower", "upper"]].to_numpy(dtype=float)
    logarithmic = rc.value_axis(ax, unit, lang, (float(pd.Series(ends.ravel()).min()), float(pd.Series(ends.ravel()).max())))
    rc.write_names(ax, places, width)
    dashed = False
    for slot, series in zip(places, rows, strict=True):
        if series:
            _row(ax, slot.mark, series, lang, 0.55 * WIDTHS[width] if width == "wide" else 2.9)
            dashed = dashed or any(row.get("changed") for row in series[1:])
    texts = [value_of(row, lang) for series in found for row in series]
    hollow = any(rc.is_hollow(row) for series in found for row in series)
    below = [
        translate("Definitions differ between rows: compare along a row", lang) if frame["indicator_id"].nunique() > 1 else "",
        translate("The year is above each mark, the value beside the last one", lang)
        if any(len(one) > 1 for one in found)
        else "",
        translate("Dashed: the scope or the definition changes on the way", lang) if dashed else "",
        translate("Logarithmic scale", lang) if logarithmic else "",
        note,
        notes_of(texts, lang, hollow=hollow),
    ]
    parts = [told(name, _stages_in_words(one, lang), lang) for name, one in zip(names, rows, strict=True) if one]
    measure = measure_of(frame, data, lang)
    about = default_words(frame, title=(words[0], title_of(frame, measure, [unit], lang)), subtitle=(words[1], below), parts=parts,
                          data=data, lang=lang)  # fmt: skip
    return finish(figure, about, frame.drop(columns="series"), width, lang)


def _stages_in_words(series: Series, lang: str) -> str:
    return " → ".join(f"{year(row, lang)} {value_of(row, lang)}" for row in series)


def _row(ax: rc.Axes, y: float, series: Series, lang: str, inches: float) -> None:
    """Draw the stages of one series on a line from the axis, the last one larger and with its value."""
    colour = style.look(series[0])[0]
    places = [rc.place(row) for row in series]
    ax.plot([ax.get_xlim()[0], max(places)], [y, y], color=style.GRID, lw=1, zorder=0)
    for before, after in pairwise(series):
        ax.plot([rc.place(before), rc.place(after)], [y, y], color=colour, lw=1.3, zorder=1, clip_on=False,
                ls="--" if after.get("changed") else "-")  # fmt: skip
    for number, row in enumerate(series):
        last = number == len(series) - 1
        mark(rc.draw_mark(ax, y, row, size=9 if last else 6.5), row["statement_id"], statement_text(row, lang))
    rc.write_above(ax, y, [(rc.place(row), year(row, lang)) for row in series], inches)
    rightmost = max(series, key=lambda row: (rc.right_end(ax, row), row["deadline"] if not pd.isna(row["deadline"]) else 0))
    value, last = value_of(series[-1], lang), series[-1]
    if rightmost is not last and len(series) > 1 and rc.place(rightmost) != rc.place(last):  # the last stage is not the largest
        value = translate("{figure} ({value})", lang, figure=value, value=year(last, lang))
    rc.write_value(ax, rc.right_end(ax, rightmost), y, value, gap=9)

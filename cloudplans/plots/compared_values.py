"""Results of comparisons as bars from zero: one base, or several side by side; growth between target years."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cloudplans.compare import relative_to, steps
from cloudplans.dataset import Dataset, indicator_names, region_names
from cloudplans.labels import MARKS, Language, code_name, language, translate
from cloudplans.plots import row_charts as rc
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, listed, measure_of, notes_of, title_of, told, warnings_of
from cloudplans.plots.shared_drawing import check, labelled, one_unit, record_of, result_text
from cloudplans.plots.short_amounts import short_bounds
from cloudplans.plots.text_layout import wrapped
from cloudplans.plots.titled_figure import WIDTHS, Width, blank, finish, mark

_MAKER = "a comparison, such as compare.relative_to(rows, base=...)"
_BAR = 0.2  # inches


@style.in_style
def values(
    frame: pd.DataFrame,
    labels: str | Sequence[str] | None = None,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw the results of a comparison as bars from zero, the largest first.

    Parameters
    ----------
    frame : DataFrame
        Results of a comparison in one unit (`lower`, `upper`, `unit`, `region_id`), or rows of `targets()` as they are. A row
        without a value states why. The warnings of the comparison are in the subtitle.
    labels : str or sequence of str, optional
        The columns that name the rows; by default those that tell them apart.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text. An arrow marks an open bound, a pale part of a bar a range.

    Raises
    ------
    ValueError
        If the frame has no values, or several units.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import compare, plots
    >>> shares = compare.relative_to(cloudplans.targets(indicator="cloud-services-scale", year=2015), base="gdp-target-year")
    >>> figure = plots.values(shares)
    >>> figure.get_label()[:53]
    "Cloud services industry: relative to the region's GDP"
    """
    lang = language(lang)
    if isinstance(frame, pd.DataFrame) and len(frame) and {"statement_id", "printed"} <= {*frame}:
        frame = relative_to(frame, data=data)
    check(frame, ("lower", "upper", "unit", f"derivation_{lang}"), _MAKER)
    unit = one_unit(frame)
    shown = named_rows(frame, labels, data, lang)
    places = rc.slots(shown["row_name"].tolist(), width, 0.3)
    figure, axes = blank(rc.height_of(places), width)
    bars(axes[0, 0], places, shown, unit, width, lang)
    measure = measure_of(frame, data, lang, _comparison(frame, lang))
    default = title_of(frame, measure, [] if unit == "1" else [unit], lang, years=_years(frame))
    words = default_words(shown, title=(title, default), subtitle=(subtitle, [*warnings_of(frame, lang), *bar_notes(shown, lang)]),
                          parts=row_parts(shown, lang), data=data, lang=lang)  # fmt: skip
    return finish(figure, words, frame, width, lang)


def named_rows(frame: pd.DataFrame, labels: str | Sequence[str] | None, data: Dataset | None, lang: Language) -> pd.DataFrame:
    """Return results from the largest to the smallest, with the names of their rows, regions and indicators in a language."""
    regions, indicators = region_names(data=data, lang=lang), indicator_names(data=data, lang=lang)
    shown = frame.assign(
        row_name=labelled(frame, labels, data, lang),
        region=frame["region_id"].map(regions) if "region_id" in frame else "",
        indicator=frame["indicator_id"].map(indicators) if "indicator_id" in frame else "",
    )
    shown.attrs.update(frame.attrs)
    top = shown[["lower", "upper"]].max(axis=1)
    order = top.fillna(-np.inf).sort_values(ascending=False, kind="stable").index
    return shown.loc[order] if shown.index.is_unique else shown


def _comparison(frame: pd.DataFrame, lang: str) -> str:
    """Return what a comparison made of the targets, in words."""
    if "from_year" in frame:
        return translate("implied growth per year", lang)
    if "upper_id" in frame:
        share = "percent" in set(frame["unit"])
        return translate("share of the national figure", lang) if share else translate("multiple of the national figure", lang)
    base = frame.attrs.get("base", "absolute")
    return "" if base == "absolute" else code_name("base", base, lang)


def _years(frame: pd.DataFrame) -> list[object]:
    columns = [column for column in ("deadline", "from_year", "to_year") if column in frame]
    return [year for column in columns for year in frame[column]]


def row_parts(frame: pd.DataFrame, lang: str) -> list[str]:
    """Return the rows of a comparison for the alternative text: name and value."""
    return [told(row["row_name"], short_bounds(row, lang, computed=True), lang) for row in frame.to_dict("records")]


def bar_notes(frame: pd.DataFrame, lang: str) -> list[str]:
    """Return what arrows, pale bars, outlines and marks mean, where they occur."""
    low, high = frame["lower"].notna(), frame["upper"].notna()
    notes = [translate("An arrow marks an open bound", lang)] if (low != high).any() else []
    notes += (
        [translate("Pale: between the bounds of a range", lang)]
        if (low & high & (frame["lower"] != frame["upper"])).any()
        else []
    )
    hollow = bool(frame["about"].any()) if "about" in frame else False
    return [*notes, notes_of(frame["derivation_en"], lang, hollow=hollow)]


def bars(ax: Axes, places: list[rc.Slot], frame: pd.DataFrame, unit: str, width: Width, lang: str, *, axis: bool = True,
         names: bool = True) -> None:  # fmt: skip
    """Draw results as bars from zero, in the order of the slots that are no headers."""
    ends = frame[["lower", "upper"]].to_numpy(dtype=float)
    known = [0.0, *ends[~np.isnan(ends)]]
    open_side = bool(frame["upper"].isna().any() and frame["lower"].notna().any())
    high = max(known) * (1.06 if open_side else 1) or 1.0
    ax.set_xlim(min(known), high)
    if axis:
        rc.value_axis(ax, unit, lang, (min(known), high))
    rc.write_names(ax, places, width, names=names)
    rows = iter(frame.to_dict("records"))
    for slot in places:
        if not slot.header:
            _bar(ax, slot.mark, next(rows), lang, width, axis)


def _bar(ax: Axes, y: float, row: dict, lang: str, width: Width, reasons: bool) -> None:
    """Draw the bounds of one row and write them next to it."""
    if pd.isna(row["lower"]) and pd.isna(row["upper"]):
        why = (row.get(f"missing_{lang}") or translate("not determined", lang)) if reasons else ""
        words = wrapped(re.split("[;\uff1b]", why)[0], 3.4 if width == "wide" else WIDTHS[width] - 0.4, style.SMALLEST)
        ax.annotate(words or translate("no value", lang), (0, y), (4, 0), textcoords="offset points", va="center",
                    fontsize=style.SMALLEST, color=style.PALE, annotation_clip=False)  # fmt: skip
        return
    colour, marker = style.look(row)
    low, high = row["lower"], row["upper"]
    solid = high if pd.isna(low) else low
    pale = pd.isna(low) or marker == style.UNVERIFIED
    (drawn,) = ax.barh([y], [solid], height=_BAR, color="white" if row.get("about") else colour, edgecolor=colour, lw=1.2,
                       alpha=0.45 if pale else None, clip_on=False)  # fmt: skip
    if not pd.isna(low) and not pd.isna(high) and high != low:
        ax.barh([y], [high - low], left=low, height=_BAR, color=colour, alpha=0.35, lw=0, clip_on=False)
    if pd.isna(high) or pd.isna(low):
        ax.annotate("", (rc.arrow_tip(ax, row), y), (solid, y), annotation_clip=False,
                    arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.6, "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    if marker == style.UNVERIFIED:
        ax.plot([solid], [y], marker=marker, ms=7, mec=colour, mew=1.6, ls="none", clip_on=False)
    mark(drawn, record_of(row), result_text(row, lang))
    marks = "".join(sign for sign in MARKS.values() if sign.strip() in row["derivation_en"])
    rc.write_value(
        ax,
        max(rc.right_end(ax, row), 0),
        y,
        short_bounds(row, lang, computed=True) + marks,
        gap=10 if marker == style.UNVERIFIED else 6,
    )


@style.in_style
def growth(
    rows: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw the growth per year that targets imply: one row per series, one mark per step, the fastest series first.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()`, or of `cloudplans.compare.steps`. Steps without a rate, such as those between bounds, are left out.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text.

    Raises
    ------
    ValueError
        If no step has a rate.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import plots
    >>> figure = plots.growth(cloudplans.targets(indicator="cloud-services-scale"))
    >>> figure.texts[0].get_text()
    'Cloud services industry: implied growth per year, per cent, 2015–2020'
    """
    lang = language(lang)
    check(rows, ("region_id", "indicator_id"), "rows of targets()")
    found = rows if "from_year" in rows else steps(rows.dropna(subset="deadline"), data=data)
    frame = found[found["lower"].notna() | found["upper"].notna()]
    frame.attrs = found.attrs
    check(frame, ("series_id", "from_year", "to_year", "lower", "upper"), "compare.steps(rows)")
    shown = named_rows(frame, ("region", "indicator"), data, lang)
    series = [group.sort_values("from_year").to_dict("records") for _, group in shown.groupby("series_id", sort=False)]
    places = rc.slots([one[0]["row_name"] for one in series], width, 0.42)
    figure, axes = blank(rc.height_of(places), width)
    ax = axes[0, 0]
    known = frame[["lower", "upper"]].to_numpy(dtype=float)
    rc.value_axis(ax, "percent", lang, (min(0.0, float(np.nanmin(known))), float(np.nanmax(known)) * 1.05))
    rc.write_names(ax, places, width)
    for slot, steps_of in zip(places, series, strict=True):
        _growth_row(ax, slot.mark, steps_of, lang, 4.0 if width == "wide" else 2.9)
    measure = measure_of(frame, data, lang, _comparison(frame, lang))
    below = [
        *warnings_of(frame, lang),
        translate("The years of each step are above its mark", lang),
        notes_of(frame["derivation_en"], lang),
    ]
    words = default_words(shown, title=(title, title_of(frame, measure, ["percent"], lang, years=_years(frame))), subtitle=(subtitle, below),
                          parts=row_parts(shown, lang), data=data, lang=lang)  # fmt: skip
    return finish(figure, words, frame, width, lang)


def _growth_row(ax: Axes, y: float, steps_of: list[dict], lang: str, inches: float) -> None:
    ax.plot([0, max(rc.place(row) for row in steps_of)], [y, y], color=style.GRID, lw=1, zorder=0)
    above = []
    for row in steps_of:
        text = result_text(row, lang)
        mark(rc.draw_mark(ax, y, {**row, "unit": "rate"}, size=8), record_of(row), text)
        above.append((rc.place(row), f"{row['from_year']}–{row['to_year']}"))
    rc.write_above(ax, y, above, inches)
    words = listed((short_bounds(row, lang, computed=True) for row in sorted(steps_of, key=rc.place)), lang)
    rc.write_value(ax, max(rc.right_end(ax, {**row, "unit": "rate"}) for row in steps_of), y, words)

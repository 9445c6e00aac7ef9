"""The same targets on several bases side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cloudplans.compare import BASES, relative_to
from cloudplans.dataset import Dataset, nearest
from cloudplans.labels import Language, language, message, translate
from cloudplans.plots import row_charts as rc
from cloudplans.plots import style
from cloudplans.plots.compared_values import bar_notes, bars, named_rows, row_parts
from cloudplans.plots.default_words import default_words, listed, measure_of, title_of, warnings_of
from cloudplans.plots.shared_drawing import check
from cloudplans.plots.short_amounts import unit_words
from cloudplans.plots.text_layout import wrapped
from cloudplans.plots.titled_figure import WIDTHS, Width, blank, finish

_BASES = {  # in titles; the headings of columns have the unit as well
    "absolute": message("as stated"),
    "per-resident": message("per resident"),
    "per-resident-at-issue": message("per resident in the year of issue"),
    "gdp-target-year": message("relative to GDP"),
    "gdp-issue-year": message("relative to GDP in the year of issue"),
    "national-figure": message("as a share of the national figure"),
}


@style.in_style
def small_multiples(
    rows: pd.DataFrame | Mapping[str, pd.DataFrame],
    bases: Sequence[str] = ("absolute", "per-resident", "gdp-target-year"),
    labels: str | Sequence[str] | None = None,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw the same targets on several bases side by side: in yuan, per resident, relative to GDP.

    Parameters
    ----------
    rows : DataFrame or mapping of str to DataFrame
        Rows of `targets()`; or each base with its results of `cloudplans.compare.relative_to`, for the same statements in the same order.
        Each unit has panels of its own, each indicator a heading.
    bases : sequence of str
        Keys of `cloudplans.compare.BASES`, one column each (below each other on a narrow figure).
    labels : str or sequence of str, optional
        The columns that name the rows; by default those that tell them apart.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text. Columns have scales of their own, all from zero.

    Raises
    ------
    ValueError
        If there is no base, a base does not exist, or the frames contain different statements.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import plots
    >>> rows = cloudplans.targets(indicator="cloud-services-scale", year=2015)
    >>> figure = plots.small_multiples(rows, bases=["absolute", "gdp-target-year"])
    >>> [ax.get_title(loc="left") for ax in figure.axes]
    ['CNY billion', 'relative to GDP, per cent']
    """
    lang = language(lang)
    frames = _on_bases(rows, bases, data, lang)
    first = next(iter(frames.values()))
    blocks = _blocks(first)
    panels = [(base, unit_rows) for unit_rows in blocks for base in frames]
    columns = len(frames) if width == "wide" else 1
    layouts = {number: _layout(first.loc[block], labels, width, data, lang) for number, block in enumerate(blocks)}
    heights = [rc.height_of(layouts[number][0], axis=False) + 0.5 for number in range(len(blocks))]
    heights = heights if width == "wide" else [height for height in heights for _ in frames]
    figure, axes = blank(sum(heights), width, len(heights), columns, height_ratios=heights)
    for number, (base, _) in enumerate(panels):
        places, order = layouts[number // len(frames)]
        ax = axes.flat[number]
        _panel(
            ax, places, frames[base].loc[order], base, width, lang, columns, names=width == "narrow" or number % len(frames) == 0
        )
    everything = pd.concat([frame.assign(base=base) for base, frame in frames.items()])
    everything.attrs = {**first.attrs, "base": next((base for base in frames if base != "absolute"), "absolute")}
    shown = named_rows(everything, labels, data, lang)
    words = default_words(
        everything,
        title=(title, title_of(first, measure_of(first, data, lang, listed((_on(base, lang) for base in frames), lang)), [], lang)),
        subtitle=(subtitle, [translate("Each column has its own scale from zero", lang), *(words for frame in frames.values() for words in warnings_of(frame, lang)), *bar_notes(everything, lang), *_reasons(everything, lang)]),
        parts=row_parts(shown, lang), data=data, lang=lang,
    )  # fmt: skip
    return finish(figure, words, everything, width, lang)


def _reasons(frame: pd.DataFrame, lang: str) -> list[str]:
    """Return why some rows have no value on a base."""
    missing = frame[f"missing_{lang}"].fillna("") if f"missing_{lang}" in frame else pd.Series(dtype=str)
    first = dict.fromkeys(re.split("[;\uff1b]", reason)[0] for reason in missing if reason)
    return [translate("No value: {reasons}", lang, reasons=translate("; ", lang).join(first))] if first else []


def _on(base: str, lang: str) -> str:
    return translate(_BASES[base], lang, context="base in a title")


def _on_bases(
    rows: pd.DataFrame | Mapping[str, pd.DataFrame], bases: Sequence[str], data: Dataset | None, lang: str
) -> dict[str, pd.DataFrame]:
    """Return the results on each base, of the same statements in the same order."""
    if not isinstance(rows, Mapping):
        check(rows, ("statement_id", "unit"), "rows of targets()")
        rows = {base: relative_to(rows, base=base, data=data) for base in bases}
    if not rows:
        raise ValueError("nothing to draw; pass at least one base with its results")
    frames: dict[str, pd.DataFrame] = {}
    for base, frame in rows.items():
        if base not in BASES:
            raise nearest(base, BASES, "base")
        check(
            frame,
            ("statement_id", "region_id", "lower", "upper", "unit", f"derivation_{lang}"),
            "compare.relative_to(rows, base=...)",
        )
        frames[base] = frame.reset_index(drop=True)
        if frames[base]["statement_id"].tolist() != next(iter(frames.values()))["statement_id"].tolist():
            raise ValueError(
                f"the frame of {base} has different statements, or a different order, than the first; use the same selection"
            )
    return frames


def _blocks(frame: pd.DataFrame) -> list[pd.Index]:
    """Return the rows of each unit, the unit with most rows first."""
    return sorted((group.index for _, group in frame.groupby("unit", sort=False)), key=lambda index: -len(index))


def _layout(frame: pd.DataFrame, labels: str | Sequence[str] | None, width: Width, data: Dataset | None,
            lang: Language) -> tuple[list[rc.Slot], list[int]]:  # fmt: skip
    """Return the slots of the rows, with a heading per indicator, and the order of the rows."""
    several = frame["indicator_id"].nunique() > 1
    wanted = labels or [
        column for column in ("region", "deadline") if column == "region" or frame[column].nunique(dropna=False) > 1
    ]
    shown = named_rows(frame, wanted, data, lang)
    tops = shown.groupby("indicator_id")["lower"].transform("max")
    shown = shown.assign(_top=tops).sort_values(["_top", "indicator_id"], ascending=[False, True], kind="stable")
    texts: list[str] = []
    headers: set[int] = set()
    for indicator, group in shown.groupby("indicator", sort=False):
        if several:
            headers.add(len(texts))
            texts.append(str(indicator))
        texts += group["row_name"].tolist()
    return rc.slots(texts, width, 0.3, headers, names_inches=1.7), shown.index.tolist()


def _panel(
    ax: Axes, places: list[rc.Slot], frame: pd.DataFrame, base: str, width: Width, lang: str, columns: int, *, names: bool
) -> None:
    """Draw the results on one base."""
    units = [unit for unit in frame["unit"].unique() if unit]
    heading = listed(
        dict.fromkeys(
            [
                *([_on(base, lang)] if not base.startswith(("absolute", "per-resident")) else []),
                *(unit_words(u, lang) for u in units),
            ]
        ),
        lang,
    )
    bars(ax, places, frame, units[0] if units else "", width, lang, axis=False, names=names)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.axvline(0, color=style.GRID, lw=1, zorder=0)
    room = (WIDTHS[width] - 2.1) / columns - 0.4 if width == "wide" else WIDTHS[width] - 0.3
    ax.set_title(wrapped(heading, room, style.SMALL), fontsize=style.SMALL, color=style.PALE, loc="left")

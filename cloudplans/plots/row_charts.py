"""Charts with one named row per series: names at the left, or above the marks on a narrow figure; marks with their bounds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from cloudplans.labels import scale
from cloudplans.plots import style
from cloudplans.plots.short_amounts import short, short_bounds, unit_words
from cloudplans.plots.text_layout import POINTS, lines_of, width_of
from cloudplans.plots.titled_figure import WIDTHS, Width

_LINE = 1.25 * style.NORMAL / POINTS  # inches
LABEL = 1.25 * style.SMALLEST / POINTS  # inches: a line above a mark
_NAMES = 2.5  # widest names of rows, inches
_BOLD = 0.9  # of that for headings, whose letters are wider
SHARES = ("percent",)  # units that end at 100


@dataclass(frozen=True)
class Slot:
    """The place of a row in inches from the top: its name, and the height at which its marks are."""

    lines: tuple[str, ...]
    top: float
    bottom: float
    mark: float
    header: bool = False


def slots(
    names: Sequence[str], width: Width, area: float, headers: Collection[int] = (), names_inches: float = _NAMES
) -> list[Slot]:
    """Return a slot per name; `area` is the height of a mark with what is above it, `headers` the rows without a mark."""
    found, top = [], 0.0
    for number, name in enumerate(names):
        room = WIDTHS[width] - 0.3 if width == "narrow" else names_inches * (_BOLD if number in headers else 1)
        lines = tuple(lines_of(name, room, style.NORMAL))
        if number in headers:
            height, at = len(lines) * _LINE + (0.14 if found else 0.02), 0.0
        elif width == "narrow":
            height, at = len(lines) * _LINE + area + 0.12, len(lines) * _LINE + area - 0.04
        else:
            height = max(area, len(lines) * _LINE) + 0.06
            at = height / 2 + (LABEL / 2 if area > 0.35 else 0)
        found.append(Slot(lines, top, top + height, top + at, number in headers))
        top += height
    return found


def write_names(ax: Axes, rows: Sequence[Slot], width: Width, *, names: bool = True) -> None:
    """Name the rows of an axis whose vertical unit is the inch, and remove its frame."""
    ax.set_ylim(rows[-1].bottom, 0)
    ax.set_yticks([])
    ax.tick_params(length=0)
    for side in ("left", "top", "right"):
        ax.spines[side].set_visible(False)
    for row in rows if names else ():
        text = "\n".join(row.lines)
        if row.header:
            place: dict[str, Any] = {"xy": (0, row.bottom), "va": "bottom", "textcoords": "offset points"}
            place |= {"xytext": (0, 0), "ha": "left"} if width == "narrow" else {"xytext": (-7, 0), "ha": "right"}
        elif width == "narrow":
            place = {"xy": (0, row.top + 0.08), "va": "top", "ha": "left"}
        else:
            place = {"xy": (0, row.mark), "va": "center", "ha": "right", "xytext": (-7, 0), "textcoords": "offset points"}
        written = ax.annotate(text, xycoords=("axes fraction", "data"), color=style.INK, fontsize=style.NORMAL, linespacing=1.15,
                              annotation_clip=False, **place)  # fmt: skip
        if row.header:
            style.embolden(written)


def height_of(rows: Sequence[Slot], *, axis: bool = True) -> float:
    """Return the height in inches of the axes of some rows, with its ticks and label."""
    return rows[-1].bottom + (0.52 if axis else 0.1)


def value_axis(ax: Axes, unit: str, lang: str, ends: tuple[float, float], *, label: str | None = None) -> bool:
    """Set the range, ticks and label of a horizontal axis of values; return whether it is logarithmic.

    A range of more than a hundredfold is logarithmic; shares end at 100%.
    """
    low, high = ends
    logarithmic = unit not in SHARES and low > 0 and high / low >= 100
    if logarithmic:
        ax.set_xscale("log")
        ax.set_xlim(low / 1.6, high * 1.1)
        decades = [10.0**n for n in range(-3, 25) if low / 1.6 <= 10.0**n <= high * 1.1]
        ax.xaxis.set_major_locator(FixedLocator(decades))
        ax.xaxis.set_minor_locator(NullLocator())
    else:
        ax.set_xlim(min(0.0, low), 100 if unit in SHARES and 60 < high <= 100 else (high or 1) * 1.02)
        ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, unit, lang)))
    ax.set_xlabel(unit_words(unit, lang) if label is None else label, loc="left")
    ax.grid(axis="x", color=style.GRID, lw=0.7)
    ax.set_axisbelow(True)
    ax.spines["bottom"].set_visible(False)
    return logarithmic


def tick(value: float, unit: str, lang: str) -> str:
    """Return the label of a tick; an amount of money without the unit, which is in the name of the axis."""
    if unit in ("CNY", "USD"):
        return short(value / scale(unit, lang)[0], "1", lang)
    return short(value, unit, lang) if value else "0"


def tick_bounds(row: Mapping[str, Any], lang: str) -> str:
    """Return the bounds of a row without a unit that the title names: ``300`` for CNY 300 bn."""
    if row["unit"] not in ("CNY", "USD"):
        return short_bounds(row, lang)
    factor = scale(row["unit"], lang)[0]
    return short_bounds({**row, "lower": row["lower"] / factor, "upper": row["upper"] / factor, "unit": "1"}, lang)


def place(row: Mapping[str, Any]) -> float:
    """Return the position of a row's marker: its lower bound, or the upper one where the lower side is open."""
    return float(row["upper"] if pd.isna(row["lower"]) else row["lower"])


def is_hollow(row: Mapping[str, Any]) -> bool:
    """Return whether a statement is hedged or approximate, and so drawn hollow."""
    hedge = row.get("hedge")
    return bool(hedge and not pd.isna(hedge)) or row.get("comparator") == "approx" or bool(row.get("about", False))


def arrow_tip(ax: Axes, row: Mapping[str, Any]) -> float:
    """Return where the arrow on the open side of a row ends: never beyond 100% of a share."""
    (left, right), at = ax.get_xlim(), place(row)
    up = pd.isna(row["upper"])
    if ax.get_xscale() == "log":
        return at * (right / left) ** (0.06 if up else -0.06)
    tip = at + (0.06 if up else -0.06) * (right - left)
    return min(tip, max(100.0, at)) if row["unit"] in SHARES and at <= 100 else tip


def right_end(ax: Axes, row: Mapping[str, Any]) -> float:
    """Return the rightmost point of the drawing of a row."""
    if pd.isna(row["upper"]):
        return arrow_tip(ax, row)
    return float(row["upper"])


def draw_mark(ax: Axes, y: float, row: Mapping[str, Any], *, size: float = 8.0, bar: bool = True) -> Artist:
    """Draw one figure with its bounds: a marker, a bar between two bounds, an arrow on an open side; hollow if not firm."""
    colour, marker = style.look(row)
    at = place(row)
    if not pd.isna(row["lower"]) and not pd.isna(row["upper"]) and row["lower"] != row["upper"] and bar:
        ax.plot([row["lower"], row["upper"]], [y, y], color=colour, lw=5, solid_capstyle="butt", alpha=0.55, clip_on=False)
    if pd.isna(row["lower"]) or pd.isna(row["upper"]):
        tip = arrow_tip(ax, row)
        if tip != at:
            ax.annotate("", (tip, y), (at, y), annotation_clip=False,
                        arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.6, "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    face = "white" if is_hollow(row) else colour
    (drawn,) = ax.plot([at], [y], marker=marker, ms=size, mfc=face, mec=colour, mew=1.6, ls="none", zorder=3, clip_on=False)
    return drawn


def write_above(ax: Axes, y: float, texts: Sequence[tuple[float, str]], inches: float, *, below: bool = False) -> None:
    """Write a text above each mark of a row; marks that are closer than their texts share one text."""
    left, right = ax.get_xlim()

    def position(x: float) -> float:
        return inches * (log(x / left) / log(right / left) if ax.get_xscale() == "log" else (x - left) / (right - left))

    groups: list[list[tuple[float, str]]] = []
    for x, words in sorted(texts):
        reach = position(x) - width_of(words, style.SMALLEST) / 2 - 0.06
        if groups and reach < _end(groups[-1], position):
            groups[-1].append((x, words))
        else:
            groups.append([(x, words)])
    for group in groups:
        middle = (group[0][0] + group[-1][0]) / 2
        words = ", ".join(dict.fromkeys(text for _, text in group))
        edge = position(middle) < width_of(words, style.SMALLEST) / 2
        ax.annotate(words, (0 if edge else middle, y), (0, -7 if below else 7), textcoords="offset points", va="top" if below else "bottom",
                    xycoords=("axes fraction", "data") if edge else "data", ha="left" if edge else "center", fontsize=style.SMALLEST,
                    color=style.PALE, annotation_clip=False)  # fmt: skip


def _end(group: Sequence[tuple[float, str]], position: Callable[[float], float]) -> float:
    """Return the right end of the text that a group of marks shares."""
    words = ", ".join(dict.fromkeys(text for _, text in group))
    return float((position(group[0][0]) + position(group[-1][0])) / 2 + width_of(words, style.SMALLEST) / 2)


def write_value(ax: Axes, x: float, y: float, words: str, *, gap: float = 8, colour: str = style.INK) -> None:
    """Write a value to the right of a mark."""
    ax.annotate(
        words,
        (x, y),
        (gap, 0),
        textcoords="offset points",
        va="center",
        fontsize=style.NORMAL,
        color=colour,
        annotation_clip=False,
    )

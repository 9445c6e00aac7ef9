"""What several pictures share: checking the frame, the words of a mark, labels that keep their distance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cloudplans.labels import MARKS, translate
from cloudplans.plots import style


def check(frame: pd.DataFrame, columns: Iterable[str], maker: str) -> None:
    """Refuse a frame without rows or without a column that the picture needs; `maker` says what makes such a frame."""
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(f"the frame has no column {', '.join(missing)}; {maker} makes one that has")
    if frame.empty:
        raise ValueError("nothing to draw: the frame has no rows; loosen the filters")


def one_axis(frame: pd.DataFrame, allow: bool) -> str:
    """Return the unit of the frame; several units are an error, several indicators as well unless `allow`."""
    units = sorted(frame["unit"].unique())
    if len(units) > 1:
        raise ValueError(f"one axis holds one unit, not {', '.join(units)}; select rows of one unit")
    indicators = sorted(frame["indicator_id"].unique())
    if len(indicators) > 1 and not allow:
        raise ValueError(f"one axis holds one indicator, not {', '.join(indicators)}; select one, or say allow=True")
    return units[0]


def reading(row: dict) -> str:
    """Return the figure of a row in words, a corrected one with its †, a reported one with its ‡, one coded once with its ※."""
    mark = MARKS.get(row["status"], "")
    return row["reading"] + ("" if mark.strip() in row["reading"] else mark)


def place(row: dict) -> float:
    """Return where the mark of a row stands: at its lower end, at its upper end where the lower is open."""
    return row["upper"] if pd.isna(row["lower"]) else row["lower"]


def year(row: dict, lang: str) -> str:
    """Return the target year of a row in words."""
    return translate("no year", lang) if pd.isna(row["deadline"]) else str(row["deadline"])


def series_names(frame: pd.DataFrame, lang: str) -> dict[str, str]:
    """Return a name for each series: region, indicator, and what sets it apart where one indicator has several (urban, rural)."""
    found = {}
    for row in frame.to_dict("records"):
        if row.get("evidence_tier") == "unverified":  # its own words for what it measures, never the indicator's
            found[row["series_id"]] = translate(", ", lang, context="words").join(
                [row["region"] + MARKS["unverified"], row[f"measured_{lang}"]]
            )
            continue
        apart = row["series_id"].removeprefix(f"{row['plan_id']}.{row['indicator_id']}").lstrip(".")
        words = [row["region"], row["indicator"], (row["scope"] if lang == "zh" else apart) if apart else ""]
        found[row["series_id"]] = translate(", ", lang, context="words").join(word for word in words if word)
    return found


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Return places for labels near those wanted, each at least `gap` above the one below.

    Examples
    --------
    >>> spread([5, 1, 1], 2)
    [5, 1, 3]
    """
    placed: dict[int, float] = {}
    last = None
    for index in sorted(range(len(wanted)), key=lambda i: wanted[i]):
        placed[index] = wanted[index] if last is None else max(wanted[index], last + gap)
        last = placed[index]
    return [placed[index] for index in range(len(wanted))]


def draw_figure(
    ax: Axes,
    across: float,
    row: Mapping[str, Any],
    arrow: float,
    *,
    hollow: bool,
    vertical: bool = False,
    size: float = 8.0,
    edge: float = 1.6,
    both_ends: bool = False,
) -> None:
    """Draw one figure with its bounds: a point, a bar between two bounds, an arrow on an open side; hollow where it is not firm.

    `across` is its place on the other axis and `arrow` the length of the arrow in data units. With `both_ends` a range has a point
    at each end and an open bound is its arrow alone, as in results of comparisons.
    """
    colour, marker = style.look(row)
    ends = [end for end in (row["lower"], row["upper"]) if not pd.isna(end)]

    def points(along: list[float]) -> tuple[list[float], list[float]]:
        return ([across] * len(along), along) if vertical else (along, [across] * len(along))

    if len(ends) == 2 and ends[0] != ends[1]:
        ax.plot(*points(ends), color=colour, lw=5, solid_capstyle="butt", alpha=0.55)
    if len(ends) == 1:
        tip = ends[0] + (arrow if pd.isna(row["upper"]) else -arrow)
        (x, tip_x), (y, tip_y) = points([ends[0], tip])
        ax.annotate("", (tip_x, tip_y), (x, y), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.6})
    marked = (ends if len(ends) == 2 else []) if both_ends else ends[:1]
    if marked:
        face = "white" if hollow else colour
        ax.plot(*points(marked), marker=marker, ms=size, mfc=face, mec=colour, mew=edge, ls="none", zorder=3)


def is_hollow(row: Mapping[str, Any]) -> bool:
    """Tell whether the figure of a statement is drawn hollow: it is hedged or approximate."""
    return bool(row["hedge"]) or row["comparator"] == "approx"

"""What several plots share: checks of the frame, the marker of a bounded figure, names, label positions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cloudplans.dataset import Dataset, with_readable_columns, with_row_labels
from cloudplans.labels import MARKS, Language, translate
from cloudplans.plots import style


def readable(rows: pd.DataFrame, data: Dataset | None, lang: Language, *, needs: str = "reading") -> pd.DataFrame:
    """Return rows of `targets()` or `statements()` with the columns that a plot shows; rows that have them stay as they are."""
    if "statement_id" not in rows:
        raise ValueError(f"the frame has no column statement_id; pass rows of targets() or statements(), not {', '.join(rows)}")
    if rows.empty:
        raise ValueError("nothing to draw: the frame has no rows; loosen the filters")
    if needs in rows:
        return rows
    frame = with_readable_columns(rows, data=data, lang=lang)
    if frame.duplicated(["region_id", "indicator_id", "deadline"]).any():
        scopes = frame["scope_name"].where(frame["scope_name"] == "", " " + frame["scope_name"])
        frame["region"] = frame["region"] + scopes
    return frame


def labelled(frame: pd.DataFrame, labels: str | Sequence[str] | None, data: Dataset | None, lang: Language) -> pd.Series:
    """Return the names of the rows of a comparison: a column, several columns, or those that tell the rows apart."""
    if isinstance(labels, str):
        return frame[labels]
    if labels is None and "label" in frame and "statement_id" in frame and "printed" not in frame:
        return frame["label"]  # given by the caller
    if "from_year" in frame:
        frame = frame.assign(period=frame["from_year"].astype(str) + "–" + frame["to_year"].astype(str))
    wanted = labels or [
        column
        for column in ("region", "indicator", "scope", "deadline", "period")
        if column == "region" or (column in frame and (column == "deadline" or frame[column].nunique(dropna=False) > 1))
    ]
    return with_row_labels(frame, wanted, data=data, lang=lang)["label"]


def check(frame: pd.DataFrame, columns: Iterable[str], maker: str) -> None:
    """Raise ValueError if the frame has no rows or lacks a column; `maker` is the call that returns a suitable frame."""
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(f"the frame has no column {', '.join(missing)}; use {maker}")
    if frame.empty:
        raise ValueError("nothing to draw: the frame has no rows; loosen the filters")


def one_axis(frame: pd.DataFrame, allow: bool) -> str:
    """Return the unit of the frame; several units are an error, and so are several indicators unless `allow`."""
    units = sorted(frame["unit"].unique())
    if len(units) > 1:
        raise ValueError(f"an axis has one unit, but the frame has {', '.join(units)}; select rows of one unit")
    indicators = sorted(frame["indicator_id"].unique())
    if len(indicators) > 1 and not allow:
        raise ValueError(f"an axis has one indicator, but the frame has {', '.join(indicators)}; select one, or pass allow=True")
    return units[0]


def reading(row: dict) -> str:
    """Return the figure of a row with its mark: † corrected, ‡ unverified, ※ single-coded."""
    mark = MARKS.get(row["status"], "")
    return row["reading"] + ("" if mark.strip() in row["reading"] else mark)


def place(row: dict) -> float:
    """Return the position of a row's marker: its lower bound, or the upper one where the lower side is open."""
    return row["upper"] if pd.isna(row["lower"]) else row["lower"]


def year(row: dict, lang: str) -> str:
    """Return the target year of a row in words."""
    return translate("no year", lang) if pd.isna(row["deadline"]) else str(row["deadline"])


def series_names(frame: pd.DataFrame, lang: str) -> dict[str, str]:
    """Return a name per series: region, indicator and, where an indicator has several series, its qualifier (urban, rural)."""
    names = {}
    for row in frame.to_dict("records"):
        if row.get("evidence_tier") == "unverified":  # named by what it measures, which may not be the indicator
            names[row["series_id"]] = translate(", ", lang, context="words").join(
                [row["region"] + MARKS["unverified"], row[f"measured_{lang}"]]
            )
            continue
        qualifier = row["series_id"].removeprefix(f"{row['plan_id']}.{row['indicator_id']}").lstrip(".")
        words = [row["region"], row["indicator"], (row["scope"] if lang == "zh" else qualifier) if qualifier else ""]
        names[row["series_id"]] = translate(", ", lang, context="words").join(word for word in words if word)
    return names


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Move labels apart: return places close to `places`, each at least `gap` above the one below.

    Examples
    --------
    >>> spread([5, 1, 1], 2)
    [5, 1, 3]
    """
    placed: dict[int, float] = {}
    last = None
    for index in sorted(range(len(places)), key=lambda i: places[i]):
        placed[index] = places[index] if last is None else max(places[index], last + gap)
        last = placed[index]
    return [placed[index] for index in range(len(places))]


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
    """Draw one figure with its bounds: a marker, a bar between two bounds, an arrow on an open side; hollow if not firm.

    `across` is the position on the other axis and `arrow` the length of an arrow in data units. With `both_ends`, as for results
    of comparisons, a range has a marker at each end and an open bound only its arrow.
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
    """Return whether a statement is hedged or approximate, and so drawn hollow."""
    return bool(row["hedge"]) or row["comparator"] == "approx"

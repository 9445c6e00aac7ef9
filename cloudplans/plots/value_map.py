"""A tile map with one figure per province, written in its tile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cloudplans.compare import verdict
from cloudplans.dataset import Dataset, nearest, own_data
from cloudplans.labels import SIGNS, Language, language, scale, status_mark, translate
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, measure_of, notes_of, told, warnings_of, years_of
from cloudplans.plots.shared_drawing import check, readable, value_of, year
from cloudplans.plots.short_amounts import short, unit_words
from cloudplans.plots.tile_map import SIDE, TILES, short_tile_name
from cloudplans.plots.titled_figure import WIDTHS, Width, blank, finish, mark

_MAP, _LINE = 4.4, 0.2  # inches
_EMPTY, _ONE = "#eef0f3", "#c3d7ee"
_SHADES = LinearSegmentedColormap.from_list("shades", ["#dbe7f5", "#2c5f9e"])


@style.in_style
def value_map(
    rows: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw a tile map with one figure of one indicator per province. Tiles are shaded by size only where the figures can be compared.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()` or `statements()`: one indicator, provinces only. Of several figures of a province the one for the last
        year is shown, of one year the first.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text. A grey tile says that the frame has no figure of the province.

    Raises
    ------
    ValueError
        If the frame is empty, has several indicators or units, or a region that is no province.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import plots
    >>> rows = cloudplans.statements(documents="reports", indicator="base-stations-5g", kind="baseline", year=2025)
    >>> plots.value_map(rows).texts[0].get_text()
    '5G base stations, number of sites, 2025'
    """
    lang = language(lang)
    check(rows, ("statement_id", "region_id", "indicator_id", "deadline", "unit"), "rows of targets() of one indicator")
    frame = readable(rows, data, lang)
    _refuse(frame)
    frame = frame.sort_values("deadline", ascending=False, na_position="last", kind="stable").drop_duplicates("region_id")
    frame = frame.sort_values("lower", ascending=False, na_position="last", kind="stable")
    comparable, why = same_thing(frame, data, lang)
    years = frame["deadline"].nunique(dropna=False)
    down = 9 / 7 * _MAP
    if width == "wide":
        figure, axes = blank(down, width, 1, 2, width_ratios=[_MAP, WIDTHS[width] - _MAP])
        _list(axes.flat[1], frame, down, lang)
    else:
        figure, axes = blank(9 / 7 * WIDTHS[width], width)
    for region, tile in _tiles(axes.flat[0], frame, comparable, years > 1, lang).items():
        row = frame[frame["region_id"] == region].iloc[0]
        mark(tile, row["statement_id"], told(row["region"], value_of(row, lang), lang))
    parts = [told(f"{row['region']} {year(row, lang)}".strip(), value_of(row, lang), lang) for row in frame.to_dict("records")]
    below = [translate("Grey: no figure here", lang), why, *warnings_of(frame, lang), notes_of(parts, lang)]
    _, unit = _scale(str(frame["unit"].iloc[0]), lang)
    shown = [measure_of(frame, data, lang), unit, years_of(frame["deadline"], lang)]
    default = translate(", ", lang, context="parts of a title").join(filter(None, shown))
    words = default_words(frame, title=(title, default), subtitle=(subtitle, below), parts=parts, data=data, lang=lang)
    return finish(figure, words, frame.drop(columns="series", errors="ignore"), width, lang)


def _refuse(frame: pd.DataFrame) -> None:
    """Refuse a frame that one map cannot show."""
    for column, what in (("indicator_id", "indicators"), ("unit", "units")):
        if frame[column].nunique() > 1:
            names = ", ".join(sorted(map(str, frame[column].unique()))[:3])
            raise ValueError(f"the map shows one figure per province; the frame has several {what}: {names}; choose one")
    for region in frame["region_id"].unique():
        if region not in TILES:
            raise nearest(region, TILES, "province on the map")


def same_thing(frame: pd.DataFrame, data: Dataset | None, lang: str) -> tuple[bool, str]:
    """Return whether figures of different regions measure the same thing, and if not, the reason that the figure gives."""
    indicator = str(frame["indicator_id"].iloc[0])
    judged_pairs = (data or own_data()).comparability()[["indicator_a", "indicator_b"]]
    if not (judged_pairs == indicator).all(axis=1).any():
        return False, translate("Whether figures of different regions measure the same thing has not been judged", lang)
    judged = verdict(indicator, indicator, data=data)
    return judged["verdict"] == "same", "" if judged["verdict"] == "same" else str(judged[f"reason_{lang}"])


def _tiles(ax: Axes, frame: pd.DataFrame, shaded: bool, with_years: bool, lang: str) -> dict[str, Rectangle]:
    """Draw the tiles with name and figure; return those that have one."""
    values = frame.set_index("region_id")
    size = values["lower"].fillna(values["upper"])
    most = float(size.max()) or 1.0
    drawn = {}
    for code, (x, y, *_) in TILES.items():
        given = code in values.index
        colour = (to_hex(_SHADES(float(size[code]) / most)) if shaded else _ONE) if given else _EMPTY
        tile = Rectangle((x, y), SIDE, SIDE, facecolor=colour, edgecolor="none")
        ax.add_patch(tile)
        ink = style.ink_on(colour)
        ax.text(x + SIDE / 2, y + (0.22 if given else SIDE / 2), short_tile_name(code, lang), ha="center", va="center",
                fontsize=style.SMALLEST, color=ink if given else style.PALE)  # fmt: skip
        if not given:
            continue
        drawn[code] = tile
        row = values.loc[code]
        lines = [_figure(row, lang), *([f"{row['deadline']}"] if with_years and pd.notna(row["deadline"]) else [])]
        ax.text(x + SIDE / 2, y + 0.58, "\n".join(lines), ha="center", va="center", fontsize=style.SMALLEST, color=ink,
                linespacing=1.1)  # fmt: skip
    ax.set_xlim(0, 7)
    ax.set_ylim(9, 0)
    ax.set_aspect("equal", anchor="NW")
    ax.set_axis_off()
    return drawn


def _list(ax: Axes, frame: pd.DataFrame, height: float, lang: str) -> None:
    """Write name and figure of each province beside the map, the largest first."""
    step = min(_LINE, height / max(len(frame), 1))
    for place, row in enumerate(frame.to_dict("records")):
        words = told(f"{row['region']} {year(row, lang)}".strip(), _figure(row, lang), lang)
        ax.text(0.1, (place + 0.5) * step, words, va="center", fontsize=style.SMALLEST, color=style.INK)
    ax.set_xlim(0, 4)
    ax.set_ylim(height, 0)
    ax.set_axis_off()


def _scale(unit: str, lang: str) -> tuple[float, str]:
    """Return by how much the figures of a unit are divided, and the unit in words; counts are written out."""
    return scale(unit, lang) if unit in ("CNY", "USD") else (1.0, unit_words(unit, lang))


def _figure(row: Mapping[str, Any] | pd.Series, lang: str) -> str:
    """Return the figure of a tile: its bound and amount, without the unit that the title names."""
    ends = (
        [row["lower"], row["upper"]]
        if row["comparator"] == "range"
        else [row["upper"] if pd.isna(row["lower"]) else row["lower"]]
    )
    size, _ = _scale(row["unit"], lang)
    amounts = [short(float(end) / size, "1" if size > 1 else row["unit"], lang) for end in ends]
    return SIGNS.get(row["comparator"], "") + "–".join(amounts) + status_mark(row)

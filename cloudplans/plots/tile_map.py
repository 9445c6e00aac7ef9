"""A tile map: one square per province, so that small provinces are as visible as large ones."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cloudplans.dataset import Dataset, nearest, region_names
from cloudplans.labels import Language, language, message, translate
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, listed, measure_of, notes_of, title_of, told
from cloudplans.plots.shared_drawing import check, readable, value_of, year
from cloudplans.plots.text_layout import POINTS, lines_of
from cloudplans.plots.titled_figure import WIDTHS, Width, blank, finish, mark

# ISO 3166-2:CN: column from the west, row from the north, name. Positions are approximate; distances have no meaning.
TILES = {
    "CN-HL": (6, 0, message("Heilongjiang")),
    "CN-JL": (6, 1, message("Jilin")),
    "CN-XJ": (0, 2, message("Xinjiang")),
    "CN-GS": (1, 2, message("Gansu")),
    "CN-NX": (2, 2, message("Ningxia")),
    "CN-NM": (3, 2, message("Inner Mongolia")),
    "CN-BJ": (4, 2, message("Beijing")),
    "CN-TJ": (5, 2, message("Tianjin")),
    "CN-LN": (6, 2, message("Liaoning")),
    "CN-QH": (1, 3, message("Qinghai")),
    "CN-SN": (2, 3, message("Shaanxi")),
    "CN-SX": (3, 3, message("Shanxi")),
    "CN-HE": (4, 3, message("Hebei")),
    "CN-SD": (5, 3, message("Shandong")),
    "CN-XZ": (0, 4, message("Tibet")),
    "CN-SC": (1, 4, message("Sichuan")),
    "CN-CQ": (2, 4, message("Chongqing")),
    "CN-HA": (3, 4, message("Henan")),
    "CN-AH": (4, 4, message("Anhui")),
    "CN-JS": (5, 4, message("Jiangsu")),
    "CN-SH": (6, 4, message("Shanghai")),
    "CN-YN": (1, 5, message("Yunnan")),
    "CN-GZ": (2, 5, message("Guizhou")),
    "CN-HB": (3, 5, message("Hubei")),
    "CN-JX": (4, 5, message("Jiangxi")),
    "CN-ZJ": (5, 5, message("Zhejiang")),
    "CN-GX": (2, 6, message("Guangxi")),
    "CN-HN": (3, 6, message("Hunan")),
    "CN-FJ": (4, 6, message("Fujian")),
    "CN-TW": (5, 6, message("Taiwan")),
    "CN-GD": (3, 7, message("Guangdong")),
    "CN-HI": (2, 8, message("Hainan")),
    "CN-MO": (3, 8, message("Macau")),
    "CN-HK": (4, 8, message("Hong Kong")),
}
CITIES = {
    "370100": ("CN-SD", message("Jinan")),
    "370200": ("CN-SD", message("Qingdao")),
    "510100": ("CN-SC", message("Chengdu")),
}  # drawn inside the tile of their province
SIDE = 0.92
_GAP = 0.06  # between two cities of a tile
_MAP = 2.9  # inches
_LINE = 1.3 * style.SMALLEST / POINTS


@style.in_style
def tile_map(
    values: Mapping[str, str] | pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw a tile map with the regions of some targets coloured, and the targets beside it (below it on a narrow figure).

    Parameters
    ----------
    values : DataFrame or mapping of str to str
        Rows of `targets()`, or region (ISO 3166-2:CN, or GB/T 2260 for a city) to its text.
    names : mapping of str to str, optional
        Region to its name, for regions without a tile, which are only listed.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text. Only regions in `values` are shown: a grey tile says nothing about its province.

    Raises
    ------
    ValueError
        If `values` is empty or of another kind, or a region has neither a tile nor a name.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import plots
    >>> figure = plots.tile_map(cloudplans.targets(indicator="cloud-services-scale"))
    >>> figure.texts[0].get_text()
    'Cloud services industry, CNY billion, 2015–2020'
    """
    lang = language(lang)
    texts, frame, default = _texts_of(values, data, lang)
    other_names = {region: (names or {}).get(region) for region in texts if region not in TILES and region not in CITIES}
    known = region_names(data=data, lang=lang)
    for region, name in other_names.items():
        if not (name or known.get(region)) or (region not in known and not name):
            raise nearest(region, [*TILES, *CITIES], "tile")
    all_names = {region: other_names.get(region) or known.get(region) or _name(region, lang) for region in texts}
    room = WIDTHS[width] - (_MAP + 0.5 if width == "wide" else 0.2) - 0.3
    lines = {
        region: [line for words in text.splitlines() for line in lines_of(words, room, style.SMALLEST)]
        for region, text in texts.items()
    }
    tall = sum(0.3 + _LINE * len(one) for one in lines.values())
    across, down = (1, 2) if width == "wide" else (2, 1)
    height = max(tall, _MAP * 9 / 7) if width == "wide" else tall + _MAP * 9 / 7
    ratios = {"width_ratios": [_MAP, WIDTHS[width] - _MAP]} if width == "wide" else {"height_ratios": [_MAP * 9 / 7, tall]}
    figure, axes = blank(height, width, across, down, **ratios)
    _map(axes.flat[0], texts, lang)
    _list(axes.flat[1], lines, all_names, height if width == "wide" else tall)
    _mark_tiles(axes.flat[0], frame, all_names, texts, lang)
    parts = [told(all_names[region], listed(text.splitlines(), lang), lang) for region, text in texts.items()]
    below = [translate("Pale provinces: not shown here", lang), notes_of(texts.values(), lang)]
    words = default_words(frame, title=(title, default), subtitle=(subtitle, below), parts=parts, data=data, lang=lang)
    return finish(figure, words, frame.drop(columns="series", errors="ignore"), width, lang)


def _texts_of(
    values: Mapping[str, str] | pd.DataFrame, data: Dataset | None, lang: Language
) -> tuple[dict[str, str], pd.DataFrame, str]:
    """Return the text of each region, the rows behind them and the default title."""
    if isinstance(values, pd.DataFrame):
        check(
            values,
            ("statement_id", "region_id", "indicator_id", "deadline", "unit"),
            "rows of targets(), such as cloudplans.targets(year=2020)",
        )
        frame = readable(values, data, lang)
        frame = frame.assign(_top=frame.groupby("region_id")["lower"].transform("max"))
        frame = frame.sort_values(["_top", "region_id", "indicator_id", "deadline"], ascending=[False, True, True, True]).drop(
            columns="_top"
        )
        several = frame["indicator_id"].nunique() > 1
        texts: dict[str, str] = {}
        for row in frame.to_dict("records"):
            words = [year(row, lang), *([row["indicator"]] if several else [])]
            line = translate("{who}: {value}", lang, who=listed(words, lang), value=value_of(row, lang))
            texts[row["region_id"]] = "\n".join(filter(None, [texts.get(row["region_id"], ""), line]))
        units = [*frame["unit"].unique()]
        return texts, frame, title_of(frame, measure_of(frame, data, lang), units if len(units) == 1 else [], lang)
    if not isinstance(values, Mapping):
        raise ValueError(
            f"the plot takes rows of targets() or a text per region, not {type(values).__name__}; use cloudplans.targets(...)"
        )
    if not len(values):
        raise ValueError("nothing to draw; pass at least one region with its text")
    frame = pd.Series(dict(values), name="text").rename_axis("region_id").reset_index()
    return dict(values), frame, translate("Regions on the map", lang)


def _map(ax: Axes, texts: Mapping[str, str], lang: str) -> None:
    """Draw the tiles, and the cities inside those of their provinces."""
    for code, (x, y, *_) in TILES.items():
        filled = code in texts
        colour = style.REGIONS.get(code, (style.PALE, "o"))[0] if filled else "#eef0f3"
        tile = Rectangle((x, y), SIDE, SIDE, facecolor=colour, edgecolor="none")
        tile.set_label(code)
        ax.add_patch(tile)
        ax.text(x + SIDE / 2, y + (0.2 if _has_city(code, texts) else SIDE / 2), short_tile_name(code, lang), ha="center", va="center",
                fontsize=style.SMALLEST, color=style.ink_on(colour))  # fmt: skip
    cities = sorted(region for region in texts if region in CITIES)
    for city in cities:
        x, y = TILES[CITIES[city][0]][:2]
        beside = [other for other in cities if CITIES[other][0] == CITIES[city][0]]
        each = (SIDE - 0.24 - _GAP * (len(beside) - 1)) / len(beside)
        tile = Rectangle(
            (x + 0.12 + beside.index(city) * (each + _GAP), y + 0.44),
            each,
            SIDE - 0.52,
            facecolor=style.REGIONS.get(city, (style.PALE, "o"))[0],
            edgecolor="none",
        )
        tile.set_label(city)
        ax.add_patch(tile)
    ax.set_xlim(0, 7)
    ax.set_ylim(9, 0)
    ax.set_aspect("equal", anchor="NW")
    ax.set_axis_off()


def _mark_tiles(ax: Axes, frame: pd.DataFrame, names: Mapping[str, str], texts: Mapping[str, str], lang: str) -> None:
    """Name each coloured tile as the mark of the first record of its region."""
    if "statement_id" not in frame:
        return
    first = frame.drop_duplicates("region_id").set_index("region_id")["statement_id"]
    for tile in ax.patches:
        if (region := str(tile.get_label())) in first.index:
            mark(
                tile,
                first[region],
                translate("{who}: {value}", lang, who=names[region], value=listed(texts[region].splitlines(), lang)),
            )


def _list(ax: Axes, lines: Mapping[str, list[str]], names: Mapping[str, str], height: float) -> None:
    """Write the texts in the order of `lines`, each with a square in the colour of its region."""
    y = 0.14
    for region, texts in lines.items():
        colour = style.REGIONS.get(region, (style.PALE, "o"))[0]
        ax.plot([0.09], [y], marker="s", ms=9, color=colour, ls="none", clip_on=False)
        style.embolden(ax.text(0.25, y, names[region], va="center", fontsize=style.NORMAL, color=style.INK))
        ax.text(0.25, y + 0.1, "\n".join(texts), va="top", fontsize=style.SMALLEST, color=style.INK, linespacing=1.2)
        y += 0.3 + _LINE * len(texts)
    ax.set_xlim(0, 4)
    ax.set_ylim(height, 0)
    ax.set_axis_off()


def _name(region: str, lang: str) -> str:
    """Return the short name of a province or city."""
    return translate((TILES.get(region) or CITIES[region])[-1], lang, context="tile")


def short_tile_name(code: str, lang: str) -> str:
    """Return the label of a tile: the Chinese name, or the letters of the code."""
    return code.removeprefix("CN-") if lang == "en" else _name(code, lang)


def _has_city(code: str, texts: Mapping[str, str]) -> bool:
    return any(home == code for city, (home, *_) in CITIES.items() if city in texts)

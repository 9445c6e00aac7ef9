"""A tile map: one square per province, so that small provinces are as visible as large ones."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cloudplans.dataset import Dataset, figures_by_region, nearest, region_names
from cloudplans.labels import Language, language, message, translate
from cloudplans.plots import style

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
CITIES = {"510100": ("CN-SC", message("Chengdu"))}  # drawn inside the tile of their province
_DARK = ("CN-GD", "510100")
_SIDE = 0.92


@style.in_style
def tile_map(
    values: Mapping[str, str] | pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Axes:
    """Draw a tile map with some regions coloured and a text for each next to the map.

    Parameters
    ----------
    values : DataFrame or mapping of str to str
        Rows of `targets()`, or region (ISO 3166-2:CN, or GB/T 2260 for a city) to its text.
    names : mapping of str to str, optional
        Region to its name, for regions without a tile, which are only listed next to the map.
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
        If `values` is empty, or a region has neither a tile nor a name.
    """
    lang = language(lang)
    if isinstance(values, pd.DataFrame):
        present = set(values["region_id"])
        texts = figures_by_region(values, data=data, lang=lang)
        values, names = {region: texts[region] for region in texts if region in present}, region_names(data=data, lang=lang)
    if not len(values):
        raise ValueError("nothing to draw; pass at least one region with its text")
    other_names = {region: (names or {}).get(region) for region in values if region not in TILES and region not in CITIES}
    for region, name in other_names.items():
        if not name:
            raise nearest(region, [*TILES, *CITIES], "tile")
    if ax is None:
        ax = plt.subplots(figsize=(3.7, 4.6))[1]
    for code, (x, y, *_) in TILES.items():
        filled = code in values
        colour = style.REGIONS.get(code, (style.PALE, "o"))[0] if filled else "#eef0f3"
        ax.add_patch(Rectangle((x, y), _SIDE, _SIDE, facecolor=colour, edgecolor="none"))
        ax.text(x + _SIDE / 2, y + (0.17 if _has_city(code, values) else _SIDE / 2), _short(code, lang), ha="center", va="center",
                fontsize=7.5, color=_ink(code, filled))  # fmt: skip
    for city in [region for region in values if region in CITIES]:
        _city(ax, city, lang)
    all_names = {region: other_names.get(region) or _name(region, lang) for region in values}
    _texts(ax, values, all_names, lang)
    ax.set_xlim(-0.1, 7)
    ax.set_ylim(9, -0.1)
    ax.set_aspect("equal")
    ax.set_axis_off()
    words = "; ".join(f"{all_names[region]}: {', '.join(text.splitlines())}" for region, text in values.items())
    style.describe(
        ax,
        translate("Map of the provinces as tiles; coloured: ", lang) + words,
        pd.Series(dict(values), name="text").rename_axis("region_id").reset_index(),
        lang,
    )
    return ax


def _name(region: str, lang: str) -> str:
    """Return the short name of a province or city."""
    return translate((TILES.get(region) or CITIES[region])[-1], lang, context="tile")


def _short(code: str, lang: str) -> str:
    """Return the label of a tile: the Chinese name, or the letters of the code."""
    if lang == "en":
        return code.removeprefix("CN-") if code in TILES else CITIES[code][-1][:3]
    return _name(code, lang)


def _ink(region: str, filled: bool) -> str:
    return "white" if filled and region in _DARK else style.INK if filled else style.PALE


def _has_city(code: str, values: Mapping[str, str]) -> bool:
    return any(home == code for city, (home, *_) in CITIES.items() if city in values)


def _city(ax: Axes, city: str, lang: str) -> None:
    """Draw a city as a small square inside the tile of its province."""
    x, y = TILES[CITIES[city][0]][:2]
    colour = style.REGIONS.get(city, (style.PALE, "o"))[0]
    ax.add_patch(Rectangle((x + 0.12, y + 0.4), _SIDE - 0.24, _SIDE - 0.48, facecolor=colour, edgecolor="none"))
    ax.text(x + _SIDE / 2, y + 0.62, _short(city, lang), ha="center", va="center", fontsize=7, color=_ink(city, True))


def _texts(ax: Axes, values: Mapping[str, str], names: Mapping[str, str], lang: str) -> None:
    """Write the texts next to the map from north to south, each with a square in the colour of its region."""
    tiles = {region: CITIES[region][0] if region in CITIES else region for region in values}
    where = {region: TILES[home][:2] if home in TILES else (0, 9) for region, home in tiles.items()}
    width = 24 if lang == "zh" else 44
    y = 0.3
    for region in sorted(values, key=lambda region: (where[region][1], where[region][0])):
        lines = [part for line in values[region].splitlines() for part in fill(line, width).splitlines()]
        colour = style.REGIONS.get(region, (style.PALE, "o"))[0]
        ax.add_patch(Rectangle((7.25, y - 0.2), 0.4, 0.4, facecolor=colour, clip_on=False))
        ax.text(7.85, y, names[region], va="center", fontsize=9.5, color=style.INK)
        ax.text(7.85, y + 0.3, "\n".join(lines), va="top", fontsize=8.5, color=style.INK, linespacing=1.3)
        y += 1 + 0.44 * len(lines)

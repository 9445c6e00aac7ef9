"""A map of tiles: one square a province, so that small places are as easy to see as large ones."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cloudplans.dataset import nearest
from cloudplans.labels import pick
from cloudplans.plots import style

# ISO 3166-2:CN: column from the west, row from the north, names. Neighbours are near each other; distances mean nothing.
TILES = {
    "CN-HL": (6, 0, "黑龙江", "Heilongjiang"),
    "CN-JL": (6, 1, "吉林", "Jilin"),
    "CN-XJ": (0, 2, "新疆", "Xinjiang"),
    "CN-GS": (1, 2, "甘肃", "Gansu"),
    "CN-NX": (2, 2, "宁夏", "Ningxia"),
    "CN-NM": (3, 2, "内蒙古", "Inner Mongolia"),
    "CN-BJ": (4, 2, "北京", "Beijing"),
    "CN-TJ": (5, 2, "天津", "Tianjin"),
    "CN-LN": (6, 2, "辽宁", "Liaoning"),
    "CN-QH": (1, 3, "青海", "Qinghai"),
    "CN-SN": (2, 3, "陕西", "Shaanxi"),
    "CN-SX": (3, 3, "山西", "Shanxi"),
    "CN-HE": (4, 3, "河北", "Hebei"),
    "CN-SD": (5, 3, "山东", "Shandong"),
    "CN-XZ": (0, 4, "西藏", "Tibet"),
    "CN-SC": (1, 4, "四川", "Sichuan"),
    "CN-CQ": (2, 4, "重庆", "Chongqing"),
    "CN-HA": (3, 4, "河南", "Henan"),
    "CN-AH": (4, 4, "安徽", "Anhui"),
    "CN-JS": (5, 4, "江苏", "Jiangsu"),
    "CN-SH": (6, 4, "上海", "Shanghai"),
    "CN-YN": (1, 5, "云南", "Yunnan"),
    "CN-GZ": (2, 5, "贵州", "Guizhou"),
    "CN-HB": (3, 5, "湖北", "Hubei"),
    "CN-JX": (4, 5, "江西", "Jiangxi"),
    "CN-ZJ": (5, 5, "浙江", "Zhejiang"),
    "CN-GX": (2, 6, "广西", "Guangxi"),
    "CN-HN": (3, 6, "湖南", "Hunan"),
    "CN-FJ": (4, 6, "福建", "Fujian"),
    "CN-TW": (5, 6, "台湾", "Taiwan"),
    "CN-GD": (3, 7, "广东", "Guangdong"),
    "CN-HI": (2, 8, "海南", "Hainan"),
    "CN-MO": (3, 8, "澳门", "Macau"),
    "CN-HK": (4, 8, "香港", "Hong Kong"),
}
CITIES = {"510100": ("CN-SC", "成都", "Chengdu")}  # drawn inside the tile of their province
_DARK = ("CN-GD", "510100")
_SIDE = 0.92


def tile_map(
    values: Mapping[str, str], *, names: Mapping[str, str] | None = None, ax: Axes | None = None, lang: str = "en"
) -> Axes:
    """Draw a map of tiles with the given regions coloured and a text for each beside the map.

    Parameters
    ----------
    values : mapping of str to str
        Region (ISO 3166-2:CN, or GB/T 2260 for a city) to its text; see `cloudplans.display.ready_made_tables.said`.
    names : mapping of str to str, optional
        Region to its name, for regions that have no tile: they are written beside the map alone.
    ax : Axes, optional
        Where to draw; a new figure by default.
    lang : {"en", "zh"}
        Language of the names.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If nothing is given, or a region has neither tile nor name.
    """
    if not len(values):
        raise ValueError("nothing to draw: give at least one region with its text")
    called = {region: (names or {}).get(region) for region in values if region not in TILES and region not in CITIES}
    for region, name in called.items():
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
    called = {region: called.get(region) or _name(region, lang) for region in values}
    _texts(ax, values, called, lang)
    ax.set_xlim(-0.1, 7)
    ax.set_ylim(9, -0.1)
    ax.set_aspect("equal")
    ax.set_axis_off()
    said = "; ".join(f"{called[region]}: {', '.join(text.splitlines())}" for region, text in values.items())
    style.describe(
        ax,
        pick(lang, "各省方格图，着色的地区：", "Map of the provinces as tiles; coloured: ") + said,
        pd.Series(dict(values), name="text").rename_axis("region_id").reset_index(),
        lang,
    )
    return ax


def _name(region: str, lang: str) -> str:
    zh, en = (TILES.get(region) or CITIES[region])[-2:]
    return pick(lang, zh, en)


def _short(code: str, lang: str) -> str:
    """Return what fits into a tile: the Chinese name, or the letters of the code."""
    zh, en = (TILES.get(code) or CITIES[code])[-2:]
    return pick(lang, zh, code.removeprefix("CN-") if code in TILES else en[:3])


def _ink(region: str, filled: bool) -> str:
    return "white" if filled and region in _DARK else style.INK if filled else style.PALE


def _has_city(code: str, values: Mapping[str, str]) -> bool:
    return any(home == code for city, (home, *_) in CITIES.items() if city in values)


def _city(ax: Axes, city: str, lang: str) -> None:
    """Draw a city as a smaller square inside the tile of its province."""
    x, y = TILES[CITIES[city][0]][:2]
    colour = style.REGIONS.get(city, (style.PALE, "o"))[0]
    ax.add_patch(Rectangle((x + 0.12, y + 0.4), _SIDE - 0.24, _SIDE - 0.48, facecolor=colour, edgecolor="none"))
    ax.text(x + _SIDE / 2, y + 0.62, _short(city, lang), ha="center", va="center", fontsize=7, color=_ink(city, True))


def _texts(ax: Axes, values: Mapping[str, str], names: Mapping[str, str], lang: str) -> None:
    """Write the texts beside the map from north to south, each by a square of its region's colour."""
    homes = {region: CITIES[region][0] if region in CITIES else region for region in values}
    where = {region: TILES[home][:2] if home in TILES else (0, 9) for region, home in homes.items()}
    width = 24 if lang == "zh" else 44
    y = 0.3
    for region in sorted(values, key=lambda region: (where[region][1], where[region][0])):
        lines = [part for line in values[region].splitlines() for part in fill(line, width).splitlines()]
        colour = style.REGIONS.get(region, (style.PALE, "o"))[0]
        ax.add_patch(Rectangle((7.25, y - 0.2), 0.4, 0.4, facecolor=colour, clip_on=False))
        ax.text(7.85, y, names[region], va="center", fontsize=9.5, color=style.INK)
        ax.text(7.85, y + 0.3, "\n".join(lines), va="top", fontsize=8.5, color=style.INK, linespacing=1.3)
        y += 1 + 0.44 * len(lines)

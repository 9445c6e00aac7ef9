"""How figures look: fonts that can show Chinese, the regions' colours and order, axes with units, the source line."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from textwrap import fill
from typing import Any
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib import font_manager, get_data_path
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from cloudplans.labels import code_name, scale, translate

# Apart in grey (lightness about 25, 45, 62, 80) and for colour-blind readers; the marker tells them apart as well.
REGIONS = {
    "CN-GD": ("#1b3a6b", "o"),
    "510100": ("#b5482a", "s"),
    "CN-SH": ("#4fa093", "D"),
    "CN-HB": ("#efbb49", "^"),
}
REPORTED = "x"  # the mark of a figure that is reported, not checked: unlike every region's own, filled or hollow
INK, PALE, GRID = "#22252b", "#6b7078", "#dcdfe4"
_FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "SimHei")


def chinese_font() -> Path | None:
    """Return the file of a font that has Chinese: the one a package on this machine carries, else one of the system's."""
    spec = find_spec("zhplot")
    if spec and spec.origin:
        carried = Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"
        if carried.is_file():
            return carried
    for entry in font_manager.fontManager.ttflist:
        if entry.name in _FAMILIES:
            return Path(entry.fname)
    return None


def _families(chinese: list[Path]) -> list[str]:
    """Return the families that figures are drawn with: fonts that come with packages, under names of their own.

    A font of the system may have the same name and another form, or stand in matplotlib's list and be gone: then matplotlib makes
    its list anew, and fonts that were added are lost.
    """
    fonts = font_manager.fontManager
    families = {
        "cloudplans Chinese": chinese,
        "cloudplans Latin": sorted(Path(get_data_path()).glob("fonts/ttf/DejaVuSans[.-]*ttf")),
    }
    for family, files in families.items():
        if not any(entry.name == family for entry in fonts.ttflist):
            held = len(fonts.ttflist)
            for file in files:
                fonts.addfont(file)
            fonts.ttflist[held:] = [replace(entry, name=family) for entry in fonts.ttflist[held:]]
    return [family for family, files in families.items() if files]


def use_style(lang: str = "en") -> str:
    """Set fonts, sizes and colours for every figure that follows, and say which language the labels can be in.

    Parameters
    ----------
    lang : {"en", "zh"}, optional
        The language wanted; by default that of the variable ``CLOUDPLANS_LANG``, else English.

    Returns
    -------
    str
        `lang`; ``"en"`` with a notice where no font with Chinese is found.

    Examples
    --------
    >>> use_style("en")
    'en'
    """
    if lang not in ("en", "zh"):
        raise ValueError(f"no language {lang!r}; allowed: en, zh")
    font = chinese_font()
    if not font and lang == "zh":
        warnings.warn("no font with Chinese found: labels are in English (pip install zhplot brings one)", stacklevel=2)
        lang = "en"
    sns.set_theme(
        context="notebook",
        style="white",
        rc={
            "font.family": _families([font] if font else []),
            "font.size": 10,
            "axes.edgecolor": GRID,
            "axes.labelcolor": INK,
            "axes.labelsize": 9.5,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlelocation": "left",
            "axes.titlesize": 10.5,
            "axes.titleweight": "normal",
            "axes.unicode_minus": False,
            "figure.dpi": 110,
            "svg.fonttype": "path",
            "svg.hashsalt": "cloudplans",
            "text.color": INK,
            "text.parse_math": False,  # a dollar sign in a name starts no formula
            "xtick.color": PALE,
            "ytick.color": INK,
            "xtick.labelsize": 9,
            "ytick.labelsize": 9.5,
        },
    )
    return lang


def look(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the colour and the marker of a row: its region's, or the cross of a figure that is reported, not checked.

    Examples
    --------
    >>> look({"region_id": "CN-GD"})[1], look({"region_id": "CN-GD", "evidence_tier": "unverified"})[1]
    ('o', 'x')
    """
    colour, marker = REGIONS.get(str(row.get("region_id")), (PALE, "o"))
    return colour, REPORTED if row.get("evidence_tier") == "unverified" else marker


def say_tiers(ax: Axes, frame: pd.DataFrame, lang: str, **place: Any) -> None:
    """Say what the marks mean, under the axis unless `place` says otherwise, where a figure is reported, not checked."""
    if "unverified" not in set(frame.get("evidence_tier", ())):
        return
    words = {"o": "verified", REPORTED: "unverified"}
    keys = [
        Line2D([], [], color=PALE, marker=m, ms=7, mew=1.6, ls="none", label=code_name("tier", t, lang)) for m, t in words.items()
    ]
    where = {"loc": "upper left", "bbox_to_anchor": (0, 0), "borderaxespad": 5} | place
    ax.legend(handles=keys, ncols=2, frameon=False, fontsize=8.5, **where)


def label_axis(ax: Axes, unit: str, lang: str, which: str = "x") -> None:
    """Give the axis `which` of `ax` ticks and a label in the display unit of `unit`."""
    factor, name = scale(unit, lang)
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / factor:,.10g}"))
    axis.set_label_text(name)


_FRAMES: WeakKeyDictionary[Figure, tuple[pd.DataFrame, str]] = WeakKeyDictionary()  # what a figure was drawn from, while it lives


def finish(figure: Figure, statement_ids: list[str], alternative: str, lang: str, frame: pd.DataFrame | None = None) -> Figure:
    """Write the source line under a figure; give it its alternative text and, for the report, its data."""
    plans = sorted({name.split(".")[0] for name in statement_ids})
    source = translate("Source: cloudplans data set; plans ", lang) + ", ".join(plans)
    count = translate(" ({statement_ids} records)", lang, statement_ids=len(statement_ids))
    figure.text(0.01, 0.004, fill(source + count, 120), fontsize=7.5, color=PALE, ha="left", va="bottom")
    figure.set_label(alternative)
    if frame is not None:
        _FRAMES[figure] = frame, lang
    plt.close(figure)  # shown where it is returned, not once more by the notebook
    return figure


def describe(ax: Axes, alternative: str, frame: pd.DataFrame | None = None, lang: str = "en") -> None:
    """Give the figure of `ax` its alternative text and, for the report, its data."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.set_label(alternative)
    if frame is not None:
        _FRAMES[figure] = frame, lang


def drawn_from(figure: Figure) -> tuple[pd.DataFrame, str] | None:
    """Return the frame that a figure was drawn from, and its language; None for a figure that this package did not draw."""
    return _FRAMES.get(figure)

"""Style of the figures: fonts with Chinese, colours and markers of regions, axes with units, source line, alternative text."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from textwrap import fill
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib import font_manager, get_data_path
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from cloudplans.labels import Language, code_name, language, scale, set_language, translate, using_language

_P = ParamSpec("_P")
_R = TypeVar("_R")

# Distinct in grey (lightness about 25, 45, 62, 80) and for colour-blind readers; the markers differ as well.
REGIONS = {
    "CN-GD": ("#1b3a6b", "o"),
    "510100": ("#b5482a", "s"),
    "CN-SH": ("#4fa093", "D"),
    "CN-HB": ("#efbb49", "^"),
}
UNVERIFIED = "x"  # the marker of an unverified figure
INK, PALE, GRID = "#22252b", "#6b7078", "#dcdfe4"
_FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "SimHei")


def chinese_font() -> Path | None:
    """Return the file of a font with Chinese: that of the package zhplot if installed, else a system font, else None."""
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
    """Register the fonts of figures under names of our own and return these names.

    A system font of the same name may look different. If matplotlib's font list names a file that was deleted, matplotlib rebuilds
    the list and forgets the fonts that were added.
    """
    fonts = font_manager.fontManager
    families = {
        "cloudplans Chinese": chinese,
        "cloudplans Latin": sorted(Path(get_data_path()).glob("fonts/ttf/DejaVuSans[.-]*ttf")),
    }
    for family, files in families.items():
        if not any(entry.name == family for entry in fonts.ttflist):
            before = len(fonts.ttflist)
            for file in files:
                fonts.addfont(file)
            fonts.ttflist[before:] = [replace(entry, name=family) for entry in fonts.ttflist[before:]]
    return [family for family, files in families.items() if files]


def use_style(lang: Language = "en") -> Language:
    """Set fonts, sizes, colours and language for all figures that follow, and return the language.

    Plots use this language unless they are called with another one.

    Parameters
    ----------
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    str
        `lang`, or ``"en"`` with a warning if no font with Chinese is installed.

    Examples
    --------
    >>> use_style("en")
    'en'
    """
    lang, font = _font(language(lang))
    sns.set_theme(context="notebook", style="white", rc=_settings(font))
    set_language(lang)
    return lang


def _font(lang: Language) -> tuple[Language, Path | None]:
    """Return the language to draw in and the Chinese font: English, with a warning, where no such font is installed."""
    font = chinese_font()
    if not font and lang == "zh":
        warnings.warn(
            "no font with Chinese is installed, so labels are in English; install one with: pip install zhplot", stacklevel=4
        )
        return "en", None
    return lang, font


def _settings(font: Path | None) -> dict[str, Any]:
    """Return the settings of matplotlib that differ from those of seaborn's style `white`."""
    return {
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
        "text.parse_math": False,  # a dollar sign in a name does not start a formula
        "xtick.color": PALE,
        "ytick.color": INK,
        "xtick.labelsize": 9,
        "ytick.labelsize": 9.5,
    }


def in_style(plot: Callable[_P, _R]) -> Callable[_P, _R]:
    """Make a plot draw in this style, with the font of its language, and leave the settings of the session as they are."""

    @wraps(plot)
    def draw(*arguments: _P.args, **options: _P.kwargs) -> _R:
        lang, font = _font(language(options.get("lang")))  # type: ignore[arg-type]
        look = {**sns.axes_style("white"), **sns.plotting_context("notebook"), **_settings(font)}
        options["lang"] = lang
        with plt.rc_context(look), using_language(lang):
            return plot(*arguments, **options)

    return draw


def look(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the colour and marker of a row: those of its region; a cross for an unverified figure.

    Examples
    --------
    >>> look({"region_id": "CN-GD"})[1], look({"region_id": "CN-GD", "evidence_tier": "unverified"})[1]
    ('o', 'x')
    """
    colour, marker = REGIONS.get(str(row.get("region_id")), (PALE, "o"))
    return colour, UNVERIFIED if row.get("evidence_tier") == "unverified" else marker


def warnings_of(frame: pd.DataFrame, lang: str) -> list[str]:
    """Return the warnings of a comparison in a language; those in both are stored as `Chinese / English`."""
    found = []
    for words in frame.attrs.get("warning", []):
        zh, slash, en = words.partition(" / ")
        found.append((zh if lang == "zh" else en) if slash else words)
    return found


def add_tier_legend(ax: Axes, frame: pd.DataFrame, lang: str, **place: Any) -> None:
    """Add a legend of verified and unverified figures if the frame has unverified ones; below the axis by default."""
    if "unverified" not in set(frame.get("evidence_tier", ())):
        return
    words = {"o": "verified", UNVERIFIED: "unverified"}
    keys = [
        Line2D([], [], color=PALE, marker=m, ms=7, mew=1.6, ls="none", label=code_name("tier", t, lang)) for m, t in words.items()
    ]
    where = {"loc": "upper left", "bbox_to_anchor": (0, 0), "borderaxespad": 5} | place
    ax.legend(handles=keys, ncols=2, frameon=False, fontsize=8.5, **where)


def label_axis(ax: Axes, unit: str, lang: str, which: str = "x") -> None:
    """Set ticks and label of an axis in the display unit of `unit`."""
    factor, name = scale(unit, lang)
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / factor:,.10g}"))
    axis.set_label_text(name)


_FRAMES: WeakKeyDictionary[Figure, tuple[pd.DataFrame, str]] = (
    WeakKeyDictionary()
)  # the data of each figure, kept as long as the figure


def finish(figure: Figure, statement_ids: list[str], alternative: str, lang: str, frame: pd.DataFrame | None = None) -> Figure:
    """Write the source line below a figure and attach its alternative text and its data."""
    plans = sorted({name.split(".")[0] for name in statement_ids})
    source = translate("Source: cloudplans data set; plans ", lang) + ", ".join(plans)
    count = translate(" ({statement_ids} records)", lang, statement_ids=len(statement_ids))
    figure.text(0.01, 0.004, fill(source + count, 120), fontsize=7.5, color=PALE, ha="left", va="bottom")
    figure.set_label(alternative)
    if frame is not None:
        _FRAMES[figure] = frame, lang
    plt.close(figure)  # a notebook shows the returned figure, and would show an open one again
    return figure


def describe(ax: Axes, alternative: str, frame: pd.DataFrame | None = None, lang: str = "en") -> None:
    """Attach alternative text and data to the figure of `ax`."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.set_label(alternative)
    if frame is not None:
        _FRAMES[figure] = frame, lang


def data_of(figure: Figure) -> tuple[pd.DataFrame, str] | None:
    """Return the data and the language of a figure, or None if this package did not draw it."""
    return _FRAMES.get(figure)

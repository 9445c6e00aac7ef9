"""Style of the figures: fonts with Chinese, colours and markers of regions, sizes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial, wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib import font_manager, get_data_path
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D

from cloudplans.labels import Language, language, set_language, using_language

_P = ParamSpec("_P")
_R = TypeVar("_R")

# Only ever for regions; at least 3:1 on white, and the markers differ as well.
REGIONS = {
    "CN-GD": ("#1b3a6b", "o"),
    "510100": ("#b5482a", "s"),
    "CN-SH": ("#2f8074", "D"),
    "CN-HB": ("#b07d00", "^"),
    "CN-SD": ("#7a3b8f", "P"),
    "370100": ("#c2417a", "p"),
    "370200": ("#5a7d1f", "v"),
    "CN-AH": ("#8a5a2b", "h"),
    "CN": ("#4a4f57", "*"),
}
UNVERIFIED = "x"  # the marker of an unverified figure
INK, PALE, GRID = "#22252b", "#5c626b", "#dcdfe4"  # PALE has 6:1 on white
NORMAL, SMALL, SMALLEST = 9.5, 9.5, 8.5  # points; the smallest type is 11.3 px where the figure has the width it was drawn for
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
        "font.size": NORMAL,
        "axes.edgecolor": GRID,
        "axes.labelcolor": PALE,
        "axes.labelsize": SMALLEST,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlesize": NORMAL,
        "axes.titleweight": "normal",
        "axes.unicode_minus": False,
        "figure.dpi": 110,
        "svg.fonttype": "path",
        "svg.hashsalt": "cloudplans",
        "text.color": INK,
        "text.parse_math": False,  # a dollar sign in a name does not start a formula
        "xtick.color": PALE,
        "ytick.color": INK,
        "xtick.labelsize": SMALLEST,
        "ytick.labelsize": NORMAL,
    }


def in_style(plot: Callable[_P, _R]) -> Callable[_P, _R]:
    """Make a plot draw in this style, with the font of its language, and leave the settings of the session as they are."""

    @wraps(plot)
    def draw(*arguments: _P.args, **options: _P.kwargs) -> _R:
        lang, font = _font(language(options.get("lang")))  # type: ignore[arg-type]
        look = {**sns.axes_style("white"), **sns.plotting_context("notebook"), **_settings(font)}
        options["lang"] = lang
        if (width := options.get("width", "wide")) not in ("wide", "narrow"):
            raise ValueError(f"no width {width!r}; allowed: wide, narrow")
        with plt.rc_context(look), using_language(lang):
            made = plot(*arguments, **options)
        if isinstance(made, Figure):
            _AGAIN[made] = partial(draw, *arguments, **options)
        return made

    return draw


_AGAIN: WeakKeyDictionary[Figure, Callable[..., Figure]] = WeakKeyDictionary()  # the call that drew a figure


def redrawn(figure: Figure, width: str) -> Figure | None:
    """Return a plot drawn again, for another width; None for a figure that no plot of this package drew.

    Examples
    --------
    >>> import cloudplans
    >>> figure = cloudplans.plots.targets(cloudplans.targets(indicator="cloud-services-scale"))
    >>> float(redrawn(figure, "narrow").get_figwidth())
    3.5
    """
    return _AGAIN[figure](width=width) if figure in _AGAIN else None


def look(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the colour and marker of a row: those of its region; a cross for an unverified figure.

    Examples
    --------
    >>> look({"region_id": "CN-GD"})[1], look({"region_id": "CN-GD", "evidence_tier": "unverified"})[1]
    ('o', 'x')
    """
    colour, marker = REGIONS.get(str(row.get("region_id")), (PALE, "o"))
    return colour, UNVERIFIED if row.get("evidence_tier") == "unverified" else marker


class _Twice(Text):
    """A text that is drawn twice, a fraction of a point apart: semibold in a font of one weight, and short in an SVG."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw the text, and once more beside it."""
        super().draw(renderer)
        place = self.get_transform()
        self.set_transform(place + Affine2D().translate(renderer.points_to_pixels(0.045 * self.get_fontsize()), 0))
        Text.draw(self, renderer)
        self.set_transform(place)


class _TwiceAnnotation(_Twice, Annotation):
    """An annotation that is drawn twice."""


def embolden(text: Text) -> None:
    """Make a text semibold: the fonts with Chinese have one weight."""
    text.__class__ = _TwiceAnnotation if isinstance(text, Annotation) else _Twice


def ink_on(fill: str) -> str:
    """Return the colour of a text on a fill: white, dark grey or black, the first with a contrast of 4.5 to 1.

    Examples
    --------
    >>> ink_on("#1b3a6b"), ink_on("#ffffff"), ink_on("#b07d00")
    ('white', '#22252b', 'black')
    """
    return next((ink for ink in ("white", INK) if contrast(ink, fill) >= 4.5), "black")


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

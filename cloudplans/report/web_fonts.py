"""The Chinese glyphs that a page shows, carried in its style sheet."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

_FIRST_CHINESE = 0x2E80  # radicals; Latin letters and quotation marks stay with the reader's own font


def chinese(words: str) -> str:
    """Return the characters of `words` that need a font with Chinese, each once.

    Examples
    --------
    >>> chinese("云计算 (cloud computing) 计划")
    '云划算计'
    """
    return "".join(sorted(character for character in set(words) if ord(character) >= _FIRST_CHINESE))


def faces(wanted: Sequence[str]) -> dict[str, str]:
    """Return for each string of characters a style rule that carries their glyphs, or nothing where no font is at hand.

    The glyphs of all of them are taken out of the font once (a quarter of a second), those of each out of these.

    Examples
    --------
    >>> sorted(faces(["云", "计算"]))
    ['云', '计算']
    """
    from cloudplans.plots import chinese_font  # which loads the drawing libraries

    font = chinese_font()
    if not font:
        return dict.fromkeys(wanted, "")
    several = io.BytesIO(_subset(str(font), "".join(wanted), None))
    return {characters: _rule(_subset(several, characters, "woff2")) for characters in wanted}


def font_face(words: str) -> str:
    """Return a style rule that carries the Chinese glyphs of `words`, or nothing where no font is at hand."""
    return faces([chinese(words)])[chinese(words)]


def _subset(source: str | io.BytesIO, characters: str, flavor: str | None) -> bytes:
    from fontTools import subset

    options = subset.Options(flavor=flavor, layout_features=["kern"], notdef_outline=True, recalc_timestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    face = subset.load_font(source, options)
    subsetter.subset(face)
    buffer = io.BytesIO()
    subset.save_font(face, buffer, options)
    return buffer.getvalue()


def _rule(font: bytes) -> str:
    data = base64.b64encode(font).decode("ascii")
    return f'@font-face{{font-family:"CloudplansSC";src:url("data:font/woff2;base64,{data}") format("woff2")}}'

"""The Chinese glyphs that a page shows, carried in a style sheet, for machines without a Chinese font."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from functools import cache

from cloudplans.plots.style import chinese_font

_FIRST_CHINESE = 0x2E80  # radicals; Latin letters and quotation marks use the reader's own font


def chinese(words: str) -> str:
    """Return the characters of `words` that need a Chinese font, each once, sorted.

    Examples
    --------
    >>> chinese("云计算 (cloud computing) 计划")
    '云划算计'
    """
    return "".join(sorted(character for character in set(words) if ord(character) >= _FIRST_CHINESE))


def faces(wanted: Sequence[str]) -> dict[str, str]:
    """Return for each string a style rule with the glyphs of its characters, or an empty one if there is no Chinese font.

    Examples
    --------
    >>> sorted(faces(["云", "计算"]))
    ['云', '计算']
    """
    font = chinese_font()
    if not font:
        return dict.fromkeys(wanted, "")
    every = io.BytesIO(_subset(str(font), "".join(wanted), None))  # once: reading the whole font takes a quarter of a second
    return {characters: _rule(_subset(every, characters, "woff2")) if characters else "" for characters in wanted}


def font_face(words: str) -> str:
    """Return a style rule with the Chinese glyphs of `words`, or an empty one if there is no Chinese font."""
    return _font_face(chinese(words))


@cache
def _font_face(characters: str) -> str:
    return faces([characters])[characters]


def _subset(source: str | io.BytesIO, characters: str, flavor: str | None) -> bytes:
    from fontTools import subset

    options = subset.Options(flavor=flavor, layout_features=["kern"], notdef_outline=True, recalc_timestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    font = subset.load_font(source, options)
    subsetter.subset(font)
    buffer = io.BytesIO()
    subset.save_font(font, buffer, options)
    return buffer.getvalue()


def _rule(font: bytes) -> str:
    data = base64.b64encode(font).decode("ascii")
    return f'@font-face{{font-family:"CloudplansSC";src:url("data:font/woff2;base64,{data}") format("woff2")}}'

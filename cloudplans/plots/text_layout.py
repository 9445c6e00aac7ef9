"""Widths of texts in the font of the figures, and line breaks that fit a width."""

from __future__ import annotations

import re
from functools import lru_cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

POINTS = 72  # per inch
_CHINESE = r"\u2e80-\u9fff\uff00-\uffef"
# A Chinese character with the punctuation that must not begin a line, or a word up to a space or to such a character.
_OPEN, _CLOSE = r"[\u201c\uff08\u300a(]*", r"[\uff0c\u3002\uff1b\uff1a\u3001\uff09\u300b\u201d\u2026%,.;:)]*"
# A Chinese character, or a word (a year with its character), each with the punctuation that must stay with it.
_PIECE = re.compile(rf"{_OPEN}(?:[{_CHINESE}]|[^\s{_CHINESE}]+\u5e74?){_CLOSE}\s*|\S\s*|\s+")


@lru_cache(maxsize=1)
def _renderer() -> RendererAgg:
    return RendererAgg(8, 8, POINTS)


@lru_cache(maxsize=4096)
def _measured(words: str, size: float, family: tuple[str, ...]) -> float:
    width, *_ = _renderer().get_text_width_height_descent(words, FontProperties(family=list(family), size=size), ismath=False)
    return float(width) / POINTS


def width_of(words: str, size: float) -> float:
    """Return the width in inches of the longest line of a text in the font of the figures."""
    family = tuple(FontProperties().get_family())
    return max(_measured(line, size, family) for line in words.split("\n"))


def lines_of(words: str, inches: float, size: float) -> list[str]:
    """Break a text into lines that fit a width: between words, and between Chinese characters.

    Examples
    --------
    >>> lines_of("a bb ccc", 10, 9)
    ['a bb ccc']
    """
    lines = []
    inches *= 0.96  # a picture in few pixels rounds the widths of letters
    for paragraph in words.split("\n"):
        line = ""
        for piece in _PIECE.findall(paragraph):
            if line and width_of((line + piece).rstrip(), size) > inches:
                lines.append(line.rstrip())
                line = ""
            line += piece
        lines.append(line.rstrip())
    return lines


def wrapped(words: str, inches: float, size: float) -> str:
    """Return a text with line breaks that fit a width."""
    return "\n".join(lines_of(words, inches, size))

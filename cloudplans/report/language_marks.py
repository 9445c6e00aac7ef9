"""Chinese words on an English page are marked as Chinese, so that a screen reader pronounces them and a browser picks the font."""

from __future__ import annotations

import re

# What is one piece: a drawing, style sheet or script as a whole, a comment, a tag.
_PIECE = re.compile(r"(<svg\b.*?</svg\s*>|<style\b.*?</style\s*>|<script\b.*?</script\s*>|<!--.*?-->|<[^>]*>)", re.S | re.I)
_NAME = re.compile(r"<\s*(/?)\s*([a-zA-Z][\w-]*)")
_CHINESE_LANG = re.compile(r"""\slang\s*=\s*["']?zh""", re.I)
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# A run begins and ends with a Chinese character; digits, Latin letters and Chinese punctuation may stand inside.
_RUN = re.compile(rf"[“《（]?[{_HAN}](?:[{_HAN}\u3000-\u303f\uff00-\uffef0-9A-Za-z%+.·—–“”-]*[{_HAN}])?[”》）。]?")
_WHOLE = ("<svg", "<style", "<script", "<!--")
_AS_IT_IS = {"title", "textarea", "option"}  # hold no elements of their own
_EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


def mark_chinese(page: str, lang: str = "en") -> str:
    """Return HTML in which each run of Chinese outside an element marked as Chinese is in a `span` of its own.

    Examples
    --------
    >>> mark_chinese("<td>cities 城市</td>")
    '<td>cities <span lang="zh-Hans">城市</span></td>'
    >>> mark_chinese('<q lang="zh">云</q>'), mark_chinese("<p>云</p>", "zh")
    ('<q lang="zh">云</q>', '<p>云</p>')
    """
    if lang == "zh":
        return page
    made, opened = [], []  # the open elements: name, and whether their text stays as it is
    for piece in _PIECE.split(page):
        found = None if piece.lower().startswith(_WHOLE) else _NAME.match(piece)
        if found:
            _follow(opened, piece, found[1] == "/", found[2].lower())
            made.append(piece)
        elif piece.startswith("<") or (opened and opened[-1][1]):
            made.append(piece)
        else:
            made.append(_RUN.sub(lambda run: f'<span lang="zh-Hans">{run[0]}</span>', piece))
    return "".join(made)


def _follow(opened: list[tuple[str, bool]], tag: str, closes: bool, name: str) -> None:
    """Keep `opened` up to date with a tag."""
    if closes:
        while opened and opened.pop()[0] != name:
            pass
    elif name not in _EMPTY and not tag.endswith("/>"):
        above = bool(opened and opened[-1][1])
        opened.append((name, above or name in _AS_IT_IS or bool(_CHINESE_LANG.search(tag))))

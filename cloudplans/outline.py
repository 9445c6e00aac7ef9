"""The outline of a text: its headings with their ranks, and which of them tell the state of things."""

from __future__ import annotations

import re
from typing import NamedTuple

_C = "一二三四五六七八九十"
# A marker at the start of a line; the rank of its group tells how high it stands.
_MARKS = (
    rf"第[{_C}百0-9]+[章篇编]|附件|附表|专栏\s*[{_C}0-9]+",
    rf"第[{_C}百0-9]+部分|第[{_C}百0-9]+节",
    rf"[{_C}]{{1,3}}[、.．]",
    rf"[(（][{_C}]{{1,3}}[)）]",
    r"[0-9０-９]{1,2}[、．]|[0-9０-９]{1,2}[.](?![0-9０-９])",
    r"[(（][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[)）]",
)
_HEADING = re.compile(
    r"\n[^\S\n]{0,40}\ufeff?(?:#{1,6}[^\S\n]{0,8})?(?:" + "|".join(f"({mark})" for mark in _MARKS) + r")([^\n。]{0,30})"
)
NO_RANK = 3.0  # of what stands before the first heading: only headings like 一、 and higher end it


class Heading(NamedTuple):
    """A heading: where its marker starts and ends in the raw text, its rank (1 is highest), its words, where they end."""

    start: int
    end: int
    rank: float
    words: str
    stop: int = 0


def headings(raw: str) -> list[Heading]:
    """Find the headings of a text by the markers at the start of lines.

    Examples
    --------
    >>> [(h.rank, h.words) for h in headings("一、发展目标\\n（一）规模\\n到2020年达到1.5亿元")]
    [(3, '发展目标'), (4, '规模')]
    """
    found = []
    for match in _HEADING.finditer("\n" + raw):
        rank = match.lastindex and next(place for place in range(1, len(_MARKS) + 1) if match[place])
        found.append(Heading(match.start(rank) - 1, match.end(rank) - 1, rank, match[len(_MARKS) + 1].strip(), match.end() - 1))
    return found


class Outline:
    """Where a text stands among its headings, kept from piece to piece of a long text.

    Parameters
    ----------
    status : Pattern
        Finds words of headings under which a plan tells the state of things (发展现状).

    Examples
    --------
    >>> outline = Outline(re.compile("现状"))
    >>> outline.enter(Heading(0, 2, 3, "发展现状")); outline.status
    True
    >>> outline.enter(Heading(9, 12, 4, "网络")); outline.status
    True
    >>> outline.enter(Heading(20, 22, 3, "发展目标")); outline.status
    False
    """

    def __init__(self, status: re.Pattern[str]) -> None:
        self._status = status
        self._open: list[tuple[float, bool]] = []

    @property
    def rank(self) -> float:
        """The rank of the heading above, `NO_RANK` before the first."""
        return self._open[-1][0] if self._open else NO_RANK

    @property
    def status(self) -> bool:
        """Whether the heading above, or one above that, announces the state of things."""
        return any(status for _, status in self._open)

    def enter(self, heading: Heading) -> None:
        """Go past a heading."""
        while self._open and self._open[-1][0] >= heading.rank:
            self._open.pop()
        self._open.append((heading.rank, bool(self._status.search(heading.words[:16]))))

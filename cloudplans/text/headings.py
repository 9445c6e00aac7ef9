"""The headings of a text with their ranks, which of them describe the present state, and the sections that they suggest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cloudplans.text.normalised_text import squeeze

_C = "一二三四五六七八九十"
# Markers at the start of a line, the highest rank first.
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
NO_RANK = 3.0  # of text before the first heading: only headings like 一、 and higher end it


class Heading(NamedTuple):
    """A heading: where its marker starts and ends in the raw text, its rank (1 is highest), its words, where they end."""

    start: int
    end: int
    rank: float
    words: str
    stop: int = 0


def headings(raw: str) -> list[Heading]:
    """Find the headings of a text by the markers at the start of lines."""
    found = []
    for match in _HEADING.finditer("\n" + raw):
        rank = match.lastindex and next(place for place in range(1, len(_MARKS) + 1) if match[place])
        found.append(Heading(match.start(rank) - 1, match.end(rank) - 1, rank, match[len(_MARKS) + 1].strip(), match.end() - 1))
    return found


class Outline:
    """The open headings at a place of a text, kept from piece to piece; `status` finds headings about the present (发展现状)."""

    def __init__(self, status: re.Pattern[str]) -> None:
        self._status = status
        self._open: list[tuple[float, bool]] = []

    @property
    def rank(self) -> float:
        """The rank of the heading above, `NO_RANK` before the first."""
        return self._open[-1][0] if self._open else NO_RANK

    @property
    def status(self) -> bool:
        """Whether the heading above, or one above that, announces the present state."""
        return any(status for _, status in self._open)

    def enter(self, heading: Heading) -> None:
        """Move past a heading."""
        while self._open and self._open[-1][0] >= heading.rank:
            self._open.pop()
        self._open.append((heading.rank, bool(self._status.search(heading.words[:16]))))


_LOWEST = 4  # the rank of （一）; items marked with digits are a list, not sections
_UNMARKED = re.compile(r"^[ \t\u3000\ufeff]*(名词解释|术语解释|名词术语|注释|附录)[^\r\n。]{0,10}$", re.M)


class Section(NamedTuple):
    """A section: its first and last character (end exclusive) in the raw text, its role, its heading."""

    start: int
    end: int
    role: str
    heading: str


def suggest_sections(text: str, words: Sequence[Mapping[str, Any]]) -> list[Section]:
    """Return the sections that headings suggest, without gaps; the longest of `words` in a heading gives the role."""
    found = sorted({heading[0]: heading for heading in _headings(text)}.values())
    sections = [Section(0, len(text), "front", "")] if not found or text[: found[0][0]].strip() else []
    above: list[tuple[int, str]] = []
    for start, rank, heading in found:
        if sections:
            sections[-1] = sections[-1]._replace(end=start)
        above = [(higher, role) for higher, role in above if higher < rank]
        inherited = above[-1][1] if above else "tasks"
        own = "" if rank == _LOWEST and inherited == "tasks" else _role(heading, words)  # a task may be to safeguard
        above.append((rank, own or inherited))
        sections.append(Section(start, len(text), own or inherited, heading))
    return sections


def _headings(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the place, rank and words of each heading of a section."""
    for heading in headings(text):
        if heading.rank <= _LOWEST and (text[heading.stop : heading.stop + 1] or "\n") in "\r\n。":
            yield heading.start, int(heading.rank), squeeze(text[heading.start : heading.stop])
    for match in _UNMARKED.finditer(text):
        yield match.start(1), 1, squeeze(match.group())


def _role(heading: str, words: Sequence[Mapping[str, Any]]) -> str:
    matching = [row for row in words if row["word"] in heading]
    return str(max(matching, key=lambda row: len(row["word"]))["role"]) if matching else ""

"""Where the sections of a plan text begin and what they hold: a machine's suggestion, for a person to correct."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cloudplans.outline import headings
from cloudplans.text import squeeze

_LOWEST = 4  # the rank of （一）; what is marked with digits is a list, not a section
_UNMARKED = re.compile(r"^[ \t\u3000\ufeff]*(名词解释|术语解释|名词术语|注释|附录)[^\r\n。]{0,10}$", re.M)


class Section(NamedTuple):
    """A section: its first and last character (end exclusive) in the raw text, what it holds, its heading."""

    start: int
    end: int
    role: str
    heading: str


def suggest_sections(text: str, words: Sequence[Mapping[str, Any]]) -> list[Section]:
    """Return the sections of a raw text as its headings suggest them; they tile the text.

    Parameters
    ----------
    text : str
        The raw text.
    words : sequence of mapping
        Rows of the table of headings: a `word` of a heading, the `role` that it gives the section. The longest word counts; a
        section without one takes after the section that it is part of.

    Examples
    --------
    >>> words = [{"word": "目标", "role": "goals"}, {"word": "现状", "role": "status"}]
    >>> [s.role for s in suggest_sections("某规划\\n一、现状\\n（一）概况\\n很好。\\n二、目标\\n很大。\\n", words)]
    ['front', 'status', 'status', 'goals']
    """
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
    held = [row for row in words if row["word"] in heading]
    return str(max(held, key=lambda row: len(row["word"]))["role"]) if held else ""

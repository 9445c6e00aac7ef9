"""Where the sections of a plan text begin and what they hold: a machine's suggestion, for a person to correct."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cloudplans.text import squeeze

_LONGEST = 40  # characters of a heading
_COUNT = "[一二三四五六七八九十]{1,3}"
_RANKS = (  # a text's own ranks of headings, the highest first; what is marked with plain digits is a list, not a section
    re.compile(rf"第{_COUNT}[章编篇]|附件|附录|附表|名词解释|术语解释|注释"),
    re.compile(rf"第{_COUNT}节|{_COUNT}、"),
    re.compile(rf"\({_COUNT}\)"),
)


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
    found = list(_headings(text))
    sections = [Section(0, len(text), "front", "")] if not found or text[: found[0][0]].strip() else []
    roles: dict[int, str] = {}
    for start, rank, heading in found:
        if sections:
            sections[-1] = sections[-1]._replace(end=start)
        above = next((roles[higher] for higher in range(rank - 1, -1, -1) if higher in roles), "tasks")
        own = "" if rank == len(_RANKS) - 1 and above == "tasks" else _role(heading, words)  # a task may be to safeguard
        roles = {level: role for level, role in roles.items() if level < rank} | {rank: own or above}
        sections.append(Section(start, len(text), roles[rank], heading))
    return sections


def _headings(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the place, rank and words of each line that begins as a heading does."""
    for line in re.finditer(r"[^\r\n]+", text):
        words = squeeze(line.group())
        rank = next((rank for rank, form in enumerate(_RANKS) if form.match(words)), None)
        heading = words.partition("。")[0]
        if rank is not None and len(heading) <= _LONGEST:
            yield line.start() + len(line.group()) - len(line.group().lstrip()), rank, heading


def _role(heading: str, words: Sequence[Mapping[str, Any]]) -> str:
    held = [row for row in words if row["word"] in heading]
    return str(max(held, key=lambda row: len(row["word"]))["role"]) if held else ""

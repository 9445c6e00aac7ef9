"""Which year governs a figure: a target year applies until the next one, or until a heading of its own rank or higher."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from cloudplans.text import Heading, Outline, Period, Phrase, Times, year_in_brackets

_SENTENCE_ENDS = re.compile("[。!?]")
_TARGET_HEADING = re.compile("目标|阶段|任务")
_JOINS = ("、", "和", "及", "与", ",")
_REMEMBERED = 4096  # counted lists


class TextState:
    """What carries over from one piece of a long text to the next: open headings, the governing year, counted lists."""

    def __init__(self, status: re.Pattern[str]) -> None:
        self.outline: Outline = Outline(status)
        self.aims: bool = False  # whether the heading above announces aims, whose year governs all paragraphs below
        self.governing: tuple[Period, float] | None = None
        self.tables: int = 0
        self.tail: str = ""  # the last characters of the piece before
        self._counted: dict[str, None] = {}

    def repeats(self, words: str) -> bool:
        """Tell whether a counted list occurred before, and remember it (the latest few thousand)."""
        repeated = words in self._counted
        self._counted[words] = None
        if len(self._counted) > _REMEMBERED:
            del self._counted[next(iter(self._counted))]
        return repeated

    def pass_heading(self, heading: Heading, opened: bool) -> None:
        """Move past a heading; `opened` tells whether a colon before it announces the list that it starts."""
        if self.governing and heading.rank <= self.governing[1]:
            self.governing = (self.governing[0], heading.rank - 0.5) if opened else None
        self.outline.enter(heading)
        self.aims = bool(_TARGET_HEADING.search(heading.words))

    def pass_paragraph(self) -> None:
        """Move past the start of a paragraph that is not part of a list: the year of the one above does not govern it."""
        if not self.aims:
            self.governing = None

    def pass_phrase(self, phrase: Phrase) -> None:
        """Move past a year or period."""
        if phrase.explicit:
            self.governing = phrase.period, self.outline.rank


class Deadlines:
    """Decides which year governs each figure of a piece of text; moves `state` on to the end of the piece.

    The scanner and the drafts of a new plan get a figure's deadline from here. `cloudplans.verify` reads it a second time, by the
    recorded sections instead of the headings (`cloudplans.text.Reader.deadline`), so that the two check each other.
    """

    def __init__(
        self,
        text: str,
        heads: Sequence[tuple[int, Heading]],
        phrases: Sequence[Phrase],
        state: TextState,
        stops: Sequence[int] = (),  # where else a sentence ends: at the end of a heading's line
        paragraphs: Sequence[int] = (),  # where paragraphs start that are not part of a list
    ) -> None:
        self._text = text
        # Under a heading about the present (发展现状) a year governs its own sentence only.
        carried = [Phrase(-1, 0, True, state.governing[0])] if state.governing else []
        self._resets: list[int] = []  # headings that end the governing year
        events = sorted(
            [
                *((at, 0, heading) for at, heading in heads),
                *((p.start, 1, p) for p in phrases),
                *((at, -1, None) for at in paragraphs),
            ],
            key=lambda e: e[:2],
        )
        announced = 0  # where the words of the latest heading end, if they announce a target
        for at, kind, event in events:
            if kind == 1:
                phrase = event._replace(explicit=not state.outline.status and (event.explicit or at < announced))
                state.pass_phrase(phrase)
                carried.append(phrase)
                continue
            before = state.governing
            if kind == -1:
                state.pass_paragraph()
                if before and not state.governing:
                    self._resets.append(at)
                continue
            state.pass_heading(event, text[at - 1 : at] == ":")
            announced = at + len(event.words) + 4 if _TARGET_HEADING.search(event.words) else 0
            if before and not state.governing:
                self._resets.append(at)
        self._times = Times(carried)
        self._sentences = sorted([0, *(match.end() for match in _SENTENCE_ENDS.finditer(text)), *(at for at, _ in heads), *stops])

    def sentence(self, at: int) -> int:
        """Return where the sentence around the place starts."""
        return self._sentences[bisect_right(self._sentences, at) - 1]

    def of(self, start: int, end: int) -> Phrase | None:
        """Return the phrase that gives the year of the figure: in brackets after it, else the one that governs it."""
        # `end` includes the bound word after the figure; a phrase of an earlier piece has a negative start.
        resets = bisect_right(self._resets, start)
        since = self._resets[resets - 1] if resets else -1
        return year_in_brackets(self._text, end) or self._times.governing(start, self.sentence(start), since)

    def listed(self, turn: int, index: int, count: int) -> Phrase | None:
        """Return year `index` of the list of `count` years before a 分别 at `turn`: 到2023年和2025年,…分别达到…."""
        years = self._times.between(self.sentence(turn), turn)
        for first in range(len(years) - count, -1, -1):
            some = years[first : first + count]
            if all(self._text[a.end : b.start] in _JOINS for a, b in pairwise(some)) and (
                first + count == len(years) or self._text[some[-1].end : years[first + count].start] not in _JOINS
            ):
                return some[index]
        return None

    def from_above(self, phrase: Phrase, start: int) -> bool:
        """Tell whether the phrase is in an earlier sentence than the figure at `start`."""
        return phrase.start < self.sentence(start)

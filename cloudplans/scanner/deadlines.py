"""How far the times of a text reach: an aim governs until the next one, or until a heading that stands as high as its own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from cloudplans.text import Heading, Outline, Period, Phrase, Times

_SENTENCE_ENDS = re.compile("[。!?]")
_AIMS = re.compile("目标|阶段|任务")
_REMEMBERED = 4096


class State:
    """What a long text carries from piece to piece: the headings above, the aim that governs, the lists already counted.

    Parameters
    ----------
    status : Pattern
        Finds words of headings under which a plan tells the state of things.

    Examples
    --------
    >>> state = State(re.compile("现状"))
    >>> state.repeats("三大体系"), state.repeats("三大体系")
    (False, True)
    """

    def __init__(self, status: re.Pattern[str]) -> None:
        self.outline = Outline(status)
        self.aim: tuple[Period, float] | None = None
        self._counted: dict[str, None] = {}

    def repeats(self, words: str) -> bool:
        """Tell whether a counted list was met before, and remember it (the latest few thousand)."""
        met = words in self._counted
        self._counted[words] = None
        if len(self._counted) > _REMEMBERED:
            del self._counted[next(iter(self._counted))]
        return met

    def pass_heading(self, heading: Heading, opened: bool) -> None:
        """Go past a heading; `opened` tells whether a colon before it announces the list that it starts."""
        if self.aim and heading.rank <= self.aim[1]:
            self.aim = (self.aim[0], heading.rank - 0.5) if opened else None
        self.outline.enter(heading)

    def pass_phrase(self, phrase: Phrase) -> None:
        """Go past a time."""
        if phrase.explicit:
            self.aim = phrase.period, self.outline.rank


class Reach:
    """The times of one piece of a text, asked for the one that governs a place.

    Parameters
    ----------
    text : str
        The reading of the piece.
    heads : sequence of (int, Heading)
        Its headings with their places in the reading.
    stops : sequence of int
        Where else a sentence ends: at the end of a heading's line.
    phrases : sequence of Phrase
        Its times.
    state : State
        Where the text stands at the start of the piece; moved on to its end.

    Examples
    --------
    >>> from cloudplans.text.headings import headings
    >>> from cloudplans.text.dates import find_phrases
    >>> text = "一、目标到2020年建成。共3个二、措施共5个"
    >>> heads = [(0, Heading(0, 2, 3, "目标")), (text.index("二、"), Heading(0, 2, 3, "措施"))]
    >>> reach = Reach(text, heads, find_phrases(text), State(re.compile("现状")))
    >>> reach.governing(text.index("3个")).period.end, reach.governing(text.index("5个"))
    (2020, None)
    """

    def __init__(
        self, text: str, heads: Sequence[tuple[int, Heading]], phrases: Sequence[Phrase], state: State, stops: Sequence[int] = ()
    ) -> None:
        # Under a heading that tells the state of things (发展现状) a time governs its own sentence alone.
        told = [Phrase(-1, 0, True, state.aim[0])] if state.aim else []
        self._changes, self._since = [0], [-1]
        events = sorted([*((at, 0, heading) for at, heading in heads), *((p.start, 1, p) for p in phrases)], key=lambda e: e[:2])
        named = 0  # where the words of the latest heading end, if they announce an aim
        for at, kind, event in events:
            if kind:
                phrase = event._replace(explicit=not state.outline.status and (event.explicit or at < named))
                state.pass_phrase(phrase)
                told.append(phrase)
                continue
            before = state.aim
            state.pass_heading(event, text[at - 1 : at] == ":")
            named = at + len(event.words) + 4 if _AIMS.search(event.words) else 0
            if before and not state.aim:
                self._changes.append(at)
                self._since.append(at)
        self._times = Times(told)
        self._sentences = sorted([0, *(match.end() for match in _SENTENCE_ENDS.finditer(text)), *(at for at, _ in heads), *stops])

    def sentence(self, at: int) -> int:
        """Return where the sentence around the place starts."""
        return self._sentences[bisect_right(self._sentences, at) - 1]

    def governing(self, at: int) -> Phrase | None:
        """Return the time that governs the place."""
        since = self._since[bisect_right(self._changes, at) - 1]
        return self._times.governing(at, self.sentence(at), since)

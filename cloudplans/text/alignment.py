"""Align two copies of one text: which character of the one is which of the other."""

from __future__ import annotations

import re
from bisect import bisect_left
from difflib import SequenceMatcher
from functools import cached_property

from cloudplans.text.normalised_text import Span

_PIECE = re.compile(r"[^。,;:、]*[。,;:、]|[^。,;:、]+")


class Alignment:
    """The characters that two normalised texts (see `squeeze`) have in common, in order."""

    def __init__(self, ours: str, theirs: str) -> None:
        self.ours: str = ours
        self.theirs: str = theirs

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        """The matching characters as pairs of places: first clause by clause, then inside the parts that differ."""
        pieces = [_PIECE.findall(self.ours), _PIECE.findall(self.theirs)]
        starts = [_starts(some) for some in pieces]
        pairs: list[tuple[int, int]] = []
        for tag, a, a_end, b, b_end in SequenceMatcher(None, *pieces, autojunk=False).get_opcodes():
            at, other = starts[0][a], starts[1][b]
            mine, yours = self.ours[at : starts[0][a_end]], self.theirs[other : starts[1][b_end]]
            if tag == "equal":
                pairs += zip(range(at, at + len(mine)), range(other, other + len(mine)), strict=True)
            elif tag == "replace":
                for low, high, size in SequenceMatcher(
                    None, mine, yours, autojunk=len(mine) * len(yours) > 10**6
                ).get_matching_blocks():
                    pairs += zip(range(at + low, at + low + size), range(other + high, other + high + size), strict=True)
        return pairs

    @cached_property
    def _mine(self) -> list[int]:
        return [a for a, _ in self._pairs]

    @cached_property
    def _taken(self) -> set[int]:
        return {b for _, b in self._pairs}

    @property
    def shared(self) -> float:
        """The share of our characters that the other text has too, from 0 to 1."""
        return len(self._pairs) / len(self.ours) if self.ours else 0.0

    def added(self, place: int) -> bool:
        """Tell whether the other text's character at `place` has no counterpart in ours."""
        return 0 <= place < len(self.theirs) and place not in self._taken

    def image(self, start: int, end: int) -> Span | None:
        """Return the counterpart of ours from `start` to `end` in the other text, or None; matched neighbours enclose a changed part."""
        low, high = bisect_left(self._mine, start), bisect_left(self._mine, end)
        before, after = self._edge(low - 1), self._edge(high)
        tight_before, tight_after = before[0] == start - 1, after[0] == end
        if low == high:  # nothing in common: the part between its neighbours, if they match
            span = Span(before[1] + 1, after[1])
            return span if tight_before and tight_after and span.start < span.end else None
        first, last = self._pairs[low], self._pairs[high - 1]
        begin = before[1] + 1 if first[0] > start and tight_before else first[1]
        stop = after[1] if last[0] < end - 1 and tight_after else last[1] + 1
        return Span(begin, stop)

    def _edge(self, index: int) -> tuple[int, int]:
        if index < 0:
            return -1, -1
        return self._pairs[index] if index < len(self._pairs) else (len(self.ours), len(self.theirs))


def _starts(pieces: list[str]) -> list[int]:
    """Return where each clause starts, and the end of the last one."""
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return starts

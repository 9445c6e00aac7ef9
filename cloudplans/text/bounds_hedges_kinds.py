"""Read what qualifies a figure in a plan: its bound, hedge, deadline, and the kind of statement that it makes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from cloudplans.text.normalised_text import Reading, Span, Words, squeeze
from cloudplans.text.years_and_periods import Period, Times, find_phrases

_SENTENCE_ENDS = "。"
_CLAUSE_ENDS = "。,;:"
_BASE = 14  # longest base of a share between the bound and the figure
_SPELLS = "年月日天时分钟周秒"  # after these 内 bounds; elsewhere it starts a word (20家内资企业)
_NOTE = re.compile(r"\((?P<without>不含)?[^()。,;]{0,12}\)")
_STRICT = {"ge": "gt", "le": "lt"}
_YEAR_ALONE = re.compile(r"到(?:[0-9]{4}年|“?十[一二三四五六]五”?)(?:年?底|年?末|期末)?$")  # 力争到2025年, 规模突破千亿
_RATE = re.compile("的(?:比例|标准|额度|幅度)")  # 按投资额20%的比例: no size that something must have
_SUPPORT = ("元", "%")  # what a grant is stated in
COUNTED_IDIOMS = ("大", "级")  # 四大平台, 三级: a count of things that the plan lists


class Cue(NamedTuple):
    """A word around a figure: its span in the normalised text, and its comparator (empty for a hedge)."""

    span: Span
    comparator: str


class Deadline(NamedTuple):
    """The phrase that governs a figure: its span in the normalised text, and its period."""

    span: Span
    period: Period


class Bounds:
    """The words directly before or after a figure that bound it, from the table `cues`."""

    def __init__(self, cues: Sequence[Mapping[str, Any]]) -> None:
        rows = [(squeeze(row["word"]), row["position"], row["comparator"]) for row in cues if row["role"] == "bound"]
        self._says = {(position, word): comparator for word, position, comparator in rows}
        self._before = Words(word for word, position, _ in rows if position == "before")
        self._after = Words(word for word, position, _ in rows if position == "after")

    def find(self, text: str, start: int, end: int) -> Cue | None:
        """Return the bound word of the figure `text[start:end]`; one after it has precedence."""
        note = _NOTE.match(text, end)  # 60%(含)以上, 1000兆比特/秒(Mbps)以上
        for at in (end, note.end()) if note else (end,):
            size = self._after.starts(text, at)
            word = text[at : at + size]
            if size and (word != "内" or text[at - 1] in _SPELLS):
                says = self._says["after", word]
                return Cue(Span(at, at + size), _STRICT.get(says, says) if note and note["without"] else says)
        if cue := self._before_at(text, start):
            return cue
        if text[start - 1 : start] == "的":  # 不低于预算的20%
            from_ = max(start - _BASE, 0)
            for at in range(start - 2, from_, -1):
                if text[at] in _CLAUSE_ENDS:
                    break
                if (cue := self._before_at(text, at)) and cue.span.end - cue.span.start > 1:
                    return cue
        return None

    def _before_at(self, text: str, start: int) -> Cue | None:
        size = self._before.ends(text, start)
        says = self._says["before", text[start - size : start]] if size else ""  # 节约 ends in 约 and bounds nothing
        return Cue(Span(start - size, start), says) if says else None


class Reader:
    """One text with its sections and cue words; reads what qualifies its figures. Spans are of the normalised text."""

    # `cloudplans.verify` reads deadlines with it, by the recorded sections: a second reading, independent of the scanner's, which
    # goes by headings (`cloudplans.scanner.deadlines`) and is the one that drafts have.

    def __init__(
        self,
        raw: str,
        sections: Sequence[Mapping[str, Any]],
        cues: Sequence[Mapping[str, Any]],
        tables: Iterable[Span] = (),
    ) -> None:
        self.reading: Reading = Reading(raw, tuple(tables))
        self.text: str = self.reading.text
        self.cues = cues
        self._bounds = Bounds(cues)
        self._roles = [row["role"] for row in sections]
        self._marks: dict[str, list[int]] = {}  # where the ends of clauses and of sentences are
        self._starts = [self.reading.at(row["start"]) for row in sections]

    def place(self, start: int, end: int) -> Span:
        """Return the span of the normalised text that a raw span gives."""
        return self.reading.place(start, end)

    @cached_property
    def _times(self) -> Times:
        return Times(find_phrases(self.text))

    def _section(self, at: int) -> int:
        return max(bisect_right(self._starts, at) - 1, 0)

    def role(self, at: int) -> str:
        """Return the role of the section around the place `at`: goals, status, tasks, ..."""
        return self._roles[self._section(at)] if self._roles else "goals"

    def section_start(self, at: int) -> int:
        """Return where the section around the place `at` starts."""
        return self._starts[self._section(at)] if self._starts else 0

    def between(self, at: int, marks: str) -> Span:
        """Return the part of the section around the place `at` between two of `marks`."""
        places = self._places(marks)
        number = bisect_left(places, at)
        start = places[number - 1] + 1 if number else 0
        return Span(max(start, self.section_start(at)), places[number] if number < len(places) else len(self.text))

    def _places(self, marks: str) -> list[int]:
        if marks not in self._marks:
            self._marks[marks] = [match.start() for match in re.finditer(f"[{re.escape(marks)}]", self.text)]
        return self._marks[marks]

    def clause(self, at: int) -> Span:
        """Return the clause around the place `at`."""
        return self.between(at, _CLAUSE_ENDS)

    def bound(self, start: int, end: int) -> Cue | None:
        """Return the bound word directly before or after the figure, if there is one."""
        return self._bounds.find(self.text, start, end)

    def hedge(self, start: int) -> Cue | None:
        """Return the hedge before the figure in its clause, or in the one before if that gives its year alone (力争到2025年,)."""
        if found := self._in_clause("hedge", start, start):
            return found
        before = self.clause(max(self.clause(start).start - 1, 0))
        if _YEAR_ALONE.search(self.text, before.start, before.end):
            return self._in_clause("hedge", before.end - 1, before.end)
        return None

    def announces(self, start: int) -> bool:
        """Tell whether the clause says that the figure is expected (将)."""
        return self._in_clause("forecast", start, self.clause(start).end) is not None

    def _supports(self, start: int) -> bool:
        """Tell whether the sentence of the figure, up to the end of its clause, gives money (给予, 奖补)."""
        words = self.text[self.between(start, "。;").start : self.clause(start).end]
        return any(row["role"] == "grant" and squeeze(row["word"]) in words for row in self.cues)

    def _in_clause(self, role: str, at: int, until: int) -> Cue | None:
        start = self.clause(at).start
        for row in sorted(self.cues, key=lambda row: -len(row["word"])):
            word = squeeze(row["word"])
            if row["role"] == role and (found := self.text.rfind(word, start, until)) >= 0:
                return Cue(Span(found, found + len(word)), "")
        return None

    def deadline(self, start: int, end: int) -> Deadline | None:
        """Return the phrase that governs the figure: the second reading, for `cloudplans.verify`."""
        # A target year governs until the next one or the end of its section; in a section about the present, only its sentence.
        sentence = self.between(start, _SENTENCE_ENDS).start
        since = sentence if self.role(start) == "status" else self.section_start(start)
        governing = self._times.governing(start, sentence, since)
        return governing and Deadline(Span(governing.start, governing.end), governing.period)

    def nearest(self, words: str, start: int, end: int) -> Span | None:
        """Return the occurrence of `words` (squeezed) nearest to the figure in its section."""
        section, size = self.section_start(start), len(words)
        before = self.text.rfind(words, section, max(start - 1, section))
        until = end + (start - before) if before >= 0 else len(self.text)  # an occurrence after the figure has to be nearer
        after = self.text.find(words, max(section, start - size), until)
        if before < 0 and after < 0:
            return None
        low = after if before < 0 or 0 <= after - end < start - before - size or 0 <= after <= end else before
        return Span(low, low + size)

    def kind(self, start: int, end: int, label_start: int, subject: str) -> str:
        """Return the kind of statement that the figure makes, by its section, the words around it and the indicator's subject."""
        if self.role(start) == "status":
            if self.announces(start):
                return "forecast"
            return "baseline" if subject == "region" else "context"
        bound = self.bound(start, end)
        after = max(end, bound.span.end) if bound else end
        if label_start < start and self.text.startswith("的", after) and not _RATE.match(self.text, after):
            return "threshold"
        if self.text[start:end].endswith(_SUPPORT) and self._supports(start):
            return "grant"
        return "programme_count" if self.text[start:end].endswith(COUNTED_IDIOMS) else "target"


_URBAN_SCOPES = {"城市": True, "发达城市": True, "主要城市": True, "大型企业": True, "农村": False}


def is_urban(scope: str) -> bool | None:
    """Return whether a printed scope means towns, or the country; None where it means neither."""
    return _URBAN_SCOPES.get(scope)

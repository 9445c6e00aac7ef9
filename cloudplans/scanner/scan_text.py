"""Scan a plan text: every quantity that it states, with bound, deadline and name, and what its other numerals are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from cloudplans.scanner.confidence import SURE, confidence_with, name_confidence
from cloudplans.scanner.deadlines import Deadlines, TextState
from cloudplans.scanner.figure_units import figure_unit
from cloudplans.scanner.indicator_names import FigurePlace, Name, NameFinder, follows_in_list
from cloudplans.scanner.indicator_tables import Table, find_tables
from cloudplans.scanner.numeral_filter import NumeralFilter, Other, dropped
from cloudplans.scanner.pieces_of_texts import TAIL, paragraph_starts, with_whole_tables
from cloudplans.scanner.table_cells import CellReading, take_cells
from cloudplans.scanner.vocabulary import Vocabulary
from cloudplans.text import (
    PIECE,
    Cue,
    Figure,
    Phrase,
    Reading,
    Span,
    figure_at,
    fold_at,
    headings,
    is_odd,
    pieces,
    unspaced,
)

_OPEN = {"ge": "upper", "gt": "upper", "le": "lower", "lt": "lower"}
_SPELLS = {"year", "month", "day", "hour", "minute"}
_ACHIEVED = re.compile(r"[^,。;、]{0,14}(?:技术|难题|瓶颈|环节|工艺)")
_ELIDED = 4  # figures back to one whose name and unit a later one takes over
_NEAR = 14  # characters between two figures of one name: 从2017年的5000家增加到2020年的5万家


class Candidate(NamedTuple):
    """A quantity that a text states; `start` and `end` are characters of the raw text, `cell` is its place in a table, if any."""

    start: int
    end: int
    printed: str
    lower: float | None
    upper: float | None
    unit: str
    comparator: str
    deadline: int | None
    label: str
    confidence: float
    label_confidence: float
    cell: str
    reason: str


class Numeral(NamedTuple):
    """A numeral token that belongs to no candidate, with the class that it seems to have, and why."""

    start: int
    end: int
    token: str
    kind: str
    reason: str


class ScannedFigure(NamedTuple):
    """A candidate with what else the scanner read of it: the phrase that gives its year (raw span), the start of a period."""

    candidate: Candidate
    deadline_span: Span | None
    period_start: int | None


class _Read(NamedTuple):
    """A figure with what is read around it: bound, name, the phrase that gives its year; of what it continues, the unit and its factor."""

    figure: Figure
    bound: Cue | None
    name: Name
    phrase: Phrase | None
    unit: tuple[str, Decimal, str]


class _Piece(NamedTuple):
    """One piece of a text, read: its figures with bounds and names, and the numerals that are none."""

    reading: Reading
    text: str  # normalised, in simplified characters
    offset: int
    deadlines: Deadlines
    figures: list[_Read]
    others: list[Other]
    cells: list[CellReading]


class Scanner:
    """Read a plan text and find every quantity that it states.

    The rules are the tables `units`, `counters`, `nouns`, `cues`, `words` and `idioms` of the package's own data, and the
    grammar of figures, years, headings and names. A scanner keeps nothing of a text; it can be pickled.

    Examples
    --------
    >>> (found,) = Scanner().scan("到2020年，云服务产业规模超过1000亿元。")
    >>> found.printed, found.lower, found.unit, found.comparator, found.deadline, found.label
    ('1000亿元', 100000000000.0, 'CNY', 'gt', 2020, '云服务产业规模')
    """

    def __init__(self) -> None:
        self.vocabulary: Vocabulary = Vocabulary.own()
        self._filter, self._name_finder = NumeralFilter(self.vocabulary), NameFinder(self.vocabulary)

    def __reduce__(self) -> tuple[type, tuple[()]]:
        return type(self), ()

    def scan(self, text: str) -> list[Candidate]:
        """Return the quantities that a text in any width, spacing and wrapping states, in order.

        Examples
        --------
        >>> [found.printed for found in Scanner().scan("企业达到5家，产值达到10亿元。")]
        ['5家', '10亿元']
        """
        return list(self.scan_stream([text]))

    def scan_stream(self, parts: Iterable[str], size: int = PIECE) -> Iterator[Candidate]:
        """Yield the quantities of a text that comes in parts, such as an open file.

        The text is cut at ends of sentences, into pieces of at least `size` characters; open headings and the governing year carry
        over each cut, so the result equals that of `scan` on the whole text.

        Examples
        --------
        >>> [found.deadline for found in Scanner().scan_stream(["到2020年，产值达到10亿", "元，企业达到5家。"])]
        [2020, 2020]
        """
        for piece in self._pieces(parts, size):
            found = [self._candidate(piece, read) for read in piece.figures]
            yield from sorted([*found, *(_cell_candidate(piece, cell) for cell in piece.cells)])

    def read_figures(self, text: str) -> list[ScannedFigure]:
        """Return the quantities that `text` states, each with the phrase that gives its year."""
        found = []
        for piece in self._pieces([text], len(text)):  # as one, so that no phrase is in an earlier piece
            for read in piece.figures:
                phrase = read.phrase
                span = piece.reading.raw_span(phrase.start, phrase.end) if phrase else None
                found.append(ScannedFigure(self._candidate(piece, read), span, phrase and phrase.period.start))
            found += [ScannedFigure(_cell_candidate(piece, cell), None, None) for cell in piece.cells]
            found.sort(key=lambda figure: figure.candidate.start)
        return found

    def deadline_span(self, text: str) -> Callable[[Span], tuple[Span, int | None] | None]:
        """Return a function from the raw span of a figure of `text` to the phrase that gives its year: its raw span and the year."""
        (piece,) = self._pieces([text], len(text)) if text else [self._read_piece("", 0, self._state())]

        def find(figure: Span) -> tuple[Span, int | None] | None:
            place = piece.reading.place(*figure)
            bound = self.vocabulary.bounds.find(piece.text, *place)
            read = next((read for read in piece.figures if read.figure.start == place.start), None)
            phrase = read.phrase if read else piece.deadlines.of(place.start, _end(place, bound))
            return phrase and (piece.reading.raw_span(phrase.start, phrase.end), phrase.period.end)

        return find

    def census(self, text: str) -> list[Numeral]:
        """Return every numeral token of `text` that belongs to no candidate, with the class that it seems to have."""
        census = []
        for piece in self._pieces([text], PIECE):
            for other in piece.others:
                start, end = piece.reading.raw_span(other.at, other.end)
                token = unspaced(piece.reading.raw[start:end])
                census.append(Numeral(piece.offset + start, piece.offset + end, token, other.kind, other.reason))
        return census

    def read(self, printed: str, unit: str) -> tuple[float, float]:
        """Read a printed figure again, as both its numbers in `unit`."""
        text = self.vocabulary.simplified(Reading(printed).text)
        figure = fold_at(text, 0) or figure_at(text, 2 if text.startswith("每秒") else 0, self.vocabulary.units)
        if figure is None:
            raise ValueError(f"{printed!r} is not a figure; give one as `scan` prints it, such as 1000亿元")
        factor = self.vocabulary.factor(figure.word, unit)
        return float(figure.low * factor), float(figure.high * factor)

    def _state(self) -> TextState:
        return TextState(self.vocabulary.patterns["status"])

    def _pieces(self, parts: Iterable[str], size: int) -> Iterator[_Piece]:
        state = self._state()
        for offset, raw in with_whole_tables(pieces(parts, size)):
            yield self._read_piece(raw, offset, state)

    def _read_piece(self, raw: str, offset: int, state: TextState) -> _Piece:
        """Read one piece of a text that starts at `offset`; `state` is moved on."""
        reading = Reading(raw)
        text = self.vocabulary.simplified(reading.text)
        heads = [(reading.at(heading.start), reading.at(heading.end), heading) for heading in headings(reading.plain)]
        stops = [reading.at(heading.stop) for _, _, heading in heads if raw[heading.stop : heading.stop + 1] == "\n"]
        paragraphs = [reading.at(at) for at in paragraph_starts(state.tail, reading.plain)]
        state.tail = reading.plain[-TAIL:]
        numerals = self._filter.classify(text, {start: end for start, end, _ in heads})
        tables = find_tables(raw)
        cells, inside = take_cells(reading, tables, numerals, self.vocabulary, state.tables + 1)
        state.tables += len(tables)
        numerals.others.extend(inside)
        deadlines = Deadlines(text, [(start, heading) for start, _, heading in heads], numerals.phrases, state, stops, paragraphs)
        bounds = [self.vocabulary.bounds.find(text, figure.start, figure.end) for figure in numerals.figures]
        names, years = self._names(text, numerals.figures, bounds, deadlines)
        kept: list[_Read] = []
        others, reached = list(numerals.others), 0
        for figure, bound, name, year in zip(numerals.figures, bounds, names, years, strict=True):
            if bound and _ACHIEVED.match(text, figure.end) and text.startswith("突破", bound.span.start):
                bound = None  # 突破50项关键技术: done, not exceeded
            start, end = reading.raw_span(figure.start, figure.end)
            cut = any(0 < at < len(text) and reading.origin(at - 1) == reading.origin(at) for at in (figure.start, figure.end))
            if figure.word == "大" and state.repeats(text[figure.start : figure.end] + name.words):
                others += dropped(text, figure, "repeats a count said before")
            elif start < reached or cut:  # a character such as ½ or ㏠ contains the figure and more
                others += dropped(text, figure, "shares a character with a figure")
            else:
                reached = end
                phrase = year or deadlines.of(figure.start, _end(figure, bound))
                kept.append(self._continued(text, _Read(figure, bound, name, phrase, ("", Decimal(1), "")), kept, deadlines))
        return _Piece(reading, text, offset, deadlines, kept, sorted(others), cells)

    def _names(
        self, text: str, figures: list[Figure], bounds: list[Cue | None], deadlines: Deadlines
    ) -> tuple[list[Name], list[Phrase | None]]:
        """Return the name of each figure, and its year if that is in a list: after 分别 names, years and figures are matched by position."""
        edges = [
            (min(f.start, b.span.start), max(f.end, b.span.end)) if b else (f.start, f.end)
            for f, b in zip(figures, bounds, strict=True)
        ]
        names: list[Name] = []
        years: list[Phrase | None] = []
        while len(names) < len(figures):
            place = len(names)
            left = max(edges[place - 1][1] if place else 0, deadlines.sentence(edges[place][0]))
            if names and names[-1].how == "after" and (own := text.find(names[-1].words, left, edges[place][0])) >= 0:
                left = own + len(names[-1].words)  # the name before is not this figure's
            turn = text.rfind("分别", max(left, edges[place][0] - 12), edges[place][0])
            last = place
            if turn >= 0:
                while last + 1 < len(figures) and follows_in_list(text, edges[last][1], edges[last + 1][0]):
                    last += 1
            if last > place:
                count = last - place + 1
                first = bounds[place]
                if first and first.span.end == figures[place].start:  # 分别突破300亿元和1000亿元: one bound for all
                    bounds[place : last + 1] = [bound or first for bound in bounds[place : last + 1]]
                names += [Name(self._name_finder.shared(text, turn, left, i, count), "shared") for i in range(count)]
                years += [deadlines.listed(turn, i, count) for i in range(count)]
                continue
            years.append(None)
            right = figures[place + 1].start if place + 1 < len(figures) else len(text)
            follows = edges[place + 1][1] if place + 1 < len(figures) else 0
            word = figures[place].word
            name = self._name_finder.name(
                text, FigurePlace(*edges[place], left, right, follows), word in self.vocabulary.counters, word
            )
            joined = place and edges[place][0] - edges[place - 1][1] <= _NEAR and text[edges[place - 1][1] : edges[place][0]]
            if joined and (joined in (":", "∶") or self.vocabulary.words["change"].starts(joined, 0)):
                name = names[-1]  # 由400G提升到1T
            elif not name.words and joined and self.vocabulary.words["link"].starts(joined, 0) >= 2:
                name = names[-1]
            names.append(name)
        return names, years

    def _continued(self, text: str, read: _Read, before: Sequence[_Read], deadlines: Deadlines) -> _Read:
        """Return a figure with its unit; name and unit are those of the one before where its own are elided (PUE降到1.3,寒冷地区降到1.25)."""
        figure, name, unit = read.figure, read.name, figure_unit(self.vocabulary, text, read.figure, read.name)
        sentence, word = deadlines.sentence(figure.start), figure.word
        here = [other for other in before[: -_ELIDED - 1 : -1] if other.figure.start >= sentence]
        if not here or figure.unit:
            return read._replace(unit=unit)
        last = next((other for other in here if other.figure.word == word), here[0])
        if (
            last.figure.word == word
            and unit[2]
            and not last.unit[2]
            and (word in self.vocabulary.hinted if word else last.unit[0] == "ratio")
        ):
            unit, name = last.unit, last.name if not word or not name.words else name
        elif word == last.figure.word and not name.words and word in self.vocabulary.counters:
            unit, name = last.unit, last.name  # 机架达到5万架,2027年达到8万架
        elif word == "倍" and not name.words and figure.start - here[0].figure.end <= _NEAR:
            name = here[0].name  # 800亿元,是2020年的3倍
        return read._replace(name=name, unit=unit)

    def tables(self, text: str) -> list[Table]:
        """Return the indicator tables of a text: their columns and rows, and why one cannot be read."""
        return find_tables(text)

    def _candidate(self, piece: _Piece, read: _Read) -> Candidate:
        figure, bound, name, phrase, (unit, factor, guessed) = read
        reading, offset = piece.reading, piece.offset
        low, high = float(figure.low * factor), float(figure.high * factor)
        comparator = bound.comparator if bound and figure.says not in ("range", "gt") else figure.says
        if bound and figure.says == "range" and bound.comparator == "le" and unit in _SPELLS:
            comparator = "le"
        lower = None if _OPEN.get(comparator) == "lower" else low
        upper = None if _OPEN.get(comparator) == "upper" else high
        start, end = reading.raw_span(figure.start, figure.end)
        beside = reading.raw[max(start - 1, 0) : start] + reading.raw[end : end + 1]
        doubts = [doubt for doubt, doubtful in (
            ("no name found", not name.words),
            (guessed, bool(guessed)),
            ("the unit is that of a later figure", figure.shared > 0),
            ("markup is inside the number", reading.plain[start:end] != reading.raw[start:end]),
            ("a hidden character is next to the number", any(is_odd(c) and not c.isspace() for c in beside)),
            ("a magnitude without a digit", figure.says == "approx"),
            ("the year is in an earlier sentence", bool(phrase) and piece.deadlines.from_above(phrase, figure.start)),
        ) if doubtful]  # fmt: skip
        confidence = confidence_with(doubts)
        return Candidate(
            offset + start, offset + end, unspaced(reading.raw[start:end]), lower, upper, unit, comparator,
            phrase.period.end if phrase else None, self._as_printed(piece, name.words, figure.start), confidence,
            name_confidence(name), "", "; ".join(doubts),
        )  # fmt: skip

    def _as_printed(self, piece: _Piece, words: str, near: int) -> str:
        """Return a name in the characters of the text, traditional ones too."""
        if piece.text == piece.reading.text or not words:
            return words
        at = piece.text.rfind(words, 0, near)
        at = at if at >= 0 else piece.text.find(words, near)
        return piece.reading.text[at : at + len(words)] if at >= 0 else words


def _cell_candidate(piece: _Piece, cell: CellReading) -> Candidate:
    printed = unspaced(piece.reading.raw[cell.start : cell.end])
    doubts = cell.doubt
    confidence = SURE if not cell.doubt else 0.8
    return Candidate(
        piece.offset + cell.start, piece.offset + cell.end, printed, cell.lower, cell.upper, cell.unit, cell.comparator,
        cell.year, cell.name, confidence, SURE, cell.place, doubts,
    )  # fmt: skip


def _end(figure: Figure | Span, bound: Cue | None) -> int:
    """Return where the figure ends, with the bound word after it."""
    return max(figure.end, bound.span.end) if bound else figure.end

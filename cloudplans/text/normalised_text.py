"""Normalise a plan text: the same characters in any width, spacing or wrapping, with a map back to the raw offsets."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

CHINESE_NUMERALS = "〇零○一二两三四五六七八九十百千万亿兆"
# Starts with a set of characters, which makes the search fast.
NUMERAL = re.compile(rf"[0-9{CHINESE_NUMERALS}](?:(?<=[0-9])[0-9]*(?:\.[0-9]+)*)?(?:[0-9]+(?:\.[0-9]+)*|[{CHINESE_NUMERALS}])*")

PIECE = 1 << 16  # characters
_BREAKS = [re.compile(b) for b in (r"[。!?！？][”」』）)]?[^\S\n]*\n", r"\n[^\S\n]*\n", "[。!?！？]", r"\n", "[,，;；]")]

# Characters that are invisible, or look like others.
_ODD_CATEGORIES = {"Co", "Cc", "Cf", "Cn", "Cs"}
_ODD_SPACES = {"\u00a0", "\u3000", "\ufffd"}


class Span(NamedTuple):
    """Characters of a raw text, from 0, end exclusive."""

    start: int
    end: int


class Numeral(NamedTuple):
    """A numeral token: its span in the raw text, its characters without white space, its place in the normalised text."""

    start: int
    end: int
    token: str
    at: int


def squeeze(text: str) -> str:
    """Return `text` normalised: in compatibility form (NFKC) without white space, the form in which copies are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def unspaced(text: str) -> str:
    """Return `text` without white space, its characters unchanged."""
    return "".join(text.split())


def visible(text: str) -> str:
    """Return `text` with every invisible character written out as ``[U+XXXX]``."""
    if text.isprintable() and "\ufffd" not in text:  # nearly always, and quicker
        return text
    return "".join(f"[U+{ord(c):04X}]" if is_odd(c) else c for c in text)


def one_line(text: str) -> str:
    """Return `text` as `visible` does, its line feeds written out too."""
    return visible(text).replace("\n", "[U+000A]")


def is_odd(character: str) -> bool:
    """Tell whether `character` is private-use, control (but a line feed), format, unassigned, a replacement, or an unusual space."""
    if character == "\n":
        return False
    return character in _ODD_SPACES or unicodedata.category(character) in _ODD_CATEGORIES


def odd_characters(text: str) -> dict[str, int]:
    """Count the odd characters of `text` by code point."""
    counts: dict[str, int] = {}
    for character in sorted(filter(is_odd, text)):
        name = f"U+{ord(character):04X}"
        counts[name] = counts.get(name, 0) + 1
    return counts


class _Forms(dict[int, str]):
    """The compatibility form of each character without white space, made when it is first needed."""

    def __missing__(self, code: int) -> str:
        form = self[code] = squeeze(chr(code))
        return form


_FORMS = _Forms()


# Tags, entities and the asterisks of Markdown.
_MARKUP = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]{0,10}(?:\s[^<>]{0,300})?/?>|&(?:#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,5}|[A-Za-z]{2,8});|\*\*"
)


_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|t[dhr]|table|section|article|title)\b", re.I)


def without_markup(raw: str) -> str:
    """Return a text of the same length in which markup is white space and an entity is its character."""
    if "<" not in raw and "&" not in raw and "**" not in raw:
        return raw
    return _MARKUP.sub(_as_text, raw)


def shown_text(page: str) -> str:
    """Return the words of an HTML page without its markup; a block such as a paragraph or a cell is a line."""
    return html.unescape(
        _MARKUP.sub(lambda match: "\n" if _BLOCK.match(match[0]) else "" if match[0][0] == "<" else match[0], page)
    )


# White space between two cells of a table, of which the second is a number or a dash.
_CELLS_MEET = re.compile(r"(?<=[0-9０-９%％〕\])）—–-])(?:[^\S\n]*\n\s*|\t+|\u3000+| {2,})(?=[0-9０-９<>≤≥＜＞〔［\[—–-])")


def _as_text(match: re.Match[str]) -> str:
    found = match.group()
    character = html.unescape(found) if found[0] == "&" else "\n" if _BLOCK.match(found) else " "
    return character.ljust(len(found)) if len(character) == 1 else found


@dataclass(frozen=True)
class Reading:
    """A raw text and its normalised form, with a map between the two; markup is no part of the text.

    In `tables`, spans of the raw text, a semicolon keeps the numbers of neighbouring cells apart.
    """

    raw: str
    tables: tuple[Span, ...] = ()

    @cached_property
    def plain(self) -> str:
        """The raw text with white space for markup (see `without_markup`), and a semicolon between the cells of tables."""
        plain = without_markup(self.raw)
        for start, end in self.tables:
            plain = plain[:start] + _CELLS_MEET.sub(lambda gap: ";".rjust(len(gap[0])), plain[start:end]) + plain[end:]
        return plain

    @cached_property
    def text(self) -> str:
        """The normalised text (see `squeeze`)."""
        return self.plain.translate(_FORMS)

    @cached_property
    def _runs(self) -> tuple[list[int], list[int], set[int]]:
        """Places and offsets where runs of characters begin that follow each other in both texts; places of those that become several."""
        lengths = {character: len(_FORMS[ord(character)]) for character in set(self.plain)}
        gone = "".join(re.escape(character) for character, length in lengths.items() if not length)
        several = "".join(re.escape(character) for character, length in lengths.items() if length > 1)
        patterns = ([f"[{gone}]+"] if gone else []) + ([f"[{several}]"] if several else [])
        places, offsets, expanded, place, offset = [], [], set(), 0, 0
        for match in re.finditer("|".join(patterns) or "(?!)", self.plain):
            start, end = match.span()
            if start > offset:
                places.append(place)
                offsets.append(offset)
                place += start - offset
            if length := lengths[self.plain[start]]:
                places.append(place)
                offsets.append(start)
                expanded.add(place)
                place += length
            offset = end
        return [*places, place], [*offsets, offset], expanded

    def origin(self, place: int) -> int:
        """Return the offset of the raw character that ``text[place]`` comes from."""
        places, offsets, expanded = self._runs
        number = bisect_right(places, place) - 1
        begin = places[number]
        return offsets[number] + (0 if begin in expanded else place - begin)

    def at(self, offset: int) -> int:
        """Return the place in `text` of the first character that comes from the raw `offset` or later."""
        places, offsets, expanded = self._runs
        number = bisect_right(offsets, offset)
        end = places[number] if number < len(places) else len(self.text)
        if not number:  # nothing but white space is before it
            return end
        passed = offset - offsets[number - 1]
        if places[number - 1] in expanded:
            return end if passed else places[number - 1]
        return min(places[number - 1] + passed, end)

    def place(self, start: int, end: int) -> Span:
        """Return the span of `text` that the raw characters from `start` to `end` give."""
        return Span(self.at(start), self.at(end))

    def raw_span(self, start: int, end: int) -> Span:
        """Return the raw span behind `text[start:end]`, without white space at its ends."""
        last = self.origin(end - 1)
        whole = self.plain[last] != self.raw[last] and (entity := _MARKUP.match(self.raw, last))
        return Span(self.origin(start), entity.end() if whole and entity else last + 1)

    @cached_property
    def numerals(self) -> list[Numeral]:
        """Every numeral token, in order: ASCII, full-width and Chinese digits and magnitudes, also across line breaks."""
        found = []
        for match in NUMERAL.finditer(self.text):
            start, end = self.raw_span(*match.span())
            found.append(Numeral(start, end, unspaced(self.raw[start:end]), match.start()))
        return found


class Words:
    """A set of words, to be found at the start, at the end or inside of a part of a text, the longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words: frozenset[str] = frozenset(words)
        self._sizes = sorted({len(word) for word in self.words}, reverse=True)
        self._first, self._last = {word[:1] for word in self.words}, {word[-1:] for word in self.words}

    def starts(self, text: str, at: int) -> int:
        """Return the length of the longest word that starts at `at`, else 0."""
        if text[at : at + 1] not in self._first:
            return 0
        for size in self._sizes:
            if (word := text[at : at + size]) in self.words:
                return len(word)
        return 0

    def ends(self, text: str, at: int) -> int:
        """Return the length of the longest word that ends at `at`, else 0."""
        if text[at - 1 : at] not in self._last:
            return 0
        for size in self._sizes:
            if size <= at and text[at - size : at] in self.words:
                return size
        return 0

    def all_starting(self, text: str, at: int) -> list[str]:
        """Return the words that start at `at`, longest first."""
        if text[at : at + 1] not in self._first:
            return []
        return [word for size in self._sizes if (word := text[at : at + size]) in self.words]

    def all_ending(self, text: str, at: int) -> list[str]:
        """Return the words that end at `at`, longest first."""
        if text[at - 1 : at] not in self._last:
            return []
        return [word for size in self._sizes if size <= at and (word := text[at - size : at]) in self.words]

    def pattern(self) -> re.Pattern[str]:
        """Return the pattern that finds any of the words."""
        return re.compile("|".join(map(re.escape, sorted(self.words, key=lambda w: (-len(w), w)))) or "(?!)")


def pieces(parts: Iterable[str], size: int = PIECE) -> Iterator[tuple[int, str]]:
    """Cut a text that comes in parts, of any length, into pieces at ends of sentences; yield each with its start."""
    # All but the last have from `size` to twice as many characters; without an end of a sentence the cut is at a weaker break.
    offset, rest, at = 0, "", 0
    for part in parts:
        rest, at = rest[at:] + part, 0
        while len(rest) - at > 2 * size:
            ends = (match.end() for b in _BREAKS if (match := b.search(rest, at + size, at + 2 * size)))
            cut = next(ends, at + 2 * size)
            yield offset, rest[at:cut]
            offset, at = offset + cut - at, cut
    if rest[at:]:
        yield offset, rest[at:]


def width(words: str) -> int:
    """Return how many columns of a terminal the words occupy: a Chinese character occupies two."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in words)

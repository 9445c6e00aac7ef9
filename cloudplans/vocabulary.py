"""The words that the scanner knows, from the tables: units, counters, nouns, cues, words around figures, idioms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cloudplans.package import Package, own_directory
from cloudplans.reader import Bounds
from cloudplans.text import CHINESE_NUMERALS, Words, squeeze
from cloudplans.units import UnitWords

Rows = Sequence[Mapping[str, Any]]
TABLES = ("units", "counters", "nouns", "cues", "words", "idioms")
_RATES = (
    ("人均", "CNY", "CNY/person", 1),
    ("亩均", "CNY", "CNY/mu", 1),
    ("万元", "tce", "tce/CNY", "0.0001"),
    ("每万人", "patent", "item/10k person", 1),
    ("每万人", "item", "item/10k person", 1),
    ("每百人", "subscription", "subscription/100 person", 1),
)
_ANY = rf"(?:[0-9]+(?:\.[0-9]+)*|[{CHINESE_NUMERALS}]+)"


class Vocabulary:
    """The tables of the scanner, made ready for look-up.

    Parameters
    ----------
    tables : mapping
        Name of each of `TABLES` to its rows.

    Examples
    --------
    >>> vocabulary = Vocabulary.own()
    >>> vocabulary.counted("骨干企业", "家"), vocabulary.counted("公路", "条")
    ('enterprise', 'item')
    """

    def __init__(self, tables: Mapping[str, Rows]) -> None:
        self.measures = {
            row["printed"]: (row["unit"], Decimal(row["factor"]))
            for row in reversed(tables["units"])
            if row["printed"] and "project" not in row["unit"]
        }
        self.counters = {row["word"]: row["unit"] for row in tables["counters"]}
        self.digits_only = {row["word"] for row in tables["counters"] if row["digits"]}
        self.units = UnitWords([*self.measures, *self.counters])
        self.nouns = {squeeze(row["noun"]): row["unit"] for row in tables["nouns"]}
        self._noun_ends = Words(self.nouns)
        self._noun_anywhere = Words(noun for noun in self.nouns if len(noun) > 1).pattern()
        self.bounds = Bounds(tables["cues"])
        roles: dict[str, list[str]] = {}
        for row in tables["words"]:
            roles.setdefault(row["role"], []).append(squeeze(row["word"]))
        self.words = {role: Words(words) for role, words in roles.items()}
        self.patterns = {role: words.pattern() for role, words in self.words.items()}
        self.idioms = tables["idioms"]
        self.idiom = self._idiom_patterns()

    @classmethod
    def own(cls) -> Vocabulary:
        """Return the vocabulary of the package's own tables."""
        package = Package(own_directory())
        raw = {name: package.raw(name) for name in TABLES}
        return cls({name: [dict(zip(t.header, line, strict=True)) for line in t.lines] for name, t in raw.items()})

    def _idiom_patterns(self) -> dict[str, re.Pattern[str]]:
        """Compile the idioms by the first character of their numeral; digits share one pattern."""
        forms: dict[str, list[str]] = {}
        for place, row in enumerate(self.idioms):
            before, numeral, after = re.fullmatch(r"(.*)\[(.+)\](.*)", squeeze(row["word"])).groups()
            form = f"(?<={re.escape(before)})" if before else ""
            form += (_ANY if numeral == "N" else re.escape(numeral)) + (f"(?={re.escape(after)})" if after else "")
            for first in ("0", *CHINESE_NUMERALS) if numeral == "N" else numeral[0]:
                forms.setdefault(first, []).append(f"(?P<i{place}>{form})")
        return {first: re.compile("|".join(patterns)) for first, patterns in forms.items()}

    def idiom_at(self, text: str, start: int) -> Mapping[str, Any] | None:
        """Return the row of the idiom whose numeral starts at `start`, if there is one."""
        first = text[start]
        pattern = self.idiom.get("0" if first.isascii() else first)
        match = pattern.match(text, start) if pattern else None
        return self.idioms[int(match.lastgroup[1:])] if match else None

    def counted(self, name: str, counter: str) -> str:
        """Return the unit of what is counted: by the noun that ends its name, a noun inside it, else by the counter."""
        size = self._noun_ends.ends(name, len(name))
        if size:
            return self.nouns[name[-size:]]
        inside = self._noun_anywhere.search(name)
        return self.nouns[inside[0]] if inside else self.counters[counter]

    def rate(self, unit: str, before: str) -> tuple[str, Decimal] | None:
        """Return the rate that the words of the clause before a figure make of its unit (人均…元), with the factor to it."""
        for head, whole, rate, factor in _RATES:
            if unit == whole and head in before:
                return rate, Decimal(factor)
        return None

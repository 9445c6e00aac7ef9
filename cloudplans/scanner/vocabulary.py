"""The words that the scanner knows, from tables: units, counters, nouns, cues, words around figures, idioms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from cloudplans.dataset import Package, own_directory
from cloudplans.text import Bounds, UnitWords, Words, plain_numerals, squeeze, with_prefixes

Rows = Sequence[Mapping[str, Any]]
TABLES = ("units", "counters", "nouns", "cues", "words", "idioms", "unit_families", "traditional")
_RATES = (
    ("人均", "CNY", "CNY/person", 1),
    ("亩均", "CNY", "CNY/mu", 1),
    ("万元", "tce", "tce/CNY", "0.0001"),
    ("每万人", "patent", "item/10k person", 1),
    ("每万人", "item", "item/10k person", 1),
    ("每百人", "subscription", "subscription/100 person", 1),
)
_SIZES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_AMOUNT = re.compile("(?:总数|数量|总量|总规模|规模|保有量|拥有量|注册量|产量|登记量|申请量|授权量|建设|能力|数|量)$")
_MODIFIERS = ("国家", "任务", "领域", "行业大脑")  # inside a name they say whose or what for, not what is counted
_BASE = re.compile("每?[百千万]人$")


class Idioms:
    """Words in which a numeral does not state a quantity, found by the characters before and after the numeral."""

    def __init__(self, rows: Rows) -> None:
        # In each word of the table `idioms` the numeral is in brackets, N for any.
        self._rows: dict[tuple[str, str, str], Mapping[str, Any]] = {}
        for row in rows:
            before, numeral, after = re.fullmatch(r"(.*)\[(.+)\](.*)", squeeze(row["word"])).groups()
            self._rows[numeral, before, after] = row
        numerals = {numeral for numeral, _, _ in self._rows}
        self._before = {n: Words({b for m, b, _ in self._rows if m == n and b}) for n in numerals}
        self._after = {n: Words({a for m, _, a in self._rows if m == n and a}) for n in numerals}

    def at(self, text: str, start: int, end: int) -> Mapping[str, Any] | None:
        """Return the row of the idiom around the numeral token `text[start:end]`, if there is one."""
        return self._find(text[start], text, start, start + 1) or self._find("N", text, start, end)

    def _find(self, numeral: str, text: str, start: int, end: int) -> Mapping[str, Any] | None:
        if numeral not in self._after:
            return None
        befores = ("", *self._before[numeral].all_ending(text, start))
        afters = ("", *self._after[numeral].all_starting(text, end))
        if len(befores) == len(afters) == 1:
            return None
        keys = ((numeral, before, after) for before in befores for after in afters)
        return next((self._rows[key] for key in keys if key in self._rows), None)


class Vocabulary:
    """The tables of the scanner, ready for look-up; made from the rows of each of `TABLES`, by name."""

    def __init__(self, tables: Mapping[str, Rows]) -> None:
        units = [*tables["units"], *with_prefixes(tables["unit_families"])]
        self._simplified = {row["traditional"]: row["simplified"] for row in tables["traditional"]}
        self._traditional = re.compile(f"[{''.join(self._simplified)}]")
        self.measures: dict[str, tuple[str, Decimal]] = {
            row["printed"]: (row["unit"], Decimal(row["factor"]))
            for row in reversed(units)
            if row["printed"] and "project" not in row["unit"]
        }
        options: dict[str, dict[str, Decimal]] = {}
        for row in units:
            options.setdefault(row["printed"], {})[row["unit"]] = Decimal(row["factor"])
        self.hinted: dict[str, dict[str, Decimal]] = {
            word: units for word, units in options.items() if word.isalpha() and word.isascii() and len(units) > 1
        }
        self.counters: dict[str, str] = {row["word"]: row["unit"] for row in tables["counters"]}
        self.fixed: set[str] = {row["word"] for row in tables["counters"] if row["fixed"]}
        self.digits_only: set[str] = {row["word"] for row in tables["counters"] if row["digits"]}
        self.units: UnitWords = UnitWords([*self.measures, *self.counters])
        self.nouns: dict[str, str] = {squeeze(row["noun"]): row["unit"] for row in tables["nouns"]}
        self._noun_ends = Words(self.nouns)
        self._noun_anywhere = Words(noun for noun in self.nouns if len(noun) > 1 and noun not in _MODIFIERS).pattern()
        self.bounds: Bounds = Bounds(tables["cues"])
        roles: dict[str, list[str]] = {}
        for row in tables["words"]:
            roles.setdefault(row["role"], []).append(squeeze(row["word"]))
        self.words: dict[str, Words] = {role: Words(words) for role, words in roles.items()}
        self.patterns: dict[str, re.Pattern[str]] = {role: words.pattern() for role, words in self.words.items()}
        self.idioms: Idioms = Idioms(tables["idioms"])

    @classmethod
    @cache
    def own(cls) -> Vocabulary:
        """Return the vocabulary of the package's own tables, read once."""
        package = Package(own_directory())
        raw = {name: package.raw(name) for name in TABLES}
        return cls({name: [dict(zip(t.header, line, strict=True)) for line in t.lines] for name, t in raw.items()})

    def simplified(self, text: str) -> str:
        """Return a normalised text in simplified characters and common numerals; every character keeps its place."""
        return plain_numerals(self._traditional.sub(lambda match: self._simplified[match.group()], text))

    def counted(self, name: str, counter: str, anywhere: bool = True) -> str:
        """Return the unit of what is counted: by the noun that ends its name, else by one inside it (`anywhere`), else by the counter."""
        if counter not in self.fixed:
            for stem in (name, _BASE.sub("", _AMOUNT.sub("", name))):
                if size := self._noun_ends.ends(stem, len(stem)):
                    unit = self.nouns[stem[-size:]]
                    return "household" if unit == "person" and counter == "户" else unit
            inside = self._noun_anywhere.search(name) if anywhere else None
            if inside:
                return self.nouns[inside[0]]
        return self.counters[counter]

    def compound(self, word: str) -> tuple[str, Decimal]:
        """Return the unit of a word such as 元/千瓦时, and the factor to it."""
        top, _, base = word.partition("/")
        base = base.removeprefix("每")
        size, name = Decimal(1), base
        while name not in self.measures and name not in self.counters and name[:1] in _SIZES:
            size, name = size * _SIZES[name[0]], name[1:]
        (over, up), (under, down) = self._measure(top), self._measure(name)
        return f"{over}/{under}", up / (down * size)

    def _measure(self, word: str) -> tuple[str, Decimal]:
        return self.measures.get(word) or (self.counters.get(word, word), Decimal(1))

    def factor(self, word: str, unit: str) -> Decimal:
        """Return the factor from a printed unit word to `unit`; 1 if the table does not have the pair."""
        word = self.units.home(word)
        if word in self.hinted and unit in self.hinted[word]:
            return self.hinted[word][unit]
        known, factor = self.measures.get(word, ("", Decimal(1)))
        if "/" in word and not known:
            return self.compound(word)[1]
        return factor * next((Decimal(size) for _, whole, rate, size in _RATES if (whole, rate) == (known, unit)), Decimal(1))

    def rate(self, unit: str, before: str) -> tuple[str, Decimal] | None:
        """Return the rate that words earlier in the clause turn a unit into (人均…元), with the factor to it."""
        for head, whole, rate, factor in _RATES:
            if unit == whole and head in before:
                return rate, Decimal(factor)
        return None

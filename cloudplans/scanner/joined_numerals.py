"""Find numerals that belong together: the parts of a ratio, numbers that share a later unit, a count before an age."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from cloudplans.text import NUMERAL, Figure, Span, UnitWords, figure_at, read_number

_PART = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MAGNITUDE = re.compile("[百千万亿]+$")
_SHARED_AFTER = re.compile("[、和及与,]|以及")
_AGES = re.compile(r"(?<=[万亿])(?=[0-9]{1,3}周?岁)")
_SHARES = re.compile(r"(?<![0-9.:∶])[0-9]+(?:\.[0-9]+)?(?:[:∶][0-9]+(?:\.[0-9]+)?){1,3}(?![0-9.:∶])")
_SHARES_OF = re.compile("比重|比例|之比|结构|构成")


class Other(NamedTuple):
    """A numeral token that does not state a quantity: its place in the normalised text, its class, and the reason."""

    at: int
    end: int
    kind: str
    reason: str


def numeral_tokens(text: str) -> Iterator[Span]:
    """Yield where each numeral token is; a count directly before an age is two (390万|65岁以上老人)."""
    for match in NUMERAL.finditer(text):
        start, end = match.span()
        if cut := _AGES.search(text, start, end + 2):
            yield Span(start, cut.start())
            start = cut.start()
        yield Span(start, end)


def shares_in_ratios(text: str) -> dict[int, Figure]:
    """Return the parts of a whole that are printed as one ratio, by where they start: 三次产业比重为4.2∶38.1∶57.7."""
    found: dict[int, Figure] = {}
    for match in _SHARES.finditer(text) if ":" in text or "∶" in text else ():
        parts = [*_PART.finditer(text, *match.span())]
        if abs(sum(Decimal(part.group()) for part in parts) - 100) < 1 and _SHARES_OF.search(
            text[max(match.start() - 40, 0) : match.start()]
        ):
            for part in parts:
                found[part.start()] = Figure(*part.span(), Decimal(part.group()), Decimal(part.group()), "", "eq", "percent")
    return found


def share_units(text: str, figures: list[Figure], others: list[Other], units: UnitWords) -> None:
    """Read the bare numbers of a list after 分别 in the unit of the figure that ends it: 分别为1200、800、500家."""
    if "分别" not in text:
        return
    starts = {figure.start: figure for figure in figures}
    bare: list[tuple[int, int, Other | Figure]] = [(f.start, f.end, f) for f in figures if not f.word and not f.unit]
    read: set[Other | Figure] = set()
    bare += [(o.at, o.end, o) for o in others if o.kind in ("other", "name_or_idiom", "not_a_number")]
    for start, end, was in sorted(bare, key=lambda one: -one[0]):
        joined = _SHARED_AFTER.match(text, end)
        after = joined and starts.get(joined.end())
        if not after or not after.word or "分别" not in text[max(start - 40, 0) : start]:
            continue
        near = max(start - 8, 0)
        figure = figure_at(text[near:end], start - near, units)
        if figure is None or figure[:2] != (start - near, end - near):
            continue
        printed = _MAGNITUDE.search(text[after.start : after.end - len(after.word)])
        size = after.shared or (read_number(printed.group()) if printed else Decimal(1))
        size = Decimal(1) if text[end - 1] in "百千万亿" else size
        starts[start] = figure._replace(
            start=start, end=end, low=figure.low * size, high=figure.high * size, word=after.word, shared=size
        )
        read.add(was)
    others[:] = [other for other in others if other not in read]
    figures[:] = sorted(starts.values())

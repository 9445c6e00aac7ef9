"""Read the cells of indicator tables as quantities: unit and magnitude from the head or the name, year from the head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from cloudplans.scanner.indicator_tables import Column, Row, Table, split_name
from cloudplans.scanner.numeral_filter import ClassifiedNumerals, Other
from cloudplans.scanner.table_grids import Cell
from cloudplans.scanner.vocabulary import Vocabulary
from cloudplans.text import NUMERAL, Reading, figure_at, read_number, squeeze

_SIGNS = {"<": "lt", ">": "gt", "≤": "le", "≥": "ge", "约": "approx", "小于": "lt", "大于": "gt", "超过": "gt", "达到": "eq"}
_SIGNS |= {"不低于": "ge", "不高于": "le", "以上": "ge", "以下": "le", "以内": "le", "左右": "approx"}
_FORM = re.compile(
    r"(?P<open>[〔［\[(（]?)\s*(?P<sign>[<>≤≥＜＞約约]|[大小]于|超过|达到|不低于|不高于)?\s*(?P<low>[0-9][0-9,，.]*)(?P<size>[十百千万亿]*)"
    r"(?:[-~～—–/／](?P<high>[0-9][0-9,，.]*))?(?P<unit>[%％‰]|[A-Za-z/]+)?(?P<bound>以上|以下|以内|左右)?"
)
_OPEN = {"ge": "upper", "gt": "upper", "le": "lower", "lt": "lower"}


class CellReading(NamedTuple):
    """A cell as a quantity: its place in the text, its bounds, unit, comparator, year and name, and what is doubtful."""

    start: int
    end: int
    lower: float | None
    upper: float | None
    unit: str
    comparator: str
    year: int | None
    name: str
    place: str
    doubt: str


def read_cells(text: str, table: Table, number: int, vocabulary: Vocabulary) -> Iterator[CellReading]:
    """Yield the cells of a table of `text` that state a quantity; `number` is that of the table in it."""
    for line, row in enumerate(table.rows, 1):
        for column, cell in row.cells:
            if reading := _read(text, row, column, cell, vocabulary):
                where = " / ".join(filter(None, (f"table {number}", f"row {line}", column.head, row.property)))
                yield reading._replace(place=where)


def indicator_unit(row: Row, column: Column, vocabulary: Vocabulary) -> tuple[str, str, Decimal, str]:
    """Return the name of an indicator without its unit, its unit, the factor to it, and what is doubtful."""
    bare, note = split_name(row.name)
    heads = split_name(column.head)[1] if column.role == "value" else ""
    for words, name in ((row.unit, row.name), (note, bare), (heads, row.name)):
        if words and (known := _unit(squeeze(words), squeeze(name), vocabulary)):
            return squeeze(name), *known, ""
    name = squeeze(row.name)
    if row.unit:
        return name, squeeze(row.unit), Decimal(1), "the unit word is not known"
    if note and not re.search(r"[A-Z]{2}|[自含]", note):
        return squeeze(bare), squeeze(note), Decimal(1), "the unit word is not known"
    if vocabulary.patterns["ratio"].search(name):
        return name, "ratio", Decimal(1), ""
    return name, vocabulary.counted(name, "个", False), Decimal(1), "no unit is stated"


def _unit(words: str, name: str, vocabulary: Vocabulary) -> tuple[str, Decimal] | None:
    """Return the unit that the words of a head state, with the factor to it: 万亿元."""
    figure = figure_at("1" + words, 0, vocabulary.units)
    if figure is None or figure.end != len(words) + 1:
        return None
    word = vocabulary.units.home(figure.word)
    if not word:
        return vocabulary.counted(name, "个", False), figure.low
    if word in vocabulary.hinted:
        options = vocabulary.hinted[word]
        unit = next((u for u in options if u in vocabulary.patterns and vocabulary.patterns[u].search(name)), next(iter(options)))
        return unit, options[unit] * figure.low
    if word in vocabulary.measures:
        unit, factor = vocabulary.measures[word]
        return unit, factor * figure.low
    if "/" in word:
        unit, factor = vocabulary.compound(word)
        return unit, factor * figure.low
    return vocabulary.counted(name, word, False), figure.low


def _read(text: str, row: Row, column: Column, cell: Cell, vocabulary: Vocabulary) -> CellReading | None:
    match = _FORM.match(cell.words)
    if match is None:
        return None
    name, unit, factor, doubt = indicator_unit(row, column, vocabulary)
    if column.role == "growth":
        name, unit, factor = _growth(name, unit, factor, bool(match["open"]))
        doubt = ""
    elif match["unit"] in ("%", "％"):
        unit, factor, doubt = "percent", Decimal(1), ""
    low = _number(match["low"] + match["size"]) * factor
    high = _number(match["high"] + match["size"]) * factor if match["high"] else low
    sign = squeeze(match["sign"] or "")
    comparator = "range" if high != low else _SIGNS.get(match["bound"] or "") or _SIGNS.get(sign, "eq")
    lower, upper = (
        None if _OPEN.get(comparator) == side else float(value)
        for side, value in (("lower", min(low, high)), ("upper", max(low, high)))
    )
    start, end = _place(text, cell, match.start("low"), max(match.end(group) for group in ("low", "size", "high", "unit")))
    return CellReading(
        start, end, lower, upper, unit, comparator, column.year, name, "", doubt or ("" if column.year else "no year")
    )


def _place(text: str, cell: Cell, first: int, last: int) -> tuple[int, int]:
    """Return where the number of a cell is in the text; the whole cell where markup or spaces divide the number."""
    at = text.find(cell.words[first:last], cell.start, cell.end)
    return (at, at + last - first) if at >= 0 else (cell.start, cell.end)


def _growth(name: str, unit: str, factor: Decimal, total: bool) -> tuple[str, str, Decimal]:
    """Return name, unit and factor of a cell of growth: yearly in per cent, or, in brackets, that of the whole period."""
    if not total:
        return name + "年均增长", "percent", Decimal(1)
    return (name + "累计增长", "percentage point", Decimal(1)) if unit == "percent" else (name + "累计增长", unit, factor)


def _number(printed: str) -> Decimal:
    return read_number(printed.replace("，", ",").rstrip(".,"))


def take_cells(
    reading: Reading, tables: list[Table], numerals: ClassifiedNumerals, vocabulary: Vocabulary, first: int = 1
) -> tuple[list[CellReading], list[Other]]:
    """Return the cells of tables, numbered from `first`, and their other numerals; take both out of `numerals`, years too."""
    cells: list[CellReading] = []
    inside: list[Other] = []
    for number, table in enumerate(tables, first):
        own = sorted(read_cells(reading.raw, table, number, vocabulary))
        cells += own
        start, end = reading.place(table.start, table.end)
        spans = [reading.place(cell.start, cell.end) for cell in own]
        for kind in (numerals.figures, numerals.phrases, numerals.others):
            kept = [one for one in kind if not start <= one[0] < end]
            kind.clear()
            kind.extend(kept)  # type: ignore[arg-type]
        for match in NUMERAL.finditer(reading.text, start, end):
            if not any(low < match.end() and match.start() < high for low, high in spans):
                inside.append(Other(*match.span(), "other", "in a table, not a cell that states a quantity"))
    return cells, inside

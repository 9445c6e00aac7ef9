"""Find what may be tables in a text and cut them into cells: Markdown, HTML, tabs, commas, spaces, one cell per line."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

_MARKDOWN = re.compile(r"(?:^[^\S\n]*\|.*\|[^\S\n]*(?:\n|\Z)){2,}", re.M)
_RULE = re.compile(r"^[\s|:-]+$")
_TABLE, _TABLE_ENDS = re.compile(r"<table\b", re.I), re.compile("</table>", re.I)
_TR, _TD = (
    re.compile(r"<tr\b.*?(?=<tr\b|</table|\Z)", re.S | re.I),
    re.compile(r"<t[dh]\b([^<>]*)>(.*?)(?=</?t[dhr]\b|</table|\Z)", re.S | re.I),
)
_SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?(\d{1,2})", re.I)
_TAG = re.compile(r"<[^<>]*>")
_LINE = re.compile(r".*")
_CELL = re.compile(r"(?:[(（〔［\[][^)）〕］\]\n]{0,200}[)）〕］\]]|[^\s\u3000])+")
_FIRST = re.compile(r"^[^\S\n]*(?:指[\s\u3000]*标(?:名称)?|主要指标|核心指标|序号|类别)(?=[\s\u3000]|,|\t|$)", re.M)
_HEADS = 8  # lines in which the heads of all columns are
_MOST = 600  # lines of one table
_OVERLAPS = 50  # possible tables that may contain one line


class Cell(NamedTuple):
    """A cell: its words, and where they are in the text."""

    words: str
    start: int
    end: int


class Grid(NamedTuple):
    """What may be a table: where it is, its rows of cells, and whether the cells only follow each other, without columns."""

    start: int
    end: int
    rows: list[list[Cell]]
    flowing: bool = False


def find_grids(text: str, is_head: Callable[[Sequence[str]], bool]) -> Iterator[Grid]:
    """Yield what may be tables, in order; `is_head` tells whether words can be the heads of the columns."""
    found: list[Grid] = []
    if "|" in text:
        found += [_markdown(match) for match in _MARKDOWN.finditer(text)]
    if "<t" in text or "<T" in text:
        found += [_html(text, *span) for span in _html_tables(text)]
    found.sort(key=lambda grid: grid.start)
    starts, ends = [grid.start for grid in found], [0, *accumulate((grid.end for grid in found), max)]
    flowing: list[int] = []  # where those end that only may be tables
    reached = 0  # where the last table ends that has columns and no markup
    for match in _FIRST.finditer(text):
        inside = max(reached, ends[bisect_right(starts, match.start())]) > match.start()
        crowded = len(flowing) >= _OVERLAPS and flowing[-_OVERLAPS] > match.start()
        if not (inside or crowded) and (grid := _plain(text, match.start(), is_head)):
            found.append(grid)
            if grid.flowing:
                flowing.append(grid.end)
            else:
                reached = grid.end
    yield from sorted(found, key=lambda grid: grid.start)


def _trimmed(text: str, start: int, end: int) -> Cell:
    words = text[start:end]
    left = len(words) - len(words.lstrip(' \t\u3000"\r\n'))
    right = len(words.rstrip(' \t\u3000"\r\n'))
    inner = words[left:right]
    return Cell(inner, start + left, start + max(right, left))


def _separated(text: str, start: int, line: str, mark: str) -> list[Cell]:
    cells, at = [], start
    for part in line.split(mark):
        cells.append(_trimmed(text, at, at + len(part)))
        at += len(part) + len(mark)
    return cells


def _markdown(match: re.Match[str]) -> Grid:
    rows = []
    for line in _LINE.finditer(match.string, match.start(), match.end()):
        if line.group().strip() and not _RULE.match(line.group()):
            rows.append(_separated(match.string, line.start(), line.group(), "|")[1:-1])
    bare = [[cell._replace(words=cell.words.replace("**", "")) for cell in row] for row in rows]
    return Grid(match.start(), match.end(), bare)


def _html_tables(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of tables; the search ends with the first that has no end tag."""
    at = 0
    while (first := _TABLE.search(text, at)) and (last := _TABLE_ENDS.search(text, first.end())):
        at = last.end()
        yield first.start(), at


def _html(text: str, start: int, end: int) -> Grid:
    rows = []
    below: dict[tuple[int, int], Cell] = {}  # cells that span rows
    for n, tr in enumerate(_TR.finditer(text, start, end)):
        row: list[Cell] = []
        for td in _TD.finditer(text, tr.start(), tr.end()):
            while (n, len(row)) in below:
                row.append(below[n, len(row)])
            cell = _html_cell(text, td.start(2), td.end(2))
            spans = {kind.lower(): min(int(size), 40) for kind, size in _SPAN.findall(td[1])}
            for _ in range(max(spans.get("col", 1), 1)):
                for down in range(1, spans.get("row", 1)):
                    below[n + down, len(row)] = cell
                row.append(cell)
        while (n, len(row)) in below:
            row.append(below[n, len(row)])
        rows.append(row)
    return Grid(start, end, rows)


def _html_cell(text: str, start: int, end: int) -> Cell:
    inner = text[start:end]
    words = re.sub(r"\s", "", html.unescape(_TAG.sub("", inner)))
    bare = _TAG.sub(lambda tag: " " * len(tag.group()), inner)
    stripped = bare.strip()
    at = start + bare.find(stripped) if stripped else start
    return Cell(words, at, at + len(stripped))


def _plain(text: str, start: int, is_head: Callable[[Sequence[str]], bool]) -> Grid | None:
    """Return the table that starts with a line of heads at `start`."""
    first = _LINE.match(text, start)
    line = first.group() if first else ""
    for mark in ("\t", ","):
        if mark in line and (is_head([cell.words for cell in _separated(text, start, line, mark)])):
            rows, end = [], start
            for found in _lines(text, start):
                if mark not in found.group():
                    break
                rows.append(_separated(text, found.start(), found.group(), mark))
                end = found.end()
            if len({len(row) for row in rows}) == 1 and len(rows) > 1:
                return Grid(start, end, rows)
    rows, end = [], start
    for count, found in enumerate(_lines(text, start)):
        rows.append(_spaced_head([Cell(cell.group(), cell.start(), cell.end()) for cell in _CELL.finditer(text, *found.span())]))
        end = found.end()
        if count == _HEADS and not is_head([cell.words for row in rows for cell in row][: _HEADS + 4]):
            return None
    return Grid(start, end, rows, True) if is_head([cell.words for row in rows[:_HEADS] for cell in row]) else None


def _spaced_head(cells: list[Cell]) -> list[Cell]:
    """Return the cells of a line, 指 标 as one."""
    if len(cells) > 1 and cells[0].words == "指" and cells[1].words.startswith("标"):
        return [Cell("指" + cells[1].words, cells[0].start, cells[1].end), *cells[2:]]
    return cells


def _lines(text: str, start: int) -> Iterator[re.Match[str]]:
    for count, line in enumerate(_LINE.finditer(text, start)):
        if count > 2 * _MOST:
            return
        if line.group().strip():
            yield line

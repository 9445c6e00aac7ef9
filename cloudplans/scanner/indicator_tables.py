"""Find the indicator tables of a text and read their cells: plain text in several layouts, Markdown, HTML and CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cloudplans.scanner.table_grids import Cell, Grid, find_grids

_YEAR = re.compile(r"(?:19|20)\d\d(?=年|$|\D)")
_PERIOD = re.compile("“?十([二三四五六])五”?")
_GROWTH = re.compile("年均|增速|增长|增幅|累计")
_GROUP = re.compile("^(?:规划|发展|主要)?目标(?:值)?$|^(?:实现|完成|现状|基期|实际)(?:情况|值)?$|^规划$")
_PROPERTY = re.compile("^(?:约束性|预期性|约束|预期)$")
_SERIAL, _UNIT, _KIND, _CLASS = (
    re.compile("^序号$"),
    re.compile("^(?:计量)?单位$"),
    re.compile("属性|性质"),
    re.compile("类别|领域|分类|^类型$"),
)
_NAME = re.compile("^(?:(?:主要|核心|具体|一级|二级)?指标(?:名称)?|名称|项目|内容)$")
_HEAD = re.compile(
    "^(?:(?:主要|核心)?指标(?:名称|属性)?|名称|序号|类别|领域|分类|项目|(?:计量)?单位|属性|性质|类型"
    "|[^0-9。]{0,6}(?:19|20)[0-9]{2}年?(?:底|末)?[^0-9。]{0,8}|“?十[二三四五六]五”?.{0,6}"
    "|(?:年均|累计|[五5]年)[^0-9。]{0,10}|(?:规划|发展)?目标(?:值)?|(?:实现|完成|现状|基期)(?:情况|值)?)(?:[(（].{1,10}[)）])?$"
)
_NUMBER = r"[0-9][0-9,，]*(?:\.[0-9]+)?"
_VALUE = re.compile(
    rf"^(?:[<>≤≥＜＞約约]|[大小]于|超过|达到|不低于|不高于)?\s*{_NUMBER}[十百千万亿]*(?:[%％‰]|[A-Za-z/]+)?(?:以上|以下|左右|以内)?$"
    rf"|^[〔［\[(（]\s*[<>≤≥＜＞-]?\s*{_NUMBER}[%％]?\s*[〕］\])）]$|^{_NUMBER}(?:[-~～—–/／]{_NUMBER})[%％]?$"
)
_NOTHING = re.compile(r"^(?:[-—–―/／…]+|\*|无|暂无)$")
_NUMBERED = re.compile(r"^[(（]?(\d{1,2})[)）]?[.．、\s]\s*(?=\D|\d[GgDdＧ])|^[(（](\d{1,2})[)）]\s*")
_LAST_NOTE = re.compile(r"[(（]([^()（）]{1,14})[)）]$")
_STOP = re.compile(
    r"^\s*(?:注|备注|说明|数据来源|来源)\s*[:：\d]|[。；;]|^[一二三四五六七八九十]{1,3}、|^第[一二三四五六七八九十]+[章节]"
)
_FIRST_HEAD = re.compile(r"^[^\S\n]*[|]?[^\S\n]*(?:序号|类别|指[^\S\n]?标)[^\n。]{0,80}$", re.M)
_NEAR_END = 400  # characters in which the lines of a head are
_LONG = 12  # characters of a line that may have been wrapped


class Column(NamedTuple):
    """A column of an indicator table: its head and what it has: name, unit, value, growth, property or nothing that is read."""

    head: str
    role: str
    year: int | None


class Row(NamedTuple):
    """One indicator: its name as printed, its unit word, 约束性 or 预期性 where stated, its cells of numbers."""

    name: str
    unit: str
    property: str
    cells: list[tuple[Column, Cell]]


class Table(NamedTuple):
    """A table: where it starts and ends, its columns and rows, and why it could not be read, if so."""

    start: int
    end: int
    columns: list[Column]
    rows: list[Row]
    problem: str = ""


def find_tables(text: str) -> list[Table]:
    """Find the indicator tables of a text, in order; places are characters of `text`."""
    tables: list[Table] = []
    for grid in find_grids(text, _is_head):
        table = _read_stream(grid) if grid.flowing else _read_grid(grid)
        if table and (not tables or table.start >= tables[-1].end):
            tables.append(table)
    return tables


def open_table(text: str) -> int | None:
    """Return where a table starts that can go on after the end of `text`, if there is one: its head, or what may become one."""
    starts = [grid.start for grid in find_grids(text, _is_head) if not text[grid.end :].strip()]
    starts += [match.start() for match in _FIRST_HEAD.finditer(text, max(len(text) - _NEAR_END, 0))]
    opened = text.rfind("<table")
    starts += [opened] if opened >= 0 and text.find("</table", opened) < 0 else []
    return min(starts, default=None)


def _is_head(words: Sequence[str]) -> bool:
    """Tell whether these cells can be the head of an indicator table: a column of names and one of a year or a target."""
    if len(words) < 2 or not any(_NAME.match(word) or _SERIAL.match(word) for word in words):
        return False
    return any(_YEAR.search(word) or _GROUP.search(word) or _PERIOD.search(word) for word in words)


def is_value(words: str) -> bool:
    """Tell whether a cell is a number, with its sign, brackets or bound, or says that there is none (—)."""
    return bool(_VALUE.match(words) or _NOTHING.match(words))


def _column(head: str, group: str = "") -> Column:
    words = re.sub(r"\s", "", head)
    years = [int(year) for year in _YEAR.findall(words)] or [int(year) for year in _YEAR.findall(group)]
    if not years and (period := _PERIOD.search(group + words)):
        years = [2010 + 5 * ("二三四五六".index(period[1]) + 1)]
    role = ""
    if _UNIT.match(words):
        role = "unit"
    elif _KIND.search(words):
        role = "property"
    elif _SERIAL.match(words) or _CLASS.search(words):
        role = "other"
    elif _GROWTH.search(words):
        role = "growth"
    elif _NAME.match(words):
        role = "name"
    elif years or _GROUP.search(words):
        role = "value"
    return Column(f"{group} {words}".strip(), role or "other", years[-1] if years else None)


def _with_years(columns: list[Column]) -> list[Column]:
    """Return the columns; one of growth has the latest year of the table."""
    last = max((column.year for column in columns if column.year), default=None)
    return [column._replace(year=column.year or last) if column.role in ("growth", "value") else column for column in columns]


def _read_grid(grid: Grid) -> Table | None:
    """Read a table whose cells have columns."""
    rows = [row for row in grid.rows if any(cell.words for cell in row)]
    count = next(
        (n for n, row in enumerate(rows) if n and any(is_value(c.words) and not _YEAR.fullmatch(c.words) for c in row[1:])),
        1,
    )
    heads = rows[:count]
    width = max(map(len, rows), default=0)
    merged: list[tuple[str, str]] = []
    for place in range(width):
        words = list(
            dict.fromkeys(
                row[place].words for row in heads if place < len(row) and row[place].words and len({c.words for c in row}) > 1
            )
        )
        merged.append((words[-1] if words else "", " ".join(words[:-1])))
    if not _is_head([head for head, _ in merged]) and not _is_head([f"{group}{head}" for head, group in merged]):
        return None
    columns = _with_years([_column(*head) for head in merged])
    named = next((n for n, column in enumerate(columns) if column.role == "name"), None)
    found: list[Row] = []
    for row in rows[count:]:
        texts = [cell.words for cell in row]
        if named is None or named >= len(row) or not texts[named] or len({t for t in texts if t}) < 2:
            continue
        if row_ := _row(texts[named], row, columns):
            found.append(row_)
    return Table(grid.start, grid.end, columns, found, "" if found else "no row has a name and a number")


def _row(name: str, row: Sequence[Cell], columns: Sequence[Column]) -> Row | None:
    """Return the row of an indicator, or nothing where it has no number."""
    pairs = [(column, cell) for column, cell in zip(columns, row, strict=False) if cell.words]
    cells = [(c, cell) for c, cell in pairs if c.role in ("value", "growth") and _VALUE.match(cell.words)]
    unit = next((cell.words for c, cell in pairs if c.role == "unit" and not _NOTHING.match(cell.words)), "")
    kind = next((cell.words for c, cell in pairs if c.role == "property"), "")
    return Row(_unnumbered(name), unit, kind, cells) if cells and re.search("[\u4e00-\u9fffA-Za-z]", name) else None


def _unnumbered(name: str) -> str:
    return re.sub(r"\s", "", _NUMBERED.sub("", name))


def _read_stream(grid: Grid) -> Table | None:
    """Read a table whose cells follow each other, one per line or separated by spaces, some of them wrapped."""
    cells = [cell for row in grid.rows for cell in row]
    count = 0
    while count < len(cells) and (_HEAD.match(re.sub(r"\s", "", cells[count].words)) or _LAST_NOTE.fullmatch(cells[count].words)):
        count += 1
    columns = _with_years(_stream_columns([cell.words for cell in cells[:count]]))
    if not _is_head([column.head.split(" ")[-1] for column in columns]) and not any(c.role == "value" for c in columns):
        return None
    rows: list[Row] = []
    texts: list[Cell] = []
    place, end = count, cells[count - 1].end if count else grid.start
    wanted = [column for column in columns if column.role in ("value", "growth", "property")]
    while place < len(cells):
        cell = cells[place]
        if _STOP.search(cell.words):
            break
        if texts and (is_value(cell.words) or _PROPERTY.match(cell.words)) and not _is_serial(cell, texts, columns):
            values = cells[place : place + len(wanted)]
            fits = len(values) == len(wanted) and all(
                bool(_PROPERTY.match(v.words)) if c.role == "property" else is_value(v.words)
                for c, v in zip(wanted, values, strict=True)
            )
            if not fits:
                break
            rows += _stream_row(texts, columns, list(zip(wanted, values, strict=True)), len(rows) + 1)
            texts, place, end = [], place + len(wanted), values[-1].end
            continue
        if not is_value(cell.words):
            texts.append(cell)
            if len(texts) > 8:
                break
        place += 1
    return Table(grid.start, end, columns, rows, "" if rows else "no row has as many numbers as the head has columns")


def _is_serial(cell: Cell, texts: Sequence[Cell], columns: Sequence[Column]) -> bool:
    return any(_SERIAL.match(column.head) for column in columns) and cell.words.isdigit() and not texts


def _stream_columns(heads: Iterable[str]) -> list[Column]:
    """Return the columns of a head in two rows written one after the other: groups first, then what each of them has."""
    joined: list[str] = []
    for head in heads:
        if joined and _LAST_NOTE.fullmatch(head):
            joined[-1] += head  # 年均增速 (%)
        else:
            joined.append(head)
    groups = [head for head in joined if _GROUP.match(head)]
    leaves = [head for head in joined if head not in groups]
    numbers = [head for head in leaves if _column(head).role in ("value", "growth")]
    if len(groups) < 2 or len(numbers) % len(groups) or not numbers:
        return [_column(head) for head in joined]
    each = len(numbers) // len(groups)
    named = [_column(head) for head in leaves if head not in numbers]
    return [*named, *(_column(head, groups[n // each]) for n, head in enumerate(numbers))]


def _stream_row(texts: Sequence[Cell], columns: Sequence[Column], cells: list[tuple[Column, Cell]], number: int) -> Iterator[Row]:
    """Yield the row of an indicator whose name and unit are the last of `texts`; those before are headings of groups."""
    words = [cell.words for cell in texts]
    unit = words.pop() if any(column.role == "unit" for column in columns) and len(words) > 1 else ""
    first = next((n for n in range(len(words) - 1, -1, -1) if _NUMBERED.match(words[n])), None)
    if first is None:
        first = len(words) - 1
        while first and (words[first - 1].count("(") + words[first - 1].count("（") > words[first - 1].count(")") + words[first - 1].count("）")
                         or (len(words[first - 1]) >= _LONG and words[first - 1] not in words[:first - 1])):  # fmt: skip
            first -= 1
    kind = next((cell.words for column, cell in cells if column.role == "property"), "")
    numbers = [(column, cell) for column, cell in cells if column.role != "property" and _VALUE.match(cell.words)]
    if numbers:
        yield Row(_unnumbered("".join(words[first:])), unit, kind, numbers)


def split_name(name: str) -> tuple[str, str]:
    """Return a name without the bracket at its end, and what that has: 信息消费规模(万亿元)."""
    match = _LAST_NOTE.search(name)
    return (name[: match.start()], match[1]) if match else (name, "")

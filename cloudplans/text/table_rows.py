"""Count the cells of a row of an indicator table, in whatever way the text separates them."""

from __future__ import annotations

import re

from cloudplans.text.normalised_text import squeeze

# Lines, tabs, pipes, wide or several spaces: what separates the cells of a table in plain text, Markdown or CSV.
_BETWEEN = re.compile(r"[\n\t|｜,，]|\u3000| {2,}|</?[A-Za-z][^<>]{0,80}>")
_NUMBER = re.compile(r"[<>≤≥＜＞]?[〔［\[(（]?[<>≤≥＜＞]?\s*[0-9]")
REACHED = re.compile("实现|完成|现状|实际|基期")  # a column of what was reached, beside one of what was planned
TABLE_NOTE = re.compile(r"\s*注[:：][^\n]*")
ADDED_TO_NAME = re.compile("(?:年均|累计)增长$")  # by the scanner, to tell a column of growth from one of levels
_STROKE = re.compile(r"([0-9.]+)[/／]([0-9.]+)")
_MAGNITUDE = re.compile("[十百千万亿]+")
_NOTHING = re.compile(r"[-—–―/／…*]+|无|暂无")


def cell_number(raw: str, label_end: int, value_start: int) -> int:
    """Return which cell with a number or a dash the value is, counted from 1 after the name of its row.

    Parameters
    ----------
    raw : str
        The text as its file has it.
    label_end, value_start : int
        Where the name of the row ends, and where the value starts: offsets into `raw`.

    Examples
    --------
    >>> row = "网民数量（亿）\\n8.5\\n13.2\\n6.88"
    >>> cell_number(row, 4, row.index("6.88"))
    3
    """
    words = [squeeze(cell) for cell in _BETWEEN.split(raw[label_end:value_start])]
    return 1 + sum(bool(_NUMBER.match(cell) or _NOTHING.fullmatch(cell)) for cell in words[:-1])


def cell_figure(printed: str, unit: str) -> str:
    """Return the figure of a cell together with the words that give its unit elsewhere, as a sentence would print it.

    Parameters
    ----------
    printed : str
        The figure as the cell has it. Two numbers with a stroke are a range.
    unit : str
        The words of the unit in the row or head; empty where the cell has its own, or none is stated.

    Examples
    --------
    >>> cell_figure("6.88", "亿"), cell_figure("55", "百分点"), cell_figure("32/28", "纳米")
    ('6.88亿个', '55个百分点', '28-32纳米')
    """
    if range_ := _STROKE.fullmatch(printed):
        printed = "-".join(sorted(range_.groups(), key=float))
    if unit.startswith("百分"):  # 百 would be read as a part of the number
        return f"{printed}个{unit}"
    return f"{printed}{unit}个" if _MAGNITUDE.fullmatch(unit) else f"{printed}{unit}"

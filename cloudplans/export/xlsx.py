"""The tables as a workbook: numbers and dates are typed, text stays text."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans.atomic_write import write_file
from cloudplans.dataset import TARGETS, Package, require
from cloudplans.export.data_package_zip import pack
from cloudplans.export.loss_report import Loss
from cloudplans.export.plain_rows import fields, plain
from cloudplans.labels import translate
from cloudplans.text import visible

# the sheets that most people want, first
_FIRST = (TARGETS, "statements", "plans", "indicators", "regions", "evidence", "corrections", "comparability")
_WIDEST = 60  # characters


def write(package: Package, path: Path) -> Loss:
    """Write the workbook to a file."""
    content, lost = workbook(package)
    write_file(path, content)
    rows = sum(len(package.raw(name).lines) for name in package.resources)
    return Loss("xlsx", (path,), rows, rows, fields=lost)


def write_selection(package: Package, frame: pd.DataFrame, path: Path) -> Loss:
    """Write some statements to a workbook: one sheet of rows, one that explains their columns, one of the sources.

    Parameters
    ----------
    package : Package
        The data set of the rows.
    frame : DataFrame
        Rows of `targets` or `statements`.
    path : Path
        The file, ``.xlsx``.

    Examples
    --------
    >>> import cloudplans, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write_selection(cloudplans.load(), cloudplans.targets(unit="CNY", region="Chengdu"), Path(folder) / "some.xlsx").rows_in)
    4
    """
    rows = [[None if pd.isna(value) or value == "" else getattr(value, "item", lambda v=value: v)() for value in line]
            for line in frame.astype(object).itertuples(index=False)]  # fmt: skip
    lost = Counter((f"{name}", why) for line in rows for name, value in zip(frame, line, strict=True) if (why := _change(value)))
    head, lines = _codebook(package, (TARGETS, "reported", "reported_documents"))
    meanings = {line[1]: line for line in lines[::-1]}
    chosen = TARGETS if set(frame["kind"]) <= {"target"} else "statements"
    book = _book(package)
    _fill(book.create_sheet(chosen), list(frame), rows)
    _fill(book.create_sheet("codebook"), head[1:], [meanings[name][1:] for name in frame if name in meanings])
    _fill(book.create_sheet("sources"), *_sources(package))
    write_file(path, _bytes(book))
    fields_lost = tuple((column, f"{why} (cells: {count})") for (column, why), count in lost.items())
    return Loss("xlsx", (path,), len(rows), len(rows), fields=fields_lost)


def _book(package: Package) -> Any:
    book = require("openpyxl").Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.title = package.descriptor["name"], package.descriptor["title"]
    return book


def _bytes(book: Any) -> bytes:
    """Return a workbook without times of its making, so that the same data give the same bytes: reports are compared by digest."""
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as saved:
        members = {name: saved.read(name) for name in saved.namelist()}
    core = "docProps/core.xml"
    members[core] = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", members[core])
    return pack(members, zipfile.ZIP_DEFLATED)


def workbook(package: Package) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """Return all tables as an xlsx file, and the columns that are changed in it, with the reason.

    One sheet per table, one that explains every column and one with the sources. Cells contain text, numbers or dates, never
    formulas: a text that starts with an equals sign stays text. Invisible characters are spelled out, as in ``[U+E010]``.

    Examples
    --------
    >>> import cloudplans
    >>> content, lost = workbook(cloudplans.load())
    >>> content[:2], [column for column, why in lost][:1]
    (b'PK', ['targets.printed'])
    """
    book = _book(package)
    changed: Counter[tuple[str, str]] = Counter()
    order = [*(name for name in _FIRST if name in package.resources), *(n for n in package.resources if n not in _FIRST)]
    for name in order:
        rows = plain(package, name)
        changed.update((f"{name}.{column}", why) for row in rows for column, value in row.items() if (why := _change(value)))
        _fill(book.create_sheet(name), [field["name"] for field in fields(package, name)], [list(row.values()) for row in rows])
    for name, (head, lines) in {"codebook": _codebook(package, order), "sources": _sources(package)}.items():
        _fill(book.create_sheet(name), head, lines)
    lost = tuple((column, f"{why} (cells: {count})") for (column, why), count in changed.items())
    return _bytes(book), lost


def _change(value: Any) -> str:
    """Return how a value changes in a workbook; empty if it does not."""
    if isinstance(value, str) and visible(value) != value:
        return "invisible characters are spelled out, as in [U+E010]"
    if isinstance(value, float) and float(f"{value:.15g}") != value:
        return "a spreadsheet keeps fifteen digits"
    return ""


def _fill(sheet: Any, head: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    bold = require("openpyxl.styles").Font(bold=True)
    sheet.append(list(head))
    for line in lines:
        sheet.append([visible(value) if isinstance(value, str) else value for value in line])
    for cells in sheet.iter_cols():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # even if it starts with an equals sign
            elif cell.is_date:
                cell.number_format = "yyyy-mm-dd"
        cells[0].font = bold
        longest = max(_width(cell.value) for cell in cells)
        sheet.column_dimensions[cells[0].column_letter].width = min(longest + 2, _WIDEST)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _width(value: Any) -> int:
    """Return the width of a cell; a Chinese character counts as two."""
    return sum(1 + (character > "\u2e80") for character in str(value)) if value is not None else 0


def _codebook(package: Package, order: Sequence[str]) -> tuple[list[str], list[list[Any]]]:
    head = ["table", "column", "type", "unit", "meaning", translate("meaning", "zh")]
    return head, [
        [name, field["name"], field["type"], field.get("unit"), field["description"], field["description_zh"]]
        for name in order
        for field in fields(package, name)
    ]


def _sources(package: Package) -> tuple[list[str], list[list[Any]]]:
    """Return each pinned copy with its plan; and the data set itself, with version and licence."""
    about = package.descriptor
    plans = {row["plan_id"]: row for row in plain(package, "plans")}
    head = ["source", "title_zh", "title_en", "issuer_zh", "document_no", "issued", "file", "sha256", "note_en", "note_zh"]
    licence = ", ".join(f"{licence['name']} {licence.get('path', '')}".strip() for licence in about["licenses"])
    whole = [f"{about['name']} {about['version']}", about["title_zh"], about["title"], *[None] * 5, licence, None]
    copies = [
        [row["edition_id"], *(plans[row["plan_id"]][part] for part in head[1:6]), *(row[part] for part in head[6:])]
        for row in plain(package, "editions")
    ]
    return head, [whole, *copies]

"""The tables as a workbook: numbers and dates are typed, text stays text, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans.dataset import Package
from cloudplans.export.data_package_zip import LONG_AGO, pack
from cloudplans.export.loss_report import Loss
from cloudplans.export.plain_rows import fields, plain
from cloudplans.extras import need
from cloudplans.files import write_atomic
from cloudplans.text import visible

_FIRST = ("statements", "indicators", "plans", "regions", "evidence", "corrections", "comparability")  # what most readers want
_WIDEST = 60  # characters


def write(package: Package, path: Path) -> Loss:
    """Write the workbook to a file."""
    content, lost = workbook(package)
    write_atomic(path, content)
    rows = sum(len(package.raw(name).lines) for name in package.resources)
    return Loss("xlsx", (path,), rows, rows, fields=lost)


def write_selection(package: Package, frame: pd.DataFrame, path: Path) -> Loss:
    """Write some statements to a workbook: a sheet of the rows, one of what their columns mean, one of the sources.

    Parameters
    ----------
    package : Package
        The data set that the rows are of.
    frame : DataFrame
        Rows with the columns of a table of the data set, such as a result of `targets`.
    path : Path
        The file, ``.xlsx``.

    Examples
    --------
    >>> import cloudplans, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write_selection(cloudplans.load(), cloudplans.targets(unit="CNY"), Path(folder) / "some.xlsx").rows_in)
    15
    """
    rows = [[None if pd.isna(value) or value == "" else getattr(value, "item", lambda v=value: v)() for value in line]
            for line in frame.astype(object).itertuples(index=False)]  # fmt: skip
    lost = Counter((f"{name}", why) for line in rows for name, value in zip(frame, line, strict=True) if (why := _change(value)))
    head, lines = _codebook(package, ("statements", "reported", "reported_documents"))
    meanings = {line[1]: line for line in lines[::-1]}
    book = _book(package)
    _fill(book.create_sheet("selection"), list(frame), rows)
    _fill(book.create_sheet("codebook"), head[1:], [meanings[name][1:] for name in frame if name in meanings])
    _fill(book.create_sheet("sources"), *_sources(package))
    write_atomic(path, _bytes(book))
    told = tuple((column, f"{why} (cells: {count})") for (column, why), count in lost.items())
    return Loss("xlsx", (path,), len(rows), len(rows), fields=told)


def _book(package: Package) -> Any:
    book = need("openpyxl").Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.title = package.descriptor["name"], package.descriptor["title"]
    book.properties.created = book.properties.modified = pd.Timestamp(*LONG_AGO).to_pydatetime()
    return book


def _bytes(book: Any) -> bytes:
    buffer = io.BytesIO()
    _save(book, buffer)
    return _same_each_time(buffer.getvalue())


def workbook(package: Package) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """Return all tables as an xlsx file, and which columns are not in it as they were.

    A sheet a table, one that explains every column and one with the sources. Cells hold text, numbers or dates, never
    formulas: a text that begins with an equals sign stays a text. Characters that a screen hides are written out, as in
    ``[U+E010]``.

    Examples
    --------
    >>> import cloudplans
    >>> content, lost = workbook(cloudplans.load())
    >>> content[:2], [column for column, why in lost][:1]
    (b'PK', ['statements.printed'])
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
    """Return how a value is not in a workbook as it was, if so."""
    if isinstance(value, str) and visible(value) != value:
        return "hidden characters are written out, as in [U+E010]"
    if isinstance(value, float) and float(f"{value:.15g}") != value:
        return "a spreadsheet holds fifteen digits"
    return ""


def _fill(sheet: Any, head: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    bold = need("openpyxl.styles").Font(bold=True)
    sheet.append(list(head))
    for line in lines:
        sheet.append([visible(value) if isinstance(value, str) else value for value in line])
    for cells in sheet.iter_cols():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # also where it begins with an equals sign
            elif cell.is_date:
                cell.number_format = "yyyy-mm-dd"
        cells[0].font = bold
        longest = max(_width(cell.value) for cell in cells)
        sheet.column_dimensions[cells[0].column_letter].width = min(longest + 2, _WIDEST)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _width(value: Any) -> int:
    """Return how wide a cell is, a Chinese character taking two places."""
    return sum(1 + (character > "\u2e80") for character in str(value)) if value is not None else 0


def _codebook(package: Package, order: Sequence[str]) -> tuple[list[str], list[list[Any]]]:
    head = ["table", "column", "type", "unit", "meaning", "含义"]
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


def _save(book: Any, buffer: io.BytesIO) -> None:
    """Save a workbook without the temporary files of openpyxl, with which a full disk ends in a traceback and which a kill leaves."""
    writing, sheets = need("openpyxl.writer.excel"), need("openpyxl.worksheet._writer")

    class InMemory(writing.ExcelWriter):
        def write_worksheet(self, ws: Any) -> None:
            ws._drawing = writing.SpreadsheetDrawing()
            written = sheets.WorksheetWriter(ws, io.BytesIO())
            written.write()
            ws._rels = written._rels
            self._archive.writestr(ws.path[1:], written.out.getvalue())
            self.manifest.append(ws)

    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        InMemory(book, archive).save()


def _same_each_time(content: bytes) -> bytes:
    """Return a workbook with the times of its members taken out."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    core = "docProps/core.xml"
    members[core] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", members[core])
    return pack(members, zipfile.ZIP_DEFLATED)

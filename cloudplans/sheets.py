"""The tables as a workbook: text stays text, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile

import pandas as pd

from cloudplans.dataset import Dataset
from cloudplans.text import visible

_SHEETS = ("statements", "evidence", "corrections", "indicators", "plans", "editions", "regions", "comparability")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def workbook(dataset: Dataset) -> bytes:
    """Return the main tables as an xlsx file: a sheet a table and one that explains every column.

    Cells hold text or numbers, never formulas: a text that begins with an equals sign stays a text. Characters that a
    workbook cannot hold are written out, as in ``[U+E010]``.

    Examples
    --------
    >>> import cloudplans
    >>> workbook(cloudplans.load())[:2]
    b'PK'
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "cloudplans"
    book.properties.created = book.properties.modified = pd.Timestamp(*_LONG_AGO).to_pydatetime()
    for name in _SHEETS:
        _fill(book.create_sheet(name), dataset.table(name), Font(bold=True))
    _fill(book.create_sheet("codebook"), _codebook(dataset), Font(bold=True))
    buffer = io.BytesIO()
    book.save(buffer)
    return _same_each_time(buffer.getvalue())


def _fill(sheet, frame: pd.DataFrame, bold) -> None:
    sheet.append(list(frame.columns))
    for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
        sheet.append([visible(value) if isinstance(value, str) else value for value in row])
    for cell in sheet[1]:
        cell.font = bold
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # also where it begins with an equals sign
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _codebook(dataset: Dataset) -> pd.DataFrame:
    rows = [
        {
            "table": name,
            "column": field["name"],
            "type": field["type"],
            "meaning": field["description"],
            "含义": field["description_zh"],
        }
        for name in _SHEETS
        for field in dataset.resources[name]["schema"]["fields"]
    ]
    return pd.DataFrame(rows)


def _same_each_time(content: bytes) -> bytes:
    """Return a zip file with the times of its members taken out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            held = old.read(member)
            if member.filename == "docProps/core.xml":
                held = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", held)
            new.writestr(zipfile.ZipInfo(member.filename, _LONG_AGO), held, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()

"""Candidates as rows: comma-separated, as JSON lines, as a table to look at; each form made where the file is scanned."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from cloudplans.extras import need
from cloudplans.scanner import Candidate
from cloudplans.text import one_line

COLUMNS = ("file", *Candidate._fields)
_TYPES = {"start": "int64", "end": "int64", "lower": "float64", "upper": "float64", "deadline": "int32", "confidence": "float64"}
_WIDTHS = dict(zip(COLUMNS, (24, 8, 8, 16, 14, 14, 14, 10, 8, 24, 10, 0), strict=True))
_GROUP = 1 << 16  # rows of a Parquet row group


def _values(file: str, found: Iterable[Candidate]) -> Iterator[list]:
    """Give the values of each row; numbers without a needless fraction, None for what is open or not stated."""
    name = file.encode("utf-8", "backslashreplace").decode()  # a name need not be text
    for candidate in found:
        yield [name, *(int(value) if isinstance(value, float) and value.is_integer() else value for value in candidate)]


def as_csv(file: str, found: Iterable[Candidate]) -> bytes:
    """Return the candidates found in `file` as lines of a CSV table.

    Examples
    --------
    >>> from cloudplans.scanner import Scanner
    >>> as_csv("a.txt", Scanner().scan("到2020年，产业规模达到1000亿元。")).decode().split(",")[:5]
    ['a.txt', '13', '19', '1000亿元', '100000000000']
    """
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(_values(file, found))
    return lines.getvalue().encode()


def as_json(file: str, found: Iterable[Candidate]) -> bytes:
    """Return the candidates found in `file` as JSON lines."""
    rows = (dict(zip(COLUMNS, values, strict=True)) for values in _values(file, found))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8", "surrogatepass")


def as_table(file: str, found: Iterable[Candidate]) -> bytes:
    """Return the candidates found in `file` as lines to look at, in columns that do not wait for the last row."""
    return "".join(_line(values) for values in _values(file, found)).encode()


def _line(values: Iterable[object]) -> str:
    cells = ("" if value is None else one_line(str(value)) for value in values)
    return "  ".join(c + " " * (width - _wide(c)) for c, width in zip(cells, _WIDTHS.values(), strict=True)).rstrip() + "\n"


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


FORMS = {"table": as_table, "csv": as_csv, "json": as_json}
HEADS = {"table": _line(COLUMNS).encode(), "csv": (",".join(COLUMNS) + "\n").encode(), "json": b""}


def write_parquet(lines: BinaryIO, path: Path) -> None:
    """Write JSON lines to a Parquet file, so many rows at a time; the same rows give the same bytes."""
    pyarrow, reader, parquet = need("pyarrow"), need("pyarrow.json"), need("pyarrow.parquet")
    schema = pyarrow.schema([(column, pyarrow.type_for_alias(_TYPES.get(column, "string"))) for column in COLUMNS])
    options = reader.ParseOptions(explicit_schema=schema)
    with parquet.ParquetWriter(path, schema) as writer:
        while group := b"".join(islice(lines, _GROUP)):
            rows = reader.read_json(io.BytesIO(group), reader.ReadOptions(use_threads=False), options)
            writer.write_table(rows.combine_chunks(), row_group_size=_GROUP)

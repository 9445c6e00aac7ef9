"""Candidates as a frame, as CSV, JSON or Parquet, and as a table to look at."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans.atomic_write import write_file
from cloudplans.dataset import require
from cloudplans.scanner.scan_files import ScannedFile
from cloudplans.scanner.scan_text import Candidate, Scanner
from cloudplans.text import one_line, width

COLUMNS = ("file", *Candidate._fields)
LOSS_COLUMNS = ("file", "start", "end", "printed", "class", "reason")
OUTPUT_FORMATS = ("table", "csv", "json")
SUFFIXES = (".csv", ".jsonl", ".parquet")
_DTYPES = {
    "start": "int64",
    "end": "int64",
    "lower": "float64",
    "upper": "float64",
    "deadline": "Int64",
    "confidence": "float64",
    "label_confidence": "float64",
}
_WIDTHS = (24, 8, 8, 16, 14, 14, 14, 10, 8, 24, 10, 16, 10, 0)  # columns of the terminal
_LOSS_WIDTHS = (24, 8, 8, 16, 16, 0)


def scan(text: str) -> pd.DataFrame:
    """Find every quantity that a plan text states.

    Parameters
    ----------
    text : str
        A text in any width, spacing and wrapping.

    Returns
    -------
    DataFrame
        One row per quantity: `start` and `end` in characters of `text`, `printed`, `lower` and `upper` in `unit` (NaN where that
        side is open), `comparator`, `deadline` (the year, missing if none governs), `label` (the indicator's name as
        printed), `confidence` from 0 to 1 (that value, unit, bound and year are right), `label_confidence` (that the name is),
        `cell` (its place in a table, if it is in one) and the `reason` why the confidence is less than 1.

    Examples
    --------
    >>> import cloudplans
    >>> cloudplans.scan("到2020年，培育30家左右骨干企业。")[["printed", "lower", "unit", "comparator", "deadline", "label"]].values.tolist()
    [['30家', 30.0, 'enterprise', 'approx', 2020, '骨干企业']]
    """
    return _frame(Scanner().scan(text), Candidate._fields)


def _frame(rows: Sequence[tuple], columns: Sequence[str]) -> pd.DataFrame:
    """Return candidates as a frame with the same types however many there are."""
    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.astype({name: _DTYPES.get(name, "str") for name in columns})


def candidates_frame(scanned: Iterable[ScannedFile]) -> pd.DataFrame:
    """Return the candidates of several files as a frame.

    Parameters
    ----------
    scanned : iterable of ScannedFile
        What `scan_files` returns.

    Returns
    -------
    DataFrame
        One row per candidate: `file`, then the columns of `cloudplans.scan`.

    Examples
    --------
    >>> from cloudplans.scanner import scan_bytes
    >>> frame = candidates_frame([scan_bytes("a.txt", "到2020年，产业规模达到1000亿元。".encode())])
    >>> frame[["file", "printed", "lower", "deadline"]].values.tolist()
    [['a.txt', '1000亿元', 100000000000.0, 2020]]
    """
    rows = [(_printable(one.file), *candidate) for one in scanned for candidate in one.candidates]
    return _frame(rows, COLUMNS)


def _printable(file: str) -> str:
    """Return the name of a file as text; one that is not Unicode has its bytes escaped."""
    return file.encode("utf-8", "backslashreplace").decode()


def _losses(scanned: Iterable[ScannedFile]) -> Iterator[list[Any]]:
    for one in scanned:
        for loss in one.losses:
            yield [_printable(one.file), *loss]


def _rows(scanned: Iterable[ScannedFile]) -> Iterator[list[Any]]:
    """Give the values of each row; whole numbers without a point, None for what is open or not stated."""
    for one in scanned:
        for candidate in one.candidates:
            values = (int(value) if isinstance(value, float) and value.is_integer() else value for value in candidate)
            yield [_printable(one.file), *values]


def format_candidates(scanned: Iterable[ScannedFile], form: str, *, losses: bool = False) -> str:
    """Return the candidates of several files, or the losses, as ``table``, ``csv``, ``json`` or ``jsonl`` (one object per line)."""
    columns, rows, widths = (LOSS_COLUMNS, _losses(scanned), _LOSS_WIDTHS) if losses else (COLUMNS, _rows(scanned), _WIDTHS)
    if form == "table":
        return "".join(_line(values, widths) for values in (columns, *rows))
    if form == "csv":
        lines = io.StringIO()
        csv.writer(lines, lineterminator="\n").writerows([columns, *rows])
        return lines.getvalue()
    objects = [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows]
    if form == "json":
        return "[" + "".join(["\n", ",\n".join(objects)] if objects else []) + "\n]\n"
    return "".join(line + "\n" for line in objects)


def _line(values: Iterable[object], widths: Sequence[int]) -> str:
    cells = ("" if value is None else one_line(str(value)) for value in values)
    return "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True)).rstrip() + "\n"


def check_output(path: Path, files: Sequence[str]) -> None:
    """Refuse an output of another suffix, a folder, one that is a text to scan, or one that needs a missing package."""
    if path.suffix not in SUFFIXES:
        raise ValueError(f"{path} must end in {', '.join(SUFFIXES)}: the suffix decides the format")
    if os.path.realpath(path) in {os.path.realpath(file) for file in files}:
        raise ValueError(f"{path} is one of the texts to scan; choose another file for the output")
    if path.is_dir():
        raise IsADirectoryError(0, "is a folder; name a file", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(0, f"there is no folder {path.parent}", str(path))
    if path.suffix == ".parquet":
        require("pyarrow")


def write_candidates(scanned: Sequence[ScannedFile], path: Path, *, losses: bool = False) -> Path:
    """Write the candidates of several files, or the losses, to a ``.csv``, ``.jsonl`` or ``.parquet`` file, whole or not at all."""
    check_output(path, ())
    if path.suffix == ".parquet":
        frame = _frame(list(_losses(scanned)), LOSS_COLUMNS) if losses else candidates_frame(scanned)
        return write_file(path, lambda part: frame.to_parquet(part, index=False))
    return write_file(path, format_candidates(scanned, path.suffix[1:], losses=losses).encode("utf-8", "surrogatepass"))

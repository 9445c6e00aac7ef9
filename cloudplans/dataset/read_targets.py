"""Reads a file of targets back: CSV, Parquet, JSON, JSON lines, a workbook or a database, with the types that the frame had."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans.dataset.complete_frame import COLUMNS, TYPES
from cloudplans.dataset.nearest_names import nearest
from cloudplans.dataset.optional_packages import require
from cloudplans.dataset.targets_table import TARGETS

_SPELLED_OUT = re.compile(r"\[U\+([0-9A-F]{4,6})\]")


def _from_csv(path: Path) -> pd.DataFrame:
    types: dict[str, Any] = {"adcode": str, "region_id": str, **TYPES}  # a number beyond 64 bits (10 EB) would become text
    return pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])


def _from_json(path: Path) -> pd.DataFrame:
    """Read a list of records, or the data package with the rows inside."""
    content = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(content, dict):
        content = next((part["data"] for part in content.get("resources", ()) if part.get("name") == TARGETS), [])
    return pd.DataFrame(content, dtype=object)


def _from_json_lines(path: Path) -> pd.DataFrame:
    lines = path.read_text(encoding="utf-8").split("\n")
    return pd.DataFrame([json.loads(line) for line in lines if line], dtype=object)


def _from_workbook(path: Path) -> pd.DataFrame:
    """Read the first sheet."""
    book = require("openpyxl").load_workbook(path, read_only=True, data_only=True)
    with closing(book):
        head, *rows = book.worksheets[0].iter_rows(values_only=True)
    frame = pd.DataFrame(rows, columns=list(head), dtype=object)
    return frame.assign(printed=frame["printed"].map(_with_invisible)) if "printed" in frame else frame


def _with_invisible(value: Any) -> Any:
    """Return a text with the invisible characters that a workbook spells out, as in ``[U+E010]``."""
    return _SPELLED_OUT.sub(lambda found: chr(int(found[1], 16)), value) if isinstance(value, str) else value


def _from_database(path: Path) -> pd.DataFrame:
    import sqlite3  # takes time to load

    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        found = database.execute(f"SELECT * FROM {TARGETS}")
        columns: list[Any] = [column[0] for column in found.description]
        return pd.DataFrame(found.fetchall(), columns=columns, dtype=object)


_READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    ".csv": _from_csv,
    ".json": _from_json,
    ".jsonl": _from_json_lines,
    ".parquet": pd.read_parquet,
    ".sqlite": _from_database,
    ".xlsx": _from_workbook,
}


def read_targets(path: Path | str) -> pd.DataFrame:
    """Read a file of `targets()` or `statements()` back, with the types that it had.

    Parameters
    ----------
    path : Path or str
        A file that ``rows.to_csv(path, index=False)``, ``rows.to_parquet(path)``, ``cloudplans targets --out`` or
        ``cloudplans export`` wrote (``.csv``, ``.parquet``, ``.json``, ``.jsonl``, ``.xlsx``, ``.sqlite``), or ``data/targets.csv``.

    Returns
    -------
    DataFrame
        The rows with years as ``Int64``, values as ``float64``, and ids and codes as text (``510100``).

    Raises
    ------
    ValueError
        If the ending is not one of these, or the file lacks a column that every such frame has.

    Examples
    --------
    >>> import cloudplans, pathlib, tempfile
    >>> rows = cloudplans.targets(region="Chengdu")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     rows.to_csv(pathlib.Path(folder) / "chengdu.csv", index=False)
    ...     again = cloudplans.read_targets(pathlib.Path(folder) / "chengdu.csv")
    >>> again.equals(rows)
    True
    """
    path = Path(path)
    if path.suffix not in _READERS:
        raise nearest(path.suffix or path.name, _READERS, "ending of a file of targets")
    frame = _READERS[path.suffix](path)
    if absent := [column for column in COLUMNS if column not in frame]:
        raise ValueError(f"{path} is not a file of targets() or statements(): it has no column {', '.join(absent)}")
    texts = [column for column in frame if column not in TYPES]
    dtype = pd.Series(dtype=str).dtype
    numbers = frame.assign(**{column: pd.to_numeric(frame[column]) for column in TYPES}).astype(TYPES)
    return numbers.assign(**{column: frame[column].astype(dtype).mask(frame[column].isna()) for column in texts})

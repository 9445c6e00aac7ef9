"""Write any frame to a file, in the format that its ending names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans.atomic_write import write_file
from cloudplans.dataset import Package, as_csv, as_lines, nearest, require
from cloudplans.export.loss_report import Loss
from cloudplans.export.xlsx import write_selection

FRAME_FORMATS = ("csv", "json", "parquet", "xlsx")


def write_frame(package: Package, frame: pd.DataFrame, path: Path, form: str | None = None) -> Loss:
    """Write a frame as CSV, JSON, Parquet or a workbook; the file is written whole or not at all.

    Parameters
    ----------
    package : Package
        The data set of the rows: a workbook explains its columns and lists its sources.
    frame : DataFrame
        Any frame; lists in it stay lists in JSON and Parquet, and are joined by spaces elsewhere.
    path : Path
        The file.
    form : str, optional
        One of `FRAME_FORMATS`; by default that of the ending of `path`.

    Raises
    ------
    ValueError
        If there is no such format, or it is not that of the ending.

    Examples
    --------
    >>> import cloudplans
    >>> write_frame(cloudplans.load(), cloudplans.targets(), Path("targets.doc"))
    Traceback (most recent call last):
    ValueError: no format 'doc' for a file; allowed: csv, json, parquet, xlsx; end its name with .csv or another of them
    """
    ending = path.suffix.removeprefix(".").lower()
    if form is None and ending not in FRAME_FORMATS:
        words = nearest(ending, FRAME_FORMATS, "format").args[0].replace("; allowed", " for a file; allowed")
        raise ValueError(f"{words}; end its name with .csv or another of them")
    if form == "table":
        raise ValueError("a table is for standard output; leave out --format, so that the ending of the file decides")
    if form and ending in FRAME_FORMATS and ending != form:
        raise ValueError(f"{path.name} ends like {ending}, but the format is {form}; leave one of them out")
    chosen = form or ending
    if chosen == "xlsx":
        return write_selection(package, joined(frame), path)
    if chosen == "parquet":
        require("pyarrow")
        write_file(path, lambda part: frame.to_parquet(part, index=False))
    else:
        write_file(path, frame_text(frame, chosen))
    return Loss(chosen, (path,), len(frame), len(frame))


def joined(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose lists are texts, joined by spaces."""
    lists = [name for name in frame if frame[name].map(lambda value: isinstance(value, list)).any()]
    return frame.assign(**{name: frame[name].map(_words) for name in lists})


def _words(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def frame_text(frame: pd.DataFrame, form: str) -> str:
    """Return a frame as CSV or as a JSON list of records; whole numbers have no decimal point."""
    if form == "csv":
        return as_csv(list(frame), as_lines(joined(frame))).decode()
    rows = [{name: _plain(value) for name, value in row.items()} for row in frame.astype(object).to_dict("records")]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value.isoformat() if isinstance(value, pd.Timestamp) else getattr(value, "item", lambda: value)()

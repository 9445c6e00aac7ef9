"""Write the data set in the format of another tool."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cloudplans.dataset import Package, nearest
from cloudplans.export import flat_files, sqlite, xlsx
from cloudplans.export.data_package_zip import write_datapackage
from cloudplans.export.loss_report import Loss

FORMATS: dict[str, Callable[..., Loss]] = {
    "csv": flat_files.write_csv,
    "datapackage": write_datapackage,
    "json": flat_files.write_json,
    "jsonl": flat_files.write_jsonl,
    "parquet": flat_files.write_parquet,
    "sqlite": sqlite.write,
    "xlsx": xlsx.write,
}


def write_export(data: Package, form: str, path: Path | str, **options: Any) -> Loss:
    """Write the data set in one of `FORMATS`; the file is written whole or not at all.

    Parameters
    ----------
    data : Package
        The data set.
    form : str
        One of `FORMATS`.
    path : Path
        The file to write; for all tables as CSV, JSON lines or Parquet, a folder.
    **options
        What the format takes: ``table="evidence"`` (csv, jsonl, parquet), ``for_spreadsheet=True`` (csv).

    Returns
    -------
    Loss
        What the format could not hold.

    Raises
    ------
    ValueError
        If there is no such format, or it does not take an option.

    Examples
    --------
    >>> import cloudplans
    >>> write_export(cloudplans.load(), "parket", "statements.parquet")
    Traceback (most recent call last):
    ValueError: no format 'parket'; allowed: csv, datapackage, json, jsonl, parquet, sqlite, xlsx
    """
    if form not in FORMATS:
        raise nearest(form, FORMATS, "format")
    taken = list(inspect.signature(FORMATS[form]).parameters)[2:]
    for option in options:
        if option not in taken:
            raise ValueError(f"{form} takes no {option!r}; it takes {', '.join(['the path', *taken])} alone")
    return FORMATS[form](data, Path(path), **options)

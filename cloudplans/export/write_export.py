"""Write the data set in the format of another tool."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cloudplans.dataset import TARGETS, Dataset, nearest, own_directory
from cloudplans.existing_outputs import refuse_input
from cloudplans.export import flat_files, sqlite, xlsx
from cloudplans.export.data_package_zip import write_datapackage
from cloudplans.export.flat_files import ALL
from cloudplans.export.loss_report import Loss
from cloudplans.export.selection import Selection

FORMATS: dict[str, Callable[..., Loss]] = {
    "csv": flat_files.write_csv,
    "datapackage": write_datapackage,
    "json": flat_files.write_json,
    "jsonl": flat_files.write_jsonl,
    "parquet": flat_files.write_parquet,
    "sqlite": sqlite.write,
    "xlsx": xlsx.write,
}


_WHOLE = "the filters apply to the table targets; the other tables are whole"


def write_export(data: Dataset, form: str, path: Path | str, *, filters: Mapping[str, Any] | None = None, **options: Any) -> Loss:
    """Write the data set in one of `FORMATS`; the file is written whole or not at all.

    Parameters
    ----------
    data : Dataset
        The data set.
    form : str
        One of `FORMATS`.
    path : Path
        The file to write; for all tables as CSV, JSON lines or Parquet, a folder.
    filters : mapping, optional
        The filters of `Dataset.targets`, for the table ``targets``; a workbook then has no other table.
    **options
        What the format takes: ``table="evidence"`` (csv, jsonl, parquet), ``for_spreadsheet=True`` (csv),
        ``force=True`` (csv, jsonl, parquet: in a folder, overwrite files that an earlier export did not write).

    Returns
    -------
    Loss
        What the format could not hold.

    Raises
    ------
    ValueError
        If there is no such format, it does not take an option, a filter names what does not exist, no target passes them, or the output is a table of `data` or a foreign file
        in the folder.

    Examples
    --------
    >>> import cloudplans
    >>> write_export(cloudplans.load(), "parket", "targets.parquet")
    Traceback (most recent call last):
    ValueError: no format 'parket'; allowed: csv, datapackage, json, jsonl, parquet, sqlite, xlsx
    """
    if form not in FORMATS:
        raise nearest(form, FORMATS, "format")
    taken = list(inspect.signature(FORMATS[form]).parameters)[2:]
    for option in options:
        if option not in taken:
            raise ValueError(f"{form} takes no {option!r}; it takes {', '.join(['the path', *taken])} alone")
    inputs = [own_directory(), data.directory, *(folder.directory for folder in data.folders)]
    outputs = [Path(path) / f"{name}.{form}" for name in data.resources] if options.get("table") == ALL else [Path(path)]
    for output in outputs:
        refuse_input(output, inputs)
    if not filters:
        return FORMATS[form](data, Path(path), **options)
    table = options.get("table", TARGETS)
    if form == "datapackage":
        raise ValueError("a datapackage is the whole data set; for some targets choose another format, or leave the filters out")
    if table not in (TARGETS, ALL):
        raise ValueError(f"the filters select rows of the table {TARGETS}; leave them out to write the table {table}")
    selection = Selection(data, **filters)
    if form == "xlsx":
        return xlsx.write_selection(data, selection.frame, Path(path))
    loss = FORMATS[form](selection, Path(path), **options)
    one_table = "table" in taken and table == TARGETS
    return loss if one_table else loss._replace(notes=(*loss.notes, _WHOLE))

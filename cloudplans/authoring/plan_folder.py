"""A user's folder of plans on disk: created whole, read with the place of every fault, its tables written one by one."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from cloudplans.atomic_write import replace_folder, write_file
from cloudplans.dataset import Dataset, Folder, Package, RawTable, in_order, opened, own_directory

Row = dict[str, str]
# What a user fills in from the start; other tables of the package (aims, cues, codings ...) can be added.
TABLES = (
    "plans", "editions", "sections", "regions", "indicators", "labels", "units", "statements", "evidence", "corrections",
    "adjudication", "numerals", "table_columns", "odd_characters", "arithmetic", "comparability",
)  # fmt: skip


def descriptor(names: Iterable[str], title: str) -> dict[str, Any]:
    """Return the descriptor of a folder with the tables `names`: the package's own, without keys into tables that it lacks.

    Examples
    --------
    >>> descriptor(["plans", "editions"], "mine")["extends"]
    'cloudplans'
    """
    ours = opened(Package(own_directory()).descriptor)
    kept = [resource for resource in ours["resources"] if resource["name"] in set(names)]
    whole = {"plans", "editions", "statements"} & set(names)  # a row of the others may refer to one of the package's
    for resource in kept:
        links = resource["schema"].pop("foreignKeys", [])
        inside = [link for link in links if link["reference"]["resource"] in whole]
        resource["schema"] |= {"foreignKeys": inside} if inside else {}
    return {"$schema": ours["$schema"], "name": title, "extends": ours["name"], "version": ours["version"], "resources": kept}


def table_as_csv(name: str, rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows as the CSV of the table `name`, sorted by key; a missing value is empty.

    Examples
    --------
    >>> table_as_csv("labels", [{"label": "云盘", "indicator_id": "cloud-disks"}]).splitlines()[1]
    '云盘,cloud-disks,'
    """
    table = _table(name)
    lines = [[row.get(column, "") for column in table.header] for row in rows]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([table.header, *in_order(table, lines)])
    return buffer.getvalue()


def table_file(name: str) -> str:
    """Return the file of a table inside a folder."""
    return _table(name).file


@cache
def _resources() -> dict[str, dict[str, Any]]:
    return Package(own_directory()).resources


def _table(name: str) -> RawTable:
    resource = _resources()[name]
    return RawTable(name, [field["name"] for field in resource["schema"]["fields"]], [], resource)


def create_folder(directory: Path, tables: Mapping[str, Iterable[Row]], files: Mapping[str, bytes]) -> None:
    """Create the folder `directory` with its tables and further files, whole or not at all.

    Raises
    ------
    ValueError
        If something of that name exists, or its parent folder does not.
    """
    check_free(directory)
    with replace_folder(directory) as new:
        contents = {_table(name).file: table_as_csv(name, rows).encode() for name, rows in tables.items()}
        described = json.dumps(descriptor(tables, directory.resolve().name), ensure_ascii=False, indent=1)
        for name, content in {**contents, "datapackage.json": f"{described}\n".encode(), **files}.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(content)
        check_free(directory)  # nobody created it meanwhile


def check_free(directory: Path) -> None:
    """Refuse a name that exists, or whose parent folder does not."""
    if directory.exists() or directory.is_symlink():
        raise ValueError(f"{directory} exists already; choose another folder (nothing is overwritten)")
    if not directory.absolute().parent.is_dir():
        raise ValueError(f"there is no folder {directory.absolute().parent} for {directory.name}")


def write_tables(directory: Path, tables: Mapping[str, Iterable[Row]]) -> None:
    """Write the tables that changed: all are made first, then each file is replaced as a whole."""
    contents = {directory / _table(name).file: table_as_csv(name, rows).encode() for name, rows in tables.items()}
    for path, content in contents.items():
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(exist_ok=True)
            write_file(path, content)


def plain_number(value: Any) -> str:
    """Return a number as the tables state it: without an exponent, whole ones without a point; nothing for none.

    Examples
    --------
    >>> plain_number(2e22), plain_number(1.40), plain_number(None)
    ('20000000000000000000000', '1.4', '')
    """
    return "" if value is None or value != value else f"{Decimal(f'{value:.15g}'):f}"


def read_tables(directory: Path) -> dict[str, list[Row]]:
    """Return the rows of every table of a folder.

    Raises
    ------
    ValueError
        If the directory is not a user's folder, or a table has other columns or a row with too many or too few fields.
    """
    if not (directory / "datapackage.json").is_file():
        raise ValueError(f"{directory} is not a folder of plans: it has no datapackage.json; `cloudplans new-plan` makes one")
    folder = Folder(directory)
    if not folder.descriptor.get("extends"):
        raise ValueError(f"{directory} is a whole data set, not a user's folder; `cloudplans new-plan` makes one")
    return {name: _rows(directory, folder.raw(name)) for name in folder.resources}


def _rows(directory: Path, table: RawTable) -> list[Row]:
    path, columns = directory / table.file, [field["name"] for field in table.fields]
    if table.header != columns:
        raise ValueError(f"{path}: the columns are {', '.join(table.header)}; expected: {', '.join(columns)}")
    for number, line in enumerate(table.lines, 2):
        if len(line) != len(columns):
            raise ValueError(f"{path}: line {number} has {len(line)} fields; {len(columns)} are expected")
    return [dict(zip(columns, line, strict=True)) for line in table.lines]


def _special(folder: str, names: list[str]) -> list[str]:
    """Return what cannot be copied: pipes, devices, and links that are broken or cyclic."""
    return [name for name in names if not (Path(folder, name).is_file() or Path(folder, name).is_dir())]


@contextmanager
def trial_copy(directory: Path, tables: Mapping[str, Iterable[Row]]) -> Iterator[Dataset]:
    """Give the data set that a folder makes with new tables, from a temporary copy: the folder itself is not changed yet."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, directory.resolve().name)
        shutil.copytree(directory, copy, ignore=_special)
        write_tables(copy, tables)
        try:
            yield Dataset(copy)
        except ValueError as error:
            raise ValueError(str(error).replace(str(copy), str(directory))) from None

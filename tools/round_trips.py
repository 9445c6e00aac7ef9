"""Read every export with an independent program and print the table of the documentation: `nox -s round_trips`."""

from __future__ import annotations

import contextlib
import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import cloudplans
from cloudplans.export import FORMATS, write_export
from cloudplans.export.loss_report import Loss
from cloudplans.export.plain_rows import key, plain, text

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent / "readers"
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?(e\+?\d\d?)?")
Rows = list[dict[str, Any]]
Tables = dict[str, Rows]


class Missing(Exception):
    """A reader is not installed."""


class Trip(NamedTuple):
    """A round trip: rows to write, rows read back, columns that came back changed, and the writer's own report."""

    form: str
    reader: str
    rows_in: int
    rows_back: int
    changed: set[str]
    loss: Loss


def frictionless_rows(files: tuple[Path, ...]) -> Tables:
    """Read a Data Package, zipped or with its rows inside, after validation."""
    import frictionless

    report = frictionless.validate(str(files[0]), type="package")
    resources = frictionless.Package(str(files[0])).resources
    empty = {
        resource.name for resource in resources if resource.data == []
    }  # frictionless takes `[]` for a source that is missing
    wrong = [
        (task.name, error.type, error.note)
        for task in report.tasks
        for error in task.errors
        if (error.type, task.name in empty) != ("source-error", True)
    ]
    wrong += [(None, error.type, error.note) for error in report.errors]
    assert not wrong, wrong[:5]
    return {
        resource.name: [] if resource.name in empty else [row.to_dict() for row in resource.read_rows()] for resource in resources
    }


def duckdb_rows(files: tuple[Path, ...]) -> Tables:
    """Read one file per table, by its ending."""
    import duckdb

    tables = {}
    for file in files:
        # CSV has no types: the descriptor has them, and a guess may take a text such as "true" for something else
        source = f"read_csv('{file}', all_varchar = true)" if file.suffix == ".csv" else f"'{file}'"
        found = duckdb.sql(f"SELECT * FROM {source}")
        tables[file.stem] = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    return tables


def readr_rows(files: tuple[Path, ...]) -> Tables:
    """Read one CSV file per table with R's readr, every column as text."""
    if not shutil.which("Rscript"):
        raise Missing("readr: no Rscript on the path (apt-get install r-cran-readr)")
    with tempfile.TemporaryDirectory() as folder:
        command = ["Rscript", "--vanilla", str(HERE / "readr_rows.R"), str(files[0].parent), folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
        if "there is no package called" in done.stderr:
            raise Missing("readr: R has no readr (apt-get install r-cran-readr)")
        assert done.returncode == 0, done.stderr
        return {file.stem: csv_rows(file) for file in sorted(Path(folder).glob("*.csv"))}


def csv_rows(file: Path) -> Rows:
    """Return the rows of a CSV file, numbers as numbers where they are numbers."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [{name: number(value) for name, value in row.items()} for row in csv.DictReader(lines)]


def number(value: str) -> Any:
    """Return a text as a number if it is one."""
    return float(value) if _NUMBER.fullmatch(value) else value


def sqlite_rows(files: tuple[Path, ...]) -> Tables:
    """Read the tables of a database, without its codebook, after a check of all keys."""
    with contextlib.closing(sqlite3.connect(files[0])) as database:
        database.row_factory = sqlite3.Row
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        names = [row["name"] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')]
            for name in names
            if name not in ("codebook", "about")
        }


def openpyxl_rows(files: tuple[Path, ...]) -> Tables:
    """Read the sheets of a workbook that are tables."""
    import openpyxl

    book, tables = openpyxl.load_workbook(files[0]), {}
    assert book.sheetnames
    for sheet in book:
        assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"], sheet.title
        head, *lines = sheet.iter_rows(values_only=True)
        tables[sheet.title] = [dict(zip(head, line, strict=True)) for line in lines]
    return {name: rows for name, rows in tables.items() if name not in ("codebook", "sources")}


TRIPS: list[tuple[str, str, Callable[[tuple[Path, ...]], Tables], dict[str, Any]]] = [
    ("datapackage", "frictionless", frictionless_rows, {}),
    ("csv", "DuckDB", duckdb_rows, {"table": "all"}),
    ("csv", "R’s readr", readr_rows, {"table": "all"}),
    ("json", "frictionless", frictionless_rows, {}),
    ("jsonl", "DuckDB", duckdb_rows, {"table": "all"}),
    ("parquet", "DuckDB", duckdb_rows, {"table": "all"}),
    ("sqlite", "sqlite3", sqlite_rows, {}),
    ("xlsx", "openpyxl", openpyxl_rows, {}),
]
_ENDINGS = {"datapackage": ".zip"}


def trip(form: str, reader: str, read: Callable[[tuple[Path, ...]], Tables], options: dict[str, Any]) -> Trip:
    """Write an export and read it back."""
    data = cloudplans.load()
    with tempfile.TemporaryDirectory() as folder:
        loss = write_export(data, form, Path(folder, f"out{_ENDINGS.get(form, f'.{form}')}"), **options)
        back = read(loss.files)
    held_back = dict(loss.held_back)
    changed: set[str] = set()
    for name, rows in back.items():
        there = [row for row in plain(data, name) if row.get("statement_id") not in held_back]
        changed |= {f"{name}.{column}" for column in differing(there, rows, key(data, name), _cell)}
    return Trip(form, reader, loss.rows_in, sum(map(len, back.values())), changed, loss)


def differing(there: Rows, back: Rows, keys: list[str], cell: Callable[[Any], str]) -> Iterator[str]:
    """Yield the columns that differ, in the order of the key or, without the key, of the columns left."""
    assert len(there) == len(back)
    if not there:  # a table may be empty
        return
    kept = [column for column in there[0] if column in back[0]]
    order = keys if set(keys) <= set(kept) else kept
    sides = [sorted([cell(row[column]) for column in [*order, *kept]] for row in side) for side in (there, back)]
    for at, column in enumerate(kept, len(order)):
        if [row[at] for row in sides[0]] != [row[at] for row in sides[1]]:
            yield column
    yield from (column for column in there[0] if column not in kept)


def _cell(value: Any) -> str:
    if isinstance(value, Decimal):
        return text(float(value))
    return text(number(value) if isinstance(value, str) else value)


def line(made: Trip) -> str:
    """Return a trip as a line of the table."""
    return f"| `{made.form}` | {made.rows_in} | {made.rows_back} | {len(made.loss.fields)} | {made.reader} |"


HEAD = ["| format | rows in | rows back | fields lost | read back by |", "|---|---:|---:|---:|---|"]


def main() -> int:
    """Print the table, or say which reader is missing."""
    assert {form for form, *_ in TRIPS} == set(FORMATS)
    try:
        print("\n".join([*HEAD, *(line(trip(*one)) for one in TRIPS)]))
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

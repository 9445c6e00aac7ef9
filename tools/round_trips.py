"""Round trips: what each export holds, as readers that know nothing of this package read it. Prints the table of the README.

Run it with ``make round-trips``, which also makes the environment of the readers that ask for an older pandas.
"""

from __future__ import annotations

import contextlib
import csv
import json
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

from cloudplans.export.methods import formats

import cloudplans
from cloudplans.export.loss_report import Loss
from cloudplans.export.plain_rows import key, plain, text

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent / "readers"
READERS = Path(os.environ.get("CLOUDPLANS_READERS") or ROOT / ".readers") / "bin" / "python"
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?(e\+?\d\d?)?")
Rows = list[dict[str, Any]]
Tables = dict[str, Rows]


class Missing(Exception):
    """A reader is not installed here."""


class Trip(NamedTuple):
    """A round trip: what was to be written, what came back, which columns came back changed, and the writer's own report."""

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
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5]
    return {
        resource.name: [row.to_dict() for row in resource.read_rows()]
        for resource in frictionless.Package(str(files[0])).resources
    }


def duckdb_rows(files: tuple[Path, ...]) -> Tables:
    """Read one file a table, by its ending."""
    import duckdb

    tables = {}
    for file in files:
        # CSV has no types: they stand in the descriptor, and a guess may take a text such as "true" for something else
        source = f"read_csv('{file}', all_varchar = true)" if file.suffix == ".csv" else f"'{file}'"
        found = duckdb.sql(f"SELECT * FROM {source}")
        tables[file.stem] = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    return tables


def readr_rows(files: tuple[Path, ...]) -> Tables:
    """Read one CSV file a table with R's readr, every column as text."""
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
    """Return a text as the number that it writes, if it does."""
    return float(value) if _NUMBER.fullmatch(value) else value


def sqlite_rows(files: tuple[Path, ...]) -> Tables:
    """Read the tables of a database that are no codebook, after a check of all its keys."""
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


def sdmx_rows(files: tuple[Path, ...]) -> Tables:
    """Read SDMX with sdmx1: codes are followed back to what they stand for, by the structures in the file or made beside it."""
    import sdmx

    structures = sdmx.read_sdmx(next((file for file in files if ".structure" in file.name), None) or _structures())
    rows = []
    for file in files:
        if ".structure" in file.name:
            continue
        flow = structures.dataflow["STATEMENTS_UNDATED" if ".undated" in file.name else "STATEMENTS"]
        given = flow if file.suffix == ".csv" else flow.structure
        for part in sdmx.read_sdmx(file, structure=given).data:
            rows += [_statement(observation, structures) for observation in part.obs]
    return {"statements": rows}


def _structures() -> Path:
    folder = Path(tempfile.mkdtemp())
    return cloudplans.load().to_sdmx_ml(folder / "beside.xml").files[0]


def _statement(observation: Any, structures: Any) -> dict[str, Any]:
    from cloudplans.export.sdmx import concept

    said = {name: part.value for name, part in observation.key.values.items()}
    said |= {name: part.value for name, part in observation.attached_attribute.items()}
    row = {}
    for column in cloudplans.load().raw("statements").header:
        value = said.get(concept(column), "")
        codes = structures.codelist.get(f"CL_{concept(column)}")
        if codes is not None and column in ("unit", "scope"):
            name = codes[value].name.localizations
            value = "" if value == "_T" else name.get("zh" if column == "scope" else "en", value)
        row[column] = value
    exact = row["lower"] == row["upper"]
    assert (observation.value or None) == (row["lower"] if exact else None), row  # never a value where only a bound is known
    return row


def pyam_rows(files: tuple[Path, ...]) -> Tables:
    """Read an IAMC table with pyam and put the statements together from variable and bound."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in json.loads(_elsewhere("pyam", "pyam_rows.py", files[0])):
        *levels, last = row["variable"].split("|")
        levels += [last] if last not in ("Lower Bound", "Upper Bound") else []
        place = (row["scenario"], row["region"], tuple(levels), row["unit"], row["year"])
        bounds = {"Lower Bound": ["lower"], "Upper Bound": ["upper"]}.get(last, ["lower", "upper"])
        found.setdefault(place, {}).update(dict.fromkeys(bounds, row["value"]))
    data = cloudplans.load()
    regions = data.regions().set_index("name_en")["region_id"]
    indicators = data.indicators().set_index(["theme", "name_en"])["indicator_id"]
    kinds, rows = set(data.domains("statements")["kind"]), []
    for (plan, region, (theme, name, *rest), unit, year), bounds in found.items():
        kind = rest.pop(0) if rest and rest[0] in kinds else "target"
        rows.append({"plan_id": plan, "region_id": regions[region], "indicator_id": indicators[theme, name], "kind": kind,
                     "scope": "".join(rest), "deadline": year, "unit": unit, "lower": None, "upper": None, **bounds})  # fmt: skip
    return {"statements": rows}


def croissant_rows(files: tuple[Path, ...]) -> Tables:
    """Validate and read a Croissant file with mlcroissant."""
    found = json.loads(_elsewhere("mlcroissant", "croissant_rows.py", files[0]))
    assert found["tables"] and found["errors"] == [] and all("recommended" in warning for warning in found["warnings"]), found
    return found["tables"]


def _elsewhere(module: str, script: str, file: Path) -> str:
    """Run a reader in the environment of those that ask for an older pandas."""
    if not READERS.exists() or subprocess.run([READERS, "-c", f"import {module}"], capture_output=True, check=False).returncode:
        raise Missing(f"{module}: not importable in {READERS.parent.parent} (make readers)")
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with tempfile.TemporaryDirectory() as cache:
        clean["CROISSANT_CACHE"] = cache  # mlcroissant keeps what it unpacked by the name of the archive
        done = subprocess.run([READERS, str(HERE / script), str(file)], capture_output=True, text=True, check=False, env=clean)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


TRIPS: list[tuple[str, str, Callable[[tuple[Path, ...]], Tables], dict[str, Any]]] = [
    ("datapackage", "frictionless", frictionless_rows, {}),
    ("csv", "DuckDB", duckdb_rows, {"table": "all"}),
    ("csv", "R’s readr", readr_rows, {"table": "all"}),
    ("json", "frictionless", frictionless_rows, {}),
    ("jsonl", "DuckDB", duckdb_rows, {"table": "all"}),
    ("parquet", "DuckDB", duckdb_rows, {"table": "all"}),
    ("sqlite", "sqlite3", sqlite_rows, {}),
    ("xlsx", "openpyxl", openpyxl_rows, {}),
    ("sdmx-csv", "sdmx1", sdmx_rows, {}),
    ("sdmx-ml", "sdmx1", sdmx_rows, {}),
    ("iamc", "pyam", pyam_rows, {}),
    ("croissant", "mlcroissant", croissant_rows, {}),
]
_ENDINGS = {"datapackage": ".zip", "sdmx-csv": ".csv", "sdmx-ml": ".xml", "iamc": ".csv", "croissant": ".json"}
_LOOSE = ("mlcroissant",)  # its parsing of a decimal may miss the last bit


def trip(form: str, reader: str, read: Callable[[tuple[Path, ...]], Tables], options: dict[str, Any]) -> Trip:
    """Write a form and read it back."""
    data = cloudplans.load()
    with tempfile.TemporaryDirectory() as folder:
        loss = data.export(form, Path(folder, f"out{_ENDINGS.get(form, f'.{form}')}"), **options)
        back = read(loss.files)
    held, shorten = dict(loss.held_back), _digits if reader in _LOOSE else _cell
    changed: set[str] = set()
    for name, rows in back.items():
        there = [row for row in plain(data, name) if row.get("statement_id") not in held]
        changed |= {f"{name}.{column}" for column in differing(there, rows, key(data, name), shorten)}
    return Trip(form, reader, loss.rows_in, sum(map(len, back.values())), changed, loss)


def differing(there: Rows, back: Rows, keys: list[str], cell: Callable[[Any], str]) -> Iterator[str]:
    """Yield the columns that are not the same, row by row of the key; where the key is lost, row by row of what is left."""
    assert len(there) == len(back) > 0
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


def _digits(value: Any) -> str:
    """Return a cell, a number with fifteen digits."""
    shown = _cell(value)
    return f"{float(shown):.15g}" if _NUMBER.fullmatch(shown) else shown


def line(made: Trip) -> str:
    """Return a trip as a line of the table."""
    return f"| `{made.form}` | {made.rows_in} | {made.rows_back} | {len(made.loss.fields)} | {made.reader} |"


HEAD = ["| format | rows in | rows back | fields lost | read back by |", "|---|---:|---:|---:|---|"]


def main() -> int:
    """Print the table of the README; without a reader, say which, and print nothing."""
    assert {form for form, *_ in TRIPS} == set(formats())
    try:
        print("\n".join([*HEAD, *(line(trip(*one)) for one in TRIPS)]))
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

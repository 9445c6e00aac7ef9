"""CSV, JSON, JSON lines and Parquet: the tables unchanged, typed where the format has types."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from cloudplans import __version__
from cloudplans.atomic_write import write_file
from cloudplans.dataset import TARGETS, Package, require
from cloudplans.existing_outputs import digests, is_plain, manifest_text, read_manifest, refuse_foreign
from cloudplans.export.loss_report import Loss
from cloudplans.export.plain_rows import fields, key, plain, text
from cloudplans.labels import harmless

ALL = "all"
_MANIFEST = ".cloudplans-export"  # in a folder of tables: what was written there, so that nothing else is overwritten
_BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet misreads UTF-8


def write_csv(package: Package, path: Path, table: str = TARGETS, for_spreadsheet: bool = False, force: bool = False) -> Loss:
    """Write tables as CSV in UTF-8 (RFC 4180 with line feeds), optionally in a form that a spreadsheet opens safely."""
    changed: dict[str, int] = {}

    def content(name: str) -> str:
        buffer = io.StringIO()
        if for_spreadsheet:
            buffer.write(_BYTE_ORDER_MARK)
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow([field["name"] for field in fields(package, name)])
        for row in plain(package, name):
            cells = {column: text(value) for column, value in row.items()}
            for column, value in row.items():
                if for_spreadsheet and harmless(value) != value:
                    cells[column] = harmless(value)
                    changed[f"{name}.{column}"] = changed.get(f"{name}.{column}", 0) + 1
            writer.writerow(cells.values())
        return buffer.getvalue()

    files, rows = _each(package, path, table, "csv", content, force)
    why = "an apostrophe precedes what a spreadsheet would take for a formula (cells: {})"
    lost = tuple((column, why.format(count)) for column, count in changed.items())
    return Loss("csv", files, rows, rows, fields=lost)


def write_jsonl(package: Package, path: Path, table: str = TARGETS, force: bool = False) -> Loss:
    """Write tables as JSON lines: one object per row, null where a value is missing."""

    def content(name: str) -> str:
        return "".join(f"{_json(row)}\n" for row in plain(package, name))

    files, rows = _each(package, path, table, "jsonl", content, force)
    return Loss("jsonl", files, rows, rows, notes=("JSON has no dates: they are text, year-month-day",))


def write_json(package: Package, path: Path) -> Loss:
    """Write all tables as one JSON file: the descriptor of the Data Package with the rows inside."""
    described, rows = {**package.descriptor, "resources": []}, 0
    for name, resource in package.resources.items():
        kept = {
            part: value for part, value in resource.items() if part not in ("path", "scheme", "format", "mediatype", "encoding")
        }
        described["resources"].append({**kept, "data": plain(package, name)})
        rows += len(described["resources"][-1]["data"])
    write_file(path, _json(described, indent=1) + "\n")
    return Loss("json", (path,), rows, rows, notes=("JSON has no dates: they are text, year-month-day",))


def write_parquet(package: Package, path: Path, table: str = TARGETS, force: bool = False) -> Loss:
    """Write tables as Parquet: typed columns, identifiers as dictionaries, descriptions in the metadata of each column."""
    parquet = require("pyarrow.parquet")

    def content(name: str) -> Callable[[Path], object]:
        return lambda part: parquet.write_table(_arrow(package, name), part, compression="zstd")

    files, rows = _each(package, path, table, "parquet", content, force)
    return Loss("parquet", files, rows, rows)


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=text, allow_nan=False)


def _each(
    package: Package, path: Path, table: str, ending: str, content: Callable[[str], Any], force: bool
) -> tuple[tuple[Path, ...], int]:
    """Write one table to the file `path`, or all of them to files in the folder `path`; return the files and the number of rows."""
    if table != ALL:
        fields(package, table)
        return (write_file(path, content(table)),), len(package.raw(table).lines)
    files = _write_all(path, {f"{name}.{ending}": partial(content, name) for name in package.resources}, force)
    return files, sum(len(package.raw(name).lines) for name in package.resources)


def _write_all(folder: Path, contents: dict[str, Callable[[], Any]], force: bool) -> tuple[Path, ...]:
    """Write files into a folder, but over nothing that an earlier run did not write there."""
    folder.mkdir(parents=True, exist_ok=True)
    first, known = read_manifest(folder / _MANIFEST)
    special = [path for name in [*contents, _MANIFEST] if os.path.lexists(path := folder / name) and not is_plain(path)]
    refuse_foreign(folder, special, "they are links, pipes, devices or folders: move them, or choose another folder")
    with tempfile.TemporaryDirectory() as place:
        made = [write_file(Path(place, name), content()) for name, content in contents.items()]
        new = digests(Path(place), made)
        there = digests(folder, [folder / name for name in contents])
        if not force:
            foreign = [folder / name for name, digest in there.items() if digest not in (known.get(name), new[name])]
            if (folder / _MANIFEST).exists() and not first.startswith("cloudplans "):
                foreign.append(folder / _MANIFEST)
            refuse_foreign(folder, foreign, "choose another folder, or add --force, which overwrites them")
        for part in made:
            write_file(folder / part.name, part.read_bytes())
    write_file(folder / _MANIFEST, manifest_text(f"cloudplans {__version__}", known | new))
    return tuple(folder / name for name in contents)


def _arrow(package: Package, name: str) -> Any:
    """Return a table as an Arrow table with units, titles and descriptions in the metadata of its columns."""
    arrow, resource = require("pyarrow"), package.resources[name]
    types = {"integer": arrow.int64(), "number": arrow.float64(), "date": arrow.date32(), "string": arrow.string()}
    named = arrow.dictionary(arrow.int32(), arrow.string())
    limited = {link["fields"] for link in resource["schema"].get("foreignKeys", ())}  # columns with a list of allowed values
    limited |= {field["name"] for field in fields(package, name) if field.get("constraints", {}).get("enum")}
    columns = []
    for field in fields(package, name):
        said = {part: field[part] for part in ("title", "description", "description_zh", "unit") if field.get(part)}
        kind = named if field["name"] in limited else types[field["type"]]
        columns.append(arrow.field(field["name"], kind, nullable=field["name"] not in key(package, name), metadata=said))
    about = {"title": resource["title"], "description": resource["description"], "data_package": package.descriptor["name"],
             "version": package.descriptor["version"], "licence": package.descriptor["licenses"][0]["name"]}  # fmt: skip
    return arrow.Table.from_pylist(plain(package, name), schema=arrow.schema(columns, metadata=about))

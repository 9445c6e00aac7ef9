"""SQLite: the tables with keys and constraints, the codebook, and views for common questions in both languages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

from cloudplans.atomic_write import write_file
from cloudplans.dataset import Package
from cloudplans.export.loss_report import Loss
from cloudplans.export.plain_rows import fields, key, plain, text

_TYPES = {"integer": "INTEGER", "number": "REAL", "date": "TEXT", "string": "TEXT"}


def write(package: Package, path: Path) -> Loss:
    """Write all tables, the codebook and the views of ``views.sql`` as one database."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        _fill(package, database)
        write_file(path, database.serialize())
    rows = sum(len(package.raw(name).lines) for name in package.resources)
    return Loss("sqlite", (path,), rows, rows, notes=("SQLite has no dates: they are text, year-month-day",))


def _fill(package: Package, database: sqlite3.Connection) -> None:
    """Create and fill the tables, the codebook and the views."""
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("BEGIN")  # explicit: in a Turkish locale Python does not recognise INSERT as the start of a transaction
    for name in package.resources:
        database.execute(_definition(package, name))
    for name in package.resources:
        marks = ", ".join("?" * len(fields(package, name)))
        database.executemany(f"INSERT INTO {_quoted(name)} VALUES ({marks})", _values(package, name))
    database.execute(
        "CREATE TABLE codebook (table_name TEXT, column_name TEXT, type TEXT, unit TEXT, description_en TEXT, "
        "description_zh TEXT, PRIMARY KEY (table_name, column_name))"
    )
    database.executemany("INSERT INTO codebook VALUES (?, ?, ?, ?, ?, ?)", _codebook(package))
    database.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
    words = {
        part: package.descriptor.get(part) for part in ("name", "title", "title_zh", "version", "description", "description_zh")
    }
    words["licence"] = ", ".join(licence["name"] for licence in package.descriptor["licenses"])
    database.executemany("INSERT INTO about VALUES (?, ?)", words.items())
    for statement in _views():
        database.execute(statement)
    database.execute("COMMIT")


def _values(package: Package, name: str) -> Iterator[list[Any]]:
    dates = {field["name"] for field in fields(package, name) if field["type"] == "date"}
    for row in plain(package, name):
        yield [text(value) if column in dates and value else value for column, value in row.items()]


def _definition(package: Package, name: str) -> str:
    """Return the statement that creates a table: types, required columns, allowed values, keys."""
    lines = []
    for field in fields(package, name):
        limits = field.get("constraints", {})
        words = [_quoted(field["name"]), _TYPES[field["type"]]]
        words += ["NOT NULL"] if limits.get("required") or field["name"] in key(package, name) else []
        words += ["UNIQUE"] if limits.get("unique") else []
        if limits.get("enum"):
            allowed = ", ".join("'{}'".format(value.replace("'", "''")) for value in limits["enum"])
            words.append(f"CHECK ({_quoted(field['name'])} IN ({allowed}))")
        lines.append(" ".join(words))
    lines.append(f"PRIMARY KEY ({', '.join(map(_quoted, key(package, name)))})")
    for link in package.resources[name]["schema"].get("foreignKeys", ()):
        other = link["reference"]["resource"] or name
        to = f"{_quoted(other)} ({_quoted(link['reference']['fields'])})"
        # plans and editions refer to each other: checked when all rows are inserted
        lines.append(f"FOREIGN KEY ({_quoted(link['fields'])}) REFERENCES {to} DEFERRABLE INITIALLY DEFERRED")
    return f"CREATE TABLE {_quoted(name)} (\n  " + ",\n  ".join(lines) + "\n)"


def _codebook(package: Package) -> list[tuple[Any, ...]]:
    return [
        (name, field["name"], field["type"], field.get("unit"), field["description"], field["description_zh"])
        for name in package.resources
        for field in fields(package, name)
    ]


def _views() -> list[str]:
    script = files("cloudplans.export").joinpath("views.sql").read_text(encoding="utf-8")
    return [statement for part in script.split(";") if (statement := part.strip())]


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))

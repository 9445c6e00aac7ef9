"""Rules that the descriptor states: columns, types, constraints, keys, order. They look at the tables as strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from cloudplans.checks.book import Finding, Row, rule


class RawTable(NamedTuple):
    """A table as it stands in the file: its header, its rows as strings, and its resource in the descriptor."""

    header: list[str]
    rows: list[dict[str, str]]
    resource: Mapping[str, Any]

    @property
    def file(self) -> str:
        """The file's path inside the data directory."""
        return str(self.resource["path"])

    @property
    def fields(self) -> list[Mapping[str, Any]]:
        """The descriptor's fields."""
        return self.resource["schema"]["fields"]

    @property
    def key(self) -> list[str]:
        """The columns of the primary key."""
        return self.resource["schema"]["primaryKey"]

    def name(self, row: Mapping[str, str]) -> str:
        """How problems name a row: its key."""
        return " ".join(row.get(column, "") for column in self.key)


RawTables = Mapping[str, RawTable]
_CASTS = {"integer": int, "number": float, "date": date.fromisoformat, "string": str}
_FORMS = {
    "integer": re.compile(r"-?\d+", re.ASCII),
    "number": re.compile(r"-?\d+(\.\d+)?", re.ASCII),
    "date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
}


def cast(value: str, kind: str) -> Any:
    """Return `value` as the descriptor's type `kind`; None for a missing number or date.

    Raises
    ------
    ValueError
        If it is not of that type.
    """
    if value == "" and kind != "string":
        return None
    if kind in _FORMS and not _FORMS[kind].fullmatch(value):
        raise ValueError(value)
    return _CASTS[kind](value)


def typed(table: RawTable) -> list[Row]:
    """Return the rows with their values typed; a value that is not of its type becomes None (rule `type` reports it)."""

    def value(text: str, kind: str) -> Any:
        try:
            return cast(text, kind)
        except ValueError:
            return None

    kinds = {field["name"]: field["type"] for field in table.fields}
    return [{column: value(row.get(column, ""), kind) for column, kind in kinds.items()} for row in table.rows]


@rule("columns", "tables")
def columns(tables: RawTables) -> Iterator[Finding]:
    """The header is the descriptor's list of fields."""
    for table in tables.values():
        expected = [field["name"] for field in table.fields]
        if table.header != expected:
            yield table.file, "header", ",".join(table.header), ",".join(expected)


def _values(tables: RawTables) -> Iterator[tuple[RawTable, dict[str, str], Mapping[str, Any], str]]:
    for table in tables.values():
        for row in table.rows:
            for field in table.fields:
                yield table, row, field, row.get(field["name"], "")


@rule("type", "tables")
def types(tables: RawTables) -> Iterator[Finding]:
    """Every value is of its field's type."""
    for table, row, field, value in _values(tables):
        try:
            cast(value, field["type"])
        except ValueError:
            yield table.file, f"{table.name(row)}: {field['name']}", repr(value), f"{field['type']} or nothing"


def _constraint(name: str) -> Any:
    def each(tables: RawTables) -> Iterator[tuple[RawTable, str, str, Any, str]]:
        for table, row, field, value in _values(tables):
            wanted = field.get("constraints", {}).get(name)
            if wanted is not None and (value != "" or name == "required"):
                yield table, f"{table.name(row)}: {field['name']}", value, wanted, field["type"]

    return each


@rule("required", "tables")
def required(tables: RawTables) -> Iterator[Finding]:
    """What must be given is given."""
    for table, record, value, _, _ in _constraint("required")(tables):
        if value == "":
            yield table.file, record, "nothing", "a value"


@rule("enum", "tables")
def enum(tables: RawTables) -> Iterator[Finding]:
    """A word of a closed vocabulary is one of it."""
    for table, record, value, allowed, _ in _constraint("enum")(tables):
        if value not in allowed:
            yield table.file, record, repr(value), "one of " + ", ".join(allowed)


@rule("pattern", "tables")
def pattern(tables: RawTables) -> Iterator[Finding]:
    """An identifier has its form."""
    for table, record, value, form, _ in _constraint("pattern")(tables):
        if not re.fullmatch(form, value):
            yield table.file, record, repr(value), f"the form {form}"


@rule("minimum", "tables")
def minimum(tables: RawTables) -> Iterator[Finding]:
    """A number is not below its least value."""
    for table, record, value, least, kind in _constraint("minimum")(tables):
        if _FORMS[kind].fullmatch(value) and cast(value, kind) < least:
            yield table.file, record, value, f"at least {least}"


@rule("unique", "tables")
def unique(tables: RawTables) -> Iterator[Finding]:
    """Keys, and fields that say so, do not repeat."""
    for table in tables.values():
        single = [[field["name"]] for field in table.fields if field.get("constraints", {}).get("unique")]
        for key in [table.key, *single]:
            seen = set()
            for row in table.rows:
                value = tuple(row.get(column, "") for column in key)
                if value in seen:
                    yield table.file, table.name(row), "a second row", f"one row for each {', '.join(key)}"
                seen.add(value)


@rule("foreign-key", "tables")
def foreign_keys(tables: RawTables) -> Iterator[Finding]:
    """What points to another table points to a row of it."""
    for table in tables.values():
        for link in table.resource["schema"].get("foreignKeys", []):
            column, reference = link["fields"], link["reference"]
            other = tables[reference["resource"]] if reference["resource"] else table
            known = {row.get(reference["fields"], "") for row in other.rows}
            for row in table.rows:
                value = row.get(column, "")
                if value and value not in known:
                    yield table.file, f"{table.name(row)}: {column}", repr(value), f"a row of {other.file}"


@rule("sorted", "tables")
def in_order(tables: RawTables) -> Iterator[Finding]:
    """Rows are sorted by key, numbers as numbers."""
    for table in tables.values():
        kinds = {field["name"]: field["type"] for field in table.fields}
        rows = typed(table)
        keys = [tuple(row[c] if row[c] is not None else -1 for c in table.key if kinds.get(c)) for row in rows]
        for before, after, row in zip(keys, keys[1:], table.rows[1:], strict=False):
            if before > after:
                yield table.file, table.name(row), f"after {' '.join(map(str, before))}", "rows sorted by key"

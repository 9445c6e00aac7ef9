"""Rules that the descriptor states: columns, types, constraints, keys, order. They look at the tables as strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from cloudplans.checks.book import Finding, Row, rule
from cloudplans.package import Package, RawTable, cast, own_directory

RawTables = Mapping[str, RawTable]


def rows(table: RawTable) -> list[dict[str, str]]:
    """Return the rows by column; what a short row lacks is empty."""
    width = len(table.header)
    full = (line if len(line) == width else [*line, *[""] * width][:width] for line in table.lines)
    return [dict(zip(table.header, line, strict=True)) for line in full]


def key_of(table: RawTable, row: Mapping[str, str]) -> str:
    """How problems name a row: its key."""
    return " ".join(row.get(column, "") for column in table.key)


def typed(table: RawTable) -> list[Row]:
    """Return the rows with their values typed; a value that is not of its type becomes None (rule `type` reports it)."""

    def value(text: str, kind: str) -> Any:
        try:
            return cast(text, kind)
        except ValueError:
            return None

    kinds = {field["name"]: field["type"] for field in table.fields}
    return [{column: value(row.get(column, ""), kind) for column, kind in kinds.items()} for row in rows(table)]


def _castable(value: str, kind: str) -> bool:
    try:
        cast(value, kind)
    except ValueError:
        return False
    return True


@rule("descriptor", "tables")
def descriptor(tables: RawTables) -> Iterator[Finding]:
    """Every table and column that the package knows is there, with its type."""
    for name, resource in Package(own_directory()).resources.items():
        if name not in tables:
            yield "datapackage.json", name, "no such table", "a table"
            continue
        held = {field["name"]: field["type"] for field in tables[name].fields}
        for field in resource["schema"]["fields"]:
            if field["name"] not in held:
                yield "datapackage.json", f"{name}.{field['name']}", "no such column", f"a column of the type {field['type']}"
        yield from _loosened(name, resource["schema"], tables[name].resource["schema"])


def _constraints(field: dict[str, Any]) -> dict[str, Any]:
    """Return what a field asks for; one that is open until somebody decides need not be given."""
    constraints = field.get("constraints", {})
    return {name: value for name, value in constraints.items() if not (name == "required" and field.get("open"))}


def _loosened(name: str, own: dict[str, Any], held: dict[str, Any]) -> Iterator[Finding]:
    """Yield where a descriptor asks for something else of a column than the package does: what holds of it is relied upon."""
    wanted, found = ({field["name"]: _constraints(field) for field in schema["fields"]} for schema in (own, held))
    for column, constraints in found.items():
        allowed = wanted.get(column, {"pattern": None, **constraints})  # a pattern of somebody else's can take for ever
        if constraints != allowed and not (column not in wanted and "pattern" not in constraints):
            yield "datapackage.json", f"{name}.{column}", "other constraints than the package’s", "the package’s own"
    if held.get("foreignKeys", []) != own.get("foreignKeys", []) or held["primaryKey"] != own["primaryKey"]:
        yield "datapackage.json", name, "other keys than the package’s", "the package’s own"


@rule("row-length", "tables")
def row_length(tables: RawTables) -> Iterator[Finding]:
    """Every row has as many fields as the header."""
    for table in tables.values():
        for number, line in enumerate(table.lines, 2):
            if len(line) != len(table.header):
                yield table.file, f"line {number}", f"{len(line)} fields", f"{len(table.header)}"


@rule("columns", "tables")
def columns(tables: RawTables) -> Iterator[Finding]:
    """The header is the descriptor's list of fields."""
    for table in tables.values():
        expected = [field["name"] for field in table.fields]
        if table.header != expected:
            yield table.file, "header", ",".join(table.header), ",".join(expected)


def _values(tables: RawTables) -> Iterator[tuple[RawTable, dict[str, str], Mapping[str, Any], str]]:
    for table in tables.values():
        for row in rows(table):
            for field in table.fields:
                yield table, row, field, row.get(field["name"], "")


@rule("type", "tables")
def types(tables: RawTables) -> Iterator[Finding]:
    """Every value is of its field's type."""
    for table, row, field, value in _values(tables):
        try:
            cast(value, field["type"])
        except ValueError:
            yield table.file, f"{key_of(table, row)}: {field['name']}", repr(value), f"{field['type']} or nothing"


class _Place(NamedTuple):
    """A value's place; it is written out only where there is something to say of it."""

    table: RawTable
    row: Mapping[str, str]
    column: str

    def finding(self, found: Any, expected: Any) -> Finding:
        return self.table.file, f"{key_of(self.table, self.row)}: {self.column}", found, expected


def _constraint(name: str) -> Any:
    """Return what goes through the values of the columns with a constraint: each with the constraint and the row's place."""

    def each(tables: RawTables) -> Iterator[tuple[_Place, str, Any, str]]:
        for table in tables.values():
            asked = [field for field in table.fields if field.get("constraints", {}).get(name) is not None]
            for row in rows(table) if asked else ():
                for field in asked:
                    value = row.get(field["name"], "")
                    if value != "" or name == "required":
                        yield _Place(table, row, field["name"]), value, field["constraints"][name], field["type"]

    return each


@rule("required", "tables")
def required(tables: RawTables) -> Iterator[Finding]:
    """What must be given is given."""
    for place, value, _, _ in _constraint("required")(tables):
        if value == "":
            yield place.finding("nothing", "a value")


@rule("enum", "tables")
def enum(tables: RawTables) -> Iterator[Finding]:
    """A word of a closed vocabulary is one of it."""
    for place, value, allowed, _ in _constraint("enum")(tables):
        if value not in allowed:
            yield place.finding(repr(value), "one of " + ", ".join(allowed))


@rule("pattern", "tables")
def pattern(tables: RawTables) -> Iterator[Finding]:
    """An identifier has its form."""
    for place, value, form, _ in _constraint("pattern")(tables):
        if not re.fullmatch(form, value):
            yield place.finding(repr(value), f"the form {form}")


@rule("minimum", "tables")
def minimum(tables: RawTables) -> Iterator[Finding]:
    """A number is not below its least value."""
    for place, value, least, kind in _constraint("minimum")(tables):
        if _castable(value, kind) and cast(value, kind) < least:
            yield place.finding(value, f"at least {least}")


@rule("unique", "tables")
def unique(tables: RawTables) -> Iterator[Finding]:
    """Keys, and fields that say so, do not repeat."""
    for table in tables.values():
        single = [[field["name"]] for field in table.fields if field.get("constraints", {}).get("unique")]
        for key in [table.key, *single]:
            seen = set()
            for row in rows(table):
                value = tuple(row.get(column, "") for column in key)
                if value in seen:
                    yield table.file, key_of(table, row), "a second row", f"one row for each {', '.join(key)}"
                seen.add(value)


@rule("foreign-key", "tables")
def foreign_keys(tables: RawTables) -> Iterator[Finding]:
    """What points to another table points to a row of it."""
    for table in tables.values():
        for link in table.resource["schema"].get("foreignKeys", []):
            column, reference = link["fields"], link["reference"]
            other = tables.get(reference["resource"], table)
            known = {row.get(reference["fields"], "") for row in rows(other)}
            for row in rows(table):
                value = row.get(column, "")
                if value and value not in known:
                    yield table.file, f"{key_of(table, row)}: {column}", repr(value), f"a row of {other.file}"


def leading(tables: RawTables) -> dict[str, RawTable]:
    """Return the tables without the rows whose keys lead nowhere, and without what leads to those."""
    found = dict(tables)
    while True:
        lost: dict[str, set[int]] = {}
        for name, table in found.items():
            for link in table.resource["schema"].get("foreignKeys", []):
                place, reference = table.header.index(link["fields"]), link["reference"]
                other = found.get(reference["resource"], table)
                known = {line[other.header.index(reference["fields"])] for line in other.lines}
                stray = {number for number, line in enumerate(table.lines) if line[place] and line[place] not in known}
                lost.setdefault(name, set()).update(stray)
        if not any(lost.values()):
            return found
        for name, stray in lost.items():
            lines = [line for number, line in enumerate(found[name].lines) if number not in stray]
            found[name] = found[name]._replace(lines=lines)


@rule("sorted", "tables")
def in_order(tables: RawTables) -> Iterator[Finding]:
    """Rows are sorted by key, numbers as numbers."""
    for table in tables.values():
        kinds = {field["name"]: field["type"] for field in table.fields}
        keys = [tuple(row[c] if row[c] is not None else -1 for c in table.key if kinds.get(c)) for row in typed(table)]
        for (before, after), row in zip(pairwise(keys), rows(table)[1:], strict=True):
            if before > after:
                yield table.file, key_of(table, row), f"after {' '.join(map(str, before))}", "rows sorted by key"

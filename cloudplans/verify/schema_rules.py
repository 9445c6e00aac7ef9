"""Rules that the descriptor states: columns, types, constraints, keys, order. They read the tables as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from cloudplans.dataset import Package, RawTable, cast, own_directory
from cloudplans.verify.rules_and_their_input import Finding, Row, rule

RawTables = Mapping[str, RawTable]


def _full(table: RawTable) -> list[list[str]]:
    width = len(table.header)
    if {*map(len, table.lines)} <= {width}:
        return table.lines
    return [[*line, *[""] * width][:width] for line in table.lines]


def rows(table: RawTable) -> list[dict[str, str]]:
    """Return the rows by column; missing fields of a short row are empty."""
    return [dict(zip(table.header, line, strict=True)) for line in _full(table)]


def values(table: RawTable, names: Sequence[str]) -> list[Sequence[str]]:
    """Return the values of some columns; a column that the file lacks is empty."""
    places, lines = {name: place for place, name in enumerate(table.header)}, _full(table)
    return [[line[places[name]] for line in lines] if name in places else [""] * len(lines) for name in names]


def keys(table: RawTable) -> list[str]:
    """Return the names of rows in problems: their keys, or their numbers if the descriptor has no key."""
    if not table.key:
        return [f"row {number}" for number in range(1, len(table.lines) + 1)]
    return list(map(" ".join, zip(*values(table, table.key), strict=True)))


def key_of(table: RawTable, row: Mapping[str, str]) -> str:
    """Return the name of a row in problems: its key."""
    return " ".join(row.get(column, "") for column in table.key)


def _cast(value: str, kind: str) -> Any:
    try:
        return cast(value, kind)
    except ValueError:
        return None


def _typed(column: Sequence[str], kind: str) -> Sequence[Any]:
    """Return a column with typed values, converting each distinct value once."""
    return column if kind == "string" else list(map({value: _cast(value, kind) for value in set(column)}.get, column))


def typed(table: RawTable) -> list[Row]:
    """Return the rows with their values typed; a value that is not of its type becomes None (rule `type` reports it)."""
    names, kinds = [field["name"] for field in table.fields], [field["type"] for field in table.fields]
    columns = map(_typed, values(table, names), kinds)
    return [dict(zip(names, line, strict=True)) for line in zip(*columns, strict=True)]


@rule("descriptor", "tables")
def descriptor(tables: RawTables) -> Iterator[Finding]:
    """Every table and column that the package needs exists, with its type."""
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
    """Return the constraints of a field; a field that waits for a decision may be empty."""
    constraints = field.get("constraints", {})
    return {name: value for name, value in constraints.items() if not (name == "required" and field.get("open"))}


def _loosened(name: str, own: dict[str, Any], held: dict[str, Any]) -> Iterator[Finding]:
    """Yield the columns whose constraints differ from the package's own, on which the package relies."""
    wanted, found = ({field["name"]: _constraints(field) for field in schema["fields"]} for schema in (own, held))
    for column, constraints in found.items():
        # Additional columns may have any constraint except a pattern: a foreign pattern may never finish.
        if constraints != wanted[column] if column in wanted else "pattern" in constraints:
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
    """The header lists the fields of the descriptor, in order."""
    for table in tables.values():
        expected = [field["name"] for field in table.fields]
        if table.header != expected:
            yield table.file, "header", ",".join(table.header), ",".join(expected)


Asked = Callable[[dict[str, Any]], Any]


def _asked(name: str) -> Asked:
    return lambda field: field.get("constraints", {}).get(name)


def _faults(tables: RawTables, asked: Asked, wrong: Callable[[str, Any], bool]) -> Iterator[tuple[str, str, str, Any]]:
    """Yield the values that are not as is asked of their column, row by row: file, place, value, and what is asked.

    `asked` tells what is asked of a field, None where it is free; `wrong` tells it of a value, once for all its rows.
    """
    for table in tables.values():
        limits = {field["name"]: limit for field in table.fields if (limit := asked(field)) is not None}
        found = []
        for (name, limit), column in zip(limits.items(), values(table, list(limits)), strict=True):
            if faulty := {value for value in set(column) if wrong(value, limit)}:
                found += [(number, name, value) for number, value in enumerate(column) if value in faulty]
        named = keys(table) if found else []
        for number, name, value in sorted(found, key=lambda place: place[0]):
            yield table.file, f"{named[number]}: {name}", value, limits[name]


@rule("type", "tables")
def types(tables: RawTables) -> Iterator[Finding]:
    """Every value has the type of its field."""

    def wrong(value: str, kind: str) -> bool:
        return value != "" and _cast(value, kind) is None

    for file, place, value, kind in _faults(tables, lambda field: field["type"], wrong):
        yield file, place, repr(value), f"{kind} or nothing"


@rule("required", "tables")
def required(tables: RawTables) -> Iterator[Finding]:
    """Required values are present."""
    for file, place, _, _ in _faults(tables, _asked("required"), lambda value, asked: asked and value == ""):
        yield file, place, "nothing", "a value"


@rule("enum", "tables")
def enum(tables: RawTables) -> Iterator[Finding]:
    """A code is in its vocabulary."""
    for file, place, value, allowed in _faults(tables, _asked("enum"), lambda value, known: value not in ("", *known)):
        yield file, place, repr(value), "one of " + ", ".join(allowed)


@rule("pattern", "tables")
def pattern(tables: RawTables) -> Iterator[Finding]:
    """An identifier matches its pattern."""

    def wrong(value: str, form: str) -> bool:
        return value != "" and not re.fullmatch(form, value)

    for file, place, value, form in _faults(tables, _asked("pattern"), wrong):
        yield file, place, repr(value), f"the form {form}"


@rule("minimum", "tables")
def minimum(tables: RawTables) -> Iterator[Finding]:
    """A number is not below its minimum."""

    def least(field: dict[str, Any]) -> Any:
        limit = _asked("minimum")(field)
        return None if limit is None else (limit, field["type"])

    def wrong(value: str, limit: tuple[float, str]) -> bool:
        return (found := _cast(value, limit[1])) is not None and found < limit[0]

    for file, place, value, limit in _faults(tables, least, wrong):
        yield file, place, value, f"at least {limit[0]}"


@rule("unique", "tables")
def unique(tables: RawTables) -> Iterator[Finding]:
    """Keys and unique fields do not repeat."""
    for table in tables.values():
        single = [[field["name"]] for field in table.fields if field.get("constraints", {}).get("unique")]
        for key in [table.key, *single]:
            seen, named = set(), keys(table)
            for number, value in enumerate(zip(*values(table, key), strict=True)):
                if value in seen:
                    yield table.file, named[number], "a second row", f"one row for each {', '.join(key)}"
                seen.add(value)


@rule("foreign-key", "tables")
def foreign_keys(tables: RawTables) -> Iterator[Finding]:
    """Every foreign key refers to an existing row."""
    for table in tables.values():
        for link in table.resource["schema"].get("foreignKeys", []):
            column, reference = link["fields"], link["reference"]
            other = tables.get(reference["resource"], table)
            ((column_there,), (column_here,)) = values(other, [reference["fields"]]), values(table, [column])
            if unknown := set(column_here) - {"", *column_there}:
                for name, value in zip(keys(table), column_here, strict=True):
                    if value in unknown:
                        yield table.file, f"{name}: {column}", repr(value), f"a row of {other.file}"


def leading(tables: RawTables) -> dict[str, RawTable]:
    """Return the tables without rows that have dangling keys, and without rows that refer to those."""
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
    """Rows are sorted by key, numbers numerically."""
    for table in tables.values():
        kinds = {field["name"]: field["type"] for field in table.fields}
        if not table.key or not kinds.keys() >= set(
            table.key
        ):  # a key other than the package's is reported by the rule on the descriptor
            continue
        typed_key = [_typed(column, kinds[name]) for name, column in zip(table.key, values(table, table.key), strict=True)]
        places = list(zip(*([-1 if value is None else value for value in column] for column in typed_key), strict=True))
        for (before, after), name in zip(pairwise(places), keys(table)[1:], strict=True):
            if before > after:
                yield table.file, name, f"after {' '.join(map(str, before))}", "rows sorted by key"

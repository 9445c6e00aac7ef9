"""A data package on disk: its descriptor, and its tables typed as the descriptor says."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pandas as pd

from cloudplans.dataset.data_directory import data_directory, own_directory
from cloudplans.dataset.descriptor import parse_descriptor
from cloudplans.dataset.nearest_names import nearest
from cloudplans.text import decode, path_inside, quoted, read_bytes

LARGEST_TABLE = 4 * 2**20  # bytes; in memory a table is forty times as large
_DTYPES = {"integer": "Int64", "number": "float64", "date": "datetime64[s]"}
_CASTS = {"integer": int, "number": float, "date": date.fromisoformat, "string": str}
_FORMS = {  # type: what a value looks like, and what a message says of it
    "integer": (re.compile(r"-?\d+", re.ASCII), "a whole number such as 2020"),
    "number": (re.compile(r"-?\d+(\.\d+)?", re.ASCII), "a number such as 1.5"),
    "date": (re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), "a date such as 2020-12-31"),
}
_LONGEST = 10_000  # characters of one value
_LARGEST = 2**63 - 1  # integer that a column can store


class Tables(Protocol):
    """Anything that returns a typed table by its name: a `Package`, a `LayeredPackage`, a `Dataset`."""

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptor's resources by name."""

    def table(self, name: str) -> pd.DataFrame:
        """Return a fresh frame of the table `name`."""


class RawTable(NamedTuple):
    """A table as its file states it: its name, the header and the rows as lists of strings, its resource in the descriptor."""

    name: str
    header: list[str]
    lines: list[list[str]]
    resource: dict[str, Any]

    @property
    def file(self) -> str:
        """The path of the file inside the data directory."""
        return str(self.resource["path"])

    @property
    def fields(self) -> list[dict[str, Any]]:
        """The fields of the descriptor."""
        return self.resource["schema"]["fields"]

    @property
    def key(self) -> list[str]:
        """The columns of the primary key."""
        return self.resource["schema"]["primaryKey"]

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows by column; what a short row lacks is missing."""
        return [dict(zip(self.header, line, strict=False)) for line in self.lines]


def cast(value: str, kind: str) -> Any:
    """Return `value` as the descriptor's type `kind`; None for a missing number or date.

    Raises
    ------
    ValueError
        If it is not of that type.

    Examples
    --------
    >>> cast("2020", "integer"), cast("", "number"), cast("", "string")
    (2020, None, '')
    """
    if kind == "string" or value == "":
        return value if kind == "string" else None
    form, words = _FORMS[kind]
    if not form.fullmatch(value):
        raise ValueError(f"expected {words}; found {quoted(value)}")
    try:
        number = _CASTS[kind](value)
    except ValueError:  # more digits than Python converts, or a day that no calendar has
        if kind == "integer":
            raise ValueError(f"{quoted(value)} is too large") from None
        raise ValueError(f"expected {words}; found {quoted(value)}") from None
    if (kind == "integer" and abs(number) > _LARGEST) or (kind == "number" and math.isinf(number)):
        raise ValueError(f"{quoted(value)} is too large")
    return number


def as_text(value: Any) -> str:
    """Return a value as a table has it: whole numbers without a decimal point, others with every digit; empty if it is missing.

    Examples
    --------
    >>> as_text(3e11), as_text(99.99), as_text(float("nan")), as_text(date(2014, 4, 11))
    ('300000000000', '99.99', '', '2014-04-11')
    """
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


class Package:
    """The tables of one data directory.

    Parameters
    ----------
    directory : Path, optional
        A directory with a ``datapackage.json``; the package's own by default.
    """

    allow_mark: bool = False  # whether a table may start with a byte order mark

    def __init__(self, directory: Path | str | None = None) -> None:
        self.directory: Path = Path(directory) if directory else data_directory()
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def is_own(self) -> bool:
        """Whether these are the package's own tables, which `verify` checks, so that loading them does not."""
        return self.directory == own_directory()

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The descriptor: titles, columns, types, constraints, keys, in both languages."""
        path = self.directory / "datapackage.json"
        if not path.is_file():
            raise ValueError(f"{self.directory} contains no datapackage.json; name a directory with tables and their descriptor")
        content = read_bytes(path, LARGEST_TABLE)
        if self.is_own:
            return json.loads(content)
        try:
            descriptor = parse_descriptor(content)
            for resource in descriptor["resources"]:
                for field in resource["schema"]["fields"]:
                    if field["type"] not in _CASTS:
                        raise nearest(field["type"], _CASTS, f"type of {resource['name']}.{field['name']}")
        except ValueError as error:
            raise ValueError(f"cannot read {path} as a descriptor: {error}") from None
        return descriptor

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptor's resources by name."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def own(self, name: str) -> dict[str, Path]:
        """Return no rows: none come from a folder laid over these tables."""
        return {}

    def file(self, name: str) -> Path:
        """Return the file of the table `name`, inside the directory; only in the package's own may it be a link."""
        return path_inside(self.directory, self.resources[name]["path"], follow_links=self.is_own)

    def raw(self, name: str) -> RawTable:
        """Return the table `name` as strings.

        Raises
        ------
        ValueError
            If there is no such table, or its file is not CSV in UTF-8.
        """
        if name not in self.resources:
            raise nearest(name, self.resources, "table")
        path, content = self.file(name), self._read(name)
        try:
            header, lines = _own_rows(content) if self.is_own else _parse(content, self.allow_mark)
        except (csv.Error, ValueError) as error:
            raise ValueError(f"cannot read {path} as CSV: {error}") from None
        return RawTable(name, header, lines, self.resources[name])

    def _read(self, name: str) -> bytes:
        return read_bytes(self.file(name), LARGEST_TABLE)

    whole = raw  # no row is a draft

    def table(self, name: str) -> pd.DataFrame:
        """Return a fresh frame of the table `name`, its columns typed as the descriptor says; see `Dataset.table`."""
        if name not in self._frames:
            self._frames[name] = self._load(name)
        return self._frames[name].copy()

    def _load(self, name: str) -> pd.DataFrame:
        if not self.is_own:
            return typed(self.raw(name), self.descriptor)
        if name not in self.resources:
            raise nearest(name, self.resources, "table")
        strings = pd.read_csv(io.BytesIO(self._read(name)), dtype=str, keep_default_na=False, na_filter=False)
        return _typed(strings, self.resources[name], self.descriptor)

    def content(self, path: str) -> bytes:
        """Return the bytes of a file of the data package, its descriptor or a table."""
        return read_bytes(path_inside(self.directory, path, follow_links=self.is_own))

    def copy_to(self, folder: Path) -> None:
        """Copy the data package to a new folder; of a directory that is not the package's own only descriptor and tables."""
        if self.is_own:  # the contents only: the files of an installation may be read-only
            shutil.copytree(self.directory, folder, copy_function=shutil.copyfile, dirs_exist_ok=True)
            return
        for path in ("datapackage.json", *(resource["path"] for resource in self.resources.values())):
            put(folder, path, self.content(path))


def put(folder: Path, name: str, content: bytes) -> None:
    """Write a file of a new folder."""
    path = path_inside(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@lru_cache(maxsize=100)
def _parsed_once(content: bytes) -> tuple[list[str], list[list[str]]]:
    return _parse(content, allow_mark=False)


def _own_rows(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Return fresh rows of a table of the package, which a process that lays folders over it reads many times."""
    header, lines = _parsed_once(content)
    return list(header), [list(line) for line in lines]


def _parse(content: bytes, allow_mark: bool) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a CSV file."""
    text = decode(content, allow_mark=allow_mark).removeprefix("\ufeff")
    if not text:
        raise ValueError("the file is empty")
    if "\0" in text:
        raise ValueError(f"line {text[: text.index(chr(0))].count(chr(10)) + 1} contains a NUL character")
    header, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    if max(map(len, chain(header, *lines)), default=0) > _LONGEST:
        raise ValueError(f"a value has more than {_LONGEST} characters")
    return header, lines


def columns(table: RawTable) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """Yield each field of a table with its values, typed as the descriptor says; None for a missing number or date.

    Raises
    ------
    ValueError
        If the columns, a row or a value do not match the descriptor; file, line, column and what is expected are named.
    """
    names = [field["name"] for field in table.fields]
    if table.header != names:
        raise ValueError(f"{table.file}: the columns are {', '.join(table.header)}; expected: {', '.join(names)}")
    for number, line in enumerate(table.lines, 2):
        if len(line) != len(names):
            raise ValueError(f"{table.file}: line {number} has {len(line)} fields; expected {len(names)}")
    for place, field in enumerate(table.fields):
        known: dict[str, Any] = {}  # each distinct value is converted once
        for number, line in enumerate(table.lines, 2):
            value = line[place]
            try:
                known[value] = known[value] if value in known else cast(value, field["type"])
            except ValueError as error:
                raise ValueError(f"{table.file}: line {number}, column {field['name']}: {error}") from None
        yield field, [known[line[place]] for line in table.lines]


def typed(table: RawTable, descriptor: dict[str, Any]) -> pd.DataFrame:
    """Return a checked table as a frame, its columns typed as the descriptor says."""
    for _ in columns(table):
        pass
    return _typed(pd.DataFrame(table.lines, columns=table.header, dtype=str), table.resource, descriptor)


def _typed(strings: pd.DataFrame, resource: dict[str, Any], descriptor: dict[str, Any]) -> pd.DataFrame:
    frame = strings.copy()
    for field in resource["schema"]["fields"]:
        if dtype := _DTYPES.get(field["type"]):
            column = strings[field["name"]].astype(object)
            column = column.where(column != "", None)
            column = pd.to_datetime(column, format="%Y-%m-%d") if field["type"] == "date" else column
            frame[field["name"]] = column.astype(dtype)
    frame.attrs = {  # flat and small: pandas copies it with every frame
        "table": resource["name"],
        "title": resource.get("title", resource["name"]),
        "source": " ".join(str(descriptor[part]) for part in ("name", "version") if part in descriptor),
        "licence": ", ".join(licence.get("name", "") for licence in descriptor.get("licenses", ())),
        "units": {field["name"]: field["unit"] for field in resource["schema"]["fields"] if field.get("unit")},
    }
    return frame

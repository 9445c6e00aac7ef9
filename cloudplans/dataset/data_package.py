"""A Data Package on disk: its descriptor, and its tables typed as the descriptor says."""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from cloudplans.files import write_unseen
from cloudplans.intake import DESCRIPTOR, LARGEST_TABLE, content, decoded, described, shaped, told, within

_DTYPES = {"integer": "Int64", "number": "float64", "date": "datetime64[s]"}
_CASTS = {"integer": int, "number": float, "date": date.fromisoformat, "string": str}
_FORMS = {
    "integer": re.compile(r"-?\d+", re.ASCII),
    "number": re.compile(r"-?\d+(\.\d+)?", re.ASCII),
    "date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
}
_FEW = 8  # names that a message can list whole
_LONGEST = 10_000  # characters of one value
_LARGEST = 2**63 - 1  # integer that a column holds
_PACKAGE = Path(__file__).resolve().parent.parent


def data_directory() -> Path:
    """Return the directory of the tables: that of ``CLOUDPLANS_DATA``, else the package's own, in a wheel or a checkout."""
    if os.environ.get("CLOUDPLANS_DATA"):
        return Path(os.environ["CLOUDPLANS_DATA"])
    return own_directory()


def own_directory() -> Path:
    """Return the directory of the package's own tables: inside an installed wheel, or beside it in a checkout."""
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parent / "data"


def notebooks_directory() -> Path:
    """Return the directory of the notebooks: inside an installed wheel, or beside the package in a checkout."""
    installed = _PACKAGE / "_notebooks"
    return installed if installed.is_dir() else _PACKAGE.parent / "notebooks"


def nearest(found: object, allowed: Iterable[str], what: str, few: int | None = None) -> ValueError:
    """Make the error for a wrong name: the value, and all allowed ones where they are few, else the nearest.

    Parameters
    ----------
    found : str
        The name given.
    allowed : iterable of str
        The names that exist.
    what : str
        What the name is a name of, such as ``"indicator"``.
    few : int, optional
        How many names a message may list whole; 8 by default.

    Returns
    -------
    ValueError
        To be raised by the caller.

    Examples
    --------
    >>> nearest("CN-GX", ["CN-GD", "CN-SH"], "region").args[0]
    "no region 'CN-GX'; allowed: CN-GD, CN-SH"
    """
    names = list(dict.fromkeys(allowed))
    if len(names) <= (_FEW if few is None else few):
        return ValueError(f"no {what} {told(found)}; allowed: {', '.join(names)}")
    names.sort()
    from difflib import get_close_matches  # only where a name is wrong

    close = get_close_matches(str(found), names, n=3, cutoff=0.4) or names[:10]
    return ValueError(f"no {what} {told(found)}; nearest: {', '.join(close)} ({len(names)} in all)")


class RawTable(NamedTuple):
    """A table as it stands in its file: its name, the header and the rows as lists of strings, its resource."""

    name: str
    header: list[str]
    lines: list[list[str]]
    resource: dict[str, Any]

    @property
    def file(self) -> str:
        """The file's path inside the data directory."""
        return str(self.resource["path"])

    @property
    def fields(self) -> list[dict[str, Any]]:
        """The descriptor's fields."""
        return self.resource["schema"]["fields"]

    @property
    def key(self) -> list[str]:
        """The columns of the primary key."""
        return self.resource["schema"]["primaryKey"]


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
    if value == "" and kind != "string":
        return None
    if kind in _FORMS and not _FORMS[kind].fullmatch(value):
        raise ValueError(f"{told(value)} is no {kind}")
    try:
        found = _CASTS[kind](value)
    except ValueError:
        large = kind == "integer"  # with more digits than Python converts; else a day that no calendar has
        raise ValueError(f"{told(value)} is {'too large' if large else f'no {kind}'}") from None
    if (kind == "integer" and abs(found) > _LARGEST) or (kind == "number" and math.isinf(found)):
        raise ValueError(f"{told(value)} is too large")
    return found


@lru_cache(maxsize=8)
def _parsed(read: bytes) -> dict[str, Any]:
    """Return the descriptor that some bytes are; the same bytes give the same object, which nobody changes."""
    found = described(decoded(read))
    shaped(found, DESCRIPTOR)
    for resource in found["resources"]:
        for field in resource["schema"]["fields"]:
            if field["type"] not in _CASTS:
                raise nearest(field["type"], _CASTS, f"type of {resource['name']}.{field['name']}")
    return found


class Package:
    """The tables of one data directory, untyped or typed.

    Parameters
    ----------
    directory : Path, optional
        A directory with a ``datapackage.json``; the package's own by default.
    categories : bool
        Whether columns that refer to another table, or to a list of words, are categoricals: for frames of many rows.
    """

    encoding = "utf-8"

    def __init__(self, directory: Path | str | None = None, *, categories: bool = False) -> None:
        self.directory, self.categories = Path(directory) if directory else data_directory(), categories
        self._frames: dict[str, pd.DataFrame] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.resources)} tables)"

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The data package's descriptor: titles, columns, types, constraints, keys, in both languages."""
        path = self.directory / "datapackage.json"
        read = content(path, LARGEST_TABLE)
        try:
            return _parsed(read)
        except ValueError as error:
            raise ValueError(f"{path} is no data package: {error}") from None

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptor's resources by name."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def file(self, name: str) -> Path:
        """Return the file of the table `name`, which stands in the data directory; only in the package's own may it be a link."""
        return within(self.directory, self.resources[name]["path"], links=self.directory == own_directory())

    def _bytes(self, name: str) -> bytes:
        return content(self.file(name), LARGEST_TABLE)

    def copy_to(self, folder: Path) -> None:
        """Copy the data package to a new folder; of a directory that is not the package's own nothing but descriptor and tables.

        The contents alone: the files of an installation may be such that nobody may write to them.
        """
        held = [self.directory / "datapackage.json", *map(self.file, self.resources)]
        if self.directory == own_directory():
            held = [path for path in self.directory.rglob("*") if path.is_file()]
        for file in held:
            write_unseen(within(folder, os.path.relpath(file, self.directory)), content(file))

    def raw(self, name: str) -> RawTable:
        """Return the table `name` as it stands in its file.

        Raises
        ------
        ValueError
            If there is no such table, or its file is no UTF-8 or no CSV.
        """
        if name not in self.resources:
            raise nearest(name, self.resources, "table")
        path, read = self.file(name), self._bytes(name)
        try:
            text = decoded(read, mark=self.encoding == "utf-8-sig").removeprefix("\ufeff")
            if not text:
                raise ValueError("it is empty")
            if "\0" in text:
                raise ValueError(f"a NUL stands in line {text[: text.index(chr(0))].count(chr(10)) + 1}")
            header, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
            if max(map(len, chain(header, *lines)), default=0) > _LONGEST:
                raise ValueError(f"a value has more than {_LONGEST} characters")
        except (csv.Error, ValueError) as error:
            raise ValueError(f"{path} is no table in CSV and UTF-8: {error}") from None
        return RawTable(name, header, lines, self.resources[name])

    def content(self, path: str) -> bytes:
        """Return the bytes of a file of the data package, its descriptor or a table."""
        return content(within(self.directory, path, links=self.directory == own_directory()))

    def table(self, name: str) -> pd.DataFrame:
        """Return a fresh frame of the table `name`, its columns typed as the descriptor says.

        Parameters
        ----------
        name : str
            A resource of the data package, such as ``"statements"``.

        Returns
        -------
        DataFrame
            Integers as nullable ``Int64``, numbers as ``float64``, dates as ``datetime64``, the rest as strings, in which
            the empty string stands for what is missing. With `categories`, columns that have a domain (`domains`) are
            categoricals over all of it, sorted, so that tables merge and compare by it. `attrs` names the table, its title,
            the version and licence of the data and the units of the columns that have one; all of it stands in the
            descriptor too.

        Raises
        ------
        ValueError
            If there is no such table, or a row or value is not as the descriptor says; `cloudplans.verify` lists all such.

        Examples
        --------
        >>> import cloudplans
        >>> str(cloudplans.load().table("statements")["deadline"].dtype)
        'Int64'
        """
        if name not in self._frames:
            frame = typed(self.raw(name))
            for column, domain in self.domains(name).items() if self.categories else ():
                frame[column] = pd.Categorical(frame[column], sorted({*frame[column], *domain}))
            frame.attrs = self._provenance(name)
            self._frames[name] = frame
        return self._frames[name].copy()

    def distinct(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return the values that some columns of a table have together, each once, in the order of the table.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.load().distinct("editions", ["plan_id"])["plan_id"].tolist()
        ['chengdu-2011', 'guangdong-2014', 'hubei-2016', 'shanghai-2017']
        """
        return self.table(name)[list(columns)].drop_duplicates(ignore_index=True)

    def domains(self, name: str) -> dict[str, list[str]]:
        """Return the values that a column of the table `name` may have, for those that have a list or refer to a table.

        Examples
        --------
        >>> import cloudplans
        >>> cloudplans.load().domains("statements")["kind"][:3]
        ['target', 'baseline', 'forecast']
        """
        schema = self.resources[name]["schema"]
        limits = {field["name"]: field.get("constraints", {}).get("enum") for field in schema["fields"]}
        found = {column: list(values) for column, values in limits.items() if values}
        for link in schema.get("foreignKeys", ()):
            other = self.raw(link["reference"]["resource"] or name)
            at = other.header.index(link["reference"]["fields"])
            found[link["fields"]] = [line[at] for line in other.lines]
        return found

    def _provenance(self, name: str) -> dict[str, Any]:
        """Return what a frame of the table says of itself: flat and small, since pandas copies it with every frame."""
        resource, about = self.resources[name], self.descriptor
        return {
            "table": name,
            "title": resource.get("title", name),
            "source": " ".join(str(about[part]) for part in ("name", "version") if part in about),
            "licence": ", ".join(licence.get("name", "") for licence in about.get("licenses", ())),
            "units": {field["name"]: field["unit"] for field in resource["schema"]["fields"] if field.get("unit")},
        }


def typed(table: RawTable) -> pd.DataFrame:
    """Return a table as a frame, its columns typed as the descriptor says."""
    # arrays: of columns with an index each, pandas would compare the indexes
    return pd.DataFrame({field["name"]: _column(field["type"], values).array for field, values in columns(table)})


def columns(table: RawTable) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """Yield each field of a table with its values, typed as the descriptor says; None for a missing number or date.

    Raises
    ------
    ValueError
        If the columns, a row or a value are not as the descriptor says, with the place.
    """
    names = [field["name"] for field in table.fields]
    if table.header != names:
        raise ValueError(f"{table.file}: the columns are {', '.join(table.header)}; the descriptor has {', '.join(names)}")
    for number, line in enumerate(table.lines, 2):
        if len(line) != len(names):
            raise ValueError(f"{table.file}: line {number} has {len(line)} fields; {len(names)} are expected")
    for field, values in zip(table.fields, zip(*table.lines, strict=True) if table.lines else [()] * len(names), strict=True):
        known: dict[str, Any] = {}  # each distinct value once
        for number, value in enumerate(values if field["type"] != "string" else (), 2):
            try:
                known[value] = known[value] if value in known else cast(value, field["type"])
            except ValueError as error:
                raise ValueError(f"{table.file}: line {number}, column {field['name']}: {error}") from None
        found = [known[value] for value in values] if known else list(values)
        yield field, found


def _column(kind: str, values: list[Any]) -> pd.Series:
    if kind == "number":
        values = [float("nan") if value is None else value for value in values]
    return pd.Series(values, dtype=_DTYPES[kind]) if kind in _DTYPES else pd.Series(values, dtype=str)

"""A reader's own folder of plans laid over the package's tables: one data set, clashes refused, drafts kept apart."""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans.dataset.data_package import Package, RawTable, cast, own_directory, typed
from cloudplans.files import write_unseen

_DRAFTED = ("statements", "evidence")  # tables with the id of a statement first
DRAFT, CODED_ONCE = "draft", "single-coded"
SETTLING = ".settling.json"  # in a reader's folder while its tables are put in their places, one after the other
TEXTS = "texts"  # the place of the plan texts inside a reader's folder


class Folder(Package):
    """The tables of a reader's folder as they stand in it; a spreadsheet's byte order mark is no part of them."""

    encoding = "utf-8-sig"

    def __init__(self, directory: Path | str) -> None:
        super().__init__(directory)
        self.staged: dict[str, bytes] = {}  # tables as they are to be, read in the place of those in the folder

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:  # type: ignore[override]
        """The package's resources of which the folder has a table, by name."""
        known = Package(own_directory()).resources
        _refuse_old_places(self.directory, known)
        return {
            name: resource
            for name, resource in known.items()
            if name in self.staged or (self.directory / resource["path"]).is_file()
        }

    def _bytes(self, name: str) -> bytes:
        return self.staged[name] if name in self.staged else super()._bytes(name)

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table as they stand in the folder, by column; none where it has no such table."""
        if name not in self.resources:
            return []
        table = self.raw(name)
        return [dict(zip(table.header, line, strict=True)) for line in table.lines]


def _refuse_old_places(directory: Path, resources: dict[str, dict[str, Any]]) -> None:
    """Refuse a table outside its subfolder, where data version 1 had it: it would be ignored."""
    for resource in resources.values():
        old, new = directory / Path(resource["path"]).name, directory / resource["path"]
        if old != new and old.is_file():
            raise ValueError(f"{old}: since data version 2.0.0 this table is {resource['path']}; move it there")


def opened(descriptor: dict[str, Any]) -> dict[str, Any]:
    """Return a descriptor in which the fields that are open until somebody decides may be empty."""
    found = copy.deepcopy(descriptor)
    for resource in found["resources"]:
        for field in resource["schema"]["fields"]:
            if field.get("open"):
                field["constraints"].pop("required", None)
    return found


class Layered(Package):
    """The tables of a directory, or, where it is a reader's folder of plans, the package's own with the folder's rows.

    A folder says what it is in its descriptor (``"extends": "cloudplans"``). Statements of the status ``draft`` and their
    evidence are in no table; `drafts` gives them.

    Parameters
    ----------
    directory : Path, optional
        A directory with a ``datapackage.json``; the package's own by default.
    """

    @cached_property
    def folder(self) -> Folder | None:
        """The reader's folder, or None where the directory is a whole data set."""
        found = Folder(self.directory)
        if not found.descriptor.get("extends"):
            return None
        if (self.directory / SETTLING).is_file():
            raise ValueError(
                f"{self.directory}: `cloudplans settle` was stopped between two tables; `cloudplans settle {self.directory}` "
                "puts them right"
            )
        return found

    @cached_property
    def base(self) -> Package:
        """The package's own tables."""
        return Package(own_directory())

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The descriptor of the data package, of both layers where there are two."""
        return super().descriptor if self.folder is None else opened(self.base.descriptor)

    def raw(self, name: str) -> RawTable:
        """Return the table `name` as strings, without drafts; of both layers, sorted by key, where there are two.

        Raises
        ------
        ValueError
            As `whole` does.
        """
        table = self.whole(name)
        if name not in _DRAFTED:
            return table
        statements = self.whole("statements")
        rows = (dict(zip(statements.header, line, strict=False)) for line in statements.lines)
        drafts = {row.get("statement_id") for row in rows if row.get("status") == DRAFT}
        return table._replace(lines=[line for line in table.lines if line[0] not in drafts]) if drafts else table

    def whole(self, name: str) -> RawTable:
        """Return the table `name` as it stands in its file, with drafts; the rows of both layers sorted by key.

        Raises
        ------
        ValueError
            If there is no such table, its file is no UTF-8 or no CSV, or both layers have a row of the same key.
        """
        if self.folder is None:
            return super().raw(name)
        ours = self.base.raw(name)
        if name not in self.folder.resources:
            return ours._replace(resource=self.resources[name])
        return _joined(ours, self.folder.raw(name), self.resources[name], (own_directory(), self.directory))

    def drafts(self) -> pd.DataFrame:
        """Return the statements that nobody has decided on yet; the package's own tables have none.

        Examples
        --------
        >>> import cloudplans
        >>> len(cloudplans.load().drafts())
        0
        """
        frame = typed(self.whole("statements"))
        return frame[frame["status"] == DRAFT].reset_index(drop=True)

    def content(self, path: str) -> bytes:
        """Return the bytes of a file of the data package: as it stands, or as both layers give it."""
        if self.folder is None:
            return super().content(path)
        if path == "datapackage.json":
            return (json.dumps(self.descriptor, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
        (name,) = (name for name, resource in self.resources.items() if resource["path"] == path)
        table, buffer = self.raw(name), io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows([table.header, *table.lines])
        return buffer.getvalue().encode("utf-8")

    def copy_to(self, directory: Path) -> None:
        """Copy the data package to a new directory: as it stands, or both layers as one, without drafts and without texts."""
        if self.folder is None:
            super().copy_to(directory)
            return
        self.base.copy_to(directory)
        for path in (*(resource["path"] for resource in self.resources.values()), "datapackage.json"):
            write_unseen(directory / path, self.content(path))

    def own(self, name: str) -> set[str]:
        """Return the keys that the reader's folder adds to the table `name`, by its first key column."""
        if self.folder is None or name not in self.folder.resources:
            return set()
        table = self.folder.raw(name)
        return {line[table.header.index(table.key[0])] for line in table.lines}


def in_order(table: RawTable, lines: Iterable[list[str]]) -> list[list[str]]:
    """Return rows sorted by key, numbers as numbers."""
    kinds = {field["name"]: field["type"] for field in table.fields}
    places = [(table.header.index(column), kinds[column]) for column in table.key]

    def key(line: list[str]) -> list[Any]:
        return [_sortable(line[place], kind) for place, kind in places]

    return sorted(lines, key=key)


def _sortable(value: str, kind: str) -> Any:
    try:
        found = cast(value, kind)
    except ValueError:
        found = None  # rule `type` reports it
    return found if found is not None else "" if kind in ("string", "date") else -1


def _joined(ours: RawTable, theirs: RawTable, resource: dict[str, Any], places: tuple[Path, Path]) -> RawTable:
    """Return two tables as one; a different header, a short row, or a key that both have is an error that names the place."""
    files = [place / table.file for place, table in zip(places, (ours, theirs), strict=True)]
    if theirs.header != ours.header:
        raise ValueError(f"{files[1]}: the columns are {', '.join(theirs.header)}; expected: {', '.join(ours.header)}")
    for number, line in enumerate(theirs.lines, 2):
        if len(line) != len(ours.header):
            raise ValueError(f"{files[1]}: line {number} has {len(line)} fields; {len(ours.header)} are expected")
    columns = [ours.header.index(column) for column in ours.key]
    held = {tuple(line[column] for column in columns): number for number, line in enumerate(ours.lines, 2)}
    clashes = [
        f"{' '.join(key)} stands in {files[0]}, line {held[key]}, and in {files[1]}, line {number}"
        for number, line in enumerate(theirs.lines, 2)
        if (key := tuple(line[column] for column in columns)) in held
    ]
    if clashes:
        raise ValueError(
            "\n".join([*clashes, "a folder adds rows and replaces none; take them out of it, or name them otherwise"])
        )
    merged = ours._replace(resource=resource)
    return merged._replace(lines=in_order(merged, [*ours.lines, *theirs.lines]))

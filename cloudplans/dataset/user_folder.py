"""Folders of the user's own plans laid over the package's tables: one data set, clashes refused, drafts kept apart."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from cloudplans.dataset.data_directory import own_directory
from cloudplans.dataset.data_package import Package, RawTable, cast, put, typed
from cloudplans.dataset.nearest_names import nearest
from cloudplans.dataset.targets_table import TARGETS, as_csv, as_lines, targets_table

_WITH_DRAFTS = ("statements", "evidence")  # tables whose first column is the id of a statement
DRAFT, CODED_ONCE = "draft", "single-coded"
TEXTS = "texts"  # the folder of the plan texts inside a user's folder


class Folder(Package):
    """The tables of a user's folder as its files state them; a byte order mark, which spreadsheets write, is left out."""

    allow_mark = True

    def __init__(self, directory: Path | str) -> None:
        super().__init__(directory)
        self.staged: dict[str, bytes] = {}  # tables to be read instead of those in the folder

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:  # type: ignore[override]
        """The package's resources of which the folder has a table, by name."""
        known = Package(own_directory()).resources
        _refuse_old_places(self.directory, known)
        return {
            name: resource
            for name, resource in known.items()
            if name in self.staged or os.path.lexists(self.directory / resource["path"])
        }

    def _read(self, name: str) -> bytes:
        return self.staged[name] if name in self.staged else super()._read(name)

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table by column; none where the folder has no such table."""
        return self.raw(name).rows if name in self.resources else []


def _refuse_old_places(directory: Path, resources: dict[str, dict[str, Any]]) -> None:
    """Refuse a table outside its subfolder, where data version 1 had it: it would be ignored."""
    for resource in resources.values():
        old, new = directory / Path(resource["path"]).name, directory / resource["path"]
        if old != new and old.is_file():
            raise ValueError(f"{old}: since data version 2.0.0 this table is {resource['path']}; move it there")


class LayeredPackage:
    """The package's own tables with the rows of the user's folders.

    Statements of the status ``draft`` and their evidence are in `whole` alone.

    Parameters
    ----------
    folders : sequence of Folder
        Folders whose descriptor says ``"extends": "cloudplans"``.
    """

    def __init__(self, folders: Sequence[Folder]) -> None:
        self.folders: tuple[Folder, ...] = tuple(folders)
        self.base: Package = Package(own_directory())
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def directory(self) -> Path:
        """The first of the folders."""
        return self.folders[0].directory

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The package's own descriptor, in which the fields that wait for a decision may be empty."""
        return opened(self.base.descriptor)

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptor's resources by name."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def whole(self, name: str) -> RawTable:
        """Return the table `name` as strings, with drafts, sorted by key.

        Raises
        ------
        ValueError
            If there is no such table, a file is not CSV in UTF-8, or two files have a row with the same key.
        """
        if name not in self.resources:
            raise nearest(name, self.resources, "table")
        if name == TARGETS:  # written from the other tables
            frame = targets_table(self)
            return RawTable(name, list(frame), as_lines(frame), self.resources[name])
        ours = self.base.raw(name)._replace(resource=self.resources[name])
        layers = [(folder.directory, folder.raw(name)) for folder in self.folders if name in folder.resources]
        return _joined(ours, self.base.directory, layers) if layers else ours

    def raw(self, name: str) -> RawTable:
        """Return the table `name` as strings, without drafts; see `whole`."""
        table = self.whole(name)
        if name not in _WITH_DRAFTS:
            return table
        drafts = {row.get("statement_id") for row in self.whole("statements").rows if row.get("status") == DRAFT}
        return table._replace(lines=[line for line in table.lines if line[0] not in drafts])

    def table(self, name: str) -> pd.DataFrame:
        """Return a fresh frame of the table `name`, without drafts; see `Dataset.table`."""
        if name not in self._frames:
            self._frames[name] = typed(self.raw(name), self.descriptor)
        return self._frames[name].copy()

    def own(self, name: str) -> dict[str, Path]:
        """Return the keys (the first key column) that the folders add to the table `name`, with the folder of each."""
        tables = [(folder.directory, folder.raw(name)) for folder in self.folders if name in folder.resources]
        return {row[table.key[0]]: directory for directory, table in tables for row in table.rows}

    def content(self, path: str) -> bytes:
        """Return the bytes of a file of the data package as its layers make it."""
        if path == "datapackage.json":
            return (json.dumps(self.descriptor, ensure_ascii=False, indent=1) + "\n").encode()
        (name,) = (name for name, resource in self.resources.items() if resource["path"] == path)
        table = self.raw(name)
        return as_csv(table.header, table.lines)

    def copy_to(self, directory: Path) -> None:
        """Copy the layers as one data package to a new directory, without drafts and without texts."""
        self.base.copy_to(directory)
        for path in (*(resource["path"] for resource in self.resources.values()), "datapackage.json"):
            put(directory, path, self.content(path))


def open_package(directory: Path | str | Sequence[Path | str] | None) -> Package | LayeredPackage:
    """Return the tables of a data set, or of the package with the user's folders laid over them.

    Raises
    ------
    ValueError
        If a directory has no descriptor, or one of several is a whole data set.
    """
    if directory is None and len(named := os.environ.get("CLOUDPLANS_DATA", "").split(os.pathsep)) > 1:
        directory = named
    if directory is None or isinstance(directory, (str, Path)):
        package = Package(directory)
        if package.is_own or not package.descriptor.get("extends"):
            return package
        directory = [package.directory]
    folders = [Folder(one) for one in directory]
    for folder in folders:
        if not folder.descriptor.get("extends"):
            raise ValueError(
                f"{folder.directory} is a whole data set, which cannot be combined with other folders; "
                "`cloudplans new-plan` makes folders that can"
            )
    return LayeredPackage(folders) if folders else Package()


def opened(descriptor: dict[str, Any]) -> dict[str, Any]:
    """Return a descriptor in which the fields that wait for a decision may be empty."""
    changed = copy.deepcopy(descriptor)
    for resource in changed["resources"]:
        for field in resource["schema"]["fields"]:
            if field.get("open"):
                field.get("constraints", {}).pop("required", None)
    return changed


def in_order(table: RawTable, lines: Iterable[list[str]]) -> list[list[str]]:
    """Return rows sorted by key, numbers as numbers."""
    kinds = {field["name"]: field["type"] for field in table.fields}
    places = [(table.header.index(column), kinds[column]) for column in table.key]
    return sorted(lines, key=lambda line: [_sortable(line[place], kind) for place, kind in places])


def _sortable(value: str, kind: str) -> Any:
    try:
        typed_value = cast(value, kind)
    except ValueError:
        typed_value = None  # rule `type` reports it
    return typed_value if typed_value is not None else "" if kind in ("string", "date") else -1


def _joined(ours: RawTable, directory: Path, layers: Iterable[tuple[Path, RawTable]]) -> RawTable:
    """Return the package's table with the rows of the folders; a row that does not fit is an error that names its place."""
    columns = [ours.header.index(column) for column in ours.key]
    package = directory / ours.file
    places = {tuple(line[c] for c in columns): (package, number) for number, line in enumerate(ours.lines, 2)}
    rows, clashes = list(ours.lines), []
    for folder, table in layers:
        file = folder / table.file
        if table.header != ours.header:
            raise ValueError(f"{file}: the columns are {', '.join(table.header)}; expected: {', '.join(ours.header)}")
        own = {}
        for number, line in enumerate(table.lines, 2):
            if len(line) != len(ours.header):
                raise ValueError(f"{file}: line {number} has {len(line)} fields; expected {len(ours.header)}")
            key = tuple(line[column] for column in columns)
            if key in places:
                clashes.append("{} is in {}, line {}, and in {}, line {}".format(" ".join(key), *places[key], file, number))
            own[key] = file, number  # a key twice in one file: rule `unique` reports it
        places |= own
        rows += table.lines
    if clashes:
        raise ValueError("\n".join([*clashes, "a folder only adds rows: remove these from it, or give them other keys"]))
    return ours._replace(lines=in_order(ours, rows))

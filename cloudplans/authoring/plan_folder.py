"""A reader's folder of plans on disk: made whole or not at all, its tables changed all together."""

from __future__ import annotations

import csv
import errno
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cloudplans.dataset import Folder, Package, RawTable, in_order, opened, own_directory
from cloudplans.files import sweep, whole_folder, write_together, write_unseen
from cloudplans.intake import content, decoded, described, within
from cloudplans.system import alone

SETTLING = ".settling.json"  # in a folder while its tables are put in their places, one after the other
Rows = Mapping[str, list[dict[str, str]]]
# What a person fills in from the start; other tables of the package (aims, cues, codings ...) can be put beside them.
TABLES = (
    "plans", "editions", "sections", "regions", "indicators", "labels", "units", "statements", "evidence", "corrections",
    "adjudication", "numerals", "odd_characters", "arithmetic", "comparability",
)  # fmt: skip


def descriptor(names: Iterable[str], title: str) -> dict[str, Any]:
    """Return the descriptor of a folder with the tables `names`: the package's own, keys into tables that it lacks left out.

    Examples
    --------
    >>> descriptor(["plans", "editions"], "mine")["extends"]
    'cloudplans'
    """
    ours = opened(Package(own_directory()).descriptor)
    kept = [resource for resource in ours["resources"] if resource["name"] in set(names)]
    whole = {"plans", "editions", "statements"} & set(names)  # in the others a row may point to one of the package's
    for resource in kept:
        links = resource["schema"].pop("foreignKeys", [])
        inside = [link for link in links if link["reference"]["resource"] in whole]
        resource["schema"] |= {"foreignKeys": inside} if inside else {}
    return {"$schema": ours["$schema"], "name": title, "extends": ours["name"], "version": ours["version"], "resources": kept}


def written(name: str, rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows as the CSV of the table `name`, sorted by key; what a row lacks is empty.

    Examples
    --------
    >>> written("labels", [{"label": "云盘", "indicator_id": "cloud-disks"}]).splitlines()[1]
    '云盘,cloud-disks,'
    """
    table = _table(name)
    lines = [[row.get(column, "") for column in table.header] for row in rows]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([table.header, *in_order(table, lines)])
    return buffer.getvalue()


def _table(name: str) -> RawTable:
    resource = Package(own_directory()).resources[name]
    return RawTable(name, [field["name"] for field in resource["schema"]["fields"]], [], resource)


def make(directory: Path, tables: Rows, files: Mapping[str, bytes]) -> None:
    """Make the folder `directory` with its tables and further files, whole or not at all.

    Raises
    ------
    ValueError
        If something of that name is there, or there is no folder to make it in.
    """
    refuse_taken(directory)
    try:
        with whole_folder(directory, replace=False) as work:
            for name, rows in tables.items():
                write_unseen(work.whole / _table(name).file, written(name, rows))
            said = json.dumps(descriptor(tables, directory.resolve().name), ensure_ascii=False, indent=1)
            write_unseen(work.whole / "datapackage.json", said + "\n")
            for name, held in files.items():
                write_unseen(work.whole / name, held)
            refuse_taken(directory)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):  # somebody made it meanwhile
            refuse_taken(directory)
        raise


def refuse_taken(directory: Path) -> None:
    """Refuse a name that is taken, or that stands in no folder; what a killed call left of it is removed."""
    sweep(directory.absolute().parent, directory.name)
    if directory.exists() or directory.is_symlink():
        raise ValueError(f"{directory} is there already; name a folder that is not (nothing is written over)")
    if not directory.absolute().parent.is_dir():
        raise ValueError(f"there is no folder {directory.absolute().parent} to make {directory.name} in")


def change(directory: Path, tables: Rows) -> None:
    """Write tables of a folder anew, all together: a kill leaves the old ones, or a log from which `changing` makes the new ones."""
    contents: dict[str, str] = {}
    for name, rows in tables.items():
        path, new = directory / _table(name).file, written(name, rows)
        if not path.is_file() or content(path) != new.encode("utf-8"):
            contents[name] = new
    if contents:
        _put(directory, contents)


def _put(directory: Path, contents: Mapping[str, str]) -> None:
    log = directory / SETTLING
    files = {within(directory, _table(name).file): new for name, new in contents.items()}
    write_together({**files, log: json.dumps(contents, ensure_ascii=False)}, log)


@contextmanager
def changing(directory: Path) -> Iterator[dict[str, list[dict[str, str]]]]:
    """Give the rows of every table of a folder, what a killed call left between two tables put right; nobody else may change it.

    Raises
    ------
    ValueError
        If the directory is no reader's folder.
    OSError
        If another call is changing it.
    """
    read(directory)
    with alone(directory):
        if (log := directory / SETTLING).is_file():
            try:
                contents = described(decoded(content(log)))
                known = Package(own_directory()).resources
                if not isinstance(contents, dict) or not set(contents) <= set(known):
                    raise ValueError("it names no tables")
                if not all(isinstance(text, str) for text in contents.values()):
                    raise ValueError("it holds no tables")
            except ValueError as error:
                raise ValueError(f"{log} is not what `cloudplans settle` left there: {error}") from None
            _put(directory, contents)
        yield read(directory)


def read(directory: Path) -> dict[str, list[dict[str, str]]]:
    """Return the rows of every table of a folder as they stand in it.

    Raises
    ------
    ValueError
        If the directory is no reader's folder.
    """
    if not (directory / "datapackage.json").is_file():
        raise ValueError(f"{directory} is no folder of plans: it has no datapackage.json; `cloudplans new-plan` makes one")
    folder = Folder(directory)
    if not folder.descriptor.get("extends"):
        raise ValueError(f"{directory} is a whole data set, no reader's folder; `cloudplans new-plan` makes one")
    return {name: folder.rows(name) for name in folder.resources}

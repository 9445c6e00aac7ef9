"""A reader's folder of plans on disk: made whole or not at all, its tables changed all together."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cloudplans.merge import Folder, in_order, opened
from cloudplans.package import Package, RawTable, own_directory

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
    work = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        for name, rows in tables.items():
            path = work / _table(name).file
            path.parent.mkdir(exist_ok=True)
            path.write_text(written(name, rows), encoding="utf-8", newline="\n")
        described = json.dumps(descriptor(tables, directory.resolve().name), ensure_ascii=False, indent=1)
        (work / "datapackage.json").write_text(described + "\n", encoding="utf-8", newline="\n")
        for name, content in files.items():
            (work / name).parent.mkdir(exist_ok=True)
            (work / name).write_bytes(content)
        work.chmod(0o755)
        refuse_taken(directory)
        work.rename(directory)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def refuse_taken(directory: Path) -> None:
    """Refuse a name that is taken, or that stands in no folder."""
    if directory.exists() or directory.is_symlink():
        raise ValueError(f"{directory} is there already; name a folder that is not (nothing is written over)")
    if not directory.absolute().parent.is_dir():
        raise ValueError(f"there is no folder {directory.absolute().parent} to make {directory.name} in")


def change(directory: Path, tables: Rows) -> None:
    """Write tables of a folder anew; every one is prepared before the first is put in its place."""
    prepared = []
    try:
        for name, rows in tables.items():
            path = directory / _table(name).file
            content = written(name, rows)
            if path.is_file() and path.read_bytes() == content.encode("utf-8"):
                continue
            new = path.with_name(f".{path.name}.new")
            prepared.append((new, path))
            new.write_text(content, encoding="utf-8", newline="\n")
        for new, path in prepared:
            os.replace(new, path)
    finally:
        for new, _ in prepared:
            new.unlink(missing_ok=True)


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

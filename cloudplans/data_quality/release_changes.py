"""Changes of the data between versions: released tables, differences row by row, the table of changes."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from cloudplans.atomic_write import write_file
from cloudplans.dataset import Dataset, RawTable, load
from cloudplans.verify import key_of, keys, rows

_TABLE = "changes"
OWNERS = ("editions", "indicators", "plans", "reported_documents")  # whose new rows bring rows of other tables with them
DEVELOPMENT = "-dev"  # ends the version of unreleased data
_DAY = (1980, 1, 1, 0, 0, 0)  # so that the same tables give the same bytes
Change = tuple[str, str, str, str, str, str]  # table, key, field, change, old, new


def _order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _next_release(data: Dataset) -> str:
    """Return the version that the next release has: a development version such as 2.0.0-dev becomes 2.0.0."""
    return str(data.descriptor["version"]).removesuffix(DEVELOPMENT)


def releases(directory: Path) -> dict[str, Path]:
    """Return the archives of the released versions, oldest first.

    Examples
    --------
    >>> import cloudplans
    >>> list(releases(cloudplans.load().directory))[0]
    '1.0.0'
    """
    found = {path.stem: path for path in (directory / "releases").glob("*.zip")}
    return {version: found[version] for version in sorted(found, key=_order)}


def released(archive: Path) -> dict[str, RawTable]:
    """Return the tables of a released version."""
    with zipfile.ZipFile(archive) as opened:
        descriptor = json.loads(opened.read("datapackage.json"))
        tables = {}
        for resource in descriptor["resources"]:
            header, *lines = csv.reader(io.StringIO(opened.read(resource["path"]).decode("utf-8"), newline=""), strict=True)
            tables[resource["name"]] = RawTable(resource["name"], header, lines, resource)
    return tables


def release(data: Dataset) -> Path:
    """Write the archive of the descriptor's version and return its path; each version is released once."""
    if (version := str(data.descriptor["version"])).endswith(DEVELOPMENT):
        raise ValueError(f"{version} is a development version; give datapackage.json the version {_next_release(data)} first")
    path = data.directory / "releases" / f"{version}.zip"
    if path.exists():
        raise ValueError(f"{path.name} is released; give the data a new version in datapackage.json")
    path.parent.mkdir(exist_ok=True)
    files = ["datapackage.json", *(resource["path"] for resource in data.resources.values())]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files:
            archive.writestr(zipfile.ZipInfo(name, _DAY), (data.directory / name).read_bytes(), zipfile.ZIP_DEFLATED)
    return write_file(path, buffer.getvalue())


def difference(old: Mapping[str, RawTable], new: Mapping[str, RawTable]) -> Iterator[Change]:
    """Yield the differences between two states of the tables: one per table, column or row added or removed and per changed field.

    Rows of a plan, copy, indicator or document that is itself new are one difference per table: how many were added.

    Parameters
    ----------
    old, new : mapping
        Table name to `RawTable`.

    Yields
    ------
    tuple
        Table, key of the row, field, change, old value, new value.
    """
    owners = {key for name in OWNERS if name in old and name in new for key in {*keys(new[name])} - {*keys(old[name])}}
    for name in sorted({*old, *new} - {_TABLE}):
        if name not in new:
            yield name, "", "", "table-removed", "", ""
        elif name not in old:
            yield name, "", "", "table-added", "", ""
        else:
            differences = list(_rows_that_differ(old[name], new[name]))
            owned = [name not in OWNERS and change[3] == "added" and owner(change[1], owners) for change in differences]
            yield from (change for change, key in zip(differences, owned, strict=True) if not key)
            for key, count in sorted(Counter(key for key in owned if key).items()):
                yield name, key, "", "rows-added", "", str(count)


def owner(key: str, owners: Collection[str]) -> str:
    """Return the plan, copy, indicator or document among `owners` that the key of a row names; nothing if it names none.

    Examples
    --------
    >>> owner("wuyou-2016.cloud-disks.2020", {"wuyou-2016"}), owner("cloud-disks cloud-servers", {"cloud-servers"})
    ('wuyou-2016', 'cloud-servers')
    """
    words = key.split()
    return next((word for word in (*words, *(word.partition(".")[0] for word in words)) if word in owners), "")


def _rows_that_differ(old: RawTable, new: RawTable) -> Iterator[Change]:
    for column in old.header:
        if column not in new.header:
            yield old.name, "", column, "column-removed", "", ""
    for column in new.header:
        if column not in old.header:
            yield old.name, "", column, "column-added", "", ""
    before, after = ({key_of(table, row): row for row in rows(table)} for table in (old, new))
    for key in {**before, **after}:
        if key not in after:
            yield old.name, key, "", "removed", "", ""
        elif key not in before:
            yield old.name, key, "", "added", "", ""
        else:
            for field in (column for column in old.header if column in new.header):
                if before[key][field] != after[key][field]:
                    yield old.name, key, field, "changed", before[key][field], after[key][field]


def unrecorded(data: Dataset) -> tuple[list[Change], list[Change]]:
    """Return the changes since the last release that are missing from the table of changes, and entries that are not changes.

    Examples
    --------
    >>> import cloudplans
    >>> unrecorded(cloudplans.load())
    ([], [])
    """
    version = _next_release(data)
    _, archive = list(releases(data.directory).items())[-1]
    current = {name: data.raw(name) for name in data.resources}
    due = list(difference(released(archive), current))
    fields = ("table", "key", "field", "change", "old", "new")
    said = [tuple(row[field] for field in fields) for row in rows(current[_TABLE]) if row["version"] == version]
    return [change for change in due if change not in said], [change for change in said if change not in due]


def record(data: Dataset, reasons: Mapping[str, str], table: str | None = None) -> int:
    """Add missing changes to the table of changes and remove entries that are not changes; return the number of new rows.

    Parameters
    ----------
    data : Dataset
        The data set.
    reasons : mapping
        ``reason_zh`` and ``reason_en`` of the new rows and of those that have none; an empty reason is a problem that `verify` names.
    table : str, optional
        Record the changes of one table.
    """
    lacking, wrong = unrecorded(data)
    lacking = [change for change in lacking if table in (None, change[0])]
    held = data.raw(_TABLE)
    version = _next_release(data)
    fields = ("table", "key", "field", "change", "old", "new")
    kept = [r for r in rows(held) if r["version"] != version or tuple(r[f] for f in fields) not in wrong]
    kept = [row | reasons if table in (None, row["table"]) and not row["reason_en"] else row for row in kept]
    made = [{"version": version, **dict(zip(fields, change, strict=True)), **reasons} for change in lacking]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, held.header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted([*kept, *made], key=lambda row: [row[column] for column in held.key]))
    write_file(data.directory / held.file, buffer.getvalue())
    return len(made)


def main(arguments: Sequence[str] | None = None) -> int:
    """Complete the table of changes, or release the version."""
    parser = argparse.ArgumentParser(prog="python -m cloudplans.data_quality.release_changes", description=main.__doc__)
    parser.add_argument("--table", help="record the changes of one table")
    parser.add_argument("--reason-zh", default="", help="why, in Chinese")
    parser.add_argument("--reason-en", default="", help="why, in English")
    parser.add_argument("--release", action="store_true", help="keep the tables as they are now as this version's archive")
    options = parser.parse_args(arguments)
    if options.release:
        print(release(load()))
        return 0
    count = record(load(), {"reason_zh": options.reason_zh, "reason_en": options.reason_en}, options.table)
    lacking, _ = unrecorded(load())
    print(f"{count} changes recorded, {len(lacking)} still without a row")
    return 0


if __name__ == "__main__":
    sys.exit(main())

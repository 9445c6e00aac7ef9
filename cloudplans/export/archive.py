"""The Data Package as one zip file, the same bytes each time; and the Croissant description of it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from cloudplans.export.loss import Loss
from cloudplans.export.rows import fields, key
from cloudplans.files import write_atomic, write_together
from cloudplans.package import Package

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name
_UNIX, _READABLE = 3, 0o644 << 16
_TYPES = {"integer": "sc:Integer", "number": "sc:Float", "date": "sc:Date", "string": "sc:Text"}


def write_datapackage(package: Package, path: Path) -> Loss:
    """Write the descriptor and all tables as they stand, as a zip file."""
    write_atomic(path, zipped(package))
    rows = _rows(package)
    return Loss("datapackage", (path,), rows, rows)


def zipped(package: Package) -> bytes:
    """Return the Data Package as a zip file; not compressed, since compressors differ and the bytes should not."""
    held = {str(resource["path"]): package.content(resource["path"]) for resource in package.resources.values()}
    held["datapackage.json"] = package.content("datapackage.json")
    return pack(held, zipfile.ZIP_STORED)


def pack(members: dict[str, bytes], compression: int) -> bytes:
    """Return a zip file of `members` by name, sorted, without times or rights that differ between machines."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in sorted(members.items()):
            member = zipfile.ZipInfo(name, LONG_AGO)
            member.create_system, member.external_attr, member.compress_type = _UNIX, _READABLE, compression
            archive.writestr(member, content)
    return buffer.getvalue()


def write_croissant(package: Package, path: Path) -> Loss:
    """Write the metadata as Croissant, which is JSON-LD of schema.org, and beside it the Data Package that they describe."""
    about, content = package.descriptor, zipped(package)
    archive = path.with_name(f"{about['name']}-{about['version']}.zip")
    described = {
        "@context": json.loads(files("cloudplans.export").joinpath("croissant_context.json").read_text(encoding="utf-8")),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about["name"],
        "alternateName": [about["title"], about["title_zh"]],
        "description": about["description"],
        "version": about["version"],
        "license": [licence["path"] for licence in about["licenses"]],
        "creator": [{"@type": "sc:Organization", "name": person["title"]} for person in about["contributors"]],
        "keywords": about["keywords"],
        "inLanguage": ["zh", "en"],
        "distribution": [
            {"@type": "cr:FileObject", "@id": "package", "name": "package", "contentUrl": archive.name,
             "encodingFormat": "application/zip", "sha256": sha256(content).hexdigest()},
            *(_file(resource) for resource in package.resources.values()),
        ],
        "recordSet": [_records(package, name) for name in package.resources],
    }  # fmt: skip
    write_together({archive: content, path: json.dumps(described, ensure_ascii=False, indent=1) + "\n"})
    # mlcroissant 1.1 joins the tables of a `references`, and fails where a table has two or refers to itself
    note = "units, constraints and foreign keys are not in the metadata; the Data Package beside them has them"
    lost = tuple((column, "a text true or false, which readers take for a truth value") for column in _truths(package))
    return Loss("croissant", (path, archive), _rows(package), _rows(package), fields=lost, notes=(note,))


def _truths(package: Package) -> Iterator[str]:
    """Yield the text columns that hold nothing but ``true`` and ``false``: mlcroissant gives True and False, whatever is declared."""
    for name in package.resources:
        table = package.raw(name)
        for field, cells in zip(table.fields, zip(*table.lines, strict=True), strict=False):
            if field["type"] == "string" and set(cells) - {""} and set(cells) <= {"", "true", "false"}:
                yield f"{name}.{field['name']}"


def _rows(package: Package) -> int:
    return sum(len(package.raw(name).lines) for name in package.resources)


def _file(resource: dict[str, Any]) -> dict[str, Any]:
    return {"@type": "cr:FileObject", "@id": resource["path"], "name": resource["path"], "containedIn": {"@id": "package"},
            "contentUrl": resource["path"], "encodingFormat": "text/csv"}  # fmt: skip


def _records(package: Package, name: str) -> dict[str, Any]:
    resource = package.resources[name]
    columns = []
    for field in fields(package, name):
        columns.append({
            "@type": "cr:Field", "@id": f"{name}/{field['name']}", "name": field["name"],
            "description": f"{field['description']} / {field['description_zh']}", "dataType": _TYPES[field["type"]],
            "source": {"fileObject": {"@id": resource["path"]}, "extract": {"column": field["name"]}},
        })  # fmt: skip
    return {"@type": "cr:RecordSet", "@id": name, "name": name, "description": resource["description"],
            "key": [{"@id": f"{name}/{column}"} for column in key(package, name)], "field": columns}  # fmt: skip

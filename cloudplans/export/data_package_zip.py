"""The Data Package as one zip file; the same data give the same bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from cloudplans.atomic_write import write_file
from cloudplans.dataset import Package
from cloudplans.export.loss_report import Loss

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can state
_UNIX, _READABLE = 3, 0o644 << 16


def write_datapackage(package: Package, path: Path) -> Loss:
    """Write the descriptor and all tables, unchanged, as one zip file."""
    write_file(path, zipped(package))
    rows = _rows(package)
    return Loss("datapackage", (path,), rows, rows)


def zipped(package: Package) -> bytes:
    """Return the Data Package as a zip file; uncompressed, since compressors differ between machines."""
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


def _rows(package: Package) -> int:
    return sum(len(package.raw(name).lines) for name in package.resources)

"""Where the tables are: in an installation, in a checkout, in a zip file, or where the user says."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def data_directory() -> Path:
    """Return the directory of the tables: the one that ``CLOUDPLANS_DATA`` names, else the package's own."""
    if os.environ.get("CLOUDPLANS_DATA"):
        return Path(os.environ["CLOUDPLANS_DATA"])
    return own_directory()


@cache
def own_directory() -> Path:
    """Return the directory of the package's own tables: in an installation, in a checkout, or extracted from a zip file."""
    if not _PACKAGE.is_dir():
        return _extract(files("cloudplans") / "_data")
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parent / "data"


def notebooks_directory() -> Path:
    """Return the directory of the notebooks: inside an installed wheel, or beside the package in a checkout."""
    installed = _PACKAGE / "_notebooks"
    return installed if installed.is_dir() else _PACKAGE.parent / "notebooks"


def _extract(source: Traversable) -> Path:
    """Copy tables out of the zip file (a wheel on ``sys.path``, a zipapp) into a temporary folder, removed when Python ends."""
    folder, process = Path(tempfile.mkdtemp(prefix="cloudplans-")), os.getpid()

    def remove() -> None:
        if os.getpid() == process:  # a forked child still uses the folder of its parent
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    _copy(source, folder)
    return folder


def _copy(source: Traversable, folder: Path) -> None:
    for entry in source.iterdir():
        target = folder / entry.name
        if entry.is_dir():
            target.mkdir()
            _copy(entry, target)
        else:
            target.write_bytes(entry.read_bytes())

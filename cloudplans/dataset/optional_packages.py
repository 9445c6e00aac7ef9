"""Packages that only some calls need, with a message that names the extra where one is missing."""

from __future__ import annotations

import importlib
from types import ModuleType

EXTRAS = {
    "pyarrow": "parquet",
    "openpyxl": "xlsx",
    "distributed": "dask",
    "matplotlib": "plot",
    "shtab": "shell",
}  # package: the extra of pyproject.toml that installs it


class MissingExtra(ImportError, ValueError):
    """A call needs a package that is not installed; the message names the extra that installs it."""


def require(module: str) -> ModuleType:
    """Import a module of a package in `EXTRAS`.

    Raises
    ------
    MissingExtra
        If it is not installed.

    Examples
    --------
    >>> require("pyarrow.parquet").__name__
    'pyarrow.parquet'
    """
    package = module.partition(".")[0]
    try:
        return importlib.import_module(module)
    except ImportError as error:
        missing = (error.name or package).partition(".")[0]
        message = f"this needs the package {missing}; install the extra: pip install 'cloudplans[{EXTRAS[package]}]'"
        raise MissingExtra(message, name=missing) from None

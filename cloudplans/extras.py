"""Libraries that only some calls need: imported on use, with a message that names the extra where they are missing."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING, Any

EXTRAS = {
    "shtab": "shell",
    "pyarrow": "parquet",
    "openpyxl": "xlsx",
    "sdmx": "sdmx",
    "distributed": "corpora",
}  # module: the extra of pyproject.toml that holds it


class _Later:
    """A library that is imported when something of it is first asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self._name), name)


if TYPE_CHECKING:
    import numpy
    import pandas
else:
    numpy = _Later("numpy")  # a tenth of a second, which a command's help need not give
    pandas = _Later("pandas")  # takes a second and 90 MB, which those who only scan texts need not give


class MissingExtra(ImportError, ValueError):
    """A call needs a library that is not installed; the message names the extra that brings it."""


def need(module: str) -> ModuleType:
    """Import a library of an extra.

    Parameters
    ----------
    module : str
        A module such as ``"pyarrow.parquet"``, of a package in `EXTRAS`.

    Returns
    -------
    module

    Raises
    ------
    MissingExtra
        If it is not installed; it is a `ValueError` too, as the call is wrong without the library.

    Examples
    --------
    >>> need("sdmx.model.v21").__name__
    'sdmx.model.v21'
    """
    package = module.partition(".")[0]
    extra = EXTRAS[package]
    try:
        return importlib.import_module(module)
    except ImportError as error:
        missing = (error.name or package).partition(".")[0]
        words = f"this needs the package {missing}; install the extra: pip install 'cloudplans[{extra}]'"
        raise MissingExtra(words, name=missing) from None

"""A Data Package on disk: its descriptor, and its tables typed as the descriptor says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

_DTYPES = {"integer": "Int64", "number": "float64", "date": "datetime64[s]", "string": "str"}
_FEW = 8  # names that a message can list whole
_PACKAGE = Path(__file__).resolve().parent


def data_directory() -> Path:
    """Return the directory of the package's own tables: inside an installed wheel, or beside it in a checkout."""
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parent / "data"


def nearest(found: str, allowed: Iterable[str], what: str) -> ValueError:
    """Make the error for a wrong name: the value, and all allowed ones where they are few, else the nearest.

    Parameters
    ----------
    found : str
        The name given.
    allowed : iterable of str
        The names that exist.
    what : str
        What the name is a name of, such as ``"indicator"``.

    Returns
    -------
    ValueError
        To be raised by the caller.

    Examples
    --------
    >>> nearest("CN-GX", ["CN-GD", "CN-SH"], "region").args[0]
    "no region 'CN-GX'; allowed: CN-GD, CN-SH"
    """
    names = list(dict.fromkeys(allowed))
    if len(names) <= _FEW:
        return ValueError(f"no {what} {found!r}; allowed: {', '.join(names)}")
    names.sort()
    close = get_close_matches(found, names, n=3, cutoff=0.4) or names[:10]
    return ValueError(f"no {what} {found!r}; nearest: {', '.join(close)} ({len(names)} in all)")


class Package:
    """The tables of one data directory, untyped or typed.

    Parameters
    ----------
    directory : Path, optional
        A directory with a ``datapackage.json``; the package's own by default.
    """

    def __init__(self, directory: Path | str | None = None) -> None:
        self.directory = Path(directory) if directory else data_directory()
        self._frames: dict[str, pd.DataFrame] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.resources)} tables)"

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The data package's descriptor: titles, columns, types, constraints, keys, in both languages."""
        return json.loads((self.directory / "datapackage.json").read_text(encoding="utf-8"))

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptor's resources by name."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def rows(self, name: str) -> pd.DataFrame:
        """Return the table `name` untyped: every value a string, the empty string for what is missing."""
        if name not in self.resources:
            raise nearest(name, self.resources, "table")
        path = self.directory / self.resources[name]["path"]
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")

    def table(self, name: str) -> pd.DataFrame:
        """Return a fresh frame of the table `name`, its columns typed as the descriptor says.

        Parameters
        ----------
        name : str
            A resource of the data package, such as ``"statements"``.

        Returns
        -------
        DataFrame
            Integers as nullable ``Int64``, numbers as ``float64``, dates as ``datetime64``, the rest as strings, in which
            the empty string stands for what is missing.

        Raises
        ------
        ValueError
            If there is no such table.

        Examples
        --------
        >>> import cloudplans
        >>> str(cloudplans.load().table("statements")["deadline"].dtype)
        'Int64'
        """
        if name not in self._frames:
            frame = self.rows(name)
            for field in self.resources[name]["schema"]["fields"]:
                frame[field["name"]] = _cast(frame[field["name"]], field["type"])
            self._frames[name] = frame
        return self._frames[name].copy()


def _cast(column: pd.Series, kind: str) -> pd.Series:
    if kind == "string":
        return column
    missing = column == ""
    if kind == "number":
        return column.mask(missing, "nan").astype(_DTYPES[kind])
    if kind == "date":
        return pd.to_datetime(column.mask(missing, None), format="%Y-%m-%d")
    return pd.to_numeric(column.mask(missing, None)).astype(_DTYPES[kind])

"""Rows for other tools: plain values, None where a value is missing."""

from __future__ import annotations

from typing import Any

from cloudplans.dataset import Package, as_text, columns, nearest

text = as_text  # a value as CSV has it


def fields(package: Package, table: str) -> list[dict[str, Any]]:
    """Return the fields of a table from the descriptor.

    Raises
    ------
    ValueError
        If there is no such table, with the nearest that are.
    """
    if table not in package.resources:
        raise nearest(table, package.resources, "table")
    return package.resources[table]["schema"]["fields"]


def key(package: Package, table: str) -> list[str]:
    """Return the columns of a table's primary key."""
    return package.resources[table]["schema"]["primaryKey"]


def plain(package: Package, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries of str, int, float, date and None.

    A missing text, empty in the tables, is None here; in a column of the primary key an empty text is a value and stays.

    Examples
    --------
    >>> import cloudplans
    >>> row = next(row for row in plain(cloudplans.load(), "plans") if row["plan_id"] == "guangdong-2014")
    >>> row["plan_id"], row["issued"], row["note_en"]
    ('guangdong-2014', datetime.date(2014, 4, 11), None)
    """
    kept = set(key(package, table))
    typed = {
        field["name"]: values if field["name"] in kept else [None if value == "" else value for value in values]
        for field, values in columns(package.raw(table))
    }
    return [dict(zip(typed, line, strict=True)) for line in zip(*typed.values(), strict=True)]

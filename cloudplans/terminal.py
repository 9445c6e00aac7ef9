"""What the command line prints: tables with lines and wrapped cells where a person looks on, plain text and data elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import pandas as pd

from cloudplans import arrival
from cloudplans.cells import Table, cell
from cloudplans.codebook import Description
from cloudplans.text import width

_NARROWEST = 14  # columns of the terminal that a cell needs to be read
_GAP = 3


def print_frame(frame: pd.DataFrame, form: str, columns: Sequence[str] | None = None, lang: str = "en") -> None:
    """Print a frame to standard output.

    Parameters
    ----------
    frame : DataFrame
        What to print.
    form : {"table", "csv", "json"}
        A table for people; or every column as CSV or as a JSON list of records.
    columns : sequence of str, optional
        The columns of the table; by default all.
    lang : {"en", "zh"}
        Language of the headings.
    """
    if form != "table":
        arrival.data()
    if form == "csv":
        sys.stdout.write(frame.to_csv(index=False))
    elif form == "json":
        print(frame.to_json(orient="records", force_ascii=False, indent=1, date_format="iso"))
    else:
        print_table(Table(frame, columns or list(frame.columns), lang))


def print_table(table: Table) -> None:
    """Print a table: ruled where standard output is a terminal, a record a block where it is too narrow, plain elsewhere."""
    if not sys.stdout.isatty():
        print(table)
        return
    columns = zip(*table.cells(), strict=True)
    needed = sum(min(max(map(width, column)), _NARROWEST) + _GAP for column in columns)
    if needed > shutil.get_terminal_size().columns:
        print("\n\n".join(_blocks(table)))
    elif console := _console():
        console.print(_ruled(table))
    else:
        print(table)


def print_description(found: Description) -> None:
    """Print what a name stands for; its tables as `print_table` does."""
    if not sys.stdout.isatty():
        print(found)
        return
    for entry in found.entries:
        print(f"{entry.title} ({entry.kind})")
        for label, value in entry.facts:
            print(f"  {label}: {cell(value)}")
        for heading, frame in entry.tables:
            print(f"\n{heading}")
            print_table(Table(frame, list(frame.columns), found.lang))
        print()


def _blocks(table: Table) -> list[str]:
    headings, *rows = table.cells()
    return ["\n".join(f"{heading}: {words}" for heading, words in zip(headings, row, strict=True)) for row in rows]


def _console() -> Any:
    """Return what draws tables, None where it is not installed (the extra `shell`) or the terminal is a simple one."""
    if find_spec("rich") is None or os.environ.get("TERM") == "dumb":
        return None
    from rich.console import Console

    return Console(highlight=False)


def _ruled(table: Table) -> Any:
    from rich import box
    from rich.table import Table as Ruled
    from rich.text import Text

    headings, *rows = table.cells()
    ruled = Ruled(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, right in zip(headings, table.numeric(), strict=True):
        ruled.add_column(Text(heading), justify="right" if right else "left", overflow="fold")
    for row in rows:
        ruled.add_row(*map(Text, row))  # as text: square brackets of the plans are no markup
    return ruled

"""What the command line prints: tables with lines and wrapped cells where a person looks on, plain text and data elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import pandas as pd

from cloudplans.dataset import LAYERS, Dataset, nearest
from cloudplans.display.codebook import Description
from cloudplans.display.formatting import shown
from cloudplans.display.html_table import Table, cell
from cloudplans.display.passages import Evidence
from cloudplans.text import visible, width, write_output

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
    if form == "csv":
        write_output(frame.to_csv(index=False))
    elif form == "json":
        write_output(frame.to_json(orient="records", force_ascii=False, indent=1, date_format="iso") + "\n")
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


_STATEMENT = (
    "statement_id", "region", "indicator", "label", "kind", "scope", "deadline", "figure", "reading", "hedge", "status",
    "note_zh", "note_en",
)  # fmt: skip
_REPORTED = ("evidence_tier", "relation", "measured_en", "address", "caveat_zh", "caveat_en")
_UNCHECKED = "reported on public pages, not checked: no passage of a text stands behind it"
_NO_TEXTS = "the texts are not at hand: give --sources DIR to see the passages"


def show(data: Dataset, name: str, sources: str | None = None) -> list[str]:
    """Print the record with an id, and its evidence; in its passage where the texts are at hand.

    Parameters
    ----------
    data : Dataset
        The data set.
    name : str
        The id of a statement, a goal, an instrument, a project or a reported figure.
    sources : str, optional
        Folder of the plan texts.

    Returns
    -------
    list of str
        What is to be said besides, on standard error.

    Raises
    ------
    ValueError
        If no record has the id, with the nearest that do.

    Examples
    --------
    >>> import cloudplans
    >>> show(cloudplans.load(), "hubei-2016.cloud-server")
    Traceback (most recent call last):
    ValueError: no record 'hubei-2016.cloud-server'; nearest: hubei-2016.cloud-servers, ...
    """
    statements = data.statements()
    known = list(statements["statement_id"])
    if name in known:
        return _statement(data, statements, name, sources)
    for layer, key in LAYERS.items():
        frame = getattr(data, layer)()
        if name in (ids := list(frame[key])):
            _print(frame[frame[key] == name].iloc[0])
            return _evidence(data, name, sources)
        known += ids
    reported = data.unverified()
    if name in (ids := list(reported["reported_id"])):
        return _lower(data, reported, name)
    raise nearest(name, known + ids, "record")


def _print(row: pd.Series, names: tuple[str, ...] = ()) -> None:
    """Print some fields of a row, by default those that say something."""
    names = names or tuple(name for name, value in row.items() if not pd.isna(value) and value != "")
    wide = max(12, *map(len, names)) + 1
    for name in names:
        print(f"{name:<{wide}}{cell(row[name])}")


def _statement(data: Dataset, frame: pd.DataFrame, name: str, sources: str | None) -> list[str]:
    row = shown(data, frame[frame["statement_id"] == name]).iloc[0]
    _print(row, _STATEMENT)
    corrections = data.corrections()
    for record in corrections[corrections["statement_id"] == name].to_dict("records"):
        words = f"{record['edition_id']}: {record['as_printed']} → {record['adopted']} ({record['basis']})"
        print(f"{'correction':<13}{visible(words)}")
    return _evidence(data, name, sources)


def _evidence(data: Dataset, name: str, sources: str | None) -> list[str]:
    texts = data.texts(sources)
    print(Evidence(data, texts, name))
    return [] if texts else [_NO_TEXTS]


def _lower(data: Dataset, reported: pd.DataFrame, name: str) -> list[str]:
    """Print a reported figure: as a statement where it is mapped to an indicator, else as it is listed, with the reason."""
    mapped = data.statements(tier="unverified")
    mapped = mapped[mapped["statement_id"] == name]
    if len(mapped):
        _print(shown(data, mapped).iloc[0], (*_STATEMENT, *_REPORTED))
    else:
        _print(reported[reported["reported_id"] == name].iloc[0])
    return [_UNCHECKED]

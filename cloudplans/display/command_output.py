"""What the command line prints: on a terminal, tables with rules and wrapped columns; elsewhere plain text, CSV or JSON."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import pandas as pd

from cloudplans.dataset import LAYERS, Dataset, coded_statements, nearest, with_readable_columns
from cloudplans.display.description import Description
from cloudplans.display.html_table import NOTHING, Table, heading, shown_value, table
from cloudplans.display.passages import Evidence
from cloudplans.export import frame_text
from cloudplans.labels import code_name, language, message, translate
from cloudplans.text import visible, width, write_output

_NARROWEST = 14  # columns of the terminal that a cell needs to be readable
_GAP = 3
_STATEMENT = (
    "statement_id", "region", "indicator", "label", "kind", "scope", "deadline", "figure", "reading", "hedge", "status",
    "note_zh", "note_en",
)  # fmt: skip
_UNVERIFIED = ("evidence_tier", "relation", "measured_en", "address", "caveat_zh", "caveat_en")
_NOT_CHECKED = message("reported on public pages, not checked: no passage of a plan text supports it")
_NO_TEXTS = message("no plan texts are available: give --sources DIR to see the passages")


def print_frame(frame: pd.DataFrame, form: str, columns: Sequence[str] | None = None) -> None:
    """Print a frame to standard output: a table for people, or every column as CSV or as a JSON list of records."""
    if form == "table":
        print_table(table(frame, columns))
    else:
        write_output(frame_text(frame, form))


def print_table(content: Table) -> None:
    """Print a table: on a terminal with rules, or one block per record where it is too narrow; elsewhere as plain text."""
    if not sys.stdout.isatty():
        print(content)
        return
    columns = zip(content.headings(), *content.rows(), strict=True)
    needed = sum(min(max(map(width, column)), _NARROWEST) + _GAP for column in columns)
    if needed > shutil.get_terminal_size().columns:
        print("\n\n".join(_blocks(content)))
    elif console := _console():
        console.print(_ruled(content))
    elif max(map(width, str(content).splitlines())) > shutil.get_terminal_size().columns:
        print("\n\n".join(_blocks(content)))
    else:
        print(content)


def print_description(description: Description) -> None:
    """Print what a name means; its tables as `print_table` does."""
    if not sys.stdout.isatty():
        print(description)
        return
    for entry in description.entries:
        print(f"{entry.title} ({entry.kind})")
        for label, value in entry.facts:
            print(f"  {label}: {shown_value(value)}")
        for title, frame in entry.tables:
            print(f"\n{title}")
            print_table(table(frame, lang=description.lang))
        print()


def _blocks(content: Table) -> list[str]:
    headings = content.headings()
    return ["\n".join(f"{head}: {words}" for head, words in zip(headings, row, strict=True)) for row in content.rows()]


def _console() -> Any:
    """Return the console of rich, or None without it (the extra `shell`) or on a dumb terminal."""
    if find_spec("rich") is None or os.environ.get("TERM") == "dumb":
        return None
    from rich.console import Console

    return Console(highlight=False)


def _ruled(content: Table) -> Any:
    from rich import box
    from rich.table import Table as Ruled
    from rich.text import Text

    ruled = Ruled(box=box.SIMPLE_HEAD, pad_edge=False)
    for words, right in zip(content.headings(), content.numeric(), strict=True):
        ruled.add_column(Text(words), justify="right" if right else "left", overflow="fold")
    for row in content.rows():
        ruled.add_row(*map(Text, row))  # as Text: square brackets in a plan are not markup
    return ruled


def show(data: Dataset, name: str, sources: str | None = None) -> list[str]:
    """Print a record with its evidence, in its passage where the plan texts are available; return remarks for standard error."""
    statements = coded_statements(data, documents="all")
    ids = list(statements["statement_id"])
    if name in ids:
        return _show_statement(data, statements[statements["statement_id"] == name], sources)
    for layer, key in LAYERS.items():
        frame = getattr(data, layer)()
        ids += list(frame[key])
        if name in set(frame[key]):
            _print_fields(frame[frame[key] == name].iloc[0])
            return _show_evidence(data, name, sources)
    unverified = data.unverified()
    if name in set(unverified["reported_id"]):
        return _show_unverified(data, unverified[unverified["reported_id"] == name])
    raise nearest(name, [*ids, *unverified["reported_id"]], "record")


def _print_fields(row: pd.Series, names: Sequence[str] = ()) -> None:
    """Print some fields of a row, one per line; by default those that have a value; in Chinese without the English notes."""
    names = names or [name for name, value in row.items() if shown_value(value) != NOTHING]
    if language() == "en":
        headed = {name: name for name in names}
    else:
        headed = {name: heading(name, language()) for name in names if not name.endswith("_en")}
    column = max(12, *map(width, headed.values())) + 1
    for name, words in headed.items():
        print(f"{words}{' ' * (column - width(words))}{shown_value(row[name])}")


def _show_statement(data: Dataset, row: pd.DataFrame, sources: str | None) -> list[str]:
    name = row["statement_id"].iloc[0]
    readable = with_readable_columns(row, data=data)
    _print_fields(readable.assign(kind=[code_name("kind", kind, language()) for kind in readable["kind"]]).iloc[0], _STATEMENT)
    corrections = data.corrections()
    for record in corrections[corrections["statement_id"] == name].to_dict("records"):
        words = f"{record['edition_id']}: {record['as_printed']} → {record['adopted']} ({record['basis']})"
        head = translate("correction", language())
        print(f"{head}{' ' * (13 - width(head))}{visible(words)}")
    return _show_evidence(data, name, sources)


def _show_evidence(data: Dataset, name: str, sources: str | None) -> list[str]:
    texts = data.texts(sources, documents="all")
    print(Evidence(data, texts, name, language()))
    return [] if texts else [translate(_NO_TEXTS, language())]


def _show_unverified(data: Dataset, listed: pd.DataFrame) -> list[str]:
    """Print an unverified figure: as a statement where it has an indicator, else as it is listed, with the reason."""
    mapped = coded_statements(data, tier="unverified")
    mapped = mapped[mapped["statement_id"] == listed["reported_id"].iloc[0]]
    if len(mapped):
        _print_fields(with_readable_columns(mapped, data=data).iloc[0], (*_STATEMENT, *_UNVERIFIED))
    else:
        _print_fields(listed.iloc[0])
    return [translate(_NOT_CHECKED, language())]

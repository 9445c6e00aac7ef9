"""Rules on indicator tables: a cell belongs to its column and unit, and the columns are where the ledger has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloudplans.text import squeeze, unspaced, visible
from cloudplans.verify.rules_and_their_input import Book, Finding, Passage, rule

STATEMENTS, EVIDENCE, COLUMNS = "statements.csv", "evidence.csv", "ledger/table_columns.csv"
_TOTAL = tuple(f"{bracket}{sign}" for bracket in "〔［[" for sign in ("", "<", ">", "≤", "≥"))
_WITH_UNIT = re.compile(r"[(（][^()（）]*[%％][^()（）]*[)）]")


@rule("table-cell", "passage")
def table_cell(book: Book, p: Passage) -> Iterator[Finding]:
    """A cell of an indicator table has the kind, period and year of its column, and its unit words belong to its row or column."""
    if not p.columns:
        return
    s, column, record = p.statement, p.column, f"{p.record}: column"
    if column is None:
        yield EVIDENCE, record, "a cell under no column of the table", "one of its columns, counted after the name of the row"
        return
    for field in ("kind", "period_start", "deadline"):
        if s[field] != column[field]:
            yield (
                STATEMENTS,
                f"{p.record}: {field}",
                s[field],
                f"{column[field]}, as column {column['column']} ({column['head']}) has it",
            )
    heads = [(row["start"], row["end"]) for row in p.evidence.get("column", [])]
    if heads != [(column["head_start"], column["head_end"])]:
        yield EVIDENCE, record, heads or "no span", f"{column['head']} at {column['head_start']}"
    head, label, value = (column["head_start"], column["head_end"]), p.evidence["label"][-1], p.evidence["value"][0]
    whole_period = p.reader.text[: p.span("value")[0]].endswith(_TOTAL)  # its unit is in the note below the table
    for unit in p.evidence.get("unit", []):
        if whole_period:
            low, high = value["end"], column["end"]
        else:
            low, high = head if _WITH_UNIT.search(column["head"]) else (label["start"], value["start"])
        if not low <= unit["start"] < unit["end"] <= high:
            yield EVIDENCE, f"{p.record}: unit", f"{unit['printed']} at {unit['start']}", f"words from {low} to {high}"


@rule("table-columns", "text")
def table_columns(book: Book, edition: str) -> Iterator[Finding]:
    """The columns of a table are numbered without gaps, and the head of each is at its place above the cells."""
    raw, tables = book.texts[edition], {}
    for row in (row for row in book.tables.get("table_columns", []) if row["edition_id"] == edition):
        record = f"{edition} {row['start']} {row['column']}"
        tables.setdefault((row["start"], row["end"]), []).append(row["column"])
        if squeeze(raw[row["head_start"] : row["head_end"]]) != squeeze(row["head"]):
            yield COLUMNS, record, row["head"], visible(unspaced(raw[row["head_start"] : row["head_end"]]))
        if not row["start"] <= row["head_start"] < row["head_end"] <= row["end"] <= len(raw):
            yield COLUMNS, record, "a head outside the table", "one inside it"
    for (start, _), numbers in tables.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield (
                COLUMNS,
                f"{edition} {start}",
                f"columns {sorted(numbers)}",
                "columns from 1 on, without gaps",
            )

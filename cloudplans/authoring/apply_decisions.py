"""Apply a user's decisions to a folder of plans: ids, bounds, evidence, names, census and arithmetic follow from them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from cloudplans.authoring.plan_folder import TABLES, Row, plain_number, read_tables, table_file, trial_copy, write_tables
from cloudplans.authoring.suggestions import accept_classes, accept_drafts, complete_indicators
from cloudplans.dataset import DRAFT, Dataset, SourceError, nearest
from cloudplans.scanner import Scanner
from cloudplans.text import (
    EVERY_YEAR,
    Reader,
    Span,
    cell_figure,
    decode,
    evidence_rows,
    find_figure,
    offset_in_id,
    quoted,
    read_bytes,
    squeeze,
    visible,
)
from cloudplans.verify import SUBJECT_REGIONS, arithmetic_result, called_for, open_book, raw_tables

_NO_RATE = ("percent", "percentage point", "year", "times", "1")  # units that 每年 before a figure does not turn into a rate
_OPEN = {"ge": "upper", "gt": "upper", "le": "lower", "lt": "lower"}
_DECISION = ("table", "row", "column", "value")


class AppliedDecisions(NamedTuple):
    """The state of a folder after its decisions were applied.

    Attributes
    ----------
    directory : Path
        The folder.
    decided, drafts, open_numerals : int
        The number of decided records, of drafts, of numerals without a class.
    undecided : int
        The number of records with a status and without an existing indicator.
    notes : tuple of str
        What somebody should look at.
    """

    directory: Path
    decided: int
    drafts: int
    open_numerals: int
    undecided: int = 0
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        without = f"{self.undecided} without an indicator, " if self.undecided else ""
        return (
            f"{self.directory}: {self.decided} records decided, {without}{self.drafts} drafts, "
            f"{self.open_numerals} numerals without a class; "
            f"`cloudplans verify --data {self.directory}` lists what is open"
        )


def apply_decisions(directory: Path | str, decisions: Path | str | None = None, *, accept: bool = False) -> AppliedDecisions:
    """Apply the decisions in a folder of plans to its tables.

    The user decides one row at a time: `indicator_id`, `kind`, `scope`, `label`, `status` of a statement, `class` of a numeral. What
    follows from it is written here: the id (plan.indicator.year), the region, the unit and the bounds (read from the printed
    figure), the evidence, the name of the indicator as printed, which numerals are values of statements, the checks of
    arithmetic. An indicator of your own needs three cells, `indicator_id`, `theme` and `unit`; what is empty in its row is filled in
    from the first statement that uses it. What was decided before stays.

    Parameters
    ----------
    directory : Path
        A folder that ``cloudplans new-plan`` made.
    decisions : Path, optional
        A table of decisions (CSV: ``table,row,column,value``) to put into the folder first. `row` is the key as ``verify``
        gives it; a row that does not exist is added, one with an empty `column` is removed.
    accept : bool
        Accept every suggestion that is still open: drafts that have an indicator and a kind, and the classes of numerals.

    Returns
    -------
    AppliedDecisions
        How much is decided.

    Raises
    ------
    ValueError
        If the folder or the decisions cannot be read, or name a table or column that does not exist; nothing is written.
    cloudplans.dataset.plan_texts.SourceError
        If a text of the folder is missing or is not the pinned one; nothing is written.

    Examples
    --------
    >>> apply_decisions("/nowhere")
    Traceback (most recent call last):
    ValueError: /nowhere is not a folder of plans: it has no datapackage.json; `cloudplans new-plan` makes one
    """
    directory = Path(directory)
    tables = read_tables(directory)
    if decisions is not None:
        _enter(directory, tables, Path(decisions))
    with trial_copy(directory, tables) as data:
        texts, wrong = data.find_texts()
        own = data.own("editions")
        if missing := [line for line in wrong if line.partition(":")[0] in own]:
            raise SourceError("\n".join(missing).replace(str(data.directory), str(directory)))
        own_texts = {edition: text for edition, text in texts.items() if edition in own}
        if accept:
            accept_drafts(tables["statements"])
        complete_indicators(tables)
        update = _Update(data, tables, own_texts)
        update.run()
        if accept:
            accept_classes(tables["numerals"], own_texts)
    with trial_copy(directory, tables) as data:
        tables["arithmetic"] = _arithmetic(data, tables["arithmetic"])
    write_tables(directory, tables)
    drafts = sum(row["status"] == DRAFT for row in tables["statements"])
    waiting = sum(not row["class"] for row in tables["numerals"])
    decided = len(tables["statements"]) - drafts - update.undecided
    return AppliedDecisions(directory, decided, drafts, waiting, update.undecided, tuple(update.notes))


def _read_decisions(path: Path) -> list[Row]:
    try:
        text = decode(read_bytes(path), allow_mark=True).removeprefix("\ufeff")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header, lines = next(reader, []), [(reader.line_num, line) for line in reader]
    except (csv.Error, ValueError) as error:
        raise ValueError(f"{path} is not a table in CSV and UTF-8: {error}") from None
    if tuple(header) != _DECISION:
        raise ValueError(f"{path}: the columns are {', '.join(header) or 'none'}; expected: {', '.join(_DECISION)}")
    for number, line in lines:
        if len(line) != len(_DECISION):
            raise ValueError(f"{path}: line {number} has {len(line)} fields; {len(_DECISION)} are expected")
    return [dict(zip(_DECISION, line, strict=True)) for _, line in lines]


def _enter(directory: Path, tables: dict[str, list[Row]], path: Path) -> None:
    """Enter a table of decisions into the tables."""
    decisions = _read_decisions(path)
    resources = Dataset(directory).resources
    printed = {decision["row"] for decision in decisions if decision["column"] == "printed"}  # new statements need a figure
    for decision in decisions:
        if decision["table"] not in resources:
            raise nearest(decision["table"], resources, "table")
        schema = resources[decision["table"]]["schema"]
        columns, key = [field["name"] for field in schema["fields"]], schema["primaryKey"]
        if decision["column"] and decision["column"] not in columns:
            raise nearest(decision["column"], columns, f"column of {decision['table']}")
        rows = tables.setdefault(decision["table"], [])
        row = next((row for row in rows if " ".join(row[column] for column in key) == decision["row"]), None)
        if row is None and decision["table"] == "statements" and not _has_figure(decision["row"], rows, printed):
            raise nearest(decision["row"], (row["statement_id"] for row in rows), "row of statements")
        if row is None:
            row = _added(rows, columns, key, decision["row"], path)
        if decision["column"]:
            row[decision["column"]] = decision["value"]
        else:
            rows.remove(row)


def _has_figure(name: str, rows: list[Row], printed: set[str]) -> bool:
    """Tell whether a new statement has a figure: stated in the decisions, or that of the row whose id it extends."""
    return name in printed or any(name.startswith(row["statement_id"] + ".") for row in rows)


def _added(rows: list[Row], columns: list[str], key: list[str], name: str, path: Path) -> Row:
    """Add a row; one whose id extends another's (``plan.at-12.b``) starts as a copy of it."""
    parts = name.split(" ", len(key) - 1)
    if len(parts) != len(key):
        raise ValueError(f"{path}: {quoted(name)} is not a key; expected: {' '.join(key)}")
    stem = next((row for row in rows if len(key) == 1 and name.startswith(row[key[0]] + ".")), {})
    row = dict.fromkeys(columns, "") | stem | dict(zip(key, parts, strict=True))
    rows.append(row)
    return row


def _arithmetic(data: Dataset, rows: list[Row]) -> list[Row]:
    """Return the checks of arithmetic with those that the folder's statements need, each with its result."""
    book, plans = open_book(raw_tables(data), {}), data.own("plans")
    checks = {row["check_id"]: row for row in rows if row["rule"] not in ("share", "stages", "step")}
    notes = {row["check_id"]: {"note_zh": row["note_zh"], "note_en": row["note_en"]} for row in rows}
    for name, rule, ids in called_for(book):
        if name.partition(".")[0] in plans:
            row = {"check_id": name, "rule": rule, "statement_ids": " ".join(ids)}
            checks[name] = row | {"result": str(arithmetic_result(book, row))} | notes.get(name, {})
    return list(checks.values())


def _doubts(row: Row, indicator: Row, readers: Mapping[str, Reader], figures: Iterable[tuple[str, Span]]) -> list[str]:
    """Return what somebody should look at in a decision: another unit than was scanned, a yearly figure, a label that is not in the text."""
    name, unit, doubts = row["statement_id"], indicator["unit"], []
    whole = unit.removesuffix("/year")
    if row["unit"] and row["unit"] not in (unit, whole) and (row["unit"], unit) != ("ratio", "1"):
        doubts.append(f"{name}: scanned as {row['unit']}, and {row['indicator_id']} is in {unit}: is it the same thing?")
    for edition, span in figures:
        reader = readers[edition]
        start, end = reader.place(*span)
        if EVERY_YEAR in reader.text[reader.clause(start).start : start] and unit == whole and unit not in _NO_RATE:
            doubts.append(
                f"{name}: the text says {EVERY_YEAR}, a figure per year; {row['indicator_id']} is in {unit}, not in {unit}/year"
            )
        for word in filter(None, row["label"].split("…")):
            if not reader.nearest(squeeze(word), start, end):
                doubts.append(
                    f"{name}: the label {visible(word)} is not in {edition}; give the text's own words, parts joined by …"
                )
    return doubts


class _Update:
    """The tables of a folder with what is needed to bring them up to date."""

    def __init__(self, data: Dataset, tables: dict[str, list[Row]], texts: Mapping[str, str]) -> None:
        self.tables = tables
        for name in TABLES:
            tables.setdefault(name, [])
        self.book = open_book(raw_tables(data), texts)
        self.readers, self.indicators = self.book.readers, self.book.indicators
        self.labels = {(row["label"], row["indicator_id"]) for row in self.book.tables["labels"]}
        self.plans = {row["plan_id"]: row for row in tables["plans"]}
        self.undecided, self.notes = 0, []

    @cached_property
    def deadlines(self) -> dict[str, Callable[[Span], tuple[Span, int | None] | None]]:
        """For each edition, which phrase gives the year of a figure; by the scanner, as in the drafts."""
        scanner = Scanner()
        return {edition: scanner.deadline_span(reader.reading.raw) for edition, reader in self.readers.items()}

    @cached_property
    def values(self) -> dict[str, list[tuple[str, Span]]]:
        """The figures of each statement: edition and raw span, as in the evidence."""
        values = defaultdict(list)
        for row in self.tables["evidence"]:
            if row["role"] == "value" and row["edition_id"] in self.readers:
                values[row["statement_id"]].append((row["edition_id"], Span(int(row["start"]), int(row["end"]))))
        return values

    def run(self) -> None:
        """Apply every decision."""
        evidence, renamed = [], {}
        names = {row["statement_id"] for row in self.tables["statements"]}
        for row in self.tables["statements"]:
            old, figures = row["statement_id"], self._figures(row)
            if row["status"] != DRAFT and row["indicator_id"] not in self.indicators:
                self.undecided += 1
                if row["indicator_id"]:
                    self.notes.append(f"{old}: {nearest(row['indicator_id'], self.indicators, 'indicator')}")
            elif row["status"] != DRAFT:
                self.notes += _doubts(row, self.indicators[row["indicator_id"]], self.readers, figures)
                self._fill_in(row, figures)
                new = self._name(row, names, figures)
                names, renamed[old] = names - {old} | {new}, new
                row["statement_id"] = new
            for edition, span in figures:
                around = self.book.table_around(edition, span.start)
                evidence += evidence_rows(self.readers[edition], row, edition, span, self.deadlines[edition](span), around)
        elsewhere = [r for r in self.tables["evidence"] if r["edition_id"] not in self.readers]
        self.tables["evidence"] = evidence + elsewhere
        for row in self.tables["corrections"]:
            row["statement_id"] = renamed.get(row["statement_id"], row["statement_id"])
        self._census()

    def _figures(self, row: Row) -> list[tuple[str, Span]]:
        """Return where the figure of a statement is: as recorded, else at the offset in its id."""
        if row["statement_id"] in self.values:
            return self.values[row["statement_id"]]
        at, edition = offset_in_id(row["statement_id"]), self.plans.get(row["plan_id"], {}).get("edition_id", "")
        if at is None or edition not in self.readers:
            return []
        span = find_figure(self.readers[edition], at, row["printed"])
        return [(edition, span)] if span else []

    def _figure_in_full(self, row: Row, figures: Iterable[tuple[str, Span]]) -> str:
        """Return the figure to read: that of a cell of a table with the words of its unit, which are elsewhere."""
        for edition, span in figures:
            if columns := self.book.table_around(edition, span.start):
                rows = evidence_rows(self.readers[edition], row, edition, span, None, columns)
                return cell_figure(squeeze(row["printed"]), next((r["printed"] for r in rows if r["role"] == "unit"), ""))
        return row["printed"]

    def _fill_in(self, row: Row, figures: Iterable[tuple[str, Span]]) -> None:
        """Fill in what follows from the indicator: region, unit and bounds; record its name as printed."""
        indicator, plan = self.indicators[row["indicator_id"]], self.plans.get(row["plan_id"], {})
        own = row["region_id"] or plan.get("region_id", "")
        row["region_id"] = SUBJECT_REGIONS.get(indicator["subject"], own)
        row["unit"] = indicator["unit"]
        try:
            quantity = self.book.read(self._figure_in_full(row, figures), row["unit"])
        except ValueError as error:
            self.notes.append(
                f"{row['statement_id']}: {visible(str(error))}; choose another indicator, or add a row for the printed word to the "
                f"folder's {table_file('units')} (printed,unit,factor), its unit {row['unit']}"
            )
        else:
            if row["status"] != "corrected":
                bounds = {"lower": plain_number(quantity.low), "upper": plain_number(quantity.high)}
                row |= bounds | ({_OPEN[row["comparator"]]: ""} if row["comparator"] in _OPEN else {})
        name = "…".join(squeeze(part) for part in row["label"].split("…"))
        if name and (name, row["indicator_id"]) not in self.labels:
            self.labels.add((name, row["indicator_id"]))
            self.tables["labels"].append({"label": name, "indicator_id": row["indicator_id"], "variant": ""})

    def _name(self, row: Row, taken: set[str], figures: Iterable[tuple[str, Span]]) -> str:
        """Return the id: plan, indicator and year; the figure's offset is added where another statement has that id."""
        old = row["statement_id"]
        stem = ".".join(filter(None, (row["plan_id"], row["indicator_id"], row["deadline"])))
        if old == stem or old.startswith(stem + "."):
            return old
        if stem not in taken:
            return stem
        return f"{stem}.at-{next((span.start for _, span in figures), 0)}"

    def _census(self) -> None:
        """List each numeral that is not a statement's value; one that became a value is removed."""
        listed = {(row["edition_id"], row["start"]): row for row in self.tables["numerals"]}
        values = defaultdict(list)
        for row in self.tables["evidence"]:
            if row["role"] == "value":
                values[row["edition_id"]].append((int(row["start"]), int(row["end"])))
        rows = [row for row in self.tables["numerals"] if row["edition_id"] not in self.readers]
        for edition, reader in self.readers.items():
            for token in reader.reading.numerals:
                if not any(low <= token.start and token.end <= high for low, high in values[edition]):
                    key = edition, str(token.start)
                    new = {"edition_id": edition, "start": key[1], "end": str(token.end), "token": token.token}
                    rows.append(listed.get(key) or new | {"class": "", "reason": ""})
        self.tables["numerals"] = rows

"""A reader's decisions carried through a folder of plans: ids, bounds, evidence, names, census and arithmetic follow them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from cloudplans.authoring import plan_folder
from cloudplans.dataset import DRAFT, Dataset, SourceError, nearest
from cloudplans.intake import content, decoded
from cloudplans.text import Reader, Span, evidence_rows, find_figure, placed, squeeze, visible
from cloudplans.verify import SUBJECT_REGIONS, arithmetic_result, called_for, open_book, raw_tables

Row = dict[str, str]
_NO_RATE = ("percent", "percentage point", "year", "times", "1")  # what 每年 before a figure does not make a rate of
_OPEN = {"ge": "upper", "gt": "upper", "le": "lower", "lt": "lower"}
_DECISION = ("table", "row", "column", "value")


class Settled(NamedTuple):
    """What stands in a folder after its decisions were carried through: decided records, drafts, numerals without a class.

    `undecided` counts the records that have a status and no indicator that there is; `notes` say what a person should look at.
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
            f"`cloudplans verify --data {self.directory}` names what is open"
        )


def settle(directory: Path | str, decisions: Path | str | None = None) -> Settled:
    """Carry the decisions in a folder of plans through its tables.

    A person decides in one row: `indicator_id`, `kind`, `scope`, `label`, `status` of a statement, `class` of a numeral. What
    follows from it is written here: the id (plan.indicator.year), the region, the unit and the bounds (read from the figure as
    printed), the spans of evidence, the name of the indicator as the text prints it, a numeral that is a statement's value
    now or no more, the checks of arithmetic. Nothing is decided; what was settled before stays as it is.

    Parameters
    ----------
    directory : Path
        A folder that ``cloudplans new-plan`` made.
    decisions : Path, optional
        A table of decisions (``table,row,column,value``, CSV) to be put into the folder first. `row` is the key as ``verify``
        names it; a row that is not there is added, one with an empty `column` is taken out.

    Returns
    -------
    Settled
        How much is decided.

    Raises
    ------
    ValueError
        If the folder or the decisions cannot be read, or name a table or column that there is not.
    cloudplans.dataset.plan_texts.SourceError
        If a text of the folder is missing or not the pinned one.

    Examples
    --------
    >>> settle("/nowhere")
    Traceback (most recent call last):
    ValueError: /nowhere is no folder of plans: it has no datapackage.json; `cloudplans new-plan` makes one
    """
    directory = Path(directory)
    with plan_folder.changing(directory) as tables:
        if decisions is not None:
            _apply(directory, tables, Path(decisions))
        data = _as_if(directory, tables)
        texts, wrong = data.find_texts()
        own = data.own("editions")
        if missing := [line for line in wrong if line.partition(":")[0] in own]:
            raise SourceError("\n".join(missing))
        desk = _Desk(data, tables, {edition: text for edition, text in texts.items() if edition in own})
        desk.settle()
        tables["arithmetic"] = _arithmetic(_as_if(directory, tables), tables["arithmetic"])
        plan_folder.change(directory, tables)
    left = sum(row["status"] == DRAFT for row in tables["statements"])
    waiting = sum(not row["class"] for row in tables["numerals"])
    decided = len(tables["statements"]) - left - desk.undecided
    return Settled(directory, decided, left, waiting, desk.undecided, tuple(desk.notes))


def _as_if(directory: Path, tables: Mapping[str, list[Row]]) -> Dataset:
    """Return the data set that the folder makes with these tables, none of which is written yet."""
    data = Dataset(directory)
    data.folders[0].staged = {name: plan_folder.written(name, rows).encode("utf-8") for name, rows in tables.items()}
    return data


def _apply(directory: Path, tables: dict[str, list[Row]], path: Path) -> None:
    """Put a table of decisions into the tables."""
    try:
        reader = csv.DictReader(io.StringIO(decoded(content(path), mark=True).removeprefix("\ufeff"), newline=""), strict=True)
        names, lines = tuple(reader.fieldnames or ()), list(reader)
    except csv.Error as error:
        raise ValueError(f"{path} is no table in CSV: {error}") from None
    if names != _DECISION:
        raise ValueError(f"{path}: the columns are {', '.join(names) or 'none'}; expected: {', '.join(_DECISION)}")
    resources = Dataset(directory).resources
    printed = {
        line["row"] for line in lines if line["column"] == "printed"
    }  # a figure is never made up: its row says what is printed
    for line in lines:
        if line["table"] not in resources:
            raise nearest(line["table"], resources, "table")
        schema = resources[line["table"]]["schema"]
        columns, key = [field["name"] for field in schema["fields"]], schema["primaryKey"]
        if line["column"] and line["column"] not in columns:
            raise nearest(line["column"], columns, f"column of {line['table']}")
        rows = tables.setdefault(line["table"], [])
        held = next((row for row in rows if " ".join(row[column] for column in key) == line["row"]), None)
        if held is None and line["table"] == "statements" and not _known(line["row"], rows, printed):
            raise nearest(line["row"], (row["statement_id"] for row in rows), "row of statements")
        if held is None:
            held = _added(rows, columns, key, line["row"], path)
        if line["column"]:
            held[line["column"]] = line["value"]
        else:
            rows.remove(held)


def _known(name: str, rows: list[Row], printed: set[str]) -> bool:
    """Tell whether a new statement has a figure: printed by the decisions, or that of the row whose id it goes on from."""
    return name in printed or any(name.startswith(row["statement_id"] + ".") for row in rows)


def _added(rows: list[Row], columns: list[str], key: list[str], name: str, path: Path) -> Row:
    """Add a row; one whose id goes on from another's (``plan.at-12.b``) starts as a copy of it."""
    parts = name.split(" ", len(key) - 1)
    if len(parts) != len(key):
        raise ValueError(f"{path}: {name!r} is no key; expected: {' '.join(key)}")
    stem = next((row for row in rows if len(key) == 1 and name.startswith(row[key[0]] + ".")), {})
    row = dict.fromkeys(columns, "") | stem | dict(zip(key, parts, strict=True))
    rows.append(row)
    return row


def _arithmetic(data: Dataset, rows: list[Row]) -> list[Row]:
    """Return the checks of arithmetic with those that the folder's statements call for, each with what comes out."""
    book, plans = open_book(raw_tables(data), {}), data.own("plans")
    made = {row["check_id"]: row for row in rows if row["rule"] not in ("share", "stages", "step")}
    notes = {row["check_id"]: {"note_zh": row["note_zh"], "note_en": row["note_en"]} for row in rows}
    for name, rule, ids in called_for(book):
        if name.partition(".")[0] in plans:
            row = {"check_id": name, "rule": rule, "statement_ids": " ".join(ids)}
            made[name] = row | {"result": str(arithmetic_result(book, row))} | notes.get(name, {})
    return list(made.values())


def _doubts(row: Row, indicator: Row, readers: Mapping[str, Reader], figures: Iterable[tuple[str, Span]]) -> list[str]:
    """Return what about a decision a person should look at: another unit than was scanned, 每年, a name that is not printed."""
    name, unit, said = row["statement_id"], indicator["unit"], []
    whole = unit.removesuffix("/year")
    if row["unit"] and row["unit"] not in (unit, whole) and (row["unit"], unit) != ("ratio", "1"):
        said.append(f"{name}: scanned as {row['unit']}, and {row['indicator_id']} is in {unit}: is it the same thing?")
    for edition, span in figures:
        reader = readers[edition]
        start, end = reader.place(*span)
        if "每年" in reader.text[reader.clause(start).start : start] and unit == whole and unit not in _NO_RATE:
            said.append(f"{name}: the text says 每年, a figure a year; {row['indicator_id']} is in {unit}, not in {unit}/year")
        for word in filter(None, row["label"].split("…")):
            if not reader.nearest(squeeze(word), start, end):
                said.append(
                    f"{name}: the label {visible(word)} is not printed in {edition}; give the text's own words, parts joined by …"
                )
    return said


class _Desk:
    """The tables of a folder with what is needed to settle them."""

    def __init__(self, data: Dataset, tables: dict[str, list[Row]], texts: Mapping[str, str]) -> None:
        self.tables = tables
        for name in plan_folder.TABLES:
            tables.setdefault(name, [])
        self.book = open_book(raw_tables(data), texts)
        self.readers, self.indicators = self.book.readers, self.book.indicators
        self.labels = set(self.book.labels)
        self.plans = {row["plan_id"]: row for row in tables["plans"]}
        self.undecided, self.notes = 0, []

    @cached_property
    def values(self) -> dict[str, list[tuple[str, Span]]]:
        """The figures of each statement: edition and raw span, as the evidence has them."""
        found = defaultdict(list)
        for row in self.tables["evidence"]:
            if row["role"] == "value" and row["edition_id"] in self.readers:
                found[row["statement_id"]].append((row["edition_id"], Span(int(row["start"]), int(row["end"]))))
        return found

    def settle(self) -> None:
        """Carry every decision through."""
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
                self._follow(row)
                new = self._name(row, names, figures)
                names, renamed[old] = names - {old} | {new}, new
                row["statement_id"] = new
            for edition, span in figures:
                evidence += evidence_rows(self.readers[edition], row, edition, span)
        elsewhere = [r for r in self.tables["evidence"] if r["edition_id"] not in self.readers]
        self.tables["evidence"] = evidence + elsewhere
        for row in self.tables["corrections"]:
            row["statement_id"] = renamed.get(row["statement_id"], row["statement_id"])
        self._census()

    def _figures(self, row: Row) -> list[tuple[str, Span]]:
        """Return where the figure of a statement stands: as recorded, else at the place that its id names."""
        if row["statement_id"] in self.values:
            return self.values[row["statement_id"]]
        at, edition = placed(row["statement_id"]), self.plans.get(row["plan_id"], {}).get("edition_id", "")
        if at is None or edition not in self.readers:
            return []
        span = find_figure(self.readers[edition], at, row["printed"])
        return [(edition, span)] if span else []

    def _follow(self, row: Row) -> None:
        """Fill in what follows from the indicator: region, unit and bounds; its printed name is recorded."""
        indicator, plan = self.indicators[row["indicator_id"]], self.plans.get(row["plan_id"], {})
        own = row["region_id"] or plan.get("region_id", "")
        row["region_id"] = SUBJECT_REGIONS.get(indicator["subject"], own)
        row["unit"] = indicator["unit"]
        try:
            quantity = self.book.read(row["printed"], row["unit"])
        except ValueError as error:
            self.notes.append(
                f"{row['statement_id']}: {visible(str(error))}; choose another indicator, or give the printed word a row in the folder's "
                f"lexicon/units.csv (printed,unit,factor), its unit {row['unit']}"
            )
        else:
            if row["status"] != "corrected":
                bounds = {"lower": f"{quantity.low:.15g}", "upper": f"{quantity.high:.15g}"}
                row |= bounds | ({_OPEN[row["comparator"]]: ""} if row["comparator"] in _OPEN else {})
        name = "…".join(squeeze(part) for part in row["label"].split("…"))
        if name and name not in self.labels:
            self.labels.add(name)
            self.tables["labels"].append({"label": name, "indicator_id": row["indicator_id"], "variant": ""})

    def _name(self, row: Row, taken: set[str], figures: Iterable[tuple[str, Span]]) -> str:
        """Return the id that tells plan, indicator and year; the figure's place is added where it needs a word more."""
        old = row["statement_id"]
        stem = ".".join(filter(None, (row["plan_id"], row["indicator_id"], row["deadline"])))
        if old == stem or old.startswith(stem + "."):
            return old
        if stem not in taken:
            return stem
        return f"{stem}.at-{next((span.start for _, span in figures), 0)}"

    def _census(self) -> None:
        """List each numeral that is no statement's value; one that became a value is listed no more."""
        held: dict[tuple[str, str], Row] = {(row["edition_id"], row["start"]): row for row in self.tables["numerals"]}
        claimed = defaultdict(list)
        for row in self.tables["evidence"]:
            if row["role"] == "value":
                claimed[row["edition_id"]].append((int(row["start"]), int(row["end"])))
        listed = [row for row in self.tables["numerals"] if row["edition_id"] not in self.readers]
        for edition, reader in self.readers.items():
            for token in reader.reading.numerals:
                if not any(low <= token.start and token.end <= high for low, high in claimed[edition]):
                    key = edition, str(token.start)
                    new = {"edition_id": edition, "start": key[1], "end": str(token.end), "token": token.token}
                    listed.append(held.get(key) or new | {"class": "", "reason": ""})
        self.tables["numerals"] = listed

"""Plant one mistake at a time in every table, as `verify` reads it, and count how many it notices, by table and kind of change."""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from cloudplans.dataset import Dataset, RawTable, SourceError, load, read_context
from cloudplans.verify import RULES, Book, check_statement, open_book, raw_tables

# Rules that would notice a change for a reason that a real mistake does not give: the record of changes is completed after each
# change, and the table of targets is written again from the others.
_LEFT_OUT = {"changes", "retired", "descriptor"}
_DERIVED = "targets"
APPROVAL = "approved-wording"  # compares with what was approved, where nothing else can show the mistake
# Tables that no rule on statements or texts reads.
_OF_REPORTS = {name for rule in RULES.values() if rule.scope == "reports" for name in rule.of} | {
    "work_reports",
    "work_report_subjects",
}
_APART = re.compile(
    r"series|outcomes|reported|vintages|sense|glossary|changes|terms|policy_\w+_[ab]|policy_recoded|translations|approved_wordings|nouns|words|idioms"
)
_KINDS = {  # kind of change by the name of the column; other columns: codes, keys and wording
    "value": r"value|lower|upper|value_as_read|factor|count|value_stated|figure|as_stated|expected|scale",
    "unit": r"unit|unit_as_read|unit_stated|counted",
    "year": r"year|deadline|period|period_start|period_end|issued|as_of|first_year|last_year|years_stated|year_.*",
    "vintage": r"vintage|vintage_as_read",
    "place": r"region_id|place_id|parent_id|adcode|iso_code|places",
    "link": r"\w+_ids?|indicator_\w|address|sources?|source_doc|upper_measure|bears_on|passage|sha256|file|read_from|relation_to|basis_ids",
    "verdict": r"verdict|relation|upper_relation|result|decision",
    "span": r"start|end|count_at",
    "printed words": r"printed|as_printed|adopted|label|token|heading|title_zh|issuer_zh|document_no|measured_zh|name|level_printed|hedge_printed|verb",
}
_WORDING = re.compile(
    r".*_(en|zh)|note|reason|caveat|question|meaning|description|english|origin|reliability|definition.*|pinyin"
)
KINDS = (*_KINDS, "code", "wording", "other words", "dropped row")


class Mistake(NamedTuple):
    """One mistake: its table, its kind, what was changed, and the table with it."""

    table: str
    kind: str
    what: str
    changed: RawTable


def kind_of(field: Mapping[str, Any]) -> str:
    """Return the kind of a change in a column."""
    name = field["name"]
    for kind, names in _KINDS.items():
        if re.fullmatch(names, name):
            return kind
    if "enum" in field.get("constraints", {}):
        return "code"
    return "wording" if _WORDING.fullmatch(name) else "other words"


def _another(value: str, field: Mapping[str, Any], column: list[str], chance: random.Random) -> str | None:
    """Return another plausible value of a column: a code, a neighbouring year, another digit, the value of another row."""
    allowed = field.get("constraints", {}).get("enum") or sorted({*column} - {""})
    others = [other for other in allowed if other != value]
    if field["type"] == "date" and value:
        return date.fromisoformat(value).replace(year=int(value[:4]) + chance.choice((-1, 1))).isoformat()
    if value and (field["type"] in ("integer", "number") or kind_of(field) == "value") and any(map(str.isdigit, value)):
        return _shifted(value, field, chance)
    return chance.choice(others) if others else value[:-1] or None


def _shifted(value: str, field: Mapping[str, Any], chance: random.Random) -> str:
    if kind_of(field) in ("year", "span"):
        return (
            str(int(value) + chance.choice((-1, 1)))
            if value.isdigit()
            else re.sub(r"\d$", lambda m: str((int(m[0]) + 1) % 10), value)
        )
    place = chance.choice([at for at, letter in enumerate(value) if letter.isdigit()])
    first = place == 0 and len(value) > 1
    digit = chance.choice([d for d in "0123456789" if d != value[place] and not (first and d == "0")])
    return value[:place] + digit + value[place + 1 :]


def _in_order(table: RawTable, lines: list[list[str]]) -> RawTable:
    """Return the table with its rows sorted by the key, as somebody who makes a mistake leaves them."""
    kinds = {field["name"]: field["type"] for field in table.fields}
    at = [(table.header.index(name), kinds[name]) for name in table.key]

    def order(line: list[str]) -> list[Any]:
        return [(0, float(line[i]), "") if kind in ("integer", "number") and line[i] else (1, 0.0, line[i]) for i, kind in at]

    moved = sorted(lines, key=order)
    return table._replace(lines=moved if moved != lines and sorted(table.lines, key=order) == table.lines else lines)


def mistakes(table: RawTable, sample: int, chance: random.Random) -> Iterator[Mistake]:
    """Yield mistakes of a table: for each column `sample` values changed and one deleted, and `sample` rows dropped."""
    numbers = range(len(table.lines))
    for at, field in enumerate(table.fields):
        column = [line[at] for line in table.lines]
        filled = [number for number in numbers if column[number]]
        for number in chance.sample(filled, min(sample, len(filled))):
            value = _another(column[number], field, column, chance)
            if value is not None and value != column[number]:
                yield _mistake(table, number, at, value, kind_of(field))
        if filled and not field.get("constraints", {}).get("required"):
            yield _mistake(table, chance.choice(filled), at, "", kind_of(field))
    for number in chance.sample(numbers, min(sample, len(numbers))):
        kept = [line for place, line in enumerate(table.lines) if place != number]
        yield Mistake(table.name, "dropped row", _name(table, number), table._replace(lines=kept))


def _name(table: RawTable, number: int) -> str:
    return " ".join(table.rows[number].get(column, "") for column in table.key)


def _mistake(table: RawTable, number: int, at: int, value: str, kind: str) -> Mistake:
    lines = list(table.lines)
    old = lines[number][at]
    lines[number] = [*lines[number][:at], value, *lines[number][at + 1 :]]
    what = f"{_name(table, number)}: {table.header[at]} {old!r} → {value!r}"
    return Mistake(table.name, kind, what, _in_order(table, lines))


def noticed(mistake: Mistake, raw: Mapping[str, RawTable], book: Book) -> str:
    """Return the first rule that objects to a mistake, or nothing."""
    changed = {**raw, mistake.table: mistake.changed}
    for rule in _rules("tables"):
        alone = rule.name != "foreign-key"
        if rule.name not in _LEFT_OUT and any(
            True for _ in rule.problems({mistake.table: mistake.changed} if alone else changed)
        ):
            return rule.name
    for rule in _rules("open"):
        if any(True for _ in rule.problems(changed)):
            return rule.name
    spoiled = open_book(changed, {**book.texts, **book.report_texts}, book.context)
    if mistake.table in _OF_REPORTS:
        return next(
            (rule.name for rule in [*_rules("reports"), RULES[APPROVAL]] if any(True for _ in rule.problems(spoiled))), ""
        )
    if mistake.table not in ("sections", "cues"):  # the texts are read alike
        spoiled.__dict__["readers"] = book.readers
    return _book_objects(spoiled, mistake.table)


def _rules(scope: str) -> list[Any]:
    return [rule for rule in RULES.values() if rule.scope == scope]


def _book_objects(book: Book, table: str) -> str:
    """Return the first rule on the data set, the texts or the statements that objects; approval is asked last."""
    asked = [
        rule for rule in [*_rules("book"), *(_rules("lists") if book.context else ())] if rule.name not in (_DERIVED, APPROVAL)
    ]
    for rule in sorted(asked, key=lambda rule: table not in rule.of):
        if any(True for _ in rule.problems(book)):
            return rule.name
    if table == _DERIVED:
        return _DERIVED if any(True for _ in RULES[_DERIVED].problems(book)) else ""
    if not _APART.match(table):
        for edition in book.texts:
            for rule in _rules("text"):
                if any(True for _ in rule.problems(book, edition)):
                    return rule.name
        for statement in book.tables["statements"]:
            for problem in check_statement(book, statement, book.evidence.get(statement["statement_id"], [])):
                return problem.rule
    return APPROVAL if any(True for _ in RULES[APPROVAL].problems(book)) else ""


class Result(NamedTuple):
    """What was planted: mistakes, those that a rule derives, those that only differ from what was approved; by table or kind."""

    planted: Counter[str]
    derived: Counter[str]
    approved: Counter[str]


def run(
    dataset: Dataset, texts: Mapping[str, str], context: Any, *, sample: int = 2, seed: int = 0, only: Sequence[str] = ()
) -> tuple[Result, Result, list[str]]:
    """Plant mistakes in every table of the package.

    Parameters
    ----------
    dataset : Dataset
        The package's own data set.
    texts, context : mapping
        The plan texts and the lists of unverified figures, as for `verify`.
    sample : int
        Values changed per column, and rows dropped per table.
    seed : int
        Seed of the sample.
    only : sequence of str
        Tables; all by default.

    Returns
    -------
    tables, kinds : Result
        The mistakes and what was noticed, by table and by kind of change.
    survivors : list of str
        Each mistake that was not noticed.
    """
    raw = raw_tables(dataset)
    book = open_book(raw, texts, context)
    due = _recorded(dataset, raw)
    tables, kinds = (Result(Counter(), Counter(), Counter()) for _ in range(2))
    survivors = []
    for name in only or raw:
        table = raw[name]
        for mistake in mistakes(table, sample, random.Random(f"{seed} {name}")):
            rule = noticed(mistake, raw, book)
            if not rule and name == "changes":
                rule = "unrecorded" if _recorded(dataset, {**raw, name: mistake.changed}) != due else ""
            for result, key in ((tables, name), (kinds, mistake.kind)):
                result.planted[key] += 1
                if rule:
                    (result.approved if rule == APPROVAL else result.derived)[key] += 1
            if not rule:
                survivors.append(f"{mistake.kind}: {table.file}: {mistake.what}")
    return tables, kinds, survivors


def _recorded(dataset: Dataset, raw: Mapping[str, RawTable]) -> list[tuple[str, ...]]:
    """Return the recorded changes since the last release, which `release_changes` compares with the tables."""
    version = str(dataset.descriptor["version"]).partition("-")[0]
    fields = ("table", "key", "field", "change", "old", "new")
    return [tuple(row[name] for name in fields) for row in raw["changes"].rows if row["version"] == version]


def by_table(result: Result, files: Mapping[str, str]) -> str:
    """Return the results by table as Markdown."""
    return _lines("table", {name: f"`{files[name]}`" for name in result.planted}, result)


def by_kind(result: Result) -> str:
    """Return the results by kind of change as Markdown."""
    return _lines("kind of change", {kind: kind for kind in KINDS if result.planted[kind]}, result)


def _lines(head: str, names: Mapping[str, str], result: Result) -> str:
    rows = [(names[key], *(counts[key] for counts in result)) for key in names]
    rows.append(("all", *(sum(counts[key] for key in names) for counts in result)))
    lines = [f"| {head} | mistakes | derived again | differs from what was approved | noticed |", "|---|---:|---:|---:|---:|"]
    return "\n".join(
        [
            *lines,
            *(
                f"| {what} | {tried} | {found} | {approved} | {(found + approved) / tried:.1%} |"
                for what, tried, found, approved in rows
            ),
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    """Plant mistakes in every table; print the figures by table and by kind, and each mistake that was not noticed."""
    parser = argparse.ArgumentParser(prog="python -m cloudplans.data_quality.planted_mistakes", description=main.__doc__)
    parser.add_argument("--sources", default=os.environ.get("CLOUDPLANS_SOURCES"), help="folder of the plan texts")
    parser.add_argument(
        "--sample", type=int, default=2, help="values changed per column, and rows dropped per table (default: 2)"
    )
    options = parser.parse_args(arguments)
    if not options.sources:
        print("mutation needs the plan texts: give --sources DIR, or set CLOUDPLANS_SOURCES", file=sys.stderr)
        return 2
    dataset = load()
    try:
        texts = dataset.texts(options.sources, documents="all")
    except SourceError as error:
        print(error, file=sys.stderr)
        return 3
    tables, kinds, survivors = run(dataset, texts, read_context(options.sources), sample=options.sample)
    print(by_table(tables, {name: resource["path"] for name, resource in dataset.resources.items()}), by_kind(kinds), sep="\n\n")
    print("\n".join(["not noticed:", *survivors]) if survivors else "every mistake was noticed")
    return 0


if __name__ == "__main__":
    sys.exit(main())

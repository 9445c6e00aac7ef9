"""Does the data set hold? Every record against the rules, and against the characters of the pinned texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import cloudplans.checks.changes
import cloudplans.checks.policy
import cloudplans.checks.statements
import cloudplans.checks.texts
import cloudplans.checks.whole  # noqa: F401 - importing the modules of rules registers them
from cloudplans.checks.book import Book, Passage, Problem, Row, group, rules
from cloudplans.checks.reported import source_rows
from cloudplans.checks.tables import typed
from cloudplans.dataset import Dataset
from cloudplans.package import RawTable


@dataclass
class Outcome:
    """What `verify` found: the problems, what was checked and how much of it, and what could not be checked."""

    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    unchecked: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        lines += [f"not checked: {what}" for what in self.unchecked]
        counted = ", ".join(f"{count} {what}" for what, count in self.counts.items())
        return "\n".join([*lines, f"{len(self.problems)} problems; checked {counted}"])


def raw_tables(dataset: Dataset) -> dict[str, RawTable]:
    """Return every table of the data set as it stands in its file."""
    return {name: dataset.raw(name) for name in dataset.resources}


def passages(book: Book, statement: Row, evidence: list[Row]) -> Iterator[Passage]:
    """Yield the statement as it stands in each text at hand; without a value and a name there is nothing to read."""
    for edition, rows in group(evidence, "edition_id").items():
        roles = group(rows, "role")
        if edition in book.readers and "value" in roles:
            yield Passage(statement, edition, book.readers[edition], roles)


def check_statement(book: Book, statement: Row, evidence: list[Row]) -> Iterator[Problem]:
    """Run the rules on one statement: on its fields, then on each text that carries it."""
    for rule in rules("statement"):
        yield from rule.problems(book, statement, evidence)
    for passage in passages(book, statement, evidence):
        for rule in rules("passage"):
            yield from rule.problems(book, passage)


def check_book(book: Book) -> Iterator[Problem]:
    """Run the rules on every statement, every text at hand, and the data set as a whole."""
    for statement in book.tables["statements"]:
        yield from check_statement(book, statement, book.evidence.get(statement["statement_id"], []))
    for edition in book.texts:
        for rule in rules("text"):
            yield from rule.problems(book, edition)
    for rule in rules("book"):
        yield from rule.problems(book)


def table_problems(dataset: Dataset) -> list[Problem]:
    """Check what the descriptor says of the tables; until that holds nothing else can be told of them."""
    raw = raw_tables(dataset)
    return [problem for rule in rules("tables") for problem in rule.problems(raw)]


Context = Mapping[str, list[dict[str, str]]]


def verify(dataset: Dataset, texts: Mapping[str, str] | None = None, context: Context | None = None) -> Outcome:
    """Check a data set against the descriptor, its own sense, and the pinned texts.

    Parameters
    ----------
    dataset : Dataset
        The tables.
    texts : mapping, optional
        Edition to raw text (see `Dataset.texts`). What needs a text that is not given is counted as not checked.
    context : mapping, optional
        The lists of the reported figures (see `cloudplans.tiers.read_context`); without them their rows are not checked.

    Returns
    -------
    Outcome
        All problems, the counts of what was checked, and what could not be.

    Examples
    --------
    >>> import cloudplans
    >>> outcome = verify(cloudplans.load())
    >>> len(outcome.problems), outcome.unchecked[0]
    (0, '5 of 5 texts not at hand: their spans, census and odd characters')
    """
    return verify_tables(raw_tables(dataset), texts or {}, context)


def verify_tables(raw: Mapping[str, RawTable], texts: Mapping[str, str], context: Context | None = None) -> Outcome:
    """Check tables as they stand in their files; see `verify`."""
    outcome = Outcome()
    for rule in rules("tables"):
        outcome.problems += rule.problems(raw)
    if outcome.problems:
        outcome.unchecked.append("statements and texts, until the tables are in order")
        outcome.counts = {"tables": len(raw), "rows": sum(len(table.lines) for table in raw.values())}
        return outcome
    book = Book({name: typed(table) for name, table in raw.items()}, texts, context or {})
    outcome.problems += check_book(book)
    spans = [row for row in book.tables["evidence"] if row["edition_id"] in book.texts]
    outcome.counts = {
        "tables": len(raw),
        "rows": sum(len(table.lines) for table in raw.values()),
        "statements": len(book.tables["statements"]),
        "spans re-read": len(spans),
        "figures re-derived": sum(row["role"] == "value" for row in spans),
        "numeral tokens": sum(len(reader.reading.numerals) for reader in book.readers.values()),
        "arithmetic checks": len(book.tables["arithmetic"]),
        "texts": len(book.texts),
        "reported figures": len(book.tables["reported"]),
        "rows of their lists": len(source_rows(book)),
    }
    absent = len(book.tables["editions"]) - len(book.texts)
    if absent:
        total = len(book.tables["editions"])
        outcome.unchecked.append(f"{absent} of {total} texts not at hand: their spans, census and odd characters")
    if not context:
        outcome.unchecked.append("the lists of the reported figures are not at hand: that each row stands as it does there")
    return outcome

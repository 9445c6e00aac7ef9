"""Does the data set hold? Every record against the rules, and against the characters of the pinned texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import cloudplans.verify.change_log_rules
import cloudplans.verify.consistency_rules  # noqa: F401 - importing the modules of rules registers them
from cloudplans.dataset import DRAFT, Dataset, RawTable
from cloudplans.verify.policy_rules import unread
from cloudplans.verify.rule_register import RULES, Book, Problem, Row, group, passages, rules, set_aside
from cloudplans.verify.schema_rules import leading, typed
from cloudplans.verify.unverified_rules import source_rows

_ADJUDICATE = "decide as the rule reads the text, or give coding/adjudication.csv a row that says why not"
_PRINTED = "give the words as the text prints them, parts joined by …; empty where it prints none"
_READ = "choose an indicator in the unit of the figure, or give lexicon/units.csv a row (printed,unit,factor) for its word"
_REMEDIES = {
    **dict.fromkeys(("comparator", "deadline", "hedge", "kind"), _ADJUDICATE),
    **dict.fromkeys(("label-place", "label-belongs", "scope-place"), f"{_PRINTED}; or {_ADJUDICATE}"),
    "evidence": _PRINTED,
    **dict.fromkeys(("printed", "value"), _READ),
    "label": "lexicon/labels.csv holds the printed names: give this one its indicator there, or the statement the other indicator",
    **dict.fromkeys(
        ("comparability", "comparability-across-plans"), "give comparability.csv a row with one of the verdicts {verdicts}"
    ),
}


@dataclass
class Outcome:
    """What `verify` found: the problems, what was checked and how much of it, also by rule, and what could not be checked."""

    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    looked: dict[str, int] = field(default_factory=dict)
    unchecked: list[str] = field(default_factory=list)

    @property
    def undecided(self) -> list[Problem]:
        """The problems that wait for a person's decision."""
        waiting = {rule.name for rule in rules("open")}
        return [problem for problem in self.problems if problem.rule in waiting]

    def remedies(self, verdicts: Iterable[str]) -> list[str]:
        """Return for each kind of problem what a person can do about it, each once.

        Examples
        --------
        >>> Outcome([Problem("statements.csv", "x", "hedge", "nothing", "争取")]).remedies([])[0].partition(":")[0]
        '[hedge]'
        """
        met: dict[str, list[str]] = {}
        for name in dict.fromkeys(problem.rule for problem in self.problems):
            if name in _REMEDIES:
                met.setdefault(_REMEDIES[name].format(verdicts=", ".join(verdicts)), []).append(f"[{name}]")
        return [f"{' '.join(names)}: {remedy}" for remedy, names in met.items()]

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        lines += [f"not checked: {what}" for what in self.unchecked]
        counted = ", ".join(f"{count} {what}" for what, count in self.counts.items())
        waiting = f"{len(self.undecided)} undecided, " if self.undecided else ""
        return "\n".join([*lines, f"{waiting}{len(self.problems) - len(self.undecided)} problems; checked {counted}"])


def raw_tables(dataset: Dataset) -> dict[str, RawTable]:
    """Return every table of the data set as it stands in its file."""
    return {name: dataset.whole(name) for name in dataset.resources}


def check_statement(book: Book, statement: Row, evidence: list[Row]) -> Iterator[Problem]:
    """Run the rules on one statement: on its fields, then on each text that carries it.

    Of one without an indicator or a kind the rule `undecided` speaks; what follows from them cannot hold either.
    """
    if not (statement["indicator_id"] and statement["kind"]):
        return
    for rule in rules("statement"):
        yield from rule.problems(book, statement, evidence)
    for passage in passages(book, statement, evidence):
        for rule in rules("passage"):
            if not set_aside(book, passage, rule.name):
                yield from rule.problems(book, passage)


def check_book(book: Book) -> Iterator[Problem]:
    """Run the rules on every statement, every text at hand, and the data set as a whole."""
    for statement in book.tables["statements"]:
        yield from check_statement(book, statement, book.evidence.get(statement["statement_id"], []))
    for edition in book.texts:
        for rule in rules("text"):
            yield from rule.problems(book, edition)
    for rule in [*rules("book"), *(rules("lists") if book.context else ())]:
        yield from rule.problems(book)


def looked_at(raw: Mapping[str, RawTable], book: Book) -> dict[str, int]:
    """Count what each rule had to look at: rows, statements, statements in a text, texts; rules on lists nothing without them."""
    lines = sum(len(table.lines) for table in raw.values())
    statements = book.tables["statements"]
    held = [p for s in statements for p in passages(book, s, book.evidence.get(s["statement_id"], []))]
    sizes = {"tables": lines, "open": lines, "statement": len(statements), "text": len(book.texts)}
    for rule in RULES.values():
        if rule.scope == "passage":
            sizes[rule.name] = sum(not set_aside(book, passage, rule.name) for passage in held)
        elif rule.of:
            sizes[rule.name] = sum(len(book.tables[name]) for name in rule.of) if rule.scope == "book" or book.context else 0
    return {rule.name: sizes.get(rule.name, sizes.get(rule.scope, 0)) for rule in RULES.values()}


def of_nothing(book: Book, looked: Mapping[str, int]) -> Iterator[Problem]:
    """Yield the rules that had nothing to look at, though what they need is at hand: what holds of nothing does not hold."""
    lacking = {scope for scope, given in (("passage", book.texts), ("text", book.texts), ("lists", book.context)) if not given}
    for name, count in looked.items():
        if not count and RULES[name].scope not in lacking:
            tables = ", ".join(RULES[name].of) or "statements"
            yield Problem("datapackage.json", tables, name, "nothing to look at", "a row at least")


def table_problems(raw: Mapping[str, RawTable]) -> list[Problem]:
    """Check what the descriptor says of the tables; until that holds nothing else can be told of them."""
    return [problem for rule in rules("tables") for problem in rule.problems(raw)]


def unnamed(raw: Mapping[str, RawTable]) -> list[Problem]:
    """Return what is open of plans, editions and regions of a reader's folder: without it a plan cannot be shown."""
    files = {raw[name].file for name in ("plans", "editions", "regions")}
    return [problem for problem in RULES["undecided"].problems(raw) if problem.file in files]


Context = Mapping[str, list[dict[str, str]]]


def open_book(raw: Mapping[str, RawTable], texts: Mapping[str, str], context: Context | None = None) -> Book:
    """Return tables and texts as the rules see them: drafts are no statements, though their figures are accounted for."""
    tables = {name: typed(table) for name, table in raw.items()}
    held = group(tables["statements"], "status")
    tables["drafts"] = held.pop(DRAFT, [])
    tables["statements"] = [row for row in tables["statements"] if row["status"] != DRAFT]
    return Book(tables, texts, context or {})


def verify(dataset: Dataset, texts: Mapping[str, str] | None = None, context: Context | None = None) -> Outcome:
    """Check a data set against the descriptor, its own sense, and the pinned texts.

    Parameters
    ----------
    dataset : Dataset
        The tables.
    texts : mapping, optional
        Edition to raw text (see `Dataset.texts`). What needs a text that is not given is counted as not checked.
    context : mapping, optional
        The lists of the reported figures (see `cloudplans.dataset.unverified_figures.read_context`); without them their rows are not checked.

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


def _apart(outcome: Outcome, raw: Mapping[str, RawTable], texts: Mapping[str, str]) -> None:
    """Add what is wrong with the rows that lead somewhere; the others are set aside, with what belongs to them."""
    for rule in rules("open"):
        outcome.problems += rule.problems(raw)
    sound, total = leading(raw), outcome.counts["rows"]
    book = open_book(sound, texts)
    for statement in book.tables["statements"]:
        outcome.problems += check_statement(book, statement, book.evidence.get(statement["statement_id"], []))
    aside = total - sum(len(table.lines) for table in sound.values())
    outcome.counts |= {"statements": len(book.tables["statements"]), "rows set aside": aside}
    outcome.unchecked.append("rows that lead nowhere, texts and the data set as a whole, until every key leads to a row")


def verify_tables(
    raw: Mapping[str, RawTable], texts: Mapping[str, str], context: Context | None = None, problems: list[Problem] | None = None
) -> Outcome:
    """Check tables as they stand in their files, of which `table_problems` told these `problems` if it was asked; see `verify`."""
    outcome = Outcome(table_problems(raw) if problems is None else list(problems))
    if outcome.problems:
        outcome.counts = {"tables": len(raw), "rows": sum(len(table.lines) for table in raw.values())}
        if {problem.rule for problem in outcome.problems} == {"foreign-key"}:  # the other rows can be looked at
            _apart(outcome, raw, texts)
        else:
            outcome.unchecked.append("statements and texts, until the tables are in order")
        return outcome
    for rule in rules("open"):
        outcome.problems += rule.problems(raw)
    book = open_book(raw, texts, context)
    outcome.problems += check_book(book)
    outcome.looked = looked_at(raw, book)
    outcome.problems += of_nothing(book, outcome.looked)
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
    once = sum(row["plan_id"] in book.coded_once for row in book.tables["statements"])
    apart = {"coded once": once, "departures": len(book.departures), "drafts left out": len(book.tables["drafts"])}
    outcome.counts |= {what: count for what, count in apart.items() if count}
    if left := unread(book):
        outcome.unchecked.append(f"goals, instruments and projects of {', '.join(sorted(left))}: nobody read it for them")
    absent = len(book.tables["editions"]) - len(book.texts)
    if absent:
        total = len(book.tables["editions"])
        outcome.unchecked.append(f"{absent} of {total} texts not at hand: their spans, census and odd characters")
    if not context:
        outcome.unchecked.append("the lists of the reported figures are not at hand: that each row stands as it does there")
    return outcome

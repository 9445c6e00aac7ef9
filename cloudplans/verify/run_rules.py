"""Check every record against the rules and against the characters of the pinned texts.

The rules read each figure again by code of their own, not by the scanner's, so that an error of one does not hide in the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cloudplans.dataset import DRAFT, Dataset, RawTable
from cloudplans.verify import (
    approved_wording_rules,
    change_log_rules,
    consistency_rules,
    context_rules,
    indicator_table_rules,
    open_decision_rules,
    place_rules,
    policy_rules,
    reported_figure_rules,
    schema_rules,
    second_reading_rules,
    statement_rules,
    text_census_rules,
    whole_data_rules,
    work_report_coding_rules,
    work_report_rules,
)
from cloudplans.verify.policy_rules import plans_not_coded
from cloudplans.verify.reported_figure_rules import source_rows
from cloudplans.verify.rules_and_their_input import RULES, Book, Passage, Problem, Row, passages, rules, set_aside
from cloudplans.verify.schema_rules import leading, typed

RULE_MODULES = (  # importing a module registers its rules
    schema_rules,
    statement_rules,
    indicator_table_rules,
    second_reading_rules,
    text_census_rules,
    whole_data_rules,
    policy_rules,
    reported_figure_rules,
    open_decision_rules,
    place_rules,
    consistency_rules,
    approved_wording_rules,
    change_log_rules,
    context_rules,
    work_report_rules,
    work_report_coding_rules,
)
_ADJUDICATE = "follow the text as the rule reads it, or add a row to coding/adjudication.csv that says why not"
_PRINTED = "enter the words as printed, parts joined by …; leave it empty where the text has none"
_READ = "choose an indicator with the unit of the figure, or add a row (printed,unit,factor) to lexicon/units.csv for its word"
_REMEDIES = {
    **dict.fromkeys(("comparator", "deadline", "hedge", "kind"), _ADJUDICATE),
    **dict.fromkeys(("label-place", "label-belongs", "scope-place"), f"{_PRINTED}; or {_ADJUDICATE}"),
    "evidence": _PRINTED,
    **dict.fromkeys(("printed", "value"), _READ),
    "label": "lexicon/labels.csv lists the printed names: add this one with its indicator, or give the statement the other indicator",
    **dict.fromkeys(
        ("comparability", "comparability-across-plans"), "add a row to comparability.csv with one of the verdicts {verdicts}"
    ),
    "approved-wording": "read the wording again beside its text, then run python -m cloudplans.data_quality.approve_wordings --table TABLE",
}


@dataclass
class Outcome:
    """The problems found, what was checked and how much of it (also by rule), and what could not be checked."""

    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    examined: dict[str, int] = field(default_factory=dict)
    unchecked: list[str] = field(default_factory=list)

    @property
    def undecided(self) -> list[Problem]:
        """The problems that need a person's decision."""
        waiting = {rule.name for rule in rules("open")}
        return [problem for problem in self.problems if problem.rule in waiting]

    def remedies(self, verdicts: Iterable[str]) -> list[str]:
        """Return what a person can do about each kind of problem, each kind once.

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
    """Return every table of the data set as text, as its file has it."""
    return {name: dataset.whole(name) for name in dataset.resources}


def check_statement(book: Book, statement: Row, evidence: list[Row]) -> Iterator[Problem]:
    """Run the rules on one statement: on its fields, then on each text that contains it.

    A statement without an indicator or a kind is left to the rule `undecided`.
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
    """Run the rules on every statement, every available text, and the data set as a whole."""
    for statement in book.tables["statements"]:
        yield from check_statement(book, statement, book.evidence.get(statement["statement_id"], []))
    for edition in book.texts:
        for rule in rules("text"):
            yield from rule.problems(book, edition)
    on_reports = rules("reports") if work_report_rules.reports(book) else []
    for rule in [*rules("book"), *(rules("lists") if book.context else ()), *on_reports]:
        yield from rule.problems(book)


def available_passages(book: Book) -> list[Passage]:
    """Return every statement in every available text."""
    return [p for s in book.tables["statements"] for p in passages(book, s, book.evidence.get(s["statement_id"], []))]


def count_examined(raw: Mapping[str, RawTable], book: Book) -> dict[str, int]:
    """Count what each rule examines: rows, statements, statements in a text, or texts; without the lists, rules on them have none."""
    lines = sum(len(table.lines) for table in raw.values())
    statements = book.tables["statements"]
    available = available_passages(book)
    sizes = {"tables": lines, "open": lines, "statement": len(statements), "text": len(book.texts)}
    for rule in RULES.values():
        if rule.scope == "passage":
            sizes[rule.name] = sum(not set_aside(book, passage, rule.name) for passage in available)
        elif rule.of:
            there = rule.scope in ("book", "reports") or book.context
            sizes[rule.name] = sum(len(book.tables.get(name, [])) for name in rule.of) if there else 0
    return {rule.name: sizes.get(rule.name, sizes.get(rule.scope, 0)) for rule in RULES.values()}


def vacuous(book: Book, examined: Mapping[str, int]) -> Iterator[Problem]:
    """Yield the rules that examined nothing although their input was available: a check of no rows fails.

    Without any text of the statements there is nothing to read them in, so that rules on passages are then unchecked, not failed.
    """
    some_text_missing = len(book.texts) < len(book.tables["editions"])
    inputs = {"passage": available_passages(book) or not some_text_missing, "text": book.texts, "lists": book.context}
    inputs["reports"] = work_report_rules.reports(book)
    for name, count in examined.items():
        if not count and inputs.get(RULES[name].scope, True):
            tables = ", ".join(RULES[name].of) or "statements"
            yield Problem("datapackage.json", tables, name, "no rows to examine", "at least one row")


def table_problems(raw: Mapping[str, RawTable]) -> list[Problem]:
    """Check the tables against the descriptor; other rules need tables that pass."""
    return [problem for rule in rules("tables") for problem in rule.problems(raw)]


def unnamed(raw: Mapping[str, RawTable]) -> list[Problem]:
    """Return what is undecided about the plans, editions and regions of a user's folder; a plan cannot be shown without it."""
    files = {raw[name].file for name in ("plans", "editions", "regions")}
    return [problem for problem in RULES["undecided"].problems(raw) if problem.file in files]


Context = Mapping[str, list[dict[str, str]]]


def open_book(raw: Mapping[str, RawTable], texts: Mapping[str, str], context: Context | None = None) -> Book:
    """Return tables and texts as the rules see them: drafts are not statements, but the census counts their figures."""
    tables = {name: typed(table) for name, table in raw.items()}
    tables["drafts"] = [row for row in tables["statements"] if row["status"] == DRAFT]
    tables["statements"] = [row for row in tables["statements"] if row["status"] != DRAFT]
    of_reports = {row["plan_id"] for row in tables.get("work_reports", [])}
    plans = {name: text for name, text in texts.items() if name not in of_reports}
    return Book(tables, plans, context or {}, {name: text for name, text in texts.items() if name in of_reports})


def verify(dataset: Dataset, texts: Mapping[str, str] | None = None, context: Context | None = None) -> Outcome:
    """Check a data set against its descriptor, against itself, and against the pinned texts.

    Parameters
    ----------
    dataset : Dataset
        The tables.
    texts : mapping, optional
        Edition or work report to raw text (see `Dataset.texts`). What needs a missing text is listed as not checked.
    context : mapping, optional
        The lists of unverified figures (see `cloudplans.dataset.read_context`); without them their rows are not checked.

    Returns
    -------
    Outcome
        All problems, the counts of what was checked, and what could not be.

    Examples
    --------
    >>> import cloudplans
    >>> outcome = verify(cloudplans.load())
    >>> len(outcome.problems), outcome.counts["texts"]
    (0, 0)
    """
    return verify_tables(raw_tables(dataset), texts or {}, context)


def _check_sound_rows(outcome: Outcome, raw: Mapping[str, RawTable], texts: Mapping[str, str]) -> None:
    """Check the rows whose keys exist; rows with dangling keys, and what depends on them, are set aside."""
    for rule in rules("open"):
        outcome.problems += rule.problems(raw)
    sound, total = leading(raw), outcome.counts["rows"]
    book = open_book(sound, texts)
    for statement in book.tables["statements"]:
        outcome.problems += check_statement(book, statement, book.evidence.get(statement["statement_id"], []))
    aside = total - sum(len(table.lines) for table in sound.values())
    outcome.counts |= {"statements": len(book.tables["statements"]), "rows set aside": aside}
    outcome.unchecked.append("rows with dangling keys, texts and the data set as a whole; first make every foreign key exist")


def _counts(raw: Mapping[str, RawTable], book: Book, spans: list[Row]) -> dict[str, int]:
    """Return how much of what was checked; `spans` are the rows of evidence whose text is at hand."""
    return {
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
        "statements of work reports": len(book.tables.get("work_report_statements", [])),
        "texts of work reports": len(book.report_texts),
    }


def verify_tables(
    raw: Mapping[str, RawTable], texts: Mapping[str, str], context: Context | None = None, problems: list[Problem] | None = None
) -> Outcome:
    """Check tables as text; `problems` are those of `table_problems` if it has been called already. See `verify`."""
    outcome = Outcome(table_problems(raw) if problems is None else list(problems))
    if outcome.problems:
        outcome.counts = {"tables": len(raw), "rows": sum(len(table.lines) for table in raw.values())}
        if {problem.rule for problem in outcome.problems} == {"foreign-key"}:  # the other rows can be looked at
            _check_sound_rows(outcome, raw, texts)
        else:
            outcome.unchecked.append("statements and texts; first correct the tables")
        return outcome
    for rule in rules("open"):
        outcome.problems += rule.problems(raw)
    book = open_book(raw, texts, context)
    outcome.problems += check_book(book)
    outcome.examined = count_examined(raw, book)
    outcome.problems += vacuous(book, outcome.examined)
    spans = [row for row in book.tables["evidence"] if row["edition_id"] in book.texts]
    outcome.counts = _counts(raw, book, spans)
    once = sum(row["plan_id"] in book.coded_once for row in book.tables["statements"])
    apart = {"coded once": once, "departures": len(book.departures), "drafts left out": len(book.tables["drafts"])}
    outcome.counts |= {what: count for what, count in apart.items() if count}
    left = plans_not_coded(book)
    own = {edition for plan in book.coded_once for edition in book.editions.get(plan, [])}
    if others := left - own:  # coded twice, for their figures alone
        outcome.counts["plans not read for goals"] = len(others)
    if left := left & own:
        outcome.unchecked.append(
            f"goals, instruments and projects of {', '.join(sorted(left))}: the plan has not been read for them"
        )
    absent = len(book.tables["editions"]) - len(book.texts)
    if absent:
        total = len(book.tables["editions"])
        missing = len(book.tables["evidence"]) - len(spans)
        outcome.unchecked.append(
            f"{absent} of {total} plan texts are not available: {missing} spans, the census and the odd characters of these texts"
        )
    if (missing := len(work_report_rules.reports(book)) - len(book.report_texts)) > 0:
        outcome.unchecked.append(f"the texts of {missing} work reports are not available: their statements were not read again")
    if not context:
        count = len(book.tables["reported"])
        outcome.unchecked.append(f"the lists of unverified figures are not available: {count} rows were not compared with them")
    return outcome

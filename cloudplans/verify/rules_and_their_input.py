"""The register of rules and their input: tables as rows, texts as readers, statements in their texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from cloudplans.text import Quantity, Reader, Span, cell_number, one_line, read_quantity, squeeze, with_prefixes

Row = dict[str, Any]
ELLIPSIS = "…"
READ = {  # rules that read a field from the words around a figure; a coder may depart from them, with a reason
    "comparator": "comparator", "deadline": "deadline", "hedge": "hedge", "kind": "kind", "label-place": "label place",
    "label-belongs": "label", "scope-place": "scope", "table-cell": "column",
}  # fmt: skip


class Problem(NamedTuple):
    """One problem: file, record, rule, what was found, what was expected."""

    file: str
    record: str
    rule: str
    found: str
    expected: str

    def __str__(self) -> str:
        words = f"{self.file}: {self.record}: [{self.rule}] found {self.found}; expected {self.expected}"
        return one_line(words)


Finding = tuple[str, str, Any, Any]  # file, record, found, expected


@dataclass(frozen=True)
class Rule:
    """A rule: its name, its scope, and the function that yields its findings."""

    name: str
    # "tables", "open" (as strings), "statement" (one), "passage" (one statement in one text), "text" (one), "book", "lists" (with them), "reports" (all)
    scope: str
    check: Callable[..., Iterator[Finding]]
    of: tuple[str, ...] = ()  # the tables that a rule on the whole data set examines

    def problems(self, *arguments: Any) -> Iterator[Problem]:
        """Run the rule and yield its findings as problems."""
        for file, record, found, expected in self.check(*arguments):
            yield Problem(file, record, self.name, str(found), str(expected))


RULES: dict[str, Rule] = {}


def rule(name: str, scope: str, *of: str) -> Callable[[Callable[..., Iterator[Finding]]], Callable[..., Any]]:
    """Register a function as the rule `name`; a rule on the whole data set names the tables that it examines."""

    def register(check: Callable[..., Iterator[Finding]]) -> Callable[..., Iterator[Finding]]:
        if name in RULES:
            raise ValueError(f"two rules are named {name!r}")
        RULES[name] = Rule(name, scope, check, of)
        return check

    return register


def rules(scope: str) -> list[Rule]:
    """Return the rules of one scope."""
    return [one for one in RULES.values() if one.scope == scope]


@dataclass
class Book:
    """The tables and texts to check, with the look-ups that rules share.

    Parameters
    ----------
    tables : mapping
        Table name to typed rows: integers and numbers or None, strings otherwise.
    texts : mapping
        Edition to raw text; an edition whose text is not at hand is absent.
    context : mapping
        The lists that the reported figures are taken from, as rows of strings; empty where they are not at hand.
    report_texts : mapping
        Work report to raw text; those that are not at hand are absent.
    """

    tables: Mapping[str, list[Row]]
    texts: Mapping[str, str]
    context: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)
    report_texts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def readers(self) -> dict[str, Reader]:
        """The reader of each available text."""
        sections = group(self.tables["sections"], "edition_id")
        cues = self.tables["cues"]
        return {edition: Reader(text, sections[edition], cues, self._tables(edition)) for edition, text in self.texts.items()}

    def _tables(self, edition: str) -> list[Span]:
        """Return where the indicator tables of a text are."""
        return sorted({Span(row["start"], row["end"]) for row in self._table_columns.get(edition, [])})

    @cached_property
    def evidence(self) -> dict[str, list[Row]]:
        """The evidence of each statement."""
        return group(self.tables["evidence"], "statement_id")

    @cached_property
    def indicators(self) -> dict[str, Row]:
        """The indicators by id."""
        return {row["indicator_id"]: row for row in self.tables["indicators"]}

    @cached_property
    def all_indicators(self) -> dict[str, Row]:
        """The indicators of plans and of work reports by id; one of a plan counts where both have it."""
        return {row["indicator_id"]: row for row in self.tables.get("work_report_indicators", [])} | self.indicators

    @cached_property
    def all_stated(self) -> dict[str, list[Row]]:
        """The statements of plans and of work reports on each indicator; some of the reports are on none."""
        rows = [*self.tables["statements"], *self.tables.get("work_report_statements", [])]
        return group([row for row in rows if row["indicator_id"]], "indicator_id")

    @cached_property
    def plans(self) -> dict[str, Row]:
        """The plans by id."""
        return {row["plan_id"]: row for row in self.tables["plans"]}

    @cached_property
    def labels(self) -> dict[str, set[str]]:
        """The indicators of each printed name: 收入 alone can be the name of several."""
        return {label: {row["indicator_id"] for row in rows} for label, rows in group(self.tables["labels"], "label").items()}

    @cached_property
    def _variants(self) -> dict[tuple[str, str], str]:
        return {(row["label"], row["indicator_id"]): row["variant"] for row in self.tables["labels"]}

    def variant(self, statement: Row) -> str:
        """Return the variant of the definition that a statement's printed name has."""
        label = ELLIPSIS.join(squeeze(part) for part in statement["label"].split(ELLIPSIS))
        return self._variants.get((label, statement["indicator_id"]), "")

    @cached_property
    def names(self) -> list[str]:
        """The printed names of indicators without gaps."""
        return [label for label in self.labels if ELLIPSIS not in label]

    @cached_property
    def general_names(self) -> set[str]:
        """The names that are part of another indicator's name: 应用示范项目 alone does not say of what."""
        return {
            name
            for name in self.names
            if any(name != other and name in other and not self.labels[name] & self.labels[other] for other in self.names)
        }

    @cached_property
    def regions(self) -> dict[str, Row]:
        """The regions by their Chinese name."""
        return {row["name_zh"]: row for row in self.tables["regions"]}

    @cached_property
    def statements(self) -> dict[str, Row]:
        """The statements by id."""
        return {row["statement_id"]: row for row in self.tables["statements"]}

    @cached_property
    def editions(self) -> dict[str, list[str]]:
        """The editions of each plan."""
        return {plan: [row["edition_id"] for row in rows] for plan, rows in group(self.tables["editions"], "plan_id").items()}

    @cached_property
    def _table_columns(self) -> dict[str, list[Row]]:
        return group(self.tables.get("table_columns", []), "edition_id")

    def table_around(self, edition: str, at: int) -> dict[int, Row]:
        """Return the columns of the indicator table around the raw offset `at`, by number; none outside tables."""
        return {row["column"]: row for row in self._table_columns.get(edition, []) if row["start"] <= at < row["end"]}

    @cached_property
    def corrections(self) -> dict[tuple[str, str], Row]:
        """The corrections by statement and edition."""
        return {(row["statement_id"], row["edition_id"]): row for row in self.tables["corrections"]}

    @cached_property
    def departures(self) -> set[tuple[str, int, str]]:
        """Where a coder departs from the rules, by edition, start of the figure and field.

        They are among the adjudications: those that say so, and those that settle nothing between two codings, since neither is quoted.
        """
        rows = [row for row in self.tables["adjudication"] if row.get("departs") or not (row["coding_a"] or row["coding_b"])]
        return {(row["edition_id"], row["start"], row["field"]) for row in rows}

    @cached_property
    def coded_once(self) -> set[str]:
        """The plans without an edition in both codings."""
        both = {row["edition_id"] for row in self.tables["coding_a"]} & {row["edition_id"] for row in self.tables["coding_b"]}
        return {plan for plan in self.plans if both.isdisjoint(self.editions.get(plan, []))}

    @cached_property
    def units(self) -> dict[str, list[Row]]:
        """The unit words by unit; any counter word can count any countable thing."""
        known = {(row["printed"], row["unit"]) for row in self.tables["units"]}
        families = with_prefixes(self.tables.get("unit_families", []))
        more = [row for row in families if (row["printed"], row["unit"]) not in known]
        units = group([*self.tables["units"], *more], "unit")
        counters = [{"printed": row["word"], "factor": "1"} for row in self.tables["counters"]]
        counters.append({"printed": "", "factor": "1"})  # 标识注册总量突破5亿
        measured = set(units) | {"1"}
        own = {
            row["unit"].removesuffix("/year") for row in self.tables["indicators"]
        } - measured  # counted by a plan: scenario, chain
        for counted in own | {row["unit"] for name in ("nouns", "counters") for row in self.tables[name]}:
            units[counted] += [{**row, "unit": counted} for row in counters]
        return units

    def read(self, printed: str, unit: str) -> Quantity:
        """Read a printed figure in `unit`; see `cloudplans.text.numbers_and_units.read_quantity`. A yearly figure reads in its unit per year, too."""
        whole = unit.removesuffix("/year")
        words = self.units.get(unit, [])
        if whole != unit:
            words = [*words, *(row | {"unit": unit} for row in self.units.get(whole, []))]
        return read_quantity(squeeze(printed), words, unit)


class Passage(NamedTuple):
    """One statement in one text: statement, edition, reader, evidence by role, and the columns of the table that its value is in, if any."""

    statement: Row
    edition: str
    reader: Reader
    evidence: Mapping[str, list[Row]]
    columns: Mapping[int, Row]

    @property
    def column(self) -> Row | None:
        """The column that the value is in, by counting the cells of its row; None outside tables."""
        if not (self.columns and "label" in self.evidence):
            return None
        label, value = self.evidence["label"][-1], self.evidence["value"][0]
        return self.columns.get(cell_number(self.reader.reading.raw, label["end"], value["start"]))

    def span(self, role: str) -> tuple[int, int]:
        """Return the first span of `role` in the reading."""
        row = self.evidence[role][0]
        return self.reader.place(row["start"], row["end"])

    @property
    def record(self) -> str:
        """The name of this passage in problems."""
        return f"{self.statement['statement_id']} in {self.edition}"


def group(rows: list[Row], column: str) -> dict[str, list[Row]]:
    """Group rows by a column."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def passages(book: Book, statement: Row, evidence: list[Row]) -> Iterator[Passage]:
    """Yield the statement in each available text that has a span for its value."""
    for edition, rows in group(evidence, "edition_id").items():
        roles = group(rows, "role")
        if edition in book.readers and "value" in roles:
            yield Passage(
                statement, edition, book.readers[edition], roles, book.table_around(edition, roles["value"][0]["start"])
            )


def set_aside(book: Book, passage: Passage, rule: str) -> bool:
    """Tell whether a coder departs from this rule at this figure."""
    return (passage.edition, passage.evidence["value"][0]["start"], READ.get(rule)) in book.departures


def shorten(value: float | None) -> str:
    """Return a bound in its shortest form."""
    return "open" if value is None else f"{value:g}"

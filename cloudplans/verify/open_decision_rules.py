"""Rules on open decisions: drafts, empty fields, facts that are neither stated nor noted as missing from the text."""

from __future__ import annotations

from collections.abc import Iterator

from cloudplans.dataset import CODED_ONCE, DRAFT
from cloudplans.text import visible
from cloudplans.verify.rules_and_their_input import READ, RULES, Book, Finding, Row, passages, rule
from cloudplans.verify.schema_rules import RawTables, key_of, rows

_FACTS = ("issuer_zh", "issuer_en", "document_no", "issued", "period_start", "period_end")


@rule("draft", "open")
def drafts(tables: RawTables) -> Iterator[Finding]:
    """Every draft needs a decision: what it measures, its kind, and that it has been read."""
    table = tables["statements"]
    fields = [field["name"] for field in table.fields if field.get("open")]
    for row in (row for row in rows(table) if row["status"] == DRAFT):
        empty = [name for name in fields if not row[name]]
        what = ", ".join(filter(None, (row["label"], row["deadline"])))
        found = visible(row["printed"]) + (f" ({what})" if what else "")
        chosen = f"{', '.join(empty)} filled in, then " if empty else ""
        yield table.file, row["statement_id"], f"the draft {found}", f"{chosen}the status {CODED_ONCE}"


@rule("undecided", "open")
def undecided(tables: RawTables) -> Iterator[Finding]:
    """Fields that a person fills in are not empty."""
    for table in tables.values():
        fields = [field["name"] for field in table.fields if field.get("open")]
        for row in rows(table) if fields else []:
            empty = [name for name in fields if not row[name]]
            if empty and row.get("status") != DRAFT:
                what = row.get("token") or row.get("heading") or ""
                yield table.file, key_of(table, row), f"nothing{' for ' + what if what else ''}", f"{', '.join(empty)}, decided"


@rule("facts", "open")
def facts(tables: RawTables) -> Iterator[Finding]:
    """A fact that the text does not state is empty, with a note in both languages."""
    table = tables["plans"]
    for row in rows(table):
        empty = [name for name in _FACTS if not row[name]]
        if empty and not (row["note_zh"] and row["note_en"]):
            yield (
                table.file,
                row["plan_id"],
                f"no {', no '.join(empty)}",
                "each filled in, or note_zh and note_en that say why not",
            )


@rule("failed", "open")
def failed(tables: RawTables) -> Iterator[Finding]:
    """A failed arithmetic check has a note that says why."""
    table = tables["arithmetic"]
    for row in rows(table):
        if row["result"] == "fails" and not (row["note_zh"] and row["note_en"]):
            yield table.file, row["check_id"], "a check that fails", "note_zh and note_en that say why"


@rule("coded-once", "statement")
def coded_once(book: Book, s: Row, evidence: list[Row]) -> Iterator[Finding]:
    """The status of a record says correctly whether its plan was coded once or twice."""
    once = s["plan_id"] in book.coded_once
    if s["status"] == (wrong := "verified" if once else CODED_ONCE):
        codings = "the plan stands in no two codings" if once else "both codings have the plan"
        expected = CODED_ONCE if once else "verified"
        yield "statements.csv", f"{s['statement_id']}: status", wrong, f"{expected}: {codings}"


@rule("departures", "book", "adjudication")
def departures(book: Book) -> Iterator[Finding]:
    """A recorded departure concerns a field read from the words around a statement's figure, and a rule would report it otherwise."""
    values = [row for row in book.tables["evidence"] if row["role"] == "value" and row["statement_id"] in book.statements]
    for edition, start, field in sorted(book.departures):
        record = f"{edition} {start} {field}"
        held = [row["statement_id"] for row in values if (row["edition_id"], row["start"]) == (edition, start)]
        if not held:
            yield "coding/adjudication.csv", record, "no figure of a record that starts there", "one, or the codings quoted"
        elif field not in READ.values():
            yield "coding/adjudication.csv", record, field, "one of " + ", ".join(sorted(set(READ.values())))
        elif edition in book.texts and not any(_object(book, name, edition, field) for name in held):
            yield "coding/adjudication.csv", record, "rules that agree with the record", "no row"


def _object(book: Book, name: str, edition: str, field: str) -> bool:
    """Tell whether a rule on the field reports the statement in this text."""
    rows = [row for row in book.evidence[name] if row["edition_id"] == edition]
    reading = [RULES[rule_name] for rule_name, read in READ.items() if read == field]
    return any(True for p in passages(book, book.statements[name], rows) for one in reading for _ in one.problems(book, p))

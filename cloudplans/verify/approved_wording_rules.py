"""A rule on wording and on records that stay as they are: a fingerprint of what a reader approved, so that a change calls for a second look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from cloudplans.verify.rules_and_their_input import Book, Finding, rule

_NOTES = ("note_zh", "note_en")
_REASONS = ("reason_zh", "reason_en")
_DIGITS = 12


class Wording(NamedTuple):
    """The file of a table, the columns that name a row, and the columns with wording or judgement that no text can prove."""

    file: str
    key: tuple[str, ...]
    approved: tuple[str, ...]


WORDINGS = {
    "aims": Wording("ledger/aims.csv", ("plan_id", "indicator_id", "edition_id"), ("state", "deadline", *_NOTES)),
    "comparability": Wording("comparability.csv", ("indicator_a", "indicator_b"), ("verdict", *_REASONS)),
    "corrections": Wording("corrections.csv", ("statement_id", "edition_id"), ("basis", *_REASONS)),
    "editions": Wording("editions.csv", ("edition_id",), ("file", "sha256", "characters", "copy_kind", "address", *_NOTES)),
    "glossary": Wording("coding/glossary.csv", ("column", "word"), ("meaning_zh", "meaning_en")),
    "goals": Wording("policy/goals.csv", ("goal_id",), ("gloss_en", *_NOTES)),
    "indicators": Wording(
        "indicators.csv",
        ("indicator_id",),
        ("theme", "name_zh", "name_en", "definition_zh", "definition_en", "direction", "subject"),
    ),
    "instruments": Wording("policy/instruments.csv", ("instrument_id",), ("gloss_en", *_NOTES)),
    "outcomes": Wording("context/outcomes.csv", ("outcome_id",), ("measured_zh", "reliability", "note")),
    "plans": Wording(
        "plans.csv",
        ("plan_id",),
        ("title_en", "issuer_zh", "issuer_en", "document_no", "issued", "period_start", "period_end", *_NOTES),
    ),
    "projects": Wording("policy/projects.csv", ("project_id",), ("name_en", *_NOTES)),
    "regions": Wording(
        "regions.csv", ("region_id",), ("name_zh", "short_zh", "name_en", "pinyin", "adcode", "iso_code", "level", "parent_id")
    ),
    "statements": Wording("statements.csv", ("statement_id",), _NOTES),
    "terms": Wording("policy/terms.csv", ("list", "code"), ("family", "name_zh", "name_en")),
    "translations": Wording("lexicon/translations.csv", ("printed",), ("english",)),
    "work_report_indicators": Wording(
        "work_reports/work_report_indicators.csv",
        ("indicator_id",),
        ("theme", "name_zh", "name_en", "definition_zh", "definition_en", "direction", "subject"),
    ),
    "work_reports": Wording(
        "work_reports/work_reports.csv", ("plan_id",), ("title_zh", "title_en", "file", "sha256", "characters")
    ),
}
_FROZEN = {  # tables of which no single row is approved: what coders wrote, words that the readers know, what was read outside the plans
    "what coders wrote": (
        "coding_a", "coding_b", "blind_readings", "adjudication", "policy_adjudication", "policy_recoded",
        "work_report_coding_a", "work_report_coding_b", "work_report_adjudication",
        *(f"policy_{layer}_{coder}" for layer in ("goals", "instruments", "projects", "none") for coder in "ab"),
    ),
    "words that the readers know": (
        "cues", "counters", "headings", "idioms", "labels", "localities", "nouns", "policy_words", "traditional", "unit_families", "units",
        "words", "work_report_subjects",
    ),
    "what was read": (
        "arithmetic", "numerals", "odd_characters", "outcomes_as_read", "passages", "reported", "reported_documents", "sections", "sense", "series",
        "work_report_numerals",
    ),
}  # fmt: skip
FROZEN: tuple[str, ...] = tuple(table for tables in _FROZEN.values() for table in tables)
WHOLE = "all rows"


def fingerprint(row: Mapping[str, Any], columns: tuple[str, ...]) -> str:
    """Return the first digits of the hash of a row's wording.

    Examples
    --------
    >>> fingerprint({"name_en": "Storage capacity"}, ("name_en",))
    '2eea30459e2e'
    """
    words = "\x1f".join(_as_text(row.get(column)) for column in columns)
    return sha256(words.encode("utf-8")).hexdigest()[:_DIGITS]


def _as_text(value: Any) -> str:
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def fingerprints(table: str, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return the fingerprint of the wording of each row of a table, by its key; a frozen table has one of all its rows."""
    if table in FROZEN:
        marks = {str(number): fingerprint(row, tuple(sorted(row))) for number, row in enumerate(rows)}
        return {WHOLE: fingerprint(marks, tuple(marks))}
    _, key, columns = WORDINGS[table]
    return {" ".join(str(row[column]) for column in key): fingerprint(row, columns) for row in rows}


@rule("approved-wording", "book", *WORDINGS, *FROZEN)
def approved_wording(book: Book) -> Iterator[Finding]:
    """Names, glosses, definitions, reasons and notes, and the tables that stay as they are, are those that a reader approved."""
    known = {(row["table"], row["key"]): row["fingerprint"] for row in book.tables["approved_wordings"]}
    names = {}
    readers_own = book.coded_once or any(("plans", str(row["plan_id"])) not in known for row in book.tables["plans"])
    for table in (*WORDINGS, *FROZEN):
        for key, found in fingerprints(table, book.tables[table]).items():
            names[table, key] = found
            if readers_own and (table in FROZEN or (table, key) not in known):
                continue  # a reader's own plan adds rows, and brings wordings of its own
            if found != known.get((table, key)):
                file = WORDINGS[table].file if table in WORDINGS else f"table {table}"
                yield file, key, "a wording that nobody approved", known.get((table, key), "an approved wording")
    for table, key in sorted(known.keys() - names.keys()):
        yield "ledger/approved_wordings.csv", f"{table} {key}", "an approved wording", "a row of the table that has it"

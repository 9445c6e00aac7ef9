"""Rules on whole texts: census of numerals, odd characters, sections, facts of a plan, aims without a number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cloudplans.text import (
    FOLLOWS_DATE,
    FOLLOWS_HEADING_NUMBER,
    ITEM_SEPARATOR,
    LISTED_WITH_AND,
    NUMBERED_THINGS,
    SHARED_FIGURE,
    TITLE,
    Reader,
    is_document_number,
    odd_characters,
    squeeze,
    unspaced,
    visible,
    written_dates,
)
from cloudplans.verify.rules_and_their_input import Book, Finding, rule


@rule("odd-characters", "text")
def odd(book: Book, edition: str) -> Iterator[Finding]:
    """The ledger lists every odd character of the text with its count, and no other."""
    ledger = {r["code_point"]: r["count"] for r in book.tables["odd_characters"] if r["edition_id"] == edition}
    found = odd_characters(book.texts[edition])
    for point in sorted(ledger.keys() | found.keys()):
        if ledger.get(point, 0) != found.get(point, 0):
            record = f"{edition}: {point}"
            yield (
                "ledger/odd_characters.csv",
                record,
                f"{ledger.get(point, 0)} in the ledger",
                f"{found.get(point, 0)} in the text",
            )


@rule("census", "text")
def census(book: Book, edition: str) -> Iterator[Finding]:
    """Every numeral token is a statement's value or a row of the census, once."""
    values: dict[tuple[int, int], list[str]] = {}
    for row in book.tables["evidence"]:
        if row["edition_id"] == edition and row["role"] == "value":
            values.setdefault((row["start"], row["end"]), []).append(row["statement_id"])
    listed = Counter((r["start"], r["end"], squeeze(r["token"])) for r in book.tables["numerals"] if r["edition_id"] == edition)
    raw = book.texts[edition]
    tokens = set()
    for token in book.readers[edition].reading.numerals:
        place = f"{edition} {token.start}: {visible(token.token)}"
        holders = [span for span in values if span[0] <= token.start and token.end <= span[1]]
        listing = token.start, token.end, squeeze(token.token)
        claims = len(holders) + listed[listing]
        tokens.add(listing)
        if claims == 0:
            yield "ledger/numerals.csv", place, "no statement and no row", "one of them"
        elif claims > 1:
            yield "ledger/numerals.csv", place, f"claimed {claims} times", "claimed once"
    for start, end, token in sorted(listed.keys() - tokens):
        found = visible(unspaced(raw[start:end]))
        yield "ledger/numerals.csv", f"{edition} {start}: {token}", f"no such numeral token ({found})", "a token of the text"
    for span, holders in values.items():
        indicators = [book.statements[h]["indicator_id"] if h in book.statements else h for h in holders]  # or a draft
        if len(set(indicators)) != len(holders):
            yield "evidence.csv", f"{edition} {span[0]}", " and ".join(holders), "statements of different indicators"


def census_counts(book: Book, edition: str) -> dict[str, int]:
    """Return how the numeral tokens of a text are accounted for."""
    tokens = len(book.readers[edition].reading.numerals)
    listed = sum(row["edition_id"] == edition for row in book.tables["numerals"])
    unaccounted = sum(found.startswith("no statement") for _, _, found, _ in census(book, edition))
    twice = sum(found.startswith("claimed") for _, _, found, _ in census(book, edition))
    in_values = tokens - listed - unaccounted
    return {"tokens": tokens, "in statements": in_values, "listed": listed, "unaccounted": unaccounted, "claimed twice": twice}


@rule("shared-figure", "text")
def shared_figure(book: Book, edition: str) -> Iterator[Finding]:
    """A figure that several things each reach has one statement for each of them."""
    reader = book.readers[edition]
    values = [r for r in book.tables["evidence"] if r["edition_id"] == edition and r["role"] == "value"]
    for (start, end), count in Counter((row["start"], row["end"]) for row in values).items():
        at = reader.place(start, end).start
        shared = SHARED_FIGURE.search(reader.text, reader.clause(at).start, at)
        things = shared["names"].count(ITEM_SEPARATOR) + 1 if shared else 1
        linked = things + (
            len(LISTED_WITH_AND.findall(shared["names"])) if shared else 0
        )  # A和B均达到; but 和 can be part of a name
        if not things <= count <= linked:
            yield "statements.csv", f"{edition} {start}", f"{count} statements", f"{things}: one for each thing named"


@rule("numeral-class", "text")
def numeral_class(book: Book, edition: str) -> Iterator[Finding]:
    """Numerals classed as date, document number or heading look like one; the others have a reason."""
    reader = book.readers[edition]
    for row in book.tables["numerals"]:
        if row["edition_id"] != edition or row["end"] > len(reader.reading.raw) or not row["class"]:
            continue
        if row["class"] in LOOKS:
            good, expected = looks(reader, row["start"], row["end"], row["class"]), "words that show it"
        else:
            good, expected = bool(row["reason"]), "a reason"
        if not good:
            start, end = reader.place(row["start"], row["end"])
            around = f"{reader.text[max(0, start - 8) : start]}{row['token']}{reader.text[end : end + 3]}"
            yield "ledger/numerals.csv", f"{edition} {row['start']}: {row['token']}", f"{row['class']} in {around}", expected


_REST_IS_BLANK = re.compile(r"[^\S\n]*(?:\n|\Z)")
LOOKS = ("date", "document_number", "heading")  # classes that the words around a numeral show


def looks(reader: Reader, low: int, high: int, name: str) -> bool:
    """Tell whether the words around the numeral at raw offsets `low` to `high` show the class `name`, one of `LOOKS`."""
    start, end = reader.place(low, high)
    before, after = reader.text[max(0, start - 8) : start], reader.text[end : end + 3]
    if name == "date":
        return bool(FOLLOWS_DATE.match(after) or re.search(r"\d{4}-\d\d-$", before))
    if name == "document_number":
        return is_document_number(before, after)
    return (
        before.endswith(NUMBERED_THINGS)
        or bool(FOLLOWS_HEADING_NUMBER.match(after))
        or bool(_REST_IS_BLANK.match(reader.reading.raw, high))
    )


@rule("sections", "text")
def sections(book: Book, edition: str) -> Iterator[Finding]:
    """The sections cover the text without gaps or overlaps, and each starts with its heading."""
    raw, end = book.texts[edition], 0
    for row in (row for row in book.tables["sections"] if row["edition_id"] == edition):
        record = f"{edition} {row['start']}"
        if row["start"] < end or raw[end : row["start"]].strip():
            yield "ledger/sections.csv", record, f"start {row['start']}", f"{end}, where the previous section ends"
        if not squeeze(raw[row["start"] : row["end"]]).startswith(squeeze(row["heading"])):
            yield "ledger/sections.csv", record, row["heading"], "the heading at that place"
        end = row["end"]
    if end > len(raw) or raw[end:].strip():
        yield "ledger/sections.csv", edition, f"an end at {end}", f"{len(raw)}, the end of the text"


@rule("plan-facts", "text")
def plan_facts(book: Book, edition: str) -> Iterator[Finding]:
    """Title, issuer, document number and date of issue are in the plan's main text."""
    text = book.readers[edition].text
    for plan in book.tables["plans"]:
        if plan["edition_id"] != edition:
            continue
        for field in ("title_zh", "issuer_zh", "document_no"):
            elsewhere = field == "title_zh" and TITLE in plan.get("note_zh", "")  # the note says where the title is from
            if squeeze(plan[field]) not in text and not elsewhere:
                yield "plans.csv", f"{plan['plan_id']}: {field}", plan[field], f"words of {edition}"
        day = plan["issued"]
        if day and not any(form in text for form in written_dates(day)):
            yield "plans.csv", f"{plan['plan_id']}: issued", str(day), f"a date in {edition}"


@rule("aims", "text")
def aims(book: Book, edition: str) -> Iterator[Finding]:
    """The words of an aim without a number are at its span and contain no number."""
    raw = book.texts[edition]
    for row in (row for row in book.tables["aims"] if row["edition_id"] == edition):
        record, found = f"{row['indicator_id']} in {edition}", raw[row["start"] : row["end"]]
        if squeeze(found) != squeeze(row["printed"]) or found != found.strip():
            yield "ledger/aims.csv", record, visible(unspaced(found)), row["printed"]
        held = [
            s for s in book.tables["statements"] if s["indicator_id"] == row["indicator_id"] and s["plan_id"] == row["plan_id"]
        ]
        if any(s["kind"] == "target" and s["deadline"] == row["deadline"] for s in held):
            yield "ledger/aims.csv", record, f"a target for {row['deadline']}", "an aim only where no number is given"

"""Rules on one statement: on its fields, then on the characters of each text that contains it."""

from __future__ import annotations

from collections.abc import Iterator

from cloudplans.text import (
    ACCESS_CLASS,
    COUNTED_IDIOMS,
    EACH,
    ITEM_SEPARATOR,
    RESPECTIVELY,
    cell_figure,
    squeeze,
    unspaced,
    visible,
)
from cloudplans.verify.rules_and_their_input import ELLIPSIS, Book, Finding, Passage, Row, rule, shorten

STATEMENTS, EVIDENCE, CORRECTIONS = "statements.csv", "evidence.csv", "corrections.csv"
_OPEN = {"ge": "upper", "gt": "upper", "le": "lower", "lt": "lower"}
SUBJECT_REGIONS = {"country": "CN", "world": "WORLD"}


def parts(label: str) -> list[str]:
    """Return the parts of a printed name or scope that the sentence separates."""
    return label.split(ELLIPSIS)


@rule("id", "statement")
def identifier(book: Book, s: Row, evidence: list[Row]) -> Iterator[Finding]:
    """The id consists of plan, indicator and year."""
    stem = f"{s['plan_id']}.{s['indicator_id']}" + (f".{s['deadline']}" if s["deadline"] else "")
    if s["statement_id"] != stem and not s["statement_id"].startswith(stem + "."):
        yield STATEMENTS, s["statement_id"], "this id", f"{stem}, with a word more where one is needed"


@rule("bounds", "statement")
def bounds(book: Book, s: Row, evidence: list[Row]) -> Iterator[Finding]:
    """The bounds fit the comparator: one side open for ge, gt, le, lt; equal for eq and approx; rising for a range."""
    lower, upper, comparator = s["lower"], s["upper"], s["comparator"]
    open_side = _OPEN.get(comparator)
    if open_side:
        closed = lower if open_side == "upper" else upper
        good = s[open_side] is None and closed is not None
    elif lower is None or upper is None:
        good = False
    else:
        good = lower < upper if comparator == "range" else lower == upper
    if not good:
        found = f"lower {shorten(lower)}, upper {shorten(upper)}"
        yield STATEMENTS, s["statement_id"], found, f"bounds that fit {comparator}"


@rule("label", "statement")
def label(book: Book, s: Row, evidence: list[Row]) -> Iterator[Finding]:
    """The printed name belongs to the indicator."""
    name = ELLIPSIS.join(squeeze(part) for part in parts(s["label"]))
    named = book.labels.get(name, set())
    if s["indicator_id"] not in named:
        expected = " or ".join(sorted(named)) or "None"
        yield STATEMENTS, f"{s['statement_id']}: indicator_id", s["indicator_id"], f"{expected}, which {name} names"


@rule("unit", "statement")
def unit(book: Book, s: Row, evidence: list[Row]) -> Iterator[Finding]:
    """The unit is the indicator's."""
    indicator = book.indicators.get(s["indicator_id"])
    if indicator and s["unit"] != indicator["unit"]:
        yield STATEMENTS, f"{s['statement_id']}: unit", s["unit"], indicator["unit"]


@rule("region", "statement")
def region(book: Book, s: Row, evidence: list[Row]) -> Iterator[Finding]:
    """The region is the indicator's subject, a city of the region named by the scope, or the plan's own region."""
    indicator, plan = book.indicators.get(s["indicator_id"]), book.plans.get(s["plan_id"])
    if indicator and plan:
        city = book.regions.get(s["scope"], {}) if s["scope"] else {}
        own = city["region_id"] if city.get("parent_id") == plan["region_id"] else plan["region_id"]
        expected = SUBJECT_REGIONS.get(indicator["subject"], own)
        if s["region_id"] != expected:
            yield STATEMENTS, f"{s['statement_id']}: region_id", s["region_id"], expected


@rule("correction", "statement")
def correction(book: Book, s: Row, evidence: list[Row]) -> Iterator[Finding]:
    """A corrected statement has corrections and notes in both languages; no other statement has corrections."""
    records = [row for (statement, _), row in book.corrections.items() if statement == s["statement_id"]]
    if bool(records) != (s["status"] == "corrected"):
        yield STATEMENTS, f"{s['statement_id']}: status", s["status"], f"a status that fits {len(records)} corrections"
    if records and not (s["note_zh"] and s["note_en"]):
        yield STATEMENTS, f"{s['statement_id']}: note", "nothing", "a note on the correction in both languages"
    for row in records:
        if squeeze(row["as_printed"]) == squeeze(row["adopted"]):
            yield CORRECTIONS, s["statement_id"], row["adopted"], "a reading that departs from the print"


def _figure(book: Book, s: Row, edition: str, printed: str) -> str:
    """Return the figure to read: the adopted one if this edition has a correction."""
    record = book.corrections.get((s["statement_id"], edition))
    return record["adopted"] if record and squeeze(record["as_printed"]) == squeeze(printed) else printed


def _bounds_of(book: Book, printed: str, comparator: str, wanted_unit: str) -> tuple[float | None, float | None]:
    quantity = book.read(printed, wanted_unit)
    open_side = _OPEN.get(comparator)
    return (None if open_side == "lower" else quantity.low), (None if open_side == "upper" else quantity.high)


def _unit_words(evidence: list[Row], edition: str) -> str:
    """Return the words that give the unit of a cell of a table, where they are not in the cell."""
    return next((row["printed"] for row in evidence if (row["edition_id"], row["role"]) == (edition, "unit")), "")


@rule("printed", "statement")
def printed_reads(book: Book, s: Row, evidence: list[Row]) -> Iterator[Finding]:
    """The printed figure gives the recorded bounds."""
    plan = book.plans.get(s["plan_id"])
    edition = plan["edition_id"] if plan else ""
    figure = _figure(book, s, edition, s["printed"])
    if any(row["role"] == "column" for row in evidence):
        figure = cell_figure(squeeze(figure), _unit_words(evidence, edition))
    try:
        lower, upper = _bounds_of(book, figure, s["comparator"], s["unit"])
    except ValueError as error:
        yield STATEMENTS, f"{s['statement_id']}: printed", visible(figure), f"a figure that can be read ({error})"
        return
    if (lower, upper) != (s["lower"], s["upper"]):
        found = f"lower {shorten(s['lower'])}, upper {shorten(s['upper'])}"
        yield STATEMENTS, s["statement_id"], found, f"{shorten(lower)} and {shorten(upper)}, read from {figure}"


@rule("evidence", "statement")
def evidence_complete(book: Book, s: Row, evidence: list[Row]) -> Iterator[Finding]:
    """Every edition of the plan has exactly the spans that the fields need, and those of the name and the scope have its words."""
    editions = book.editions.get(s["plan_id"], [])
    for row in evidence:
        if row["edition_id"] not in editions:
            yield EVIDENCE, s["statement_id"], row["edition_id"], f"an edition of {s['plan_id']}"
    for edition in editions:
        have = [row["role"] for row in evidence if row["edition_id"] == edition]
        want = {"value": 1, "label": len(parts(s["label"]))} | {
            "hedge": int(bool(s["hedge"])),
            "scope": len(parts(s["scope"])) if s["scope"] else 0,
        }
        value = next((row["start"] for row in evidence if (row["edition_id"], row["role"]) == (edition, "value")), -1)
        in_table = bool(book.table_around(edition, value))
        want |= {"column": int(in_table)} | ({"deadline": int(not in_table)} if s["deadline"] else {})
        for role, count in want.items():
            record = f"{s['statement_id']} in {edition}: {role}"
            if have.count(role) != count:
                yield EVIDENCE, record, f"{have.count(role)} spans", f"{count}"
            elif role in ("label", "scope") and count:
                words = [squeeze(row["printed"]) for row in evidence if (row["edition_id"], row["role"]) == (edition, role)]
                if sorted(words) != sorted(map(squeeze, parts(s[role]))):
                    yield EVIDENCE, record, ELLIPSIS.join(words), s[role]


@rule("span", "passage")
def spans(book: Book, p: Passage) -> Iterator[Finding]:
    """Every span is inside the text, has no white space at its ends, cuts no numeral and contains what is recorded."""
    raw, text = p.reader.reading.raw, p.reader.text
    for row in (row for rows in p.evidence.values() for row in rows):
        record = f"{p.record}: {row['role']} {row['start']}-{row['end']}"
        if not 0 <= row["start"] < row["end"] <= len(raw):
            yield EVIDENCE, record, f"{row['start']}-{row['end']}", f"a span inside 0-{len(raw)}"
            continue
        found = raw[row["start"] : row["end"]]
        if squeeze(found) != squeeze(row["printed"]):
            yield EVIDENCE, record, visible(unspaced(found)), visible(row["printed"])
        if found != found.strip():
            yield EVIDENCE, record, "white space at an end", "a span without it"
        start, end = p.reader.place(row["start"], row["end"])
        if row["role"] in ("value", "deadline") and (text[start - 1 : start].isdigit() or text[end : end + 1].isdigit()):
            yield EVIDENCE, record, visible(unspaced(found)), "a span that cuts no numeral"


@rule("value", "passage")
def value(book: Book, p: Passage) -> Iterator[Finding]:
    """The figure read from the text, or its recorded correction, gives the recorded bounds and unit."""
    s, (row, *_) = p.statement, p.evidence["value"]
    start, end = p.reader.place(row["start"], row["end"])
    printed = unspaced(p.reader.reading.raw[row["start"] : row["end"]])
    record = book.corrections.get((s["statement_id"], p.edition))
    if record and squeeze(record["as_printed"]) != squeeze(printed):
        yield CORRECTIONS, p.record, visible(record["as_printed"]), f"{visible(printed)}, which the text prints"
    try:
        figure = record["adopted"] if record else p.reader.text[start:end]
        if p.columns:
            figure = cell_figure(figure, _unit_words(p.evidence.get("unit", []), p.edition))
        got = _bounds_of(book, figure, s["comparator"], s["unit"])
    except ValueError as error:
        yield STATEMENTS, p.record, visible(printed), f"a figure that can be read ({error})"
        return
    if got != (s["lower"], s["upper"]):
        found = f"lower {shorten(s['lower'])}, upper {shorten(s['upper'])}"
        yield STATEMENTS, p.record, found, f"{shorten(got[0])} and {shorten(got[1])}, read from {visible(printed)}"
    plan = book.plans.get(s["plan_id"])
    if plan and plan["edition_id"] == p.edition and squeeze(s["printed"]) != squeeze(printed):
        yield STATEMENTS, f"{s['statement_id']}: printed", visible(s["printed"]), visible(printed)


@rule("comparator", "passage")
def comparator(book: Book, p: Passage) -> Iterator[Finding]:
    """The comparator follows from the words around the figure, or from the figure itself; 千兆到户 names a class of access."""
    s, (start, end) = p.statement, p.span("value")
    cue = p.reader.bound(start, end)
    rows = p.evidence.get("bound", [])
    recorded = [p.reader.place(row["start"], row["end"]) for row in rows]
    expected = [cue.span] if cue else []
    if recorded != expected:
        words = p.reader.text[cue.span.start : cue.span.end] if cue else "no bound word"
        yield EVIDENCE, f"{p.record}: bound", [row["printed"] for row in rows] or "no span", words
    if cue:
        says = cue.comparator
    else:
        try:
            figure = p.reader.text[start:end]
            quantity = book.read(
                cell_figure(figure, _unit_words(p.evidence.get("unit", []), p.edition)) if p.columns else figure, s["unit"]
            )
            named_class = s["unit"] == "Mbit/s" and ACCESS_CLASS.match(p.reader.text, end)
            says = "range" if quantity.ranged else "approx" if quantity.bare and not named_class else "eq"
        except ValueError:
            says = "eq"  # a corrected or unreadable figure is left to the rule `value`
    if s["comparator"] != says:
        yield STATEMENTS, f"{p.record}: comparator", s["comparator"], says


@rule("deadline", "passage")
def deadline(book: Book, p: Passage) -> Iterator[Finding]:
    """The deadline is the year of the phrase that applies to the figure, and the span is that phrase."""
    if p.columns:
        return  # left to the rule `table-cell`
    s, governing = p.statement, p.reader.deadline(*p.span("value"))
    rows = p.evidence.get("deadline", [])
    recorded = [p.reader.place(row["start"], row["end"]) for row in rows]
    if recorded != ([governing.span] if governing else []):
        phrase = p.reader.text[governing.span.start : governing.span.end] if governing else "no phrase governs"
        yield EVIDENCE, f"{p.record}: deadline", [f"{r['printed']} at {r['start']}" for r in rows] or "no span", phrase
    start, end = (governing.period.start, governing.period.end) if governing else (None, None)
    if (s["period_start"], s["deadline"]) != (start, end):
        yield STATEMENTS, p.record, f"{s['period_start']} to {s['deadline']}", f"{start} to {end}"


def _named(p: Passage, role: str, words: list[str]) -> Iterator[Finding]:
    """The spans of `role` contain `words`, each the occurrence nearest to the figure."""
    rows = sorted(p.evidence.get(role, []), key=lambda row: row["start"])
    if len(rows) != len(words):
        return  # left to the rule `evidence`
    figure = p.span("value")
    nearest = sorted(p.reader.nearest(squeeze(word), *figure) or (-1, -1) for word in words)
    for row, expected in zip(rows, nearest, strict=True):
        if p.reader.place(row["start"], row["end"]) != tuple(expected):
            record = f"{p.record}: {role} {row['printed']} at {row['start']}"
            yield EVIDENCE, record, "this span", f"the one nearest to the figure among {'; '.join(words)}"
    printed = [p.reader.text[slice(*p.reader.place(row["start"], row["end"]))] for row in rows]
    if sorted(printed) != sorted(map(squeeze, words)):
        yield STATEMENTS, f"{p.record}: {role}", ELLIPSIS.join(words), ELLIPSIS.join(printed)


@rule("label-place", "passage")
def label_place(book: Book, p: Passage) -> Iterator[Finding]:
    """The indicator's name is at its spans, nearest to the figure; after a counted idiom it follows at once."""
    yield from _named(p, "label", parts(p.statement["label"]))
    start, end = p.span("value")
    if p.reader.text[start:end].endswith(COUNTED_IDIOMS):
        places = [p.reader.place(row["start"], row["end"]).start for row in p.evidence.get("label", [])]
        if end not in places:
            yield EVIDENCE, f"{p.record}: label", "a name elsewhere", f"a name right after {p.reader.text[start:end]}"


@rule("own-sentence", "passage")
def own_sentence(book: Book, p: Passage) -> Iterator[Finding]:
    """The name is in the sentence of the figure, and the year is that which applies, also where a coder departs from the rules on them."""
    if p.columns:
        return  # left to the rule `table-cell`
    sentence = p.reader.between(p.span("value")[0], "。")
    departs = (p.edition, p.evidence["value"][0]["start"], "deadline") in book.departures
    governing = p.reader.deadline(*p.span("value")) if departs else None
    if governing and governing.period.end == p.statement["deadline"]:  # the departure is on the start of the period
        for row in p.evidence.get("deadline", []):
            if p.reader.place(row["start"], row["end"]) != governing.span:
                found = f"{row['printed']} at {row['start']}"
                yield EVIDENCE, f"{p.record}: deadline", found, "the phrase that applies to the figure"
    for row in p.evidence.get("label", []):
        start, end = p.reader.place(row["start"], row["end"])
        if not sentence.start <= start < end <= sentence.end:
            found = f"words at {row['start']}, in another sentence"
            yield EVIDENCE, f"{p.record}: label {row['printed']}", found, "those in the sentence"


@rule("label-belongs", "passage")
def label_belongs(book: Book, p: Passage) -> Iterator[Finding]:
    """The name belongs to the figure: in its clause, with no other name between, and at the same place in a list."""
    rows = p.evidence.get("label", [])
    if not rows or p.columns:
        return  # left to the rules `evidence` and `table-cell`
    start, end = p.span("value")
    clause, text = p.reader.clause(start), p.reader.text
    spans = sorted(p.reader.place(row["start"], row["end"]) for row in rows)
    if not all(clause.start <= span.start and span.end <= clause.end for span in spans):
        yield EVIDENCE, f"{p.record}: label", "a name in another clause", "a name in the clause of the figure"
        return
    turn = text.rfind(RESPECTIVELY, clause.start, start)
    if turn >= 0:
        marks = [p.reader.place(row["start"], row["end"]) for row in p.evidence.get("scope", []) or rows]
        named = text.count(ITEM_SEPARATOR, clause.start, min(marks).start)
        placed = text.count(ITEM_SEPARATOR, turn, start)
        if named != placed:
            yield EVIDENCE, f"{p.record}: value", f"figure {placed + 1} of the list", f"figure {named + 1}, as for its name"
        return
    before = [span for span in spans if span.end <= start]
    between = text[before[-1].end : start] if before else text[end : spans[0].start]
    own = {squeeze(part) for part in parts(p.statement["label"])}
    others = [name for name in book.names if name in between and not any(name in part for part in own)]
    if others and EACH not in between:
        yield EVIDENCE, f"{p.record}: label", f"{others[0]} between name and figure", "no other name between"


@rule("scope-place", "passage")
def scope_place(book: Book, p: Passage) -> Iterator[Finding]:
    """The scope, or each part of it, is at its span, nearest to the figure."""
    if p.statement["scope"]:
        yield from _named(p, "scope", parts(p.statement["scope"]))


@rule("hedge", "passage")
def hedge(book: Book, p: Passage) -> Iterator[Finding]:
    """The hedge is the one before the figure in its clause."""
    cue = p.reader.hedge(p.span("value")[0])
    word = p.reader.text[cue.span.start : cue.span.end] if cue else ""
    if squeeze(p.statement["hedge"]) != word:
        yield STATEMENTS, f"{p.record}: hedge", p.statement["hedge"] or "nothing", word or "nothing"
    recorded = [p.reader.place(row["start"], row["end"]) for row in p.evidence.get("hedge", [])]
    if recorded != ([cue.span] if cue else []):
        yield EVIDENCE, f"{p.record}: hedge", recorded or "no span", word or "no span"


@rule("kind", "passage")
def kind(book: Book, p: Passage) -> Iterator[Finding]:
    """The kind follows from the section and the words around the figure."""
    indicator = book.indicators.get(p.statement["indicator_id"])
    if indicator and p.evidence.get("label") and not p.columns:
        says = p.reader.kind(*p.span("value"), p.span("label")[0], indicator["subject"])
        if p.statement["kind"] != says:
            yield STATEMENTS, f"{p.record}: kind", p.statement["kind"], says

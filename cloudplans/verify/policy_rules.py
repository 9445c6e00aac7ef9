"""Rules on goals, instruments and projects: spans, codes derived again from words, census of segments, both codings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cloudplans.dataset import LAYERS
from cloudplans.text import squeeze, visible
from cloudplans.verify.rules_and_their_input import Book, Finding, Row, group, rule
from cloudplans.verify.whole_data_rules import plain

EVIDENCE, PASSAGES = "policy/policy_evidence.csv", "policy/passages.csv"
_ENDS = "。；;"
_CODED = {  # fields that codings and tables share, and the fields that identify a row within its segment
    "goals": ("theme", ("type", "level", "level_printed", "deadline", "strength", "hedge_printed", "printed")),
    "instruments": ("type", ("target", "firmness", "verb", "printed")),
    "projects": ("name", ("kind", "stage")),
}


def records(book: Book) -> Iterator[tuple[str, str, Row]]:
    """Yield every goal, instrument and project: layer, id, row."""
    for layer, key in LAYERS.items():
        for row in book.tables[layer]:
            yield layer, row[key], row


def _evidence(book: Book) -> dict[str, list[Row]]:
    return group(book.tables["policy_evidence"], "record_id")


@rule("policy-evidence", "book", "policy_evidence")
def evidence(book: Book) -> Iterator[Finding]:
    """Every goal, instrument and project has a span in every edition of its plan; no span is without a record."""
    held = _evidence(book)
    known = {name: (layer, row) for layer, name, row in records(book)}
    for name in sorted(held.keys() - known.keys()):
        yield EVIDENCE, name, "no such record", "a goal, an instrument or a project"
    for name, (layer, row) in known.items():
        for edition in book.editions.get(row["plan_id"], []):
            spans = [span for span in held.get(name, []) if span["edition_id"] == edition]
            roles = [span["role"] for span in spans]
            wanted = {"text", *(role for role, column in _ROLES[layer].items() if row[column])}
            for role in sorted(wanted ^ (set(roles) - {"place"})):
                yield EVIDENCE, f"{name} in {edition}", f"{roles.count(role)} spans for {role}", f"{int(role in wanted)}"


_ROLES = {"goals": {"level": "level_printed", "hedge": "hedge_printed"}, "instruments": {"verb": "verb"}, "projects": {}}
_PRINTED = {"goals": "printed", "instruments": "printed", "projects": "name"}


@rule("policy-printed", "book", "policy_evidence")
def printed(book: Book) -> Iterator[Finding]:
    """The text at a span is what the span and the field of the record say."""
    held = _evidence(book)
    for row in book.tables["policy_evidence"]:
        raw = book.texts.get(row["edition_id"])
        if raw is not None and squeeze(raw[row["start"] : row["end"]]) != squeeze(row["printed"]):
            record = f"{row['record_id']} in {row['edition_id']}: {row['role']}"
            yield EVIDENCE, record, visible(row["printed"]), visible(squeeze(raw[row["start"] : row["end"]]))
    for layer, name, row in records(book):
        fields = {"text": _PRINTED[layer], **_ROLES[layer]}
        for span in held.get(name, []):
            if span["role"] in fields and squeeze(span["printed"]) != squeeze(row[fields[span["role"]]]):
                yield f"policy/{layer}.csv", f"{name}: {fields[span['role']]}", row[fields[span["role"]]], span["printed"]


@rule("policy-inside", "book", "policy_evidence")
def inside(book: Book) -> Iterator[Finding]:
    """The spans of a goal or instrument are within one segment; in the plan's own edition, the one that the record names."""
    segments = group(book.tables["passages"], "edition_id")
    quoted = {plan["plan_id"]: plan["edition_id"] for plan in book.tables["plans"]}
    held = _evidence(book)
    for layer, name, row in records(book):
        for edition, spans in group(held.get(name, []), "edition_id").items():
            first, last = min(span["start"] for span in spans), max(span["end"] for span in spans)
            around = [s for s in segments[edition] if s["start"] <= first and last <= s["end"]]
            if not around:
                yield EVIDENCE, f"{name} in {edition}", "spans across segments", "spans in one segment"
            elif edition == quoted[row["plan_id"]] and layer != "projects" and around[0]["passage"] != row["passage"]:
                yield f"policy/{layer}.csv", f"{name}: passage", row["passage"], around[0]["passage"]


@rule("policy-words", "book", "goals", "instruments")
def words(book: Book) -> Iterator[Finding]:
    """Firmness follows from the verb, level and strength from their words, and every listed word is used."""
    listed = {(row["list"], row["word"]): row["code"] for row in book.tables["policy_words"]}
    used = set()
    fields = {"goals": (("level", "level_printed"), ("strength", "hedge_printed")), "instruments": (("firmness", "verb"),)}
    for layer, name, row in records(book):
        for field, column in fields.get(layer, ()):
            word = squeeze(row[column])
            used.add((field, word))
            derived = listed.get((field, word)) if word else {"strength": "will"}.get(field, "")
            if row[field] != derived:
                yield (
                    f"policy/{layer}.csv",
                    f"{name}: {field}",
                    row[field] or "nothing",
                    f"{derived}, which {word or 'no word'} gives",
                )
    for key in sorted(listed.keys() - used):
        yield "lexicon/policy_words.csv", " ".join(key), "no record", "at least one"


@rule("policy-deadline", "book", "goals")
def deadline(book: Book) -> Iterator[Finding]:
    """The year of a goal is the one that applies at its place in the text."""
    held = _evidence(book)
    for row in book.tables["goals"]:
        for span in held.get(row["goal_id"], []):
            if span["role"] == "text" and span["edition_id"] in book.readers:
                reader = book.readers[span["edition_id"]]
                governs = reader.deadline(*reader.place(span["start"], span["end"]))
                year = governs.period.end if governs else None
                if row["deadline"] != year:
                    yield "policy/goals.csv", f"{row['goal_id']} in {span['edition_id']}: deadline", row["deadline"], year


def plans_not_coded(book: Book) -> set[str]:
    """Return the plans that have not been coded for goals, instruments and projects."""
    coded = {row["edition_id"] for coder in "ab" for layer in (*LAYERS, "none") for row in book.tables[f"policy_{layer}_{coder}"]}
    return {edition for editions in book.editions.values() if not coded & set(editions) for edition in editions}


@rule("passages", "text")
def passages(book: Book, edition: str) -> Iterator[Finding]:
    """Every visible character of the text belongs to one segment, and no segment crosses the end of a sentence."""
    if edition in plans_not_coded(book):
        return  # listed as not checked
    raw, done = book.texts[edition], 0
    for row in sorted((r for r in book.tables["passages"] if r["edition_id"] == edition), key=lambda r: r["start"]):
        record = f"{edition} {row['passage']}"
        if row["start"] < done or raw[done : row["start"]].strip():
            yield PASSAGES, record, f"starts at {row['start']}", f"where the one before it ends, {done}"
        words = squeeze(raw[row["start"] : row["end"]])
        if any(mark in words.rstrip(_ENDS) for mark in _ENDS):
            yield PASSAGES, record, "a sentence end inside", "one sentence at most"
        done = max(done, row["end"])
    if raw[done:].strip():
        yield PASSAGES, edition, f"nothing after {done}", "segments up to the end of the text"


@rule("passages-marked", "book", "passages")
def marked(book: Book) -> Iterator[Finding]:
    """A segment is marked as coded if and only if it contains a goal, instrument or project."""
    spans = group([row for row in book.tables["policy_evidence"] if row["role"] == "text"], "edition_id")
    for row in book.tables["passages"]:
        holds = any(row["start"] <= span["start"] < row["end"] for span in spans[row["edition_id"]])
        if holds != (row["mark"] == "coded"):
            yield PASSAGES, f"{row['edition_id']} {row['passage']}", row["mark"], "coded" if holds else "why it holds nothing"


@rule("policy-terms", "book", "goals", "instruments", "projects", "passages")
def terms(book: Book) -> Iterator[Finding]:
    """Every code used in the tables is in the list of terms."""
    named = {(row["list"], row["code"]) for row in book.tables["terms"]}
    used = {
        "goals": ("theme", "type", "level", "strength"),
        "instruments": ("target", "firmness"),
        "projects": ("kind", "stage"),
        "passages": ("mark",),
    }
    for table, columns in used.items():
        for column in columns:
            for code in sorted({row[column] for row in book.tables[table] if row[column]}):
                if (column, code) not in named:
                    yield "policy/terms.csv", f"{column} {code}", "no name", f"one: {table} uses it"
    for row in book.tables["instruments"]:
        if ("instrument", row["type"]) not in named:
            yield "policy/terms.csv", f"instrument {row['type']}", "no name", "one: instruments uses it"


@rule("policy-coding", "book", "goals", "instruments", "projects")
def coding(book: Book) -> Iterator[Finding]:
    """Every record is in both codings, as both have it or as an adjudication or a second coding decided; no coded row is lost."""
    quoted = {plan["plan_id"]: plan["edition_id"] for plan in book.tables["plans"]}
    settled = {(r["layer"], r["edition_id"], r["passage"], r["unit"], r["field"]): r for r in book.tables["policy_adjudication"]}
    again = {row["instrument_id"]: row for row in book.tables["policy_recoded"] if row["field"] == "target"}
    for row in book.tables["instruments"]:
        if row["instrument_id"] in again:
            key = "instruments", quoted[row["plan_id"]], row["passage"], row["type"], "target"
            settled[key] = again[row["instrument_id"]]
    for layer, (unit, fields) in _CODED.items():
        coded = [{(r["edition_id"], r["passage"], r[unit]): r for r in book.tables[f"policy_{layer}_{coder}"]} for coder in "ab"]
        held = {(quoted[row["plan_id"]], row["passage"], row[unit]): row for row in book.tables[layer]}
        for key in sorted(held.keys() | coded[0].keys() | coded[1].keys()):
            yield from _one_coded(layer, key, held.get(key), [index.get(key) for index in coded], fields, settled)


def _one_coded(
    layer: str,
    key: tuple[str, str, str],
    row: Row | None,
    coded: list[Row | None],
    fields: tuple[str, ...],
    settled: Mapping[tuple[str, ...], Row],
) -> Iterator[Finding]:
    file, record = "coding/policy_adjudication.csv", f"{layer} {' '.join(key)}"
    decision = settled.get((layer, *key, "row"))
    adopted = decision["adopted"] if decision else "yes" if None not in coded else "undecided"
    if adopted != ("yes" if row else "no"):
        yield file, f"{record}: row", adopted, "yes, as it is in the table" if row else "no, as it is not in the table"
    for field in fields if row else ():
        said = {plain(one[field]) for one in coded if one}
        decision = settled.get((layer, *key, field))
        allowed = {plain(decision["adopted"])} if decision else said
        if len(allowed) != 1 or plain(row[field]) not in allowed:
            yield file, f"{record}: {field}", row[field], f"what the codings or the adjudication have: {sorted(allowed)}"

"""Rules on the places of projects and measures: printed names, spans, both codings; and no project twice."""

from __future__ import annotations

from collections.abc import Iterator

from cloudplans.text import squeeze
from cloudplans.verify.rules_and_their_input import Book, Finding, Row, group, rule

_LAYERS = {"project_places": ("projects", "project_id"), "instrument_places": ("instruments", "instrument_id")}


def named_regions(book: Book) -> dict[str, str]:
    """Return the region that a printed place name means: its full or short name, or a locality that is part of it."""
    regions = book.tables["regions"]
    names = {row[column]: row["region_id"] for column in ("short_zh", "name_zh") for row in regions if row.get(column)}
    return names | {row["locality"]: row["region_id"] for row in book.tables["localities"]}


@rule("places", "book", *_LAYERS)
def places(book: Book) -> Iterator[Finding]:
    """A place is the one that its printed name means, and has a span in every edition; every locality is used."""
    means = named_regions(book)
    spans = group([row for row in book.tables["policy_evidence"] if row["role"] == "place"], "record_id")
    used = set()
    for table, (layer, key) in _LAYERS.items():
        file, records = f"policy/{table}.csv", {row[key]: row for row in book.tables[layer]}
        held = group(book.tables[table], key)
        for row in book.tables[table]:
            used.add(row["printed"])
            if row["place_id"] != means.get(row["printed"]):
                expected = f"{means.get(row['printed'])}, which {row['printed']} means"
                yield file, f"{row[key]}: place_id", row["place_id"], expected
        for name, record in records.items():
            printed = sorted(squeeze(row["printed"]) for row in held.get(name, []))
            for edition in book.editions.get(record["plan_id"], []):
                found = sorted(squeeze(span["printed"]) for span in spans.get(name, []) if span["edition_id"] == edition)
                if found != printed:
                    yield "policy/policy_evidence.csv", f"{name} in {edition}: place", found, printed
    for row in book.tables["localities"]:
        if row["locality"] not in used:
            yield "lexicon/localities.csv", row["locality"], "no place", "at least one"


@rule("places-coding", "book", "project_places")
def coding(book: Book) -> Iterator[Finding]:
    """The places of a project are those that both codings have, or that an adjudication decided."""
    means = named_regions(book)
    quoted = {plan["plan_id"]: plan["edition_id"] for plan in book.tables["plans"]}
    held = group(book.tables["project_places"], "project_id")
    settled = {
        (row["edition_id"], row["passage"], row["unit"]): row["adopted"]
        for row in book.tables["policy_adjudication"]
        if (row["layer"], row["field"]) == ("projects", "places")
    }
    coded = [{(r["edition_id"], r["passage"], r["name"]): r for r in book.tables[f"policy_projects_{coder}"]} for coder in "ab"]
    for row in book.tables["projects"]:
        key = quoted[row["plan_id"]], row["passage"], row["name"]
        said = [settled[key]] if key in settled else [index[key]["places"] for index in coded if key in index]
        found = {place["place_id"] for place in held.get(row["project_id"], [])}
        if any(found != _regions(words, means) for words in said):
            expected = f"those of the codings or the adjudication: {' or '.join(words or 'none' for words in said)}"
            yield "policy/project_places.csv", row["project_id"], sorted(found) or "none", expected


@rule("coded-again", "book", "policy_recoded")
def coded_again(book: Book) -> Iterator[Finding]:
    """A second coding decides with a reason where its readings differ, and there alone; measures have the places that it adopted."""
    file, means = "coding/policy_recoded.csv", named_regions(book)
    held = group(book.tables["instrument_places"], "instrument_id")
    for row in book.tables["policy_recoded"]:
        name, readings = f"{row['instrument_id']} {row['field']}", {row["coding_a"] or "", row["coding_b"] or ""}
        if (row["adopted"] or "") not in readings:
            yield file, f"{name}: adopted", row["adopted"], " or ".join(sorted(readings))
        if (len(readings) > 1) != bool(row["reason"]):
            yield (
                file,
                f"{name}: reason",
                row["reason"] or "none",
                "one, where the readings differ" if len(readings) > 1 else "none",
            )
    adopted = {row["instrument_id"]: row["adopted"] or "" for row in book.tables["policy_recoded"] if row["field"] == "places"}
    for name in sorted(held.keys() | adopted.keys()):
        found = {place["place_id"] for place in held.get(name, [])}
        if found != _regions(adopted.get(name, ""), means):
            yield "policy/instrument_places.csv", name, sorted(found) or "none", f"those adopted: {adopted.get(name) or 'none'}"


def _regions(words: str, means: dict[str, str]) -> set[str]:
    return {means.get(squeeze(word), word) for word in words.split(";") if word}


@rule("project-once", "book", "projects")
def project_once(book: Book) -> Iterator[Finding]:
    """A plan has each project once, with or without quotation marks."""
    for plan, rows in group(book.tables["projects"], "plan_id").items():
        seen: dict[str, Row] = {}
        for row in rows:
            name = squeeze(row["name"]).strip("“”")
            first = seen.setdefault(name, row)
            if first is not row:
                yield "policy/projects.csv", f"{plan}: {row['project_id']}", row["name"], f"one row; {first['project_id']} has it"

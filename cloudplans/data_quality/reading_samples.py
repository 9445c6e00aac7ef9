"""A random sample of rows for a blind reading: passage, words quoted and question, without any code."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cloudplans.atomic_write import write_file
from cloudplans.dataset import Dataset, SourceError, load
from cloudplans.text import squeeze
from cloudplans.verify import rows

KEYS = {"statements": "statement_id", "goals": "goal_id", "instruments": "instrument_id", "projects": "project_id"}
SIZES = {"statements": 30, "goals": 24, "instruments": 36, "projects": 30}
FIELDS: dict[str, tuple[str, ...]] = {
    "statements": ("kind", "comparator", "lower", "upper"),
    "goals": ("theme", "type", "level", "strength"),
    "instruments": ("type", "target", "firmness", "places"),
    "projects": ("kind", "stage", "places"),
}
_GIVEN = {"statements": ("label", "unit"), "goals": (), "instruments": ("verb",), "projects": ()}
_PRINTED = {"statements": "printed", "goals": "printed", "instruments": "printed", "projects": "name"}
_ENGLISH = {"goals": "gloss_en", "instruments": "gloss_en", "projects": "name_en"}
_PLACES = {"projects": "project_places", "instruments": "instrument_places"}


def sample(dataset: Dataset, seed: int, without: set[str]) -> list[tuple[str, str]]:
    """Return the rows to read as table and id, mixed; none of those in `without`, which have been read before.

    Examples
    --------
    >>> import cloudplans
    >>> len(sample(cloudplans.load(), 1, set()))
    120
    """
    chance = random.Random(seed)
    drawn = []
    for table, size in SIZES.items():
        names = sorted(row[KEYS[table]] for row in rows(dataset.raw(table)) if row[KEYS[table]] not in without)
        drawn += [(table, name) for name in chance.sample(names, size)]
    return chance.sample(drawn, len(drawn))


def adopted(dataset: Dataset, table: str, name: str, field: str) -> str:
    """Return the adopted code of one field of a record; the places of a record are joined as printed."""
    if field == "places":
        key = KEYS[table]
        return ";".join(row["printed"] for row in rows(dataset.raw(_PLACES[table])) if row[key] == name)
    return _row(dataset, table, name)[field]


def _row(dataset: Dataset, table: str, name: str) -> dict[str, str]:
    return next(row for row in rows(dataset.raw(table)) if row[KEYS[table]] == name)


def questions(dataset: Dataset, texts: Mapping[str, str], seed: int) -> dict[str, list[dict[str, Any]]]:
    """Return the sample for the reader: `rows` to code, and `english` to judge after that, both by number."""
    before = {row["record_id"] for row in rows(dataset.raw("blind_readings"))}
    found: dict[str, list[dict[str, Any]]] = {"rows": [], "english": []}
    for number, (table, name) in enumerate(sample(dataset, seed, before), 1):
        row = _row(dataset, table, name)
        span = _span(dataset, table, name, row["plan_id"])
        quoted = row[_PRINTED[table]] if _PRINTED[table] in row else span["printed"]
        segment, heading = _segment(dataset, texts, span)
        given = {column: row[column] for column in _GIVEN[table]}
        question = {"number": number, "table": table, "heading": heading, "segment": segment, "quoted": quoted, **given}
        found["rows"].append(question | {"fields": FIELDS[table]})
        if table in _ENGLISH:
            found["english"].append({"number": number, "segment": segment, "quoted": quoted, "english": row[_ENGLISH[table]]})
    return found


def _span(dataset: Dataset, table: str, name: str, plan: str) -> dict[str, str]:
    """Return where the record is in its plan's own edition."""
    edition = next(row["edition_id"] for row in rows(dataset.raw("plans")) if row["plan_id"] == plan)
    held, key, role = ("evidence", "statement_id", "value") if table == "statements" else ("policy_evidence", "record_id", "text")
    spans = [row for row in rows(dataset.raw(held)) if row[key] == name and row["role"] == role]
    return next((row for row in spans if row["edition_id"] == edition), spans[0])


def _segment(dataset: Dataset, texts: Mapping[str, str], span: Mapping[str, str]) -> tuple[str, str]:
    """Return the segment around a span, and the headings directly above it."""
    raw, heading, fresh = texts[span["edition_id"]], "", False
    passages = [row for row in rows(dataset.raw("passages")) if row["edition_id"] == span["edition_id"]]
    if not passages:
        return _paragraph(dataset, raw, span)
    for row in passages:
        words = squeeze(raw[int(row["start"]) : int(row["end"])])
        if int(row["start"]) <= int(span["start"]) < int(row["end"]):
            return words, heading
        if row["mark"] == "heading":
            heading = f"{heading} › {words}" if fresh else words
        fresh = row["mark"] == "heading"
    raise LookupError(f"no segment at {span['start']} of {span['edition_id']}")


def _paragraph(dataset: Dataset, raw: str, span: Mapping[str, str]) -> tuple[str, str]:
    """Return the table or the lines around a span of a text that is not cut into segments, and the heading of its section."""
    first, last = int(span["start"]), int(span["end"])
    tables, sections = (
        [row for row in rows(dataset.raw(name)) if row["edition_id"] == span["edition_id"] and _contains(row, first)]
        for name in ("table_columns", "sections")
    )
    start, end = (
        (int(tables[0]["start"]), int(tables[0]["end"])) if tables else (raw.rfind("\n", 0, first) + 1, raw.find("\n", last))
    )
    return squeeze(raw[start : end if end >= 0 else None]), squeeze(sections[0]["heading"]) if sections else ""


def _contains(row: Mapping[str, str], at: int) -> bool:
    return int(row["start"]) <= at < int(row["end"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a sample for a blind reading to a file outside the repository."""
    parser = argparse.ArgumentParser(prog="python -m cloudplans.data_quality.reading_samples", description=main.__doc__)
    parser.add_argument("file", type=Path, help="where the sample goes")
    parser.add_argument("--seed", type=int, default=4, help="seed of the sample (default: 4)")
    parser.add_argument("--sources", default=os.environ.get("CLOUDPLANS_SOURCES"), help="folder of the plan texts")
    options = parser.parse_args(arguments)
    dataset = load()
    try:
        texts = dataset.texts(options.sources)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 3
    if not texts:
        print("a sample needs the plan texts: give --sources DIR, or set CLOUDPLANS_SOURCES", file=sys.stderr)
        return 2
    write_file(options.file, json.dumps(questions(dataset, texts, options.seed), ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

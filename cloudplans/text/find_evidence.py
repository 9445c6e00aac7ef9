"""Find the evidence of a statement: where the text has the words and figures that its fields state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cloudplans.text.bounds_hedges_kinds import Reader
from cloudplans.text.normalised_text import Span, squeeze, unspaced

_ELLIPSIS = "…"


def evidence_rows(
    reader: Reader, statement: Mapping[str, Any], edition: str, value: Span, governing: tuple[Span, int | None] | None
) -> list[dict[str, str]]:
    """Return the rows of evidence of a statement in one text: its figure at `value`, and each word nearest to the figure."""
    # `governing` is the phrase that gives the figure's year; if that is another year, the nearest mention of the year counts.
    raw = reader.reading.raw
    return [
        {
            "statement_id": statement["statement_id"],
            "edition_id": edition,
            "role": role,
            "start": str(span.start),
            "end": str(span.end),
            "printed": unspaced(raw[span.start : span.end]),
        }
        for role, span in dict.fromkeys([("value", value), *_spans(reader, statement, value, governing)])
    ]


def _spans(
    reader: Reader, s: Mapping[str, Any], value: Span, governing: tuple[Span, int | None] | None
) -> Iterator[tuple[str, Span]]:
    start, end = reader.place(*value)
    for word in filter(None, s["label"].split(_ELLIPSIS)):
        if found := reader.nearest(squeeze(word), start, end):
            yield "label", reader.reading.raw_span(*found)
    if s["scope"] and (found := reader.nearest(squeeze(s["scope"]), start, end)):
        yield "scope", reader.reading.raw_span(*found)
    if cue := reader.bound(start, end):
        yield "bound", reader.reading.raw_span(*cue.span)
    if s["hedge"]:
        hedge = reader.hedge(start)
        found = hedge.span if hedge and reader.text[slice(*hedge.span)] == squeeze(s["hedge"]) else None
        if found := found or reader.nearest(squeeze(s["hedge"]), start, end):
            yield "hedge", reader.reading.raw_span(*found)
    if s["deadline"] and governing and governing[1] == int(s["deadline"]):
        yield "deadline", governing[0]
    elif s["deadline"] and (found := reader.nearest(f"{s['deadline']}年", start, end)):
        yield "deadline", reader.reading.raw_span(*found)


def find_figure(reader: Reader, start: int, printed: str) -> Span | None:
    """Return the raw span of the figure `printed` where it starts at the raw offset `start`, or None where it does not."""
    at, figure = reader.reading.at(start), squeeze(printed)
    if not figure or not reader.text.startswith(figure, at):
        return None
    return reader.reading.raw_span(at, at + len(figure))


def offset_in_id(statement_id: str) -> int | None:
    """Return the offset that the id of a draft names (``plan.at-123``), or None where it names none."""
    match = re.search(r"\.at-([0-9]+)(?:\.|$)", statement_id)
    return int(match[1]) if match else None

"""Find the evidence of a statement: where the text has the words and figures that its fields state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cloudplans.text.bounds_hedges_kinds import Reader
from cloudplans.text.normalised_text import Span, squeeze, unspaced
from cloudplans.text.table_rows import cell_number

_ELLIPSIS = "…"
_IN_BRACKETS = re.compile(r"\s*[（(]\s*([^()（）]{1,12}?)\s*[)）]")
_TOTAL = "〔［["  # brackets of a growth over the whole period, whose unit the note below the table gives
_TOTAL_UNIT = re.compile("单位为?(百分点)")


def evidence_rows(
    reader: Reader,
    statement: Mapping[str, Any],
    edition: str,
    value: Span,
    governing: tuple[Span, int | None] | None,
    columns: Mapping[int, Mapping[str, Any]] | None = None,
) -> list[dict[str, str]]:
    """Return the rows of evidence of a statement in one text: its figure at `value`, and each word nearest to the figure."""
    # `governing` is the phrase that gives the figure's year; if that is another year, the nearest mention of the year counts.
    # `columns` are those of the indicator table around the figure, by number: year, and often unit, are in the head.
    raw = reader.reading.raw
    found = _cell_spans(reader, statement, value, columns) if columns else _spans(reader, statement, value, governing)
    return [
        {
            "statement_id": statement["statement_id"],
            "edition_id": edition,
            "role": role,
            "start": str(span.start),
            "end": str(span.end),
            "printed": unspaced(raw[span.start : span.end]),
        }
        for role, span in dict.fromkeys([("value", value), *found])
    ]


def _spans(
    reader: Reader, s: Mapping[str, Any], value: Span, governing: tuple[Span, int | None] | None
) -> Iterator[tuple[str, Span]]:
    start, end = reader.place(*value)
    for word in filter(None, s["label"].split(_ELLIPSIS)):
        if found := reader.nearest(squeeze(word), start, end):
            yield "label", reader.reading.raw_span(*found)
    for word in filter(None, s["scope"].split(_ELLIPSIS)):
        if found := reader.nearest(squeeze(word), start, end):
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


def _cell_spans(
    reader: Reader, s: Mapping[str, Any], value: Span, columns: Mapping[int, Mapping[str, Any]]
) -> Iterator[tuple[str, Span]]:
    """Yield the spans of a cell of a table: the name of its row before it, the words of its unit, the head of its column."""
    raw, text, (start, end) = reader.reading.raw, reader.text, reader.place(*value)
    last = next(iter(columns.values()))["end"]
    at, label_end = text.rfind(squeeze(s["label"]), 0, start), value.start
    if s["label"] and at >= 0:
        label = reader.reading.raw_span(at, at + len(squeeze(s["label"])))
        label_end = label.end
        yield "label", label
    for word in filter(None, s["scope"].split(_ELLIPSIS)):
        if found := reader.nearest(squeeze(word), start, end):
            yield "scope", reader.reading.raw_span(*found)
    if cue := reader.bound(start, end):
        yield "bound", reader.reading.raw_span(*cue.span)
    column = columns.get(cell_number(raw, label_end, value.start))
    head = (int(column["head_start"]), int(column["head_end"])) if column else (0, 0)
    if raw[: value.start].rstrip("<>≤≥＜＞ \u3000").endswith(tuple(_TOTAL)):
        unit = _TOTAL_UNIT.search(raw, value.end, int(last))
    else:
        unit = (_IN_BRACKETS.search(raw, *head) if column else None) or _IN_BRACKETS.match(raw, label_end, value.start)
    if unit:
        yield "unit", Span(*unit.span(1))
    if column:
        yield "column", Span(*head)


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

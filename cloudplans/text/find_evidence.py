"""The evidence of a statement, found: where the text prints the words and figures that its fields need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cloudplans.text.figure_qualifiers import Reader
from cloudplans.text.normalised_text import Span, squeeze, unspaced

_ELLIPSIS = "…"


def evidence_rows(reader: Reader, statement: Mapping[str, Any], edition: str, value: Span) -> list[dict[str, str]]:
    """Return the rows of evidence of a statement in one text.

    Parameters
    ----------
    reader : Reader
        The text.
    statement : mapping
        `statement_id`, `label`, `scope`, `hedge`, `deadline` as they stand in the table.
    edition : str
        The text's id.
    value : Span
        The figure, in characters of the raw text.

    Returns
    -------
    list of dict
        The figure, and of the words that the fields name those that the text prints: each the occurrence nearest to the figure.

    Examples
    --------
    >>> reader = Reader("云盘达到5家", [], [])
    >>> fields = {"statement_id": "a.b", "label": "云盘", "scope": "", "hedge": "", "deadline": ""}
    >>> [(row["role"], row["printed"]) for row in evidence_rows(reader, fields, "a-text", Span(4, 6))]
    [('value', '5家'), ('label', '云盘')]
    """
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
        for role, span in dict.fromkeys([("value", value), *_found(reader, statement, value)])
    ]


def _found(reader: Reader, s: Mapping[str, Any], value: Span) -> Iterator[tuple[str, Span]]:
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
    if s["deadline"] and (found := _deadline(reader, int(s["deadline"]), start, end)):
        yield "deadline", reader.reading.raw_span(*found)


def _deadline(reader: Reader, year: int, start: int, end: int) -> Span | None:
    """Return the phrase that gives the year: the one that governs the figure, else the nearest that names the year."""
    governing = reader.deadline(start, end)
    if governing and governing.period.end == year:
        return governing.span
    return reader.nearest(f"{year}年", start, end)


def find_figure(reader: Reader, start: int, printed: str) -> Span | None:
    """Return the raw span of the figure `printed` where it starts at the raw offset `start`, or None where it does not.

    Examples
    --------
    >>> find_figure(Reader("达到１０\\n万个", [], []), 2, "10万个")
    Span(start=2, end=7)
    """
    at, wanted = reader.reading.at(start), squeeze(printed)
    if not wanted or not reader.text.startswith(wanted, at):
        return None
    return reader.reading.raw_span(at, at + len(wanted))


def placed(statement_id: str) -> int | None:
    """Return the place that the id of a draft names (``plan.at-123``), or None where it names none.

    Examples
    --------
    >>> placed("wuyou-2016.at-123"), placed("wuyou-2016.at-123.b"), placed("hubei-2016.cloud-servers")
    (123, 123, None)
    """
    match = re.search(r"\.at-([0-9]+)(?:\.|$)", statement_id)
    return int(match[1]) if match else None

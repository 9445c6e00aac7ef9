"""Cut a long text into pieces without cutting an indicator table; find the paragraphs at the start of a piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cloudplans.scanner.indicator_tables import open_table

_PARAGRAPH = re.compile(
    r"[。!！?？][^\S\n]*\n[^\S\n]*\n\s*(?=[\u4e00-\u9fff])(?![一二三四五六七八九十]+[是、.．]|第[一二三四五六七八九十]+)"
)
_PARTED = re.compile(r"[。!?！？][”」』）)]?[^\S\n]*\n|\n[^\S\n]*\n")
_LARGEST_TABLE = 1 << 16  # characters
TAIL = 12  # characters before a piece in which a sentence can end


def paragraph_starts(tail: str, text: str) -> list[int]:
    """Return where paragraphs start that are not part of a list; `tail` is the end of the text before."""
    return [match.end() - len(tail) for match in _PARAGRAPH.finditer(tail + text) if match.end() >= len(tail)]


def with_whole_tables(parts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the pieces of a text, each with its start; one that ends in a table ends before the sentence above it instead."""
    kept, at = "", 0
    for offset, part in parts:
        if kept:  # so more follows
            start = open_table(kept)
            cut = len(kept)
            if start is not None and len(kept) - start <= _LARGEST_TABLE:
                cut = max((match.end() for match in _PARTED.finditer(kept, 0, start)), default=0)
            if cut:
                yield at, kept[:cut]
            kept = kept[cut:]
        at = offset - len(kept)
        kept += part
    if kept:
        yield at, kept

"""Reading Chinese text: numbers and units, dates, headings, and the words around a figure."""

from cloudplans.text.alignment import Alignment
from cloudplans.text.dates import Period, Phrase, Times, find_near, phrase_at, year_in_brackets
from cloudplans.text.figure_qualifiers import COUNTED_IDIOMS, Bounds, Cue, Reader, is_urban
from cloudplans.text.find_evidence import evidence_rows, find_figure, offset_in_id
from cloudplans.text.headings import Heading, Outline, headings, suggest_sections
from cloudplans.text.normalised_text import (
    NUMERAL,
    PIECE,
    Reading,
    Span,
    Words,
    is_odd,
    odd_characters,
    one_line,
    pieces,
    squeeze,
    unspaced,
    visible,
    width,
)
from cloudplans.text.numbers_and_units import Figure, Quantity, UnitWords, figure_at, fold_at, read_quantity
from cloudplans.text.text_files import decode, path_inside, quoted, read_bytes, read_copy, read_text, sha256, write_output

__all__ = [
    "COUNTED_IDIOMS",
    "NUMERAL",
    "PIECE",
    "Alignment",
    "Bounds",
    "Cue",
    "Figure",
    "Heading",
    "Outline",
    "Period",
    "Phrase",
    "Quantity",
    "Reader",
    "Reading",
    "Span",
    "Times",
    "UnitWords",
    "Words",
    "decode",
    "evidence_rows",
    "figure_at",
    "find_figure",
    "find_near",
    "fold_at",
    "headings",
    "is_odd",
    "is_urban",
    "odd_characters",
    "offset_in_id",
    "one_line",
    "path_inside",
    "phrase_at",
    "pieces",
    "quoted",
    "read_bytes",
    "read_copy",
    "read_quantity",
    "read_text",
    "sha256",
    "squeeze",
    "suggest_sections",
    "unspaced",
    "visible",
    "width",
    "write_output",
    "year_in_brackets",
]

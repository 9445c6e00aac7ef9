"""Tables, passages and records as people see them: HTML in notebooks and pages, text in a terminal."""

from cloudplans.display.codebook import describe, field_rows, meanings, names, vocabularies
from cloudplans.display.formatting import shown
from cloudplans.display.html_table import Table, word
from cloudplans.display.terminal import print_description, print_frame, show

__all__ = [
    "Table",
    "describe",
    "field_rows",
    "meanings",
    "names",
    "overview",
    "plan_of",
    "print_description",
    "print_frame",
    "show",
    "shown",
    "vocabularies",
    "word",
]

"""Parts of a page that are no table: HTML in a notebook or report, text elsewhere."""

from __future__ import annotations

from copy import copy

from cloudplans.display.html_table import Table
from cloudplans.display.policy_tables import RecordMatrix
from cloudplans.labels import safe, untypeset


class Block:
    """A part of a page: HTML in a notebook or report, text elsewhere."""

    html: str
    text: str

    def __init__(self, html: str, text: str) -> None:
        self.html, self.text = html, text

    def _repr_html_(self) -> str:
        return untypeset(self.html)

    def __repr__(self) -> str:
        return self.text


def folded(shown: Table | RecordMatrix) -> Block:
    """Return a table behind its caption, to be opened by a click.

    Examples
    --------
    >>> from cloudplans import display
    >>> print(repr(folded(display.unverified_counts())).splitlines()[0])
    Figures by document: with an indicator of ours, without one, dropped
    """
    caption, opened = shown.caption, copy(shown)
    opened.caption = ""
    return Block(
        f'<details class="folded"><summary>{safe(caption)}</summary>{opened._repr_html_()}</details>', f"{caption}\n{opened!r}"
    )

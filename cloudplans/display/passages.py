"""Tables for people: escaped HTML without style of its own, plain text where there is no HTML; and the evidence of a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from cloudplans.dataset import Dataset
from cloudplans.display.html_table import Table, word
from cloudplans.labels import safe, untypeset
from cloudplans.text import visible


class Passage(NamedTuple):
    """One passage of a text with the spans that support a statement: pieces of text, each with its roles."""

    edition_id: str
    pieces: list[tuple[str, str]]


_CONTEXT = 24


def passages(evidence: pd.DataFrame, texts: Mapping[str, str]) -> list[Passage]:
    """Return the passages of the texts at hand that carry a record, cut around its spans.

    Parameters
    ----------
    evidence : DataFrame
        The spans of the record: rows of `evidence()` or `policy_evidence()`.
    texts : mapping
        Edition to raw text.

    Returns
    -------
    list of Passage
        One an edition at hand; each piece is a stretch of text and the role of the span it is (empty: context; ``"gap"``:
        a stretch left out). White space is taken out and hidden characters are written out.
    """
    found = []
    for edition, rows in evidence.groupby("edition_id"):
        if edition in texts:
            marks = zip(rows["start"], rows["end"], rows["role"], strict=True)
            found.append(passage(str(edition), marks, texts[str(edition)]))
    return found


def passage(edition: str, marks: Iterable[tuple[int, int, str]], text: str) -> Passage:
    """Return the passage of one text that spans (start, end, role) are cut out of; see `passages`.

    Examples
    --------
    >>> passage("a-text", [(3, 5, "value")], "建成约5家企业").pieces
    [('建成约', ''), ('5家', 'value'), ('企业', '')]
    """
    return Passage(edition, _pieces(text, sorted(marks)))


def marked(passage: Passage) -> str:
    """Return a passage as escaped HTML: each span marked by its role, the context around it plain."""
    words = "".join(
        f'<mark class="{safe(role)}" title="{safe(role)}">{safe(text)}</mark>' if role not in ("", "gap") else safe(text)
        for text, role in passage.pieces
    )
    return f'<p class="passage" lang="zh"><span class="edition">{safe(passage.edition_id)}</span>{words}</p>'


def _pieces(text: str, marks: list[tuple[int, int, str]]) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    done = max(0, marks[0][0] - _CONTEXT)
    for start, end, role in marks:
        if start - done > 3 * _CONTEXT:
            pieces += [
                (_plain(text[done : done + _CONTEXT]), ""),
                ("…", "gap"),
                (_plain(text[start - _CONTEXT : start]), ""),
            ]
        else:
            pieces.append((_plain(text[done:start]), ""))
        if end > done:
            pieces.append((_plain(text[max(start, done) : end]), role))
            done = end
    return [piece for piece in [*pieces, (_plain(text[done : done + _CONTEXT]), "")] if piece[0]]


def _plain(text: str) -> str:
    return visible("".join(text.split()))


class Evidence:
    """A statement's evidence for readers: its passages where the texts are at hand, else figures and offsets."""

    def __init__(self, dataset: Dataset, texts: Mapping[str, str], statement: str, lang: str = "en") -> None:
        self.rows = dataset.evidence(statement=statement)
        self.passages = passages(self.rows, texts)
        self.lang = lang

    def _offsets(self) -> Table:
        frame = self.rows.assign(
            role=[word(role, self.lang) for role in self.rows["role"]],
            span=[f"{a}–{b}" for a, b in zip(self.rows["start"], self.rows["end"], strict=True)],
        )
        return Table(frame, ("edition_id", "role", "printed", "span"), self.lang)

    def _repr_html_(self) -> str:
        return untypeset("".join(map(marked, self.passages))) + self._offsets()._repr_html_()

    def __repr__(self) -> str:
        lines = [
            f"{p.edition_id}: " + "".join(f"[{t}]" if r not in ("", "gap") else t for t, r in p.pieces) for p in self.passages
        ]
        return "\n".join([*lines, repr(self._offsets())])

"""The passages that a statement is read from: pieces of a plan text, each with its role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from cloudplans.dataset import Dataset, own_data, short_plan_names
from cloudplans.display.html_table import Table
from cloudplans.labels import Language, code_name, language, safe, translate, untypeset
from cloudplans.text import visible

_CONTEXT = 24  # characters shown on each side of a span


class Passage(NamedTuple):
    """A passage of a text: pieces, each with the role of its span; empty for context, ``"gap"`` for text left out."""

    edition_id: str
    pieces: list[tuple[str, str]]


def passages(evidence: pd.DataFrame, texts: Mapping[str, str]) -> list[Passage]:
    """Return one passage per edition at hand, cut around the spans of a record: rows of `evidence()` or `policy_evidence()`."""
    cut = []
    for edition, rows in evidence.groupby("edition_id"):
        if edition in texts:
            spans = zip(rows["start"], rows["end"], rows["role"], strict=True)
            cut.append(passage(str(edition), spans, texts[str(edition)]))
    return cut


def passage(edition: str, spans: Iterable[tuple[int, int, str]], text: str) -> Passage:
    """Return the passage of a text around spans (start, end, role)."""
    ordered = sorted(spans)
    pieces: list[tuple[str, str]] = []
    done = max(0, ordered[0][0] - _CONTEXT)
    for start, end, role in ordered:
        if start - done > 3 * _CONTEXT:
            before, after = text[done : done + _CONTEXT], text[start - _CONTEXT : start]
            pieces += [(_plain(before), ""), ("…", "gap"), (_plain(after), "")]
        else:
            pieces.append((_plain(text[done:start]), ""))
        if end > done:
            pieces.append((_plain(text[max(start, done) : end]), role))
            done = end
    pieces.append((_plain(text[done : done + _CONTEXT]), ""))
    return Passage(edition, [piece for piece in pieces if piece[0]])


def _plain(text: str) -> str:
    return visible("".join(text.split()))


def edition_names(*, data: Dataset | None = None, lang: Language | None = None) -> dict[str, str]:
    """Return the names of the copies of the plans by id: region, and what kind of copy it is.

    Examples
    --------
    >>> edition_names()["guangdong-2014-gazette"]
    'Guangdong, a government gazette'
    """
    dataset = data or own_data()
    lang = language(lang)
    words = dataset.table("glossary")
    kinds = words[words["column"] == "copy_kind"].set_index("word")[f"meaning_{lang}"]
    plans = short_plan_names(data=dataset, lang=lang)
    rows = dataset.editions()
    comma = translate(", ", lang)
    copies = {
        edition: comma.join([plans.get(plan, plan), kinds.get(kind, kind)])
        for edition, plan, kind in zip(rows["edition_id"], rows["plan_id"], rows["copy_kind"], strict=True)
    }
    return copies | dataset.plans(documents="reports").set_index("plan_id")[f"title_{lang}"].to_dict()


def highlighted(passage: Passage, names: Mapping[str, str] | None = None, lang: str = "en") -> str:
    """Return a passage as escaped HTML, each span marked with its role; `names` are those of the copies."""
    words = "".join(
        f'<mark class="{safe(role)}" title="{safe(code_name("role", role, lang))}">{safe(text)}</mark>'
        if role not in ("", "gap") else safe(text)
        for text, role in passage.pieces
    )  # fmt: skip
    name = (names or {}).get(passage.edition_id, passage.edition_id)
    spoken = "zh" if lang == "zh" else "en"
    return f'<p class="passage" lang="zh"><span class="edition" lang="{spoken}">{safe(name)}</span>{words}</p>'


def evidence(texts: Mapping[str, str], statement: str, *, data: Dataset | None = None, lang: Language | None = None) -> Evidence:
    """Return the evidence of a statement: its passages where the texts are at hand, and the position of each span.

    Parameters
    ----------
    texts : mapping
        Edition to raw text; see `Dataset.texts`.
    statement : str
        Id of a statement.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Raises
    ------
    ValueError
        If no statement has the id; the nearest ids are given.

    Examples
    --------
    >>> import cloudplans
    >>> print(repr(evidence({}, "hubei-2016.cloud-servers")).splitlines()[-1])
    hubei-2016-reprint  value     万台                        2705–2707
    """
    dataset = data or own_data()
    lang = language(lang)
    return Evidence(dataset, texts, statement, lang)


class Evidence:
    """The evidence of a statement as readers see it; made by `evidence`."""

    rows: pd.DataFrame
    passages: list[Passage]
    lang: str
    names: dict[str, str]

    def __init__(self, dataset: Dataset, texts: Mapping[str, str], statement: str, lang: str = "en") -> None:
        self.rows = dataset.evidence(statement=statement)
        self.passages = passages(self.rows, texts)
        self.lang, self.names = lang, edition_names(data=dataset, lang=lang)

    def _positions(self) -> Table:
        frame = self.rows.assign(
            role=[code_name("role", role, self.lang) for role in self.rows["role"]],
            span=[f"{start}–{end}" for start, end in zip(self.rows["start"], self.rows["end"], strict=True)],
        )
        return Table(frame, ("edition_id", "role", "printed", "span"), self.lang)

    def _repr_html_(self) -> str:
        """Return the passages; where no text is at hand, the positions of the characters."""
        if not self.passages:
            return self._positions()._repr_html_()
        return untypeset("".join(highlighted(passage, self.names, self.lang) for passage in self.passages))

    def __repr__(self) -> str:
        lines = [
            f"{passage.edition_id}: " + "".join(f"[{text}]" if role not in ("", "gap") else text for text, role in passage.pieces)
            for passage in self.passages
        ]
        return "\n".join([*lines, repr(self._positions())])

"""A table for readers: escaped HTML without a style of its own, aligned text where there is no HTML."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import pandas as pd

from cloudplans.labels import VOCABULARIES, Language, code_name, language, safe, translate, untypeset
from cloudplans.text import visible, width

HEADINGS = {  # column: heading in English; in the catalogue with the context "heading"
    "a": "A", "address": "Address", "adopted": "Adopted", "allowed": "Allowed", "as_printed": "As printed", "b": "B",
    "base": "Base", "caveat": "Caveat", "changed": "What changed", "characters": "Characters", "check_id": "Check",
    "claimed_twice": "Counted twice", "class": "Class", "column": "Item", "confidence": "Confidence",
    "copy_kind": "Kind of copy", "count": "Count", "deadline": "Target year", "decision": "Decision",
    "definition": "Definition", "derivation": "Calculation", "derived": "Derived", "document_no": "Document number",
    "dropped": "Dropped", "edition_a": "Copy A", "edition_b": "Copy B", "edition_id": "Edition", "end": "To",
    "example": "Such as", "expected": "Expected", "factor": "Factor", "figure": "As stated", "figures": "Figures", "firmness": "Hedge",
    "found": "Found", "from_year": "From", "in_statements": "In statements", "indicator": "Indicator",
    "indicator_id": "Identifier", "issued": "Issued", "kind": "Kind", "kind_name": "Kind of project",
    "label": "Name as printed", "listed": "Listed with a class", "mapped": "With an indicator", "mark": "Segments",
    "meaning": "Meaning", "measured": "What is measured", "name": "Name", "name_en": "In English", "note": "Note",
    "outcome": "Outcome", "page_kind": "Kind of page", "passed": "Elapsed at issue", "period": "Period",
    "period_end": "Last year", "period_start": "First year", "place": "Places", "plan_id": "Plan",
    "printed": "Original wording", "printed_a": "Copy A states", "printed_b": "Copy B states", "question": "Question",
    "rank": "Rank", "ratio": "Ratio", "reading": "Value", "reason": "Reason", "region": "Region", "regions": "Regions", "relation": "Relation",
    "reliability": "Reliability", "result": "Result", "role": "Field", "rule": "Rule", "scope": "Scope",
    "series_id": "Series", "sha256": "sha256", "gdp_share": "Share of regional GDP", "share": "Share", "span": "Character range", "stage_name": "Stage", "stages": "Stages",
    "start": "From", "state": "State", "stated": "As listed", "statement_id": "Record", "statements": "Statements",
    "status": "Status", "targets": "Targets", "theme": "Theme", "tier": "Tier", "title": "Plan", "to_year": "To",
    "tokens": "Numerals", "type": "Type", "unaccounted": "Unexplained", "undecided_with": "Cannot be ranked against",
    "unit": "Unit", "unmapped": "Without an indicator", "variant": "Variant", "verdict": "A compared with B", "vintage": "Vintage", "why": "Why",
    "year": "Year", "years": "Target years", "years_stated": "Year",
}  # fmt: skip
NOTHING = "–"
_SHORT = 16  # characters that stay on one line
_YES_OR_NO = {True: "✓", False: NOTHING}
_pages = {"linked": False}


def link_records(enabled: bool) -> None:
    """Set whether tables made from now on link each record to its plan's page, as in the report; by default they do not."""
    _pages["linked"] = enabled


def table(frame: pd.DataFrame, columns: Sequence[str] | None = None, *, lang: Language | None = None) -> Table:
    """Return a frame as a table for readers: HTML in a notebook or report, aligned text elsewhere.

    Parameters
    ----------
    frame : DataFrame
        Any frame; its values are shown as they are, escaped.
    columns : sequence of str, optional
        The columns to show, in order; by default all.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Returns
    -------
    Table

    Examples
    --------
    >>> import cloudplans
    >>> table(cloudplans.load().plans(), ["plan_id", "issued"])
    Plan            Issued
    chengdu-2011    2011-07-12
    guangdong-2014  2014-04-11
    hubei-2016      –
    shanghai-2017   –
    """
    lang = language(lang)
    return Table(frame, list(frame.columns) if columns is None else columns, lang)


class Table:
    """A frame as readers see it; made by `table`."""

    def __init__(self, frame: pd.DataFrame, columns: Sequence[str], lang: str = "en") -> None:
        self.columns, self.lang, self.linked = list(columns), lang, _pages["linked"]
        self._without_page: set[str] = set()  # unverified figures
        if {"evidence_tier", "statement_id"} <= set(frame):
            self._without_page = set(frame.loc[frame["evidence_tier"] == "unverified", "statement_id"])
        self._records = [""] * len(frame)  # the record that the figure of each row links to
        if self.linked and {"figure", "statement_id"} <= set(frame):
            self._records = list(frame["statement_id"])
            if "figure" in self.columns:
                self.columns = [column for column in self.columns if column != "statement_id"]
        self.frame = frame.loc[:, self.columns]

    def headings(self) -> list[str]:
        """Return the headings of the columns in the language of the table."""
        return [heading(column, self.lang) for column in self.columns]

    def rows(self) -> list[list[str]]:
        """Return the rows, each value as it is shown."""
        return [[shown_value(row[column]) for column in self.columns] for row in self.frame.to_dict("records")]

    def numeric(self) -> list[bool]:
        """Return for each column whether it has numbers, which are aligned to the right."""
        return [pd.api.types.is_numeric_dtype(self.frame[c]) and self.frame[c].dtype != bool for c in self.columns]

    def _repr_html_(self) -> str:
        headings = [safe(heading) for heading in self.headings()]
        head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
        body = "".join(
            f"<tr>{''.join(map(self._cell, self.columns, headings, row, [record] * len(row)))}</tr>"
            for row, record in zip(self.rows(), self._records, strict=True)
        )
        content = f'<table class="data"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        return untypeset(f'<div class="scroll" tabindex="0">{content}</div>')

    def _cell(self, column: str, heading: str, words: str, record: str) -> str:
        text = safe(words)
        if column == "statement_id" and self.linked and words not in self._without_page:
            return f'<td class="id" data-label="{heading}">{_record_link(words, text)}</td>'
        if column == "figure" and record and record not in self._without_page:
            text = _record_link(record, text)
        size = "none" if words == NOTHING else "address" if column == "address" else "short" if len(words) <= _SHORT else "long"
        return f'<td class="{size}" data-label="{heading}">{text}</td>'

    def __repr__(self) -> str:
        lines, right = [self.headings(), *self.rows()], self.numeric()
        widths = [max(map(width, column)) for column in zip(*lines, strict=True)]

        def padded(words: str, at: int) -> str:
            gap = " " * (widths[at] - width(words))
            return gap + words if right[at] else words + gap

        return "\n".join("  ".join(padded(words, at) for at, words in enumerate(line)).rstrip() for line in lines)


def heading(column: str, lang: str) -> str:
    """Return the heading of a column in a language."""
    plain = column.removesuffix(f"_{lang}")
    if plain in HEADINGS:
        return translate(HEADINGS[plain], lang, context="heading")
    return code_name("kind", column, lang) if column in VOCABULARIES["kind"] else column


def shown_value(value: object) -> str:
    """Return a value as a table shows it: a dash where it is missing, no time after a date, hidden characters spelled out."""
    if isinstance(value, list):
        return ", ".join(map(shown_value, value)) or NOTHING
    if value is None or value is pd.NA or value != value or value == "":
        return NOTHING
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return _YES_OR_NO[value] if isinstance(value, bool) else visible(str(value))


def _record_link(statement: str, text: str) -> str:
    """Return a link to a record on its plan's page in the report."""
    return f'<a href="{quote(statement.partition(".")[0], safe="")}.html#{quote(statement, safe="")}">{text}</a>'


def linked_record(statement: str, text: str) -> str:
    """Return escaped words as a link to a record, or alone where tables do not link records."""
    return _record_link(statement, text) if _pages["linked"] else text

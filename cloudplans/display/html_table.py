"""A table for readers: escaped HTML without a style of its own, aligned text where there is no HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

import pandas as pd

from cloudplans.labels import VOCABULARIES, Language, code_name, language, safe, translate, unit_name, untypeset
from cloudplans.text import visible, width

HEADINGS = {  # column: heading in English; in the catalogue with the context "heading"
    "a": "A", "address": "Address", "adopted": "Adopted", "agreement": "Agreement", "allowed": "Allowed", "as_printed": "As printed", "at_least_percent": "At least, per cent", "b": "B",
    "base": "Base", "caveat": "Caveat", "change": "Change", "changed": "What changed", "characters": "Characters", "check_id": "Check",
    "claimed_twice": "Counted twice", "class": "Class", "column": "Item", "confidence": "Confidence",
    "copy": "Copy", "copy_kind": "Kind of copy", "count": "Count", "deadline": "Target year", "decision": "Decision",
    "definition": "Definition", "derivation": "Calculation", "derived": "Derived", "document_no": "Document number",
    "dropped": "Dropped", "edition_a": "Copy A", "edition_b": "Copy B", "edition_id": "Edition", "end": "To",
    "example": "Such as", "expected": "Expected", "factor": "Factor", "figure": "As printed", "fields": "Fields to fill in", "figures": "Figures", "firmness": "Wording",
    "found": "Found", "goals": "Goals", "hedge": "Wording", "growth_per_year": "Growth per year, per cent", "from_year": "From", "in_statements": "In statements", "indicator": "Indicator",
    "indicator_id": "Identifier", "issued": "Issued", "kind": "Kind", "kind_name": "Kind of project",
    "label": "Name as printed", "layer": "Coded", "level_name": "Level", "lower": "Value", "upper": "Upper limit", "comparator": "Bound", "listed": "Listed with a class", "mapped": "With an indicator", "mark": "Segments",
    "meaning": "Meaning", "measured": "What is measured", "name": "Name", "name_en": "In English", "note": "Note", "noticed": "Noticed",
    "outcome": "Outcome", "page_kind": "Kind of page", "per_100_residents": "Per 100 residents", "per_head": "Yuan per resident", "passed": "Elapsed at issue", "period": "Period",
    "period_end": "Last year", "period_start": "First year", "place": "Places", "plan_id": "Plan",
    "printed": "Original wording", "printed_a": "Copy A states", "printed_b": "Copy B states", "question": "Question",
    "rank": "Rank", "rank_best": "Best possible rank", "rank_worst": "Worst possible rank", "ratio": "Ratio", "reading": "Value", "reason": "Reason", "region": "Region", "regions": "Regions", "relation": "Relation",
    "reliability": "Reliability", "result": "Result", "role": "Field", "rule": "Rule", "scope": "Scope",
    "series_id": "Series", "share_of_gdp": "Per cent of regional GDP", "gdp_share": "Share of regional GDP", "share": "Share", "sha256": "sha256", "span": "Character range", "stage_name": "Stage", "stages": "Stages",
    "start": "From", "state": "State", "stated": "As listed", "statement_id": "Record", "statements": "Statements",
    "status": "Status", "targets": "Targets", "theme": "Theme", "theme_name": "Theme", "tier": "Tier", "title": "Plan", "to_year": "To", "tried": "Tried",
    "tokens": "Numerals", "type": "Type", "unaccounted": "Unexplained", "undecided_with": "Cannot be ranked against",
    "unit": "Unit", "value": "Value", "unmapped": "Without an indicator", "variant": "Variant", "verdict": "Compared with", "vintage": "Vintage", "what": "What", "why": "Why",
    "year": "Year", "years": "Target years", "years_stated": "Year",
}  # fmt: skip
NOTHING = "–"
_SHORT = 16  # characters that stay on one line
_LONG, _FIRST = 12, 8  # a page's table of more rows shows the first; the others open with "Show all"
_YES_OR_NO = {True: "✓", False: NOTHING}
_WORK_REPORT = re.compile(r"(.+)-\d{4}-work-report")
_ADDRESS = re.compile(r"https?://[^\s;,]+")
_LEFT = "<style>.data th, .data td { text-align: left; vertical-align: top; }</style>"  # in JupyterLab, which aligns to the right
_pages = {"linked": False}


def link_records(enabled: bool) -> None:
    """Set whether tables made from now on are for the pages of the report; by default they are not.

    In the report each record links to its plan's page, and the style sheet aligns and folds tables.
    """
    _pages["linked"] = enabled


def on_page() -> bool:
    """Return whether tables are made for the pages of the report."""
    return _pages["linked"]


def table(
    frame: pd.DataFrame,
    columns: Sequence[str] | None = None,
    *,
    detail: Sequence[str] = (),
    caption: str = "",
    lang: Language | None = None,
) -> Table:
    """Return a frame as a table for readers: HTML in a notebook or report, aligned text elsewhere.

    Parameters
    ----------
    frame : DataFrame
        Any frame; its values are shown as they are, escaped.
    columns : sequence of str, optional
        The columns to show, in order; by default all.
    detail : sequence of str
        Columns whose words stand in a second line under each row: remarks, reasons, addresses.
    caption : str
        What the table shows.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Returns
    -------
    Table

    Examples
    --------
    >>> import cloudplans
    >>> table(cloudplans.load().plans().query("issued < '2015'"), ["plan_id", "issued"])
    Plan            Issued
    chengdu-2011    2011-07-12
    guangdong-2014  2014-04-11
    """
    lang = language(lang)
    return Table(frame, list(frame.columns) if columns is None else columns, lang, detail=detail, caption=caption)


class Table:
    """A frame as readers see it; made by `table`."""

    columns: list[str]
    detail: list[str]
    lang: str
    linked: bool
    caption: str
    frame: pd.DataFrame

    def __init__(
        self, frame: pd.DataFrame, columns: Sequence[str], lang: str = "en", *, detail: Sequence[str] = (), caption: str = ""
    ) -> None:
        self.columns, self.detail, self.lang, self.linked, self.caption = list(columns), list(detail), lang, on_page(), caption
        self._without_page: set[str] = set()  # unverified figures
        if {"evidence_tier", "statement_id"} <= set(frame):
            self._without_page = set(frame.loc[frame["evidence_tier"] == "unverified", "statement_id"])
        self._records = [""] * len(frame)  # the record that the figure of each row links to
        if self.linked and {"figure", "statement_id"} <= set(frame):
            self._records = list(frame["statement_id"])
            if "figure" in self.columns:
                self.columns = [column for column in self.columns if column != "statement_id"]
        self.frame = frame.loc[:, list(dict.fromkeys([*self.columns, *self.detail]))]

    def headings(self) -> list[str]:
        """Return the headings of the columns in the language of the table."""
        return [heading(column, self.lang) for column in self.columns]

    def rows(self) -> list[list[str]]:
        """Return the rows, each value as it is shown."""
        return [[shown_value(row[column]) for column in self.columns] for row in self.frame.to_dict("records")]

    def remarks(self) -> list[list[str]]:
        """Return the remarks under each row; those that a row lacks are left out."""
        rows = self.frame.to_dict("records")
        return [[words for name in self.detail if (words := shown_value(row[name])) != NOTHING] for row in rows]

    def numeric(self) -> list[bool]:
        """Return for each column whether it has numbers, which are aligned to the right."""
        return [pd.api.types.is_numeric_dtype(self.frame[c]) and self.frame[c].dtype != bool for c in self.columns]

    def _repr_html_(self) -> str:
        headings = [safe(heading) for heading in self.headings()]
        right = self.numeric()
        head = "".join(
            f'<th scope="col"{_NUMBER if number else ""}>{words}</th>' for words, number in zip(headings, right, strict=True)
        )
        rows = zip(self.rows(), self.remarks(), self._records, strict=True)
        body = "".join(self._row(at, headings, right, *row) for at, row in enumerate(rows))
        caption = f"<caption>{safe(self.caption)}</caption>" if self.caption else ""
        content = f'<table class="data">{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        return untypeset(scrollable(content, self.caption) + self.more(len(self.frame), self.lang, self.linked))

    def _row(self, at: int, headings: list[str], right: list[bool], words: list[str], remarks: list[str], record: str) -> str:
        folded = folding(at, len(self.frame))
        cells = "".join(
            self._cell(column, heading, number, text, record)
            for column, heading, number, text in zip(self.columns, headings, right, words, strict=True)
        )
        if not remarks:
            return f"<tr{folded}>{cells}</tr>"
        lines = "".join(f"<span>{_with_links(remark)}</span>" for remark in remarks)
        kind = "detail rest" if folded else "detail"
        return f'<tr{folded}>{cells}</tr><tr class="{kind}"><td colspan="{len(words)}">{lines}</td></tr>'

    @staticmethod
    def more(count: int, lang: str, linked: bool) -> str:
        """Return what opens and closes the rows beyond the twelfth; the style sheet hides them while it is closed."""
        if not linked:
            return _LEFT
        if count <= _LONG:
            return ""
        return f'<details class="more"><summary>{translate("Show all {count}", lang, count=count)}</summary></details>'

    def _cell(self, column: str, heading: str, number: bool, words: str, record: str) -> str:
        text = safe(words)
        if column == "statement_id" and self.linked and words not in self._without_page:
            return f'<td class="id" data-label="{heading}">{_record_link(words, text)}</td>'
        if column == "figure" and record and record not in self._without_page:
            text = _record_link(record, text)
        if column == "address":
            text = _with_links(words)
        size = "none" if words == NOTHING else "address" if column == "address" else "short" if len(words) <= _SHORT else "long"
        return (
            f'<td class="{size} number" data-label="{heading}">{text}</td>'
            if number
            else f'<td class="{size}" data-label="{heading}">{text}</td>'
        )

    def __repr__(self) -> str:
        columns = [*self.columns, *(name for name in self.detail if name not in self.columns)]
        rows = [[shown_value(row[column]) for column in columns] for row in self.frame.to_dict("records")]
        lines = [[heading(column, self.lang) for column in columns], *rows]
        right = [*self.numeric(), *[False] * (len(columns) - len(self.columns))]
        widths = [max(map(width, column)) for column in zip(*lines, strict=True)]

        def padded(words: str, at: int) -> str:
            gap = " " * (widths[at] - width(words))
            return gap + words if right[at] else words + gap

        return "\n".join("  ".join(padded(words, at) for at, words in enumerate(line)).rstrip() for line in lines)


_NUMBER = ' class="number"'


def folding(at: int, count: int) -> str:
    """Return the class of a table row by its place: of a long table, those beyond the eighth are folded."""
    return ' class="rest"' if count > _LONG and at >= _FIRST else ""


def scrollable(content: str, name: str = "") -> str:
    """Return a table in a box that can be scrolled by keyboard; with a name, readers of the screen hear it."""
    named = f' role="group" aria-label="{safe(name)}"' if name else ""
    return f'<div class="scroll" tabindex="0"{named}>{content}</div>'


def _with_links(words: str) -> str:
    """Return words as escaped HTML, in which an address is a link that shows the name of its host."""
    pieces, done = [], 0
    for found in _ADDRESS.finditer(words):
        pieces.append(safe(words[done : found.start()]))
        host = (urlsplit(found[0]).hostname or found[0]).removeprefix("www.")
        pieces.append(f'<a class="external" href="{safe(found[0])}" rel="noopener noreferrer">{safe(host)}</a>')
        done = found.end()
    return "".join([*pieces, safe(words[done:])])


def frame_html(frame: pd.DataFrame) -> str:
    """Return any frame as a page of the report shows it, its named index as columns."""
    flat = frame.reset_index(drop=frame.index.names == [None])
    flat.columns = [_column_name(name) for name in flat.columns]
    if "unit" in flat:
        flat["unit"] = [unit_name(unit, language()) for unit in flat["unit"]]
    return table(flat)._repr_html_()


def _column_name(name: object) -> str:
    """Return the name of a column; of several levels all, and in a column of years what stands for none."""
    if isinstance(name, tuple):
        return " ".join(map(_column_name, name)).strip()
    return translate("no year", language()) if name is pd.NA or name != name else str(name)


def heading(column: str, lang: Language | None = None) -> str:
    """Return the heading of a column for readers.

    Examples
    --------
    >>> heading("deadline")
    'Target year'
    """
    lang = language(lang)
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
    if isinstance(value, float) and abs(value) < 1e15:
        return (
            f"{value:{',' if abs(value) >= 10_000 else ''}.0f}"
            if value.is_integer()
            else f"{value:,.3g}"
            if abs(value) < 1000
            else f"{value:,.0f}"
        )
    return _YES_OR_NO[value] if isinstance(value, bool) else visible(str(value))


def page_of(record: str) -> str:
    """Return the page of the report that shows a record: that of its plan, or of the province whose work report has it.

    Examples
    --------
    >>> page_of("anhui-2026-work-report.computing-power.2025"), page_of("chengdu-2011.goal.18-2.layout")
    ('province-anhui.html', 'chengdu-2011.html')
    """
    document = record.partition(".")[0]
    province = _WORK_REPORT.fullmatch(document)
    return f"province-{province[1]}.html" if province else f"{document}.html"


def _record_link(statement: str, text: str) -> str:
    """Return a link to a record on its page in the report."""
    return f'<a href="{quote(page_of(statement), safe="")}#{quote(statement, safe="")}">{text}</a>'


def linked_record(statement: str, text: str) -> str:
    """Return escaped words as a link to a record, or alone where tables do not link records."""
    return _record_link(statement, text) if _pages["linked"] else text

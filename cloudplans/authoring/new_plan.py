"""Make a folder for a new plan: its text pinned, its figures as drafts, its other numerals with a suggested class."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cloudplans.authoring.plan_folder import TABLES, Row, check_free, create_folder, plain_number
from cloudplans.dataset import DRAFT, TEXTS, Dataset, notebooks_directory, own_directory
from cloudplans.scanner import Candidate, Numeral, ScannedFigure, Scanner, Table
from cloudplans.text import (
    ADDED_TO_NAME,
    CHINESE_NUMERALS,
    LEVEL,
    REACHED,
    TABLE_NOTE,
    Reader,
    Span,
    evidence_rows,
    odd_characters,
    read_bytes,
    read_copy,
    squeeze,
    suggest_sections,
    unspaced,
    visible,
)
from cloudplans.verify import LOOKS, looks, open_book, raw_tables

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AROUND = 40  # characters of a passage on each side
_NUMERAL = re.compile(rf"\d+|[{CHINESE_NUMERALS}]+")
_LONGEST_NUMERAL = 1_000  # characters; longer ones are no numbers, and no table takes them
_MOST_NUMERALS = 20_000  # the longest plan known has some hundreds; each is a row to decide
WORKSHEET = "worksheet.csv"
_WORKSHEET_COLUMNS = ("table", "row", "printed", "passage", "suggested", "confidence", "reason")


class NewFolder(NamedTuple):
    """The contents of a new folder.

    Attributes
    ----------
    directory : Path
        The folder.
    drafts, open_numerals, numerals, sections, odd : int
        The number of draft statements, of numerals without a class and of all numerals, of sections, of kinds of odd characters.
    """

    directory: Path
    drafts: int
    open_numerals: int
    numerals: int
    sections: int
    odd: int

    def __str__(self) -> str:
        return (
            f"{self.directory}: {self.drafts} drafts, {self.open_numerals} of {self.numerals} other numerals to decide, "
            f"{self.sections} sections as their headings suggest, {self.odd} kinds of odd characters"
        )


def new_plan(directory: Path | str, text: Path | str, *, plan: str = "", region: str = "", encoding: str = "utf-8") -> NewFolder:
    """Make a folder of plans from the text of one plan.

    Parameters
    ----------
    directory : Path
        The folder to make; it must not exist.
    text : Path
        The plan's text. A copy goes into the folder and is pinned by its sha256.
    plan : str, optional
        The plan's id; by default the name of the folder.
    region : str, optional
        The region's id or name; undecided by default. One that the package does not know becomes a row of the folder's regions.
    encoding : str
        The text's encoding; the folder's copy is UTF-8.

    Returns
    -------
    NewFolder
        What the folder contains. Everything is still undecided: ``cloudplans verify --data`` lists it.

    Raises
    ------
    ValueError
        If the folder exists, an id is malformed or taken, or the text is empty or not in the encoding.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> new_plan(Path(tempfile.mkdtemp(), "wuyou-2016"), example().text).drafts
    26
    """
    directory = Path(directory)
    check_free(directory)
    ours = Dataset(own_directory())
    plan = _checked_id(ours, plan or directory.resolve().name)
    raw = read_copy(Path(text), encoding)
    if (count := sum(1 for _ in _NUMERAL.finditer(raw))) > _MOST_NUMERALS:
        raise ValueError(f"{text} has {count:,} numerals; a plan has at most {_MOST_NUMERALS:,}: give the text of one plan")
    content = raw.encode("utf-8")  # the text alone, where the file is a PDF file, a page or in another encoding
    if encoding.lower() in ("utf-8", "utf8") and (own := read_bytes(Path(text))).decode("utf-8", "replace") == raw:
        content = own
    drafts = _Drafts(ours, plan, region, raw)
    if long := next((row for row in drafts.numerals if len(row["token"]) > _LONGEST_NUMERAL), None):
        raise ValueError(
            f"{text} has a numeral of {len(long['token']):,} characters at character {long['start']}: give the text of one plan"
        )
    pinned = {"file": f"{plan}.txt", "sha256": hashlib.sha256(content).hexdigest(), "characters": str(len(raw))}
    tables = {**dict.fromkeys(TABLES, ()), **drafts.tables(pinned)}
    create_folder(directory, tables, {f"{TEXTS}/{plan}.txt": content, WORKSHEET: drafts.worksheet_csv().encode("utf-8")})
    waiting = sum(not row["class"] for row in drafts.numerals)
    return NewFolder(
        directory, len(drafts.statements), waiting, len(drafts.numerals), len(drafts.sections), len(tables["odd_characters"])
    )


def _checked_id(ours: Dataset, plan: str) -> str:
    if not _ID.fullmatch(plan):
        raise ValueError(
            f"{plan!r} is not an id of a plan: lower-case letters and digits, separated by hyphens, such as hubei-2016; "
            "give one with --plan"
        )
    if plan in set(ours.plans()["plan_id"]):
        raise ValueError(f"the package has a plan {plan}; give yours another id with --plan")
    return plan


class _Drafts:
    """The rows of a new folder, as far as they can be suggested.

    Value, unit, bound, deadline and name of a figure are the scanner's; hedge and kind, which it does not read, come from the words
    around the figure.
    """

    def __init__(self, ours: Dataset, plan: str, region: str, raw: str) -> None:
        self.ours, self.plan, self.edition, self.raw = ours, plan, f"{plan}-text", raw
        self.regions = _own_regions(ours, region)
        self.region = ours.region_id(region) if region and not self.regions else region
        self.sections = suggest_sections(raw, ours.table("headings").to_dict("records"))
        rows = [{"start": s.start, "end": s.end, "role": s.role} for s in self.sections]
        scanner = Scanner()
        tables = scanner.tables(raw)
        cues = ours.table("cues").to_dict("records")
        self.reader = Reader(raw, rows, cues, [Span(table.start, table.end) for table in tables])
        self.book = open_book(raw_tables(ours), {})
        self.worksheet: list[Row] = []
        self.statements: list[Row] = []
        self.evidence: list[Row] = []
        self.table_columns = [row for table in tables for row in _columns(table, self.reader, self.edition)]
        for figure in scanner.read_figures(raw):
            self._draft(figure)
        self.numerals = [self._numeral(token) for token in self._census(scanner.census(raw))]

    def _draft(self, figure: ScannedFigure) -> None:
        found, reader = _without_class(figure.candidate), self.reader
        start, end = reader.place(found.start, found.end)
        hedge = reader.hedge(start)
        indicator = self._indicator(found)
        row = {
            "statement_id": f"{self.plan}.at-{found.start}", "plan_id": self.plan, "region_id": self.region,
            "indicator_id": indicator, "label": found.label, "printed": found.printed,
            "deadline": plain_number(found.deadline), "period_start": plain_number(figure.period_start),
            "comparator": found.comparator, "lower": plain_number(found.lower), "upper": plain_number(found.upper), "unit": found.unit,
            "hedge": reader.text[slice(*hedge.span)] if hedge else "", "status": DRAFT,
        }  # fmt: skip
        governing = (figure.deadline_span, found.deadline) if figure.deadline_span else None
        columns = {int(c["column"]): c for c in self.table_columns if int(c["start"]) <= found.start < int(c["end"])}
        if columns:
            row["label"] = ADDED_TO_NAME.sub("", found.label)
        evidence = evidence_rows(reader, {"scope": "", **row}, self.edition, Span(found.start, found.end), governing, columns)
        self.evidence += evidence
        label = next((int(r["start"]) for r in evidence[::-1] if r["role"] == "label"), found.start)
        subject = self.book.indicators[indicator]["subject"] if indicator else "region"
        row["kind"] = reader.kind(start, end, reader.reading.at(label), subject)
        if columns:
            head = next((e["start"] for e in evidence if e["role"] == "column"), "")
            row["kind"] = next((c["kind"] for c in columns.values() if c["head_start"] == head), row["kind"])
        self.statements.append(row)
        self._note("statements", row["statement_id"], found, row["kind"], f"{found.confidence:.2f}")

    def _indicator(self, found: Candidate) -> str:
        """Return the indicator that the package knows by this name, if the figure can be read in its unit, or nothing."""
        fitting = [known for known in self.book.labels.get(squeeze(found.label), ()) if self._reads(found.printed, known)]
        return fitting[0] if len(fitting) == 1 else ""

    def _reads(self, printed: str, indicator: str) -> bool:
        """Tell whether a figure can be read in the unit of an indicator."""
        try:
            self.book.read(printed, self.book.indicators[indicator]["unit"])
        except ValueError:
            return False
        return True

    def _census(self, scanned: Iterable[Numeral]) -> Iterator[Numeral]:
        """Yield every numeral of the text that is in no figure, as the scanner classed it; in a table it reads others than the text has."""
        known = {(numeral.start, numeral.end): numeral for numeral in scanned}
        figures = [(int(row["start"]), int(row["end"])) for row in self.evidence if row["role"] == "value"]
        for token in self.reader.reading.numerals:
            if not any(low <= token.start and token.end <= high for low, high in figures):
                number = "heading" if looks(self.reader, token.start, token.end, "heading") else ""
                yield known.get(token[:2]) or Numeral(token.start, token.end, token.token, number, "")

    def _numeral(self, token: Numeral) -> Row:
        sure = token.kind in LOOKS and looks(self.reader, token.start, token.end, token.kind)  # `verify` reads it again
        self._note("numerals", f"{self.edition} {token.start}", token, token.kind, "")
        return {
            "edition_id": self.edition, "start": str(token.start), "end": str(token.end), "token": token.token,
            "class": token.kind if sure else "", "reason": token.reason,
        }  # fmt: skip

    def _note(self, table: str, row: str, found: Candidate | Numeral, suggested: str, confidence: str) -> None:
        """Add a row to the worksheet: what is to be decided, in its passage."""
        low, high = max(0, found.start - _AROUND), found.end + _AROUND
        parts = self.raw[low : found.start], self.raw[found.start : found.end], self.raw[found.end : high]
        before, printed, after = (visible(unspaced(part)) for part in parts)
        values = (table, row, printed, f"{before}[{printed}]{after}", suggested, confidence, found.reason)
        self.worksheet.append(dict(zip(_WORKSHEET_COLUMNS, values, strict=True)))

    def worksheet_csv(self) -> str:
        """Return the worksheet: one row per thing to decide."""
        sheet = io.StringIO()
        lines = csv.DictWriter(sheet, _WORKSHEET_COLUMNS, lineterminator="\n")
        lines.writeheader()
        lines.writerows(self.worksheet)
        return sheet.getvalue()

    def tables(self, pinned: Mapping[str, str]) -> dict[str, list[Row]]:
        """Return the rows of every table that has some."""
        keys = {"plan_id": self.plan, "edition_id": self.edition}
        return {
            "plans": [{**keys, "region_id": self.region}],
            "editions": [{**keys, **pinned}],
            "regions": self.regions,
            "sections": [
                {"edition_id": self.edition, "start": str(s.start), "end": str(s.end), "role": s.role, "heading": s.heading}
                for s in self.sections
            ],
            "table_columns": self.table_columns,
            "statements": self.statements,
            "evidence": self.evidence,
            "numerals": self.numerals,
            "odd_characters": [self._odd(point, count) for point, count in odd_characters(self.raw).items()],
        }

    def _odd(self, point: str, count: int) -> Row:
        """Return a row for an odd character; the decision is suggested where it is the same in all texts of the package."""
        known = self.ours.table("odd_characters")
        decisions = known[known["code_point"] == point][["decision_zh", "decision_en"]].drop_duplicates().to_dict("records")
        decision = decisions[0] if len(decisions) == 1 else {}
        return {"edition_id": self.edition, "code_point": point, "count": str(count), **decision}


def _without_class(found: Candidate) -> Candidate:
    """Return a candidate without 级 at its end: an order of magnitude is recorded as 万亿, not 万亿级."""
    if found.unit != "CNY" or not found.printed.endswith(LEVEL):
        return found
    return found._replace(end=found.end - len(LEVEL), printed=found.printed.removesuffix(LEVEL))


def _columns(table: Table, reader: Reader, edition: str) -> list[Row]:
    """Return the columns of a table with numbers, as rows: where each head is, and what its cells seem to state."""
    numbers = [column for column in table.columns if column.role in ("value", "growth")]
    years = [column.year for column in numbers if column.role == "value" and column.year]
    end = note.end() if (note := TABLE_NOTE.match(reader.reading.raw, table.end)) else table.end
    rows, at = [], reader.place(table.start, table.end).start
    for number, column in enumerate(numbers, 1):
        words = squeeze(column.head.split(" ")[-1])
        found = reader.text.find(words, at)
        head = reader.reading.raw_span(found, found + len(words))
        at = found + len(words)
        reached = column.year == min(years, default=0) < max(years, default=0) and column.role == "value"
        kind = "baseline" if reached or REACHED.search(column.head) else "target"
        if kind == "target" and any(REACHED.search(other.head) for other in numbers):
            kind = "earlier_target"
        rows.append({
            "edition_id": edition, "start": str(table.start), "end": str(end), "column": str(number),
            "head_start": str(head.start), "head_end": str(head.end), "head": words, "kind": kind, "period_start": "",
            "deadline": plain_number(column.year),
        })  # fmt: skip
    return rows


def _own_regions(ours: Dataset, region: str) -> list[Row]:
    """Return the row of a region that the package does not know; none for one that it does."""
    frame = ours.regions()
    if not region or (frame[["region_id", "name_zh", "name_en"]] == region).any(axis=None):
        return []
    (form,) = (f["constraints"]["pattern"] for f in ours.resources["regions"]["schema"]["fields"] if f["name"] == "region_id")
    if not re.fullmatch(form, region):
        raise ValueError(
            f"{region!r} is neither a region of the package nor a region's id: ISO 3166-2:CN (CN-GX), or GB/T 2260 (510100)"
        )
    return [{"region_id": region, "parent_id": "CN"}]


class Example(NamedTuple):
    """An invented plan: its id and its region's, its text, the table of decisions."""

    plan: str
    region: str
    text: Path
    decisions: Path


def example() -> Example:
    """Return the invented plan of Wuyou; it is in no table of the package.

    Examples
    --------
    >>> example().text.name, example().region
    ('wuyou.txt', 'CN-ZZ')
    """
    folder = notebooks_directory() / "example"
    return Example("wuyou-2016", "CN-ZZ", folder / "wuyou.txt", folder / "decisions.csv")

"""A folder for a new plan: its text pinned, what a machine finds in it as drafts, and what a person has to decide left open."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from cloudplans.authoring import plan_folder
from cloudplans.dataset import DRAFT, TEXTS, Dataset, notebooks_directory, own_directory
from cloudplans.intake import content as taken
from cloudplans.text import Reader, Span, evidence_rows, odd_characters, read_copy, squeeze, suggest_sections, unspaced, visible
from cloudplans.verify import LOOKS, looks, open_book, raw_tables

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AROUND = 40  # characters of a passage on each side
WORKSHEET = "worksheet.csv"
_WORKSHEET = ("table", "row", "printed", "passage", "suggested", "confidence", "reason")
Rows = list[dict[str, str]]


class Finder(Protocol):
    """What finds the quantities of a text and accounts for its other numerals: `cloudplans.scanner.scan_text.Scanner`."""

    def scan(self, text: str) -> Iterable[Any]:
        """Yield the quantities."""

    def census(self, text: str) -> Iterable[Any]:
        """Yield the other numeral tokens."""


class Made(NamedTuple):
    """What a new folder holds: its place, drafts, numerals to decide and all of them, sections, odd characters."""

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


def new_plan(
    directory: Path | str,
    text: Path | str,
    *,
    plan: str = "",
    region: str = "",
    encoding: str = "utf-8",
    finder: Finder | None = None,
) -> Made:
    """Make a folder of plans from the text of one plan.

    Parameters
    ----------
    directory : Path
        The folder to make; nothing may be there.
    text : Path
        The plan's text. A copy goes into the folder and is pinned by its sha256.
    plan : str, optional
        The plan's id; by default the name of the folder.
    region : str, optional
        The region's id; left open by default. One that the package does not know becomes a row of the folder's regions.
    encoding : str
        The text's encoding; where it is not UTF-8 the folder's copy is.
    finder : Finder, optional
        What finds the quantities; a `cloudplans.scanner.scan_text.Scanner` by default.

    Returns
    -------
    Made
        What the folder holds. Nobody has decided anything yet: ``cloudplans verify --data`` names every open thing.

    Raises
    ------
    ValueError
        If the folder is there, an id has not the form of one or is taken, or the text is empty or not of the encoding.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> new_plan(tempfile.mkdtemp(), "plan.txt")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: ... is there already; name a folder that is not (nothing is written over)
    """
    directory = Path(directory)
    plan_folder.refuse_taken(directory)
    ours = Dataset(own_directory())
    plan = _plan_id(ours, plan or directory.resolve().name)
    raw = read_copy(Path(text), encoding)
    content = taken(Path(text)) if encoding.lower() in ("utf-8", "utf8") else raw.encode("utf-8")
    regions = _regions(ours, region)
    drafted = _Drafted(ours, plan, region, regions, raw, finder or _scanner())
    pinned = {"file": f"{plan}.txt", "sha256": hashlib.sha256(content).hexdigest(), "characters": str(len(raw))}
    tables = dict.fromkeys(plan_folder.TABLES, ()) | drafted.tables(pinned)
    sheet = io.StringIO()
    lines = csv.DictWriter(sheet, _WORKSHEET, lineterminator="\n")
    lines.writeheader()
    lines.writerows(drafted.worksheet)
    plan_folder.make(directory, tables, {f"{TEXTS}/{plan}.txt": content, WORKSHEET: sheet.getvalue().encode("utf-8")})
    waiting = sum(not row["class"] for row in drafted.numerals)
    return Made(
        directory, len(drafted.statements), waiting, len(drafted.numerals), len(drafted.sections), len(tables["odd_characters"])
    )


def _scanner() -> Finder:
    from cloudplans.scanner import Scanner

    return Scanner()


def _plan_id(ours: Dataset, plan: str) -> str:
    if not _ID.fullmatch(plan):
        raise ValueError(
            f"{plan!r} is no id of a plan: small letters and digits, parted by hyphens, such as hubei-2016; give one with --plan"
        )
    if plan in set(ours.plans()["plan_id"]):
        raise ValueError(f"the package has the plan {plan}; give yours another id with --plan")
    return plan


class _Drafted:
    """The rows of a new folder, as far as a machine can suggest them."""

    def __init__(self, ours: Dataset, plan: str, region: str, regions: Rows, raw: str, finder: Finder) -> None:
        self.ours, self.plan, self.edition, self.raw = ours, plan, f"{plan}-text", raw
        self.regions = regions
        self.region = ours.region_id(region) if region and not self.regions else region
        self.sections = suggest_sections(raw, ours.table("headings").to_dict("records"))
        rows = [{"start": s.start, "end": s.end, "role": s.role} for s in self.sections]
        self.reader = Reader(raw, rows, ours.table("cues").to_dict("records"))
        self.book = open_book(raw_tables(ours), {})
        self.worksheet: Rows = []
        self.statements: Rows = []
        self.evidence: Rows = []
        for found in sorted(finder.scan(raw), key=lambda found: (found.start, found.end)):
            self._draft(found)
        self.numerals = [self._numeral(token) for token in finder.census(raw)]

    def _draft(self, found: Any) -> None:
        start, _ = self.reader.place(found.start, found.end)
        hedge, governing = self.reader.hedge(start), self.reader.deadline(*self.reader.place(found.start, found.end))
        same = governing is not None and governing.period.end == found.deadline
        printed = unspaced(self.raw[found.start : found.end])
        indicator = self._indicator(found.label, printed)
        row = {
            "statement_id": f"{self.plan}.at-{found.start}", "plan_id": self.plan, "region_id": self.region,
            "indicator_id": indicator, "label": found.label, "printed": printed,
            "deadline": _plain(found.deadline), "period_start": _plain(governing.period.start) if same else "",
            "comparator": found.comparator, "lower": _plain(found.lower), "upper": _plain(found.upper), "unit": found.unit,
            "hedge": self.reader.text[slice(*hedge.span)] if hedge else "", "status": DRAFT,
        }  # fmt: skip
        self.evidence += evidence_rows(self.reader, {"scope": "", **row}, self.edition, Span(found.start, found.end))
        label = next((int(r["start"]) for r in self.evidence[::-1] if r["role"] == "label"), found.start)
        subject = self.book.indicators[indicator]["subject"] if indicator else "region"
        row["kind"] = self.reader.kind(*self.reader.place(found.start, found.end), self.reader.reading.at(label), subject)
        self.statements.append(row)
        self._note("statements", row["statement_id"], found, row["kind"], f"{found.confidence:.2f}")

    def _indicator(self, label: str, printed: str) -> str:
        """Return the indicator that the package knows by this name and whose unit the figure can be read in, or nothing."""
        known = self.book.labels.get(squeeze(label), "")
        try:
            return known if known and self.book.read(printed, self.book.indicators[known]["unit"]) else ""
        except ValueError:
            return ""

    def _numeral(self, token: Any) -> dict[str, str]:
        span = Span(token.start, token.end)
        sure = token.kind in LOOKS and looks(self.reader, *span, token.kind)  # `verify` reads it out of the text again
        self._note("numerals", f"{self.edition} {token.start}", token, token.kind, "")
        return {
            "edition_id": self.edition, "start": str(span.start), "end": str(span.end),
            "token": unspaced(self.raw[slice(*span)]), "class": token.kind if sure else "", "reason": token.reason,
        }  # fmt: skip

    def _note(self, table: str, row: str, found: Any, suggested: str, confidence: str) -> None:
        """Put a row into the worksheet: what a person decides on, in its passage."""
        low, high = max(0, found.start - _AROUND), found.end + _AROUND
        parts = self.raw[low : found.start], self.raw[found.start : found.end], self.raw[found.end : high]
        before, printed, after = (visible(unspaced(part)) for part in parts)
        values = (table, row, printed, f"{before}[{printed}]{after}", suggested, confidence, found.reason)
        self.worksheet.append(dict(zip(_WORKSHEET, values, strict=True)))

    def tables(self, pinned: Mapping[str, str]) -> dict[str, Rows]:
        """Return the rows of every table that has some."""
        keys = {"plan_id": self.plan, "edition_id": self.edition}
        sections = [{"edition_id": self.edition, "start": str(s.start), "end": str(s.end), "role": s.role, "heading": s.heading}
                    for s in self.sections]  # fmt: skip
        return {
            "plans": [{**keys, "region_id": self.region}],
            "editions": [{**keys, **pinned}],
            "regions": self.regions,
            "sections": sections,
            "statements": self.statements,
            "evidence": self.evidence,
            "numerals": self.numerals,
            "odd_characters": [self._odd(point, count) for point, count in odd_characters(self.raw).items()],
        }

    def _odd(self, point: str, count: int) -> dict[str, str]:
        """Return a row of the ledger; what the package's own texts decide alike is suggested."""
        known = self.ours.table("odd_characters")
        said = known[known["code_point"] == point][["decision_zh", "decision_en"]].drop_duplicates().to_dict("records")
        decision = said[0] if len(said) == 1 else {}
        return {"edition_id": self.edition, "code_point": point, "count": str(count), **decision}


def _regions(ours: Dataset, region: str) -> Rows:
    """Return the row of a region that the package does not know; none for one that it does."""
    frame = ours.regions()
    if not region or (frame[["region_id", "name_zh", "name_en"]] == region).any(axis=None):
        return []
    (form,) = (f["constraints"]["pattern"] for f in ours.resources["regions"]["schema"]["fields"] if f["name"] == "region_id")
    if not re.fullmatch(form, region):
        raise ValueError(
            f"{region!r} is neither a region of the package nor an id of one: ISO 3166-2:CN (CN-GX), or GB/T 2260 (510100)"
        )
    return [{"region_id": region, "parent_id": "CN"}]


def _plain(value: Any) -> str:
    """Return a number as the tables write it: whole ones without a point, nothing for none."""
    if value is None or value == "" or value != value:
        return ""
    return str(int(value)) if float(value) == int(value) else repr(float(value))


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

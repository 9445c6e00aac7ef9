"""Rules on statistics and outcomes: derived again from their source lists, and figures read again as they are stated."""

from __future__ import annotations

import calendar
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from cloudplans.text import calculated, is_calculation, stated_comparator, stated_figure
from cloudplans.verify.rules_and_their_input import Book, Finding, Row, group, rule, shorten

SERIES, OUTCOMES, LIST = "context/series.csv", "context/outcomes.csv", "context/outcomes_as_read.csv"
_COPIED = ("value_as_read", "unit_as_read", "vintage_as_read", "origin", "read_from", "checked_against", "agrees")
_SERIES_KEY = ("region_id", "series", "vintage", "year")
_LINKED = ("same", "narrower")  # relations under which a figure can decide a target


def derived_series(book: Book) -> Iterator[Row]:
    """Yield the statistics as the source list and the table of vintages give them."""
    mappings = group(book.tables["vintages"], "series_as_read")
    for line in book.tables["series_as_read"]:
        for by in mappings[line["series_as_read"]]:
            alike = all(line[name] == by[name] for name in ("vintage_as_read", "unit_as_read"))
            if alike and (by["first_year"] or 0) <= line["year"] <= (by["last_year"] or 9999):
                value = float(line["value_as_read"]) * by["factor"]
                yield {**line, **{name: by[name] for name in ("series", "vintage", "unit")}, "value": value}


@rule("series", "book", "series", "series_as_read", "vintages")
def series(book: Book) -> Iterator[Finding]:
    """The statistics are those of the source list: value as read times unit, vintage, year and source; none is missing."""
    due = {tuple(row[name] for name in _SERIES_KEY): row for row in derived_series(book)}
    held = {tuple(row[name] for name in _SERIES_KEY): row for row in book.tables["series"]}
    for key in [key for key in {**due, **held} if key not in due or key not in held]:
        found, expected = ("nothing", "a row") if key in due else ("a row", "nothing: the list has no such figure")
        yield SERIES, " ".join(map(str, key)), found, expected
    for key in (key for key in held if key in due):
        row, again, name = held[key], due[key], " ".join(map(str, key))
        if not math.isclose(row["value"], again["value"], rel_tol=1e-12):
            yield (
                SERIES,
                f"{name}: value",
                row["value"],
                f"{shorten(again['value'])}, {row['value_as_read']} {row['unit_as_read']}",
            )
        for field in ("unit", *_COPIED):
            if row[field] != again[field]:
                yield SERIES, f"{name}: {field}", row[field], again[field]
    used = {(row["series_as_read"], row["vintage_as_read"], row["vintage"]) for row in due.values()}
    for row in book.tables["vintages"]:
        if (row["series_as_read"], row["vintage_as_read"], row["vintage"]) not in used:
            yield (
                "context/vintages.csv",
                f"{row['series_as_read']} {row['vintage_as_read']}",
                "no figure of the list",
                "at least one",
            )


def _rounded_from(value: float, exact: float) -> bool:
    """Tell whether a value is another one rounded to the digits that it has itself."""
    return any(math.isclose(value, float(f"{exact:.{digits}g}"), rel_tol=1e-9) for digits in (_digits(value), _digits(value) + 1))


def _digits(value: float) -> int:
    return len(f"{value:.12g}".split("e")[0].replace(".", "").strip("0")) or 1


@rule("outcome-figure", "book", "outcomes")
def outcome_figure(book: Book) -> Iterator[Finding]:
    """The bounds are the figure as stated, or what its calculation gives; the comparator is what the words around it say."""
    for row in book.tables["outcomes"]:
        text, name, low, high = row["as_stated"], row["outcome_id"], row["lower"], row["upper"]
        said = stated_comparator(text)
        if row["comparator"] != said:
            yield OUTCOMES, f"{name}: comparator", row["comparator"], f"{said}, read from {text}"
        if (high is None) != (row["comparator"] in ("ge", "gt")) or (high is not None and high != low):
            yield OUTCOMES, f"{name}: upper", shorten(high), f"an upper bound that fits {row['comparator']}"
        derived = row["stated_or_derived"] == "derived"
        if derived != is_calculation(text):
            yield OUTCOMES, f"{name}: stated_or_derived", row["stated_or_derived"], "derived where the figure is a calculation"
            continue
        exact = calculated(text) * (100 if "/100 " in row["unit"] else 1) if derived else stated_figure(text)
        if exact is None or low is None or not (_rounded_from(low, exact) if derived else math.isclose(low, exact, rel_tol=1e-9)):
            yield OUTCOMES, f"{name}: lower", shorten(low), f"{shorten(exact)}, read from {text}"


_PERIODS = ((r"(\d{4})", 12), (r"(\d{4}) H1", 6), (r"(\d{4}) Q1-Q3", 9))


def last_day(period: str) -> str | None:
    """Return the last day of a period.

    Examples
    --------
    >>> last_day("2017"), last_day("2016-12"), last_day("2019 H1"), last_day("2019-06-30")
    ('2017-12-31', '2016-12-31', '2019-06-30', '2019-06-30')
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", period):
        return period
    year, month = 0, 0
    for form, last in _PERIODS:
        if match := re.fullmatch(form, period):
            year, month = int(match[1]), last
    if match := re.fullmatch(r"(\d{4})-(\d\d)", period):
        year, month = int(match[1]), int(match[2])
    return f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}" if year else None


@rule("outcome-date", "book", "outcomes")
def outcome_date(book: Book) -> Iterator[Finding]:
    """The id ends in the date; the date is the last day of the period, or the day of the page within it."""
    for row in book.tables["outcomes"]:
        day = str(row["as_of"])[:10]
        if not row["outcome_id"].endswith(f".{day}"):
            yield OUTCOMES, row["outcome_id"], "this id", f"one that ends in .{day}"
        end = last_day(row["period"])
        page = row["note"] == "date of the page" and end is not None and day[:7] == end[:7]
        if end != day and not page:
            yield OUTCOMES, f"{row['outcome_id']}: period", row["period"], f"a period that ends on {day}"


def bears_on(row: Row) -> str:
    """Write what an outcome relates to, as the source list does."""
    links = ((row["indicator_id"], row["relation"]), (row["upper_measure"], row["upper_relation"]))
    return "; ".join(f"{name}: {relation}" for name, relation in links if name)


@rule("outcome-source", "book", "outcomes", "outcomes_as_read")
def outcome_source(book: Book) -> Iterator[Finding]:
    """Every outcome is one included figure of the lists and agrees with it; a declined figure has a reason in both languages."""
    held = {row["outcome_id"]: row for row in book.tables["outcomes"]}
    named = Counter(line["outcome_id"] for line in book.tables["outcomes_as_read"] if line["outcome_id"])
    for name in sorted(held.keys() | named.keys()):
        if name not in held or named[name] != 1:
            yield OUTCOMES, name, f"{named[name]} figures" if name in held else "no such outcome", "one figure of the lists"
    for line in book.tables["outcomes_as_read"]:
        declined = line["decision"] == "declined"
        reasons = bool(line["reason_zh"]), bool(line["reason_en"])
        if reasons != (declined, declined) or bool(line["outcome_id"]) == declined:
            yield LIST, line["entry"], line["decision"], "an outcome, or the reason in both languages why there is none"
        if line["outcome_id"] in held:
            yield from _agree(line, held[line["outcome_id"]])


def _agree(line: Row, row: Row) -> Iterator[Finding]:
    read: dict[str, Any] = {
        "region_id": row["region_id"], "measured_en": row["measured_en"], "as_of": str(row["as_of"])[:10], "figure": row["as_stated"],
        "unit": row["unit"], "stated_or_derived": row["stated_or_derived"], "address": row["address"], "bears_on": bears_on(row),
        "non_decreasing": row["non_decreasing"],
    }  # fmt: skip
    for field, value in read.items():
        if line[field] != value:
            yield OUTCOMES, f"{row['outcome_id']}: {field}", value, f"{line[field]}, as {line['entry']} has it"
    if not re.fullmatch(r"https?://\S+", row["address"]):
        yield OUTCOMES, f"{row['outcome_id']}: address", row["address"], "a web address"


@rule("outcome-link", "book", "outcomes", "reported")
def outcome_link(book: Book) -> Iterator[Finding]:
    """A figure that can decide a target has the unit of the indicator or measure, which exists for its region."""
    regions = {row["document_id"]: row["region_id"] for row in book.tables["reported_documents"]}
    measures = {
        (regions.get(row["document_id"], ""), row["reported_id"].split(".")[1]): row["unit"] for row in book.tables["reported"]
    }
    for row in book.tables["outcomes"]:
        name, indicator = row["outcome_id"], book.indicators.get(row["indicator_id"])
        if bool(row["indicator_id"]) != (row["relation"] != "none") or bool(row["upper_measure"]) != bool(row["upper_relation"]):
            yield OUTCOMES, name, bears_on(row), "an indicator or measure, and a relation to it"
        if row["relation"] in _LINKED and (not indicator or indicator["unit"] != row["unit"]):
            yield OUTCOMES, f"{name}: unit", row["unit"], f"the unit of {row['indicator_id']}"
        key = row["region_id"], row["upper_measure"]
        if row["upper_measure"] and key not in measures:
            yield OUTCOMES, f"{name}: upper_measure", row["upper_measure"], "a measure of an unverified plan of the region"
        elif row["upper_relation"] in _LINKED and measures.get(key) not in (None, row["unit"]):
            yield OUTCOMES, f"{name}: unit", row["unit"], f"{measures[key]}, the unit of {row['upper_measure']}"

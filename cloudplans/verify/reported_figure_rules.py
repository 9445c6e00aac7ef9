"""Rules on unverified figures: read again from their lists, decided with a reason, no row of the lists left over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from cloudplans.dataset import addresses, read_figure, read_years
from cloudplans.verify.rules_and_their_input import Book, Finding, Row, group, rule, shorten

REPORTED, DOCUMENTS, OUTCOMES = "context/reported.csv", "context/reported_documents.csv", "context/outcomes_as_read.csv"
_WIDE, _LONG, _MORE = "national_broadband_targets", "reported_targets", "reported_targets_more"
_PRINTED_IN_WIDE = "guofa-2013-31"  # the only document in the wide list
_YEARS = {"y2013": "2013 (baseline)", "y2015": "2015", "y2020": "2020"}
_RELATIONS = (  # relation, words of the measure, words of the indicator that make them say nothing
    ("near", "新增|带动|平均|国际|相关产业产值|亿元|发达|大型企业", "新增|带动|平均|国际|亿元"),
    ("wider", "3G|数字经济", "3G|移动宽带|数字经济"),
    ("narrower", "^大数据产业(?!示范)|制造业|^软件和信息服务业", "^大数据产业|制造业|^软件和信息"),
)
_REMARK = re.compile(r"\s+[^\u4e00-\u9fff]*[A-Za-z][^\u4e00-\u9fff]*$")  # in English, after a Chinese title
_CHINESE = re.compile("[\u4e00-\u9fff]")


def stated(row: Mapping[str, str]) -> Row:
    """Read a row again: bounds, comparator, hedge, years, and whether it is a baseline."""
    low, high, comparator, hedge = read_figure(row["value_stated"], row["unit_stated"], row["qualifier_stated"])
    start, end, baseline = read_years(row["years_stated"])
    bounds = {"lower": None if low is None else float(low), "upper": None if high is None else float(high)}
    return {**bounds, "comparator": comparator, "hedge": hedge, "period_start": start, "deadline": end, "baseline": baseline}


@rule("reported-reading", "book", "reported")
def reading(book: Book) -> Iterator[Finding]:
    """Bounds, comparator, hedge and years agree with the list; the unit is the indicator's; the id states document, measure and year."""
    for row in book.tables["reported"]:
        name, again = row["reported_id"], stated(row)
        for field in ("comparator", "lower", "upper", "hedge", "period_start", "deadline"):
            if row[field] != again[field]:
                yield REPORTED, f"{name}: {field}", row[field], f"{again[field]}, read from what is stated"
        if again["baseline"] != (row["kind"] == "baseline"):
            yield REPORTED, f"{name}: kind", row["kind"], "baseline where the list says so, and there alone"
        indicator = book.all_indicators.get(row["indicator_id"])
        if indicator and row["unit"] != indicator["unit"]:
            yield REPORTED, f"{name}: unit", row["unit"], f"{indicator['unit']}, the unit of the indicator"
        year = str(row["deadline"] or "undated")
        if name.split(".")[:1] != [row["document_id"]] or name.split(".")[2:3] != [year]:
            yield REPORTED, name, "this id", f"{row['document_id']}, a measure, {year}"


@rule("reported-decision", "book", "reported")
def decision(book: Book) -> Iterator[Finding]:
    """A figure has an indicator or a reason; without a page or a region it is dropped; every document has a figure."""
    documents = {row["document_id"]: row for row in book.tables["reported_documents"]}
    for row in book.tables["reported"]:
        name, document = row["reported_id"], documents.get(row["document_id"], {})
        mapped, reasons = bool(row["indicator_id"]), (bool(row["reason_zh"]), bool(row["reason_en"]))
        if mapped and row["indicator_id"] not in book.all_indicators:
            yield REPORTED, f"{name}: indicator_id", row["indicator_id"], "an indicator of plans or of work reports"
        if mapped != bool(row["relation"]) or (mapped and not row["comparator"]):
            yield REPORTED, f"{name}: relation", repr(row["relation"]), "one, and a number, where there is an indicator alone"
        if reasons != (not mapped, not mapped):
            yield (
                REPORTED,
                f"{name}: reason",
                "one language or none" if not mapped else "one",
                "both, where there is no indicator",
            )
        if row["decision"] == "dropped" and mapped:
            yield REPORTED, f"{name}: indicator_id", row["indicator_id"], "none: it is dropped"
        if row["decision"] == "kept" and not (document.get("address") and document.get("region_id")):
            yield REPORTED, f"{name}: decision", "kept", "dropped: the document has no page or no region"
    for name in sorted(documents.keys() - {row["document_id"] for row in book.tables["reported"]}):
        yield DOCUMENTS, name, "no figure", "at least one"


def _tells(words: str, own: str, measured: str, ours: str) -> bool:
    """Return whether words of a measure tell it from an indicator that has none of its own."""
    return bool(re.search(words, measured)) and not re.search(own, ours)


@rule("reported-relation", "book", "reported")
def relation(book: Book) -> Iterator[Finding]:
    """A figure is related to its indicator as the words of its measure say, everywhere alike; what differs is said in both languages."""
    first: dict[tuple[str, str], Row] = {}
    for row in book.tables["reported"]:
        indicator = book.all_indicators.get(row["indicator_id"])
        if not (indicator and row["relation"]):
            continue  # left to the rule on decisions
        name, measured, ours = f"{row['reported_id']}: relation", row["measured_zh"], indicator["name_zh"]
        says = (
            "same"
            if measured == ours
            else next((code for code, words, own in _RELATIONS if _tells(words, own, measured, ours)), "")
        )
        if says and row["relation"] != says:
            yield REPORTED, name, row["relation"], f"{says}, since it measures {measured} and the indicator {ours}"
        alike = first.setdefault((row["indicator_id"], measured), row)
        if row["relation"] != alike["relation"]:
            yield REPORTED, name, row["relation"], f"{alike['relation']}, as for {alike['reported_id']}"
        if row["relation"] != "same" and not (row["caveat_zh"] and row["caveat_en"]):
            yield REPORTED, name, row["relation"], "what differs, in both languages"


def _long_rows(book: Book) -> Iterator[tuple[str, int, Mapping[str, str]]]:
    for name in (_LONG, _MORE):
        for number, line in enumerate(book.context.get(name, ()), 1):
            yield name, number, line


def source_rows(book: Book) -> dict[str, Row]:
    """Return the entries of the lists by place: a row of a long list that is no outcome, a cell of the wide list."""
    found: dict[str, Row] = {}
    for name, number, line in _long_rows(book):
        if line.get("kind") != "outcome":
            found[f"{name}:{number}"] = {
                "value_stated": line["value"], "unit_stated": line["unit"], "years_stated": line["horizon"],
                "qualifier_stated": line["qualifier_as_printed"], "measured_en": line["indicator"], "source_doc": line["doc_id"],
            }  # fmt: skip
    for number, line in enumerate(book.context.get(_WIDE, ()), 1):
        for column, years in _YEARS.items():
            if line[column]:
                found[f"{_WIDE}:{number}:{column}"] = {
                    "value_stated": line[column], "unit_stated": line["unit"], "years_stated": years, "qualifier_stated": "",
                    "measured_en": line["indicator"],
                }  # fmt: skip
    return found


@rule("reported-source", "lists", "reported")
def source(book: Book) -> Iterator[Finding]:
    """Every row of the lists belongs to one figure and agrees with it; two rows of one figure agree with each other."""
    held, documents = source_rows(book), {row["document_id"]: row for row in book.tables["reported_documents"]}
    claimed = Counter(place for row in book.tables["reported"] for place in row["sources"].split())
    for place in sorted(held.keys() | claimed.keys()):
        if place not in held or claimed[place] != 1:
            yield (
                REPORTED,
                place,
                f"{claimed[place]} figures" if place in held else "no such row",
                "a row of a list, and one figure",
            )
    for row in book.tables["reported"]:
        document = documents.get(row["document_id"], {})
        for at, place in enumerate(place for place in row["sources"].split() if place in held):
            line = held[place]
            again = stated(line)
            for field in ("value_stated", "unit_stated", "years_stated", "qualifier_stated", "measured_en") if at == 0 else ():
                if row[field] != line[field]:
                    yield REPORTED, f"{row['reported_id']}: {field}", row[field], line[field]
            for field in ("lower", "upper", "deadline"):
                if row[field] != again[field]:
                    yield REPORTED, f"{row['reported_id']}: {field}", row[field], f"{shorten(again[field])}, as {place} states"
            if line.get("source_doc", document.get("source_doc")) != document.get("source_doc") or (
                "source_doc" not in line and row["document_id"] != _PRINTED_IN_WIDE
            ):
                yield REPORTED, f"{row['reported_id']}: document_id", row["document_id"], f"the document of {place}"


@rule("reported-decided", "lists", "reported", "outcomes_as_read")
def decided(book: Book) -> Iterator[Finding]:
    """Every row of the list of further figures is decided once: an outcome among the outcomes, every other among the unverified figures."""
    figures = Counter(
        place for row in book.tables["reported"] for place in row["sources"].split() if place.startswith(f"{_MORE}:")
    )
    entries = {row["entry"].rstrip("abcdefghijklmnopqrstuvwxyz") for row in book.tables["outcomes_as_read"]}
    reached = Counter(entry for entry in entries if entry.startswith(f"{_MORE}:"))
    kinds = {f"{_MORE}:{number}": line["kind"] for number, line in enumerate(book.context.get(_MORE, ()), 1)}
    for place in sorted(kinds.keys() | figures.keys() | reached.keys()):
        found, outcome = (figures[place], reached[place]), kinds.get(place) == "outcome"
        if place not in kinds or found != ((0, 1) if outcome else (1, 0)):
            expected = f"one {'outcome' if outcome else 'figure'}, and nothing else" if place in kinds else "a row of the list"
            yield OUTCOMES if outcome else REPORTED, place, f"{found[0]} figures and {found[1]} outcomes", expected


@rule("reported-document", "lists", "reported_documents")
def document(book: Book) -> Iterator[Finding]:
    """Title, number, date and addresses of a document agree with the list."""
    lines = group(book.context.get(_LONG, []), "doc_id")
    further = group((line for line in book.context.get(_MORE, ()) if line["kind"] != "outcome"), "doc_id")
    for row in book.tables["reported_documents"]:
        if row["source_doc"] in further:
            yield from _further_document(row, further[row["source_doc"]])
            continue
        for line in lines.get(row["source_doc"], [{"title": "", "doc_number": "", "address": ""}]):
            for field, value in (
                ("title_zh", line["title"]),
                ("document_no", _shown(line["doc_number"])),
                ("address", addresses(line["address"])),
            ):
                if row[field] != value:
                    yield DOCUMENTS, f"{row['document_id']}: {field}", row[field], value


def _shown(value: str) -> str:
    return "" if value == "not shown" else value


def _further_document(row: Row, lines: list[Row]) -> Iterator[Finding]:
    """Compare a document with its rows of the list of further figures; several documents can share a number there.

    The title begins with the Chinese words of the listed one. Of several addresses some can be left out.
    """
    name = row["document_id"]
    titled = [
        line for line in lines if not _CHINESE.search(line["title"]) or row["title_zh"].startswith(_REMARK.sub("", line["title"]))
    ]
    if not titled:
        yield DOCUMENTS, f"{name}: title_zh", row["title_zh"], " or ".join(dict.fromkeys(line["title"] for line in lines))
        return
    for field, listed in (("document_no", "doc_number"), ("date_stated", "date")):
        if row[field] not in {_shown(line[listed]) for line in titled}:
            yield DOCUMENTS, f"{name}: {field}", row[field], _shown(titled[0][listed])
    known = {address for line in titled for address in addresses(line["address"]).split()}
    if not set(row["address"].split()) <= known or bool(known) != bool(row["address"]):
        yield DOCUMENTS, f"{name}: address", row["address"], " ".join(sorted(known))

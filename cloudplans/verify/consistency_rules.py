"""Rules that read judgements again from other evidence: sums, bound words, titles, headings, copies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from cloudplans.text import squeeze, visible
from cloudplans.verify.rules_and_their_input import ELLIPSIS, Book, Finding, Row, group, rule

_SAME_UNIT = {"same", "narrower", "broader"}
_OF_ITSELF = {"same", "overlapping", "not-comparable"}
_TURNED = {"narrower": "broader", "broader": "narrower"}
_SIDES = {"ge": "higher", "gt": "higher", "le": "lower", "lt": "lower"}
_FIVE_YEARS = re.compile("十([一二三四五])五")
_YEARS = re.compile("((?:19|20)[0-9]{2})年?[-—–~至]+((?:19|20)[0-9]{2})年?")
_FIRST_OF_FIVE = 2006  # 十一五
_GOVERNMENT = re.compile("//[^/]*gov")
_SUBHEADING = re.compile(r"[（(][一二三四五六七八九十]+[）)]")
_KEEPS_ROLE = {"tasks", "safeguards", "annex"}
_AIMED = {"goals", "tasks", "safeguards"}
_SHORTEST_NAME = 5  # 产业集群 and shorter names are said of many things


def _verdicts(book: Book) -> dict[tuple[str, str], str]:
    """Return the verdict on each pair in both directions."""
    found = {}
    for row in book.tables["comparability"]:
        found[row["indicator_a"], row["indicator_b"]] = row["verdict"]
        found[row["indicator_b"], row["indicator_a"]] = _TURNED.get(row["verdict"], row["verdict"])
    return found


@rule("verdicts", "book", "comparability")
def verdicts(book: Book) -> Iterator[Finding]:
    """A verdict fits the units, what the sums of the texts contain, and the other verdicts."""
    for row in book.tables["comparability"]:
        a, b, verdict = row["indicator_a"], row["indicator_b"], row["verdict"]
        one, other = (book.all_indicators.get(name, {}) for name in (a, b))
        if a == b and verdict not in _OF_ITSELF:
            yield "comparability.csv", f"{a} {b}", verdict, f"one of {', '.join(sorted(_OF_ITSELF))}: an indicator with itself"
        if verdict in _SAME_UNIT and one.get("unit") != other.get("unit"):
            yield "comparability.csv", f"{a} {b}", verdict, f"another: the units are {one.get('unit')} and {other.get('unit')}"
    known = _verdicts(book)
    for (a, b), verdict in known.items():
        for c in {pair[1] for pair in known if pair[0] == b} - {a} if verdict == "narrower" and a != b else ():
            if known[b, c] == "narrower" and known.get((a, c)) != "narrower":
                yield "comparability.csv", f"{a} {c}", known.get((a, c)), f"narrower: {a} is part of {b}, and {b} of {c}"
    for row in book.tables["arithmetic"]:
        if row["rule"] == "sum":
            yield from _summed(book, row, known)


def _summed(book: Book, row: Row, known: dict[tuple[str, str], str]) -> Iterator[Finding]:
    """The parts of a sum are narrower than the whole and contain none of each other."""
    names = [book.statements[name]["indicator_id"] for name in row["statement_ids"].split() if name in book.statements]
    whole, parts = names[0], names[1:]
    for part in parts:
        if part != whole and known.get((part, whole)) != "narrower":
            found = known.get((part, whole))
            yield "comparability.csv", f"{part} {whole}", found, f"narrower: {row['check_id']} adds it up to {whole}"
    for a, b in combinations(sorted(set(parts)), 2):
        if known.get((a, b)) in _SAME_UNIT:
            yield "comparability.csv", f"{a} {b}", known[a, b], f"another: {row['check_id']} lists them side by side"


@rule("direction", "book", "indicators")
def direction(book: Book) -> Iterator[Finding]:
    """What is better follows from the bounds of the targets: at least means higher, at most lower."""
    rows = [s for s in book.tables["statements"] if s["kind"] == "target" and s["comparator"] in _SIDES]
    for name, bounded in group(rows, "indicator_id").items():
        sides = {_SIDES[s["comparator"]] for s in bounded}
        if name in book.indicators and sides != {book.indicators[name]["direction"]}:
            expected = f"{' and '.join(sorted(sides))}, by the bounds of {bounded[0]['statement_id']}"
            yield "indicators.csv", f"{name}: direction", book.indicators[name]["direction"], expected


@rule("period", "book", "plans")
def period(book: Book) -> Iterator[Finding]:
    """The period of a plan is the one that its title states."""
    for plan in book.tables["plans"]:
        title = squeeze(plan["title_zh"])
        if found := _YEARS.search(title):
            stated = int(found[1]), int(found[2])
        elif found := _FIVE_YEARS.search(title):
            first = _FIRST_OF_FIVE + 5 * "一二三四五".index(found[1])
            stated = first, first + 4
        else:
            continue
        if (plan["period_start"], plan["period_end"]) != stated:
            period_is = f"{plan['period_start']} to {plan['period_end']}"
            yield "plans.csv", f"{plan['plan_id']}: period", period_is, f"{stated[0]} to {stated[1]}, as the title has it"


@rule("plan-region", "book", "goals", "instruments", "projects")
def plan_region(book: Book) -> Iterator[Finding]:
    """A goal, measure or project has the region of its plan."""
    for layer in ("goals", "instruments", "projects"):
        for row in book.tables[layer]:
            expected = book.plans.get(row["plan_id"], {}).get("region_id")
            if row["region_id"] != expected:
                name = row[f"{layer.removesuffix('s')}_id"]
                yield f"policy/{layer}.csv", f"{name}: region_id", row["region_id"], f"{expected}, the region of {row['plan_id']}"


@rule("copy-kind", "book", "editions")
def copy_kind(book: Book) -> Iterator[Finding]:
    """A copy at an address is a reprint if and only if the host is no government's."""
    for row in book.tables["editions"]:
        reprint = not _GOVERNMENT.search(row["address"])
        if row["address"] and row["plan_id"] not in book.coded_once and (row["copy_kind"] == "reprint") != reprint:
            expected = f"{'reprint' if reprint else 'gazette, government-web or portal'}, by the host of {row['address']}"
            yield "editions.csv", f"{row['edition_id']}: copy_kind", row["copy_kind"] or "nothing", expected


@rule("basis", "book", "corrections")
def basis(book: Book) -> Iterator[Finding]:
    """A correction rests on a clean copy if and only if another edition prints what was adopted."""
    for row in book.tables["corrections"]:
        values = [e for e in book.evidence.get(row["statement_id"], []) if e["role"] == "value"]
        clean = any(e["edition_id"] != row["edition_id"] and squeeze(e["printed"]) == squeeze(row["adopted"]) for e in values)
        if row["basis"] != (expected := "clean-copy" if clean else "inferred"):
            record = f"{row['statement_id']} in {row['edition_id']}: basis"
            yield "corrections.csv", record, row["basis"], f"{expected}: {'a' if clean else 'no'} copy prints {row['adopted']}"


@rule("section-role", "book", "sections")
def section_role(book: Book) -> Iterator[Finding]:
    """The role of a section follows from the words of its heading; parts of tasks, safeguards and annexes keep the role."""
    listed = {row["word"]: row["role"] for row in book.tables["headings"]}
    own = {edition for plan in book.coded_once for edition in book.editions.get(plan, [])}
    for edition, rows in group(book.tables["sections"], "edition_id").items():
        above = ""
        for row in sorted(rows, key=lambda row: row["start"]) if edition not in own else ():
            heading = squeeze(row["heading"])
            said = max((word for word in listed if word in heading), key=len, default="")
            keeps = above == "annex" or (bool(_SUBHEADING.match(heading)) and above in _KEEPS_ROLE)
            expected = above if keeps else listed.get(said, "")
            if expected and row["role"] != expected:
                record = f"{edition} {row['start']}: role"
                yield "ledger/sections.csv", record, row["role"], f"{expected}, by {visible(said or heading)}"
            above = row["role"]


@rule("aims-complete", "text")
def aims_complete(book: Book, edition: str) -> Iterator[Finding]:
    """An indicator that the goals, tasks or safeguards name has a figure or an aim in the plan."""
    plan = next(row["plan_id"] for row in book.tables["editions"] if row["edition_id"] == edition)
    if book.coded_once:
        return  # a reader's own plan brings names that nobody looked for in the other texts
    spoken = {row["indicator_id"] for name in ("statements", "aims") for row in book.tables[name] if row["plan_id"] == plan}
    reader = book.readers[edition]
    held = [reader.place(e["start"], e["end"]) for e in book.tables["evidence"] if e["edition_id"] == edition]
    for section in (row for row in book.tables["sections"] if row["edition_id"] == edition and row["role"] in _AIMED):
        first, last = reader.place(section["start"], section["end"])
        text = reader.text[first:last]
        for label, indicators in book.labels.items():
            if indicators & spoken or label in book.general_names or ELLIPSIS in label:
                continue
            name = squeeze(label)
            if len(name) < _SHORTEST_NAME or name not in text:
                continue
            for found in re.finditer(re.escape(name), text):
                at = first + found.start()
                if not any(start <= at < end for start, end in held):
                    record = f"{plan} {' or '.join(sorted(indicators))} in {edition}"
                    yield "ledger/aims.csv", record, f"no aim, but {label}", "an aim, or a statement"

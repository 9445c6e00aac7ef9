"""Plant errors in the data, one at a time, and count how many `verify` notices."""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations, groupby
from typing import Any, NamedTuple

from cloudplans.dataset import Dataset, SourceError, load
from cloudplans.labels import message, translate
from cloudplans.verify import RULES, Book, Row, check_statement, open_book, raw_tables

_SHIFTS = (-3, -2, -1, 1, 2, 3)
_YEARS = (*range(-6, 0), *range(1, 7))
_FACTORS = (0.001, 0.01, 0.1, 10, 100, 1000)
_COMPARATORS = ("eq", "ge", "gt", "le", "lt", "approx", "range")
_SIDES = {"ge": "lower", "gt": "lower", "le": "upper", "lt": "upper"}


class Mutant(NamedTuple):
    """One changed record: the kind of change, a description, and the changed statements with their evidence."""

    change: str
    what: str
    records: list[tuple[Row, list[Row]]]


def make_book(dataset: Dataset, texts: dict[str, str]) -> Book:
    """Return the data set with its texts, as the rules see it."""
    return open_book(raw_tables(dataset), texts)


def _digits(value: float) -> Iterator[float]:
    """Yield `value` with one digit changed, each place and each digit in turn."""
    figures = f"{value:.10g}" if value < 1e10 else f"{value:.0f}"
    for place, old in enumerate(figures.rstrip("0") or "0"):
        for new in "0123456789":
            if old.isdigit() and new != old:
                yield float(figures[:place] + new + figures[place + 1 :])


def _set(s: Row, evidence: list[Row], change: str, **fields: Any) -> Iterator[Mutant]:
    if any(s[name] != value for name, value in fields.items()):
        yield Mutant(change, f"{s['statement_id']}: {fields}", [({**s, **fields}, evidence)])


def _values(s: Row, evidence: list[Row]) -> Iterator[Mutant]:
    sides = [side for side in ("lower", "upper") if s[side] is not None]
    both = s["comparator"] in ("eq", "approx")
    for side in sides[:1] if both else sides:
        names = sides if both else [side]
        for value in _digits(s[side]):
            yield from _set(s, evidence, "digit", **dict.fromkeys(names, value))
        for factor in _FACTORS:
            yield from _set(s, evidence, "zero", **dict.fromkeys(names, s[side] * factor))
    for place, old in enumerate(s["printed"]):
        if old.isdigit():
            for new in "0123456789":
                yield from _set(s, evidence, "digit", printed=s["printed"][:place] + new + s["printed"][place + 1 :])
            yield from _set(s, evidence, "zero", printed=s["printed"][:place] + "0" + s["printed"][place:])


def _bounds(s: Row, evidence: list[Row]) -> Iterator[Mutant]:
    value = s["lower"] if s["lower"] is not None else s["upper"]
    for comparator in _COMPARATORS:
        yield from _set(s, evidence, "bound", comparator=comparator)
        side = _SIDES.get(comparator)
        lower, upper = (None if side == "upper" else value), (None if side == "lower" else value)
        if comparator != s["comparator"]:
            yield from _set(s, evidence, "bound", comparator=comparator, lower=lower, upper=upper)


def _words(book: Book, s: Row, evidence: list[Row]) -> Iterator[Mutant]:
    for unit in sorted({row["unit"] for row in book.tables["indicators"]}):
        yield from _set(s, evidence, "unit", unit=unit)
    for shift in _YEARS:
        yield from _set(s, evidence, "year", deadline=(s["deadline"] or 2018) + shift)
        yield from _set(s, evidence, "year", period_start=(s["period_start"] or s["deadline"] or 2018) + shift)
    yield from _set(s, evidence, "year", deadline=None)
    yield from _set(s, evidence, "year", period_start=None)
    for indicator in book.indicators:
        yield from _set(s, evidence, "indicator", indicator_id=indicator)
    for label in sorted({row["label"] for row in book.tables["statements"]}):
        yield from _set(s, evidence, "label", label=label)
    for scope in sorted({row["scope"] for row in book.tables["statements"]}):
        yield from _set(s, evidence, "scope", scope=scope)
    for hedge in ("", *(row["word"] for row in book.tables["cues"] if row["role"] == "hedge")):
        yield from _set(s, evidence, "hedge", hedge=hedge)
    for kind in ("target", "baseline", "forecast", "threshold", "programme_count", "context", "earlier_target", "grant"):
        yield from _set(s, evidence, "kind", kind=kind)
    for region in sorted({row["region_id"] for row in book.tables["regions"]}):
        yield from _set(s, evidence, "region", region_id=region)
    for status in ("verified", "corrected"):
        yield from _set(s, evidence, "status", status=status)


def _spans(s: Row, evidence: list[Row]) -> Iterator[Mutant]:
    for place, row in enumerate(evidence):
        what = f"{s['statement_id']} in {row['edition_id']}: {row['role']} at {row['start']}"
        rest = evidence[:place], evidence[place + 1 :]
        yield Mutant("dropped row", what, [(s, [*rest[0], *rest[1]])])
        for shift in _SHIFTS:
            moves = {
                "offset": {"start": row["start"] + shift, "end": row["end"] + shift},
                "span start": {"start": row["start"] + shift},
                "span end": {"end": row["end"] + shift},
            }
            for change, move in moves.items():
                yield Mutant(change, f"{what}: {move}", [(s, [*rest[0], {**row, **move}, *rest[1]])])


def mutants(book: Book, s: Row) -> Iterator[Mutant]:
    """Yield every first-order mutant of one statement and its evidence."""
    evidence = book.evidence[s["statement_id"]]
    yield from _values(s, evidence)
    yield from _bounds(s, evidence)
    yield from _words(book, s, evidence)
    yield from _spans(s, evidence)


def swaps(book: Book) -> Iterator[Mutant]:
    """Yield every pair of statements of a plan with their evidence swapped: all of it, and each role alone."""
    by_plan = groupby(book.tables["statements"], key=lambda s: s["plan_id"])
    for _, statements in by_plan:
        for a, b in combinations(list(statements), 2):
            ours, theirs = book.evidence[a["statement_id"]], book.evidence[b["statement_id"]]
            for role in ("", *sorted({row["role"] for row in [*ours, *theirs]})):
                mine, yours = _swapped(ours, theirs, role), _swapped(theirs, ours, role)
                if _places(mine) != _places(ours) or _places(yours) != _places(theirs):
                    what = f"{a['statement_id']} with {b['statement_id']}: {role or 'all'}"
                    yield Mutant("swap", what, [(a, mine), (b, yours)])


_FIGURE = ("lower", "upper", "comparator", "printed", "hedge")


def figure_swaps(book: Book) -> Iterator[Mutant]:
    """Yield every pair of one plan, unit, kind and year that trade their figures, bounds and hedges with the spans."""
    for _, statements in groupby(book.tables["statements"], key=lambda s: s["plan_id"]):
        for a, b in combinations(list(statements), 2):
            alike = all(a[name] == b[name] for name in ("unit", "kind", "deadline"))
            ours, theirs = book.evidence[a["statement_id"]], book.evidence[b["statement_id"]]
            moved = [_traded(ours, theirs), _traded(theirs, ours)]
            if alike and _places(moved[0]) != _places(ours):
                mine, yours = ({**a, **{f: b[f] for f in _FIGURE}}, {**b, **{f: a[f] for f in _FIGURE}})
                yield Mutant(
                    "figure swap", f"{a['statement_id']} with {b['statement_id']}", [(mine, moved[0]), (yours, moved[1])]
                )


def _traded(ours: list[Row], theirs: list[Row]) -> list[Row]:
    roles = ("value", "bound", "hedge")
    return [row for row in ours if row["role"] not in roles] + [row for row in theirs if row["role"] in roles]


def _swapped(ours: list[Row], theirs: list[Row], role: str) -> list[Row]:
    return [row for row in ours if role and row["role"] != role] + [row for row in theirs if role in ("", row["role"])]


def _places(rows: list[Row]) -> list[tuple[Any, ...]]:
    return sorted((row["edition_id"], row["role"], row["start"], row["end"]) for row in rows)


def caught(book: Book, mutant: Mutant) -> bool:
    """Tell whether a rule on statements objects to the mutant (a rule on the whole data set may object besides).

    Where a coder departs from what a rule reads, that rule is set aside and the rule `coding` holds the record to the adjudication.
    """
    return any(
        True
        for s, evidence in mutant.records
        for objections in (check_statement(book, s, evidence), _coding_objections(book, s, evidence))
        for _ in objections
    )


def _coding_objections(book: Book, s: Row, evidence: list[Row]) -> Iterator[Any]:
    departing = {(edition, start) for edition, start, _ in book.departures}
    values = {(row["edition_id"], row["start"]) for row in evidence if row["role"] == "value"}
    if not departing & values:
        return
    alone = replace(book, tables={**book.tables, "statements": [s], "evidence": evidence})
    alone.__dict__["coded_once"] = book.coded_once
    yield from RULES["coding"].problems(alone)


def dropped(book: Book) -> Iterator[tuple[Mutant, Callable[[], bool]]]:
    """Drop each statement with its evidence, each row of the census and each correction; give what tells whether it is noticed."""
    for s in book.tables["statements"]:
        what = f"{s['statement_id']} with its evidence"
        yield Mutant("dropped row", what, []), partial(_without_statement, book, s)
    for row in book.tables["numerals"]:
        what = f"ledger/numerals.csv: {row['edition_id']} {row['start']}"
        yield Mutant("dropped row", what, []), partial(_without_numeral, book, row)
    for row in book.tables["corrections"]:
        what = f"corrections.csv: {row['statement_id']} in {row['edition_id']}"
        yield Mutant("dropped row", what, []), partial(_without_correction, book, row)


def _without_statement(book: Book, s: Row) -> bool:
    kept = {t: [r for r in book.tables[t] if r["statement_id"] != s["statement_id"]] for t in ("statements", "evidence")}
    if _census_objects(book, kept, book.editions[s["plan_id"]]):
        return True
    less = replace(
        book, tables={**book.tables, **kept}
    )  # a figure of two statements is still accounted for; the codings have both
    return any(True for _ in RULES["codings"].problems(less))


def _without_numeral(book: Book, row: Row) -> bool:
    kept = {"numerals": [other for other in book.tables["numerals"] if other is not row]}
    return _census_objects(book, kept, [row["edition_id"]])


def _without_correction(book: Book, row: Row) -> bool:
    less = replace(book, tables={**book.tables, "corrections": [r for r in book.tables["corrections"] if r is not row]})
    less.__dict__["readers"] = book.readers
    s = book.statements[row["statement_id"]]
    return any(True for _ in check_statement(less, s, book.evidence[row["statement_id"]]))


def _census_objects(book: Book, kept: dict[str, list[Row]], editions: list[str]) -> bool:
    less = replace(book, tables={**book.tables, **kept})
    less.__dict__["readers"] = book.readers  # the texts are the same
    counting = [RULES["census"], RULES["shared-figure"]]
    return any(True for rule in counting for edition in editions for _ in rule.problems(less, edition))


def run(book: Book, sample: int | None = None, seed: int = 0) -> tuple[Counter[str], Counter[str], list[str], int]:
    """Try the mutants of every statement, the swaps and the dropped rows.

    Parameters
    ----------
    book : Book
        The data set with all its texts.
    sample : int, optional
        Try this many mutants a statement, this many swaps a statement, and this many dropped rows; all by default.
    seed : int
        Seed of the sample.

    Returns
    -------
    tried, found : Counter
        Mutants by kind, and those that were noticed.
    survivors : list of str
        Each mutant that was not.
    fewest : int
        The smallest number of first-order mutants that a statement got.
    """
    chance = random.Random(seed)
    tried: Counter[str] = Counter()
    found: Counter[str] = Counter()
    survivors: list[str] = []

    def score(results: Iterable[tuple[Mutant, bool]]) -> int:
        count = 0
        for mutant, noticed in results:
            count += 1
            tried[mutant.change] += 1
            found[mutant.change] += noticed
            if not noticed:
                survivors.append(f"{mutant.change}: {mutant.what}")
        return count

    def pick(candidates: Iterable[Any], most: int | None) -> list[Any]:
        candidates = list(candidates)
        return candidates if most is None or len(candidates) <= most else chance.sample(candidates, most)

    statements = book.tables["statements"]
    if sample is not None and sample < 1:
        raise ValueError(f"a sample of {sample} mutants tells nothing; give 1 or more")
    fewest = min(score((m, caught(book, m)) for m in pick(mutants(book, s), sample)) for s in statements)
    score((m, caught(book, m)) for m in pick(swaps(book), sample and sample * len(statements)))
    score((m, caught(book, m)) for m in pick(figure_swaps(book), sample))
    score((m, noticed()) for m, noticed in pick(dropped(book), sample))
    return tried, found, survivors, fewest


def table(tried: Counter[str], found: Counter[str], fewest: int, statements: int, lang: str = "en") -> str:
    """Return the results of a run by kind of change as Markdown."""
    lines = ["| change | mutants | caught | share |", "|---|---:|---:|---:|"]
    lines += [
        f"| {change} | {tried[change]} | {found[change]} | {found[change] / tried[change]:.2%} |" for change in sorted(tried)
    ]
    lines.append(f"| all | {tried.total()} | {found.total()} | {found.total() / tried.total():.2%} |")
    note = message("At least {fewest} single changes per statement, {statements} statements.")
    return "\n".join([*lines, "", translate(note, lang, fewest=fewest, statements=statements)])


def main(arguments: list[str] | None = None) -> int:
    """Run all mutants and print the figures by kind; exit 1 where a first-order mutant survives."""
    parser = argparse.ArgumentParser(prog="python -m cloudplans.data_quality.mutation", description=main.__doc__)
    parser.add_argument("--sources", default=os.environ.get("CLOUDPLANS_SOURCES"), help="folder of the plan texts")
    parser.add_argument("--sample", type=int, help="mutants per statement (default: all)")
    options = parser.parse_args(arguments)
    if not options.sources:
        print("mutation needs the plan texts: give --sources DIR, or set CLOUDPLANS_SOURCES", file=sys.stderr)
        return 2
    dataset = load()
    try:
        book = make_book(dataset, dataset.texts(options.sources))
    except SourceError as error:
        print(error, file=sys.stderr)
        return 3
    tried, found, survivors, fewest = run(book, options.sample)
    print(table(tried, found, fewest, len(book.tables["statements"])))
    print("\n".join(["survivors:", *survivors]) if survivors else "no survivors")
    return int(any(not line.startswith(("swap", "figure swap")) for line in survivors))


if __name__ == "__main__":
    sys.exit(main())

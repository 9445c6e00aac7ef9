"""The rule on the two codings of the work reports: each statement is what both coders say, or what was adopted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cloudplans.text import squeeze
from cloudplans.verify.rules_and_their_input import Book, Finding, Row, rule
from cloudplans.verify.work_report_rules import STATEMENTS, rows_of

ADJUDICATION = "coding/work_report_adjudication.csv"
_FIELDS = ("kind", "scope", "period_start", "deadline", "comparator", "unit", "hedge", "label", "printed")
_BOUNDS = ("lower", "upper")
Place = tuple[str, int]
Key = tuple[str, int, str, str, str]  # report, start of the figure, field, what the one and what the other coder says


class _Settled:
    """The adjudications by what they settle, and which of them were used."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = {(r["plan_id"], r["start"], r["field"], r["coding_a"], r["coding_b"]): r["adopted"] for r in rows}
        self.used: set[Key] = set()

    def adopted(self, place: Place, field: str, one: str, other: str) -> str | None:
        """Return what was adopted where the coders differ, or None."""
        key = (*place, field, one, other)
        if key not in self.rows:
            return None
        self.used.add(key)
        return self.rows[key]


@rule("work-report-coding", "reports", "work_report_coding_a", "work_report_coding_b", "work_report_adjudication")
def coding(book: Book) -> Iterator[Finding]:
    """Each statement is what both coders say, or what was adopted where they differ; every difference is settled once."""
    settled = _Settled(rows_of(book, "adjudication"))
    first, second = (_by_place(rows_of(book, f"coding_{coder}")) for coder in "ab")
    adopted: Counter[tuple[object, ...]] = Counter()
    for place in sorted(first.keys() | second.keys()):
        found = yield from _statements(settled, place, first.get(place, []), second.get(place, []))
        adopted.update(found)
    values = {row["statement_id"]: row["start"] for row in rows_of(book, "evidence") if row["role"] == "value"}
    for statement in rows_of(book, "statements"):
        name, fields = statement["statement_id"], [_as_text(statement[field]) for field in _FIELDS]
        bounds = [statement[field] for field in _BOUNDS]
        key = (statement["plan_id"], values.get(name), name.split(".")[1], *fields, *bounds)
        if not adopted[key]:
            yield STATEMENTS, name, "what neither coder says and nothing adopts", "what was adopted"
        adopted[key] -= 1
    for key, count in adopted.items():
        if count > 0:
            yield STATEMENTS, f"{key[0]} {key[1]}", f"{count} statements fewer than adopted", "one for each"
    for key in sorted(settled.rows.keys() - settled.used):
        yield ADJUDICATION, f"{key[0]} {key[1]}: {key[2]}", "no such difference", "a difference of the two codings"


def _statements(settled: _Settled, place: Place, first: list[Row], second: list[Row]) -> Iterator[Finding]:
    """Return the statements adopted at a place; yield what is not settled."""
    where = f"{place[0]} {place[1]}"
    if not (first and second):
        said = ["; ".join(f"{row['printed']} {row['label']}" for row in rows) for rows in (first, second)]
        choice = settled.adopted(place, "unit of analysis", *said)
        if choice not in ("a", "b", "none"):
            yield ADJUDICATION, f"{where}: unit of analysis", choice or "no row", "a, b or none, with a reason"
        first = second = {"a": first, "b": second}.get(choice or "", [])
    if len(first) != len(second):
        yield ADJUDICATION, where, f"{len(first)} and {len(second)} statements", "the same number in both codings"
        return []
    found = []
    for one, other in zip(first, second, strict=True):
        chosen = []
        for field in ("indicator_id", *_FIELDS):
            a, b = _as_text(one[field]), _as_text(other[field])
            choice = settled.adopted(place, field.removesuffix("_id"), a, b)
            if choice is None and squeeze(a) != squeeze(b):
                yield ADJUDICATION, f"{where}: {field}", f"{a} and {b}, not settled", "an adopted value"
            chosen.append(a if choice is None else choice)
        bounds = one if one["comparator"] in chosen else other
        found.append((*place, *chosen, *(bounds[field] for field in _BOUNDS)))
    return found


def _by_place(rows: list[Row]) -> dict[Place, list[Row]]:
    places: dict[Place, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row["plan_id"], row["start"], row["indicator_id"])):
        places.setdefault((row["plan_id"], row["start"]), []).append(row)
    return places


def _as_text(value: object) -> str:
    return "" if value is None else str(value)

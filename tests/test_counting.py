"""No test holds of nothing: what is gone through is counted, and every rule of `verify` has had something to look at."""

from __future__ import annotations

from pathlib import Path

import counting
import pytest
from small_book import tables

import cloudplans
from cloudplans.checks.book import RULES, Book
from cloudplans.verify import looked_at, of_nothing, raw_tables, verify, verify_tables

TESTS = Path(__file__).parent
MAY_BE_EMPTY = {  # with what sees to it that not all are
    ("bad_input/__init__.py", "steps"): "a case may need nothing done beforehand; the cases are counted where they run",
    (
        "test_docs.py",
        "blocks.find(PAGES[name].read_text(encoding='utf-8'))",
    ): "a page may have no code; the pages with code are compared",
    ("test_repository.py", "range(max(0, len(value) - longest))"): "short values hold no long stretch; the values are counted",
    ("test_scan.py", "SCANNER.scan(text)"): "a text drawn at random may hold no figure; the clauses are counted",
}


def test_no_assertion_holds_of_nothing() -> None:
    files = sorted(TESTS.rglob("*.py"))
    found = [
        (str(path.relative_to(TESTS)), over) for path in files for _, over in counting.hollow(path.read_text(encoding="utf-8"))
    ]
    assert len(files) > 40
    assert set(found) == set(MAY_BE_EMPTY)


HOLLOW = [
    "for x in find():\n  assert x", "for x in find():\n  if x:\n    assert x > 1", "xs = find()\nfor x in xs:\n  assert x", "assert all(x for x in find())",
    "xs = [x for x in (1, 2) if x > 2]\nfor x in xs:\n  assert x", "xs = find()\nassert all(x for x in xs)\nassert not any(xs)",
    "xs = find()\nassert xs == []\nfor x in xs:\n  assert x", "n = 0\nfor x in find():\n  assert x\n  n += 1", "for x in []:\n  assert x",
    "for x in range(n):\n  assert x", "for x in (1, 2)[2:]:\n  assert x", "for x in {}:\n  assert x", "xs = ()\nfor x in xs:\n  assert x",
    "xs = [1]\nxs = find()\nfor x in xs:\n  assert x", "for a, b in zip((1,), find()):\n  assert a", "with pytest.raises(E):\n  for x in find():\n    assert x",
]  # fmt: skip
COUNTED = [
    "xs = find()\nassert xs\nfor x in xs:\n  assert x", "xs = find()\nassert len(xs) > 2\nassert all(x for x in xs)", "for x in (1, 2):\n  assert x",
    "n = 0\nfor x in find():\n  assert x\n  n += 1\nassert n == 3", "ns = []\nfor x in find():\n  assert x\n  ns.append(x)\nassert len(ns) > 2",
    "xs = find()\nassert xs and all(x for x in xs)", "for x in find():\n  print(x)", "for k, v in {'a': 1}.items():\n  assert v", "for x in range(3):\n  assert x",
    "for a, b in zip((1, 2), [3, 4], strict=True):\n  assert a", "for x in [y + 1 for y in (1, 2)]:\n  assert x", "for x in data.resources:\n  assert x",
    "xs = (1,)\nfor n, x in enumerate(sorted(xs)):\n  assert x", "for x in [*find(), 1]:\n  assert x", "for x in (1, 2)[0:1] + (3,):\n  assert x", "assert all(find())",
]  # fmt: skip


@pytest.mark.parametrize("body", HOLLOW)
def test_what_holds_of_nothing_is_found(body: str) -> None:
    assert len(counting.hollow("def test_it(data):\n" + "".join(f"  {line}\n" for line in body.splitlines()))) == 1


@pytest.mark.parametrize("body", COUNTED)
def test_what_is_counted_is_let_pass(body: str) -> None:
    assert counting.hollow("def test_it(data):\n" + "".join(f"  {line}\n" for line in body.splitlines())) == []


def test_every_rule_counts_what_it_looks_at(data: cloudplans.Dataset, texts: dict[str, str], context: dict) -> None:
    looked = verify(data, texts, context).looked
    assert set(looked) == set(RULES) and min(looked.values()) > 0
    size = {name: len(data.raw(name).lines) for name in data.resources}
    assert looked["type"] == looked["facts"] == sum(size.values())
    assert (looked["id"], looked["census"], looked["arithmetic"]) == (size["statements"], len(texts), size["arithmetic"])
    assert (
        looked["policy-words"] == size["goals"] + size["instruments"] and looked["codings"] == size["coding_a"] + size["coding_b"]
    )
    assert looked["span"] == sum(data.evidence()["role"] == "value") > looked["label-place"] - 1
    assert len(RULES) > 60 and all(bool(one.of) == (one.scope in ("book", "lists")) for one in RULES.values())


def test_without_texts_and_lists_their_rules_look_at_nothing(data: cloudplans.Dataset) -> None:
    outcome = verify(data)
    nothing = {RULES[name].scope for name, count in outcome.looked.items() if not count}
    assert nothing == {"passage", "text", "lists"} and outcome.problems == []  # it is said in `unchecked`
    assert [name for name in RULES if RULES[name].scope not in nothing and not outcome.looked[name]] == []


def test_a_departure_is_not_counted_as_looked_at() -> None:
    held, texts, lists = tables()
    value = next(row for row in held["evidence"] if row["role"] == "value")
    before = looked_at({}, Book(held, texts, lists))
    row = {"edition_id": value["edition_id"], "start": value["start"], "field": "kind", "coding_a": "", "coding_b": ""}
    held["adjudication"].append(row)
    after = looked_at({}, Book(held, texts, lists))
    assert (before["kind"] - after["kind"], before["span"] - after["span"]) == (1, 0)


@pytest.mark.parametrize(("table", "silent"), [
    ("goals", ["policy-deadline"]), ("arithmetic", ["arithmetic"]), ("reported", ["reported-reading", "reported-decision", "reported-source"]),
    ("plans", ["plans"]), ("reported_documents", ["reported-document"]), ("comparability", ["comparability"]),
])  # fmt: skip
def test_a_rule_that_looks_at_nothing_objects(table: str, silent: list[str]) -> None:
    held, texts, lists = tables()
    held["adjudication"].append({"edition_id": "x", "start": 0, "field": "kind", "coding_a": "", "coding_b": ""})
    open_rules = {name for name, one in RULES.items() if one.scope in ("tables", "open")}
    book = Book(held, texts, lists)
    assert [p for p in of_nothing(book, looked_at({}, book)) if p.rule not in open_rules] == []
    held[table].clear()
    book = Book(held, texts, lists)
    found = [p for p in of_nothing(book, looked_at({}, book)) if p.rule not in open_rules]
    assert [p.rule for p in found] == silent
    assert str(found[0]) == f"datapackage.json: {table}: [{silent[0]}] found nothing to look at; expected a row at least"


def test_tables_without_a_row_hold_of_nothing(data: cloudplans.Dataset) -> None:
    raw = raw_tables(data)
    raw["arithmetic"].lines.clear()
    assert "arithmetic" in {p.rule for p in verify_tables(raw, {}).problems if p.found == "nothing to look at"}

"""No test holds of nothing: what is gone through is counted, and every rule of `verify` has had something to look at."""

from __future__ import annotations

from pathlib import Path

import counting
import pytest

import cloudplans
from cloudplans.verify.rule_register import RULES
from cloudplans.verify.run_rules import verify

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


def test_mutants_are_killed_or_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mutant that tests notice is killed; one that they do not is named with its place, and with the reason if there is one."""
    import code_mutants
    import reliability

    (tmp_path / "a.py").write_text("def double(x):\n    return x + x\n", encoding="utf-8")
    one = {"path": "a.py", "line": 2, "inside": "double", "operator": "x", "was": "return x + x", "start": 27, "end": 28}
    monkeypatch.setattr(code_mutants, "ROOT", tmp_path)
    (tmp_path / "test_a.py").write_text("from a import double\ndef test_a(): assert double(2) == 4\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        code_mutants, "equivalents", lambda: {("a.py", "double", "return x + x", "return x * x"): "2 + 2 = 2 * 2"}
    )
    mutants = [{**one, "put": "-", "is": "return x - x"}, {**one, "put": "*", "is": "return x * x"}]
    results = code_mutants.score("a", mutants, ["test_a.py"])
    assert [outcome for _, outcome in results] == ["killed", "survived"]
    found = code_mutants.rows("a", results, 5, 8)
    assert (found["tried"], found["killed"], found["made"], found["seed"]) == (2, 1, 5, 8)
    table = reliability.mutants_table([found])
    assert "| a | 5 | 2 (a sample, seed 8) | 1 | 1 | 50.0% | 1 |" in table
    assert "- `a.py:2`: `return x + x` → `return x * x` (2 + 2 = 2 * 2)" in table
    monkeypatch.setattr(reliability, "MUTANTS", tmp_path)
    with pytest.raises(AssertionError, match="tried nothing"):
        reliability.record_mutants({**found, "tried": 0})
    with pytest.raises(AssertionError):
        reliability.record_mutants({**found, "killed": 2})


def test_equivalent_mutants_have_a_reason() -> None:
    import code_mutants

    known = code_mutants.equivalents()
    assert len(known) > 20 and all(known.values())
    for path, _, was, now in known:
        assert (
            was in {line.strip() for line in (code_mutants.ROOT / path).read_text(encoding="utf-8").splitlines()} and was != now
        )

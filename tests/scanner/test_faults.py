"""Clauses for every kind of fault that the scanner once had, each kind by itself; half of them were set aside before the rules."""

from __future__ import annotations

import importlib.util
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from conftest import ROOT

from cloudplans.scanner import Scanner, scan_bytes

CASES = Path(__file__).parent.parent / "cases" / "clauses"


def _score():
    spec = importlib.util.spec_from_file_location("score", ROOT / "benchmarks" / "scan" / "score.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


score = _score()
HALVES = {half: score.read_clauses(CASES / f"faults_{half}.jsonl") for half in ("development", "set_aside")}
KINDS = ["F", "N", *(f"S{n}" for n in range(1, 17))]
LOSSES = {half: score.read_clauses(CASES / f"losses_{half}.jsonl") for half in ("development", "set_aside")}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("half", HALVES)
def test_a_kind_of_fault_does_not_return(half: str, kind: str) -> None:
    clauses = [clause for clause in HALVES[half] if clause["id"].split("-")[0] == kind]
    total = score.score_clauses(clauses, score.scanned())
    assert len(clauses) >= 5
    wrong = [miss for miss in total.misses if miss.field not in ("label", "false")]
    assert wrong == [] and total.right["all four"] == total.expected
    assert total.false <= 1 and total.share("label") >= 0.79


@pytest.mark.parametrize("kind", [f"L{n}" for n in range(1, 12)])
@pytest.mark.parametrize("half", LOSSES)
def test_a_kind_of_silent_loss_does_not_return(half: str, kind: str) -> None:
    """The kinds that a reading of 1,000 numerals of the work reports found: ratios of shares, 轮 and 届, 提前, years, ages, 多万, ..."""
    clauses = [clause for clause in LOSSES[half] if clause["id"].split("-")[0] == kind]
    total = score.score_clauses(clauses, score.scanned())
    assert len(clauses) >= 3 and total.expected >= 2
    assert [miss for miss in total.misses if miss.field in ("missing", "value")] == []
    assert total.share("all four") >= 0.8 and total.false <= 1


def test_the_sentences_for_calibration_are_read() -> None:
    total = score.score_clauses(score.read_clauses(CASES / "calibration.jsonl"), score.scanned())
    assert total.expected == 74 and total.share("all four") >= 0.97 and total.share("label") >= 0.88 and total.false <= 1


def test_confidence_is_about_the_share_that_is_right() -> None:
    scan, groups, names = score.scanned(), defaultdict(list), []
    for clause in [*HALVES["set_aside"], *score.read_clauses(CASES / "calibration.jsonl")]:
        for found in scan(clause["text"]):
            expected = [c for c in clause["candidates"] if c["start"] < found["end"] and found["start"] < c["end"]]
            fields = [score.right_fields(found, one) for one in expected]
            groups[found["confidence"] >= 0.95].append((found["confidence"], any(one["all four"] for one in fields)))
            names += [(found["label_confidence"], any(one["label"] for one in fields))] if expected else []
    for pairs in (*groups.values(), names):
        said, right = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
        assert len(pairs) > 25 and right >= said - 0.05, (said, right)


def test_what_is_not_read_is_listed_with_its_reason() -> None:
    scanned = scan_bytes("a.txt", "六部门联合印发。建成20万吨级泊位，排名提升4位。".encode(), losses=True)
    assert scanned.candidates == []
    assert [(loss.printed, loss.reason) for loss in scanned.losses] == [
        ("六", "name of a thing"),
        ("20万", "a class"),
        ("4", "a rank"),
    ]


def test_an_unknown_unit_word_gives_a_doubtful_candidate_and_not_nothing() -> None:
    (found,) = Scanner().scan("惠及76万群众。")
    assert (found.printed, found.lower, found.unit, found.label) == ("76万", 760000.0, "person", "群众")
    assert found.confidence < 0.9 and found.reason

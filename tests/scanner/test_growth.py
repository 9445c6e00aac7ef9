"""Hostile texts: the work of scanning and drafting grows in proportion to the text. Calls are counted, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cloudplans.authoring import new_plan
from cloudplans.scanner import Scanner

UNITS = ["1,", "1-", "1|", "(", "（", "1", "、", "％", "第", "年", "<table>", "<tr><td>1", "达到5亿元", "2020年5家", "分别为1、1、1、1家",
         "指标 单位 2020年\n", "指标 (", "一、目标\n"]  # fmt: skip
TIMES = 4


def calls(run: Callable[[], object]) -> int:
    """Return how many functions were called."""
    count = 0

    def look(frame: object, event: str, function: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        run()
    finally:
        sys.setprofile(before)
    return count


def growth(run: Callable[[int], object], size: int) -> float:
    """Return by how much the calls grow when the size grows to `TIMES` as much."""
    run(size)  # what is loaded and compiled once is not counted
    return calls(lambda: run(TIMES * size)) / calls(lambda: run(size))


@pytest.mark.parametrize("unit", UNITS)
def test_scanning_is_linear(unit: str) -> None:
    scanner, size = Scanner(), 100 if unit.endswith("\n") else 400  # each line is read as the head of a table
    assert growth(lambda size: [scanner.tables(unit * size), scanner.read_figures(unit * size)], size) < 1.5 * TIMES


@pytest.mark.parametrize("unit", ["2020年5家", "分别为1、1、1、1家", "1、"])
def test_drafting_is_linear(unit: str, tmp_path: Path) -> None:
    def draft(size: int) -> None:
        text = tmp_path / "plan.txt"
        text.write_text(unit * size, encoding="utf-8")
        new_plan(tmp_path / f"mine-{len(list(tmp_path.iterdir()))}", text, region="CN-GX")

    assert growth(draft, 200) < 1.5 * TIMES


def test_quadratic_work_is_found() -> None:
    assert growth(lambda size: [len("") for _ in range(size) for _ in range(size)], 50) > 3 * TIMES


def test_a_numeral_that_no_table_takes_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_text("达到" + "1" * 20_000, encoding="utf-8")
    with pytest.raises(ValueError) as error:
        new_plan(tmp_path / "mine-2021", text)
    assert str(error.value) == f"{text} has a numeral of 20,000 characters at character 2: give the text of one plan"
    assert not (tmp_path / "mine-2021").exists()

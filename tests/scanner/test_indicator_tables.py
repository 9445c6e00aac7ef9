"""Indicator tables in every layout: each row gives name, unit, values by year and its property; what cannot be read is reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudplans.scanner import Scanner, scan_bytes
from cloudplans.text import unspaced

SCANNER = Scanner()
CASES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "cases" / "tables" / "tables.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_cell_of_a_table_is_read(case: dict) -> None:
    found = [candidate for candidate in SCANNER.scan(case["text"]) if candidate.cell]
    expected = [(name, *cell, property_) for name, property_, *cells in case["rows"] for cell in cells]
    got = []
    for one in found:
        value = one.lower if one.lower is not None else one.upper
        name = one.label.removesuffix("年均增长").removesuffix("累计增长")
        property_ = one.cell.rsplit(" / ", 1)[1] if one.cell.endswith("性") else ""
        got.append((name, value, one.comparator, one.unit, one.deadline, property_))
        assert one.printed == unspaced(case["text"][one.start : one.end]) and one.printed[0].isdigit()
    assert got == expected and len(expected) >= 6


def test_the_tables_of_a_real_plan_are_read_whole(sources: Path) -> None:
    text = (sources / "cn-2016-informatization-13fyp.txt").read_text(encoding="utf-8")
    tables = SCANNER.tables(text)
    assert [(len(table.rows), sum(len(row.cells) for row in table.rows)) for table in tables] == [(17, 64), (17, 50)]
    cells = [candidate for candidate in SCANNER.scan(text) if candidate.cell]
    assert len(cells) == 114
    by_name = {(one.label, one.cell.split(" / ", 2)[2]): one for one in cells}
    bandwidth = by_name["互联网国际出口带宽", "2020年"]
    assert (bandwidth.lower, bandwidth.unit, bandwidth.deadline) == (2e7, "Mbit/s", 2020)
    trade = by_name["电子商务交易规模", "2020年"]
    assert (trade.lower, trade.upper, trade.unit, trade.comparator) == (3.8e13, None, "CNY", "gt")


def test_the_text_around_a_table_is_read_as_before() -> None:
    text = next(case["text"] for case in CASES if case["id"] == "spaces")
    (outside,) = [candidate for candidate in SCANNER.scan(text) if not candidate.cell]
    assert (outside.printed, outside.deadline) == ("3个", 2025)


def test_a_table_that_cannot_be_read_is_reported() -> None:
    text = "指标\t2020年\t2025年\n总体水平\t较高\t很高\n"
    scanned = scan_bytes("a.txt", text.encode(), losses=True)
    assert scanned.problems == ["the table at character 0 of a.txt was not read: no row has a name and a number"]
    assert "table" in {loss.kind for loss in scanned.losses}


_PARTS = [
    "指标",
    "序号",
    "单位",
    "2020年",
    "2025年",
    "属性",
    "预期性",
    "\t",
    "|",
    "\n",
    ",",
    " ",
    "1.",
    "12",
    "≥",
    "〔3〕",
    "—",
    "（%）",
    "年均增速",
]
_PARTS += ["<table>", "<tr>", "<td>", "</td>", "</table>", "<td rowspan=3>", "产值（亿元）", "|---|", "指标\t2020年\n"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(_PARTS), max_size=50).map("".join))
def test_no_table_breaks_the_scanner(text: str) -> None:
    last = 0
    for found in SCANNER.scan(text):
        assert last <= found.start < found.end <= len(text)
        assert found.printed == unspaced(text[found.start : found.end])
        last = found.end
    for loss in SCANNER.census(text):
        assert 0 <= loss.start < loss.end <= len(text)

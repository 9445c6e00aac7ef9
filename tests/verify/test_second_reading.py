"""The second reading notices every kind of fault that a figure can have, and nothing in figures that are right."""

from __future__ import annotations

from typing import Any

import pytest

from cloudplans.text import Reading
from cloudplans.verify.second_reading_rules import doubts

# Kind, text, the figure as a folder might have it, comparator and year; the field that is noticed.
PLANTED = [
    ("S1", "到2023年和2025年,普及率分别达到10%和15%。", "10%", "eq", 2025, "deadline"),
    ("S2", "目前,已建成机架5万架。", "5万架", "eq", 2025, "deadline"),
    ("S3", "達到30萬個。", "30", "eq", None, "printed"),
    ("S4", "算力规模突破2万PF。", "2", "gt", None, "printed"),
    ("S7 sign", "到2025年,PUE≤1.3。", "1.3", "eq", 2025, "comparator"),
    ("S7 word", "占比逾40%。", "40%", "eq", None, "comparator"),
    ("S7 passed", "集聚企业过百家。", "百家", "eq", None, "comparator"),
    ("S8", "占比达到60%(含)以上。", "60%", "eq", None, "comparator"),
    ("S8 unit", "提供1000兆比特/秒(Mbps)以上接入能力。", "1000兆比特/秒", "eq", None, "comparator"),
    ("S9", "产值达到<b>500</b>亿元。", "亿元", "eq", None, "printed"),
    ("S10 capital", "注册资本伍仟万元整。", "万元", "eq", None, "printed"),
    ("S10 spoken", "总投资3个亿。", "3", "eq", None, "printed"),
    ("S10 mixed", "用户达到13万2千户。", "2千户", "eq", None, "printed"),
    ("S14", "到2025年,业务总量(2020年不变价)达到3万亿元。", "3万亿元", "eq", 2020, "deadline"),
    ("S14 multiple", "到2025年达到800亿元,是2020年的3倍。", "3倍", "eq", 2020, "deadline"),
    ("class", "建成20万吨级泊位。", "20万吨", "eq", None, "printed"),
]
RIGHT = [
    ("到2023年和2025年,普及率分别达到10%和15%。", "15%", "eq", 2025),
    ("目前,已建成机架5万架。", "5万架", "eq", None),
    ("到2025年,PUE≤1.3。", "1.3", "le", 2025),
    ("占比达到60%(含)以上。", "60%", "ge", None),
    ("突破50项关键技术。", "50项", "eq", None),
    ("通过3家评估。", "3家", "eq", None),
    ("产值达到<b>500</b>亿元。", "500</b>亿元", "eq", None),
    ("到2025年,业务总量(2020年不变价)达到3万亿元。", "3万亿元", "eq", 2025),
]


def noticed(text: str, printed: str, comparator: str, deadline: int | None) -> list[str]:
    reading, start = Reading(text), text.index(printed)
    statement: dict[str, Any] = {"comparator": comparator, "deadline": deadline}
    span = reading.place(start, start + len(printed))
    return [field for field, _, _ in doubts(text[:start], reading.text, span, statement)]


@pytest.mark.parametrize(
    ("kind", "text", "printed", "comparator", "deadline", "field"), PLANTED, ids=[case[0] for case in PLANTED]
)
def test_a_planted_fault_is_noticed(
    kind: str, text: str, printed: str, comparator: str, deadline: int | None, field: str
) -> None:
    assert field in noticed(text, printed, comparator, deadline)


@pytest.mark.parametrize(("text", "printed", "comparator", "deadline"), RIGHT)
def test_a_right_figure_is_not_reported(text: str, printed: str, comparator: str, deadline: int | None) -> None:
    assert noticed(text, printed, comparator, deadline) == []

"""Numerals, figures, years and texts: what is read is what is printed."""

from __future__ import annotations

import importlib
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudplans.reader import Reader
from cloudplans.text import Reading, is_odd, odd_characters, squeeze, unspaced, visible
from cloudplans.times import find_phrases, read_period
from cloudplans.units import read_number, read_quantity

CASES = {
    "0": 0, "7": 7, "1.5": 1.5, "三": 3, "十": 10, "十二": 12, "二十": 20, "三百二十": 320, "一千零五": 1005, "两": 2,
    "三千亿": 3e11, "百亿": 1e10, "万": 1e4, "千": 1e3, "千万亿": 1e15, "140万亿": 1.4e14, "3.5万亿": 3.5e12, "1.3亿": 1.3e8,
    "二○一一": 2011, "5280万": 5.28e7, "99.99": 99.99, "一万二千": 12000, "5千": 5000,
}  # fmt: skip


@pytest.mark.parametrize(("printed", "value"), CASES.items())
def test_numerals_read(printed: str, value: float) -> None:
    assert float(read_number(printed)) == value


@pytest.mark.parametrize("printed", ["", "万户", "1\ue0103亿", "abc", "亿元", "1,5", "1.5.3", "1二", "二1", "1.", "十.5"])
def test_what_is_no_numeral_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match="numeral"):
        read_number(printed)


def chinese(number: int) -> str:
    """Write a number below 10^12 in Chinese, by the rules of the language, independently of the reader."""
    digits = "零一二三四五六七八九"

    def section(value: int) -> str:
        out, gap = "", False
        for size, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = value // size % 10
            if digit:
                out += ("零" if gap and out else "") + digits[digit] + word
                gap = False
            else:
                gap = True
        return out

    if number == 0:
        return "零"
    parts = ((number // 10**8, "亿"), (number // 10**4 % 10**4, "万"), (number % 10**4, ""))
    return "".join(section(value) + word for value, word in parts if value)


@given(st.integers(0, 10**11))
def test_any_chinese_number_reads_back(number: int) -> None:
    assert int(read_number(chinese(number))) == number


@given(st.decimals(0, 10**6, places=2), st.sampled_from(["", "万", "亿", "万亿"]))
def test_any_mixed_number_reads_back(number, magnitude: str) -> None:
    size = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[magnitude]
    assert read_number(f"{number}{magnitude}") == number * size


@given(st.text())
def test_reading_maps_back(text: str) -> None:
    reading = Reading(text)
    assert len(reading.origins) == len(reading.text)
    assert list(reading.origins) == sorted(reading.origins)
    assert not any(c.isspace() for c in reading.text)
    for numeral in reading.numerals:
        assert unspaced(text[numeral.start : numeral.end]) == numeral.token


@given(st.text())
def test_offsets_are_the_same_without_numpy(text: str) -> None:
    with pytest.MonkeyPatch.context() as without:
        without.delitem(sys.modules, "numpy", raising=False)
        slow = list(Reading(text).origins)
    importlib.import_module("numpy")
    assert slow == list(Reading(text).origins)


@given(st.text(alphabet="０１２３456七八万亿元 \n\u3000年到达"))
def test_width_spacing_and_wrapping_do_not_matter(text: str) -> None:
    wrapped = "\n".join(unicodedata.normalize("NFKC", text))
    assert Reading(text).text == Reading(wrapped).text == squeeze(text)
    assert [squeeze(n.token) for n in Reading(text).numerals] == [squeeze(n.token) for n in Reading(wrapped).numerals]


def test_units_decide_by_the_unit_wanted() -> None:
    table = [{"printed": "个", "unit": "base", "factor": "1"}, {"printed": "Gbps", "unit": "Mbit/s", "factor": "1000"}]
    assert read_quantity("2-3个", table, "base")[:2] == (2, 3)
    assert read_quantity("400Gbps", table, "Mbit/s").low == 400_000
    with pytest.raises(ValueError, match="the unit word '个' of '2个' stands for base, not for park"):
        read_quantity("2个", table, "park")


def test_periods() -> None:
    assert read_period("在2020年底前").end == 2020
    assert (read_period("“十三五”期间").start, read_period("“十三五”期间").end) == (2016, 2020)
    assert read_period("到“十二五”末") == (None, 2015, False)
    assert read_period("三年内").relative
    with pytest.raises(ValueError, match="no year"):
        read_period("未来几年")


def test_a_spell_of_years_is_one_time() -> None:
    text = "2014年至2020年"
    assert [(text[p.start : p.end], p.period.end) for p in find_phrases(text)] == [(text, 2020)]


CUES = [
    {"word": "以上", "role": "bound", "position": "after", "comparator": "ge"},
    {"word": "超过", "role": "bound", "position": "before", "comparator": "gt"},
    {"word": "力争", "role": "hedge", "position": "clause", "comparator": ""},
]


def test_a_deadline_governs_until_its_section_ends() -> None:
    text = "一、目标到2025年，建成3个中心。\n另建超过5个。二、任务建成7个。"
    middle = text.index("二、")
    sections = [{"start": 0, "end": middle, "role": "goals"}, {"start": middle, "end": len(text), "role": "tasks"}]
    reader = Reader(text, sections, CUES)
    second = reader.text.index("5个")
    third = reader.text.index("7个")
    assert reader.deadline(second, second + 2).period.end == 2025
    assert reader.bound(second, second + 2).comparator == "gt"
    assert reader.deadline(third, third + 2) is None


def test_a_hedge_counts_in_its_clause_alone() -> None:
    reader = Reader("力争建成3个，改造5个。", [], CUES)
    assert reader.hedge(reader.text.index("3")) is not None
    assert reader.hedge(reader.text.index("5")) is None


def test_hidden_characters_are_counted_and_shown() -> None:
    assert odd_characters("a\u200b\u200bb\u00a0\n") == {"U+00A0": 1, "U+200B": 2}
    assert visible("1\ue0103") == "1[U+E010]3"
    assert not is_odd("\n") and is_odd("\r")

"""Numerals, figures, years and texts: what is read is what is printed."""

from __future__ import annotations

import hashlib
import unicodedata
from bisect import bisect_left
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudplans.text.bounds_hedges_kinds import Bounds, Reader
from cloudplans.text.documents import read_copy
from cloudplans.text.normalised_text import (
    Reading,
    Span,
    Words,
    is_odd,
    odd_characters,
    one_line,
    pieces,
    squeeze,
    unspaced,
    visible,
    width,
)
from cloudplans.text.numbers_and_units import read_number, read_quantity
from cloudplans.text.text_files import read_text, sha256
from cloudplans.text.years_and_periods import (
    Period,
    Phrase,
    Times,
    find_near,
    find_phrases,
    phrase_at,
    year_in_brackets,
)

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


def origins(text: str) -> list[int]:
    """Return where each character of the normalised text comes from, one raw character at a time."""
    return [at for at, character in enumerate(text) for _ in squeeze(character)]


RAW = st.text() | st.text(alphabet=" \n\u3000１½㎡①ﬁ㍿云a中\ud800\ue010]^-\\[")


@given(RAW)
def test_reading_maps_back(text: str) -> None:
    reading, slow = Reading(text), origins(text)
    assert [reading.origin(place) for place in range(len(reading.text))] == slow
    assert [reading.at(offset) for offset in range(len(text) + 2)] == [
        bisect_left(slow, offset) for offset in range(len(text) + 2)
    ]
    assert not any(c.isspace() for c in reading.text)
    for numeral in reading.numerals:
        assert unspaced(text[numeral.start : numeral.end]) == numeral.token


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


def read_period(printed: str) -> Period | None:
    """Return the period that a text consists of, or None where it is not one as a whole."""
    phrases = find_phrases(printed)
    return phrases[0].period if [phrase[:2] for phrase in phrases] == [(0, len(printed))] else None


def test_periods() -> None:
    assert read_period("在2020年底前") == (None, 2020, False)
    assert read_period("“十三五”期间") == (2016, 2020, False)
    assert read_period("到“十二五”末") == (None, 2015, False)
    assert read_period("三年内") == (None, None, True)


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


TIMES = [
    ("到2015年", 1, "0-6 aims None-2015"), ("2015年", 0, "0-5 names None-2015"), ("至2015年底", 1, "0-7 aims None-2015"),
    ("截至2015年", 2, "2-7 names None-2015"), ("在2015年底前", 1, "0-8 aims None-2015"), ("在2015年", 1, "0-6 names None-2015"),
    ("2015年底前", 0, "0-7 aims None-2015"), ("2015年之前", 0, "0-7 aims None-2015"), ("2015年末", 0, "0-6 names None-2015"),
    ("2015年内", 0, "0-6 aims None-2015"), ("2015年以前", 0, "0-7 aims None-2015"), ("2015年前", 0, "0-6 aims None-2015"),
    ("到二〇二〇年", 1, "0-6 aims None-2020"), ("二○一五年", 0, "0-5 names None-2015"), ("2015年3月", 0, "0-7 names None-2015"),
    ("2015年3月5日", 0, "0-9 names None-2015"), ("2015年上半年底", 0, "0-9 names None-2015"), ("2015年年底", 0, "0-7 names None-2015"),
    ("2015年度", 0, "0-5 names None-2015"), ("2015年以来", 0, None), ("2015年起", 0, None), ("比2015年", 1, None),
    ("较2015年", 1, None), ("在比2015年", 2, None), ("相当于2015年", 3, None), ("自2015年", 1, None), ("以2015年", 1, None),
    ("2014年至2020年", 0, "0-11 aims 2014-2020"), ("2014-2020年期间", 0, "0-12 aims 2014-2020"),
    ("2014年~2020年底前", 0, "0-13 aims 2014-2020"), ("2014至2020年末", 0, "0-11 aims 2014-2020"), ("规划(2014-2020年)", 3, None),
    ("规划(2014-2020年", 3, "3-13 aims 2014-2020"), ("报告(2014-2020年)", 3, "3-13 aims 2014-2020"), ("《行动》(2014年)", 5, None),
    ("“十二五”期间", 1, "0-7 aims 2011-2015"), ("“十二五”末", 1, "0-6 aims None-2015"), ("十二五时期", 0, "0-5 aims 2011-2015"),
    ("十二五期末", 0, "0-5 aims None-2015"), ("“十三五”", 1, None), ("“十三五规划", 1, None), ("到“十二五”末", 2, "0-7 aims None-2015"),
    ("十六五", 0, None), ("十七五", 0, None), ("三年内", 0, "0-3 aims None-None relative"), ("3年内", 0, "0-3 aims None-None relative"),
    ("三至五年内", 0, "0-5 aims None-None relative"), ("十五年以内", 0, "0-5 aims None-None relative"),
    ("3-5年左右", 0, "0-6 aims None-None relative"), ("三年之内", 0, "0-4 aims None-None relative"), ("三年", 0, None),
    ("100年内", 0, None), ("2015", 0, None), ("1815年", 0, None), ("2115年", 0, None), ("19990年", 0, None),
    ("2015年-2015", 0, "0-5 names None-2015"), ("2015年工作要点", 0, None), ("2015年规划", 0, None), ("2015年版", 0, None),
    ("2015年代", 0, None), ("到2015年到", 1, None),
]  # fmt: skip


def shown(phrase: Phrase | None) -> str | None:
    """Write a phrase in short: place, whether it announces an aim, years."""
    if phrase is None:
        return None
    start, end, relative = phrase.period
    return f"{phrase.start}-{phrase.end} {'aims' if phrase.explicit else 'names'} {start}-{end}{' relative' if relative else ''}"


@pytest.mark.parametrize(("text", "start", "found"), TIMES, ids=[text for text, *_ in TIMES])
def test_the_time_at_a_place(text: str, start: int, found: str | None) -> None:
    assert shown(phrase_at(text, start)) == found


NEAR = [
    ("今年", [(0, 2)]), ("比今年", []), ("今年轻", []), ("明年底", [(0, 2)]), ("后年龄", []), ("去年和上年", [(0, 2), (3, 5)]), ("较去年", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "places"), NEAR)
def test_times_told_from_the_day_of_writing(text: str, places: list[tuple[int, int]]) -> None:
    assert [phrase[:2] for phrase in find_near(text)] == places
    assert all(shown(phrase).endswith("names None-None relative") for phrase in find_near(text))
    assert find_phrases(text) == find_near(text)


def test_times_in_order() -> None:
    text = "今年起步。2012年建成。2014-2020年期间增长,到2015年见效。明年收尾,三年内完成"
    assert [text[p.start : p.end] for p in find_phrases(text)] == [
        "今年",
        "2012年",
        "2014-2020年期间",
        "到2015年",
        "明年",
        "三年内",
    ]
    assert [(p.start, p.end) for p in find_phrases("到2015年三年内")] == [(0, 6), (6, 9)]
    assert find_phrases("无") == [] and Times([]).governing(3, 0, 0) is None


def test_years_in_brackets() -> None:
    for text, words in (("(2018年)", "2018年"), ("(到2018年底)", "到2018年底"), ("(截至2018年末)", "截至2018年末")):
        phrase = year_in_brackets(text, 0)
        assert (text[phrase.start : phrase.end], phrase.period, phrase.explicit) == (words, Period(None, 2018), False)
    for text in ("(2018)", "2018年", "(约2018年)", "元(2018年)"):
        assert year_in_brackets(text, 0) is None


def test_what_is_no_period() -> None:
    for printed in ("未来几年", "到2015年完成", "约到2015年", "2015"):
        assert read_period(printed) is None


# To the left the text; then sentence and since, and what governs the place of the mark *.
GOVERNED = [
    ("到2015年建成*个", 0, 0, "到2015年"), ("到2015年建成。建成*个", 8, 0, "到2015年"), ("到2015年建成。建成*个", 8, 1, None),
    ("2012年建成。建成*个", 8, 0, None), ("2012年建成*个", 0, 0, "2012年"), ("到2015年。2012年有*个", 7, 0, "2012年"),
    ("到2015年。2012年。*个", 13, 0, "到2015年"), ("到2015年。2012年。*个", 7, 0, "2012年"), ("*个,到2015年", 0, 0, None),
    ("到2015年。到201*个", 7, 0, "到2015年"), ("到2015年,到2017年*", 0, 0, "到2017年"), ("2012年。到2015年。2013年。*", 20, 0, "到2015年"),
    ("2012年。2013年。*", 12, 0, None), ("建成。规模2012年*", 3, 0, "2012年"), ("到2015*", 0, 0, None), ("2012年,到2015*", 0, 0, "2012年"), ("到2015年*", 0, 0, "到2015年"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentence", "since", "governs"), GOVERNED)
def test_what_governs_a_place(text: str, sentence: int, since: int, governs: str | None) -> None:
    at, plain = text.index("*"), text.replace("*", "5") if text.endswith("个") else text.replace("*", "年")
    if text.endswith("*") and "201*" not in text and "2015*" not in text:
        plain = text.replace("*", "")
    phrase = Times(find_phrases(plain)).governing(at, sentence, since)
    assert (phrase and plain[phrase.start : phrase.end]) == governs


BOUND_CUES = [
    {"word": word, "role": "bound", "position": position, "comparator": says}
    for word, position, says in (("超过", "before", "gt"), ("不低于", "before", "ge"), ("约", "before", "approx"), ("节约", "before", ""),
                                 ("以上", "after", "ge"), ("内", "after", "le"), ("以内", "after", "le"), ("超", "before", "gt"), ("左右", "after", "approx"))
] + [{"word": "力争", "role": "hedge", "position": "clause", "comparator": "ge"},
     {"word": "将", "role": "forecast", "position": "before", "comparator": "gt"}, {"word": "将", "role": "a", "position": "after", "comparator": "gt"}]  # fmt: skip
# The figure is what stands in brackets.
BOUNDED = [
    ("超过[5家]", "超过 gt"), ("[5家]以上", "以上 ge"), ("超过[5家]以上", "以上 ge"), ("[5家]", None), ("力争[5家]", None), ("节约[5家]", None),
    ("约[5家]", "约 approx"), ("超[5家]", "超 gt"), ("[3年]内", "内 le"), ("[20家]内", None), ("超过[20家]内", "超过 gt"), ("[20家]以内", "以内 le"),
    ("不低于预算的[20%]", "不低于 ge"), ("不低于预算,全部的[20%]", None), ("约预算的[20%]", None), ("不低于,的[20%]", None),
    ("不低于一二三四五六七八九十的[20%]", "不低于 ge"), ("不低于一二三四五六七八九十一二的[20%]", "不低于 ge"),
    ("不低于一二三四五六七八九十一二三的[20%]", None), ("不低于预算[20%]", None),
    ("超过预算的[20%]", "超过 gt"), ("超过其的[20%]", "超过 gt"), ("超过预算一[20%]", None), ("投入约预算的[20%]", None), ("以上[5家]", None),
    ("[5家]约", None), ("[5家]左右", "左右 approx"), ("超过的[5家]", None), ("超过。的[5家]", None), ("将[5家]", None), ("[5家]将", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), BOUNDED)
def test_what_bounds_a_figure(text: str, found: str | None) -> None:
    start, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    cue = Bounds(BOUND_CUES).find(plain, start, end)
    assert (cue and f"{plain[cue.span.start : cue.span.end]} {cue.comparator}") == found


STATUS = "一、现状。已建5个,将建6个。2013年有7个。二、目标。到2020年,力争将建成8家,节点达9个。2025年有3个。"
PARTS = [
    {"start": 0, "end": STATUS.index("二"), "role": "status"},
    {"start": STATUS.index("二"), "end": len(STATUS), "role": "goals"},
]
MORE_CUES = [*BOUND_CUES, {"word": "将", "role": "forecast", "position": "clause", "comparator": ""},
             {"word": "力争将", "role": "hedge", "position": "clause", "comparator": ""}]  # fmt: skip


def test_a_reader_knows_sections_clauses_and_sentences() -> None:
    reader = Reader(STATUS, PARTS, MORE_CUES)
    five, eight, three = (STATUS.index(word) for word in ("5个", "8家", "3个"))
    assert [reader.role(at) for at in (0, five, PARTS[1]["start"] - 1, PARTS[1]["start"], three)] == ["status"] * 3 + [
        "goals"
    ] * 2
    assert [reader.section_start(at) for at in (five, eight)] == [0, PARTS[1]["start"]]
    assert STATUS[slice(*reader.clause(five))] == "已建5个"
    assert STATUS[slice(*reader.clause(eight))] == "力争将建成8家"
    assert STATUS[slice(*reader.between(eight, "。"))] == "到2020年,力争将建成8家,节点达9个"
    assert reader.between(0, "。") == Span(0, 4) and reader.between(len(STATUS) - 1, "!") == Span(PARTS[1]["start"], len(STATUS))
    assert Reader("。一二", [], []).between(2, "。") == Span(1, 3) and Reader("。一二", [], []).between(0, "。") == Span(0, 0)
    bare = Reader(STATUS, [], [])
    assert (bare.role(five), bare.section_start(eight), bare.hedge(eight), bare.bound(eight, eight + 2)) == (
        "goals",
        0,
        None,
        None,
    )
    late = Reader(STATUS, [{"start": 5, "end": len(STATUS), "role": "tasks"}], [])
    assert (late.role(0), late.section_start(0)) == ("tasks", 5)
    two = Reader(STATUS, [{"start": 5, "role": "tasks"}, {"start": 9, "role": "goals"}], [])
    assert (two.role(0), two.section_start(0), two.role(9)) == ("tasks", 5, "goals")


def test_a_reader_reads_the_words_around_a_figure() -> None:
    reader = Reader(STATUS, PARTS, MORE_CUES)
    places = {word: (STATUS.index(word), STATUS.index(word) + 2) for word in ("5个", "6个", "7个", "8家", "9个", "3个")}
    due = {word: reader.deadline(*place) for word, place in places.items()}
    assert {word: found and found.period.end for word, found in due.items()} == {
        "5个": None, "6个": None, "7个": 2013, "8家": 2020, "9个": 2020, "3个": 2025}  # fmt: skip
    assert due["9个"].span == Span(STATUS.index("到2020年"), STATUS.index("到2020年") + 6)
    hedges = {word: reader.hedge(start) for word, (start, _) in places.items()}
    assert {word for word, cue in hedges.items() if cue} == {"8家"}
    assert hedges["8家"] == (Span(STATUS.index("力争将"), STATUS.index("力争将") + 3), "")
    assert {word for word, (start, _) in places.items() if reader.announces(start)} == {"6个", "8家"}
    assert not Reader("力争达到5家", [], MORE_CUES).announces(4)  # a hedge announces nothing
    for role, year in (
        ("status", None),
        ("tasks", 2020),
        ("goals", 2020),
        ("a", 2020),
    ):  # an aim governs on, but in the state of things
        found = Reader("到2020年建成。有5家", [{"start": 0, "role": role}], []).deadline(10, 12)
        assert (found and found.period.end) == year


KINDS = [
    ("status", "已有[5个]中心", "region", "baseline"), ("status", "已有[5个]中心", "firm", "context"), ("status", "已有[5个]中心", "world", "context"),
    ("goals", "建[中心5个]的地方", "region", "target"), ("status", "将有[5个]中心", "region", "forecast"),
    ("status", "[5个]中心将有", "region", "forecast"), ("goals", "将有[5个]中心", "region", "target"), ("goals", "中心达[5个]的地方", "region", "threshold"),
    ("goals", "中心达[5个]以上的地方", "region", "threshold"), ("goals", "[5个]的中心", "region", "target"), ("goals", "中心为[三级]", "region", "programme_count"),
    ("goals", "[四大]中心", "region", "programme_count"), ("goals", "中心达[5个]地方", "region", "target"), ("tasks", "中心超过[5个]的地方", "firm", "threshold"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "text", "subject", "kind"), KINDS)
def test_kinds(role: str, text: str, subject: str, kind: str) -> None:
    start, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    reader = Reader(plain, [{"start": 0, "end": len(plain), "role": role}], MORE_CUES)
    assert reader.kind(start, end, plain.index("中心"), subject) == kind


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("甲[5个]甲", 0), ("甲二[5个]甲", 4), ("甲甲[5个]三甲", 1), ("[5个]一二甲甲", 4), ("甲一二三[5个]四五", 0), ("[5个]", None), ("甲一[5个]二甲三甲", 0),
        ("[甲5个]二甲", 0), ("甲[甲个]", 0), ("二甲。[5个]一二三四", 1),
    ],
)  # fmt: skip
def test_the_nearest_words(text: str, place: int | None) -> None:
    start, end = text.index("["), text.index("]") - 1
    found = Reader(text.replace("[", "").replace("]", ""), [], []).nearest("甲", start, end)
    assert found == (None if place is None else Span(place, place + 1))


def test_the_nearest_words_are_of_the_section() -> None:
    text = "甲中心。二、有5个,离甲中心远"
    sections = [{"start": at, "end": 0, "role": "goals"} for at in (0, 4)]
    at = text.index("5个")
    assert Reader(text, sections, []).nearest("甲中心", at, at + 2) == Span(11, 14)
    assert Reader(text, sections[:1], []).nearest("甲中心", at, at + 2) == Span(11, 14)
    assert Reader("甲一甲一5个", [], []).nearest("甲一", 4, 6) == Span(2, 4)


def test_words_are_found_longest_first() -> None:
    words = Words(["达", "达到", "规模达", "到"])
    assert [words.starts("规模达到10", at) for at in range(5)] == [3, 0, 2, 1, 0]
    assert [words.ends("规模达到10", at) for at in range(6)] == [0, 0, 0, 3, 2, 0]
    assert words.all_starting("达到10", 0) == ["达到", "达"] and words.all_starting("十", 0) == []
    assert (
        words.all_ending("规模达到", 4) == ["达到", "到"]
        and words.all_ending("到", 1) == ["到"]
        and words.all_ending("规", 1) == []
    )
    assert words.pattern().pattern == "规模达|达到|到|达" and Words([]).pattern().search("x") is None
    assert Words(["a.b"]).pattern().fullmatch("axb") is None
    assert words.ends("达", 0) == 0 and words.all_ending("达", 0) == []


CUTS = [
    (["一。\n二。\n三"], 1, ["一。", "\n二", "。\n", "三"]), (["一二三四五六七"], 2, ["一二三四", "五六七"]), (["一,二,三,四,五"], 2, ["一,二,", "三,四,", "五"]),
    (["一。二。三。四。五"], 2, ["一。二。", "三。四。", "五"]), (["一\n二\n三\n四\n五"], 2, ["一\n二\n", "三\n四\n", "五"]), (["一二", "三四五", "六七"], 2, ["一二三四", "五六七"]),
    ([], 2, []), ([""], 2, []), (["一二三四"], 2, ["一二三四"]), (["一二三四五"], 2, ["一二三四", "五"]), (["一二。四"], 2, ["一二。四"]), (["一二\n \n三四五六"], 3, ["一二\n \n", "三四五六"]), (["一二三\n \n四。五六"], 3, ["一二三\n \n", "四。五六"]),
    (["一二;三四五六"], 2, ["一二;", "三四五六"]), (["一二。”\n三四五六"], 3, ["一二。”\n", "三四五六"]),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "size", "cut"), CUTS)
def test_a_text_is_cut_where_sentences_end(parts: list[str], size: int, cut: list[str]) -> None:
    found = list(pieces(parts, size))
    assert [piece for _, piece in found] == cut
    assert [at for at, _ in found] == [len("".join(cut[:number])) for number in range(len(cut))]
    assert list(pieces(list("".join(parts)), size)) == found


def test_a_text_without_breaks_is_cut_all_the_same() -> None:
    assert [len(piece) for _, piece in pieces(["一" * 300_000])] == [131_072, 131_072, 37_856]


def test_places_of_a_reading() -> None:
    reading = Reading(" 达 ㎡５ ")
    assert reading.text == "达m25" and [reading.origin(place) for place in range(4)] == [1, 3, 3, 4]
    assert [reading.at(offset) for offset in range(7)] == [0, 0, 1, 1, 3, 4, 4]
    assert reading.place(3, 5) == Span(1, 4) and reading.raw_span(0, 4) == Span(1, 5) and reading.raw_span(1, 2) == Span(3, 4)
    assert [tuple(n) for n in reading.numerals] == [(3, 5, "㎡５", 2)]
    assert [n.token for n in Reading("1.5.2 三十 2 0").numerals] == ["1.5.2三十20"]
    assert [(n.token, n.at) for n in Reading("有5家，10户").numerals] == [("5", 1), ("10", 4)]
    assert (Reading("").text, Reading("").numerals, Reading("").at(0)) == ("", [], 0)


def test_hidden_characters_by_kind() -> None:
    odd = ["\u00a0", "\u3000", "\ufffd", "\x00", "\u200b", "\ue000", "\ud800", "\u0378", "\t"]
    assert all(map(is_odd, odd)) and not any(map(is_odd, "一a 1，\n"))
    assert one_line("a\n\u202eb") == "a[U+000A][U+202E]b" and visible("\u000b") == "[U+000B]"
    assert (width("2020年"), width("Ａ，"), width("")) == (6, 4, 0)


def test_a_copy_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "copy.txt"
    path.write_bytes("规划\r\n".encode("gb18030"))
    assert read_copy(path, "gb18030") == "规划\r\n"
    refusals = {
        "utf-8": f"{path} is not utf-8 (byte 0); if it is GBK, add --encoding gb18030",
        "UTF-32": f"{path} is not UTF-32 (byte 0); if it is GBK, add --encoding gb18030",
        "ascii": f"{path} is not ascii (byte 0); name the right one: --encoding",
        "klingon": "unknown encoding 'klingon'; use utf-8 or gb18030",
    }
    for encoding, said in refusals.items():
        with pytest.raises(ValueError) as error:
            read_copy(path, encoding)
        assert str(error.value) == said
    path.write_text("\ufeff \t\r\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"copy\.txt contains no text$"):
        read_copy(path)


def test_a_text_is_read_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("\ufeff规划\r\n".encode())
    assert read_text(path) == "\ufeff规划\r\n"
    assert sha256(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_reading_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Reading("a").raw = "b"

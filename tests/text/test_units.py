"""Figures, unit words, ranges, shares and folds: what stands at a place of a text is read, and what is none is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cloudplans.text.numbers_and_units import Figure, Quantity, UnitWords, figure_at, fold_at, read_number, read_quantity

WORDS = UnitWords(["元", "美元", "家", "户", "户/百人", "%", "Gbps", "M", "平方米", "万吨", "每秒次", "次", "千瓦时", "元/千瓦时", "", "M²", "人", "kWh",
                   "瓦", "M元", "m2", "ab"])  # fmt: skip


def shown(figure: Figure | None) -> str | None:
    """Write a figure in short: place, numbers, unit word, what the numeral says."""
    if figure is None:
        return None
    numbers = f"{figure.low}" if figure.low == figure.high else f"{figure.low} to {figure.high}"
    more = f" ({figure.unit})" if figure.unit else ""
    return f"{figure.start}-{figure.end}: {numbers} {figure.word} {figure.says}{more}"


FIGURES = [
    ("约300家", 1, "1-5: 300 家 eq"),
    ("约300家", 0, None),
    ("300", 0, "0-3: 300  eq"),
    ("1,500.5元", 0, "0-8: 1500.5 元 eq"),
    ("12,34元", 0, "0-2: 12  eq"),
    ("1\ue0103亿元", 0, "0-5: 130000000 元 eq"),
    ("三千二百户", 0, "0-5: 3200 户 eq"),
    ("三点五亿元", 0, "0-5: 350000000 元 eq"),
    ("3.5万亿元", 0, "0-6: 3500000000000 元 eq"),
    ("5千家", 0, "0-3: 5000 家 eq"),
    ("200余家", 0, "0-5: 200 家 gt"),
    ("30余万户", 0, "0-5: 300000 户 gt"),
    ("1万多户", 0, "0-4: 10000 户 gt"),
    ("3多样", 0, "0-1: 3  eq"),
    ("100+家", 0, "0-5: 100 家 ge"),
    ("数百家", 0, "0-3: 100 家 approx"),
    ("数百家", 1, "0-3: 100 家 approx"),
    ("几十户", 0, "0-3: 10 户 approx"),
    ("上万户", 1, "0-3: 10000 户 approx"),
    ("以上5家", 2, "2-4: 5 家 eq"),
    ("数5家", 1, "1-3: 5 家 eq"),
    ("万户", 0, "0-2: 10000 户 approx"),
    ("15-20家", 0, "0-6: 15 to 20 家 range"),
    ("15至20家", 0, "0-6: 15 to 20 家 range"),
    ("15到20家", 0, "0-6: 15 to 20 家 range"),
    ("15家-20家", 0, "0-7: 15 to 20 家 range"),
    ("15家-20户", 0, "0-3: 15 家 eq"),
    ("15-20-25家", 0, "0-5: 15 to 20  range"),
    ("20-15家", 0, "0-2: 20  eq"),
    ("20-20家", 0, "0-2: 20  eq"),
    ("30%到2", 0, "0-3: 30 % eq"),
    ("3-3万元", 0, "0-5: 3 to 30000 元 range"),
    ("3-5万元", 0, "0-5: 30000 to 50000 元 range"),
    ("3万-5万元", 0, "0-6: 30000 to 50000 元 range"),
    ("3000-5000万元", 0, "0-11: 30000000 to 50000000 元 range"),
    ("3000-5万元", 0, "0-8: 3000 to 50000 元 range"),
    ("3千-5千万元", 0, "0-7: 3000 to 50000000 元 range"),
    ("9-万元", 0, "0-4: 9 to 10000 元 range"),
    ("三五百家", 0, "0-4: 300 to 500 家 range"),
    ("两三百家", 0, "0-4: 200 to 300 家 range"),
    ("三四家", 0, "0-3: 3 to 4 家 range"),
    ("每秒140万亿次", 2, "0-8: 140000000000000 每秒次 eq"),
    ("每秒140万亿元", 2, "2-8: 140000000000000 元 eq"),
    ("每140万亿次", 1, "1-7: 140000000000000 次 eq"),
    ("30户/百人", 0, "0-6: 30 户/百人 eq"),
    ("3元/千瓦时", 0, "0-6: 3 元/千瓦时 eq"),
    ("3元/户", 0, "0-4: 3 元/户 eq"),
    ("3元/每户", 0, "0-5: 3 元/每户 eq"),
    ("3元/万人", 0, "0-5: 3 元/万人 eq"),
    ("3元/千瓦时2", 0, "0-6: 3 元/千瓦时 eq"),
    ("3户/千瓦时", 0, "0-6: 3 户/千瓦时 eq"),
    ("3元/天", 0, "0-2: 3 元 eq"),
    ("3/户", 0, "0-1: 3  eq"),
    ("40Gbps", 0, "0-6: 40 Gbps eq"),
    ("40GBPS", 0, "0-6: 40 GBPS eq"),
    ("40gbps", 0, "0-6: 40 gbps eq"),
    ("40gBPS", 0, "0-2: 40  eq"),
    ("20M", 0, "0-3: 20 M eq"),
    ("20Mb", 0, "0-2: 20  eq"),
    ("20M2", 0, "0-2: 20  eq"),
    ("20M元5", 0, "0-4: 20 M元 eq"),
    ("20m25", 0, "0-4: 20 m2 eq"),
    ("20abx元", 0, "0-2: 20  eq"),
    ("20abx.", 0, "0-2: 20  eq"),
    ("1千-5000万元", 0, "0-9: 1000 to 50000000 元 range"),
    ("20M宽", 0, "0-3: 20 M eq"),
    ("20kwh", 0, "0-2: 20  eq"),
    ("5%5", 0, "0-2: 5 % eq"),
    ("100美元", 0, "0-5: 100 美元 eq"),
    ("三分之一", 0, "0-4: 33.3333 分之 eq (percent)"),
    ("百分之三十", 0, "0-5: 30 分之 eq (percent)"),
    ("千分之5", 0, "0-4: 5 分之 eq (permille)"),
    ("3分之2", 0, "0-4: 66.6667 分之 eq (percent)"),
    ("百分之三点五", 0, "0-6: 3.5 分之 eq (percent)"),
    ("百分之三点十", 0, None),
    ("零分之一", 0, None),
    ("二三分之一", 0, "0-5: 4.3478 分之 eq (percent)"),
    ("三点分之一", 0, "0-1: 3  eq"),
    ("0" * 30 + "15家", 0, "0-33: 15 家 eq"),
    ("0" * 31 + "15家", 0, None),
    ("1" * 29 + "分之一", 0, "0-32: 0.0000 分之 eq (percent)"),
    ("1" * 30 + "分之一", 0, None),
    ("五千瓦", 0, "0-1: 5  eq"),
    ("5千瓦", 0, "0-1: 5  eq"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "start", "found"), FIGURES, ids=[f"{t[:12]} at {s}" for t, s, _ in FIGURES])
def test_the_figure_at_a_place(text: str, start: int, found: str | None) -> None:
    assert shown(figure_at(text, start, WORDS)) == found


FOLDS = [("翻一番", 0, "0-3: 2 番 eq (times)"), ("翻番", 0, "0-2: 2 番 eq (times)"), ("要翻三番", 1, "1-4: 8 番 eq (times)"), ("翻四番", 0, None),
         ("半数企业", 0, "0-2: 50 半 eq (percent)"), ("一半", 0, "0-2: 50 半 eq (percent)"), ("过半企业", 0, "0-2: 50 半 eq (percent)"),
         ("半年", 0, None), ("五年", 0, None)]  # fmt: skip


@pytest.mark.parametrize(("text", "start", "found"), FOLDS)
def test_folds_and_halves(text: str, start: int, found: str | None) -> None:
    assert shown(fold_at(text, start)) == found


NO_NUMERALS = {
    "": "an empty string is not a numeral",
    "5家": "'5家' is not a numeral: '家' is neither a digit nor a magnitude",
    "1,5": "'1,5' is not a numeral: '1,5' mixes kinds of digits",
    "1二十": "'1二十' is not a numeral: '1二' mixes kinds of digits",
    "十1.": "'十1.' is not a numeral: '1.' mixes kinds of digits",
    "三点": "'三点' is not a numeral: '三点' mixes kinds of digits",
    "点三": "'点三' is not a numeral: '点三' mixes kinds of digits",
    "三点五点": "'三点五点' is not a numeral: '三点五点' mixes kinds of digits",
}


@pytest.mark.parametrize(("printed", "said"), NO_NUMERALS.items())
def test_why_something_is_no_numeral(printed: str, said: str) -> None:
    with pytest.raises(ValueError) as error:
        read_number(printed)
    assert str(error.value) == said


def test_numbers_are_written_plainly() -> None:
    read = (
        "1.50",
        "100",
        "1.50万",
        "2亿3万",
        "1万亿5",
        "二千",
        "两百零三",
        "十",
        "百",
        "1.0",
        "1,234,567.80",
        "三点一四",
        "二〇一一",
        "二○一零",
    )
    assert [str(read_number(printed)) for printed in read] == [
        "1.5", "100", "15000", "200030000", "1000000000005", "2000", "203", "10", "100", "1", "1234567.8", "3.14", "2011", "2010"]  # fmt: skip


def test_unit_words_are_found_longest_first() -> None:
    words = UnitWords(["元", "元/户", "Mbps", "ab", "GBP", "每秒次"])
    assert words.at("3元/户", 1) == "元/户" and words.at("3元/月", 1) == "元" and words.at("3", 1) == ""
    assert (words.at("mbps", 0), words.at("MBPS", 0), words.at("MbPS", 0)) == ("mbps", "MBPS", "")
    assert (words.home("mbps"), words.home("MBPS"), words.home("元"), words.home("x")) == ("Mbps", "Mbps", "元", "x")
    assert (words.at("AB", 0), words.at("ab", 0), words.at("gbp", 0)) == ("", "ab", "")
    assert (words.at("abc", 0), words.at("ab1", 0), words.at("ab,", 0), words.at("ab每", 0), words.at("元1", 0)) == (
        "",
        "",
        "ab",
        "ab",
        "元",
    )
    assert (words.rate("次", 0), words.rate("万次", 1), words.rate("元", 0)) == ("每秒次", "每秒次", "")


TABLE = [
    {"printed": "元", "unit": "CNY", "factor": "1"}, {"printed": "美元", "unit": "USD", "factor": "1"}, {"printed": "Gbps", "unit": "Mbit/s", "factor": "1000"},
    {"printed": "个", "unit": "base", "factor": "1"}, {"printed": "个", "unit": "park", "factor": "2"}, {"printed": "每秒次", "unit": "operation/s", "factor": "1"},
    {"printed": "番", "unit": "times", "factor": "1"}, {"printed": "", "unit": "1", "factor": "1"}, {"printed": "分之", "unit": "percent", "factor": "1"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "unit", "quantity"),
    [
        ("1.5亿元", "CNY", (1.5e8, 1.5e8, False, False)), ("3-5Gbps", "Mbit/s", (3000, 5000, False, True)), ("万个", "base", (1e4, 1e4, True, False)),
        ("2个", "park", (4, 4, False, False)), ("每秒3万次", "operation/s", (3e4, 3e4, False, False)), ("5", "1", (5, 5, False, False)),
        ("30余个", "base", (30, 30, False, False)), ("百分之五", "percent", (5, 5, False, False)),
    ],
)  # fmt: skip
def test_quantities(printed: str, unit: str, quantity: tuple[float, float, bool, bool]) -> None:
    low, high, bare, ranged = quantity
    assert read_quantity(printed, TABLE, unit) == Quantity(low, high, unit, bare, ranged)


@pytest.mark.parametrize(
    ("printed", "unit", "said"),
    [
        ("约3个", "base", "'约3个' does not begin with a numeral"),
        ("个", "base", "'个' does not begin with a numeral"),
        ("1\ue0103亿元", "CNY", "'1\\ue0103亿元' does not begin with a numeral"),
        ("3个", "CNY", "the unit word '个' of '3个' stands for base, park, not for CNY"),
        ("3元", "base", "the unit word '元' of '3元' stands for CNY, not for base"),
        ("每秒3元", "CNY", "'每秒3元' does not begin with a numeral"),
        ("3家", "CNY", "the unit word '家' of '3家' stands for no unit, not for CNY"),
        ("3元整", "CNY", "the unit word '元整' of '3元整' stands for no unit, not for CNY"),
    ],
)
def test_why_a_quantity_is_none(printed: str, unit: str, said: str) -> None:
    with pytest.raises(ValueError) as error:
        read_quantity(printed, TABLE, unit)
    assert str(error.value) == said


def test_a_numeral_is_exact() -> None:
    assert read_number("0.1") * 3 == Decimal("0.3")

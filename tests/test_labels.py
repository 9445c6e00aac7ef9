"""Names of codes and units, numbers and marks, in both languages."""

from __future__ import annotations

import pytest

import cloudplans
from cloudplans import compare, labels
from cloudplans.labels import VOCABULARIES, amount, code_name, interval, number, scale, translate, unit_name


@pytest.mark.parametrize(
    ("vocabulary", "code", "english", "chinese"),
    [
        ("verdict", "not-comparable", "not comparable", "不可比"),
        ("kind", "programme_count", "number of items", "列举数量"),
        ("state", "not stated", "not mentioned", "未提及"),
        ("relation", "narrower", "narrower", "较窄"),
        ("verdict", "narrower", "part of ⊂", "包含于 ⊂"),
        ("tier", "unverified", "unverified ‡", "转引，未核对 ‡"),
        ("short tier", "unverified", "unverified ‡", "转引 ‡"),
        ("role", "no-such-code", "no-such-code", "no-such-code"),
    ],
)
def test_a_code_has_a_name_in_both_languages(vocabulary: str, code: str, english: str, chinese: str) -> None:
    assert (code_name(vocabulary, code), code_name(vocabulary, code, "zh")) == (english, chinese)


def test_an_unknown_vocabulary_is_an_error() -> None:
    with pytest.raises(KeyError, match="verdicts"):
        code_name("verdicts", "same")


@pytest.mark.parametrize(
    ("table", "column", "vocabulary"),
    [
        ("statements", "kind", "kind"),
        ("comparability", "verdict", "verdict"),
        ("indicators", "theme", "theme"),
        ("evidence", "role", "role"),
        ("arithmetic", "rule", "rule"),
        ("arithmetic", "result", "result"),
        ("reported", "relation", "relation"),
        ("reported_documents", "page_kind", "page kind"),
    ],
)
def test_every_code_of_the_data_has_a_name(table: str, column: str, vocabulary: str, data: cloudplans.Dataset) -> None:
    codes = set(data.table(table)[column]) - {""}
    assert codes and codes <= set(VOCABULARIES[vocabulary])


def test_every_base_and_state_has_a_name() -> None:
    assert set(compare.BASES) == set(VOCABULARIES["base"])
    assert set(compare.coverage()["state"]) <= set(VOCABULARIES["state"])


def test_every_unit_of_the_data_has_a_chinese_name(data: cloudplans.Dataset) -> None:
    units = {*data.statements(tier="unverified")["unit"], *data.indicators()["unit"]} - {"1", "ratio", ""}
    assert len(units) > 20
    assert units <= set(VOCABULARIES["unit"])
    assert [unit for unit in units if unit_name(unit, "zh") == unit] == []


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (1, "enterprise", "1 enterprise", "1家"),
        (5, "enterprise", "5 enterprises", "5家"),
        (2, "city", "2 cities", "2个"),
        (100, "access", "100 accesses", "100access"),
        (3, "times", "3 times", "3倍"),
        (1, "ratio", "1", "1"),
        (1.4, "1", "1.4", "1.4"),
        (70, "percent", "70%", "70%"),
        (3e11, "CNY", "CNY 300 billion", "3,000亿元"),
        (5e8, "USD", "USD 500 million", "5亿美元"),
        (400000, "Mbit/s", "400 Gbit/s", "400 Gbit/s"),
        (2e6, "Mbit/s", "2 Tbit/s", "2 Tbit/s"),
        (30, "subscription/100 person", "30 subscriptions per 100 inhabitants", "30户/百人"),
        (12, "project/year", "12 projects/year", "12项/年"),
        (12, "server/year", "12 servers/year", "12台/年"),
        (2e20, "operation/s", "200 quintillion operations/s", "20,000亿亿次每秒"),
    ],
)
def test_an_amount_has_its_unit(value: float, unit: str, english: str, chinese: str) -> None:
    assert (amount(value, unit), amount(value, unit, "zh")) == (english, chinese)


@pytest.mark.parametrize("value", [0, 1, 999, 10_000, 123_456, 5e6, 1.3e8, 9.9e11, 1e12])
def test_no_number_is_rounded(value: float) -> None:
    scales = {"万亿": 1e12, "亿": 1e8, "万": 1e4, " trillion": 1e12, " billion": 1e9, " million": 1e6}
    for words in (number(value), number(value, "zh")):
        word = next((word for word in scales if words.endswith(word)), "")
        assert float(words.removesuffix(word).replace(",", "")) * scales.get(word, 1) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("comparator", "lower", "upper", "shown"),
    [
        ("eq", 5, 5, "5 sites"),
        ("ge", 5, None, "≥ 5 sites"),
        ("gt", 5, float("nan"), "> 5 sites"),
        ("lt", float("nan"), 5, "< 5 sites"),
        ("approx", 5, 5, "≈ 5 sites"),
        ("range", 5, 7, "5–7 sites"),
    ],
)
def test_a_bound_stays_a_bound(comparator: str, lower: float, upper: float, shown: str) -> None:
    row = {"comparator": comparator, "lower": lower, "upper": upper, "unit": "site"}
    assert interval(row) == shown
    assert interval(row | {"status": "corrected"}) == f"{shown} †"
    assert interval(row | {"status": "unverified"}) == f"{shown} ‡"
    assert interval(row | {"status": "single-coded"}) == f"{shown} ※"


def test_an_axis_has_its_divisor_and_unit() -> None:
    assert scale("CNY") == (1e9, "CNY billion") and scale("CNY", "zh") == (1e8, "亿元")
    assert scale("site", "zh") == (1, "个") and scale("1", "zh") == (1, "")


def test_a_message_without_translation_stays_english() -> None:
    assert translate("no such message {of} ours", "zh", of="is") == "no such message is ours"


def test_the_catalogue_is_not_read_for_english() -> None:
    labels.catalogue.cache_clear()
    translate("no year", "en")
    assert labels.catalogue.cache_info().misses == 0
    assert translate("no year", "zh") == "未注明年份" and labels.catalogue.cache_info().misses == 1


def test_marks_and_harmless_text() -> None:
    assert [labels.status_mark({"status": status}) for status in ("single-coded", "verified")] == [" ※", ""]
    assert labels.safe("<b>1\u202e2</b>") == "&lt;b&gt;1[U+202E]2&lt;/b&gt;"
    assert [labels.harmless(value) for value in ("=1+1", "1+1", -1)] == ["'=1+1", "1+1", -1]
    assert (unit_name("enterprise"), unit_name("enterprise", "zh"), unit_name("percent", "zh")) == ("enterprise", "家", "%")
    assert (amount(6.5e6, "Mbit/s"), number(99.99), translate("not determined", "zh")) == ("6.5 Tbit/s", "99.99", "不能确定")

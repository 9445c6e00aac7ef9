"""The parts of the scanner: vocabulary, numerals that state a quantity, deadlines and names, each by small examples."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from cloudplans.scanner import (
    Scanner,
    candidates_frame,
    check_output,
    find_files,
    format_candidates,
    scan_bytes,
    write_candidates,
)
from cloudplans.scanner.deadlines import Deadlines, TextState
from cloudplans.scanner.indicator_names import FigurePlace, NameFinder, follows_in_list
from cloudplans.scanner.numeral_filter import NumeralFilter, Other, dropped
from cloudplans.scanner.vocabulary import Idioms, Vocabulary
from cloudplans.text import Figure, Heading, Span
from cloudplans.text.years_and_periods import find_phrases

VOCABULARY = Vocabulary.own()


def test_idioms_are_found_around_their_numeral() -> None:
    idioms = Idioms([{"word": "进[一]步", "class": "not_a_number"}, {"word": "[N]强", "class": "name_or_idiom"}])
    assert idioms.at("进一步", 1, 2)["class"] == "not_a_number"
    assert idioms.at("500强", 0, 3)["class"] == "name_or_idiom"
    assert idioms.at("500家", 0, 3) is None


def test_what_is_counted_decides_the_unit() -> None:
    assert (VOCABULARY.counted("骨干企业", "家"), VOCABULARY.counted("公路", "条")) == ("enterprise", "item")
    assert VOCABULARY.compound("元/千瓦时") == ("CNY/kWh", Decimal(1))
    assert VOCABULARY.compound("件/百万元") == ("item/CNY", Decimal("0.000001"))


def test_numerals_are_classified() -> None:
    numerals = NumeralFilter(VOCABULARY).classify("到2020年,5G基站达到3万个", {})
    assert [figure[:2] for figure in numerals.figures] == [(13, 16)]
    assert [other[2:] for other in numerals.others] == [("date", "a year"), ("name_or_idiom", "number in a name with letters")]
    figure = Figure(0, 2, Decimal(4), Decimal(4), "大", "eq")
    assert dropped("四大平台", figure, "repeated") == [Other(0, 1, "other", "repeated")]


def test_names_are_found_around_their_figure() -> None:
    names = NameFinder(VOCABULARY)
    text = "到2020年,云服务产业规模达到1000亿元,培育30家左右骨干企业"
    assert names.name(text, FigurePlace(16, 22, 7, 23), False, "元").words == "云服务产业规模"
    assert names.name(text, FigurePlace(25, 30, 23, 34), True, "家").words == "骨干企业"
    assert follows_in_list("分别达到30%、50%", 7, 8)


def test_a_deadline_ends_with_its_heading_and_a_year_in_brackets_comes_first() -> None:
    text = "一、目标到2020年建成。共3个二、措施共5个,7家(2018年)"
    heads = [(0, Heading(0, 2, 3, "目标")), (text.index("二、"), Heading(0, 2, 3, "措施"))]
    deadlines = Deadlines(text, heads, find_phrases(text), TextState(re.compile("现状")))
    phrases = [deadlines.of(text.index(words), text.index(words) + 2) for words in ("3个", "5个", "7家")]
    assert [phrase and phrase.period.end for phrase in phrases] == [2020, None, 2018]


def test_a_counted_list_is_remembered() -> None:
    state = TextState(re.compile("现状"))
    assert [state.repeats("三大体系"), state.repeats("三大体系")] == [False, True]


def test_a_figure_has_the_phrase_that_gives_its_year() -> None:
    (found,) = Scanner().read_figures("“十三五”期间，培育5家企业。")
    assert (found.candidate.deadline, found.deadline_span, found.period_start) == (2020, Span(0, 7), 2016)


def test_the_census_has_every_numeral_that_is_no_candidate() -> None:
    census = Scanner().census("到2020年，5G基站达到3万个")
    assert [(numeral.token, numeral.kind) for numeral in census] == [("2020", "date"), ("5", "name_or_idiom")]


def test_output_and_input_files(tmp_path: Path) -> None:
    scanned = [scan_bytes("a.txt", "到2020年，产业规模达到1000亿元。".encode())]
    row = "a.txt,13,19,1000亿元,100000000000,100000000000,CNY,eq,2020,产业规模,0.97,0.92,,"
    assert format_candidates(scanned, "csv").splitlines()[1] == row
    assert candidates_frame(scanned)["lower"].tolist() == [1e11]
    assert write_candidates([], tmp_path / "found.csv").read_text().startswith("file,start,end,")
    with pytest.raises(ValueError, match=r"^a\.csv is one of the texts to scan; choose another file for the output$"):
        check_output(Path("a.csv"), ["a.csv"])
    with pytest.raises(
        ValueError, match=r"^there is no file nowhere\.txt; name files, folders with \*\.txt, or quoted patterns$"
    ):
        find_files(["nowhere.txt"])
    assert str(scan_bytes("a.txt", b"PK\x00").error) == "a.txt is not a text: it has a NUL byte (byte 2)"

"""Headings, sections, evidence, written forms and files: small examples of each function."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from cloudplans.text import (
    Alignment,
    Heading,
    Outline,
    Reader,
    Span,
    decode,
    evidence_rows,
    find_figure,
    headings,
    is_urban,
    list_items,
    offset_in_id,
    path_inside,
    quoted,
    read_bytes,
    suggest_sections,
    written_dates,
)


def test_headings_have_their_rank_and_words() -> None:
    found = headings("一、发展目标\n（一）规模\n到2020年达到1.5亿元")
    assert [(heading.rank, heading.words) for heading in found] == [(3, "发展目标"), (4, "规模")]


def test_a_heading_about_the_present_applies_to_those_below_it() -> None:
    outline = Outline(re.compile("现状"))
    status = []
    for heading in (Heading(0, 2, 3, "发展现状"), Heading(9, 12, 4, "网络"), Heading(20, 22, 3, "发展目标")):
        outline.enter(heading)
        status.append(outline.status)
    assert status == [True, True, False]


def test_headings_suggest_sections() -> None:
    words = [{"word": "目标", "role": "goals"}, {"word": "现状", "role": "status"}]
    sections = suggest_sections("某规划\n一、现状\n（一）概况\n很好。\n二、目标\n很大。\n", words)
    assert [section.role for section in sections] == ["front", "status", "status", "goals"]


def test_the_evidence_of_a_statement() -> None:
    fields = {"statement_id": "a.b", "label": "云盘", "scope": "", "hedge": "", "deadline": ""}
    rows = evidence_rows(Reader("云盘达到5家", [], []), fields, "a-text", Span(4, 6), None)
    assert [(row["role"], row["printed"]) for row in rows] == [("value", "5家"), ("label", "云盘")]


def test_a_figure_is_found_at_its_offset() -> None:
    reader = Reader("达到１０\n万个", [], [])
    assert find_figure(reader, 2, "10万个") == Span(2, 7)
    assert find_figure(reader, 1, "10万个") is None
    ids = ("wuyou-2016.at-123", "wuyou-2016.at-123.b", "hubei-2016.cloud-servers")
    assert [offset_in_id(name) for name in ids] == [123, 123, None]


def test_two_copies_are_aligned_around_a_changed_figure() -> None:
    assert Alignment("到2015年,达到1000亿元。", "到2015年,达到1500亿元。").image(9, 15) == Span(9, 15)


def test_written_forms() -> None:
    assert [list_items(words) for words in ("甲、乙和丙", "省市县")] == [["甲", "乙", "丙"], ["省", "市", "县"]]
    assert written_dates(date(2014, 4, 11)) == ["2014年4月11日", "2014年04月11日", "二○一四年四月十一日"]
    assert [is_urban(scope) for scope in ("城市", "农村", "")] == [True, False, None]


def test_files_are_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^/dev/zero is not a regular file$"):
        read_bytes(Path("/dev/zero"))
    (tmp_path / "long.txt").write_bytes(b"x" * 9)
    with pytest.raises(ValueError, match=r"long\.txt is larger than 0 MiB$"):
        read_bytes(tmp_path / "long.txt", limit=8)
    with pytest.raises(ValueError, match=r"^not UTF-8 \(byte 0\); save it as UTF-8$"):
        decode("规划".encode("gb18030"))
    for name in ("../secret.csv", "/secret.csv"):
        with pytest.raises(ValueError, match=rf"^'{name}' is outside the folder data$"):
            path_inside(Path("data"), name)
    assert path_inside(Path("data"), "plans.csv") == Path("data/plans.csv")


def test_a_long_value_is_cut_in_a_message() -> None:
    assert (quoted("CN-GX"), quoted("9" * 5000)[-19:]) == ("'CN-GX'", "… (5000 characters)")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system")
def test_a_file_that_waits_for_more_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of the system says that it is a regular file, and whoever reads it waits; a pipe takes its place here."""
    os.mkfifo(tmp_path / "log")
    monkeypatch.setattr("stat.S_ISREG", lambda mode: True)
    writer = os.open(tmp_path / "log", os.O_RDWR)
    try:
        with pytest.raises(ValueError, match="log is not a regular file"):
            read_bytes(tmp_path / "log")
    finally:
        os.close(writer)

"""Chinese on an English page is marked as Chinese, once, and nothing else is changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

import cloudplans
from cloudplans.report.language_marks import mark_chinese
from cloudplans.report.run_notebooks import lacks_figure

CHINESE = re.compile("[\u3400-\u9fff]")
ENGLISH = re.compile(r"(?:[A-Za-z]{2,} ){3}[A-Za-z]{2,}")  # four words in a row; codes are listed with commas
REGIONS = set(cloudplans.regions()["name_en"])
SILENT = {"script", "style", "svg", "title", "code", "pre", "a"}  # an address, or code


class Words(HTMLParser):
    """The texts of a page, each with the language of the element that it stands in."""

    def __init__(self, page: str, silent: set[str] = SILENT) -> None:
        super().__init__()
        self.silent = silent
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("br", "hr", "img", "input", "link", "meta", "col"):
            inherited = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or inherited))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open and not self.silent & {tag for tag, _ in self.open}:
            self.found.append((data.strip(), self.open[-1][1]))


def unmarked(page: str) -> list[str]:
    return [words for words, lang in Words(page).found if CHINESE.search(words) and not lang.startswith("zh")]


def english(page: str) -> list[str]:
    """Return prose, and names of regions, also in links."""
    prose = [words for words, _ in Words(page).found if ENGLISH.search(words)]
    return prose + [words for words, _ in Words(page, SILENT - {"a"}).found if words in REGIONS]


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("<p>a 云 b</p>", '<p>a <span lang="zh-Hans">云</span> b</p>'),
        ("<p>1.3亿户 and 4G基站</p>", '<p>1.3<span lang="zh-Hans">亿户</span> and 4G<span lang="zh-Hans">基站</span></p>'),
        ('<td lang="zh">云<b>计</b></td><td>算</td>', '<td lang="zh">云<b>计</b></td><td><span lang="zh-Hans">算</span></td>'),
        ('<a title="云">x</a><br>算', '<a title="云">x</a><br><span lang="zh-Hans">算</span>'),
        ("<svg><text>云</text></svg><style>/*云*/</style>", "<svg><text>云</text></svg><style>/*云*/</style>"),
    ],
)
def test_runs_of_chinese_are_marked(page: str, marked: str) -> None:
    assert mark_chinese(page) == marked
    assert mark_chinese(marked) == marked and mark_chinese(page, "zh") == page


def test_planted_words_of_the_other_language_are_found() -> None:
    assert unmarked("<p>a 云</p>") == ["a 云"] and unmarked('<p lang="zh">云</p>') == []
    assert english('<a href="x.html">Guangdong</a>') == ["Guangdong"]
    assert english("<td>which parts it has is not told</td>") and not english("<td>约1000 PB</td>")


@pytest.mark.parametrize(("folder", "stray"), [(".", unmarked), ("zh", english)])
def test_every_page_is_in_one_language(folder: str, stray: Callable[[str], list[str]], built: Path) -> None:
    pages = sorted((built / folder).glob("*.html"))
    assert len(pages) > 30
    assert [(page.name, words) for page in pages for words in stray(page.read_text(encoding="utf-8"))] == []


def test_a_cell_that_draws_without_a_figure_is_reported() -> None:
    shown = [{"data": {"text/html": "<figure></figure>"}}]
    for source in ("plots.targets(rows);", "chart = seaborn.barplot(rows)"):
        assert lacks_figure(source, []) and not lacks_figure(source, shown)
    assert not lacks_figure("plots.use_style(lang);\nplots.region_colours()", [])

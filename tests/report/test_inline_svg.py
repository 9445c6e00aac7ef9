"""A figure inside a page: no style attribute, ids of its own, marks that link, letters defined once in a page."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from cloudplans.report.inline_svg import Mark, inline_svg, with_shared_glyphs


@pytest.fixture
def figure() -> Figure:
    drawn, ax = plt.subplots(figsize=(3, 2))
    ax.barh([0, 1], [1, 2], color="#1b3a6b", gid="bars")
    ax.plot([1], [1], marker="o", gid="point")
    ax.set_title("A & <b>")
    drawn.set_label('bars of "two" regions')
    plt.close(drawn)
    return drawn


def test_a_page_can_show_it_under_a_policy_that_forbids_styles(figure: Figure) -> None:
    drawn = inline_svg(figure, "f1", {})
    root = ET.fromstring(drawn)
    assert [element for element in root.iter() if "style" in element.attrib or element.tag.endswith("style")] == []
    assert "var(--c1b3a6b,#1b3a6b)" in drawn and root.get("aria-label") == 'bars of "two" regions' and root.get("role") == "img"


def test_ids_of_two_figures_do_not_meet(figure: Figure) -> None:
    first, second = (set(re.findall(r' id="([^"]*)"', inline_svg(figure, name, {}))) for name in ("f1", "f2"))
    shared = first & second
    assert len(first) > 10 and shared and all(name.startswith("glyph-") for name in shared)
    for name, ids in (("f1", first), ("f2", second)):
        used = set(re.findall(r'(?:href="#|url\(#)([^")]*)', inline_svg(figure, name, {})))
        assert used and used <= ids


def test_marks_are_links_that_say_what_they_are(figure: Figure) -> None:
    marks = {"point": Mark("plan.html#a", 'Hubei & "co"'), "absent": Mark("x.html", "not drawn")}
    root = ET.fromstring(inline_svg(figure, "f1", marks))
    (link,) = [element for element in root.iter() if element.tag.endswith("}a")]
    assert link.get("href") == "plan.html#a" and link.get("aria-label") == 'Hubei & "co"' and root.get("role") == "group"
    assert link[0].tag.endswith("title") and link[0].text == 'Hubei & "co"'


def test_letters_are_defined_once_in_a_page(figure: Figure) -> None:
    page = with_shared_glyphs(inline_svg(figure, "f1", {}) + inline_svg(figure, "f2", {}))
    defined = re.findall(r'<path id="(g-[^"]*)"', page)
    assert len(defined) == len(set(defined)) > 3 and page.startswith('<svg class="glyphs"')
    assert set(re.findall(r'href="#(g-[^"]*)"', page)) <= set(defined)


def test_the_same_figure_gives_the_same_characters(figure: Figure) -> None:
    assert inline_svg(figure, "f1", {}) == inline_svg(figure, "f1", {})

"""The examples of the guide, of what belongs to a label, are what the scanner finds."""

from __future__ import annotations

import re

from conftest import ROOT

from cloudplans.scanner import Scanner


def test_the_thirty_examples_of_the_guide_hold() -> None:
    page = (ROOT / "docs" / "howto" / "scan-texts.md").read_text(encoding="utf-8")
    table = re.search(r"<!-- names -->\n(.*?)\n<!-- end -->", page, re.S)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()[2:]]
    assert len(rows) >= 30
    for text, printed, label in rows:
        first = Scanner().scan(text)[0]
        assert (first.printed, first.label) == (printed, label), text

"""Mistakes planted in every table: what is noticed by deriving again, what only by comparing with what was approved, what is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT

import cloudplans
from cloudplans.data_quality import planted_mistakes
from cloudplans.dataset import read_context
from cloudplans.verify import raw_tables

PAGE = (ROOT / "docs" / "explanation" / "how-sure-we-are.md").read_text(encoding="utf-8")
DECIDING = (
    "value",
    "unit",
    "year",
    "vintage",
    "place",
    "link",
    "verdict",
)  # kinds of change after which a reader concludes something else


def block(name: str) -> str:
    (found,) = re.findall(rf"<!-- {name} -->\n(.*?)\n<!-- end -->", PAGE, re.S)
    return found


def shown(name: str) -> dict[str, list[float]]:
    """Return the numbers of a block by its first column."""
    rows = [line.strip("| ").split(" | ") for line in block(name).splitlines()[2:]]
    return {row[0].strip("`"): [float(cell.strip("%")) for cell in row[1:]] for row in rows}


def test_statistics_and_outcomes_are_derived_again(data: cloudplans.Dataset) -> None:
    names = ("series", "vintages", "outcomes")
    tables, kinds, survivors = planted_mistakes.run(data, {}, {}, sample=2, only=names)
    assert set(tables.planted) == set(names) and all(
        kinds.planted[kind] > 3 for kind in ("value", "unit", "year", "vintage", "link")
    )
    for kind in DECIDING:
        assert kinds.planted[kind] == kinds.derived[kind], (kind, survivors)


def test_what_nothing_derives_is_compared_with_what_was_approved(
    data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables, _, survivors = planted_mistakes.run(data, {}, {}, sample=1, only=("sense",))
    assert tables.approved["sense"] > tables.derived["sense"] and survivors == []
    monkeypatch.delitem(planted_mistakes.RULES, "approved-wording")
    monkeypatch.setattr(planted_mistakes, "APPROVAL", "arithmetic")  # any rule that does not look at the table
    tables, _, survivors = planted_mistakes.run(data, {}, {}, sample=1, only=("sense",))
    assert tables.approved["sense"] == 0 and len(survivors) == tables.planted["sense"] - tables.derived["sense"] > 5


def test_a_table_is_left_in_order_and_the_data_unchanged(data: cloudplans.Dataset) -> None:
    raw = raw_tables(data)
    before = [list(line) for line in raw["series"].lines]
    chance = planted_mistakes.random.Random(1)
    found = list(planted_mistakes.mistakes(raw["series"], 3, chance))
    assert raw["series"].lines == before and {one.kind for one in found} >= {"value", "vintage", "dropped row"}
    for one in found:
        assert one.changed.lines != before
        assert not [*planted_mistakes.RULES["sorted"].problems({"series": one.changed})], one.what


def test_the_page_shows_every_table() -> None:
    data = cloudplans.load()
    files = {
        resource["path"] for name, resource in data.resources.items() if data.raw(name).lines
    }  # nothing to plant in the others
    tables, kinds = shown("mutate-tables"), shown("mutate-kinds")
    assert set(tables) == files | {"all"} and tables["all"] == kinds["all"]
    for planted, derived, approved, share in [*tables.values(), *kinds.values()]:
        assert derived + approved <= planted and share == pytest.approx(100 * (derived + approved) / planted, abs=0.05)


@pytest.mark.slow
def test_the_page_shows_what_the_program_prints(data: cloudplans.Dataset, sources: Path) -> None:
    tables, kinds, _ = planted_mistakes.run(data, data.texts(sources), read_context(sources))
    assert block("mutate-tables") == planted_mistakes.by_table(tables, {n: r["path"] for n, r in data.resources.items()})
    assert block("mutate-kinds") == planted_mistakes.by_kind(kinds)


def test_the_program_asks_for_the_texts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CLOUDPLANS_SOURCES", raising=False)
    assert planted_mistakes.main([]) == 2
    assert capsys.readouterr().err == "mutation needs the plan texts: give --sources DIR, or set CLOUDPLANS_SOURCES\n"
    assert planted_mistakes.main(["--sources", str(tmp_path)]) == 3
    assert str(tmp_path) in capsys.readouterr().err

"""The pictures: they draw the real data in both languages, say it in words, keep their labels apart, and refuse wrong input."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import cloudplans
from cloudplans import compare, display, plots
from cloudplans.data_quality import summary
from cloudplans.plots import style
from cloudplans.plots.tile_map import TILES

LANGUAGES = ("en", "zh")


def stages(data: cloudplans.Dataset, lang: str, **which: str) -> pd.DataFrame:
    return display.with_readable_columns(data, compare.stages(data, data.targets(**which)), lang)


def of_unit(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    return frame[frame["unit"] == unit]


def money(data: cloudplans.Dataset, tier: str = "verified") -> pd.DataFrame:
    return of_unit(data.targets(theme="industry-scale", tier=tier), "CNY")


def one_year(data: cloudplans.Dataset, lang: str) -> object:
    rows = money(data)
    rows = rows[rows["deadline"] == 2020]
    return plots.year_dots(
        display.with_readable_columns(data, rows, lang),
        display.regions_without_statements(data, rows, lang),
        allow=True,
        lang=lang,
    )


def bases(data: cloudplans.Dataset, lang: str, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    names = ("absolute", "per-resident-at-issue", "gdp-target-year")
    sized = {name: compare.relative_to(data, rows, base=name) for name in names}
    return {
        name: display.with_row_labels(data, frame, ("region", "deadline", "indicator"), lang) for name, frame in sized.items()
    }


DRAWN: dict[str, Callable[[cloudplans.Dataset, str], object]] = {
    "timeline": lambda d, lang: plots.timeline(stages(d, lang, indicator="subscriptions-4g"), lang=lang),
    "timeline of a range": lambda d, lang: plots.timeline(stages(d, lang, indicator="cloud-backbone-firms"), lang=lang),
    "timeline of shares": lambda d, lang: plots.timeline(of_unit(stages(d, lang), "percent"), allow=True, lang=lang),
    "dumbbell of shares": lambda d, lang: plots.dumbbell(of_unit(stages(d, lang), "percent"), lang=lang),
    "dumbbell of series": lambda d, lang: plots.dumbbell(stages(d, lang, indicator="fixed-broadband-bandwidth"), lang=lang),
    "dumbbell of bases": lambda d, lang: plots.dumbbell(of_unit(stages(d, lang), "base"), lang=lang),
    "horizons": lambda d, lang: plots.horizons(display.with_row_labels(d, compare.timelines(d), ("region",), lang), lang=lang),
    "collation": lambda d, lang: plots.plan_copies(compare.editions(d), lang=lang),
    "year_dots": one_year,
    "timetable": lambda d, lang: plots.timetable(
        display.with_readable_columns(d, compare.with_verdicts(d, money(d, "unverified")), lang), lang=lang
    ),
    "promises of both tiers": lambda d, lang: plots.targets(
        display.with_readable_columns(
            d, compare.with_national_lines(d, d.targets(indicator="mobile-broadband-penetration")), lang
        ),
        lang=lang,
    ),
    "bounds of both tiers": lambda d, lang: plots.values(
        display.with_row_labels(d, compare.relative_to(d, money(d, "unverified")), ("region", "deadline", "indicator"), lang),
        "label",
        lang=lang,
    ),
    "timeline of both tiers": lambda d, lang: plots.timeline(
        stages(d, lang, indicator="cloud-bigdata-industry-scale", tier="unverified"), lang=lang
    ),
    "small_multiples": lambda d, lang: plots.small_multiples(bases(d, lang, money(d)), lang=lang),
    "tiles": lambda d, lang: plots.tile_map(
        display.figures_by_region(d, d.targets(indicator="cloud-services-scale"), lang), lang=lang
    ),
    "tiles of corrected": lambda d, lang: plots.tile_map(
        display.figures_by_region(d, d.targets(indicator="subscriptions-4g"), lang), lang=lang
    ),
}


@pytest.fixture(params=[(name, lang) for name in DRAWN for lang in LANGUAGES], ids="-".join)
def drawn(request: pytest.FixtureRequest, data: cloudplans.Dataset) -> tuple[str, str, Figure]:
    name, lang = request.param
    found = DRAWN[name](data, style.use_style(lang))
    figure = found if isinstance(found, Figure) else found.get_figure(root=True)
    FigureCanvasAgg(figure).draw()  # a figure that was closed has no canvas that draws
    return name, lang, figure


def written(figure: Figure) -> list[Text]:
    """Return the texts that are drawn: no tick beyond its axis, none of an axis that is off or labelled elsewhere."""
    found = list(figure.texts)
    for ax in figure.axes:
        legend = ax.get_legend()
        found += [*ax.texts, ax.title, ax._left_title, ax._right_title, *(legend.get_texts() if legend else [])]
        for axis in (ax.xaxis, ax.yaxis) if ax.axison else ():
            low, high = sorted(axis.get_view_interval())
            found += [axis.label, *(tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)]
            found += [tick.label2 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def test_labels_keep_apart(drawn: tuple[str, str, Figure]) -> None:
    figure = drawn[2]
    for text in written(figure):
        text.get_window_extent()  # an annotation finds its place
    boxes = [(text.get_text(), Text.get_window_extent(text).padded(-1)) for text in written(figure)]  # without its arrow
    assert len(boxes) >= 4
    assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)] == []


def test_pictures_say_what_they_show(drawn: tuple[str, str, Figure]) -> None:
    name, lang, figure = drawn
    assert len(figure.get_label()) > 40, name
    words = figure.get_label() + "".join(text.get_text() for text in written(figure))
    assert not ("1.3亿户" in words or "130 million" in words) or "†" in words
    assert not re.search(r"\bnan\b", words) and "NaT" not in words and "<NA>" not in words
    assert lang == "en" or any("\u4e00" <= c <= "\u9fff" for c in words)


def test_the_corrected_figure_carries_its_mark(data: cloudplans.Dataset) -> None:
    rows = stages(data, "en", indicator="subscriptions-4g")
    for ax in (plots.timeline(rows), plots.dumbbell(rows)):
        words = [text.get_text() for text in ax.texts]
        assert any("130 million subscriptions †" in word for word in words)
        assert not any("† †" in word for word in words)


def test_hedged_marks_are_hollow(data: cloudplans.Dataset) -> None:
    ax = plots.dumbbell(stages(data, "en", indicator="cloud-industry-bases-national"))
    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "o"]
    assert "white" in faces and len(set(faces)) == 2


def test_the_collation_finds_the_one_difference(data: cloudplans.Dataset) -> None:
    frame = compare.editions(data)
    evidence = data.evidence()
    both = evidence[(evidence["role"] == "value") & evidence["edition_id"].str.startswith("guangdong")]
    assert set(frame["statement_id"]) == set(both["statement_id"]) and not frame["statement_id"].duplicated().any()
    assert frame["relation"].value_counts().to_dict() == {"same": len(frame) - 1, "differs": 1}
    (odd,) = frame[frame["relation"] == "differs"].to_dict("records")
    assert (odd["printed_a"], odd["printed_b"], odd["status"]) == ("1\ue0103亿户", "13亿户", "corrected")
    assert odd["derivation_en"] == "1[U+E010]3亿户 | 13亿户: differs †"


def test_every_province_has_one_tile() -> None:
    places = [tile[:2] for tile in TILES.values()]
    assert len(places) == len(set(places)) == 34
    assert len(TILES) == 34 and all(len(tile[2]) <= 3 for tile in TILES.values())


def test_silent_regions_and_those_that_speak_are_all(data: cloudplans.Dataset) -> None:
    rows = data.targets(indicator="cloud-services-scale")
    assert display.regions_without_statements(data, rows) == ["Hubei", "Shanghai"]
    assert {region: text.count("\n") + 1 for region, text in display.figures_by_region(data, rows).items()} == {
        "510100": 1,
        "CN-GD": 3,
        "CN-HB": 1,
        "CN-SH": 1,
    }
    assert display.figures_by_region(data, rows)["CN-HB"] == "no such target"


def test_assurance_says_what_it_lacks(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    assert summary.mutants(data, {}) == "The texts are not at hand: not computed."
    assert summary.mutants(data, {}, "zh") == "原文不在手边，未计算。"
    assert "| all |" in summary.mutants(data, texts) and "100.00%" in summary.mutants(data, texts)
    counted = summary.census(data, texts).frame
    assert summary.classes(data).frame["count"].sum() == len(data.numerals())
    assert summary.arithmetic(data).frame["count"].sum() == len(data.table("arithmetic"))
    assert counted["unaccounted"].sum() == counted["claimed_twice"].sum() == 0 < counted["tokens"].min()


def test_agreement_without_its_package(data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "krippendorff", None)
    assert summary.agreed(data) == "The package krippendorff is missing: not computed."


WRONG: dict[str, tuple[Callable[[cloudplans.Dataset], object], str]] = {
    "units": (
        lambda d: plots.timeline(stages(d, "en", plan="guangdong-2014"), allow=True),
        "one axis holds one unit, not CNY, Mbit/s, access point, base, enterprise, hotspot, percent, premises, site, subscription, "
        "subscription/100 person; select rows of one unit",
    ),
    "indicators": (
        lambda d: plots.timeline(of_unit(stages(d, "en", region="Guangdong"), "CNY")),
        "one axis holds one indicator, not cloud-services-scale, cloud-terminal-scale; select one, or say allow=True",
    ),
    "no shown": (
        lambda d: plots.dumbbell(compare.stages(d, d.targets(indicator="subscriptions-4g"))),
        "the frame has no column region, indicator, reading; display.with_readable_columns(data, compare.stages(data, statements), lang) makes one "
        "that has",
    ),
    "empty": (
        lambda d: plots.dumbbell(stages(d, "en", indicator="subscriptions-4g").head(0)),
        "nothing to draw: the frame has no rows; loosen the filters",
    ),
    "years": (
        lambda d: plots.year_dots(stages(d, "en", indicator="subscriptions-4g")),
        "one picture holds one target year, not 2015, 2017, 2020; select one year",
    ),
    "no label": (
        lambda d: plots.horizons(compare.timelines(d)),
        "the frame has no column label; display.with_row_labels(data, compare.timelines(data), columns, lang) makes one that has",
    ),
    "base": (
        lambda d: plots.small_multiples({"per-head": compare.relative_to(d, money(d))}),
        "no base 'per-head'; allowed: absolute, per-resident, per-resident-at-issue, gdp-target-year, gdp-issue-year, national-figure",
    ),
    "no base": (lambda d: plots.small_multiples({}), "nothing to draw: give at least one base with its results"),
    "other statements": (
        lambda d: plots.small_multiples(
            {"absolute": bases(d, "en", money(d))["absolute"], "gdp-target-year": bases(d, "en", money(d))["gdp-target-year"][1:]}
        ),
        "the frame of gdp-target-year holds other statements, or another order, than the first; use one selection",
    ),
    "tile": (lambda d: plots.tile_map({"CN-GX ": "x"}), "no tile 'CN-GX '; nearest: CN-GX, CN-XZ, CN-XJ (35 in all)"),
    "no tile": (lambda d: plots.tile_map({}), "nothing to draw: give at least one region with its text"),
    "editions": (
        lambda d: plots.plan_copies(pd.concat([compare.editions(d), compare.editions(d).assign(edition_b="another")])),
        "one strip holds two editions, not 2 pairs of them; select one plan",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_refused(name: str, data: cloudplans.Dataset) -> None:
    call, message = WRONG[name]
    with pytest.raises(ValueError) as error:
        call(data)
    assert str(error.value) == message


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


DRAW = """import sys
import matplotlib.pyplot as plt
if sys.argv[1] == "ours":
    from cloudplans.style import use
    use("zh")
plt.figure().text(0.1, 0.5, "≥ 1000" + "亿元" * (sys.argv[1] == "ours"), weight="bold")
plt.savefig(sys.argv[2])
"""


def test_fonts_that_are_gone_are_not_asked_for(tmp_path: Path) -> None:
    """A list of fonts that names files which were removed since makes matplotlib list them anew and forget the font added to it."""

    def draw(whose: str) -> str:
        env = {**os.environ, "MPLCONFIGDIR": str(tmp_path), "SOURCE_DATE_EPOCH": "0", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", DRAW, whose, str(tmp_path / "x.svg")], env=env, check=True, capture_output=True, text=True
        )
        return (tmp_path / "x.svg").read_text(encoding="utf-8") + "".join(
            line for line in done.stderr.splitlines() if "weight" not in line
        )

    whole = draw("ours")
    (held,) = tmp_path.glob("fontlist*.json")
    known = json.loads(held.read_text(encoding="utf-8"))
    entry = next(
        one for one in known["ttflist"] if one["name"] == "DejaVu Sans" and one["weight"] == 700 and one["style"] == "normal"
    )
    for name in ("DejaVu Sans", "Noto Sans SC"):
        known["ttflist"].insert(0, {**entry, "name": name, "fname": "/nowhere/gone.ttf"})
    held.write_text(stale := json.dumps(known), encoding="utf-8")
    assert draw("ours") == whole and held.read_text(encoding="utf-8") == stale
    draw("matplotlib's")
    assert held.read_text(encoding="utf-8") != stale  # planted: it does look for what is gone

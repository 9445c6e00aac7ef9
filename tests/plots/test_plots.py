"""Every plot draws the real data in both languages and for page and phone, describes itself, cuts nothing, and refuses wrong input."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from matplotlib.text import Text

import cloudplans
from cloudplans import compare, labels, plots
from cloudplans.labels import translate
from cloudplans.plots import style
from cloudplans.plots.short_amounts import short_bounds, unit_words
from cloudplans.plots.tile_map import CITIES, TILES

LANGUAGES, WIDTHS = ("en", "zh"), ("wide", "narrow")
CHINESE = re.compile("[\u4e00-\u9fff]")
Data = cloudplans.Dataset
NOT_PLOTS = {"Mark", "chinese_font", "data_of", "figure_html", "marks", "redrawn", "region_colours", "svg", "use_style"}
SMALLEST_PIXELS = 11  # at the width a figure was drawn for, 96 pixels per inch


@pytest.fixture(autouse=True)
def english_by_default() -> Iterator[None]:
    yield
    plots.use_style("en")


def money(data: Data, tier: str = "verified") -> pd.DataFrame:
    return data.targets(theme="industry-scale", unit="CNY", tier=tier)


def ratios(data: Data) -> pd.DataFrame:
    found = compare.national_ratios(data=data)
    return found[found["relation"] == "ratio"]


def relative(data: Data, indicator: object, base: str) -> pd.DataFrame:
    return compare.relative_to(data.targets(indicator=indicator), base=base, data=data)


SIZES = ["cloud-services-scale", "cloud-terminal-scale"]
# What is drawn: the plot and, after a colon, the case.
DRAWN: dict[str, Callable[..., Figure]] = {
    "targets": lambda d, **k: plots.targets(d.targets(indicator="cloud-services-scale"), **k),
    "targets: several indicators": lambda d, **k: plots.targets(money(d), **k),
    "targets: both tiers, a logarithmic axis": lambda d, **k: plots.targets(
        compare.with_national_lines(d.targets(indicator="fixed-broadband-bandwidth"), data=d), **k
    ),
    "targets: shares": lambda d, **k: plots.targets(d.targets(unit="percent"), **k),
    "targets: storage": lambda d, **k: plots.targets(d.targets(indicator="storage-capacity"), **k),
    "values": lambda d, **k: plots.values(relative(d, SIZES, "gdp-target-year"), **k),
    "values: ranges": lambda d, **k: plots.values(compare.ranking(d.targets(indicator="cloud-backbone-firms"), data=d), **k),
    "values: both tiers": lambda d, **k: plots.values(compare.relative_to(money(d, "unverified"), data=d), **k),
    "values: ratios": lambda d, **k: plots.values(ratios(d), **k),
    "small_multiples": lambda d, **k: plots.small_multiples(d.targets(indicator=SIZES, year=2015), **k),
    "small_multiples: several units": lambda d, **k: plots.small_multiples(
        d.targets(indicator=[*SIZES, "cloud-backbone-firms"]), ["absolute", "gdp-issue-year"], **k
    ),
    "growth": lambda d, **k: plots.growth(d.targets(theme="industry-scale"), **k),
    "timeline": lambda d, **k: plots.timeline(d.targets(indicator="subscriptions-4g"), **k),
    "timeline: a range": lambda d, **k: plots.timeline(d.targets(indicator="cloud-backbone-firms"), **k),
    "timeline: several series": lambda d, **k: plots.timeline(money(d), **k),
    "timeline: both tiers": lambda d, **k: plots.timeline(
        d.targets(indicator="cloud-bigdata-industry-scale", tier="unverified"), **k
    ),
    "dumbbell": lambda d, **k: plots.dumbbell(d.targets(unit="percent"), **k),
    "dumbbell: several series": lambda d, **k: plots.dumbbell(d.targets(indicator="fixed-broadband-bandwidth"), **k),
    "dumbbell: counts": lambda d, **k: plots.dumbbell(d.targets(unit="base"), **k),
    "horizons": lambda d, **k: plots.horizons(data=d, **k),
    "timetable": lambda d, **k: plots.timetable(d.targets(indicator="cloud-services-scale", tier="unverified"), **k),
    "timetable: fifteen regions": lambda d, **k: plots.timetable(money(d, "unverified"), **k),
    "timetable: no year": lambda d, **k: plots.timetable(
        d.targets(indicator="fixed-broadband-bandwidth", tier="unverified"), **k
    ),
    "coverage": lambda d, **k: plots.coverage(compare.coverage_matrix(theme="infrastructure", data=d), **k),
    "verdicts": lambda d, **k: plots.verdicts(sorted(set(money(d)["indicator_id"]))[:12], **k),
    "plan_copies": lambda d, **k: plots.plan_copies(compare.editions(data=d), **k),
    "reported_and_planned": lambda d, **k: plots.reported_and_planned(
        d.statements(documents="all", indicator="base-stations-5g"), **k
    ),
    "value_map": lambda d, **k: plots.value_map(
        d.statements(documents="reports", indicator="base-stations-5g", kind="baseline"), **k
    ),
    "value_map: nothing shaded": lambda d, **k: plots.value_map(
        d.statements(documents="reports", indicator="digital-economy-scale"), **k
    ),
    "stated_in_reports": lambda d, **k: plots.stated_in_reports(compare.stated_in_reports(data=d), **k),
    "tile_map": lambda d, **k: plots.tile_map(d.targets(indicator="cloud-services-scale"), **k),
    "tile_map: a corrected figure": lambda d, **k: plots.tile_map(d.targets(indicator="subscriptions-4g"), **k),
    "instruments": lambda d, **k: plots.instruments(compare.instrument_matrix(data=d), **k),
    "instrument_mix": lambda d, **k: plots.instrument_mix(compare.instrument_matrix(by="family", data=d), **k),
    "project_places": lambda d, **k: plots.project_places(compare.project_places(data=d), **k),
    "aims_ladder": lambda d, **k: plots.aims_ladder(compare.aims_ladder(data=d), **k),
}  # fmt: skip
WITHOUT_REGIONS = {"verdicts"}  # compares indicators; based on no record


def test_every_plot_is_drawn_here() -> None:
    assert {name.split(":")[0] for name in DRAWN} == set(plots.__all__) - NOT_PLOTS


Case = tuple[str, str, str, Figure]


def cases() -> Iterator[object]:
    """Yield the plot, language and width of each figure; of a plot two of the four are slow, of its further cases three."""
    for name in DRAWN:
        for lang in LANGUAGES:
            for width in WIDTHS:
                slow = (lang, width) not in (("en", "narrow"), ("zh", "wide"))[: 1 if ":" in name else 2]
                yield pytest.param((name, lang, width), id=f"{name}-{lang}-{width}", marks=[pytest.mark.slow] if slow else [])


@pytest.fixture(scope="module", params=cases())
def drawn(request: pytest.FixtureRequest, data: Data) -> Case:
    """Draw each plot in each language and width; the language is that of `use_style`, and any warning is an error.

    A character without a glyph warns when the figure is drawn.
    """
    name, lang, width = request.param
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert plots.use_style(lang) == lang
        figure = DRAWN[name](data, width=width)
        figure.set_dpi(96)
        FigureCanvasAgg(figure).draw()  # a closed figure has no canvas
    return name, lang, width, figure


def visible_texts(figure: Figure) -> list[Text]:
    """Return the texts that are drawn, without ticks beyond their axis and texts of hidden axes."""
    texts = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    for ax in figure.axes:
        if not ax.get_visible():
            continue
        texts += [*ax.texts, ax.title, ax._left_title, ax._right_title]
        for axis in (ax.xaxis, ax.yaxis) if ax.axison else ():
            low, high = sorted(axis.get_view_interval())
            texts += [axis.label, *(tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)]
    return [text for text in texts if text.get_visible() and text.get_text().strip()]


def box(text: Text) -> object:
    text.get_window_extent()  # places an annotation
    return Text.get_window_extent(text)  # without its arrow


def test_labels_neither_overlap_nor_leave_the_figure(drawn: Case) -> None:
    figure = drawn[3]
    boxes = [(text.get_text(), box(text)) for text in visible_texts(figure)]
    assert len(boxes) >= 4
    padded = [(words, place.padded(-1)) for words, place in boxes]
    assert [(a, b) for (a, one), (b, other) in combinations(padded, 2) if one.overlaps(other)] == []
    edge = figure.bbox
    beyond = [words for words, b in boxes if b.x0 < -1 or b.y0 < -1 or b.x1 > edge.x1 + 1 or b.y1 > edge.y1 + 1]
    assert beyond == []


def test_title_source_and_sizes(drawn: Case) -> None:
    name, lang, width, figure = drawn
    assert figure.get_size_inches()[0] == {"wide": 7.6, "narrow": 3.5}[width]
    title, *others = [text for text in figure.texts if text.get_text()]
    assert title.get_fontsize() >= 12 and title.get_position()[0] < 0.03 and len(title.get_text()) > 5
    assert isinstance(title, style._Twice), "the title is semibold"
    source = others[-1].get_text().replace("\n", "")
    assert source.startswith("Source: " if lang == "en" else "来源：") and source.count("Source") <= 1
    assert min(text.get_fontsize() for text in visible_texts(figure)) / 72 * 96 >= SMALLEST_PIXELS
    assert name in WITHOUT_REGIONS or re.search(r"\(20\d\d|（20\d\d[年–—]|‡", source), "the source names plans and years"


def test_units_are_in_words(drawn: Case) -> None:
    _, lang, _, figure = drawn
    words = {text.get_text() for text in visible_texts(figure)}
    assert not {ax.get_xlabel() for ax in figure.axes} & {"1", "percent", "CNY", "enterprise", "base", "subscription/100 person"}
    machine = re.compile(r"subscription/100|\d (enterprise|base)|operation/s|1e\+|\d %|\d – \d|\bnan\b|NaT|<NA>")
    assert [word for word in words if machine.search(word)] == []
    data_of = plots.data_of(figure)
    assert data_of and data_of[1] == lang


def test_alternative_text(drawn: Case) -> None:
    name, lang, _, figure = drawn
    alternative = figure.get_label()
    assert 20 < len(alternative) <= 300, alternative
    title = "".join(figure.texts[0].get_text().split())
    assert "".join(alternative.split()).startswith(title)
    frame, _ = plots.data_of(figure) or (pd.DataFrame(), "")
    ids = set(frame["region_id"].dropna()) if "region_id" in frame else set(frame.columns) & {"CN-GD"}
    table = cloudplans.regions().set_index("region_id")[f"name_{lang}"]
    missing = [table[region] for region in ids if table[region] not in alternative]
    assert missing == [] or (len(ids) > 25 and "…" in alternative and len(missing) < len(ids) / 2)  # so many are too long
    assert ids or name in WITHOUT_REGIONS


def ids_of(data: Data) -> set[str]:
    return {*data.plans()["plan_id"], *data.editions()["edition_id"], *data.indicators()["indicator_id"]}


def test_no_ids_in_texts_and_marks(drawn: Case, data: Data) -> None:
    figure = drawn[3]
    shown = [text.get_text() for text in visible_texts(figure)] + [
        figure.get_label(),
        *(m.text for m in plots.marks(figure).values()),
    ]
    known = {name for name in ids_of(data) if "-" in name}
    assert len(known) > 60
    assert [(word, name) for word in shown for name in known if name in word] == []


def test_marks_are_groups_of_the_image(drawn: Case, data: Data) -> None:
    name, lang, width, figure = drawn
    found = plots.marks(figure)
    assert bool(found) == (name not in WITHOUT_REGIONS)
    assert all(gid.startswith(f"record:{mark.record_id}") and mark.text for gid, mark in found.items())
    records = {*data.statements(tier="unverified", documents="all")["statement_id"], *data.goals()["goal_id"],
               *data.instruments()["instrument_id"], *data.projects()["project_id"]}  # fmt: skip
    assert {mark.record_id for mark in found.values()} <= records
    assert lang == "en" or all(CHINESE.search(mark.text) for mark in found.values())
    if (lang, width) != ("en", "wide"):
        return  # drawing is slow
    page = plots.figure_html(figure)
    assert page.startswith('<figure><div class="scroll" tabindex="0"><img class="figure" alt="')
    assert 'download="figure.csv"' in page and "record:" not in re.sub(r'src="[^"]*"', "", page)
    assert [gid for gid in found if page.count(f"<g id='{gid}'>") != 1] == []


def test_corrected_figures_have_their_mark(drawn: Case) -> None:
    figure = drawn[3]
    words = figure.get_label() + "".join(text.get_text() for text in visible_texts(figure))
    assert not ("1.3亿" in words or "130 million" in words) or "†" in words
    assert "† †" not in words


GLOSSES = re.compile(r"农村|城市|新建|具备|规模以上")


def test_chinese_is_drawn_with_a_chinese_font_and_only_where_it_belongs(drawn: Case) -> None:
    name, lang, _, figure = drawn
    chinese = [text for text in visible_texts(figure) if CHINESE.search(text.get_text())]
    assert chinese if lang == "zh" else not chinese or name == "plan_copies"
    assert {text.get_fontfamily()[0] for text in chinese} <= {"cloudplans Chinese"}
    assert findfont("cloudplans Chinese", fallback_to_default=False) == str(plots.chinese_font())
    assert lang == "zh" or not [text.get_text() for text in visible_texts(figure) if GLOSSES.search(text.get_text())]
    english = re.compile(r"[A-Za-z]{4,}")
    allowed = re.compile(r"Mbit|Gbit|Tbit|cloudplans|WLAN|IaaS|DaaS|PaaS|SaaS")
    if lang == "zh":
        left = [text.get_text() for text in visible_texts(figure) if english.search(allowed.sub("", text.get_text()))]
        assert left == []


def test_svg_is_reproducible(data: Data) -> None:
    one, other = (plots.svg(plots.targets(money(data))) for _ in range(2))
    assert one == other


def test_the_callers_words_replace_the_default_ones(data: Data) -> None:
    figure = plots.targets(money(data), title="A finding", subtitle="")
    assert figure.texts[0].get_text() == "A finding" and len(figure.texts) == 2
    assert figure.get_label().startswith("A finding. ")
    assert "Definitions differ" in plots.targets(money(data), title="A finding").texts[1].get_text()


def test_colours_of_regions_and_texts_have_contrast() -> None:
    assert set(style.REGIONS) >= set(cloudplans.load().plans()["region_id"])
    for part in zip(*style.REGIONS.values(), strict=True):  # colours, and markers
        assert len(set(part)) == len(style.REGIONS) and style.UNVERIFIED not in part
    assert all(style.contrast(colour, "white") >= 3 for colour, _ in style.REGIONS.values())
    assert style.contrast(style.INK, "white") >= 4.5 and style.contrast(style.PALE, "white") >= 4.5
    assert style.contrast("#efbb49", "white") < 3  # a planted violation


def test_texts_on_fills_have_contrast(drawn: Case) -> None:
    """A text in the middle of a filled rectangle."""
    figure, checked = drawn[3], 0
    low = []
    for ax in figure.axes:
        patches = [(patch, patch.get_window_extent()) for patch in ax.patches if patch.get_alpha() is None]
        for text in (one for one in ax.texts if one.get_text()):
            place = box(text)
            x, y = (place.x0 + place.x1) / 2, (place.y0 + place.y1) / 2
            for patch, extent in reversed(patches):
                if extent.contains(x, y) and patch.get_facecolor()[3] == 1 and text.get_bbox_patch() is None:
                    checked += 1
                    if style.contrast(to_hex(text.get_color()), to_hex(patch.get_facecolor())) < 4.5:
                        low.append((text.get_text(), to_hex(patch.get_facecolor())))
                    break
    assert low == [] and (checked > 4 or drawn[0] not in ("coverage", "verdicts", "instruments", "tile_map"))


def test_colours_of_regions_mean_regions(drawn: Case) -> None:
    name, _, _, figure = drawn
    if name not in ("coverage", "verdicts", "instruments", "instrument_mix", "plan_copies"):
        return
    used = {to_hex(patch.get_facecolor()) for ax in figure.axes for patch in ax.patches}
    assert used and not used & {colour for colour, _ in style.REGIONS.values()}


def test_amounts() -> None:
    row = {"comparator": "ge", "lower": 95.0, "upper": None, "unit": "percent"}
    assert short_bounds(row, "en") == "≥ 95%" == short_bounds(row, "zh")
    exact = {"comparator": "eq", "lower": 3e11, "upper": 3e11, "unit": "CNY"}
    assert (short_bounds(exact, "en"), short_bounds(exact, "zh")) == ("CNY 300 bn", "3000亿元")
    storage = {"comparator": "approx", "lower": 1e18, "upper": 1e18, "unit": "byte"}
    assert (short_bounds(storage, "en"), short_bounds(storage, "zh")) == ("≈ 1,000 PB", "≈ 1000 PB")
    span = {"lower": 1.234, "upper": 20.37, "unit": "percent"}
    assert short_bounds(span, "en", computed=True) == "1.2–21%"  # bounds are rounded outwards
    assert short_bounds({"lower": 2e9, "upper": 3e9, "unit": "CNY", "comparator": "range"}, "en") == "CNY 2–3 bn"
    assert short_bounds({"lower": 3.2e6, "upper": 3.2e6, "unit": "Mbit/s", "comparator": "eq"}, "en") == "3.2 Tbit/s"
    assert unit_words("subscription/100 person", "en") == "per 100 residents" and unit_words("1", "en") == "ratio"


def test_arrows_of_shares_end_at_100(data: Data) -> None:
    figure = plots.targets(data.targets(indicator="internet-users-public-cloud-share"))
    tips = [text.xy[0] for text in figure.axes[0].texts if text.arrow_patch]
    assert len(tips) == 3 and max(tips) <= 100 and min(tips) > 70


def test_marks_at_the_limit_are_whole(data: Data) -> None:
    figure = plots.targets(data.targets(indicator="fixed-broadband-bandwidth", region=["Guangdong", "Shanghai"]))
    markers = [line for line in figure.axes[0].lines if line.get_marker() not in ("None", None, "")]
    assert len(markers) == 7 and not any(line.get_clip_on() for line in markers)


def test_a_warning_is_true_of_the_rows_that_are_shown(data: Data) -> None:
    steps = compare.steps(data.targets().dropna(subset="deadline"), data=data)
    below = lambda frame: plots.values(frame).texts[1].get_text()  # noqa: E731
    rates = steps[steps["unit"] == "percent"]
    assert "scope or definition" in below(rates).replace("\n", " ")
    one = rates[rates["indicator_id"] == "cloud-services-scale"]
    assert len(one) == 2 and not any("definition" in text.get_text() for text in plots.values(one).texts)


def test_only_states_that_occur_are_explained(data: Data) -> None:
    figure = plots.verdicts(["cloud-services-scale", "cloud-industry-scale"])
    assert figure.texts[1].get_text() == "Row in relation to column. ⊃ contains the other."
    assert not plots.targets(money(data)).legends


def test_rows_are_in_the_order_of_their_values(data: Data) -> None:
    figure = plots.values(relative(data, SIZES, "gdp-target-year").dropna(subset="lower"))
    widths = [patch.get_width() for patch in figure.axes[0].patches]
    assert len(widths) == 6 and widths == sorted(widths, reverse=True)


def test_hedged_figures_are_hollow(data: Data) -> None:
    figure = plots.dumbbell(data.targets(indicator="cloud-industry-bases-national"))
    faces = [line.get_markerfacecolor() for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert "white" in faces and len(set(faces)) == 2


def test_undated_targets_have_a_column_of_their_own(data: Data) -> None:
    figure = plots.timetable(data.targets(indicator="cloud-servers"))
    assert "no year" in [label.get_text() for label in figure.axes[0].get_xticklabels()]


def test_the_editions_of_a_plan_differ_in_one_figure(data: Data) -> None:
    frame = compare.editions(data=data)
    evidence = data.evidence()
    values = evidence[(evidence["role"] == "value") & evidence["edition_id"].str.startswith("guangdong")]
    assert set(frame["statement_id"]) == set(values["statement_id"]) and not frame["statement_id"].duplicated().any()
    assert frame["relation"].value_counts().to_dict() == {"same": len(frame) - 1, "differs": 1}
    (odd,) = frame[frame["relation"] == "differs"].to_dict("records")
    assert (odd["printed_a"], odd["printed_b"], odd["status"]) == ("1\ue0103亿户", "13亿户", "corrected")
    texts = [text.get_text() for text in plots.plan_copies(frame).axes[0].texts]
    assert "4G subscriptions, 2020 †: portal 1[U+E010]3亿户, gazette 13亿户" in texts


def test_every_province_has_one_tile() -> None:
    places = [tile[:2] for tile in TILES.values()]
    assert len(places) == len(set(places)) == 34
    assert len(TILES) == 34 and all(len(translate(tile[2], "zh", context="tile")) <= 3 for tile in TILES.values())


def test_a_map_shows_only_the_regions_of_its_rows(data: Data) -> None:
    texts = [text.get_text() for text in plots.tile_map(data.targets(year=2020, unit="CNY")).axes[1].texts]
    assert "Guangdong" in texts and "Chengdu" not in texts and not any("no such target" in text for text in texts)


WRONG: dict[str, tuple[Callable[[Data], object], str]] = {
    "several units": (
        lambda d: plots.timeline(d.targets(indicator=["subscriptions-4g", "cloud-services-scale"])),
        "an axis has one unit, but the frame has CNY, subscription; select rows of one unit",
    ),
    "several units of targets": (
        lambda d: plots.targets(d.targets(indicator=["subscriptions-4g", "cloud-services-scale"])),
        "an axis has one unit, but the frame has CNY, subscription; select rows of one unit",
    ),
    "no unit": (
        lambda d: plots.values(compare.relative_to(d.targets(indicator="sme-cloud-share"), base="gdp-target-year", data=d)),
        "an axis has one unit, but the frame has none; select rows of one unit",
    ),
    "a frame of something else": (
        lambda d: plots.targets(d.regions()),
        "the frame has no column statement_id; pass rows of targets() or statements(), not region_id, name_zh, short_zh, name_en, "
        "pinyin, adcode, iso_code, level, parent_id",
    ),
    "no comparison": (
        lambda d: plots.values(d.regions()),
        "the frame has no column lower, upper, unit, derivation_en; use a comparison, such as compare.relative_to(rows, base=...)",
    ),
    "no rows": (
        lambda d: plots.dumbbell(compare.stages(d.targets(indicator="subscriptions-4g"), data=d).head(0)),
        "nothing to draw: the frame has no rows; loosen the filters",
    ),
    "no targets": (
        lambda d: plots.targets(d.targets(indicator="subscriptions-4g").head(0)),
        "nothing to draw: the frame has no rows; loosen the filters",
    ),
    "an unknown base": (
        lambda d: plots.small_multiples({"per-head": compare.relative_to(money(d), data=d)}),
        "no base 'per-head'; allowed: absolute, per-resident, per-resident-at-issue, gdp-target-year, gdp-issue-year, national-figure",
    ),
    "no base": (lambda d: plots.small_multiples({}), "nothing to draw; pass at least one base with its results"),
    "different statements": (
        lambda d: plots.small_multiples(
            {"absolute": relative(d, SIZES, "absolute"), "gdp-target-year": relative(d, SIZES, "gdp-target-year")[1:]}
        ),
        "the frame of gdp-target-year has different statements, or a different order, than the first; use the same selection",
    ),
    "an unknown tile": (lambda d: plots.tile_map({"CN-GX ": "x"}), f"no tile 'CN-GX '; nearest: CN-GX, CN-XZ, CN-XJ ({len(TILES) + len(CITIES)} in all)"),
    "no tile": (lambda d: plots.tile_map({}), "nothing to draw; pass at least one region with its text"),
    "a map of something else": (
        lambda d: plots.tile_map(d.regions()),
        "the frame has no column statement_id, indicator_id, deadline, unit; use rows of targets(), such as cloudplans.targets(year=2020)",
    ),
    "coverage of something else": (
        lambda d: plots.coverage(d.targets()),
        "the plot takes what each plan states of each indicator, and this frame does not say it; use compare.coverage_matrix(theme=...) "
        "or compare.coverage(theme=...)",
    ),
    "verdicts of something else": (
        lambda d: plots.verdicts(d.targets()),
        "the plot takes a matrix of verdicts of at least two indicators; use compare.verdict_matrix([...]) or their names",
    ),
    "instruments of something else": (
        lambda d: plots.instruments(d.instruments()),
        "the frame has no column measures, record_ids; use compare.instrument_matrix()",
    ),
    "a mix by type": (
        lambda d: plots.instrument_mix(compare.instrument_matrix(data=d)),
        'the frame has several rows per family; use compare.instrument_matrix(by="family")',
    ),
    "places of something else": (
        lambda d: plots.project_places(d.projects()),
        "the frame has no column place_id, projects, record_ids; use compare.project_places()",
    ),
    "aims of something else": (
        lambda d: plots.aims_ladder(d.goals()),
        "the frame has no column goals, words, record_ids; use compare.aims_ladder()",
    ),
    "no frame": (lambda d: plots.horizons("plans"), "the plot takes a DataFrame, not str; use compare.timelines()"),  # type: ignore[arg-type]
    "an unknown width": (lambda d: plots.targets(money(d), width="phone"), "no width 'phone'; allowed: wide, narrow"),  # type: ignore[arg-type]
    "an unknown language": (lambda d: plots.horizons(lang="fr"), "no language 'fr'; allowed: en, zh"),  # type: ignore[arg-type]
    "several pairs of editions": (
        lambda d: plots.plan_copies(pd.concat([compare.editions(data=d), compare.editions(data=d).assign(edition_b="another")])),
        "the plot compares one pair of editions, but the frame contains 2; select one plan",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_refused(name: str, data: Data) -> None:
    call, message = WRONG[name]
    with pytest.raises(ValueError) as error:
        call(data)
    assert str(error.value) == message


DRAW = """import sys
import matplotlib.pyplot as plt
if sys.argv[1] == "ours":
    from cloudplans.plots import use_style
    use_style("zh")
plt.figure().text(0.1, 0.5, "≥ 1000" + "亿元" * (sys.argv[1] == "ours"), weight="bold")
plt.savefig(sys.argv[2])
"""


@pytest.mark.slow
def test_deleted_fonts_are_not_looked_up(tmp_path: Path) -> None:
    """A font list with deleted files makes matplotlib rebuild it and forget the fonts that were added."""

    def draw(who: str) -> str:
        env = {**os.environ, "MPLCONFIGDIR": str(tmp_path), "SOURCE_DATE_EPOCH": "0", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", DRAW, who, str(tmp_path / "x.svg")],
            env=env, check=True, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        return (tmp_path / "x.svg").read_text(encoding="utf-8") + "".join(
            line for line in done.stderr.splitlines() if "weight" not in line
        )

    expected = draw("ours")
    (font_list,) = tmp_path.glob("fontlist*.json")
    known = json.loads(font_list.read_text(encoding="utf-8"))
    entry = next(
        one for one in known["ttflist"] if one["name"] == "DejaVu Sans" and one["weight"] == 700 and one["style"] == "normal"
    )
    for name in ("DejaVu Sans", "Noto Sans SC"):
        known["ttflist"].insert(0, {**entry, "name": name, "fname": "/nowhere/gone.ttf"})
    font_list.write_text(stale := json.dumps(known), encoding="utf-8")
    assert draw("ours") == expected and font_list.read_text(encoding="utf-8") == stale
    draw("matplotlib's")
    assert font_list.read_text(encoding="utf-8") != stale  # the planted fonts make matplotlib rebuild its list


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_session_keeps_its_settings_and_an_argument_overrides_its_language(lang: str, data: Data) -> None:
    with plt.rc_context(plt.rcParamsDefault):
        before, language_before = dict(plt.rcParams), labels.language()
        figure = plots.targets(data.targets(indicator="subscriptions-4g"), lang=lang)  # type: ignore[arg-type]
        figure.savefig(io.BytesIO(), format="png")
        assert dict(plt.rcParams) == before and labels.language() == language_before
    assert bool(CHINESE.search(figure.get_label())) == (lang == "zh")


# -- one figure per province ------------------------------------------------------------------------------------------------------


def test_a_value_map_writes_each_figure_in_its_tile(data: Data) -> None:
    rows = data.statements(documents="reports", indicator="base-stations-5g", kind="baseline")
    figure = plots.value_map(rows, data=data, lang="en")
    written = [text.get_text() for text in figure.axes[0].texts]
    last = rows.sort_values("deadline").drop_duplicates("region_id", keep="last")
    assert len(last) >= 8 and len(plots.marks(figure)) == len(last)
    for row in last.to_dict("records"):
        assert any(f"{row['lower']:,.0f}" in words and str(row["deadline"]) in words for words in written), row["statement_id"]


def test_a_value_map_shades_by_size_only_what_was_judged_to_be_the_same(data: Data) -> None:
    def colours(indicator: str) -> tuple[int, str]:
        rows = data.statements(documents="reports", indicator=indicator, kind="baseline")
        figure = plots.value_map(rows[rows["scope"].isna()], data=data, lang="en")
        named = {tuple(tile.get_facecolor()) for tile in figure.axes[0].patches}
        return len(named) - 1, " ".join(text.get_text() for text in figure.texts)  # one is that of the empty tiles

    shades, words = colours("base-stations-5g")
    assert shades > 4 and "precision" not in words
    shades, words = colours("computing-power")
    assert shades == 1 and "no precision is stated" in words.replace("\n", " ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.statements(documents="reports", indicator=["base-stations-5g", "computing-power"]), "several indicators"),
        (lambda d: d.targets(indicator="computing-power", region="Qingdao"), "no province on the map '370200'"),
        (lambda d: d.targets(indicator="base-stations-5g").iloc[:0], "nothing to draw"),
    ],
)
def test_a_value_map_refuses_what_it_cannot_show(change: Callable[[Data], pd.DataFrame], message: str, data: Data) -> None:
    with pytest.raises(ValueError, match=message):
        plots.value_map(change(data), data=data)


# -- what was reached and what is planned -----------------------------------------------------------------------------------------


def test_a_panel_joins_a_plan_to_what_was_last_reached(data: Data) -> None:
    rows = data.statements(documents="reports", indicator="computing-power", region="Guizhou")
    figure = plots.reported_and_planned(rows, data=data, lang="en")
    drawn = {line.get_linestyle(): line.get_xdata() for line in figure.axes[0].lines if len(line.get_xdata()) == 2}
    reached, planned = (sorted(rows.loc[rows["kind"] == kind, "deadline"]) for kind in ("baseline", "target"))
    assert len(reached) == 2 and len(planned) == 1
    assert list(drawn["-"]) == reached and list(drawn[":"]) == [reached[-1], planned[0]]


def test_regions_with_one_year_are_counted_not_drawn(data: Data) -> None:
    rows = data.statements(documents="reports", indicator="computing-power")
    rows = rows[rows["scope"].isna() & rows["kind"].isin(["baseline", "target"])]
    years = rows.groupby("region_id")["deadline"].nunique()
    figure = plots.reported_and_planned(rows, data=data, lang="en")
    assert sum(ax.get_visible() for ax in figure.axes) == (years > 1).sum() >= 4
    words = " ".join(text.get_text() for text in figure.texts).replace("\n", " ")
    assert f"{(years < 2).sum()} regions with one year alone are not drawn" in words


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.statements(indicator=["computing-power", "ai-computing-power"], documents="all"), "takes one indicator"),
        (lambda d: d.targets(indicator="computing-power", region="Qingdao"), "no region has figures for two years"),
    ],
)
def test_reported_and_planned_refuses(change: Callable[[Data], pd.DataFrame], message: str, data: Data) -> None:
    with pytest.raises(ValueError, match=message):
        plots.reported_and_planned(change(data), data=data)


def test_yearly_reports_share_a_row_where_their_scope_is_the_same() -> None:
    rows = cloudplans.targets(indicator="smart-factories-and-workshops-added", documents="reports", region="Heilongjiang")
    assert rows["plan_id"].nunique() == 2 and rows["scope"].nunique(dropna=False) == 1
    names = [text.get_text() for text in plots.targets(rows).findobj(Text)]
    assert names.count("Heilongjiang") == 1 and "2025, 2026" in names
    other = cloudplans.targets(indicator="computing-power", documents="reports", region="Gansu")
    assert other["scope"].nunique(dropna=False) == 2
    names = [text.get_text() for text in plots.targets(other).findobj(Text)]
    assert {"Gansu", "Gansu, Qingyang data-centre cluster"} <= {name.replace("\n", " ") for name in names}


def test_the_last_stage_is_labelled_with_its_year_where_it_is_not_the_largest() -> None:
    rows = cloudplans.targets(indicator="data-centre-pue", plan="cn-2016-informatization-13fyp")
    assert rows["deadline"].tolist() == [2018, 2020] and rows["value"].is_monotonic_decreasing
    assert "≤ 1.4 (2020)" in [text.get_text() for text in plots.targets(rows).findobj(Text)]


def test_values_take_targets_as_they_are() -> None:
    rows = cloudplans.targets(indicator="cloud-services-scale", year=2015)
    drawn, compared = plots.values(rows), plots.values(compare.relative_to(rows))
    assert [text.get_text() for text in drawn.findobj(Text)] == [text.get_text() for text in compared.findobj(Text)]


def test_plots_of_stages_count_what_they_leave_out() -> None:
    rows = cloudplans.targets(indicator="cloud-services-scale")
    assert "Left out: 1 without a year or a second stage." in [text.get_text() for text in plots.timeline(rows).texts]
    assert not any("Left out" in text.get_text() for text in plots.timeline(rows[rows["region"] == "Guangdong"]).texts)


def test_narrow_cells_of_coverage_have_a_legend() -> None:
    figure = plots.coverage(compare.coverage_matrix(theme="infrastructure"))
    words = {text.get_text() for text in figure.findobj(Text)}
    assert {"number", "direction only", "words only", "deferred"} <= words


@pytest.mark.parametrize(
    "call", ["import cloudplans.plots", "import cloudplans; cloudplans.plots", "from cloudplans import plots"]
)
def test_without_matplotlib_the_extra_is_named(call: str) -> None:
    code = f"import sys; sys.modules['matplotlib'] = None\n{call}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 1 and done.stderr.splitlines()[-1].endswith(
        "MissingExtra: this needs the package matplotlib; install the extra: pip install 'cloudplans[plot]'"
    )

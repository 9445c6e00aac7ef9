"""Every plot draws the real data in both languages, describes itself, keeps its labels apart, and refuses wrong input."""

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
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from matplotlib.text import Text

import cloudplans
from cloudplans import compare, display, labels, plots
from cloudplans.labels import translate
from cloudplans.plots.tile_map import TILES

LANGUAGES = ("en", "zh")
Data = cloudplans.Dataset
NOT_PLOTS = {"chinese_font", "figure_html", "svg", "use_style"}


@pytest.fixture(autouse=True)
def english_by_default() -> Iterator[None]:
    yield
    plots.use_style("en")


def statements(data: Data, lang: str, rows: pd.DataFrame) -> pd.DataFrame:
    return display.with_readable_columns(rows, data=data, lang=lang)


def stages(data: Data, lang: str = "en", **filters: str) -> pd.DataFrame:
    return statements(data, lang, compare.stages(data.targets(**filters), data=data))


def of_unit(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    return frame[frame["unit"] == unit]


def money(data: Data, tier: str = "verified") -> pd.DataFrame:
    return of_unit(data.targets(theme="industry-scale", tier=tier), "CNY")


def labelled(data: Data, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    return display.with_row_labels(frame, ("region", "deadline", "indicator"), data=data, lang=lang)


def by_base(data: Data, lang: str = "en") -> dict[str, pd.DataFrame]:
    rows = money(data)
    bases = ("absolute", "per-resident-at-issue", "gdp-target-year")
    return {base: labelled(data, compare.relative_to(rows, base=base, data=data), lang) for base in bases}


def named(data: Data, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    return display.with_names(frame, data=data, lang=lang)


def tiles(data: Data, lang: str, indicator: str) -> dict[str, str]:
    return display.figures_by_region(data.targets(indicator=indicator), data=data, lang=lang)


def states(data: Data, lang: str) -> pd.DataFrame:
    return display.matrix_with_names(compare.coverage_matrix(theme="infrastructure", data=data), data=data, lang=lang)


# What is drawn: the plot and, after a colon, the case.
DRAWN: dict[str, Callable[[Data, str], object]] = {
    "targets": lambda d, lang: plots.targets(statements(d, lang, d.targets(indicator="cloud-services-scale"))),
    "targets: both tiers": lambda d, lang: plots.targets(
        statements(d, lang, compare.with_national_lines(d.targets(indicator="mobile-broadband-penetration"), data=d))
    ),
    "values": lambda d, lang: plots.values(by_base(d, lang)["gdp-target-year"], "label"),
    "values: both tiers": lambda d, lang: plots.values(
        labelled(d, compare.relative_to(money(d, "unverified"), data=d), lang), "label"
    ),
    "small_multiples": lambda d, lang: plots.small_multiples(by_base(d, lang)),
    "timeline": lambda d, lang: plots.timeline(stages(d, lang, indicator="subscriptions-4g")),
    "timeline: a range": lambda d, lang: plots.timeline(stages(d, lang, indicator="cloud-backbone-firms")),
    "timeline: shares": lambda d, lang: plots.timeline(of_unit(stages(d, lang), "percent"), allow=True),
    "timeline: both tiers": lambda d, lang: plots.timeline(
        stages(d, lang, indicator="cloud-bigdata-industry-scale", tier="unverified")
    ),
    "dumbbell: shares": lambda d, lang: plots.dumbbell(of_unit(stages(d, lang), "percent")),
    "dumbbell: several series": lambda d, lang: plots.dumbbell(stages(d, lang, indicator="fixed-broadband-bandwidth")),
    "dumbbell: counts": lambda d, lang: plots.dumbbell(of_unit(stages(d, lang), "base")),
    "horizons": lambda d, lang: plots.horizons(display.with_row_labels(compare.timelines(data=d), ("region",), data=d, lang=lang)),
    "timetable": lambda d, lang: plots.timetable(statements(d, lang, compare.with_verdicts(money(d, "unverified"), data=d))),
    "coverage": lambda d, lang: plots.coverage(states(d, lang)),
    "verdicts": lambda d, lang: plots.verdicts(
        compare.verdict_matrix(["cloud-industry-scale", "cloud-services-scale", "cloud-terminal-scale"], data=d, lang=lang)
    ),
    "plan_copies": lambda d, lang: plots.plan_copies(compare.editions(data=d)),
    "tile_map": lambda d, lang: plots.tile_map(tiles(d, lang, "cloud-services-scale")),
    "tile_map: a corrected figure": lambda d, lang: plots.tile_map(tiles(d, lang, "subscriptions-4g")),
    "instruments": lambda d, lang: plots.instruments(named(d, compare.instrument_matrix(data=d), lang)),
    "instrument_mix": lambda d, lang: plots.instrument_mix(named(d, compare.instrument_matrix(by="family", data=d), lang)),
    "project_places": lambda d, lang: plots.project_places(named(d, compare.project_places(data=d), lang)),
    "aims_ladder": lambda d, lang: plots.aims_ladder(named(d, compare.aims_ladder(data=d), lang)),
}  # fmt: skip


def test_every_plot_is_drawn_here() -> None:
    assert {name.split(":")[0] for name in DRAWN} == set(plots.__all__) - NOT_PLOTS


@pytest.fixture(scope="module", params=[(name, lang) for name in DRAWN for lang in LANGUAGES], ids="-".join)
def drawn(request: pytest.FixtureRequest, data: Data) -> tuple[str, str, Figure]:
    """Draw each plot in each language; the language is that of `use_style`, and any warning is an error."""
    name, lang = request.param
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert plots.use_style(lang) == lang
        result = DRAWN[name](data, lang)
        figure = result if isinstance(result, Figure) else result.get_figure(root=True)
        FigureCanvasAgg(figure).draw()  # a closed figure has no canvas
    return name, lang, figure


def visible_texts(figure: Figure) -> list[Text]:
    """Return the texts that are drawn, without ticks beyond their axis and texts of hidden axes."""
    texts = list(figure.texts)
    for ax in figure.axes:
        legend = ax.get_legend()
        texts += [*ax.texts, ax.title, ax._left_title, ax._right_title, *(legend.get_texts() if legend else [])]
        for axis in (ax.xaxis, ax.yaxis) if ax.axison else ():
            low, high = sorted(axis.get_view_interval())
            texts += [axis.label, *(tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)]
            texts += [tick.label2 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    return [text for text in texts if text.get_visible() and text.get_text().strip()]


def test_labels_do_not_overlap(drawn: tuple[str, str, Figure]) -> None:
    figure = drawn[2]
    for text in visible_texts(figure):
        text.get_window_extent()  # places an annotation
    boxes = [(text.get_text(), Text.get_window_extent(text).padded(-1)) for text in visible_texts(figure)]  # without arrows
    assert len(boxes) >= 4
    assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)] == []


def test_every_plot_has_alternative_text_and_no_missing_value(drawn: tuple[str, str, Figure]) -> None:
    name, lang, figure = drawn
    assert len(figure.get_label()) > 40, name
    words = figure.get_label() + "".join(text.get_text() for text in visible_texts(figure))
    assert not ("1.3亿户" in words or "130 million" in words) or "†" in words
    assert not re.search(r"\bnan\b", words) and "NaT" not in words and "<NA>" not in words
    assert lang == "en" or any("\u4e00" <= c <= "\u9fff" for c in words)


def test_chinese_is_drawn_with_a_chinese_font(drawn: tuple[str, str, Figure]) -> None:
    _, lang, figure = drawn
    chinese = [text for text in visible_texts(figure) if any("\u4e00" <= c <= "\u9fff" for c in text.get_text())]
    assert chinese or lang == "en"
    assert {text.get_fontfamily()[0] for text in chinese} <= {"cloudplans Chinese"}
    assert findfont("cloudplans Chinese", fallback_to_default=False) == str(plots.chinese_font())


def test_every_plot_becomes_an_image_with_its_data(drawn: tuple[str, str, Figure]) -> None:
    figure = drawn[2]
    assert plots.svg(figure) == plots.svg(figure)
    page = plots.figure_html(figure)
    assert page.startswith('<figure><div class="scroll" tabindex="0"><img class="figure" alt="')
    assert 'download="figure.csv"' in page


def test_an_argument_overrides_the_language_of_the_style(data: Data) -> None:
    plots.use_style("zh")
    frame = stages(data, indicator="subscriptions-4g")
    assert plots.timeline(frame, lang="en").figure.get_label().startswith("Targets by stage: ")
    assert not plots.timeline(frame).figure.get_label().startswith("Targets by stage: ")


def test_an_unknown_language_is_refused(data: Data) -> None:
    for call in (lambda: plots.use_style("fr"), lambda: plots.plan_copies(compare.editions(data=data), lang="fr")):
        with pytest.raises(ValueError) as error:
            call()
        assert str(error.value) == "no language 'fr'; allowed: en, zh"


def test_a_corrected_figure_has_its_mark(data: Data) -> None:
    rows = stages(data, indicator="subscriptions-4g")
    for ax in (plots.timeline(rows), plots.dumbbell(rows)):
        words = [text.get_text() for text in ax.texts]
        assert any("130 million subscriptions †" in word for word in words)
        assert not any("† †" in word for word in words)


def test_hedged_figures_are_hollow(data: Data) -> None:
    ax = plots.dumbbell(stages(data, indicator="cloud-industry-bases-national"))
    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "o"]
    assert "white" in faces and len(set(faces)) == 2


def test_a_range_is_a_bar_and_an_open_bound_an_arrow(data: Data) -> None:
    bars = lambda ax: [line for line in ax.lines if line.get_linewidth() == 5]  # noqa: E731
    arrows = lambda ax: [text for text in ax.texts if text.arrow_patch and not text.get_text()]  # noqa: E731
    assert bars(plots.timeline(stages(data, indicator="cloud-backbone-firms")))
    ax = plots.dumbbell(of_unit(stages(data), "percent"))
    assert not bars(ax) and arrows(ax)


def test_the_editions_of_a_plan_differ_in_one_figure(data: Data) -> None:
    frame = compare.editions(data=data)
    evidence = data.evidence()
    values = evidence[(evidence["role"] == "value") & evidence["edition_id"].str.startswith("guangdong")]
    assert set(frame["statement_id"]) == set(values["statement_id"]) and not frame["statement_id"].duplicated().any()
    assert frame["relation"].value_counts().to_dict() == {"same": len(frame) - 1, "differs": 1}
    (odd,) = frame[frame["relation"] == "differs"].to_dict("records")
    assert (odd["printed_a"], odd["printed_b"], odd["status"]) == ("1\ue0103亿户", "13亿户", "corrected")
    assert odd["derivation_en"] == "1[U+E010]3亿户 | 13亿户: differs †"


def test_every_province_has_one_tile() -> None:
    places = [tile[:2] for tile in TILES.values()]
    assert len(places) == len(set(places)) == 34
    assert len(TILES) == 34 and all(len(translate(tile[2], "zh", context="tile")) <= 3 for tile in TILES.values())


def test_regions_with_and_without_statements_are_all_regions(data: Data) -> None:
    rows = data.targets(indicator="cloud-services-scale")
    assert display.regions_without_statements(rows, data=data) == ["Hubei", "Shanghai"]
    assert {region: text.count("\n") + 1 for region, text in display.figures_by_region(rows, data=data).items()} == {
        "510100": 1,
        "CN-GD": 3,
        "CN-HB": 1,
        "CN-SH": 1,
    }
    assert display.figures_by_region(rows, data=data)["CN-HB"] == "no such target"


WRONG: dict[str, tuple[Callable[[Data], object], str]] = {
    "several units": (
        lambda d: plots.timeline(stages(d, plan="guangdong-2014"), allow=True),
        "an axis has one unit, but the frame has CNY, Mbit/s, access point, base, enterprise, hotspot, percent, premises, site, "
        "subscription, subscription/100 person; select rows of one unit",
    ),
    "several units of targets": (
        lambda d: plots.targets(statements(d, "en", d.targets(indicator=["subscriptions-4g", "cloud-services-scale"]))),
        "an axis has one unit, but the frame has CNY, subscription; select rows of one unit",
    ),
    "no unit": (
        lambda d: plots.values(
            compare.relative_to(d.targets(indicator="sme-cloud-share"), base="gdp-target-year", data=d), "label"
        ),
        "an axis has one unit, but the frame has none; select rows of one unit",
    ),
    "several indicators": (
        lambda d: plots.timeline(of_unit(stages(d, region="Guangdong"), "CNY")),
        "an axis has one indicator, but the frame has cloud-services-scale, cloud-terminal-scale; select one, or pass allow=True",
    ),
    "a frame of something else": (
        lambda d: plots.targets(d.regions()),
        "the frame has no column statement_id; pass rows of targets() or statements(), not region_id, name_zh, short_zh, name_en, "
        "pinyin, adcode, iso_code, level, parent_id",
    ),
    "no comparison": (
        lambda d: plots.values(d.targets(unit="CNY")),
        "the frame has no column derivation_en; use a comparison, such as compare.relative_to(rows, base=...)",
    ),
    "no rows": (
        lambda d: plots.dumbbell(stages(d, indicator="subscriptions-4g").head(0)),
        "nothing to draw: the frame has no rows; loosen the filters",
    ),
    "no targets": (
        lambda d: plots.targets(statements(d, "en", d.targets(indicator="subscriptions-4g")).head(0)),
        "nothing to draw: the frame has no rows; loosen the filters",
    ),
    "no year": (
        lambda d: plots.timetable(statements(d, "en", compare.with_verdicts(d.targets(indicator="cloud-servers"), data=d))),
        "no target year: hubei-2016.cloud-servers; drop statements without a year and list them below the plot",
    ),
    "an unknown base": (
        lambda d: plots.small_multiples({"per-head": compare.relative_to(money(d), data=d)}),
        "no base 'per-head'; allowed: absolute, per-resident, per-resident-at-issue, gdp-target-year, gdp-issue-year, national-figure",
    ),
    "no base": (lambda d: plots.small_multiples({}), "nothing to draw; pass at least one base with its results"),
    "different statements": (
        lambda d: plots.small_multiples(
            {"absolute": by_base(d)["absolute"], "gdp-target-year": by_base(d)["gdp-target-year"][1:]}
        ),
        "the frame of gdp-target-year has different statements, or a different order, than the first; use the same selection",
    ),
    "an unknown tile": (lambda d: plots.tile_map({"CN-GX ": "x"}), "no tile 'CN-GX '; nearest: CN-GX, CN-XZ, CN-XJ (35 in all)"),
    "no tile": (lambda d: plots.tile_map({}), "nothing to draw; pass at least one region with its text"),
    "several pairs of editions": (
        lambda d: plots.plan_copies(pd.concat([compare.editions(data=d), compare.editions(data=d).assign(edition_b="another")])),
        "the plot compares one pair of editions, but the frame contains 2; select one plan",
    ),
}


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
            [sys.executable, "-c", DRAW, who, str(tmp_path / "x.svg")], env=env, check=True, capture_output=True, text=True
        )
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


OBVIOUS = {
    "aims_ladder": lambda lang: plots.aims_ladder(compare.aims_ladder(), lang=lang),
    "coverage": lambda lang: plots.coverage(compare.coverage_matrix(theme="infrastructure"), lang=lang),
    "dumbbell": lambda lang: plots.dumbbell(cloudplans.targets(unit="percent"), lang=lang),
    "horizons": lambda lang: plots.horizons(lang=lang),
    "instrument_mix": lambda lang: plots.instrument_mix(compare.instrument_matrix(by="family"), lang=lang),
    "instruments": lambda lang: plots.instruments(compare.instrument_matrix(), lang=lang),
    "plan_copies": lambda lang: plots.plan_copies(compare.editions(), lang=lang),
    "project_places": lambda lang: plots.project_places(compare.project_places(), lang=lang),
    "small_multiples": lambda lang: plots.small_multiples(
        {base: compare.relative_to(cloudplans.targets(indicator="cloud-services-scale"), base=base) for base in ("absolute", "gdp-issue-year")},
        lang=lang,
    ),
    "targets": lambda lang: plots.targets(cloudplans.targets(unit="CNY"), lang=lang),
    "tile_map": lambda lang: plots.tile_map(cloudplans.targets(year=2020, unit="CNY"), lang=lang),
    "timeline": lambda lang: plots.timeline(cloudplans.targets(indicator="cloud-services-scale"), lang=lang),
    "timetable": lambda lang: plots.timetable(cloudplans.targets(indicator="cloud-services-scale", tier="unverified"), lang=lang),
    "values": lambda lang: plots.values(compare.steps(cloudplans.targets(region="Guangdong", unit="CNY").dropna(subset="deadline")), lang=lang),
    "verdicts": lambda lang: plots.verdicts(["cloud-services-scale", "cloud-industry-scale"], lang=lang),
}  # fmt: skip


def test_every_plot_has_an_obvious_call() -> None:
    assert set(OBVIOUS) == set(plots.__all__) - {"chinese_font", "figure_html", "svg", "use_style"}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", OBVIOUS)
def test_the_obvious_frame_is_drawn_and_the_session_keeps_its_settings(name: str, lang: str) -> None:
    """Warnings are errors: a character without a glyph warns when the figure is drawn."""
    with plt.rc_context(plt.rcParamsDefault):
        before, language_before = dict(plt.rcParams), labels.language()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drawn = OBVIOUS[name](lang)
            figure = getattr(drawn, "figure", drawn)
            figure.savefig(io.BytesIO(), format="png")
        assert dict(plt.rcParams) == before and labels.language() == language_before
    words = {text.get_text() for text in figure.findobj(Text)} - {""}
    assert len(words) > 3 and figure.get_label()
    chinese = [word for word in words if re.search("[\u4e00-\u9fff]", word)]
    assert len(chinese) > 1 if lang == "zh" else len(chinese) < len(words)

"""The lower tier: off unless asked for, marked wherever it is shown, each figure with address and caveat, none of the lists left over."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import cloudplans
from cloudplans import compare, display, plots
from cloudplans.cli.main import main
from cloudplans.data_quality import summary
from cloudplans.dataset import bilingual_warning
from cloudplans.plots import data_of, style
from cloudplans.verify import Book, raw_tables, typed
from cloudplans.verify import reported_figure_rules as rules

N2 = "china-cloud-2017.cloud-industry-scale.2019"


def money(data: cloudplans.Dataset, tier: str) -> pd.DataFrame:
    rows = data.targets(theme="industry-scale", tier=tier)
    return rows[rows["unit"] == "CNY"]


def test_the_warning_is_in_both_languages() -> None:
    assert bilingual_warning() == "‡ 据公开网页转引，未经核对 / ‡ reported on public pages, not checked"


def test_the_default_is_the_table_as_it_was(data: cloudplans.Dataset) -> None:
    assert data.statements()["statement_id"].tolist() == data.table("statements")["statement_id"].tolist()
    for tier in ("verified", "single-coded"):
        pd.testing.assert_frame_equal(data.statements(tier=tier), data.statements())
    assert "warning" not in data.statements().attrs and "caveat" not in data.statements()
    assert "evidence_tier" not in compare.relative_to(data.targets(), data=data)


def test_the_lower_tier_adds_and_says_so(data: cloudplans.Dataset) -> None:
    every = data.statements(tier="unverified")
    assert every.attrs["warning"] == [bilingual_warning()]
    lower = every[every["status"] == "unverified"]
    assert len(every) - len(lower) == len(data.statements()) and len(lower) > 60
    pd.testing.assert_frame_equal(every.loc[every["status"] != "unverified", list(data.statements())], data.statements())
    for column in ("address", "caveat", "relation", "measured"):
        assert lower[column].notna().all(), column
    assert lower["address"].str.startswith("http").all() and set(lower["status"]) == {"unverified"}
    assert not every["statement_id"].duplicated().any()


@pytest.mark.parametrize("call", [cloudplans.statements, cloudplans.targets, lambda **k: compare.national_ratios(**k)])
def test_a_wrong_tier_is_refused(call) -> None:
    with pytest.raises(ValueError) as error:
        call(tier="all")
    assert error.value.args[0] == "no tier 'all'; allowed: verified, single-coded, unverified"


def test_names_of_the_lower_tier_are_wrong_in_the_higher(data: cloudplans.Dataset) -> None:
    assert data.targets(region="Beijing").empty
    assert len(data.targets(region="Beijing", tier="unverified")) == 3
    pair = N2, "chengdu-2011.cloud-industry-scale.2015"
    with pytest.raises(ValueError) as error:
        compare.pair(*pair, data=data)
    assert error.value.args[0] == f"{N2} is an unverified figure; add tier='unverified' if it has an indicator"
    with pytest.raises(compare.NotComparable, match="how the figure is counted is unknown"):
        compare.pair(*pair, data=data, tier="unverified")
    allowed = compare.pair(*pair, data=data, tier="unverified", allow=["not-judged"])
    assert allowed["derivation_en"].item() == "CNY 430 billion (2019) ‡ > CNY 300 billion (2015)"
    assert allowed["evidence_tier"].item() == "unverified" and bilingual_warning() in allowed.attrs["warning"]


def test_comparisons_carry_the_tier(data: cloudplans.Dataset) -> None:
    rows = money(data, "unverified")
    found = {
        "sized": compare.relative_to(rows, data=data),
        "pairs": compare.pairs(rows, data=data),
        "ranking": compare.ranking(rows, allow=["not-comparable", "not-judged"], data=data),
        "steps": compare.steps(rows, data=data),
        "at": compare.between_stages(rows, 2020, data=data),
        "outcomes": compare.outcomes(rows, data=data),
        "stages": compare.stages(rows, data=data),
    }
    for name, frame in found.items():
        assert set(frame["evidence_tier"]) == {"verified", "unverified"}, name
        assert bilingual_warning() in frame.attrs["warning"], name
        lower = frame[frame["evidence_tier"] == "unverified"]
        if "derivation_en" in frame and name not in ("outcomes", "per year"):
            assert lower["derivation_en"].str.contains("‡").all(), name
    assert (
        compare.relative_to(rows, base="gdp-issue-year", data=data)["missing_en"]
        .str.contains("the date of issue is unknown")
        .any()
    )


def test_verdicts_on_the_lower_tier(data: cloudplans.Dataset) -> None:
    rows = compare.with_verdicts(data.targets(tier="unverified"), data=data)
    assert set(rows.loc[rows["evidence_tier"] == "verified", "verdict"]) == {"same"}
    lower = rows[rows["evidence_tier"] == "unverified"]
    assert set(lower.loc[lower["relation"] != "same", "verdict"]) == {"not-judged"}
    assert set(lower.loc[lower["relation"] == "same", "verdict"]) == {"same", "overlapping", "not-judged"}
    pairs = compare.pairs(money(data, "unverified"), data=data)
    apart = pairs[pairs["a"].str.startswith("guizhou") | pairs["b"].str.startswith("guizhou")]
    across = apart[~(apart["a"].str.startswith("guizhou") & apart["b"].str.startswith("guizhou"))]
    assert len(across) > 30 and set(across["verdict"]) == {"not-judged"} and set(across["relation"]) == {"refused"}


def test_outcomes_of_what_is_not_quite_the_indicator(data: cloudplans.Dataset) -> None:
    rows = data.targets(tier="unverified")
    found = compare.outcomes(rows[rows["relation"].isin(["wider", "near", "narrower"])], data=data)
    assert set(found["verdict"]) == {"no outcome found"}


def test_fifteen_regions_on_the_timetable(data: cloudplans.Dataset) -> None:
    rows = compare.with_verdicts(money(data, "unverified"), data=data)
    assert rows["region_id"].nunique() >= 15 > money(data, "verified")["region_id"].nunique()
    for lang in ("en", "zh"):
        figure = plots.timetable(display.with_readable_columns(rows, data=data, lang=style.use_style(lang)), lang=lang)
        names = data.regions().set_index("region_id")[f"name_{lang}"]
        drawn = {text.get_text().split("\n")[0].removesuffix("‡").strip() for ax in figure.axes for text in ax.texts}
        assert drawn >= {names[region] for region in rows["region_id"]}
        shapes = {marker for _, marker in style.REGIONS.values()} | {style.UNVERIFIED}
        assert set(data.plans()["region_id"]) <= set(style.REGIONS)
        marks = [line for ax in figure.axes for line in ax.lines if line.get_marker() in shapes]
        assert sum(line.get_marker() == "x" for line in marks) == len(
            set(rows.loc[rows["evidence_tier"] == "unverified", "statement_id"].str.removesuffix(".stretch"))
        )  # a stretch target stands beside the plain one of its year
        assert sum(line.get_marker() != "x" for line in marks) == (rows["evidence_tier"] == "verified").sum()
        data_of_figure, _ = data_of(figure) or (pd.DataFrame(), "")
        assert {"evidence_tier", "address", "verdict", "reason_en", "caveat_en"} <= set(data_of_figure)
        assert len(data_of_figure) == len(rows)
        listed = display.statements_with_verdicts(rows, data=data, lang=lang).frame
        assert (
            len(listed) == len(rows)
            and listed["address"].str.contains("http").sum() == (rows["evidence_tier"] == "unverified").sum()
        )


def test_marks_differ_in_every_figure(data: cloudplans.Dataset) -> None:
    rows = data.targets(indicator="cloud-services-scale", tier="unverified")
    stages = data.targets(indicator="cloud-bigdata-industry-scale", tier="unverified")
    sized = data.targets(indicator="electronic-information-revenue", tier="unverified")
    sized = display.with_row_labels(compare.relative_to(sized, data=data), ("region", "deadline"), data=data)
    style.use_style("en")
    drawn = {
        "promises": plots.targets(display.with_readable_columns(rows, data=data)),
        "bounds": plots.values(sized, "label"),
        "small_multiples": plots.small_multiples({"absolute": sized}),
        "timeline": plots.timeline(display.with_readable_columns(compare.stages(stages, data=data), data=data)),
        "dumbbell": plots.dumbbell(display.with_readable_columns(compare.stages(stages, data=data), data=data)),
        "timetable": plots.timetable(display.with_readable_columns(compare.with_verdicts(rows, data=data), data=data)),
    }
    for name, figure in drawn.items():
        assert any(line.get_marker() == style.UNVERIFIED for ax in figure.axes for line in ax.lines), name
        assert "unverified ‡" in [text.get_text() for legend in figure.legends for text in legend.get_texts()], name
        assert "‡" in "".join(text.get_text() for text in figure.texts), name
        assert "reported on public pages, not checked" in plots.figure_html(figure), name
    plain = plots.targets(display.with_readable_columns(data.targets(indicator="cloud-services-scale"), data=data))
    assert not plain.legends and "‡" not in plain.get_label()


def test_reference_lines(data: cloudplans.Dataset) -> None:
    rows = compare.with_national_lines(data.targets(theme="infrastructure"), data=data)
    lines = rows[rows["evidence_tier"] == "unverified"]
    assert set(lines["region_id"]) == {"CN"} and set(lines["relation"]) == {"same"} and (lines["address"] != "").all()
    assert {"guofa-2015-5.pue.2017", "guofa-2013-31.urban-access.2020"} <= set(lines["statement_id"])
    scale = compare.with_national_lines(money(data, "verified"), data=data)
    assert scale.loc[scale["statement_id"] == N2, "lower"].item() == 4.3e11
    figure = plots.targets(scale)
    assert f"record:{N2}" in plots.marks(figure) and "China" in [text.get_text() for text in figure.axes[0].texts]
    nothing = compare.with_national_lines(data.targets(indicator="wlan-hotspots"), data=data)
    assert len(nothing) == 3 and nothing.attrs["warning"] == []


def test_a_statement_without_a_year_has_a_column_of_its_own(data: cloudplans.Dataset) -> None:
    figure = plots.timetable(data.targets(indicator="fixed-broadband-bandwidth"))
    assert "record:shanghai-2017.fixed-broadband-bandwidth" in plots.marks(figure)
    assert "no year" in [label.get_text() for label in figure.axes[0].get_xticklabels()]


def test_every_row_of_the_lists_is_accounted_for(data: cloudplans.Dataset, context: dict) -> None:
    book = Book({name: typed(table) for name, table in raw_tables(data).items()}, {}, context)
    places = [place for row in book.tables["reported"] for place in row["sources"].split()]
    assert sorted(places) == sorted(rules.source_rows(book)) and len(places) > 150
    assert sum(place.startswith("reported_targets:") for place in places) == len(context["reported_targets"])
    further = [row["kind"] for row in context["reported_targets_more"]]
    reached = [row["entry"] for row in book.tables["outcomes_as_read"] if row["entry"].startswith("reported_targets_more:")]
    assert sum(place.startswith("reported_targets_more:") for place in places) == len(further) - further.count("outcome")
    assert len(reached) == len(set(reached)) == further.count("outcome") and list(rules.decided(book)) == []
    frame = data.unverified()
    without = frame["indicator_id"] == ""
    assert (frame.loc[without, ["reason_zh", "reason_en"]] != "").all(axis=None)
    assert (frame.loc[~without, ["reason_zh", "reason_en"]] == "").all(axis=None)
    assert set(frame.loc[frame["address"] == "", "decision"]) == {"dropped"}


@pytest.mark.parametrize(
    ("field", "value"), [("value", "99"), ("unit", "percent"), ("horizon", "2031"), ("indicator", "x"), ("title", "x")]
)
def test_a_changed_list_is_noticed(field: str, value: str, data: cloudplans.Dataset, context: dict) -> None:
    spoiled = {name: [dict(row) for row in held] for name, held in context.items()}
    spoiled["reported_targets"][6][field] = value
    tables_of = {name: typed(table) for name, table in raw_tables(data).items()}
    for given, expected in ((context, False), (spoiled, True)):
        book = Book(tables_of, {}, given)
        assert any([*rules.source(book), *rules.document(book)]) == expected


def test_a_row_more_and_a_row_less_are_noticed(data: cloudplans.Dataset, context: dict) -> None:
    tables_of = {name: typed(table) for name, table in raw_tables(data).items()}
    for name, held in context.items():
        for spoiled in (held[:-1], [*held, held[-1]]):
            book = Book(tables_of, {}, {**context, name: spoiled})
            assert [*rules.source(book), *rules.decided(book)], name


def test_the_documents_count_what_was_dropped(data: cloudplans.Dataset) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    texts = [path.read_text(encoding="utf-8") for path in pages]
    (block,) = [found for text in texts for found in re.findall(r"<!-- reported -->\n(.*?)\n<!-- end -->", text, re.S)]
    assert block == summary.reported(data)
    frame = data.unverified()
    assert f"| total | {len(frame)} |" in block and (frame["decision"] == "dropped").sum() > 10
    counted = display.unverified_counts(data=data).frame.iloc[-1]
    assert (counted["figures"], counted["dropped"]) == (len(frame), (frame["decision"] == "dropped").sum())
    assert len(display.unverified_left_out("dropped", data=data).frame) == counted["dropped"]
    with pytest.raises(ValueError, match="no decision 'lost'; allowed: dropped, kept"):
        display.unverified_left_out("lost", data=data)


def test_the_command_line(data: cloudplans.Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["targets", "--region", "Xinjiang", "--tier", "unverified"]) == 0
    told = capsys.readouterr()
    assert told.err == f"note: {bilingual_warning()}\n" and "≥ CNY 10 billion ‡" in told.out and "http" in told.out
    assert main(["targets", "--region", "Xinjiang"]) == 0
    assert "no target has region Xinjiang" in capsys.readouterr().err
    assert main(["targets", "--format", "csv"]) == 0
    (tmp_path / "targets.csv").write_text(capsys.readouterr().out, encoding="utf-8")
    pd.testing.assert_frame_equal(cloudplans.read_targets(tmp_path / "targets.csv"), data.targets())
    assert main(["show", N2]) == 0
    assert "https://jp.xinhuanet.com/2017-04/11/c_136199608.htm" in capsys.readouterr().out
    assert main(["show", N2]) == 0  # an id says which figure is meant
    told = capsys.readouterr()
    assert "‡" in told.out and "not checked" in told.err
    assert main(["targets", "--tier", "all"]) == 2


def test_the_explorer_has_a_tier(data: cloudplans.Dataset) -> None:
    from cloudplans.explorer import explorer

    panel = explorer(data)
    regions = [value for _, value in panel.controls["region"].options]
    assert not panel.controls["tier"].value and regions == list(data.plans()["region_id"].unique())
    assert "tier" not in panel.program_text
    panel.controls["tier"].value = True
    assert len(panel.controls["region"].options) > 15
    panel.controls["indicator"].value = "cloud-services-scale"
    panel.controls["region"].value = ("CN-GD", "CN-XJ")
    assert panel.shown.panels and any("not checked" in line for line in panel.shown.remarks)
    assert "tier='unverified'" in panel.program_text
    assert "<p>https://hbsztv.com" in panel.rows.value and "xinjiang" not in panel.rows.value
    panel.controls["tier"].value = False
    assert panel.selection.region == ("CN-GD",)


def test_no_link_to_a_page_that_is_not(data: cloudplans.Dataset) -> None:
    display.link_records(True)
    rows = data.targets(indicator="cloud-services-scale", tier="unverified")
    page = (
        display.statements(rows, data=data)._repr_html_()
        + display.statements_with_verdicts(compare.with_verdicts(rows, data=data), data=data)._repr_html_()
    )
    display.link_records(False)
    assert "guangdong-2014.html#" in page and "xinjiang-tianshan.html" not in page

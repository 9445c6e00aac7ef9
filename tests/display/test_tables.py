"""Tables, passages and records: what readers see, in HTML and as text, in both languages."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import cloudplans
from cloudplans import compare, display
from cloudplans.display import html_table
from cloudplans.labels import VOCABULARIES


@pytest.fixture
def linked():
    display.link_records(True)
    yield
    display.link_records(False)


def test_the_public_names_are_there() -> None:
    assert sorted(display.__all__) == list(display.__all__)
    assert all(callable(getattr(display, name)) for name in display.__all__)


def test_every_column_that_a_table_shows_has_a_heading(data: cloudplans.Dataset) -> None:
    tables = [
        display.statements(data.statements(), data=data), display.plans(data=data), display.corrections(data=data), display.projects(data=data),
        display.coverage_counts(data=data), display.kind_counts(data=data), display.unverified_counts(data=data), display.segment_counts(data=data),
        display.unverified_left_out("dropped", data=data),
    ]  # fmt: skip
    editions, regions = set(display.edition_names(data=data).values()), set(display.region_names(data=data).values())
    columns = {column for table in tables for column in table.columns}
    assert columns - editions - regions - set(VOCABULARIES["kind"]) <= set(html_table.HEADINGS)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"), (pd.NA, "–"), (float("nan"), "–"), (pd.NaT, "–"), ("", "–"), (pd.Timestamp("2014-06-13"), "2014-06-13"),
        (True, "✓"), (False, "–"), (2015.0, "2015"), (0.5, "0.5"), (1e20, "1e+20"), (0, "0"), ("a\u202eb", "a[U+202E]b"),
    ],
)  # fmt: skip
def test_a_value_as_a_table_shows_it(value: object, shown: str) -> None:
    assert html_table.shown_value(value) == shown


def test_html_is_escaped_and_has_a_heading_per_cell() -> None:
    page = display.table(pd.DataFrame({"note": ["<b>x</b>"], "count": [2]}))._repr_html_()
    assert "&lt;b&gt;x&lt;/b&gt;" in page and "<b>" not in page
    assert re.findall(r'<th scope="col"[^>]*>(\w+)</th>', page) == ["Note", "Count"]
    assert re.findall(r'<td class="([\w ]+)" data-label="(\w+)">', page) == [("short", "Note"), ("short number", "Count")]


def test_text_is_aligned_by_the_width_of_chinese() -> None:
    table = display.table(pd.DataFrame({"name": ["云", "ab"], "count": [1, 22]}), lang="zh")
    assert repr(table) == "名称  个数\n云       1\nab      22"


def test_tables_link_no_record_unless_told_to(data: cloudplans.Dataset) -> None:
    page = display.statements(data.targets(indicator="cloud-services-scale"), data=data)._repr_html_()
    assert "<a " not in page and ">Record</th>" in page


def test_the_figure_links_to_its_record(data: cloudplans.Dataset, linked: None) -> None:
    table = display.statements(data.targets(indicator="cloud-services-scale", region="Guangdong", year=2020), data=data)
    assert "statement_id" not in table.columns
    link = '<a href="guangdong-2014.html#guangdong-2014.cloud-services-scale.2020">3000亿元</a>'
    assert link in table._repr_html_()


def test_a_table_stays_as_it_was_made(data: cloudplans.Dataset) -> None:
    table = display.statements(data.targets(indicator="cloud-services-scale"), data=data)
    before = table._repr_html_()
    display.link_records(True)
    try:
        assert table._repr_html_() == before
    finally:
        display.link_records(False)


def test_readable_columns_can_be_added_twice(data: cloudplans.Dataset) -> None:
    once = display.with_readable_columns(data.statements(), data=data, lang="zh")
    assert display.with_readable_columns(once, data=data, lang="zh").equals(once)
    assert display.with_readable_columns(once, data=data)["region"].iloc[0] == data.statements()["region"].iloc[0]


@pytest.mark.parametrize(
    ("lang", "shown"), [("en", "1.3亿户 † (printed 1[U+E010]3亿户)"), ("zh", "1.3亿户 † (所印 1[U+E010]3亿户)")]
)
def test_a_corrected_figure_shows_what_is_printed(lang: str, shown: str, data: cloudplans.Dataset) -> None:
    rows = data.statements(indicator="subscriptions-4g", year=2020)
    assert display.with_readable_columns(rows, data=data, lang=lang)["figure"].tolist() == [shown]


def test_an_unverified_figure_is_marked(data: cloudplans.Dataset) -> None:
    rows = data.statements(tier="unverified")
    frame = display.with_readable_columns(rows, data=data)
    assert (frame["figure"].str.endswith(" ‡") == (rows["status"] == "unverified")).all()


def test_a_year_beside_a_missing_one_has_no_fraction(data: cloudplans.Dataset) -> None:
    frame = pd.DataFrame({"region_id": ["CN-GD", "CN-HB"], "deadline": [2015.0, float("nan")]})
    assert display.with_row_labels(frame, ("region", "deadline"), data=data)["label"].tolist() == [
        "Guangdong 2015",
        "Hubei no year",
    ]
    assert display.with_row_labels(frame, ("deadline",), data=data, lang="zh")["label"].tolist() == ["2015", "未注明年份"]


def test_a_comparison_in_both_languages(data: cloudplans.Dataset) -> None:
    pairs = compare.pairs(data.targets(indicator="cloud-services-scale", due_by=2015), data=data)
    for lang, relation in (("en", "less"), ("zh", "小于")):
        table = display.results(pairs, ("a", "relation", "derivation"), data=data, lang=lang)
        assert table.frame["relation"].tolist() == [relation]
        assert table.frame["derivation"].tolist() == pairs[f"derivation_{lang}"].tolist()


def test_every_region_with_a_plan_has_its_figures(data: cloudplans.Dataset) -> None:
    rows = data.targets(indicator="cloud-servers")
    words = display.figures_by_region(rows, data=data)
    assert set(words) == set(data.plans()["region_id"])
    assert [region for region, text in words.items() if text != "no such target"] == ["CN-HB"]
    names = data.regions().set_index("region_id")["name_en"]
    others = [names[region] for region in dict.fromkeys(data.plans()["region_id"]) if region != "CN-HB"]
    assert sorted(display.regions_without_statements(rows, data=data)) == sorted(others) and len(others) > 2


def test_unverified_figures_left_out_name_the_decisions(data: cloudplans.Dataset) -> None:
    with pytest.raises(ValueError) as error:
        display.unverified_left_out("drop", data=data)
    assert str(error.value) == "no decision 'drop'; allowed: dropped, kept"


def test_a_plan_and_its_records(data: cloudplans.Dataset) -> None:
    with pytest.raises(ValueError) as error:
        display.plan_of("Beijing", data=data)
    regions = ", ".join(sorted(set(data.plans()["region_id"])))
    assert regions.startswith("370100, ") or regions.startswith("510100, ")
    assert str(error.value) == f"the data set has no plan of Beijing; regions with a plan: {regions}"
    heading, records = display.plan_heading("广东省", data=data, lang="zh"), display.records({}, "Guangdong", data=data)
    assert heading.name == "广东省" and f"<h1>{heading.name}</h1>" in heading._repr_html_()
    page, ids = records._repr_html_(), data.statements(region="Guangdong")["statement_id"]
    assert re.findall(r'<div id="([^"]*)"', page) == list(
        records.frame.sort_values("theme_id", key=_theme, kind="stable")["statement_id"]
    )
    assert page.count('<details class="record"><summary>') == len(ids)


def _theme(column: pd.Series) -> pd.Series:
    return column.map(list(VOCABULARIES["theme"]).index)


def test_evidence_with_and_without_texts(data: cloudplans.Dataset) -> None:
    name = "hubei-2016.cloud-servers"
    spans = data.evidence(statement=name)
    bare = display.evidence({}, name, data=data)
    assert bare.passages == [] and f"{spans['start'].iloc[0]}–{spans['end'].iloc[0]}" in repr(bare)
    text = " " * 2600 + "约一万台云服务器" * 200
    shown = display.evidence({spans["edition_id"].iloc[0]: text}, name, data=data, lang="zh")
    assert len(shown.passages) == 1 and '<mark class="value"' in shown._repr_html_() and "指标名" in repr(shown)


def test_what_verify_counts_has_a_name(data: cloudplans.Dataset) -> None:
    from cloudplans.verify.run_rules import verify

    outcome = verify(data, {})
    assert set(outcome.counts) <= set(VOCABULARIES["check count"])
    table = display.verification_summary(outcome, lang="zh")
    assert table.frame["column"].iloc[-1] == "个问题" and table.frame["count"].iloc[-1] == len(outcome.problems)
    assert repr(display.open_decisions(outcome)).split() == ["Item", "Kind", "Count", "Fields", "to", "fill", "in"]


def test_a_passage_is_cut_around_its_spans(data: cloudplans.Dataset) -> None:
    pieces = display.passage("a-text", [(3, 5, "value")], "建成约5家企业").pieces
    assert pieces == [("建成约", ""), ("5家", "value"), ("企业", "")]
    assert display.passages(data.evidence(statement="hubei-2016.cloud-servers"), {}) == []


def test_names_and_records_by_id(data: cloudplans.Dataset) -> None:
    assert display.indicator_names(data=data, lang="zh")["cloud-services-scale"] == "云服务产业规模"
    assert display.plan_of("Hubei", data=data)["plan_id"] == "hubei-2016"
    with pytest.raises(ValueError, match=r"^no record 'hubei-2016\.cloud-server'; nearest: hubei-2016\.cloud-servers, "):
        display.show(data, "hubei-2016.cloud-server")


def test_a_linked_table_links_the_record_itself(data: cloudplans.Dataset, linked) -> None:
    html = display.table(data.statements(indicator="subscriptions-4g"), ["statement_id"])._repr_html_()
    assert '<a href="guangdong-2014.html#guangdong-2014.subscriptions-4g.2020">' in html


def test_remarks_are_a_second_line_and_addresses_name_their_host() -> None:
    frame = pd.DataFrame({"name": ["a", "b"], "note": ["why", ""], "address": ["https://www.example.org/x?y=1", ""]})
    page = display.table(frame, ["name"], detail=["note", "address"], caption="Two rows")._repr_html_()
    assert page.count('<tr class="detail">') == 1 and 'colspan="1"><span>why</span><span><a class="external"' in page
    assert '<a class="external" href="https://www.example.org/x?y=1" rel="noopener noreferrer">example.org</a>' in page
    assert "<caption>Two rows</caption>" in page and ">https://" not in page
    assert "why" in repr(display.table(frame, ["name"], detail=["note"]))


def test_a_long_table_of_a_page_folds_its_rows(linked: None) -> None:
    short, long = (display.table(pd.DataFrame({"count": range(size)}))._repr_html_() for size in (12, 13))
    assert 'class="rest"' not in short and "<details" not in short
    assert long.count('<tr class="rest">') == 5 and '<details class="more"><summary>Show all 13</summary>' in long
    assert "<style>" not in short + long


def test_outside_the_report_a_table_is_aligned_to_the_left_and_not_folded() -> None:
    page = display.table(pd.DataFrame({"count": range(13)}))._repr_html_()
    assert page.count("<style>") == 1 and "<details" not in page


def test_the_grid_of_coverage_has_the_latest_target_or_what_is_said_instead(data: cloudplans.Dataset, linked: None) -> None:
    grid = display.coverage_grid("infrastructure", data=data)
    page = grid._repr_html_()
    states = compare.by_region(compare.coverage(theme="infrastructure", data=data))
    assert page.count('<td class="none"') == (states["state"] == "not stated").sum() > 0
    assert page.count('<td class="words"') == states["state"].isin(["directional", "qualitative", "deferred"]).sum() > 0
    assert page.count("<a href=") == (states["state"] == "quantified").sum() > 0
    counts = states[states["state"] == "quantified"].groupby("indicator_id").size()
    most = {name for name, count in counts.items() if count == counts.max()}
    names = data.indicators().set_index("indicator_id")["name_en"]
    assert repr(grid).splitlines()[1].startswith(tuple(names[name] for name in most))


def test_no_unit_is_glued_to_a_value(data: cloudplans.Dataset) -> None:
    for lang in ("en", "zh"):
        values = [
            row[3] for kind in ("dropped", "kept") for row in display.unverified_left_out(kind, data=data, lang=lang).rows()
        ]
        assert len(values) > 50
        assert [value for value in values if re.search(r"\d 100 million|percent\b|start\+|>=", value)] == []


def test_an_outcome_that_cannot_be_decided_has_no_remark_that_decides(data: cloudplans.Dataset) -> None:
    rows = data.targets().dropna(subset=["deadline"])
    for frame in (compare.outcomes(rows, data=data), compare.national_outcomes(data=data)):
        table = display.outcomes(frame[frame["verdict"] != "no outcome found"], data=data)
        undecided = [remarks for row, remarks in zip(table.rows(), table.remarks(), strict=True) if row[3] == "cannot be decided"]
        assert len(undecided) > 2
        assert [words for remarks in undecided for words in remarks if re.search(r"\b(met|beaten|ahead|flag)\b", words)] == []


def test_every_heading_of_a_comparison_is_in_words(data: cloudplans.Dataset) -> None:
    assert display.heading("rank_best") == "Best possible rank" and display.heading("rank_best", "zh") == "可能的最前名次"
    assert [name for name in html_table.HEADINGS.values() if "_" in name] == []

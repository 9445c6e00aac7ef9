"""The codebook knows every name of the data set, in both languages, from the descriptor and the tables."""

from __future__ import annotations

import re

import pytest

import cloudplans
from cloudplans import display
from cloudplans.labels import code_name, safe
from cloudplans.report.codebook_page import codebook


def test_every_word_of_a_closed_vocabulary_has_its_meaning(data: cloudplans.Dataset) -> None:
    words = set(display.vocabularies(data))
    assert len(words) > 100
    for lang in ("en", "zh"):
        known = display.meanings(data, lang)
        assert sorted(words - set(known)) == [], "give each a row in data/coding/glossary.csv"
        assert all(known[word] for word in words)
    rows = data.table("glossary")
    assert set(zip(rows["column"], rows["word"], strict=True)) <= words


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("statements", {"table"}),
        ("deadline", {"column", "word of role"}),
        ("comparability.verdict", {"column"}),
        ("cloud-services-scale", {"indicator"}),
        ("云服务产业规模", {"indicator", "label"}),
        ("hubei-2016", {"plan"}),
        ("hubei-2016-reprint", {"edition"}),
        ("湖北省", {"region"}),
        ("guangdong-2014.subscriptions-4g.2020", {"statement"}),
        ("PB", {"unit"}),
        ("percent", {"unit"}),
        ("not-comparable", {"word of verdict"}),
    ],
)
def test_a_name_is_described(name: str, kinds: set[str]) -> None:
    assert {entry.kind for entry in cloudplans.describe(name).entries} == kinds


@pytest.mark.slow
def test_every_name_is_described_in_both_languages(data: cloudplans.Dataset) -> None:
    names = display.names(data)
    assert len(names) > 500
    for name in names[::9]:
        english, chinese = (display.describe(name, lang, data=data) for lang in ("en", "zh"))
        assert len(english.entries) == len(chinese.entries) > 0
        assert repr(english) and "<h3>" in chinese._repr_html_()


def test_an_indicator_says_who_uses_it_and_what_it_may_be_compared_with(data: cloudplans.Dataset) -> None:
    text = repr(cloudplans.describe("cloud-services-scale"))
    rows = data.statements(indicator="cloud-services-scale")
    assert all(name in text for name in rows["statement_id"]) and len(rows) == 4
    verdicts = data.comparability()
    judged = verdicts[(verdicts[["indicator_a", "indicator_b"]] == "cloud-services-scale").any(axis=1)]
    (entry,) = cloudplans.describe("cloud-services-scale").entries
    assert len(entry.tables[-1][1]) == len(judged) > 5


def test_a_verdict_is_turned_for_the_second_of_the_pair(data: cloudplans.Dataset) -> None:
    rows = data.comparability()
    row = rows[rows["verdict"] == "narrower"].iloc[0]
    for name, other, verdict in ((row.indicator_a, row.indicator_b, "narrower"), (row.indicator_b, row.indicator_a, "broader")):
        table = cloudplans.describe(name).entries[0].tables[-1][1]
        assert table.loc[table["indicator_id"] == other, "relation"].tolist() == [code_name("verdict", verdict)]


def test_an_unknown_name_is_answered_with_the_nearest(data: cloudplans.Dataset) -> None:
    with pytest.raises(ValueError) as error:
        cloudplans.describe("narower")
    assert re.fullmatch(r"no name 'narower'; nearest: narrower, .* \(\d+ in all\)", str(error.value))


def near(name: str) -> dict[str, list[str]]:
    """Return what is near to words without an exact name: the first column under each heading."""
    entry = cloudplans.describe(name).entries[0]
    assert entry.kind == "no exact name"
    return {heading: frame.iloc[:, 0].tolist() for heading, frame in entry.tables}


@pytest.mark.parametrize(
    ("words", "heading", "found"),
    [
        ("pue", "Indicators", "data-centre-pue"),
        ("cloud-service-scale", "Indicators", "cloud-services-scale"),
        ("cloud services", "Indicators", "cloud-services-scale"),
        ("4G", "Indicators", "subscriptions-4g"),
        ("数据中心", "Indicators", "data-centre-pue"),
        ("数据中心", "Plans that mention it", "hubei-2016"),
        ("racks", "Units", "rack"),
        ("servers", "Plans that mention it", "hubei-2016"),
        ("number of data centres", "Indicators", "data-centre-floor-area"),
        ("number of data centers", "Plans that mention it", "guangdong-2014"),
        ("PUE", "Unverified figures of other plans", "guofa-2015-5.pue.2017"),
    ],
)
def test_words_for_a_subject_find_what_is_near(words: str, heading: str, found: str) -> None:
    assert found in near(words)[heading]


@pytest.mark.parametrize("name", ["GUANGDONG", "广东", "gd", "440000", "Guangdong Province"])
def test_a_region_is_found_by_any_of_its_names(name: str) -> None:
    (entry,) = cloudplans.describe(name).entries
    assert (entry.kind, entry.title) == ("region", "Guangdong")


def test_gdp_is_a_series_of_statistics(data: cloudplans.Dataset) -> None:
    entry = cloudplans.describe("GDP").entries[0]
    assert (entry.kind, entry.title) == ("statistics", "gdp")
    assert set(entry.tables[0][1]["vintage"]) == {code_name("vintage", code) for code in data.context(series="gdp")["vintage"]}


def test_tables_for_users_come_first_and_those_of_the_coding_only_where_no_other_has_the_column() -> None:
    titles = [entry.title for entry in cloudplans.describe("lower").entries]
    assert titles[:2] == ["targets.lower", "statements.lower"] and not [title for title in titles if title.startswith("coding_")]
    assert cloudplans.describe("coding_a.lower").entries[0].title == "coding_a.lower"


@pytest.mark.parametrize("words", ["Standard racks", "标准机架", "standard-racks"])
def test_an_indicator_that_only_work_reports_state_is_described(words: str, data: cloudplans.Dataset) -> None:
    entry = cloudplans.describe(words).entries[0]
    rows = data.statements(indicator="standard-racks", documents="all")
    assert entry.title == "Standard racks" and set(entry.tables[0][1]["statement_id"]) == set(rows["statement_id"]) != set()
    assert {*rows["plan_id"]}.isdisjoint(data.plans()["plan_id"])


def test_work_reports_are_named_where_they_have_figures_on_a_subject(data: cloudplans.Dataset) -> None:
    found = near("智能算力")
    assert "ai-computing-power-growth" in found["Indicators"] and "Hunan" in found["Work reports with figures on it"]
    assert "Work reports with figures on it" not in near("cloud brand")
    assert repr(cloudplans.describe("hunan-2025-work-report")).startswith(
        "Work report of the government of Hunan, 2025 (work report)"
    )


def test_without_a_name_the_tables_are_listed(data: cloudplans.Dataset) -> None:
    (entry,) = cloudplans.describe(lang="zh").entries
    main, others = (list(frame["name"]) for _, frame in entry.tables)
    assert len(main) == 10 and main[0] == "targets" and sorted([*main, *others]) == sorted(data.resources)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_the_codebook_shares_it(lang: str, data: cloudplans.Dataset) -> None:
    body = codebook(data, lang).body
    for (_, word), meaning in display.meanings(data, lang).items():
        assert f">{word}</td>" in body and safe(meaning) in body
    rows = [row for resource in data.resources.values() for row in display.field_rows(resource, lang)]
    assert len(rows) > len(data.resources)
    for row in rows:
        assert f">{row['column']}</td>" in body


def test_columns_and_codes_by_example(data: cloudplans.Dataset) -> None:
    assert display.field_rows(data.resources["editions"], "en")[1]["allowed"] == "required; → plans.plan_id"
    assert display.vocabularies(data)["verdict", "narrower"] == ["comparability"]
    assert display.meanings(data, "en")["comparator", "ge"] == "at least"
    assert {"statements", "deadline", "CN-GD", "narrower", "PB"} <= set(display.names(data))

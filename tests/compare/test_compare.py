"""Comparisons of the real plans: recomputed by hand, and refused or undecided where they should be."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from itertools import chain, pairwise

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from test_interval import statements as random_statements

import cloudplans
from cloudplans import compare as c
from cloudplans.compare import implied_vs_stated
from cloudplans.compare.interval import Interval
from cloudplans.compare.shared_row_helpers import interval_of
from cloudplans.data_quality.mutation import make_book
from cloudplans.dataset import coded_statements

GD, CD, SH, HB = "guangdong-2014", "chengdu-2011", "shanghai-2017", "hubei-2016"


def yuan(data: cloudplans.Dataset, name: str) -> float:
    """Parse a printed amount independently: digits before 亿元, or 三千亿元."""
    printed = data.statements().set_index("statement_id").loc[name, "printed"]
    if printed == "三千亿元":
        return 3000e8
    match = re.fullmatch(r"(\d+)亿元", printed)
    assert match, printed
    return int(match[1]) * 1e8


def statistic(data: cloudplans.Dataset, region: str, series: str, vintage: str, year: int) -> float:
    """Read a statistic from the file in its original unit: 100 million yuan, 10 thousand persons."""
    with (data.directory / "context" / "series.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            r
            for r in csv.DictReader(file)
            if (r["region_id"], r["series"], r["vintage"], r["year"]) == (region, series, vintage, str(year))
        ]
    (row,) = rows
    return float(row["value_as_read"]) * {"100 million CNY": 1e8, "10 thousand persons": 1e4}[row["unit_as_read"]]


def test_industry_scale_recomputed_by_hand(data: cloudplans.Dataset) -> None:
    """The worked table: growth, steps, shares of GDP, yuan per resident, share of the national figure."""
    scale = data.targets(theme="industry-scale")
    scale = scale[scale["unit"] == "CNY"]
    steps = c.steps(scale, data=data).set_index(["series_id", "from_year"])
    checked = 0
    for series, stages in {
        f"{GD}.cloud-services-scale": (2015, 2017, 2020),
        f"{GD}.cloud-terminal-scale": (2015, 2017, 2020),
        f"{SH}.cloud-technology-services-revenue": (2018, 2020),
    }.items():
        for first, last in pairwise(stages):
            before, after = (yuan(data, f"{series}.{year}") for year in (first, last))
            growth = ((after / before) ** (1 / (last - first)) - 1) * 100
            row = steps.loc[(series, first)]
            assert row["lower"] == pytest.approx(growth) == row["upper"]
            assert f"{growth:.3g}% a year" in row["derivation_en"] and f"年均{growth:.3g}%" in row["derivation_zh"]
            checked += 1
    assert checked == len(steps) == 5
    gdp = c.relative_to(scale[scale["deadline"] == 2015], base="gdp-target-year", data=data).set_index("statement_id")
    assert len(gdp) > 1
    for name, row in gdp.iterrows():
        region = row["region_id"]
        assert row["lower"] == pytest.approx(
            100 * yuan(data, name) / statistic(data, region, "gdp", "before-4th-economic-census", 2015)
        )
    head = c.relative_to(scale[scale["plan_id"] == GD], base="per-resident", data=data).set_index("statement_id")
    for year in (2015, 2017, 2020):
        name = f"{GD}.cloud-services-scale.{year}"
        assert head.loc[name, "lower"] == pytest.approx(
            yuan(data, name) / statistic(data, "CN-GD", "population", "after-7th-population-census", year)
        )
        assert head.loc[name, "unit"] == "CNY/person"
    share = c.relative_to(scale[scale["deadline"] == 2015], base="national-figure", data=data).set_index("statement_id")
    row = share.loc[f"{CD}.cloud-services-scale.2015"]
    assert interval_of(row.to_dict()) == Interval(0, 3.0, low_closed=False, high_closed=False)  # 300亿 over more than 1万亿
    assert row["statement_ids"][1] == f"{CD}.china-cloud-market-output.2015"


def test_vintages_are_never_mixed(data: cloudplans.Dataset) -> None:
    rows = data.targets(region="CN-GD", indicator="cloud-services-scale")
    before = c.relative_to(rows, base="gdp-target-year", vintage="before-4th-economic-census", data=data)
    after = c.relative_to(rows, base="gdp-target-year", data=data)
    assert before["missing_en"].tolist() == [
        "",
        "",
        "no GDP for 2020 (before the 4th economic census); a value exists in another vintage: after the 4th economic census; "
        "separate panel 2016–2024, after the 5th economic census",
    ]
    assert after["missing_en"].tolist() == ["", "", ""] and set(after["vintage"]) == {"after-4th-economic-census"}
    assert (before["lower"][:2] > after["lower"][:2]).all()  # Guangdong's GDP was revised upwards
    assert before["derivation_en"].str.contains("before the 4th economic census").all()
    assert after["derivation_en"].str.contains("(after the 4th economic census)", regex=False).all()


@pytest.mark.parametrize(
    ("filters", "base", "vintage", "values"),
    [
        ({"region": "Guangdong"}, "gdp-target-year", "after-4th-economic-census", 3),  # the best one covers all rows
        ({"year": 2015}, "gdp-target-year", "before-4th-economic-census", 2),  # Chengdu has no value after the census
        ({}, "gdp-target-year", "before-4th-economic-census", 3),  # none covers all rows: the most regions
        ({"region": "Chengdu"}, "gdp-issue-year", "before-4th-economic-census", 1),
        ({}, "per-resident", "after-7th-population-census", 4),
        ({}, "absolute", "", 4),
    ],
)
def test_the_default_is_the_best_vintage_that_covers_the_rows(filters, base, vintage, values, data: cloudplans.Dataset) -> None:
    frame = c.relative_to(data.targets(indicator="cloud-services-scale", **filters), base=base, data=data)
    assert set(frame["vintage"]) == {vintage} and (frame["missing_en"] == "").sum() == values


def test_a_figure_relative_to_gdp_names_its_vintage_and_is_no_share(data: cloudplans.Dataset) -> None:
    rows = data.targets(indicator="cloud-services-scale", year=2015)
    warning = "GDP: before the 4th economic census. The size of an industry is not value added: a figure relative to GDP is not a share of GDP."
    for call in (c.relative_to, c.pairs, c.ranking):
        frame = call(rows, base="gdp-target-year", data=data)
        assert set(frame["vintage"]) == {"before-4th-economic-census"}
        assert any(words.endswith(f" / {warning}") for words in frame.attrs["warning"])
    chengdu, guangdong = c.relative_to(rows, base="gdp-target-year", data=data)["derivation_en"]
    assert "(before the 4th economic census, as first published)" in chengdu and "as first published" not in guangdong
    assert any(warning in words for words in c.order_changes(rows, data=data).attrs["warning"])


def test_every_percentage_of_the_readme_is_a_figure_relative_to_gdp_before_the_fourth_census(data: cloudplans.Dataset) -> None:
    """Recomputed from the two files alone: the target as printed, the GDP as read, in the vintage that the README names."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count("before the 4th\neconomic census") + text.count("before the 4th economic census") == 2
    shares = {}
    for name, region, plan, year in (
        ("Chengdu", "510100", CD, 2015),
        ("Guangdong", "CN-GD", GD, 2015),
        ("Guangdong", "CN-GD", GD, 2017),
    ):
        gdp = statistic(data, region, "gdp", "before-4th-economic-census", year)
        shares[f"{name} {year}"] = f"{100 * yuan(data, f'{plan}.cloud-services-scale.{year}') / gdp:.2f}%"
    assert shares == {"Chengdu 2015": "2.78%", "Guangdong 2015": "1.37%", "Guangdong 2017": "1.78%"}
    assert all(f"{place} {share}" in text for place, share in shares.items())
    assert "2.78% against 1.37%" in text and set(re.findall(r"[\d.]+%", text)) == set(shares.values())


@pytest.mark.parametrize("old", ["original", "revised", "preliminary"])
def test_a_former_name_of_a_vintage_names_the_new_ones(old: str, data: cloudplans.Dataset) -> None:
    rows = data.targets(indicator="cloud-services-scale")
    new = {"original": "before-4th-economic-census, before-7th-population-census or first-release",
           "revised": "after-4th-economic-census, after-7th-population-census or first-release",
           "preliminary": "first-release"}[old]  # fmt: skip
    for call in (lambda: c.relative_to(rows, vintage=old, data=data), lambda: c.pairs(rows, vintage=old, data=data),
                 lambda: c.order_changes(rows, vintage=old, data=data), lambda: data.context(vintage=old)):  # fmt: skip
        with pytest.raises(ValueError) as error:
            call()
        assert error.value.args[0] == f"no vintage '{old}'; it is now named {new}"


def test_the_order_reverses_under_another_base(data: cloudplans.Dataset) -> None:
    found = c.order_changes(data.targets(), data=data)
    assert {"gdp-target-year", "gdp-issue-year"} <= set(found["base"])
    services = data.targets(indicator="cloud-services-scale", year=2015)
    plain = c.ranking(services, data=data)
    weighed = c.ranking(services, base="gdp-target-year", data=data)
    assert plain["region_id"].tolist() == ["CN-GD", "510100"] == weighed["region_id"].tolist()[::-1]


def test_statements_that_cannot_be_ranked_are_listed(data: cloudplans.Dataset) -> None:
    firms = data.targets(indicator="cloud-backbone-firms", plan=GD)
    ranked = c.ranking(firms, data=data).set_index("statement_id")
    assert (ranked["rank_best"] == 1).all() and (ranked["rank_worst"] == 3).all()
    assert ranked.loc[f"{GD}.cloud-backbone-firms.2015", "undecided_with"] == [
        f"{GD}.cloud-backbone-firms.2017",
        f"{GD}.cloud-backbone-firms.2020",
    ]
    found = c.pairs(data.targets(theme="industry-scale", year=2015), data=data)
    assert {"refused", "less"} <= set(found["relation"])
    assert (found[found["relation"] == "refused"]["reason_en"] != "").all()


def test_a_ranking_refuses_what_a_comparison_of_two_refuses(data: cloudplans.Dataset) -> None:
    rows = data.targets(theme="industry-scale", year=2015)
    found, refused = c.pairs(rows, data=data), 0
    for pair in found.to_dict("records"):
        if pair["verdict"] in ("not-comparable", "not-judged"):
            refused += 1
            with pytest.raises(c.NotComparable):
                c.pair(pair["a"], pair["b"], data=data)
            with pytest.raises(c.NotComparable, match="1 of 1 pairs cannot be ranked, such as"):
                c.ranking(rows[rows["statement_id"].isin([pair["a"], pair["b"]])], data=data)
    assert refused > 5
    with pytest.raises(
        c.NotComparable, match=rf"^{refused} of {len(found)} pairs cannot be ranked, such as .+ and .+: .+; rank one indicator"
    ):
        c.ranking(rows, data=data)
    assert len(c.ranking(rows, allow=["not-comparable", "not-judged", "overlapping", "narrower", "broader"], data=data)) == len(
        rows
    )


def test_a_comparison_is_refused_with_its_reason(data: cloudplans.Dataset) -> None:
    pair = f"{GD}.cloud-services-scale.2015", f"{GD}.cloud-terminal-scale.2015"
    with pytest.raises(c.NotComparable) as error:
        c.pair(*pair, data=data)
    verdict = c.verdict("cloud-services-scale", "cloud-terminal-scale", data=data)
    assert error.value.args[0] == f"{pair[0]} and {pair[1]} are not comparable: {verdict['reason_en']} {verdict['reason_zh']}"
    shown = c.pair(*pair, data=data, allow=["not-comparable"])
    assert shown.attrs["warning"] == [f"not-comparable: {verdict['reason_en']}"]


def test_different_target_years_are_labelled(data: cloudplans.Dataset) -> None:
    shown = c.pair(f"{SH}.cloud-technology-services-revenue.2018", f"{SH}.cloud-technology-services-revenue.2020", data=data)
    assert shown["relation"].item() == "less" and not shown["same_year"].item()
    assert shown.attrs["warning"] == ["the target years differ."]


@pytest.mark.slow
def test_verdicts_are_mirrored(data: cloudplans.Dataset) -> None:
    names = data.indicators()["indicator_id"].tolist()
    mirrored = {"narrower": "broader", "broader": "narrower"}
    seen = set()
    for a in names:
        for b in names:
            one, other = c.verdict(a, b, data=data)["verdict"], c.verdict(b, a, data=data)["verdict"]
            assert other == mirrored.get(one, one)
            seen.add(one)
    assert {"same", "narrower", "broader", "overlapping", "not-comparable"} <= seen


def test_narrower_is_transitive(data: cloudplans.Dataset) -> None:
    table = data.comparability()
    narrower = {(a, b) for a, b, v in table[["indicator_a", "indicator_b", "verdict"]].values if v == "narrower"}
    narrower |= {(b, a) for a, b, v in table[["indicator_a", "indicator_b", "verdict"]].values if v == "broader"}
    assert narrower
    chains = [(a, d) for a, b in narrower for other, d in narrower if b == other]
    assert [pair for pair in chains if pair not in narrower] == []


def test_an_indicator_without_verdicts_is_reported(data: cloudplans.Dataset) -> None:
    from cloudplans.verify.rules_and_their_input import RULES

    book = make_book(data, {})
    assert list(RULES["comparability"].problems(book)) == []
    new = dict(book.indicators["cloud-services-scale"], indicator_id="cloud-zeppelins-scale")
    money = [row for row in book.all_indicators.values() if row["unit"] in ("CNY", "USD")]
    book.all_indicators["cloud-zeppelins-scale"] = new
    assert len(list(RULES["comparability"].problems(book))) == len(money) > 40


def test_coverage_has_a_state_for_every_cell(data: cloudplans.Dataset) -> None:
    frame = c.coverage(data=data)
    assert not frame.duplicated(["plan_id", "indicator_id"]).any()
    assert len(frame) == len(data.plans()) * frame["indicator_id"].nunique()
    assert set(frame["state"]) == {"quantified", "directional", "qualitative", "deferred", "not stated"}
    silent = frame[frame["state"] == "not stated"]
    assert silent["note_en"].str.match(r"not mentioned: \S+ was read in full, \d+ characters in \d+ sections").all()
    quantified = set(chain.from_iterable(frame[frame["state"] == "quantified"]["statement_ids"]))
    exits = frame[(frame["plan_id"] == CD) & (frame["indicator_id"] == "internet-exit-bandwidth")].iloc[0]
    assert exits["state"] == "not stated" and "it states only the baseline: > 400 Gbit/s" in exits["note_en"]
    steady = frame[(frame["plan_id"] == GD) & (frame["indicator_id"] == "patent-applications-growth")].iloc[0]
    assert steady["state"] == "quantified" and steady["printed"].endswith("平稳增长")
    assert quantified == set(
        data.statements()[lambda f: f["kind"].isin(["target", "programme_count", "threshold"])]["statement_id"]
    )
    matrix = c.coverage_matrix(by="theme", data=data)
    assert matrix.notna().all(axis=None)
    with pytest.raises(ValueError, match="no coverage by 'year'; allowed: indicator, theme"):
        c.coverage_matrix(by="year", data=data)


def test_changed_definitions_are_marked(data: cloudplans.Dataset) -> None:
    steps = c.steps(data.targets(plan=GD), data=data).set_index(["series_id", "from_year"])
    assert steps.loc[(f"{GD}.sme-cloud-share", 2015), "changed"] == "definition"
    assert steps.loc[(f"{GD}.fixed-broadband-bandwidth.rural", 2015), "changed"] == "scope"
    assert steps.loc[(f"{GD}.wlan-hotspots", 2015), "changed"] == ""
    with pytest.raises(ValueError, match="contains no indicator with two stages"):
        c.steps(data.targets(plan=CD), data=data)


def test_nothing_is_extrapolated_beyond_the_stages(data: cloudplans.Dataset) -> None:
    rows = data.targets(plan=GD, indicator="cloud-services-scale")
    assert not c.between_stages(rows, 2017, data=data)["derived"].item()
    with pytest.raises(
        ValueError, match="no series of the selection reaches 2021: stages run 2015–2020, and nothing is extrapolated"
    ):
        c.between_stages(rows, 2021, data=data)
    with pytest.raises(ValueError, match="the scope or definition changes across that year in every series"):
        c.between_stages(data.targets(plan=GD, indicator="sme-cloud-share"), 2016, data=data)  # the definition changes across it


def test_outcomes_of_each_kind(data: cloudplans.Dataset) -> None:
    dated = data.statements().dropna(subset=["deadline"])
    found = c.outcomes(dated, data=data).set_index("statement_id")
    assert set(found["verdict"]) == {"met", "missed", "undecided", "no outcome found"}
    upper = c.national_outcomes(data=data).set_index("upper_id")
    assert set(upper["verdict"]) == {"met", "missed", "undecided", "no outcome found"}
    first = upper.loc["guofa-2013-31.fixed-broadband-users.2015"]  # counted for three carriers only: no verdict of missed
    assert first["verdict"] == "undecided" and "three carriers" in first["caveat"]
    assert first["reason_en"] == "measured for a narrower category, and below the target"  # not the reason of the newest outcome
    assert upper.loc["china-speed-and-fees.users-4g.2015", "verdict"] == "met"
    short = found.loc[f"{GD}.fixed-broadband-penetration.2017"]
    assert (short["verdict"], short["reason_en"]) == ("missed", "not reached")  # not the reason of the figure of 2019
    earlier = found.loc[f"{GD}.fixed-broadband-penetration.2015"]
    assert earlier["verdict"] == "missed" and earlier["reason_en"].startswith("still below the target after the deadline")
    forecast = found.loc[f"{CD}.china-cloud-market-output.2015"]
    assert (forecast["kind"], forecast["verdict"]) == ("forecast", "missed")
    assert forecast["reason_en"] == "approximate, but less than half of the target"
    assert found.loc[f"{GD}.fixed-broadband-penetration.2020", "derivation_en"].index("2019-06-30") < found.loc[
        f"{GD}.fixed-broadband-penetration.2020", "derivation_en"
    ].index("2017-05-31")
    assert "only a lower bound" in found.loc[f"{GD}.mobile-broadband-penetration.2017", "reason_en"]
    others = c.unverified_outcomes(data=data).set_index("upper_id")
    assert set(upper.index) < set(others.index) and (others["evidence_tier"] == "unverified").all()
    assert others.loc["zhejiang-digital-economy.digital-economy-share.2020", "verdict"] == "missed"  # 46.8 against 47
    assert others.loc["inner-mongolia.servers.2020", "reason_en"] == "measured for a narrower category, and below the target"
    deciding = found.loc[(found["kind"] == "target") & found["verdict"].isin(["met", "missed", "about"])]
    assert len(deciding) >= 5 and (found["kind"] == "target").sum() == len(data.targets()["deadline"].dropna())
    undated = c.outcomes(data.targets(plan=HB), data=data).set_index("statement_id")
    assert len(undated) == len(data.targets(plan=HB))
    assert found.loc[f"{GD}.subscriptions-4g.2020", "verdict"] == "met"
    assert "†" in found.loc[f"{GD}.subscriptions-4g.2020", "derivation_en"]
    services = found.loc[f"{GD}.cloud-services-scale.2017"]
    assert (services["verdict"], services["reason_en"]) == (
        "no outcome found",
        "only figures for a wider or other category were found: no verdict",
    )
    assert found.loc[f"{CD}.saas-services.2015", "reason_en"] == "no outcome found"
    assert (found[found["verdict"] != "no outcome found"]["address"] != "").all()


def outcome(**changed: object) -> pd.DataFrame:
    row = {"outcome_id": "x", "region_id": "CN-GD", "indicator_id": "wlan-hotspots", "relation": "same", "upper_measure": "",
           "upper_relation": "", "measured_zh": "热点", "measured_en": "hotspots", "as_of": pd.Timestamp(2015, 12, 31), "period": "2015", "comparator": "eq",
           "lower": 2e5, "upper": 2e5, "unit": "hotspot", "address": "a", "reliability": "good", "note": "", "stated_or_derived": "stated", "non_decreasing": ""}  # fmt: skip
    return pd.DataFrame([row | changed])


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "met"),
        ({"lower": 199_999, "upper": 199_999}, "missed"),
        ({"lower": 199_999, "upper": 199_999, "as_of": pd.Timestamp(2015, 6, 30)}, "undecided"),
        ({"lower": 300_000, "upper": 300_000, "as_of": pd.Timestamp(2014, 6, 30)}, "met"),
        ({"lower": 300_000, "upper": 300_000, "as_of": pd.Timestamp(2016, 1, 1)}, "undecided"),
        ({"comparator": "gt", "lower": 150_000, "upper": float("nan")}, "undecided"),
        ({"lower": 199_999, "upper": 199_999, "as_of": pd.Timestamp(2016, 6, 30), "non_decreasing": "yes"}, "missed"),
        ({"lower": 199_999, "upper": 199_999, "as_of": pd.Timestamp(2016, 6, 30)}, "undecided"),
        ({"lower": 200_001, "upper": 200_001, "as_of": pd.Timestamp(2016, 6, 30), "non_decreasing": "yes"}, "undecided"),
        (
            {"lower": 1e5, "upper": 1e5, "as_of": pd.Timestamp(2016, 6, 30), "non_decreasing": "yes", "relation": "narrower"},
            "undecided",
        ),
        ({"comparator": "approx"}, "about"),
        ({"comparator": "approx", "stated_or_derived": "derived"}, "undecided"),
        ({"comparator": "approx", "relation": "narrower"}, "undecided"),
        ({"comparator": "approx", "lower": 90_000, "upper": 90_000}, "missed"),  # less than half
        ({"comparator": "approx", "lower": 400_000, "upper": 400_000}, "undecided"),
        ({"unit": "site"}, "no outcome found"),
        ({"relation": "narrower", "lower": 100_000, "upper": 100_000}, "undecided"),
        ({"relation": "wider"}, "no outcome found"),
    ],
)
def test_outcomes_by_date_bound_and_category(
    changed: dict, verdict: str, data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = data.table
    monkeypatch.setattr(data, "table", lambda name: outcome(**changed) if name == "outcomes" else table(name))
    rows = data.targets(indicator="wlan-hotspots", year=2015)
    assert c.outcomes(rows, data=data)["verdict"].item() == verdict


@pytest.mark.parametrize(
    ("target", "reached", "verdict"),
    [
        ({"comparator": "approx"}, {"lower": 199_999, "upper": 199_999}, "about"),
        ({}, {"comparator": "approx", "lower": 99_000, "upper": 99_000}, "missed"),  # less than half
        ({}, {"comparator": "approx", "lower": 101_000, "upper": 101_000}, "undecided"),
        ({}, {"comparator": "approx", "lower": 399_000, "upper": 399_000}, "undecided"),
        ({}, {"comparator": "approx", "lower": 401_000, "upper": 401_000}, "met"),  # more than twice
        ({"comparator": "le", "lower": float("nan")}, {"comparator": "approx", "lower": 401_000, "upper": 401_000}, "missed"),
        ({"comparator": "gt", "upper": float("nan")}, {}, "missed"),
        ({"comparator": "gt", "upper": float("nan")}, {"comparator": "gt", "upper": float("nan")}, "met"),
        ({"comparator": "le", "lower": float("nan")}, {"lower": 500_000, "upper": 500_000}, "missed"),
        ({"comparator": "le", "lower": float("nan")}, {"lower": 100_000, "upper": 100_000}, "met"),
        ({"comparator": "range", "upper": 3e5}, {"lower": 2e5, "upper": 2e5}, "met"),
    ],
)
def test_outcomes_by_comparator(
    target: dict, reached: dict, verdict: str, data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = data.table
    monkeypatch.setattr(data, "table", lambda name: outcome(**reached) if name == "outcomes" else table(name))
    rows = coded_statements(data, indicator="wlan-hotspots", year=2015)
    for field, value in ({"lower": 2e5, "upper": 2e5} | target).items():
        rows[field] = value
    assert c.outcomes(rows, data=data)["verdict"].item() == verdict


def test_contradictory_outcomes_are_undecided(data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    table = data.table
    two = pd.concat([outcome(outcome_id="a"), outcome(outcome_id="b", lower=1e5, upper=1e5)])
    monkeypatch.setattr(data, "table", lambda name: two if name == "outcomes" else table(name))
    row = c.outcomes(data.targets(indicator="wlan-hotspots", year=2015), data=data).iloc[0]
    assert (row["verdict"], row["reason_en"]) == ("undecided", "the outcomes contradict each other")
    assert set(row["outcome_ids"]) == {"a", "b"}


def test_warnings_reach_the_frame_and_the_figure(data: cloudplans.Dataset) -> None:
    from cloudplans import plots

    money = data.targets(theme="industry-scale", year=2015)
    money = money[money["unit"] == "CNY"]
    shown = [
        c.pair(f"{GD}.sme-cloud-share.2015", f"{GD}.sme-cloud-share.2017", data=data),
        c.pairs(money, allow=["overlapping", "narrower", "broader"], data=data),
        c.ranking(money, allow=["overlapping", "narrower", "broader", "not-comparable"], data=data),
        c.steps(data.targets(plan=GD), data=data),
        c.between_stages(data.targets(plan=GD, indicator="cloud-services-scale"), 2018, data=data),
        c.relative_to(money, base="gdp-target-year", data=data),
    ]
    assert all(frame.attrs["warning"] for frame in shown)
    assert shown[0].attrs["warning"][0].startswith("overlapping: The same document, but the definition differs")
    for frame in (shown[0], shown[2], shown[4], shown[5]):
        figure = plots.values(frame.assign(label="x"), "label")
        subtitle = figure.texts[1].get_text().replace("\n", " ")
        warning = frame.attrs["warning"][0].rpartition(" / ")[2]  # the English half
        assert warning[1:30] in subtitle


def test_missing_years_and_different_kinds_are_reported(data: cloudplans.Dataset) -> None:
    shown = c.pair(f"{CD}.computing-capacity", f"{HB}.computing-capacity", allow=["not-comparable"], data=data)
    assert not shown["same_year"].item() and shown["relation"].item() == "undecided"
    assert shown.attrs["warning"][1:] == ["no target year is stated for both.", "one is a baseline, the other a target."]


def test_rates_have_no_value_per_resident_and_terminals_are_not_part_of_the_cloud_market(data: cloudplans.Dataset) -> None:
    rates = c.relative_to(data.targets(indicator="sme-cloud-share"), base="per-resident", data=data)
    assert rates["lower"].isna().all() and rates["missing_en"].str.contains("is a rate or an index").all()
    terminals = c.relative_to(data.targets(indicator="cloud-terminal-scale"), base="national-figure", data=data)
    assert (terminals["missing_en"] == "not part of the national figure that a plan names").all()


def test_repeats_and_contradictory_rows_are_refused(data: cloudplans.Dataset) -> None:
    rows = coded_statements(data, indicator="wlan-hotspots", year=2015)
    with pytest.raises(ValueError, match=r"wlan-hotspots\.2015 more than once; drop the duplicates"):
        c.pairs(pd.concat([rows, rows]), data=data)
    with pytest.raises(ValueError, match="a statement with the comparator 'gt' cannot have lower and upper"):
        c.relative_to(rows.assign(comparator="gt"), data=data)
    with pytest.raises(ValueError, match="comparator '>=' cannot have"):
        c.relative_to(rows.assign(comparator=">="), data=data)


def test_bounds_between_stages_keep_their_sides(data: cloudplans.Dataset) -> None:
    rows = coded_statements(data, plan=GD, indicator="wlan-hotspots")
    rows["comparator"], rows["upper"] = ["gt", "ge", "ge"], float("nan")
    rows["lower"] = [10.0, 10.0, 20.0]
    row = c.between_stages(rows, 2016, data=data).iloc[0]
    assert (row["lower"], row["lower_closed"]) == (10.0, True)
    rows["comparator"], rows["upper"] = "approx", rows["lower"]
    assert c.between_stages(rows, 2016, data=data)["about"].item() and c.steps(rows, data=data)["about"].all()


def test_ratios_to_national_figures(data: cloudplans.Dataset) -> None:
    frame = c.national_ratios(data=data).set_index(["statement_id", "upper_id"])
    urban = frame.loc[(f"{GD}.fixed-broadband-bandwidth.2020.urban", "guofa-2013-31.urban-access.2020")]
    assert urban["lower"] == 300 / 50 and urban["relation"] == "ratio"
    homes = frame.loc[(f"{GD}.fibre-premises-covered.2015", "guofa-2013-31.ftth-covered.2015")]
    assert homes["lower"] == pytest.approx(100 * 3100 / 20000) and homes["unit"] == "percent"
    refused = frame.loc[(f"{GD}.base-stations-4g.2015", "guofa-2013-31.3g-lte-base-stations.2015")]
    assert refused["relation"] == "refused" and "wider category: 3G included" in refused["derivation_en"]
    whole = frame.loc[(f"{CD}.cloud-industry-scale.2015", "china-cloud-2017.cloud-industry-scale.2015")]
    assert whole["relation"] == "refused" and "the part exceeds the whole" in whole["derivation_en"]  # twice the country
    efficiency = frame.loc[(f"{SH}.data-centre-pue.2018", "guofa-2015-5.pue.2017")]
    assert efficiency["derivation_en"] == "< 1.5; national < 1.5 ‡: the years differ: 2018 and 2017"
    assert (frame["address"] != "").all() and set(frame["evidence_tier"]) == {"unverified"}
    assert c.national_ratios(data=data).attrs["warning"]
    wider = c.national_ratios(tier="unverified", data=data)
    shanxi = wider[(wider["statement_id"] == "shanxi.3g-lte-penetration.2020") & (wider["relation"] == "ratio")]
    assert shanxi["lower"].item() == pytest.approx(86 / 85)


def test_timelines(data: cloudplans.Dataset) -> None:
    frame = c.timelines(data=data).set_index("plan_id")
    assert frame.loc[GD, "passed_at_issue"] == pytest.approx(100 * 100 / 2557)  # 100 days before 11 April 2014, of seven years
    assert pd.isna(frame.loc[SH, "passed_at_issue"]) and frame.loc[SH, "derivation_en"] == "the text gives no date of issue"


def test_implied_values_against_stated_values(data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    found = c.implied_values(data=data).set_index("check_id")
    assert len(found) == len(data.table("sense")) > 4
    check = f"{GD}.4g-within-3g-lte.2020"
    people = statistic(data, "CN-GD", "population", "after-7th-population-census", 2020)
    assert found.loc[check, "lower"] == pytest.approx(1.62 * people) and found.loc[check, "result"] == "pass"
    printed = data.table("statements")
    printed.loc[printed["statement_id"] == f"{GD}.subscriptions-4g.2020", ["lower", "upper"]] = 1.3e9
    monkeypatch.setattr(implied_vs_stated, "coded_statements", lambda data: printed)
    assert c.implied_values(data=data).set_index("check_id").loc[check, "result"] == "fail"  # as printed, it cannot be


FUNCTIONS: dict[str, Callable[..., pd.DataFrame]] = {
    "pairs": c.pairs, "ranking": lambda frame, data: c.ranking(frame, allow=["not-comparable", "not-judged"], data=data), "relative_to": c.relative_to, "order_changes": c.order_changes, "stages": c.stages, "steps": c.steps,
    "outcomes": c.outcomes, "between_stages": lambda frame, data: c.between_stages(frame, 2016, data=data),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_inputs_are_unchanged_and_results_list_their_statements(name: str, data: cloudplans.Dataset) -> None:
    frame = data.targets(plan=GD, theme="industry-scale")
    before = frame.copy(deep=True)
    result = FUNCTIONS[name](frame, data=data)
    pd.testing.assert_frame_equal(frame, before)
    assert len(result) > 0 or name == "order_changes"
    if name not in ("stages",):
        assert set(chain.from_iterable(result["statement_ids"])) <= set(data.statements()["statement_id"])
        assert (result[["derivation_zh", "derivation_en"]] != "").all(axis=None)
    with pytest.raises(ValueError, match="the selection contains no statements; loosen the filters"):
        FUNCTIONS[name](frame.iloc[:0], data=data)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda d: c.relative_to(d.targets(), base="per-head", data=d), "no base 'per-head'; allowed: absolute, per-resident, per-resident-at-issue, gdp-target-year, gdp-issue-year, national-figure"),
        (lambda d: c.relative_to(d.targets(), vintage="newest", data=d), "no vintage 'newest'; allowed: best, after-4th-economic-census, before-4th-economic-census, first-release, panel-2016-2024, after-7th-population-census, before-7th-population-census"),
        (lambda d: c.relative_to(d.targets(), base="per-resident", vintage="first-release", data=d), "no vintage 'first-release'; allowed: best, after-7th-population-census, before-7th-population-census, panel-2016-2024"),
        (lambda d: c.verdict("cloud-service", "cloud-services-scale", data=d),
         "no indicator 'cloud-service'; nearest: cloud-services-"),
        (lambda d: c.pair("@", "y", data=d), "no statement '@', nor a similar one among the "),
        (lambda d: c.pairs(d.targets(), allow=["wider"], data=d), "no verdict 'wider'; allowed: same, convertible, narrower, broader, overlapping, not-comparable, not-judged"),
        (lambda d: c.pairs(d.targets().iloc[:1], data=d), "the selection contains one statement; a comparison needs two"),
        (lambda d: c.pairs(d.targets(), allow="same", data=d), "allow is a list of verdicts, such as ['overlapping'], not 'same'"),
        (lambda d: c.verdict_matrix(["cloud-services-scale"], data=d, lang="fr"), "no language 'fr'; allowed: en, zh"),
        (lambda d: c.coverage(theme="money", data=d), "no theme 'money'; allowed: industry-scale, infrastructure, adoption, enterprises, innovation, context"),
    ],
)  # fmt: skip
def test_wrong_names_get_one_message(call: Callable, message: str, data: cloudplans.Dataset) -> None:
    with pytest.raises(ValueError) as error:
        call(data)
    assert error.value.args[0].startswith(message)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(random_statements(), min_size=2, max_size=5))
def test_ranks_of_random_statements_agree_with_their_bounds(rows: list[dict]) -> None:
    """Ranks are never tighter than the bounds allow, and the input frame is unchanged."""
    data = cloudplans.load()
    frame = coded_statements(data, indicator="wlan-hotspots", plan=GD, kind="target").head(1)
    frame = pd.concat([frame] * len(rows), ignore_index=True)
    frame["statement_id"] = [f"{GD}.wlan-hotspots.{n}" for n in range(len(rows))]
    for column in ("comparator", "lower", "upper"):
        frame[column] = [row[column] for row in rows]
    before = frame.copy(deep=True)
    ranked = c.ranking(frame, data=data).set_index("statement_id")
    pd.testing.assert_frame_equal(frame, before)
    intervals = {name: Interval.of(row) for name, row in frame.set_index("statement_id").iterrows()}
    assert len(intervals) == len(rows) > 0
    for name, interval in intervals.items():
        others = [other for key, other in intervals.items() if key != name]
        more = sum(other.relation(interval) == "greater" for other in others)
        less_or_equal = sum(other.relation(interval) in ("less", "equal") for other in others)
        assert ranked.loc[name, "rank_best"] == 1 + more
        assert ranked.loc[name, "rank_worst"] == len(rows) - less_or_equal

"""Figures of work reports are compared, ranked and drawn by the verdicts on their indicators, as those of plans are."""

from __future__ import annotations

import pytest

import cloudplans
from cloudplans import compare, display, plots
from cloudplans.cli import main
from cloudplans.dataset import coded_statements

STATIONS = "hubei-2026-work-report.base-stations-5g.2025", "hunan-2026-work-report.base-stations-5g.2025"
ADDED = "fujian-2026-work-report.digital-economy-value-added.2025"
REVENUE = "anhui-2026-work-report.digital-economy-core-revenue.2025"
ALONE = "anhui-2026-work-report.ai-applications.2026"  # a measure that no other document states


def words_of(figure: object) -> str:
    return " ".join(text.get_text() for text in figure.texts)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("a", "b", "word"), [
    ("base-stations-5g", "base-stations-5g", "same"), ("standard-racks", "standard-racks", "overlapping"),
    ("digital-economy-core-value-added", "digital-economy-value-added", "narrower"),
    ("digital-economy-value-added", "digital-economy-core-value-added", "broader"),
    ("digital-economy-core-revenue", "digital-economy-core-value-added", "not-comparable"),
    ("computing-power", "supercomputing-power", "overlapping"),  # of plans and of reports
    ("standard-racks", "computing-power", "not-comparable"), ("smart-factories", "industry-brains", "not-comparable"),
])  # fmt: skip
def test_verdicts_on_indicators_of_reports(a: str, b: str, word: str) -> None:
    assert compare.verdict(a, b)["verdict"] == word


def test_every_indicator_of_reports_is_judged_with_itself(data: cloudplans.Dataset) -> None:
    rows = coded_statements(data, documents="all")
    documents = rows[rows["indicator_id"] != ""].groupby("indicator_id")["plan_id"].nunique()
    table = data.comparability()
    own = set(table.loc[table["indicator_a"] == table["indicator_b"], "indicator_a"])
    assert len(own) > 60 and own >= set(documents.index[documents > 1])
    assert own & set(data.table("work_report_indicators")["indicator_id"])


def test_a_pair_of_report_figures_is_compared_or_refused() -> None:
    row = compare.pair(*STATIONS).iloc[0]
    assert (row["relation"], row["verdict"], row["reason_en"]) == ("less", "same", "All count 5G base stations.")
    with pytest.raises(compare.NotComparable, match="One is revenue, the other value added"):
        compare.pair(ADDED, REVENUE)
    shown = compare.pair(ADDED, REVENUE, allow=["not-comparable"])
    assert shown.attrs["warning"][0].startswith("not-comparable: One is revenue")


def test_a_plan_and_a_report_are_compared_by_the_same_verdict() -> None:
    found = compare.pair("shandong-2024-ai.computing-power.2027", "guizhou-2026-work-report.computing-power.2026")
    assert found["verdict"].item() == "overlapping"
    assert [words.partition(":")[0] for words in found.attrs["warning"]] == ["overlapping", "the target years differ."]


def test_a_measure_without_an_indicator_is_never_compared() -> None:
    with pytest.raises(compare.NotComparable, match="One work report alone states the measure"):
        compare.pair(ALONE, STATIONS[0])
    rows = cloudplans.statements(documents="reports")
    rows = rows[rows["statement_id"].isin([ALONE, "anhui-2026-work-report.ai-computing-power-added.2026"])]
    assert len(rows) == 2
    with pytest.raises(compare.NotComparable, match=r"allow=\['not-judged'\]"):
        compare.ranking(rows)


@pytest.mark.parametrize("documents", ["reports", "all"])
def test_a_ranking_follows_the_verdicts(documents: str) -> None:
    def rows(indicator: object, year: int = 2025) -> object:
        return cloudplans.statements(documents=documents, indicator=indicator, year=year)

    stations = compare.ranking(rows("base-stations-5g"))
    first = stations.iloc[0]
    assert (first["rank_best"], stations.attrs["warning"]) == (1, [])
    power = compare.ranking(rows("computing-power"))
    assert (power["rank_best"] == 1).all() and (power["rank_worst"] == len(power)).all() and len(power) > 5
    assert power.attrs["warning"][0].partition(" / ")[2].startswith("overlapping: All are total computing power")
    with pytest.raises(compare.NotComparable, match="different measures"):
        compare.ranking(rows(["digital-economy-core-revenue", "digital-economy-core-value-added"]))


def test_allowed_pairs_are_ranked_with_the_reason_for_the_verdict() -> None:
    rows = cloudplans.statements(documents="reports", indicator="computing-power", year=2026)
    ranked = compare.ranking(rows, allow=["overlapping"])
    assert ranked["rank_best"].tolist() == [1, 2, 3] or ranked["rank_worst"].max() == 3
    assert [words.partition(" / ")[2].partition(",")[0] for words in ranked.attrs["warning"]] == [
        "overlapping: All are total computing power of a region"
    ]


def test_a_matrix_has_indicators_of_plans_and_of_reports() -> None:
    matrix = compare.verdict_matrix(["computing-power", "supercomputing-power", "standard-racks"])
    assert matrix.loc["Computing power", "Supercomputing power"] == "overlapping"
    assert (matrix == matrix.T).all().all()
    assert "overlapping" in words_of(plots.verdicts(matrix))


@pytest.mark.parametrize("allow", [[], ["overlapping"]])
def test_plots_of_a_ranking_say_why_its_figures_may_differ(allow: list[str]) -> None:
    rows = cloudplans.statements(documents="reports", indicator="computing-power", year=2025)
    assert "no precision is stated" in words_of(plots.values(compare.ranking(rows, allow=allow))).replace("\n", " ")


def test_the_warning_of_a_ranking_is_in_the_language_of_the_figure() -> None:
    ranked = compare.ranking(cloudplans.statements(documents="reports", indicator="computing-power", year=2025))
    shown = words_of(plots.values(ranked, lang="zh")).replace("\n", "")
    assert "精度未注明" in shown and "precision" not in shown
    scopes = cloudplans.statements(documents="reports", indicator="5g-factories", year=2024)
    assert [words.partition(" / ")[2] for words in compare.ranking(scopes).attrs["warning"]] == [
        "overlapping: The scopes differ."
    ]


def test_plots_of_targets_warn_of_several_definitions_for_reports_as_for_plans() -> None:
    several = ["computing-power", "ai-computing-power"]
    of_reports = cloudplans.statements(documents="all", indicator=several)
    of_plans = cloudplans.targets(indicator=["cloud-services-scale", "cloud-terminal-scale"])
    for rows in (of_reports, of_plans):
        for draw in (plots.targets, plots.dumbbell, plots.timetable):
            assert "Definitions differ" in words_of(draw(rows)).replace("\n", " "), draw


def test_the_command_compares_targets_of_reports(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["compare", "--indicator", "base-stations-5g-added", "--year", "2025"]
    assert main([*asked, "--documents", "reports"]) == 0
    shown = capsys.readouterr().out
    assert "gansu-2025-work-report.base-stations-5g-added.2025" in shown and "greater" in shown
    assert main(["compare", ADDED, REVENUE]) == 2
    assert "different measures" in capsys.readouterr().err
    assert main(["compare", *STATIONS, "--base", "per-resident"]) == 0
    assert "hubei-2026-work-report.base-stations-5g.2025" in capsys.readouterr().out


def test_tables_of_reasons_and_descriptions_know_indicators_of_reports() -> None:
    shown = str(display.comparability_reasons(["computing-power", "supercomputing-power"]))
    assert "Supercomputers are part of computing power" in shown
    described = str(display.describe("standard-racks"))
    assert "under construction" in described and "shanxi-2025-work-report.standard-racks.2024" in described

"""Commands whose result is a table: filters in any spelling, languages, files in the format of their ending."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import cloudplans
from cloudplans import compare
from cloudplans.cli import main

Shell = pytest.CaptureFixture[str]


def printed_json(capsys: Shell, *arguments: str) -> list[dict]:
    assert main([*arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "filters"),
    [
        (("--region", "广东,hubei"), {"region": ["Guangdong", "Hubei"]}),
        (("--region", "GD", "--region", "420000"), {"region": ["Guangdong", "Hubei"]}),
        (("--indicator", "CLOUD SERVICES INDUSTRY"), {"indicator": "cloud-services-scale"}),
        (("--indicator", "云服务产业规模，cloud-servers"), {"indicator": ["cloud-services-scale", "cloud-servers"]}),
        (("--theme", "adoption", "--theme", "Innovation"), {"theme": ["adoption", "innovation"]}),
        (("--plan", "hubei-2016,shanghai-2017", "--year", "2018,2020"), {"plan": ["hubei-2016", "shanghai-2017"], "year": [2018, 2020]}),
        (("--unit", "CNY,percent", "--due-by", "2015"), {"unit": ["CNY", "percent"], "due_by": 2015}),
    ],
)  # fmt: skip
def test_filters_take_several_names_in_any_spelling(arguments: tuple[str, ...], filters: dict, capsys: Shell) -> None:
    rows = printed_json(capsys, "targets", *arguments)
    assert [row["statement_id"] for row in rows] == cloudplans.targets(**filters)["statement_id"].tolist() and len(rows) > 1


def test_statements_of_some_kinds(capsys: Shell) -> None:
    rows = printed_json(capsys, "statements", "--kind", "baseline,forecast")
    expected = cloudplans.statements(kind=["baseline", "forecast"])
    assert [row["statement_id"] for row in rows] == expected["statement_id"].tolist() and len(rows) > 5
    assert list(rows[0]) == list(expected) and isinstance(rows[0]["deadline"], int | None)
    assert main(["statements", "--kind", "goal"]) == 2
    assert capsys.readouterr().err.startswith(
        "cloudplans statements: no kind 'goal'; allowed: baseline, context, earlier_target, forecast, "
    )


@pytest.mark.parametrize("arguments", [("targets", "--indicator", "PUEs"), ("statements", "--indicator", "racks of servers"), ("coverage", "--indicator", "服务器")])  # fmt: skip
def test_an_unknown_indicator_is_answered_with_near_ones(arguments: tuple[str, ...], capsys: Shell) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert "nearest: " in said and any(name in said for name in ("data-centre-pue", "cloud-servers"))


def test_names_that_exist_without_rows_give_an_empty_table_and_a_note(capsys: Shell) -> None:
    assert main(["targets", "--region", "Hubei", "--year", "2015", "--format", "csv"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ",".join(cloudplans.targets(region="Hubei", year=2015)) + "\n"
    assert shown.err.startswith("note: no target has region Hubei, year 2015; ")
    assert main(["targets", "--region", "Beijing"]) == 0
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize("by", ["option", "environment"])
def test_chinese_output(by: str, capsys: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    option = ["--lang", "zh"] if by == "option" else []
    monkeypatch.delenv("CLOUDPLANS_SOURCES", raising=False)
    if by == "environment":
        monkeypatch.setenv("CLOUDPLANS_LANG", "zh")
    selected = ["--region", "Hubei", "--indicator", "cloud-servers"]
    for command, words in {"targets": "云服务器", "statements": "湖北省", "coverage": "未提及", "growth": "年均"}.items():
        asked = ["--region", "GD", "--indicator", "cloud-services-scale"] if command == "growth" else selected
        asked = ["--theme", "innovation"] if command == "coverage" else asked
        assert main([command, *asked, *option]) == 0
        assert words in capsys.readouterr().out, command
    assert main(["show", "hubei-2016.cloud-servers", *option]) == 0
    shown = capsys.readouterr()
    assert "指标         云服务器" in shown.out and shown.err == "没有规划文本：用 --sources DIR 指定文件夹后可看原文段落\n"
    assert main(["describe", "PUE", *option]) == 0
    assert "提及该内容的规划" in capsys.readouterr().out
    assert cloudplans.targets(region="Hubei")["region"].iloc[0] == "Hubei"  # the session's language is as it was


def test_a_language_that_does_not_exist(capsys: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDPLANS_LANG", "de")
    assert main(["targets"]) == 2
    assert capsys.readouterr().err == "cloudplans targets: CLOUDPLANS_LANG: no language 'de'; allowed: en, zh\n"


@pytest.mark.parametrize("ending", ["csv", "json", "parquet", "xlsx"])
def test_the_ending_of_a_file_decides_its_format(ending: str, tmp_path: Path, capsys: Shell) -> None:
    for needed in ("openpyxl", "pyarrow"):
        pytest.importorskip(needed)
    path = tmp_path / f"some.{ending}"
    assert main(["targets", "--region", "Chengdu,Shanghai", "--out", str(path)]) == 0
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.startswith(f"{ending}: ")
    pd.testing.assert_frame_equal(cloudplans.read_targets(path), cloudplans.targets(region=["Chengdu", "Shanghai"]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--out", "a.doc"), "no format 'doc' for a file; allowed: csv, json, parquet, xlsx; end its name with .csv or another of them"),
        (("--out", "a.csv", "--format", "xlsx"), "a.csv ends like csv, but the format is xlsx; leave one of them out"),
        (("--out", "a.csv", "--format", "table"), "a table is for standard output; leave out --format, so that the ending of the file decides"),
        (("--format", "xlsx"), "--format xlsx needs a file: add --out FILE.xlsx"),
    ],
)  # fmt: skip
def test_a_format_that_does_not_fit_is_refused(
    arguments: tuple[str, ...], message: str, capsys: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["targets", *arguments]) == 2
    assert capsys.readouterr().err == f"cloudplans targets: {message}\n"
    assert list(tmp_path.iterdir()) == []


PAIR = ("guangdong-2014.cloud-services-scale.2015", "chengdu-2011.cloud-services-scale.2015")


def test_the_difference_of_two_figures_is_not_called_a_bound(capsys: Shell) -> None:
    (row,) = printed_json(capsys, "compare", *PAIR)
    assert row["difference_lower"] == row["difference_upper"] == 70_000_000_000
    assert not {"lower", "upper"} & set(row) and row["statement_ids"] == list(PAIR)


def test_two_statements_relative_to_a_base(capsys: Shell) -> None:
    (absolute,) = printed_json(capsys, "compare", *PAIR)
    (relative,) = printed_json(capsys, "compare", *PAIR, "--base", "gdp-target-year")
    assert absolute["relation"] == "greater" and "%" in relative["derivation_en"]
    larger = relative["a"] if relative["relation"] == "greater" else relative["b"]
    assert larger.startswith("chengdu")


def test_selected_targets_are_compared(capsys: Shell) -> None:
    chosen = ("--indicator", "cloud-services-scale", "--year", "2015")
    rows = cloudplans.targets(indicator="cloud-services-scale", year=2015)
    assert [row["relation"] for row in printed_json(capsys, "compare", *chosen)] == compare.pairs(rows)["relation"].tolist()
    sizes = printed_json(capsys, "compare", *chosen, "--base", "gdp-issue-year")
    assert [row["lower"] for row in sizes] == pytest.approx(compare.relative_to(rows, base="gdp-issue-year")["lower"].tolist())
    revised = printed_json(capsys, "compare", *chosen, "--base", "gdp-target-year", "--vintage", "after-4th-economic-census")
    assert [row["vintage"] for row in sizes] == ["before-4th-economic-census"] * 2
    assert [row["lower"] is None for row in revised] == [True, False] and "first release" in revised[0]["missing_en"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("x",), "only one statement, x; name a second one, or select targets with filters such as --indicator"),
        ((*PAIR, "--year", "2015"), "name two statements or select targets with filters, not both"),
        ((), "nothing to compare; name two statements, or select targets with filters such as --indicator"),
        (("--base", "gdp"), "no base 'gdp'; allowed: "),
        (("--indicator", "cloud-servers"), "the selection contains one statement; a comparison needs two"),
    ],
)
def test_a_comparison_of_nothing_is_refused(arguments: tuple[str, ...], message: str, capsys: Shell) -> None:
    assert main(["compare", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"cloudplans compare: {message}")


def test_growth_is_that_of_steps(capsys: Shell) -> None:
    rows = printed_json(capsys, "growth", "--region", "Guangdong")
    expected = compare.steps(cloudplans.statements(region="Guangdong", kind=["target", "baseline"]))
    assert [row["derivation_en"] for row in rows] == expected["derivation_en"].tolist() and len(rows) > 10
    assert main(["growth", "--region", "Hubei"]) == 2
    assert "no indicator with two stages in one plan" in capsys.readouterr().err


def test_coverage_leaves_no_indicator_out_silently(data: cloudplans.Dataset, capsys: Shell) -> None:
    assert main(["coverage", "--theme", "infrastructure", "--format", "csv"]) == 0
    shown = capsys.readouterr()
    listed = {line.split(",")[5] for line in shown.out.splitlines()[1:]}
    named = set(shown.err.rpartition(": ")[2].strip().split("; "))
    assert listed | named >= set(data.indicators(theme="infrastructure")["indicator_id"]) and named and not listed & named
    assert f"for {len(named)} of the indicators" in shown.err


def test_coverage_of_some_indicators_and_regions(capsys: Shell) -> None:
    rows = printed_json(capsys, "coverage", "--region", "湖北,GD", "--indicator", "cloud-servers,data-centre-pue")
    assert {(row["region_id"], row["indicator_id"]) for row in rows} == {
        (region, name) for region in ("CN-HB", "CN-GD") for name in ("cloud-servers", "data-centre-pue")
    }

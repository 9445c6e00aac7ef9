"""Seven questions of a new user, answered on the command line alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import cloudplans
from cloudplans.cli import main

Shell = pytest.CaptureFixture[str]


def shell(capsys: Shell, *arguments: str) -> str:
    """Return what a command prints; it must succeed."""
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_which_region_has_the_larger_cloud_industry_relative_to_gdp(capsys: Shell) -> None:
    printed = shell(capsys, "compare", "--base", "gdp-target-year", "--indicator", "Cloud services industry", "--year", "2015")
    shares = {line.split()[1]: line.split("= ")[-1] for line in printed.splitlines()[1:]}
    assert shares == {"Chengdu": "2.78%", "Guangdong": "1.37%"}


def test_what_the_plans_say_about_pue(capsys: Shell) -> None:
    assert "data-centre-pue" in shell(capsys, "describe", "pue")
    listed = shell(capsys, "targets", "--indicator", "data-centre-pue")
    (record,) = (line.split()[0] for line in listed.splitlines()[1:] if line.startswith("shanghai-2017"))
    shown = shell(capsys, "show", record)
    assert "优于" in shown and "1.5" in shown and "新建大型" in shown
    states = shell(capsys, "coverage", "--indicator", "data-centre-pue").splitlines()
    assert len(states) == 2 and "Shanghai" in states[0] and "number" in states[1]


def test_which_growth_two_targets_imply(capsys: Shell) -> None:
    asked = ("growth", "--region", "Guangdong", "--indicator", "cloud-services-scale", "--year", "2015,2020")
    assert "CNY 100 billion (2015) → CNY 300 billion (2020): 24.6% a year" in shell(capsys, *asked)


def test_what_is_due_by_a_year_as_a_workbook(capsys: Shell, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    shell(capsys, "targets", "--due-by", "2018", "--out", str(tmp_path / "due.xlsx"))
    sheet = pd.read_excel(tmp_path / "due.xlsx")
    assert len(sheet) == len(cloudplans.targets(due_by=2018)) > 50
    assert {"Guangdong", "Chengdu"} <= set(sheet["region"]) and "Cloud services industry" in set(sheet["indicator"])


def test_who_is_silent_on_servers_and_data_centres(capsys: Shell) -> None:
    head, row = shell(capsys, "coverage", "--indicator", "cloud-servers").splitlines()
    regions = cloudplans.plans()["region_id"].nunique()
    assert {"Chengdu", "Guangdong", "Hubei", "Shanghai"} <= set(head.split()[2:])
    assert row.count("not mentioned") + row.count("words only") == regions - 1 and row.count("number") == 1
    near = shell(capsys, "describe", "number of data centres")
    assert "data-centre-floor-area" in near and "Plans that mention it" in near and "hubei-2016" in near


def test_a_file_for_a_chart_needs_no_merge(capsys: Shell, tmp_path: Path) -> None:
    shell(capsys, "targets", "--indicator", "cloud-services-scale", "--out", str(tmp_path / "chart.csv"))
    rows = pd.read_csv(tmp_path / "chart.csv")
    assert rows.pivot(index="deadline", columns="region", values="value").loc[2015].tolist() == [3e10, 1e11]


@pytest.mark.parametrize(
    ("key", "values"), [("region_zh", ["广东省", "湖北省"]), ("region", ["Guangdong", "Hubei"]), ("adcode", ["440000", "420000"])]
)
def test_a_table_of_ones_own_joins_by_name_or_code(key: str, values: list[str], capsys: Shell, tmp_path: Path) -> None:
    shell(capsys, "export", "--region", "Guangdong,Hubei", "--out", str(tmp_path / "targets.csv"))
    own = pd.DataFrame({key: values, "mine": [1, 2]})
    joined = cloudplans.read_targets(tmp_path / "targets.csv").merge(own, on=key, how="left")
    assert len(joined) == len(cloudplans.targets(region=["Guangdong", "Hubei"])) and joined["mine"].notna().all()

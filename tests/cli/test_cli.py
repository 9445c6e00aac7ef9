"""The command line: exit codes, whole messages, no traceback."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from command import run

import cloudplans
from cloudplans.dataset import LAYERS

RECORDS = sum(len(cloudplans.load().table(name)) for name in ("statements", "work_report_statements", *LAYERS)) + len(
    cloudplans.unverified()
)


def test_help_names_every_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    for command in ("targets", "statements", "show", "compare", "growth", "coverage", "verify", "report"):
        assert command in done.stdout


def test_targets_as_csv_are_the_table(data: cloudplans.Dataset) -> None:
    done = run("targets", "--format", "csv")
    assert done.returncode == 0 and done.stderr == ""
    assert len(done.stdout.splitlines()) == len(data.targets()) + 1
    rows = json.loads(run("targets", "--region", "CN-HB", "--format", "json").stdout)
    assert {row["plan_id"] for row in rows} == {"hubei-2016"}


def test_targets_as_a_table_mark_the_corrected_figure() -> None:
    done = run("targets", "--indicator", "subscriptions-4g")
    assert done.returncode == 0
    assert "1.3亿户 † (printed 1[U+E010]3亿户)" in done.stdout


def test_compare_refuses_or_labels() -> None:
    pair = "guangdong-2014.cloud-services-scale.2015", "guangdong-2014.cloud-terminal-scale.2015"
    refused = run("compare", *pair)
    assert refused.returncode == 2 and refused.stdout == ""
    assert refused.stderr.startswith(f"cloudplans compare: {pair[0]} and {pair[1]} are not comparable: One is services")
    allowed = run("compare", *pair, "--allow")
    assert allowed.returncode == 0 and allowed.stderr.startswith("note: not-comparable: One is services")
    assert "CNY 100 billion (2015) < CNY 300 billion (2015)" in allowed.stdout


def test_coverage_as_table_and_csv(data: cloudplans.Dataset) -> None:
    assert "not mentioned" in run("coverage", "--theme", "innovation").stdout
    rows = run("coverage", "--format", "csv").stdout.splitlines()
    assert len(rows) > 100 and rows[0].startswith("region,indicator,theme,plan_id,region_id,indicator_id,theme_id,state")


def test_show_with_and_without_texts(sources: Path) -> None:
    name = "guangdong-2014.subscriptions-4g.2020"
    bare = run("show", name)
    assert bare.returncode == 0
    assert bare.stderr == "no plan texts are available: give --sources DIR to see the passages\n"
    assert "1[U+E010]3亿户 → 1.3亿户 (inferred)" in bare.stdout
    full = run("show", name, "--sources", str(sources))
    assert full.returncode == 0 and full.stderr == ""
    assert "[4G用户]" in full.stdout and "[1[U+E010]3亿户]" in full.stdout


def test_every_kind_of_record_can_be_shown(data: cloudplans.Dataset, sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from cloudplans.cli import main

    reported = data.unverified()
    mapped = (reported["decision"] == "kept") & (reported["indicator_id"] != "")
    shown = {
        **{data.table(layer)[key].iloc[0]: f"{key} " for layer, key in LAYERS.items()},
        reported.loc[mapped, "reported_id"].iloc[0]: "statement_id ",
        reported.loc[~mapped, "reported_id"].iloc[0]: "reported_id ",
    }
    assert len(shown) == 5
    for name, first in shown.items():
        assert main(["show", name, "--sources", str(sources)]) == 0
        printed = capsys.readouterr()
        assert printed.out.startswith(first) and name in printed.out
        assert ("not checked" in printed.err) == (name in set(reported["reported_id"])) != ("[" in printed.out)


def test_targets_by_unit_and_by_when_they_are_due(tmp_path: Path, data: cloudplans.Dataset) -> None:
    frame = data.targets(unit="CNY", due_by=2018)
    assert len(frame) > 5 and set(frame["unit"]) == {"CNY"} and frame["deadline"].max() <= 2018
    assert len(run("targets", "--unit", "CNY", "--due-by", "2018", "--format", "csv").stdout.splitlines()) == len(frame) + 1
    out = tmp_path / "some.xlsx"
    done = run("targets", "--unit", "CNY", "--due-by", "2018", "--format", "xlsx", "--out", str(out))
    assert done.returncode == 0 and done.stdout == "", done.stderr
    sheets = pd.read_excel(out, sheet_name=None)
    assert list(sheets) == ["targets", "codebook", "sources"]
    assert sheets["targets"]["statement_id"].tolist() == frame["statement_id"].tolist()
    assert sheets["targets"]["lower"].tolist() == frame["lower"].tolist()
    assert sheets["codebook"]["column"].tolist() == list(frame)


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda d: d.targets(regin="Hubei"), TypeError, "targets() has no filter 'regin'; allowed: region, indicator, theme, plan"),
        (lambda d: d.statements("Hubei"), TypeError, "statements() takes its filters by name"),
        (lambda d: d.goals(theme=3), TypeError, "goals(theme=3): theme is a name or a list of names, not int"),
        (lambda d: d.targets(year="2020"), TypeError, "targets(year='2020'): a year is a whole number, such as 2020"),
        (lambda d: d.targets(year=True), TypeError, "targets(year=True): a year is a whole number, such as 2020"),
        (lambda d: d.targets(region=[]), ValueError, "targets(region=[]): the list is empty; leave region out to keep all rows"),
        (lambda d: d.targets(tier=["unverified"]), TypeError, "targets(tier=['unverified']): tier takes one value, not a list; call it once for each"),
        (lambda d: d.targets(region=["Hubei", "Nowhere"]), ValueError, "no region 'Nowhere'"),
        (lambda d: d.projects(place="Hubei"), ValueError, "no place with a project 'Hubei'"),
    ],
)  # fmt: skip
def test_a_wrong_filter_is_an_error(data: cloudplans.Dataset, call, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind) as caught:
        call(data)
    assert str(caught.value).startswith(said)


def test_a_list_keeps_any_of_its_values(data: cloudplans.Dataset) -> None:
    both = data.targets(region=["Hubei", "上海市"], year=(2018, 2020))
    parts = [data.targets(region=region, year=year) for region in ("Hubei", "Shanghai") for year in (2018, 2020)
             if (data.targets(region=region)["deadline"] == year).any()]  # fmt: skip
    assert len(both) == sum(map(len, parts)) > 3
    assert len(data.projects(place=["武汉市", "襄阳市"])) >= len(data.projects(place="武汉市")) > 0


@pytest.mark.slow
def test_every_statement_can_be_shown(data: cloudplans.Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    from cloudplans.cli import main

    names = data.statements()["statement_id"]
    for name in names:
        assert main(["show", name]) == 0
    shown = capsys.readouterr().out
    assert shown.count("statement_id ") == len(names) > 100
    assert "\ue010" not in shown


def test_verify_with_texts(sources: Path) -> None:
    done = run("verify", "--sources", str(sources))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("0 problems; checked ")
    assert run("verify", CLOUDPLANS_SOURCES=str(sources)).stdout == done.stdout


def test_verify_without_texts_says_what_it_could_not_check() -> None:
    done = run("verify")
    assert done.returncode == 0
    count = len(cloudplans.editions())
    assert f"not checked: {count} of {count} plan texts are not available" in done.stdout


def test_verify_lists_problems_and_exits_1(data: cloudplans.Dataset, sources: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data.directory, copy)
    table = copy / "statements.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("300000000000,300000000000", "300000000001,300000000001"), "utf-8")
    done = run("verify", "--data", str(copy), "--sources", str(sources))
    assert done.returncode == 1
    assert "statements.csv: chengdu-2011.cloud-industry-scale.2015" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("targets", "--region", "Hubay"), 2, f"cloudplans targets: no region 'Hubay'; nearest: Huaiyin, Hunan, Hubei ({3 * len(cloudplans.regions())} in all)\n"),
        (("show", "hubei-2016.cloud-server"), 2,
         "cloudplans show: no record 'hubei-2016.cloud-server'; nearest: hubei-2016.cloud-servers,"
         f" hubei-2016.goal.45-4.services, hubei-2016.goal.42-2.services ({RECORDS} in all)\n"),
        (("verify", "--sources", "/nowhere"), 3, "cloudplans verify: there is no folder /nowhere\n"),
        (("verify", "--data", "/nowhere"), 2,
         "cloudplans verify: /nowhere contains no datapackage.json; name a directory with tables and their descriptor\n"),
    ],
)  # fmt: skip
def test_bad_calls(arguments: tuple[str, ...], code: int, message: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", message)


def test_a_text_that_is_not_the_pinned_one_exits_3(sources: Path, tmp_path: Path, data: cloudplans.Dataset) -> None:
    for name in data.editions()["file"]:
        (tmp_path / name).write_bytes((sources / name).read_bytes())
    first, second = sorted(tmp_path.iterdir())[:2]
    first.write_bytes(first.read_bytes().replace("1000亿元".encode(), "2000亿元".encode(), 1))
    second.unlink()
    done = run("verify", "--sources", str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    pins = data.editions().set_index("edition_id")
    assert done.stderr == (
        f"cloudplans verify: guangdong-2014-gazette: no file {second.name} in {tmp_path}\n"
        f"guangdong-2014-portal: {first.name} in {tmp_path} is not the pinned text "
        f"(sha256 {pins.loc['guangdong-2014-portal', 'sha256'][:12]}…, 8453 characters)\n"
    )


def test_a_closed_pipe_is_not_an_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m cloudplans targets --format csv | head -1", shell=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.startswith("region,indicator,")


def test_an_unwritable_place_exits_4(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("report", "--out", str(tmp_path / "file" / "report"))
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1] == f"cloudplans report: {tmp_path / 'file'}: File exists"


@pytest.mark.slow
def test_several_folders_of_data_are_refused_or_read_together(tmp_path: Path) -> None:
    done = run("targets", "--data", str(tmp_path / "one"), "--data", str(tmp_path / "two"))
    assert (done.returncode, done.stdout) == (2, "")
    one = tmp_path / "one"
    assert (
        done.stderr
        == f"cloudplans targets: {one} contains no datapackage.json; name a directory with tables and their descriptor\n"
    )
    for number in ("one", "two"):
        text = tmp_path / f"{number}.txt"
        text.write_text("某市云计算规划\n到2020年，云计算产业规模达到100亿元。\n", encoding="utf-8")
        assert run("new-plan", str(tmp_path / number), "--text", str(text), "--plan", f"{number}-2020").returncode == 0
    done = run("targets", "--data", str(tmp_path / "one"), "--data", str(tmp_path / "two"), "--format", "csv")
    assert done.returncode == 0 and len(done.stdout.splitlines()) == len(cloudplans.targets()) + 1
    assert f"drafts in {tmp_path / 'one'}, {tmp_path / 'two'} left out" in done.stderr


def test_the_help_names_every_export_format() -> None:
    from cloudplans.export import FORMATS

    words = run("export", "--help").stdout.replace("\n", " ")
    assert len(FORMATS) > 5 and [name for name in FORMATS if name not in words] == []


def test_a_report_that_cannot_be_built_says_why(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    done = run("report", "--out", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"cloudplans report: {tmp_path} has files that are not a report; name a new or empty folder, or an earlier report\n"
    )

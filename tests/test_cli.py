"""The command line: exit codes to the letter, whole messages, no traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cloudplans


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CLOUDPLANS_")} | environment
    return subprocess.run(
        [sys.executable, "-m", "cloudplans", *arguments], capture_output=True, text=True, encoding="utf-8", env=env, check=False
    )


def test_help_names_every_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    for command in ("targets", "show", "compare", "coverage", "verify", "report"):
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
    assert "not stated" in run("coverage", "--theme", "innovation").stdout
    rows = run("coverage", "--format", "csv").stdout.splitlines()
    assert len(rows) > 100 and rows[0].startswith("plan_id,region_id,indicator_id,theme,state")


def test_show_with_and_without_texts(sources: Path) -> None:
    name = "guangdong-2014.subscriptions-4g.2020"
    bare = run("show", name)
    assert bare.returncode == 0
    assert bare.stderr == "the texts are not at hand: give --sources DIR to see the passages\n"
    assert "1[U+E010]3亿户 → 1.3亿户 (inferred)" in bare.stdout
    full = run("show", name, "--sources", str(sources))
    assert full.returncode == 0 and full.stderr == ""
    assert "[4G用户]" in full.stdout and "[1[U+E010]3亿户]" in full.stdout


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
    assert "not checked: 5 of 5 texts not at hand" in done.stdout


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
        (("targets", "--region", "Hubay"), 2, f"cloudplans targets: no region 'Hubay'; nearest: Hunan, Hubei, Wuhan ({3 * len(cloudplans.regions())} in all)\n"),
        (("targets", "--region", "Hubei", "--year", "2015"), 2,
         "cloudplans targets: no target has region Hubei, year 2015 at once; leave one of them out\n"),
        (("show", "hubei-2016.cloud-server"), 2,
         "cloudplans show: no statement 'hubei-2016.cloud-server'; nearest: hubei-2016.cloud-servers,"
         " hubei-2016.cloud-leading-firms.2020, hubei-2016.platform-build-period (112 in all)\n"),
        (("verify", "--sources", "/nowhere"), 3, "cloudplans verify: there is no folder /nowhere\n"),
        (("verify", "--data", "/nowhere"), 2,
         "cloudplans verify: /nowhere holds no datapackage.json; name a directory with the tables and their descriptor\n"),
    ],
)  # fmt: skip
def test_bad_calls(arguments: tuple[str, ...], code: int, message: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", message)


def test_a_text_that_is_not_the_pinned_one_exits_3(sources: Path, tmp_path: Path, data: cloudplans.Dataset) -> None:
    for path in sources.glob("0*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
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


def test_a_closed_pipe_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m cloudplans targets --format csv | head -1", shell=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.startswith("statement_id,")


def test_an_unwritable_place_exits_4(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("report", "--out", str(tmp_path / "file" / "report"))
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1] == f"cloudplans report: {tmp_path / 'file'}: File exists"

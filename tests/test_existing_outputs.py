"""No command overwrites, deletes or follows what it did not write: the folder is compared before and after, byte for byte."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from cloudplans import authoring
from cloudplans.cli import main
from cloudplans.existing_outputs import digests, foreign_files, keep, manifest_text, refuse_folder, refuse_input

pytestmark = pytest.mark.skipif(os.name != "posix", reason="plants links, pipes and devices")
Placed = Callable[[Path], Path]
PLAN = "到2020年，云计算产业规模达到1000亿元，培育30家左右骨干企业。\n"


def snapshot(folder: Path) -> dict[str, object]:
    """Return everything in a folder: bytes of files, targets of links, kinds of the rest."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name, kind = path.relative_to(folder).as_posix(), stat.S_IFMT(path.lstat().st_mode)
        found[name] = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else kind
    return found


def earlier_report(folder: Path) -> None:
    (folder / "zh").mkdir(parents=True)
    for name in ("index.html", "zh/index.html"):
        (folder / name).write_text("<p>page</p>", encoding="utf-8")
    text = manifest_text("0 inputs", digests(folder, folder.rglob("*")))
    (folder / ".cloudplans-report").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def new_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = tmp_path_factory.mktemp("new") / "text-of-mine.txt"
    text.write_text(PLAN, encoding="utf-8")
    authoring.new_plan(text.parent / "mine", text, plan="mine-2021", region="CN-GX")
    return text.parent / "mine"


@pytest.fixture
def own_folder(new_folder: Path) -> Placed:
    """Return what puts a folder of a plan into a place."""
    return lambda folder: Path(shutil.copytree(new_folder, folder))


def refused(folder: Path, words: list[str], codes: tuple[int, ...], capsys: pytest.CaptureFixture[str]) -> str:
    before = snapshot(folder)
    assert before, "nothing was planted"
    code = main(words)
    err = capsys.readouterr().err
    assert code in codes, err
    assert "Traceback" not in err and err.strip()
    assert snapshot(folder) == before
    return err


def put(name: str) -> Callable[[Path], None]:
    def plant(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("mine", encoding="utf-8")

    return plant


def link(name: str, target: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).symlink_to(target)


def pipe(name: str) -> Callable[[Path], None]:
    return lambda folder: os.mkfifo(folder / name)


IN_A_REPORT: dict[str, tuple[Callable[[Path], None], str]] = {
    "notes": (put("my-notes.txt"), "my-notes.txt"),
    "hidden file": (put(".notes"), ".notes"),
    "thesis in a folder": (put("sub/thesis.docx"), "sub/thesis.docx"),
    "file beside pages": (put("zh/notes.txt"), "zh/notes.txt"),
    "changed page": (put("index.html"), "index.html"),
    "Chinese name": (put("笔记.txt"), "笔记.txt"),
    "link to a file": (link("link", "/etc/hostname"), "link"),
    "link to a folder": (link("link", "/etc"), "link"),
    "cyclic link": (link("link", "link"), "link"),
    "broken link": (link("link", "nothing"), "link"),
    "pipe": (pipe("pipe"), "pipe"),
    "empty folder": (lambda folder: (folder / "empty").mkdir(), "empty"),
    "newline in a name": (put("a\nb"), "a\nb"),
}


@pytest.mark.parametrize("case", IN_A_REPORT)
def test_a_report_with_other_files_is_refused_and_names_them(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant, named = IN_A_REPORT[case]
    earlier_report(tmp_path / "report")
    assert foreign_files(tmp_path / "report", tmp_path / "report/.cloudplans-report") == []
    plant(tmp_path / "report")
    assert named in refused(tmp_path, ["report", "--out", str(tmp_path / "report")], (2,), capsys)


def test_a_marker_that_is_a_link_makes_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier_report(tmp_path / "report")
    (tmp_path / "mine").mkdir()
    put("thesis.docx")(tmp_path / "mine")
    (tmp_path / "mine/.cloudplans-report").symlink_to(tmp_path / "report/.cloudplans-report")
    refused(tmp_path, ["report", "--out", str(tmp_path / "mine")], (2,), capsys)


@pytest.mark.parametrize("kept", ["notes", "thesis in a folder", "link to a file", "cyclic link", "empty folder", "Chinese name"])
def test_force_keeps_other_files(kept: str, tmp_path: Path) -> None:
    old, new = tmp_path / "report", tmp_path / "new"
    earlier_report(old)
    new.mkdir()
    IN_A_REPORT[kept][0](old)
    keep(foreign_files(old, old / ".cloudplans-report"), old, new)
    left = {
        name: content
        for name, content in snapshot(old).items()
        if "html" not in name and name not in ("zh", ".cloudplans-report")
    }
    assert snapshot(new) == left and left


@pytest.mark.parametrize(("planted", "why"), [("changed page", "the output has a file of that name"), ("pipe", "cannot be kept")])
def test_force_does_not_replace_what_it_cannot_keep(planted: str, why: str, tmp_path: Path) -> None:
    old, new = tmp_path / "report", tmp_path / "new"
    earlier_report(old)
    earlier_report(new)
    IN_A_REPORT[planted][0](old)
    before = snapshot(tmp_path)
    with pytest.raises(ValueError, match=why):
        keep(foreign_files(old, old / ".cloudplans-report"), old, new)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("out", [".", "..", "/", "~", "data", "texts", "here/.."])
def test_a_report_never_takes_the_place_of_a_folder_in_use(
    own_folder: Placed, out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("here", "home", "texts"):
        (tmp_path / name).mkdir()
    own_folder(tmp_path / "data")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    path = {"~": str(tmp_path / "home"), "data": "../data", "texts": "../texts", "here/..": "../here/.."}.get(out, out)
    words = ["report", "--out", path, "--data", "../data", "--sources", "../texts"]
    assert "name a new or empty folder" in refused(tmp_path, words, (2,), capsys)
    assert Path.cwd() == tmp_path / "here"


TABLES = [
    ("csv", "statements.csv"),
    ("csv", "plans.csv"),
    ("csv", "targets.csv"),
    ("jsonl", "regions.jsonl"),
    ("jsonl", "plans.jsonl"),
]


@pytest.mark.parametrize(("form", "name"), TABLES)
@pytest.mark.parametrize("plant", ["file", "link", "pipe", "folder", "cyclic link"])
def test_a_folder_of_tables_spares_what_is_there(
    plant: str, form: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    put("victim")(tmp_path)
    {
        "file": put(name), "link": link(name, "../victim"), "pipe": pipe(name), "folder": lambda place: (place / name).mkdir(),
        "cyclic link": link(name, name),
    }[plant](home)  # fmt: skip
    words = ["export", "--format", form, "--table", "all", "--out", str(home)]
    assert name in refused(tmp_path, words, (2,), capsys)
    if plant != "file":
        refused(tmp_path, [*words, "--force"], (2,), capsys)


def test_an_export_replaces_its_own_files_and_with_force_those_of_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export", "--format", "csv", "--table", "all", "--out", str(tmp_path)]
    put("words.txt")(tmp_path)
    assert main(words) == 0
    first = snapshot(tmp_path)
    assert len(first) > 10 and first["words.txt"] == b"mine"
    assert main(words) == 0 and main([*words, "--for-spreadsheet"]) == 0 and main(words) == 0
    assert snapshot(tmp_path) == first
    put("plans.csv")(tmp_path)
    assert "plans.csv" in refused(tmp_path, words, (2,), capsys)
    assert main([*words, "--force"]) == 0 and snapshot(tmp_path) == first


OUTPUTS = {
    "export": ["export", "--format", "csv"], "export json": ["export", "--format", "json"], "sqlite": ["export", "--format", "sqlite"],
    "xlsx": ["export", "--format", "xlsx"], "package": ["export", "--format", "datapackage"],
    "targets": ["targets", "--format", "csv"], "statements": ["statements", "--format", "csv"],
    "coverage": ["coverage", "--format", "csv"],
}  # fmt: skip


@pytest.mark.parametrize("command", OUTPUTS)
@pytest.mark.parametrize("file", ["statements.csv", "datapackage.json"])
def test_an_input_is_never_the_output(
    own_folder: Placed, command: str, file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = own_folder(tmp_path / "mine")
    out = folder / file
    words = [*OUTPUTS[command], "--data", str(folder), "--out", str(out)]
    if out.suffix == ".json" and command in ("targets", "statements", "coverage"):
        words.remove("--format"), words.remove("csv")
    refused(tmp_path, words, (2,), capsys)


@pytest.mark.parametrize("way", ["same", "link", "hard link", "dots"])
def test_an_input_under_another_name_is_never_the_output(
    own_folder: Placed, way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = own_folder(tmp_path / "mine")
    out = {"same": folder / "plans.csv", "dots": folder / ".." / "mine" / "plans.csv"}.get(way, tmp_path / "out.csv")
    if way == "link":
        out.symlink_to(folder / "plans.csv")
    elif way == "hard link":
        os.link(folder / "plans.csv", out)
    err = refused(tmp_path, ["export", "--format", "csv", "--data", str(folder), "--out", str(out)], (2,), capsys)
    assert "is an input of this command" in err
    refuse_input(tmp_path / "new.csv", [folder])


@pytest.mark.parametrize("out", ["in.csv", "./in.csv", "link.csv"])
def test_a_scan_never_replaces_its_input(
    out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text(PLAN, encoding="utf-8")
    (tmp_path / "link.csv").symlink_to("in.csv")
    refused(tmp_path, ["scan", "in.csv", "--out", out], (2,), capsys)


WRITERS = {
    "scan": ["scan", "text.txt"], "export": ["export", "--format", "csv"], "targets": ["targets"], "growth": ["growth"],
}  # fmt: skip
NEIGHBOURS = (".part", ".journal", ".tmp")


@pytest.mark.parametrize("command", WRITERS)
def test_neighbours_of_an_output_are_left_alone(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.txt").write_text(PLAN, encoding="utf-8")
    put("victim")(tmp_path)
    for ending in NEIGHBOURS:
        put(f"f.csv{ending}")(tmp_path)
        link(f".f.csv{ending}", "victim")(tmp_path)
        pipe(f".f.csv.0123456789ab{ending}")(tmp_path)
    before = snapshot(tmp_path)
    assert main([*WRITERS[command], "--out", "f.csv"]) == 0
    after = snapshot(tmp_path)
    assert after.pop("f.csv") and after == before


@pytest.mark.parametrize("command", WRITERS)
@pytest.mark.parametrize("plant", ["pipe", "cyclic link", "folder", "full device"])
def test_a_special_file_as_output_is_one_message(
    command: str, plant: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if plant == "full device" and not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.txt").write_text(PLAN, encoding="utf-8")
    {
        "pipe": pipe("f.csv"), "cyclic link": link("f.csv", "f.csv"), "folder": lambda place: (place / "f.csv").mkdir(),
        "full device": link("f.csv", "/dev/full"),
    }[plant](tmp_path)  # fmt: skip
    refused(tmp_path, [*WRITERS[command], "--out", "f.csv"], (2, 4), capsys)


@pytest.mark.parametrize("plant", ["pipe", "cyclic link", "broken link", "folder"])
@pytest.mark.parametrize("command", ["verify", "coverage", "cite", "describe", "targets", "apply-decisions"])
def test_a_special_file_as_a_table_is_one_message(
    own_folder: Placed, command: str, plant: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = own_folder(tmp_path / "mine")
    table = "statements.csv" if command == "targets" else "plans.csv"  # targets without a filter need no names of plans
    (folder / table).unlink()
    {
        "pipe": pipe(table), "cyclic link": link(table, table), "broken link": link(table, "no"),
        "folder": lambda place: (place / table).mkdir(),
    }[plant](folder)  # fmt: skip
    before = snapshot(tmp_path)
    code = main([command, str(folder)] if command == "apply-decisions" else [command, "--data", str(folder)])
    err = capsys.readouterr().err
    assert code in (1, 2, 4) and "Traceback" not in err
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("place", ["", "texts/"])
@pytest.mark.parametrize("plant", [pipe("notes"), link("notes", "notes"), link("notes", "nothing"), put("notes")])
def test_decisions_leave_other_files_of_the_folder(
    own_folder: Placed, plant: Callable[[Path], None], place: str, tmp_path: Path
) -> None:
    folder = own_folder(tmp_path / "mine")
    plant(folder / place)
    before = snapshot(tmp_path)[f"mine/{place}notes"]
    assert main(["apply-decisions", str(folder)]) == 0
    assert snapshot(tmp_path)[f"mine/{place}notes"] == before


@pytest.mark.parametrize(
    "plant", [put("mine-2021/x"), link("mine-2021", "victim"), link("mine-2021", "mine-2021"), pipe("mine-2021")]
)
def test_a_new_plan_takes_no_name_that_exists(
    plant: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "text.txt").write_text(PLAN, encoding="utf-8")
    plant(tmp_path)
    words = ["new-plan", str(tmp_path / "mine-2021"), "--text", str(tmp_path / "text.txt"), "--region", "CN-GX"]
    assert "exists already" in refused(tmp_path, words, (2,), capsys)


def test_a_new_plan_refuses_a_text_with_nul(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.txt").write_bytes(PLAN.encode() + b"\0")
    words = ["new-plan", str(tmp_path / "mine-2021"), "--text", str(tmp_path / "text.txt"), "--region", "CN-GX"]
    assert "NUL character" in refused(tmp_path, words, (2,), capsys)


@pytest.mark.parametrize("piece", ["1,", "(1", "一、", "１ "])
def test_a_new_plan_refuses_a_text_of_numerals_at_once(piece: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.txt").write_text(piece * 1_000_000, encoding="utf-8")
    words = ["new-plan", str(tmp_path / "mine-2021"), "--text", str(tmp_path / "text.txt"), "--region", "CN-GX"]
    assert "1,000,000 numerals" in refused(tmp_path, words, (2,), capsys)


@pytest.mark.parametrize("words", [["report", "--region=--"], ["report", "--region", ""], ["scan", "text.txt", "--out", ""],
                                   ["report", "--out", ""], ["targets", "--out", ""], ["export", "--out", ""]])  # fmt: skip
def test_an_option_without_a_value_is_refused(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.txt").write_text(PLAN, encoding="utf-8")
    assert "needs a value" in refused(tmp_path, words, (2,), capsys)


@pytest.mark.parametrize("length", [200, 250, 255])
def test_long_names(length: int, tmp_path: Path) -> None:
    out = tmp_path / ("x" * (length - 4) + ".csv")
    assert main(["targets", "--out", str(out)]) == 0 and out.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.slow
@pytest.mark.parametrize("address", ["bogus", "tcp://", "inproc://", "file:///etc/passwd"])
def test_a_bad_scheduler_ends_with_a_message(address: str, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    (tmp_path / "text.txt").write_text(PLAN, encoding="utf-8")
    command = [sys.executable, "-m", "cloudplans", "scan", "text.txt", "--scheduler", address, "--out", "f.csv"]
    before = snapshot(tmp_path)
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 4 and "no Dask scheduler answers" in done.stderr and "Traceback" not in done.stderr
    assert snapshot(tmp_path) == before


def test_the_comparison_notices_a_change(tmp_path: Path) -> None:
    put("a")(tmp_path)
    before = snapshot(tmp_path)
    for change in (put("b"), link("c", "a"), pipe("d"), lambda folder: (folder / "a").write_text("other")):
        change(tmp_path)
        assert snapshot(tmp_path) != before
        before = snapshot(tmp_path)
    refuse_folder(tmp_path / "new", [ROOT / "data"])

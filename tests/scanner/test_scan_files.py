"""Scanning many files: the same result with any executor, files of every kind, outputs whole or unchanged."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import cloudplans
from cloudplans.cli.main import main
from cloudplans.scanner import (
    ScannedFile,
    Scanner,
    candidates_frame,
    dask_executor,
    find_files,
    format_candidates,
    process_pool,
    scan_bytes,
    scan_files,
    write_candidates,
)

COLUMNS = ["file", *cloudplans.Candidate._fields]
FIGURES = (
    "到{year}年，软件产业规模达到{a}亿元。",
    "培育骨干企业{b}家，光纤入户率达到{c}%。\n\n",
    "建成{b}个公共服务平台，\n年均增长{c}%。",
)
PROSE = (
    "各部门要结合实际制定实施方案，明确责任分工，加强督促检查，确保落到实处。",
    "坚持统一标准、互联互通，\n避免重复建设，营造良好氛围。\n",
)
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


def text(seed: int, clauses: int) -> str:
    """Return a text of so many clauses, every eighth of which states something."""
    chance = random.Random(seed)
    words = []
    for number in range(clauses):
        clause = chance.choice(PROSE if number % 8 else FIGURES)
        words.append(
            clause.format(
                year=chance.randint(2010, 2030), a=chance.randint(1, 9999), b=chance.randint(2, 99), c=chance.randint(1, 99)
            )
        )
    return "".join(words)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of many small texts and a large one, in folders within folders."""
    place = tmp_path_factory.mktemp("texts")
    for number in range(60):
        path = place / f"part-{number % 7}" / f"{number:04}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(number, 2 + number % 40), encoding="utf-8")
    (place / "part-3" / "0100-large.txt").write_text(text(1, 8_000), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def expected(folder: Path) -> str:
    """Return what this process finds, as CSV."""
    return format_candidates(scan_files([folder]), "csv")


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "cloudplans", "scan", *map(str, arguments)]


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, encoding="utf-8", check=False, env=ENVIRONMENT, **options
    )


Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Return a function that runs the command in this process, which is quicker."""

    def called(*arguments: object) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        code = main(["scan", *map(str, arguments)])
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return called


# ---- the result is that of the scanner -----------------------------------------------------------------------------------


def test_each_file_is_read_once_and_as_the_scanner_reads_it(folder: Path) -> None:
    scanned = scan_files([folder])
    assert [one.file for one in scanned] == sorted(str(path) for path in folder.rglob("*.txt")) and len(scanned) == 61
    assert sum(len(one.candidates) for one in scanned) > 1_000
    scanner = Scanner()
    for one in scanned:
        raw = Path(one.file).read_bytes()
        assert (one.candidates, one.size, one.error) == (scanner.scan(raw.decode()), len(raw), None)


def test_the_frame_has_the_columns_and_types_of_a_scan(folder: Path) -> None:
    scanned = scan_files([folder / "part-1"])
    frame, empty = candidates_frame(scanned), candidates_frame([])
    assert list(frame) == list(empty) == COLUMNS and len(frame) == sum(len(one.candidates) for one in scanned)
    assert (frame.dtypes == empty.dtypes).all() and frame["deadline"].dtype == "Int64"
    one = scanned[0]
    pd.testing.assert_frame_equal(
        frame[frame["file"] == one.file].drop(columns="file").reset_index(drop=True),
        cloudplans.scan(Path(one.file).read_text(encoding="utf-8")),
    )


def test_the_formats_read_back_equal(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    scanned = scan_files([folder / "part-3"])
    for name in ("found.csv", "found.jsonl", "found.parquet"):
        assert write_candidates(scanned, tmp_path / name) == tmp_path / name
    rows = [json.loads(line) for line in (tmp_path / "found.jsonl").read_text(encoding="utf-8").splitlines()]
    assert list(rows[0]) == COLUMNS and len(rows) > 1_000
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "found.parquet"), candidates_frame(scanned))
    with (tmp_path / "found.csv").open(encoding="utf-8", newline="") as file:
        as_text = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
        assert list(csv.DictReader(file)) == as_text
    assert json.loads(format_candidates(scanned, "json")) == rows


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_standard_output(form: str, call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("到2020年，产业规模达到1000亿元。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("没有数字。", encoding="utf-8")
    done = call(tmp_path / "a.txt", tmp_path / "b.txt", *(["--format", form] if form != "table" else []))
    assert (done.returncode, done.stderr) == (0, "")
    first = {
        "table": lambda: dict(zip(COLUMNS, done.stdout.splitlines()[1].split(), strict=False)),
        "csv": lambda: next(csv.DictReader(done.stdout.splitlines())),
        "json": lambda: {name: str(value) for name, value in json.loads(done.stdout)[0].items()},
    }[form]()
    row = {"file": str(tmp_path / "a.txt"), "printed": "1000亿元", "lower": "100000000000", "unit": "CNY", "deadline": "2020"}
    assert {name: first[name] for name in row} == row


def test_standard_input(tmp_path: Path) -> None:
    for words, options in (
        ("到2020年，产业规模达到1000亿元。".encode(), ()),
        ("产业规模达到1000亿元。".encode("gb18030"), ("--encoding", "gb18030")),
    ):
        done = subprocess.run(
            command("-", "--format", "csv", *options), input=words, capture_output=True, check=False, env=ENVIRONMENT
        )
        assert (done.returncode, done.stderr) == (0, b"")
        (row,) = csv.DictReader(done.stdout.decode().splitlines())
        assert (row["file"], row["printed"]) == ("-", "1000亿元")


def test_no_candidate_is_an_empty_table(call: Call, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("没有数字。", encoding="utf-8")
    (tmp_path / "c.txt").write_text("", encoding="utf-8")
    assert call(tmp_path, "--format", "csv").stdout == ",".join(COLUMNS) + "\n"
    assert json.loads(call(tmp_path, "--format", "json").stdout) == []


# ---- who scans ----------------------------------------------------------------------------------------------------------


def test_the_longest_file_is_scanned_first(folder: Path) -> None:
    sizes: list[int] = []
    scanned = scan_files([folder], progress=lambda one: sizes.append(one.size))
    assert sizes == sorted((one.size for one in scanned), reverse=True) and len(set(sizes)) > 20


@pytest.mark.parametrize("method", ["spawn", "own", "threads"])
def test_every_executor_gives_the_same(method: str, folder: Path, expected: str) -> None:
    made = {
        "spawn": lambda: ProcessPoolExecutor(2, multiprocessing.get_context("spawn")),
        "own": lambda: process_pool(2),
        "threads": lambda: ThreadPoolExecutor(2),
    }[method]()
    with made as executor:
        assert format_candidates(scan_files([folder], executor), "csv") == expected


def test_processes_by_the_command(folder: Path, expected: str, tmp_path: Path) -> None:
    done = run(folder, "--out", tmp_path / "found.csv", "--jobs", 2)
    assert done.returncode == 0, done.stderr
    rows = len(expected.splitlines()) - 1
    size = sum(path.stat().st_size for path in folder.rglob("*.txt"))
    assert done.stderr.splitlines()[-1] == f"{tmp_path / 'found.csv'}: 61 files, {size / 1e6:,.1f} MB, {rows:,} candidates"
    assert (tmp_path / "found.csv").read_text(encoding="utf-8") == expected


def die(file: str, encoding: str, losses: bool = False) -> ScannedFile:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(file, encoding)


def test_a_worker_that_dies_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[scan_files.__module__], "_scan_file", die)
    with process_pool(1) as executor, pytest.raises(OSError, match="a worker process ended abruptly") as caught:
        scan_files([folder / "part-1"], executor)
    assert caught.value.filename == "processes"


UNGUARDED = """
from cloudplans.scanner import process_pool, scan_files
with process_pool(2) as executor:
    scan_files([{!r}], executor)
"""


@pytest.mark.slow
def test_a_script_without_its_guard_is_told_so(folder: Path, tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text(UNGUARDED.format(str(folder / "part-1")), encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=60)
    assert done.returncode == 1
    assert 'in a script, `if __name__ == "__main__":` is missing' in done.stderr


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[str]:
    """Give the address of a Dask cluster of two workers, each a process."""
    pytest.importorskip("distributed")
    running: list[subprocess.Popen[str]] = []

    def start(line: str, *arguments: object) -> str:
        call = [sys.executable, "-m", "distributed.cli." + arguments[0], *map(str, arguments[1:]), "--no-dashboard"]
        running.append(subprocess.Popen(call, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT))
        return next(logged for logged in running[-1].stderr if line in logged)

    try:
        address = start("Scheduler at:", "dask_scheduler", "--host", "127.0.0.1", "--port", 0).split()[-1]
        for number in range(2):
            start(
                "Registered to:",
                "dask_worker",
                address,
                "--nthreads",
                1,
                "--no-nanny",
                "--local-directory",
                tmp_path / str(number),
            )
        yield address
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()
            process.stderr.close()


@pytest.mark.slow
def test_dask_gives_the_same(folder: Path, expected: str, dask: str, tmp_path: Path) -> None:
    with dask_executor(dask) as executor:
        assert format_candidates(scan_files([folder], executor), "csv") == expected
    done = run(folder, "--out", tmp_path / "found.csv", "--scheduler", dask)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "found.csv").read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("address", ["bogus", "tcp://127.0.0.1:1"])
def test_a_scheduler_that_does_not_answer_is_reported_within_ten_seconds(address: str, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    (tmp_path / "a.txt").write_text("5家", encoding="utf-8")
    start = time.monotonic()
    with pytest.raises(OSError, match="no Dask scheduler answers"), dask_executor(address):
        pass
    assert time.monotonic() - start < 10
    done = run(tmp_path / "a.txt", "--scheduler", address)
    message = done.stderr.splitlines()[-1]
    assert done.returncode == 4 and done.stdout == ""
    assert message.startswith(f"cloudplans scan: {address}: no Dask scheduler answers")
    assert message.endswith("; give its address, such as tcp://host:8786")


# ---- progress and stops ---------------------------------------------------------------------------------------------------


def test_long_work_shows_progress_within_two_seconds(tmp_path: Path) -> None:
    for name in "ab":  # each enough for several seconds on a fast machine
        (tmp_path / f"{name}.txt").write_text(text(1, 8_000) * 60, encoding="utf-8")
    with subprocess.Popen(
        command(tmp_path, "--jobs", 1, "--format", "csv"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    ) as scan:
        line = scan.stderr.readline()
        scan.kill()
    assert line.startswith("0 of 2 files, ")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_leaves_the_old_output(number: int, code: int, tmp_path: Path) -> None:
    out, texts = tmp_path / "found.csv", tmp_path / "texts"
    texts.mkdir()
    for name in "abcdefgh":
        (texts / f"{name}.txt").write_text(text(1, 8_000) * 12, encoding="utf-8")
    out.write_bytes(b"what was here")
    scan = subprocess.Popen(
        command(texts, "--out", out, "--jobs", 2), stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, start_new_session=True
    )
    assert " of 8 files" in scan.stderr.readline()
    if number == signal.SIGINT:
        os.killpg(scan.pid, number)  # a terminal sends it to the workers too
    else:
        scan.send_signal(number)
    stderr = scan.communicate(timeout=60)[1]
    assert (stderr.splitlines()[-1], scan.returncode) == (f"cloudplans: stopped ({signal.Signals(number).name})", code)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["found.csv"]
    assert out.read_bytes() == b"what was here"


# ---- files of every kind ------------------------------------------------------------------------------------------------


def test_files_that_cannot_be_read_are_named_at_the_end(call: Call, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    (texts / "inner").mkdir(parents=True)
    good = text(1, 5)
    (texts / "a.txt").write_text(good, encoding="utf-8")
    (texts / "gb.txt").write_bytes("到2020年".encode("gb18030"))
    (texts / "late.txt").write_bytes(good.encode() * 1_000 + b"\xff" + good.encode())
    (texts / "binary.txt").write_bytes(b"PK\0\1")
    (texts / "inner" / "loop").symlink_to(texts, target_is_directory=True)
    (texts / "self.txt").symlink_to("self.txt")
    (texts / "gone.txt").symlink_to("nowhere")
    os.mkfifo(texts / "pipe.txt")
    (texts / "inner" / "z.TXT").write_text(good, encoding="utf-8")
    (texts / "notes.md").write_text(good, encoding="utf-8")
    late = len(good.encode()) * 1_000
    problems = [
        "binary.txt is not a text: it has a NUL byte (byte 2)",
        "gb.txt is not utf-8 (byte 0); if it is GBK, add --encoding gb18030",
        "gone.txt: No such file or directory",
        "inner/loop: is a link to a folder; name it to scan its texts",
        f"late.txt is not utf-8 (byte {late}); if it is GBK, add --encoding gb18030",
        "pipe.txt is not a regular file",
        "self.txt: Too many levels of symbolic links",
    ]
    for out in ("found.csv", None):
        done = call(texts, *(["--out", tmp_path / out] if out else ["--format", "csv"]))
        assert done.returncode == 4
        lines = [line for line in done.stderr.splitlines() if line.startswith("not read: ")]
        assert lines == [f"not read: {texts / problem}" for problem in problems]
        rows = (tmp_path / out).read_text(encoding="utf-8") if out else done.stdout
        assert {row["file"] for row in csv.DictReader(rows.splitlines())} == {
            str(texts / "a.txt"),
            str(texts / "inner" / "z.TXT"),
        }
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["found.csv"]
    for name in ("gone.txt", "self.txt", "inner/loop"):
        (texts / name).unlink()
    assert call(texts).returncode == 2  # what is left is no text
    gb = call(texts / "gb.txt", "--encoding", "gb18030")
    assert (gb.returncode, gb.stderr) == (0, "")


def test_permission(call: Call) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        (place / "inner").mkdir()
        (place / "a.txt").write_text("")
        if root := os.geteuid() == 0:  # who may read everything
            os.seteuid(65534)
        try:
            os.seteuid(0) if root else None
            (place / "a.txt").chmod(0)
            os.seteuid(65534) if root else None
            unreadable = call(place)
            os.seteuid(0) if root else None
            (place / "inner").chmod(0)
            os.seteuid(65534) if root else None
            closed = call(place)
        finally:
            if root:
                os.seteuid(0)
            (place / "inner").chmod(0o755)
    assert (unreadable.returncode, unreadable.stderr) == (4, f"not read: {place / 'a.txt'}: Permission denied\n")
    assert (closed.returncode, closed.stdout, closed.stderr) == (
        4,
        "",
        f"cloudplans scan: {place / 'inner'}: Permission denied\n",
    )


def test_paths_patterns_and_folders_name_no_file_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b/2.txt", "b/1.txt", "b/c/3.txt", "b-more.txt", "a.md", "b/.hidden/4.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("")

    def names(*paths: str) -> list[str]:
        return find_files(paths)

    assert names("b") == ["b/.hidden/4.txt", "b/1.txt", "b/2.txt", "b/c/3.txt"]
    assert names(".") == ["./b/.hidden/4.txt", "./b/1.txt", "./b/2.txt", "./b/c/3.txt", "./b-more.txt"]
    assert names("*.txt") == ["b-more.txt"]
    assert names("**/*.txt") == ["b/1.txt", "b/2.txt", "b/c/3.txt", "b-more.txt"]
    assert names("**/c/**/*.txt", "**") == ["b/c/3.txt", "a.md", "b/1.txt", "b/2.txt", "b-more.txt"]
    assert names("b/*") == ["b/1.txt", "b/2.txt", "b/c/3.txt"]
    assert names("b/2.txt", str(tmp_path / "b" / "2.txt"), "b", "a.md", "b/[12].txt") == [
        "b/2.txt",
        "b/.hidden/4.txt",
        "b/1.txt",
        "b/c/3.txt",
        "a.md",
    ]
    assert names(str(tmp_path / "b" / "[1]*")) == [str(tmp_path / "b" / "1.txt")]
    Path("[1].txt").write_text("")
    assert names("[1].txt") == ["[1].txt"]  # a name is a name before it is a pattern


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.txt",), "there is no file nowhere.txt; name files, folders with *.txt, or quoted patterns"),
        (("a.txt", "nowhere-*.txt"), "no file matches nowhere-*.txt; name files, folders with *.txt, or quoted patterns"),
        (("empty",), "the folder empty has no *.txt; for other names give a quoted pattern such as 'empty/*.md'"),
        (("a.txt", "--out", "found.xls"), "found.xls must end in .csv, .jsonl, .parquet: the suffix decides the format"),
        (("a.txt", "--out", "found.csv", "--format", "csv"),
         "--format is for standard output; the suffix of --out decides its format: leave one of them out"),
        (("in.csv", "--out", "in.csv"), "in.csv is one of the texts to scan; choose another file for the output"),
        (("a.txt", "--out", "link.csv"), "link.csv is one of the texts to scan; choose another file for the output"),
        (("a.txt", "--jobs", "0"), "--jobs must be 1 or more, not 0"),
        (("a.txt", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1"), "--jobs and --scheduler exclude each other: the cluster has its own workers"),
        (("-", "a.txt"), "- (standard input) excludes other files"),
        (("a.txt", "--encoding", "klingon"), "unknown encoding 'klingon'; use utf-8 or gb18030"),
    ],
)  # fmt: skip
def test_wrong_calls(
    arguments: tuple[str, ...], message: str, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "in.csv"):
        (tmp_path / name).write_text("5家", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to("a.txt")
    (tmp_path / "empty").mkdir()
    done = call(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"cloudplans scan: {message}\n")
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "empty", "in.csv", "link.csv"}
    assert (tmp_path / "in.csv").read_text(encoding="utf-8") == "5家"


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    message = r"^this needs the package {}; install the extra: pip install 'cloudplans\[{}\]'$"
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ValueError, match=message.format("pyarrow", "parquet")):
        write_candidates([], Path("found.parquet"))
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ValueError, match=message.format("distributed", "dask")), dask_executor("tcp://x:1"):
        pass


def test_an_output_that_cannot_be_written_exits_4(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "found.csv").mkdir()
    for out, why in (("found.csv", "is a folder; name a file"), ("none/found.csv", f"there is no folder {tmp_path / 'none'}")):
        done = call(tmp_path / "a.txt", "--out", tmp_path / out)
        assert (done.returncode, done.stderr) == (4, f"cloudplans scan: {tmp_path / out}: {why}\n")


def test_a_name_that_is_no_unicode_is_escaped() -> None:
    scanned = scan_bytes(os.fsdecode(b"\xff.txt"), "5家".encode())
    assert format_candidates([scanned], "csv").splitlines()[1].startswith("\\udcff.txt,0,2,5家,")
    assert candidates_frame([scanned])["file"].tolist() == ["\\udcff.txt"]


def test_the_scanner_is_imported_without_what_only_some_calls_need() -> None:
    code = "import sys, cloudplans.scanner; print(sorted({'distributed', 'matplotlib'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=True)
    assert done.stdout == "[]\n"

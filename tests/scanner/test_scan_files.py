"""Scanning corpora: the same result whoever reads and however often it is stopped, in flat memory, whatever the files are."""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import corpus_hooks
import pytest
from conftest import ROOT

from cloudplans import corpus, journal, scanning  # noqa: F401 - not to be imported by nobody
from cloudplans.cli.main import main
from cloudplans.corpus import scan_files
from cloudplans.crews import cluster, processes
from cloudplans.journal import save
from cloudplans.listing import find
from cloudplans.rows import COLUMNS, as_csv, as_json

FIGURES = (
    "到{year}年，软件产业规模达到{a}亿元。",
    "培育骨干企业{b}家，光纤入户率达到{c}%。\n\n",
    "建成{b}个公共服务平台，\n年均增长{c}%。",
)
PROSE = (
    "各部门要结合实际制定实施方案，明确责任分工，加强督促检查，确保落到实处。",
    "坚持统一标准、互联互通，\n避免重复建设，营造良好氛围。\n",
)
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]),
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s",
}


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
    """Return a folder of many small texts, and one that is read in pieces, in folders within folders."""
    made = tmp_path_factory.mktemp("corpus")
    for number in range(200):
        path = made / f"part-{number % 7}" / f"{number:04}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(number, 2 + number % 40), encoding="utf-8")
    (made / "part-3" / "0100-large.txt").write_text(text(1, 16_000), encoding="utf-8")
    assert (made / "part-3" / "0100-large.txt").stat().st_size > corpus.PIECE
    return made


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return what one process writes that is never stopped."""
    out = tmp_path_factory.mktemp("expected") / "found.csv"
    assert save([str(folder)], out) == 0
    assert [path.name for path in out.parent.iterdir()] == ["found.csv"]
    return out.read_bytes()


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "cloudplans", "scan", *map(str, arguments)]


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, encoding="utf-8", check=False, env=ENVIRONMENT, **options
    )


Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Return what runs the command in this process, which a process of its own takes a second longer for."""

    def called(*arguments: object) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        code = main(["scan", *map(str, arguments)])
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return called


# ---- the result is that of the scanner -----------------------------------------------------------------------------------


def test_each_file_is_read_once_and_as_the_scanner_reads_it(folder: Path, expected: bytes) -> None:
    rows = list(csv.DictReader(expected.decode().splitlines()))
    files = sorted(str(path) for path in folder.rglob("*.txt"))
    assert len(files) == 201 and len(rows) > 3_000
    assert list(dict.fromkeys(row["file"] for row in rows)) == sorted(files)
    by_file = Counter(row["file"] for row in rows)
    scanner = corpus.Scanner()
    for file in random.Random(0).sample(files, 20) + [name for name in files if "large" in name]:
        with open(file, encoding="utf-8", newline="") as opened:
            raw = opened.read()
        found = scanner.scan(raw)
        assert by_file[file] == len(found) > 0
        assert as_csv(file, found) in expected  # pieces give what the whole gives


def test_the_forms_read_back_equal(folder: Path, expected: bytes, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    part = str(folder / "part-3")
    for name in ("found.csv", "found.jsonl", "found.parquet"):
        save([part], tmp_path / name)
    rows = [json.loads(line) for line in (tmp_path / "found.jsonl").read_text(encoding="utf-8").splitlines()]
    assert tuple(rows[0]) == COLUMNS and len(rows) > 3_000
    assert parquet.read_table(tmp_path / "found.parquet").to_pylist() == rows
    with (tmp_path / "found.csv").open(encoding="utf-8", newline="") as file:
        as_text = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
        assert list(csv.DictReader(file)) == as_text
    assert as_csv(rows[0]["file"], []) == as_json(rows[0]["file"], []) == b""


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
    wanted = {"file": str(tmp_path / "a.txt"), "printed": "1000亿元", "lower": "100000000000", "unit": "CNY", "deadline": "2020"}
    assert {name: first[name] for name in wanted} == wanted
    if form != "csv":
        return
    piped = run("-", "--format", form, input="到2020年，产业规模达到1000亿元。")
    assert (piped.returncode, piped.stderr) == (0, "")
    assert piped.stdout.replace("-", str(tmp_path / "a.txt"), 1).split() == done.stdout.split()


def test_no_candidate_is_an_empty_table(call: Call, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("没有数字。", encoding="utf-8")
    assert call(tmp_path, "--format", "csv").stdout == ",".join(COLUMNS) + "\n"
    assert json.loads(call(tmp_path, "--format", "json").stdout) == []


# ---- who reads ----------------------------------------------------------------------------------------------------------


def test_processes_give_the_same(folder: Path, expected: bytes, tmp_path: Path) -> None:
    done = run(folder, "--out", tmp_path / "found.csv", "--jobs", 2)
    assert done.returncode == 0, done.stderr
    rows = len(expected.splitlines()) - 1
    size = sum(path.stat().st_size for path in folder.rglob("*.txt"))
    assert done.stderr == f"{tmp_path / 'found.csv'}: 201 files, {size / 1e6:,.1f} MB, {rows:,} candidates\n"
    assert (tmp_path / "found.csv").read_bytes() == expected


def csv_of(found: list[corpus.Scanned]) -> bytes:
    return (",".join(COLUMNS) + "\n").encode() + b"".join(scanned.rows for scanned in found if scanned.rows)


def test_a_file_that_kills_its_reader_stops_no_other(folder: Path) -> None:
    deadly = [folder / "part-1" / "deadly-always.txt", folder / "part-2" / "deadly.txt"]
    try:
        for path in deadly:
            path.write_text(text(5, 5), encoding="utf-8")
        whole = list(scan_files([str(folder)], encode=as_csv))
        found = list(scan_files([str(folder)], processes(2), encode=corpus_hooks.deadly))
    finally:
        for path in deadly:
            path.unlink()
    problems = {scanned.file: scanned.problem for scanned in found if scanned.problem}
    assert problems == {str(path): "its readers ended, one after the other (BrokenProcessPool)" for path in deadly}
    kept = [scanned for scanned in whole if scanned.file not in problems]
    assert [scanned for scanned in found if not scanned.problem] == kept and len(kept) > 200


def test_a_reader_that_dies_once_loses_nothing(folder: Path) -> None:
    path = folder / "part-1" / "deadly-once.txt"
    path.write_text(text(5, 5), encoding="utf-8")
    try:
        found = list(scan_files([str(folder)], processes(2), encode=corpus_hooks.deadly_once))
        assert found == list(scan_files([str(folder)], encode=as_csv))
        assert Path(f"{path}.died").exists()
    finally:
        path.unlink()
        Path(f"{path}.died").unlink(missing_ok=True)


def test_an_executor_that_is_not_ours_is_not_replaced(folder: Path) -> None:
    path = folder / "part-1" / "deadly.txt"
    path.write_text("", encoding="utf-8")
    try:
        with processes(2)() as executor, pytest.raises(Exception, match="terminated abruptly"):
            list(scan_files([str(folder)], executor, encode=corpus_hooks.deadly))
    finally:
        path.unlink()


def test_workers_that_never_work_are_told(folder: Path, tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    words = "from cloudplans import corpus, crews\nfor scanned in corpus.scan_files([{!r}], crews.processes(2)):\n    print(scanned.problem)\n"
    script.write_text(words.format(str(folder)), encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert 'no worker lives long enough to work; a script needs `if __name__ == "__main__":`\n' in done.stderr


def test_a_text_that_the_work_cannot_bear_is_named(tmp_path: Path) -> None:
    for name in ("a.txt", "failing.txt", "z.txt"):
        (tmp_path / name).write_text(text(1, 5), encoding="utf-8")
    found = list(scan_files([str(tmp_path)], encode=corpus_hooks.failing))
    assert [(Path(s.file).name, s.problem) for s in found] == [
        ("a.txt", ""),
        ("failing.txt", "RuntimeError: not this one"),
        ("z.txt", ""),
    ]


def started(line: str, *arguments: object) -> tuple[subprocess.Popen[str], str]:
    """Start a program of Dask and wait for the line of its log that holds `line`."""
    process = subprocess.Popen([sys.executable, "-m", "distributed.cli." + arguments[0], *map(str, arguments[1:])], stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)  # fmt: skip
    for said in process.stderr:
        if line in said:
            return process, said
    raise AssertionError(f"{arguments} ended: {process.wait()}")


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """Give the address of a Dask cluster of two workers, each a process, and these."""
    pytest.importorskip("distributed")
    common = ("--no-dashboard",)
    scheduler, said = started("Scheduler at:", "dask_scheduler", "--host", "127.0.0.1", "--port", 0, *common)
    address = said.split()[-1]
    running = [scheduler]
    try:
        for number in range(2):
            worker, _ = started("Registered to:", "dask_worker", address, "--nthreads", 1, "--no-nanny", "--local-directory", tmp_path / str(number), *common)  # fmt: skip
            running.append(worker)
        yield address, running
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()
            process.stderr.close()


def test_dask_gives_the_same_whatever_becomes_of_its_workers(folder: Path, expected: bytes, dask, tmp_path: Path) -> None:
    """One worker is killed midway; then the cluster goes away midway; then there is none."""
    address, (scheduler, first, second) = dask
    out = tmp_path / "found.csv"
    found = []
    with cluster(address) as (executor, threads):
        assert threads == 2
        for number, scanned in enumerate(scan_files([str(folder)], executor, encode=corpus_hooks.slow, ahead=8)):
            if number == 50:
                second.kill()  # both have tasks, finished and not, at this moment
                second.wait()
            found.append(scanned)
        assert len(executor._client.nthreads()) == 1
    assert csv_of(found) == expected

    done = run(folder, "--out", out, "--scheduler", address)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == expected

    scan = subprocess.Popen(
        command(folder, "--out", out, "--scheduler", address), stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    while not (tmp_path / "found.csv.journal").exists():
        time.sleep(0.01)
    for process in (scheduler, first):
        process.kill()
        process.wait()
    left = f"{out} is left as it was, the same call goes on where this one ended"
    message = scan.communicate(timeout=60)[1].splitlines()[-1]
    assert (scan.returncode, message) == (4, f"cloudplans scan: {address}: the workers are gone; {left}")

    gone = run(folder, "--out", out, "--scheduler", address)
    assert gone.returncode == 4 and gone.stderr.startswith(f"cloudplans scan: {address}: no Dask scheduler answers (")
    out.unlink()
    assert save([str(folder)], out) < 201 and out.read_bytes() == expected


# ---- stops --------------------------------------------------------------------------------------------------------------


def stopper(pieces: int) -> Callable[[corpus.Scanned], None]:
    """Return what stops a scan when it has read so many pieces more."""
    left = count(1 - pieces)

    def note(scanned: corpus.Scanned) -> None:
        if scanned.rows and next(left) == 0:
            raise KeyboardInterrupt

    return note


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_stops_anywhere_change_nothing(folder: Path, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped by an error after every so many files, the last piece of the large one among them."""
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    monkeypatch.setattr(journal, "_OFTEN", -1)
    part = str(folder / "part-3")
    save([part], tmp_path / f"whole{suffix}")
    out = tmp_path / f"found{suffix}"
    out.write_bytes(b"what was here")
    stops = 0
    chance = random.Random(3)
    while True:
        try:
            earlier = save([part], out, note=stopper(chance.randint(1, 5)))
            break
        except KeyboardInterrupt:
            stops += 1
            assert out.read_bytes() == b"what was here"
    assert stops > 4 and earlier > 0
    assert out.read_bytes() == (tmp_path / f"whole{suffix}").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"found{suffix}", f"whole{suffix}"]


KILLED = """
import os, signal, sys
from pathlib import Path
from cloudplans import crews, journal
journal._OFTEN = float(sys.argv[4])
left = int(sys.argv[3])
def note(scanned):
    global left
    left -= bool(scanned.rows)
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    journal.save([sys.argv[1]], Path(sys.argv[2]), crews.processes(2), note=note)
"""


def test_kills_at_random_points_change_nothing(folder: Path, expected: bytes, tmp_path: Path) -> None:
    script, out = tmp_path / "killed.py", tmp_path / "found.csv"
    script.write_text(KILLED, encoding="utf-8")
    chance = random.Random(4)
    kills = 0
    for often in (-1, 0.01, -1):
        done = subprocess.run(
            [sys.executable, script, folder, out, str(chance.randint(20, 60)), str(often)], env=ENVIRONMENT, check=False
        )
        assert done.returncode == -signal.SIGKILL and not out.exists()
        kills += 1
        with (tmp_path / "found.csv.part").open("ab") as part:
            part.write(b"torn, as a power cut may leave it")
        with (tmp_path / "found.csv.journal").open("ab") as lines:
            lines.write(b'{"file": "torn')
    assert kills == 3
    done = run(folder, "--out", out, "--jobs", 2)
    assert done.returncode == 0 and " of the files by an earlier call)\n" in done.stderr
    assert out.read_bytes() == expected


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals(number: int, code: int, folder: Path, expected: bytes, tmp_path: Path) -> None:
    out = tmp_path / "found.csv"
    scan = subprocess.Popen(
        command(folder, "--out", out, "--jobs", 2), stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, start_new_session=True
    )
    while not (tmp_path / "found.csv.journal").exists() or not (tmp_path / "found.csv.journal").stat().st_size:
        time.sleep(0.005)
    if number == signal.SIGINT:
        time.sleep(0.6)  # a terminal sends it to the workers too
        os.killpg(scan.pid, number)
    else:
        scan.send_signal(number)
    said = f"cloudplans scan: stopped ({signal.Signals(number).name})\n"
    assert (scan.communicate(timeout=60)[1], scan.returncode) == (said, code)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["found.csv.journal", "found.csv.part"]
    part = (tmp_path / "found.csv.part").read_bytes()
    assert expected.startswith(part) and part.endswith(b"\n")  # a valid table, whole files only
    assert save([str(folder)], out) < 201
    assert out.read_bytes() == expected


def stopped(paths: list[str], out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        save(paths, out, note=stopper(1))


def test_the_journal_tells_what_it_is_and_is_not_mistaken(call: Call, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(text(1, 5), encoding="utf-8")
    out, paths = tmp_path / "found.csv", [str(tmp_path)]
    stopped(paths, out)
    head = json.loads((tmp_path / "found.csv.journal").read_text(encoding="utf-8").splitlines()[0])
    assert head["what"].startswith("Journal of a scan that has not ended.") and "found.csv.part" in head["what"]
    other = call(tmp_path / "a.txt", "--out", out)
    assert (other.returncode, other.stderr) == (2, (
        f"cloudplans scan: {out}.journal is of another call ({tmp_path}, version {head['version']}); "
        "repeat that call to go on with it, or add --fresh to begin anew\n"
    ))  # fmt: skip
    (tmp_path / "a.txt").write_text(text(2, 6), encoding="utf-8")
    changed = call(tmp_path, "--out", out)
    assert (changed.returncode, changed.stderr) == (2, (
        f"cloudplans scan: {tmp_path / 'a.txt'} or the files before it have changed since the scan for {out} was stopped; "
        "add --fresh to begin anew\n"
    ))  # fmt: skip
    assert not out.exists() and (tmp_path / "found.csv.journal").exists()
    assert call(tmp_path, "--out", out, "--fresh").returncode == 0
    assert {row["file"] for row in csv.DictReader(out.open(encoding="utf-8"))} == {
        str(tmp_path / "a.txt"),
        str(tmp_path / "b.txt"),
    }


def test_a_part_that_is_lost_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text(1, 5), encoding="utf-8")
    stopped([str(tmp_path)], tmp_path / "found.csv")
    (tmp_path / "found.csv.part").unlink()
    assert save([str(tmp_path)], tmp_path / "found.csv") == 0
    assert (tmp_path / "found.csv").read_bytes().count(b"\n") > 1


def test_two_scans_do_not_write_one_output(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text(1, 5), encoding="utf-8")
    out = tmp_path / "found.csv"
    with journal.Journal(out, {}):
        done = call(tmp_path / "a.txt", "--out", out)
    assert (done.returncode, done.stderr) == (4, (
        f"cloudplans scan: {out}.journal: another scan is writing this output; {out} is left as it was, "
        "the same call goes on where this one ended\n"
    ))  # fmt: skip


# ---- files of every kind ------------------------------------------------------------------------------------------------


def test_files_that_cannot_be_read_are_named_at_the_end(call: Call, tmp_path: Path) -> None:
    corpus_of = tmp_path / "texts"
    (corpus_of / "inner").mkdir(parents=True)
    good = text(1, 5)
    (corpus_of / "a.txt").write_text(good, encoding="utf-8")
    (corpus_of / "gb.txt").write_bytes("到2020年".encode("gb18030"))
    (corpus_of / "late.txt").write_bytes(good.encode() * 40_000 + b"\xff" + good.encode())
    (corpus_of / "cut.txt").write_bytes("年".encode()[:2])
    (corpus_of / "binary.txt").write_bytes(b"PK\0\1")
    (corpus_of / "inner" / "loop").symlink_to(corpus_of, target_is_directory=True)
    (corpus_of / "self.txt").symlink_to("self.txt")
    (corpus_of / "gone.txt").symlink_to("nowhere")
    os.mkfifo(corpus_of / "pipe.txt")
    (corpus_of / "inner" / "z.TXT").write_text(good, encoding="utf-8")
    (corpus_of / "notes.md").write_text(good, encoding="utf-8")
    late = len(good.encode()) * 40_000
    assert late > 2 * corpus.PIECE
    problems = {
        "binary.txt": "not text: a zero byte at 2",
        "cut.txt": "not UTF-8: byte 0xe5 at 0",
        "gb.txt": "not UTF-8: byte 0xb5 at 0",
        "gone.txt": "No such file or directory",
        "inner/loop": "a link to a folder; name it to read what it holds",
        "late.txt": f"not UTF-8: byte 0xff at {late}",
        "pipe.txt": "neither a file nor a folder",
        "self.txt": "Too many levels of symbolic links",
    }
    for out in ("found.csv", None):
        done = call(corpus_of, *(["--out", tmp_path / out] if out else ["--format", "csv"]))
        assert done.returncode == 1
        lines = done.stderr.splitlines()
        assert lines[: len(problems)] == [f"not read: {corpus_of / name}: {why}" for name, why in problems.items()]
        rows = (tmp_path / out).read_text(encoding="utf-8") if out else done.stdout
        assert {row["file"] for row in csv.DictReader(rows.splitlines())} == {
            str(corpus_of / "a.txt"),
            str(corpus_of / "inner" / "z.TXT"),
        }
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["found.csv"]


def test_permission(call: Call) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for path in (folder / "inner", folder / "a.txt"):
            path.mkdir() if path.name == "inner" else path.write_text("")
            path.chmod(0)
        if root := os.geteuid() == 0:  # who may read everything
            os.seteuid(65534)
        try:
            done = call(folder, "--jobs", 1)
        finally:
            if root:
                os.seteuid(0)
    assert done.returncode == 1
    assert done.stderr == f"not read: {folder / 'a.txt'}: Permission denied\nnot read: {folder / 'inner'}: Permission denied\n"


def test_a_file_that_changes_while_it_is_read_leaves_no_rows(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_text(text(1, 16_000), encoding="utf-8")
    (tmp_path / "z.txt").write_text(text(1, 5), encoding="utf-8")
    found = []

    def note(scanned: corpus.Scanned) -> None:
        found.append(scanned)
        if len(found) == 1:
            large.write_text(text(2, 10), encoding="utf-8")

    save([str(tmp_path)], tmp_path / "found.csv", note=note)
    assert [(scanned.whole, scanned.problem) for scanned in found] == [
        (False, ""),
        (True, "changed while it was read"),
        (True, ""),
    ]
    assert {row["file"] for row in csv.DictReader((tmp_path / "found.csv").open(encoding="utf-8"))} == {str(tmp_path / "z.txt")}


def test_paths_patterns_and_folders_name_no_file_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b/2.txt", "b/1.txt", "b/c/3.txt", "b-more.txt", "a.md", "b/.hidden/4.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("")

    def names(*paths: str) -> list[str]:
        return [source.file for source in find(paths)]

    assert names("b") == ["b/.hidden/4.txt", "b/1.txt", "b/2.txt", "b/c/3.txt"]
    assert names(".") == ["./b/.hidden/4.txt", "./b/1.txt", "./b/2.txt", "./b/c/3.txt", "./b-more.txt"]
    assert names("*.txt") == ["b-more.txt"]
    assert names("**/*.txt") == ["b-more.txt", "b/1.txt", "b/2.txt", "b/c/3.txt"]
    assert names("**/c/**/*.txt", "**") == ["b/c/3.txt", "a.md", "b-more.txt", "b/1.txt", "b/2.txt"]
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
        (("nowhere.txt",), "there is no file nowhere.txt; name files, folders that hold *.txt, or quoted patterns"),
        (("a.txt", "nowhere-*.txt"), "no file matches nowhere-*.txt; name files, folders that hold *.txt, or quoted patterns"),
        (("empty",), "the folder empty holds no *.txt; for other names give a quoted pattern such as 'empty/*.md'"),
        (("a.txt", "--out", "found.xls"), "found.xls must end in .csv, .jsonl, .parquet; the suffix says in which form it is written"),
        (("a.txt", "--out", "found.csv", "--format", "csv"),
         "--format is for standard output; the suffix of --out says its form; leave one of them out"),
        (("a.txt", "--fresh"), "--fresh is for --out: nothing is kept of a scan to standard output"),
        (("a.txt", "--jobs", "0"), "--jobs must be 1 or more, not 0"),
        (("a.txt", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1"), "--jobs and --scheduler exclude each other: the cluster has workers of its own"),
        (("-", "a.txt"), "- (standard input) stands alone and without --out: after a stop it cannot be read again"),
    ],
)  # fmt: skip
def test_wrong_calls(
    arguments: tuple[str, ...], message: str, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "empty").mkdir()
    done = call(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"cloudplans scan: {message}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "empty"]


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    message = r"^this needs the package {}; install the extra: pip install 'cloudplans\[{}\]'$"
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ValueError, match=message.format("pyarrow", "parquet")):
        journal.form_of(Path("found.parquet"))
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ValueError, match=message.format("distributed", "corpora")), cluster("tcp://x:1"):
        pass


def test_an_output_that_cannot_be_written_exits_4(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "found.csv").mkdir()
    for out, why in (
        ("found.csv", "{0}: is a folder; name a file"),
        ("none/found.csv", "{0}.journal: No such file or directory"),
    ):
        place = tmp_path / out
        done = call(tmp_path / "a.txt", "--out", place)
        assert (done.returncode, done.stderr) == (4, f"cloudplans scan: {why.format(place)}; {place} is left as it was\n")


def test_a_full_disk_leaves_what_is_done(folder: Path, expected: bytes, tmp_path: Path) -> None:
    out = tmp_path / "found.csv"
    out.write_bytes(b"what was here")
    limit = len(expected) // 2
    done = run(folder, "--out", out, "--jobs", 1, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert (done.returncode, done.stderr) == (4, (
        f"cloudplans scan: {out}: File too large; {out} is left as it was, the same call goes on where this one ended\n"
    ))  # fmt: skip
    assert out.read_bytes() == b"what was here"
    assert 0 < save([str(folder)], out) < 201 and out.read_bytes() == expected


# ---- memory -------------------------------------------------------------------------------------------------------------

PEAK = "import resource, sys; from cloudplans.cli.main import main; code = main(sys.argv[1:]); print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def peak(*arguments: object) -> int:
    """Return the most memory that a scan by one process takes, in KB."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, "scan", *map(str, arguments)], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    code, size = done.stdout.split()
    assert code == "0"
    return int(size)


def test_memory_is_flat(tmp_path: Path) -> None:
    sizes = {}
    for name, repeats in (("small", 2), ("large", 6)):
        (tmp_path / f"{name}.txt").write_text(text(1, 10_000) * repeats, encoding="utf-8")
        sizes[name] = peak(tmp_path / f"{name}.txt", "--out", tmp_path / f"{name}.csv", "--jobs", 1)
    assert (tmp_path / "large.txt").stat().st_size > 5 * corpus.PIECE
    assert sizes["large"] - sizes["small"] < 8_000, sizes

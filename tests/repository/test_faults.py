"""A sample of `make torture`: killed, stopped, starved and crowded, a command leaves the old output or the new one, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import faults
import pytest
import surroundings

from cloudplans import files, system
from cloudplans.files import sweep, whole_folder, write_together, write_unseen

STRACE = faults.strace()
traced = pytest.mark.skipif(bool(STRACE), reason=STRACE)
PRIMITIVES = {  # what stands in the folder, what is called, what else may be found, how one goes on after a kill
    "file": ("a.txt", "files.write_atomic(place / 'a.txt', 'new')"),
    "folder": ("a/1.txt", "with files.whole_folder(place / 'a') as work:\n"
               "    for n in range(3): files.write_unseen(work.whole / f'{n}.txt', 'new')\n"
               "    files.write_unseen(work.scratch / 'gone', 'x')"),
    "together": ("a.txt", "files.write_together({place / 'a.txt': 'new', place / 'b.txt': 'new'})"),
}  # fmt: skip


def script(call: str, folder: Path) -> list[str]:
    code = f"from pathlib import Path\nfrom cloudplans import files\nplace = Path({str(folder / 'place')!r})\n{call}\n"
    (folder / "call.py").write_text(code, encoding="utf-8")
    return [sys.executable, str(folder / "call.py")]


def ready(folder: Path, held: str) -> Path:
    path = folder / "place" / held
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("old", encoding="utf-8")
    return folder


@traced
@pytest.mark.parametrize("name", PRIMITIVES)
def test_killed_before_each_call(name: str, tmp_path: Path) -> None:
    held, call = PRIMITIVES[name]
    first = ready(tmp_path / "first", held)
    old, counts = faults.tree(first / "place"), faults.counted(script(call, first), first)
    new = faults.tree(first / "place")
    states = [old, new]
    if name == "together":  # one after the other, once both are whole
        states.append({path: new[path] for path in ("a.txt",)})
    chosen = faults.points(counts, 5)
    assert {call for call, _ in chosen} >= {"write", "fsync"} and new != old
    came, seen = 0, set()
    for number, (call_name, turn) in enumerate(chosen):
        folder = ready(tmp_path / str(number), held)
        came += faults.killed(script(call, folder), folder, call_name, turn)
        found = faults.tree(folder / "place", hidden=False)
        assert found in states, (call_name, turn)
        seen.add(states.index(found))
        sweep(folder / "place")
        assert faults.tree(folder / "place") == found
    assert came == len(chosen) >= 4 and 0 in seen


def test_a_writer_that_is_not_whole_is_caught(tmp_path: Path) -> None:
    """Planted: two renames and a plain write, as they were before, are found lost and torn."""
    if STRACE:
        pytest.skip(STRACE)
    call = "(place / 'b').mkdir(); (place / 'b' / '1.txt').write_text('new')\nimport os\n"
    call += "os.rename(place / 'a', place / 'old'); os.rename(place / 'b', place / 'a')"
    verdicts = set()
    for turn in (1, 2):
        folder = ready(tmp_path / str(turn), "a/1.txt")
        assert faults.killed(script(call, folder), folder, "rename", turn)
        verdicts.add((folder / "place" / "a").is_dir())
    assert verdicts == {True, False}  # killed before the second, the folder is absent


@traced
@pytest.mark.parametrize(("name", "call"), [("rows of a scan", "rename"), ("a new plan’s folder", "rename"),
                                            ("decisions put into a folder", "unlink")])  # fmt: skip
def test_commands_killed_at_the_last_moment(name: str, call: str, tmp_path: Path) -> None:
    stage = faults.Stage(faults.CASES[name], tmp_path)
    place = stage.fresh()
    counts = faults.counted(faults.command(stage.case.words), stage.fresh())
    assert faults.killed(faults.command(stage.case.words), place, call, counts[call])
    assert stage.judge(place) == ""


def test_a_folder_in_between_is_refused_until_settle_has_put_it_right(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    faults._draft(place)
    log = place / "mine-2021" / ".settling.json"
    text = (place / "mine-2021" / "lexicon/labels.csv").read_text(encoding="utf-8")
    log.write_text(json.dumps({"labels": text}), encoding="utf-8")
    (place / "mine-2021" / "lexicon/labels.csv").write_text("half", encoding="utf-8")
    done = faults.run(["verify", "--data", "place/mine-2021"], tmp_path)
    assert (done.returncode, done.stderr) == (2, "cloudplans verify: place/mine-2021: `cloudplans settle` was stopped between two tables; "
                                              "`cloudplans settle place/mine-2021` puts them right\n")  # fmt: skip
    assert faults.run(["settle", "place/mine-2021"], tmp_path).returncode == 0
    assert not log.exists() and (place / "mine-2021" / "lexicon/labels.csv").read_text(encoding="utf-8") == text
    for wrong in ('{"../labels": ""}', '{"labels": 1}', "[]", "{"):
        log.write_text(wrong, encoding="utf-8")
        done = faults.run(["settle", "place/mine-2021"], tmp_path)
        assert done.returncode == 2 and "is not what `cloudplans settle` left there" in done.stderr, wrong


def test_a_report_is_whole_whenever_its_build_is_killed(tmp_path: Path) -> None:
    row = faults.random_kills(2, tmp_path, faults.REPORT)
    assert (row["tried"], row["survived"], row["lost"], row["torn"]) == (2, 2, 0, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_build_says_so_in_one_line_and_leaves_nothing(number: int, tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    code, said, ended = faults.stopped(faults.REPORT, tmp_path, number, 1.0)
    lines = [line for line in said.splitlines() if not line.startswith(("verifying", "["))]
    assert (code, len(lines), ended) == (128 + number, 1, True)
    assert lines[0] in [f"{name}: stopped ({signal.Signals(number).name})" for name in ("cloudplans report", "cloudplans")]
    assert faults.tree(tmp_path / "place") == {} and list((tmp_path / "tmp").iterdir()) == []


LOOP = """
from cloudplans.files import whole_folder, write_unseen
for turn in range(40):
    with whole_folder(place / "a") as work:
        for n in range(20): write_unseen(work.whole / f"{n}.txt", str(turn) * 2000)
"""


def test_a_reader_sees_whole_folders(tmp_path: Path) -> None:
    ready(tmp_path, "a/0.txt")
    allowed = [faults.tree(tmp_path / "place" / "a")]
    for turn in range(40):
        (tmp_path / str(turn)).mkdir()
        for n in range(20):
            (tmp_path / str(turn) / f"{n}.txt").write_text(str(turn) * 2000, encoding="utf-8")
        allowed.append(faults.tree(tmp_path / str(turn)))
    with faults.Reader(tmp_path / "place" / "a", allowed) as reader:
        subprocess.run(script(LOOP, tmp_path), check=True, env=faults.environment(tmp_path))
    assert reader.wrong == [] and reader.seen > 3
    assert [path.name for path in (tmp_path / "place").iterdir()] == ["a"]


def test_a_reader_of_a_folder_that_is_changed_in_place_sees_it(tmp_path: Path) -> None:
    """Planted: what is written file by file is seen torn, what is moved away is seen absent."""
    ready(tmp_path, "a/0.txt")
    folder = tmp_path / "place" / "a"
    with faults.Reader(folder, [faults.tree(folder)]) as reader:
        (folder / "1.txt").write_text("new", encoding="utf-8")
        time.sleep(0.2)
        folder.rename(tmp_path / "place" / "b")
        time.sleep(0.2)
    assert {"torn", "absent"} <= set(reader.wrong)


@pytest.mark.parametrize("exchanges", [True, False])
def test_many_writers_of_one_folder(exchanges: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly one whole folder stands, also where two renames have to do."""
    if not exchanges:
        monkeypatch.setattr(files, "exchange", lambda one, other: False)
    wrong: list[BaseException] = []

    def write(mark: int) -> None:
        try:
            for _ in range(10):
                with whole_folder(tmp_path / "a") as work:
                    for n in range(5):
                        write_unseen(work.whole / f"{n}.txt", str(mark))
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=write, args=(mark,)) for mark in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and [path.name for path in tmp_path.iterdir()] == ["a"]
    assert len({path.read_text() for path in (tmp_path / "a").iterdir()}) == 1 and len(list((tmp_path / "a").iterdir())) == 5


def test_an_old_folder_that_goes_meanwhile_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer has renamed it away just when its mode is taken over."""
    take, gone = shutil.copymode, list[bool]()

    def late(one: Path, other: Path) -> None:
        shutil.rmtree(one)
        gone.append(True)
        take(one, other)

    (tmp_path / "a").mkdir()
    monkeypatch.setattr(shutil, "copymode", late)
    with whole_folder(tmp_path / "a") as work:
        write_unseen(work.whole / "1.txt", "new")
    assert gone == [True] and (tmp_path / "a" / "1.txt").read_text(encoding="utf-8") == "new"


def test_a_kill_between_two_renames_is_put_right(tmp_path: Path) -> None:
    part = tmp_path / ".a.0123456789ab.part"
    (part / "old").mkdir(parents=True)
    (part / "old" / "1.txt").write_text("old", encoding="utf-8")
    sweep(tmp_path, "a")
    assert faults.tree(tmp_path) == {"a/1.txt": faults.tree(tmp_path / "a")["1.txt"]}
    assert not system.exchange(tmp_path / "a", tmp_path / "b") if sys.platform == "win32" else True


def test_what_fails_leaves_the_folder_and_names_it(tmp_path: Path) -> None:
    ready(tmp_path, "a/1.txt")
    before = faults.tree(tmp_path / "place")
    with pytest.raises(OSError) as error, whole_folder(tmp_path / "place" / "a") as work:
        (work.whole / "no" / "1.txt").write_text("")
    assert error.value.filename == str(tmp_path / "place" / "a") and faults.tree(tmp_path / "place") == before
    with pytest.raises(FileNotFoundError) as error:
        write_together({tmp_path / "place" / "a" / "1.txt": "new", tmp_path / "no" / "2.txt": "new"})
    assert error.value.filename == str(tmp_path / "no" / "2.txt") and faults.tree(tmp_path / "place") == before
    with pytest.raises(OSError), whole_folder(tmp_path / "place" / "a", replace=False):
        pass
    assert faults.tree(tmp_path / "place") == before


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    why = faults.mountable(tmp_path)
    row = faults.full_part(
        faults.CASES["all tables as CSV in a new folder"], tmp_path / "all", () if why else (-0.5, 0.5), (1000,)
    )
    assert row["survived"] == row["tried"] >= 1 and row["tracebacks"] == 0
    if why:
        pytest.skip(f"disks of several sizes: {why}")


def test_many_at_once(tmp_path: Path) -> None:
    row = faults.eight(faults.CASES["a table as CSV"], tmp_path, 4)
    assert row["survived"] == row["tried"] == 4


def test_same_bytes_wherever_they_are_made(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    names = ("csv", "table on standard output", "scan")
    rows = surroundings.variation_part(tmp_path, names=names, count=3, wheels=False)
    assert len(rows) == len(names) and all(row["survived"] == row["tried"] >= 2 for row in rows)
    if missing := [row["skipped"] for row in rows if row.get("skipped")]:
        pytest.skip(missing[0])


def test_nobody_is_asked_on_a_network(sources: Path, tmp_path: Path) -> None:
    words = [["verify", "--sources", str(sources)], ["export", "--format", "json", "--out", "a.json"],
             ["report", "--region", faults.REGION, "--lang", "zh", "--no-cache", "--sources", str(sources)]]  # fmt: skip
    row = surroundings.network_part(tmp_path, words, "a report of one region, verify, an export")
    assert row["survived"] == row["tried"] == 3 and row.get("requests", 0) == 0
    if "skipped" in row:
        pytest.skip(row["skipped"])


def test_a_connection_is_seen() -> None:
    log = ('1 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("93.184.216.34")}, 16) = -1 ENETUNREACH\n'
           '2 connect(3, {sa_family=AF_INET, sin_port=htons(1), sin_addr=inet_addr("127.0.0.1")}, 16) = 0\n'
           '2 connect(3, {sa_family=AF_INET6, sin6_port=htons(1), inet_pton(AF_INET6, "2606::1", &sin6_addr)}, 28) = -1\n'
           '2 connect(3, {sa_family=AF_INET6, sin6_port=htons(1), inet_pton(AF_INET6, "::", &sin6_addr)}, 28) = 0\n'
           '3 connect(4, {sa_family=AF_UNIX, sun_path="/x"}, 110) = 0\n4 connect(what is not understood) = 0\n')  # fmt: skip
    assert surroundings.connections(log) == (6, ["93.184.216.34", "2606::1", "4 connect(what is not understood) = 0"])


def test_a_file_written_elsewhere_is_seen() -> None:
    log = ('1 openat(AT_FDCWD, "/home/x/.config/a", O_WRONLY|O_CREAT|O_CLOEXEC, 0666) = 3\n'
           '1 openat(AT_FDCWD, "/usr/lib/b", O_RDONLY) = 3\n1 readlink("/usr/lib/b", "c", 4095) = 1\n'
           '1 openat(AT_FDCWD, "/etc/no", O_WRONLY) = -1 EACCES (Permission denied)\n'
           '1 mkdir("/var/d", 0777) = 0\n1 unlink("/out/e") = 0\n')  # fmt: skip
    assert surroundings.touched(log, ["/out/"]) == ["/home/x/.config/a", "/var/d"]


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux has it")
def test_children_end_with_their_parent(tmp_path: Path) -> None:
    """The workers of a build that was killed do not go on."""
    code = "import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', sys.argv[1]])\ntime.sleep(60)"
    child = "from cloudplans.system import end_with_parent\nend_with_parent()\nopen('ready', 'w').close()\nimport time\ntime.sleep(60)"
    env = {**faults.environment(tmp_path), "FAULTS_RUN": tmp_path.name}
    with subprocess.Popen([sys.executable, "-c", code, child], cwd=tmp_path, env=env) as parent:
        while not (tmp_path / "ready").exists():
            time.sleep(0.02)
        assert len(faults.alive(f"FAULTS_RUN={tmp_path.name}")) == 2
        os.kill(parent.pid, signal.SIGKILL)
    assert faults.gone(f"FAULTS_RUN={tmp_path.name}")


def test_a_read_only_home_is_written_around() -> None:
    if not shutil.which("setpriv") and os.geteuid() == 0:
        pytest.skip("no permission stops root, and setpriv is not installed")
    with tempfile.TemporaryDirectory() as folder:  # which another user can reach
        row = surroundings.read_only_part(Path(folder), None, ("--region", faults.REGION, "--lang", "en"))
    assert row["survived"] == 1

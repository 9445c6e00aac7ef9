"""Commands that are killed, stopped, starved of space and started many at once, and what is left of their outputs.

A case is a command with the state that it finds; all that it writes stands in one folder, `place`. After each fault the folder must
be as it was before or as it is afterwards, but for hidden files of a process that was killed; and the same command, run again, must
leave what it leaves undisturbed, and nothing else.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from cloudplans.export.methods import formats
from conftest import ROOT

from cloudplans.files import sweep

CALLS = ("write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "rename", "renameat", "renameat2", "mkdir", "rmdir",
         "unlink", "unlinkat")  # fmt: skip
HIDDEN = re.compile(r"(^|/)\.[^/]+\.[0-9a-f]{12}\.part(/|$)")  # what a killed writer may leave
REGION = "CN-SH"
TEXT = "到2020年，云计算产业规模达到1000亿元，培育8-10家骨干企业。\n" * 40
Tree = Mapping[str, str]


class Case(NamedTuple):
    """A command: its words after `cloudplans`, what stands in the folder `place` before, files of its own that it leaves after a kill."""

    name: str
    words: Sequence[str]
    before: Callable[[Path], object]
    own: str = "$^"
    each: bool = False  # whether its files are whole one by one, not all together


def _old(path: str) -> Callable[[Path], object]:
    return lambda place: (place / path).write_text("old\n", encoding="utf-8")


def _text(place: Path) -> None:
    (place.parent / "plan.txt").write_text(TEXT, encoding="utf-8")


def _scan(place: Path) -> None:
    _text(place)
    _old("found.csv")(place)


def _draft(place: Path) -> None:
    """Make a folder of a plan, and decisions that change several of its tables."""
    _text(place)
    run(["new-plan", "place/mine-2021", "--text", "plan.txt", "--region", "CN-GX"], place.parent)
    lines = (place / "mine-2021" / "statements.csv").read_text(encoding="utf-8").splitlines()[1:4]
    rows = [line.split(",")[0] for line in lines]
    decided = [f"statements,{row},{column},{value}" for row in rows for column, value in (("indicator_id", "cloud-industry-scale"),
               ("kind", "target"), ("scope", "whole"), ("status", "stated"), ("deadline", "2020"))]  # fmt: skip
    (place.parent / "decided.csv").write_text("\n".join(["table,row,column,value", *decided, ""]), encoding="utf-8")


def _report(place: Path) -> None:
    run([*REPORT, "--data", str(marked(place.parent, "old"))], place.parent)
    marked(place.parent, "new")


REPORT = ("report", "--region", REGION, "--lang", "en", "--no-cache", "--out", "place/report")
CASES = {case.name: case for case in (
    Case("a table as CSV", ("export", "--format", "csv", "--out", "place/out.csv"), _old("out.csv")),
    Case("all tables as CSV in a new folder", ("export", "--format", "csv", "--table", "all", "--out", "place/all"), _old("other")),
    Case("all tables as CSV in a folder that is there, file by file", ("export", "--format", "csv", "--table", "all", "--out", "place"),
         _old("plans.csv"), each=True),
    Case("a workbook", ("export", "--format", "xlsx", "--out", "place/out.xlsx"), _old("out.xlsx")),
    Case("a database", ("export", "--format", "sqlite", "--out", "place/out.sqlite"), _old("out.sqlite")),
    Case("rows of a scan", ("scan", "plan.txt", "--jobs", "1", "--out", "place/found.csv"), _scan, r"found\.csv\.(part|journal)"),
    Case("a new plan’s folder", ("new-plan", "place/mine-2021", "--text", "plan.txt", "--region", "CN-GX"), _text),
    Case("decisions put into a folder", ("settle", "place/mine-2021", "--decisions", "decided.csv"), _draft, r"mine-2021/\.settling\.json"),
    Case("a report of one region", (*REPORT, "--data", "data-new"), _report),
)}  # fmt: skip


def marked(folder: Path, mark: str) -> Path:
    """Return a copy of the tables whose version, which every page shows, tells which it is."""
    made = folder / f"data-{mark}"
    if not made.is_dir():
        shutil.copytree(ROOT / "data", made)
        path = made / "datapackage.json"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r'("version": ")[^"]+', rf"\g<1>9.9.{len(mark)}{ord(mark[0])}", text, count=1), encoding="utf-8")
    return made


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return what a command is given: nothing of this process but where programs are; a cache and a place for scratch of its own."""
    (folder / "tmp").mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(folder / "tmp"),
            "CLOUDPLANS_CACHE": str(folder / "kept"), **more}  # fmt: skip


def command(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "cloudplans", *words]


def run(words: Sequence[str], folder: Path, before: Sequence[str] = (), **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder; `before` are words that run it, such as those of strace."""
    options = {"env": environment(folder)} | options if "env" not in options else options
    return subprocess.run(
        [*before, *command(words)], cwd=folder, capture_output=True, text=True, check=False, timeout=900, **options
    )


def tree(folder: Path, leave: str = "$^", hidden: bool = True) -> Tree:
    """Return the digest of every file in a folder, and every empty folder, by path; without `hidden` those of killed writers left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if re.fullmatch(leave, name) or (not hidden and HIDDEN.search(name)):
            continue
        if path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        elif not any(path.iterdir()):
            found[name] = "empty"
    return found


class Stage:
    """A case made ready once; `fresh` gives a copy of it to try a fault on, `old` and `new` are what may be found."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case, self._folder, self._count = case, folder / "stage", itertools.count(1)
        (self._folder / "place").mkdir(parents=True)
        case.before(self._folder / "place")
        self.old = tree(self._folder / "place")
        done = self.fresh()
        finished = run(case.words, done)
        assert finished.returncode == 0, finished.stderr
        self.new = tree(done / "place")
        assert self.new != self.old and len(self.new) >= 1
        self.size = sum(path.stat().st_size for path in (done / "place").rglob("*") if path.is_file())
        shutil.rmtree(done)

    def fresh(self) -> Path:
        made = self._folder.parent / f"try-{next(self._count)}"
        shutil.copytree(self._folder, made, symlinks=True)
        shutil.rmtree(made / "tmp", ignore_errors=True)
        return made

    def whole(self, found: Tree) -> bool:
        """Tell whether what is found is the old state or the new one, or, where a case promises no more, its files are."""
        if self.case.each and set(self.old) <= set(found) <= {*self.old, *self.new}:
            return all(digest in (self.old.get(name), self.new.get(name)) for name, digest in found.items())
        return found in (self.old, self.new)

    def judge(self, folder: Path, again: bool = True) -> str:
        """Return what a fault has done: nothing that matters (""), "lost", "torn", or "litter" that the same command does not remove.

        Without `again` only what that command does first is done, where it does not go on from what it finds.
        """
        again = again or self.case.words[0] in ("scan", "settle")
        place = folder / "place"
        found = tree(place, self.case.own, hidden=False)
        unfinished = (
            place / "mine-2021" / ".settling.json"
        ).exists()  # commands refuse the folder until `settle` has ended its work
        if not self.whole(found) and not unfinished:
            return "lost" if not set(self.old) <= set(found) else "torn"
        if not again:  # it begins with this
            for inside in (place, *(path for path in place.iterdir() if path.is_dir())):
                sweep(inside)
            return "" if self.whole(tree(place)) else "litter"
        run(self.case.words, folder)
        return "" if tree(place) == self.new else "torn" if unfinished else "litter"


def strace() -> str:
    """Return why there is no strace here, or nothing."""
    if not shutil.which("strace"):
        return "strace is not installed"
    done = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else "ptrace is not allowed here"


def counted(words: Sequence[str], folder: Path) -> dict[str, int]:
    """Return how often a command makes each system call that changes something."""
    log = folder / "calls.txt"
    known = f"trace={','.join(f'?{name}' for name in CALLS)}"
    done = subprocess.run(["strace", "-qq", "-o", str(log), "-e", known, *words], cwd=folder, env=environment(folder), check=False,
                          capture_output=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = [line.partition("(")[0] for line in log.read_text(errors="replace").splitlines()]
    return {name: names.count(name) for name in CALLS if name in names}


def points(counts: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    """Return before which calls to kill: every one, or of a call that is made very often so many, the last ones among them."""
    chosen = []
    for name, count in counts.items():
        turns = range(1, count + 1) if count <= most else sorted({round(1 + k * (count - 1) / (most - 1)) for k in range(most)})
        chosen += [(name, turn) for turn in turns]
    return chosen


def killed(words: Sequence[str], folder: Path, call: str, turn: int) -> bool:
    """Run a command and kill it before a system call; tell whether it came to that."""
    kill = ["strace", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={turn}"]
    done = subprocess.run([*kill, *words], cwd=folder, env=environment(folder), capture_output=True, check=False)
    return done.returncode in (-9, 137)


def kill_part(case: Case, folder: Path, most: int = 60) -> dict[str, Any]:
    """Kill a command before every system call that changes something, and return the row of the table."""
    stage = Stage(case, folder)
    counts = counted(command(case.words), stage.fresh())
    chosen, came = points(counts, most), list[bool]()

    def judged(number: int) -> str:
        place, (call, turn) = stage.fresh(), chosen[number]
        came.append(killed(command(case.words), place, call, turn))
        verdict = stage.judge(place, again=number % 10 == 0)
        shutil.rmtree(place, ignore_errors=True)
        if verdict:
            print(f"{case.name}: {verdict} when killed before {call} {turn}", file=sys.stderr)
        return verdict

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = list(pool.map(judged, range(len(chosen))))
    assert sum(came) > len(chosen) * 0.9, (case.name, sum(came), len(chosen))
    left = sum(counts.values()) - len(chosen)
    return row(f"SIGKILL before each write, fsync, rename and the like: {case.name}", verdicts, 0,
               f"{left:,} of {sum(counts.values()):,} calls, at even steps" if left else "")  # fmt: skip


def row(what: str, verdicts: Sequence[str], tracebacks: int, skipped: str = "") -> dict[str, Any]:
    """Return a row of the table from one verdict a try; litter counts as torn."""
    print(f"{what}: {len(verdicts)} tried, {verdicts.count('')} survived", file=sys.stderr, flush=True)
    found: dict[str, Any] = {"input": what, "tried": len(verdicts), "survived": verdicts.count(""), "lost": verdicts.count("lost"),
                             "torn": len([v for v in verdicts if v not in ("", "lost")]), "tracebacks": tracebacks}  # fmt: skip
    return found | ({"skipped": skipped} if skipped else {})


class Reader(threading.Thread):
    """Reads a folder over and over; `wrong` says what it saw that was neither of the states allowed."""

    def __init__(self, folder: Path, allowed: Sequence[Tree]) -> None:
        super().__init__(daemon=True)
        self._folder, self._allowed, self._ended = folder, allowed, threading.Event()
        self.seen, self.wrong = 0, list[str]()

    def run(self) -> None:
        while not self._ended.is_set():
            held = -1
            try:
                held = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)  # while it is held, no other gets its number
                before = os.fstat(held).st_ino
                found = tree(self._folder)
                same = before == self._folder.stat().st_ino  # else another took its place while it was being read
            except OSError as error:
                if not self._folder.is_dir():
                    self.wrong.append("absent")
                elif held >= 0 and self._folder.stat().st_ino == before:
                    self.wrong.append(f"torn: {error}")
                continue
            finally:
                if held >= 0:
                    os.close(held)
            if same:
                self.seen += 1
                if found not in self._allowed:
                    self.wrong.append("torn")
            time.sleep(0.01)

    def __enter__(self) -> Reader:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self.join()


def alive(mark: str) -> list[int]:
    """Return the processes that were given this mark in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def gone(mark: str, within: float = 20) -> bool:
    end = time.monotonic() + within
    while alive(mark):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def listening(process: subprocess.Popen[Any]) -> None:
    """Wait until a process handles SIGTERM, which Python itself does not while it starts."""
    for _ in range(2000):
        try:
            caught = int(re.findall(r"SigCgt:\s*(\w+)", Path(f"/proc/{process.pid}/status").read_text())[0], 16)
        except (OSError, IndexError):
            return
        if caught >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.005)


def stopped(words: Sequence[str], folder: Path, number: int, delay: float) -> tuple[int, str, bool]:
    """Send a command a signal after a while; return how it ended, what it said, and whether its children ended too."""
    mark = f"FAULTS_RUN={uuid.uuid4().hex}"
    env = environment(folder, **dict([mark.split("=")]))
    with subprocess.Popen(
        command(words), cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        listening(process)
        time.sleep(delay)
        process.send_signal(number)
        said = process.communicate()[1] if number != signal.SIGKILL else ""
    return process.returncode, said, gone(mark)


def duration(words: Sequence[str], folder: Path) -> float:
    start = time.monotonic()
    done = run(words, folder)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - start


def random_kills(times: int, folder: Path, words: Sequence[str], seed: int = 8, minutes: float = 1e9) -> dict[str, Any]:
    """Kill a build of a report at random times while somebody reads it; two states take turns."""
    dice, states, end = random.Random(seed), {}, time.monotonic() + minutes * 60
    place = folder / "place"
    place.mkdir(parents=True)
    for mark in ("old", "new"):
        longest = duration([*words, "--data", str(marked(folder, mark))], folder)
        states[mark] = tree(place / "report")
    assert states["old"] != states["new"]
    verdicts, wanted, survived_new = [], "old", 0
    with Reader(place / "report", list(states.values())) as reader:
        for _ in range(times):
            if time.monotonic() > end:
                break
            *_, ended = stopped([*words, "--data", f"data-{wanted}"], folder, signal.SIGKILL, dice.uniform(0, longest))
            found = tree(place / "report")
            survived_new += found == states[wanted]
            verdicts.append("" if found in states.values() and ended else "lost" if not found else "torn")
            wanted = "old" if found == states["new"] else "new"
    tried = len(verdicts)
    verdicts += ["lost" if wrong == "absent" else "torn" for wrong in reader.wrong]
    assert reader.seen > tried > 0
    duration([*words, "--data", f"data-{wanted}"], folder)
    if tree(place) != {f"report/{name}": digest for name, digest in states[wanted].items()}:
        verdicts.append("litter")
    what = "a whole report" if "--region" not in words else "a report of one region"
    return row(f"SIGKILL at random times of {what}, read meanwhile {reader.seen:,} times", verdicts, 0,
               f"{times - tried} of {times} kills: {minutes:g} minutes were over" if tried < times else "")  # fmt: skip


def signal_part(case: Case, folder: Path, times: int, seed: int = 8) -> dict[str, Any]:
    """Stop a command by SIGINT and SIGTERM at random times."""
    dice, stage = random.Random(seed), Stage(case, folder)
    longest, verdicts, tracebacks = duration(case.words, stage.fresh()), [], 0
    for turn in range(times):
        number, place = (signal.SIGINT, signal.SIGTERM)[turn % 2], stage.fresh()
        code, said, ended = stopped(case.words, place, number, dice.uniform(0, longest * 0.9))
        found = tree(place / "place", case.own)
        lines = [line for line in said.splitlines() if not re.match(r"verifying|\[\d+/\d+\]", line)]
        tracebacks += "Traceback" in said
        good = (
            code == 128 + number and len(lines) == 1 and lines[0].endswith(f"stopped ({signal.Signals(number).name})")
        ) or code == 0
        litter = list((place / "tmp").iterdir())
        verdicts.append("" if good and ended and found in (stage.old, stage.new) and not litter else "torn")
        if verdicts[-1]:
            print(f"{case.name}: {code} {said!r} {ended} {found in (stage.old, stage.new)} {litter}", file=sys.stderr)
        shutil.rmtree(place, ignore_errors=True)
    return row(f"SIGINT and SIGTERM at random times: {case.name}", verdicts, tracebacks)


@contextmanager
def mounted(place: Path, size: int) -> Iterator[None]:
    """Put a disk of so many bytes in a place."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True, capture_output=True)


def mountable(folder: Path) -> str:
    """Return why no disk can be mounted here, or nothing."""
    probe = folder / "probe"
    probe.mkdir(parents=True, exist_ok=True)
    try:
        with mounted(probe, 65536):
            return ""
    except (OSError, subprocess.CalledProcessError):
        return "no disk may be mounted here"


def starved(stage: Stage, folder: Path, done: subprocess.CompletedProcess[str], path: str) -> str:
    """Judge a command that had too little space."""
    found, all_found = tree(folder / "place", stage.case.own), tree(folder / "place")
    if done.returncode == 0:
        return "" if all_found == stage.new else "torn"
    lines = [line for line in done.stderr.splitlines() if not re.match(r"verifying|\[\d+/\d+\]", line)]
    told = done.returncode == 4 and len(lines) == 1 and path in lines[0]
    if found != stage.old or not told:
        print(f"{stage.case.name}: {done.returncode} {lines} {found == stage.old}", file=sys.stderr)
    return ("" if told else "untold") if found == stage.old else "lost" if not set(stage.old) <= set(found) else "torn"


def full_part(case: Case, folder: Path, shares: Sequence[float], limits: Sequence[int]) -> dict[str, Any]:
    """Run a command on disks that are too small, and with a limit to the size of files."""
    stage, verdicts, tracebacks, short = Stage(case, folder), [], 0, 0
    path = next(word for word in case.words if word.startswith("place"))
    tries = [*(("disk", share) for share in shares), *(("limit", size) for size in limits)]
    why = mountable(folder)
    for kind, size in tries:
        if kind == "disk" and why:
            continue
        place = stage.fresh()
        if kind == "limit":
            done = run(
                case.words, place, preexec_fn=lambda size=size: resource.setrlimit(resource.RLIMIT_FSIZE, (int(size),) * 2)
            )
            verdicts.append(starved(stage, place, done, path))
        else:
            held = place / "held"
            (place / "place").rename(held)
            (place / "place").mkdir()
            taken = sum(-(-p.stat().st_size // 4096) * 4096 + 8192 for p in held.rglob("*"))
            with mounted(place / "place", max(4096, 65536 + taken + int(stage.size * size))):
                shutil.copytree(held, place / "place", dirs_exist_ok=True)
                done = run(case.words, place)
                verdicts.append(starved(stage, place, done, path))
        short += done.returncode == 4
        tracebacks += "Traceback" in done.stderr
        shutil.rmtree(place, ignore_errors=True)
    assert short, f"{case.name}: nothing was too small"
    what = f"disk full, or files limited: {case.name} (too small in {short} of {len(verdicts)})"
    return row(what, verdicts, tracebacks, f"{len(shares)} disks: {why}" if why else "")


def eight(case: Case, folder: Path, count: int = 8) -> dict[str, Any]:
    """Start a command many times at once; exactly one whole output stands afterwards, and nothing else."""
    stage = Stage(case, folder)
    place = stage.fresh()
    started = [subprocess.Popen(command(case.words), cwd=place, env=environment(place), stderr=subprocess.PIPE, text=True,
                                stdout=subprocess.DEVNULL) for _ in range(count)]  # fmt: skip
    ended = [(process.communicate()[1], process.returncode) for process in started]
    allowed = {"new-plan": (0, 2), "settle": (0, 4), "scan": (0, 4)}.get(case.words[0], (0,))
    verdicts = ["" if code in allowed else "refused" for _, code in ended]
    if tree(place / "place") != stage.new or 0 not in [code for _, code in ended]:
        verdicts[0] = "torn"
    for said, code in ended:
        if code not in allowed:
            print(f"{case.name}: {code} {said}", file=sys.stderr)
    return row(f"{count} at once into one path: {case.name}", verdicts, sum("Traceback" in said for said, _ in ended))


def device_part(folder: Path) -> dict[str, Any]:
    """Write every form of export, and what is printed, to a device that is always full."""
    folder.mkdir(parents=True, exist_ok=True)
    verdicts, tracebacks = [], 0
    calls = [
        (["export", "--format", form, "--out", "/dev/full"], "/dev/full")
        for form in formats()
        if form not in ("croissant", "sdmx-ml")
    ]
    calls += [(words, "standard output") for words in (["targets"], ["targets", "--format", "csv"], ["coverage", "--format", "json"],
              ["verify"], ["describe"], ["cite"], ["scan", "plan.txt", "--format", "csv"], ["--help"], ["--version"])]  # fmt: skip
    (folder / "plan.txt").write_text(TEXT, encoding="utf-8")
    for words, named in calls:
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                command(words), cwd=folder, env=environment(folder), stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        lines = done.stderr.splitlines()
        good = done.returncode == 4 and len(lines) == 1 and named in lines[0] and "No space left on device" in lines[0]
        verdicts.append("" if good else "torn")
        tracebacks += "Traceback" in done.stderr
        if not good:
            print(words, done.returncode, done.stderr, file=sys.stderr)
    return row(
        "/dev/full as an export or as standard output", verdicts, tracebacks, "croissant and sdmx-ml, which write several files"
    )

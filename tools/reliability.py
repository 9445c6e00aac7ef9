"""Kill commands at random moments, fill their disk, start several at once; what they leave is the old output or the new one, whole.

    python tools/reliability.py                        every command, killed 50 times each
    python tools/reliability.py --only csv --kills 10  one of them
    python tools/reliability.py --full-disks 30        on a small disk as well, which needs root to mount it
    python tools/reliability.py --writers 6            and so many writers of one file at once

Prints one row per command: how often it was stopped, how often the old and the new output were found, and how often anything else
was. Ends with exit code 1 if anything else was found even once. The report is built from stub pages: what is tried is how it takes
its place, not how long its notebooks run.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cloudplans.existing_outputs import digests, manifest_text

ENDINGS = {
    "csv": "csv",
    "json": "json",
    "jsonl": "jsonl",
    "parquet": "parquet",
    "sqlite": "sqlite",
    "xlsx": "xlsx",
    "datapackage": "zip",
}
OLD = "the old output\n"
STUB_REPORT = """
import sys
from pathlib import Path
from cloudplans.cli import main
from cloudplans.report import build
def stub(builder):
    for number in range(300):
        (builder.folder / f"{number}.html").write_text("page\\n" * 500, encoding="utf-8")
build._Builder.build = stub
if __name__ == "__main__":
    sys.exit(main(["report", "--out", sys.argv[1]]))
"""


class Command(NamedTuple):
    """A command whose last word is its output, the name of the output, and what identifies a whole one."""

    words: list[str]
    output: str
    signature: Callable[[Path], str]


class Row(NamedTuple):
    """What was left behind by one command."""

    command: str
    stopped_by: str
    runs: int
    ended: int
    old: int
    new: int
    torn: int
    litter: int


def command_line(*words: str) -> list[str]:
    return [sys.executable, "-m", "cloudplans", *words]


def digest(path: Path) -> str:
    """Return one digest of a file, or of all visible files of a folder."""
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    whole = hashlib.sha256()
    for file in files:
        whole.update(str(file.relative_to(path.parent)).encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def make_old(path: Path) -> None:
    """Put something that an earlier run could have left at the place of the output."""
    if path.suffix:
        path.write_text(OLD, encoding="utf-8")
        return
    path.mkdir(parents=True)
    (path / "index.html").write_text(OLD, encoding="utf-8")
    (path / ".cloudplans-report").write_text(manifest_text("", digests(path, path.rglob("*"))), encoding="utf-8")


def state_of(path: Path, before: str, new: str, command: Command) -> str:
    """Return whether the output is the old one, the new one, or something else."""
    try:
        return "old" if digest(path) == before else "new" if command.signature(path) == new else "torn"
    except Exception:  # whatever a damaged file makes a library raise
        return "torn"


def start(command: Command, path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*command.words, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def try_kills(name: str, command: Command, kills: int, seed: int, duration: float, new: str) -> Row:
    """Kill one command `kills` times, in turn after a random part of its usual duration and while it has a temporary file."""
    choose = random.Random(seed)
    counts = dict.fromkeys(("ended", "old", "new", "torn", "litter"), 0)
    for number in range(kills):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / command.output
            make_old(path)
            before = digest(path)
            process = start(command, path)
            if number % 2:
                time.sleep(choose.uniform(0, duration))
            else:
                while process.poll() is None and len(os.listdir(folder)) < 2:
                    time.sleep(0.0005)
                time.sleep(choose.uniform(0, 0.02))
            counts["ended"] += process.poll() is not None
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            counts[state_of(path, before, new, command)] += 1
            counts["litter"] += len(list(path.parent.iterdir())) > 1
    return Row(name, "SIGKILL", kills, **counts)


@contextmanager
def small_disk(kilobytes: int) -> Iterator[Path]:
    """Mount a disk of this size."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def try_full_disks(commands: dict[str, Command], runs: int, seed: int, new: dict[str, str]) -> Row:
    """Run the commands in turn on disks of random sizes; one that fails has exit code 4, and leaves the old output and nothing else."""
    choose = random.Random(seed)
    counts = dict.fromkeys(("ended", "old", "new", "torn", "litter"), 0)
    for name in itertools.islice(itertools.cycle(commands), runs):
        command = commands[name]
        with small_disk(int(2 ** choose.uniform(5, 11))) as disk:
            path = disk / command.output
            make_old(path)
            before = digest(path)
            process = start(command, path)
            code = process.wait()
            state = state_of(path, before, new[name], command)
            counts[state if (state, code) in (("old", 4), ("new", 0)) else "torn"] += 1
            counts["ended"] += 1
            counts["litter"] += len(list(disk.iterdir())) > 1
    return Row("all in turn", "full disk", runs, **counts)


def try_writers(name: str, command: Command, writers: int, new: str) -> Row:
    """Start writers of one output at once, and look at it until all have ended: every look finds the old one or the new one."""
    counts = dict.fromkeys(("ended", "old", "new", "torn", "litter"), 0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / command.output
        make_old(path)
        before, seen = digest(path), {}
        processes = [start(command, path) for _ in range(writers)]
        while any(process.poll() is None for process in processes):
            status = path.stat()  # an output that was looked at is not read again
            if (status.st_ino, status.st_mtime_ns) not in seen:
                seen[status.st_ino, status.st_mtime_ns] = state_of(path, before, new, command)
            time.sleep(0.01)
        seen["at the end"] = state_of(path, before, new, command)
        counts["ended"] = sum(process.returncode == 0 for process in processes)
        for state in seen.values():
            counts[state] += 1
        counts["litter"] += len(list(path.parent.iterdir())) > 1
    return Row(name, f"{writers} writers", len(seen), **counts)


def tree_of_names(path: Path) -> str:
    """Return what identifies a complete output whose bytes may differ from run to run: the names of its files."""
    if path.is_dir():
        return hashlib.sha256("\n".join(sorted(str(f.relative_to(path)) for f in path.rglob("*"))).encode()).hexdigest()
    return digest(path)


def measure(command: Command) -> tuple[float, str]:
    """Run a command to its end; return how long it took and the signature of its output."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / command.output
        began = time.monotonic()
        subprocess.run([*command.words, str(path)], check=True, capture_output=True)
        return time.monotonic() - began, command.signature(path)


def commands(folder: Path) -> dict[str, Command]:
    """Return the commands that are tried; `folder` is for files that they read."""
    text, report = folder / "plan.txt", folder / "report.py"
    text.write_text("到2020年，产业规模达到1000亿元。\n" * 3000, encoding="utf-8")
    report.write_text(STUB_REPORT, encoding="utf-8")
    signatures = {"xlsx": size_of_complete, "sqlite": size_of_complete, "parquet": size_of_complete}
    exports = {
        form: Command(command_line("export", "--format", form, "--out"), f"out.{ending}", signatures.get(form, digest))
        for form, ending in ENDINGS.items()
    }
    return {
        **exports,
        "scan": Command(command_line("scan", str(text), "--out"), "found.csv", digest),
        "report": Command([sys.executable, str(report)], "report", tree_of_names),
    }


def main(arguments: list[str] | None = None) -> int:
    """Try every export, a scan, and the report, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50, help="how often each command is killed (default: 50)")
    parser.add_argument("--full-disks", type=int, default=0, help="how many commands run on a disk that may be too small")
    parser.add_argument("--writers", type=int, default=0, help="how many writers of one output start at once")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--only", help="one export format, scan, or report")
    options = parser.parse_args(arguments)
    rows, new, durations = [], {}, {}
    with tempfile.TemporaryDirectory() as folder:
        every = commands(Path(folder))
        chosen = {name: command for name, command in every.items() if options.only in (None, name)}
        if not chosen:
            parser.error(f"no command {options.only!r}; one of: {', '.join(every)}")
        for name, command in chosen.items():
            durations[name], new[name] = measure(command)
            if options.kills:
                rows.append(try_kills(name, command, options.kills, options.seed, durations[name], new[name]))
                print(rows[-1], flush=True)
            if options.writers and "." in command.output:
                rows.append(try_writers(name, command, options.writers, new[name]))
                print(rows[-1], flush=True)
        if options.full_disks:
            rows.append(try_full_disks(chosen, options.full_disks, options.seed, new))
            print(rows[-1], flush=True)
    print("\n| command | stopped by | runs or looks | ended | old | new | torn | temporary files left |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    return int(any(row.torn for row in rows))


def size_of_complete(path: Path) -> str:
    """Return the rows of the statements in a workbook, a database or a Parquet file, read again: their bytes may differ."""
    import pandas as pd

    if path.suffix == ".xlsx":
        frame = pd.read_excel(path, sheet_name=None)
        return str({name: sheet.shape for name, sheet in frame.items()})
    if path.suffix == ".sqlite":
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            (intact,) = database.execute("PRAGMA integrity_check").fetchone()
            (count,) = database.execute("SELECT count(*) FROM statements").fetchone()
        return f"{intact} {count}"
    return str(pd.read_parquet(path).shape)


if __name__ == "__main__":
    if shutil.which("true") is None:
        sys.exit("needs a POSIX system: it sends SIGKILL")
    sys.exit(main())

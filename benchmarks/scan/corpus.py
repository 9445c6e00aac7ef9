"""How scanning a corpus scales: two workers against one, and the memory that a very large file takes.

    python benchmarks/scan/corpus.py                      # processes and a local Dask cluster
    python benchmarks/scan/corpus.py --memory 1000        # peak memory for a file of 1000 MB

The texts are made from clauses of our own (clauses.csv) with a fixed seed. Runs with one and with two workers take turns, so that
whatever else the machine does falls on both; medians are given, and every run.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

_CLAUSES = Path(__file__).with_name("clauses.csv")
_WIDTH = 40  # characters of a line, which ends wherever it is full
_BARE = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def text(chance: random.Random, size: int, clauses: dict[str, list[str]]) -> str:
    """Return about `size` characters in the manner of a plan: headings, paragraphs, figures in every fifth clause, hard line ends."""
    paragraphs, length = [], 0
    while length < size:
        lines = [chance.choice(clauses["heading"])]
        for _ in range(chance.randint(2, 6)):
            kinds = chance.choices(("prose", "figure"), (4, 1), k=chance.randint(2, 5))
            words = "".join(chance.choice(clauses[kind]) for kind in kinds)
            numbers = {
                "n": chance.choice("一二三四五六七八九"), "year": chance.randint(2012, 2030), "big": chance.randint(10, 9999),
                "few": chance.randint(2, 9), "more": chance.randint(10, 99), "speed": 10 * chance.randint(1, 100), "share": chance.randint(10, 99),
            }  # fmt: skip
            words = words.format(**numbers)
            lines += ["", *(words[at : at + _WIDTH] for at in range(0, len(words), _WIDTH))]
        paragraphs.append("\n".join(lines).format(n="三") + "\n\n")
        length += len(paragraphs[-1])
    return "".join(paragraphs)


def make(folder: Path, megabytes: float, files: int, seed: int = 1) -> None:
    """Fill `folder` with `files` texts of unequal length, `megabytes` in all."""
    with _CLAUSES.open(encoding="utf-8", newline="") as file:
        clauses: dict[str, list[str]] = {}
        for row in csv.DictReader(file):
            clauses.setdefault(row["kind"], []).append(row["clause"])
    chance = random.Random(seed)
    shares = [chance.uniform(0.2, 1.8) for _ in range(files)]
    block = text(chance, 300_000, clauses)
    for number, share in enumerate(shares):
        size = int(megabytes * 1e6 * share / sum(shares))
        with (folder / f"{number:05}.txt").open("w", encoding="utf-8", newline="") as file:
            while size > 0:
                start = chance.randrange(len(block) - 1000)
                part = block[start : start + max(size // 3, 1)]
                file.write(part)
                size -= len(part.encode())


def timed(*arguments: object) -> tuple[float, int]:
    """Run the command in a process of its own and return its seconds and its peak memory in KB."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "cloudplans", "scan", *map(str, arguments)], stderr=subprocess.PIPE, text=True
    )
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(said)
    return time.perf_counter() - begin, usage.ru_maxrss


@contextmanager
def dask(folder: Path, workers: int) -> Iterator[str]:
    """Give the address of a local Dask cluster of so many one-thread processes."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", local_directory=folder
    ) as made:
        yield made.scheduler_address


def compared(what: str, rounds: int, size: float, one: Callable[[], float], two: Callable[[], float]) -> None:
    """Print the medians of runs that take turns."""
    runs: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for seconds, run in zip(runs, (one, two), strict=True):
            seconds.append(run())
    ratio = median(runs[0]) / median(runs[1])
    shown = ["/".join(f"{seconds:.1f}" for seconds in kept) for kept in runs]
    print(
        f"| {what} | {median(runs[0]):.1f} s | {median(runs[1]):.1f} s | {ratio:.2f} | {size / median(runs[1]):.1f} MB/s | {shown[0]}; {shown[1]} |",
        flush=True,
    )


def scaling(folder: Path, rounds: int, which: list[str]) -> None:
    """Compare two workers with one."""
    texts, out = folder / "texts", folder / "found.csv"
    size = sum(path.stat().st_size for path in texts.iterdir()) / 1e6
    print(f"{len(list(texts.iterdir()))} files, {size:.0f} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| workers are | one | two | ratio | two read | runs |\n|---|---:|---:|---:|---:|---|")
    results: set[bytes] = set()

    def scan(*arguments: object) -> float:
        seconds, _ = timed(texts, "--out", out, *arguments)
        results.add(hashlib.sha256(out.read_bytes()).digest())
        assert len(results) == 1  # whoever reads, the bytes are the same
        return seconds

    if "processes" in which:
        compared("processes", rounds, size, lambda: scan("--jobs", 1), lambda: scan("--jobs", 2))
    if "dask" in which:
        with dask(folder / "one", 1) as one, dask(folder / "two", 2) as two:
            compared("Dask", rounds, size, lambda: scan("--scheduler", one), lambda: scan("--scheduler", two))


def memory(folder: Path, megabytes: float) -> None:
    """Print what a large file takes beyond the interpreter, and beyond the package when it has scanned one character."""
    texts = folder / "texts"
    bare = int(subprocess.run([sys.executable, "-c", _BARE], capture_output=True, text=True, check=True).stdout)
    (folder / "tiny.txt").write_text("一", encoding="utf-8")
    _, tiny = timed(folder / "tiny.txt", "--out", folder / "tiny.csv", "--jobs", 1)
    seconds, peak = timed(texts / "00000.txt", "--out", folder / "found.csv", "--jobs", 1)
    size = (texts / "00000.txt").stat().st_size / 1e6
    print(
        f"one file of {size:.0f} MB: {seconds:.0f} s, {size / seconds:.1f} MB/s, {(folder / 'found.csv').stat().st_size / 1e6:.0f} MB of rows"
    )
    print(
        f"peak {peak / 1024:.0f} MB: {(peak - bare) / 1024:.0f} MB beyond the interpreter, {(peak - tiny) / 1024:.0f} MB beyond a scan of one character"
    )
    assert megabytes * 0.9 < size < megabytes * 1.1


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=float, default=100, metavar="MB", help="how much text (default: 100)")
    parser.add_argument("--files", type=int, default=600, help="in how many files (default: 600)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is run (default: 5)")
    parser.add_argument(
        "--workers", nargs="*", choices=("processes", "dask"), default=["processes", "dask"], help="which kinds (default: both)"
    )
    parser.add_argument("--memory", type=float, metavar="MB", help="measure the memory for one file of so many MB instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "texts").mkdir()
        make(folder / "texts", options.memory or options.size, 1 if options.memory else options.files)
        if options.memory:
            memory(folder, options.memory)
        else:
            scaling(folder, options.rounds, options.workers)


if __name__ == "__main__":
    main()

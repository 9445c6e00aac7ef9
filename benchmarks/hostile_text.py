"""Measure how time and memory of scan, new-plan and verify grow with hostile texts: one line of one thing, again and again.

    python benchmarks/hostile_text.py                   texts of 1, 4 and 16 MB
    python benchmarks/hostile_text.py --sizes 1 4 --units '1,' '('

Prints one row per text and command: seconds of processor time and megabytes for each size, and by how much the seconds grow from the
last size but one to the last, less those of the start of the command. Linear growth is at most as much as the size grows; where the
seconds are hardly more than those of the start, the number means nothing. A text that `new-plan` refuses is not verified.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import ROOT

UNITS = ["(", "（", "1", "、", "％", "第", "年", "<table>", "指标 (", "1,", "1-"]


def run(*words: str) -> tuple[float, int, int]:
    """Run a command; return its seconds of processor time, the peak of its memory in megabytes, and its exit code."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cloudplans", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, process.returncode


def measure(unit: str, megabytes: int) -> dict[str, tuple[float, int, int]]:
    """Return what each command takes with a text of this size."""
    with tempfile.TemporaryDirectory() as folder:
        text, mine = Path(folder, "plan.txt"), str(Path(folder, "mine-2021"))
        text.write_text(unit * (megabytes * 10**6 // len(unit.encode())), encoding="utf-8")
        found = {"scan": run("scan", str(text), "--format", "csv"), "new-plan": run("new-plan", mine, "--text", str(text))}
        if os.path.isdir(mine):
            found["verify"] = run("verify", "--data", mine)
        return found


def main() -> None:
    """Measure every text at every size, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 4, 16], help="megabytes")
    parser.add_argument("--units", nargs="+", default=UNITS)
    options = parser.parse_args()
    started = run("targets", "--format", "csv")[0]
    heads = " | ".join(f"{size} MB" for size in options.sizes)
    print(f"| text | command | exit | {heads} | growth |\n|---|---|---:|{'---:|' * (len(options.sizes) + 1)}")
    for unit in options.units:
        measured = [measure(unit, size) for size in options.sizes]
        for command in measured[0]:
            results = [each[command] for each in measured if command in each]
            work = [max(seconds - started, 0.1) for seconds, *_ in results]
            shown = " | ".join(f"{seconds:.1f} s, {memory} MB" for seconds, memory, _ in results)
            growth = work[-1] / work[-2] if len(work) > 1 else 1
            print(f"| `{unit}` | {command} | {results[-1][2]} | {shown} | {growth:.1f} |", flush=True)


if __name__ == "__main__":
    main()

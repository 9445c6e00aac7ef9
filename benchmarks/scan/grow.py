"""Measure time and memory of the scanner as a file grows.

    python benchmarks/scan/grow.py [--plans DIR] [--sizes 1 10 100 1000]

Each size (in MB) is a file made of the plan texts (else of the clauses) again and again, read by a process of its own;
the memory is what that process needs at most beyond what it needs after a first short scan.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from compare import put
from score import read_clauses

import cloudplans

HERE = Path(__file__).resolve().parent


def memory(field: str) -> float:
    """Return the resident memory of this process in MB: ``VmRSS`` now, ``VmHWM`` at most (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


def measure(path: Path) -> tuple[int, float, float]:
    """Scan one file; return the number of candidates, the seconds of this process, the memory beyond the interpreter's."""
    scanner = cloudplans.Scanner()
    scanner.scan("到2020年，产值达到10亿元。")
    before, start = memory("VmRSS"), time.process_time()
    with path.open(encoding="utf-8", newline="") as file:
        count = sum(1 for _ in scanner.scan_stream(iter(lambda: file.read(1 << 16), "")))
    return count, time.process_time() - start, memory("VmHWM") - before


def source(plans: str | None) -> str:
    """Return the text that files are made of."""
    if plans:
        return "\n".join(cloudplans.load().texts(plans).values()) + "\n"
    return (
        "\n".join(clause["text"] for clause in read_clauses(HERE.parents[1] / "tests" / "clauses" / "development.jsonl")) + "\n"
    )


def grow(text: str, sizes: list[int]) -> list[str]:
    """Return a row a size."""
    rows, unit = [], text.encode()
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / "text"
            with path.open("wb") as file:
                for _ in range(max(size * 1_000_000 // len(unit), 1)):
                    file.write(unit)
            bytes_ = path.stat().st_size
            done = subprocess.run([sys.executable, __file__, "--one", str(path)], capture_output=True, text=True, check=True)
            count, seconds, most = done.stdout.split()
            rows.append(
                f"| {bytes_ / 1e6:,.0f} | {int(count):,} | {float(seconds):,.1f} | {bytes_ / 1e6 / float(seconds):.1f} | {float(most):.0f} |"
            )
            print(rows[-1], flush=True)
    return rows


def main() -> int:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", metavar="DIR", help="folder of the plan texts")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(*measure(options.one))
        return 0
    header = "| MB | candidates | seconds | MB/s | memory, MB |\n|---:|---:|---:|---:|---:|"
    put("grow", "\n".join([header, *grow(source(options.plans), options.sizes)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

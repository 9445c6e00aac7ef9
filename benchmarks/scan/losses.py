"""Print a random sample of what `scan` did not read as quantities, or of what it did, with the words around, to be read by a person.

python benchmarks/scan/losses.py DIR --sample 1000 --seed 2027                # numerals of `scan --losses`
python benchmarks/scan/losses.py DIR --sample 300 --seed 909 --candidates     # candidates
python benchmarks/scan/losses.py --interval 1 1500                            # the share of 1 in 1500 with its 95% interval
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

from cloudplans.scanner import Scanner

_AROUND = 12  # characters on each side


def interval(found: int, of: int) -> tuple[float, float]:
    """Return the exact (Clopper–Pearson) 95% interval of a share."""

    def at_most(count: int, share: float) -> float:
        return sum(math.comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(count + 1))

    def solve(below: Callable[[float], bool]) -> float:
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if below(middle) else (low, middle)
        return low

    lower = solve(lambda share: 1 - at_most(found - 1, share) < 0.025) if found else 0.0
    return lower, solve(lambda share: at_most(found, share) > 0.025)


def sample(folder: Path, size: int, seed: int, *, candidates: bool) -> list[str]:
    """Return lines with the reason and the passage, sorted by reason."""
    scanner, rows = Scanner(), []
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for one in scanner.scan(text) if candidates else scanner.census(text):
            passage = f"{text[max(one.start - _AROUND, 0) : one.start]}【{text[one.start : one.end]}】{text[one.end : one.end + _AROUND]}"
            rows.append((one.unit if candidates else one.reason, passage.replace("\n", "/")))
    print(f"{len(rows)} in all", file=sys.stderr)
    return ["\t".join(row) for row in sorted(random.Random(seed).sample(rows, min(size, len(rows))))]


def main() -> int:
    """Print a sample, or an interval."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--sample", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--candidates", action="store_true")
    parser.add_argument("--interval", nargs=2, type=int, metavar=("FOUND", "OF"))
    options = parser.parse_args()
    if options.interval:
        low, high = interval(*options.interval)
        print(f"{options.interval[0] / options.interval[1]:.2%} ({low:.2%} to {high:.2%})")
    else:
        print("\n".join(sample(options.folder, options.sample, options.seed, candidates=options.candidates)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

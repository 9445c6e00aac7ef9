"""Timing: contenders take turns, so that other load on the machine affects them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"
Seconds = dict[str, list[float]]


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the package of this checkout."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, *arguments], env={**variables, "PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def process(*arguments: str) -> Callable[[], float]:
    """Return a function that runs Python with arguments and returns the seconds of the whole process."""

    def run() -> float:
        start = time.perf_counter()
        run_python(*arguments)
        return time.perf_counter() - start

    return run


def take_turns(contenders: Mapping[str, Callable[[], float]], rounds: int, warm: bool = True) -> Seconds:
    """Run each contender once per round and return its seconds by round; with `warm`, a first round is not counted."""
    if warm:
        for run in contenders.values():
            run()
    seconds: Seconds = {name: [] for name in contenders}
    for number in range(rounds):
        for name in list(contenders)[:: 1 if number % 2 == 0 else -1]:
            seconds[name].append(contenders[name]())
    return seconds


def quartiles(values: list[float]) -> tuple[float, float, float]:
    """Return the median, the lower and the upper quartile."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return middle, low, high

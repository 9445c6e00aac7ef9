"""Timing: contenders take turns, so that whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"
PEERS = ROOT / "build" / "bench-peers" / "bin" / "python"


def environment(**more: str) -> dict[str, str]:
    """Return the variables for a measured process: those of this one, the package found, byte code written as for any reader."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    return {**kept, "PYTHONPATH": str(ROOT), "CLOUDPLANS_CACHE": str(BUILD / "cache"), **more}


def process(*arguments: str, python: str = sys.executable, **more: str) -> Callable[[], float]:
    """Return a function that runs Python with arguments and returns the seconds that the whole process took."""

    def run() -> float:
        start = time.perf_counter()
        subprocess.run(
            [python, *arguments],
            env=environment(**more),
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return time.perf_counter() - start

    return run


def report(*arguments: str, python: str = sys.executable, **more: str) -> Any:
    """Run Python with arguments and return the JSON that it prints."""
    done = subprocess.run([python, *arguments], env=environment(**more), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def turns(contenders: Mapping[str, Callable[[], float]], rounds: int, warm: bool = True) -> dict[str, list[float]]:
    """Let each contender run once a round, in turns; return the seconds of each by round. A first round is not counted."""
    if warm:
        for run in contenders.values():
            run()
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds):
        order = list(contenders) if number % 2 == 0 else list(contenders)[::-1]
        for name in order:
            found[name].append(contenders[name]())
    return found


def spread(values: list[float]) -> tuple[float, float, float]:
    """Return median, lower and upper quartile."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return middle, low, high


def ratio(values: list[float], reference: list[float]) -> tuple[float, float, float]:
    """Return the spread of the ratios round by round."""
    return spread([a / b for a, b in zip(values, reference, strict=True)])

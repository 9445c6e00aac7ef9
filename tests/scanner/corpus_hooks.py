"""What the tests of corpora run in the workers, importable there."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from cloudplans.rows import as_csv


def slow(file: str, found: list) -> bytes:
    time.sleep(0.005)
    return as_csv(file, found)


def deadly(file: str, found: list) -> bytes:
    """Kill the process that reads a file named deadly."""
    if "deadly" in file:
        os.kill(os.getpid(), signal.SIGKILL)
    return as_csv(file, found)


def deadly_once(file: str, found: list) -> bytes:
    """Kill the process that first reads a file named deadly, as a machine that has no memory left does."""
    if "deadly" in file and not Path(file + ".died").exists():
        Path(file + ".died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return as_csv(file, found)


def failing(file: str, found: list) -> bytes:
    if "failing" in file:
        raise RuntimeError("not this one")
    return as_csv(file, found)

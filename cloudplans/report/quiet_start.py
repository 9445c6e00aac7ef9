"""Loaded by the server of worker processes alone: a worker that starts while the command stops ends without a traceback."""

from __future__ import annotations

import multiprocessing
import sys
from types import TracebackType


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, (EOFError, OSError)):  # what a worker meets whose command has ended
        sys.__excepthook__(kind, error, trace)


if multiprocessing.current_process().name == "MainProcess" and "multiprocessing.forkserver" in " ".join(sys.orig_argv):
    sys.excepthook = _report

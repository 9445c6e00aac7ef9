"""A line on standard error that shows how far long work has come."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

_FIRST, _TERMINAL, _LOG = 1.5, 0.5, 30.0  # seconds until the first line; between lines on a terminal, in a log


@contextmanager
def notice(line: str) -> Iterator[None]:
    """Print a line on a terminal if what follows takes more than a moment.

    Examples
    --------
    >>> with notice("checking the data"):
    ...     pass
    """
    ended = threading.Event()

    def wait() -> None:
        if not ended.wait(_FIRST):
            print(line, file=sys.stderr, flush=True)

    thread = threading.Thread(target=wait, daemon=True)
    if sys.stderr and sys.stderr.isatty():
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if thread.ident:
            thread.join()


class Progress:
    """Count files while they are done, and print the count now and then, also while a single file takes long.

    Examples
    --------
    >>> with Progress(2) as progress:
    ...     progress.add(1_000_000, candidates=3)
    >>> str(progress)
    '1 of 2 files, 1.0 MB, 3 candidates'
    """

    total: int
    files: int
    bytes: int
    candidates: int

    def __init__(self, total: int) -> None:
        self.total, self.files, self.bytes, self.candidates = total, 0, 0, 0
        self._terminal = bool(sys.stderr and sys.stderr.isatty())
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._print_now_and_then, daemon=True)

    def add(self, size: int, candidates: int) -> None:
        """Count a file that is done."""
        self.files += 1
        self.bytes += size
        self.candidates += candidates

    def __str__(self) -> str:
        files = (
            f"{self.files:,} of {self.total:,} files"
            if self.files < self.total
            else f"{self.files:,} file{'s' * (self.files != 1)}"
        )
        return f"{files}, {self.bytes / 1e6:,.1f} MB, {self.candidates:,} candidate{'s' * (self.candidates != 1)}"

    def _print_now_and_then(self) -> None:
        pause = _FIRST
        while not self._ended.wait(pause):
            pause = _TERMINAL if self._terminal else _LOG
            line = f"\r{self}\x1b[K" if self._terminal else f"{self}\n"
            print(line, end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()
        if self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

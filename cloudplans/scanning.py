"""The command `cloudplans scan`: candidates to standard output or to a file, progress and what could not be read to standard error."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from cloudplans import arrival
from cloudplans.corpus import Scanned, scan_files, scan_sources
from cloudplans.crews import cluster, processes
from cloudplans.journal import save
from cloudplans.listing import Source
from cloudplans.rows import FORMS, HEADS
from cloudplans.text import visible

_TASKS = 4  # under way for each worker, so that none waits
_TERMINAL, _LOG = 0.2, 60.0  # seconds between two signs of life


class Progress:
    """What is done so far, told on standard error while it lasts; files that could not be read, named at the end."""

    def __init__(self) -> None:
        self.files = self.rows = self.bytes = self.problems = 0
        self._problems = tempfile.SpooledTemporaryFile(2**20, "w+", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115 - there may be very many
        self._terminal = sys.stderr.isatty()
        self._told = time.monotonic()

    def __call__(self, scanned: Scanned) -> None:
        """Count a piece."""
        self.files += scanned.whole
        self.rows += scanned.count
        self.bytes += scanned.read
        if scanned.problem:
            self.problems += 1
            print(f"not read: {visible(scanned.file)}: {scanned.problem}", file=self._problems)
        if time.monotonic() - self._told > (_TERMINAL if self._terminal else _LOG):
            self._told = time.monotonic()
            print(f"\r{self}\x1b[K" if self._terminal else self, end="" if self._terminal else "\n", file=sys.stderr, flush=True)

    def __str__(self) -> str:
        failed = f", {self.problems:,} not read" if self.problems else ""
        return f"{self.files:,} file{'s' * (self.files != 1)}, {self.bytes / 1e6:,.1f} MB, {self.rows:,} candidate{'s' * (self.rows != 1)}{failed}"

    def end(self) -> None:
        """Clear the line, name the files that could not be read."""
        if self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr)
        self._problems.seek(0)
        shutil.copyfileobj(self._problems, sys.stderr)
        self._problems.close()


def run(options: argparse.Namespace) -> bool:
    """Run the command; return whether every file could be read.

    Raises
    ------
    ValueError
        If the call is wrong.
    OSError
        If something cannot be written, or the cluster is gone.
    """
    _refuse(options)
    progress = Progress()
    try:
        with _executor(options) as (executor, ahead):
            if options.out:
                earlier = save(options.files, Path(options.out), executor, ahead=ahead, fresh=options.fresh, note=progress)
            elif options.files == ["-"]:
                with tempfile.NamedTemporaryFile() as copy:  # a pipe cannot be read in pieces
                    shutil.copyfileobj(sys.stdin.buffer, copy)
                    copy.flush()
                    source = Source("-", copy.name, copy.tell())
                    _print(scan_sources([source], encode=FORMS[options.format]), options.format, progress)
            else:
                scanned = scan_files(options.files, executor, encode=FORMS[options.format], ahead=ahead)
                _print(scanned, options.format, progress)
    except ConnectionError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise OSError(0, f"{error.strerror}{_left(options)}", options.scheduler or "processes") from error
    except OSError as error:
        if not options.out:
            raise
        raise OSError(error.errno, f"{error.strerror}{_left(options)}", error.filename or options.out) from error
    finally:
        sys.stdout.flush()
        progress.end()
    if options.out:
        print(f"{options.out}: {progress}{f' ({earlier:,} of the files by an earlier call)' if earlier else ''}", file=sys.stderr)
    return not progress.problems


def _left(options: argparse.Namespace) -> str:
    if not options.out:
        return ""
    goes_on = ", the same call goes on where this one ended" if Path(f"{options.out}.journal").exists() else ""
    return f"; {options.out} is left as it was{goes_on}"


def _refuse(options: argparse.Namespace) -> None:
    """Raise ValueError for a call whose parts do not go together."""
    if options.out and options.format:
        raise ValueError("--format is for standard output; the suffix of --out says its form; leave one of them out")
    if options.fresh and not options.out:
        raise ValueError("--fresh is for --out: nothing is kept of a scan to standard output")
    if options.jobs and options.scheduler:
        raise ValueError("--jobs and --scheduler exclude each other: the cluster has workers of its own")
    if options.jobs is not None and options.jobs < 1:
        raise ValueError(f"--jobs must be 1 or more, not {options.jobs}")
    if "-" in options.files and (options.files != ["-"] or options.out):
        raise ValueError("- (standard input) stands alone and without --out: after a stop it cannot be read again")
    options.format = options.format or "table"


@contextmanager
def _executor(options: argparse.Namespace) -> Iterator[tuple[Executor | Callable[[], Executor] | None, int]]:
    if options.scheduler:
        with cluster(options.scheduler) as (executor, threads):
            yield executor, _TASKS * threads
        return
    jobs = options.jobs or _cores()
    yield processes(jobs) if jobs > 1 else None, _TASKS * jobs


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _print(pieces: Iterator[Scanned], form: str, progress: Progress) -> None:
    """Write rows as they come."""
    if form != "table":
        arrival.data()
    write = sys.stdout.write
    write("[" if form == "json" else HEADS[form].decode())
    between = "\n"
    for scanned in pieces:
        text = scanned.rows.decode("utf-8", "surrogatepass") if scanned.rows else ""
        if form == "json" and text:
            text, between = between + text[:-1].replace("\n", ",\n"), ",\n"
        write(text)
        progress(scanned)
    write("\n]\n" if form == "json" else "")

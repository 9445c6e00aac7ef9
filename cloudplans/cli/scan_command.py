"""The command `cloudplans scan`: candidates to standard output or a file, progress and problems to standard error."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from cloudplans.cli.progress import Progress
from cloudplans.scanner import (
    ScannedFile,
    check_encoding,
    check_output,
    dask_executor,
    find_files,
    format_candidates,
    process_pool,
    scan_bytes,
    scan_files,
    write_candidates,
)
from cloudplans.text import describe_left_out, write_output

_STOPS = (signal.SIGINT, signal.SIGTERM)
_WORTH_A_POOL = 3_000_000  # bytes that one process scans sooner than others have started


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code: 4 if a file cannot be read, 2 if one is not a text, else 0.

    Raises
    ------
    ValueError
        If the call is wrong.
    OSError
        If something cannot be written, or the workers end.
    """
    from cloudplans.cli.exit_codes import NO_ACCESS, OK, WRONG, say

    _check(options)
    files = [] if options.files == ["-"] else find_files(options.files)
    if options.out:
        check_output(Path(options.out), files)
    with Progress(len(files) or 1) as progress:
        scanned = _scan(files, options, progress)
    if options.out:
        write_candidates(scanned, Path(options.out), losses=options.losses)
    else:
        _print(scanned, options.format or "table", losses=options.losses)
    for one in scanned:
        for problem in one.problems:
            say(problem)
        if one.left_out:
            say(f"{one.file}: {describe_left_out([one.left_out])}")
    errors = [one.error for one in scanned if one.error]
    for error in errors:
        say(f"not read: {f'{error.filename}: {error.strerror}' if isinstance(error, OSError) else error}")
    if options.out:
        say(f"{options.out}: {progress}{f', {len(errors):,} not read' if errors else ''}")
    return NO_ACCESS if any(isinstance(error, OSError) for error in errors) else WRONG if errors else OK


def _check(options: argparse.Namespace) -> None:
    """Refuse options that exclude each other."""
    check_encoding(options.encoding)
    if options.out and options.format:
        raise ValueError("--format is for standard output; the suffix of --out decides its format: leave one of them out")
    if options.jobs and options.scheduler:
        raise ValueError("--jobs and --scheduler exclude each other: the cluster has its own workers")
    if options.jobs is not None and options.jobs < 1:
        raise ValueError(f"--jobs must be 1 or more, not {options.jobs}")
    if "-" in options.files and options.files != ["-"]:
        raise ValueError("- (standard input) excludes other files")


def _scan(files: Sequence[str], options: argparse.Namespace, progress: Progress) -> list[ScannedFile]:
    def count(one: ScannedFile) -> None:
        progress.add(one.size, len(one.candidates))

    if not files:
        one = scan_bytes("-", sys.stdin.buffer.read(), options.encoding, losses=options.losses)
        count(one)
        return [one]
    with _executor(files, options) as executor:
        if executor and not options.scheduler:
            _start_first_worker(executor)
        return scan_files(options.files, executor, encoding=options.encoding, losses=options.losses, progress=count)


def _executor(files: Sequence[str], options: argparse.Namespace) -> AbstractContextManager[Executor | None]:
    """Return who scans: a Dask cluster, a pool of processes, or, where that takes longer than the work, this process."""
    if options.scheduler:
        return dask_executor(options.scheduler)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    jobs = min(options.jobs or cores, len(files))
    small = sum(os.path.getsize(file) for file in files if os.path.isfile(file)) < _WORTH_A_POOL
    return nullcontext() if jobs == 1 or (small and not options.jobs) else process_pool(jobs)


def _start_first_worker(executor: Executor) -> None:
    """Start a worker while signals wait: a process that is still starting when its parent stops would print a traceback."""
    if threading.current_thread() is not threading.main_thread():
        return  # only the main thread receives signals
    arrived: list[int] = []
    handlers = {number: signal.signal(number, lambda number, frame: arrived.append(number)) for number in _STOPS}
    masks = hasattr(signal, "pthread_sigmask")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT]) if masks else ()  # the new processes inherit it
    try:
        executor.submit(os.getpid).result()
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)
    for number in arrived:
        signal.raise_signal(number)


def _print(scanned: Sequence[ScannedFile], form: str, *, losses: bool) -> None:
    """Print rows; what is for machines has the same bytes in every locale unless it goes to a terminal."""
    words = format_candidates(scanned, form, losses=losses)
    if form == "table":
        sys.stdout.write(words)
    else:
        write_output(words)

"""Scanning many texts: by this process, by others of this machine, or by a Dask cluster, with one and the same result.

`scan_files` gives the candidates of one file after the other, in one order whoever read them. Memory depends neither on how many files
there are nor on how large they are: names are looked up as they are needed, a file larger than `PIECE` is read in pieces, and only
so many tasks are under way at a time.
"""

from __future__ import annotations

import codecs
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain, islice
from multiprocessing.connection import wait
from typing import Any, BinaryIO, NamedTuple

import cloudplans
from cloudplans.listing import Source, check, find
from cloudplans.scan import Candidate, Scanner

PIECE = 1 << 20  # bytes: few enough for flat memory, enough that handing them over costs next to nothing
_FILES = 256  # files that one task reads at most
_TRIES = 2  # how often a file is read alone after its reader died


class Scanned(NamedTuple):
    """What was found in a file, or in the next piece of a large one.

    Attributes
    ----------
    file : str
        The name of the file as given, or as found in the folder given.
    rows : list of Candidate
        The candidates, or what `encode` made of them.
    count : int
        How many they are.
    read : int
        How many bytes they were read from.
    whole : bool
        Whether the file is done; each file has one piece of which this is true, its last.
    problem : str
        Why the file could not be read, else empty.
    stamp : tuple of int
        Size in bytes and time of last change in nanoseconds of the file as it was read.
    """

    file: str
    rows: Any = ()
    count: int = 0
    read: int = 0
    whole: bool = True
    problem: str = ""
    stamp: tuple[int, int] = (0, 0)


Encode = Callable[[str, list[Candidate]], Any]


def scan_files(
    paths: Sequence[str],
    executor: Executor | Callable[[], Executor] | None = None,
    *,
    encode: Encode | None = None,
    ahead: int = 16,
) -> Iterator[Scanned]:
    """Scan files one after the other and give what is found in each.

    Parameters
    ----------
    paths : sequence of str
        Files, folders and patterns, as `cloudplans.listing.find` reads them.
    executor : Executor or function without parameters that makes one, optional
        Who scans: any `concurrent.futures.Executor`, such as ``distributed.Client(...).get_executor()``; its workers need this package
        and the files under the same paths. Of a function (such as `processes` gives) a new executor is asked for when a worker
        died. By default this process scans.
    encode : function of a file name and its candidates, optional
        Run where the file is scanned; what it returns becomes `rows`. It must be one that workers can import.
    ahead : int
        How many tasks of at most `PIECE` bytes, or one file, are under way at a time.

    Yields
    ------
    Scanned
        In the order of `paths` and by name within a folder, whoever was first. A file that cannot be read, or that ends the
        worker that reads it, has its `problem` and stops no other.

    Raises
    ------
    ValueError
        If a path names nothing; at the call, before anything is read.
    ConnectionError
        If the executor gave its tasks up.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "plan.txt").write_text("到2020年，产业规模达到1000亿元。", encoding="utf-8")
    ...     for scanned in scan_files([folder]):
    ...         print(scanned.count, scanned.rows[0].printed)
    1 1000亿元
    """
    check(paths)
    return scan_sources(find(paths), executor, encode=encode, ahead=ahead)


def scan_sources(
    sources: Iterable[Source],
    executor: Executor | Callable[[], Executor] | None = None,
    *,
    encode: Encode | None = None,
    ahead: int = 16,
) -> Iterator[Scanned]:
    """Do what `scan_files` does for files that are found already."""
    batches = _batches(sources)
    first = list(islice(batches, 2))
    batches = chain(first, batches)
    if executor is None or (len(first) < 2 and not isinstance(executor, Executor)):  # nothing to share, so no executor is made
        for batch in batches:
            while batch:
                done, batch = _read(batch, encode)
                yield from done
        return
    crew = _Crew(executor, encode)
    try:
        yield from _in_order(batches, crew, ahead)
    finally:
        crew.close()


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """Put small files together so that a task is worth its way; a large one stands alone."""
    batch: list[Source] = []
    size = 0
    for source in sources:
        if batch and (size + source.size > PIECE or len(batch) == _FILES):
            yield batch
            batch, size = [], 0
        batch.append(source)
        size += source.size
    if batch:
        yield batch


# ---- who reads ----------------------------------------------------------------------------------------------------------


class _Crew:
    """An executor that is replaced when it broke, where we know how to make another."""

    def __init__(self, executor: Executor | Callable[[], Executor], encode: Encode | None) -> None:
        self._make = None if isinstance(executor, Executor) else executor
        self._executor = executor if isinstance(executor, Executor) else executor()
        self._encode = encode
        self._given: list[Future] = []

    def submit(self, batch: list[Source]) -> Future:
        try:
            future = self._executor.submit(_read, batch, self._encode)
        except BrokenExecutor as error:
            future = Future()
            future.set_exception(error)
        self._given = [f for f in self._given if not f.done()] + [future]
        return future

    def renew(self, error: BrokenExecutor) -> None:
        if not self._make:
            raise error
        self._executor.shutdown(wait=False)
        self._executor = self._make()

    def alone(self, sources: Iterable[Source]) -> Iterator[Scanned]:
        """Read files one at a time: whichever ends its worker is then known, and named instead of read."""
        for source in sources:
            left, tries = [source], 0
            while left:
                try:
                    done, left = self.submit(left).result()
                    yield from done
                    tries = 0
                except CancelledError:
                    raise
                except Exception as error:
                    tries += 1
                    if isinstance(error, BrokenExecutor):
                        self.renew(error)
                    if tries == _TRIES:
                        yield Scanned(source.file, (), problem=f"ended every worker that read it ({type(error).__name__})")
                        break

    def close(self) -> None:
        for future in self._given:
            future.cancel()
        if self._make:
            self._executor.shutdown(wait=True)


def _in_order(batches: Iterator[list[Source]], crew: _Crew, ahead: int) -> Iterator[Scanned]:
    waiting: deque[tuple[list[Source], Future | None]] = deque()  # without a future: to be read alone
    while True:
        while len(waiting) < ahead and all(future for _, future in waiting) and (batch := next(batches, None)):
            waiting.append((batch, crew.submit(batch)))
        if not waiting:
            return
        batch, future = waiting.popleft()
        if future is None:
            yield from crew.alone(batch)
            continue
        try:
            done, rest = future.result()
        except CancelledError as error:
            raise ConnectionError(0, "the workers are gone") from error
        except BrokenExecutor as error:
            crew.renew(error)  # which of the tasks did it is not known, so each that was under way is suspect
            waiting.appendleft((batch, None))
            waiting = deque((b, f if f and f.done() and not f.exception() else None) for b, f in waiting)
        except Exception:  # the scheduler gave this task up after it ended several workers
            waiting.appendleft((batch, None))
        else:
            if rest:
                waiting.appendleft((rest, crew.submit(rest)))
            yield from done


def processes(jobs: int) -> Callable[[], Executor]:
    """Return a function that makes a pool of `jobs` processes, for `scan_files` and any other.

    A script that uses it needs the usual ``if __name__ == "__main__":``, since the processes import it.
    """
    context = multiprocessing.get_context("forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn")
    if hasattr(context, "set_forkserver_preload"):
        context.set_forkserver_preload([__name__])
    return partial(ProcessPoolExecutor, jobs, context, _settle)


def _settle() -> None:
    """Let the parent alone decide when to stop, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        wait([parent.sentinel])
        os._exit(1)

    if parent:
        threading.Thread(target=follow, daemon=True).start()


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Give the executor of the Dask cluster whose scheduler is at `address`, and how many tasks it runs at a time.

    Raises
    ------
    ValueError
        If the package distributed is missing.
    OSError
        If no scheduler answers, or it has no workers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ValueError(f"--scheduler needs the package {error.name}; install the extra: pip install '.[corpora]'") from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise OSError(0, f"no Dask scheduler answers ({error})", address) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise OSError(0, "the Dask scheduler has no workers", address)
        for worker, version in client.run(_version).items():
            if version != _version():
                raise ValueError(
                    f"the Dask worker {worker} has cloudplans {version}, this is {_version()}; install the same on both"
                )
        yield client.get_executor(pure=False), threads


def _version() -> str:
    return cloudplans.__version__


# ---- what a worker does ---------------------------------------------------------------------------------------------------


@cache
def _scanner() -> Scanner:
    return Scanner()  # once a process: it compiles its rules


def _read(batch: list[Source], encode: Encode | None) -> tuple[list[Scanned], list[Source]]:
    """Scan the files of `batch`, of a large one the next piece only; return what was found and what is left to do."""
    done: list[Scanned] = []
    for number, source in enumerate(batch):
        try:
            scanned, state, at = _scan(source) if not source.problem else (Scanned(source.file, problem=source.problem), None, 0)
        except OSError as error:
            scanned = Scanned(source.file, problem=error.strerror or str(error))
        except _NotTextError as error:
            scanned = Scanned(source.file, problem=str(error))
        except Exception as error:  # a text that the scanner cannot bear must not stop the others
            scanned = Scanned(source.file, problem=f"{type(error).__name__}: {error}")
        done.append(scanned._replace(rows=encode(source.file, scanned.rows)) if encode else scanned)
        if not scanned.whole:
            return done, [source._replace(at=at, state=state), *batch[number + 1 :]]
    return done, []


class _NotTextError(Exception):
    """A file that cannot be read as text; the message says why."""


def _refuse_other_than_text(file: BinaryIO) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    at = 0
    while True:
        data = file.read(PIECE)
        before = at - len(decoder.getstate()[0])
        try:
            decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise _NotTextError(f"not UTF-8: byte 0x{error.object[error.start]:02x} at {before + error.start}") from None
        if b"\0" in data:
            raise _NotTextError(f"not text: a zero byte at {at + data.index(0)}")
        if not data:
            return
        at += len(data)


def _scan(source: Source) -> tuple[Scanned, Any, int]:
    with open(source.path, "rb") as file:
        status = os.fstat(file.fileno())
        stamp = (status.st_size, status.st_mtime_ns)
        if source.at == 0:
            _refuse_other_than_text(file)  # whole, so that a large file is not given up when half its rows are out
        before, state = source.state or (stamp, None)
        if before != stamp:
            raise _NotTextError("changed while it was read")
        size = PIECE
        while True:
            file.seek(source.at)
            data = file.read(size)
            last = source.at + len(data) >= status.st_size
            text = codecs.getincrementaldecoder("utf-8")().decode(data, final=last)
            found, after, used = _scanner().piece(text, state, last)
            if used or last:
                break
            size *= 2  # one sentence longer than a piece
    read = len(data) if last else len(text[:used].encode())
    return Scanned(source.file, found, len(found), read, last, "", stamp), (stamp, after), source.at + read

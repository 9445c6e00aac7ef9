"""Scanning many texts: by this process, by others of this machine, or by a Dask cluster, with one and the same result.

`scan_files` gives the candidates of one file after the other, in one order whoever read them. Memory depends neither on how many files
there are nor on how large they are: names are looked up as they are needed, a file larger than `PIECE` is read in pieces, and only
so many tasks are under way at a time.
"""

from __future__ import annotations

import codecs
import importlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import cache, partial
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple

from cloudplans.crews import Crew
from cloudplans.listing import Source, check, find
from cloudplans.scanner import Candidate, Scanner
from cloudplans.text import pieces

PIECE = 1 << 20  # bytes: few enough for flat memory, many more than the scanner needs to see at once
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
        and the files under the same paths. Of a function (such as `cloudplans.crews.processes` gives) a new executor is asked for when a worker
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
    crew = Crew(executor, partial(_read, encode=encode))
    try:
        yield from _in_order(batches, crew, ahead)
    except CancelledError as error:
        raise ConnectionError(0, "the workers are gone") from error
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


def _in_order(batches: Iterator[list[Source]], crew: Crew, ahead: int) -> Iterator[Scanned]:
    waiting: deque[tuple[list[Source], Future | None]] = deque()  # without a future: to be read alone
    while True:
        while len(waiting) < ahead and all(future for _, future in waiting) and (batch := next(batches, None)):
            waiting.append((batch, crew.submit(batch)))
        if not waiting:
            return
        batch, future = waiting.popleft()
        if future is None:
            yield from _alone(crew, batch)
            continue
        try:
            done, rest = future.result()
        except CancelledError:
            raise
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


def _alone(crew: Crew, sources: Iterable[Source]) -> Iterator[Scanned]:
    """Read files one at a time: whichever ends its worker is then known, and named instead of read."""
    for source in sources:
        left, tries = [source], 0
        while left:
            try:
                done, left = crew.submit(left).result()
                yield from done
                tries = 0
            except CancelledError:  # of all tasks, not of this file
                raise
            except Exception as error:
                tries += 1
                if isinstance(error, BrokenExecutor):
                    crew.renew(error)
                if tries == _TRIES:
                    yield Scanned(source.file, problem=f"its readers ended, one after the other ({type(error).__name__})")
                    break


@cache
def _scanner() -> Scanner:
    importlib.import_module("numpy")  # one text does without, many are read sooner with it
    return Scanner()  # once a process: it compiles its rules


def _read(batch: list[Source], encode: Encode | None) -> tuple[list[Scanned], list[Source]]:
    """Scan the files of `batch`, of a large one the next piece only; return what was found and what is left to do."""
    done: list[Scanned] = []
    for number, source in enumerate(batch):
        try:
            if source.problem:
                raise _NotTextError(source.problem)
            scanned, state, at = _scan(source)
            scanned = scanned._replace(rows=encode(source.file, scanned.rows)) if encode else scanned
        except OSError as error:
            scanned = Scanned(source.file, problem=error.strerror or str(error))
        except _NotTextError as error:
            scanned = Scanned(source.file, problem=str(error))
        except Exception as error:  # a text that the scanner cannot bear must not stop the others
            scanned = Scanned(source.file, problem=f"{type(error).__name__}: {error}")
        done.append(scanned)
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
    """Scan a file, or the next piece of a large one; return what was found, what is known there, and from which byte to go on."""
    with open(source.path, "rb") as file:
        status = os.fstat(file.fileno())
        stamp = (status.st_size, status.st_mtime_ns)
        if source.at == 0:
            _refuse_other_than_text(file)  # whole, so that a large file is not given up when half its rows are out
        before, offset, state = source.state or (stamp, 0, _scanner().state())
        if before != stamp:
            raise _NotTextError("changed while it was read")
        file.seek(source.at)
        data = file.read(PIECE)
    last = source.at + len(data) >= status.st_size
    text = codecs.getincrementaldecoder("utf-8")().decode(data, final=last)
    found: list[Candidate] = []
    reached = 0
    for at, piece in pieces([text]):
        if last or at + len(piece) < len(text):  # else where it ends depends on what follows
            found += next(_scanner().passes([piece], offset=offset + at, state=state))[0]
            reached = at + len(piece)
    read = len(text[:reached].encode())
    return Scanned(source.file, found, len(found), read, last, "", stamp), (stamp, offset + reached, state), source.at + read

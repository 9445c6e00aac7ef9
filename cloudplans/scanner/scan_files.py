"""Find text files and scan them, in this process or by any executor."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Executor
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from cloudplans.scanner.scan_text import Candidate, Scanner
from cloudplans.text import one_line, read_bytes, read_document

_LARGEST = 2**30  # bytes of one text
_BROKEN = 'a worker process ended abruptly: perhaps memory ran out; in a script, `if __name__ == "__main__":` is missing'


class Loss(NamedTuple):
    """A numeral that was not read as a quantity, or a table that could not be read: its place, its class, the reason."""

    start: int
    end: int
    printed: str
    kind: str
    reason: str


class ScannedFile(NamedTuple):
    """The candidates of one file, or why it could not be read."""

    file: str
    candidates: Sequence[Candidate] = ()
    size: int = 0
    losses: Sequence[Loss] = ()
    left_out: Mapping[str, int] = MappingProxyType({})  # of the print: page numbers and the like
    problems: Sequence[str] = ()  # tables that could not be read
    error: ValueError | OSError | None = None  # where it is not a text, or cannot be read


def find_files(paths: Sequence[str | Path]) -> list[str]:
    """List the files that paths name (files, folders with their ``*.txt``, patterns), each once, in the order of `paths`."""
    found: dict[str, str] = {}  # absolute path: name
    for path in map(os.fspath, paths):
        names = _texts_in(path) if os.path.isdir(path) else [path] if os.path.lexists(path) else _matches(path)
        if not names:
            raise ValueError(_names_nothing(path))
        for name in names:
            found.setdefault(os.path.abspath(name), name)
    return list(found.values())


def _texts_in(folder: str) -> list[str]:
    """List the texts of a folder and its subfolders, and the links to folders in them."""
    names = []  # a link to a folder is listed, not followed, so that scanning it reports it
    for place, folders, files in os.walk(folder, onerror=_raise):
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        names += [os.path.join(place, name) for name in (*links, *(n for n in files if n.lower().endswith(".txt")))]
    return sorted(names, key=_parts)


def _raise(error: OSError) -> None:
    raise error


def _matches(pattern: str) -> list[str]:
    """List the files that a pattern matches; of a folder that it matches, unless by ``**``, the texts."""
    names: list[str] = []
    for name in sorted(glob.glob(pattern, recursive=True), key=_parts):
        if not os.path.isdir(name):
            names.append(name)
        elif "**" not in pattern:
            names += _texts_in(name)
    return names


def _parts(name: str) -> tuple[str, ...]:
    return Path(name).parts


def _names_nothing(path: str) -> str:
    if os.path.isdir(path):
        return f"the folder {path} has no *.txt; for other names give a quoted pattern such as '{os.path.join(path, '*.md')}'"
    what = "no file matches" if glob.has_magic(path) else "there is no file"
    return f"{what} {path}; name files, folders with *.txt, or quoted patterns"


def scan_files(
    paths: Sequence[str | Path],
    executor: Executor | None = None,
    *,
    encoding: str = "utf-8",
    losses: bool = False,
    progress: Callable[[ScannedFile], object] | None = None,
) -> list[ScannedFile]:
    """Scan text files, the longest first.

    Parameters
    ----------
    paths : sequence of str or Path
        Files, folders and patterns; see `find_files`.
    executor : Executor, optional
        Who scans: a ``concurrent.futures.ProcessPoolExecutor``, ``distributed.Client(...).get_executor()``, or any other whose
        workers have this package and the files under the same paths. By default this process.
    encoding : str
        The encoding of the texts.
    losses : bool
        Whether to list the numerals that were not read as quantities, too.
    progress : callable, optional
        Called with each file as it is done.

    Returns
    -------
    list of ScannedFile
        In the order of `find_files`, whoever scans. A file that cannot be read has its `error` and stops no other.

    Raises
    ------
    ValueError
        If a path names no file, or there is no such encoding.
    OSError
        If a folder cannot be read, or the workers end.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "plan.txt").write_text("到2020年，产业规模达到1000亿元。", encoding="utf-8")
    ...     (scanned,) = scan_files([folder])
    >>> [candidate.printed for candidate in scanned.candidates]
    ['1000亿元']
    """
    check_encoding(encoding)
    files = find_files(paths)
    longest_first = sorted(files, key=_size, reverse=True)
    scan = partial(_scan_file, encoding=encoding, losses=losses)
    done: dict[str, ScannedFile] = {}
    try:
        for scanned in executor.map(scan, longest_first) if executor else map(scan, longest_first):
            done[scanned.file] = scanned
            if progress:
                progress(scanned)
    except BrokenProcessPool as error:
        raise OSError(0, _BROKEN, "processes") from error
    except CancelledError as error:
        raise OSError(0, "the cluster gave up the work", "workers") from error
    return [done[file] for file in files]


def _size(file: str) -> int:
    try:
        return os.path.getsize(file)
    except OSError:
        return 0


def check_encoding(encoding: str) -> None:
    """Refuse the name of an encoding that does not exist."""
    try:
        "".encode(encoding)
    except LookupError:
        raise ValueError(f"unknown encoding {encoding!r}; use utf-8 or gb18030") from None


@cache
def _scanner() -> Scanner:
    return Scanner()  # once per process: it compiles its rules


def scan_bytes(file: str, content: bytes, encoding: str = "utf-8", *, losses: bool = False) -> ScannedFile:
    """Scan the content of a file, such as standard input: a text, an HTML page or a PDF file with a text layer."""
    if (
        b"\0" in content
        and not content.startswith(b"%PDF-")
        and not encoding.lower().startswith(("utf-16", "utf-32", "utf_16", "utf_32"))
    ):
        return ScannedFile(file, error=ValueError(f"{file} is not a text: it has a NUL byte (byte {content.index(0)})"))
    try:
        text, left_out = read_document(content, encoding, file, keep_places=True)
    except ValueError as error:
        return ScannedFile(file, error=error)
    scanner = _scanner()
    unread = [table for table in scanner.tables(text) if table.problem]
    problems = [f"the table at character {table.start} of {file} was not read: {table.problem}" for table in unread]
    lost: list[Loss] = []
    if losses:
        lost = [Loss(*numeral) for numeral in scanner.census(text)]
        lost += [
            Loss(table.start, table.end, one_line(text[table.start : table.end])[:40], "table", table.problem) for table in unread
        ]
    return ScannedFile(file, scanner.scan(text), len(content), sorted(lost), left_out, problems)


def _scan_file(file: str, encoding: str, losses: bool = False) -> ScannedFile:
    try:
        if os.path.isdir(file):
            raise IsADirectoryError(0, "is a link to a folder; name it to scan its texts", file)
        return scan_bytes(file, read_bytes(Path(file), _LARGEST), encoding, losses=losses)
    except (OSError, ValueError) as error:
        return ScannedFile(file, error=error)

"""Which files are meant: names, folders and patterns turned into files one after the other, however many there are."""

from __future__ import annotations

import fnmatch
import glob
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple


class Source(NamedTuple):
    """A file to read.

    Attributes
    ----------
    file : str
        Its name as given, or as found in the folder given.
    path : str
        The same from the root on, for a reader that stands in another folder.
    size : int
        Its bytes.
    problem : str
        Why it cannot be read, else empty.
    at : int
        The byte from which on it is still to be read.
    state : object
        What its reader knows from the bytes before.
    """

    file: str
    path: str
    size: int = 0
    problem: str = ""
    at: int = 0
    state: Any = None


def find(paths: Sequence[str]) -> Iterator[Source]:
    """Give the files that `paths` name, in the order of `paths` and within a folder by name, none twice.

    Parameters
    ----------
    paths : sequence of str
        Files, folders (every ``*.txt`` in them and in the folders in them) and patterns (``*``, ``?``, ``[...]``, ``**``). Links to
        files are read; links to folders that are met in a folder are named as problems and not followed, so no loop is entered.

    Yields
    ------
    Source
        A file, or what cannot be read with its `problem`.

    Raises
    ------
    ValueError
        If a path names nothing.

    Examples
    --------
    >>> list(find(["nowhere.txt"]))
    Traceback (most recent call last):
    ValueError: there is no file nowhere.txt; name files, folders that hold *.txt, or quoted patterns
    """
    folders: list[str] = []
    files: set[str] = set()
    for given in paths:
        nothing = True
        for source in _named(given):
            nothing = False
            known = source.path in files or (_is_text(source.path) and source.path.startswith(tuple(folders)))
            if not known:
                yield source
            if len(paths) > 1 and not os.path.isdir(given):
                files.add(source.path)
        if nothing:
            raise ValueError(_nothing(given))
        if os.path.isdir(given):
            folders.append(os.path.join(os.path.abspath(given), ""))


def check(paths: Sequence[str]) -> None:
    """Raise ValueError if one of `paths` names nothing, before the first file is read."""
    for given in paths:
        if next(_named(given), None) is None:
            raise ValueError(_nothing(given))


def _nothing(given: str) -> str:
    if os.path.isdir(given):
        return f"the folder {given} holds no *.txt; for other names give a quoted pattern such as '{os.path.join(given, '*.md')}'"
    what = "no file matches" if glob.has_magic(given) else "there is no file"
    return f"{what} {given}; name files, folders that hold *.txt, or quoted patterns"


def _named(given: str) -> Iterator[Source]:
    if os.path.isdir(given):
        yield from _walk(given)
    elif os.path.lexists(given):
        yield _source(given)
    elif glob.has_magic(given):
        parts = PurePath(given).parts
        deep, seen = parts.count("**"), set()
        for source in _matching("", parts, walk=not deep):  # below ** the pattern itself says what to take
            if deep < 2 or source.path not in seen:  # two of them can match a file in two ways
                yield source
            if deep > 1:
                seen.add(source.path)


def _source(name: str) -> Source:
    path = os.path.abspath(name)
    try:
        status = os.stat(name)
    except OSError as error:
        return _refused(name, error)
    if not stat.S_ISREG(status.st_mode):
        return Source(name, path, problem="neither a file nor a folder")  # a pipe might never end
    return Source(name, path, status.st_size)


def _refused(name: str, error: OSError) -> Source:
    return Source(name, os.path.abspath(name), problem=error.strerror or str(error))


def _is_text(name: str) -> bool:
    return name.lower().endswith(".txt")


def _is_folder(entry: os.DirEntry[str], follow: bool) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:  # a link that leads to itself
        return False


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder or os.curdir) as found:
        return sorted(found, key=lambda entry: entry.name)


def _walk(folder: str) -> Iterator[Source]:
    """Give the texts in `folder` by name, what a folder holds in the folder's place."""
    stack = [iter([folder])]
    while stack:
        for entry in stack[-1]:
            if isinstance(entry, str) or _is_folder(entry, follow=False):
                name = os.fspath(entry)
                try:
                    stack.append(iter(_entries(name)))
                except OSError as error:
                    yield _refused(name, error)
                break
            if _is_folder(entry, follow=True):
                yield Source(entry.path, os.path.abspath(entry.path), problem="a link to a folder; name it to read what it holds")
            elif _is_text(entry.name):
                yield _source(entry.path)
        else:
            stack.pop()


def _matching(base: str, parts: tuple[str, ...], walk: bool) -> Iterator[Source]:
    """Give what matches `parts` below `base` by name; unlike `glob`, it holds no more than the names of one folder at a time."""
    if not parts:
        if not os.path.isdir(base):
            yield from [_source(base)] if os.path.lexists(base) else []
        elif walk:
            yield from _walk(base)
        return
    first, rest = parts[0], parts[1:]
    if not glob.has_magic(first):
        yield from _matching(os.path.join(base, first), rest, walk)
        return
    try:
        entries = [entry for entry in _entries(base) if not entry.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        yield _refused(base, error)
        return
    if first == "**":
        yield from _matching(base, rest or ("*",), walk)
    for entry in entries:
        name = os.path.join(base, entry.name)
        if first == "**":
            yield from _matching(name, parts, walk) if _is_folder(entry, follow=False) else ()
        elif fnmatch.fnmatchcase(entry.name, first):
            yield from _matching(name, rest, walk)

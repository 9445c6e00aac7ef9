"""Files and folders that are whole: a reader finds the old one or the new one, never a part of either, and a stop leaves no litter."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cloudplans.system import exchange, lock, undisturbed

Content = bytes | str | Callable[[Path], object]
_ENDING = ".part"
_LITERAL = str.maketrans({sign: f"[{sign}]" for sign in "*?["})


class Work(NamedTuple):
    """A folder that is being made, unseen: `whole` becomes the folder, `scratch` is gone at the end."""

    whole: Path
    scratch: Path


def write_atomic(path: Path | str, content: Content) -> Path:
    """Write a file so that it is never seen half-written: to a temporary file beside it, synchronised, then renamed.

    What was there stays as it was until the new file is complete, and stays if anything fails. Temporary files that an
    earlier, killed write of the same file left behind are removed. A symbolic link is followed; what is no regular file
    (``/dev/stdout``, a pipe) is written to directly.

    Parameters
    ----------
    path : Path
        The file to write; its folder must exist.
    content : bytes, str or callable
        What it is to hold: bytes, text (written as UTF-8, newlines as they stand), or a function that is given the path of
        the temporary file and fills it.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    OSError
        If it cannot be written; `filename` is `path`, whatever step failed.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_atomic(folder / "a.txt", "云").read_bytes().decode()
    '云'
    >>> write_atomic(folder / "a.txt", lambda part: part.write_text("new")).read_text()
    'new'
    """
    if Path(path).exists() and not Path(path).is_file():
        with _called(path):
            _write_through(Path(path), content)
    else:
        write_together({Path(path): content})
    return Path(path)


def write_together(contents: Mapping[Path, Content], log: Path | None = None) -> None:
    """Write several files as `write_atomic` does; none is put in its place before all are complete.

    Parameters
    ----------
    contents : mapping
        What each file is to hold.
    log : Path, optional
        The last of `contents`: a file that is put in its place first, and removed when all others are. Where it is found
        later, a kill came between two files, and it tells what was to be written.

    Raises
    ------
    OSError
        If one cannot be written; `filename` is its path. Unless that is found out only when it is put in its place, all are
        as they were.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_together({folder / "a.txt": "one", folder / "b.txt": "two"})
    >>> sorted(path.name for path in folder.iterdir())
    ['a.txt', 'b.txt']
    """
    parts: list[tuple[Path, Path, Path]] = []
    with contextlib.ExitStack() as stack:
        for path, content in contents.items():
            with _called(path):
                target = Path(os.path.realpath(path))
                sweep(target.parent, target.name)
                part = stack.enter_context(_temporary(target))
                _fill(part, content)
                synchronise(part)
                _take_mode(target, part)
                parts.append((path, target, part))
        parts.sort(key=lambda names: names[0] != log)
        with undisturbed():
            for path, target, part in parts:
                with _called(path):
                    os.replace(part, target)
                    if path == log:
                        synchronise(target.parent)
            for folder in {target.parent for _, target, _ in parts}:
                synchronise(folder)
            if log:
                log.unlink()
                synchronise(log.parent)


def write_unseen(path: Path, content: Content) -> Path:
    """Write a file of a `Work` that nobody sees yet, making its folders; it is synchronised with all others at the end.

    Examples
    --------
    >>> import tempfile
    >>> write_unseen(Path(tempfile.mkdtemp(), "below", "a.txt"), "云").name
    'a.txt'
    """
    with _called(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _fill(path, content)
    return path


@contextlib.contextmanager
def whole_folder(path: Path, *, replace: bool = True) -> Iterator[Work]:
    """Make a folder whole or not at all; use as a context, in which it is filled.

    It is made in a hidden folder beside `path`, synchronised, and then changes places with the old one at one stroke
    (``renameat2`` on Linux, ``renameatx_np`` on macOS). Where system or file system have no such call, the old one is
    renamed first; a kill between the two renames leaves no folder, until the next call puts the old one back. What killed
    calls left behind is removed.

    Parameters
    ----------
    path : Path
        The folder; the one that it stands in must exist.
    replace : bool
        Whether a folder that is there is replaced.

    Yields
    ------
    Work
        Where to fill it.

    Raises
    ------
    OSError
        If it cannot be written; the old one is as it was, and `filename` is `path`.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "made")
    >>> for words in ("old", "new"):
    ...     with whole_folder(path) as work:
    ...         _ = write_unseen(work.whole / "a.txt", words)
    >>> (path / "a.txt").read_text(), [entry.name for entry in path.parent.iterdir()]
    ('new', ['made'])
    """
    target = Path(os.path.realpath(path))
    with _called(path, within=target):
        sweep(target.parent, target.name)
        with _temporary(target, folder=True) as part:
            work = Work(part / "whole", part / "scratch")
            work.whole.mkdir()
            work.scratch.mkdir()
            yield work
            if target.is_dir():
                _take_mode(target, work.whole)
            for folder, _, names in os.walk(work.whole):
                for name in [*names, ""]:
                    synchronise(Path(folder, name))
            with undisturbed():
                _put(work.whole, target, part / "old", replace)
                synchronise(target.parent)


def _put(whole: Path, target: Path, old: Path, replace: bool) -> None:
    """Put a folder in its place, whatever others put there meanwhile."""
    while True:
        try:
            if not (replace and target.exists()):
                return os.rename(whole, target)
            if exchange(whole, target):
                return None
            os.rename(target, old)
            try:
                return os.rename(whole, target)
            except OSError:
                with contextlib.suppress(OSError):
                    os.rename(old, target)
                if target.exists():
                    _remove(old)
                raise
        except OSError as error:  # another writer was there first, or was about to be
            if not replace or error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT) or not whole.exists():
                raise


def sweep(folder: Path, name: str | None = None) -> None:
    """Remove what killed writers of `name`, or of anything, left in a folder; what is in use stays.

    Where a kill came between the two renames of `whole_folder`, the old folder is put back.
    """
    begin = "*" if name is None else name.translate(_LITERAL)
    for part in folder.glob(f".{begin}.{'[0-9a-f]' * 12}{_ENDING}"):
        with contextlib.suppress(OSError):
            handle = os.open(part, os.O_RDONLY)
            try:
                if not lock(handle):
                    continue
                target, old = part.with_name(part.name[1 : -len(_ENDING) - 13]), part / "old"
                if old.exists() and not target.exists():
                    os.rename(old, target)
                _remove(part)
            finally:
                os.close(handle)


@contextlib.contextmanager
def _called(path: Path | str, within: Path | None = None) -> Iterator[None]:
    """Have an OSError name the path that was asked for; with `within`, one that names something hidden beside that."""
    try:
        yield
    except OSError as error:
        hidden = f"{within.parent}{os.sep}.{within.name}." if within else ""
        if not within or any(str(name).startswith(hidden) for name in (error.filename, error.filename2) if name):
            error.filename, error.filename2 = str(path), None
        raise


def _take_mode(target: Path, part: Path) -> None:
    with contextlib.suppress(FileNotFoundError):  # there is none, or another writer has it in hand
        shutil.copymode(target, part)


def _fill(part: Path, content: Content) -> None:
    if callable(content):
        content(part)
    else:
        part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def _write_through(target: Path, content: Content) -> None:
    """Write to something that cannot be replaced by a file."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "whole"
        _fill(part, content)
        with target.open("wb") as out:
            out.write(part.read_bytes())


@contextlib.contextmanager
def _temporary(target: Path, *, folder: bool = False) -> Iterator[Path]:
    """Make an empty file or folder beside `target`, locked while it is in use, and remove it unless it was renamed."""
    part, handle = target, -1
    try:
        with undisturbed():
            while handle < 0:
                part = target.with_name(f".{target.name}.{secrets.token_hex(6)}{_ENDING}")
                handle = _made(part, folder)
        yield part
    finally:
        with undisturbed():
            if handle >= 0:
                _remove(part)
                os.close(handle)


def _made(part: Path, folder: bool) -> int:
    """Make a file or a folder and lock it; return -1 where another writer swept it before it was locked."""
    if folder:
        part.mkdir(0o700)
        try:
            handle = os.open(part if os.name == "posix" else os.devnull, os.O_RDONLY)  # elsewhere no folder can be opened
        except FileNotFoundError:
            return -1
    else:
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
    if lock(handle) is not False and part.exists():
        return handle
    os.close(handle)
    return -1


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    else:
        part.unlink(missing_ok=True)


def synchronise(path: Path) -> None:
    """Have a file or a folder written to the disk, where the system can.

    Examples
    --------
    >>> synchronise(Path("."))
    """
    folder = path.is_dir()
    if folder and os.name != "posix":
        return
    try:
        handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if not folder or error.errno not in (errno.EACCES, errno.EINVAL, errno.EBADF, errno.ENOTSUP):
            raise  # some file systems cannot synchronise folders; what was renamed in them is in its place all the same

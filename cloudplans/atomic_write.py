"""Write whole files and folders: readers see the old one or the new one, never a part of either."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Content = bytes | str | Callable[[Path], object]
_SWAP = {"linux": ("renameat2", -100), "darwin": ("renameatx_np", -2)}  # the call, and its code for "relative to here"
_DISK = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EDQUOT)  # a write that fails does not say in which file
_EXCHANGE = 2  # RENAME_EXCHANGE, RENAME_SWAP


def write_file(path: Path | str, content: Content) -> Path:
    """Write a file under a temporary name, then rename it into place.

    The new file has the permission bits of the old one. If the process is killed, the file is the old one or the new one, and a
    hidden folder ``.NAME.*`` may be left beside it.

    Parameters
    ----------
    path : Path
        The file; its folder must exist. A symbolic link is followed. A device or a pipe is written to directly.
    content : bytes, str or callable
        Bytes, text (written as UTF-8, newlines unchanged), or a function that writes a file to the path that it is given.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    OSError
        If it cannot be written; `filename` is `path`, and the old file is unchanged.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "a.txt")
    >>> write_file(path, "云").read_text(encoding="utf-8"), [file.name for file in path.parent.iterdir()]
    ('云', ['a.txt'])
    """
    path = Path(path)
    if _is_stream(path):
        _write_to_stream(path, content)
        return path
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    with _beside(target, path) as folder:
        part = folder / target.name
        _fill(part, content)
        if target.exists():
            shutil.copymode(target, part)
        _synchronise(part)
        os.replace(part, target)
        _synchronise(target.parent)
    return path


@contextmanager
def replace_folder(path: Path | str) -> Iterator[Path]:
    """Give an empty folder to fill; when the block ends without an error, it takes the place of `path`.

    Where the system can swap two folders (Linux, macOS) there is always a whole folder at `path`; elsewhere there is none for a
    moment, between two renames. After an error inside the block the old folder is unchanged.

    Parameters
    ----------
    path : Path
        The folder, which need not exist; the folder that contains it must. A symbolic link is followed.

    Raises
    ------
    NotADirectoryError
        If `path` is a file.
    OSError
        If it cannot be written; `filename` is `path`, and the old folder is unchanged.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "report")
    >>> with replace_folder(path) as folder:
    ...     _ = (folder / "index.html").write_text("findings")
    >>> [file.name for file in path.iterdir()]
    ['index.html']
    """
    path = Path(path)
    target = Path(os.path.realpath(path))
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
    with _beside(target, path) as folder:
        new, old = folder / "new", folder / "old"
        new.mkdir()
        yield new
        if target.exists():
            shutil.copymode(target, new)
        for file in (new, *new.rglob("*")):
            _synchronise(file)
        _put_in_place(new, target, old)
        _synchronise(target.parent)


def _put_in_place(new: Path, target: Path, old: Path) -> None:
    if target.exists():
        if _swap(new, target):
            return
        os.rename(target, old)
    try:
        os.rename(new, target)
    finally:
        if old.exists() and not target.exists():
            os.rename(old, target)


@contextmanager
def _beside(target: Path, path: Path) -> Iterator[Path]:
    """Give a temporary folder on the file system of `target`; an error about a file in it names `path` instead."""
    prefix = f".{target.name.encode(errors='ignore')[:80].decode(errors='ignore')}."
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=prefix, ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    except OSError as error:
        ours = str(error.filename).startswith(str(target.parent / prefix)) or error.filename2 == str(target)
        if ours or (error.filename is None and error.errno in _DISK):
            error.filename, error.filename2 = str(path), None
        raise


def _fill(part: Path, content: Content) -> None:
    if callable(content):
        content(part)
    else:
        part.write_bytes(content.encode() if isinstance(content, str) else content)


def _is_stream(path: Path) -> bool:
    """Whether a path is not the name of a file: a device, a pipe, or a file that is open already, such as ``/dev/stdout``."""
    special = path.exists() and not path.is_file() and not path.is_dir()
    return special or str(path).startswith(("/dev/std", "/dev/fd/", "/proc/self/fd/"))


def _write_to_stream(path: Path, content: Content) -> None:
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder, "new")
        _fill(part, content)
        written = part.read_bytes()
    try:
        with open(_open_stream(path), "ab") as stream:
            stream.write(written)
    except OSError as error:
        error.filename = str(path)
        raise


def _open_stream(path: Path) -> int:
    """Open a stream without waiting: a pipe that nobody reads is an error, and so is a disk."""
    if path.is_block_device():
        raise OSError(errno.EACCES, "is a disk; name a file", str(path))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if error.errno == errno.ENXIO:
            error.strerror = "is a pipe or a socket that nobody reads"
        raise
    os.set_blocking(handle, True)
    return handle


def _swap(one: Path, other: Path) -> bool:
    """Swap two folders atomically; False where the system cannot."""
    name, here = _SWAP.get(sys.platform, ("", 0))
    call = getattr(ctypes.CDLL(None, use_errno=True), name, None) if name else None
    return bool(call) and call(here, os.fsencode(one), here, os.fsencode(other), _EXCHANGE) == 0


def _synchronise(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk; a folder where the file system allows it."""
    if os.name != "posix" or path.is_symlink():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        if not path.is_dir():
            raise
    finally:
        os.close(handle)

"""Write whole files and folders: readers see the old one or the new one, never a part of either."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Content = bytes | str | Callable[[Path], object]
_SWAP = {"linux": ("renameat2", -100), "darwin": ("renameatx_np", -2)}  # the call, and its code for "relative to here"
_EXCHANGE = 2  # RENAME_EXCHANGE, RENAME_SWAP


def write_file(path: Path | str, content: Content) -> Path:
    """Write a file under a temporary name, then rename it into place.

    Parameters
    ----------
    path : Path
        The file; its folder must exist. A symbolic link is followed. A device or a pipe is written to directly.
    content : bytes, str or callable
        Bytes, text (written as UTF-8, newlines unchanged), or a function that writes to the path that it is given.

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
    with _naming(path):
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("wb") as stream:
                stream.write(_as_bytes(content))
            return path
        target = Path(os.path.realpath(path))
        with _beside(target) as folder:
            part = folder / target.name
            if callable(content):
                content(part)
            else:
                part.write_bytes(_as_bytes(content))
            if target.exists():
                shutil.copymode(target, part)
            _synchronise(part)
            os.replace(part, target)
        _synchronise(target.parent)
    return path


@contextmanager
def replace_folder(path: Path | str) -> Iterator[Path]:
    """Give an empty folder to fill; when the block ends without an error, it takes the place of `path`.

    Where the system can swap two folders (Linux, macOS) readers always see a whole folder; elsewhere there is a moment between two
    renames. An error or a stop inside the block leaves the old folder unchanged.

    Raises
    ------
    OSError
        If it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "report")
    >>> with replace_folder(path) as folder:
    ...     _ = (folder / "index.html").write_text("findings")
    >>> [file.name for file in path.iterdir()]
    ['index.html']
    """
    target = Path(os.path.realpath(path))
    with _naming(target), _beside(target) as folder:
        new, old = folder / "new", folder / "old"
        new.mkdir()
        yield new
        for file in new.rglob("*"):
            _synchronise(file)
        if target.exists() and not _swapped(new, target):
            os.rename(target, old)
        if not target.exists():
            os.rename(new, target)
        _synchronise(target.parent)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Let an error name the path that the caller knows, not a temporary one."""
    try:
        yield
    except OSError as error:
        if (
            (error.filename is not None and Path(error.filename).name.startswith(f".{path.name}."))
            or error.filename is None
            or f".{path.name}." in str(error.filename)
        ):
            error.filename = str(path)
        raise


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a temporary folder on the same file system, created exclusively under a random name."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name[:100]}.", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _as_bytes(content: Content) -> bytes:
    if callable(content):
        raise TypeError("a device or a pipe takes bytes or text")
    return content.encode() if isinstance(content, str) else content


def _swapped(one: Path, other: Path) -> bool:
    """Swap two paths atomically where the system can."""
    name, here = _SWAP.get(sys.platform, ("", 0))
    call = getattr(ctypes.CDLL(None, use_errno=True), name, None) if name else None
    return bool(call) and call(here, os.fsencode(one), here, os.fsencode(other), _EXCHANGE) == 0


def _synchronise(path: Path) -> None:
    """Wait until the file or the names in the folder are on the disk, where the system allows it."""
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

"""Files that are whole: a reader finds the old file or the new one, never a part of either."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # no advisory locks on this system: leftovers stay, nothing else changes
    flock = None  # type: ignore[assignment]

Content = bytes | str | Callable[[Path], object]
_ENDING = ".part"


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
    try:
        if Path(path).exists() and not Path(path).is_file():
            _write_through(Path(path), content)
            return Path(path)
        target = Path(os.path.realpath(path))
        _sweep(target)
        with _temporary(target) as part:
            _fill(part, content)
            _synchronise(part)
            if target.exists():
                shutil.copymode(target, part)
            os.replace(part, target)
        _synchronise(target.parent)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    return Path(path)


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
def _temporary(target: Path) -> Iterator[Path]:
    """Make an empty file beside `target`, locked while it is in use, and remove it unless it was renamed."""
    while True:
        part = target.with_name(f".{target.name}.{secrets.token_hex(6)}{_ENDING}")
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
        _lock(handle)
        if part.exists():  # else another writer swept it before it was locked
            break
        os.close(handle)
    try:
        yield part
    finally:
        os.close(handle)
        part.unlink(missing_ok=True)


def _sweep(target: Path) -> None:
    """Remove the temporary files of `target` that nobody holds: their writer was killed."""
    if flock is None:
        return
    for part in target.parent.glob(f".{target.name.translate(_LITERAL)}.{'[0-9a-f]' * 12}{_ENDING}"):
        with contextlib.suppress(OSError):
            handle = os.open(part, os.O_RDWR)
            try:
                if _lock(handle):
                    part.unlink()
            finally:
                os.close(handle)


_LITERAL = str.maketrans({sign: f"[{sign}]" for sign in "*?["})


def _lock(handle: int) -> bool:
    """Lock an open file without waiting, and tell whether that was possible."""
    if flock is None:
        return False
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except OSError:
        return False
    return True


def _synchronise(path: Path) -> None:
    """Have a file or a folder written to the disk, where the system can."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

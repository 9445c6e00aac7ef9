"""Calls of the operating system that Python has no function for."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # no advisory locks on this system: leftovers stay, nothing else changes
    flock = None  # type: ignore[assignment]

_EXCHANGES = {"linux": ("renameat2", -100), "darwin": ("renameatx_np", -2)}  # the call, and what stands for no folder
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


def exchange(one: Path, other: Path) -> bool:
    """Let two paths change places at one stroke; False where the system or the file system cannot.

    Raises
    ------
    OSError
        If it could, but not these two.

    Examples
    --------
    >>> exchange(Path("/nowhere/a"), Path("/nowhere/b"))
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory: '/nowhere/b'
    """
    name, no_folder = _EXCHANGES.get(sys.platform, ("", 0))
    call = getattr(ctypes.CDLL(None, use_errno=True), name, None) if name else None
    if call is None:
        return False
    if call(no_folder, os.fsencode(one), no_folder, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Have the system send this process a signal when the one that started it has ended, however that came about; on Linux."""
    if sys.platform == "linux":
        before = os.getppid()
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, number)
        if os.getppid() != before:  # it ended meanwhile
            os.kill(os.getpid(), number)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C and the request to end wait until the block has ended.

    Examples
    --------
    >>> with undisturbed():
    ...     print("to the end")
    to the end
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    held = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    held = {number: handler for number, handler in held.items() if callable(handler)}
    try:
        for number in held:
            signal.signal(number, lambda number, frame: came.append(number))
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


def lock(handle: int) -> bool | None:
    """Lock an open file or folder without waiting; tell whether that was possible, None where there are no locks."""
    if flock is None:
        return None
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep others who ask from working in a folder; the lock ends with the process, however it ends.

    Raises
    ------
    OSError
        If another is at work there.

    Examples
    --------
    >>> with alone(Path(".")):
    ...     print("nobody else")
    nobody else
    """
    if flock is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        if lock(handle) is False:
            raise OSError(errno.EBUSY, "another call is at work in this folder", str(folder))
        yield
    finally:
        os.close(handle)

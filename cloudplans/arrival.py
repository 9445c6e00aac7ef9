"""A signal that ends a command does so at any moment alike: exit code 130 or 143, one line, no traceback.

The package imports this before anything that takes time. Where it is imported as a library, nothing happens.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from types import FrameType

_COMMANDS = ("-m", "cloudplans", "cloudplans.exe")  # what `sys.argv` begins with while `python -m cloudplans` or the script loads
_COMMAND = os.path.basename((sys.argv or [""])[0]) in _COMMANDS
_USUAL = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}


def leave(number: int, frame: FrameType | None) -> None:
    """End the process at once: nothing is open or begun yet."""
    os.write(2, f"cloudplans: stopped ({signal.Signals(number).name})\n".encode())
    os._exit(128 + number)


def stop(number: int, frame: FrameType | None) -> None:
    """Have a command ended: what is open is closed on the way, which no second signal disturbs."""
    for other in _USUAL:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt(number)


def loaded() -> None:
    """Let commands, which are prepared for it, be ended by `stop`; a signal that the caller has ignored stays ignored."""
    for number, usual in _USUAL.items():
        if signal.getsignal(number) in (leave, usual):
            signal.signal(number, stop)


def ended() -> None:
    """Let a process whose command is done end in peace; what cannot be printed is not tried again."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if _COMMAND:
        for number in _USUAL:
            if signal.getsignal(number) is stop:
                signal.signal(number, signal.SIG_IGN)


def streams() -> bool:
    """Make the standard streams ready to be written to; tell whether there is a standard output."""
    if sys.stderr is None:  # closed by the caller: the next file that is opened would get what is written there
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.reconfigure(errors="backslashreplace")  # a terminal that has no Chinese shows code points
    return sys.stdout is not None


def data() -> None:
    """Make standard output, where it is no terminal, take what is for machines: the same bytes in every locale."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")


if _COMMAND:
    for number, usual in _USUAL.items():
        if signal.getsignal(number) is usual:
            signal.signal(number, leave)

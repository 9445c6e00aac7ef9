"""Ctrl-C while a command is still being loaded ends it as it does later: exit code 130 and no traceback.

The package imports this before anything that takes time. Where it is imported as a library, nothing happens.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

_COMMANDS = ("-m", "cloudplans", "cloudplans.exe")  # what `sys.argv` begins with while `python -m cloudplans` or the script loads


def leave(number: int, frame: FrameType | None) -> None:
    """End the process at once: nothing is open or begun yet."""
    os._exit(128 + number)


def loaded() -> None:
    """Let Ctrl-C raise KeyboardInterrupt again, for which commands are prepared."""
    if signal.getsignal(signal.SIGINT) is leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def streams() -> bool:
    """Make the standard streams ready to be written to; tell whether there is a standard output."""
    if sys.stderr is None:  # closed by the caller: the next file that is opened would get what is written there
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.reconfigure(errors="backslashreplace")  # a terminal that has no Chinese shows code points
    return sys.stdout is not None


if os.path.basename((sys.argv or [""])[0]) in _COMMANDS and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, leave)

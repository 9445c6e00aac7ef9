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


if os.path.basename((sys.argv or [""])[0]) in _COMMANDS and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, leave)

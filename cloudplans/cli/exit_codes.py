"""Exit codes, and messages on standard error."""

from __future__ import annotations

import sys
from contextlib import suppress

OK, PROBLEMS, WRONG, NO_SOURCE, NO_ACCESS = 0, 1, 2, 3, 4


def say(message: str) -> None:
    """Print a message to standard error, control characters written out."""
    from cloudplans.text import visible

    if sys.stderr is not None:
        with suppress(OSError):  # the exit code says it too
            print(visible(message), file=sys.stderr, flush=True)

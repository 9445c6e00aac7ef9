"""Runs a command of `cloudplans` inside the calling process, which saves the start of Python and pandas each time.

What concerns a process alone, such as signals, terminals and closed streams, needs a process of its own.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from subprocess import CompletedProcess
from unittest import mock

from cloudplans.cli import main


def run(*arguments: str, merged: bool = False, **environment: str) -> CompletedProcess[str]:
    """Return exit code, output and messages of a command, called without this process's own CLOUDPLANS variables.

    Parameters
    ----------
    merged : bool
        Whether the messages stand in the output, where a terminal would show them.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLOUDPLANS_")}
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
    err = out if merged else io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
    with mock.patch.dict(os.environ, kept | environment, clear=True), redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    written, said = (stream.buffer.getvalue().decode("utf-8").replace(os.linesep, "\n") for stream in (out, err))
    return CompletedProcess([sys.executable, "-m", "cloudplans", *arguments], code, written, "" if merged else said)

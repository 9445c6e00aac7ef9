"""A person at a terminal sees within two seconds that long work goes on; a log and a short command get no extra line."""

from __future__ import annotations

import io
import sys
import time

import pytest

from cloudplans.cli import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "pause", "shown"), [(Terminal(), 0.3, "checking\n"), (Terminal(), 0, ""), (io.StringIO(), 0.3, "")]
)
def test_long_work_is_announced_on_a_terminal(
    stream: io.StringIO, pause: float, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert progress._FIRST <= 2
    monkeypatch.setattr(progress, "_FIRST", 0.05)
    monkeypatch.setattr(sys, "stderr", stream)
    with progress.notice("checking"):
        time.sleep(pause)
    assert stream.getvalue() == shown

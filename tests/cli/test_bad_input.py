"""Bad input: for each case the exact exit code and the whole output, no traceback, in little time and memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import bad_input
import pytest
from conftest import NO_TEXTS, ROOT, SOURCES

CASES = bad_input.cases()
SECONDS, MEMORY = 2.0, 400e6


def ran(names: list[str]) -> list[dict[str, Any]]:
    """Run cases in a process of their own."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("CLOUDPLANS_")}
    env |= {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "cases")])}
    env |= {"CASES_SOURCES": str(SOURCES)} if SOURCES.is_dir() else {}
    code = "import bad_input, sys; sys.exit(bad_input.main())"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], input="\n".join(names), capture_output=True, text=True, encoding="utf-8",
                          env=env, check=True)  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def needs_texts(case: dict[str, Any]) -> bool:
    return "texts" in case["call"]


@pytest.fixture(scope="module")
def results() -> dict[str, dict[str, Any]]:
    names = [case["name"] for case in CASES if SOURCES.is_dir() or not needs_texts(case)]
    with ThreadPoolExecutor(2) as pool:
        found = [row for rows in pool.map(ran, (names[::2], names[1::2])) for row in rows]
    named = {row["name"]: row for row in found if "name" in row}
    assert named.keys() == set(names)
    return named | {"memory": {"most": max(row["memory"] for row in found if "memory" in row)}}


def test_there_are_cases_of_every_kind() -> None:
    kinds = [case["kind"] for case in CASES]
    assert len(CASES) >= 180 and len({case["name"] for case in CASES}) == len(CASES)
    for kind in ("csv", "value", "descriptor", "table", "text", "record", "command", "new plan"):
        assert kinds.count(kind) >= 6, kind
    from cloudplans.cli.commands import COMMANDS

    tried = {case["call"][0] for case in CASES if case["call"]}
    commands = {run.__name__.replace("_", "-") for run in COMMANDS}
    assert commands <= tried, commands - tried
    assert {case["code"] for case in CASES} == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], results: dict[str, dict[str, Any]]) -> None:
    if case["name"] not in results:
        pytest.skip(NO_TEXTS)
    found = results[case["name"]]
    assert found["trace"] == ""
    assert (found["code"], found["err"], found["out"]) == (case["code"], case["err"], case["out"])
    made = [name for name in found["left"] if not any(step["file"].startswith(name) for step in case["steps"])]
    assert made == case["made"]  # nothing incomplete is left
    assert found["seconds"] < SECONDS
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", found["err"] + found["out"])


def test_memory_stays_small(results: dict[str, dict[str, Any]]) -> None:
    """All cases together, one after the other in a process."""
    assert 0 < results["memory"]["most"] < MEMORY


def test_a_traceback_and_a_wrong_message_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    import cloudplans.report.build  # a module that is imported while the function is replaced would keep the replacement
    import cloudplans.verify

    case = next(case for case in CASES if case["name"] == "key-twice")

    def crash(raw: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cloudplans.verify, "table_problems", crash)
    result = bad_input.run(case, None)
    assert result["trace"].endswith("ZeroDivisionError\n") and result["code"] is None and result["out"] != case["out"]


# -- cases that need their own process ---------------------------------------------------------------------------------------------


def called(*arguments: str | bytes, **options: Any) -> subprocess.CompletedProcess[bytes]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CLOUDPLANS_")}
    return subprocess.run([sys.executable, "-m", "cloudplans", *arguments], capture_output=True, check=False, env=env, **options)


@pytest.mark.skipif(os.name != "posix", reason="arguments are bytes only on POSIX")
def test_an_argument_that_is_not_utf_8() -> None:
    done = called("targets", "--region", b"\xb9\xff")
    assert done.returncode == 2 and done.stdout == b""
    assert done.stderr == rb"cloudplans targets: '\udcb9\udcff' is not valid Unicode" + b"\n"


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_closed_stream(stream: str) -> None:
    number = {"stdout": 1, "stderr": 2}[stream]
    command = f'exec {number}>&-; exec "{sys.executable}" -m cloudplans targets --region Hubei --format csv'
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr + done.stdout
    assert (done.returncode, len(done.stdout) > 100) == ((4, False) if stream == "stdout" else (0, True))


def test_a_full_device_as_standard_output() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    command = f'"{sys.executable}" -m cloudplans targets --format csv > /dev/full'
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (4, b"cloudplans targets: standard output: No space left on device\n")

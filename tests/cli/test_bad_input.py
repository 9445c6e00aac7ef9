"""Bad input: for each case the exact exit code and the whole of what is printed, no traceback, quick, in little memory."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import bad_input
import pytest
from conftest import ROOT, SOURCES

CASES = bad_input.cases()
SECONDS, MEMORY = 2.0, 300e6


def ran(names: list[str]) -> list[dict[str, Any]]:
    """Run cases in a process of their own."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("CLOUDPLANS_")}
    env |= {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])}
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
    from cloudplans.cli.main import _COMMANDS

    tried = {case["call"][0] for case in CASES if case["call"]}
    commands = {run.__name__.strip("_").replace("_", "-") for run in _COMMANDS}
    assert commands <= tried, commands - tried
    assert {case["code"] for case in CASES} == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], results: dict[str, dict[str, Any]]) -> None:
    if case["name"] not in results:
        pytest.skip("the plan texts are not at hand")
    found = results[case["name"]]
    assert found["trace"] == ""
    assert (found["code"], found["err"], found["out"]) == (case["code"], case["err"], case["out"])
    made = [name for name in found["left"] if not any(step["file"].startswith(name) for step in case["steps"])]
    assert made == case["made"]  # nothing half-done is left
    assert found["seconds"] < SECONDS
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", found["err"] + found["out"])


def test_memory_stays_small(results: dict[str, dict[str, Any]]) -> None:
    """All cases together, one after the other in a process."""
    assert 0 < results["memory"]["most"] < MEMORY


def test_a_traceback_and_a_wrong_message_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from cloudplans.cli import main

    case = next(case for case in CASES if case["name"] == "csv-nul")

    def crash(options: Any) -> int:
        raise ZeroDivisionError

    real = main._parser

    def parser() -> Any:
        made = real()
        options = made.parse_args(case["call"])
        options.run = crash
        made.parse_args = lambda arguments: options
        return made

    monkeypatch.setattr(main, "_parser", parser)
    found = bad_input.run(case, None)
    assert found["trace"].endswith("ZeroDivisionError\n") and found["code"] is None and found["err"] != case["err"]


# -- what needs a process of its own ------------------------------------------------------------------------------------------------


def called(*arguments: str | bytes, **options: Any) -> subprocess.CompletedProcess[bytes]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CLOUDPLANS_")}
    return subprocess.run([sys.executable, "-m", "cloudplans", *arguments], capture_output=True, check=False, env=env, **options)


@pytest.mark.skipif(os.name != "posix", reason="arguments are bytes on POSIX alone")
def test_an_argument_that_is_no_utf_8() -> None:
    done = called("targets", "--region", b"\xb9\xff")
    assert done.returncode == 2 and done.stdout == b""
    assert done.stderr == rb"cloudplans targets: '\udcb9\udcff' is no text in UTF-8" + b"\n"


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_closed_stream(stream: str) -> None:
    number = {"stdout": 1, "stderr": 2}[stream]
    command = f'exec {number}>&-; exec "{sys.executable}" -m cloudplans targets --region Hubei --format csv'
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr + done.stdout
    assert (done.returncode, len(done.stdout) > 100) == ((4, False) if stream == "stdout" else (0, True))


def test_a_full_device_as_standard_output() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    command = f'"{sys.executable}" -m cloudplans targets --format csv > /dev/full'
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (4, b"cloudplans targets: standard output: No space left on device\n")


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_ctrl_c_while_the_package_is_loading_ends_it_in_one_line(tmp_path: Path) -> None:
    """A signal at the moment when pandas, numpy, or a module of the package is asked for."""
    hook = (
        "import os, signal, sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == os.environ.get('STOP_AT'):\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Stop())\n"
    )
    (tmp_path / "sitecustomize.py").write_text(hook, encoding="utf-8")
    stopped = 0
    for name in ("cloudplans.cli.commands", "cloudplans.dataset", "numpy", "pandas", "cloudplans.cli.main", "cloudplans.labels"):
        path = os.pathsep.join([str(tmp_path), str(ROOT), os.environ.get("PYTHONPATH", "")])
        env = {**os.environ, "PYTHONPATH": path, "STOP_AT": name}
        done = subprocess.run([sys.executable, "-m", "cloudplans", "targets"], capture_output=True, env=env, check=False,
                              preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # fmt: skip
        said = b"cloudplans: stopped (SIGINT)\n", b"cloudplans targets: stopped (SIGINT)\n"
        assert (done.returncode, done.stdout) == (128 + signal.SIGINT, b"") and done.stderr in said, name
        stopped += 1
    assert stopped == 6
    env = {**os.environ, "PYTHONPATH": path, "STOP_AT": "cloudplans.dataset"}  # as a library: the caller's own handling
    done = subprocess.run([sys.executable, "-c", "import cloudplans; cloudplans.load"], capture_output=True, env=env, check=False,
                          preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # fmt: skip
    assert b"KeyboardInterrupt" in done.stderr


# -- the table of what was tried -----------------------------------------------------------------------------------------------------


def test_the_table_says_what_was_tried() -> None:
    import reliability

    (block,) = re.findall(r"<!-- reliability -->\n(.*?)\n<!-- end -->", reliability.PAGE.read_text(encoding="utf-8"), re.S)
    head, rule, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
    assert head[:3] == ["input or fault", "tried", "survived"] and head[3:-1] == list(reliability.NONE.values()) and rule
    assert len(rows) > 50 and sum(row[0].startswith("bad input") for row in rows) == 8
    for row in rows:
        assert row[1] == row[2] != "0" and set(row[3:-1]) <= {"0", "–"}, row
    tried = sum(int(row[1]) for row in rows if row[0].startswith("bad input"))
    assert tried == len(CASES)


def test_a_part_that_tried_nothing_is_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import reliability

    monkeypatch.setattr(reliability, "RESULTS", tmp_path)
    with pytest.raises(AssertionError, match="tried nothing"):
        reliability.record("none", [])
    with pytest.raises(AssertionError, match="tried nothing"):
        reliability.record("none", [{"input": "x", "tried": 0, "survived": 0}])
    assert reliability.main() == 1

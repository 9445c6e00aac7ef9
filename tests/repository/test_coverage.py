"""What reading, units, intervals and the rules can do is reached by their own tests, whole; `make coverage` asks the rest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

PARTS = ("text", "times", "reader", "units", "intervals", "verify")
MODULES = [
    *(f"cloudplans/{name}.py" for name in PARTS),
    *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "cloudplans/checks").glob("[a-z]*.py"))),
]
TESTS = [f"tests/test_{name}.py" for name in ("rules", "units", "intervals", "reading")]


def reached(tests: list[str], folder: Path) -> dict[str, dict[str, float]]:
    """Run tests that draw nothing at random, and return how much of each module they reach."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE_", "PYTEST_"))}
    environment["COVERAGE_FILE"] = str(folder / "data")

    def coverage(*arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "coverage", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    data = f"--data-file={folder / 'data'}"
    coverage("run", data, "-m", "pytest", "-q", "-m", "not hypothesis", "-p", "no:cacheprovider", *tests)
    coverage("combine", data)
    coverage("json", data, "--quiet", "--include", ",".join(f"*/{module}" for module in MODULES), "-o", str(folder / "out.json"))
    files = json.loads((folder / "out.json").read_text(encoding="utf-8"))["files"]
    return {
        name: {**found["summary"], "lines": found["missing_lines"], "branches": found["missing_branches"]}
        for name, found in files.items()
    }


def test_reading_and_checking_is_reached_whole(tmp_path: Path) -> None:
    found = reached([*TESTS, *MODULES], tmp_path)
    assert set(found) == set(MODULES) and len(MODULES) == 15
    assert sum(one["num_branches"] for one in found.values()) > 700
    assert {name: (one["lines"], one["branches"]) for name, one in found.items() if one["percent_covered"] < 100} == {}


def test_what_is_not_reached_is_seen(tmp_path: Path) -> None:
    found = reached(["cloudplans/units.py"], tmp_path)
    assert found["cloudplans/times.py"]["percent_covered"] < found["cloudplans/units.py"]["percent_covered"]
    assert found["cloudplans/times.py"]["lines"] and found["cloudplans/times.py"]["branches"]

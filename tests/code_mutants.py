"""`make code-mutants`: change one thing in a module, run its tests, and see whether any of them fails. What came of it is kept.

The mutants are made by `tests/mutants/make.py`. Each is tried in a child of a process that holds pytest and the libraries, but
nothing of the package: the child loads the package with the changed module, and nothing on the disk changes.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import importlib.abc
import importlib.util
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import hypothesis
import numpy  # noqa: F401 - held ready for the children
import pandas  # noqa: F401
import pytest
import reliability

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "build" / "mutants" / "list.jsonl"
TESTS = {  # what a part of the package is told by: its modules, the tests that ought to notice, and those that may besides
    "reading": (["text", "times", "reader"], ["tests/test_reading.py"], ["tests/test_rules.py"]),
    "units": (["units"], ["tests/test_units.py", "tests/test_reading.py"], ["tests/test_rules.py"]),
    "intervals": (["intervals"], ["tests/test_intervals.py"], []),
    "verify": (["verify", "checks/book", "checks/tables", "checks/statements", "checks/texts", "checks/whole", "checks/policy",
                "checks/reported", "checks/undecided", "checks/changes"], ["tests/test_rules.py"], []),
}  # fmt: skip
SLOW = (
    "mutants or pages or workers or scales or injected_numerals or equivalent_texts"  # long tests, that say nothing on their own
)

Mutant = dict[str, Any]


def key(mutant: Mutant) -> tuple[str, ...]:
    """Name a mutant by what it changes, so that the name outlives other changes of the file."""
    return mutant["path"], mutant["inside"], mutant["was"], mutant["is"]


def equivalents() -> dict[tuple[str, ...], str]:
    """Return the mutants that change nothing that can be seen, with the reason."""
    with (ROOT / "tests" / "mutants" / "equivalent.csv").open(encoding="utf-8", newline="") as file:
        return {tuple(row[name] for name in ("path", "inside", "was", "is")): row["reason"] for row in csv.DictReader(file)}


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a text in the place of its file."""

    def __init__(self, path: str, source: str) -> None:
        self.path, self.source = ROOT / path, source
        self.name = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        exec(compile(self.source, str(self.path), "exec"), module.__dict__)

    def get_filename(self, fullname: str) -> str:
        return str(self.path)

    def pytest_sessionstart(self) -> None:
        """Come before pytest's own loader, which takes the file of a module whose doctests are asked for."""
        sys.meta_path.remove(self)
        sys.meta_path.insert(0, self)


def tests_pass(path: str, source: str, tests: Iterable[str]) -> int:
    """Run the tests in this process with a module of that source; return what pytest leaves."""
    changed = Changed(path, source)
    sys.meta_path.insert(0, changed)
    quiet = ["-q", "-x", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", f"not ({SLOW})"]
    return int(pytest.main([*quiet, path, *(test for test in tests if (ROOT / test).exists())], plugins=[changed]))


def run(mutant: Mutant, tests: Iterable[str], limit: float) -> str:
    """Try one mutant: "killed", "survived", or "timeout" where the tests do not end."""
    source = (ROOT / mutant["path"]).read_text(encoding="utf-8")
    changed = source[: mutant["start"]] + mutant["put"] + source[mutant["end"] :]
    child = os.fork()
    if not child:
        code = 99
        with contextlib.suppress(BaseException):
            os.setpgid(0, 0)
            null = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(null, number)
            code = tests_pass(mutant["path"], changed, tests)
        os._exit(code)
    until = time.monotonic() + limit
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            assert not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 5), f"no tests ran for {mutant['path']}"
            return "survived" if status == 0 else "killed"
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timeout"


def chosen(mutants: list[Mutant], modules: Iterable[str], sample: int | None, seed: int) -> list[Mutant]:
    """Return the mutants of modules, or a sample of so many of them."""
    paths = {f"cloudplans/{module}.py" for module in modules}
    ours = [mutant for mutant in mutants if mutant["path"] in paths]
    if sample is None or len(ours) <= sample:
        return ours
    return sorted(random.Random(seed).sample(ours, sample), key=lambda one: (one["path"], one["line"], one["start"]))


def patience(part: str, path: str, tests: list[str]) -> float:
    """Return how many seconds the tests may take on a mutant; they pass where nothing is changed."""
    start = time.monotonic()
    assert run({"path": path, "start": 0, "end": 0, "put": ""}, tests, 900) == "survived", f"the tests of {part} fail as it is"
    return 5 * (time.monotonic() - start) + 10


def score(part: str, mutants: list[Mutant], tests: list[str], more: list[str]) -> list[tuple[Mutant, str]]:
    """Try mutants of a part, those that survive with more tests again, and say on the error stream which live."""
    start, results = time.monotonic(), []
    limits = [patience(part, mutants[0]["path"], held) for held in (tests, more) if held]
    for number, mutant in enumerate(mutants, 1):
        outcome = run(mutant, tests, limits[0])
        if outcome == "survived" and more and key(mutant) not in equivalents():
            outcome = run(mutant, more, limits[1])
        results.append((mutant, outcome))
        if outcome == "survived":
            print(
                f"{mutant['path']}:{mutant['line']} {mutant['operator']}\n  - {mutant['was']}\n  + {mutant['is']}",
                file=sys.stderr,
            )
        if number % 20 == 0:
            print(f"{part}: {number} of {len(mutants)}, {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    return results


def rows(part: str, results: list[tuple[Mutant, str]], of: int, seed: int) -> dict[str, Any]:
    """Return what came of a part: a row of the table on the page, and the survivors."""
    known, counts = equivalents(), Counter(outcome for _, outcome in results)
    alive = [mutant for mutant, outcome in results if outcome == "survived"]
    return {
        "part": part, "made": of, "tried": len(results), "killed": counts["killed"] + counts["timeout"],
        "timeouts": counts["timeout"], "seed": seed if len(results) < of else None,
        "survivors": [{"at": f"{m['path']}:{m['line']}", "was": m["was"], "is": m["is"], "why": known.get(key(m), "")} for m in alive],
    }  # fmt: skip


def main() -> int:
    """Try the parts; leave 1 where less than nine in ten mutants of a part are killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(TESTS)}; all by default")
    parser.add_argument("--sample", type=int, help="so many mutants a part; all by default")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--only", help="modules alone, parted by commas; nothing is kept of it")
    parser.add_argument("--list", type=Path, default=LIST, help="the mutants, as tests/mutants/make.py prints them")
    options = parser.parse_args()
    os.chdir(ROOT)
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, max_examples=25,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )  # fmt: skip
    hypothesis.settings.load_profile("mutants")
    with tempfile.TemporaryDirectory() as nothing:  # pytest and its plugins, held ready for the children
        pytest.main(
            ["-qq", "--collect-only", "--no-header", "--no-summary", "--rootdir", nothing, "-p", "no:cacheprovider", nothing]
        )
    assert not any(name.startswith("cloudplans") for name in sys.modules)
    mutants = [json.loads(line) for line in options.list.read_text(encoding="utf-8").splitlines()]
    poor = []
    for part in options.parts or TESTS:
        modules, tests, more = TESTS[part]
        if options.only:
            modules = [module for module in modules if module in options.only.split(",")]
        ours = chosen(mutants, modules, None, options.seed)
        results = score(part, chosen(mutants, modules, options.sample, options.seed), tests, more)
        found = rows(part, results, len(ours), options.seed)
        share = found["killed"] / found["tried"]
        print(f"{part}: {found['killed']} of {found['tried']} killed ({share:.1%}), {found['made']} made")
        poor += [part] * (share < reliability.LEAST)
        if not options.only:
            reliability.record_mutants(found)
    return int(bool(poor))


if __name__ == "__main__":
    sys.exit(main())

"""`make code-mutants`: change one thing in a module, run its tests, and see whether any of them fails. What came of it is kept.

The mutants are made by `tests/mutants/make.py`. Each is tried in a child of a process that holds pytest and the libraries, but
nothing of the package: the child loads the package with the changed module, and nothing on the disk changes. Tests that draw at random
are left out, so that the same mutants live each time.
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
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy  # noqa: F401 - held ready for the children
import pandas  # noqa: F401
import pytest
import reliability

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "build" / "mutants" / "list.jsonl"
TESTS = {  # what a part of the package is told by: its modules, the tests that ought to notice
    "reading": (["text", "times", "reader"], ["tests/test_reading.py"]),
    "units": (["units"], ["tests/test_units.py"]),
    "intervals": (["intervals"], ["tests/test_intervals.py"]),
    "verify": (["verify", "checks/book", "checks/tables", "checks/statements", "checks/texts", "checks/whole", "checks/policy",
                "checks/reported", "checks/undecided", "checks/changes"], ["tests/test_rules.py"]),
}  # fmt: skip

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
    quiet = ["-q", "-x", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not hypothesis"]
    return int(pytest.main([*quiet, path, *(test for test in tests if (ROOT / test).exists())], plugins=[changed]))


def run(mutant: Mutant, tests: Iterable[str], limit: int) -> str:
    """Try one mutant: "killed", "survived", or "timeout" where the tests take more of the processor's time."""
    source = (ROOT / mutant["path"]).read_text(encoding="utf-8")
    held = source.splitlines()[mutant["line"] - 1 : mutant["line"]] if "line" in mutant else []
    assert [line.strip() for line in held] == [mutant.get("was")] * len(held), (
        f"{mutant['path']} has changed: make the mutants anew"
    )
    changed = source[: mutant["start"]] + mutant["put"] + source[mutant["end"] :]
    child = os.fork()
    if not child:
        code = 99
        with contextlib.suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            null = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(null, number)
            code = tests_pass(mutant["path"], changed, tests)
        os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "timeout" if os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXCPU) else "killed"
    assert os.WEXITSTATUS(status) != 5, f"no tests ran for {mutant['path']}"
    return "survived" if status == 0 else "killed"


def chosen(mutants: list[Mutant], modules: Iterable[str], sample: int | None, seed: int) -> list[Mutant]:
    """Return the mutants of modules, or a sample of so many of them."""
    paths = {f"cloudplans/{module}.py" for module in modules}
    ours = [mutant for mutant in mutants if mutant["path"] in paths]
    if sample is None or len(ours) <= sample:
        return ours
    return sorted(random.Random(seed).sample(ours, sample), key=lambda one: (one["path"], one["line"], one["start"]))


def patience(part: str, path: str, tests: list[str]) -> int:
    """Return how many seconds of the processor the tests may take on a mutant; they pass where nothing is changed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run({"path": path, "start": 0, "end": 0, "put": ""}, tests, 900) == "survived", f"the tests of {part} fail as it is"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return int(2 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)) + 5


def score(part: str, mutants: list[Mutant], tests: list[str]) -> list[tuple[Mutant, str]]:
    """Try mutants of a part, and say on the error stream which live."""
    start, results, limit = time.monotonic(), [], patience(part, mutants[0]["path"], tests)
    for number, mutant in enumerate(mutants, 1):
        outcome = run(mutant, tests, limit)
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


def once_more(part: str, mutants: list[Mutant], tests: list[str]) -> dict[str, Any]:
    """Try the mutants again that lived in the last run of a part, and return what has come of that run."""
    last = json.loads((reliability.MUTANTS / f"{part}.json").read_text(encoding="utf-8"))
    lived = {(left["at"], left["was"], left["is"]) for left in last["survivors"]}
    ours = [mutant for mutant in mutants if (f"{mutant['path']}:{mutant['line']}", mutant["was"], mutant["is"]) in lived]
    assert len(ours) == len(last["survivors"]), "the code has changed: try the whole part"
    now = rows(part, score(part, ours, tests), len(ours), 0) if ours else {"killed": 0, "timeouts": 0, "survivors": []}
    more = {name: last[name] + now[name] for name in ("killed", "timeouts")}
    return {**last, **more, "first": last.get("first", last["killed"]), "survivors": now["survivors"]}


def main() -> int:
    """Try the parts; leave 1 where less than nine in ten mutants of a part are killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(TESTS)}; all by default")
    parser.add_argument("--sample", type=int, help="so many mutants a part; all by default")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--only", help="modules alone, parted by commas; nothing is kept of it")
    parser.add_argument("--again", action="store_true", help="try those again that lived in the last run, after tests were added")
    parser.add_argument("--list", type=Path, default=LIST, help="the mutants, as tests/mutants/make.py prints them")
    options = parser.parse_args()
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as nothing:  # pytest and its plugins, held ready for the children
        pytest.main(
            ["-qq", "--collect-only", "--no-header", "--no-summary", "--rootdir", nothing, "-p", "no:cacheprovider", nothing]
        )
    assert not any(name.startswith("cloudplans") for name in sys.modules)
    mutants = [json.loads(line) for line in options.list.read_text(encoding="utf-8").splitlines()]
    poor = []
    for part in options.parts or TESTS:
        modules, tests = TESTS[part]
        if options.only:
            modules = [module for module in modules if module in options.only.split(",")]
        ours = chosen(mutants, modules, None, options.seed)
        if options.again:
            found = once_more(part, mutants, tests)
        else:
            found = rows(
                part, score(part, chosen(mutants, modules, options.sample, options.seed), tests), len(ours), options.seed
            )
        share = found["killed"] / found["tried"]
        print(f"{part}: {found['killed']} of {found['tried']} killed ({share:.1%}), {found['made']} made")
        poor += [part] * (share < reliability.LEAST)
        if not options.only:
            reliability.record_mutants(found)
    return int(bool(poor))


if __name__ == "__main__":
    sys.exit(main())

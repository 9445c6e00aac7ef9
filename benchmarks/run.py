"""Measure the rows of rows.csv and write docs/performance.md.

    python benchmarks/run.py [ROW ...] [--rounds N]     measures (by default every row) and writes the page anew

Each row's figures are kept in build/bench/ROW.json, so that rows can be measured one at a time.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import jobs
import page
from measure import BUILD, PEERS, ROOT, process, report, turns

Seconds = dict[str, list[float]]
_ID = "guangdong-2014.cloud-services-scale.2015"
_OTHER = "chengdu-2011.cloud-services-scale.2015"
_PANDAS = process("-c", "import pandas")
_IMPORT = process("-c", "import cloudplans; cloudplans.targets()")
_BARE = process("-c", "pass")
_VERIFY = "import cloudplans.verify; import cloudplans"


def command(*words: str) -> Callable[[], float]:
    """Return a function that times a command of the package."""
    return process("-m", "cloudplans", *words)


def starting(rounds: int) -> Seconds:
    """Import and targets beside pandas alone, and beside pandas that reads the same rows."""
    rows = "import pandas; pandas.read_csv('data/statements.csv', dtype=str, keep_default_na=False).query(\"kind == 'target'\")"
    return turns({"import pandas": _PANDAS, "ours": _IMPORT, "floor": process("-c", rows)}, rounds)


def commands(rounds: int) -> Seconds:
    """The commands beside an import with targets()."""
    return turns({
        "bare Python": _BARE, "import + targets()": _IMPORT, "help": command("--help"), "show": command("show", _ID),
        "targets": command("targets"), "coverage": command("coverage"), "compare": command("compare", _ID, _OTHER, "--allow"),
        "verify": command("verify"), "import of verify": process("-c", _VERIFY),
    }, rounds)  # fmt: skip


def cold(rounds: int) -> Seconds:
    """The full report beside nbconvert in one process; a round takes minutes, so three at most and none uncounted."""
    out = BUILD / "cold"
    sources = jobs.sources()

    def reference() -> float:
        return report("benchmarks/nbconvert_all.py", sources)

    return turns({
        "nbconvert in one process": reference,
        "cold": command("report", "--no-cache", "--out", str(out), "--sources", sources),
    }, min(rounds, 3), warm=False)  # fmt: skip


def again(rounds: int) -> Seconds:
    """The report built again with nothing changed."""
    out, sources = str(BUILD / "again"), jobs.sources()
    return turns({"bare Python": _BARE, "unchanged": command("report", "--out", out, "--sources", sources)}, rounds)


def statement(rounds: int) -> Seconds:
    """The report built again with another note to one statement of Hubei each time, beside everything made anew."""
    data, out, sources = BUILD / "data", str(BUILD / "statement"), jobs.sources()
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(ROOT / "data", data)
    build = process("-m", "cloudplans", "report", "--out", out, "--sources", sources, CLOUDPLANS_DATA=str(data))

    def changed() -> float:
        jobs.note(data / "statements.csv", "hubei-2016", str(time.time_ns()))
        return build()

    build()
    anew = process(
        "-m", "cloudplans", "report", "--no-cache", "--out", out + "-anew", "--sources", sources, CLOUDPLANS_DATA=str(data)
    )
    return turns({"full report with nothing kept": anew, "changed": changed}, min(rounds, 3), warm=False)


def scale(count: int) -> Callable[[int], Seconds]:
    """Return the measurement of the comparison of so many statements: two runs a process, so half as many processes."""

    def measured(rounds: int) -> Seconds:
        names = ("ours", "pandas_strings", "pandas_categories", "polars_strings", "polars_categories", "dask")
        found: Seconds = {name: [] for name in names}
        memory: Seconds = {f"{name} GB": [] for name in names}
        answers = set()
        for number in range((rounds + 1) // 2):
            for name in names if number % 2 == 0 else names[::-1]:
                python = sys.executable if name == "ours" else str(PEERS)
                done = report("benchmarks/scale.py", name, str(count), python=python)
                found[name] += done["seconds"]
                memory[f"{name} GB"].append(done["gigabytes"])
                answers.add(tuple(f"{figure:.9g}" for figure in done["summary"]))
        if len(answers) != 1:
            raise SystemExit(f"the contenders do not agree: {answers}")
        return found | memory

    return measured


GROUPS: dict[tuple[str, ...], Callable[[int], Seconds]] = {
    ("import", "floor"): starting,
    ("help", "show", "targets", "coverage", "compare", "verify-command", "verify"): commands,
    ("mutants",): jobs.mutants,
    ("report-cold",): cold,
    ("report-unchanged",): again,
    ("report-statement",): statement,
    ("paint", "sort"): jobs.browser,
    ("explorer",): jobs.explorer,
    ("scan", "scan-floor"): jobs.scan,
    ("scale-100000",): scale(10**5),
    ("scale-1000000",): scale(10**6),
    ("scale-10000000",): scale(10**7),
}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    with (Path(__file__).parent / "rows.csv").open(encoding="utf-8", newline="") as file:
        known = [row["row"] for row in csv.DictReader(file)]
    parser.add_argument("row", nargs="*", metavar="ROW", help=", ".join(known))
    parser.add_argument("--rounds", type=int, default=10, help="counted rounds (default: 10)")
    options = parser.parse_args()
    if strange := set(options.row) - set(known):
        parser.error(f"no row {', '.join(strange)}; rows: {', '.join(known)}")
    BUILD.mkdir(parents=True, exist_ok=True)
    failed = []
    for names, measured in GROUPS.items():
        if options.row and not set(options.row) & set(names):
            continue
        start = time.perf_counter()
        try:
            seconds = measured(options.rounds)
        except (Exception, SystemExit) as error:  # the other rows are measured all the same
            failed += names
            print(f"{', '.join(names)}: {error}", file=sys.stderr, flush=True)
            continue
        for name in names:
            (BUILD / f"{name}.json").write_text(json.dumps(seconds), encoding="utf-8")
        print(f"{', '.join(names)}: measured in {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    page.write()
    if failed:
        raise SystemExit(f"not measured: {', '.join(failed)}")


if __name__ == "__main__":
    main()

"""Measure the rows of rows.csv and write docs/performance.md.

    python benchmarks/run.py [ROW ...] [--rounds N]     measures every row, or some, and writes the page again

The seconds of each row are kept in build/bench/ROW.json, so that rows can be measured one at a time.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measure import BUILD, ROOT, Seconds, process, quartiles, run_python, take_turns

HERE = Path(__file__).resolve().parent
BARE = process("-c", "pass")


def rows() -> list[dict[str, str]]:
    """Return the rows: what is measured, against what, and the goal."""
    with (HERE / "rows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sources() -> str:
    """Return the folder of the plan texts; without them the report has no passages."""
    folder = Path(os.environ.get("CLOUDPLANS_SOURCES") or ROOT.parent / "shared" / "sources")
    if not folder.is_dir():
        raise SystemExit("the benchmarks need the plan texts: set CLOUDPLANS_SOURCES")
    return str(folder.resolve())


def command(*words: str) -> Callable[[], float]:
    """Return a function that times a command of the package."""
    return process("-m", "cloudplans", *words)


def measure_start(rounds: int) -> Seconds:
    """Measure import and commands against importing pandas alone."""
    return take_turns({
        "bare Python": BARE, "import pandas": process("-c", "import pandas"),
        "import + targets()": process("-c", "import cloudplans; cloudplans.targets()"), "help": command("--help"),
        "targets": command("targets"), "verify": command("verify", "--sources", sources()),
    }, rounds)  # fmt: skip


def measure_report(rounds: int) -> Seconds:
    """Measure the full report against nbconvert, which runs and renders the same notebooks one after the other."""
    build = command("report", "--force", "--out", str(BUILD / "report"), "--sources", sources())
    reference = lambda: float(run_python("benchmarks/nbconvert_all.py", sources()).stdout)  # noqa: E731
    return take_turns({"nbconvert": reference, "report": build}, min(rounds, 3), warm=False)


def measure_unchanged(rounds: int) -> Seconds:
    """Measure the report when nothing has changed."""
    build = command("report", "--out", str(BUILD / "report"), "--sources", sources())
    return take_turns({"bare Python": BARE, "unchanged": build}, rounds)


def measure_page(rounds: int) -> Seconds:
    """Measure the page of all statements in a browser: first contentful paint from disk, and sorting by a column."""
    from playwright.sync_api import sync_playwright

    run_python("-m", "cloudplans", "report", "--out", str(BUILD / "report"), "--sources", sources())
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    paint = "performance.getEntriesByName('first-contentful-paint')"
    sort = (
        "(() => { const button = document.querySelector('table.data th button'); const start = performance.now();"
        "button.click(); document.body.offsetHeight; return performance.now() - start; })()"
    )
    seconds: Seconds = {"paint": [], "sort": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(rounds + 1):
            page = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True).new_page()
            page.goto((BUILD / "report" / "data.html").as_uri())
            while not page.evaluate(f"{paint}.length"):
                page.wait_for_timeout(20)  # the page's policy forbids what wait_for_function does
            seconds["paint"].append(page.evaluate(f"{paint}[0].startTime") / 1000)
            seconds["sort"].append(page.evaluate(sort) / 1000)
            page.context.close()
        browser.close()
    return {name: values[1:] for name, values in seconds.items()}


def measure_explorer(rounds: int) -> Seconds:
    """Measure a change of each control of the explorer; a round is the median of its controls."""
    from cloudplans.explorer.widgets import explorer

    panel, medians = explorer(), []
    for _ in range(rounds + 1):
        times = []
        for name in ("theme", "indicator", "base", "year", "language"):
            control = panel.controls[name]
            values = [value for _, value in control.options]
            start = time.perf_counter()
            control.value = values[(values.index(control.value) + 1) % len(values)]
            times.append(time.perf_counter() - start)
        medians.append(statistics.median(times))
    return {"control": medians[1:]}


MEASUREMENTS: dict[tuple[str, ...], Callable[[int], Seconds]] = {
    ("import", "help", "targets", "verify"): measure_start,
    ("report",): measure_report,
    ("report-unchanged",): measure_unchanged,
    ("paint", "sort"): measure_page,
    ("explorer",): measure_explorer,
}


def formatted(values: list[float], unit: str = "") -> str:
    """Return median and quartiles with three digits; of seconds in a unit that suits them."""
    if not unit:
        factor, unit = (1, " s") if quartiles(values)[0] >= 0.1 else (1e3, " ms")
        values = [value * factor for value in values]
    middle, low, high = quartiles(values)
    return f"{middle:.3g}{unit} ({low:.3g}–{high:.3g})"


def table_line(row: dict[str, str]) -> str:
    """Return a row of the table on the page."""
    path, again = BUILD / f"{row['row']}.json", f"`make bench ROW={row['row']}`"
    seconds: Seconds = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if row["measured"] not in seconds:
        return f"| {row['job']} | not measured | {row['goal']} | | {again} |"
    mine, peer = seconds[row["measured"]], seconds.get(row["peer"], [])
    result = formatted(mine)
    if row["against"] == "ratio":
        result += f"; {formatted([a / b for a, b in zip(mine, peer, strict=True)], ' ×')} {row['peer']}"
    elif row["against"] == "difference":
        result += f"; {formatted([a - b for a, b in zip(mine, peer, strict=True)])} more than {row['peer']}"
    return f"| {row['job']} | {result} | {row['goal']} | {len(mine)} | {again} |"


def write_page() -> None:
    """Write docs/performance.md."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("pandas", "numpy", "matplotlib", "nbconvert"))
    machine = f"Python {platform.python_version()}, {versions}; {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    table = [
        "| job | time: median (quartiles) | goal | runs | measure again |",
        "|---|---|---|---:|---|",
        *map(table_line, rows()),
    ]
    text = (HERE / "performance.md.in").read_text(encoding="utf-8")
    text = text.replace("@table@", "\n".join(table)).replace("@machine@", f"{machine}, load average {os.getloadavg()[2]:.1f}")
    (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Measure, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("row", nargs="*", metavar="ROW", help=", ".join(row["row"] for row in rows()))
    parser.add_argument("--rounds", type=int, default=10, help="counted rounds (default: 10)")
    options = parser.parse_args()
    if unknown := set(options.row) - {row["row"] for row in rows()}:
        parser.error(f"no row {', '.join(unknown)}; rows: {', '.join(row['row'] for row in rows())}")
    BUILD.mkdir(parents=True, exist_ok=True)
    for names, measurement in MEASUREMENTS.items():
        if not options.row or set(options.row) & set(names):
            seconds = measurement(options.rounds)
            for name in names:
                (BUILD / f"{name}.json").write_text(json.dumps(seconds), encoding="utf-8")
            print(f"measured: {', '.join(names)}", file=sys.stderr, flush=True)
    write_page()


if __name__ == "__main__":
    main()

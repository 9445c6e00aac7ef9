"""The measurements that need more than a process to be timed: mutants, a browser, the explorer; and a table changed."""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from measure import BUILD, PEERS, ROOT, environment, turns

Seconds = dict[str, list[float]]


def sources() -> str:
    """Return the folder of the texts, without which the report has no passages and nothing is verified against them."""
    folder = Path(os.environ.get("CLOUDPLANS_SOURCES") or ROOT.parent / "shared" / "sources")
    if not folder.is_dir():
        raise SystemExit("the benchmarks need the plan texts: set CLOUDPLANS_SOURCES")
    os.environ["CLOUDPLANS_SOURCES"] = str(folder)
    return str(folder)


def note(table: Path, plan: str, words: str) -> None:
    """Write another note to the first statement of a plan."""
    with table.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    row = next(row for row in rows if row[header.index("plan_id")] == plan)
    row[header.index("note_en")] = words
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def mutants(rounds: int) -> Seconds:
    """Seconds a mutant, all statements, a sample of each."""
    import cloudplans
    from cloudplans.data_quality import mutation

    data = cloudplans.load()
    book, found = mutation.make_book(data, data.texts(sources())), []
    for number in range(rounds + 1):
        start = time.perf_counter()
        tried, *_ = mutation.run(book, sample=40, seed=number)
        found.append((time.perf_counter() - start) / tried.total())
    return {"mutant": found[1:]}


def browser(rounds: int) -> Seconds:
    """First contentful paint of the page of all statements from disk, and its sort by a column (both in seconds)."""
    from playwright.sync_api import sync_playwright

    out = BUILD / "again"
    if not (out / "data.html").is_file():
        words = [sys.executable, "-m", "cloudplans", "report", "--out", str(out), "--sources", sources()]
        subprocess.run(words, env=environment(), cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    found: Seconds = {"paint": [], "sort": []}
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(rounds + 1):
            page = running.new_context(viewport={"width": 1280, "height": 900}, offline=True).new_page()
            page.goto((out / "data.html").as_uri())
            while not page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
                page.wait_for_timeout(20)  # the page's policy forbids what wait_for_function does
            found["paint"].append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000)
            found["sort"].append(page.evaluate(
                "(() => { const button = document.querySelector('table.data th button'); const start = performance.now();"
                "button.click(); document.body.offsetHeight; return performance.now() - start; })()") / 1000)  # fmt: skip
            page.context.close()
        running.close()
    return {name: seconds[1:] for name, seconds in found.items()}


def explorer(rounds: int) -> Seconds:
    """A change of each control of the explorer, figure, table, evidence and code included: the median of the controls a round."""
    from cloudplans.explorer import explorer as made

    panel, found = made(), []
    for _ in range(rounds + 1):
        times = []
        for name in ("theme", "indicator", "base", "year", "comparability", "language"):
            control = panel.controls[name]
            values = [value for _, value in control.options]
            start = time.perf_counter()
            control.value = values[(values.index(control.value) + 1) % len(values)]
            times.append(time.perf_counter() - start)
        found.append(statistics.median(times))
    return {"control": found[1:]}


def scan(rounds: int) -> Seconds:
    """Processor's seconds a megabyte of plan texts: the scanner with all its fields, a peer that reads values alone, one regex pass."""
    sys.path.append(str(ROOT / "benchmarks" / "scan"))
    from compare import Peers

    import cloudplans
    from cloudplans.text.normalised_text import NUMERAL, squeeze

    text = "\n".join(cloudplans.load().texts(sources()).values()) * 4
    size, scanner, peers = len(text.encode()) / 1e6, cloudplans.Scanner(), Peers(str(PEERS))

    def own(read: Callable[[], object]) -> Callable[[], float]:
        def run() -> float:
            start = time.process_time()
            read()
            return (time.process_time() - start) / size

        return run

    found = turns({
        "scan": own(lambda: scanner.scan(text)), "chinese2digits": lambda: peers.ask("chinese2digits", text, [])[0] / size,
        "one regex pass": own(lambda: [match.group() for match in NUMERAL.finditer(squeeze(text))]),
    }, rounds)  # fmt: skip
    peers.close()
    return found

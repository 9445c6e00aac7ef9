"""The long matrix of `make torture`: bad input, hostile text in whole reports, faults of all kinds. What came of it is kept."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bad_input
import faults
import hostile
import reliability
import surroundings

import cloudplans
from cloudplans import execute
from cloudplans.dataset.dataset import Dataset
from cloudplans.report import build

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


def with_ids(data: Dataset, folder: Path) -> list[Path]:
    """Return the notebooks with the ids of regions in the place of their names, which are no names of the planted data."""
    folder.mkdir(exist_ok=True)
    for path in execute.notebooks_directory().glob("[0-9]*.ipynb"):
        text = path.read_text(encoding="utf-8")
        if "new_plan" in text:  # it lays a folder over the package's own tables, whose texts are not the planted ones
            continue
        for row in data.regions().to_dict("records"):
            for name in (row["name_en"], row["name_zh"]):
                text = text.replace(f'=\\"{name}\\"', f'=\\"{row["region_id"]}\\"')
        (folder / path.name).write_text(text, encoding="utf-8")
    return sorted(folder.glob("*.ipynb"))


def hostile_report(sources: Path | None, turn: int, folder: Path) -> dict[str, Any]:
    """Build a report of benign and one of hostile text, and compare the elements of their pages."""
    data, built, payloads = cloudplans.load(), {}, 0
    notebooks = with_ids(data, folder / "notebooks")
    execute.notebooks = lambda: notebooks
    for make in (hostile.benign, hostile.hostile):
        planted = hostile.plant(data, folder / f"{make.__name__}-{turn}", turn, make)
        columns = hostile.columns_of(data)
        payloads = hostile.Mapping(columns, hostile.fitting(table=True), turn, make).combinations(columns)
        texts = hostile.plant_texts(planted, folder / f"texts-{make.__name__}-{turn}", turn, make) if sources else None
        planted = Dataset(planted.directory)  # with the pins of these texts
        built[make] = folder / f"report-{make.__name__}-{turn}"
        build.build(built[make], planted, sources=texts, say=lambda line: print(line, file=sys.stderr), keep=False)
    pages = [page.relative_to(built[hostile.benign]) for page in sorted(built[hostile.benign].rglob("*.html"))]
    elements, wrong = 0, {}
    for page in pages:
        one, other = (
            hostile.shape((built[make] / page).read_text(encoding="utf-8")) for make in (hostile.benign, hostile.hostile)
        )
        elements += len(other)
        if found := hostile.differing(one, other):
            wrong[str(page)] = found
    for page, found in wrong.items():
        print(f"{page}: {found}", file=sys.stderr)
    asked, why = calls(built[hostile.hostile], pages)
    return {"pages": len(pages), "elements": elements, "differing": len(wrong), "payloads": payloads, "asked": asked, "why": why}


def calls(built: Path, pages: list[Path]) -> tuple[int | None, str]:
    """Open pages in a browser and count what they ask for besides themselves; None, and why, where there is no browser."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if not chromium:
        return None, "no browser: the pages were not opened"
    asked: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        opened = browser.new_page()
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("dialog", lambda dialog: (asked.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        for page in pages:
            opened.goto((built / page).as_uri())
            opened.wait_for_timeout(200)
        browser.close()
    assert sum(url.startswith("file:") for url in asked) >= len(pages) > 0  # it listens
    return sum(not url.startswith(("file:", "data:")) for url in asked), ""


def hostile_part(sources: Path | None, turns: int) -> list[dict[str, Any]]:
    """Return the rows of hostile text."""
    with tempfile.TemporaryDirectory(prefix="cloudplans-torture-") as folder:
        found = [hostile_report(sources, turn * 7, Path(folder)) for turn in range(turns)]
    pages, differing = (sum(one[name] for one in found) for name in ("pages", "differing"))
    asked = [one["asked"] for one in found]
    fields = len([1 for values in hostile.columns_of(cloudplans.load()).values() if any(values)])
    what = f"hostile text: {len(hostile.payloads())} payloads in each of {fields} columns of text" + (
        " and in the plan texts" if sources else ""
    )
    row = {"input": f"{what}; pages of the report, {sum(one['elements'] for one in found):,} elements",
           "tried": pages, "survived": pages - differing, "tracebacks": 0, "differences": differing,
           "skipped": "notebook 09, which reads the package’s own tables"}  # fmt: skip
    row |= {"requests": sum(asked)} if None not in asked else {"skipped": f"{row['skipped']}; {found[0]['why']}"}
    if not sources:
        row["skipped"] += "; the plan texts were not at hand"
    return [row]


def bad_part(sources: Path | None) -> list[dict[str, Any]]:
    """Return the rows of bad input."""
    kinds = {"csv": "tables in CSV that are none", "value": "values that are none", "descriptor": "descriptors that are none",
             "table": "tables that do not hold", "text": "texts that are not the pinned ones", "record": "records that do not hold",
             "command": "calls that are wrong", "new plan": "plans and copies that cannot be read"}  # fmt: skip
    rows = []
    for kind, name in kinds.items():
        cases = [case for case in bad_input.cases() if case["kind"] == kind]
        ran = [case for case in cases if sources or "texts" not in case["call"]]
        found = [(case, bad_input.run(case, sources)) for case in ran]
        for case, f in found:
            if (f["code"], f["out"], f["err"]) != (case["code"], case["out"], case["err"]):
                print(f"{case['call']}: {f}", file=sys.stderr)
        good = sum((f["code"], f["out"], f["err"]) == (case["code"], case["out"], case["err"]) for case, f in found)
        rows.append({"input": f"bad input: {name}", "tried": len(ran), "survived": good,
                     "tracebacks": sum(bool(f["trace"]) for _, f in found)})  # fmt: skip
        if len(ran) < len(cases):
            rows[-1]["skipped"] = f"{len(cases) - len(ran)}: the plan texts were not at hand"
    return rows


REPORT = ("report", "--no-cache", "--out", "place/report")


def with_texts(sources: Path | None) -> tuple[str, ...]:
    return ("--sources", str(sources.resolve())) if sources else ()


def fault_parts(sources: Path | None, kills: int, minutes: float, most: int) -> dict[str, Callable[[Path], list[dict[str, Any]]]]:
    """Return the parts that try faults and surroundings, by name; each is given an empty folder."""
    cases, texts = list(enumerate(faults.CASES.values())), with_texts(sources)
    short = [case for case in cases if case[1].words[0] != "report"]
    return {
        "kills": lambda f: [faults.kill_part(case, f / str(n), most) for n, case in cases],
        "random-kills": lambda f: [faults.random_kills(kills, f, [*REPORT, *texts], minutes=minutes)],
        "signals": lambda f: [faults.signal_part(case, f / str(n), 8) for n, case in cases],
        "full-disk": lambda f: [
            *(faults.full_part(case, f / str(n), (0, 0.1, 0.2, 0.8, 1.2), (1000, 20_000)) for n, case in cases),
            faults.device_part(f / "device"),
        ],
        "at-once": lambda f: [faults.eight(case, f / str(n)) for n, case in cases],
        "read-only": lambda f: [surroundings.read_only_part(f, sources)],
        "same-bytes": lambda f: surroundings.variation_part(f),
        "same-report": lambda f: surroundings.variation_part(f, texts, ["report"], wheels=False),
        "no-network": lambda f: [
            surroundings.network_part(f, [[*words, *texts] for words in (REPORT[:2], ("verify",))]
                                      + [faults.CASES[case.name].words for _, case in short if case.words[0] == "export"],
                                      "a whole report, verify and exports"),
        ],
        "suite-apart": lambda f: [
            surroundings.suite_part(f, sources), surroundings.suite_part(f, sources, bare=False, words=surroundings.BROWSED),
        ],
    }  # fmt: skip


def main() -> int:
    """Run the parts; leave 1 where something did not survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path)
    parser.add_argument("--turns", type=int, default=2, help="how often the payloads are moved on")
    parser.add_argument("--kills", type=int, default=100, help="how often a whole report is killed at a random time")
    parser.add_argument("--minutes", type=float, default=90, help="how long these kills may take at most")
    parser.add_argument(
        "--calls", type=int, default=2000, help="before how many calls of each name to kill at most, at even steps"
    )
    parser.add_argument("--part", action="append", help="these parts alone")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", message="Glyph|Tight layout")
    start, failed = time.monotonic(), 0
    parts: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
        "input": lambda _: bad_part(options.sources),
        "hostile": lambda _: hostile_part(options.sources, options.turns),
        **fault_parts(options.sources, options.kills, options.minutes, options.calls),
    }
    if unknown := set(options.part or ()) - set(parts):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    assert set(parts) == set(reliability.PARTS)
    for name in options.part or parts:
        with tempfile.TemporaryDirectory(prefix="cloudplans-torture-", ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o755)
            rows = parts[name](Path(folder))
        reliability.record(name, rows)
        for row in rows:
            print(re.sub(r"\s+", " ", json.dumps(row, ensure_ascii=False)), flush=True)
            failed += row["tried"] - row["survived"] + row["tracebacks"] + row.get("requests", 0)
    print(f"{time.monotonic() - start:.0f} s; docs/reliability.md is written by `make reliability`", file=sys.stderr)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())

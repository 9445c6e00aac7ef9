"""docs/reliability.md: the table of what was tried and what survived, from what the long tests wrote to build/reliability."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "build" / "reliability"
PAGE = ROOT / "docs" / "reliability.md"
NONE = {
    "lost": "lost",
    "torn": "torn",
    "tracebacks": "tracebacks",
    "differences": "DOM differences",
    "requests": "external requests",
}
PARTS = {  # of `make torture`; one that has left no results stands in the table as not run
    "input": "bad input",
    "hostile": "hostile text in whole reports",
    "kills": "SIGKILL before each write, fsync, rename and the like",
    "random-kills": "SIGKILL at random times of a whole report",
    "signals": "SIGINT and SIGTERM at random times",
    "full-disk": "disks that are full, files that are limited",
    "at-once": "many at once into one path",
    "read-only": "installation, home, cache and temporary folder read-only",
    "same-bytes": "same bytes under eight variations of what surrounds a program: exports, scan, new plan, wheel",
    "same-report": "same bytes under eight variations: a whole report",
    "no-network": "no network: a whole report, verify and exports",
    "suite-apart": "no network, no fonts of the system: the whole suite",
}
MUTANTS = ROOT / "build" / "mutants"
LEAST = 0.9  # of the mutants of each part are to be killed


def record(part: str, rows: list[dict[str, Any]]) -> None:
    """Keep what a part of the long tests found.

    Parameters
    ----------
    part : str
        The name of the part; its earlier results are replaced.
    rows : list of dict
        A row a class of input or fault: `input` (what it is), `tried`, `survived`; of `lost`, `torn`, `tracebacks`, `differences`
        and `requests` those that were counted; `skipped`: what was not tried, and why.
    """
    assert rows and all(row["tried"] > 0 for row in rows), "a part that tried nothing has found nothing"
    assert all(set(row) <= {"input", "tried", "survived", "skipped", *NONE} for row in rows)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{part}.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the rows as a Markdown table; a dash stands for what a class does not count."""
    head = ["input or fault", "tried", "survived", *NONE.values(), "skipped, and why"]
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 2)}---|"]
    for row in rows:
        counts = [f"{row[name]:,}" if name in row else "–" for name in ("tried", "survived", *NONE)]
        lines.append(f"| {row['input']} | {' | '.join(counts)} | {row.get('skipped') or '–'} |")
    return "\n".join(lines)


def record_mutants(found: dict[str, Any]) -> None:
    """Keep what came of the mutants of a part; see `code_mutants.rows`."""
    assert found["tried"] > 0, "a part that tried nothing has found nothing"
    assert found["tried"] == found["killed"] + len(found["survivors"])
    (MUTANTS / f"{found['part']}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def mutants_table(parts: Iterable[Mapping[str, Any]]) -> str:
    """Return the mutants by part as a Markdown table, and below it each that lived, with the reason where it changes nothing."""
    parts = list(parts)
    lines = [
        "| part | mutants made | tried | killed at first | killed after tests were added | share | of those left, equal to the code |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in parts:
        sample = "" if one["seed"] is None else f" (a sample, seed {one['seed']})"
        same = sum(bool(left["why"]) for left in one["survivors"])
        share = f"{one['killed'] / one['tried']:.1%}"
        lines.append(
            f"| {one['part']} | {one['made']:,} | {one['tried']:,}{sample} | {one.get('first', one['killed']):,} | {one['killed']:,} | {share} | {same} |"
        )
    lines += ["", "Those that lived:", ""]
    for one in parts:
        for left in one["survivors"]:
            lines.append(f"- `{left['at']}`: `{left['was']}` → `{left['is']}`" + (f" ({left['why']})" if left["why"] else ""))
    return "\n".join(lines)


def put(name: str, table: str) -> None:
    """Write a table into its place on the page."""
    block = re.compile(rf"(<!-- {name} -->\n)(?:.*?\n)??(<!-- end -->)", re.S)
    text, count = block.subn(lambda found: f"{found[1]}{table}\n{found[2]}", PAGE.read_text(encoding="utf-8"))
    assert count == 1
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(table)


def main() -> int:
    """Write the tables into the page; leave 1 where something did not survive, too few mutants died, or nothing was tried."""
    parts = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(MUTANTS.glob("*.json"))]
    if parts:
        put("mutants", mutants_table(parts))
    files = sorted(RESULTS.glob("*.json"))
    held = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}
    assert set(held) <= set(PARTS), f"no parts of `make torture`: {set(held) - set(PARTS)}"
    rows = [row for part, what in PARTS.items()
            for row in held.get(part, [{"input": what, "tried": 0, "survived": 0, "skipped": "not run when this table was written"}])]  # fmt: skip
    if not held:
        print(f"nothing was tried: {RESULTS} holds no results; run `make torture` first", file=sys.stderr)
        return 1
    put("reliability", table(rows))
    poor = any(one["killed"] < LEAST * one["tried"] for one in parts)
    return int(poor or any(row["tried"] != row["survived"] or any(row.get(name, 0) for name in NONE) for row in rows))


if __name__ == "__main__":
    sys.exit(main())

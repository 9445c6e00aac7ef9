"""Write docs/performance.md from the measurements."""

from __future__ import annotations

import csv
import json
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from measure import BUILD, ROOT, ratio, spread

HERE = Path(__file__).resolve().parent


def figures(row: str) -> dict[str, list[float]]:
    """Return what was measured for a row, nothing if it was not."""
    path = BUILD / f"{row}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def told(values: Sequence[float], unit: str = "") -> str:
    """Return median and quartiles in a few digits."""
    middle, low, high = values
    return f"{middle:.3g}{unit} [{low:.3g}–{high:.3g}]"


def seconds(values: list[float]) -> str:
    """Return the spread of seconds, in milliseconds or microseconds where they are few."""
    for factor, unit in ((1, " s"), (1e3, " ms"), (1e6, " µs")):
        if spread(values)[0] * factor >= 0.1 or unit == " µs":
            return told([value * factor for value in spread(values)], unit)
    return ""


def line(row: dict[str, str]) -> str:
    """Return a row of the table."""
    how = f"`make bench ROW={row['row']}`"
    found = figures(row["row"])
    if row["measured"] not in found:
        return f"| {row['job']} | not measured | | | {how} |"
    mine, peer = found[row["measured"]], found.get(row["peer"], [])
    if row["against"] == "ratio":
        reached = f"**{told(ratio(mine, peer), ' ×')}** {row['peer'].replace('_', ', ')}"
    elif row["against"] == "difference":
        reached = f"**{seconds([a - b for a, b in zip(mine, peer, strict=True)])}** beyond {row['peer']}"
    elif row["against"] == "speed":
        own, other = (told(spread([1 / value for value in values]), " MB/s") if values else "" for values in (mine, peer))
        reached = f"**{own}**" + (f"; {row['peer']} (values alone) {other}" if peer else "")
    else:
        reached = f"**{seconds(mine)}**"
    memory = f", {max(found['ours GB']):.2f} GB" if "ours GB" in found else ""
    both = seconds(mine) + (f" / {seconds(peer)}" if peer else "")
    return f"| {row['job']} | {reached}{memory} | {both} | {len(mine)} | {how} |"


def write() -> None:
    """Write the page."""
    with (HERE / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    versions = ", ".join(f"{name} {version(name)}" for name in ("pandas", "numpy", "matplotlib", "nbconvert"))
    machine = f"cloudplans {version('cloudplans')}, Python {platform.python_version()}, {versions}; {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    machine += f"; load average {os.getloadavg()[2]:.1f} (where it is well above the cores, seconds are long and spreads wide)"
    text = (HERE / "performance.md.in").read_text(encoding="utf-8")
    table = [
        "| job | result | seconds: job / peer | runs | command |",
        "|---|---|---|---:|---|",
        *map(line, rows),
    ]
    for name, value in (("table", "\n".join(table)), ("machine", machine)):
        text = text.replace(f"@{name}@", value)
    (ROOT / "docs").mkdir(exist_ok=True)
    (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8", newline="\n")
    print(ROOT / "docs" / "performance.md", file=sys.stderr)

"""docs/performance.md and its picture, from the figures that were measured."""

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
SIZES = (10**5, 10**6, 10**7)
_NAMES = {
    "ours": "cloudplans.compare.standings", "pandas_strings": "pandas, strings", "pandas_categories": "pandas, categories",
    "polars_strings": "polars, strings", "polars_categories": "polars, categories", "dask": "dask",
}  # fmt: skip


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
        return f"| {row['job']} | not measured | {row['reach']} | | | {how} |"
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
    return f"| {row['job']} | {reached}{memory} | {row['reach']} | {both} | {len(mine)} | {how} |"


def growth() -> list[str]:
    """Return the table of the comparison's growth, and draw it."""
    found = {size: figures(f"scale-{size}") for size in SIZES}
    if not all(found.values()):
        return ["Not measured yet: `make bench ROW=scale-100000`, and so on."]
    lines = ["| contender | " + " | ".join(f"{size:,} rows" for size in SIZES) + " | of polars with categories at the last | memory |",
             "|---|---:|---:|---:|---:|---:|"]  # fmt: skip
    for name, words in _NAMES.items():
        cells = [seconds(found[size][name]) for size in SIZES]
        last = found[SIZES[-1]]
        share = told(ratio(last[name], last["polars_categories"]), " ×")
        lines.append(f"| {words} | " + " | ".join(cells) + f" | {share} | {max(last[f'{name} GB']):.2f} GB |")
    picture(found)
    return [*lines, "", "![Seconds by rows, each contender a line](performance.svg)"]


def picture(found: dict[int, dict[str, list[float]]]) -> None:
    """Draw seconds by rows, both in powers of ten."""
    import matplotlib.pyplot as plt

    from cloudplans.plots import style

    style.use_style("en")
    figure, ax = plt.subplots(figsize=(7, 4.4))
    ends = []
    for name, words in _NAMES.items():
        middle, low, high = zip(*(spread(found[size][name]) for size in SIZES), strict=True)
        ours = name == "ours"
        (drawn,) = ax.plot(SIZES, middle, marker="o", ms=4, lw=2.4 if ours else 1.2, zorder=3 if ours else 2)
        ax.fill_between(SIZES, low, high, color=drawn.get_color(), alpha=0.15, lw=0)
        ends.append((middle[-1], words, drawn.get_color()))
    ax.set(xscale="log", yscale="log", xlabel="statements", ylabel="seconds, median and quartiles", xlim=(8e4, 1.3e7))
    ax.xaxis.set_major_formatter("{x:,.0f}")  # the house style writes no formulas, so powers of ten would show their source
    ax.yaxis.set_major_formatter("{x:g}")
    place = 0.0
    for value, words, colour in sorted(ends):  # labels beside the lines' ends, apart from each other
        place = max(value, place * 1.28)
        ax.annotate(
            words,
            (SIZES[-1], value),
            (1.5e7, place),
            textcoords="data",
            color=colour,
            va="center",
            fontsize=9,
            annotation_clip=False,
        )
    figure.set_label("Seconds of the comparison by number of statements, a line a contender")
    (ROOT / "docs").mkdir(exist_ok=True)
    (ROOT / "docs" / "performance.svg").write_bytes(style.svg(figure))
    plt.close(figure)


def write() -> None:
    """Write the page."""
    with (HERE / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    versions = ", ".join(f"{name} {version(name)}" for name in ("pandas", "numpy", "matplotlib", "nbconvert"))
    machine = f"Python {platform.python_version()}, {versions}; {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    machine += f"; load average {os.getloadavg()[2]:.1f} (where it is well above the cores, seconds are long and spreads wide)"
    text = (HERE / "performance.md.in").read_text(encoding="utf-8")
    table = [
        "| job | reached | reach | seconds, it and its peer | runs | again |",
        "|---|---|---|---|---:|---|",
        *map(line, rows),
    ]
    for name, value in (("table", "\n".join(table)), ("growth", "\n".join(growth())), ("machine", machine)):
        text = text.replace(f"@{name}@", value)
    (ROOT / "docs").mkdir(exist_ok=True)
    (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8", newline="\n")
    print(ROOT / "docs" / "performance.md", file=sys.stderr)

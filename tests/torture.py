"""The long matrix of `make torture`: reports of hostile data in every page, and what came of it for docs/reliability.md."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import hostile

import cloudplans
from cloudplans import execute, report
from cloudplans.dataset import Dataset

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "build" / "reliability"


def record(name: str, rows: list[dict[str, Any]]) -> None:
    """Write what a part of the matrix found, for `tests/reliability.py` to collect."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def with_ids(data: Dataset, folder: Path) -> list[Path]:
    """Return the notebooks with the ids of regions in the place of their names, which are no names of the planted data."""
    folder.mkdir(exist_ok=True)
    for path in execute.notebooks_directory().glob("[0-9]*.ipynb"):
        text = path.read_text(encoding="utf-8")
        for row in data.regions().to_dict("records"):
            for name in (row["name_en"], row["name_zh"]):
                text = text.replace(f'=\\"{name}\\"', f'=\\"{row["region_id"]}\\"')
        (folder / path.name).write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def hostile_report(sources: Path | None, turn: int, folder: Path) -> dict[str, int]:
    """Build a report of benign and one of hostile text, and count the pages whose elements differ."""
    data, built = cloudplans.load(), {}
    notebooks = with_ids(data, folder / "notebooks")
    execute.notebooks = lambda: notebooks
    for make in (hostile.benign, hostile.hostile):
        planted = hostile.plant(data, folder / f"{make.__name__}-{turn}", turn, make)
        texts = hostile.plant_texts(planted, folder / f"texts-{make.__name__}-{turn}", turn, make) if sources else None
        planted = Dataset(planted.directory)  # with the pins of these texts
        built[make] = folder / f"report-{make.__name__}-{turn}"
        report.build(built[make], planted, sources=texts, say=lambda line: print(line, file=sys.stderr))
    pages = [page.relative_to(built[hostile.benign]) for page in sorted(built[hostile.benign].rglob("*.html"))]
    wrong = {}
    elements = 0
    for page in pages:
        one, other = (
            hostile.shape((built[make] / page).read_text(encoding="utf-8")) for make in (hostile.benign, hostile.hostile)
        )
        elements += len(other)
        if found := hostile.differing(one, other):
            wrong[str(page)] = found
    for page, found in wrong.items():
        print(f"{page}: {found}", file=sys.stderr)
    return {"pages": len(pages), "elements": elements, "differing": len(wrong)}


def main() -> int:
    """Run the parts asked for; leave 1 where something did not survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path)
    parser.add_argument("--turns", type=int, default=2, help="how often the payloads are moved on by one field")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", message="Glyph|Tight layout")
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cloudplans-torture-") as folder:
        found = [hostile_report(options.sources, turn * 7, Path(folder)) for turn in range(options.turns)]
    print(found, f"{time.monotonic() - start:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

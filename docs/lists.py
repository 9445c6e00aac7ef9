"""The lists in the pages that the tables and the descriptor give: counts of reported figures, allowed words, sample rows.

python docs/lists.py --write
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from cloudplans.authoring import plan_folder
from cloudplans.authoring.apply_decisions import settle
from cloudplans.authoring.new_plan import example, new_plan
from cloudplans.data_quality import summary
from cloudplans.dataset.dataset import Dataset, load

HERE = Path(__file__).resolve().parent
DECIDED = ("editions", "regions", "indicators", "statements", "numerals", "comparability")  # tables that a person decides in
SAMPLES = {  # what a person fills in, of one row each; the rest follows
    "plans": ("plan_id", "title_zh", "title_en", "issuer_zh", "document_no", "issued", "note_en"),
    "statements": ("statement_id", "indicator_id", "kind", "label", "scope", "status"),
    "numerals": ("edition_id", "start", "token", "class", "reason"),
    "comparability": ("indicator_a", "indicator_b", "verdict", "reason_zh", "reason_en"),
    "adjudication": ("edition_id", "start", "field", "adopted", "reason"),
}


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    names = list(head)
    return "\n".join(
        ["| " + " | ".join(names) + " |", "|" + "---|" * len(names), *("| " + " | ".join(map(str, row)) + " |" for row in rows)]
    )


def allowed(data: Dataset) -> str:
    """Return the words that the columns of a reader's folder take, each with its meaning."""
    glossary = data.table("glossary")
    meanings = {(row["column"], row["word"]): row["meaning_en"] for row in glossary.to_dict("records")}
    rows = []
    for table in DECIDED:
        for field in data.resources[table]["schema"]["fields"]:
            for word in field.get("constraints", {}).get("enum", ()):
                rows.append((f"`{table}.{field['name']}`", f"`{word}`", meanings.get((field["name"], word), "")))
    return _table(("column", "word", "meaning"), rows)


def samples(data: Dataset) -> str:
    """Return one row of each table that a person decides in: of the invented plan, else of the package's own."""
    given = example()
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / given.plan
        new_plan(made, given.text, region=given.region)
        settle(made, given.decisions)
        theirs = plan_folder.read(made)
    return "\n".join(_sample(table, columns, theirs, data) for table, columns in SAMPLES.items())


def _sample(table: str, columns: tuple[str, ...], theirs: Mapping[str, list[dict[str, str]]], data: Dataset) -> str:
    raw = data.raw(table)
    rows = theirs.get(table) or [dict(zip(raw.header, line, strict=True)) for line in raw.lines]
    row = max(rows, key=lambda one: sum(bool(one[column]) for column in columns))
    path = data.resources[table]["path"]
    return f"{path}\n" + "\n".join(f"  {column:<14}{row[column]}".rstrip() for column in columns)


def blocks(data: Dataset) -> dict[str, str]:
    """Return each list by the name of its block."""
    return {
        "unverified": summary.reported(data),
        "reported-regions": summary.reported_regions(data),
        "allowed": allowed(data),
        "samples": f"```text\n{samples(data)}\n```",
    }


def main(*arguments: str) -> int:
    """Name the lists that are out of date; with ``--write`` put in what they are now."""
    found, wrong = blocks(load()), []
    for path in sorted(HERE.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        for name, block in found.items():
            whole = re.sub(
                rf"(<!-- {name} -->\n).*?(\n<!-- end -->)", lambda m, block=block: m[1] + block + m[2], text, flags=re.S
            )
            if whole != text:
                wrong.append(f"{path.relative_to(HERE)}: {name}")
            text = whole
        if "--write" in arguments:
            path.write_text(text, encoding="utf-8")
    print("\n".join(wrong))
    return 1 if wrong and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

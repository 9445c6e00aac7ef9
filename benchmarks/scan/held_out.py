"""Write `held-out.md`: how the clauses that were set aside come out, by set and field, and every miss by its kind.

python benchmarks/scan/held_out.py
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from pathlib import Path

from score import HEADER, Miss, Score, read_clauses, scanned, score_clauses

from cloudplans.text.normalised_text import squeeze

HERE = Path(__file__).resolve().parent
CLAUSES = HERE.parents[1] / "tests" / "cases" / "clauses"
SETS = ("held_out", "held_out_2", "held_out_3")
_SHOWN = re.compile(r"\['(.*)'\] at ")
KINDS = {
    "width": "the same name in another width",
    "growth": "the convention keeps 增长 or 年均 as part of the name, the set does not",
    "predicate": "the convention keeps what a share of things does, the set does not",
    "owner": "a word more in front: an owner, a scope, a class or a verb",
    "short": "a word less",
    "none": "no name found, mostly of a figure whose name stands at an earlier one",
    "other": "another name",
}


def kind(miss: Miss) -> str:
    """Tell in what way a name was missed.

    Examples
    --------
    >>> kind(Miss("h1", "label", "['政务云平台存储容量'] at 20PB", "['存储容量'] at 20PB"))
    'owner'
    """
    found, expected = (_SHOWN.match(text)[1] for text in (miss.found, miss.expected))
    if not found:
        return "none"
    if squeeze(found) == squeeze(expected):
        return "width"
    if found.startswith(expected) and expected:
        return "growth" if re.search("增长|增速|年均", found[len(expected) :]) else "predicate"
    if expected and found.endswith(expected):
        return "owner"
    return "short" if found in expected else "other"


def kinds(total: Score) -> Counter[str]:
    """Count the missed names by kind."""
    return Counter(kind(miss) for miss in total.misses if miss.field == "label")


def page(scores: dict[str, Score]) -> dict[str, str]:
    """Return the blocks of the page by name."""
    with (HERE / "held_out_history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    counted = {name: kinds(total) for name, total in scores.items()}
    missed = ["| the name | " + " | ".join(f"`{name}`" for name in scores) + " |", "|---|" + "---:|" * len(scores)]
    missed.append("| right | " + " | ".join(f"{total.share('label'):.1%}" for total in scores.values()) + " |")
    for word, meaning in KINDS.items():
        shares = " | ".join(f"{counted[name][word] / total.expected:.1%}" for name, total in scores.items())
        missed.append(f"| {meaning} | {shares} |")
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return {
        "held-out": "\n".join([HEADER, *(total.row(f"`{name}`") for name, total in scores.items())]),
        "history": "\n".join([lines[0], "|---|---|---|" + "---:|" * (len(rows[0]) - 3), *lines[1:]]),
        "kinds": "\n".join(missed),
        "misses": "\n".join(
            f"- {m.where}: {m.field}: found {m.found}; expected {m.expected}" for total in scores.values() for m in total.misses
        ),
    }


def main() -> int:
    """Write the blocks into the page."""
    scores = {name: score_clauses(read_clauses(CLAUSES / f"{name}.jsonl"), scanned()) for name in SETS}
    path = HERE / "held-out.md"
    text = path.read_text(encoding="utf-8")
    for name, block in page(scores).items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.S)
        text = pattern.sub(lambda m, block=block: f"{m[1]}{block}\n{m[2]}", text)
    path.write_text(text, encoding="utf-8")
    print(*(total.row(name) for name, total in scores.items()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

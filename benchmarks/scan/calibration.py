"""Write into README.md beside this file: how many candidates of each confidence are right, and the kinds of fault one by one.

python benchmarks/scan/calibration.py
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

from score import FIELDS, Score, read_clauses, right_fields, scanned, score

HERE = Path(__file__).resolve().parent
CLAUSES = HERE.parents[1] / "tests" / "cases" / "clauses"
SETS = ("calibration", "faults_set_aside")  # no rule was made from them


def calibration() -> str:
    """Return the table of confidence: of the candidates with each, how many are right."""
    scan = scanned()
    right: dict[tuple[str, float], list[bool]] = defaultdict(list)
    for clause in (clause for name in SETS for clause in read_clauses(CLAUSES / f"{name}.jsonl")):
        for found in scan(clause["text"]):
            meant = [one for one in clause["candidates"] if one["start"] < found["end"] and found["start"] < one["end"]]
            fields = [right_fields(found, one) for one in meant]
            right["value, unit, bound, year", found["confidence"]].append(any(one["all four"] for one in fields))
            if any(one["label"] is not None for one in meant):
                right["name", found["label_confidence"]].append(any(one["label"] for one in fields))
    lines = ["| of | confidence | candidates | right |", "|---|---:|---:|---:|"]
    for (what, confidence), answers in sorted(right.items(), key=lambda item: (item[0][0], -item[0][1])):
        lines.append(f"| {what} | {confidence:.2f} | {len(answers)} | {sum(answers) / len(answers):.1%} |")
    return "\n".join(lines)


def faults() -> str:
    """Return the table of the kinds of fault: the half of each that was set aside."""
    scan, kinds = scanned(), defaultdict(Score)
    for clause in read_clauses(CLAUSES / "faults_set_aside.jsonl"):
        kinds[clause["id"].split("-")[0]].add(score(clause["id"], scan(clause["text"]), clause["candidates"]))
    head = "| kind | quantities | found | " + " | ".join(FIELDS) + " | false |\n|---|---:|---:|" + "---:|" * (len(FIELDS) + 1)
    total = Score()
    for one in kinds.values():
        total.add(one)
    return "\n".join([head, *(one.row(f"{kind}") for kind, one in kinds.items()), total.row("all")])


def main() -> int:
    """Write the tables."""
    path = HERE / "README.md"
    text = path.read_text(encoding="utf-8")
    for name, block in (("calibration", calibration()), ("faults", faults())):
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.S)
        text = pattern.sub(lambda match, block=block: f"{match[1]}{block}\n{match[2]}", text)
    path.write_text(text, encoding="utf-8")
    print(calibration(), faults(), sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

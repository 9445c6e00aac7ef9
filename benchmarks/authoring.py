"""Count the decisions that it takes to bring a plan in: a draft of `new-plan` made equal to the curated statements of the same text.

python benchmarks/authoring.py PLANS --sources DIR [--page]

An indicator that no other plan of the package uses counts as one of the user's own: the draft's proposal is taken away, and its
three cells count as decisions. What only describes the document (title, issuer, kind of copy) is counted apart.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import cloudplans
from cloudplans.authoring import apply_decisions, new_plan, read_tables
from cloudplans.text import squeeze
from cloudplans.verify import verify

Row = dict[str, str]
FIELDS = ("indicator_id", "kind", "label", "scope", "comparator", "deadline", "period_start", "hedge")
PLANS = (
    "qingdao-2024-ai",
    "cn-2020-integrated-data-centres",
    "cn-2021-software-14fyp",
    "shandong-2024-ai",
    "jinan-2021-digital-city",
)
GUIDE = Path(__file__).resolve().parents[1] / "docs" / "howto" / "add-a-plan.md"


class Effort(NamedTuple):
    """What a plan took: figures, decisions by column, cells about the document, problems left by kind, seconds of machine time."""

    plan: str
    figures: int
    decisions: Counter[str]
    document: int
    problems: Counter[str]
    seconds: float

    @property
    def each(self) -> float:
        """Decisions per figure."""
        return sum(self.decisions.values()) / max(self.figures, 1)


def _rows(name: str) -> list[Row]:
    table = cloudplans.load().raw(name)
    return [dict(zip(table.header, line, strict=True)) for line in table.lines]


def bring_in(plan: str, sources: Path, place: Path) -> Effort:
    """Draft a plan of the package as if it were new, decide it as its curated statements are, and count."""
    (edition,) = (row for row in _rows("editions") if row["plan_id"] == plan)
    statements, indicators = _rows("statements"), {row["indicator_id"]: row for row in _rows("indicators")}
    elsewhere = {row["indicator_id"] for row in statements if row["plan_id"] != plan}
    name = f"again-{plan}"
    about = next(row for row in _rows("plans") if row["plan_id"] == plan)
    started = time.process_time()
    new_plan(place / name, sources / edition["file"], region=about["region_id"])
    spent = time.process_time() - started
    decisions: list[tuple[str, str, str, str]] = []
    counted: Counter[str] = Counter()

    def decide(table: str, row: str, column: str, value: str, *, counts: str = "") -> None:
        decisions.append((table, row, column, value))
        counted[counts or column or "row deleted"] += 1

    at = {
        row["statement_id"]: row
        for row in _rows("evidence")
        if row["role"] == "value" and row["edition_id"] == edition["edition_id"]
    }
    truth = [
        (int(at[row["statement_id"]]["start"]), row) for row in statements if row["plan_id"] == plan and row["statement_id"] in at
    ]
    tables = read_tables(place / name)
    drafts = {int(row["statement_id"].rpartition("-")[2]): row for row in tables["statements"]}
    own: set[str] = set()
    used: set[int] = set()
    for start, row in truth:
        near = [offset for offset in drafts if abs(offset - start) <= len(row["printed"]) and offset not in used]
        again = next(
            (offset for offset in used if abs(offset - start) <= len(row["printed"])), None
        )  # one figure, two indicators
        key = f"{name}.at-{near[0] if near else start if again is None else f'{again}.b'}"
        draft = drafts[near[0] if near else again] if near or again is not None else {}
        if near or again is not None:
            used.update(near[:1])
        else:
            decide("statements", key, "printed", row["printed"])
        wanted = {
            column: "…".join(map(squeeze, row[column].split("…"))) if column == "label" else row[column] for column in FIELDS
        }
        if row["indicator_id"] not in elsewhere:
            wanted["indicator_id"] = f"own-{row['indicator_id']}"
            draft = draft | {"indicator_id": ""}
            if row["indicator_id"] not in own:
                own.add(row["indicator_id"])
                for column in ("theme", "unit"):
                    decide(
                        "indicators",
                        wanted["indicator_id"],
                        column,
                        indicators[row["indicator_id"]][column],
                        counts="own indicator",
                    )
        for column, value in wanted.items():
            if value != draft.get(column, ""):
                decide("statements", key, column, value)
    for offset, draft in drafts.items():
        if offset not in used:
            decide("statements", draft["statement_id"], "", "")
    document = [
        ("plans", name, column, about[column])
        for column in about
        if column not in ("plan_id", "region_id", "edition_id") and about[column]
    ]
    document += [
        ("editions", f"{name}-text", column, edition[column]) for column in ("copy_kind", "note_zh", "note_en") if edition[column]
    ]
    path = place / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("table", "row", "column", "value"), *decisions, *document])
    started = time.process_time()
    apply_decisions(place / name, path, accept=True)
    outcome = verify(cloudplans.load(place / name))
    spent += time.process_time() - started
    problems = Counter(problem.rule for problem in (*outcome.undecided, *outcome.problems))
    return Effort(plan, len(truth), counted, len(document), problems, spent)


def table(efforts: list[Effort]) -> str:
    """Return the efforts as a Markdown table."""
    lines = [
        "| plan | figures | decisions | per figure | most of them | about the document | open after `--accept` | seconds |",
        "|---|---:|---:|---:|---|---:|---|---:|",
    ]
    for one in efforts:
        most = ", ".join(f"{what.replace('_', ' ')} {count}" for what, count in one.decisions.most_common(4))
        left = ", ".join(f"{rule} {count}" for rule, count in one.problems.most_common()) or "nothing"
        lines.append(
            f"| `{one.plan}` | {one.figures} | {sum(one.decisions.values())} | {one.each:.1f} | {most} | {one.document} | {left} | {one.seconds:.0f} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Print the table, or put it into the guide."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plans", nargs="*", default=PLANS)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--page", action="store_true", help="put the table into docs/howto/add-a-plan.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        made = table([bring_in(plan, options.sources, Path(place)) for plan in options.plans])
    if options.page:
        page = GUIDE.read_text(encoding="utf-8")
        GUIDE.write_text(
            re.sub(r"(<!-- decisions -->\n).*?(<!-- end -->)", lambda m: f"{m[1]}{made}\n{m[2]}", page, flags=re.S),
            encoding="utf-8",
        )
    print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())

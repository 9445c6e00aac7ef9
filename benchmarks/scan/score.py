"""Score the scanner: candidates found against candidates expected, matched by overlapping span, exact per field.

python benchmarks/scan/score.py FILE.jsonl...     # clauses: {"id", "text", "candidates": [...]}
python benchmarks/scan/score.py --plans DIR       # the plan texts, against the curated statements
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import cloudplans
from cloudplans.text.normalised_text import squeeze
from cloudplans.text.numbers_and_units import read_quantity

FIELDS = ("span", "value", "unit", "bound", "deadline", "label", "all four")
COLUMNS = {"unit": "unit", "bound": "comparator", "deadline": "deadline", "label": "label"}
SAME_UNIT = {"1": "ratio"}  # units of indicators, as a text shows them; a yearly figure shows what is counted


class Miss(NamedTuple):
    """What went wrong: where, which field, what was found, what was expected."""

    where: str
    field: str
    found: Any
    expected: Any


@dataclass
class Score:
    """Counts of what was right, by field, of the candidates expected; candidates that nothing expects; the misses."""

    expected: int = 0
    found: int = 0
    matched: int = 0
    right: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Add the counts of another text."""
        self.expected, self.found = self.expected + other.expected, self.found + other.found
        self.matched += other.matched
        self.right += other.right
        self.misses += other.misses

    @property
    def false(self) -> int:
        """Candidates that overlap nothing expected."""
        return self.found - self.matched

    def share(self, name: str) -> float:
        """Return the share of expected candidates whose field is right."""
        return self.right[name] / self.expected if self.expected else float("nan")

    def row(self, name: str) -> str:
        """Return the score as a row of a Markdown table."""
        shares = " | ".join(f"{self.share(f):.1%}" for f in FIELDS)
        false = self.false / self.found if self.found else 0.0
        return (
            f"| {name} | {self.expected} | {self.matched / max(self.expected, 1):.1%} | {shares} | {self.false} ({false:.1%}) |"
        )


HEADER = "| text | quantities | found | " + " | ".join(FIELDS) + " | false |\n|---|---:|---:|" + "---:|" * (len(FIELDS) + 1)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value != value:
        return None
    return SAME_UNIT.get(value, value.removesuffix("/year")) if isinstance(value, str) else value


def right_fields(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, bool]:
    """Tell for each field whether it is found as expected."""
    right = {
        "span": (found["start"], found["end"]) == (expected["start"], expected["end"]),
        "value": all(_close(_plain(found[side]), _plain(expected[side])) for side in ("lower", "upper")),
    }
    right |= {name: (_plain(found[c]) or None) == (_plain(expected[c]) or None) for name, c in COLUMNS.items()}
    right["label"] |= expected["label"] is None  # a name that is not scored
    return right | {"all four": all(right[name] for name in ("value", "unit", "bound", "deadline"))}


def _close(a: float | None, b: float | None) -> bool:
    return a is b if a is None or b is None else abs(a - b) <= 1e-6 * max(abs(a), abs(b))


def score(where: str, found: Sequence[dict[str, Any]], expected: Sequence[dict[str, Any]]) -> Score:
    """Score one text; where several are expected of one span (甲、乙均达98%) any of them may be met."""
    result = Score(found=len(found))
    spans: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for one in expected:
        spans.setdefault((one["start"], one["end"]), []).append(one)
    result.expected, used = len(spans), set()
    for (start, end), options in spans.items():
        at = [i for i, one in enumerate(found) if one["start"] < end and start < one["end"] and i not in used]
        if not at:
            result.misses.append(Miss(where, "missing", "", options[0]["printed"]))
            continue
        used.add(at[0])
        judged = [(right_fields(found[at[0]], option), option) for option in options]
        best, option = max(judged, key=lambda pair: (pair[0]["all four"], sum(pair[0].values())))
        result.right.update({name: int(good) for name, good in best.items()})
        for name, good in best.items():
            if not good and name != "all four":
                result.misses.append(Miss(where, name, _shown(found[at[0]], name), _shown(option, name)))
    result.matched = len(used)
    result.misses += [Miss(where, "false", one["printed"], "") for i, one in enumerate(found) if i not in used]
    return result


def _shown(one: dict[str, Any], name: str) -> Any:
    keys = {"span": ("start", "end", "printed"), "value": ("lower", "upper")}.get(name, (COLUMNS.get(name, name),))
    return f"{[one[key] for key in keys]} at {one['printed']}"


def read_clauses(path: Path) -> list[dict[str, Any]]:
    """Read clauses from JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def score_clauses(clauses: Iterable[dict[str, Any]], scan: Callable[[str], list[dict[str, Any]]]) -> Score:
    """Score a scanner on clauses."""
    total = Score()
    for clause in clauses:
        total.add(score(clause["id"], scan(clause["text"]), clause["candidates"]))
    return total


def scanned() -> Callable[[str], list[dict[str, Any]]]:
    """Return the package's scanner as a function from a text to candidates as dictionaries."""
    scanner = cloudplans.Scanner()
    return lambda text: [one._asdict() for one in scanner.scan(text)]


def curated(data: cloudplans.Dataset, edition: str) -> list[dict[str, Any]]:
    """Return the curated statements of a text as the candidates to expect; a corrected figure as this text prints it."""
    evidence = data.evidence().query("role == 'value' and edition_id == @edition")
    rows = evidence[["statement_id", "start", "end", "printed"]].merge(
        data.statements().drop(columns="printed"), on="statement_id", validate="m:1"
    )
    misprinted = data.corrections().query("edition_id == @edition")
    factors = {r["statement_id"]: _misprint(r) for r in misprinted.to_dict("records")}
    found = []
    for row in rows.astype(object).where(rows.notna(), None).to_dict("records"):
        factor = factors.get(row["statement_id"], 1)
        found.append({**row, **{side: row[side] and row[side] * factor for side in ("lower", "upper")}})
    return found


def _misprint(record: dict[str, Any]) -> float:
    """Return by how much a readable misprint departs from the adopted reading; 1 where the print cannot be read."""
    unit = [{"printed": "户", "unit": "subscription", "factor": "1"}]
    try:
        printed, adopted = (read_quantity(squeeze(record[name]), unit, "subscription") for name in ("as_printed", "adopted"))
    except ValueError:
        return 1.0
    return printed.low / adopted.low


def score_plans(data: cloudplans.Dataset, texts: dict[str, str]) -> dict[str, Score]:
    """Score the package's scanner on each plan text against the curated statements."""
    scan = scanned()
    return {edition: score(edition, scan(text), curated(data, edition)) for edition, text in texts.items()}


def table(scores: dict[str, Score]) -> str:
    """Return scores and their sum as a Markdown table."""
    total = Score()
    for one in scores.values():
        total.add(one)
    return "\n".join([HEADER, *(one.row(f"`{name}`") for name, one in scores.items()), total.row("all")])


def main() -> int:
    """Print scores and misses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="clauses as JSON lines")
    parser.add_argument("--plans", metavar="DIR", help="folder of the plan texts")
    parser.add_argument("--quiet", action="store_true", help="no misses")
    parser.add_argument("--page", action="store_true", help="put the scores of the plans into docs/howto/scan-texts.md")
    options = parser.parse_args()
    scores = {path.stem: score_clauses(read_clauses(path), scanned()) for path in options.files}
    if options.plans:
        data = cloudplans.load()
        scores |= score_plans(data, data.texts(options.plans))
    if options.page:
        path = Path(__file__).resolve().parents[2] / "docs" / "howto" / "scan-texts.md"
        text = re.sub(
            r"(<!-- scan -->\n).*?(<!-- end -->)",
            lambda m: f"{m[1]}{table(scores)}\n{m[2]}",
            path.read_text(encoding="utf-8"),
            flags=re.S,
        )
        path.write_text(text, encoding="utf-8")
    print(table(scores))
    if not options.quiet:
        for one in scores.values():
            for miss in one.misses:
                print(f"{miss.where}: {miss.field}: found {miss.found}; expected {miss.expected}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

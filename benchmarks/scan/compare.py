"""Compare the scanner with the peers on the plan texts and on clauses of our own, in one run, taking turns.

    python benchmarks/scan/compare.py --python build/peers/bin/python --plans DIR [--rounds 3]

Writes the tables into README.md beside this file. A peer is helped where it can be: its value counts as read when it is
right in any unit of the kind printed, and cn2an, which tells no places, is given each numeral.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

from score import SAME_UNIT, curated, read_clauses, scanned

import cloudplans
from cloudplans.scanner.vocabulary import Vocabulary

HERE = Path(__file__).resolve().parent
PEERS = ("recognizers-text-suite", "jionlp", "chinese2digits", "cn2an")
UNITS = {
    "Chinese yuan": "CNY", "元": "CNY", "United States dollar": "USD", "Dollar": "USD", "美元": "USD", "欧元": "EUR", "Euro": "EUR",
    "港元": "HKD", "Hong Kong dollar": "HKD", "percent": "percent", "Petabyte": "byte", "Gigabyte": "byte", "Terabyte": "byte",
    "Square meter": "m²", "Square kilometer": "km²", "Kilometer": "km", "Ton": "tonne", "Metric ton": "tonne", "Year": "year", "Mu": "mu",
}  # fmt: skip
FIELDS = ("found", "value", "unit", "bound", "deadline")
HAS = {"cloudplans": FIELDS, "cn2an": ("value",)}


def plain_numeral(printed: str) -> str:
    """Return the numeral of a printed figure, for a peer that has to be given it."""
    match = re.search(r"[0-9.零一二两三四五六七八九十百千万亿]+", printed)
    return match[0] if match else printed


def read_right(found: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Tell whether a peer's number is an end of what is expected, in any unit of that kind."""
    try:
        value = float(found["value"])
    except (TypeError, ValueError):
        return False
    factors = {1.0, *(float(factor) for unit, factor in Vocabulary.own().measures.values() if unit == expected["unit"])}
    ends = [end for end in (expected["lower"], expected["upper"]) if end is not None]
    return any(abs(value * factor - end) <= 1e-3 * abs(end) for factor in factors for end in ends)


def judge(found: list[dict[str, Any]], expected: list[dict[str, Any]], placed: bool) -> Counter[str]:
    """Count what a peer found, read and named rightly, and what it found that nothing expects."""
    spans = {(one["start"], one["end"]): one for one in expected}
    counts: Counter[str] = Counter(expected=len(spans))
    used = set()
    for place, one in enumerate(spans.values()):
        at = [i for i, f in enumerate(found) if f["start"] < one["end"] and one["start"] < f["end"]] if placed else [place]
        used.update(at)
        counts["found"] += bool(at) and placed
        counts["value"] += any(read_right(found[i], one) for i in at)
        counts["unit"] += any(UNITS.get(found[i]["unit"]) == SAME_UNIT.get(one["unit"], one["unit"]) for i in at)
    counts["false"] = len(found) - len(used)
    return counts


def ours(text: str, expected: list[dict[str, Any]], scan: Any) -> tuple[float, Counter[str]]:
    """Scan with the package; the same counts, with bounds and deadlines."""
    start = time.process_time()
    found = scan(text)
    spent = time.process_time() - start
    spans = {(one["start"], one["end"]): one for one in expected}
    counts: Counter[str] = Counter(expected=len(spans))
    used = set()
    for one in spans.values():
        at = [i for i, f in enumerate(found) if f["start"] < one["end"] and one["start"] < f["end"]][:1]
        used.update(at)
        for i in at:
            counts["found"] += 1
            counts["value"] += (found[i]["lower"], found[i]["upper"]) == (one["lower"], one["upper"])
            counts["unit"] += found[i]["unit"] == SAME_UNIT.get(one["unit"], one["unit"])
            counts["bound"] += found[i]["comparator"] == one["comparator"]
            counts["deadline"] += found[i]["deadline"] == one["deadline"]
    counts["false"] = len(found) - len(used)
    return spent, counts


class Peers:
    """The peers in their own process."""

    def __init__(self, python: str) -> None:
        self._child = subprocess.Popen(
            [python, str(HERE / "peers.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def ask(self, peer: str, text: str, printed: list[str]) -> tuple[float, list[dict[str, Any]]]:
        """Return the seconds that a peer took for a text, and what it found."""
        self._child.stdin.write(json.dumps({"peer": peer, "text": text, "printed": printed}) + "\n")
        self._child.stdin.flush()
        answer = json.loads(self._child.stdout.readline())
        return answer["seconds"], answer["found"]

    def close(self) -> None:
        """Let the process end."""
        self._child.stdin.close()
        self._child.wait()


def run(corpus: list[tuple[str, list[dict[str, Any]]]], peers: Peers, rounds: int) -> dict[str, dict[str, Any]]:
    """Let everyone read every text in turn, `rounds` times; counts of the first round, medians of the processor's seconds."""
    scan = scanned()
    scan("到2020年达到1000亿元")
    size = sum(len(text.encode()) for text, _ in corpus)
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("cloudplans", *PEERS)}
    seconds: dict[str, list[float]] = {name: [] for name in counts}
    for number in range(rounds):
        spent = Counter()
        for text, expected in corpus:
            took, counted = ours(text, expected, scan)
            spent["cloudplans"] += took
            counts["cloudplans"] += counted if not number else Counter()
            numerals = [plain_numeral(one["printed"]) for one in {(e["start"], e["end"]): e for e in expected}.values()]
            for peer in PEERS:
                took, found = peers.ask(peer, text, numerals)
                spent[peer] += took
                counts[peer] += judge(found, expected, peer != "cn2an") if not number else Counter()
        for name in counts:
            seconds[name].append(spent[name])
    return {name: {**counts[name], "speed": size / median(seconds[name]) / 1000} for name in counts}


def table(result: dict[str, dict[str, Any]]) -> str:
    """Return a comparison as a Markdown table."""
    lines = ["| reader | quantities | " + " | ".join(FIELDS) + " | false | KB/s | ours is as fast |", "|---|---:|" + "---:|" * 8]
    for name, one in result.items():
        shown = [str(one.get(field, 0)) if field in HAS.get(name, FIELDS[:3]) else "–" for field in FIELDS]
        false = one.get("false", 0) if name != "cn2an" else "–"
        faster = f"{result['cloudplans']['speed'] / one['speed']:.3g} ×" if name != "cloudplans" else ""
        lines.append(f"| {name} | {one['expected']} | " + " | ".join(shown) + f" | {false} | {one['speed']:,.0f} | {faster} |")
    return "\n".join(lines)


def put(name: str, block: str) -> None:
    """Put a block between its markers in the README beside this file."""
    path = HERE / "README.md"
    text = path.read_text(encoding="utf-8")
    pattern = rf"(<!-- {name} -->\n).*?(<!-- end -->)"
    if not re.search(pattern, text, re.S):
        raise ValueError(f"{path} has no block {name}")
    path.write_text(re.sub(pattern, lambda m: f"{m[1]}{block}\n{m[2]}", text, count=1, flags=re.S), encoding="utf-8")


def main() -> int:
    """Compare and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", required=True, help="interpreter that has the peers")
    parser.add_argument("--plans", metavar="DIR", help="folder of the plan texts")
    parser.add_argument("--clauses", type=Path, default=HERE.parents[1] / "tests" / "cases" / "clauses" / "development.jsonl")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    peers = Peers(options.python)
    clauses = [(clause["text"], clause["candidates"]) for clause in read_clauses(options.clauses)]
    put("clauses", table(run(clauses, peers, options.rounds)))
    if options.plans:
        data = cloudplans.load()
        plans = [(text, curated(data, edition)) for edition, text in data.texts(options.plans).items()]
        put("plans", table(run(plans, peers, options.rounds)))
    peers.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

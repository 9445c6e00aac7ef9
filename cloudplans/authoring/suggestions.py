"""What stands for a decision that the user leaves to the program: suggestions as they were made, and the empty cells of an indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cloudplans.authoring.plan_folder import Row
from cloudplans.dataset import CODED_ONCE, DRAFT
from cloudplans.scanner import Scanner
from cloudplans.text import FIVE_YEAR_PLAN, squeeze
from cloudplans.verify import LOOKS

_BETTER = {"ge": "higher", "gt": "higher", "le": "lower", "lt": "lower"}


def accept_drafts(statements: Iterable[Row]) -> None:
    """Decide the drafts that have an indicator as they were suggested."""
    for row in statements:
        if row["status"] == DRAFT and row["indicator_id"] and row["kind"]:
            row["status"] = CODED_ONCE


def accept_classes(numerals: Iterable[Row], texts: Mapping[str, str]) -> None:
    """Decide the class of numerals as the scanner gives a reason for it; a figure whose draft was deleted is no statement."""
    scanner = Scanner()
    suggested = {(edition, str(n.start)): n for edition, text in texts.items() for n in scanner.census(text)}
    figures = {edition: [(f.start, f.end) for f in scanner.scan(text)] for edition, text in texts.items()}
    for row in numerals:
        found = suggested.get((row["edition_id"], row["start"]))
        if row["class"]:
            continue
        if FIVE_YEAR_PLAN.fullmatch(row["token"]):  # outside a date it is part of a name: the 14th Five-Year Plan
            row["class"], row["reason"] = "name_or_idiom", row["reason"] or "a five-year plan"
        elif any(low <= int(row["start"]) < high for low, high in figures.get(row["edition_id"], ())):
            row["class"], row["reason"] = "other", row["reason"] or "a quantity that is not a statement"
        if not row["class"] and found and found.reason and found.kind not in LOOKS:
            row["class"], row["reason"] = found.kind, row["reason"] or found.reason


def complete_indicators(tables: Mapping[str, list[Row]]) -> None:
    """Fill in what an indicator of the user's own leaves empty: names, definitions, direction, subject."""
    first: dict[str, Row] = {}
    bounded: dict[str, Row] = {}
    for statement in tables["statements"]:
        first.setdefault(statement["indicator_id"], statement)
        if statement["comparator"] in _BETTER:
            bounded.setdefault(statement["indicator_id"], statement)
    for row in tables.get("indicators", []):
        used = first.get(row["indicator_id"], {})
        name = squeeze(used.get("label", "").replace("…", "")) or row["indicator_id"]
        row["name_zh"] = row["name_zh"] or name
        row["name_en"] = row["name_en"] or row["indicator_id"].replace("-", " ").capitalize()
        row["definition_zh"] = row["definition_zh"] or row["name_zh"]
        row["definition_en"] = row["definition_en"] or row["name_en"]
        row["unit"] = row["unit"] or used.get("unit", "")
        row["direction"] = row["direction"] or _BETTER.get(bounded.get(row["indicator_id"], {}).get("comparator", ""), "none")
        row["subject"] = row["subject"] or "region"

"""What stands for a decision that the user leaves to the program: suggestions as they were made, and the empty cells of an indicator."""

from __future__ import annotations

from collections.abc import Mapping

from cloudplans.authoring.plan_folder import Row
from cloudplans.dataset import CODED_ONCE, DRAFT
from cloudplans.scanner import Scanner
from cloudplans.text import squeeze
from cloudplans.verify import LOOKS

_BETTER = {"ge": "higher", "gt": "higher", "le": "lower", "lt": "lower"}


def accept_suggestions(tables: Mapping[str, list[Row]], texts: Mapping[str, str]) -> None:
    """Decide what is open as it was suggested: drafts with an indicator, and numerals whose class the scanner can give a reason for."""
    for row in tables["statements"]:
        if row["status"] == DRAFT and row["indicator_id"] and row["kind"]:
            row["status"] = CODED_ONCE
    scanner = Scanner()
    suggested = {(edition, str(n.start)): n for edition, text in texts.items() for n in scanner.census(text)}
    for row in tables["numerals"]:
        found = suggested.get((row["edition_id"], row["start"]))
        if not row["class"] and found and found.reason and found.kind not in LOOKS:
            row["class"], row["reason"] = found.kind, row["reason"] or found.reason


def complete_indicators(tables: Mapping[str, list[Row]]) -> None:
    """Fill in what an indicator of the user's own leaves empty: names, definitions, direction, subject."""
    first: dict[str, Row] = {}
    for statement in tables["statements"]:
        first.setdefault(statement["indicator_id"], statement)
    for row in tables.get("indicators", []):
        used = first.get(row["indicator_id"], {})
        name = squeeze(used.get("label", "").replace("…", "")) or row["indicator_id"]
        row["name_zh"] = row["name_zh"] or name
        row["name_en"] = row["name_en"] or row["indicator_id"].replace("-", " ").capitalize()
        row["definition_zh"] = row["definition_zh"] or row["name_zh"]
        row["definition_en"] = row["definition_en"] or row["name_en"]
        row["unit"] = row["unit"] or used.get("unit", "")
        row["direction"] = row["direction"] or _BETTER.get(used.get("comparator", ""), "none")
        row["subject"] = row["subject"] or "region"

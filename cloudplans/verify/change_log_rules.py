"""Rules on the table of changes: the rows that it names exist, and removed ids are not reused."""

from __future__ import annotations

from collections.abc import Iterator

from cloudplans.verify.rules_and_their_input import Finding, rule
from cloudplans.verify.schema_rules import RawTables, keys, rows


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else -1 for part in version.split("."))


def _recorded(tables: RawTables) -> list[dict[str, str]]:
    return rows(tables["changes"]) if "changes" in tables else []


def _keys(tables: RawTables) -> dict[str, set[str]]:
    return {name: set(keys(table)) for name, table in tables.items()}


@rule("retired", "tables")
def retired(tables: RawTables) -> Iterator[Finding]:
    """A removed id, or table name, is never reused."""
    held = _keys(tables)
    for row in _recorded(tables):
        taken_out = row["change"] == "removed" and row["key"] in held.get(row["table"], ())
        if (
            taken_out and len(tables[row["table"]].key) == 1
        ):  # an id; a key of several columns describes its row and may come back
            yield tables[row["table"]].file, row["key"], f"a row; version {row['version']} took it out", "a new id"
        if row["change"] == "table-removed" and row["table"] in tables:
            yield "datapackage.json", row["table"], f"a table; version {row['version']} took it out", "a new name"


@rule("changes", "tables")
def changes(tables: RawTables) -> Iterator[Finding]:
    """A row that a version added or changed exists, unless a later version removed it."""
    held, recorded = _keys(tables), _recorded(tables)
    gone: dict[tuple[str, str], tuple[int, ...]] = {}
    for row in recorded:
        if row["change"] in ("removed", "table-removed"):
            gone[row["table"], row["key"]] = _order(row["version"])
    for row in recorded:
        name, key, version = row["table"], row["key"], _order(row["version"])
        if "removed" in row["change"] or max(gone.get((name, key), ()), gone.get((name, ""), ())) > version:
            continue
        if row["change"] == "rows-added":
            if name not in held or not any(
                key in held.get(owner, ()) for owner in ("editions", "indicators", "plans", "reported_documents")
            ):
                yield (
                    tables["changes"].file,
                    f"{name} {key}",
                    f"{row['new']} rows added",
                    "a plan, copy, indicator or document of the tables",
                )
            continue
        if name not in held or (key and key not in held[name]):
            yield tables["changes"].file, f"{name} {key}".strip(), f"{row['change']}, but no such row", "a row of the tables"

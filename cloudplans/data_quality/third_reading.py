"""How a third reading of a random sample differs from the tables, with confidence intervals."""

from __future__ import annotations

import sys
from math import sqrt

from cloudplans.dataset import Dataset, load

_LAYERS = {"statements": "statement_id", "goals": "goal_id", "instruments": "instrument_id", "projects": "project_id"}
_Z = 1.959964  # 95%


def wilson(count: int, total: int) -> tuple[float, float]:
    """Return the 95% interval of a share, after Wilson.

    Examples
    --------
    >>> [round(bound, 3) for bound in wilson(0, 30)]
    [0.0, 0.114]
    """
    share, spread = count / total, _Z**2 / total
    middle, half = share + spread / 2, _Z * sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, middle - half) / (1 + spread), (middle + half) / (1 + spread)


def _adopted(dataset: Dataset, table: str, record: str, field: str) -> str:
    if field == "places":
        places = dataset.raw("project_places")
        rows = [dict(zip(places.header, line, strict=True)) for line in places.lines]
        return ";".join(row["printed"] for row in rows if row["project_id"] == record)
    held = dataset.raw(table)
    at = held.header.index(_LAYERS[table])
    return next(line[held.header.index(field)] for line in held.lines if line[at] == record)


def differences(dataset: Dataset) -> list[tuple[str, str, str, str, str]]:
    """Return where the third reading differs: table, record, field, adopted code, code of the third reading."""
    read = dataset.raw("third_reading").lines
    adopted = [(table, record, field, _adopted(dataset, table, record, field), coded) for table, record, field, coded in read]
    return [row for row in adopted if row[3] != row[4]]


def third_reading_table(dataset: Dataset) -> str:
    """Return the differences per table as a Markdown table."""
    lines = ["| table | rows | codes | rows that differ | share of rows | 95% interval |", "|---|---:|---:|---:|---:|---|"]
    read, apart = dataset.raw("third_reading").lines, differences(dataset)
    for table in (*_LAYERS, "all"):
        of = [line for line in read if table in (line[0], "all")]
        total, count = len({line[1] for line in of}), len({row[1] for row in apart if table in (row[0], "all")})
        low, high = (100 * bound for bound in wilson(count, total))
        lines.append(f"| {table} | {total} | {len(of)} | {count} | {100 * count / total:.1f}% | {low:.1f}% to {high:.1f}% |")
    return "\n".join(lines)


def main() -> int:
    """Print the table and every difference."""
    dataset = load()
    print(third_reading_table(dataset))
    for table, record, field, adopted, coded in differences(dataset):
        print(f"{table} {record}: {field}: adopted {adopted or 'nothing'}, third reading {coded or 'nothing'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

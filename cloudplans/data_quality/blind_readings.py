"""How later readings of random samples differ from the tables, with confidence intervals; how such a reading is recorded."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

from cloudplans.atomic_write import write_file
from cloudplans.data_quality.reading_samples import FIELDS, KEYS, adopted, sample
from cloudplans.dataset import Dataset, load
from cloudplans.verify import rows

_TABLE, _GLOSS, _VALUES = "blind_readings", "gloss", "values"
_READINGS = ("third", "fourth", "fifth")
_VALUE_AND_YEAR = ("lower", "upper", "deadline")
_Z = 1.959964  # 95%
Answers = Mapping[str, Mapping[str, Any]]


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


def _plain(row: Mapping[str, str], column: str, means: Mapping[str, str]) -> str:
    """Return a code so that equal ones are equal: places as regions and in order, numbers without a superfluous zero."""
    code = row[column].strip()
    if row["field"] == "places":
        names = {part.strip() for part in code.split(";")} - {""}
        return ";".join(sorted({means.get(name, name) for name in names}))
    return f"{float(code):.12g}" if code.replace(".", "", 1).isdigit() else code


def differences(dataset: Dataset) -> list[dict[str, str]]:
    """Return the rows of the readings whose code is not the one that was adopted when the sample was read."""
    regions = rows(dataset.raw("regions"))
    means = {row[column]: row["region_id"] for column in ("short_zh", "name_zh") for row in regions if row[column]}
    means |= {row["locality"]: row["region_id"] for row in rows(dataset.raw("localities"))}
    return [row for row in rows(dataset.raw(_TABLE)) if _plain(row, "adopted", means) != _plain(row, "coded", means)]


def results_table(dataset: Dataset) -> str:
    """Return the differences per reading and table as a Markdown table; the English wording has a line of its own."""
    lines = [
        "| reading | table | rows | codes | rows that differ | share of rows | 95% interval |",
        "|---|---|---:|---:|---:|---:|---|",
    ]
    read, apart = rows(dataset.raw(_TABLE)), differences(dataset)
    for reading in sorted({row["reading"] for row in read}, key=_READINGS.index):
        for table in (*KEYS, "work_report_statements", "all", _VALUES, _GLOSS):
            held, wrong = _of(read, reading, table), _of(apart, reading, table)
            if held:
                total, count = len({row["record_id"] for row in held}), len({row["record_id"] for row in wrong})
                low, high = (100 * bound for bound in wilson(count, total))
                name = {_GLOSS: "English wording", _VALUES: "statements: value and year"}.get(table, table)
                figures = f"{total} | {len(held)} | {count} | {100 * count / total:.1f}% | {low:.1f}% to {high:.1f}%"
                lines.append(f"| {reading} | {name} | {figures} |")
    return "\n".join(lines)


def _of(read: Sequence[dict[str, str]], reading: str, table: str) -> list[dict[str, str]]:
    """Return the rows of one reading: its codes in one table or in all, or what it says of the English wording."""
    of = [row for row in read if row["reading"] == reading and (row["field"] == _GLOSS) == (table == _GLOSS)]
    if table == _VALUES:
        return [row for row in of if row["field"] in _VALUE_AND_YEAR]
    return of if table in ("all", _GLOSS) else [row for row in of if row["table"] == table]


def record(dataset: Dataset, answers: Answers, reading: str, seed: int) -> list[dict[str, str]]:
    """Return the table of readings with one more: the reader's answers by number, beside the codes adopted now.

    Parameters
    ----------
    dataset : Dataset
        The tables from which the sample was drawn.
    answers : mapping of str to mapping
        Number of the row → field → code; an empty string for none.
    reading : str
        The name of the reading, such as `fourth`.
    seed : int
        The one with which the sample was drawn.

    Raises
    ------
    ValueError
        If an answer is missing or is not one of the codes; all such problems are named.
    """
    found = [row for row in rows(dataset.raw(_TABLE)) if row["reading"] != reading]
    wrong = []
    for number, (table, name) in enumerate(sample(dataset, seed, {row["record_id"] for row in found}), 1):
        given = answers.get(str(number), {})
        for field in (*FIELDS[table], *((_GLOSS,) if table != "statements" else ())):
            code = given.get(field)
            if (
                code is None
                or (field == _GLOSS and code not in ("ok", "misleads"))
                or not _allowed(dataset, table, field, str(code))
            ):
                wrong.append(f"row {number}: {field} is {code!r}")
            held = "ok" if field == _GLOSS else adopted(dataset, table, name, field)
            found.append(
                {"reading": reading, "table": table, "record_id": name, "field": field, "adopted": held, "coded": str(code)}
            )
    if wrong:
        raise ValueError("\n".join(wrong))
    return sorted(found, key=lambda row: (row["reading"], row["table"], row["record_id"], row["field"]))


def _allowed(dataset: Dataset, table: str, field: str, code: str) -> bool:
    fields = {one["name"]: one for one in dataset.resources[table]["schema"]["fields"]}
    codes = fields.get(field, {}).get("constraints", {}).get("enum")
    return not codes or not code or code in codes


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of the readings and every difference; with --record, store a reader's answers first."""
    parser = argparse.ArgumentParser(prog="python -m cloudplans.data_quality.blind_readings", description=main.__doc__)
    parser.add_argument("--record", metavar="FILE", type=Path, help="answers by number, as JSON")
    parser.add_argument("--reading", default="fourth", help="name of the reading (default: fourth)")
    parser.add_argument("--seed", type=int, default=4, help="seed with which the sample was drawn (default: 4)")
    options = parser.parse_args(arguments)
    dataset = load()
    if options.record:
        answers = json.loads(options.record.read_text(encoding="utf-8"))
        try:
            found = record(dataset, answers, options.reading, options.seed)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, dataset.raw(_TABLE).header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
        write_file(dataset.directory / dataset.raw(_TABLE).file, buffer.getvalue())
        dataset = load()
    print(results_table(dataset))
    for row in differences(dataset):
        where = f"{row['reading']} reading, {row['table']} {row['record_id']}: {row['field']}"
        print(f"{where}: adopted {row['adopted'] or 'nothing'}, read as {row['coded'] or 'nothing'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

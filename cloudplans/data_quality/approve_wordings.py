"""Approval of wordings: after a second look at a changed name, gloss, definition, reason or note, its fingerprint is stored."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Sequence

from cloudplans.atomic_write import write_file
from cloudplans.dataset import Dataset, load
from cloudplans.verify import FROZEN, WORDINGS, fingerprints, rows, typed

_TABLE = "approved_wordings"


def waiting(data: Dataset) -> list[tuple[str, str, str]]:
    """Return the wordings that wait for approval: table, key and what is to be read, approvals without a row included.

    Examples
    --------
    >>> import cloudplans
    >>> waiting(cloudplans.load())
    []
    """
    known = {(row["table"], row["key"]): row["fingerprint"] for row in rows(data.raw(_TABLE))}
    found = []
    for table, wording in WORDINGS.items():
        held = typed(data.raw(table))
        for row, (key, mark) in zip(held, fingerprints(table, held).items(), strict=True):
            if known.pop((table, key), None) != mark:
                found.append((table, key, " | ".join(str(row[column]) for column in wording.approved if row[column])))
    for table in FROZEN:
        for key, mark in fingerprints(table, typed(data.raw(table))).items():
            if known.pop((table, key), None) != mark:
                found.append((table, key, f"{len(data.raw(table).lines)} rows"))
    return found + [(table, key, "") for table, key in known]


def approve(data: Dataset, table: str) -> int:
    """Store the fingerprints of one table as they are now; return how many rows were waiting."""
    count = sum(name == table for name, _, _ in waiting(data))
    held = data.raw(_TABLE)
    kept = [row for row in rows(held) if row["table"] != table]
    kept += [{"table": table, "key": k, "fingerprint": f} for k, f in fingerprints(table, typed(data.raw(table))).items()]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, held.header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(kept, key=lambda row: (row["table"], row["key"])))
    write_file(data.directory / held.file, buffer.getvalue())
    return count


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the wordings that wait for a second look, or approve those of one table after it."""
    parser = argparse.ArgumentParser(prog="python -m cloudplans.data_quality.approve_wordings", description=main.__doc__)
    parser.add_argument("--table", choices=[*WORDINGS, *FROZEN], help="approve the wordings of this table as they are now")
    options = parser.parse_args(arguments)
    if options.table:
        print(f"{approve(load(), options.table)} wordings approved")
    for table, key, words in waiting(load()):
        print(f"{table} {key}: {words or 'no such row any more'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

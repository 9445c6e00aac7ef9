"""Move plans from users' folders into the package's own tables: ``python tools/take_in_plans.py FOLDER [FOLDER ...]``.

The plans have to be decided and coded twice. Their texts stay where they are; a row that the package has already is an error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cloudplans.atomic_write import write_file
from cloudplans.authoring import read_tables, table_as_csv
from cloudplans.dataset import Package, own_directory


def take_in(folders: Sequence[Path], package: Path) -> dict[str, int]:
    """Add the rows of folders to the tables of `package`; return how many rows each table gained."""
    ours, theirs, gained = Package(package), [read_tables(folder) for folder in folders], {}
    for name in ours.resources:
        raw = ours.raw(name)
        key = raw.resource["schema"]["primaryKey"]
        rows = {tuple(row[column] for column in key): row for row in raw.rows}
        for folder, tables in zip(folders, theirs, strict=True):
            for row in tables.get(name, []):
                place = tuple(row[column] for column in key)
                if rows.get(place, row) != row:
                    raise ValueError(f"{folder}: {raw.file} has {' '.join(place)}, and so has {package}, with other cells")
                rows[place] = row
        if len(rows) > len(raw.lines):
            gained[name] = len(rows) - len(raw.lines)
            write_file(package / raw.file, table_as_csv(name, rows.values()).encode())
    return gained


def main(arguments: Sequence[str] | None = None) -> int:
    """Take in the folders that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    for name, count in take_in(options.folders, own_directory()).items():
        print(f"{name}: {count} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Write data/targets.csv from the other tables: `nox -s targets`."""

from __future__ import annotations

import sys

import cloudplans
from cloudplans.atomic_write import write_file
from cloudplans.dataset import TARGETS, as_csv, as_lines, targets_table


def content(data: cloudplans.Dataset) -> bytes:
    """Return the file as the other tables make it."""
    frame = targets_table(data)
    return as_csv(list(frame), as_lines(frame))


def main() -> int:
    """Write the file."""
    data = cloudplans.load()
    print(write_file(data.directory / data.resources[TARGETS]["path"], content(data)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

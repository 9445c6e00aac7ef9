"""What a format could not hold, as each writer reports it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

_FEW = 3  # files listed in one line


class Loss(NamedTuple):
    """What was written, and what the format could not hold.

    Attributes
    ----------
    format : str
        The format, as ``cloudplans export --format`` names it.
    files : tuple of Path
        The files written.
    rows_in, rows : int
        Rows to write, and rows in the file, whole or in part.
    held_back : tuple of (str, str)
        The key of each row that the format cannot hold, and why.
    fields : tuple of (str, str)
        The columns that are missing or changed in the file, and why.
    notes : tuple of str
        What else a user of the file should know.
    """

    format: str
    files: tuple[Path, ...]
    rows_in: int
    rows: int
    held_back: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = (
            ", ".join(map(str, self.files)) if len(self.files) <= _FEW else f"{len(self.files)} files in {self.files[0].parent}"
        )
        head = f"{self.format}: {self.rows} of {self.rows_in} rows written to {where}"
        lines = [head, *(f"not held: {key}: {why}" for key, why in self.held_back)]
        lines += [f"field lost: {name}: {why}" for name, why in self.fields]
        return "\n".join([*lines, *(f"note: {note}" for note in self.notes)])

    def frame(self) -> pd.DataFrame:
        """Return what was lost as a frame: `what` (``"row"`` or ``"field"``), `name`, `reason`.

        Examples
        --------
        >>> Loss("csv", (), 1, 1, fields=(("note_en", "for a test"),)).frame().values.tolist()
        [['field', 'note_en', 'for a test']]
        """
        rows = [("row", *pair) for pair in self.held_back] + [("field", *pair) for pair in self.fields]
        return pd.DataFrame(rows, columns=["what", "name", "reason"])

"""A data set whose table `targets` has the rows of a selection; writers take it as they take the whole data set."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cloudplans.dataset import TARGETS, Dataset, RawTable, as_csv, as_lines, targets_table


class Selection:
    """A data set with some targets only; its other tables are whole.

    Parameters
    ----------
    data : Dataset
        The data set.
    **filters
        The filters of `Dataset.targets`.

    Raises
    ------
    ValueError
        If a name does not exist, or no target passes the filters.
    """

    data: Dataset
    resources: dict[str, dict[str, Any]]
    descriptor: dict[str, Any]
    frame: pd.DataFrame

    def __init__(self, data: Dataset, **filters: Any) -> None:
        self.data, self.resources, self.descriptor = data, data.resources, data.descriptor
        self.frame = targets_table(data, **filters)
        if self.frame.empty:
            raise ValueError("no target passes all the filters; leave one of them out")

    def raw(self, name: str) -> RawTable:
        """Return a table as strings."""
        if name != TARGETS:
            return self.data.raw(name)
        columns = [field["name"] for field in self.resources[name]["schema"]["fields"]]  # those that every row has
        return RawTable(name, columns, as_lines(self.frame[columns]), self.resources[name])

    def table(self, name: str) -> Any:
        """Return a table as a frame."""
        return self.frame.copy() if name == TARGETS else self.data.table(name)

    def content(self, path: str) -> bytes:
        """Return the bytes of a file of the data package."""
        table = self.raw(TARGETS)
        return as_csv(table.header, table.lines) if path == table.file else self.data.content(path)

"""The table `targets`: the public frame as a table of the data package, with the Chinese names and notes beside the English."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd

from cloudplans.dataset.complete_frame import complete
from cloudplans.dataset.data_package import Tables, as_text
from cloudplans.dataset.select_statements import coded_statements

TARGETS = "targets"
IN_CHINESE = ("region", "indicator", "theme", "note")  # columns that the table has in both languages
BILINGUAL = [f"{column}_zh" for column in IN_CHINESE]


def targets_table(data: Tables, **filters: Any) -> pd.DataFrame:
    """Return the targets that pass the filters as the table has them: in English, with the Chinese in columns ending in ``_zh``.

    Examples
    --------
    >>> import cloudplans
    >>> targets_table(cloudplans.load(), region="Hubei")[["region", "region_zh"]].iloc[0].tolist()
    ['Hubei', '湖北省']
    """
    coded = coded_statements(data, TARGETS, **filters, kind="target")
    coded = coded[coded["indicator_id"] != ""]  # a figure of a user's own folder whose indicator is not decided is no target yet
    english, chinese = complete(data, coded, "en"), complete(data, coded, "zh")
    return english.assign(**{f"{column}_zh": chinese[column] for column in IN_CHINESE})


def as_lines(frame: pd.DataFrame) -> list[list[str]]:
    """Return the rows of a frame as a CSV file has them: whole numbers without a decimal point, missing values empty."""
    return [[as_text(value) for value in row] for row in frame.astype(object).itertuples(index=False)]


def as_csv(header: list[str], lines: list[list[str]]) -> bytes:
    """Return rows as the bytes of a CSV file."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([header, *lines])
    return buffer.getvalue().encode()

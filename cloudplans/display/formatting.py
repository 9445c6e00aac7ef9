"""How a figure is shown: bounds stay bounds, a corrected reading says so, hidden characters are written out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cloudplans.dataset import Package
from cloudplans.labels import SIGNS, interval, pick, status_mark
from cloudplans.text import visible


def shown(dataset: Package, statements: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return the statements with what a reader is shown of each.

    Parameters
    ----------
    dataset : Package
        The data set that the statements are of.
    statements : DataFrame
        Rows of `statements()`.
    lang : {"en", "zh"}
        Language of the words.

    Returns
    -------
    DataFrame
        The same rows with the columns `region`, `indicator`, `theme` (names in `lang`, theme as id), `figure` (the figure
        as printed with its bound; a corrected one as adopted, with the print beside it), `reading` (the same in units),
        `firmness` (the hedge quoted, or what kind of statement it is) and `note`.

    Examples
    --------
    >>> import cloudplans
    >>> data = cloudplans.load()
    >>> rows = data.statements(region="CN-GD", indicator="subscriptions-4g", year=2020)
    >>> shown(data, rows)["figure"].iloc[0]
    '1.3亿户 † (printed 1[U+E010]3亿户)'
    """
    frame = statements.merge(
        dataset.table("indicators")[["indicator_id", "theme", f"name_{lang}", "direction"]],
        on="indicator_id",
        how="left",
    ).rename(columns={f"name_{lang}": "indicator"})
    names = dataset.table("regions").set_index("region_id")[f"name_{lang}"]
    adopted = dataset.table("corrections").groupby("statement_id")["adopted"].first()
    frame["region"] = frame["region_id"].map(names).map(visible, na_action="ignore")
    frame["indicator"] = frame["indicator"].map(visible, na_action="ignore")
    frame["figure"] = [_figure(row, adopted, lang) for row in frame.to_dict("records")]
    frame["reading"] = [interval(row, lang) for row in frame.to_dict("records")]
    frame["firmness"] = [f"“{hedge}”" if hedge else "" for hedge in frame["hedge"]]
    frame["note"] = frame[f"note_{lang}"]
    return frame


def _figure(row: dict[str, Any], adopted: pd.Series, lang: str) -> str:
    if row["status"] == "unverified":  # what the page prints is not at hand, only how a list has it
        return interval(row, lang)
    sign, printed = SIGNS[row["comparator"]], visible(row["printed"])
    if row["status"] != "corrected":
        return sign + printed + status_mark(row)
    return f"{sign}{visible(adopted[row['statement_id']])} † ({pick(lang, '所印', 'printed')} {printed})"

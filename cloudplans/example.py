"""The example of a new plan: a text of our own writing about a region that does not exist, and the decisions on it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cloudplans.execute import notebooks_directory


class Example(NamedTuple):
    """An invented plan: its id and its region's, its text, the table of decisions."""

    plan: str
    region: str
    text: Path
    decisions: Path


def example() -> Example:
    """Return the invented plan of Wuyou; it is in no table of the package.

    Examples
    --------
    >>> example().text.name, example().region
    ('wuyou.txt', 'CN-ZZ')
    """
    folder = notebooks_directory() / "example"
    return Example("wuyou-2016", "CN-ZZ", folder / "wuyou.txt", folder / "decisions.csv")

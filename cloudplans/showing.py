"""What `cloudplans show` prints of a record: a statement, a goal, an instrument, a project, or a reported figure."""

from __future__ import annotations

from cloudplans.cells import Evidence, cell
from cloudplans.dataset import Dataset
from cloudplans.extras import pandas as pd
from cloudplans.package import nearest
from cloudplans.policy import LAYERS
from cloudplans.present import shown
from cloudplans.text import visible

_STATEMENT = (
    "statement_id", "region", "indicator", "label", "kind", "scope", "deadline", "figure", "reading", "hedge", "status",
    "note_zh", "note_en",
)  # fmt: skip
_REPORTED = ("evidence_tier", "relation", "measured_en", "address", "caveat_zh", "caveat_en")
_UNCHECKED = "reported on public pages, not checked: no passage of a text stands behind it"
_NO_TEXTS = "the texts are not at hand: give --sources DIR to see the passages"


def show(data: Dataset, name: str, sources: str | None = None) -> list[str]:
    """Print the record with an id, and its evidence; in its passage where the texts are at hand.

    Parameters
    ----------
    data : Dataset
        The data set.
    name : str
        The id of a statement, a goal, an instrument, a project or a reported figure.
    sources : str, optional
        Folder of the plan texts.

    Returns
    -------
    list of str
        What is to be said besides, on standard error.

    Raises
    ------
    ValueError
        If no record has the id, with the nearest that do.

    Examples
    --------
    >>> import cloudplans
    >>> show(cloudplans.load(), "hubei-2016.cloud-server")
    Traceback (most recent call last):
    ValueError: no record 'hubei-2016.cloud-server'; nearest: hubei-2016.cloud-servers, ...
    """
    statements = data.statements()
    known = list(statements["statement_id"])
    if name in known:
        return _statement(data, statements, name, sources)
    for layer, key in LAYERS.items():
        frame = getattr(data, layer)()
        if name in (ids := list(frame[key])):
            _print(frame[frame[key] == name].iloc[0])
            return _evidence(data, name, sources)
        known += ids
    reported = data.reported()
    if name in (ids := list(reported["reported_id"])):
        return _lower(data, reported, name)
    raise nearest(name, known + ids, "record")


def _print(row: pd.Series, names: tuple[str, ...] = ()) -> None:
    """Print some fields of a row, by default those that say something."""
    names = names or tuple(name for name, value in row.items() if not pd.isna(value) and value != "")
    wide = max(12, *map(len, names)) + 1
    for name in names:
        print(f"{name:<{wide}}{cell(row[name])}")


def _statement(data: Dataset, frame: pd.DataFrame, name: str, sources: str | None) -> list[str]:
    row = shown(data, frame[frame["statement_id"] == name]).iloc[0]
    _print(row, _STATEMENT)
    corrections = data.corrections()
    for record in corrections[corrections["statement_id"] == name].to_dict("records"):
        words = f"{record['edition_id']}: {record['as_printed']} → {record['adopted']} ({record['basis']})"
        print(f"{'correction':<13}{visible(words)}")
    return _evidence(data, name, sources)


def _evidence(data: Dataset, name: str, sources: str | None) -> list[str]:
    texts = data.texts(sources)
    print(Evidence(data, texts, name))
    return [] if texts else [_NO_TEXTS]


def _lower(data: Dataset, reported: pd.DataFrame, name: str) -> list[str]:
    """Print a reported figure: as a statement where it is mapped to an indicator, else as it is listed, with the reason."""
    mapped = data.statements(tier="reported")
    mapped = mapped[mapped["statement_id"] == name]
    if len(mapped):
        _print(shown(data, mapped).iloc[0], (*_STATEMENT, *_REPORTED))
    else:
        _print(reported[reported["reported_id"] == name].iloc[0])
    return [_UNCHECKED]

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
    statements, reported = data.statements(), data.reported()
    layers = {layer: data.table(layer) for layer in LAYERS}
    if name in set(statements["statement_id"]):
        return _statement(data, statements, name, sources)
    for layer, key in LAYERS.items():
        if name in set(layers[layer][key]):
            frame = getattr(data, layer)()
            return _policy(data, frame[frame[key] == name], name, sources)
    if name in set(reported["reported_id"]):
        return _lower(data, reported, name)
    known = [statements["statement_id"], *(layers[layer][key] for layer, key in LAYERS.items()), reported["reported_id"]]
    raise nearest(name, [one for ids in known for one in ids], "record")


def _print(row: pd.Series, names: tuple[str, ...] | list[str]) -> None:
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


def _policy(data: Dataset, frame: pd.DataFrame, name: str, sources: str | None) -> list[str]:
    """Print a goal, an instrument or a project: every column that says something."""
    row = frame.iloc[0]
    _print(row, [column for column in frame if not pd.isna(row[column]) and row[column] != ""])
    return _evidence(data, name, sources)


def _lower(data: Dataset, reported: pd.DataFrame, name: str) -> list[str]:
    """Print a reported figure: as a statement where it is mapped to an indicator, else as it is listed, with the reason."""
    mapped = data.statements(tier="reported")
    mapped = mapped[mapped["statement_id"] == name]
    if len(mapped):
        _print(shown(data, mapped).iloc[0], (*_STATEMENT, *_REPORTED))
    else:
        row = reported[reported["reported_id"] == name].iloc[0]
        _print(row, [column for column in reported if not pd.isna(row[column]) and row[column] != ""])
    return [_UNCHECKED]

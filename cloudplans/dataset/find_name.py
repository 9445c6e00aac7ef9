"""Finds indicators, themes and plans by id or by what people type: a name in either language, in any case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

from cloudplans.dataset.data_package import Tables
from cloudplans.dataset.nearest_names import nearest
from cloudplans.labels import LANGUAGES, VOCABULARIES, code_name


def find_names(known: pd.DataFrame, names: Iterable[str] | None, what: str) -> list[str] | None:
    """Return the ids of things by their ids or names; None for None.

    Parameters
    ----------
    known : DataFrame
        The things: ids as the index, the columns `names` (a list of str each) and `meaning` (words to search).
    names : iterable of str, optional
        What the user wrote.
    what : str
        What they are, for the message.

    Raises
    ------
    ValueError
        If nothing has a name; the message gives the nearest.
    """
    if names is None:
        return None
    ids = {name: identifier for identifier, own in known["names"].items() for name in [identifier.casefold(), *own]}
    found = []
    for name in names:
        if name.casefold().strip() not in ids:
            raise nearest(name, known.index, what, meanings=known["meaning"].to_dict())
        found.append(ids[name.casefold().strip()])
    return list(dict.fromkeys(found))


def known_indicators(data: Tables, indicators: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the indicators with their names in both languages, and the words in which a meaning is searched."""
    frame = (data.table("indicators") if indicators is None else indicators).set_index("indicator_id")
    labels, printed = data.table("labels"), defaultdict(list)
    for indicator, label in zip(labels["indicator_id"], labels["label"], strict=True):
        printed[indicator].append(label)
    searched = frame[["name_zh", "name_en", "unit", "definition_zh", "definition_en"]].to_numpy()
    meaning = [" ".join([*words, *printed[name]]) for name, words in zip(frame.index, searched, strict=True)]
    return pd.DataFrame({"names": _names(frame, ["name_zh", "name_en"]), "meaning": meaning})


def plan_names(plans: pd.DataFrame) -> pd.DataFrame:
    """Return plans with their titles in both languages."""
    frame = plans.set_index("plan_id")
    titles = [" ".join(words) for words in frame[["title_zh", "title_en"]].to_numpy()]
    return pd.DataFrame({"names": _names(frame, ["title_zh", "title_en"]), "meaning": titles})


def theme_names() -> pd.DataFrame:
    """Return the themes with their names in both languages."""
    names = {theme: [code_name("theme", theme, lang) for lang in LANGUAGES] for theme in VOCABULARIES["theme"]}
    return pd.DataFrame(
        {
            "names": pd.Series({theme: [name.casefold() for name in own] for theme, own in names.items()}),
            "meaning": pd.Series({theme: " ".join(own) for theme, own in names.items()}),
        }
    )


def _names(frame: pd.DataFrame, columns: list[str]) -> pd.Series:
    return pd.Series([[name.casefold() for name in row if name] for row in frame[columns].to_numpy()], index=frame.index)

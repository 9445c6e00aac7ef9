"""Which indicators are comparable, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import pandas as pd

from cloudplans.compare.shared_row_helpers import columns_of, in_both_languages
from cloudplans.dataset import Dataset, nearest, own_data
from cloudplans.labels import Language, language, message

VERDICTS = ("same", "convertible", "narrower", "broader", "overlapping", "not-comparable", "not-judged")
_UNJUDGED = {  # by what an unverified figure measures, against its indicator
    "narrower": message("The unverified figure is narrower than the indicator; whether they are comparable has not been judged."),
    "wider": message("The unverified figure is wider than the indicator; whether they are comparable has not been judged."),
    "near": message("The unverified figure is close to the indicator; whether they are comparable has not been judged."),
}
_FLIPPED = {"narrower": "broader", "broader": "narrower"}


class NotComparable(ValueError):
    """Two indicators cannot be compared; the message gives the reason."""


def check_allowed(allow: Sequence[str]) -> None:
    """Raise ValueError if `allow` is not a list of verdicts."""
    if allow is None or isinstance(allow, str):
        raise ValueError(f"allow is a list of verdicts, such as ['overlapping'], not {allow!r}")
    for word in allow:
        if word not in VERDICTS:
            raise nearest(word, VERDICTS, "verdict")


def flipped(word: str) -> str:
    """Return the verdict with the two indicators swapped.

    Examples
    --------
    >>> flipped("narrower"), flipped("same")
    ('broader', 'same')
    """
    return _FLIPPED.get(word, word)


def verdict(a: str, b: str, *, data: Dataset | None = None) -> pd.Series:
    """Return whether two indicators are comparable, with the reason in both languages.

    Parameters
    ----------
    a, b : str
        Ids of indicators, of plans or of work reports.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    Series
        `verdict`, `reason_zh`, `reason_en`; the verdict describes `a` in relation to `b`. Indicators with different units are
        not comparable, nor are counts of different things, unless they were judged to be. Another pair without a judgement is
        ``not-judged``, which does not permit a comparison.

    Raises
    ------
    ValueError
        If `a` or `b` is not an indicator.

    Examples
    --------
    >>> import cloudplans
    >>> verdict("cloud-industry-scale", "cloud-services-scale")["verdict"]
    'broader'
    """
    return pd.Series(judgements(data or own_data()).of(a, b))


@lru_cache(maxsize=2)
def judgements(dataset: Dataset) -> Judgements:
    """Return the judgements of a data set."""
    return Judgements(dataset)


class Judgements:
    """The judgements on pairs of indicators, read once for many look-ups."""

    def __init__(self, dataset: Dataset) -> None:
        indicators = dataset.indicators(documents="all").set_index("indicator_id")
        self.units: dict[str, str] = indicators["unit"].to_dict()
        self.themes: dict[str, str] = indicators["theme"].to_dict()
        self.measures: set[str] = set(dataset.table("units")["unit"]) | set(dataset.table("unit_families")["unit"])
        rows = dataset.comparability().to_dict("records")
        self.stored: dict[tuple[str, str], dict[str, Any]] = {
            (row.pop("indicator_a"), row.pop("indicator_b")): row for row in rows
        }

    def of(self, a: str, b: str) -> dict[str, Any]:
        """Return the verdict on indicator `a` in relation to `b`, with the reason in both languages.

        A measure that one work report alone states has no indicator; there is nothing to judge then.
        """
        if not (a and b):
            return judgement("not-judged", message("One work report alone states the measure; there is no indicator to judge."))
        for name in (a, b):
            if name not in self.units:
                raise nearest(name, self.units, "indicator")
        if stored := self.stored.get((min(a, b), max(a, b))):
            return {**stored, "verdict": stored["verdict"] if a <= b else flipped(stored["verdict"])}
        if a == b:
            return judgement("same", message("The same indicator."))
        if self.units[a] != self.units[b]:
            return judgement("not-comparable", message("The units differ: {a} and {b}."), a=self.units[a], b=self.units[b])
        if self.units[a].removesuffix("/year") not in self.measures:
            return judgement("not-comparable", message("They count different things."))
        if self.themes[a] != self.themes[b]:
            return judgement("not-judged", message("Their themes differ, and no judgement was made."))
        return judgement("not-judged", message("No judgement was made on the two."))

    def alone(self, indicator: str) -> bool:
        """Return whether it was judged if all documents mean the same thing by an indicator."""
        return (indicator, indicator) in self.stored


def judgement(verdict: str, reason: str, **values: str) -> dict[str, str]:
    """Return a verdict with its reason in both languages."""
    return {"verdict": verdict, **columns_of("reason", _reason(reason, **values))}


@lru_cache(maxsize=10_000)  # few reasons, of very many pairs
def _reason(reason: str, **values: str) -> tuple[str, str]:
    return in_both_languages(reason, **values)


def judged_alone(dataset: Dataset, indicator: str) -> bool:
    """Return whether it was judged if all documents mean the same thing by `indicator`.

    Examples
    --------
    >>> import cloudplans
    >>> judged_alone(cloudplans.load(), "cloud-services-scale")
    True
    """
    return judgements(dataset).alone(indicator)


def of_reported(dataset: Dataset, row: Mapping[str, Any], other: str) -> pd.Series:
    """Return whether an unverified figure is comparable with the indicator `other`, with the reason.

    Parameters
    ----------
    row : mapping
        A row of ``statements(tier="unverified")``.
    other : str
        Id of an indicator.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    Series
        As `verdict`. A figure that is wider or narrower than its own indicator, or only close to it, is ``not-judged``; so is
        one whose indicator has not been compared across plans.

    Examples
    --------
    >>> import cloudplans
    >>> rows = cloudplans.targets(tier="unverified").set_index("statement_id")
    >>> of_reported(cloudplans.load(), rows.loc["guizhou.bigdata-industry-scale.2020"], "cloud-bigdata-industry-scale")["reason_en"]
    'The unverified figure is narrower than the indicator; whether they are comparable has not been judged.'
    """
    if row["relation"] != "same":
        return pd.Series(judgement("not-judged", _UNJUDGED[row["relation"]]))
    if row["indicator_id"] != other:
        return verdict(row["indicator_id"], other, data=dataset)
    word = verdict(other, other, data=dataset)["verdict"] if judged_alone(dataset, other) else "not-judged"
    if word == "not-judged":
        reason = message(
            "The name is the same, but how the figure is counted is unknown. Whether plans mean the same by it has not been judged."
        )
        return pd.Series(judgement(word, reason))
    return pd.Series(judgement(word, message("The name is the same, but how the figure is counted is unknown.")))


def verdict_matrix(indicators: Sequence[str], *, data: Dataset | None = None, lang: Language | None = None) -> pd.DataFrame:
    """Return the verdict on each pair of `indicators` as a matrix; index and columns are their names.

    Examples
    --------
    >>> import cloudplans
    >>> matrix = verdict_matrix(["cloud-services-scale", "cloud-terminal-scale"])
    >>> matrix.iloc[0, 1]
    'not-comparable'
    """
    dataset = data or own_data()
    lang = language(lang)
    if lang not in ("en", "zh"):
        raise nearest(lang, ("en", "zh"), "language")
    if not len(indicators):
        raise ValueError("the selection contains no indicators; name at least one")
    names = dataset.indicators(documents="all").set_index("indicator_id")[f"name_{lang}"]
    known = judgements(dataset)
    rows = [[known.of(a, b)["verdict"] for b in indicators] for a in indicators]
    labels = [names[name] for name in indicators]
    return pd.DataFrame(rows, index=labels, columns=labels)

"""Which indicators may stand side by side, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cloudplans.dataset import Dataset, nearest

VERDICTS = ("same", "convertible", "narrower", "broader", "overlapping", "not-comparable", "not-judged")
_WORDS = {"narrower": ("较窄", "narrower than"), "wider": ("较宽", "wider than"), "near": ("相近", "near to")}
_FLIPPED = {"narrower": "broader", "broader": "narrower"}


class NotComparable(ValueError):
    """Two indicators that do not go on one axis, with the reason."""


def check_allowed(allow: Sequence[str]) -> None:
    """Refuse a word in `allow` that is no verdict."""
    if allow is None or isinstance(allow, str):
        raise ValueError(f"allow is a list of verdicts, such as ['overlapping'], not {allow!r}")
    for word in allow:
        if word not in VERDICTS:
            raise nearest(word, VERDICTS, "verdict")


def flipped(word: str) -> str:
    """Return what the second of two indicators is to the first, where the first is `word` to the second.

    Examples
    --------
    >>> flipped("narrower"), flipped("same")
    ('broader', 'same')
    """
    return _FLIPPED.get(word, word)


def verdict(dataset: Dataset, a: str, b: str) -> pd.Series:
    """Return what the indicator `a` is to `b`, with the reason in both languages.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    a, b : str
        Indicators.

    Returns
    -------
    Series
        `verdict`, `reason_zh`, `reason_en`. Indicators of different units are not comparable; those that nobody judged
        are ``not-judged``, which is no leave to compare them.

    Raises
    ------
    ValueError
        If one is no indicator.

    Examples
    --------
    >>> import cloudplans
    >>> verdict(cloudplans.load(), "cloud-industry-scale", "cloud-services-scale")["verdict"]
    'broader'
    """
    indicators = dataset.indicators()
    units, themes = (dict(zip(indicators["indicator_id"], indicators[column], strict=True)) for column in ("unit", "theme"))
    for name in (a, b):
        if name not in units:
            raise nearest(name, units, "indicator")
    table, pair = dataset.comparability(), ["indicator_a", "indicator_b"]
    first, second = sorted((a, b))
    judged = table[(table["indicator_a"] == first) & (table["indicator_b"] == second)]
    if len(judged):
        found = judged.drop(columns=pair).iloc[0].copy()
        if first != a:
            found["verdict"] = flipped(found["verdict"])
        return found
    if a == b:
        reasons = ("同一指标，只见于一份计划或口径相同。", "The same indicator.")
        return pd.Series(["same", *reasons], index=["verdict", "reason_zh", "reason_en"])
    word = "not-comparable"
    reasons = (f"单位不同：{units[a]}、{units[b]}。", f"The units differ: {units[a]} and {units[b]}.")
    if units[a] == units[b]:
        word, reasons = "not-judged", ("未作比较判断。", "No judgement on the two was made.")
        if themes[a] != themes[b]:
            reasons = ("主题不同，未作比较判断。", "Of different themes; no judgement on them was made.")
    return pd.Series([word, *reasons], index=["verdict", "reason_zh", "reason_en"])


def judged_alone(dataset: Dataset, indicator: str) -> bool:
    """Tell whether somebody judged that all plans that use `indicator` mean the same, or not the same, by it.

    Examples
    --------
    >>> import cloudplans
    >>> judged_alone(cloudplans.load(), "cloud-services-scale")
    True
    """
    table = dataset.comparability()
    return bool(((table["indicator_a"] == indicator) & (table["indicator_b"] == indicator)).any())


def of_reported(dataset: Dataset, row: Mapping[str, Any], other: str) -> pd.Series:
    """Return what a reported figure is to the indicator `other`, with the reason.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    row : mapping
        A row of ``statements(tier="unverified")``.
    other : str
        An indicator.

    Returns
    -------
    Series
        As `verdict`. A figure that is wider than its own indicator, narrower or only near to it is ``not-judged``; so is one whose
        indicator nobody compared across plans.

    Examples
    --------
    >>> import cloudplans
    >>> rows = cloudplans.targets(tier="unverified").set_index("statement_id")
    >>> of_reported(cloudplans.load(), rows.loc["guizhou.bigdata-industry-scale.2020"], "cloud-bigdata-industry-scale")["reason_en"]
    'What is reported is narrower than the indicator; what that makes of a comparison was not judged.'
    """
    names = ["verdict", "reason_zh", "reason_en"]
    if row["relation"] != "same":
        zh, en = _WORDS[row["relation"]]
        reasons = (
            f"转引数字的口径与指标{zh}，能否比较未作判断。",
            f"What is reported is {en} the indicator; what that makes of a comparison was not judged.",
        )
        return pd.Series(["not-judged", *reasons], index=names)
    if row["indicator_id"] != other:
        return verdict(dataset, row["indicator_id"], other)
    word = verdict(dataset, other, other)["verdict"] if judged_alone(dataset, other) else "not-judged"
    zh, en = ("名称相同，如何统计未见说明。", "One name; how the reported figure is counted was not seen.")
    if word == "not-judged":
        zh, en = zh + "各计划口径是否一致未作判断。", en + " Whether plans mean the same by it was not judged."
    return pd.Series([word, zh, en], index=names)


def verdict_matrix(dataset: Dataset, indicators: Sequence[str], lang: str = "en") -> pd.DataFrame:
    """Return the verdicts on every pair of `indicators`, their names as index and columns.

    Examples
    --------
    >>> import cloudplans
    >>> matrix = verdict_matrix(cloudplans.load(), ["cloud-services-scale", "cloud-terminal-scale"])
    >>> matrix.iloc[0, 1]
    'not-comparable'
    """
    if lang not in ("en", "zh"):
        raise nearest(lang, ("en", "zh"), "language")
    if not len(indicators):
        raise ValueError("the selection holds no indicators; name at least one")
    names = dataset.indicators().set_index("indicator_id")[f"name_{lang}"]
    rows = [[verdict(dataset, a, b)["verdict"] for b in indicators] for a in indicators]
    labels = [names[name] for name in indicators]
    return pd.DataFrame(rows, index=labels, columns=labels)

"""Who promised most, for any number of statements: bounds by indicator, year and region, and the ranks that they leave possible."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cloudplans.package import nearest

_AXIS = ("indicator_id", "unit", "deadline")
_FEW = 1_000_000  # places for groups that cost nothing
_COMPARATORS = ("eq", "ge", "gt", "le", "lt", "approx", "range")


def standings(statements: pd.DataFrame, *, kind: str | None = "target") -> pd.DataFrame:
    """Return for every indicator, unit and year how each region's statements stand to the others'.

    Parameters
    ----------
    statements : DataFrame
        Rows of `statements()`, or as many rows like them as memory holds; columns of ids may be categories, which is faster.
    kind : str, optional
        Keep the statements of one kind; None keeps all.

    Returns
    -------
    DataFrame
        A row an indicator, unit, year (missing where none is printed) and region: how many `statements`, the bounds within which all of
        them lie (`lower` and `upper` in `unit`, NaN where open; `lower_closed`, `upper_closed`, `about` as in other results), and
        `rank_best` and `rank_worst` among the regions, equal where the place is certain. What is only about so is not ranked.

    Raises
    ------
    ValueError
        If a comparator is none of the vocabulary.

    Notes
    -----
    One pass over the rows: the keys are numbered, the bounds gathered by number. Whether definitions are alike is not judged; for
    a few statements see `ranking`, which does.

    Examples
    --------
    >>> import cloudplans
    >>> found = standings(cloudplans.targets(indicator="cloud-terminal-scale", year=2015))
    >>> found[["region_id", "lower", "rank_best", "rank_worst"]].values.tolist()
    [['510100', 220000000000.0, 2, 2], ['CN-GD', 300000000000.0, 1, 1]]
    """
    kept = slice(None) if kind is None else np.flatnonzero(_is(statements["kind"], kind))
    comparators, words = _numbered(statements["comparator"], kept)
    if strange := sorted({str(words[code]) for code in np.flatnonzero(np.bincount(comparators))} - {*_COMPARATORS}):
        raise nearest(strange[0], _COMPARATORS, "comparator")
    number, keys = _groups(statements, [*_AXIS, "region_id"], kept)
    about = np.bincount(number[comparators == _place(words, "approx")], minlength=len(keys)) > 0
    frame = keys.assign(statements=np.bincount(number, minlength=len(keys)), about=about)
    for end, comparator in (("lower", "gt"), ("upper", "lt")):
        strict = comparators == _place(words, comparator)
        frame[[end, f"{end}_closed", f"{end}_at"]] = _gathered(statements[end], kept, strict, number, len(keys), end == "lower")
    frame = frame[frame["statements"] > 0].astype({"lower_closed": bool, "upper_closed": bool})
    order = [
        *_AXIS,
        "region_id",
        "statements",
        "lower",
        "upper",
        "lower_closed",
        "upper_closed",
        "about",
        "rank_best",
        "rank_worst",
    ]
    return ranked(frame).sort_values([*_AXIS, "region_id"], ignore_index=True)[order]


def _gathered(
    column: pd.Series, kept: np.ndarray | slice, strict: np.ndarray, number: np.ndarray, count: int, low: bool
) -> np.ndarray:
    """Return for each group the outermost bound, whether it is met itself, and where it stands beside others.

    A bound that is not met stands one step of a float further in, so that comparing places decides between met and not met.
    """
    open_end = -np.inf if low else np.inf
    values = column.to_numpy(dtype=float, na_value=np.nan)[kept]
    places = np.where(np.isnan(values), open_end, values)
    moved = np.nextafter(places[strict], -open_end)
    places[strict] = moved
    at = np.full(count, -open_end)
    (np.minimum if low else np.maximum).at(at, number, places)
    unmet = np.zeros(count, dtype=bool)
    unmet[number[strict][at[number[strict]] == moved]] = True
    told = np.where(unmet, np.nextafter(at, open_end), at)
    return np.column_stack([np.where(np.isfinite(told), told, np.nan), np.isfinite(told) & ~unmet, at])


def _numbered(column: pd.Series, kept: np.ndarray | slice) -> tuple[np.ndarray, pd.Index]:
    """Return the number of each kept row's value and the values; what is missing has the number of the last, a missing value."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, words = column.cat.codes.to_numpy()[kept], column.cat.categories
    elif pd.api.types.is_integer_dtype(column.dtype) and column.notna().any() and column.max() - column.min() < _FEW:
        first, last = int(column.min()), int(column.max())  # years number themselves
        words = pd.Index(range(first, last + 1), dtype=column.dtype)
        codes = column.to_numpy(dtype=np.int64, na_value=last + 1)[kept] - first
    else:
        codes, words = pd.factorize(column.iloc[kept])
        words = pd.Index(words)
    return (codes, words) if len(codes) == 0 or codes.min() >= 0 else (np.where(codes < 0, len(words), codes), words)


def _place(words: pd.Index, word: str) -> int:
    return words.get_loc(word) if word in words else -1


def _is(column: pd.Series, word: str) -> np.ndarray:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy() == _place(column.cat.categories, word)
    return (column == word).to_numpy(dtype=bool)


def _groups(statements: pd.DataFrame, names: Sequence[str], kept: np.ndarray | slice) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the number of each kept row's group and, for every number, the group's keys (some numbers may have no row)."""
    parts = [_numbered(statements[name], kept) for name in names]
    sizes = [len(words) + 1 for _, words in parts]
    number = np.zeros(len(parts[0][0]), dtype=np.int64)
    for (codes, _), size in zip(parts, sizes, strict=True):
        number *= size
        number += codes
    if np.prod(sizes, dtype=float) > max(len(number), _FEW):  # more places than rows: number those that occur
        number, found = pd.factorize(number)
    else:
        found = np.arange(np.prod(sizes))
    places = np.unravel_index(found, sizes)
    keys = {
        name: words.array.take(np.where(place == len(words), -1, place), allow_fill=True)
        for name, (_, words), place in zip(names, parts, places, strict=True)
    }
    return number, pd.DataFrame(keys)


def ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with `rank_best` and `rank_worst` among those of one indicator, unit and year; the places of the ends decide."""
    group = frame.groupby(list(_AXIS), dropna=False, observed=True, sort=False).ngroup().to_numpy()
    sure = ~frame["about"].to_numpy()
    places, told = np.unique(np.concatenate([frame["lower_at"], frame["upper_at"]]), return_inverse=True)
    first = group * len(places)  # the places of one group come before those of the next: one sorted list serves all
    low, high = first + told[: len(frame)], first + told[len(frame) :]
    lows, highs, points = np.sort(low[sure]), np.sort(high[sure]), np.sort(low[sure & (low == high)])
    after = np.searchsorted(lows, first + len(places)) - np.searchsorted(lows, high, side="right")
    before = np.searchsorted(highs, low) - np.searchsorted(highs, first)
    same = np.where(low == high, np.searchsorted(points, low, side="right") - np.searchsorted(points, low) - 1, 0)
    size = np.bincount(group)[group]
    return frame.assign(rank_best=np.where(sure, 1 + after, 1), rank_worst=np.where(sure, size - before - same, size))

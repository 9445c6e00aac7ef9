"""Who promised most, for any number of statements: bounds by indicator, year and region, and the ranks that they leave possible."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pandas as pd

from cloudplans.package import nearest

_AXIS = ("indicator_id", "unit", "deadline")
_ENDS = {"lower": "gt", "upper": "lt"}  # with the comparator that does not meet it
_JOIN = {
    "comparators": np.add, "statements": np.add, "about": np.logical_or, "lower_at": np.minimum, "lower_unmet": np.minimum,
    "upper_at": np.maximum, "upper_unmet": np.maximum,
}  # fmt: skip
_FEW = 1_000_000  # places for groups that cost nothing
_BLOCK = 1 << 18  # rows gone through at a time
Rows = np.ndarray | slice
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
    One pass over the rows, shared among the cores: the keys are numbered, the bounds gathered by number. Whether definitions are
    alike is not judged; for a few statements see `ranking`, which does.

    Examples
    --------
    >>> import cloudplans
    >>> found = standings(cloudplans.targets(indicator="cloud-terminal-scale", year=2015))
    >>> found[["region_id", "lower", "rank_best", "rank_worst"]].values.tolist()
    [['510100', 220000000000.0, 2, 2], ['CN-GD', 300000000000.0, 1, 1]]
    """
    kept = None if kind is None else _is(statements["kind"], kind)
    said, words, _ = _numbered(statements["comparator"])
    number, count, keys = _groups(statements, [*_AXIS, "region_id"])
    columns = {end: _plain(statements[end], float, np.nan) for end in _ENDS}
    place = {word: _place(words, word) for word in ("approx", *_ENDS.values())}
    step = max(_BLOCK, count)

    def gathered(edges: tuple[int, int]) -> dict[str, np.ndarray]:
        """Go through a share of the rows, a block at a time, so that what is made on the way stays near the processor."""
        seen = _nothing(count) | {"comparators": np.zeros(len(words) + 1, dtype=np.int64)}
        for start in range(*edges, step):
            block = slice(start, min(start + step, edges[1]))
            rows = slice(None) if kept is None else np.flatnonzero(kept[block])
            mine, comparator = number(block, rows), said[block][rows]
            seen["comparators"] += np.bincount(comparator, minlength=len(words) + 1)
            seen["statements"] += np.bincount(mine, minlength=count)
            seen["about"][mine[comparator == place["approx"]]] = True
            for end, word in _ENDS.items():
                _outermost(seen, end, columns[end][block][rows], np.flatnonzero(comparator == place[word]), mine)
        return seen

    threads = max(1, min(os.cpu_count() or 1, len(statements) // step))  # each holds what is known of every group
    with ThreadPoolExecutor(threads) as pool:  # numpy lets go of the interpreter's lock while it computes
        shares = list(pool.map(gathered, pairwise(np.linspace(0, len(statements), threads + 1, dtype=int).tolist())))
    seen = {name: join.reduce([share[name] for share in shares]) for name, join in _JOIN.items()}
    used = [word for word, count in zip([*words, "nothing"], seen["comparators"], strict=True) if count]
    if strange := sorted({str(word) for word in used} - {*_COMPARATORS}):
        raise nearest(strange[0], _COMPARATORS, "comparator")
    found = np.flatnonzero(seen["statements"])
    frame = keys(found).assign(**_told({name: seen[name][found] for name in seen if name != "comparators"}))
    ends = [*_ENDS, *(f"{end}_closed" for end in _ENDS)]
    order = [*_AXIS, "region_id", "statements", *ends, "about", "rank_best", "rank_worst"]
    return ranked(frame).sort_values([*_AXIS, "region_id"], ignore_index=True)[order]


def _nothing(count: int) -> dict[str, np.ndarray]:
    """Return what is known of `count` groups before any row is seen."""
    ends = {"lower": np.inf, "upper": -np.inf}
    return {
        "statements": np.zeros(count, dtype=np.int64),
        "about": np.zeros(count, dtype=bool),
        **{f"{end}_{of}": np.full(count, value) for end, value in ends.items() for of in ("at", "unmet")},
    }


def _outermost(seen: dict[str, np.ndarray], end: str, values: np.ndarray, strict: np.ndarray, number: np.ndarray) -> None:
    """Move each group's outermost bound to those of its rows.

    A bound that is not met stands one step of a float further in, so that comparing places decides between met and not met.
    """
    open_end, outer = (-np.inf, np.minimum) if end == "lower" else (np.inf, np.maximum)
    values = np.where(np.isnan(values), open_end, values)  # a copy: they may be the caller's own
    values[strict] = moved = np.nextafter(values[strict], -open_end)
    outer.at(seen[f"{end}_at"], number, values)
    outer.at(seen[f"{end}_unmet"], number[strict], moved)


def _told(seen: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the columns of the groups: bounds where there are any, and whether they are met themselves."""
    made = {"statements": seen["statements"], "about": seen["about"]}
    for end, open_end in (("lower", -np.inf), ("upper", np.inf)):
        at = seen[f"{end}_at"]
        unmet = at == seen[f"{end}_unmet"]
        told = np.where(unmet, np.nextafter(at, open_end), at)
        made[end], made[f"{end}_closed"] = np.where(np.isfinite(told), told, np.nan), np.isfinite(told) & ~unmet
        made[f"{end}_at"] = at
    return made


def _numbered(column: pd.Series) -> tuple[np.ndarray, pd.Index, int]:
    """Return numbers of each row's value, the values, and the number of the first; a missing value has the number after the last."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, words = column.cat.codes.to_numpy(), column.cat.categories
    elif pd.api.types.is_integer_dtype(column.dtype) and column.notna().any() and (last := column.max()) - column.min() < _FEW:
        first, last = int(column.min()), int(last)  # years number themselves
        return _plain(column, np.int64, last + 1), pd.Index(range(first, last + 1), dtype=column.dtype), first
    else:
        codes, words = pd.factorize(column)
        words = pd.Index(words)
    return (codes, words, 0) if len(codes) == 0 or codes.min() >= 0 else (np.where(codes < 0, len(words), codes), words, 0)


def _groups(
    statements: pd.DataFrame, names: Sequence[str]
) -> tuple[Callable[[slice, Rows], np.ndarray], int, Callable[[np.ndarray], pd.DataFrame]]:
    """Return what tells the groups' numbers for some rows of a block, how many numbers there are, and what tells their keys."""
    parts = [_numbered(statements[name]) for name in names]
    sizes = [len(words) + 1 for _, words, _ in parts]

    def keys(found: np.ndarray) -> pd.DataFrame:
        places = np.unravel_index(found, sizes)
        return pd.DataFrame({
            name: words.array.take(np.where(place == len(words), -1, place), allow_fill=True)
            for name, (_, words, _), place in zip(names, parts, places, strict=True)
        })  # fmt: skip

    def number(block: slice, rows: Rows) -> np.ndarray:
        found = np.zeros(len(parts[0][0][block][rows]), dtype=np.int64)
        for (codes, _, first), size in zip(parts, sizes, strict=True):
            found *= size
            found += codes[block][rows]
            if first:
                found -= first
        return found

    if np.prod(sizes, dtype=float) > max(len(statements), _FEW):  # more places than rows: number those that occur
        whole, places = pd.factorize(number(slice(None), slice(None)))
        return lambda block, rows: whole[block][rows], len(places), lambda found: keys(places[found])
    return number, int(np.prod(sizes)), keys


def _plain(column: pd.Series, kind: type, missing: float) -> np.ndarray:
    """Return the values as they lie in memory where they are of that kind, else a copy with what is missing told so."""
    return column.to_numpy() if column.dtype == kind else column.to_numpy(dtype=kind, na_value=missing)


def _place(words: pd.Index, word: str) -> int:
    return words.get_loc(word) if word in words else -1


def _is(column: pd.Series, word: str) -> np.ndarray:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy() == _place(column.cat.categories, word)
    return (column == word).to_numpy(dtype=bool)


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

"""The question of the industry's scale at any size: one contender in one process, seconds and memory as JSON.

    python benchmarks/scale.py CONTENDER ROWS

Of the targets: by indicator, unit, year and region how many there are, the bounds that hold all of them, whether any is only about.
Every contender holds the same rows in its own form before the clock starts; the ranks (of some thousand groups) are no part of it
for the peers and are part of it for this package.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

KINDS = ["target", "baseline", "forecast", "threshold", "programme_count", "context"]
COMPARATORS = ["eq", "ge", "gt", "le", "lt", "approx", "range"]
INDICATORS = [f"indicator-{n:02d}" for n in range(40)]
UNITS = ["CNY", "percent", "enterprise", "site"]
REGIONS = [f"CN-{n:02d}" for n in range(34)]
EPSILON = 2.0**-52
RUNS = 3  # the first is not counted


def rows(count: int) -> dict[str, np.ndarray]:
    """Return synthetic statements as codes and numbers: an indicator has one unit, a region's bounds on it one comparator."""
    chance = np.random.default_rng(20140117)
    codes = {
        "kind": chance.choice(len(KINDS), count, p=[0.6, 0.1, 0.1, 0.1, 0.05, 0.05]).astype(np.int8),
        "indicator_id": chance.integers(len(INDICATORS), size=count, dtype=np.int8),
        "region_id": chance.integers(len(REGIONS), size=count, dtype=np.int8),
        "deadline": chance.integers(2015, 2031, size=count),
    }
    usual = chance.choice(len(COMPARATORS), (len(INDICATORS), len(REGIONS)), p=[0.3, 0.3, 0.1, 0.05, 0.05, 0.1, 0.1])
    codes["comparator"] = usual[codes["indicator_id"], codes["region_id"]].astype(np.int8)
    codes["unit"] = (codes["indicator_id"] % len(UNITS)).astype(np.int8)
    value = np.round(10 ** chance.uniform(1, 12, count))
    told = np.array(COMPARATORS)[codes["comparator"]]
    codes["lower"] = np.where(np.isin(told, ["le", "lt"]), np.nan, value)
    codes["upper"] = np.where(np.isin(told, ["ge", "gt"]), np.nan, np.where(told == "range", value * 2, value))
    return codes


WORDS = {"kind": KINDS, "indicator_id": INDICATORS, "region_id": REGIONS, "comparator": COMPARATORS, "unit": UNITS}
KEYS = ["indicator_id", "unit", "deadline", "region_id"]


def ours(held: dict[str, np.ndarray]) -> Callable[[], Any]:
    """This package, ids as categories."""
    from cloudplans.compare import standings

    frame = categories(held)
    return lambda: standings(frame)


def categories(held: dict[str, np.ndarray]) -> Any:
    """Return the rows as a frame of pandas, ids as categories."""
    import pandas as pd

    return pd.DataFrame({
        name: pd.Categorical.from_codes(column, WORDS[name]) if name in WORDS else column for name, column in held.items()
    })  # fmt: skip


def in_pandas(frame: Any) -> Callable[[], Any]:
    """Return the question as written for pandas."""

    def ask() -> Any:
        mine = frame[frame["kind"] == "target"]
        low = mine["lower"].fillna(-np.inf)
        high = mine["upper"].fillna(np.inf)
        mine = mine.assign(
            low=low.where(mine["comparator"] != "gt", low * (1 + EPSILON)),
            high=high.where(mine["comparator"] != "lt", high * (1 - EPSILON / 2)),
            about=mine["comparator"] == "approx",
        )
        return mine.groupby(KEYS, observed=True).agg(
            statements=("low", "size"), low=("low", "min"), high=("high", "max"), about=("about", "any")
        ).reset_index()  # fmt: skip

    return ask


def pandas_categories(held: dict[str, np.ndarray]) -> Callable[[], Any]:
    """Pandas, ids as categories."""
    return in_pandas(categories(held))


def pandas_strings(held: dict[str, np.ndarray]) -> Callable[[], Any]:
    """Pandas, ids as strings."""
    frame = categories(held)
    return in_pandas(frame.astype(dict.fromkeys(WORDS, "str")))


def polars_of(held: dict[str, np.ndarray], strings: bool) -> Callable[[], Any]:
    """Return the question as written for polars."""
    import polars as pl

    frame = pl.DataFrame({
        name: pl.Series(np.array(WORDS[name])[column]).cast(pl.String if strings else pl.Enum(WORDS[name])) if name in WORDS
        else pl.Series(column).fill_nan(None)
        if column.dtype == float else column for name, column in held.items()
    })  # fmt: skip
    low, high = pl.col("lower").fill_null(-np.inf), pl.col("upper").fill_null(np.inf)
    low = pl.when(pl.col("comparator") == "gt").then(low * (1 + EPSILON)).otherwise(low)
    high = pl.when(pl.col("comparator") == "lt").then(high * (1 - EPSILON / 2)).otherwise(high)
    about = (pl.col("comparator") == "approx").any()
    query = frame.lazy().filter(pl.col("kind") == "target").group_by(KEYS)
    query = query.agg(statements=pl.len(), low=low.min(), high=high.max(), about=about)
    return query.collect


def polars_categories(held: dict[str, np.ndarray]) -> Callable[[], Any]:
    """Polars, ids as its categories."""
    return polars_of(held, strings=False)


def polars_strings(held: dict[str, np.ndarray]) -> Callable[[], Any]:
    """Polars, ids as strings."""
    return polars_of(held, strings=True)


def dask(held: dict[str, np.ndarray]) -> Callable[[], Any]:
    """Dask over pandas, ids as categories, in as many parts as there are cores."""
    import dask.dataframe as dd

    frame = dd.from_pandas(categories(held), npartitions=2)
    low, high = frame["lower"].fillna(-np.inf), frame["upper"].fillna(np.inf)
    frame = frame.assign(
        low=low.where(frame["comparator"] != "gt", low * (1 + EPSILON)),
        high=high.where(frame["comparator"] != "lt", high * (1 - EPSILON / 2)),
        about=(frame["comparator"] == "approx").astype("int8"),
    )
    asked = frame[frame["kind"] == "target"].groupby(KEYS, observed=True)
    asked = asked.agg({"kind": "count", "low": "min", "high": "max", "about": "max"})
    return lambda: asked.compute(scheduler="threads")


CONTENDERS = [ours, pandas_strings, pandas_categories, polars_strings, polars_categories, dask]


def summary(answer: Any) -> list[float]:
    """Return figures that all contenders must agree on: groups, statements, the sum of the finite bounds."""
    answer = answer.to_pandas() if hasattr(answer, "to_pandas") else answer
    count = answer["statements"] if "statements" in answer else answer["kind"]
    low, high = (answer[names[0] if names[0] in answer else names[1]] for names in (("lower", "low"), ("upper", "high")))
    finite = [float(column[np.isfinite(column.astype(float))].sum()) for column in (low, high)]
    return [len(answer), int(count.sum()), *finite]


def main() -> None:
    """Time one contender."""
    run = {made.__name__: made for made in CONTENDERS}[sys.argv[1]](rows(int(sys.argv[2])))
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        answer = run()
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"seconds": seconds[1:], "gigabytes": peak, "summary": summary(answer)}))


if __name__ == "__main__":
    main()

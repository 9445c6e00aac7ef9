"""Validate the filters of a table and keep the rows that they name."""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from cloudplans.dataset.nearest_names import nearest

_P = ParamSpec("_P")
_R = TypeVar("_R")
Names = str | Sequence[str]
Regions = str | int | Sequence[str | int]
Years = int | Sequence[int]
Filters = Mapping[str, list[Any] | None]
_YEARS = {"year", "due_by"}  # whole numbers; all other filters are names
_SINGLE = {"tier", "documents", "due_by", "statement", "record"}  # these take one value, not a list


def takes_filters(method: Callable[_P, _R]) -> Callable[_P, _R]:
    """Refuse a filter that the method does not have, naming those that it has; its signature stays what it is.

    Examples
    --------
    >>> import cloudplans
    >>> cloudplans.goals(regin="Hubei")
    Traceback (most recent call last):
    TypeError: goals() has no filter 'regin'; allowed: plan, region, theme, level
    """
    names = [*inspect.signature(method).parameters][1:]

    @wraps(method)
    def call(*positional: _P.args, **filters: _P.kwargs) -> _R:
        if len(positional) > 1:
            raise TypeError(
                f"{method.__name__}() takes its filters by name, such as {method.__name__}({names[0]}={positional[1]!r})"
            )
        for name in filters:
            if name not in names:
                raise TypeError(f"{method.__name__}() has no filter {name!r}; allowed: {', '.join(names)}")
        return method(*positional, **filters)

    return call


def check_filters(function: str, **filters: object) -> dict[str, list[Any] | None]:
    """Return the filters of a call as lists of values, None for those that are not set.

    Raises
    ------
    TypeError
        If a value is not a name or a year, or is a list where one value is expected.
    ValueError
        If a list is empty.

    Examples
    --------
    >>> check_filters("targets", region="Hubei", year=[2017, 2020], theme=None)
    {'region': ['Hubei'], 'year': [2017, 2020], 'theme': None}
    >>> check_filters("targets", year="2020")
    Traceback (most recent call last):
    TypeError: targets(year='2020'): a year is a whole number, such as 2020
    """
    return {name: None if value is None else _values(function, name, value) for name, value in filters.items()}


def _values(function: str, name: str, filter_: Any) -> list[Any]:
    words = repr(filter_)
    call = f"{function}({name}={words if len(words) <= 40 else words[:40] + '…'})"
    if isinstance(filter_, (str, bytes, numbers.Number, dict)) or not hasattr(filter_, "__iter__"):
        return [_value(call, name, filter_)]
    values = [_value(call, name, value) for value in filter_]
    if name in _SINGLE:
        raise TypeError(f"{call}: {name} takes one value, not a list; call it once for each")
    if not values:
        raise ValueError(f"{call}: the list is empty; leave {name} out to keep all rows")
    return values


def _value(call: str, name: str, value: Any) -> int | str:
    if name in _YEARS:
        if isinstance(value, numbers.Integral) and not isinstance(value, bool):
            return int(value)
        raise TypeError(f"{call}: a year is a whole number, such as 2020")
    if name == "region" and isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return str(int(value))  # 440000, as a table of numbers has it
    if not isinstance(value, str):
        raise TypeError(f"{call}: {name} is a name or a list of names, not {type(value).__name__}")
    return str(value)


def keep(frame: pd.DataFrame, *, among: pd.DataFrame | None = None, **filters: Iterable[Any] | None) -> pd.DataFrame:
    """Keep the rows whose columns have one of the values; a value that no row of `among` (or `frame`) has is an error."""
    known = frame if among is None else among
    for column, values in filters.items():
        if values is None:
            continue
        existing = set(known[column].dropna())
        for missing in (value for value in values if value not in existing):
            names = known[column].dropna().astype(str)
            raise nearest(str(missing), names[names != ""], column.removesuffix("_id").replace("_", " "))
        frame = frame[frame[column].isin(list(values))]
    return frame.reset_index(drop=True)

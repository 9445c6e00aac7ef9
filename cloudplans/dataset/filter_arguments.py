"""What a table may be asked: filters by name, each a value or a list of them; what is no filter is refused in so many words."""

from __future__ import annotations

import numbers
from collections.abc import Callable
from functools import wraps
from typing import Any

from cloudplans.dataset.data_package import nearest

_YEARS = {"year", "due_by"}  # whole numbers; all other filters are names
_ONE = {"tier", "due_by", "statement"}  # these take one value, no list


def filters(method: Callable[..., Any] | None = None, *, like: Callable[..., Any] | None = None) -> Any:
    """Make a method of a data set one that looks at its filters before it takes them.

    Parameters
    ----------
    method : callable
        A method whose parameters are filters, by keyword.
    like : callable, optional
        The method whose filters it takes, where its own are ``**filters``.

    Examples
    --------
    >>> import cloudplans
    >>> cloudplans.goals(regin="Hubei")
    Traceback (most recent call last):
    TypeError: goals() has no filter 'regin'; allowed: plan, region, theme, level
    >>> cloudplans.targets(year="2020")
    Traceback (most recent call last):
    TypeError: targets(year='2020'): a year is a whole number, such as 2020
    """
    if method is None:
        return lambda decorated: filters(decorated, like=like)
    known = _parameters(like or method)

    @wraps(method)
    def asked(self: Any, *arguments: Any, **named: Any) -> Any:
        if arguments:
            raise TypeError(
                f"{method.__name__}() takes its filters by name, such as {method.__name__}({known[0]}={arguments[0]!r})"
            )
        for name, value in named.items():
            if name not in known:
                told = str(nearest(name, known, f"filter of {method.__name__}()", few=len(known)))
                raise TypeError(told.replace(f"no filter of {method.__name__}()", f"{method.__name__}() has no filter", 1))
            if value is not None:
                named[name] = _taken(f"{method.__name__}({name}={_short(value)})", name, value)
        return method(self, **named)

    return asked


def _parameters(method: Callable[..., Any]) -> list[str]:
    """Return the names of a method's parameters; `inspect` would take longer to load than the rest of the parser."""
    while hasattr(method, "__wrapped__"):
        method = method.__wrapped__
    code = method.__code__
    return [name for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] if name != "self"]


def each(value: Any) -> list[Any]:
    """Return the values of a filter: those of a list, or the one.

    Examples
    --------
    >>> each("Hubei"), each(["Hubei", "Shanghai"])
    (['Hubei'], ['Hubei', 'Shanghai'])
    """
    return list(value) if isinstance(value, list) else [value]


def _taken(call: str, name: str, value: Any) -> Any:
    """Return a filter as it is used, several values as a list."""
    if isinstance(value, (str, bytes, numbers.Number, dict)) or not hasattr(value, "__iter__"):
        return _one(call, name, value)
    values = [_one(call, name, one) for one in value]
    if name in _ONE:
        raise TypeError(f"{call}: {name} takes one value, no list; ask once for each")
    if not values:
        raise ValueError(f"{call}: the list is empty; leave {name} out to keep all")
    return values


def _one(call: str, name: str, value: Any) -> Any:
    if name in _YEARS:
        if isinstance(value, numbers.Integral) and not isinstance(value, bool):
            return int(value)
        raise TypeError(f"{call}: a year is a whole number, such as 2020")
    if not isinstance(value, str):
        raise TypeError(f"{call}: {name} is a name or a list of names, not {type(value).__name__}")
    return str(value)


def _short(value: Any) -> str:
    words = repr(value)
    return words if len(words) <= 40 else words[:40] + "…"

"""Numbers known within bounds. Open sides, strict bounds and “about” are kept through every calculation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Relation = Literal["less", "greater", "equal", "undecided"]
_INF = math.inf
_SIDES = {  # which of lower and upper a comparator has
    "eq": (True, True),
    "ge": (True, False),
    "gt": (True, False),
    "le": (False, True),
    "lt": (False, True),
    "approx": (True, True),
    "range": (True, True),
}


@dataclass(frozen=True)
class Interval:
    """All values that a statement allows.

    Parameters
    ----------
    low, high : float
        The bounds; infinite where that side is open.
    low_closed, high_closed : bool
        Whether the bound itself is allowed (以上 allows it, 超过 does not).
    about : bool
        Whether the bounds are approximate (左右, 近, a bare magnitude). The plan states no width, so none is assumed.

    Examples
    --------
    >>> Interval.of({"comparator": "gt", "lower": 40.0, "upper": None})
    Interval(low=40.0, high=inf, low_closed=False, high_closed=False, about=False)
    >>> print(Interval.of({"comparator": "range", "lower": 15.0, "upper": 20.0}) / Interval.point(5))
    [3, 4]
    """

    low: float
    high: float
    low_closed: bool = True
    high_closed: bool = True
    about: bool = False

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise ValueError(f"no interval runs from {self.low} to {self.high}")
        if self.low == self.high and not (self.low_closed and self.high_closed):
            raise ValueError(f"no value lies above and below {self.low}")
        object.__setattr__(self, "low_closed", self.low_closed and math.isfinite(self.low))
        object.__setattr__(self, "high_closed", self.high_closed and math.isfinite(self.high))

    @classmethod
    def point(cls, value: float, about: bool = False) -> Interval:
        """Return the interval that contains only `value`."""
        return cls(value, value, about=about)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Interval:
        """Return the interval of a statement: its `comparator`, `lower` and `upper`.

        Raises
        ------
        ValueError
            If the comparator does not exist, or does not go with the sides that are stated.
        """
        comparator = row["comparator"]
        given = not _missing(row["lower"]), not _missing(row["upper"])
        if _SIDES.get(comparator) != given:
            found = " and ".join(side for side, is_given in zip(("lower", "upper"), given, strict=True) if is_given) or "no side"
            raise ValueError(
                f"a statement with the comparator {comparator!r} cannot have {found}; comparators: {', '.join(_SIDES)}"
            )
        low = float(row["lower"]) if given[0] else -_INF
        high = float(row["upper"]) if given[1] else _INF
        return cls(low, high, comparator != "gt", comparator != "lt", comparator == "approx")

    @classmethod
    def unknown(cls, about: bool = False) -> Interval:
        """Return the unbounded interval."""
        return cls(-_INF, _INF, False, False, about)

    def __contains__(self, value: float) -> bool:
        above = value > self.low or (self.low_closed and value == self.low)
        below = value < self.high or (self.high_closed and value == self.high)
        return above and below

    def __str__(self) -> str:
        sign = "≈ " if self.about else ""
        if self.low == self.high:
            return f"{sign}{self.low:.4g}"
        if self.high == _INF:
            return "not determined" if self.low == -_INF else f"{sign}{'≥' if self.low_closed else '>'} {self.low:.4g}"
        if self.low == -_INF:
            return f"{sign}{'≤' if self.high_closed else '<'} {self.high:.4g}"
        return f"{sign}{'[' if self.low_closed else '('}{self.low:.4g}, {self.high:.4g}{']' if self.high_closed else ')'}"

    @property
    def positive(self) -> bool:
        """Whether every value is above zero."""
        return self.low > 0 or (self.low == 0 and not self.low_closed)

    @property
    def determined(self) -> bool:
        """Whether at least one side is bounded."""
        return math.isfinite(self.low) or math.isfinite(self.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_closed, self.low_closed, self.about)

    def __add__(self, other: Interval) -> Interval:
        closed = self.low_closed and other.low_closed, self.high_closed and other.high_closed
        return Interval(self.low + other.low, self.high + other.high, *closed, self.about or other.about)

    def __sub__(self, other: Interval) -> Interval:
        return self + (-other)

    def __mul__(self, other: Interval) -> Interval:
        corners = [
            (_product(a, b), (a_in and b_in) or (a == 0 and a_in) or (b == 0 and b_in))
            for a, a_in in self._ends()
            for b, b_in in other._ends()
        ]
        return _hull(corners, self.about or other.about)

    def __truediv__(self, other: Interval) -> Interval:
        about = self.about or other.about
        if (-other).positive:
            return (-self) / (-other)
        if not other.positive:
            return Interval.unknown(about)  # the divisor may be zero
        corners = [
            (_quotient(a, b), (a_in and b_in) or (a == 0 and a_in)) for a, a_in in self._ends() for b, b_in in other._ends()
        ]
        return _hull(corners, about)

    def growth(self, later: Interval, years: float) -> Interval:
        """Return the constant annual growth from this value to `later`, as a fraction.

        Raises
        ------
        ValueError
            If `years` is not positive.
        """
        if years <= 0:
            raise ValueError(f"growth needs a positive number of years, not {years}")
        about = self.about or later.about
        if not self.positive or (later.low < 0 and math.isfinite(later.low)):
            return Interval.unknown(about)
        ratio = later / self
        if not ratio.determined:
            return Interval.unknown(about)
        power = 1 / years
        none = ratio.low == 0 and ratio.low_closed
        low = ratio.low**power - 1 if ratio.low > 0 or none else -_INF  # a lower bound of zero carries no information
        high = ratio.high**power - 1 if math.isfinite(ratio.high) else _INF
        return Interval(low, high, ratio.low_closed, ratio.high_closed, about)

    def scaled(self, factor: float) -> Interval:
        """Return the interval multiplied by an exact number."""
        return self * Interval.point(factor)

    def roughly(self) -> Interval:
        """Return the same bounds, marked as approximate."""
        return replace(self, about=True)

    def hull(self, other: Interval) -> Interval:
        """Return the smallest interval that contains both."""
        low, high = min(self.low, other.low), max(self.high, other.high)
        low_closed = any(one.low_closed for one in (self, other) if one.low == low)
        high_closed = any(one.high_closed for one in (self, other) if one.high == high)
        return Interval(low, high, low_closed, high_closed, self.about or other.about)

    def relation(self, other: Interval) -> Relation:
        """Return the relation that all values here have to all values of `other`, or ``undecided``.

        Examples
        --------
        >>> fifteen_to_twenty, at_least_five = Interval(15, 20), Interval(5, float("inf"))
        >>> fifteen_to_twenty.relation(at_least_five), Interval.point(3).relation(at_least_five)
        ('undecided', 'less')
        """
        if self.about or other.about:
            return "undecided"
        if self.high < other.low or (self.high == other.low and not (self.high_closed and other.low_closed)):
            return "less"
        if other.high < self.low or (other.high == self.low and not (other.high_closed and self.low_closed)):
            return "greater"
        return "equal" if self.low == self.high == other.low == other.high else "undecided"

    def _ends(self) -> Iterable[tuple[float, bool]]:
        return (self.low, self.low_closed), (self.high, self.high_closed)

    def columns(self) -> dict[str, Any]:
        """Return the interval as columns of a result: bounds (NaN where open), whether each is included, and “about”."""
        return {
            "lower": self.low if math.isfinite(self.low) else math.nan,
            "upper": self.high if math.isfinite(self.high) else math.nan,
            "lower_closed": self.low_closed,
            "upper_closed": self.high_closed,
            "about": self.about,
        }


def total(parts: Iterable[Interval]) -> Interval:
    """Return the sum of intervals."""
    whole = Interval.point(0)
    for part in parts:
        whole = whole + part
    return whole


def _missing(value: Any) -> bool:
    return value is None or type(value).__name__ == "NAType" or value != value


def _product(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _quotient(a: float, b: float) -> float:
    """Divide an end by a non-negative end; dividing by zero gives infinity, dividing by infinity gives zero."""
    if a == 0 or (math.isinf(b) and math.isfinite(a)):
        return 0.0
    return math.copysign(_INF, a) if b == 0 or math.isinf(a) else a / b


def _hull(corners: list[tuple[float, bool]], about: bool) -> Interval:
    low, high = min(value for value, _ in corners), max(value for value, _ in corners)
    low_closed = any(met for value, met in corners if value == low)
    high_closed = any(met for value, met in corners if value == high)
    return Interval(low, high, low_closed, high_closed, about)

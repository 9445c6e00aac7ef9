"""From a printed figure to a number with a unit: numerals, magnitudes, units, ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"亿": 10**8, "万": 10**4}
_NUMBER = r"(?:\d+(?:\.\d+)?[十百千万亿]*|[〇零○一二两三四五六七八九十百千万亿]+)"
_QUANTITY = re.compile(rf"(?P<per>每秒)?(?P<low>{_NUMBER})(?:[-~－—至](?P<high>{_NUMBER}))?(?P<unit>.*)", re.ASCII)

class Quantity(NamedTuple):
    """A printed figure read: both numbers in `unit`, equal where one is printed; `bare` where no digit is printed."""

    low: float
    high: float
    unit: str
    bare: bool
    ranged: bool


def read_number(printed: str) -> Decimal:
    """Read a numeral: ASCII digits, Chinese digits, magnitudes, or a mixture.

    Parameters
    ----------
    printed : str
        The numeral in compatibility form (see `cloudplans.text.squeeze`).

    Raises
    ------
    ValueError
        If `printed` is no numeral that is understood.

    Examples
    --------
    >>> [str(read_number(n)) for n in ("1.3亿", "三千亿", "140万亿", "万", "二○一一", "十二")]
    ['130000000', '300000000000', '140000000000000', '10000', '2011', '12']
    """
    if not printed:
        raise ValueError("an empty string is no numeral")
    for word, size in _LARGE.items():
        if word in printed:
            left, _, right = printed.rpartition(word)
            high = (read_number(left) if left else Decimal(1)) * size
            return _plain(high + (read_number(right) if right else 0))
    return _plain(_read_section(printed))


def _read_section(printed: str) -> Decimal:
    """Read a numeral below ten thousand, such as 三百二十 or 5千."""
    total, digits = Decimal(0), ""
    for character in printed:
        if character in _SMALL:
            total += (_read_digits(digits, printed) if digits else 1) * _SMALL[character]
            digits = ""
        elif character in _DIGITS or character in "0123456789.":
            digits += character
        else:
            raise ValueError(f"{printed!r} is no numeral: {character!r} is neither digit nor magnitude")
    if not digits:
        return total
    return total + _read_digits(digits, printed)


def _read_digits(digits: str, printed: str) -> Decimal:
    """Read a run of digits of one kind: ASCII with a point, or Chinese place by place (二○一一)."""
    if re.fullmatch(r"\d+(?:\.\d+)?", digits, re.ASCII):
        return Decimal(digits)
    if all(c in _DIGITS for c in digits):
        return Decimal("".join(str(_DIGITS[c]) for c in digits))
    raise ValueError(f"{printed!r} is no numeral: {digits!r} mixes kinds of digits")


def _plain(number: Decimal) -> Decimal:
    return Decimal(int(number)) if number == int(number) else number.normalize()


def read_quantity(printed: str, units: Iterable[Mapping[str, str]], unit: str) -> Quantity:
    """Read a printed figure as numbers in `unit`.

    Parameters
    ----------
    printed : str
        The figure in compatibility form: ``1000亿元``, ``15-20家``, ``每秒140万亿次``, ``万台``.
    units : iterable of mapping
        The table of units: what is `printed`, the `unit` it can stand for, the `factor` to that unit.
    unit : str
        The unit wanted. A counter word (个, 家, 大) can stand for several units; the indicator decides which.

    Raises
    ------
    ValueError
        If the figure cannot be read, or its unit word does not stand for `unit`.

    Examples
    --------
    >>> table = [{"printed": "元", "unit": "CNY", "factor": "1"}, {"printed": "家", "unit": "enterprise", "factor": "1"}]
    >>> read_quantity("1000亿元", table, "CNY")
    Quantity(low=100000000000.0, high=100000000000.0, unit='CNY', bare=False, ranged=False)
    >>> read_quantity("15-20家", table, "enterprise")[:2]
    (15.0, 20.0)
    """
    match = _QUANTITY.fullmatch(printed)
    if not match:
        raise ValueError(f"{printed!r} does not begin with a numeral")
    word = (match["per"] or "") + match["unit"]
    factors = {row["unit"]: Decimal(row["factor"]) for row in units if row["printed"] == word}
    if unit not in factors:
        known = ", ".join(sorted(factors)) or "no unit"
        raise ValueError(f"the unit word {word!r} of {printed!r} stands for {known}, not for {unit}")
    low = read_number(match["low"]) * factors[unit]
    high = read_number(match["high"]) * factors[unit] if match["high"] else low
    bare = not re.search(r"[\d〇零○一二两三四五六七八九]", match["low"])
    return Quantity(float(low), float(high), unit, bare, match["high"] is not None)

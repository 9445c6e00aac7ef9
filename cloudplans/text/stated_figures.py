"""Figures as public pages state them, outside any plan: one numeral with its words, or a short calculation."""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万亿|亿|万)?([A-Za-z]+|%)?")
_SIGN = re.compile(r" ([×÷+]) ")
_FACTORS = {"": 1.0, "万": 1e4, "亿": 1e8, "万亿": 1e12}
_PREFIXES = {"Gbps": 1e3, "Tbps": 1e6, "PB": 1e15, "EB": 1e18, "PFLOPS": 1e15, "EFLOPS": 1e18}  # in Mbit/s, bytes, operations/s
_WORDS = {"gt": ("超过", "突破", "超"), "ge": ("以上",), "approx": ("约", "接近", "级")}


def _value(match: re.Match[str], percent: float) -> float:
    factor = percent if match[3] == "%" else _PREFIXES.get(match[3] or "", 1)
    return float(match[1].replace(",", "")) * _FACTORS[match[2] or ""] * factor


def stated_figure(text: str) -> float | None:
    """Read the first numeral of a figure; a percentage stays one, rates are in Mbit/s, data in bytes, computing power in operations/s.

    Examples
    --------
    >>> stated_figure("超过5500Gbps"), stated_figure("1.41亿户"), stated_figure("61.4%")
    (5500000.0, 141000000.0, 61.4)
    """
    match = _NUMBER.search(text)
    return _value(match, 1) if match else None


def stated_comparator(text: str) -> str:
    """Return the comparator that the words around a figure say.

    Examples
    --------
    >>> [stated_comparator(text) for text in ("超过98%", "97%以上", "约1500亿元", "180亿元")]
    ['gt', 'ge', 'approx', 'eq']
    """
    return next((code for code, words in _WORDS.items() if any(word in text for word in words)), "eq")


def is_calculation(text: str) -> bool:
    """Tell whether a figure is a calculation: numerals joined by × ÷ +."""
    return bool(_SIGN.search(text))


def calculated(text: str) -> float:
    """Work out a calculation from left to right; a percentage in it is a share.

    Examples
    --------
    >>> round(100 * calculated("2934万户 ÷ 12141万人"), 1)
    24.2
    """
    result, sign = 0.0, "+"
    for piece in _SIGN.split(text):
        if piece in ("×", "÷", "+"):
            sign = piece
            continue
        match = _NUMBER.search(piece)
        value = _value(match, 0.01) if match else math.nan
        result = {"×": result * value, "÷": result / value if value else math.nan, "+": result + value}[sign]
    return result

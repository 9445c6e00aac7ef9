"""How likely it is that a candidate is right, and that its name is."""

from __future__ import annotations

from collections.abc import Iterable

from cloudplans.scanner.indicator_names import Name

# Confidence is calibrated: of the candidates with each, about that share is right (`benchmarks/scan/calibration.py`).
SURE = 0.97
_DOUBT = {
    "the counted noun is not known": 0.15,
    "no name found": 0.12,
    "no unit is stated": 0.1,
    "the currency is not stated": 0.1,
    "a magnitude without a digit": 0.3,
    "the year is in an earlier sentence": 0.07,
    "a hidden character is next to the number": 0.5,
    "markup is inside the number": 0.02,
    "the unit is that of a later figure": 0.05,
}
_SURE_NAME, _LONG_NAME = 0.92, 10  # a longer name often has a word too many
_NAME_DOUBT = {"before": 0.0, "after": 0.05, "growth": 0.0, "shared": 0.07}


def confidence_with(doubts: Iterable[str]) -> float:
    """Return how likely it is that value, unit, bound and year of a candidate with these doubts are right."""
    return round(max(SURE - sum(_DOUBT.get(doubt, 0.2) for doubt in doubts), 0.05), 2)


def name_confidence(name: Name) -> float:
    """Return how likely it is that a name is exact; where none is found, that there is none."""
    if not name.words:
        return 0.5
    return round(_SURE_NAME - _NAME_DOUBT[name.how] - (0.2 if len(name.words) > _LONG_NAME else 0), 2)

"""Decide the unit of a figure: by its unit word, by what its name says that it measures or counts."""

from __future__ import annotations

from decimal import Decimal

from cloudplans.scanner.indicator_names import Name
from cloudplans.scanner.vocabulary import Vocabulary
from cloudplans.text import Figure

_HINTS = ("operation/s", "Mbit/s", "byte")  # what a letter such as P can stand for, by the words around it


def figure_unit(vocabulary: Vocabulary, text: str, figure: Figure, name: Name) -> tuple[str, Decimal, str]:
    """Return the unit of a figure, the factor to it, and why it is doubtful, if it is."""
    word, words = vocabulary.units.home(figure.word), vocabulary.patterns
    if figure.unit:
        return figure.unit, Decimal(1), "the currency is not stated" if figure.unit == "CNY" else ""
    before = text[max(figure.start - 30, 0) : figure.start]
    before = before[max(map(before.rfind, "。,;:")) + 1 :]
    if not word:
        if words["ratio"].search(before):
            return "ratio", Decimal(1), ""
        large = text[figure.end - 1] in "万亿"
        unit = vocabulary.counted(name.words, "个", False)
        if unit == "item" and large and words["money"].search(name.words):
            return "CNY", Decimal(1), "the currency is not stated"
        unit = vocabulary.counted(name.words, "个") if unit == "item" and large else unit
        return unit, Decimal(1), "no unit is stated"
    if word in vocabulary.hinted:
        around = before + name.words
        options = vocabulary.hinted[word]
        hinted = next((unit for unit in _HINTS if unit in options and words[unit].search(around)), None)
        unit = hinted or next(iter(options))
        return unit, options[unit], "" if hinted else "the meaning of the letter is not stated"
    if "/" in word and word not in vocabulary.measures:
        return (*vocabulary.compound(word), "")
    if word in vocabulary.measures:
        unit, factor = vocabulary.measures[word]
        per = vocabulary.rate(unit, before)
        return (per[0], per[1] * factor, "") if per else (unit, factor, "")
    unit = vocabulary.counted(name.words, word, name.how == "after")
    doubt = "the counted noun is not known" if unit == "item" and word not in vocabulary.fixed else ""
    return (*(vocabulary.rate(unit, before) or (unit, Decimal(1))), doubt)

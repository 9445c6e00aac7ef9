"""Sentences with findings: checked against the values that they state, so that the build of the report fails rather than lies."""

from __future__ import annotations

from collections.abc import Sequence

from cloudplans.dataset import Dataset, own_data
from cloudplans.labels import language, safe, translate

DECIDED = ("less", "greater", "equal")  # relations of a pair that is ranked


class Findings(list[str]):
    """Sentences of a page; a notebook shows them as its first paragraph."""

    def _repr_html_(self) -> str:
        return f'<p class="answer">{safe(self.text())}</p>'

    def text(self) -> str:
        """Return the sentences as one text: with a space between them, but none after Chinese punctuation."""
        return " ".join(self).replace("。 ", "。")

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()


def check(holds: object, words: str) -> str:
    """Return a sentence if what it states holds.

    Raises
    ------
    ValueError
        If it does not.

    Examples
    --------
    >>> check(2 > 1, "Two is more than one.")
    'Two is more than one.'
    >>> check(1 > 2, "One is more than two.")
    Traceback (most recent call last):
    ValueError: a page would state what the data do not: One is more than two.
    """
    if not bool(holds):
        raise ValueError(f"a page would state what the data do not: {words}")
    return words


def listed(words: Sequence[str], lang: str) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"], "en")
    'a, b and c'
    """
    *others, last = words
    return (
        translate(" and ", lang, context="list").join([translate(", ", lang, context="list").join(others), last])
        if others
        else last
    )


def percent(value: float) -> str:
    """Return a share for a sentence: one decimal below ten, else none.

    Examples
    --------
    >>> percent(1.373), percent(20.37)
    ('1.4%', '20%')
    """
    return f"{value:.1f}%" if abs(value) < 10 else f"{value:.0f}%"


def start(data: Dataset | None, lang: str | None) -> tuple[Dataset, str]:
    """Return the data set and the language of a call: the package's own and that of the session by default."""
    return data or own_data(), language(lang)  # type: ignore[arg-type]

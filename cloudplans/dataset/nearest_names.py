"""The error for a name that does not exist, with the nearest names that do: by spelling, by part, or by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from cloudplans.text import quoted

_FEW = 8  # names that a message lists in full
_SHOWN = 3  # nearest names that a message gives
_WORD = re.compile(r"[a-z0-9]+")
_CHINESE = re.compile(r"[^\W\x00-\x7f]+")
_EMPTY = {"a", "and", "for", "in", "number", "of", "the", "to"}  # words that say nothing about a subject
_ENOUGH = 0.5  # share of the words that have to be found in a meaning


def nearest(
    value: object, allowed: Iterable[str], what: str, few: int | None = None, *, meanings: Mapping[str, str] | None = None
) -> ValueError:
    """Return the error for a wrong name: the value, and all allowed names where they are few, else the nearest.

    Parameters
    ----------
    value : str
        The wrong name.
    allowed : iterable of str
        The names that exist.
    what : str
        What they are names of, such as ``"indicator"``.
    few : int, optional
        How many names a message may list in full; 8 by default.
    meanings : mapping of str to str, optional
        For names that a meaning leads to: the words in which it is searched, in any language.

    Returns
    -------
    ValueError
        For the caller to raise.

    Examples
    --------
    >>> nearest("CN-GX", ["CN-GD", "CN-SH"], "region").args[0]
    "no region 'CN-GX'; allowed: CN-GD, CN-SH"
    """
    names = list(dict.fromkeys(allowed))
    if len(names) <= (_FEW if few is None else few):
        return ValueError(f"no {what} {quoted(value)}; allowed: {', '.join(names)}")
    close = similar(str(value), names, meanings or {})
    if close:
        return ValueError(f"no {what} {quoted(value)}; nearest: {', '.join(close)} ({len(names)} in all)")
    return ValueError(f"no {what} {quoted(value)}, nor a similar one among the {len(names)} that exist")


def similar(value: str, names: Iterable[str], meanings: Mapping[str, str]) -> list[str]:
    """Return up to three names near to `value`: those that contain it or all its words, then by spelling, then by meaning.

    Examples
    --------
    >>> similar("racks", ["data-centre-pue", "standard-racks", "world-cloud-market"], {})
    ['standard-racks']
    >>> similar("机房", ["data-centre-floor-area", "cloud-servers"], {"data-centre-floor-area": "机房面积"})
    ['data-centre-floor-area']
    """
    folded, word = {name.casefold(): name for name in sorted(names)}, value.casefold()
    containing = [name for key, name in folded.items() if len(word) > 1 and word in key]
    spelled = [folded[key] for key in get_close_matches(word, folded, n=_SHOWN, cutoff=0.6)]
    known = {other for name in folded.values() for other in _WORD.findall(f"{name} {meanings.get(name, '')}".casefold())}
    word = " ".join(_spelled(part, known) for part in word.split())
    scores = {name: _score(word, f"{name} {meanings.get(name, '')}".casefold()) for name in folded.values()}
    meant = sorted(
        (name for name in scores if scores[name][0] >= _ENOUGH), key=lambda name: (*(-part for part in scores[name]), name)
    )
    several = len(word.split()) > 1 or "-" in word.strip("-")
    whole = [name for key, name in folded.items() if several and _score(word, key)[0] == 1]  # these have all the words
    whole.sort(key=lambda name: (len(name), name))
    return list(dict.fromkeys([*containing, *whole, *spelled, *meant]))[:_SHOWN]


def _spelled(word: str, known: Iterable[str]) -> str:
    """Return a word, or the known word that it misspells."""
    if any(other.startswith(word) for other in known) or len(word) < 5:
        return word
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=0.8)), word)


def _score(wanted: str, meaning: str) -> tuple[float, float]:
    """Return the share of the words of `wanted` that a meaning contains, of Chinese its pairs of characters; and how early."""
    words = [word.removesuffix("s") if len(word) > 3 else word for word in _WORD.findall(wanted) if word not in _EMPTY]
    for run in _CHINESE.findall(wanted):
        words += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    places = [re.search(rf"\b{word}" if word.isascii() else word, meaning) for word in words]
    found = [place for place in places if place]
    if not found:
        return 0.0, 0.0
    return len(found) / len(words), 1 / (1 + min(place.start() for place in found))

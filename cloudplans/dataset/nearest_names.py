"""The error for a name that does not exist, with the nearest names that do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from cloudplans.text import quoted

_FEW = 8  # names that a message lists in full


def nearest(value: object, allowed: Iterable[str], what: str, few: int | None = None) -> ValueError:
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
    close = _similar(str(value), sorted(names))
    if close:
        return ValueError(f"no {what} {quoted(value)}; nearest: {', '.join(close)} ({len(names)} in all)")
    return ValueError(
        f"no {what} {quoted(value)}, nor a similar one; allowed: {', '.join(names[:_FEW])}, … ({len(names)} in all)"
    )


def _similar(value: str, names: list[str]) -> list[str]:
    """Return up to three names that have most letters of `value`, upper or lower case, else those that contain it."""
    folded, word = {name.casefold(): name for name in names}, value.casefold()
    close = get_close_matches(word, folded, n=3, cutoff=0.4)
    return [folded[name] for name in close] or [name for name in names if len(word) > 2 and word in name.casefold()][:3]

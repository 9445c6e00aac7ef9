"""What comes from outside, taken in with care: plain files of a bounded size inside their folder, UTF-8, JSON without traps."""

from __future__ import annotations

import codecs
import json
import os
import stat
from pathlib import Path
from typing import Any, NoReturn

LARGEST = 16 * 2**20  # bytes of one file: hundreds of times the longest plan at hand
LARGEST_TABLE = 4 * 2**20  # in memory it is forty times as large
DESCRIPTOR = {  # the shape of a descriptor, as far as the package reads it
    "resources": [
        {
            "name": str,
            "path": str,
            "schema": {
                "primaryKey": [str],
                "fields": [
                    {"name": str, "type": str,
                     "constraints?": {"pattern?": str, "enum?": [str], "minimum?": (int, float)}}
                ],
                "foreignKeys?": [{"fields": str, "reference": {"resource": str, "fields": str}}],
            },
        }
    ],
    **{f"{name}?": str for name in ("name", "title", "title_zh", "description", "description_zh", "version")},
}  # fmt: skip
_DIGITS = 300  # of an integer in JSON
_TOLD = 60  # characters of a wrong value that a message repeats


def content(path: Path, most: int = LARGEST) -> bytes:
    """Return the bytes of a plain file.

    Parameters
    ----------
    path : Path
        The file.
    most : int
        How many bytes it may have; no more are read, whatever the file says of its size.

    Raises
    ------
    ValueError
        If it is a pipe or a device, which might never end, or larger.
    OSError
        If it cannot be read.

    Examples
    --------
    >>> content(Path("/dev/zero"))
    Traceback (most recent call last):
    ValueError: /dev/zero is no plain file
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # to open a folder fails by itself
        raise ValueError(f"{path} is no plain file")
    with path.open("rb") as file:
        found = file.read(most + 1)
    if len(found) > most:
        raise ValueError(f"{path} has more than {most // 2**20} MiB")
    return found


def decoded(found: bytes, *, mark: bool = False) -> str:
    """Return bytes as text, newlines as they stand.

    Parameters
    ----------
    found : bytes
        UTF-8.
    mark : bool
        Whether a byte order mark may stand first; it stays in the text.

    Raises
    ------
    ValueError
        If it is not UTF-8.

    Examples
    --------
    >>> decoded("规划".encode("gb18030"))
    Traceback (most recent call last):
    ValueError: it is not UTF-8 (byte 0); save it as UTF-8
    """
    if found.startswith(codecs.BOM_UTF8) and not mark:
        raise ValueError("it begins with a byte order mark; save it as UTF-8 without one")
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 (byte {error.start}); save it as UTF-8") from None


def told(value: object) -> str:
    """Return a wrong value as a message repeats it: quoted, and cut where it is long.

    Examples
    --------
    >>> told("CN-GX"), told("9" * 5000)[-19:]
    ("'CN-GX'", '… (5000 characters)')
    """
    words = value if isinstance(value, str) else repr(value)
    if len(words) > _TOLD:
        return f"{words[:_TOLD]!r}… ({len(words)} characters)"
    return repr(value)


def within(folder: Path, name: str, *, links: bool = False) -> Path:
    """Return the path of `name` inside `folder`.

    Parameters
    ----------
    folder : Path
        A folder.
    name : str
        A name from a table or descriptor.
    links : bool
        Whether a link may lead out of the folder: where whoever made the folder is the reader.

    Raises
    ------
    ValueError
        If it leads out of the folder: upwards, from the root, or by a link.

    Examples
    --------
    >>> within(Path("data"), "../secret.csv")
    Traceback (most recent call last):
    ValueError: '../secret.csv' leads out of the folder data
    """
    path = folder / name
    inside = "\0" not in name and Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder))
    if not inside or not (links or path.resolve().is_relative_to(folder.resolve())):
        raise ValueError(f"{name!r} leads out of the folder {folder}")
    return path


class Described(dict[str, Any]):
    """An object of a descriptor: what it lacks is a fault of the file, so it is a `ValueError` with the name."""

    def __missing__(self, name: str) -> NoReturn:
        raise ValueError(f"the descriptor lacks {name!r}")


def described(text: str) -> Any:
    """Return JSON, refusing what readers take in different ways: a name given twice, NaN, halves of a character.

    Examples
    --------
    >>> described('{"name": 1, "name": 2}')
    Traceback (most recent call last):
    ValueError: it gives 'name' twice
    """
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_integer)
        if "\\u" in text:  # the only way to half of a character
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("it holds half of a character (a lone surrogate)") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    return found


def _once(pairs: list[tuple[str, Any]]) -> Described:
    found = Described(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"it gives {next(name for name in names if names.count(name) > 1)!r} twice")
    return found


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError(f"{told(digits)} is too large")
    return int(digits)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def shaped(found: Any, shape: Any, *where: str | int) -> None:
    """Refuse JSON that has not the shape of an example: an object of parts (those with ``?`` may lack), a list, a type.

    Examples
    --------
    >>> shaped({"fields": ["year"]}, {"fields": [{"name": str}]})
    Traceback (most recent call last):
    ValueError: fields[0] is no object
    """
    if isinstance(shape, dict):
        _is(found, dict, where)
        for name, part in shape.items():
            key = name.removesuffix("?")
            if key in found or key == name:
                shaped(found[key], part, *where, key)
    elif isinstance(shape, list):
        _is(found, list, where)
        for number, value in enumerate(found):
            shaped(value, shape[0], *where, number)
    else:
        _is(found, shape, where)


_NAMES = {dict: "object", list: "list", str: "text", (int, float): "number"}


def _is(found: Any, kind: Any, where: tuple[str | int, ...]) -> None:
    if not isinstance(found, kind):
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).removeprefix(".")
        raise ValueError(f"{place or 'it'} is no {_NAMES[kind]}")

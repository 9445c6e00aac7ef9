"""Read the descriptor of a data package, ``datapackage.json``; every fault of a user's descriptor is named."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from cloudplans.text import decode

_SHAPE = {  # as far as the package reads it; a part that ends in ? may be missing
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
_KINDS = {dict: "an object", list: "a list", str: "a text", (int, float): "a number"}


class _Object(dict[str, Any]):
    """A JSON object; a missing member is a fault of the file, so a `ValueError` that names it."""

    def __missing__(self, name: str) -> NoReturn:
        raise ValueError(f"datapackage.json lacks {name!r}")


def parse_descriptor(content: bytes) -> dict[str, Any]:
    """Return a user's descriptor.

    Raises
    ------
    ValueError
        If it is not JSON in UTF-8, uses JSON that parsers read differently, or lacks a part that the package needs.

    Examples
    --------
    >>> parse_descriptor(b'{"resources": [{"name": "plans"}]}')
    Traceback (most recent call last):
    ValueError: resources[0] lacks 'path'
    """
    text = decode(content)
    try:
        descriptor = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_int=_integer)
        if "\\u" in text:
            json.dumps(descriptor, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("invalid Unicode: a lone surrogate") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    _check_shape(descriptor, _SHAPE, "")
    return descriptor


def _unique(pairs: list[tuple[str, Any]]) -> _Object:
    members = _Object(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the name {next(name for name in names if names.count(name) > 1)!r} appears twice in one object")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not valid JSON")


def _integer(digits: str) -> int:
    if len(digits) > 300:
        raise ValueError(f"a number has {len(digits)} digits")
    return int(digits)


def _check_shape(part: Any, shape: Any, place: str) -> None:
    kind = next((kind for kind in (dict, list) if isinstance(shape, kind)), shape)
    if not isinstance(part, kind):
        raise ValueError(f"{place or 'the descriptor'} is not {_KINDS[kind]}")
    if kind is list:
        for number, value in enumerate(part):
            _check_shape(value, shape[0], f"{place}[{number}]")
    if kind is dict:
        for key, expected in shape.items():
            name = key.removesuffix("?")
            if name in part:
                _check_shape(part[name], expected, f"{place}.{name}".removeprefix("."))
            elif name == key:
                raise ValueError(f"{place or 'the descriptor'} lacks {name!r}")

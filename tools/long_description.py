"""The README as an index of packages shows it: relative links and pictures do not work there, so their paths are named instead."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_FENCED = re.compile(r"^(```.*?^```)$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)\)")


def without_relative_links(text: str) -> str:
    """Return Markdown in which no link or picture is relative; code blocks stay as they are.

    Examples
    --------
    >>> without_relative_links("[Marks](docs/marks.md), [a page](https://example.org)")
    'Marks (`docs/marks.md`), [a page](https://example.org)'
    >>> without_relative_links("![Shares of GDP](docs/shares.svg)")
    'Picture: Shares of GDP (`docs/shares.svg`)'
    """
    parts = _FENCED.split(text)
    return "".join(part if place % 2 else _LINK.sub(_named, part) for place, part in enumerate(parts))


def _named(link: re.Match[str]) -> str:
    words, target = link["words"], link["target"]
    if re.match(r"\w+:", target):
        return link[0]
    named = words if words == f"`{target}`" else f"{words} (`{target}`)"
    return f"Picture: {named}" if link["picture"] else named


class LongDescription(MetadataHookInterface):
    """Sets the long description of a wheel and of a source distribution."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the README without relative links."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": without_relative_links(text)}

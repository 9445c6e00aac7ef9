"""The pinned plan texts that a data set is read from: found in a folder, checked byte for byte."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from cloudplans.text import path_inside, read_text, sha256


class SourceError(Exception):
    """A source text is missing, or is not the pinned one."""


def sources_folder(sources: Path | str | None = None) -> Path | None:
    """Return the folder of the plan texts: `sources`, else the one that ``CLOUDPLANS_SOURCES`` names, else None.

    Examples
    --------
    >>> sources_folder("texts").name
    'texts'
    """
    folder = sources or os.environ.get("CLOUDPLANS_SOURCES")
    return Path(folder) if folder else None


def find_texts(
    editions: Iterable[Mapping[str, str]], folders: Mapping[str, Path], sources: Path | str | None = None
) -> tuple[dict[str, str], list[str]]:
    """Return the texts of `editions` by id, and one line for each text that is missing or is not the pinned one.

    Parameters
    ----------
    editions : iterable of mapping
        Rows with `edition_id`, `file`, `sha256` and `characters`.
    folders : mapping of str to Path
        The folders of the editions whose texts lie elsewhere than in `sources`.
    sources : Path, optional
        See `sources_folder`; without a folder its texts are neither read nor missing.
    """
    texts: dict[str, str] = {}
    wrong: list[str] = []
    default = sources_folder(sources)
    if default and not default.is_dir():
        wrong, default = [f"there is no folder {default}"], None
    for row in editions:
        edition, name = row["edition_id"], row["file"]
        folder = folders.get(edition, default)
        if not folder:
            continue
        path = path_inside(folder, name, follow_links=True)
        pinned = f"sha256 {row['sha256'][:12]}…, {row['characters']} characters"
        if not path.is_file():
            wrong.append(f"{edition}: no file {name} in {folder}")
        elif sha256(path) != row["sha256"] or len(text := read_text(path)) != int(row["characters"]):
            wrong.append(f"{edition}: {name} in {folder} is not the pinned text ({pinned})")
        else:
            texts[edition] = text
    return texts, wrong

"""Decide whether an output may replace what is already at its place: never an input, never a file that an earlier run did not write."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

_NAMED = 5  # files that a message lists


def refuse_input(out: Path, inputs: Iterable[Path]) -> None:
    """Refuse an output file that is an input, or lies at the same place as a file inside a folder that is one.

    Examples
    --------
    >>> refuse_input(Path("README.md"), [Path("README.md")])
    Traceback (most recent call last):
    ValueError: README.md is an input of this command; choose another file for the output
    """
    if not out.is_file():
        return
    for place in inputs:
        for file in [place] if place.is_file() else place.rglob("*"):
            if file.is_file() and file.samefile(out):
                raise ValueError(f"{out} is an input of this command; choose another file for the output")


def refuse_folder(out: Path, inputs: Iterable[Path]) -> None:
    """Refuse an output folder that is, or contains, a folder with inputs, the current folder or the home folder."""
    real = Path(os.path.realpath(out))
    named = [("the current folder", Path.cwd()), ("your home folder", Path(os.path.expanduser("~")))]
    for what, place in [*named, *(("a folder with inputs of this command", place) for place in inputs)]:
        if Path(os.path.realpath(place)).is_relative_to(real):
            raise ValueError(f"{out} is or contains {what}, which would be replaced; name a new or empty folder")


def digests(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Return the sha256 of files by their path below `root`."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
        if path.is_file()
    }


def manifest_text(first: str, files: Mapping[str, str]) -> str:
    """Return a manifest: a line about the run, then the files that it wrote as `sha256sum --check` reads them."""
    return f"{first}\n" + "".join(f"{digest}  {name}\n" for name, digest in sorted(files.items()))


def is_plain(path: Path) -> bool:
    """Return whether something is a regular file, not a link to one."""
    return path.is_file() and not path.is_symlink()


def read_manifest(path: Path) -> tuple[str, dict[str, str]]:
    """Return the line about the run and the digests of its files; empty where there is no manifest."""
    if not is_plain(path):
        return "", {}
    first, *lines = path.read_text(encoding="utf-8", errors="replace").splitlines() or [""]
    return first, {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def foreign_files(folder: Path, manifest: Path) -> list[Path]:
    """Return what an earlier run did not write into a folder, or what was changed since; an empty folder counts as a file."""
    known = read_manifest(manifest)[1]
    found = []
    for path in sorted(folder.rglob("*")):
        if path == manifest and is_plain(path):
            continue
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                found.append(path)
        elif not is_plain(path) or digests(folder, [path]) != {(name := path.relative_to(folder).as_posix()): known.get(name)}:
            found.append(path)
    return found


def refuse_foreign(folder: Path, found: Iterable[Path], remedy: str) -> None:
    """Refuse a folder with foreign files, and name them."""
    names = [path.relative_to(folder).as_posix() for path in found]
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        raise ValueError(
            f"{folder} has files that an earlier run did not write, or that were changed since: {', '.join(names[:_NAMED])}{more}; {remedy}"
        )


def keep(found: Iterable[Path], old: Path, new: Path) -> None:
    """Copy foreign files into the folder that takes the place of theirs.

    Raises
    ------
    ValueError
        If the new folder has something of that name, or it is a pipe or a device; then the old folder must stay.
    """
    for path in found:
        copy = new / path.relative_to(old)
        if os.path.lexists(copy):
            raise ValueError(f"{path} is yours or was changed, and the output has a file of that name; move it elsewhere")
        if path.is_dir() and not path.is_symlink():
            copy.mkdir(parents=True)
        elif path.is_symlink() or path.is_file():
            try:
                copy.parent.mkdir(parents=True, exist_ok=True)
            except OSError:
                raise ValueError(f"{path} is in a folder whose name the output uses for a file; move it elsewhere") from None
            shutil.copy2(path, copy, follow_symlinks=False)
        else:
            raise ValueError(f"{path} is a pipe or a device, which cannot be kept; move it elsewhere")

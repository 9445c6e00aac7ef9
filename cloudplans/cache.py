"""Results kept between builds: one file a result, named by what it was made from; a damaged one counts as none.

Not jupyter-cache (its key is the cells alone: a changed table would not be seen), not joblib or diskcache (they unpickle what
they find, so whoever can write to the folder can run code): what is kept here is JSON with its own checksum.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cloudplans.files import sweep, write_atomic

_MOST = 600  # results that are kept, the latest used
_PACKAGE = Path(__file__).resolve().parent
_TELLING = ("LANG", "LC_", "TZ", "MPL", "MATPLOTLIB", "PYTHON", "SOURCE_DATE_EPOCH")  # variables that what is made may depend on


def key(*parts: Any) -> str:
    """Return the name of what is made from `parts`.

    Examples
    --------
    >>> key("a", {"b": 1}) == key("a", {"b": 1}) != key("a", {"b": 2})
    True
    """
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def files(folders: Iterable[Path], pattern: str = "**/*") -> dict[str, str]:
    """Return the digest of every file below some folders (or of a file itself) by its path."""
    found = [path for folder in folders for path in ([folder] if folder.is_file() else folder.glob(pattern))]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(found) if path.is_file()}


def surroundings() -> list[Any]:
    """Return what everything depends on: the package's sources, the lock, Python, the libraries installed, telling variables."""
    sources = {Path(name).relative_to(_PACKAGE).as_posix(): digest for name, digest in files([_PACKAGE]).items()
               if Path(name).suffix not in (".pyc", ".csv", ".ipynb") and "_data" not in name}  # fmt: skip
    lock = _PACKAGE.parent / "requirements.lock"
    libraries = {path.name for place in sys.path for path in Path(place or ".").glob("*.dist-info")}
    variables = {name: value for name, value in os.environ.items() if name.startswith(_TELLING) and name != "PYTHONPATH"}
    return [sources, list(files([lock]).values()), sys.version, sorted(libraries), variables, font()]


def font() -> str:
    """Return the digest of the font with Chinese that a package carries, or that there is none."""
    spec = find_spec("zhplot")
    folder = Path(spec.origin).parent / "fonts" if spec and spec.origin else None
    return key(sorted(files([folder]).values())) if folder else ""


def default_folder() -> Path:
    """Return where results are kept: ``CLOUDPLANS_CACHE``, else the user's folder for such things."""
    if os.environ.get("CLOUDPLANS_CACHE"):
        return Path(os.environ["CLOUDPLANS_CACHE"])
    from platformdirs import user_cache_path

    return user_cache_path("cloudplans")


class Cache:
    """A folder of results; without one (or where it cannot be written) nothing is kept and nothing found.

    Parameters
    ----------
    folder : Path, optional
        The folder; it is made where it does not exist.

    Examples
    --------
    >>> cache = Cache(None)
    >>> cache.put("name", {"a": 1})
    >>> cache.get("name") is None
    True
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        if folder:
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError:
                self.folder = None

    def get(self, name: str) -> dict[str, Any] | None:
        """Return what was put under a name; None if there is nothing or it is damaged."""
        if not self.folder:
            return None
        path = self.folder / f"{name}.json"
        try:
            checksum, _, held = path.read_text(encoding="utf-8").partition("\n")
            if checksum != hashlib.sha256(held.encode()).hexdigest():
                return None
            found = json.loads(held)
        except (OSError, ValueError):
            return None
        with suppress(OSError):
            os.utime(path)  # used: among the last to go
        return found if isinstance(found, dict) else None

    def put(self, name: str, value: dict[str, Any]) -> None:
        """Keep a value under a name; where that cannot be done it is not kept."""
        if not self.folder:
            return
        held = json.dumps(value)
        try:
            write_atomic(self.folder / f"{name}.json", f"{hashlib.sha256(held.encode()).hexdigest()}\n{held}")
        except OSError:
            self.folder = None  # full, or read-only: what is made is not the poorer for it

    def tidy(self) -> None:
        """Drop what was not used for longest, and what an interrupted build left."""
        if not self.folder:
            return
        try:
            held = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in held[_MOST:]:
                path.unlink(missing_ok=True)
            sweep(self.folder)
        except OSError:
            return

"""Read files with care (bounded in size, plain files only, decoded with a message that says what to do); write text to a pipe."""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
import sys
from pathlib import Path

LARGEST = 16 * 2**20  # bytes of one file: hundreds of times the longest plan known
_LONGEST_QUOTE = 60  # characters of a wrong value that a message repeats


def read_bytes(path: Path, limit: int = LARGEST) -> bytes:
    """Return the bytes of a regular file; a pipe or device, which might never end, is refused, as is more than `limit` bytes."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # opening a folder fails by itself
        raise ValueError(f"{path} is not a regular file")
    with open(path, "rb", opener=_open_without_waiting) as file:
        found: bytes | None = file.read(limit + 1)
    if found is None:  # a file of the system, such as its log, that waits for more
        raise ValueError(f"{path} is not a regular file")
    if len(found) > limit:
        raise ValueError(f"{path} is larger than {limit // 2**20} MiB")
    return found


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decode(content: bytes, *, allow_mark: bool = False) -> str:
    """Return UTF-8 bytes as text, newlines unchanged; a byte order mark is an error unless allowed, and then stays."""
    if content.startswith(codecs.BOM_UTF8) and not allow_mark:
        raise ValueError("starts with a byte order mark; save it as UTF-8 without one")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 (byte {error.start}); save it as UTF-8") from None


def read_text(path: Path) -> str:
    """Return the text of `path` decoded as UTF-8, newlines unchanged, so that offsets hold."""
    return decode(read_bytes(path), allow_mark=True)


def decode_copy(content: bytes, encoding: str, name: str) -> str:
    """Return bytes in any encoding as text, newlines unchanged; `name` is that of the file, for a message."""
    try:
        return content.decode(encoding)
    except LookupError:
        raise ValueError(f"unknown encoding {encoding!r}; use utf-8 or gb18030") from None
    except UnicodeDecodeError as error:
        utf = encoding.lower().startswith("utf")
        advice = "if it is GBK, add --encoding gb18030" if utf else "name the right one: --encoding"
        raise ValueError(f"{name} is not {encoding} (byte {error.start}); {advice}") from None


def sha256(path: Path) -> str:
    """Return the sha256 of the bytes of `path` in hexadecimal digits."""
    return hashlib.sha256(read_bytes(path)).hexdigest()


def quoted(value: object) -> str:
    """Return a wrong value as a message repeats it: quoted, and cut where it is long."""
    words = value if isinstance(value, str) else repr(value)
    if len(words) > _LONGEST_QUOTE:
        return f"{words[:_LONGEST_QUOTE]!r}… ({len(words)} characters)"
    return repr(value)


def write_output(words: str) -> None:
    """Write to standard output as UTF-8 with newlines unchanged, in every locale; to a terminal in the way it is set."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None or sys.stdout.isatty():
        sys.stdout.write(words)
        return
    sys.stdout.flush()
    buffer.write(words.encode())
    buffer.flush()


def path_inside(folder: Path, name: str, *, follow_links: bool = False) -> Path:
    """Return the path of `name` inside `folder`; ``..``, an absolute path or, unless `follow_links`, a link must not lead out."""
    path = folder / name
    inside = "\0" not in name and Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder))
    if not inside or not (follow_links or Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))):
        raise ValueError(f"{quoted(name)} is outside the folder {folder}")
    return path

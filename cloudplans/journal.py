"""Saving what a scan finds so that a stop at any time loses nothing: a part that grows, a journal beside it, a whole file at the end."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import cloudplans
from cloudplans.corpus import Scanned, scan_sources
from cloudplans.extras import need
from cloudplans.files import synchronise, write_atomic
from cloudplans.listing import Source, check, find
from cloudplans.rows import COLUMNS, FORMS, HEADS, write_parquet
from cloudplans.system import undisturbed

FORM_OF = {".csv": "csv", ".jsonl": "json", ".parquet": "json"}  # what the part is written in
_OFTEN = 0.5  # seconds of work that a kill may cost
_WHAT = (
    "Journal of a scan that has not ended. Each line below is a file that is done: its size and time of change (ns) when it was read,"
    " its rows, and how many bytes of {part} are good with it. The same call of `cloudplans scan` goes on after the last line;"
    " with --fresh it begins anew."
)


def save(
    paths: Sequence[str],
    out: Path,
    executor: Executor | Callable[[], Executor] | None = None,
    *,
    ahead: int = 16,
    fresh: bool = False,
    note: Callable[[Scanned], None] = lambda scanned: None,
) -> int:
    """Scan files into a CSV, JSON lines or Parquet file, going on where an earlier call was stopped.

    While it lasts, `out` is what it was; the rows gather in a file `out`.part, and `out`.journal says what is done. At the end `out` is
    replaced as a whole and these two are gone. Its bytes depend neither on the executor nor on how often the scan was stopped.

    Parameters
    ----------
    paths, executor, ahead
        As `cloudplans.corpus.scan_files` has them.
    out : Path
        The file to make; its suffix, ``.csv``, ``.jsonl`` or ``.parquet``, says in which form.
    fresh : bool
        Begin anew even where a journal tells of an earlier call.
    note : function of Scanned
        Called for every piece, those of earlier calls included.

    Returns
    -------
    int
        How many files earlier calls had done.

    Raises
    ------
    ValueError
        If a path names nothing, the suffix is none of these, the journal is of another call, or a file that is done has changed.
    OSError
        If something cannot be written; what is done stays, and so does `out`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     text, out = Path(folder, "plan.txt"), Path(folder, "found.csv")
    ...     _ = text.write_text("到2020年，产业规模达到1000亿元。", encoding="utf-8")
    ...     earlier = save([str(text)], out)
    ...     print(earlier, len(out.read_text(encoding="utf-8").splitlines()), sorted(path.name for path in Path(folder).iterdir()))
    0 2 ['found.csv', 'plan.txt']
    """
    form = form_of(out)
    check(paths)
    if out.is_dir():
        raise OSError(errno.EISDIR, "is a folder; name a file", str(out))
    out = Path(os.path.realpath(out)) if out.is_symlink() else out
    sources = find(paths)
    with Journal(out, {"version": cloudplans.__version__, "files": list(paths), "columns": list(COLUMNS)}, fresh) as journal:
        earlier = 0
        for scanned in journal.rejoin(sources):
            earlier += 1
            note(scanned)
        for scanned in scan_sources(sources, executor, encode=FORMS[form], ahead=ahead):
            journal.add(scanned)
            note(scanned)
        journal.finish()
    return earlier


def form_of(out: Path) -> str:
    """Return the form in which the rows for `out` are gathered, or raise ValueError if they cannot be written so."""
    if out.suffix not in FORM_OF:
        raise ValueError(f"{out} must end in {', '.join(FORM_OF)}; the suffix says in which form it is written")
    if out.suffix == ".parquet":
        need("pyarrow")  # before any work is done
    return FORM_OF[out.suffix]


class Journal:
    """The part and the journal of one output; as a context, what is done when it ends early stays good.

    Parameters
    ----------
    out : Path
        The file to make.
    call : dict
        What must be the same for a call to go on where another one stopped.
    fresh : bool
        Begin anew.
    """

    def __init__(self, out: Path, call: dict, fresh: bool = False) -> None:
        self._out, self._call, self._lines = out, call, []
        self._path, self._part_path = (out.with_name(out.name + ending) for ending in (".journal", ".part"))
        self._journal = self._path.open("a+b")
        try:
            _lock(self._journal, self._path)
            self._kept, self._end = (0, 0) if fresh else self._earlier()
            self._part = self._part_path.open("r+b" if self._kept else "w+b")
        except BaseException:
            self._journal.close()
            raise
        self._journal.truncate(self._kept)
        self._part.truncate(self._end)
        self._at = self._part.seek(self._end)
        self._rows, self._saved = 0, time.monotonic()
        if not self._kept:
            self._at += self._part.write(HEADS[FORM_OF[out.suffix]])
            self._line({"what": _WHAT.format(part=self._part_path.name)} | call)
            self._save()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *error: object) -> None:
        with contextlib.suppress(OSError):  # what stopped us is what is to be told
            if error[0]:
                self._save()
                self._part.truncate(self._end)
        for file in (self._part, self._journal):
            with contextlib.suppress(OSError):  # what cannot be written has not been promised either
                file.close()

    def _earlier(self) -> tuple[int, int]:
        """Return how many bytes of the journal and of the part an earlier call has left good."""
        self._journal.seek(0)
        kept = end = 0
        for line in self._journal:
            if not line.endswith(b"\n"):  # the call was stopped while it wrote this
                break
            record = json.loads(line)
            if not kept and {name: record.get(name) for name in self._call} != self._call:
                raise ValueError(
                    f"{self._path} is of another call ({' '.join(record['files'])}, version {record['version']}); "
                    "repeat that call to go on with it, or add --fresh to begin anew"
                )
            kept, end = kept + len(line), record["end"]
        whole = self._part_path.is_file() and self._part_path.stat().st_size >= end
        return (kept, end) if whole else (0, 0)

    def rejoin(self, sources: Iterator[Source]) -> Iterator[Scanned]:
        """Take from `sources` what earlier calls have done, and give it; raise ValueError where it is no longer the same."""
        self._journal.seek(0)
        for line in islice(self._journal, 1, None):
            record = json.loads(line)
            source, stamp = next(sources, None), tuple(record["stamp"])
            if not source or source.file != record["file"] or (any(stamp) and stamp != stamp_of(source)):
                raise ValueError(
                    f"{record['file']} or the files before it have changed since the scan for {self._out} was stopped; "
                    "add --fresh to begin anew"
                )
            yield Scanned(source.file, (), record["rows"], stamp[0], problem=record["problem"], stamp=stamp)

    def add(self, scanned: Scanned) -> None:
        """Write what was found in a file or in a piece of it; of a file that cannot be read to the end, nothing stays."""
        if scanned.problem:
            self._part.truncate(self._end)
            self._at, self._rows = self._part.seek(self._end), 0
        else:
            self._at += self._part.write(scanned.rows)
            self._rows += scanned.count
        if scanned.whole:
            self._line({"file": scanned.file, "stamp": scanned.stamp, "rows": self._rows, "problem": scanned.problem})
            self._rows = 0
            if time.monotonic() - self._saved > _OFTEN:
                self._save()

    def finish(self) -> None:
        """Put the whole output in its place."""
        self._save()
        if self._out.suffix == ".parquet":
            self._part.seek(0)
            write_atomic(self._out, lambda path: write_parquet(self._part, path))
        elif self._out.exists():
            shutil.copymode(self._out, self._part_path)
        with undisturbed():
            if self._out.suffix == ".parquet":
                self._part_path.unlink()
            else:
                os.replace(self._part_path, self._out)
                synchronise(self._out.parent)
            self._path.unlink()

    def _line(self, record: dict) -> None:
        self._end = self._at
        self._lines.append(json.dumps(record | {"end": self._end}, ensure_ascii=True) + "\n")

    def _save(self) -> None:
        """Make the part last before the journal says that it does."""
        self._part.flush()
        os.fsync(self._part.fileno())
        lines, self._lines = self._lines, []  # before they are written: a signal in between must not write them twice
        self._journal.write("".join(lines).encode())
        self._journal.flush()
        os.fsync(self._journal.fileno())
        self._saved = time.monotonic()


def stamp_of(source: Source) -> tuple[int, int] | None:
    """Return size and time of last change of a file, or None if it is gone."""
    with contextlib.suppress(OSError):
        status = os.stat(source.path)
        return status.st_size, status.st_mtime_ns
    return None


def _lock(file: BinaryIO, path: Path) -> None:
    """Keep a second call from writing the same output; the lock ends with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OSError(errno.EBUSY, "another scan is writing this output", str(path)) from None

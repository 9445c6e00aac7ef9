"""What a page read: every question asked of a data set with a digest of its answer, to be asked again later."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any


class Trace:
    """The questions asked while it is on, each with the digest of its answer.

    A question is a method's name with its arguments, or ``["file", place, path]`` for a file that was opened outside of any.
    `sure` is False once a question could not be written down; then nothing may be concluded from the rest.
    """

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}
        self.sure = True
        self.depth = 0  # within a question: what it asks in turn is part of its answer

    def note(self, question: list[Any], answer: Callable[[], str]) -> None:
        """Write a question down, unless it was asked before."""
        try:
            key = json.dumps(question, ensure_ascii=False)
        except TypeError:
            self.sure = False
            return
        if key not in self.asked:
            self.asked[key] = answer()


_HERE = Path(__file__).resolve().parent
FIXED = {  # what comes with the package: its own tables, also where the data set is another; the example of a new plan
    place: _HERE / f"_{name}" if (_HERE / f"_{name}").is_dir() else _HERE.parent / name
    for place, name in (("own", "data"), ("notebooks", "notebooks"))
}
_on: list[Trace] = []
_places: dict[str, Path] = {}


def digest(answer: Any) -> str:
    """Return the digest of an answer: a frame by its rows, anything else as it is written.

    Examples
    --------
    >>> digest({"a": 1}) == digest({"a": 1}) != digest({"a": 2})
    True
    """
    words = answer.to_csv(index=False) if hasattr(answer, "to_csv") else repr(answer)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def question(method: Callable[..., Any]) -> Callable[..., Any]:
    """Make a method of a data set one whose calls are written down while a trace is on."""

    @wraps(method)
    def asked(self: Any, *arguments: Any, **named: Any) -> Any:
        home = _places.get("data")  # another data set is told by the files that it opens
        if not _on or _on[-1].depth or (home and Path(self.directory).resolve() != home):
            return method(self, *arguments, **named)
        trace = _on[-1]
        trace.depth += 1
        try:
            answer = method(self, *arguments, **named)
        except ValueError as error:
            told = str(error)
            trace.note([method.__name__, arguments, named], lambda: digest(told))
            raise
        finally:
            trace.depth -= 1
        trace.note([method.__name__, arguments, named], lambda: digest(answer))
        return answer

    return asked


@contextmanager
def tracing(**places: Path | None) -> Iterator[Trace]:
    """Write down what is asked meanwhile, and every file opened below the folders `places` besides; for one thread."""
    if not _places:
        sys.addaudithook(_opened)  # cannot be taken off again, so once a process
    _places.update({name: folder.resolve() for name, folder in places.items() if folder})
    _on.append(Trace())
    try:
        yield _on[-1]
    finally:
        _on.pop()


def _opened(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or not _on or _on[-1].depth or not isinstance(arguments[0], str):
        return
    path = Path(arguments[0]).absolute()
    for name, folder in _places.items():
        if path.is_relative_to(folder):
            trace = _on[-1]
            trace.depth += 1  # reading the file to digest it opens it once more
            try:
                trace.note(["file", name, path.relative_to(folder).as_posix()], lambda: file_digest(path))
            finally:
                trace.depth -= 1


def file_digest(path: Path) -> str:
    """Return the digest of a file; of none, if it is not there."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


class Asker:
    """Asks questions again, each once.

    Parameters
    ----------
    dataset : Dataset
        The data set as it is now.
    sources : Path, optional
        The folder of the texts as it is now.
    """

    def __init__(self, dataset: Any, sources: Path | None) -> None:
        self.dataset, self.sources = dataset, sources
        self._answers: dict[str, str] = {}

    def same(self, asked: dict[str, str]) -> bool:
        """Tell whether every question still has the answer that it had.

        Examples
        --------
        >>> import cloudplans
        >>> with tracing() as trace:
        ...     rows = cloudplans.targets(region="Hubei")
        >>> Asker(cloudplans.load(), None).same(trace.asked), Asker(cloudplans.load(), None).same({'["plans", [], {}]': ""})
        (True, False)
        """
        return all(self._answer(key) == answer for key, answer in asked.items())

    def _answer(self, key: str) -> str:
        if key not in self._answers:
            self._answers[key] = self._ask(*json.loads(key))
        return self._answers[key]

    def _ask(self, name: str, arguments: Any, named: Any) -> str:
        if name == "file":
            beside = self.sources.resolve().parent / "context" if self.sources else None
            folder = {"data": self.dataset.directory, "sources": self.sources, "context": beside, **FIXED}.get(arguments)
            return file_digest(Path(folder) / named) if folder else ""
        try:
            if name == "texts":
                return digest(self.dataset.texts(self.sources))
            return digest(getattr(self.dataset, name)(*arguments, **named))
        except (ValueError, AttributeError) as error:
            return digest(str(error))

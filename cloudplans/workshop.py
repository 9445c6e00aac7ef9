"""The parts of a report made in warm workers, or taken from the last build where nothing that they were made from changed."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from cloudplans import cache, execute
from cloudplans.dataset import Dataset, own_directory
from cloudplans.trace import Asker

_FORKS = sys.platform == "linux"  # elsewhere forking a process with libraries loaded is not safe, or not to be had
_BESIDE = Path(__file__).resolve().parent.parent  # where a checkout that is not installed is found
_WORKER = [sys.executable, "-m", "cloudplans.worker"]


class Task(NamedTuple):
    """Something to be made: the kind and arguments that `cloudplans.worker` knows, how it is called, the file it is made from."""

    kind: str
    given: dict[str, Any]
    name: str = ""
    lang: str = "en"
    source: Path | None = None


def _writable(folder: Path) -> bool:
    """Tell whether a folder can be written to, or made where it does not exist."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)


def _length(task: Task) -> float:
    return task.source.stat().st_size if task.source else math.inf  # the workbook is of the longest


class Workshop:
    """Makes tasks; use as a context, which ends the workers.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    sources : Path, optional
        The folder of the texts.
    kept : Cache
        Where results are kept.
    surroundings : list
        What every result depends on; see `cloudplans.cache.surroundings`.
    say : callable
        Told what was made, a line at a time.
    folder : Path, optional
        Where files may stand meanwhile; whoever gives it removes it.
    """

    def __init__(
        self, dataset: Dataset, sources: Path | None, kept: cache.Cache, surroundings: list[Any], say: Callable[[str], None],
        folder: Path | None = None,
    ) -> None:  # fmt: skip
        self.kept, self.say = kept, say
        given = sources or os.environ.get("CLOUDPLANS_SOURCES")  # so that a page and who asks for it see the same texts
        sources = Path(given) if given else None
        self.variables = execute.environment(dataset.directory, sources)
        self._asker = Asker(dataset, sources)
        self._base = cache.key(surroundings, list(cache.files([own_directory() / "datapackage.json"]).values()))
        self._process: subprocess.Popen[str] | None = None
        self._own = None if folder else tempfile.TemporaryDirectory(prefix="cloudplans-")
        self._folder = folder or Path(self._own.name)

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *error: object) -> None:
        if self._process:
            self._process.send_signal(signal.SIGTERM)
            self._process.communicate()
        if self._own:
            self._own.cleanup()

    def start(self) -> None:
        """Begin to load the libraries, so that they are there when the first task is."""
        if _FORKS and not self._process:
            own = {
                "IPYTHONDIR": f"{self._folder}/ipython",
                "TMPDIR": str(self._folder),  # what libraries leave goes with it
                "PYDEVD_DISABLE_FILE_VALIDATION": "1",
                "MATPLOTLIBRC": os.devnull,
            }
            if not _writable(Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()):
                # else matplotlib and fontconfig complain
                own |= {"MPLCONFIGDIR": f"{self._folder}/matplotlib", "XDG_CACHE_HOME": f"{self._folder}/kept"}
            self._process = subprocess.Popen(
                _WORKER, env={**self.variables, **own}, cwd=_BESIDE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                start_new_session=True,
            )  # fmt: skip

    def make(self, tasks: Sequence[Task]) -> list[Any]:
        """Return the results of the tasks in order, kept ones where what they were made from is the same.

        Raises
        ------
        RuntimeError
            If one cannot be made.
        """
        names = [self._name(task) for task in tasks]
        entries = [self.kept.get(name) for name in names]
        done = [entry["result"] if entry and self._asker.same(entry["asked"]) else None for entry in entries]
        waiting = [number for number, result in enumerate(done) if result is None]
        waiting.sort(key=lambda number: -_length(tasks[number]))  # the longest first, so that both workers end together
        for count, (place, made) in enumerate(self._perform([tasks[number] for number in waiting]), 1):
            number = waiting[place]
            if "error" in made:
                raise RuntimeError(made["error"])
            if made["sure"]:
                self.kept.put(names[number], made)
            done[number] = made["result"]
            if tasks[number].name:
                self.say(f"[{count}/{len(waiting)}] {tasks[number].name}")
        return done

    def faces(self, wanted: Sequence[str]) -> dict[str, str]:
        """Return for each string of characters the style rule with their glyphs; see `cloudplans.report.web_fonts.faces`."""
        names = {characters: cache.key(self._base, "face", characters) for characters in wanted}
        found = {characters: self.kept.get(name) for characters, name in names.items()}
        faces = {characters: entry["face"] for characters, entry in found.items() if entry}
        missing = sorted(names.keys() - faces.keys(), key=lambda characters: (len(characters), characters))
        halves = [half for half in (missing[::2], missing[1::2]) if half]
        for _, made in self._perform([Task("fonts", {"wanted": half}) for half in halves]):
            if "error" in made:
                raise RuntimeError(made["error"])
            faces |= made["result"]
            for characters, face in made["result"].items():
                self.kept.put(names[characters], {"face": face})
        return faces

    def _name(self, task: Task) -> str:
        source = list(cache.files([task.source]).values()) if task.source else []
        given = {name: value for name, value in task.given.items() if name != "path"}
        return cache.key(self._base, task.kind, given, task.lang, source)

    def _perform(self, tasks: Sequence[Task]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield each task's number and what was made, as they end."""
        orders = [
            {"kind": task.kind, "given": task.given, "variables": {"CLOUDPLANS_LANG": task.lang}, "file": f"{self._folder}/{n}.json"}
            for n, task in enumerate(tasks)
        ]  # fmt: skip
        for number, code in (self._forked if _FORKS else self._started)(orders) if orders else ():
            if code > 1:
                raise OSError(code, os.strerror(code), orders[number]["file"])
            if code:
                raise RuntimeError(f"{tasks[number].name or tasks[number].kind}: the process that made it ended with {code}")
            yield number, json.loads(Path(orders[number]["file"]).read_text(encoding="utf-8"))

    def _forked(self, orders: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
        self.start()
        assert self._process and self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(orders) + "\n")
        self._process.stdin.flush()
        for _ in orders:
            line = self._process.stdout.readline()
            if not line:
                raise RuntimeError(f"the process that makes the pages ended with {self._process.wait()}")
            yield tuple(json.loads(line))

    def _started(self, orders: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
        """Without forks: a process a task, each loading the libraries anew."""

        def one(order: dict[str, Any]) -> int:
            return subprocess.run([*_WORKER, json.dumps(order)], env=self.variables, cwd=_BESIDE, check=False).returncode

        with ThreadPoolExecutor(max_workers=2) as pool:
            yield from enumerate(pool.map(one, orders))

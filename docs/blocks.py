"""The blocks of code in the pages: found, run, and compared with what they show; `--write` puts in what they show now."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *HERE.rglob("*.md")])
RUN = ("python", "console")  # the languages of the blocks that are run
SHOWN = ("sh", "text", "r")  # set-up lines that need a network or much time; what is no code; R, run with the round trips
_BLOCK = re.compile(r"^```(?P<language>[^\n]*)\n(?P<code>.*?)^```$", re.M | re.S)
_EXIT = re.compile(r"#\s*exit (\d+)\s*$")


class Block(NamedTuple):
    """One fenced block: its language and its lines."""

    language: str
    code: str


def find(text: str) -> list[Block]:
    """Return the fenced blocks of a page, without the directives of the site."""
    found = [Block(match["language"].strip(), match["code"]) for match in _BLOCK.finditer(text)]
    return [block for block in found if not block.language.startswith("{")]


def same(shown: str, now: str) -> bool:
    """Tell whether a block shows what comes out now; an ellipsis stands for anything."""
    return doctest.OutputChecker().check_output(shown, now, doctest.ELLIPSIS)


class Page:
    """Runs the blocks of a page one after the other: one namespace of Python, one folder of the shell."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.names = folder, {"__name__": "__page__"}
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("CLOUDPLANS_")}
        command = folder / "bin" / "cloudplans"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cloudplans "$@"\n', encoding="utf-8")
        command.chmod(0o755)
        self.environment |= {"PATH": f"{command.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}

    def run(self, block: Block) -> str:
        """Run a block in the folder of the page and return it with what comes out now.

        Raises
        ------
        ValueError
            If a command leaves with another code than it says (``# exit 2``; else 0).
        """
        with contextlib.chdir(self.folder):
            return self._console(block.code) if block.language == "console" else self._python(block.code)

    def _console(self, code: str) -> str:
        lines = []
        for line in code.splitlines():
            if not line.startswith("$ "):
                continue
            done = subprocess.run(
                ["bash", "-c", line[2:]], cwd=self.folder, env=self.environment, text=True, encoding="utf-8",
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
            said = _EXIT.search(line)
            if done.returncode != (int(said[1]) if said else 0):
                raise ValueError(f"{line}\nleft with {done.returncode}\n{done.stdout}")
            lines.append(f"{line}\n{done.stdout}")
        if not lines:
            raise ValueError(f"a block of the shell without a command:\n{code}")
        return "".join(lines)

    def _python(self, code: str) -> str:
        examples = doctest.DocTestParser().get_examples(code)
        if not examples:
            exec(compile(code, "<page>", "exec"), self.names)
            return code
        pieces = []
        for example in examples:
            first, *more = example.source.splitlines()
            pieces.append("\n".join([f">>> {first}", *(f"... {line}" for line in more)]) + "\n" + self._output(example.source))
        return "".join(pieces)

    def _output(self, source: str) -> str:
        out: Any = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                exec(compile(source, "<page>", "single"), self.names)
            except Exception as error:
                (last,) = traceback.format_exception_only(error)
                return f"{out.getvalue()}Traceback (most recent call last):\n    ...\n{last}"
        return out.getvalue()


def main(*arguments: str) -> int:
    """Name the blocks that show something else than what comes out; with `--write`, put that in."""
    wrong = 0
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            page = Page(Path(folder))
            for block in find(text):
                if block.language in RUN and not same(block.code, now := page.run(block)):
                    wrong += 1
                    print(f"{path.relative_to(ROOT)}\n{now}")
                    text = text.replace(f"```{block.language}\n{block.code}```", f"```{block.language}\n{now}```", 1)
        if "--write" in arguments:
            path.write_text(text, encoding="utf-8")
    return 1 if wrong and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

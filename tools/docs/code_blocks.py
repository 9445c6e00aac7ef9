"""Run the code blocks of the documentation pages and compare their output with what the pages show.

python tools/docs/code_blocks.py            list the blocks whose output differs
python tools/docs/code_blocks.py --write    put the current output into the pages
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from command import run  # noqa: E402

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md", *(ROOT / "docs").rglob("*.md")])
RUN = ("python", "console")  # languages of the blocks that are run
NOT_RUN = ("sh", "text", "r")  # set-up that needs a network or much time; plain text; R, which the round trips run
_BLOCK = re.compile(r"^```(?P<language>[^\n]*)\n(?P<code>.*?)^```$", re.M | re.S)
_SHELL = re.compile(r"[|<>;&$`*?~\\]")  # what only a shell understands
_HEAD = re.compile(r"(?P<command>cloudplans [^|<>;&$`*?~\\]+) \| head -(?P<lines>\d+)")
_EXIT = re.compile(r"#\s*exit (\d+)\s*$")


class Block(NamedTuple):
    """One fenced block: its language and its lines."""

    language: str
    code: str


def find_blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page, without Sphinx directives."""
    blocks = [Block(match["language"].strip(), match["code"]) for match in _BLOCK.finditer(text)]
    return [block for block in blocks if not block.language.startswith("{")]


def same_output(shown: str, actual: str) -> bool:
    """Return whether a block shows its actual output; an ellipsis matches anything."""
    return doctest.OutputChecker().check_output(shown, actual, doctest.ELLIPSIS)


class Page:
    """Runs the blocks of one page in order: one Python namespace, one working directory for the shell."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.names = folder, {"__name__": "__page__"}
        command = folder / "bin" / "cloudplans"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cloudplans "$@"\n', encoding="utf-8")
        command.chmod(0o755)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("CLOUDPLANS_")}
        self.environment |= {"PATH": f"{command.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}

    def run(self, block: Block) -> str:
        """Run a block and return it with its current output.

        Raises
        ------
        ValueError
            If a command ends with another exit code than the block states (``# exit 2``; otherwise 0).
        """
        with contextlib.chdir(self.folder):
            return self._run_console(block.code) if block.language == "console" else self._run_python(block.code)

    def _run_console(self, code: str) -> str:
        lines = []
        for line in code.splitlines():
            if not line.startswith("$ "):
                continue
            done = self._called(line[2:])
            stated = _EXIT.search(line)
            if done.returncode != (int(stated[1]) if stated else 0):
                raise ValueError(f"{line}\nended with exit code {done.returncode}\n{done.stdout}")
            lines.append(f"{line}\n{done.stdout}")
        if not lines:
            raise ValueError(f"a console block without a command:\n{code}")
        return "".join(lines)

    def _called(self, line: str) -> subprocess.CompletedProcess[str]:
        if cut := _HEAD.fullmatch(line):  # most of the pipes: without the start of a process
            done = run(*shlex.split(cut["command"])[1:])
            done.stdout = done.stderr + "".join(done.stdout.splitlines(keepends=True)[: int(cut["lines"])])
            return done
        if not _SHELL.search(line) and (words := shlex.split(line, comments=True))[0] == "cloudplans":
            return run(*words[1:], merged=True)
        return subprocess.run(
            ["bash", "-c", line], cwd=self.folder, env=self.environment, text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip

    def _run_python(self, code: str) -> str:
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
    """List the blocks whose output differs; with `--write`, update the pages."""
    wrong = 0
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            page = Page(Path(folder))
            for block in find_blocks(text):
                if block.language in RUN and not same_output(block.code, actual := page.run(block)):
                    wrong += 1
                    print(f"{path.relative_to(ROOT)}\n{actual}")
                    text = text.replace(f"```{block.language}\n{block.code}```", f"```{block.language}\n{actual}```", 1)
        if "--write" in arguments:
            path.write_text(text, encoding="utf-8")
    return 1 if wrong and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

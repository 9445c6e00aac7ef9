"""The tables of the page on dependencies: why each is there, its licence, what it costs at the start."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import time
import tomllib
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE / "dependencies.md"
MEASURED = ("argparse", "typer", "rich.table", "shtab", "pandas")
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9-]+)(?:\[[^]]*\])?(?P<version>.*)")


def required() -> dict[str, tuple[str, str]]:
    """Return every package that pyproject.toml names, with its version and the extras that bring it."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, tuple[str, str]] = {}
    for extra, lines in {"": project["dependencies"], **project["optional-dependencies"]}.items():
        for line in lines:
            match = _REQUIREMENT.fullmatch(line)
            if match and match["name"] != project["name"]:
                before = found.get(match["name"], ("", ""))[1]
                found[match["name"]] = match["version"], ", ".join(filter(None, [before, extra or "always"]))
    return found


def licence(package: str) -> str:
    """Return the licence that an installed package states."""
    about = metadata.metadata(package)
    if about.get("License-Expression"):
        return str(about["License-Expression"])
    stated = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    if stated := [line for line in stated if line != "OSI Approved"]:
        return ", ".join(stated)
    return (about.get("License") or "not stated").strip().splitlines()[0]


def reasons() -> dict[str, tuple[str, str]]:
    """Return why each package is there and what was rejected."""
    with (HERE / "dependencies.csv").open(encoding="utf-8", newline="") as file:
        return {row["package"]: (row["why"], row["rejected"]) for row in csv.DictReader(file)}


def table() -> str:
    """Return the packages as a Markdown table."""
    lines = ["| package | version | extra | licence | why | rejected |", "|---|---|---|---|---|---|"]
    why = reasons()
    for package, (version, extras) in sorted(required().items(), key=lambda pair: pair[0].lower()):
        cells = [f"`{package}`", version, extras, licence(package), *why[package]]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def start(module: str, rounds: int = 7) -> float:
    """Return by how many milliseconds the import of a module lengthens the start of Python."""

    def best(code: str) -> float:
        times = []
        for _ in range(rounds):
            before = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(time.perf_counter() - before)
        return min(times)

    return 1000 * (best(f"import {module}") - best("pass"))


def starts() -> str:
    """Return the measured times as a Markdown table."""
    rows = [f"| `{module}` | {start(module):.0f} |" for module in MEASURED]
    return "\n".join(["| import | ms |", "|---|---:|", *rows])


def block(name: str, text: str | None = None) -> str:
    """Return a marked block of the page; with `text`, the page with that in its place."""
    page = PAGE.read_text(encoding="utf-8")
    pattern = re.compile(rf"(<!-- {name} -->\n)(.*?)\n?(<!-- end -->)", re.S)
    if text is not None:
        return pattern.sub(lambda match: f"{match[1]}{text}\n{match[3]}", page)
    (found,) = pattern.findall(page)
    return found[1]


def main(*arguments: str) -> int:
    """Print the table, or with `--floors` packages as they are required; with `--write`, put it and the times into the page."""
    print("\n".join(f"{name}{required()[name][0]}" for name in arguments[1:]) if "--floors" in arguments else table())
    if "--write" in arguments:
        PAGE.write_text(block("dependencies", table()), encoding="utf-8")
        PAGE.write_text(block("start-up", starts()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

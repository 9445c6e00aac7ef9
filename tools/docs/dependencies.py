"""Write the table of dependencies in docs/dependencies.md: python tools/docs/dependencies.py --write."""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "dependencies.md"
REASONS = HERE / "dependencies.csv"
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9-]+)(?:\[[^]]*\])?(?P<version>.*)")
_BLOCK = re.compile(r"(<!-- dependencies -->\n)(.*?)(\n<!-- end -->)", re.S)


def required() -> dict[str, tuple[str, str]]:
    """Return every package that pyproject.toml names, with its version and the extras that install it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages: dict[str, tuple[str, str]] = {}
    for extra, lines in {"": project["dependencies"], **project["optional-dependencies"]}.items():
        for line in lines:
            match = _REQUIREMENT.fullmatch(line)
            if match and match["name"] != project["name"]:
                extras = packages.get(match["name"], ("", ""))[1]
                packages[match["name"]] = match["version"], ", ".join(filter(None, [extras, extra or "always"]))
    return packages


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
    """Return why each package is used and what was rejected."""
    with REASONS.open(encoding="utf-8", newline="") as file:
        return {row["package"]: (row["why"], row["rejected"]) for row in csv.DictReader(file)}


def table() -> str:
    """Return the packages as a Markdown table."""
    lines = ["| package | version | extra | licence | purpose | alternative, and why not |", "|---|---|---|---|---|---|"]
    why = reasons()
    for package, (version, extras) in sorted(required().items(), key=lambda pair: pair[0].lower()):
        lines.append("| " + " | ".join([f"`{package}`", version, extras, licence(package), *why[package]]) + " |")
    return "\n".join(lines)


def shown() -> str:
    """Return the table that the page shows."""
    (block,) = _BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    return block[1]


def main(*arguments: str) -> int:
    """Print the table; with `--write`, put it into the page."""
    print(table())
    if "--write" in arguments:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_BLOCK.sub(lambda match: match[1] + table() + match[3], text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

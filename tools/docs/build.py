"""Build the documentation: the pages in docs/, and a reference generated from the package, its commands and its data."""

from __future__ import annotations

import importlib
import inspect
import logging
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import cloudplans
from cloudplans import display
from cloudplans.display.describe import MAIN_TABLES as TABLES_FOR_USERS
from cloudplans.plots import web_fonts

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DOCS = ROOT / "docs"
PAGES = ("*.md", "*/*.md", "pictures/*.svg")
FOR_USERS = ("cloudplans", "cloudplans.compare", "cloudplans.plots")
MAIN_TABLES = (*TABLES_FOR_USERS, "outcomes")
WORDS = {  # of the pages that are written in both languages
    "en": {"heading": "# Tables", "codes": "## Codes", "column": "column", "type": "type", "allowed": "allowed values",
           "meaning": "meaning", "word": "code"},
    "zh": {"heading": "# 数据表", "codes": "## 代码", "column": "列", "type": "类型", "allowed": "取值", "meaning": "含义",
           "word": "代码"},
}  # fmt: skip


def documented() -> dict[str, dict[str, Any]]:
    """Return the public functions and classes of each package by name; each only where it is first exported."""
    names = [found.name for found in pkgutil.walk_packages(cloudplans.__path__, "cloudplans.")]
    names = [name for name in names if not name.rpartition(".")[2].startswith("_")]
    packages = {name: importlib.import_module(name) for name in dict.fromkeys([*FOR_USERS, *names])}
    found: dict[str, dict[str, Any]] = {}
    seen: set[int] = set()
    for package, module in packages.items():
        things = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
        found[package] = {name: thing for name, thing in things.items() if _described(thing) and id(thing) not in seen}
        seen |= set(map(id, things.values()))
    return {package: things for package, things in found.items() if things}


def _described(thing: Any) -> bool:
    return inspect.isroutine(thing) or inspect.isclass(thing) or hasattr(thing, "__wrapped__")  # cached functions too


def picture_of(package: str, name: str) -> str:
    """Return the file of the picture of a plot, as the gallery has it; empty for other functions."""
    file = "share-of-gdp.en.svg" if name == "values" else f"{name.replace('_', '-')}.en.svg"
    return file if package == "cloudplans.plots" and (DOCS / "pictures" / file).is_file() else ""


def _directive(package: str, name: str, thing: Any) -> str:
    if not inspect.isclass(thing):
        picture = picture_of(package, name)
        shown = f"\n.. image:: ../pictures/{picture}\n   :alt: An example of {name}\n" if picture else ""
        return f".. autofunction:: {package}.{name}\n{shown}"
    fields = ", ".join(getattr(thing, "_fields", ()))  # of a named tuple: its docstring describes them
    exclude = f"   :exclude-members: {fields}\n" if fields else ""
    return f".. autoclass:: {package}.{name}\n   :members:\n{exclude}"


def write_api(folder: Path) -> str:
    """Write one page per package and return the page that lists them."""
    names = []
    for name, things in documented().items():
        words = inspect.getdoc(importlib.import_module(name)) or ""
        directives = [_directive(name, thing_name, thing) for thing_name, thing in things.items()]
        (folder / f"{name}.rst").write_text("\n".join([name, "=" * len(name), "", words, "", *directives]), encoding="utf-8")
        names.append(name)
    tree = "```{{toctree}}\n:maxdepth: 1\n\n{}\n```\n"
    users, others = tree.format("\n".join(FOR_USERS)), tree.format("\n".join(name for name in names if name not in FOR_USERS))
    return f"# Python\n\n{users}\n## For contributors\n\nThe packages behind the public functions.\n\n{others}"


def _help(*command: str) -> str:
    environment = os.environ | {"COLUMNS": "100", "PYTHONPATH": str(ROOT)}
    call = [sys.executable, "-m", "cloudplans", *command, "--help"]
    return subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=True, env=environment).stdout


def commands() -> dict[str, str]:
    """Return the help of every command by its name; that of the program itself has the empty name."""
    overview = _help()
    return {"": overview} | {name: _help(name) for name in re.findall(r"^    ([a-z-]+)\b", overview, re.M)}


def command_line_page() -> str:
    """Return the help of every command."""
    blocks = [f"{f'## {name}' if name else '# The command line'}\n\n```text\n{text}```\n" for name, text in commands().items()]
    return "\n".join(blocks)


def _cell(words: str) -> str:
    for sign in "\\|*_[]<>`":
        words = words.replace(sign, f"\\{sign}")
    return words


def markdown_table(rows: list[dict[str, str]], headings: dict[str, str]) -> str:
    """Return rows as a Markdown table."""
    lines = ["| " + " | ".join(headings.values()) + " |", "|" + "---|" * len(headings)]
    return "\n".join([*lines, *("| " + " | ".join(_cell(row[key]) for key in headings) + " |" for row in rows)])


def tables_page(lang: str, names: Collection[str], heading: str = "") -> str:
    """Return the named tables with their columns, and the meaning of their codes."""
    data, words = cloudplans.load(), WORDS[lang]
    suffix = "_zh" if lang == "zh" else ""
    columns = {key: words[key] for key in ("column", "type", "allowed", "meaning")}
    blocks = [heading or words["heading"], data.descriptor[f"description{suffix}"]]
    for resource in map(data.resources.__getitem__, names):
        title, description = (resource[f"{part}{suffix}"] for part in ("title", "description"))
        blocks += [f"## {resource['name']}", f"{_cell(title)} · `{resource['path']}`\n\n{_cell(description)}"]
        blocks.append(markdown_table(display.field_rows(resource, lang), columns))
    known = display.meanings(data, lang)
    codes = [
        {"column": c, "word": w, "meaning": known.get((c, w), "")}
        for c, w in sorted(display.vocabularies(data))
        if c.partition(".")[0] in names
    ]
    return (
        "\n\n".join([*blocks, words["codes"], markdown_table(codes, {key: words[key] for key in ("column", "word", "meaning")})])
        + "\n"
    )


def write_source(source: Path) -> None:
    """Fill the folder `source` with what Sphinx reads."""
    shutil.rmtree(source, ignore_errors=True)
    for pattern in PAGES:
        for path in DOCS.glob(pattern):
            target = source / path.relative_to(DOCS)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    shutil.copyfile(HERE / "conf.py", source / "conf.py")
    reference = source / "reference"
    reference.mkdir()
    (source / "_static").mkdir()
    (source / "_static" / "chinese.css").write_text("", encoding="utf-8")  # replaced once the characters are known
    (reference / "api.md").write_text(write_api(reference), encoding="utf-8")
    (reference / "command-line.md").write_text(command_line_page(), encoding="utf-8")
    every = cloudplans.load().resources
    others = [name for name in every if name not in MAIN_TABLES]
    (reference / "tables.md").write_text(tables_page("en", MAIN_TABLES), encoding="utf-8")
    (reference / "other-tables.md").write_text(tables_page("en", others, "# Other tables"), encoding="utf-8")
    (source / "zh").mkdir(exist_ok=True)
    (source / "zh" / "tables.md").write_text(tables_page("zh", list(every)), encoding="utf-8")


def main(out: str = str(ROOT / "build" / "docs")) -> int:
    """Build the site into `out`; any warning of Sphinx is an error."""
    from sphinx.cmd.build import build_main

    source = Path(out).parent / "docs-source"
    write_source(source)
    shutil.rmtree(out, ignore_errors=True)
    code = build_main(["-q", "-W", "--keep-going", "-b", "html", "-d", str(source / ".doctrees"), str(source), out])
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it reports every table of the font
    words = "".join(path.read_text(encoding="utf-8") for path in Path(out).rglob("*.html"))
    (Path(out) / "_static" / "chinese.css").write_text(web_fonts.font_face(words), encoding="utf-8")
    print(Path(out) / "index.html")
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

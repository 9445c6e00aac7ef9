"""Build the documentation: the pages beside this file, and a reference written from the package, the parser and the descriptor."""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import shutil
import sys
from pathlib import Path
from typing import Any

import cloudplans
from cloudplans import display
from cloudplans.cli import main as command_line
from cloudplans.labels import pick
from cloudplans.report import web_fonts

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGES = ("*.md", "*/*.md", "*.svg", "pictures/*.svg", "conf.py")


def _own(thing: Any) -> bool:
    return inspect.isroutine(thing) or inspect.isclass(thing) or hasattr(thing, "__wrapped__")  # cached functions too


def public() -> dict[str, dict[str, Any]]:
    """Return everything public by the place to import it from: packages that list their names first, then modules for the rest."""
    names = [found.name for found in pkgutil.walk_packages(cloudplans.__path__, "cloudplans.")]
    modules = [importlib.import_module(n) for n in names if not n.rpartition(".")[2].startswith("_")]
    packages = [module for module in (cloudplans, *modules) if hasattr(module, "__all__")]
    found = {
        module.__name__: {name: thing for name in module.__all__ if _own(thing := getattr(module, name))} for module in packages
    }
    listed = {id(thing) for things in found.values() for thing in things.values()}
    for module in modules:
        for name, thing in vars(module).items():
            ours = _own(thing) and thing.__module__ == module.__name__ and id(thing) not in listed
            if ours and not name.startswith("_") and name != "main":
                found.setdefault(module.__name__, {})[name] = thing
    return found


def api(folder: Path) -> str:
    """Write a page for each package and module, and return the page that lists them."""
    found = public()
    packages = [module for module in found if hasattr(importlib.import_module(module), "__all__")]
    for module, things in found.items():
        words = inspect.getdoc(importlib.import_module(module)) or ""
        lines = [module, "=" * len(module), "", words, ""]
        for name, thing in things.items():
            kind, more = ("autoclass", ["   :members:"]) if inspect.isclass(thing) else ("autofunction", [])
            lines += [f".. {kind}:: {module}.{name}", *more, ""]
        (folder / f"{module}.rst").write_text("\n".join(lines), encoding="utf-8")
    rest = [module for module in found if module not in packages]
    tree = "```{{toctree}}\n:maxdepth: 1\n\n{}\n```\n"
    listed, behind = (tree.format("\n".join(names)) for names in (packages, rest))
    return f"# Python\n\n{listed}\n## Behind them\n\nThe modules that the above is made of.\n\n{behind}"


def command_line() -> str:
    """Return the help of every command."""
    os.environ["COLUMNS"] = "100"
    parser = main._parser()
    commands = next(action for action in parser._actions if hasattr(action, "choices") and isinstance(action.choices, dict))
    blocks = [f"# The command line\n\n```text\n{parser.format_help()}```\n"]
    blocks += [f"## {name}\n\n```text\n{command.format_help()}```\n" for name, command in commands.choices.items()]
    return "\n".join(blocks)


def cell(words: str) -> str:
    """Return words as they can stand in a cell of a Markdown table."""
    for sign in "\\|*_[]<>`":
        words = words.replace(sign, f"\\{sign}")
    return words


def table(rows: list[dict[str, str]], headings: dict[str, str]) -> str:
    """Return rows as a Markdown table."""
    lines = ["| " + " | ".join(headings.values()) + " |", "|" + "---|" * len(headings)]
    return "\n".join([*lines, *("| " + " | ".join(cell(row[key]) for key in headings) + " |" for row in rows)])


def tables(lang: str) -> str:
    """Return every table of the data with its columns, and the words of the closed vocabularies."""
    data, zh = cloudplans.load(), lang == "zh"
    headings = {"column": pick(lang, "列", "column"), "type": pick(lang, "类型", "type"), "allowed": pick(lang, "取值", "allowed"),
                "meaning": pick(lang, "含义", "meaning")}  # fmt: skip
    blocks = [pick(lang, "# 数据表", "# The tables"), data.descriptor["description_zh" if zh else "description"]]
    for resource in data.resources.values():
        title, words = (resource[f"{part}_zh" if zh else part] for part in ("title", "description"))
        blocks += [f"## {resource['name']}", f"{cell(title)} · `{resource['path']}`\n\n{cell(words)}"]
        blocks.append(table(display.field_rows(resource, lang), headings))
    known = display.meanings(data, lang)
    words = [{"column": c, "word": w, "meaning": known.get((c, w), "")} for c, w in sorted(display.vocabularies(data))]
    headings = {"column": headings["column"], "word": pick(lang, "词", "word"), "meaning": headings["meaning"]}
    return "\n\n".join([*blocks, pick(lang, "## 词表", "## Words"), table(words, headings)]) + "\n"


def write(source: Path) -> None:
    """Fill the folder `source` with what Sphinx reads."""
    shutil.rmtree(source, ignore_errors=True)
    for pattern in PAGES:
        for path in HERE.glob(pattern):
            target = source / path.relative_to(HERE)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    reference = source / "reference"
    reference.mkdir()
    (source / "_static").mkdir()
    (source / "_static" / "chinese.css").write_text("", encoding="utf-8")  # filled when it is known which characters occur
    (reference / "api.md").write_text(api(reference), encoding="utf-8")
    (reference / "command-line.md").write_text(command_line(), encoding="utf-8")
    (reference / "tables.md").write_text(tables("en"), encoding="utf-8")
    (source / "zh").mkdir(exist_ok=True)
    (source / "zh" / "tables.md").write_text(tables("zh"), encoding="utf-8")


def main(out: str = str(ROOT / "build" / "docs")) -> int:
    """Build the site into `out`; any warning of Sphinx is an error."""
    from sphinx.cmd.build import build_main

    source = Path(out).parent / "docs-source"
    write(source)
    shutil.rmtree(out, ignore_errors=True)
    code = build_main(["-q", "-W", "--keep-going", "-b", "html", "-d", str(source / ".doctrees"), str(source), out])
    words = "".join(path.read_text(encoding="utf-8") for path in Path(out).rglob("*.html"))
    (Path(out) / "_static" / "chinese.css").write_text(web_fonts.font_face(words), encoding="utf-8")
    print(Path(out) / "index.html")
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

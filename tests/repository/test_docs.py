"""The documentation does what it says: every block of code runs, every public name is described, nothing is fetched."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT

import cloudplans
from cloudplans.cli import main


def script(name: str) -> ModuleType:
    """Load a script of docs/."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


blocks, dependencies = script("blocks"), script("dependencies")
PAGES = {str(path.relative_to(ROOT)): path for path in blocks.PAGES}


@pytest.mark.parametrize("name", PAGES)
def test_every_block_of_code_runs_and_shows_what_comes_out(name: str, tmp_path: Path) -> None:
    page = blocks.Page(tmp_path)
    for block in blocks.find(PAGES[name].read_text(encoding="utf-8")):
        assert block.language in (*blocks.RUN, *blocks.SHOWN), block
        if block.language in blocks.RUN:
            now = page.run(block)
            assert blocks.same(block.code, now), f"{block.code}\n--- comes out as ---\n{now}(python docs/blocks.py --write)"


def test_the_pages_have_blocks() -> None:
    found = [block.language for path in PAGES.values() for block in blocks.find(path.read_text(encoding="utf-8"))]
    assert found.count("python") >= 25 and found.count("console") >= 20
    assert len(PAGES) >= 12


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", ">>> 1 + 1\n3\n"),
        ("python", ">>> 1 / 0\n"),
        ("console", "$ echo yes\nno\n"),
        ("console", "$ cloudplans coverge  # exit 2\nsomething else\n"),
    ],
)
def test_a_block_that_shows_something_else_is_noticed(language: str, code: str, tmp_path: Path) -> None:
    (block,) = blocks.find(f"Some words.\n\n```{language}\n{code}```\n")
    assert not blocks.same(block.code, blocks.Page(tmp_path).run(block))


@pytest.mark.parametrize(
    ("language", "code"),
    [("python", "1 / 0\n"), ("console", "$ exit 3\n"), ("console", "$ true  # exit 2\n"), ("console", "cloudplans\n")],
)
def test_a_block_that_fails_is_noticed(language: str, code: str, tmp_path: Path) -> None:
    with pytest.raises((ValueError, ZeroDivisionError)):
        blocks.Page(tmp_path).run(blocks.Block(language, code))


def set_up_faults(code: str) -> list[str]:
    """Return the lines of a block that is not run which are no set-up, or name what does not exist."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    faults = []
    for line in code.splitlines():
        first, *rest = shlex.split(line, comments=True)
        known = first in ("pip", "conda", "jupyter") or (first == "make" and rest[0] in targets)
        known |= first == "cloudplans" and rest[0] in ("report", "--print-completion")
        faults += [] if known else [line]
    return faults


def test_blocks_that_are_not_run_are_set_up_alone() -> None:
    found = [block for path in PAGES.values() for block in blocks.find(path.read_text(encoding="utf-8"))]
    shown = [block.code for block in found if block.language == "sh"]
    assert len(shown) >= 5
    assert [fault for code in shown for fault in set_up_faults(code)] == []
    assert set_up_faults("make nothing\ncloudplans targets\n") == ["make nothing", "cloudplans targets"]


def dead_links(path: Path, text: str) -> list[str]:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"```.*?```", "", text, flags=re.S))
    made = ("zh/tables.md", "tables.md")  # written when the site is built
    return [link for link in links if "://" not in link and link not in made and not (path.parent / link).exists()]


def test_links_lead_to_files() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in PAGES.values()}
    assert sum(text.count("](") for text in texts.values()) > 30
    assert {str(path): dead_links(path, text) for path, text in texts.items() if dead_links(path, text)} == {}
    assert dead_links(ROOT / "README.md", "[x](nowhere.md)") == ["nowhere.md"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the documentation, built once; a warning of Sphinx would fail it."""
    pytest.importorskip("sphinx")
    out = tmp_path_factory.mktemp("site") / "docs"
    command = [sys.executable, str(ROOT / "docs" / "build.py"), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 0, done.stderr
    return out


def named(package: Path) -> set[str]:
    """Return the public functions and classes of the package, found in its files."""
    found = set()
    for path in package.rglob("*.py"):
        if path.name.startswith("_"):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and node.name != "main":
                found.add(node.name)
    return found


def test_the_reference_has_every_public_name(site: Path) -> None:
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (site / "reference").glob("*.html")}
    described = {name for text in pages.values() for name in re.findall(r'<dt[^>]* id="cloudplans\.([\w.]+)"', text)}
    wanted = named(ROOT / "cloudplans")
    assert len(wanted) > 150
    assert wanted - {name.rpartition(".")[2] for name in described} == set()
    assert {name for name in cloudplans.__all__ if callable(getattr(cloudplans, name))} <= described
    assert {"compare.ranking", "plots.promises"} <= described


def test_the_reference_has_every_command_and_table(site: Path, data: cloudplans.Dataset) -> None:
    commands = (site / "reference" / "command-line.html").read_text(encoding="utf-8")
    assert len(main._COMMANDS) > 10
    for run, arguments in main._COMMANDS.items():
        assert f"usage: cloudplans {run.__name__.strip('_').replace('_', '-')}" in commands
        assert [argument for argument in arguments if argument.startswith("--") and argument not in commands] == []
    for page in ("reference/tables.html", "zh/tables.html"):
        text = (site / page).read_text(encoding="utf-8")
        for name, resource in data.resources.items():
            assert f"<h2>{name}<" in text
            fields = [field["name"] for field in resource["schema"]["fields"]]
            assert fields and all(f">{name}</p>" in text for name in fields)


_LOADS = re.compile(
    r"""(?:<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=|url\(|@import\s+)["']?((?:https?:)?//[^"')\s>]+)"""
)


def test_the_site_loads_nothing_from_the_network(site: Path) -> None:
    files = [path for kind in ("*.html", "*.css", "*.js") for path in site.rglob(kind)]
    assert len(files) > 60
    assert {
        str(path): _LOADS.findall(path.read_text(encoding="utf-8")) for path in files if _LOADS.search(path.read_text("utf-8"))
    } == {}
    assert _LOADS.findall('<script src="https://x.org/a.js">') and _LOADS.findall("url(//x.org/f.woff2)")
    assert "font/woff2" in (site / "_static" / "chinese.css").read_text(encoding="utf-8")


def test_the_lists_in_the_pages_are_those_of_the_tables(data: cloudplans.Dataset) -> None:
    lists = script("lists")
    text = "\n".join(path.read_text(encoding="utf-8") for path in PAGES.values())
    for name, block in lists.blocks(data).items():
        assert text.count(f"<!-- {name} -->\n{block}\n<!-- end -->") == 1, (name, "python docs/lists.py --write")
        assert block.count("\n") > 5
    assert "| `comparability.verdict` | `narrower` |" in text and "  status        single-coded" in text


def test_the_pictures_are_what_the_code_draws() -> None:
    pictures, seen = script("pictures"), 0
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for lang in ("en", "zh"):
        for name, (figure, csv) in pictures.drawn(lang).items():
            picture = (ROOT / "docs" / "pictures" / f"{name}.svg").read_text(encoding="utf-8")
            (words,) = re.findall(r"<dc:description>(.*?)</dc:description>", picture, re.S)
            assert words == pictures.described(figure, csv).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"), (
                "make pictures"
            )
            assert csv.count("\n") > 3 and len(picture) < 200_000
            if lang == "en":
                assert f"![{figure.get_label()}](docs/pictures/{name}.svg)" in readme
                seen += 1
    assert seen == 2
    assert not (pictures.drawn("en").keys() & pictures.drawn("zh").keys())


def test_every_dependency_has_a_reason_and_a_licence() -> None:
    wanted = dependencies.required()
    assert len(wanted) > 25 and set(wanted) == set(dependencies.reasons()), "docs/dependencies.csv"
    assert all(all(cells) for cells in dependencies.reasons().values())
    assert "not stated" not in dependencies.table()
    assert dependencies.block("dependencies") == dependencies.table(), "make dependencies"


def test_what_was_measured_still_decides() -> None:
    listed = dict(re.findall(r"\| `([\w.]+)` \| (\d+) \|", dependencies.block("start-up")))
    assert set(listed) == set(dependencies.MEASURED)
    assert int(listed["argparse"]) < int(listed["typer"])
    pytest.importorskip("typer")
    assert dependencies.start("argparse", 3) < dependencies.start("typer", 3)

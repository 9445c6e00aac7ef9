"""The documentation: code blocks run and show their output, links and paths exist, the reference is complete, nothing is fetched."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT

import cloudplans
from cloudplans.dataset import optional_packages

ARCHITECTURE = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")


def load_tool(name: str) -> ModuleType:
    """Load a script of tools/docs/."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "tools" / "docs" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


code_blocks, dependencies = load_tool("code_blocks"), load_tool("dependencies")
PAGES = {str(path.relative_to(ROOT)): path for path in code_blocks.PAGES}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in PAGES.items()}
BLOCKS = [block for text in TEXTS.values() for block in code_blocks.find_blocks(text)]


@pytest.mark.parametrize("name", PAGES)
def test_every_code_block_runs_and_shows_its_output(name: str, tmp_path: Path) -> None:
    page = code_blocks.Page(tmp_path)
    for block in code_blocks.find_blocks(TEXTS[name]):
        assert block.language in (*code_blocks.RUN, *code_blocks.NOT_RUN), block
        if block.language in code_blocks.RUN:
            actual = page.run(block)
            assert code_blocks.same_output(block.code, actual), (
                f"{block.code}\n--- the output is ---\n{actual}(update with: python tools/docs/code_blocks.py --write)"
            )


def test_the_pages_have_code_blocks() -> None:
    languages = [block.language for block in BLOCKS]
    assert languages.count("python") >= 25 and languages.count("console") >= 20
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
def test_a_block_with_other_output_is_reported(language: str, code: str, tmp_path: Path) -> None:
    (block,) = code_blocks.find_blocks(f"Some words.\n\n```{language}\n{code}```\n")
    assert not code_blocks.same_output(block.code, code_blocks.Page(tmp_path).run(block))


@pytest.mark.parametrize(
    ("language", "code"),
    [("python", "1 / 0\n"), ("console", "$ exit 3\n"), ("console", "$ true  # exit 2\n"), ("console", "cloudplans\n")],
)
def test_a_block_that_fails_is_reported(language: str, code: str, tmp_path: Path) -> None:
    with pytest.raises((ValueError, ZeroDivisionError)):
        code_blocks.Page(tmp_path).run(code_blocks.Block(language, code))


def unknown_set_up(code: str) -> list[str]:
    """Return the lines of a block that is not run which are not set-up, or which name a target or session that does not exist."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    sessions = set(re.findall(r"^@nox\.session\n(?:@.*\n)*def (\w+)", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.M))
    unknown = []
    for line in code.splitlines():
        first, *rest = shlex.split(line, comments=True)
        known = first in ("pip", "conda", "jupyter") or (first == "make" and rest[0] in targets)
        known |= first == "nox" and rest[0] == "-s" and rest[1] in sessions
        known |= first == "cloudplans" and rest[0] in ("report", "verify", "--print-completion")
        unknown += [] if known else [line]
    return unknown


def test_blocks_that_are_not_run_are_only_set_up() -> None:
    shown = [block.code for block in BLOCKS if block.language == "sh"]
    assert len(shown) >= 5
    assert [line for code in shown for line in unknown_set_up(code)] == []
    wrong = "make nothing\ncloudplans targets\nnox -s nothing\n"
    assert unknown_set_up(wrong) == wrong.splitlines()


@pytest.mark.parametrize("command", ["make", "nox -s"])
def test_commands_in_the_prose_exist(command: str) -> None:
    named = {line for text in TEXTS.values() for line in re.findall(rf"`({command} \w[\w-]*)", text)}
    assert len(named) > 3
    assert [line for line in named if unknown_set_up(line)] == []


def dead_links(path: Path, text: str) -> list[str]:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"```.*?```", "", text, flags=re.S))
    generated = ("zh/tables.md", "tables.md")  # written when the site is built
    return [link for link in links if "://" not in link and link not in generated and not (path.parent / link).exists()]


def test_links_lead_to_files() -> None:
    assert sum(text.count("](") for text in TEXTS.values()) > 30
    assert {name: dead for name, text in TEXTS.items() if (dead := dead_links(PAGES[name], text))} == {}
    assert dead_links(ROOT / "README.md", "[x](nowhere.md)") == ["nowhere.md"]


def missing_paths(text: str) -> list[str]:
    """Return the paths in back quotes that do not exist in the repository."""
    named = re.findall(r"`((?:cloudplans|data|docs|tests|tools|notebooks|benchmarks)/[\w./-]*)`", text)
    return [path for path in named if not (ROOT / path).exists()]


@pytest.mark.parametrize("name", [name for name in PAGES if name != "data/README.md"])
def test_paths_in_the_pages_exist(name: str) -> None:
    assert missing_paths(TEXTS[name]) == []
    assert missing_paths("`cloudplans/nowhere.py` `data/`") == ["cloudplans/nowhere.py"]


def test_the_architecture_has_a_line_for_every_package() -> None:
    package = ROOT / "cloudplans"
    parts = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    parts -= {"__init__", "__main__"}
    described = re.findall(r"^\| `(\w+)` \|", ARCHITECTURE, re.M)
    assert len(parts) > 10
    assert set(described) == parts and len(described) == len(parts)


def test_every_step_of_a_figure_names_its_module() -> None:
    for heading in ("How a figure gets in", "How a figure gets out"):
        (section,) = re.findall(rf"^## {heading}\n(.*?)^## ", ARCHITECTURE, re.M | re.S)
        steps = re.findall(r"^\| [A-Z].*$", section, re.M)
        assert len(steps) > 8
        assert [step for step in steps if "`cloudplans/" not in step or missing_paths(step)] == []


def test_the_data_folder_is_described() -> None:
    described = set(re.findall(r"`([\w.]+/?)`", TEXTS["data/README.md"]))
    found = {f"{path.name}/" if path.is_dir() else path.name for path in (ROOT / "data").iterdir()} - {"README.md"}
    assert len(found) > 10
    assert found <= described


def test_the_readme_states_the_size_of_the_data_set(data: cloudplans.Dataset) -> None:
    statements, targets = len(data.statements()), len(data.targets())
    assert f"{statements} quantified statements, {targets} of them targets" in " ".join(TEXTS["README.md"].split())


def unknown_extras(text: str) -> set[str]:
    """Return the extras that a text tells to install and that pyproject.toml does not have."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named = re.findall(r"(?:cloudplans|'\.)\[([a-z,]+)\]", text)
    return {name for names in named for name in names.split(",")} - set(extras)


def test_pages_and_messages_name_extras_that_exist() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "cloudplans").rglob("*.py")]
    named = [text for text in [*TEXTS.values(), *sources] if re.search(r"pip install '", text)]
    assert len(named) >= 6
    assert unknown_extras("\n".join([*TEXTS.values(), *sources])) == set()
    assert (
        set(optional_packages.EXTRAS.values())
        and unknown_extras(" ".join(f"cloudplans[{extra}]" for extra in optional_packages.EXTRAS.values())) == set()
    )
    assert unknown_extras("pip install '.[corpora]' or cloudplans[sdmx,report]") == {"corpora", "sdmx"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the documentation, built once; a warning of Sphinx would fail it."""
    for module in ("sphinx", "furo", "myst_parser", "numpydoc"):
        pytest.importorskip(module)
    out = tmp_path_factory.mktemp("site") / "docs"
    command = [sys.executable, str(ROOT / "tools" / "docs" / "build.py"), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.site
def test_the_reference_has_every_public_name(site: Path) -> None:
    pages = [path.read_text(encoding="utf-8") for path in (site / "reference").glob("*.html")]
    described = {name for text in pages for name in re.findall(r'<dt[^>]* id="(cloudplans\.[\w.]+)"', text)}
    public = {f"{package}.{name}" for package, things in load_tool("build").documented().items() for name in things}
    assert len(public) > 150
    assert public - described == set()
    assert {"cloudplans.targets", "cloudplans.compare.ranking", "cloudplans.plots.targets"} <= public
    plots = (site / "reference" / "cloudplans.plots.html").read_text(encoding="utf-8")
    drawn = [name for name in cloudplans.plots.__all__ if load_tool("build").picture_of("cloudplans.plots", name)]
    assert (
        len(drawn) == len(load_tool("pictures").GALLERY)
        and [name for name in drawn if f"An example of {name}" not in plots] == []
    )


@pytest.mark.site
def test_the_reference_has_every_command_and_table(site: Path, data: cloudplans.Dataset) -> None:
    text = (site / "reference" / "command-line.html").read_text(encoding="utf-8")
    commands = load_tool("build").commands()
    assert len(commands) > 10 and "targets" in commands
    assert [name for name in commands if f"usage: cloudplans {name}".strip() not in text] == []
    main = load_tool("build").MAIN_TABLES
    others = [name for name in data.resources if name not in main]
    assert len(main) >= 10 and len(others) > 20
    for page, names in {"reference/tables": main, "reference/other-tables": others, "zh/tables": data.resources}.items():
        text = (site / f"{page}.html").read_text(encoding="utf-8")
        assert text.count("<h2>") >= len(names)
        for name in names:
            resource = data.resources[name]
            assert f"<h2>{name}<" in text
            fields = [field["name"] for field in resource["schema"]["fields"]]
            assert fields and all(f">{field}</p>" in text for field in fields)


_LOADS = re.compile(
    r"""(?:<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=|url\(|@import\s+)["']?((?:https?:)?//[^"')\s>]+)"""
)


@pytest.mark.site
def test_the_site_loads_nothing_from_the_network(site: Path) -> None:
    files = [path for kind in ("*.html", "*.css", "*.js") for path in site.rglob(kind)]
    assert len(files) > 40
    assert {str(path): loads for path in files if (loads := _LOADS.findall(path.read_text(encoding="utf-8")))} == {}
    assert _LOADS.findall('<script src="https://x.org/a.js">') and _LOADS.findall("url(//x.org/f.woff2)")
    assert "font/woff2" in (site / "_static" / "chinese.css").read_text(encoding="utf-8")


def test_the_generated_tables_are_current(data: cloudplans.Dataset) -> None:
    text = "\n".join(TEXTS.values())
    for name, block in load_tool("generated_tables").blocks(data).items():
        assert text.count(f"<!-- {name} -->\n{block}\n<!-- end -->") == 1, (
            name, "update with: python tools/docs/generated_tables.py --write",
        )  # fmt: skip
        assert block.count("\n") > 5
    assert "| `comparability.verdict` | `narrower` |" in text and "  status        single-coded" in text


def check_pictures(names: Iterable[str], lang: str) -> int:
    """Compare pictures with what the data give, and return how many were compared."""
    pictures, checked = load_tool("pictures"), 0
    for name, (figure, csv) in pictures.draw(lang, names).items():
        picture = (ROOT / "docs" / "pictures" / f"{name}.svg").read_text(encoding="utf-8")
        (words,) = re.findall(r"<dc:description>(.*?)</dc:description>", picture, re.S)
        expected = pictures.description(figure, csv).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert words == expected, "update with: python tools/docs/pictures.py"
        assert csv.count("\n") > 3 and len(picture) < 140_000
        checked += 1
    return checked


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pictures_of_the_readme_are_current(lang: str) -> None:
    assert check_pictures(load_tool("pictures").IN_BOTH_LANGUAGES, lang) == 2


@pytest.mark.slow
def test_the_pictures_of_the_gallery_are_current() -> None:
    assert check_pictures(load_tool("pictures").GALLERY, "en") > 12


def test_every_plot_is_in_the_gallery_and_every_picture_is_shown() -> None:
    page = TEXTS["docs/howto/plot-and-compare.md"]
    not_plots = {"Mark", "chinese_font", "data_of", "figure_html", "marks", "redrawn", "region_colours", "svg", "use_style"}
    drawn = set(cloudplans.plots.__all__) - not_plots
    assert len(drawn) > 12 and {name for name in drawn if f"`plots.{name}(" not in page} == set()
    for name in load_tool("pictures").GALLERY:
        assert re.search(rf"!\[[^\]]{{15,}}\]\(\.\./pictures/{name}\.en\.svg\)", page), name
    assert re.search(r"!\[[^\]]{15,}\]\(docs/pictures/share-of-gdp\.en\.svg\)", TEXTS["README.md"])


def test_every_dependency_has_a_purpose_and_a_licence() -> None:
    required = dependencies.required()
    assert len(required) > 25 and set(required) == set(dependencies.reasons()), "tools/docs/dependencies.csv"
    assert all(all(cells) for cells in dependencies.reasons().values())
    assert "not stated" not in dependencies.table()
    assert dependencies.shown() == dependencies.table(), "update with: python tools/docs/dependencies.py --write"

"""Notebooks contain prose and calls: no definition, path, typed number or stored output."""

from __future__ import annotations

import ast
import json
import re

import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_CELLS = 25


def notebook_faults(notebook: dict) -> list[str]:
    """Return what is wrong with a notebook."""
    faults = []
    if len(notebook["cells"]) > MOST_CELLS:
        faults.append(f"{len(notebook['cells'])} cells; at most {MOST_CELLS}")
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            if re.search(r"\d", re.sub(r"`[^`]*`|^#+|\]\([\w.]+\)", "", source)):
                faults.append(f"a number in prose: {source}")
            if re.search(r"[\u4e00-\u9fff]", re.sub(r"`[^`]*`|“[^”]*”", "", source)):
                faults.append(f"Chinese prose, which belongs in the catalogue: {source}")
            continue
        if cell["outputs"] or cell["execution_count"]:
            faults.append("stored outputs")
        nodes = list(ast.walk(ast.parse(source)))
        if any(isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda) for node in nodes):
            faults.append(f"a definition in a cell: {source}")
        constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
        if any(isinstance(value, int | float) and not isinstance(value, bool) for value in constants):
            faults.append(f"a number typed by hand: {source}")
        if any(isinstance(value, str) and ("/" in value or "\\" in value) for value in constants):
            faults.append(f"a path: {source}")
    return faults


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_contain_prose_and_calls(path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert len(notebook["cells"]) >= 2
    assert notebook_faults(notebook) == []


def test_there_are_twelve_notebooks() -> None:
    assert len(NOTEBOOKS) == 12


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("code", "def f(): pass"),
        ("code", "x = 3"),
        ("code", "open('a/b')"),
        ("markdown", "about 30 per cent"),
        ("markdown", "产业规模"),
    ],
)
def test_a_planted_fault_is_reported(kind: str, source: str) -> None:
    cell = {"cell_type": kind, "source": source, "outputs": [], "execution_count": None, "metadata": {}}
    assert len(notebook_faults({"cells": [cell]})) == 1


LANGUAGE_CELLS = re.compile(r"^plots\.use_style\(lang\);?$", re.M)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_only_two_cells_name_the_language(path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" and not cell["metadata"].get("tags")]
    assert sources or path.stem == "08_explorer"
    assert [source for source in sources if re.search(r"\blang\b", LANGUAGE_CELLS.sub("", source))] == []


def test_every_notebook_has_its_section_and_title() -> None:
    about = {path.stem: json.loads(path.read_text(encoding="utf-8"))["metadata"]["cloudplans"] for path in NOTEBOOKS}
    assert {values["section"] for values in about.values()} == {"themes", "regions", "method"}
    assert all(0 < len(values["title"]) <= 26 for values in about.values())
    assert len({values["title"] for values in about.values()}) == len(NOTEBOOKS)


def test_the_themes_teach_pandas_and_seaborn() -> None:
    """Each page of a theme draws with seaborn and with a plot of this package, and shows a frame."""
    themes = [
        path
        for path in NOTEBOOKS
        if json.loads(path.read_text(encoding="utf-8"))["metadata"]["cloudplans"]["section"] == "themes"
    ]
    assert len(themes) == 6
    for path in themes:
        cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
        sources = ["".join(cell["source"]) for cell in cells]
        assert any("seaborn." in source for source in sources) and any("_findings." in source for source in sources), path.stem
        assert any(re.search(r"^plots\.(?!use_style)", source, re.M) for source in sources), path.stem
        assert any(ends_in_a_frame(source) for source in sources), path.stem


def ends_in_a_frame(source: str) -> bool:
    """Return whether the last line of a cell is pandas: a selection of columns, a table over two columns, or `wide`."""
    last = source.rstrip().splitlines()[-1]
    return bool(re.match(r"\w+\[\[|pandas\.crosstab\(|cloudplans\.wide\(", last))


def test_too_many_cells_are_reported() -> None:
    cell = {"cell_type": "markdown", "source": "prose", "metadata": {}}
    assert notebook_faults({"cells": [cell] * (MOST_CELLS + 1)}) == ["26 cells; at most 25"]


def test_the_documentation_lists_every_notebook() -> None:
    page = (ROOT / "docs" / "howto" / "explorer.md").read_text(encoding="utf-8")
    assert len(NOTEBOOKS) > 1
    assert [path.name for path in NOTEBOOKS if f"| `{path.stem}` | " not in page] == []

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
            if re.search(r"\d", re.sub(r"`[^`]*`|^#+", "", source)):
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
    assert len(notebook["cells"]) > 2
    assert notebook_faults(notebook) == []


def test_there_are_ten_notebooks() -> None:
    assert len(NOTEBOOKS) == 10


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


def test_too_many_cells_are_reported() -> None:
    cell = {"cell_type": "markdown", "source": "prose", "metadata": {}}
    assert notebook_faults({"cells": [cell] * (MOST_CELLS + 1)}) == ["26 cells; at most 25"]


def test_the_documentation_lists_every_notebook() -> None:
    page = (ROOT / "docs" / "howto" / "explorer.md").read_text(encoding="utf-8")
    assert len(NOTEBOOKS) > 1
    assert [path.name for path in NOTEBOOKS if f"| `{path.stem}` | " not in page] == []

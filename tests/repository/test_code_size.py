"""Modules and functions stay small, and importing the package loads only what its first call needs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

import cloudplans

PACKAGE = ROOT / "cloudplans"
LONGEST_MODULE, LONGEST_FUNCTION = 350, 45  # lines; docstrings do not count in a function


def too_long(package: Path) -> tuple[list[str], int]:
    """Return the modules and functions that are too long, and the number of functions measured."""
    wrong, measured = [], 0
    for path in sorted(package.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        name = path.relative_to(package)
        if (lines := len(source.splitlines())) > LONGEST_MODULE:
            wrong.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                if (lines := (node.end_lineno or 0) - first.lineno) >= LONGEST_FUNCTION:
                    wrong.append(f"{name}: {node.name}: {lines} lines")
                measured += 1
    return wrong, measured


def test_modules_and_functions_stay_small() -> None:
    wrong, measured = too_long(PACKAGE)
    assert measured > 500
    assert wrong == []


def test_a_planted_long_function_is_reported(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("def f():\n" + "    x = 1\n" * 60 + "\n" * 300, encoding="utf-8")
    assert too_long(tmp_path)[0] == ["module.py: 361 lines", "module.py: f: 59 lines"]


def run_python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_the_first_table_loads_neither_drawing_nor_network() -> None:
    heavy = [
        "matplotlib",
        "seaborn",
        "IPython",
        "nbconvert",
        "requests",
        "aiohttp",
        "jinja2",
        "fontTools",
        "krippendorff",
        "ipywidgets",
    ]
    code = f"import cloudplans, sys; cloudplans.targets(); print([m for m in {heavy} if m in sys.modules])"
    assert run_python(code) == "[]\n"


@pytest.mark.parametrize("heavy", ["pandas", "numpy", "matplotlib"])
def test_importing_the_package_loads_no_library(heavy: str) -> None:
    assert run_python(f"import cloudplans, sys; print({heavy!r} in sys.modules)") == "False\n"


def test_help_waits_for_no_library() -> None:
    code = (
        "import contextlib, io, sys, cloudplans.cli\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n    cloudplans.cli.main(['--help'])\n"
        "print([m for m in ('pandas', 'numpy', 'matplotlib', 'cloudplans.dataset') if m in sys.modules])"
    )
    assert run_python(code) == "[]\n"


def test_no_public_name_hides_a_package() -> None:
    """`from cloudplans import NAME` finds a public name before a package, so that the two must differ."""
    packages = {path.stem for path in PACKAGE.iterdir()} - {"__init__"}
    assert len(packages) >= 13
    assert packages & set(cloudplans.__all__) == {"compare", "plots"}  # which are packages

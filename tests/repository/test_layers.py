"""Packages import only from the layers below them; docs/explanation/architecture.md lists the layers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "cloudplans"
ARCHITECTURE = ROOT / "docs" / "explanation" / "architecture.md"
UNLAYERED = {"__init__", "__main__"}  # the public face, and the entry that starts the command line


def layers() -> dict[str, int]:
    """Return the height of each package, 0 for the lowest."""
    listed = re.search(r"```text\n(.*?)```", ARCHITECTURE.read_text(encoding="utf-8"), re.S)
    assert listed
    lines = listed[1].splitlines()
    return {name: len(lines) - number for number, line in enumerate(lines, 1) for name in line.split()}


def top(module: str) -> str:
    return module.split(".")[0]


def imports(path: Path) -> list[str]:
    """Return the modules of this package that a module imports, without the prefix."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "cloudplans":
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cloudplans."):
            found.append(str(node.module).removeprefix("cloudplans."))
        elif isinstance(node, ast.Import):
            found += [alias.name.removeprefix("cloudplans.") for alias in node.names if alias.name.startswith("cloudplans.")]
    return found


def violations(package: Path) -> tuple[list[str], int]:
    """Return the imports that break a rule, and how many were looked at."""
    height, wrong, seen = layers(), [], 0
    for path in sorted(package.rglob("*.py")):
        module = ".".join(path.relative_to(package).with_suffix("").parts)
        own = top(module)
        if own in UNLAYERED:
            continue
        if own not in height:
            wrong.append(f"{module} is in no layer")
            continue
        for other in imports(path):
            if other.startswith("__"):  # __version__
                continue
            seen += 1
            if top(other) == own:
                continue
            if top(other) not in height or height[top(other)] >= height[own]:
                wrong.append(f"{module} imports {other}, which is not below it")
            elif "." in other:
                wrong.append(f"{module} imports {other}; import from cloudplans.{top(other)}")
    return wrong, seen


def test_every_package_has_a_layer() -> None:
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert found - UNLAYERED == set(layers())


def test_imports_go_down_and_through_the_public_interface() -> None:
    wrong, seen = violations(PACKAGE)
    assert seen > 200
    assert wrong == []


@pytest.mark.parametrize(
    ("module", "line", "message"),
    [
        ("dataset/bad.py", "from cloudplans.compare import pair", "dataset.bad imports compare, which is not below it"),
        ("compare/bad.py", "from cloudplans.verify import RULES", "compare.bad imports verify, which is not below it"),
        ("display/bad.py", "import cloudplans.report.build", "display.bad imports report.build, which is not below it"),
        (
            "plots/bad.py",
            "from cloudplans.compare.stages import stages",
            "plots.bad imports compare.stages; import from cloudplans.compare",
        ),
    ],
)
def test_a_planted_import_is_reported(tmp_path: Path, module: str, line: str, message: str) -> None:
    (tmp_path / module).parent.mkdir()
    (tmp_path / module).write_text(line, encoding="utf-8")
    assert violations(tmp_path)[0] == [message]

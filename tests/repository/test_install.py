"""The package finds its data in a wheel, in an editable installation and in a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

CODE = "import cloudplans; print(len(cloudplans.targets()), cloudplans.load().directory)"
TARGETS = 81


def targets_and_directory(working_directory: Path, **environment: str) -> tuple[int, Path]:
    """Ask a new process how many targets it finds, and where."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | environment
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=working_directory, env=env, capture_output=True, text=True, check=True
    )
    count, _, directory = done.stdout.strip().partition(" ")
    return int(count), Path(directory)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return file


def test_checkout(tmp_path: Path) -> None:
    assert targets_and_directory(tmp_path, PYTHONPATH=str(ROOT)) == (TARGETS, ROOT / "data")


def test_editable(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "show", "-f", "cloudplans"], capture_output=True, text=True, check=False)
    if f"Editable project location: {ROOT}" not in done.stdout:
        pytest.skip("needs an editable installation of this checkout")
    assert targets_and_directory(tmp_path) == (TARGETS, ROOT / "data")


def test_wheel(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(site)
    expected = {
        "_data/datapackage.json", "_data/coding/codebook.md", "_notebooks/01_start_here.ipynb", "report/templates/style.css",
        "explorer/explorer.css", "export/views.sql", "translations/zh.po", "py.typed",
    }  # fmt: skip
    assert {f"cloudplans/{name}" for name in expected} - names == set()
    assert [name for name in names if name.startswith(("tests/", "data/", "tools/", ".ci")) or "/releases/" in name] == []
    assert targets_and_directory(tmp_path, PYTHONPATH=str(site)) == (TARGETS, site / "cloudplans" / "_data")

"""The package finds its data installed from a wheel, editable, and in a bare checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

ASK = "import cloudplans; print(len(cloudplans.targets()), cloudplans.load().directory)"


def ask(where: Path, **environment: str) -> tuple[int, Path]:
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH",)} | environment
    done = subprocess.run([sys.executable, "-c", ASK], cwd=where, env=env, capture_output=True, text=True, check=True)
    count, _, directory = done.stdout.strip().partition(" ")
    return int(count), Path(directory)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


def test_checkout(tmp_path: Path) -> None:
    assert ask(tmp_path, PYTHONPATH=str(ROOT)) == (81, ROOT / "data")


def test_editable(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "show", "-f", "cloudplans"], capture_output=True, text=True, check=False)
    if "Editable project location" not in done.stdout:
        pytest.skip("cloudplans is not installed editable in this environment")
    assert ask(tmp_path) == (81, ROOT / "data")


def test_wheel(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(site)
    assert "cloudplans/_data/datapackage.json" in names and "cloudplans/_data/coding/codebook.md" in names
    assert "cloudplans/_notebooks/01_start_here.ipynb" in names and "cloudplans/templates/style.css" in names
    assert {"cloudplans/export/views.sql", "cloudplans/export/croissant_context.json"} <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "data/", ".ci"))]
    assert not [name for name in names if "releases" in name]
    assert ask(tmp_path, PYTHONPATH=str(site)) == (81, site / "cloudplans" / "_data")

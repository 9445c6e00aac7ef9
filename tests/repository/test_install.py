"""The package finds its data in a wheel, in an editable installation and in a checkout."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

CODE = "import cloudplans; print(len(cloudplans.targets()), cloudplans.load().directory)"
with (ROOT / "data" / "statements.csv").open(encoding="utf-8", newline="") as file:
    TARGETS = sum(row["kind"] == "target" for row in csv.DictReader(file))
LARGEST_WHEEL = (
    1_550_000  # bytes; the aim is 1,000,000: more than half is tables, and what is much larger has something in it by mistake
)


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
    assert TARGETS > 100
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


RELATIVE = re.compile(
    r"\]\((?!\w+:)|<(?:img|a)\b[^>]*=[\"'](?!\w+:)|^\[[^\]]+\]:\s+(?!\w+:)", re.MULTILINE
)  # a link or a picture, in three forms


def test_the_long_description_has_no_relative_link(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        header, _, text = archive.read(name).decode("utf-8").partition("\n\n")
    assert "Description-Content-Type: text/markdown" in header
    assert text.startswith("# cloudplans") and "docs/quick-start.md" in text and "](http" in text
    assert RELATIVE.findall(text) == []
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(RELATIVE.findall(readme)) > 10
    for planted in ("![a](docs/a.svg)", '<img src="docs/a.svg">', "[a]: docs/a.md"):
        assert RELATIVE.search(planted)


def test_the_wheel_has_both_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        texts = {Path(name).name: archive.read(name) for name in archive.namelist() if ".dist-info/licenses/" in name}
    assert {*texts} == {"LICENSE", "LICENSE-DATA"}
    assert "Permission is hereby granted" in texts["LICENSE"].decode("utf-8")
    # https://creativecommons.org/licenses/by/4.0/legalcode.txt, to the byte
    assert hashlib.sha256(texts["LICENSE-DATA"]).hexdigest() == "9ba9550ad48438d0836ddab3da480b3b69ffa0aac7b7878b5a0039e7ab429411"


def test_the_wheel_does_not_grow_by_mistake(wheel: Path) -> None:
    assert 400_000 < wheel.stat().st_size <= LARGEST_WHEEL

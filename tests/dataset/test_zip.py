"""The package works from a zip file on the path, as a wheel is one, and from a zipapp."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

import cloudplans

SCRIPT = """
import sys
import cloudplans
from cloudplans.dataset import own_directory
print(cloudplans.__file__)
print(own_directory())
print(len(cloudplans.targets()), len(cloudplans.targets(tier="unverified")), len(cloudplans.load().resources))
print(cloudplans.cite("guangdong-2014").splitlines()[1])
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zip of the package with its tables inside, laid out as a wheel is."""
    path = tmp_path_factory.mktemp("zip") / "cloudplans.pyz"
    with zipfile.ZipFile(path, "w") as made:
        for file in (ROOT / "cloudplans").rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and file.relative_to(ROOT / "cloudplans").parts[0] != "_data":
                made.write(file, Path("cloudplans", file.relative_to(ROOT / "cloudplans")))
        for file in (ROOT / "data").rglob("*"):
            if file.is_file() and "releases" not in file.parts:
                made.write(file, Path("cloudplans/_data", file.relative_to(ROOT / "data")))
        made.writestr("__main__.py", SCRIPT)
    return path


@pytest.mark.parametrize("how", ["on the path", "zipapp"])
def test_targets_are_loaded_from_a_zip_file(how: str, archive: Path, tmp_path: Path) -> None:
    start = f"import sys\nsys.path.insert(0, {str(archive)!r})\n"
    command = [sys.executable, str(archive)] if how == "zipapp" else [sys.executable, "-P", "-c", start + SCRIPT]
    env = {name: value for name, value in os.environ.items() if not name.startswith("CLOUDPLANS_") and name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=tmp_path, env=env | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    module, directory, counts, cited = done.stdout.splitlines()
    assert module == str(archive / "cloudplans" / "__init__.py")
    data = cloudplans.load()
    expected = len(data.targets()), len(data.targets(tier="unverified")), len(data.resources)
    assert counts == " ".join(map(str, expected))
    assert cited == cloudplans.cite("guangdong-2014").splitlines()[1]
    assert Path(directory).parent == tmp_path and [*tmp_path.iterdir()] == []  # removed when Python ended

"""What pip, conda and the lock install agrees; the lock is checked by hash and runs no code while it is installed."""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

NEW_ENVIRONMENT = {"cloudplans", "pip", "setuptools"}  # the package itself, and what every new environment contains
CONDA_EXTRAS = ("pdf", "", "plot", "report", "notebooks", "parquet", "xlsx", "dask")
FIXED_BY_THE_OWNER = {"jupyter", "pandas", "matplotlib", "seaborn", "ipywidgets"}


def requirements() -> dict[str, list[str]]:
    """Return the requirements of each extra; those of the package itself under the empty name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"": project["dependencies"], **project["optional-dependencies"]}


def versions(lines: list[str]) -> dict[str, str]:
    """Return the version specifier of each package but our own."""
    parsed = (re.match(r"([A-Za-z0-9-]+)(?:\[[a-z,]+\])?\s*(.*)", line) for line in lines)
    return {match[1]: match[2].replace(" ", "") for match in parsed if match and match[1] != "cloudplans"}


def locked() -> dict[str, str]:
    """Return the locked version of each package that this Python and system need."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    lines = [Requirement(line.rstrip(" \\")) for line in re.findall(r"^[A-Za-z0-9_.-]+==[^\n]*", lock, re.M)]
    needed = [line for line in lines if line.marker is None or line.marker.evaluate()]
    return {canonicalize_name(line.name): next(iter(line.specifier)).version for line in needed}


def test_conda_users_get_the_same() -> None:
    expected = versions([line for extra in CONDA_EXTRAS for line in requirements()[extra]])
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    listed = [line.replace("_", "-") for line in environment if isinstance(line, str)]
    (piped,) = (entry["pip"] for entry in environment if isinstance(entry, dict))
    conda = versions(listed) | versions([line for line in piped if not line.startswith("-e")])
    conda["brotli"] = conda.pop("brotli-python")
    assert set(conda) >= FIXED_BY_THE_OWNER
    assert {name: conda.get(name) for name in expected} == expected
    assert set(conda) - set(expected) == {"python", "pip", "jupyter"}


def test_the_lock_contains_every_requirement_with_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    required = versions([line for lines in requirements().values() for line in lines])
    assert len(required) > 15
    assert {name for name in required if canonicalize_name(name) not in locked()} == set()
    blocks = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert len(blocks) > 100
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert not re.search(r"^(-e|git\+|https?:|file:|\S+ @ )|https?://", lock, re.M)


def differences(expected: dict[str, str], installed: dict[str, str]) -> list[str]:
    """Return each package that is missing, additional or of another version."""
    names = sorted({*expected, *installed} - NEW_ENVIRONMENT)
    return [f"{n}: lock {expected.get(n)}, installed {installed.get(n)}" for n in names if expected.get(n) != installed.get(n)]


def test_what_is_installed_is_what_the_lock_names() -> None:
    if not (Path(sys.prefix) / ".ready").exists():
        pytest.skip("needs the environment that make sets up")
    installed = {canonicalize_name(package.name): package.version for package in importlib.metadata.distributions()}
    assert len(locked()) > 100
    assert differences(locked(), installed) == []


def test_a_planted_difference_is_reported() -> None:
    expected = {"pandas": "3.1.1", "numpy": "2.4"}
    assert differences(expected, {**expected, "pip": "1"}) == []
    assert differences(expected, {"pandas": "3.1.1"}) == ["numpy: lock 2.4, installed None"]
    assert differences(expected, {**expected, "pandas": "3.1.0"}) == ["pandas: lock 3.1.1, installed 3.1.0"]
    assert differences(expected, {**expected, "other": "1"}) == ["other: lock None, installed 1"]


def test_make_installs_from_the_lock_only() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^\$\(STAMP\):.*\n((?:\t.*\n?)+)", makefile, re.M)
    installs = [line.strip() for line in recipe.replace("\\\n", " ").split(";") if re.search(r"\binstall\b", line)]
    assert len(installs) == 5
    for line in installs:
        itself = "--no-deps --no-build-isolation -e ." in line
        assert itself != ("$(LOCKED) -r" in line), line
    assert re.search(r"^LOCKED := --require-hashes --only-binary :all:$", makefile, re.M)


@pytest.mark.parametrize(("package", "safe"), [("nbconvert", "7.17.1"), ("jupyter-server", "2.18.0")])
def test_versions_with_known_vulnerabilities_are_excluded(package: str, safe: str) -> None:
    lines = [Requirement(line) for lines in requirements().values() for line in lines]
    specifiers = [line.specifier for line in lines if line.name == package]
    assert specifiers
    assert not any(specifier.contains("7.17.0" if package == "nbconvert" else "2.17.0") for specifier in specifiers)
    assert Version(locked()[package]) >= Version(safe)

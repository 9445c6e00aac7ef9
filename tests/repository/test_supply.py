"""What is installed is what the lock names; an audit that could not ask does not say that all is well."""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import audit
import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

OURS = {"cloudplans", "pip", "setuptools"}  # the package itself, and what a new environment holds
# Environments beside the product's own, which compare it with others' tools; nothing of them is shipped or runs in `make report`.
ASIDE = ("(READERS)", "build/bench-peers", "bench-scan", "floors", "audit", "lock", "(RAYS)")


def differences(wanted: dict[str, str], installed: dict[str, str]) -> list[str]:
    """Return what is installed and not in the lock, lacking, or of another version."""
    names = sorted({*wanted, *installed} - OURS)
    return [f"{n}: lock {wanted.get(n)}, installed {installed.get(n)}" for n in names if wanted.get(n) != installed.get(n)]


def test_what_is_installed_is_what_the_lock_names() -> None:
    if not (Path(sys.prefix) / ".ready").exists():
        pytest.skip("this environment was not made by make: what it holds is not compared with the lock")
    wanted = audit.pinned((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    installed = {canonicalize_name(found.name): found.version for found in importlib.metadata.distributions()}
    assert len(wanted) > 100
    assert differences(wanted, installed) == []


def test_a_planted_difference_is_found() -> None:
    wanted = {"pandas": "3.1.1", "numpy": "2.4"}
    assert differences(wanted, {**wanted, "pip": "1"}) == []
    assert differences(wanted, {"pandas": "3.1.1"}) == ["numpy: lock 2.4, installed None"]
    assert differences(wanted, {**wanted, "pandas": "3.1.0"}) == ["pandas: lock 3.1.1, installed 3.1.0"]
    assert differences(wanted, {**wanted, "evil": "1"}) == ["evil: lock None, installed 1"]


def test_the_product_is_installed_from_the_lock_alone() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^\$\(STAMP\):.*\n((?:\t.*\n?)+)", makefile, re.M)
    installs = [line.strip() for line in recipe.replace("\\\n", " ").split(";") if re.search(r"\binstall\b", line)]
    assert len(installs) == 5
    for line in installs:
        own = "--no-deps --no-build-isolation -e ." in line
        assert own != ("$(LOCKED) -r" in line), line
    assert re.search(r"^LOCKED := --require-hashes --only-binary :all:$", makefile, re.M)
    others = [
        block
        for block in re.split(r"\n(?=\S)", makefile)
        if re.search(r"\binstall --|\binstall -r", block) and "$(STAMP):" not in block.splitlines()[0]
    ]
    named = [block for block in others if any(name in block.split(":")[0] or name in block for name in ASIDE)]
    assert others == named


def test_the_lock_needs_no_code_to_be_installed() -> None:
    """The lock is resolved with wheels alone, for every system; each package has hashes."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"uv pip compile [^\n]*--universal[^\n]*--generate-hashes --only-binary :all:", makefile)
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"^(-e|git\+|https?:|file:|\S+ @ )", lock, re.M)


@pytest.mark.parametrize(("package", "least"), [("nbconvert", "7.17.1"), ("jupyter-server", "2.18.0")])
def test_floors_leave_known_weaknesses_out(package: str, least: str) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    asked = [Requirement(line) for lines in extras.values() for line in lines if Requirement(line).name == package]
    assert asked and all(
        Version(spec.version) >= Version(least) for one in asked for spec in one.specifier if spec.operator == ">="
    )
    assert not any(one.specifier.contains("7.17.0" if package == "nbconvert" else "2.17.0") for one in asked)
    assert Version(audit.pinned((ROOT / "requirements.lock").read_text(encoding="utf-8"))[package]) >= Version(least)


WANTED = {"pandas": "3.1.1", "numpy": "2.4"}
WHOLE = [{"name": name, "version": version, "vulns": []} for name, version in WANTED.items()]


@pytest.mark.parametrize(
    ("code", "out", "err", "expected", "said"),
    [
        (0, json.dumps({"dependencies": WHOLE}), "", 0, "2 packages audited, no weakness known"),
        (1, json.dumps({"dependencies": [{**WHOLE[0], "vulns": [{"id": "PYSEC-1"}]}, WHOLE[1]]}), "", 1,
         "pandas 3.1.1: PYSEC-1\n1 known weaknesses in 2 packages"),
        (1, "", "ERROR: Couldn't connect\nto the index", 3, "not audited: pip-audit ended with 1: to the index"),
        (0, "", "", 3, "not audited: pip-audit ended with 0: it printed nothing"),
        (0, "[]", "", 3, "not audited: pip-audit ended with 0: it printed nothing"),
        (0, json.dumps({"dependencies": WHOLE[:1]}), "", 3, "not audited: 1 of 2 packages, such as numpy"),
        (0, json.dumps({"dependencies": [WHOLE[0], {"name": "numpy", "skip_reason": "not on PyPI"}]}), "", 3,
         "not audited: 1 of 2 packages, such as numpy"),
        (0, json.dumps({"dependencies": [WHOLE[0], {**WHOLE[1], "version": "2.3"}]}), "", 3, "not audited: 1 of 2 packages, such as numpy"),
    ],
)  # fmt: skip
def test_an_audit_says_what_it_knows(code: int, out: str, err: str, expected: int, said: str) -> None:
    found, lines = audit.verdict(WANTED, code, out, err)
    assert (found, "\n".join(lines)) == (expected, said)


def test_an_audit_of_nothing_is_none() -> None:
    assert audit.verdict({}, 0, json.dumps({"dependencies": []}), "")[0] == 3


def test_an_audit_without_its_tool_is_none(tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(ROOT / "tests" / "audit.py"),
        "--tool",
        str(tmp_path / "nothing"),
        str(ROOT / "requirements.lock"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3 and done.stdout.startswith("not audited: ") and "ok" not in done.stdout

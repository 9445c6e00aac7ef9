"""Code that builds on the package: twelve small scripts, and a module that type checkers accept."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from conftest import ROOT

CLIENTS = Path(__file__).parent / "clients"
TYPED = CLIENTS / "typed_client.py"
SCRIPTS = sorted(path for path in CLIENTS.glob("*.py") if path != TYPED)
CHECKERS = ROOT / ".types" / "bin"  # mypy and pyright, which .ci/run installs
PUBLIC = {"cloudplans", "cloudplans.compare", "cloudplans.plots"}
IN_PUBLIC = re.compile(r"cloudplans(\.\w+|\.(compare|plots|dataset|scanner)\..+)$")  # where the public names are, and their homes
COMMANDS = {
    "mypy": ["--strict", "--follow-imports=silent"],
    "pyright": [f"--pythonpath={CHECKERS / 'python'}"],
}
MISTAKES = {  # what a user may get wrong, and what both checkers say of it
    'cloudplans.targets(regoin="Hubei")': "regoin",
    'compare.ranking(rows, bas="absolute")': "bas",
    'plots.targets(rows, lang="fr")': "fr",
    'cloudplans.targets(tier="all")': "all",
    "cloudplans.tragets()": "tragets",
}


def deep_imports(source: str) -> set[str]:
    """Return the imported modules of the package that are not public."""
    modules = set(re.findall(r"^(?:import|from) (cloudplans[\w.]*)", source, re.M))
    modules |= {
        f"cloudplans.{name}" for names in re.findall(r"^from cloudplans import (.+)$", source, re.M) for name in names.split(", ")
    }
    return modules - PUBLIC


def test_there_are_twelve_scripts_of_eight_lines() -> None:
    assert len(SCRIPTS) == 12
    for path in SCRIPTS:
        source = path.read_text(encoding="utf-8")
        assert len([line for line in source.splitlines() if line]) <= 8, path.name
        assert deep_imports(source) == set(), path.name
    assert deep_imports("from cloudplans.dataset import load\nfrom cloudplans import labels\n") == {
        "cloudplans.dataset",
        "cloudplans.labels",
    }


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), {"__name__": "__main__"})
    plt.close("all")


def check(checker: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run a type checker on a module."""
    program = CHECKERS / checker
    if not program.is_file():
        pytest.skip("needs mypy and pyright, which the CI installs")
    command = [str(program), *COMMANDS[checker], str(path)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=400, check=False)


@pytest.mark.types
@pytest.mark.parametrize("checker", COMMANDS)
def test_a_client_is_accepted_and_each_mistake_is_found(checker: str, tmp_path: Path) -> None:
    done = check(checker, TYPED)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "wrong.py"
    source = TYPED.read_text(encoding="utf-8")
    wrong.write_text(source + "\n".join(MISTAKES) + "\n", encoding="utf-8")
    done = check(checker, wrong)
    assert done.returncode == 1, done.stdout + done.stderr
    first = source.count("\n") + 1
    for line, word in enumerate(MISTAKES.values(), first):
        told = [told for told in done.stdout.splitlines() if re.search(rf"wrong\.py:{line}\b.*error", told)]
        assert told and word in " ".join(told), (line, done.stdout)


def typed_share(site: Path) -> tuple[float, list[str]]:
    """Return the share of the names in the public packages whose type is known, and the others, by `pyright --verifytypes`."""
    environment = os.environ | {"PATH": f"{CHECKERS}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(site)}
    command = [str(CHECKERS / "pyright"), "--verifytypes", "cloudplans", "--ignoreexternal", "--outputjson"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=site, env=environment, timeout=400, check=False)
    symbols = [
        symbol
        for symbol in json.loads(done.stdout)["typeCompleteness"]["symbols"]
        if symbol["isExported"] and IN_PUBLIC.match(symbol["name"])
    ]
    unknown = [symbol["name"] for symbol in symbols if not symbol["isTypeKnown"]]
    assert len(symbols) > 300
    return 1 - len(unknown) / len(symbols), unknown


@pytest.mark.types
def test_the_types_of_the_public_interface_are_complete(tmp_path: Path) -> None:
    if not (CHECKERS / "pyright").is_file():
        pytest.skip("needs mypy and pyright, which the CI installs")
    package = tmp_path / "cloudplans"
    shutil.copytree(ROOT / "cloudplans", package, ignore=shutil.ignore_patterns("__pycache__", "_data", "_notebooks"))
    share, unknown = typed_share(tmp_path)
    assert share >= 0.98, unknown
    module = package / "dataset" / "dataset.py"
    source = module.read_text(encoding="utf-8")
    planted = source.replace("def load(directory: Directories = None) -> Dataset:", "def load(directory=None):")
    assert planted != source
    module.write_text(planted, encoding="utf-8")
    assert "cloudplans.dataset.dataset.load" in typed_share(tmp_path)[1]

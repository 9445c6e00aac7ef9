"""A report is built again exactly when something that it depends on has changed, and replaces nothing else than a report."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from cloudplans.dataset import Dataset
from cloudplans.report import build, build_report

UP_TO_DATE = "nothing has changed; the report is up to date"


class Copy:
    """A copy of package, data and notebooks that a test can change."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("cloudplans", "data", "notebooks"):
            shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "releases"))
        shutil.copy(ROOT / "requirements.lock", root)

    def append(self, path: str, words: str = "\n") -> None:
        with (self.root / path).open("a", encoding="utf-8") as file:
            file.write(words)

    def build(self, *options: str) -> tuple[str, dict[str, bytes]]:
        """Build the report of one region in English; return what was printed to standard error, and the files."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("CLOUDPLANS_")}
        command = [sys.executable, "-m", "cloudplans", "report", "--region", "CN-SH", "--out", "out", *options]
        done = subprocess.run(
            command, cwd=self.root, env={**env, "PYTHONPATH": str(self.root)}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stderr, files(self.root / "out")


def files(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert len(found) > 10
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("copy"))


CHANGES: dict[str, Callable[[Copy], None]] = {
    "table": lambda copy: copy.append("data/README.md"),
    "descriptor": lambda copy: copy.append("data/datapackage.json"),
    "notebook": lambda copy: copy.append("notebooks/06_region_profile.ipynb"),
    "example of a new plan": lambda copy: copy.append("notebooks/example/decisions.csv"),
    "module": lambda copy: copy.append("cloudplans/labels.py"),
    "template": lambda copy: copy.append("cloudplans/report/templates/style.css"),
    "catalogue": lambda copy: copy.append("cloudplans/translations/zh.po"),
    "lock": lambda copy: copy.append("requirements.lock"),
    "library": lambda copy: (copy.root / "another-1.0.dist-info").mkdir(),
}


def digest(copy: Copy, options: tuple[object, ...] = ()) -> str:
    return build._inputs_digest(Dataset(copy.root / "data"), list(options))


@pytest.mark.parametrize("change", CHANGES)
def test_the_digest_covers_everything_that_a_page_depends_on(change: str, copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_PACKAGE", copy.root / "cloudplans")
    monkeypatch.setattr(build, "notebooks_directory", lambda: copy.root / "notebooks")
    monkeypatch.syspath_prepend(str(copy.root))
    before = digest(copy)
    assert digest(copy) == before
    CHANGES[change](copy)
    assert digest(copy) != before


def test_the_digest_covers_options_and_texts(copy: Copy) -> None:
    digests = {digest(copy, options) for options in (("en",), ("zh",), ("en", {"edition": "text"}), ("en", {"edition": "texts"}))}
    assert len(digests) == 4


@pytest.mark.slow
def test_nothing_is_built_twice_and_nothing_is_ever_stale(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    printed, first = copy.build("--lang", "en")
    assert UP_TO_DATE not in printed and "06_region_profile CN-SH (en)" in printed
    printed, again = copy.build("--lang", "en")
    assert UP_TO_DATE in printed and again == first
    printed, forced = copy.build("--lang", "en", "--force")
    assert UP_TO_DATE not in printed and forced == first
    (copy.root / "out" / "index.html").unlink()
    printed, repaired = copy.build("--lang", "en")
    assert UP_TO_DATE not in printed and repaired == first
    copy.append("cloudplans/report/templates/style.css", "\n.of-the-test { color: black }\n")
    printed, changed = copy.build("--lang", "en")
    assert UP_TO_DATE not in printed and b".of-the-test" in changed["shanghai-2017.html"]
    printed, chinese = copy.build("--lang", "zh")
    assert UP_TO_DATE not in printed and b'lang="zh-Hans"' in chinese["index.html"]


def test_a_foreign_folder_is_left_alone(tmp_path: Path, data: Dataset) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ValueError) as caught:
        build_report(tmp_path, data)
    assert str(caught.value) == f"{tmp_path} has files that are not a report; name a new or empty folder, or an earlier report"
    with pytest.raises(ValueError) as caught:
        build_report(tmp_path / "thesis.txt", data)
    assert str(caught.value) == f"{tmp_path / 'thesis.txt'} is a file; name a folder for the report"
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_region_without_a_plan_is_refused_before_any_work(tmp_path: Path, data: Dataset) -> None:
    with pytest.raises(ValueError, match="Sichuan"):
        build_report(tmp_path / "none", data, regions=("Sichuan",))
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_a_second_build_elsewhere_has_the_same_bytes(built: Path, sources: Path, tmp_path: Path) -> None:
    """In another time zone, locale, home, working directory and with other hashes."""
    (tmp_path / "home" / ".config" / "matplotlib").mkdir(parents=True)
    (tmp_path / "home" / ".config" / "matplotlib" / "matplotlibrc").write_text("lines.linewidth: 9\nsvg.fonttype: none\n")
    env = os.environ | {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "HOME": str(tmp_path / "home"), "PYTHONHASHSEED": "7"}
    command = [
        sys.executable,
        "-m",
        "cloudplans",
        "report",
        "--sources",
        str(sources.resolve()),
        "--out",
        str(tmp_path / "again"),
    ]
    subprocess.run(command, cwd=tmp_path / "home", env=env | {"PYTHONPATH": str(ROOT)}, check=True, capture_output=True)
    first, second = files(built), files(tmp_path / "again")
    assert first.keys() == second.keys() and len(first) > 40
    assert [name for name in first if first[name] != second[name]] == []
    assert [path for path in (tmp_path / "home").rglob("*") if "cloudplans" in path.name] == []


@pytest.mark.slow
def test_a_stopped_build_leaves_the_earlier_report(tmp_path: Path, data: Dataset) -> None:
    build_report(tmp_path / "out", data, languages=("en",), regions=("Hubei",))
    before = files(tmp_path / "out")
    command = [sys.executable, "-m", "cloudplans", "report", "--region", "Hubei", "--lang", "en", "--force", "--out", "out"]
    for number in (signal.SIGTERM, signal.SIGINT):
        process = subprocess.Popen(
            command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip
        assert process.stderr and process.stderr.readline() == "verifying the data\n"
        while not list(tmp_path.glob(".out.*")):
            time.sleep(0.05)
        time.sleep(2)
        process.send_signal(number)
        assert process.wait(timeout=60) == 128 + number
        assert process.stderr.read() == f"cloudplans: stopped ({number.name})\n"
        assert files(tmp_path / "out") == before and list(tmp_path.iterdir()) == [tmp_path / "out"]

"""What the targets of the Makefile run: `make agreement`, `make mutate`, `make changes`; what they print, and with which exit code."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

import cloudplans
from cloudplans.data_quality import coder_agreement, mutation, release_changes


def test_agreement_prints_its_tables(
    data: cloudplans.Dataset, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("table", "policy_table", "report_table"):  # what they hold is compared with the pages elsewhere
        monkeypatch.setattr(coder_agreement, name, lambda data, name=name: f"{name} of {len(data.plans())}")
    assert coder_agreement.main() == 0
    names = ("table", "policy_table", "report_table")
    assert capsys.readouterr().out == "\n\n".join(f"{name} of {len(data.plans())}" for name in names) + "\n"


def test_mutate_asks_for_the_texts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CLOUDPLANS_SOURCES", raising=False)
    assert mutation.main([]) == 2
    assert capsys.readouterr().err == "mutation needs the plan texts: give --sources DIR, or set CLOUDPLANS_SOURCES\n"
    assert mutation.main(["--sources", str(tmp_path)]) == 3
    assert str(tmp_path) in capsys.readouterr().err


def test_mutate_prints_what_was_caught(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mutation.main(["--sources", str(sources), "--sample", "1"]) == 0
    out = capsys.readouterr().out
    assert "| all | " in out and "100.00% |" in out and out.endswith("no survivors\n")
    with pytest.raises(ValueError, match=r"^a sample of 0 mutants tells nothing; give 1 or more$"):
        mutation.main(["--sources", str(sources), "--sample", "0"])


@pytest.mark.parametrize(("survivor", "code"), [("digit: x", 1), ("swap: x", 0), ("figure swap: x", 0)])
def test_mutate_fails_where_a_mutant_of_one_record_lives(
    survivor: str, code: int, sources: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = Counter({survivor.split(":")[0]: 2})
    monkeypatch.setattr(mutation, "run", lambda *_: (counts, Counter({survivor.split(":")[0]: 1}), [survivor], 2))
    assert mutation.main(["--sources", str(sources)]) == code
    assert capsys.readouterr().out.endswith(f"survivors:\n{survivor}\n")


def test_changes_are_recorded_and_a_version_released(
    data: cloudplans.Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data.directory, copy)
    table = copy / "regions.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",Harbin,", ",Haerbin,"), encoding="utf-8")
    monkeypatch.setattr(release_changes, "load", lambda: cloudplans.load(copy))
    assert release_changes.main(["--table", "aims", "--reason-zh", "试", "--reason-en", "a trial"]) == 0
    assert release_changes.main(["--reason-zh", "试", "--reason-en", "a trial"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("0 changes recorded, ") and told[1].endswith(" changes recorded, 0 still without a row")
    before = set(release_changes.releases(copy))
    descriptor = copy / "datapackage.json"
    version = data.descriptor["version"].removesuffix("-dev")
    text = descriptor.read_text(encoding="utf-8").replace(f'"version": "{data.descriptor["version"]}"', f'"version": "{version}"')
    descriptor.write_text(text, encoding="utf-8")
    assert release_changes.main(["--release"]) == 0
    assert set(release_changes.releases(copy)) - before == {version}

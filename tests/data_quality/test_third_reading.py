"""The third reading: its table, its differences, and the approval of wordings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import cloudplans
from cloudplans.data_quality import approve_wordings, third_reading
from cloudplans.verify import verify


@pytest.fixture
def copy(data: cloudplans.Dataset, tmp_path: Path) -> Path:
    return Path(shutil.copytree(data.directory, tmp_path / "data"))


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def test_the_sample_is_whole_and_its_differences_are_those_of_the_codes(data: cloudplans.Dataset, copy: Path) -> None:
    assert len({line[1] for line in data.raw("third_reading").lines}) == 120
    known = third_reading.differences(data)
    name = known[0][1]
    assert {row[2] for row in known} == {"target"}
    (line,) = [r for r in data.raw("third_reading").lines if r[1] == name and r[2] == "target"]
    spoil(copy, "coding/third_reading.csv", ",".join(line), ",".join([*line[:3], known[0][3]]))
    assert third_reading.differences(cloudplans.Dataset(copy)) == known[1:]


def test_an_interval_contains_its_share() -> None:
    for count, total in ((0, 30), (6, 120), (30, 30)):
        low, high = third_reading.wilson(count, total)
        assert 0 <= low <= count / total <= high + 1e-12 and high <= 1 + 1e-12
    assert third_reading.wilson(6, 120) == pytest.approx((0.0231, 0.1048), abs=1e-4)


def test_a_changed_wording_waits_until_it_is_approved(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(copy, "policy/terms.csv", "Demand", "Demand side")
    changed = cloudplans.Dataset(copy)
    (problem,) = [p for p in verify(changed).problems if p.rule == "approved-wording"]
    assert (problem.file, problem.record) == ("policy/terms.csv", "family demand")
    monkeypatch.setattr(approve_wordings, "load", lambda: cloudplans.Dataset(copy))
    approve_wordings.main([])
    assert capsys.readouterr().out == "terms family demand: 需求 | Demand side\n"
    approve_wordings.main(["--table", "terms"])
    assert capsys.readouterr().out == "1 wordings approved\n"
    assert approve_wordings.waiting(cloudplans.Dataset(copy)) == []
    (copy / "policy/terms.csv").write_text("list,code,family,name_zh,name_en\n", encoding="utf-8")
    assert approve_wordings.waiting(cloudplans.Dataset(copy))[0] == ("terms", "family demand", "")

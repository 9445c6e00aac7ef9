"""The table of changes says what differs from the last release, no more and no less."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

import cloudplans
from cloudplans.data_quality import release_changes


@pytest.fixture
def copy(data: cloudplans.Dataset, tmp_path: Path) -> Path:
    shutil.copytree(data.directory, tmp_path / "data")
    return tmp_path / "data"


def test_every_change_since_the_last_release_is_recorded(data: cloudplans.Dataset) -> None:
    assert release_changes.unrecorded(data) == ([], [])
    assert len(data.changes()) > 0


def test_a_released_version_reads_as_it_was(data: cloudplans.Dataset) -> None:
    archives = release_changes.releases(data.directory)
    assert next(iter(archives)) == "1.0.0"
    tables = release_changes.released(archives["1.0.0"])
    assert len(tables) == 23 and len(tables["statements"].lines) == 112
    assert list(release_changes.difference(tables, tables)) == []


def _edit(path: Path, spoil) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    spoil(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def test_planted_changes_are_named_recorded_and_then_silent(copy: Path) -> None:
    def spoil(rows: list[list[str]]) -> None:
        at = {row[0]: number for number, row in enumerate(rows)}
        rows[at["420100"]][1] = "试市"
        rows.append(["XX", "试", "Trial", "world", *[""] * (len(rows[0]) - 4)])
        del rows[at["510100"]]

    _edit(copy / "regions.csv", spoil)
    found = [change[:4] for change in release_changes.unrecorded(cloudplans.load(copy))[0]]
    assert found == [
        ("regions", "420100", "name_zh", "changed"),
        ("regions", "510100", "", "removed"),
        ("regions", "XX", "", "added"),
    ]
    reasons = {"reason_zh": "试", "reason_en": "a trial"}
    assert release_changes.record(cloudplans.load(copy), reasons, "aims") == 0
    assert release_changes.record(cloudplans.load(copy), reasons) == 3
    assert release_changes.unrecorded(cloudplans.load(copy)) == ([], [])
    rows = cloudplans.load(copy).changes()
    named = rows[(rows["table"] == "regions") & (rows["field"] == "name_zh")]
    assert named[["old", "new"]].values.tolist() == [["武汉市", "试市"]]
    _edit(copy / "regions.csv", lambda rows: rows.pop())
    lacking, wrong = release_changes.unrecorded(cloudplans.load(copy))
    assert lacking == [] and [change[:2] for change in wrong] == [("regions", "XX")]


def test_tables_and_columns_that_come_and_go_are_changes(data: cloudplans.Dataset) -> None:
    tables = {name: data.raw(name) for name in ("regions", "units")}
    fewer = tables["units"]._replace(header=tables["units"].header[:2], lines=[line[:2] for line in tables["units"].lines])
    assert list(release_changes.difference(tables, {"units": fewer})) == [
        ("regions", "", "", "table-removed", "", ""),
        ("units", "", "factor", "column-removed", "", ""),
    ]
    assert [change[3] for change in release_changes.difference({"units": fewer}, tables)] == ["table-added", "column-added"]


def set_version(directory: Path, version: str) -> None:
    path = directory / "datapackage.json"
    path.write_text(re.sub(r'(?<="version": ")[^"]+', version, path.read_text(encoding="utf-8"), count=1), encoding="utf-8")


def test_a_development_version_is_not_released(copy: Path) -> None:
    set_version(copy, "9.9.0-dev")
    with pytest.raises(
        ValueError, match=r"^9\.9\.0-dev is a development version; give datapackage\.json the version 9\.9\.0 first$"
    ):
        release_changes.release(cloudplans.load(copy))
    assert not (copy / "releases" / "9.9.0-dev.zip").exists()


def test_a_version_is_released_once(copy: Path) -> None:
    set_version(copy, "9.9.0")
    path = release_changes.release(cloudplans.load(copy))
    first = path.read_bytes()
    with pytest.raises(ValueError, match="is released; give the data a new version"):
        release_changes.release(cloudplans.load(copy))
    path.unlink()
    assert release_changes.release(cloudplans.load(copy)).read_bytes() == first
    descriptor = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    assert path.stem == descriptor["version"]

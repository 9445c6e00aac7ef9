"""The plan texts are found in one place and checked byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import cloudplans
from cloudplans.dataset import SourceError, sources_folder


def test_the_folder_is_the_one_named_else_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOUDPLANS_SOURCES", raising=False)
    assert sources_folder() is None and sources_folder("a") == Path("a")
    monkeypatch.setenv("CLOUDPLANS_SOURCES", "b")
    assert sources_folder() == Path("b") and sources_folder(Path("a")) == Path("a")
    monkeypatch.setenv("CLOUDPLANS_SOURCES", "")
    assert sources_folder() is None and cloudplans.load().find_texts() == ({}, [])


def test_all_texts_that_are_missing_or_changed_are_named(data: cloudplans.Dataset, sources: Path, tmp_path: Path) -> None:
    editions = data.editions()
    for name in editions["file"]:
        shutil.copy(sources / name, tmp_path / name)
    assert data.texts(tmp_path) == data.texts(sources) and len(data.texts(sources)) == len(editions)
    first, second, *others = editions.to_dict("records")
    (tmp_path / first["file"]).unlink()
    with (tmp_path / second["file"]).open("ab") as file:
        file.write(b"x")
    expected = [
        f"{first['edition_id']}: no file {first['file']} in {tmp_path}",
        f"{second['edition_id']}: {second['file']} in {tmp_path} is not the pinned text "
        f"(sha256 {second['sha256'][:12]}…, {second['characters']} characters)",
    ]
    found, wrong = data.find_texts(tmp_path)
    assert wrong == expected and set(found) == {row["edition_id"] for row in others}
    with pytest.raises(SourceError) as error:
        data.texts(tmp_path)
    assert str(error.value) == "\n".join(expected)

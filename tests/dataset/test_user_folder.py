"""Folders of the user's own plans: one or several over the package's tables, every fault named with its place."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cloudplans
from cloudplans.dataset import DRAFT, TEXTS, SourceError

TEXT = "到2020年，云计算产业规模达到1000亿元。\n"


def write(folder: Path, data: cloudplans.Dataset, tables: dict[str, list[dict[str, Any]]]) -> Path:
    """Write a folder with rows of some tables, as ``cloudplans new-plan`` makes it."""
    for name, rows in tables.items():
        path = folder / data.resources[name]["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field["name"] for field in data.resources[name]["schema"]["fields"]])
            writer.writeheader()
            writer.writerows(rows)
    resources = [data.resources[name] for name in tables]
    described = {"name": folder.name, "extends": "cloudplans", "version": "1.0.0", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    return folder


def plan(parent: Path, data: cloudplans.Dataset, name: str, status: str = "single-coded") -> Path:
    """Write the folder of one plan with a text, a region, and two statements of which one may be a draft."""
    folder = parent / name
    (folder / TEXTS).mkdir(parents=True)
    (folder / TEXTS / f"{name}.txt").write_bytes(TEXT.encode())
    region = f"CN-{name[:2].upper()}"
    common = {"plan_id": name, "region_id": region, "indicator_id": "cloud-industry-scale", "kind": "target", "comparator": "eq",
              "lower": "1000", "upper": "1000", "unit": "CNY", "printed": "1000亿元", "label": "云计算产业规模"}  # fmt: skip
    tables = {
        "regions": [{"region_id": region, "name_zh": f"{name}省", "name_en": name, "level": "province", "parent_id": "CN"}],
        "plans": [{"plan_id": name, "region_id": region, "edition_id": f"{name}-text", "title_zh": "规划", "title_en": "Plan"}],
        "editions": [{"edition_id": f"{name}-text", "plan_id": name, "file": f"{name}.txt", "characters": len(TEXT),
                      "sha256": hashlib.sha256(TEXT.encode()).hexdigest()}],
        "statements": [{**common, "statement_id": f"{name}.cloud-industry-scale.2020", "deadline": "2020", "status": "single-coded"},
                       {**common, "statement_id": f"{name}.cloud-industry-scale.2025", "deadline": "2025", "status": status}],
        "evidence": [{"statement_id": f"{name}.cloud-industry-scale.{year}", "edition_id": f"{name}-text", "role": "value",
                      "start": 13, "end": 19, "printed": "1000亿元"} for year in (2020, 2025)],
    }  # fmt: skip
    return write(folder, data, tables)


def test_one_folder_and_several_are_laid_over_the_package(data: cloudplans.Dataset, tmp_path: Path) -> None:
    folders = [plan(tmp_path, data, name) for name in ("aa-2016", "bb-2017", "cc-2018")]
    for number in (1, 2, 3):
        for directories in (folders[:number], tuple(folders[:number]), [str(folder) for folder in folders[:number]]):
            merged = cloudplans.load(directories)
            assert [folder.directory for folder in merged.folders] == folders[:number] and merged.directory == folders[0]
            names = {folder.name for folder in folders[:number]}
            for table, per_folder in (("plans", 1), ("editions", 1), ("regions", 1), ("statements", 2), ("evidence", 2)):
                frame, ours = merged.table(table), data.table(table)
                assert len(frame) == len(ours) + number * per_folder and frame.dtypes.equals(ours.dtypes)
                key = data.resources[table]["schema"]["primaryKey"][0]
                pd.testing.assert_frame_equal(frame[frame[key].isin(ours[key])].reset_index(drop=True), ours)
                assert list(merged.raw(table).lines) == list(merged.whole(table).lines)
                assert set(merged.own(table).values()) == set(folders[:number])
            assert set(merged.plans()["plan_id"]) == {*data.plans()["plan_id"], *names}
            ours = set(data.targets(year=2025)["plan_id"])
            assert set(merged.targets(year=2025)["plan_id"]) == names | ours and not names & ours
            assert set(merged.targets(region="aa-2016")["plan_id"]) == {"aa-2016"}
            assert len(cloudplans.cite(merged.targets(year=2025), data=merged).splitlines()) == 1 + number + len(ours)
    assert cloudplans.load(folders[0]).targets().equals(cloudplans.load(folders[:1]).targets())
    other_order = cloudplans.load(folders[::-1])
    assert other_order.statements().equals(cloudplans.load(folders).statements())
    assert cloudplans.load([]).targets().equals(data.targets()) and cloudplans.load([]).folders == ()
    assert len(data.statements()) == len(cloudplans.load().statements())


def test_texts_come_from_each_folder(data: cloudplans.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOUDPLANS_SOURCES", raising=False)
    folders = [plan(tmp_path, data, name) for name in ("aa-2016", "bb-2017")]
    merged = cloudplans.load(folders)
    assert merged.texts() == {"aa-2016-text": TEXT, "bb-2017-text": TEXT}
    (folders[1] / TEXTS / "bb-2017.txt").write_text(TEXT + "x", encoding="utf-8")
    (folders[0] / TEXTS / "aa-2016.txt").unlink()
    digest = hashlib.sha256(TEXT.encode()).hexdigest()[:12]
    with pytest.raises(SourceError) as error:
        merged.texts()
    assert str(error.value) == (
        f"aa-2016-text: no file aa-2016.txt in {folders[0] / TEXTS}\n"
        f"bb-2017-text: bb-2017.txt in {folders[1] / TEXTS} is not the pinned text (sha256 {digest}…, {len(TEXT)} characters)"
    )


def test_drafts_are_in_no_table(data: cloudplans.Dataset, tmp_path: Path) -> None:
    merged = cloudplans.load([plan(tmp_path, data, "aa-2016", DRAFT), plan(tmp_path, data, "bb-2017")])
    draft = "aa-2016.cloud-industry-scale.2025"
    assert merged.drafts()["statement_id"].tolist() == [draft]
    for name in ("statements", "evidence"):
        first = [line[0] for line in merged.raw(name).lines]
        assert draft not in first and draft not in set(merged.table(name)["statement_id"])
        assert draft in [line[0] for line in merged.whole(name).lines] and "bb-2017.cloud-industry-scale.2025" in first


def test_clashes_name_both_files_and_lines(data: cloudplans.Dataset, tmp_path: Path) -> None:
    first, second = plan(tmp_path, data, "aa-2016"), plan(tmp_path, data, "bb-2017")
    paths = {name: data.resources[name]["path"] for name in ("regions", "statements")}
    with (first / paths["regions"]).open("a", encoding="utf-8") as file:
        file.write("CN-HB,湖北省,湖北,Hubei,Hubei,420000,CN-HB,province,CN\n")
    with (second / paths["statements"]).open("a", encoding="utf-8") as file:
        file.write((first / paths["statements"]).read_text(encoding="utf-8").splitlines()[1] + "\n")
    advice = "a folder only adds rows: remove these from it, or give them other keys"
    number = 2 + data.regions()["region_id"].tolist().index("CN-HB")
    for directories in (first, [first], [first, second], [second, first]):
        merged = cloudplans.load(directories)
        with pytest.raises(ValueError) as error:
            merged.regions()
        assert str(error.value) == (
            f"CN-HB is in {data.directory / paths['regions']}, line {number}, and in {first / paths['regions']}, line 3\n{advice}"
        )
    with pytest.raises(ValueError) as error:
        cloudplans.load([first, second]).statements()
    key = "aa-2016.cloud-industry-scale.2020"
    assert str(error.value) == (
        f"{key} is in {first / paths['statements']}, line 2, and in {second / paths['statements']}, line 4\n{advice}"
    )
    with pytest.raises(ValueError) as error:
        cloudplans.load([first, first]).plans()
    assert str(error.value).startswith(f"aa-2016 is in {first / data.resources['plans']['path']}, line 2, and in {first}")


def test_what_cannot_be_combined_is_refused(data: cloudplans.Dataset, tmp_path: Path) -> None:
    first = plan(tmp_path, data, "aa-2016")
    shutil.copytree(data.directory, tmp_path / "whole", ignore=shutil.ignore_patterns("releases"))
    whole = tmp_path / "whole"
    assert cloudplans.load(whole).folders == () and cloudplans.load(whole).targets().equals(data.targets())
    for directories in ([whole], [first, whole]):
        with pytest.raises(ValueError) as error:
            cloudplans.load(directories)
        assert str(error.value) == (
            f"{whole} is a whole data set, which cannot be combined with other folders; "
            "`cloudplans new-plan` makes folders that can"
        )
    for directories in (tmp_path / "no", [first, tmp_path / "no"]):
        with pytest.raises(ValueError) as error:
            cloudplans.load(directories)
        assert str(error.value) == (
            f"{tmp_path / 'no'} contains no datapackage.json; name a directory with tables and their descriptor"
        )


SPOILT = [  # of the table of statements, whose second line is a statement: what is replaced, by what, and the message
    ("2020,eq", "20２0,eq", "{file}: line 2, column deadline: expected a whole number such as 2020; found '20２0'"),
    ("2020,eq", "2020.0,eq", "{file}: line 2, column deadline: expected a whole number such as 2020; found '2020.0'"),
    ("2020,eq", "9" * 20 + ",eq", "{file}: line 2, column deadline: '" + "9" * 20 + "' is too large"),
    (",1000,1000,", ",NA,1000,", "{file}: line 2, column lower: expected a number such as 1.5; found 'NA'"),
    (",1000,1000,", ",1e3,1000,", "{file}: line 2, column lower: expected a number such as 1.5; found '1e3'"),
    (",1000,1000,", ",1000,,,", "{path}: line 2 has 19 fields; expected 18"),
    ("statement_id,", "id,", "{path}: the columns are id, {rest}; expected: statement_id, {rest}"),
    ("云计算", "云\0", "cannot read {path} as CSV: line 2 contains a NUL character"),
]


def test_faults_name_file_line_column_and_what_is_expected(data: cloudplans.Dataset, tmp_path: Path) -> None:
    file = data.resources["statements"]["path"]
    rest = ", ".join(field["name"] for field in data.resources["statements"]["schema"]["fields"][1:])
    checked = 0
    for number, (old, new, message) in enumerate(SPOILT):
        folder = plan(tmp_path / str(number), data, "aa-2016")
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ValueError) as error:
            cloudplans.load(folder).statements()
        assert str(error.value) == message.format(file=file, path=path, rest=rest)
        checked += 1
    assert checked == len(SPOILT) == 8


def test_a_mark_of_a_spreadsheet_and_its_newlines_change_nothing(data: cloudplans.Dataset, tmp_path: Path) -> None:
    folder = plan(tmp_path, data, "aa-2016")
    before, changed = cloudplans.load(folder).statements(), 0
    for path in folder.rglob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        changed += 1
    assert changed == 5 and cloudplans.load(folder).statements().equals(before)


def test_words_that_pandas_takes_for_missing_stay(data: cloudplans.Dataset, tmp_path: Path) -> None:
    words = ("NA", "nan", "None", "null", "N/A", "NULL", "", "-", "inf", "1.0", "True", " x ", '"q"', "a,b")
    for number, word in enumerate(words):
        folder = plan(tmp_path / str(number), data, "aa-2016")
        path = folder / data.resources["plans"]["path"]
        with path.open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        row["title_en"] = word
        write(folder, data, {"plans": [row]})
        titles = cloudplans.load(folder).plans().set_index("plan_id")["title_en"]
        assert titles["aa-2016"] == word and isinstance(titles["aa-2016"], str)


def test_layers_are_copied_as_one_data_package(data: cloudplans.Dataset, tmp_path: Path) -> None:
    merged = cloudplans.load([plan(tmp_path, data, "aa-2016", DRAFT), plan(tmp_path, data, "bb-2017")])
    merged.copy_to(tmp_path / "out")
    again = cloudplans.load(tmp_path / "out")
    assert again.folders == () and not again.own("plans")
    for name in merged.resources:
        pd.testing.assert_frame_equal(again.table(name), merged.table(name))
        assert again.content(again.resources[name]["path"]) == merged.content(merged.resources[name]["path"])
    assert len(merged.resources) > 40 and not (tmp_path / "out" / TEXTS).exists()

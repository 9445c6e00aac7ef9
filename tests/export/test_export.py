"""Independent readers find in every export what was written, and every loss is reported."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import round_trips
import write_targets
from conftest import ROOT
from test_requirements import requirements

import cloudplans
from cloudplans.dataset import BILINGUAL, COLUMNS
from cloudplans.dataset.optional_packages import EXTRAS
from cloudplans.export import FORMATS, Loss, write_export


@pytest.mark.parametrize(
    "form, reader, read, options",
    [pytest.param(*trip, marks=[pytest.mark.slow] if trip[:2] == ("json", "frictionless") else []) for trip in round_trips.TRIPS],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_round_trip(form: str, reader: str, read, options: dict) -> None:
    try:
        made = round_trips.trip(form, reader, read, options)
    except round_trips.Missing as missing:
        pytest.skip(str(missing))
    assert made.rows_back == made.loss.rows == made.rows_in - len(made.loss.held_back) > 80
    assert made.changed == {name for name, _ in made.loss.fields}


def test_every_format_has_a_round_trip() -> None:
    assert {form for form, *_ in round_trips.TRIPS} == set(FORMATS)


def test_a_changed_cell_and_a_lost_row_are_noticed(data: cloudplans.Dataset) -> None:
    rows = [{"a": "1", "b": 2.0}, {"a": "2", "b": None}]
    assert list(round_trips.differing(rows, [dict(row) for row in rows], ["a"], round_trips._cell)) == []
    assert list(round_trips.differing(rows, [rows[0], {"a": "2", "b": 3}], ["a"], round_trips._cell)) == ["b"]
    assert list(round_trips.differing(rows, [{"a": row["a"]} for row in rows], ["a"], round_trips._cell)) == ["b"]
    assert list(round_trips.differing([], [], ["a"], round_trips._cell)) == []
    for there, back in ((rows, rows[:1]), (rows, []), ([], rows)):
        with pytest.raises(AssertionError):
            list(round_trips.differing(there, back, ["a"], round_trips._cell))


def test_csv_is_the_table_to_the_byte(data: cloudplans.Dataset, tmp_path: Path) -> None:
    write_export(data, "csv", tmp_path, table="all")
    for name, resource in data.resources.items():
        assert (tmp_path / f"{name}.csv").read_bytes() == (data.directory / resource["path"]).read_bytes(), name


@pytest.fixture(scope="module")
def exported(data: cloudplans.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what writes the whole data set in a format, once for all tests."""
    folder = tmp_path_factory.mktemp("exported")

    @cache
    def export(form: str) -> Path:
        assert write_export(data, form, folder / f"a.{form}").rows > 0
        return folder / f"a.{form}"

    return export


@pytest.fixture(scope="module")
def planted(data: cloudplans.Dataset, tmp_path_factory: pytest.TempPathFactory) -> cloudplans.Dataset:
    """A copy of the data with texts that a spreadsheet takes for formulas, and with what CSV must quote."""
    copy = tmp_path_factory.mktemp("planted") / "data"
    shutil.copytree(data.directory, copy)
    table = data.raw("plans")
    at = table.header.index("note_en")
    texts = ["=1+1", "@SUM(A1)", '-2"q",x', "two\nlines"]
    for line, text in zip(table.lines, [*texts, *[""] * len(table.lines)], strict=False):
        line[at] = text
    with (copy / "plans.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([table.header, *table.lines])
    return cloudplans.load(copy)


def test_no_spreadsheet_takes_text_for_a_formula(planted: cloudplans.Dataset, tmp_path: Path) -> None:
    machine, sheet = tmp_path / "machine.csv", tmp_path / "sheet.csv"
    assert write_export(planted, "csv", machine, table="plans").fields == ()
    loss = write_export(planted, "csv", sheet, table="plans", for_spreadsheet=True)
    assert loss.fields == (("plans.note_en", "an apostrophe precedes what a spreadsheet would take for a formula (cells: 3)"),)
    with machine.open(encoding="utf-8", newline="") as file:
        assert [row["note_en"] for row in csv.DictReader(file)][:4] == ["=1+1", "@SUM(A1)", '-2"q",x', "two\nlines"]
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        assert [row["note_en"] for row in csv.DictReader(file)][:4] == ["'=1+1", "'@SUM(A1)", '\'-2"q",x', "two\nlines"]


def test_a_workbook_has_types_but_no_formulas(planted: cloudplans.Dataset, data: cloudplans.Dataset, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    write_export(planted, "xlsx", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert set(book.sheetnames) == {*data.resources, "codebook", "sources"}
    plans = book["plans"]
    columns = {cell.value: cell.column for cell in plans[1]}
    note, issued = plans.cell(2, columns["note_en"]), plans.cell(2, columns["issued"])
    assert (note.value, note.data_type) == ("=1+1", "s")
    assert issued.is_date and issued.number_format == "yyyy-mm-dd"
    for sheet in book:
        assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref == sheet.dimensions and sheet["A1"].font.bold, sheet.title
    statements = book["statements"]
    types = {statements.cell(1, cell.column).value: cell.data_type for cell in statements[2]}
    assert types["lower"] == types["deadline"] == "n" and types["printed"] == "s"
    assert book["codebook"].max_row - 1 == sum(len(resource["schema"]["fields"]) for resource in data.resources.values())
    assert [row[0] for row in book["sources"].iter_rows(min_row=3, values_only=True)] == data.editions()["edition_id"].tolist()


@pytest.mark.parametrize("form", ["datapackage", "csv", "json", "jsonl", "parquet", "xlsx"])
def test_the_same_bytes_each_time(form: str, data: cloudplans.Dataset, exported: Callable[[str], Path], tmp_path: Path) -> None:
    first = exported(form).read_bytes()
    os.utime(data.directory / "plans.csv")
    write_export(cloudplans.load(), form, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == first


def test_parquet_carries_its_codebook(data: cloudplans.Dataset, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    write_export(data, "parquet", tmp_path / "a.parquet")
    schema = parquet.read_schema(tmp_path / "a.parquet")
    for field in data.resources["targets"]["schema"]["fields"]:
        said = {name.decode(): text.decode() for name, text in schema.field(field["name"]).metadata.items()}
        assert said["description_zh"] == field["description_zh"] and said.get("unit") == field.get("unit")
    assert schema.metadata[b"version"].decode() == data.descriptor["version"]


def test_sqlite_keeps_its_keys(data: cloudplans.Dataset, tmp_path: Path) -> None:
    write_export(data, "sqlite", tmp_path / "a.sqlite")
    database = sqlite3.connect(tmp_path / "a.sqlite")
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("PRAGMA defer_foreign_keys = OFF")
    for wrong in ("UPDATE statements SET comparator = 'about'", "UPDATE statements SET statement_id = NULL",
                  "INSERT INTO regions SELECT * FROM regions LIMIT 1"):  # fmt: skip
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(wrong)
    database.execute("UPDATE statements SET region_id = 'CN-XX'")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        database.commit()
    database.rollback()
    views = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    assert len(views) == 6
    assert all(database.execute(f"SELECT COUNT(*) FROM {view}").fetchone()[0] > 0 for view in views)
    zh = {name for (name,) in database.execute("SELECT DISTINCT region FROM targets_zh")}
    assert zh == set(data.targets().merge(data.regions(), on="region_id")["name_zh"])
    assert database.execute("SELECT COUNT(*) FROM codebook WHERE description_zh = ''").fetchone() == (0,)
    database.close()


def blocked(package: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.modules[{package!r}] = None; from cloudplans.cli.main import main; sys.exit(main())"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("form", "package"), [("parquet", "pyarrow"), ("xlsx", "openpyxl")])
def test_without_its_extra_a_form_says_which(form: str, package: str, tmp_path: Path) -> None:
    done = blocked(package, "export", "--format", form, "--out", str(tmp_path / "a"))
    extra = EXTRAS[package]
    needed = f"this needs the package {package}; install the extra: pip install 'cloudplans[{extra}]'"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"cloudplans export: {needed}\n")
    assert list(tmp_path.iterdir()) == [] and extra in requirements()


def test_every_extra_is_tried_and_the_other_forms_need_none(tmp_path: Path) -> None:
    need_one = {"parquet", "xlsx"}
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({sorted(EXTRAS)})); import cloudplans; from cloudplans.export import write_export\n"
        f"for form in {sorted(set(FORMATS) - need_one)}: write_export(cloudplans.load(), form, {str(tmp_path)!r} + '/' + form)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert len(list(tmp_path.iterdir())) == len(FORMATS) - len(need_one)


def test_import_loads_no_extra() -> None:
    """pandas takes pyarrow by itself where it is installed; so what is counted is what comes on top of pandas."""
    names = sorted({*EXTRAS, "duckdb", "frictionless", "sqlite3", "zipfile._path", "lxml"})
    code = f"import sys, pandas; before = set(sys.modules); import cloudplans; cloudplans.targets()\nprint([n for n in {names} if n in set(sys.modules) - before])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "parket"), "no format 'parket'; allowed: csv, datapackage, json, jsonl, parquet, sqlite, xlsx"),
        (
            ("--format", "datapackage", "--region", "Hubei"),
            "a datapackage is the whole data set; for some targets choose another format, or leave the filters out",
        ),
        (
            ("--format", "csv", "--table", "plans", "--region", "Hubei"),
            "the filters select rows of the table targets; leave them out to write the table plans",
        ),
        (("--format", "csv", "--region", "Hubay"), "no region 'Hubay'; nearest: "),
        (("--format", "csv", "--region", "Hubei", "--year", "2015"), "no target passes all the filters; leave one of them out"),
        (("--format", "xlsx", "--table", "plans"), "xlsx takes no 'table'; it takes the path alone"),
        (("--format", "jsonl", "--for-spreadsheet"), "jsonl takes no 'for_spreadsheet'; it takes the path, table, force alone"),
        (("--format", "csv", "--table", "statement"), "no table 'statement'; nearest: statements"),
    ],
)
def test_wrong_calls_are_refused(
    arguments: tuple[str, ...], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from cloudplans.cli.main import main

    assert main(["export", *arguments, "--out", str(tmp_path / "a")]) == 2
    assert capsys.readouterr().err.startswith(f"cloudplans export: {message}")
    assert not (tmp_path / "a").exists()


def test_the_command_reports_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: cloudplans.Dataset
) -> None:
    from cloudplans.cli.main import main

    assert main(["export", "--format", "jsonl", "--table", "plans", "--out", str(tmp_path / "a")]) == 0
    shown = capsys.readouterr()
    count = len(data.plans())
    assert shown.out == "" and shown.err.startswith(f"jsonl: {count} of {count} rows written to {tmp_path / 'a'}\n")
    assert json.loads((tmp_path / "a").read_text("utf-8").splitlines()[0])["plan_id"] == data.plans()["plan_id"].iloc[0]
    assert main(["export", "--format", "csv", "--out", str(tmp_path / "no" / "a.csv")]) == 4
    assert capsys.readouterr().err == f"cloudplans export: {tmp_path / 'no' / 'a.csv'}: No such file or directory\n"


ENDINGS = ("csv", "json", "jsonl", "parquet", "sqlite", "xlsx")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("filters", [{}, {"region": ["广东", "Chengdu"], "due_by": 2018}])
def test_values_and_types_of_targets_survive(
    ending: str, filters: dict, data: cloudplans.Dataset, exported: Callable[[str], Path], tmp_path: Path
) -> None:
    for needed in {"parquet": ["pyarrow"], "xlsx": ["openpyxl"]}.get(ending, []):
        pytest.importorskip(needed)
    file = tmp_path / f"a.{ending}" if filters else exported(ending)
    if filters:
        write_export(data, ending, file, filters=filters)
    back, expected = cloudplans.read_targets(file), data.targets(**filters)
    pd.testing.assert_frame_equal(back[list(expected)], expected)
    assert (
        list(back)[len(list(expected)) :] == BILINGUAL
        and back["region_zh"].tolist() == data.targets(**filters, lang="zh")["region"].tolist()
    )
    assert back.loc[back["region"] == "Chengdu", "adcode"].unique().tolist() == ["510100"] and back["note"].isna().any()


def test_a_changed_value_and_type_are_noticed(data: cloudplans.Dataset, tmp_path: Path) -> None:
    write_export(data, "csv", tmp_path / "a.csv")
    words = (tmp_path / "a.csv").read_text(encoding="utf-8")
    (tmp_path / "a.csv").write_text(
        words.replace(",510100,510100,", ",510100,0510100,").replace("300000000000,CNY", "300000000001,CNY"), encoding="utf-8"
    )
    with pytest.raises(AssertionError):
        pd.testing.assert_frame_equal(cloudplans.read_targets(tmp_path / "a.csv")[COLUMNS], data.targets())
    (tmp_path / "a.txt").write_text(words, encoding="utf-8")
    with pytest.raises(ValueError, match=r"no ending of a file of targets '\.txt'; allowed: \.csv, \.json"):
        cloudplans.read_targets(tmp_path / "a.txt")


def test_the_complete_frame_is_the_first_table_of_every_export(data: cloudplans.Dataset, exported: Callable[[str], Path]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    assert next(iter(data.resources)) == "targets"
    assert json.loads(exported("json").read_text(encoding="utf-8"))["resources"][0]["name"] == "targets"
    sheet = openpyxl.load_workbook(exported("xlsx")).worksheets[0]
    assert sheet.title == "targets" and [cell.value for cell in sheet[1]] == [*COLUMNS, *BILINGUAL]
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert widths["region"] >= len("Guangdong") and widths["indicator"] > 20 and max(widths.values()) <= 60
    with contextlib.closing(sqlite3.connect(exported("sqlite"))) as database:
        assert database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchone() == ("targets",)
    assert exported("csv").read_bytes() == (data.directory / "targets.csv").read_bytes()


def test_the_file_of_targets_is_written_from_the_other_tables(data: cloudplans.Dataset) -> None:
    assert write_targets.content(data) == (data.directory / "targets.csv").read_bytes(), "run nox -s targets"
    pd.testing.assert_frame_equal(cloudplans.read_targets(data.directory / "targets.csv")[COLUMNS], data.targets())


def test_filters_leave_the_other_tables_whole(data: cloudplans.Dataset, tmp_path: Path) -> None:
    loss = write_export(data, "sqlite", tmp_path / "a.sqlite", filters={"region": "Hubei"})
    assert loss.notes[-1] == "the filters apply to the table targets; the other tables are whole"
    with contextlib.closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
        counts = [database.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in ("targets", "statements")]
    assert counts == [len(data.targets(region="Hubei")), len(data.statements())]


TOOLS = ("pandas", "Excel", "SQLite", "DuckDB")


def test_three_questions_have_one_answer(data: cloudplans.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block of the how-to runs as it stands; each tool answers as the package's own tables do."""
    for module in ("openpyxl", "duckdb", "pyarrow"):
        pytest.importorskip(module)
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "other-tools.md").read_text(encoding="utf-8")
    first, *parts = re.split(r"^## ", text, flags=re.M)
    names: dict = {}
    exec(re.search(r"```python\n(.*?)```", first, re.S)[1], names)
    targets = data.targets()
    services = targets[(targets["indicator_id"] == "cloud-services-scale") & (targets["deadline"] == 2015).fillna(False)]
    top = max(services.to_dict("records"), key=lambda row: row["lower"])
    expected = (
        (top["region_id"], top["lower"]),
        {(r, c): len(rows) for (r, c), rows in targets.groupby(["region_id", "comparator"])},
        sorted(
            row["statement_id"]
            for row in targets.to_dict("records")
            if row["unit"] == "percent" and not pd.isna(row["deadline"]) and row["deadline"] <= 2017
        ),
    )
    assert expected[0][0] == "CN-GD" and len(expected[1]) > 10 and len(expected[2]) > 5
    answered = []
    for part in parts:
        for code in re.findall(r"```python\n(.*?)```", part, re.S):
            exec(code, names)
            assert (tuple(names.pop("largest")), names.pop("counts"), names.pop("percent")) == expected, part.splitlines()[0]
            answered.append(part.splitlines()[0])
    assert tuple(answered) == TOOLS


def test_frames_say_what_they_are(data: cloudplans.Dataset) -> None:
    frame = data.targets(region="Hubei")
    assert frame.attrs["table"] == "statements" and frame.attrs["units"] == {"period_start": "year", "deadline": "year"}
    assert frame.attrs["source"] == f"cloudplans {data.descriptor['version']}" and frame.attrs["licence"] == "CC-BY-4.0"
    frame.attrs["units"]["deadline"] = "spoiled"
    assert data.targets().attrs["units"]["deadline"] == "year"


def test_losses_are_a_frame() -> None:
    loss = Loss("csv", (Path("a.csv"),), 3, 2, held_back=(("x", "no year"),), fields=(("a.b", "changed"),))
    assert loss.frame().values.tolist() == [["row", "x", "no year"], ["field", "a.b", "changed"]]
    assert str(loss) == "csv: 2 of 3 rows written to a.csv\nnot held: x: no year\nfield lost: a.b: changed"


def test_a_folder_of_tables_keeps_other_files(data: cloudplans.Dataset, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    loss = write_export(data, "csv", tmp_path, table="all")
    assert len(loss.files) == len(data.resources)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [".cloudplans-export", *(f"{name}.csv" for name in data.resources), "notes.txt"]
    )
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"

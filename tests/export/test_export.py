"""The exports: what is written is what independent readers find, and what is lost is said."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import round_trips
from cloudplans.export.methods import formats
from conftest import ROOT
from test_repository import block, requirements

import cloudplans
from cloudplans.extras import EXTRAS


@pytest.mark.parametrize("form, reader, read, options", round_trips.TRIPS, ids=lambda part: part if isinstance(part, str) else "")
def test_round_trip(form: str, reader: str, read, options: dict) -> None:
    try:
        made = round_trips.trip(form, reader, read, options)
    except round_trips.Missing as missing:
        pytest.skip(str(missing))
    assert made.rows_back == made.loss.rows == made.rows_in - len(made.loss.held_back) > 80
    assert made.changed == {name for name, _ in made.loss.fields}
    assert round_trips.line(made) in block("export").splitlines()


def test_the_readme_has_a_line_for_every_form() -> None:
    lines = block("export").splitlines()
    assert lines[:2] == round_trips.HEAD and len(lines) == 2 + len(round_trips.TRIPS)
    assert {form for form, *_ in round_trips.TRIPS} == set(formats())


def test_a_changed_cell_and_a_lost_row_are_noticed(data: cloudplans.Dataset) -> None:
    rows = [{"a": "1", "b": 2.0}, {"a": "2", "b": None}]
    assert list(round_trips.differing(rows, [dict(row) for row in rows], ["a"], round_trips._cell)) == []
    assert list(round_trips.differing(rows, [rows[0], {"a": "2", "b": 3}], ["a"], round_trips._cell)) == ["b"]
    assert list(round_trips.differing(rows, [{"a": row["a"]} for row in rows], ["a"], round_trips._cell)) == ["b"]
    with pytest.raises(AssertionError):
        list(round_trips.differing(rows, rows[:1], ["a"], round_trips._cell))


def test_csv_is_the_table_to_the_byte(data: cloudplans.Dataset, tmp_path: Path) -> None:
    data.to_csv(tmp_path, table="all")
    for name, resource in data.resources.items():
        assert (tmp_path / f"{name}.csv").read_bytes() == (data.directory / resource["path"]).read_bytes(), name


@pytest.fixture(scope="module")
def planted(data: cloudplans.Dataset, tmp_path_factory: pytest.TempPathFactory) -> cloudplans.Dataset:
    """A copy of the data with texts that a spreadsheet takes for formulas, and with what CSV must quote."""
    copy = tmp_path_factory.mktemp("planted") / "data"
    shutil.copytree(data.directory, copy)
    table = data.raw("plans")
    at = table.header.index("note_en")
    texts = ["=1+1", "@SUM(A1)", '-2"q",x', "two\nlines"]
    for line, text in zip(table.lines, texts, strict=True):
        line[at] = text
    with (copy / "plans.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([table.header, *table.lines])
    return cloudplans.load(copy)


def test_no_spreadsheet_takes_text_for_a_formula(planted: cloudplans.Dataset, tmp_path: Path) -> None:
    machine, sheet = tmp_path / "machine.csv", tmp_path / "sheet.csv"
    assert planted.to_csv(machine, table="plans").fields == ()
    loss = planted.to_csv(sheet, table="plans", for_spreadsheet=True)
    assert loss.fields == (
        ("plans.note_en", "an apostrophe stands before what a spreadsheet would take for a formula (cells: 3)"),
    )
    with machine.open(encoding="utf-8", newline="") as file:
        assert [row["note_en"] for row in csv.DictReader(file)] == ["=1+1", "@SUM(A1)", '-2"q",x', "two\nlines"]
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        assert [row["note_en"] for row in csv.DictReader(file)] == ["'=1+1", "'@SUM(A1)", '\'-2"q",x', "two\nlines"]


def test_a_workbook_has_types_but_no_formulas(planted: cloudplans.Dataset, data: cloudplans.Dataset, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    planted.to_xlsx(tmp_path / "a.xlsx")
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


@pytest.mark.parametrize("form", ["datapackage", "csv", "json", "jsonl", "parquet", "xlsx", "iamc", "croissant", "sdmx-csv"])
def test_the_same_bytes_each_time(form: str, data: cloudplans.Dataset, tmp_path: Path) -> None:
    assert data.export(form, tmp_path / "a").rows > 0
    first = (tmp_path / "a").read_bytes()
    os.utime(data.directory / "plans.csv")
    cloudplans.load().export(form, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == first


def test_parquet_carries_its_codebook(data: cloudplans.Dataset, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    data.to_parquet(tmp_path / "a.parquet")
    schema = parquet.read_schema(tmp_path / "a.parquet")
    for field in data.resources["statements"]["schema"]["fields"]:
        said = {name.decode(): text.decode() for name, text in schema.field(field["name"]).metadata.items()}
        assert said["description_zh"] == field["description_zh"] and said.get("unit") == field.get("unit")
    assert schema.metadata[b"version"].decode() == data.descriptor["version"]


def test_sqlite_keeps_its_keys(data: cloudplans.Dataset, tmp_path: Path) -> None:
    data.to_sqlite(tmp_path / "a.sqlite")
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


def test_sdmx_is_dated_as_the_data_are(tmp_path: Path, data: cloudplans.Dataset) -> None:
    """The same bytes each time; data of one's own without a date, or with none that is, are dated now."""
    pytest.importorskip("sdmx")

    def prepared(folder: Path) -> str:
        cloudplans.load(folder).to_sdmx_ml(tmp_path / "a.xml")
        return re.search("Prepared>([^<]+)", (tmp_path / "a.xml").read_text(encoding="utf-8"))[1]

    assert prepared(data.directory)[:10] == data.descriptor["created"][:10]
    for number, made in enumerate((None, "soon", 5)):
        copy = shutil.copytree(data.directory, tmp_path / str(number))
        held = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
        held = {name: value for name, value in (held | {"created": made}).items() if value is not None}
        (copy / "datapackage.json").write_text(json.dumps(held), encoding="utf-8")
        assert abs(datetime.fromisoformat(prepared(copy)) - datetime.now(UTC)) < timedelta(minutes=5)


def test_sdmx_has_no_value_where_there_is_only_a_bound(data: cloudplans.Dataset, tmp_path: Path) -> None:
    pytest.importorskip("sdmx")
    data.to_sdmx_csv(tmp_path / "a.csv")
    found = pd.read_csv(tmp_path / "a.csv").set_index("STATEMENT_ID")
    frame = data.statements().set_index("statement_id").loc[found.index]
    exact = frame["lower"] == frame["upper"]
    assert 0 < exact.sum() < len(frame)
    assert found.loc[~exact, "OBS_VALUE"].isna().all() and (found.loc[exact, "OBS_VALUE"] == frame.loc[exact, "lower"]).all()
    assert not found.duplicated(["STRUCTURE_ID", "REF_AREA", "INDICATOR", "PLAN", "KIND", "SCOPE", "TIME_PERIOD"]).any()
    assert set(found["REF_AREA"].str.fullmatch(r"[A-Za-z0-9_@$-]+")) == {True}


def test_two_statements_in_one_place_are_held_back(data: cloudplans.Dataset, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data.directory, copy)
    lines = (copy / "statements.csv").read_text(encoding="utf-8").splitlines()
    (line,) = (line for line in lines if line.startswith("guangdong-2014.cloud-services-scale.2015,"))
    lines.append(line.replace("scale.2015,", "scale.2015.twice,", 1))
    (copy / "statements.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    loss = cloudplans.load(copy).to_iamc(tmp_path / "a.csv")
    assert dict(loss.held_back)["guangdong-2014.cloud-services-scale.2015.twice"] == (
        "another statement has the same variable, region and year"
    )


def test_every_loss_is_a_frame(data: cloudplans.Dataset, tmp_path: Path) -> None:
    loss = data.to_iamc(tmp_path / "a.csv")
    frame = loss.frame()
    assert frame["what"].value_counts().to_dict() == {"row": len(loss.held_back), "field": len(loss.fields)}
    assert str(loss).count("\n") == len(frame) > 20


def blocked(package: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.modules[{package!r}] = None; from cloudplans.cli.main import main; sys.exit(main())"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("form", "package"), [("parquet", "pyarrow"), ("xlsx", "openpyxl"), ("sdmx-csv", "sdmx"), ("sdmx-ml", "sdmx")]
)
def test_without_its_extra_a_form_says_which(form: str, package: str, tmp_path: Path) -> None:
    done = blocked(package, "export", "--format", form, "--out", str(tmp_path / "a"))
    extra = EXTRAS[package]
    needed = f"this needs the package {package}; install the extra: pip install 'cloudplans[{extra}]'"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"cloudplans export: {needed}\n")
    assert list(tmp_path.iterdir()) == [] and extra in requirements()


def test_every_extra_is_tried_and_the_other_forms_need_none(tmp_path: Path) -> None:
    need_one = {"parquet", "xlsx", "sdmx-csv", "sdmx-ml"}
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({sorted(EXTRAS)})); import cloudplans\n"
        f"for form in {sorted(set(formats()) - need_one)}: cloudplans.load().export(form, {str(tmp_path)!r} + '/' + form)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert len(list(tmp_path.iterdir())) == len(formats()) - len(need_one) + 1  # croissant writes two


def test_import_loads_no_extra() -> None:
    """pandas takes pyarrow by itself where it is installed; so what is counted is what comes on top of pandas."""
    names = sorted({*EXTRAS, "duckdb", "frictionless", "sqlite3", "zipfile._path", "lxml"})
    code = f"import sys, pandas; before = set(sys.modules); import cloudplans; cloudplans.targets()\nprint([n for n in {names} if n in set(sys.modules) - before])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "parket"), "no format 'parket'; nearest: parquet, datapackage (11 in all)"),
        (("--format", "xlsx", "--table", "plans"), "xlsx takes no 'table'; it takes the path alone"),
        (("--format", "jsonl", "--for-spreadsheet"), "jsonl takes no 'for_spreadsheet'; it takes the path, table alone"),
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


def test_the_command_reports_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from cloudplans.cli.main import main

    assert main(["export", "--format", "jsonl", "--table", "plans", "--out", str(tmp_path / "a")]) == 0
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.startswith(f"jsonl: 4 of 4 rows written to {tmp_path / 'a'}\n")
    assert json.loads((tmp_path / "a").read_text("utf-8").splitlines()[0])["plan_id"] == "chengdu-2011"
    assert main(["export", "--format", "csv", "--out", str(tmp_path / "no" / "a.csv")]) == 4
    assert capsys.readouterr().err == f"cloudplans export: {tmp_path / 'no' / 'a.csv'}: No such file or directory\n"


TOOLS = ("pandas", "Excel", "SQLite", "DuckDB", "SDMX")


def test_three_questions_have_one_answer(data: cloudplans.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block of the how-to runs as it stands; each tool answers as the package's own tables do."""
    for module in ("openpyxl", "duckdb", "sdmx", "pyarrow"):
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


def test_a_data_set_and_a_statement_show_themselves(data: cloudplans.Dataset, tmp_path: Path) -> None:
    html = data._repr_html_()
    assert all(f"<code>{name}</code>" in html and resource["title_zh"] in html for name, resource in data.resources.items())
    assert len(html) < 5000
    corrected = data.statement("guangdong-2014.subscriptions-4g.2020")
    for shown in (repr(corrected), corrected._repr_html_()):
        assert "†" in shown and "[U+E010]" in shown and "广东省 Guangdong" in shown
    for name in data.statements()["statement_id"]:
        assert name in data.statement(name)._repr_html_() and len(data.statement(name)._repr_html_()) < 2000
    copy = tmp_path / "data"
    shutil.copytree(data.directory, copy)
    table = copy / "indicators.csv"
    table.write_text(table.read_text("utf-8").replace("4G subscriptions", "<script>&", 1), "utf-8")
    spoiled = cloudplans.load(copy).statement("guangdong-2014.subscriptions-4g.2020")._repr_html_()
    assert "&lt;script&gt;&amp;" in spoiled and "<script>" not in spoiled
    with pytest.raises(ValueError, match="no statement 'guangdong'; nearest: "):
        data.statement("guangdong")

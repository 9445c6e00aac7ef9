"""A plan of the user: a folder is created whole or not at all, drafts count nowhere, decisions are applied, clashes refused."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest
from command import run
from conftest import ROOT, departures

import cloudplans
from cloudplans import compare
from cloudplans.authoring import WORKSHEET, adopt_codings, apply_decisions, example, new_plan, plan_folder, read_tables
from cloudplans.dataset import SourceError
from cloudplans.export import write_export
from cloudplans.text import offset_in_id, suggest_sections
from cloudplans.verify.rules_and_their_input import Problem
from cloudplans.verify.run_rules import Outcome, verify

spec = importlib.util.spec_from_file_location("authoring_effort", ROOT / "benchmarks" / "authoring.py")
authoring = importlib.util.module_from_spec(spec)
sys.modules["authoring_effort"] = authoring
spec.loader.exec_module(authoring)

TEXT = """乌有省云计算发展规划

一、发展现状
　　2015年，云服务产业规模60亿元。
二、发展目标
　　到2018年，云服务产业规模达到１８
０亿元。到2020年，云服务产业规模超过500亿元，培育8-10家云盘厂商。
"""


KEPT = tempfile.TemporaryDirectory()  # folders that many tests start from: each is made once and copied


@cache
def kept(text: str = TEXT, name: str = "wuyou-2016", region: str = "CN-ZZ", ready: bool = False) -> Path:
    """Return the place of a text and the folder that `new_plan` makes of it, its decisions applied if it is to be ready."""
    place = Path(tempfile.mkdtemp(dir=KEPT.name))
    (place / "plan.txt").write_text(text, encoding="utf-8", newline="")
    new_plan(place / name, place / "plan.txt", region=region)
    if ready:
        decided(place / name)
    return place


def made(tmp_path: Path, text: str = TEXT, name: str = "wuyou-2016", region: str = "CN-ZZ") -> Path:
    shutil.copytree(kept(text, name, region), tmp_path, dirs_exist_ok=True)
    return tmp_path / name


def made_and_decided(tmp_path: Path) -> Path:
    shutil.copytree(kept(ready=True), tmp_path, dirs_exist_ok=True)
    return tmp_path / "wuyou-2016"


def rows(directory: Path, table: str) -> list[dict[str, str]]:
    return read_tables(directory)[table]


DECISIONS = [
    ("plans", "wuyou-2016", "title_zh", "乌有省云计算发展规划"),
    ("plans", "wuyou-2016", "title_en", "Cloud Plan of Wuyou"),
    ("plans", "wuyou-2016", "note_zh", "虚构。"),
    ("plans", "wuyou-2016", "note_en", "Invented."),
    ("editions", "wuyou-2016-text", "copy_kind", "reprint"),
    ("regions", "CN-ZZ", "name_zh", "乌有省（虚构）"),
    ("regions", "CN-ZZ", "name_en", "Wuyou (invented)"),
    ("regions", "CN-ZZ", "level", "province"),
    ("indicators", "cloud-disk-makers", "theme", "enterprises"),
    ("indicators", "cloud-disk-makers", "name_zh", "云盘厂商"),
    ("indicators", "cloud-disk-makers", "name_en", "Makers of cloud disks"),
    ("indicators", "cloud-disk-makers", "definition_zh", "做云盘的企业数"),
    ("indicators", "cloud-disk-makers", "definition_en", "Number of firms that make cloud disks"),
    ("indicators", "cloud-disk-makers", "unit", "enterprise"),
    ("indicators", "cloud-disk-makers", "direction", "higher"),
    ("indicators", "cloud-disk-makers", "subject", "region"),
]


def decided(directory: Path) -> Path:
    """Decide everything that is open in a folder that `made` made."""
    lines = list(DECISIONS)
    for row in rows(directory, "statements"):
        lines.append(("statements", row["statement_id"], "status", "single-coded"))
        if row["label"] == "云盘厂商":
            lines.append(("statements", row["statement_id"], "indicator_id", "cloud-disk-makers"))
    write_decisions(directory.parent / "decisions.csv", lines)
    apply_decisions(directory, directory.parent / "decisions.csv")
    return directory


def write_decisions(path: Path, lines: list[tuple[str, str, str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("table", "row", "column", "value"), *lines])
    return path


def test_a_new_folder_holds_drafts_and_names_what_is_open(tmp_path: Path) -> None:
    directory = made(tmp_path)
    (edition,) = rows(directory, "editions")
    pinned = directory / "texts" / edition["file"]
    assert pinned.read_bytes() == (tmp_path / "plan.txt").read_bytes()
    assert hashlib.sha256(pinned.read_bytes()).hexdigest() == edition["sha256"]
    drafts = rows(directory, "statements")
    assert [row["printed"] for row in drafts] == ["60亿元", "１８０亿元", "500亿元", "8-10家"]
    assert {row["status"] for row in drafts} == {"draft"}
    assert [row["indicator_id"] for row in drafts] == ["cloud-services-scale"] * 3 + [""]
    assert [row["kind"] for row in drafts] == ["baseline", "target", "target", "target"]
    assert [row["role"] for row in rows(directory, "sections")] == ["front", "status", "goals"]
    outcome = verify(cloudplans.load(directory), cloudplans.load(directory).texts())
    assert outcome.counts["drafts left out"] == 4
    assert {problem.rule for problem in outcome.problems} == {"draft", "undecided", "facts"}
    assert outcome.undecided == outcome.problems
    assert [str(problem) for problem in outcome.problems if problem.rule == "draft"][-1] == (
        f"statements.csv: {drafts[-1]['statement_id']}: [draft] found the draft 8-10家 (云盘厂商, 2020); "
        "expected indicator_id filled in, then the status single-coded"
    )
    with (directory / WORKSHEET).open(encoding="utf-8", newline="") as file:
        sheet = list(csv.DictReader(file))
    assert len(sheet) == 4 + len(rows(directory, "numerals"))
    assert all("[" in row["passage"] and row["suggested"] for row in sheet)


def test_drafts_count_nowhere(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory = made(tmp_path)
    merged = cloudplans.load(directory)
    assert len(merged.drafts()) == 4
    assert len(merged.statements()) == len(data.statements()) and len(merged.evidence()) == len(data.evidence())
    assert "CN-ZZ" not in set(merged.targets()["region_id"])
    assert set(compare.coverage(data=merged).query("plan_id == 'wuyou-2016'")["state"]) == {"not stated"}
    assert merged.statements(plan="wuyou-2016").empty
    done = run("targets", "--data", str(directory), "--indicator", "cloud-services-scale")
    assert done.returncode == 0 and "wuyou" not in done.stdout
    assert done.stderr == f"note: 4 drafts in {directory} left out; `cloudplans verify --data {directory}` lists them\n"


def test_drafts_are_in_no_export(tmp_path: Path, data: cloudplans.Dataset) -> None:
    merged = cloudplans.load(made(tmp_path))
    for form, name in (("datapackage", "all.zip"), ("json", "all.json"), ("csv", "statements.csv")):
        loss = write_export(merged, form, tmp_path / name)
        written = loss.files[0].read_bytes()
        assert b"guangdong-2014.cloud-services-scale.2020" in written and b"wuyou-2016.at-" not in written, form
    done = run("export", "--data", str(merged.directory), "--format", "csv", "--out", str(tmp_path / "again.csv"))
    assert done.returncode == 0 and "note: 4 drafts in" in done.stderr
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "statements.csv").read_bytes()


def test_the_folder_is_a_data_package(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    directory = made(tmp_path)
    for step in (lambda folder: folder, decided):
        report = frictionless.validate(str(step(directory) / "datapackage.json"))
        assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5]


def test_from_drafts_to_a_verified_folder(tmp_path: Path, data: cloudplans.Dataset, sources: Path) -> None:
    directory = made_and_decided(tmp_path)
    assert [row["statement_id"] for row in rows(directory, "statements")] == [
        "wuyou-2016.cloud-disk-makers.2020",
        "wuyou-2016.cloud-services-scale.2015",
        "wuyou-2016.cloud-services-scale.2018",
        "wuyou-2016.cloud-services-scale.2020",
    ]
    done = run("verify", "--data", str(directory), "--sources", str(sources))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("0 problems; checked ")
    assert f", {1 + len(data.editions())} texts, " in done.stdout and ", 4 coded once" in done.stdout.splitlines()[-1]
    merged = cloudplans.load(directory)
    mine = merged.targets(region="乌有省（虚构）", indicator="cloud-services-scale")
    assert mine["status"].tolist() == ["single-coded"] * 2
    ranked = compare.ranking(merged.targets(indicator="cloud-services-scale", year=2020), data=merged)
    assert {"CN-GD", "CN-ZZ"} <= set(ranked["region_id"])
    told = compare.pair("guangdong-2014.cloud-services-scale.2020", "wuyou-2016.cloud-services-scale.2020", data=merged)
    assert "※" in told["derivation_en"].iloc[0]
    shown = run("targets", "--data", str(directory), "--region", "Wuyou (invented)", "--year", "2020")
    assert shown.stdout.count("※") >= 2 and shown.stderr == ""
    assert len(data.statements()) + 4 == len(merged.statements())


def test_applying_again_changes_nothing(tmp_path: Path) -> None:
    directory = made_and_decided(tmp_path)
    before = {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
    told = str(apply_decisions(directory))
    assert told.startswith(f"{directory}: 4 records decided, 0 drafts, 0 numerals without a class")
    assert {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()} == before


def test_a_wrong_decision_is_found(tmp_path: Path, data: cloudplans.Dataset) -> None:
    """The rules read the text again: what is decided against it is named, or set aside with a reason."""
    directory = made_and_decided(tmp_path)
    name = "wuyou-2016.cloud-services-scale.2018"
    (value,) = (row for row in rows(directory, "evidence") if (row["statement_id"], row["role"]) == (name, "value"))
    figure = f"{value['edition_id']} {value['start']}"
    apply_decisions(directory, write_decisions(tmp_path / "d.csv", [("statements", name, "kind", "forecast")]))
    merged = cloudplans.load(directory)
    (problem,) = verify(merged, merged.texts()).problems
    assert (problem.rule, problem.found, problem.expected) == ("kind", "forecast", "target")
    apply_decisions(
        directory,
        write_decisions(tmp_path / "d.csv", [("adjudication", f"{figure} kind", "reason", "The text says so elsewhere.")]),
    )
    merged = cloudplans.load(directory)
    outcome = verify(merged, merged.texts())
    assert outcome.problems == [] and outcome.counts["departures"] == 1 + departures(data)
    apply_decisions(directory, write_decisions(tmp_path / "d.csv", [("statements", name, "kind", "target")]))
    merged = cloudplans.load(directory)
    (problem,) = verify(merged, merged.texts()).problems
    assert (problem.rule, problem.found) == ("departures", "rules that agree with the record")


def test_a_candidate_can_be_dropped_and_one_can_be_added(tmp_path: Path) -> None:
    directory = made(tmp_path)
    last = rows(directory, "statements")[-1]["statement_id"]
    apply_decisions(directory, write_decisions(tmp_path / "d.csv", [("statements", last, "", "")]))
    dropped = [row for row in rows(directory, "numerals") if row["token"] in ("8", "10")]
    assert [row["class"] for row in dropped] == ["", ""]
    again = [("statements", last, "printed", "8-10家"), ("statements", last, "plan_id", "wuyou-2016"),
             ("statements", last, "status", "draft"), ("statements", last, "label", "云盘厂商")]  # fmt: skip
    apply_decisions(directory, write_decisions(tmp_path / "d.csv", again))
    assert not [row for row in rows(directory, "numerals") if row["token"] in ("8", "10")]
    spans = [row for row in rows(directory, "evidence") if row["statement_id"] == last]
    assert sorted((row["role"], row["printed"]) for row in spans) == [("label", "云盘厂商"), ("value", "8-10家")]


def test_what_is_not_decided_is_not_counted_as_decided(tmp_path: Path) -> None:
    """A status alone decides nothing; a wrong name, another unit and a name that is not printed are told at once."""
    directory = made(tmp_path)
    first, *_, last = (row["statement_id"] for row in rows(directory, "statements"))
    told = apply_decisions(directory, write_decisions(tmp_path / "d.csv", [("statements", last, "status", "single-coded")]))
    assert (told.decided, told.undecided, told.drafts, told.notes) == (0, 1, 3, ())
    assert ": 0 records decided, 1 without an indicator, 3 drafts, " in str(told)
    outcome = verify(data := cloudplans.load(directory), data.texts())
    (of_last,) = [problem for problem in outcome.problems if problem.record.startswith(last)]
    assert (of_last.rule, of_last.expected) == ("undecided", "indicator_id, decided")  # and nothing that follows from it
    wrong = [("statements", last, "indicator_id", "cloud-disks"), ("statements", first, "status", "single-coded"),
             ("statements", first, "label", "云产业")]  # fmt: skip
    told = apply_decisions(directory, write_decisions(tmp_path / "d.csv", wrong))
    assert told.undecided == 1 and told.notes[1].startswith(f"{last}: no indicator 'cloud-disks'; nearest: ")
    assert told.notes[0].endswith(": the label 云产业 is not in wuyou-2016-text; give the text's own words, parts joined by …")
    told = apply_decisions(
        directory, write_decisions(tmp_path / "d.csv", [("statements", last, "indicator_id", "cloud-industry-scale")])
    )
    assert f"{last}: scanned as enterprise, and cloud-industry-scale is in CNY: is it the same thing?" in told.notes
    assert any("lexicon/units.csv (printed,unit,factor), its unit CNY" in note for note in told.notes)
    done = run("apply-decisions", str(directory))
    assert "look at " in done.stderr and "without an indicator" not in done.stdout


def test_a_figure_a_year_is_told_and_read_as_a_rate(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory = made(tmp_path, TEXT.replace("培育8-10家", "每年培育8-10家"))
    last = rows(directory, "statements")[-1]["statement_id"]
    lines = [
        *DECISIONS,
        ("statements", last, "status", "single-coded"),
        ("statements", last, "indicator_id", "cloud-disk-makers"),
    ]
    told = apply_decisions(directory, write_decisions(tmp_path / "d.csv", lines))
    assert (
        f"{last}: the text says 每年, a figure per year; cloud-disk-makers is in enterprise, not in enterprise/year" in told.notes
    )
    rate = [("indicators", "cloud-disk-makers", "unit", "enterprise/year")]
    told = apply_decisions(directory, write_decisions(tmp_path / "d.csv", rate))
    (row,) = (row for row in rows(directory, "statements") if row["indicator_id"] == "cloud-disk-makers")
    assert (row["unit"], row["lower"], row["upper"], told.notes) == ("enterprise/year", "8", "10", ())


def test_verify_of_a_folder_says_what_to_do(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory = made_and_decided(tmp_path)
    name = "wuyou-2016.cloud-services-scale.2018"
    apply_decisions(directory, write_decisions(tmp_path / "d.csv", [("statements", name, "kind", "forecast")]))
    done = run("verify", "--data", str(directory))
    assert done.returncode == 1
    assert (
        "[kind]: follow the text as the rule reads it, or add a row to coding/adjudication.csv that says why not\n" in done.stderr
    )
    remedies = Outcome([Problem("comparability.csv", "a a", "comparability", "no verdict", "one")]).remedies(["same", "broader"])
    assert remedies == ["[comparability]: add a row to comparability.csv with one of the verdicts same, broader"]


def test_suggestions_can_be_accepted_all_at_once(tmp_path: Path) -> None:
    """Only what is open: a draft needs an indicator and a kind, a class of a numeral a reason; what was decided stays."""
    given = example()
    directory = tmp_path / given.plan
    new_plan(directory, given.text, region=given.region)
    drafts, open_numerals = rows(directory, "statements"), [row for row in rows(directory, "numerals") if not row["class"]]
    complete = [row["statement_id"] for row in drafts if row["indicator_id"] and row["kind"]]
    assert 0 < len(complete) < len(drafts) and len(open_numerals) > 10
    kept, numeral = complete[0], open_numerals[0]
    key = f"{numeral['edition_id']} {numeral['start']}"
    lines = [("statements", kept, "status", "verified"), ("numerals", key, "class", "other"), ("numerals", key, "reason", "mine")]
    told = apply_decisions(directory, write_decisions(tmp_path / "d.csv", lines), accept=True)
    assert (told.decided, told.drafts, told.open_numerals) == (len(complete), len(drafts) - len(complete), 0)
    statuses = [row["status"] for row in rows(directory, "statements")]
    assert {status: statuses.count(status) for status in statuses} == {
        "verified": 1,
        "single-coded": len(complete) - 1,
        "draft": told.drafts,
    }
    decided_now = {(row["edition_id"], row["start"]): row for row in rows(directory, "numerals")}
    assert decided_now[numeral["edition_id"], numeral["start"]] | {"class": "other", "reason": "mine"} in decided_now.values()
    for row in open_numerals[1:]:
        now = decided_now[row["edition_id"], row["start"]]
        assert now["class"] and now["reason"] == row["reason"] != ""
    before = {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
    apply_decisions(directory, accept=True)
    assert {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()} == before


def test_without_being_asked_no_suggestion_is_accepted(tmp_path: Path) -> None:
    directory = made(tmp_path)
    assert apply_decisions(directory).drafts == 4
    done = run("apply-decisions", str(directory), "--accept")
    assert done.returncode == 0 and done.stdout.startswith(f"{directory}: 3 records decided, 1 drafts, ")


def test_an_indicator_of_your_own_needs_three_cells(tmp_path: Path) -> None:
    """The rest of its row comes from the first statement that uses it; what somebody wrote stays."""
    directory = made(tmp_path)
    last = rows(directory, "statements")[-1]["statement_id"]
    own = [("indicators", "cloud-disk-makers", "theme", "enterprises"), ("indicators", "cloud-disk-makers", "unit", "enterprise"),
           ("statements", last, "indicator_id", "cloud-disk-makers")]  # fmt: skip
    others = [line for line in DECISIONS if line[0] != "indicators"]
    told = apply_decisions(directory, write_decisions(tmp_path / "d.csv", [*others, *own]), accept=True)
    assert (told.decided, told.drafts, told.notes) == (4, 0, ())
    filled = {"indicator_id": "cloud-disk-makers", "theme": "enterprises", "name_zh": "云盘厂商", "name_en": "Cloud disk makers",
              "definition_zh": "云盘厂商", "definition_en": "Cloud disk makers", "unit": "enterprise", "direction": "none",
              "subject": "region"}  # fmt: skip
    assert rows(directory, "indicators") == [filled]
    merged = cloudplans.load(directory)
    assert verify(merged, merged.texts()).problems == []
    lines = [
        ("indicators", "cloud-disk-makers", "name_en", "Makers of cloud disks"),
        ("indicators", "cloud-disk-makers", "direction", ""),
    ]
    text = write_decisions(tmp_path / "d.csv", lines)
    bound = [("statements", f"{directory.name}.cloud-disk-makers.2020", "comparator", "ge")]
    apply_decisions(directory, text)
    apply_decisions(directory, write_decisions(tmp_path / "d.csv", [*lines, *bound]))
    assert rows(directory, "indicators") == [filled | {"name_en": "Makers of cloud disks", "direction": "higher"}]


def coding_folder(tmp_path: Path, data: cloudplans.Dataset) -> tuple[Path, list[dict[str, str]]]:
    """Return a folder with its facts decided, and a coding of its four figures."""
    directory = made_and_decided(tmp_path)
    spans = {row["statement_id"]: row for row in rows(directory, "evidence") if row["role"] == "value"}
    columns = data.raw("coding_a").header
    coding = []
    for row in rows(directory, "statements"):
        place = {name: spans[row["statement_id"]][name] for name in ("edition_id", "start", "end", "printed")}
        coding.append({name: (row | place).get(name, "") for name in columns})
    return directory, sorted(coding, key=lambda row: int(row["start"]))


def write_codings(directory: Path, data: cloudplans.Dataset, **tables: list[dict[str, str]]) -> None:
    (directory / "coding").mkdir(exist_ok=True)
    for name, held in tables.items():
        with (directory / "coding" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, data.raw(name).header, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(held)


def settled(row: dict[str, str], field: str, adopted: str) -> dict[str, str]:
    return {"edition_id": row["edition_id"], "start": row["start"], "field": field, "coding_a": "x", "coding_b": "y",
            "adopted": adopted, "reason": "as the text has it"}  # fmt: skip


def test_two_codings_alike_are_adopted_and_verified(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory, coding = coding_folder(tmp_path, data)
    before = rows(directory, "statements")
    spaced = [row | {"printed": f" {row['printed']}"} for row in coding]  # white space is no difference
    write_codings(directory, data, coding_a=coding, coding_b=spaced)
    adopted = adopt_codings(directory)
    assert adopted == (4, []) and str(adopted) == "4 statements from the codings, 0 differences to decide"
    assert {row["status"] for row in rows(directory, "statements")} == {"verified"} and rows(directory, "evidence") == []
    assert {row["statement_id"] for row in rows(directory, "statements")} == {
        f"{directory.name}.at-{row['start']}" for row in coding
    }
    write_codings(directory, data, coding_b=coding)
    apply_decisions(directory)
    assert rows(directory, "statements") == [row | {"status": "verified"} for row in before]
    merged = cloudplans.load(directory)
    outcome = verify(merged, merged.texts())
    assert {problem.rule for problem in outcome.problems} <= {"comparability"}, outcome


def test_a_difference_is_open_until_an_adjudication_decides_it(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory, coding = coding_folder(tmp_path, data)
    first, *rest = coding
    other = [first | {"kind": "forecast", "deadline": "2016"}, *rest]
    write_codings(directory, data, coding_a=coding, coding_b=other)
    adopted = adopt_codings(directory)
    place = first["edition_id"], first["start"]
    assert adopted == (4, [(*place, "kind", "baseline", "forecast"), (*place, "deadline", "2015", "2016")])
    assert str(adopted) == "4 statements from the codings, 2 differences to decide"
    assert [rows(directory, "statements")[0][name] for name in ("kind", "deadline")] == ["baseline", "2015"]  # of the first
    write_codings(directory, data, adjudication=[settled(first, "kind", "forecast"), settled(first, "deadline", "")])
    assert adopt_codings(directory).open == []
    assert [rows(directory, "statements")[0][name] for name in ("kind", "deadline")] == ["forecast", ""]


@pytest.mark.parametrize(
    ("chosen", "statements", "is_open"), [("a", 4, False), ("b", 3, False), ("none", 3, False), ("", 4, True), (None, 4, True)]
)
def test_a_figure_of_one_coding_is_kept_as_decided(
    chosen: str | None, statements: int, is_open: bool, tmp_path: Path, data: cloudplans.Dataset
) -> None:
    directory, coding = coding_folder(tmp_path, data)
    last = coding[-1]
    write_codings(directory, data, coding_a=coding, coding_b=coding[:-1])
    if chosen is not None:
        write_codings(directory, data, adjudication=[settled(last, "unit of analysis", chosen)])
    adopted = adopt_codings(directory)
    said = [(last["edition_id"], last["start"], "unit of analysis", f"{last['end']}-cloud-disk-makers", "")]
    assert adopted == (statements, said if is_open else [])
    names = {row["statement_id"] for row in rows(directory, "statements")}
    assert (f"{directory.name}.at-{last['start']}" in names) == (statements == 4)


def test_where_both_have_a_figure_with_other_spans_one_is_chosen(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory, coding = coding_folder(tmp_path, data)
    *rest, last = coding
    shorter = last | {"end": str(int(last["end"]) - 1), "printed": last["printed"][:-1]}
    write_codings(directory, data, coding_a=coding, coding_b=[*rest, shorter])
    (difference,) = adopt_codings(directory).open
    assert difference[2:] == ("unit of analysis", f"{last['end']}-cloud-disk-makers", f"{shorter['end']}-cloud-disk-makers")
    for chosen, printed in (("a", "8-10家"), ("b", "8-10")):
        write_codings(directory, data, adjudication=[settled(last, "unit of analysis", chosen)])
        assert adopt_codings(directory) == (4, [])
        assert [row["printed"] for row in rows(directory, "statements") if row["indicator_id"] == "cloud-disk-makers"] == [
            printed
        ]
    for chosen in ("", "c"):
        write_codings(directory, data, adjudication=[settled(last, "unit of analysis", chosen)])
        assert len(adopt_codings(directory).open) == 1


def test_one_figure_with_two_indicators_becomes_two_statements(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory, coding = coding_folder(tmp_path, data)
    second = coding[0] | {"indicator_id": "cloud-industry-scale"}
    both = [coding[0], second, *coding[1:]]
    write_codings(directory, data, coding_a=both, coding_b=both)
    assert adopt_codings(directory) == (5, [])
    stem = f"{directory.name}.at-{coding[0]['start']}"
    assert {row["statement_id"]: row["indicator_id"] for row in rows(directory, "statements") if row["statement_id"].startswith(stem)} == {
        stem: "cloud-services-scale", f"{stem}.b": "cloud-industry-scale"}  # fmt: skip


def test_codings_that_are_missing_are_named(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory, coding = coding_folder(tmp_path, data)
    with pytest.raises(ValueError) as error:
        adopt_codings(directory)
    assert str(error.value) == f"{directory} has no rows in coding_a and coding_b; two codings are needed"
    before = rows(directory, "statements")
    write_codings(directory, data, coding_a=coding, coding_b=[])
    with pytest.raises(ValueError) as error:
        adopt_codings(directory)
    assert str(error.value) == f"{directory} has no rows in coding_b; two codings are needed"
    assert rows(directory, "statements") == before


def test_one_figure_can_serve_two_indicators(tmp_path: Path) -> None:
    directory = made(tmp_path)
    first = rows(directory, "statements")[0]["statement_id"]
    apply_decisions(
        directory, write_decisions(tmp_path / "d.csv", [("statements", f"{first}.b", "indicator_id", "cloud-industry-scale")])
    )
    both = [row for row in rows(directory, "evidence") if row["statement_id"].startswith(first) and row["role"] == "value"]
    assert len(both) == 2 and both[0]["start"] == both[1]["start"]


def test_a_plan_with_two_codings_is_verified(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory = made_and_decided(tmp_path)
    spans = {row["statement_id"]: row for row in rows(directory, "evidence") if row["role"] == "value"}
    shared = [field["name"] for field in data.resources["coding_a"]["schema"]["fields"]]
    lines = []
    for row in rows(directory, "statements"):
        coded = row | {key: spans[row["statement_id"]][key] for key in ("edition_id", "start", "end", "printed")}
        lines.append([coded.get(name, "") for name in shared])
    lines.sort(key=lambda line: int(line[1]))
    (directory / "coding").mkdir(exist_ok=True)
    for coder in "ab":
        with (directory / "coding" / f"coding_{coder}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([shared, *lines])
    merged = cloudplans.load(directory)
    assert "coded-once" in {problem.rule for problem in verify(merged, merged.texts()).problems}
    done = [("statements", row["statement_id"], "status", "verified") for row in rows(directory, "statements")]
    apply_decisions(directory, write_decisions(tmp_path / "d.csv", done))
    merged = cloudplans.load(directory)
    outcome = verify(merged, merged.texts())
    assert {problem.rule for problem in outcome.problems} <= {"comparability"}, outcome
    assert "coded once" not in outcome.counts


def test_verified_is_not_for_one_coding(tmp_path: Path) -> None:
    directory = made_and_decided(tmp_path)
    name = "wuyou-2016.cloud-services-scale.2018"
    apply_decisions(directory, write_decisions(tmp_path / "d.csv", [("statements", name, "status", "verified")]))
    done = run("verify", "--data", str(directory))
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == (
        f"statements.csv: {name}: status: [coded-once] found verified; expected single-coded: the plan stands in no two codings"
    )


def test_clashes_name_both_places(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory = made(tmp_path)
    with (directory / "regions.csv").open("a", encoding="utf-8") as file:
        file.write("CN-HB,湖北省,湖北,Hubei,Hubei,420000,CN-HB,province,CN\n")
    ours = data.directory / "regions.csv"
    number = 2 + data.regions()["region_id"].tolist().index("CN-HB")
    expected = (
        f"CN-HB is in {ours}, line {number}, and in {directory / 'regions.csv'}, line 3\n"
        "a folder only adds rows: remove these from it, or give them other keys"
    )
    with pytest.raises(ValueError, match="is in") as caught:
        cloudplans.load(directory).regions()
    assert str(caught.value) == expected
    done = run("verify", "--data", str(directory))
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"cloudplans verify: {expected}\n")


def test_a_table_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    directory = made_and_decided(tmp_path)
    for path in directory.rglob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    merged = cloudplans.load(directory)
    assert verify(merged, merged.texts()).problems == []


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda p: p.write_text("a,b\n1,2\n"), "{path}: the columns are a, b; expected: {columns}"),
        (lambda p: p.write_text(p.read_text("utf-8") + "x,y\n", "utf-8"), "{path}: line 3 has 2 fields; expected 9"),
        (lambda p: p.write_bytes("乌有".encode("gb18030")), "cannot read {path} as CSV: "),
    ],
)
def test_broken_tables_are_named(spoil, message: str, tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory = made(tmp_path)
    path = directory / "regions.csv"
    spoil(path)
    done = run("verify", "--data", str(directory))
    columns = ", ".join(data.raw("regions").header)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("cloudplans verify: " + message.format(path=path, columns=columns))


def test_a_missing_or_altered_text_exits_3_after_the_list(tmp_path: Path) -> None:
    directory = made(tmp_path)
    text = directory / "texts" / "wuyou-2016.txt"
    text.write_text(TEXT.replace("60", "70"), encoding="utf-8")
    done = run("verify", "--data", str(directory))
    assert done.returncode == 3 and "[draft]" in done.stdout
    assert done.stderr.startswith(
        f"cloudplans verify: wuyou-2016-text: wuyou-2016.txt in {text.parent} is not the pinned text (sha256 "
    )
    text.unlink()
    done = run("verify", "--data", str(directory))
    assert done.returncode == 3
    assert done.stderr == f"cloudplans verify: wuyou-2016-text: no file wuyou-2016.txt in {text.parent}\n"
    with pytest.raises(SourceError, match="no file wuyou-2016"):
        apply_decisions(directory)
    assert run("apply-decisions", str(directory)).returncode == 3


def test_a_text_of_the_package_that_is_missing_is_said(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory = made(tmp_path)
    done = run("verify", "--data", str(directory), "--sources", str(tmp_path))
    assert done.returncode == 3 and done.stdout.count("[draft]") == 4
    assert done.stderr.count("no file") == len(data.editions()) >= 5


@pytest.mark.slow
def test_what_new_plan_refuses(tmp_path: Path) -> None:
    good, empty, chinese = (tmp_path / name for name in ("good.txt", "empty.txt", "gbk.txt"))
    good.write_text(TEXT, encoding="utf-8")
    empty.write_text("﻿\r\n \n", encoding="utf-8")
    chinese.write_bytes(TEXT.encode("gb18030"))
    taken = tmp_path / "taken"
    taken.mkdir()
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    form = "is not an id of a plan: lower-case letters and digits, separated by hyphens, such as hubei-2016; give one with --plan"
    there = "exists already; choose another folder (nothing is overwritten)"
    expected = [
        ((str(taken), "--text", str(good)), 2, f"{taken} {there}"),
        ((str(tmp_path / "dangling"), "--text", str(good)), 2, f"{tmp_path / 'dangling'} {there}"),
        ((str(good), "--text", str(good)), 2, f"{good} {there}"),
        ((str(tmp_path / "a" / "b-1"), "--text", str(good)), 2, f"there is no folder {tmp_path / 'a'} for b-1"),
        ((str(tmp_path / "乌有"), "--text", str(good)), 2, f"'乌有' {form}"),
        ((str(tmp_path / "x"), "--text", str(good), "--plan", "../x"), 2, f"'../x' {form}"),
        ((str(tmp_path / "hubei-2016"), "--text", str(good)), 2,
         "the package has a plan hubei-2016; give yours another id with --plan"),
        ((str(tmp_path / "x"), "--text", str(good), "--region", "Atlantis"), 2,
         "'Atlantis' is neither a region of the package nor a region's id: ISO 3166-2:CN (CN-GX), or GB/T 2260 (510100)"),
        ((str(tmp_path / "x"), "--text", str(empty)), 2, f"{empty} contains no text"),
        ((str(tmp_path / "x"), "--text", str(chinese)), 2, f"{chinese} is not utf-8 (byte 0); if it is GBK, add --encoding gb18030"),
        ((str(tmp_path / "x"), "--text", str(tmp_path / "none.txt")), 4, f"{tmp_path / 'none.txt'}: No such file or directory"),
        ((str(tmp_path / "x"), "--text", str(taken)), 4, f"{taken}: Is a directory"),
    ]  # fmt: skip
    before = sorted(tmp_path.rglob("*"))
    for arguments, code, message in expected:
        done = run("new-plan", *arguments)
        assert (done.returncode, done.stdout, done.stderr) == (code, "", f"cloudplans new-plan: {message}\n")
        assert sorted(tmp_path.rglob("*")) == before


def test_a_failure_midway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(
        plan_folder, "descriptor", lambda *given: (_ for _ in ()).throw(OSError(28, "No space left on device", "disk"))
    )
    with pytest.raises(OSError, match="No space"):
        new_plan(tmp_path / "wuyou-2016", tmp_path / "plan.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.txt"]


def test_a_failure_while_applying_leaves_the_tables_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = made(tmp_path)
    before = {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
    lines = [("plans", "wuyou-2016", "title_zh", "x"), ("regions", "CN-ZZ", "name_zh", "x")]
    write_decisions(tmp_path / "d.csv", lines)
    real = plan_folder.table_as_csv

    def failing(name: str, held) -> str:
        if name == "regions":
            raise OSError(28, "No space left on device", "disk")
        return real(name, held)

    monkeypatch.setattr(plan_folder, "table_as_csv", failing)
    with pytest.raises(OSError, match="No space"):
        apply_decisions(directory, tmp_path / "d.csv")
    assert {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (("statement", "x", "status", "draft"), "no table 'statement'; nearest: statements"),
        (("statements", "x", "state", "draft"), "no column of statements 'state'; nearest: statement_id, status"),
        (("adjudication", "x", "reason", "y"), "{path}: 'x' is not a key; expected: edition_id start field"),
    ],
)
def test_decisions_that_cannot_be_are_refused(line: tuple[str, str, str, str], message: str, tmp_path: Path) -> None:
    directory = made(tmp_path)
    path = write_decisions(tmp_path / "d.csv", [line])
    done = run("apply-decisions", str(directory), "--decisions", str(path))
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("cloudplans apply-decisions: " + message.format(path=path))
    path.write_text("a,b\n", encoding="utf-8")
    done = run("apply-decisions", str(directory), "--decisions", str(path))
    assert done.stderr == f"cloudplans apply-decisions: {path}: the columns are a, b; expected: table, row, column, value\n"


def test_a_row_with_a_field_too_many_is_named_with_its_line(tmp_path: Path) -> None:
    """As a spreadsheet leaves it: the message says file and line, and nothing is written."""
    directory = made(tmp_path)
    path = directory / plan_folder.table_file("statements")
    header, first, *others = path.read_text(encoding="utf-8").splitlines()
    columns = header.count(",") + 1
    path.write_text("\n".join([header, first, f"{others[0]},extra", *others[1:]]) + "\n", encoding="utf-8")
    before = {file: file.read_bytes() for file in directory.rglob("*") if file.is_file()}
    done = run("apply-decisions", str(directory))
    message = f"cloudplans apply-decisions: {path}: line 3 has {columns + 1} fields; {columns} are expected\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)
    assert {file: file.read_bytes() for file in directory.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("plans,wuyou-2016,title_zh,x,y\n", "{path}: line 2 has 5 fields; 4 are expected"),
        ("plans,wuyou-2016,title_zh\n", "{path}: line 2 has 3 fields; 4 are expected"),
        ('plans,wuyou-2016,title_zh,"x\n', "{path} is not a table in CSV and UTF-8: unexpected end of data"),
    ],
)
def test_decisions_that_are_no_table_are_named(lines: str, message: str, tmp_path: Path) -> None:
    directory, path = made(tmp_path), tmp_path / "d.csv"
    path.write_text("table,row,column,value\n" + lines, encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        apply_decisions(directory, path)
    assert str(caught.value) == message.format(path=path)


def test_drafts_take_value_bound_and_deadline_from_the_scanner(tmp_path: Path) -> None:
    text = TEXT.replace("8-10家云盘厂商", "8-10家云盘厂商，基站5万个（2018年）")
    drafts = sorted(rows(made(tmp_path, text), "statements"), key=lambda row: offset_in_id(row["statement_id"]))
    found = cloudplans.Scanner().scan(text)
    assert [(row["printed"], row["comparator"], row["deadline"], row["unit"], row["label"]) for row in drafts] == [
        (one.printed, one.comparator, str(one.deadline), one.unit, one.label) for one in found
    ]
    assert drafts[-1]["deadline"] == "2018"  # the year in brackets, not that of the sentence
    spans = {
        row["role"]: row["printed"]
        for row in rows(tmp_path / "wuyou-2016", "evidence")
        if row["statement_id"] == drafts[-1]["statement_id"]
    }
    assert spans["deadline"] == "2018年"


def test_apply_decisions_refuses_what_is_no_folder(tmp_path: Path, data: cloudplans.Dataset) -> None:
    done = run("apply-decisions", str(tmp_path))
    assert (done.returncode, done.stderr) == (
        2, f"cloudplans apply-decisions: {tmp_path} is not a folder of plans: it has no datapackage.json; `cloudplans new-plan` makes one\n"
    )  # fmt: skip
    shutil.copytree(data.directory, tmp_path / "whole")
    done = run("apply-decisions", str(tmp_path / "whole"))
    assert done.returncode == 2 and "is a whole data set, not a user's folder" in done.stderr


def test_texts_of_all_kinds_make_a_folder(tmp_path: Path) -> None:
    for name, text, drafts in (
        ("none-1", "没有数字的规划。", 0),
        ("bom-1", "\ufeff" + TEXT, 4),
        ("windows-1", TEXT.replace("\n", "\r\n"), 4),
    ):
        directory = made(tmp_path, text, name)
        merged = cloudplans.load(directory)
        assert len(merged.drafts()) == drafts
        problems = verify(merged, merged.texts()).problems
        assert {problem.rule for problem in problems} <= {"draft", "undecided", "facts"}, name
    (tmp_path / "gbk.txt").write_bytes(TEXT.encode("gb18030"))
    new_plan(tmp_path / "gbk-1", tmp_path / "gbk.txt", encoding="gb18030")
    assert (tmp_path / "gbk-1" / "texts" / "gbk-1.txt").read_text(encoding="utf-8") == TEXT
    assert len(cloudplans.load(tmp_path / "gbk-1").drafts()) == 4
    known = made(tmp_path, name="known-1", region="湖北省")
    assert rows(known, "regions") == [] and rows(known, "plans")[0]["region_id"] == "CN-HB"


def test_a_folder_does_not_enter_the_default_data(tmp_path: Path) -> None:
    made_and_decided(tmp_path)
    assert "CN-ZZ" not in set(cloudplans.regions()["region_id"])
    assert "wuyou-2016" not in set(cloudplans.plans()["plan_id"])


def test_an_unnamed_region_is_not_reported_on(tmp_path: Path) -> None:
    pytest.importorskip("nbconvert")
    directory = made(tmp_path)
    done = run("report", "--data", str(directory), "--out", str(tmp_path / "report"))
    assert done.returncode == 2
    assert done.stderr.splitlines()[1:3] == [
        "cloudplans report: the plan or its region has no name yet; nothing was built:",
        "plans.csv: wuyou-2016: [undecided] found nothing; expected title_zh, title_en, decided",
    ]


def test_the_merged_data_package_is_written_whole(tmp_path: Path, data: cloudplans.Dataset) -> None:
    directory = made_and_decided(tmp_path)
    cloudplans.load(directory).copy_to(tmp_path / "out")
    whole = cloudplans.load(tmp_path / "out")
    assert whole.folders == () and len(whole.statements()) == len(data.statements()) + 4
    assert {path.name for path in (tmp_path / "out").iterdir()} == {path.name for path in data.directory.iterdir()}


@pytest.fixture(scope="module")
def wuyou(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the invented plan, made by the scanner and settled by the decisions that ship with it."""
    given = example()
    directory = tmp_path_factory.mktemp("example") / given.plan
    new_plan(directory, given.text, region=given.region)
    apply_decisions(directory, given.decisions)
    return directory


def test_the_example_is_decided_and_read_again(wuyou: Path, data: cloudplans.Dataset) -> None:
    merged = cloudplans.load(wuyou)
    outcome = verify(merged, merged.find_texts()[0])
    assert outcome.problems == []
    assert outcome.counts["coded once"] == len(merged.statements(plan="wuyou-2016")) > 20
    assert outcome.counts["departures"] == 1 + departures(data) and "drafts left out" not in outcome.counts


def test_the_example_holds_every_hard_case(wuyou: Path) -> None:
    frame = cloudplans.load(wuyou).statements(plan="wuyou-2016")
    text = example().text.read_text(encoding="utf-8")
    assert set(frame["comparator"]) == {"eq", "ge", "gt", "le", "lt", "approx", "range"}
    assert set(frame["kind"]) >= {"target", "baseline", "forecast", "threshold", "programme_count"}
    assert frame["printed"].str.contains("[０-９]").any() and frame["printed"].str.contains("[一二三四五]百|成").any()
    assert "１８\n０亿元" in text and "分别" in text and "名词解释" in text
    assert {"patent-applications-growth", "fixed-broadband-penetration"} <= set(frame["indicator_id"])
    assert (frame["hedge"] != "").any() and frame["deadline"].isna().any() and frame["deadline"].nunique() >= 4


def test_the_example_says_that_it_is_invented(wuyou: Path, data: cloudplans.Dataset) -> None:
    given, merged = example(), cloudplans.load(wuyou)
    assert "虚构" in given.text.read_text(encoding="utf-8")
    (region,) = merged.regions()[merged.regions()["region_id"] == given.region].to_dict("records")
    assert "虚构" in region["name_zh"] and "invented" in region["name_en"]
    (plan,) = merged.plans()[merged.plans()["plan_id"] == given.plan].to_dict("records")
    assert "虚构" in plan["note_zh"] and "invented" in plan["note_en"]
    for name in data.resources:
        assert not any("乌有" in value or "wuyou" in value.lower() for line in data.raw(name).lines for value in line), name


@pytest.mark.slow
def test_a_report_covers_the_region_and_marks_its_figures(wuyou: Path, tmp_path: Path) -> None:
    pytest.importorskip("nbconvert")
    directory = tmp_path / "wuyou-2016"
    shutil.copytree(wuyou, directory)
    last = rows(directory, "statements")[-1]["statement_id"]
    apply_decisions(directory, write_decisions(tmp_path / "d.csv", [("statements", last, "status", "draft")]))
    out = tmp_path / "report"
    done = run("report", "--data", str(directory), "--region", "CN-ZZ", "--lang", "en", "--out", str(out))
    assert done.returncode == 1 and f"{last}: [draft]" in done.stderr  # built, and what is open is said
    page = (out / "wuyou-2016.html").read_text(encoding="utf-8")
    assert "Wuyou (invented)" in page and "※ coded once, by one reader" in page
    assert "1 drafts not decided yet, left out" in page and last not in page
    count = len(rows(directory, "statements")) - 1
    assert page.count('<details class="record"') == count and page.count('class="passage"') >= count
    assert "wuyou-2016" in (out / "data" / "statements.csv").read_text(encoding="utf-8")
    assert not (out / "data" / "texts").exists()


def test_sections_are_suggested_as_they_were_read(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    """On the five known texts nearly every section is suggested where it is, with what it holds."""
    words = data.table("headings").to_dict("records")
    found = {(edition, s.start, s.role) for edition, text in texts.items() for s in suggest_sections(text, words)}
    known = {(row.edition_id, row.start, row.role) for row in data.sections().itertuples()}
    assert len(known & found) / len(known) >= 0.9
    for edition, text in texts.items():
        tiles = suggest_sections(text, words)
        assert [s.start for s in tiles[1:]] == [s.end for s in tiles[:-1]] and tiles[-1].end == len(text), edition


def test_a_plan_takes_few_decisions_and_leaves_no_problem(sources: Path, tmp_path: Path) -> None:
    """Two plans from nothing to a folder that `verify` accepts; the guide says how many decisions each takes."""
    efforts = [authoring.bring_in(plan, sources, tmp_path) for plan in ("qingdao-2024-ai", "cn-2020-integrated-data-centres")]
    page = (ROOT / "docs" / "howto" / "add-a-plan.md").read_text(encoding="utf-8")
    for effort in efforts:
        assert effort.problems == {} and 0 < effort.each <= 4
        assert f"| `{effort.plan}` | {effort.figures} | {sum(effort.decisions.values())} | {effort.each:.1f} |" in page


def test_a_deleted_draft_leaves_its_numeral_classed(tmp_path: Path) -> None:
    folder = made(tmp_path)
    draft = next(row["statement_id"] for row in rows(folder, "statements") if row["label"] == "云盘厂商")
    apply_decisions(folder, write_decisions(tmp_path / "d.csv", [("statements", draft, "", "")]), accept=True)
    left = [row for row in rows(folder, "numerals") if row["reason"] == "a quantity that is not a statement"]
    assert {row["class"] for row in left} == {"other"} and "8" in {row["token"] for row in left}


def test_a_draft_of_an_order_of_magnitude_can_be_read_again(tmp_path: Path) -> None:
    folder = made(tmp_path, "二、发展目标\n　　到2020年，云服务产业规模达到千亿级。\n")
    (row,) = rows(folder, "statements")
    assert (row["printed"], row["lower"], row["comparator"]) == ("千亿", "100000000000", "approx")

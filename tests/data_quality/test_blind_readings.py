"""Readings of random samples: what the reader is shown, what is recorded and counted; and the approval of wordings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import cloudplans
from cloudplans.data_quality import approve_wordings, blind_readings, reading_samples
from cloudplans.text import squeeze
from cloudplans.verify import rows, verify


@pytest.fixture
def copy(data: cloudplans.Dataset, tmp_path: Path) -> Path:
    return Path(shutil.copytree(data.directory, tmp_path / "data"))


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def test_the_third_sample_is_whole_and_its_differences_are_those_of_the_codes(data: cloudplans.Dataset, copy: Path) -> None:
    third = [row for row in rows(data.raw("blind_readings")) if row["reading"] == "third"]
    assert len({row["record_id"] for row in third}) == 120
    known = blind_readings.differences(data)
    first = next(row for row in known if row["reading"] == "third")
    assert {row["field"] for row in known if row["reading"] == "third"} == {"target"}
    spoil(copy, "coding/blind_readings.csv", ",".join(first.values()), ",".join([*list(first.values())[:-1], first["adopted"]]))
    assert blind_readings.differences(cloudplans.Dataset(copy)) == [row for row in known if row is not first]


def answers_as_adopted(data: cloudplans.Dataset, before: set[str], seed: int) -> dict[str, dict[str, str]]:
    """Return the answers of a reader who agrees with every code."""
    found = {}
    for number, (table, name) in enumerate(reading_samples.sample(data, seed, before), 1):
        fields = reading_samples.FIELDS[table]
        found[str(number)] = {field: reading_samples.adopted(data, table, name, field) for field in fields} | {"gloss": "ok"}
    return found


def read_before(data: cloudplans.Dataset, reading: str) -> set[str]:
    return {row["record_id"] for row in rows(data.raw("blind_readings")) if row["reading"] != reading}


def test_a_reading_is_recorded_and_counted(
    data: cloudplans.Dataset, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = answers_as_adopted(data, read_before(data, "fourth"), 4)
    drawn = reading_samples.sample(data, 4, read_before(data, "fourth"))
    number = next(at for at, (table, _) in enumerate(drawn, 1) if table == "instruments")
    named = next(at for at, (table, _) in enumerate(drawn, 1) if table == "projects" and answers[str(at)]["places"])
    full = data.table("regions").set_index("short_zh")["name_zh"]
    answers[str(named)]["places"] = ";".join(full.get(name, name) for name in answers[str(named)]["places"].split(";"))
    answers[str(number)] |= {"target": "smes" if answers[str(number)]["target"] != "smes" else "firms", "gloss": "misleads"}
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    monkeypatch.setattr(blind_readings, "load", lambda: cloudplans.Dataset(copy))
    assert blind_readings.main(["--record", str(tmp_path / "answers.json")]) == 0
    told = capsys.readouterr().out
    assert "| fourth | instruments | 36 | 144 | 1 | 2.8% |" in told and "| fourth | all | 120 | 450 | 1 | 0.8% |" in told
    assert "| fourth | English wording | 90 | 90 | 1 | 1.1% |" in told and "| third | all | 120 | 384 | 6 | 5.0% |" in told
    assert f"fourth reading, projects {drawn[named - 1][1]}" not in told  # a full name is no other place
    assert f"fourth reading, instruments {drawn[number - 1][1]}: target: adopted" in told


def test_answers_that_are_missing_or_no_codes_are_named(
    data: cloudplans.Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, copy: Path
) -> None:
    answers = answers_as_adopted(data, read_before(data, "fourth"), 4)
    table = reading_samples.sample(data, 4, read_before(data, "fourth"))[0][0]
    first, second = reading_samples.FIELDS[table][0], reading_samples.FIELDS[table][1]
    answers["1"][first] = "no-such-code"
    del answers["1"][second]
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    monkeypatch.setattr(blind_readings, "load", lambda: cloudplans.Dataset(copy))
    assert blind_readings.main(["--record", str(tmp_path / "answers.json")]) == 1
    assert capsys.readouterr().err == f"row 1: {first} is 'no-such-code'\nrow 1: {second} is None\n"


def test_a_sample_holds_the_passage_and_no_code(data: cloudplans.Dataset, sources: Path, tmp_path: Path) -> None:
    assert reading_samples.main([str(tmp_path / "sample.json"), "--sources", str(sources), "--seed", "9"]) == 0
    found = json.loads((tmp_path / "sample.json").read_text(encoding="utf-8"))
    assert len(found["rows"]) == 120 and len(found["english"]) == 90
    before = {row["record_id"] for row in rows(data.raw("blind_readings"))}
    assert not before & {name for _, name in reading_samples.sample(data, 9, before)}
    for row in found["rows"]:
        assert squeeze(row["quoted"]) in squeeze(row["segment"])
        assert set(row) <= {"number", "table", "heading", "segment", "quoted", "label", "unit", "verb", "fields"}


def test_a_plan_without_segments_shows_lines_or_the_table(data: cloudplans.Dataset, texts: dict[str, str], copy: Path) -> None:
    """Nobody has cut the text: the reader is shown the line of the figure, or its whole table, below the heading of the section."""
    (copy / "policy/passages.csv").write_text(",".join(data.raw("passages").header) + "\n", encoding="utf-8")
    edition, raw = "hubei-2016-reprint", texts["hubei-2016-reprint"]
    value = next(r for r in rows(data.raw("evidence")) if (r["edition_id"], r["role"]) == (edition, "value"))
    first, last = int(value["start"]), int(value["end"])
    segment, heading = reading_samples._segment(cloudplans.Dataset(copy), texts, value)
    before, after = raw[:first].rpartition("\n")[2], raw[last:].partition("\n")[0]
    assert segment == squeeze(before + raw[first:last] + after) and len(segment) > len(squeeze(value["printed"]))
    above = [r for r in rows(data.raw("sections")) if r["edition_id"] == edition and int(r["start"]) <= first]
    assert heading == squeeze(above[-1]["heading"]) != ""
    table = [edition, str(first - 40), str(last + 30), "1", str(first - 40), str(first - 39), raw[first - 40], "target", "", ""]
    header = data.raw("table_columns").header
    (copy / "ledger/table_columns.csv").write_text(f"{','.join(header)}\n{','.join(table)}\n", encoding="utf-8")
    assert reading_samples._segment(cloudplans.Dataset(copy), texts, value)[0] == squeeze(raw[first - 40 : last + 30])


def test_a_sample_asks_for_the_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("CLOUDPLANS_SOURCES", raising=False)
    assert reading_samples.main([str(tmp_path / "sample.json")]) == 2
    assert capsys.readouterr().err.startswith("a sample needs the plan texts")
    assert reading_samples.main([str(tmp_path / "sample.json"), "--sources", str(tmp_path)]) == 3


def test_an_interval_contains_its_share() -> None:
    for count, total in ((0, 30), (6, 120), (30, 30)):
        low, high = blind_readings.wilson(count, total)
        assert 0 <= low <= count / total <= high + 1e-12 and high <= 1 + 1e-12
    assert blind_readings.wilson(6, 120) == pytest.approx((0.0231, 0.1048), abs=1e-4)


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

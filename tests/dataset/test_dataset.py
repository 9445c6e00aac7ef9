"""The tables: typed from the descriptor, fresh on every call, wrong names refused with the nearest right ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import cloudplans

TABLES = ("plans", "editions", "sections", "regions", "indicators", "statements", "targets", "evidence", "corrections",
          "numerals", "comparability", "goals", "instruments", "projects", "unverified", "changes")  # fmt: skip


def test_the_public_names() -> None:
    assert set(cloudplans.__all__) == {*TABLES, "Dataset", "cite", "describe", "load", "scan", "Candidate", "Scanner"}


@pytest.mark.parametrize("name", TABLES)
def test_each_table_is_typed_documented_and_fresh(name: str, data: cloudplans.Dataset) -> None:
    function = getattr(cloudplans, name)
    frame = function()
    assert len(frame) > 0
    assert ">>> " in function.__doc__
    resource = data.resources["statements" if name == "targets" else name]
    kinds = {"integer": "Int64", "number": "float64", "date": "datetime64"}
    assert len(resource["schema"]["fields"]) > 1
    for field in resource["schema"]["fields"]:
        dtype = str(frame[field["name"]].dtype)
        assert dtype.startswith(kinds.get(field["type"], ("str", "object"))), (field["name"], dtype)
    column = frame.columns[0]
    frame[column] = "spoiled"
    assert not (function()[column].astype(str) == "spoiled").any()


def test_types_follow_the_descriptor(data: cloudplans.Dataset, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data.directory, copy)
    descriptor = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    (statements,) = (r for r in descriptor["resources"] if r["name"] == "statements")
    (deadline,) = (f for f in statements["schema"]["fields"] if f["name"] == "deadline")
    deadline["type"] = "number"
    (copy / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert str(cloudplans.load(copy).statements()["deadline"].dtype) == "float64"
    assert str(data.statements()["deadline"].dtype) == "Int64"


def test_the_contract_columns(data: cloudplans.Dataset) -> None:
    expected = "statement_id plan_id region_id indicator_id kind scope period_start deadline comparator lower upper unit printed \
label hedge status note_zh note_en"
    assert list(data.statements().columns) == expected.split()
    assert set(data.plans()["plan_id"]) == {"guangdong-2014", "chengdu-2011", "shanghai-2017", "hubei-2016"}
    assert len(data.editions()) == 5


def test_what_the_plans_say(data: cloudplans.Dataset) -> None:
    """A few figures read by eye in the texts, so that the loader cannot turn them into something else."""
    figures = data.statements().set_index("statement_id")
    total = figures.loc["chengdu-2011.cloud-industry-scale.2015"]
    assert (total["lower"], total["upper"], total["unit"], total["printed"]) == (3e11, 3e11, "CNY", "三千亿元")
    pue = figures.loc["shanghai-2017.data-centre-pue.2018"]
    assert pd.isna(pue["lower"]) and pue["upper"] == 1.5 and pue["comparator"] == "lt" and pue["scope"] == "新建大型"
    firms = figures.loc["guangdong-2014.cloud-backbone-firms.2020"]
    assert (firms["lower"], firms["upper"], firms["comparator"]) == (15, 20, "range")
    base = figures.loc["guangdong-2014.cloud-industry-bases-national.2017"]
    assert (base["hedge"], base["lower"]) == ("争取", 1)
    servers = figures.loc["hubei-2016.cloud-servers"]
    assert servers["comparator"] == "approx" and pd.isna(servers["deadline"]) and servers["lower"] == 10_000
    assert figures.loc["guangdong-2014.subscriptions-4g.2020", "lower"] == 1.3e8
    assert figures.loc["hubei-2016.platform-build-period", "comparator"] == "le"


def test_filters_combine(data: cloudplans.Dataset) -> None:
    rows = data.targets(region="上海市", theme="industry-scale", year=2020)
    assert sorted(rows["printed"]) == ["1500亿元", "5000亿元"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"region": "Guandong"}, f"no region 'Guandong'; nearest: Guangdong, Shandong, Guangzhou ({3 * len(cloudplans.regions())} in all)"),
        ({"indicator": "cloud-service-scale"}, "no indicator 'cloud-service-scale'; nearest: cloud-services-scale,"
         " cloud-terminal-scale, cloud-servers (71 in all)"),
        ({"year": 2016}, "no statement is for the year 2016; years: 2010, 2011, 2015, 2017, 2018, 2020"),
        ({"kind": "goal"}, "no kind 'goal'; allowed: target, baseline, programme_count, forecast, context, threshold"),
        ({"theme": "scale"}, "no theme 'scale'; allowed: adoption, infrastructure, enterprises, context, industry-scale, innovation"),
        ({"plan": "guangdong"}, "no plan 'guangdong'; allowed: chengdu-2011, guangdong-2014, hubei-2016, shanghai-2017"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_refused_with_the_nearest(call: dict, message: str, data: cloudplans.Dataset) -> None:
    with pytest.raises(ValueError) as error:
        data.statements(**call)
    assert error.value.args[0] == message


def test_targets_are_targets(data: cloudplans.Dataset) -> None:
    with pytest.raises(ValueError, match=r"use statements\(kind=...\)"):
        data.targets(kind="baseline")
    assert len(data.targets()) < len(data.statements())


def test_a_corrected_figure_says_so_wherever_it_is_shown(data: cloudplans.Dataset) -> None:
    from cloudplans import display

    corrected = data.statements()[lambda f: f["status"] == "corrected"]
    assert len(corrected) == 1
    for lang in ("en", "zh"):
        frame = display.with_readable_columns(data, corrected, lang)
        assert frame["figure"].str.contains("†").all()
        assert "[U+E010]" in frame["figure"].item()
        table = display.statements(data, corrected, lang)
        assert "†" in repr(table) and "†" in table._repr_html_()


def test_a_changed_descriptor_is_read_anew(tmp_path: Path, data: cloudplans.Dataset) -> None:
    shutil.copytree(data.directory, tmp_path / "data")
    copied = tmp_path / "data" / "datapackage.json"
    before = cloudplans.load(tmp_path / "data").descriptor["version"]
    copied.write_text(
        copied.read_text(encoding="utf-8").replace(f'"version": "{before}"', '"version": "9.9.9"'), encoding="utf-8"
    )
    assert cloudplans.load(tmp_path / "data").descriptor["version"] == "9.9.9" != before == data.descriptor["version"]

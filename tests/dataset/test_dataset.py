"""The tables: typed from the descriptor, fresh on every call, wrong names refused with the nearest right ones."""

from __future__ import annotations

import copy
import csv
import inspect
import json
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cloudplans
from cloudplans.dataset import cast, nearest
from cloudplans.dataset.find_name import find_names, known_indicators
from cloudplans.display import show

TABLES = {"statements": "statements", "targets": "statements", "unverified": "reported"} | {
    name: name for name in ("plans", "editions", "sections", "regions", "indicators", "evidence", "corrections", "numerals",
                            "comparability", "goals", "instruments", "projects", "changes")
}  # fmt: skip
FILTERS = {
    "indicators": ["theme", "documents"],
    "plans": ["tier", "documents"],
    "statements": ["region", "indicator", "theme", "plan", "kind", "unit", "year", "due_by", "tier", "documents", "lang"],
    "targets": ["region", "indicator", "theme", "plan", "kind", "unit", "year", "due_by", "tier", "documents", "lang"],
    "context": ["series", "region", "vintage", "lang"],
    "outcomes": ["region", "indicator", "lang"],
    "evidence": ["statement"],
    "goals": ["plan", "region", "theme", "level"],
    "instruments": ["plan", "region", "type", "family", "firmness", "place"],
    "projects": ["plan", "region", "kind", "place"],
}


def test_the_public_names() -> None:
    functions = {"cite", "convert", "describe", "load", "read_targets", "scan", "wide"}
    others = {"Candidate", "Dataset", "Scanner", "compare", "plots", "__data_version__", "__version__"}
    assert set(cloudplans.__all__) == {*TABLES, "context", "outcomes", "themes"} | functions | others
    assert dir(cloudplans) == cloudplans.__all__ == sorted(cloudplans.__all__)
    assert cloudplans.__data_version__ == cloudplans.load().descriptor["version"]
    with pytest.raises(AttributeError, match="module 'cloudplans' has no attribute 'reported'"):
        cloudplans.reported  # noqa: B018


def test_importing_the_package_changes_nothing_and_loads_nothing() -> None:
    code = """
import os, signal, sys, warnings, locale
numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)
def state():
    return ([signal.getsignal(number) for number in numbers], [*warnings.filters], locale.setlocale(locale.LC_ALL), sys.excepthook,
            sys.stdout, sys.stderr, {**os.environ}, sys.getrecursionlimit(), [*sys.path], sys.displayhook, sys.argv[:])
sys.argv = ["cloudplans", "targets"]
before, loaded = state(), {*sys.modules}
import cloudplans
assert state() == before
print(*{name.partition(".")[0] for name in {*sys.modules} - loaded} & {"pandas", "numpy", "polib", "matplotlib"})
print(*sorted(name for name in sys.modules if name.startswith("cloudplans")))
cloudplans.targets()
signals = [signal.getsignal(number) for number in numbers]
assert signals == before[0] and before[4:6] == (sys.stdout, sys.stderr) and {**os.environ} == before[6]
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "\ncloudplans\n"


@pytest.mark.parametrize("name", TABLES)
def test_each_table_is_typed_documented_and_fresh(name: str, data: cloudplans.Dataset) -> None:
    function = getattr(cloudplans, name)
    frame = function()
    assert len(frame) > 0
    assert ">>> " in function.__doc__
    resource = data.resources[TABLES[name]]
    kinds = {"integer": "Int64", "number": "float64", "date": "datetime64"}
    assert len(resource["schema"]["fields"]) > 1
    for field in resource["schema"]["fields"]:
        if TABLES[name] == "statements" and field["name"].startswith("note_"):
            continue  # one column `note`, in the language of the frame
        dtype = str(frame[field["name"]].dtype)
        assert dtype.startswith(kinds.get(field["type"], ("str", "object"))), (field["name"], dtype)
    column = frame.columns[0]
    frame[column] = "spoiled"
    assert not (function()[column].astype(str) == "spoiled").any()


def test_every_value_is_the_one_in_the_file(data: cloudplans.Dataset) -> None:
    """Read again by the csv module: strings unchanged (so "NA" stays), numbers and dates equal, empty ones missing."""
    compared, missing = 0, 0
    for name, resource in data.resources.items():
        frame = data.table(name)
        with (data.directory / resource["path"]).open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
        assert list(frame) == list(reader.fieldnames or ()) and len(frame) == len(rows)
        for field in resource["schema"]["fields"]:
            for value, text in zip(frame[field["name"]], (row[field["name"]] for row in rows), strict=True):
                if field["type"] == "string":
                    assert isinstance(value, str) and value == text
                elif text == "":
                    assert pd.isna(value)
                    missing += 1
                else:
                    expected = cast(text, field["type"])
                    assert value == (pd.Timestamp(expected) if field["type"] == "date" else expected)
                compared += 1
    assert compared > 50_000 and missing > 100


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_is_in_the_signature_and_in_its_documentation(name: str) -> None:
    function = getattr(cloudplans, name)
    signature = inspect.signature(function)
    assert list(signature.parameters) == FILTERS[name]
    for parameter in signature.parameters.values():
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY and parameter.annotation != inspect.Parameter.empty
        assert parameter.name in inspect.getdoc(function).partition("Returns")[0]


def test_every_filter_is_refused_alike() -> None:
    checked = 0
    for name, filters in FILTERS.items():
        function = getattr(cloudplans, name)
        wrong: list[tuple[dict[str, Any], type[Exception], str]] = [
            ({"colour": "x"}, TypeError, f"{name}() has no filter 'colour'; allowed: {', '.join(filters)}")
        ]
        for one in filters:
            if one in ("year", "due_by"):
                words = f"{name}({one}='x'): a year is a whole number, such as 2020"
                wrong += [({one: "x"}, TypeError, words), ({one: True}, TypeError, words.replace("'x'", "True"))]
            elif one == "region":
                wrong.append(({one: True}, TypeError, f"{name}(region=True): region is a name or a list of names, not bool"))
            elif one not in ("lang",) and (name, one) != ("targets", "kind"):
                words = f"{name}({one}=3): {one} is a name or a list of names, not int"
                wrong.append(({one: 3}, TypeError, words))
            if one in ("due_by", "tier", "documents", "statement"):
                value = [2020] if one == "due_by" else ["x"]
                words = f"{name}({one}={value}): {one} takes one value, not a list; call it once for each"
                wrong.append(({one: value}, TypeError, words))
            elif one != "lang" and (name, one) != ("targets", "kind"):
                words = f"{name}({one}=[]): the list is empty; leave {one} out to keep all rows"
                wrong.append(({one: []}, ValueError, words))
            assert len(function(**{one: None})) == len(function()) if one != "tier" else True
        for arguments, kind, message in wrong:
            with pytest.raises(kind) as error:
                function(**arguments)
            assert error.value.args[0] == message
            checked += 1
        with pytest.raises(TypeError) as error:
            function("Hubei")
        assert error.value.args[0] == f"{name}() takes its filters by name, such as {name}({filters[0]}='Hubei')"
    assert checked > 60


def test_a_list_keeps_the_rows_of_each_of_its_names(data: cloudplans.Dataset) -> None:
    compared = 0
    for name, filters in FILTERS.items():
        function, whole = getattr(data, name), getattr(data, name)()
        columns = {"plan": "plan_id", "region": "region_id", "indicator": "indicator_id", "year": "deadline"}
        columns |= {"theme": "theme_id"} if name in ("statements", "targets") else {}
        for one in set(filters) - {"due_by", "tier", "statement", "place", "lang"} - ({"kind"} if name == "targets" else set()):
            column = columns.get(one, one)
            if column not in whole:  # the theme of a statement is that of its indicator
                continue
            values = list(dict.fromkeys(whole[column].dropna()))[:2]
            for kept in (values, tuple(values), pd.Series(values), values[:1]):
                found = function(**{one: kept})
                assert len(found) == whole[column].isin(list(kept)).sum() > 0
                compared += 1
            assert function(**{one: values[0]}).equals(function(**{one: values[:1]}))
    assert compared > 60


def test_types_follow_the_descriptor(data: cloudplans.Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data.directory, folder)
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (statements,) = (r for r in descriptor["resources"] if r["name"] == "statements")
    (deadline,) = (f for f in statements["schema"]["fields"] if f["name"] == "deadline")
    deadline["type"] = "number"
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert str(cloudplans.load(folder).table("statements")["deadline"].dtype) == "float64"
    assert str(data.table("statements")["deadline"].dtype) == "Int64"


def test_values_above_every_integer_of_64_bits_are_read_back(data: cloudplans.Dataset, tmp_path: Path) -> None:
    """Whole numbers are written without an exponent: 12000000000000000000 operations per second beside a missing value."""
    rows = data.statements(indicator=["data-centre-pue", "cloud-services-scale"])
    rows = rows[rows["lower"].isna() | (rows["lower"] % 1 == 0)].reset_index(drop=True)
    assert rows["lower"].isna().any() and rows["lower"].notna().any()
    rows.loc[rows["lower"].notna(), "lower"] = 12e18
    text = rows.to_csv(index=False)
    assert "1.2e+19" in text
    (tmp_path / "rows.csv").write_text(text.replace("1.2e+19", "12000000000000000000"), encoding="utf-8")
    pd.testing.assert_frame_equal(cloudplans.read_targets(tmp_path / "rows.csv"), rows)


def test_the_contract_columns(data: cloudplans.Dataset) -> None:
    expected = "region indicator theme deadline value unit comparator lower upper printed label scope hedge status note \
statement_id plan_id region_id adcode indicator_id theme_id kind period_start"
    for frame in (data.statements(), data.targets(), data.targets(lang="zh"), data.targets(region="Beijing")):
        assert list(frame.columns) == expected.split()
        assert {str(frame[year].dtype) for year in ("deadline", "period_start")} == {"Int64"}
        assert {str(frame[number].dtype) for number in ("value", "lower", "upper")} == {"float64"}
    for name, frame, some in (
        ("plans", data.plans(), {"guangdong-2014", "chengdu-2011", "shanghai-2017", "hubei-2016"}),
        ("editions", data.editions(), {"guangdong-2014-portal", "guangdong-2014-gazette"}),
    ):
        lines = (data.directory / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
        ids = [line.partition(",")[0] for line in lines]
        assert frame.iloc[:, 0].tolist() == ids and some <= set(ids)


def test_what_the_plans_say(data: cloudplans.Dataset) -> None:
    """A few figures read by eye in the texts, so that the loader cannot turn them into something else."""
    figures = data.statements().set_index("statement_id")
    total = figures.loc["chengdu-2011.cloud-industry-scale.2015"]
    assert (total["lower"], total["upper"], total["unit"], total["printed"]) == (3e11, 3e11, "CNY", "三千亿元")
    pue = figures.loc["shanghai-2017.data-centre-pue.2018"]
    assert (
        pd.isna(pue["lower"]) and pue["upper"] == 1.5 and pue["comparator"] == "lt" and pue["scope"] == "新建大型 (new and large)"
    )
    firms = figures.loc["guangdong-2014.cloud-backbone-firms.2020"]
    assert (firms["lower"], firms["upper"], firms["comparator"]) == (15, 20, "range")
    base = figures.loc["guangdong-2014.cloud-industry-bases-national.2017"]
    assert (base["hedge"], base["lower"]) == ("争取 (strive for)", 1)
    servers = figures.loc["hubei-2016.cloud-servers"]
    assert servers["comparator"] == "approx" and pd.isna(servers["deadline"]) and servers["lower"] == 10_000
    assert figures.loc["guangdong-2014.subscriptions-4g.2020", "lower"] == 1.3e8
    assert figures.loc["hubei-2016.platform-build-period", "comparator"] == "le"


def test_filters_combine(data: cloudplans.Dataset) -> None:
    rows = data.targets(region="上海市", theme="industry-scale", year=2020)
    assert sorted(rows["printed"]) == ["1500亿元", "5000亿元"]
    assert set(data.targets(due_by=2015)["deadline"]) == {2015}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"region": "Guandong"}, f"no region 'Guandong'; nearest: Guangdong, Shandong, Guangxi ({3 * len(cloudplans.regions())} in all)"),
        ({"indicator": "PUE"}, f"no indicator 'PUE'; nearest: data-centre-pue ({len(cloudplans.indicators(documents='all'))} in all)"),
        ({"indicator": "cloud-service-scale"}, "no indicator 'cloud-service-scale'; nearest: cloud-services-scale,"
         f" cloud-services-bigdata-industry-scale, cloud-terminal-scale ({len(cloudplans.indicators(documents='all'))} in all)"),
        ({"kind": "goal"}, "no kind 'goal'; allowed: baseline, context, earlier_target, forecast, grant, programme_count, target, threshold"),
        ({"theme": "scale"}, "no theme 'scale'; allowed: industry-scale, infrastructure, adoption, enterprises, innovation, context"),
        ({"plan": "guangdong"}, "no plan 'guangdong'; nearest: guangdong-2014, guangdong-2025-work-report, guangdong-2026-work-report"
         f" ({len(cloudplans.plans(documents='all'))} in all)"),
        ({"unit": "yuan"}, "no unit 'yuan'"),
        ({"tier": "all"}, "no tier 'all'; allowed: verified, single-coded, unverified"),
        ({"lang": "fr"}, "no language 'fr'; allowed: en, zh"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_refused_with_the_nearest(call: dict, message: str, data: cloudplans.Dataset) -> None:
    with pytest.raises(ValueError) as error:
        data.statements(**call)
    assert error.value.args[0].startswith(message)


def test_a_name_that_exists_and_has_no_rows_gives_an_empty_frame(data: cloudplans.Dataset) -> None:
    whole = data.statements()
    for call in ({"region": "Beijing"}, {"year": 2016}, {"due_by": 1990}, {"unit": "park", "region": "Shanghai"}):
        frame = data.statements(**call)
        assert frame.empty and frame.dtypes.to_dict() == whole.dtypes.to_dict()
    assert data.statements(region=["Beijing", "Hubei"], year=range(2015, 2021)).equals(
        data.statements(region="Hubei", year=[2018, 2020])
    )
    assert len(data.statements(region="Hubei", year=range(2015, 2021))) > 3


def test_a_region_is_found_by_any_of_its_names(data: cloudplans.Dataset) -> None:
    regions = data.regions()
    assert (regions["level"] == "province").sum() == 34
    found = 0
    for region in regions.to_dict("records"):
        names = {region[column] for column in ("region_id", "name_zh", "short_zh", "name_en", "adcode", "iso_code")} - {""}
        names |= {region["name_en"].lower(), f"{region['name_en']} Province"} | (
            {int(region["adcode"])} if region["adcode"] else set()
        )
        assert {data.region_id(name) for name in names} == {region["region_id"]}
        found += len(names)
    assert found > 350
    assert {data.region_id(name) for name in ("广东", "广东省", "Guangdong", "guangdong", "GD", "CN-GD", "440000", 440000)} == {
        "CN-GD"
    }
    assert data.region_id("shanxi") == "CN-SX" and data.region_id("shaanxi") == "CN-SN" and data.region_id("Xizang") == "CN-XZ"


def test_indicators_and_themes_are_found_by_name_in_either_language_and_any_case(data: cloudplans.Dataset) -> None:
    indicators = data.indicators()
    forms = [indicators["name_zh"], indicators["name_en"], indicators["name_en"].str.upper()]
    assert len(indicators) > 200
    for names in forms:
        assert find_names(lambda: known_indicators(data), names, "indicator") == indicators["indicator_id"].tolist()
    for number in range(0, len(indicators), 20):
        expected = data.statements(indicator=indicators["indicator_id"].iloc[number])
        assert len(expected) and all(data.statements(indicator=names.iloc[number]).equals(expected) for names in forms)
    assert data.targets(theme="产业规模").equals(data.targets(theme="industry-scale"))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("PUE", "data-centre-pue"), ("4G", "base-stations-4g"), ("数据中心", "data-centre-pue"), ("云服务", "cloud-services-scale"),
     ("服务器", "cloud-servers"), ("cloud services", "cloud-services-scale"), ("number of data centres", "data-centre-pue"),
     ("机房", "data-centre-floor-area"), ("brodband", "broadband")],
)  # fmt: skip
def test_nearest_indicators_are_near_by_letters_part_or_meaning(asked: str, expected: str, data: cloudplans.Dataset) -> None:
    with pytest.raises(ValueError) as error:
        data.targets(indicator=asked)
    assert expected in error.value.args[0]


def test_missing_text_is_missing_and_scopes_are_translated(data: cloudplans.Dataset) -> None:
    coded, english, chinese = data.table("statements"), data.statements(), data.statements(lang="zh")
    for column in ("scope", "hedge"):
        assert (english[column].isna() == (coded[column] == "")).all() and english[column].isna().any()
        assert chinese[column].fillna("").tolist() == coded[column].tolist()
        in_both = english[column].dropna().str.contains(r"^.+ \([A-Za-z][^\u4e00-\u9fff]*\)$", regex=True)
        assert in_both.any() and english.loc[in_both.index[~in_both], column].tolist() == []  # lexicon/translations.csv has them
    lower = data.statements(tier="unverified")
    assert lower["scope"].dropna().str.endswith(")").all()
    reports = data.statements(documents="reports")
    assert (
        all(words.endswith(")") for column in ("scope", "hedge") for words in reports[column].dropna())
        and reports["scope"].notna().any()
    )
    assert not (english.drop(columns=["deadline", "period_start"]) == "").any(axis=None)


def test_value_is_the_bound_and_never_a_midpoint(data: cloudplans.Dataset) -> None:
    seen = set()
    for row in data.statements(tier="unverified").to_dict("records"):
        expected = {"range": None, "le": row["upper"], "lt": row["upper"]}.get(row["comparator"], row["lower"])
        assert pd.isna(row["value"]) if expected is None else row["value"] == expected
        seen.add(row["comparator"])
    assert seen == {"eq", "ge", "gt", "le", "lt", "approx", "range"}


def test_a_wide_table_keeps_every_figure(data: cloudplans.Dataset) -> None:
    for rows in (data.targets(), data.statements(), data.statements(tier="unverified")):
        table = cloudplans.wide(rows, values="statement_id")
        cells = [value for value in table.to_numpy().ravel() if isinstance(value, str)]
        assert sorted(cells) == sorted(rows["statement_id"])
        assert table.columns.dropna().is_monotonic_increasing
    rows = data.targets(indicator="wlan-hotspots", region="Guangdong")
    assert cloudplans.wide(rows).iloc[0].tolist() == rows.sort_values("deadline")["value"].tolist()
    with pytest.raises(ValueError, match="these statements differ only in their figure: "):
        cloudplans.wide(pd.concat([rows, rows]))
    with pytest.raises(ValueError, match="the frame has no column region, indicator"):
        cloudplans.wide(data.regions().drop(columns=["name_en"]))


def test_values_are_converted_with_their_bounds(data: cloudplans.Dataset) -> None:
    money = data.targets(unit="CNY")
    made = cloudplans.convert(money, "亿元")
    assert (made["value"] * 1e8).equals(money["value"]) and set(made["unit"]) == {"亿元"} and made.attrs["factor"] == 1e8
    rates = data.context(series="cny-per-usd").set_index("year")["value"]
    dollars = cloudplans.convert(money, "USD")
    for before, after in zip(money.to_dict("records"), dollars.to_dict("records"), strict=True):
        if pd.isna(before["deadline"]) or before["deadline"] not in rates.index:
            assert pd.isna(after["value"])
            assert before["deadline"] not in dollars.attrs["rates"]
        else:
            assert after["value"] == pytest.approx(before["value"] / rates[before["deadline"]])
            assert dollars.attrs["rates"][before["deadline"]] == rates[before["deadline"]]
    assert {2015, 2020} <= dollars.attrs["rates"].keys() <= set(rates.index)
    for unit, indicator in (("万户", "subscriptions-4g"), ("Gbps", "metro-network-bandwidth"), ("PB", "storage-capacity")):
        rows = data.statements(indicator=indicator)
        assert (cloudplans.convert(rows, unit)["value"] * cloudplans.convert(rows, unit).attrs["factor"]).equals(rows["value"])
    with pytest.raises(ValueError, match="亿元 measures CNY, but the rows are in percent"):
        cloudplans.convert(data.targets(unit="percent"), "亿元")
    with pytest.raises(ValueError, match="no unit '亿平'"):
        cloudplans.convert(money, "亿平")


def test_context_and_outcomes_have_names(data: cloudplans.Dataset) -> None:
    series = data.table("series")
    assert len(data.context()) == len(series) and len(data.context(region="广东", series="gdp")) > 10
    assert data.context(region="Guangdong")["region"].unique().tolist() == ["Guangdong"]
    found = data.outcomes(region="Guangdong", lang="zh")
    assert set(found["region"]) == {"广东省"} and len(data.outcomes()) == len(data.table("outcomes"))
    assert data.themes(lang="zh")["theme"][0] == "产业规模" and data.themes()["indicators"].sum() == len(data.indicators())


def test_plans_of_every_tier(data: cloudplans.Dataset) -> None:
    lower = data.targets(tier="unverified")
    joined = lower.merge(data.plans(tier="unverified"), on="plan_id", how="left", validate="many_to_one")
    assert len(joined) == len(lower) > len(data.targets()) and (joined["title_en"] != "").all()
    same = lower[lower["relation"] == "same"]
    keys = ["region_id", "indicator_id", "kind", "scope", "deadline", "comparator", "lower", "upper"]
    twice = same[same.duplicated(keys, keep=False)]
    assert (twice["status"] != "unverified").all()  # two plans of a region can promise the same
    assert lower.loc[lower["status"] == "unverified", "printed"].isna().all()


def test_plans_have_the_addresses_of_their_copies(data: cloudplans.Dataset) -> None:
    plans, editions = data.plans().set_index("plan_id"), data.editions()
    assert (plans["address"] != "").sum() > 10
    for plan, copies in editions.groupby("plan_id")["address"]:
        assert set(plans.at[plan, "address"].split()) == set(copies) - {""}
    every = data.plans(tier="unverified", documents="all")
    assert every["address"].notna().all() and every.set_index("plan_id").loc[plans.index, "address"].equals(plans["address"])


def test_names_of_work_reports_exist_where_plans_are_asked_for(data: cloudplans.Dataset) -> None:
    for call in ({"indicator": "Standard racks"}, {"plan": "qinghai-2025-work-report"}):
        assert len(data.statements(**call)) == 0 and [*data.statements(**call)] == [*data.statements()]
        assert len(data.statements(**call, documents="all")) > 0


def test_near_is_by_letters_in_upper_or_lower_case_then_by_part() -> None:
    names = [f"name-{number}" for number in range(20)] + ["Guangdong", "cloud-services-scale"]
    cases = {
        "Guandong": "nearest: Guangdong (22 in all)",
        "GUANGDONG": "nearest: Guangdong (22 in all)",
        "ud-s": "nearest: cloud-services-scale (22 in all)",
        "zzz": "no x 'zzz', nor a similar one among the 22 that exist",
        "": "no x '', nor a similar one among the 22 that exist",
    }
    for value, expected in cases.items():
        assert nearest(value, names, "x").args[0].endswith(expected), value
    assert nearest("q", names, "x", few=22).args[0] == f"no x 'q'; allowed: {', '.join(names)}"


def test_other_wrong_names(data: cloudplans.Dataset) -> None:
    tables, statements = list(data.resources), data.statements()["statement_id"].tolist()
    places = sorted(set(data.table("project_places")["place_id"]))
    regions = 3 * len(data.regions())
    families = ", ".join(dict.fromkeys(data.terms("instrument")["family"]))
    cases = [
        (lambda: data.table("statement"), f"no table 'statement'; nearest: statements, work_report_statements, instruments ({len(tables)} in all)"),
        (lambda: data.raw("statement"), f"no table 'statement'; nearest: statements, work_report_statements, instruments ({len(tables)} in all)"),
        (lambda: data.evidence(statement="xyz"),
         f"no statement 'xyz', nor a similar one among the {len(statements)} that exist"),
        (lambda: data.projects(place="Hubei"),
         f"no place with a project 'Hubei', nor a similar one among the {len(places)} that exist"),
        (lambda: data.goals(level="village"), "no level 'village'; allowed: national, world, regional, province"),
        (lambda: data.instruments(family="money"), f"no family 'money'; allowed: {families}"),
        (lambda: data.region_id("Nowhere"), f"no region 'Nowhere', nor a similar one among the {regions} that exist"),
    ]  # fmt: skip
    for call, message in cases:
        with pytest.raises(ValueError) as error:
            call()
        assert error.value.args[0] == message


def test_targets_are_targets(data: cloudplans.Dataset) -> None:
    with pytest.raises(ValueError) as error:
        data.targets(kind="baseline")
    assert error.value.args[0] == "targets() returns statements of the kind 'target', not 'baseline'; use statements(kind=...)"
    assert len(data.targets()) < len(data.statements())
    assert data.targets(kind="target").equals(data.targets()) and data.statements(kind="target").equals(data.targets())


def test_a_project_has_the_places_that_it_is_assigned_to(data: cloudplans.Dataset) -> None:
    assigned = data.table("project_places")
    places = sorted(set(assigned["place_id"]))
    for place in places:
        found = data.projects(place=place)
        assert set(found["project_id"]) == set(assigned.loc[assigned["place_id"] == place, "project_id"])
    both = data.projects(place=places[:2])
    assert set(both["project_id"]) == set(assigned.loc[assigned["place_id"].isin(places[:2]), "project_id"])
    assert len(places) > 5


def test_a_measure_has_the_places_that_the_text_names_for_it(data: cloudplans.Dataset) -> None:
    assigned = data.table("instrument_places")
    for place, rows in assigned.groupby("place_id"):
        assert set(data.instruments(place=place)["instrument_id"]) == set(rows["instrument_id"])
    assert data.instruments(place="湛江")["type"].tolist() == ["demonstration", "infrastructure"]
    assert {*data.instruments(place="Yichang")["passage"]} == {"27.4", "28.2", "30.1"}
    with pytest.raises(ValueError, match=r"^no place with a measure 'Harbin', nor a similar one among the \d+ that exist$"):
        data.instruments(place="Harbin")
    assert assigned["place_id"].nunique() > 15


def test_evidence_is_that_of_any_record(data: cloudplans.Dataset) -> None:
    for name in ("guangdong-2014.subscriptions-4g.2020", data.goals().loc[0, "goal_id"]):
        found = data.evidence(statement=name)
        assert set(found["statement_id"]) == {name} and (found["start"] < found["end"]).all()


def test_what_one_user_changes_no_other_sees(data: cloudplans.Dataset) -> None:
    """Descriptors, resources, frames and their attributes are copies; `cite` and tables of other data sets stay the same."""
    first = cloudplans.load()
    before, version, cited = copy.deepcopy(first.descriptor), first.descriptor["version"], cloudplans.cite()
    first.descriptor["version"] = "9.9"
    first.descriptor["resources"].clear()
    assert first.descriptor == before
    for resource in first.resources.values():
        resource["schema"]["fields"].clear()
    first.table("statements").attrs["units"].clear()
    assert first.descriptor == before and str(first.table("statements")["deadline"].dtype) == "Int64"
    assert first.table("statements").attrs["units"] == {"period_start": "year", "deadline": "year"}
    assert cloudplans.cite() == cloudplans.cite(data=first) == cited and f"version {version}" in cited
    assert cloudplans.load().descriptor == data.descriptor == before


def test_a_data_set_shows_its_tables_and_can_be_pickled(data: cloudplans.Dataset) -> None:
    assert repr(data) == f"Dataset of {len(data.resources)} tables: {', '.join(data.resources)}"
    assert not hasattr(data, "_repr_html_")
    again = pickle.loads(pickle.dumps(data))
    assert again.targets().equals(data.targets()) and copy.deepcopy(data).targets().equals(data.targets())


def test_a_changed_descriptor_is_read_anew(tmp_path: Path, data: cloudplans.Dataset) -> None:
    shutil.copytree(data.directory, tmp_path / "data")
    copied = tmp_path / "data" / "datapackage.json"
    before = cloudplans.load(tmp_path / "data").descriptor["version"]
    copied.write_text(
        copied.read_text(encoding="utf-8").replace(f'"version": "{before}"', '"version": "9.9.9"'), encoding="utf-8"
    )
    assert cloudplans.load(tmp_path / "data").descriptor["version"] == "9.9.9" != before == data.descriptor["version"]


def test_the_environment_names_the_data(tmp_path: Path, data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(data.directory, tmp_path / "data", ignore=shutil.ignore_patterns("releases"))
    monkeypatch.setenv("CLOUDPLANS_DATA", str(tmp_path / "data"))
    assert cloudplans.load().directory == tmp_path / "data" and cloudplans.load().targets().equals(data.targets())
    monkeypatch.setenv("CLOUDPLANS_DATA", str(tmp_path))
    with pytest.raises(ValueError, match=r"contains no datapackage\.json; name a directory with tables and their descriptor"):
        cloudplans.load().targets()


def test_a_table_of_a_folder_that_is_where_version_1_had_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"extends": "cloudplans", "resources": []}', encoding="utf-8")
    (tmp_path / "numerals.csv").write_text("edition_id\n", encoding="utf-8")
    with pytest.raises(ValueError) as error:
        cloudplans.load(tmp_path).numerals()
    assert str(error.value) == (
        f"{tmp_path / 'numerals.csv'}: since data version 2.0.0 this table is ledger/numerals.csv; move it there"
    )


def test_a_data_set_without_work_reports_answers_for_its_plans(
    data: cloudplans.Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data.copy_to(tmp_path / "own")
    descriptor = tmp_path / "own" / "datapackage.json"
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    package["resources"] = [one for one in package["resources"] if not one["name"].startswith("work_report")]
    descriptor.write_text(json.dumps(package), encoding="utf-8")
    own = cloudplans.load(tmp_path / "own")
    assert 0 < len(own.resources) < len(data.resources)
    assert own.statements(documents="all").equals(own.statements()) and len(own.statements(documents="reports")) == 0
    assert own.plans(documents="all").equals(own.plans()) and len(own.plans(documents="reports")) == 0
    assert own.indicators(documents="all").equals(own.indicators())
    show(own, "hubei-2016.cloud-servers")
    assert "万台" in capsys.readouterr().out and own.find_report_texts() == ({}, [])

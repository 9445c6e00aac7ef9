"""Citations: the plans actually used, in forms that other people's parsers read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import cloudplans
from cloudplans import compare


def keys(text: str) -> list[str]:
    return [item["id"] for item in json.loads(text)]


def own(data: cloudplans.Dataset) -> str:
    return f"cloudplans-{data.descriptor['version']}"


def plans_with(table: str) -> Callable[[cloudplans.Dataset], list[str]]:
    """Return what says which plans have rows in a table."""

    def listed(data: cloudplans.Dataset) -> list[str]:
        lines = list(csv.DictReader(io.StringIO((data.directory / data.resources[table]["path"]).read_text(encoding="utf-8"))))
        plans = sorted({line["plan_id"] for line in lines})
        assert {"chengdu-2011", "guangdong-2014", "hubei-2016", "shanghai-2017"} <= set(plans)
        return plans

    return listed


@pytest.mark.parametrize(
    ("what", "plans"),
    [
        (lambda d: d.targets(region="Hubei"), ["hubei-2016"]),
        (lambda d: d.evidence(statement="guangdong-2014.subscriptions-4g.2020"), ["guangdong-2014"]),
        (lambda d: compare.ranking(d.targets(indicator="cloud-services-scale", year=2015), data=d), ["chengdu-2011", "guangdong-2014"]),
        (lambda d: ["shanghai-2017", "hubei-2016.cloud-servers", "chengdu-2011-web"], ["chengdu-2011", "hubei-2016", "shanghai-2017"]),
        (lambda d: d.statements()["statement_id"], plans_with("statements")),
        (lambda d: d.unverified().head(3)[["reported_id"]], ["anhui-2020"]),
        (lambda d: d.goals()[["goal_id"]], plans_with("goals")),
        (lambda d: None, plans_with("plans")),
    ],
)  # fmt: skip
def test_the_plans_are_those_used(what, plans, data: cloudplans.Dataset) -> None:
    assert keys(cloudplans.cite(what(data), "csl")) == [own(data), *(plans(data) if callable(plans) else plans)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_bibtex_is_read_by_a_parser(lang: str, data: cloudplans.Dataset) -> None:
    pybtex = pytest.importorskip("pybtex.database")
    read = pybtex.parse_string(cloudplans.cite(None, "bibtex", lang), "bibtex")
    plans = data.plans().set_index("plan_id")
    assert set(read.entries) == {own(data), *plans.index}
    for name, row in plans.iterrows():
        entry = read.entries[name]
        assert entry.fields["title"].strip("{}") == row[f"title_{lang}"]
        assert entry.fields.get("number", "") == row["document_no"]
        assert entry.fields.get("year", "") == ("" if pd.isna(row["issued"]) else str(row["issued"].year))
        issuers = [str(person).strip("{}") for person in entry.persons.get("author", ())]
        assert issuers == [row[f"issuer_{lang}"]] * bool(row[f"issuer_{lang}"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_reported_plan_says_so_and_has_one_address_a_field(lang: str, data: cloudplans.Dataset) -> None:
    pybtex = pytest.importorskip("pybtex.database")
    documents = data.table("reported_documents").set_index("document_id")
    read = pybtex.parse_string(cloudplans.cite(list(documents.index), "bibtex", lang), "bibtex")
    said = {"en": "Reported on public pages, not checked", "zh": "据公开网页转引，未核对"}[lang]
    several = 0
    for name, row in documents.iterrows():
        fields = read.entries[name].fields
        assert said in fields["note"] and "http" not in fields["note"]
        held = [value for value in fields.values() if "http" in value]
        assert [value.replace("\\", "") for value in held] == row["address"].split()
        several += len(held) > 1
    assert several > 5
    text = cloudplans.cite("chongqing-2013", lang=lang)
    assert text.count("http") == len(documents.loc["chongqing-2013", "address"].split()) and said in text


def test_a_reported_figure_is_described_with_all_its_caveats(data: cloudplans.Dataset) -> None:
    name = "chengdu-2017.bigdata-output.2016"
    whole = data.unverified().set_index("reported_id").loc[name]
    for lang in ("en", "zh"):
        told = repr(cloudplans.describe(name, lang))
        assert whole[f"caveat_{lang}"] in told and "未经核对" in told
        assert whole[f"caveat_{lang}"] != data.table("reported").set_index("reported_id").loc[name, f"caveat_{lang}"]


def test_signs_of_tex_are_escaped_and_come_back(data: cloudplans.Dataset) -> None:
    pybtex = pytest.importorskip("pybtex.database")
    from cloudplans.dataset import citation

    item = {"id": "x", "type": "report", "title": "50% of A&B_C {d} #1 ~ ^ \\", "language": "zh"}
    text = citation._bibtex([item], "en")
    assert r"50\% of A\&B\_C \{d\} \#1 \textasciitilde{} \textasciicircum{} \textbackslash{}" in text
    assert list(pybtex.parse_string(text, "bibtex").entries) == ["x"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_csl_is_rendered_by_a_processor(lang: str, data: cloudplans.Dataset) -> None:
    citeproc = pytest.importorskip("citeproc")
    from citeproc.source.json import CiteProcJSON

    bundled = min(Path(citeproc.STYLES_PATH).glob("*.csl"))
    items = json.loads(cloudplans.cite(None, "csl", lang))
    with _quiet():
        source = CiteProcJSON(items)
        style = citeproc.CitationStylesStyle(bundled.stem, validate=False)
        made = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
        for item in items:
            made.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
        rendered = "\n".join(map(str, made.bibliography()))
    assert len(items) == 1 + len(data.plans())
    for item in items:
        assert item["title"] in rendered


def _quiet():
    import warnings

    return warnings.catch_warnings(action="ignore")


def test_text_names_version_and_both_titles(data: cloudplans.Dataset) -> None:
    english, chinese = cloudplans.cite("guangdong-2014"), cloudplans.cite("guangdong-2014", lang="zh")
    assert f"version {data.descriptor['version']} [data set]. CC-BY-4.0." in english
    assert (
        "Guangdong Cloud Computing Development Plan (2014–2020) [广东省云计算发展规划（2014—2020年）]. 粤府办〔2014〕17号."
        in english
    )
    assert (
        chinese.splitlines()[1] == "广东省人民政府办公厅. 广东省云计算发展规划（2014—2020年）：粤府办〔2014〕17号[Z]. 2014-04-11."
    )
    assert "no date printed" in cloudplans.cite("shanghai-2017")


@pytest.mark.parametrize(
    ("what", "options", "message"),
    [
        ("guangdong-2041", {}, "no plan or record 'guangdong-2041'; nearest: guangdong-"),
        (None, {"style": "apa"}, "no style 'apa'; allowed: text, bibtex, csl"),
        (None, {"lang": "fr"}, "no language 'fr'; allowed: en, zh"),
        ([], {}, "the selection is empty: there is no plan to cite"),
        (pd.DataFrame({"x": [1]}), {}, "the frame names no plan: it needs one of the columns "),
    ],
)
def test_wrong_calls(what, options: dict, message: str) -> None:
    with pytest.raises(ValueError) as error:
        cloudplans.cite(what, **options)
    assert str(error.value).startswith(message)

"""The data set as files: a valid Data Package of plain tables, described in both languages, without a sentence of a plan."""

from __future__ import annotations

import csv
import re

import pytest
import yaml
from conftest import ROOT

import cloudplans
from cloudplans.data_quality import blind_readings, coder_agreement, mutation
from cloudplans.verify import census_counts

LONGEST_QUOTE = 40  # characters: a heading, a name, a condition


def test_the_descriptor_is_a_valid_data_package(data: cloudplans.Dataset) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(data.directory / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5]
    assert report.stats["tasks"] == len(data.resources) >= 17


def test_tables_are_plain_files(data: cloudplans.Dataset) -> None:
    for name, resource in data.resources.items():
        content = (data.directory / resource["path"]).read_bytes()
        assert b"\r" not in content and content.endswith(b"\n") and not content.startswith(b"\xef\xbb\xbf"), name
        lines = content.decode("utf-8").splitlines()
        assert len(list(csv.reader(lines))) == len(lines) == len(data.table(name)) + 1, name
        assert resource["schema"]["fields"]
        for field in resource["schema"]["fields"]:
            assert field["description"] and field["description_zh"]


def test_no_two_files_have_one_name(data: cloudplans.Dataset) -> None:
    files = [resource["path"].rpartition("/")[2] for resource in data.resources.values()]
    assert len(files) > 40
    assert len(files) == len(set(files))


def test_a_file_has_the_name_of_its_table(data: cloudplans.Dataset) -> None:
    for name, resource in data.resources.items():
        assert resource["path"].rpartition("/")[2] == f"{name}.csv"


def misplaced_tables(text: str, paths: dict[str, str]) -> list[str]:
    """Return the paths of CSV files in a text that name a table of the data set in another folder."""
    named = re.findall(r"(?<![\w{}/.-])((?:\w+/)*(\w+)\.csv)\b", text)
    return [path for path, name in named if name in paths and path.removeprefix("data/") != paths[name]]


def test_the_code_names_tables_by_their_paths(data: cloudplans.Dataset) -> None:
    paths = {name: resource["path"] for name, resource in data.resources.items()}
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "cloudplans").rglob("*.py")}
    assert {str(path): wrong for path, text in texts.items() if (wrong := misplaced_tables(text, paths))} == {}
    assert misplaced_tables('"numerals.csv" "ledger/aims.csv" "found.csv"', paths) == ["numerals.csv"]


def test_no_sentence_of_a_plan_is_in_the_repository(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    squeezed = ["".join(text.split()) for text in texts.values()]
    titles = set(data.plans()["title_zh"])
    checked = 0
    for name in data.resources:
        for column in zip(*data.raw(name).lines, strict=True):
            for value in set(column) - titles:
                checked += 1
                stretches = [value[at : at + LONGEST_QUOTE + 1] for at in range(max(0, len(value) - LONGEST_QUOTE))]
                assert not any(stretch in text for stretch in stretches for text in squeezed), (name, value)
    assert checked > 1000


MUTANTS = 60  # per statement, as on the page


def generated_block(name: str) -> str:
    """Return a block of the documentation that is copied from a program's output."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    texts = [path.read_text(encoding="utf-8") for path in pages]
    (block,) = [block for text in texts for block in re.findall(rf"<!-- {name} -->\n(.*?)\n<!-- end -->", text, re.S)]
    return block


def test_the_pages_show_what_the_programs_print(data: cloudplans.Dataset, book) -> None:
    assert generated_block("agreement") == coder_agreement.table(data)
    assert generated_block("policy-agreement") == coder_agreement.policy_table(data)
    assert generated_block("blind-readings") == blind_readings.results_table(data)
    tried, caught, survivors, fewest = mutation.run(book, sample=MUTANTS)
    assert fewest == MUTANTS and survivors == []
    assert generated_block("mutate") == mutation.table(tried, caught, fewest, len(book.tables["statements"]))
    assert len(book.texts) == len(data.editions())
    for edition in book.texts:
        counts = census_counts(book, edition)
        assert counts["unaccounted"] == counts["claimed twice"] == 0 < counts["tokens"]
        assert f"| `{edition}` | " + " | ".join(map(str, counts.values())) + " |" in generated_block("census")


def test_versions_and_changelog_agree(data: cloudplans.Dataset) -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = data.descriptor["version"]
    assert f"## {cloudplans.__version__} (data {version})" in changelog
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(citation["version"]) == version
    assert str(citation["date-released"]) == data.descriptor["created"][:10]
    assert citation["abstract"] == data.descriptor["description"]
    assert citation["license"] == data.descriptor["licenses"][0]["name"]
    named = set(re.findall(r"`((?:guangdong|chengdu|shanghai|hubei)-\d{4}\.[a-z0-9.-]+)`", changelog))
    assert named and named <= set(data.statements()["statement_id"])


@pytest.mark.parametrize("target", ["report", "test", "test-all", "lab", "serve", "docs", "lint", "data", "bench"])
def test_the_makefile_has_the_target(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)

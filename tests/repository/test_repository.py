"""The repository keeps its own rules: imports one way, small modules, clean notebooks, environment and README in agreement."""

from __future__ import annotations

import ast
import csv
import json
import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from conftest import ROOT

import cloudplans
from cloudplans.data_quality import coder_agreement, mutation
from cloudplans.verify.text_census_rules import census_counts

PACKAGE = ROOT / "cloudplans"


def test_modules_and_functions_stay_small() -> None:
    sizes = {str(p.relative_to(PACKAGE)): len(p.read_text(encoding="utf-8").splitlines()) for p in PACKAGE.rglob("*.py")}
    assert max(sizes.values()) <= 350, sizes
    checked = 0
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                assert (node.end_lineno or 0) - first.lineno < 45, (path.name, node.name)
                checked += 1
    assert checked > 500


def test_import_loads_neither_drawing_nor_network() -> None:
    heavy = [
        "matplotlib",
        "seaborn",
        "IPython",
        "nbconvert",
        "nbclient",
        "requests",
        "aiohttp",
        "jinja2",
        "fontTools",
        "krippendorff",
        "ipywidgets",
    ]
    code = f"import cloudplans, sys; cloudplans.targets(); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_waits_for_no_data() -> None:
    """The parser is there before data set, scanner or frames are loaded; a name of the package loads its own module alone."""
    code = "import sys, cloudplans.cli.main as c; c._parser().format_help(); print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["cloudplans.dataset", "cloudplans.scanner", "inspect", "numpy", "pandas"]
    done = subprocess.run([sys.executable, "-c", code, "sys", *heavy], capture_output=True, text=True, check=True)
    assert done.stdout == "['sys']\n"
    code = (
        "import sys, cloudplans; cloudplans.load; print('cloudplans.dataset' in sys.modules, 'cloudplans.scanner' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True False\n"


def test_scanning_needs_no_frames() -> None:
    """Whoever only scans texts, and every worker, is spared the second and the memory that pandas takes."""
    code = "import sys, cloudplans.scanning; cloudplans.Scanner().scan('5家'); before = 'pandas' in sys.modules; cloudplans.targets()"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print(before, 'pandas' in sys.modules)"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False True\n"


NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def notebook_faults(notebook: dict) -> list[str]:
    faults = []
    if len(notebook["cells"]) > 50:
        faults.append("more than 25 pairs of cells")
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            if re.search(r"\d", re.sub(r"`[^`]*`|^#+", "", source)):
                faults.append(f"a number in prose: {source}")
            continue
        if cell["outputs"] or cell["execution_count"]:
            faults.append("stored outputs")
        if any(isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)) for node in ast.walk(ast.parse(source))):
            faults.append(f"a definition in a cell: {source}")
        strings = [n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant)]
        if any(isinstance(value, (int, float)) and not isinstance(value, bool) for value in strings):
            faults.append(f"a number typed by hand: {source}")
        if any(isinstance(value, str) and ("/" in value or "\\" in value) for value in strings):
            faults.append(f"a path: {source}")
    return faults


def test_notebooks_hold_prose_and_calls() -> None:
    assert len(NOTEBOOKS) >= 2
    for path in NOTEBOOKS:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert notebook_faults(notebook) == [], path.name
        languages = [tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", [])]
        assert languages.count("lang-en") == languages.count("lang-zh") > 0


@pytest.mark.parametrize("source", ["def f(): pass", "x = 3", "open('a/b')"])
def test_the_notebook_check_fires(source: str) -> None:
    cell = {"cell_type": "code", "source": source, "outputs": [], "execution_count": None, "metadata": {}}
    assert notebook_faults({"cells": [cell]})
    assert notebook_faults({"cells": [{"cell_type": "markdown", "source": "about 30 %", "metadata": {}}]})


def requirements() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    return {"": project["dependencies"], **extras}


def names(lines: list[str]) -> dict[str, str]:
    split = (re.match(r"([A-Za-z0-9-]+)(?:\[[a-z,]+\])?\s*(.*)", line) for line in lines)
    return {match[1]: match[2].replace(" ", "") for match in split if match and match[1] != "cloudplans"}


def test_conda_users_get_the_same() -> None:
    wanted = names(
        [
            line
            for extra in ("", "plot", "report", "notebooks", "parquet", "xlsx", "sdmx", "corpora")
            for line in requirements()[extra]
        ]
    )
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    listed = [line.replace("_", "-") for line in environment if isinstance(line, str)]
    (piped,) = (entry["pip"] for entry in environment if isinstance(entry, dict))
    given = names(listed) | names([line for line in piped if not line.startswith("-e")])
    given["brotli"] = given.pop("brotli-python")
    assert {"jupyter", "pandas", "matplotlib", "seaborn", "ipywidgets"} <= set(given)
    assert {name: given.get(name) for name in wanted} == wanted
    assert set(given) - set(wanted) == {"python", "pip", "jupyter"}


def test_the_lock_holds_every_requirement_with_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", lock, re.M))
    wanted = names([line for lines in requirements().values() for line in lines])
    assert len(wanted) > 15
    assert {name for name in wanted if name.lower() not in pinned} == set()
    blocks = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert len(blocks) > 100
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "http" not in lock.replace("httpcore", "").replace("httpx", "")


def test_the_descriptor_is_a_data_package(data: cloudplans.Dataset) -> None:
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


def test_no_sentence_of_a_plan_is_in_the_repository(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    """No field holds a stretch of a plan longer than a heading, a name or a condition."""
    longest, checked = 40, 0
    squeezed = ["".join(text.split()) for text in texts.values()]
    titles = set(data.plans()["title_zh"])
    for name in data.resources:
        for column in zip(*data.raw(name).lines, strict=True):
            for value in set(column) - titles:
                checked += 1
                for start in range(max(0, len(value) - longest)):
                    assert not any(value[start : start + longest + 1] in text for text in squeezed), (name, value)
    assert checked > 1000


def block(name: str) -> str:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    texts = [path.read_text(encoding="utf-8") for path in pages]
    (found,) = [block for text in texts for block in re.findall(rf"<!-- {name} -->\n(.*?)\n<!-- end -->", text, re.S)]
    return found


def test_the_pages_show_what_comes_out(data: cloudplans.Dataset, book) -> None:
    assert block("agreement") == coder_agreement.table(data)
    assert block("policy-agreement") == coder_agreement.policy_table(data)
    tried, found, survivors, fewest = mutation.run(book)
    assert fewest >= 200 and survivors == []
    assert block("mutate") == mutation.table(tried, found, fewest, len(book.tables["statements"]))
    for edition in book.texts:
        counts = census_counts(book, edition)
        assert counts["unaccounted"] == counts["claimed twice"] == 0 < counts["tokens"]
        assert f"| `{edition}` | " + " | ".join(map(str, counts.values())) + " |" in block("census")


def test_the_readme_lists_every_notebook_and_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(NOTEBOOKS) >= 2
    for path in NOTEBOOKS:
        assert f"(notebooks/{path.name})" in readme
    for target in ("make report", "make test", "make mutate", "make agreement", "make round-trips", "make lab", "make serve"):
        assert target in readme
        assert re.search(rf"^{target.split()[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


def test_versions_and_changes_agree(data: cloudplans.Dataset) -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = data.descriptor["version"]
    assert f"## {cloudplans.__version__} (data {version})" in changes
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(citation["version"]) == version
    assert str(citation["date-released"]) == data.descriptor["created"][:10]
    assert citation["license"] == data.descriptor["licenses"][0]["name"]
    named = set(re.findall(r"`((?:guangdong|chengdu|shanghai|hubei)-\d{4}\.[a-z0-9.-]+)`", changes))
    assert named and named <= set(data.statements()["statement_id"])


def test_no_name_of_the_package_hides_a_module() -> None:
    """`from cloudplans import NAME` gives what the package holds under a name before it looks for a module."""
    code = "import cloudplans, types; print(*(n for n, v in vars(cloudplans).items() if not isinstance(v, types.ModuleType)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules, names = {path.stem for path in PACKAGE.iterdir()} - {"__init__"}, {*done.stdout.split(), *cloudplans.__all__}
    assert len(modules) > 50 and {"Any", "__version__", "targets"} <= names and not modules & names

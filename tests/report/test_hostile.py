"""Hostile text changes no element of a page, sends no request, and stays text in every file."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import hostile
import pytest

from cloudplans import compare, display, labels, plots
from cloudplans.dataset import Dataset
from cloudplans.display import html_table
from cloudplans.export import write_export
from cloudplans.plots.titled_figure import describe
from cloudplans.report import build_report, page_frame, run_notebooks
from cloudplans.report.codebook_page import codebook
from cloudplans.report.data_page import data_page
from cloudplans.report.indicator_pages import indicator_list, indicator_page, shared_indicators
from cloudplans.report.landing_page import landing_page
from cloudplans.verify import Outcome, Problem, raw_tables, table_problems

MAKES = (hostile.benign, hostile.hostile)
pytestmark = pytest.mark.filterwarnings("ignore:Glyph", "ignore:Tight layout")


@pytest.fixture(scope="module")
def planted(data: Dataset, tmp_path_factory: pytest.TempPathFactory) -> dict[Any, Dataset]:
    folder = tmp_path_factory.mktemp("planted")
    return {make: hostile.plant(data, folder / make.__name__, 3, make) for make in MAKES}


@pytest.fixture(scope="module")
def texts(planted: dict[Any, Dataset], tmp_path_factory: pytest.TempPathFactory) -> dict[Any, dict[str, str]]:
    folder = tmp_path_factory.mktemp("texts")
    written = {make: hostile.plant_texts(data, folder / make.__name__, 3, make) for make, data in planted.items()}
    return {make: Dataset(data.directory).texts(written[make]) for make, data in planted.items()}


def test_there_are_payloads_of_every_kind_and_each_is_planted_in_every_field(data: Dataset) -> None:
    found = hostile.payloads()
    assert len({p.text for p in found}) == len(found) >= 80
    for sign in ("</script>", '"', "javascript:", "<svg", "$$", "\u202e", "\0", "=HYPERLINK(", "{{", "{%", "@import", "onerror=",
                 "data:", "\ud800", "\x1b"):  # fmt: skip
        assert any(sign in p.text for p in found), sign
    columns, fitting = hostile.columns_of(data), hostile.fitting(table=True)
    filled = {place: values for place, values in columns.items() if any(values)}
    assert len(filled) >= 120 and len(fitting) >= 80
    mapping = hostile.Mapping(columns, fitting, 0, hostile.hostile)
    assert mapping.combinations(filled) == len(filled) * len(fitting)


def displays(data: Dataset, texts: dict[str, str], make: Any, lang: str) -> dict[str, str]:
    """Return the HTML of what notebooks and pages show in a language, by name."""
    words = next(p.text for p in hostile.payloads() if p.name == "attribute-close")
    outcome = Outcome([Problem(*[make(words)] * 5)], {"statements": 1, "texts": 0}, unchecked=[make(words)])
    names = data.statements()["statement_id"]
    some = names if lang == "zh" else names[::4]  # the records of the plans have the passages of all
    found = {name: display.evidence(texts, name, data=data)._repr_html_() for name in some}
    found["outcome"] = display.verification_summary(outcome)._repr_html_()
    states, shared = compare.coverage(data=data), shared_indicators(data)
    pages = [codebook(data, lang), data_page(data, lang, "data/"), indicator_list(data, lang, states)]
    pages += [indicator_page(data, lang, name, states) for name in (shared if lang == "zh" else shared[::3])]
    if lang == "en":
        other = page_frame.Page("x.html", make(words), section="themes")
        pages.append(landing_page(data, outcome, lang, [*pages, other], "data/"))
    for page in pages:
        found[page.file] = whole_page(page, lang, pages, outcome, data.descriptor["version"])
    for region in data.plans()["region_id"]:
        found[f"{region} heading"] = display.plan_heading(region, data=data, lang=lang)._repr_html_()
        found[region] = display.records(texts, region, data=data, lang=lang)._repr_html_()
    return found


def whole_page(page: page_frame.Page, lang: str, pages: list[page_frame.Page], outcome: Outcome, version: str) -> str:
    return page_frame.whole_page(page, lang, pages, outcome, style="", other="", version=version, data_href="data/")


def unlike(
    planted: dict[Any, Dataset], texts: dict[Any, dict[str, str]], lang: str
) -> tuple[dict[str, str], int, dict[str, str]]:
    """Return the displays whose elements differ between benign and hostile text, how many elements there are, the hostile ones."""
    plain, other = (displays(planted[make], texts[make], make, lang) for make in MAKES)
    assert plain.keys() == other.keys()
    shapes = {name: (hostile.shape(plain[name]), hostile.shape(other[name])) for name in plain}
    wrong = {name: found for name, pair in shapes.items() if (found := hostile.differing(*pair))}
    return wrong, sum(len(pair[1]) for pair in shapes.values()), other


@pytest.fixture(scope="module", params=["en", pytest.param("zh", marks=pytest.mark.slow)])
def compared(
    request: pytest.FixtureRequest, planted: dict[Any, Dataset], texts: dict[Any, dict[str, str]]
) -> Iterator[tuple[dict[str, str], int, dict[str, str]]]:
    display.link_records(True)
    yield unlike(planted, texts, request.param)
    display.link_records(False)


def test_hostile_text_changes_no_element(compared: tuple[dict[str, str], int, dict[str, str]]) -> None:
    wrong, elements, found = compared
    assert wrong == {} and len(found) > 130 and elements > 20_000
    whole = "".join(found.values())
    assert "[U+202E]" in whole and "&lt;script&gt;" in whole
    hidden = {c for c in whole if c != "\n" and (c in "\u202e\0\x1b\x07" or "\ud800" <= c <= "\udfff" or c < " ")}
    assert hidden == set()


@pytest.mark.parametrize("hole", ["text", "attribute", "link"])
def test_a_hole_is_noticed(hole: str, planted: Any, texts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With escaping left out in one place, the elements differ."""
    make = {
        "text": lambda data, lang: display.corrections(data=data, lang=lang)._repr_html_(),
        "attribute": lambda data, lang: f'<img alt="{data.plans()["title_en"][0]}">',
        "link": lambda data, lang: f'<a href="{data.table("outcomes")["address"].iloc[0]}">x</a>',
    }[hole]
    if hole == "text":
        monkeypatch.setattr(html_table, "safe", str)
    shapes = [hostile.shape(make(planted[each], "en")) for each in MAKES]
    assert hostile.differing(*shapes)


def test_what_is_shown_of_the_texts_is_hostile(compared: Any, data: Dataset) -> None:
    whole = "".join(compared[2].values())
    shown = [text for text in hostile.fitting(table=False) if len(text) < 40 and labels.safe("".join(text.split())) in whole]
    assert len(shown) >= 30


DRAWN = {"svg", "metadata", "RDF", "Work", "type", "Agent", "title", "creator", "format", "date", "defs", "style", "g", "path", "use",
         "clipPath", "rect"}  # fmt: skip


def test_drawn_text_starts_neither_formula_nor_element(planted: dict[Any, Dataset]) -> None:
    import matplotlib.pyplot as plt

    plots.use_style("en")
    drawn, texts = 0, [p.text for p in hostile.payloads() if "\ud800" not in p.text and len(p.text) < 1000]
    for at in range(0, len(texts), 8):
        labels = texts[at : at + 8]
        figure, ax = plt.subplots(figsize=(2, 1))
        ax.set_title(labels[0])
        ax.set_yticks(range(len(labels)), labels)
        describe(figure, " ".join(labels))
        page = plots.figure_html(figure)
        (source,) = re.findall(r' src="([^"]*)"', page)
        assert {"svg", "g", "path"} <= set(hostile.drawn(html.unescape(source))) <= DRAWN, labels
        assert {row[1] for row in hostile.shape(page) if row[1] not in DRAWN} <= {
            "html",
            "head",
            "body",
            "figure",
            "div",
            "img",
            "RDF",
        }
        plt.close(figure)
        drawn += len(labels)
    assert drawn >= 80


def test_the_data_of_a_figure_contain_no_formulas() -> None:
    import base64

    import matplotlib.pyplot as plt
    import pandas as pd

    figure = plt.figure()
    describe(figure, "words", pd.DataFrame({"name": [p.text for p in hostile.payloads() if "\ud800" not in p.text]}))
    (rows,) = re.findall(r"data:text/csv;base64,([^\"]*)", plots.figure_html(figure))
    cells = [row[0] for row in csv.reader(io.StringIO(base64.b64decode(rows).decode("utf-8"), newline=""))][1:]
    assert len(cells) >= 80 and not [cell for cell in cells if cell.startswith(labels.FORMULA)]


def test_the_explorer_shows_hostile_text_as_text(planted: dict[Any, Dataset], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ipywidgets")
    from cloudplans.explorer.widgets import explorer

    monkeypatch.delenv("CLOUDPLANS_SOURCES", raising=False)
    panels = [explorer(planted[make]) for make in MAKES]
    chosen = (
        panels[0].controls["indicator"].value
    )  # of indicators with equally many plans the first by its name, which is hostile
    panels[1].controls["indicator"].value = chosen
    assert panels[0].selection == panels[1].selection
    compared = 0
    for part in ("remarks", "figures", "rows", "downloads", "code"):
        places = [[place] if hasattr(place := getattr(panel, part), "value") else place.children for panel in panels]
        shapes = [hostile.shape("".join(each.value for each in place)) for place in places]
        assert hostile.differing(*shapes) == "", part
        compared += len(shapes[0])
    assert compared > 50
    compile(panels[1].program_text, "code", "exec")  # what it gives to copy is Python still


def test_markdown_shows_hostile_text_as_code(data: Dataset) -> None:
    """As notebook 07 shows records that `verify` missed."""
    from nbformat import v4

    from cloudplans.text import one_line

    shapes = []
    for make in MAKES:
        lines = [f"    {one_line(make(text))}" for text in hostile.fitting(table=False)]
        source = "\n".join(["| a |", "|---|", "", *lines])
        cell = v4.new_code_cell(outputs=[v4.new_output("display_data", {"text/markdown": source})])
        streams = [
            v4.new_output("stream", text=f"{Problem('a', 'b', 'c', make(text), 'd')}\n") for text in hostile.fitting(table=False)
        ]
        cell.outputs += streams
        cell.id = "same"
        notebook = v4.new_notebook(cells=[cell], metadata={"cloudplans": {"title": "x"}})
        shapes.append(hostile.shape(run_notebooks.rendered(notebook, "en").body))
    assert hostile.differing(*shapes) == "" and len(shapes[0]) > 10


def test_notebooks_show_nothing_that_is_not_escaped() -> None:
    """No Styler, and no Markdown or HTML object of IPython except where another test looks at its content."""
    shown: set[str] = set()
    for path in run_notebooks.notebooks():
        text = path.read_text(encoding="utf-8")
        assert ".style." not in text, path.name
        shown |= set(re.findall(r"\b(?:Markdown|HTML|Latex|Javascript|SVG)\(\w+\.(\w+)", text))
    assert shown <= {"agreed", "mutants", "policy_agreed"}


# -- other outputs ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["statements", "plans", "outcomes", "adjudication"])
def test_csv_is_exact_and_for_a_spreadsheet_without_formulas(table: str, planted: Any, tmp_path: Path) -> None:
    data = planted[hostile.hostile]
    write_export(data, "csv", tmp_path / "machine.csv", table=table)
    raw = data.raw(table)
    with (tmp_path / "machine.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    texts = [number for number, field in enumerate(raw.fields) if field["type"] == "string"]
    assert header == raw.header and [[row[i] for i in texts] for row in rows] == [[row[i] for i in texts] for row in raw.lines]
    loss = write_export(data, "csv", tmp_path / "sheet.csv", table=table, for_spreadsheet=True)
    with (tmp_path / "sheet.csv").open(encoding="utf-8-sig", newline="") as file:
        sheet = list(csv.reader(file))[1:]
    assert not [cell for row in sheet for number, cell in enumerate(row) if number in texts and cell.startswith(labels.FORMULA)]
    assert len(sheet) == len(rows) > 0 and (table == "plans" or loss.fields)


def test_a_workbook_contains_no_formula_and_no_link(planted: dict[Any, Dataset], tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    write_export(planted[hostile.hostile], "xlsx", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert len(cells) > 20_000 and sum(text.startswith(("=", "+", "-", "@")) for text in texts) > 50
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) > 20 and not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet or b"hyperlink" in sheet]


def test_a_database_contains_the_text(planted: dict[Any, Dataset], tmp_path: Path) -> None:
    data = planted[hostile.hostile]
    write_export(data, "sqlite", tmp_path / "a.sqlite")
    with sqlite3.connect(tmp_path / "a.sqlite") as base:
        found = [row[0] for row in base.execute("SELECT label FROM statements ORDER BY statement_id")]
    assert found == list(data.statements().sort_values("statement_id")["label"])


# -- columns that are not text ----------------------------------------------------------------------------------------------------


def test_hostile_text_in_a_key_or_code_is_refused(data: Dataset, tmp_path: Path) -> None:
    """A payload in a key, a list of codes or a pattern is a problem, and no report is built."""
    shutil.copytree(data.directory, tmp_path / "data")
    copy, payload = Dataset(tmp_path / "data"), '"><img src=//x onerror=alert(1)>'
    columns = [
        (name, field["name"])
        for name, resource in data.resources.items()
        for field in resource["schema"]["fields"]
        if {"enum", "pattern"} & set(field.get("constraints", {}))
        or field["name"] in {link["fields"] for link in resource["schema"].get("foreignKeys", ())}
    ]
    assert len(columns) > 80
    for name, column in columns:
        raw, path = data.raw(name), tmp_path / "data" / data.resources[name]["path"]
        if not raw.lines:
            continue
        place, before = raw.header.index(column), path.read_bytes()
        lines = [[payload if i == place else cell for i, cell in enumerate(raw.lines[0])], *raw.lines[1:]]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([raw.header, *lines])
        assert [p for p in table_problems_of(copy, name) if payload in p.found], (name, column)
        path.write_bytes(before)


def table_problems_of(data: Dataset, name: str) -> list[Problem]:
    """Check one table and those that its keys point to."""
    from cloudplans.verify.rules_and_their_input import rules

    links = {link["reference"]["resource"] for link in data.resources[name]["schema"].get("foreignKeys", ())} - {""}
    raw = {each: data.raw(each) for each in {name, *links}}
    return [
        problem for rule in rules("tables") if rule.name in ("enum", "pattern", "foreign-key") for problem in rule.problems(raw)
    ]


def test_a_descriptor_cannot_loosen_constraints(data: Dataset, tmp_path: Path) -> None:
    import json

    shutil.copytree(data.directory, tmp_path / "data")
    path = tmp_path / "data" / "datapackage.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    plans = next(resource for resource in found["resources"] if resource["name"] == "plans")
    del plans["schema"]["fields"][0]["constraints"]["pattern"]
    path.write_text(json.dumps(found), encoding="utf-8")
    wrong = table_problems(raw_tables(Dataset(tmp_path / "data")))
    assert [str(problem) for problem in wrong] == [
        "datapackage.json: plans.plan_id: [descriptor] found other constraints than the package’s; expected the package’s own"
    ]
    with pytest.raises(ValueError, match="the tables have problems; nothing was built"):
        build_report(tmp_path / "report", Dataset(tmp_path / "data"))


# -- the content-security policy ---------------------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Any:
    """A server on loopback that records requests."""
    asked: list[str] = []

    class Count(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Count)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_the_policy_blocks_what_escaping_let_through(planted: Any, listener: Any, tmp_path: Path) -> None:
    """Without escaping: with the policy of the pages no request is sent; without the policy the same page sends them."""
    sync = pytest.importorskip("playwright.sync_api", exc_type=ImportError)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("needs chromium")
    address, asked = listener
    payload = (
        f'"><script>fetch("{address}/script")</script><img src="{address}/img"><img src=x onerror=\'fetch("{address}/handler")\'>'
        f'<svg onload=\'fetch("{address}/svg")\'></svg><iframe src="{address}/frame"></iframe><object data="{address}/object"></object>'
        f'<link rel="stylesheet" href="{address}/sheet"><style>body{{background:url({address}/css)}}</style>'
        f'<video src="{address}/video" autoplay></video>'
    )
    style = "p{}"
    page = page_frame.whole_page(
        page_frame.Page("x.html", "x", payload, script="0"), "en", [], Outcome([], {"statements": 0}), style=style, other="", version="1",
        data_href="data/",
    )  # fmt: skip
    assert payload in page
    without = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    assert without != page
    (tmp_path / "with.html").write_text(page, encoding="utf-8")
    (tmp_path / "without.html").write_text(without, encoding="utf-8")
    calls, expected = {}, {"/script", "/img", "/handler", "/svg", "/frame", "/sheet", "/css"}
    with sync.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-quic", "--no-first-run"])
        for name in ("with", "without"):
            opened = browser.new_page()
            opened.goto((tmp_path / f"{name}.html").as_uri(), wait_until="domcontentloaded")
            for _ in range(12 if name == "with" else 120):  # both pages get time to call; the second one is done when it has
                opened.wait_for_timeout(250)
                if name == "without" and expected <= set(asked):
                    break
            calls[name] = sorted(set(asked))
            asked.clear()
            opened.close()
        browser.close()
    assert calls["with"] == []
    assert expected <= set(calls["without"])


def test_every_page_of_the_report_has_the_policy() -> None:
    text = (Path(page_frame.__file__).parent / "templates" / "page.html.j2").read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    for part in ("default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"):
        assert part in policy
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy

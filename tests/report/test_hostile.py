"""Hostile text: it changes no element of a page, calls nowhere, and stays text in every file; the whole matrix is `make torture`."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
import sqlite3
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import hostile
import pytest

from cloudplans import display, execute, labels
from cloudplans.dataset.dataset import Dataset
from cloudplans.display import html_table
from cloudplans.explorer import views
from cloudplans.labels import FORMULA
from cloudplans.plots import style
from cloudplans.report import build, reference_pages
from cloudplans.verify.rule_register import Problem
from cloudplans.verify.run_rules import Outcome, raw_tables, table_problems

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


def test_there_are_payloads_of_every_kind_and_each_stands_in_every_field(data: Dataset) -> None:
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


def displays(data: Dataset, texts: dict[str, str], make: Any) -> dict[str, str]:
    """Return the HTML of what notebooks show, by name."""
    words = next(p.text for p in hostile.payloads() if p.name == "attribute-close")
    outcome = Outcome([Problem(*[make(words)] * 5)], {"statements": 1}, [make(words)])
    statements, found = data.statements(), {}
    found["outcome"] = display.verification_summary(outcome, "en")._repr_html_()
    found |= {name: display.evidence(data, texts, name)._repr_html_() for name in statements["statement_id"]}
    for lang in ("en", "zh"):
        made = [reference_pages.codebook(data, lang), reference_pages.data_page(data, lang, "data/")]
        outcome.counts["texts"] = 0
        if lang == "en":
            made.append(reference_pages.index(data, outcome, lang, [*made, reference_pages.Page("x.html", make(words))]))
        edition = build.Edition(lang, "", made)
        for page in made:
            template = reference_pages.environment(lang).get_template("page.html.j2")
            found[f"{lang} {page.file}"] = template.render(
                title=page.title, file=page.file, pages=edition.pages, body=page.body, style="", style_hash="", script="",
                script_hash="", other="", version=data.descriptor["version"], checked=make(words), apart=make(words), data_href="data/",
            )  # fmt: skip
        for region in data.plans()["region_id"]:
            found[f"{lang} {region} heading"] = display.plan_heading(data, region, lang)._repr_html_()
            found[f"{lang} {region}"] = display.records(data, texts, region, lang)._repr_html_()
    return found


def unlike(planted: dict[Any, Dataset], texts: dict[Any, dict[str, str]]) -> tuple[dict[str, str], int, dict[str, str]]:
    """Return the displays whose elements differ between benign and hostile text, how many elements there are, the hostile ones."""
    plain, other = (displays(planted[make], texts[make], make) for make in MAKES)
    assert plain.keys() == other.keys()
    shapes = {name: (hostile.shape(plain[name]), hostile.shape(other[name])) for name in plain}
    wrong = {name: found for name, pair in shapes.items() if (found := hostile.differing(*pair))}
    return wrong, sum(len(pair[1]) for pair in shapes.values()), other


@pytest.fixture(scope="module")
def compared(planted: dict[Any, Dataset], texts: dict[Any, dict[str, str]]) -> tuple[dict[str, str], int, dict[str, str]]:
    display.link_records(True)
    try:
        return unlike(planted, texts)
    finally:
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
    """Escaping is left out in one place: the elements differ."""

    make = {
        "text": lambda data, lang: display.corrections(data, lang)._repr_html_(),
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


def test_drawn_text_starts_no_formula_and_no_element(planted: dict[Any, Dataset]) -> None:
    import matplotlib.pyplot as plt

    style.use_style("en")
    drawn, texts = 0, [p.text for p in hostile.payloads() if "\ud800" not in p.text and len(p.text) < 1000]
    for at in range(0, len(texts), 8):
        labels = texts[at : at + 8]
        figure, ax = plt.subplots(figsize=(2, 1))
        ax.set_title(labels[0])
        ax.set_yticks(range(len(labels)), labels)
        style.describe(ax, " ".join(labels))
        page = style.as_image(figure)
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


def test_the_data_under_a_figure_open_in_a_spreadsheet_without_harm() -> None:
    import base64

    import matplotlib.pyplot as plt
    import pandas as pd

    figure, ax = plt.subplots()
    style.describe(ax, "words", pd.DataFrame({"name": [p.text for p in hostile.payloads() if "\ud800" not in p.text]}))
    (rows,) = re.findall(r"data:text/csv;base64,([^\"]*)", style._caption(figure))
    cells = [row[0] for row in csv.reader(io.StringIO(base64.b64decode(rows).decode("utf-8"), newline=""))][1:]
    assert len(cells) >= 80 and not [cell for cell in cells if cell.startswith(FORMULA)]


def test_the_explorer_shows_hostile_text_as_text(planted: dict[Any, Dataset], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ipywidgets")
    from cloudplans.explorer import explorer

    monkeypatch.delenv("CLOUDPLANS_SOURCES", raising=False)
    panels = [explorer(planted[make]) for make in MAKES]
    compared = 0
    for part in ("remarks", "figure", "table", "evidence"):
        shapes = [hostile.shape(getattr(panel, part).value) for panel in panels]
        assert hostile.differing(*shapes) == "", part
        compared += len(shapes[0])
    assert compared > 50
    compile(panels[1].code.value, "code", "exec")  # what it gives to copy is Python still


def test_markdown_displays_hold_hostile_text_as_code(data: Dataset) -> None:
    """What notebook 07 shows as Markdown of records that slipped through."""
    from nbformat import v4

    from cloudplans.text.normalised_text import one_line

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
        notebook = v4.new_notebook(cells=[cell], metadata={"cloudplans": {"title_en": "x"}})
        shapes.append(hostile.shape(execute.rendered(notebook, "en").body))
    assert hostile.differing(*shapes) == "" and len(shapes[0]) > 10


def test_no_display_goes_past_the_escaping() -> None:
    """No Styler is shown, and Markdown and HTML objects of IPython stand in notebooks only where a test looks at what they hold."""
    shown = set()
    for path in execute.notebooks():
        text = path.read_text(encoding="utf-8")
        assert ".style." not in text.replace("style.use", ""), path.name
        shown |= set(re.findall(r"\b(?:Markdown|HTML|Latex|Javascript|SVG)\(\w+\.\w+", text))
    assert shown == {"Markdown(assurance.agreed", "Markdown(assurance.mutants", "Markdown(assurance.policy_agreed"}


# -- other outputs ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["statements", "plans", "outcomes", "adjudication"])
def test_csv_goes_round_exactly_and_for_a_spreadsheet_begins_nothing(table: str, planted: Any, tmp_path: Path) -> None:
    data = planted[hostile.hostile]
    data.to_csv(tmp_path / "machine.csv", table=table)
    raw = data.raw(table)
    with (tmp_path / "machine.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    texts = [number for number, field in enumerate(raw.fields) if field["type"] == "string"]
    assert header == raw.header and [[row[i] for i in texts] for row in rows] == [[row[i] for i in texts] for row in raw.lines]
    loss = data.to_csv(tmp_path / "sheet.csv", table=table, for_spreadsheet=True)
    with (tmp_path / "sheet.csv").open(encoding="utf-8-sig", newline="") as file:
        sheet = list(csv.reader(file))[1:]
    assert not [cell for row in sheet for number, cell in enumerate(row) if number in texts and cell.startswith(FORMULA)]
    assert len(sheet) == len(rows) > 0 and (table == "plans" or loss.fields)


def test_a_workbook_holds_no_formula_and_no_link(planted: dict[Any, Dataset], tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    planted[hostile.hostile].to_xlsx(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert len(cells) > 20_000 and sum(text.startswith(("=", "+", "-", "@")) for text in texts) > 50
    assert {cell.data_type for cell in cells} == {"s", "n", "d"} and not [cell for cell in cells if cell.hyperlink]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) > 20 and not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet or b"hyperlink" in sheet]


def test_a_database_holds_the_text(planted: dict[Any, Dataset], tmp_path: Path) -> None:
    data = planted[hostile.hostile]
    data.to_sqlite(tmp_path / "a.sqlite")
    with sqlite3.connect(tmp_path / "a.sqlite") as base:
        found = [row[0] for row in base.execute("SELECT label FROM statements ORDER BY statement_id")]
    assert found == list(data.statements().sort_values("statement_id")["label"])


# -- what is no text --------------------------------------------------------------------------------------------------------------


def test_what_is_no_text_is_refused(data: Dataset, tmp_path: Path) -> None:
    """A payload in a key, a list of words or a pattern: the tables are not in order, and no report is built of them."""
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
    from cloudplans.verify.rule_register import rules

    links = {link["reference"]["resource"] for link in data.resources[name]["schema"].get("foreignKeys", ())} - {""}
    raw = {each: data.raw(each) for each in {name, *links}}
    return [
        problem for rule in rules("tables") if rule.name in ("enum", "pattern", "foreign-key") for problem in rule.problems(raw)
    ]


def test_a_descriptor_cannot_loosen_what_holds(data: Dataset, tmp_path: Path) -> None:
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
    with pytest.raises(ValueError, match="the tables are not in order, nothing is built"):
        build.build(tmp_path / "report", Dataset(tmp_path / "data"))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"region": "CN-GD'; import os #"}, 'no region "CN-GD\'; import os #"; allowed: CN-GD, CN-HB'),
        ({"lang": "en"}, "no parameter of 06_region_profile.ipynb 'lang'; allowed: region"),
        ({"region = 1; import os; x": "CN-GD"},
         "no parameter of 06_region_profile.ipynb 'region = 1; import os; x'; allowed: region"),
    ],
)  # fmt: skip
def test_parameters_of_notebooks_come_from_a_list(given: dict[str, str], message: str) -> None:
    (path,) = (path for path in execute.notebooks() if execute.parametrised(path))
    execute.permit(execute.Job(path, "en", {"region": "CN-GD"}), {"region": ["CN-GD", "CN-HB"]})
    with pytest.raises(ValueError) as error:
        execute.permit(execute.Job(path, "en", given), {"region": ["CN-GD", "CN-HB"]})
    assert str(error.value) == message


# -- the second wall --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Any:
    """A server on loopback that counts who calls."""
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


def test_the_policy_stops_what_escaping_let_through(planted: Any, listener: Any, tmp_path: Path) -> None:
    """Escaping is removed: with the policy of the pages nothing is asked for; without the policy the same page calls out."""
    sync = pytest.importorskip("playwright.sync_api", exc_type=ImportError)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no chromium: the policy is not tried in a browser")
    address, asked = listener
    payload = (
        f'"><script>fetch("{address}/script")</script><img src="{address}/img"><img src=x onerror=\'fetch("{address}/handler")\'>'
        f'<svg onload=\'fetch("{address}/svg")\'></svg><iframe src="{address}/frame"></iframe><object data="{address}/object"></object>'
        f'<link rel="stylesheet" href="{address}/sheet"><style>body{{background:url({address}/css)}}</style>'
        f'<video src="{address}/video" autoplay></video>'
    )
    page = reference_pages.environment("en").get_template("page.html.j2").render(
        title="x", file="x.html", pages=[], body=payload, style="p{}", style_hash=build._hashed("p{}"), script="0", script_hash=build._hashed("0"),
        other="", version="1", checked="", apart="", data_href="data/",
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
    text = (Path(reference_pages.__file__).parent / "templates" / "page.html.j2").read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    for part in ("default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"):
        assert part in policy
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    assert views.code  # the explorer stands outside of the report: its HTML is compared above

"""The explorer: every option of every control works, the code shown gives the data shown, and it works in a real JupyterLab."""

from __future__ import annotations

import base64
import contextlib
import io
import os
import random
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from browser import CHROMIUM, FLAGS
from conftest import ROOT, SOURCES

import cloudplans
from cloudplans import compare
from cloudplans.explorer import views

pytest.importorskip("ipywidgets")
import matplotlib.pyplot as plt

from cloudplans.explorer import Explorer, explorer

NOTEBOOK = "08_explorer.ipynb"


@pytest.fixture
def panel(data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch) -> Explorer:
    monkeypatch.setenv("CLOUDPLANS_SOURCES", str(SOURCES) if SOURCES.is_dir() else "")
    return explorer(data, theme="industry-scale", indicator="cloud-services-scale")


def values(control: Any) -> list[Any]:
    return [option[1] for option in control.options]


def drawn(panel: Explorer) -> str:
    return "".join(figure.value for figure in panel.figures.children)


def agrees(panel: Explorer, *, run: bool = True) -> None:
    """Everything shown belongs to one selection, each target is on one axis at most, and the code gives the same."""
    seen = panel.shown
    assert seen.selection == panel.selection
    assert panel.remarks.value.count("<p ") == len(seen.remarks) + (not panel.texts)
    assert seen.panels or seen.remarks, "neither a figure nor a reason"
    assert len(panel.figures.children) == len(seen.panels) == drawn(panel).count("<img") / 2  # wide and narrow
    assert panel.rows.value.count("<details>") == len(seen.statements)
    shown = [name for each in seen.panels for name in each.rows["statement_id"]]
    assert len(shown) == len(set(shown)) and set(shown) <= set(seen.statements["statement_id"])
    for name, control in panel.controls.items():
        if name not in ("region", "tier"):
            assert control.value in values(control), name
    assert plt.get_fignums() == [] and panel.progress.value == ""
    if run:
        ran: dict[str, Any] = {}
        exec(panel.program_text, ran)
        assert ran["frame"].to_csv(index=False) == seen.frame.to_csv(index=False)
        assert len(ran.get("figures", [])) == len(seen.panels)
        plt.close("all")


@pytest.mark.slow
def test_every_indicator(panel: Explorer, data: cloudplans.Dataset) -> None:
    seen = set()
    for theme in values(panel.controls["theme"]):
        panel.controls["theme"].value = theme
        for indicator in values(panel.controls["indicator"]):
            panel.controls["indicator"].value = indicator
            agrees(panel, run=indicator != views.WHOLE_THEME)
            seen.add(indicator)
    assert seen == {*data.targets()["indicator_id"], views.WHOLE_THEME}


@pytest.mark.slow
def test_every_base_and_year(panel: Explorer) -> None:
    bases = values(panel.controls["base"])
    assert set(bases) == set(compare.BASES)
    for theme in ("industry-scale", "enterprises"):
        panel.controls["theme"].value = theme
        panel.controls["indicator"].value = views.WHOLE_THEME
        years = values(panel.controls["year"])
        assert views.ANY_YEAR in years and "2020" in years
        for base in bases:
            panel.controls["base"].value = base
            for year in years:
                panel.controls["year"].value = year
                assert len(panel.shown.statements) > 0, "a year that is offered has a target"
                agrees(panel, run=year in (views.ANY_YEAR, views.NO_YEAR))


@pytest.mark.slow
def test_any_mixture(panel: Explorer) -> None:
    chance, states = random.Random(7), set()
    for _ in range(40):
        name = ""
        while name != "year":  # several controls change between two looks
            name, control = chance.choice(list(panel.controls.items()))
            if name == "region":
                control.value = tuple(value for value in values(control) if chance.random() < 0.5)
            elif name == "tier":
                control.value = chance.random() < 0.5
            else:
                control.value = chance.choice(values(control) if name != "language" else ["en", "zh"])
        agrees(panel)
        states.add((bool(len(panel.shown.statements)), len(panel.shown.panels) > 1))
    assert states >= {(True, False), (True, True)}


def test_it_begins_with_the_indicator_that_most_plans_state_for_one_year(data: cloudplans.Dataset) -> None:
    panel = explorer(data)
    count = int(re.search(r" · (\d+) plans$", panel.controls["indicator"].label)[1])
    targets, shown = data.targets(theme="industry-scale"), panel.shown.statements
    most = targets.groupby(["indicator_id", "deadline"], dropna=False)["plan_id"].nunique().max()
    assert shown.groupby("deadline", dropna=False)["plan_id"].nunique().max() == most > 1
    assert count == shown["plan_id"].nunique()
    agrees(panel)


def test_measures_do_not_share_an_axis_and_a_sentence_says_so(panel: Explorer) -> None:
    panel.controls["region"].value = ("510100", "CN-GD", "CN-SH")
    panel.controls["indicator"].value = views.WHOLE_THEME
    measures = {each.rows["indicator_id"].iloc[0] for each in panel.shown.panels}
    assert len(measures) > 5 and f"{len(measures)} measures, each on an axis of its own" in panel.shown.remarks[0]
    assert all(each.rows["indicator_id"].nunique() == 1 for each in panel.shown.panels)


def test_what_cannot_be_compared_is_drawn_apart_with_the_reason(panel: Explorer, data: cloudplans.Dataset) -> None:
    panel.controls["theme"].value = "enterprises"
    panel.controls["indicator"].value = "cloud-backbone-firms"
    assert len(panel.shown.panels) == 3 and panel.figures.children[0].value.startswith("<p class=remark>Drawn apart, because")
    for each in panel.shown.panels:  # no refused pair is left on an axis
        if len(each.rows) > 1:
            assert "refused" not in set(compare.pairs(each.rows, data=data)["relation"])


def test_only_years_that_exist_are_offered(panel: Explorer) -> None:
    years = panel.shown.statements["deadline"].dropna().astype(int).unique()
    assert values(panel.controls["year"]) == [views.ANY_YEAR, *map(str, sorted(years))]
    assert not any("." in label for label, _ in panel.controls["year"].options)
    panel.controls["region"].value = ("510100",)
    assert values(panel.controls["year"]) == [views.ANY_YEAR, "2015"]


def test_regions_of_unverified_figures_are_selected_and_leave_again(panel: Explorer) -> None:
    before = panel.selection
    panel.controls["tier"].value = True
    assert set(panel.selection.region) > set(before.region)
    assert panel.selection.region == tuple(values(panel.controls["region"]))
    panel.controls["tier"].value = False
    assert panel.selection.region == before.region
    panel.controls["region"].value = ("CN-GD",)
    panel.controls["tier"].value = True
    panel.controls["theme"].value = "infrastructure"
    panel.controls["indicator"].value = "subscriptions-4g"
    assert any("not checked" in remark for remark in panel.shown.remarks) and "‡" in panel.rows.value
    panel.controls["tier"].value = False
    assert panel.selection.region == ("CN-GD",)
    agrees(panel)


def test_chips_press_and_release(panel: Explorer) -> None:
    chips = panel.controls["region"]
    chips.buttons[0].value = False
    assert chips.value == tuple(values(chips))[1:] == panel.shown.selection.region
    chips.none.click()
    assert chips.value == () and not any(button.value for button in chips.buttons)
    chips.every.click()
    assert chips.value == tuple(values(chips)) and all(button.value for button in chips.buttons)


def test_nothing_selected_says_one_thing(panel: Explorer) -> None:
    panel.controls["region"].value = ()
    assert panel.shown.remarks == ("No region is selected: choose one or more.",)
    assert drawn(panel) == panel.rows.value == panel.downloads.value == "" and panel.pin.disabled
    agrees(panel)


def test_the_language_turns_every_word(panel: Explorer) -> None:
    chosen = panel.selection.indicator
    panel.controls["language"].value = "zh"
    assert panel.selection.indicator == chosen and panel.controls["indicator"].label == "云服务产业规模 · 2份规划"
    words = [heading.value for heading in panel.headings.values()] + [panel.controls["tier"].description, panel.pin.description]
    words += [panel.program.titles[0], panel.rows.value, panel.downloads.value, drawn(panel)]
    words += [label for name in ("theme", "base") for label, _ in panel.controls[name].options]
    assert len(words) > 20 and [each for each in words if not any("一" <= letter <= "鿿" for letter in each)] == []
    agrees(panel)


def test_a_row_opens_its_passage(panel: Explorer, sources: Path) -> None:
    (row,) = [row for row in panel.rows.value.split("<details>") if "3000亿元" in row.partition("</summary>")[0]]
    assert row.count('class="passage"') == 2 and "by 2020" in row


def test_without_texts_the_offsets_are_shown(data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDPLANS_SOURCES", "/nowhere")
    panel = explorer(data, theme="industry-scale", indicator="cloud-services-scale")
    assert "only the positions are shown" in panel.remarks.value and "there is no folder /nowhere" in panel.remarks.value
    assert 'class="passage"' not in panel.rows.value and "4150–4155" in panel.rows.value


def test_files_of_a_view_are_what_it_shows(panel: Explorer) -> None:
    files = dict(re.findall(r'download="([^"]*)" href="data:[^,]*;base64,([^"]*)"', panel.downloads.value + drawn(panel)))
    assert set(files) == {"targets.csv", "figure.svg", "figure.png", "figure.csv"}
    table, svg, png = (base64.b64decode(files[name]) for name in ("targets.csv", "figure.svg", "figure.png"))
    assert pd.read_csv(io.BytesIO(table))["statement_id"].tolist() == panel.shown.statements["statement_id"].tolist()
    assert svg.startswith(b"<?xml") and png.startswith(b"\x89PNG")
    panel.controls["base"].value = "per-resident"
    names = pd.read_csv(io.StringIO(views.csv(panel.shown))).columns
    assert "derivation_en" in names and "derivation_zh" not in names


def test_three_views_can_be_pinned(panel: Explorer) -> None:
    for number, year in enumerate(("any", "2015", "2020")):
        panel.controls["year"].value = year
        panel.pin.click()
        assert len(panel.pinned.children) == number + 1 and year in panel.pinned.children[-1].children[0].value
    assert panel.pin.disabled
    panel.pinned.children[0].children[-1].click()
    assert len(panel.pinned.children) == 2 and not panel.pin.disabled and "2015" in panel.pinned.children[0].children[0].value


def test_the_call_and_the_address_open_the_same_view(
    panel: Explorer, data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.controls["region"].value = ("CN-GD",)
    panel.controls["theme"].value = "infrastructure"
    panel.controls["indicator"].value = "fixed-broadband-bandwidth"
    panel.controls["year"].value = "2020"
    again = eval(panel.shown.selection.call, {"explorer": explorer})
    assert again.selection == panel.selection
    assert "Link to this view" not in panel.downloads.value  # there is no address in a notebook
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0")
    monkeypatch.setenv("QUERY_STRING", f"{panel.shown.selection.query}&token=x&base=no-base")
    served = explorer(data)
    assert served.selection == panel.selection and "Link to this view" in served.downloads.value


def test_charts_are_drawn_once(panel: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawn(panel)
    panel.controls["year"].value = "2015"
    monkeypatch.setattr(views, "figure", None)  # would fail
    panel.controls["year"].value = views.ANY_YEAR
    assert drawn(panel) == first


def test_progress_is_shown_chart_by_chart(panel: Explorer) -> None:
    said = []
    panel.controls["region"].value = ("CN-GD",)
    panel.progress.observe(lambda change: said.append(change["new"]), names="value")
    panel.controls["indicator"].value = views.WHOLE_THEME
    assert f"Drawing 2 of {len(panel.shown.panels)} …" in "".join(said) and said[-1] == ""


def test_the_code_runs_as_a_program(panel: Explorer, tmp_path: Path) -> None:
    panel.controls["base"].value = "gdp-target-year"
    program = panel.program_text + "import sys\nframe.to_csv(sys.stdout, index=False, lineterminator='\\n')\n"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg", "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", cwd=tmp_path,
                          env=environment, check=True)  # fmt: skip
    assert done.stdout == panel.shown.frame.to_csv(index=False, lineterminator="\n")


def test_another_directory_is_named_in_the_code(data: cloudplans.Dataset, tmp_path: Path) -> None:
    shutil.copytree(data.directory, tmp_path / "mine")
    panel = explorer(cloudplans.load(tmp_path / "mine"))
    assert f"cloudplans.load({str(tmp_path / 'mine')!r})" in panel.program_text
    agrees(panel)


# From here on in a browser.


def environment(folder: Path) -> dict[str, str]:
    """Keep the settings of whoever runs the tests out of it, and the tests out of theirs."""
    own = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "share", "JUPYTER_RUNTIME_DIR": "run", "IPYTHONDIR": "ipython",
           "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLOUDPLANS_", "JUPYTER"))}
    kept |= {name: str(folder / place) for name, place in own.items()}
    kept |= {"PYTHONPATH": str(ROOT), "JUPYTER_PREFER_ENV_PATH": "1"}
    return kept | ({"CLOUDPLANS_SOURCES": str(SOURCES)} if SOURCES.is_dir() else {})


@contextlib.contextmanager
def serving(folder: Path, application: str, *options: str) -> Iterator[tuple[str, str]]:
    """Run a Jupyter server on loopback over a copy of the notebooks; give its address and token, and stop it."""
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", application, "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
               f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
               f"--ServerApp.root_dir={folder / 'notebooks'}", *options]  # fmt: skip
    address, log = f"http://127.0.0.1:{port}", folder / "server.log"
    with log.open("wb") as sink:
        server = subprocess.Popen(command, env=environment(folder), cwd=folder, stdout=sink, stderr=subprocess.STDOUT)
        try:
            _wait(f"{address}/api/status?token={token}", server, log)
            yield address, token
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        assert server.poll() is None, log.read_text(errors="replace")[-2000:]
        time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


VOILA = "--ServerApp.jpserver_extensions={'voila.server_extension': True}"
SIZES = [(1280, 1400), (390, 844)]


@pytest.mark.browser
@pytest.mark.parametrize("size", [pytest.param(SIZES[0], marks=pytest.mark.slow), SIZES[1]], ids=["desktop", "phone"])
def test_voila_serves_it_to_those_who_have_the_token(size: tuple[int, int], tmp_path: Path) -> None:
    """At the size of a phone; JupyterLab is driven at the other."""
    pytest.importorskip("voila", reason="no voila on this machine: the explorer is not served")
    with serving(tmp_path, "jupyter_server", VOILA, *served_options()) as (at, token):
        page = f"{at}/voila/render/{NOTEBOOK}"
        with urllib.request.urlopen(page, timeout=60) as answer:  # led to the form that asks for the token
            assert "/login" in answer.url and "explorer" not in io.TextIOWrapper(answer, "utf-8").read().replace(NOTEBOOK, "")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"{at}/api/contents", timeout=60)
        with urllib.request.urlopen(f"{page}?token={token}", timeout=60) as answer:
            text = answer.read().decode("utf-8")
        assert "cloudplans-explorer" in text and "<title>cloudplans · Explorer</title>" in text
        assert "from cloudplans.explorer" not in text
        _drive_served(size, f"{page}?token={token}", f"{page}?{views.Selection(('CN-GD',), 'infrastructure', year='2020').query}")


def served_options() -> list[str]:
    """Return the options of `make serve` that limit what the page may load."""
    shown = subprocess.run(["make", "-n", "serve"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    options = [word for word in shlex.split(shown.replace("\\\n", " ")) if word.startswith("--ServerApp.tornado_settings=")]
    assert len(options) == 1
    return options


def _drive_served(size: tuple[int, int], address: str, view: str) -> None:
    """Drive the served page; nothing is asked of another host, although a planted element tries."""
    if CHROMIUM is None:
        return
    playwright = pytest.importorskip("playwright.sync_api")
    here = re.match(r"http://[^/]*/", address)[0]
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context()
        asked: list[str] = []
        context.route(
            lambda url: not url.startswith((here, "data:", "blob:")),
            lambda route: (asked.append(route.request.url), route.abort()),
        )
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(address)
        page.locator(".cloudplans-explorer img.figure:visible").first.wait_for(timeout=60_000)
        _drive(page, size[0])
        page.goto(view)
        page.locator(".cloudplans-explorer img.figure:visible").first.wait_for(timeout=60_000)
        assert page.get_by_role("button", name="2020", exact=True).get_attribute("class").count("mod-active") == 1
        page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://example.org/planted.png'}))")
        page.wait_for_timeout(300)
        assert asked == []
        browser.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: the explorer is not driven in a browser")
def test_it_works_in_jupyterlab(tmp_path: Path) -> None:
    pytest.importorskip("jupyterlab", reason="no jupyterlab on this machine: the explorer is not driven in a browser")
    reason = "no playwright on this machine: the explorer is not driven in a browser"
    playwright = pytest.importorskip("playwright.sync_api", reason=reason)
    quiet = "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"
    with serving(tmp_path, "jupyterlab", quiet) as (address, token), playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto(f"{address}/doc/tree/{NOTEBOOK}?token={token}")
        _run_all(page)
        assert page.locator(".cloudplans-explorer").count() == page.locator(".jp-OutputArea-output img:visible").count() == 1
        for number, (width, height) in enumerate(SIZES):  # the served page is driven at every size
            page.set_viewport_size({"width": width, "height": height})
            if number == 0:
                _drive(page, width)
            _all_inside(page.locator(".cloudplans-explorer"), width)
        browser.close()
    assert [line for line in complaints if "Failed to load resource" not in line] == []


def _run_all(page: Any) -> None:
    """Run all cells by the menu; once more where the kernel was not ready for it."""
    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for(timeout=40_000)
    said: list[str] = []

    def accept(dialog: Any) -> None:  # a kernel to choose, or one that a busy machine was slow to start
        said.append(dialog.inner_text())
        dialog.locator("button.jp-mod-accept").click()

    page.add_locator_handler(page.locator("dialog.jp-Dialog"), accept)
    for _ in range(4):
        page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        for _ in range(30):
            page.wait_for_timeout(200)
            prompt = page.locator(".jp-CodeCell .jp-InputPrompt").first.inner_text()
            if prompt.strip() != "[ ]:":
                page.locator(".cloudplans-explorer img.figure:visible").wait_for(timeout=40_000)
                return
    raise AssertionError(f"the cells did not run; dialogs: {said}")


def _drive(page: Any, width: int) -> None:
    """Use each control through the page; what it selects must follow, and nothing stands outside the page."""
    panel = page.locator(".cloudplans-explorer")

    def press(name: str) -> None:
        panel.get_by_role("button", name=name, exact=True).first.click()

    def follows(act: Any, part: str, what: str) -> None:
        before = _part(panel, part)
        act()
        _until(lambda: _part(panel, part) != before, what)
        _until(lambda: panel.locator(".explorer-progress p").count() == 0, f"{what}: still drawing")

    _all_inside(panel, width)
    follows(lambda: press("2015"), "rows", "year")
    follows(lambda: press("any"), "rows", "any year")
    follows(lambda: press("per resident, in the target year"), "figures", "base")
    follows(lambda: press("absolute"), "figures", "back to the base")
    follows(lambda: press("Guangdong"), "rows", "a region released")
    follows(lambda: press("All"), "rows", "all regions")
    panel.locator(".explorer-rows summary").last.click()
    assert panel.locator(".explorer-rows details[open]").count() == 1
    follows(lambda: press("Pin this view"), "pinned", "pinned")
    follows(lambda: press("None"), "rows", "no region")
    follows(lambda: press("Guangdong"), "rows", "one region")
    follows(lambda: panel.locator("select").select_option(label="the whole theme"), "figures", "indicator")
    follows(lambda: press("Remove"), "pinned", "no longer pinned")
    follows(lambda: press("Infrastructure"), "figures", "theme")
    follows(lambda: panel.locator("input[type=checkbox]").click(), "rows", "unverified figures")
    follows(lambda: panel.locator("input[type=checkbox]").click(), "rows", "verified figures only")
    follows(lambda: press("中文"), "rows", "language")
    panel.get_by_text("复现此视图的 Python 代码").click()
    assert "cloudplans.targets(" in panel.locator("pre").first.inner_text()
    _all_inside(panel, width)
    panel.get_by_text("复现此视图的 Python 代码").click()
    follows(lambda: press("English"), "rows", "language again")
    follows(lambda: press("Scale of the industry"), "figures", "theme again")
    follows(lambda: panel.locator("select").select_option(index=0), "figures", "indicator again")


def _all_inside(panel: Any, width: int) -> None:
    for box in panel.locator("button, select, input, summary").all():
        if (place := box.bounding_box()) and place["width"]:
            assert place["x"] >= 0 and place["x"] + place["width"] <= width, (box.inner_text(), place)


def _part(panel: Any, part: str) -> str:
    return panel.locator(f".explorer-{part}").first.inner_html()


def _until(holds: Any, what: str) -> None:
    for _ in range(1200):  # a busy machine takes long to draw many charts
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing changed in two minutes: {what}")

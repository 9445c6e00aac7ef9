"""The explorer: every option of every control works, the code shown gives the data shown, and it works in a real JupyterLab."""

from __future__ import annotations

import contextlib
import io
import os
import random
import secrets
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
    return explorer(data)


def values(control: Any) -> list[Any]:
    return [option[1] for option in control.options]


def agrees(panel: Explorer, *, run: bool = True) -> None:
    """Everything shown belongs to one selection, and the code gives the same."""
    seen = panel.shown
    assert seen.selection == panel.selection
    assert seen.state == "drawn" or seen.remarks
    assert (seen.state == "empty") == seen.statements.empty
    assert ("<table" in panel.table.value) == (seen.state != "empty")
    assert ("<img" in panel.figure.value) == (seen.state == "drawn" and (seen.frame["unit"] != "").any())
    assert "<img" in panel.figure.value or seen.remarks, "neither a figure nor a reason"
    assert panel.remarks.value.count("<p ") == len(seen.remarks)
    assert values(panel.record) == seen.statements["statement_id"].tolist()
    assert panel.csv.value == seen.frame.to_csv(index=False, lineterminator="\n")
    assert plt.get_fignums() == []
    if run:
        ran: dict[str, Any] = {}
        exec(panel.code.value, ran)
        assert ran["frame"].to_csv(index=False, lineterminator="\n") == panel.csv.value
        assert len(ran.get("figures", [])) == panel.figure.value.count("<img")
        plt.close("all")


@pytest.mark.slow
def test_every_indicator_at_every_level(panel: Explorer, data: cloudplans.Dataset) -> None:
    seen = set()
    for theme in values(panel.controls["theme"]):
        panel.controls["theme"].value = theme
        for indicator in values(panel.controls["indicator"]):
            panel.controls["indicator"].value = indicator
            for level in views.LEVELS:
                panel.controls["comparability"].value = level
                agrees(panel, run=level == "same" and bool(indicator))
            seen.add(indicator)
        panel.controls["comparability"].value = "same"
    assert seen == {*data.targets()["indicator_id"], ""}


@pytest.mark.slow
def test_every_base_and_year(panel: Explorer) -> None:
    bases, years = values(panel.controls["base"]), values(panel.controls["year"])
    assert set(bases) == set(compare.BASES) and {views.ANY_YEAR, views.NO_YEAR, 2020} <= set(years)
    panel.controls["comparability"].value = "all"
    for theme in ("industry-scale", "enterprises"):
        panel.controls["theme"].value = theme
        panel.controls["indicator"].value = ""
        for base in bases:
            panel.controls["base"].value = base
            for year in years:
                panel.controls["year"].value = year
                agrees(panel, run=year in (views.ANY_YEAR, views.NO_YEAR))


@pytest.mark.slow
def test_any_mixture(panel: Explorer) -> None:
    chance, states = random.Random(7), set()
    for _ in range(40):
        name = ""
        while name != "year":  # several controls change between two looks
            name, control = chance.choice(list(panel.controls.items()))
            options = values(control) if name != "language" else ["en", "zh"]
            control.value = chance.sample(options, chance.randint(0, 4)) if name == "region" else chance.choice(options)
        agrees(panel)
        states.add(panel.shown.state)
    assert states == {"empty", "refused", "drawn"}


def test_what_is_unlike_is_not_drawn_but_explained(panel: Explorer) -> None:
    panel.controls["indicator"].value = ""
    assert panel.shown.state == "refused" and panel.figure.value == ""
    assert "pairs cannot be compared" in panel.remarks.value and "The units differ: CNY and percent." in panel.table.value
    panel.controls["indicator"].value = "cloud-services-scale"
    assert panel.shown.state == "drawn" and panel.shown.remarks == ()


def test_nothing_selected_says_one_thing(panel: Explorer) -> None:
    panel.controls["region"].value = ()
    assert panel.shown.remarks == ("No region is selected: choose one or more.",)
    assert panel.figure.value == panel.table.value == panel.evidence.value == ""
    assert panel.csv.value.startswith("statement_id,") and panel.csv.value.count("\n") == 1


def test_the_language_turns_every_word(panel: Explorer) -> None:
    chosen = panel.selection.indicator
    panel.controls["language"].value = "zh"
    assert panel.selection.indicator == chosen and panel.controls["indicator"].label == "云服务产业规模"
    for control in [*panel.controls.values(), panel.record]:
        assert any("一" <= letter <= "鿿" for letter in control.description)
    assert "目标年" in panel.table.value and "成都市" in panel.record.label
    agrees(panel)


def test_a_mark_shows_its_evidence(panel: Explorer, sources: Path) -> None:
    name = "guangdong-2014.cloud-services-scale.2020"
    panel.record.value = name
    assert panel.evidence.value.count('class="passage"') == 2 and "3000亿元" in panel.evidence.value


def test_without_texts_the_offsets_are_shown(data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDPLANS_SOURCES", "/nowhere")
    panel = explorer(data)
    assert "only the positions are shown" in panel.evidence.value and "there is no folder /nowhere" in panel.evidence.value
    assert "passage" not in panel.evidence.value and "4150–4155" in panel.evidence.value


def test_the_code_runs_as_a_program(panel: Explorer, tmp_path: Path) -> None:
    panel.controls["base"].value = "gdp-target-year"
    program = panel.code.value + "import sys\nframe.to_csv(sys.stdout, index=False, lineterminator='\\n')\n"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg", "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", cwd=tmp_path,
                          env=environment, check=True)  # fmt: skip
    assert done.stdout == panel.csv.value


def test_another_directory_is_named_in_the_code(data: cloudplans.Dataset, tmp_path: Path) -> None:
    shutil.copytree(data.directory, tmp_path / "mine")
    panel = explorer(cloudplans.load(tmp_path / "mine"))
    assert f"cloudplans.load({str(tmp_path / 'mine')!r})" in panel.code.value
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


@pytest.mark.browser
def test_voila_serves_it_to_those_who_have_the_token(tmp_path: Path) -> None:
    pytest.importorskip("voila", reason="no voila on this machine: the explorer is not served")
    with serving(tmp_path, "jupyter_server", "--ServerApp.jpserver_extensions={'voila.server_extension': True}") as (at, token):
        page = f"{at}/voila/render/{NOTEBOOK}"
        with urllib.request.urlopen(page, timeout=60) as answer:  # led to the form that asks for the token
            assert "/login" in answer.url and "explorer" not in io.TextIOWrapper(answer, "utf-8").read().replace(NOTEBOOK, "")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"{at}/api/contents", timeout=60)
        with urllib.request.urlopen(f"{page}?token={token}", timeout=60) as answer:
            text = answer.read().decode("utf-8")
        assert "Choose regions and an indicator" in text and "cloudplans-explorer" in text
        assert "cloudplans.explorer" not in text


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
        assert page.locator(".cloudplans-explorer").count() == page.locator(".jp-OutputArea-output img").count() == 1
        _drive(page)
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
                page.locator(".cloudplans-explorer img.figure").wait_for(timeout=40_000)
                return
    raise AssertionError(f"the cells did not run; dialogs: {said}")


def _drive(page: Any) -> None:
    """Change each control through the page; the named parts must follow."""
    both = ("figure", "table")
    steps = [
        ("Statement", 1, ("evidence",)), ("Target year", 1, both), ("Target year", 0, both), ("Base", 3, both),
        ("Base", 0, both), ("Region", 1, both), ("Theme", 2, both), ("Theme", 0, both), ("Region", [0, 1, 2, 3], both),
        ("Indicator", -1, both), ("Comparability", 2, both), ("Language", 1, (*both, "evidence")),
    ]  # fmt: skip
    for label, index, parts in steps:
        control = page.get_by_label(label, exact=True)
        if index == -1:
            index = control.locator("option").count() - 1
        before = {part: _part(page, part) for part in (*parts, "code")}
        control.select_option(index=index)
        for part in parts:
            _until(lambda part=part, before=before: _part(page, part) != before[part], f"{label}: {part}")
        if label != "Statement":
            _until(lambda before=before: _part(page, "code") != before["code"], f"{label}: code")
    assert page.locator(".explorer-figure img").count() == 2  # two units
    assert page.get_by_label("指标", exact=True).count() == 1


def _part(page: Any, part: str) -> str:
    if part == "code":
        return page.locator(".cloudplans-explorer textarea").first.input_value()
    return page.locator(f".explorer-{part} .widget-html-content").inner_html()


def _until(holds: Any, what: str) -> None:
    for _ in range(100):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing changed in ten seconds: {what}")

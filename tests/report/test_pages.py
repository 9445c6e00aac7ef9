"""The pages in a real browser, the network off: nothing asked for, nothing complained of, usable by keyboard and on a phone."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import surroundings
from conftest import ROOT

import cloudplans

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = ROOT / ".axe" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
WIDTHS = {"desktop": 1280, "phone": 390}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: no page is opened in a browser")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: no page is opened in a browser")
    with playwright.sync_playwright() as running:
        launched = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


class Watched:
    """A page whose requests and complaints are kept."""

    def __init__(self, browser: Any, width: int, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))


def pages(built: Path) -> list[Path]:
    found = sorted(built.rglob("*.html"))
    assert len(found) >= 18
    return found


@pytest.mark.parametrize("kind", WIDTHS)
def test_every_page_opens_without_network_complaint_or_sideways_scroll(kind: str, built: Path, browser: Any) -> None:
    watched = Watched(browser, WIDTHS[kind])
    for page in pages(built):
        watched.page.goto(page.as_uri())
        watched.page.evaluate("document.fonts.ready")
        wide, inner = watched.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= inner, (page.name, wide)
    outside = [url for url in watched.requests if not url.startswith(("file:", "data:"))]
    assert (outside, watched.complaints) == ([], [])
    assert len(watched.requests) >= len(pages(built))


def test_a_planted_request_and_script_are_stopped(built: Path, browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "planted.html"
    text = (built / "index.html").read_text(encoding="utf-8")
    planted = '<img src="https://example.org/x.png"><script>document.title = "run"</script></main>'
    page.write_text(text.replace("</main>", planted), encoding="utf-8")
    watched = Watched(browser, 1280)
    watched.page.goto(page.as_uri())
    assert watched.page.title() != "run"
    assert (
        sum("Content Security Policy" in words or "content security policy" in words.lower() for words in watched.complaints) == 2
    )


def test_sort_and_search_by_keyboard(built: Path, browser: Any, data: cloudplans.Dataset) -> None:
    watched = Watched(browser, 1280)
    page = watched.page
    page.goto((built / "data.html").as_uri())
    rows = page.locator("table.data tbody tr")
    assert rows.count() == len(data.statements())
    page.locator("#find").focus()
    page.keyboard.type("Hubei 2020")
    assert page.locator("table.data tbody tr:visible").count() == int(page.locator("#found").inner_text()) == 4
    page.locator("#find").fill("")
    heading = page.locator("table.data th button").first
    heading.focus()
    page.keyboard.press("Enter")
    first = rows.first.locator("td").first.inner_text()
    page.keyboard.press("Enter")
    last = rows.first.locator("td").first.inner_text()
    assert first < last
    assert page.locator("table.data th").first.get_attribute("aria-sort") == "descending"
    assert watched.complaints == []


def test_three_clicks_from_the_index_to_the_characters(built: Path, browser: Any, data: cloudplans.Dataset) -> None:
    targets = data.targets(theme="industry-scale")
    largest = targets.loc[targets["lower"].idxmax()]
    page = Watched(browser, 1280).page
    page.goto((built / "index.html").as_uri())
    page.locator(f'a[href$="#{largest["statement_id"]}"]').first.click()
    record = page.locator(f'[id="{largest["statement_id"]}"]')
    record.locator("summary").click()
    assert record.locator("mark.value").last.inner_text() == largest["printed"]


def test_the_other_language_is_one_click_away(built: Path, browser: Any) -> None:
    page = Watched(browser, 1280).page
    page.goto((built / "04_timelines.html").as_uri())
    page.locator(".switch a").click()
    assert page.url == (built / "zh" / "04_timelines.html").as_uri()
    page.locator(".switch a").click()
    assert page.url == (built / "04_timelines.html").as_uri()


def test_axe_finds_nothing_serious(built: Path, browser: Any) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (npm install --no-save --prefix .axe axe-core): pages are not audited")
    for kind, width in WIDTHS.items():
        watched = Watched(browser, width, bypass_csp=True)
        for page in pages(built):
            watched.page.goto(page.as_uri())
            watched.page.add_script_tag(path=str(AXE))
            found = watched.page.evaluate("axe.run()")
            assert found["passes"], page
            serious = [
                (v["id"], v["nodes"][0]["html"][:160]) for v in found["violations"] if v["impact"] in ("serious", "critical")
            ]
            assert serious == [], (page.name, kind)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_a_second_build_is_the_same_to_the_byte(built: Path, sources: Path, tmp_path: Path) -> None:
    """Another time zone, locale, home, working directory and hash seed: the same bytes."""
    home = tmp_path / "home"
    home.mkdir()
    chinese, missing = surroundings.locales(tmp_path / "locales", ["zh_CN.GB18030"])  # in which a font's digits may be others
    env = os.environ | chinese | {"LC_ALL": "C" if missing else "zh_CN.GB18030", "TZ": "Asia/Kathmandu", "HOME": str(home)}
    env |= {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "cloudplans",
        "report",
        "--sources",
        str(sources.resolve()),
        "--out",
        str(tmp_path / "again"),
    ]
    subprocess.run(command, cwd=home, env=env, check=True, capture_output=True)
    first, second = digests(built), digests(tmp_path / "again")
    assert first.keys() == second.keys() and len(first) > 40
    others = [name for name in first if first[name] != second[name]]
    assert {name: parted(built / name, tmp_path / "again" / name) for name in others[:3]} == {}, others


def parted(one: Path, other: Path) -> tuple[str, str]:
    """Return what stands where two files part."""
    first, second = one.read_text(errors="replace"), other.read_text(errors="replace")
    at = next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second)))
    return first[max(at - 80, 0) : at + 80], second[max(at - 80, 0) : at + 80]


def test_sizes(built: Path) -> None:
    sizes = {page.name: page.stat().st_size for page in pages(built)}
    assert max(sizes.values()) <= 1_500_000, sizes
    assert sum(p.stat().st_size for p in built.rglob("*") if p.is_file()) <= 12_000_000

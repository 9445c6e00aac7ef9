"""The pages in a real browser without a network: no request, no error, usable by keyboard and on a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import cloudplans

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = ROOT / ".axe" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
WIDTHS = {"desktop": 1280, "phone": 390}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if CHROMIUM is None:
        pytest.skip("needs chromium")
    with playwright.sync_playwright() as running:
        launched = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


class Watched:
    """A page whose requests and errors are recorded."""

    def __init__(self, browser: Any, width: int, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 844}, offline=True, **options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on(
            "console", lambda message: self.errors.append(message.text) if message.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))


def pages(built: Path) -> list[Path]:
    found = sorted(built.rglob("*.html"))
    assert len(found) >= 60
    return found


def visit(watched: Watched, page: Path) -> dict[str, Any]:
    """Open a page and measure it."""
    watched.page.goto(page.as_uri())
    watched.page.evaluate("document.fonts.ready")
    wide, inner = watched.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    header = watched.page.locator("header").bounding_box()["height"]
    return {**watched.page.evaluate(MEASURES), "sideways": wide - inner, "header": header}


Visited = tuple[Watched, dict[Path, dict[str, Any]]]


@pytest.fixture(scope="module")
def visited(built: Path, browser: Any) -> dict[str, Visited]:
    """Every page of the report, opened once at each width."""
    found = {}
    for kind, width in WIDTHS.items():
        watched = Watched(browser, width)
        found[kind] = watched, {page: visit(watched, page) for page in pages(built)}
    return found


@pytest.mark.parametrize("kind", WIDTHS)
def test_every_page_opens_without_request_error_or_sideways_scroll(kind: str, visited: dict[str, Visited]) -> None:
    watched, measured = visited[kind]
    assert {page.name: found["sideways"] for page, found in measured.items() if found["sideways"] > 0} == {}
    outside = [url for url in watched.requests if not url.startswith(("file:", "data:"))]
    assert (outside, watched.errors) == ([], [])
    assert len(watched.requests) >= len(measured)


# Words smaller than 11 pixels (in a drawing: as large as they appear), tables wider than their container, and the height of the page.
MEASURES = """() => {
  const small = [], wide = [], words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = words.nextNode()); ) {
    const parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest("script, style, title") || !parent.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < 11) small.push([node.textContent.trim().slice(0, 40), size]);
  }
  for (const drawing of document.querySelectorAll("svg.figure")) {
    const grid = drawing.checkVisibility() ? drawing.getScreenCTM() : null;
    const sizes = [...drawing.querySelectorAll("g[transform*='scale(0']")].map((word) => 100 * parseFloat(word.getAttribute("transform").split("scale(")[1]));
    const least = grid ? Math.min(...sizes) * Math.hypot(grid.a, grid.b) : 99;
    if (least < 11) small.push([drawing.getAttribute("aria-label").slice(0, 40), least]);
  }
  for (const table of document.querySelectorAll("table"))
    if (table.checkVisibility() && table.scrollWidth > table.parentElement.clientWidth + 1) wide.push(table.innerText.slice(0, 40));
  return { small, wide, screens: document.documentElement.scrollHeight / window.innerHeight };
}"""
LONG = {"data.html", "codebook.html"}  # lists of everything


@pytest.mark.parametrize("kind", WIDTHS)
def test_words_are_large_enough_tables_fit_and_pages_are_short(
    kind: str, visited: dict[str, Visited], built: Path, browser: Any
) -> None:
    for path, found in visited[kind][1].items():
        assert (found["small"], found["wide"]) == ([], []), path
        assert found["screens"] <= 12 or path.name in LONG, (path, found["screens"])
    page = Watched(browser, WIDTHS[kind]).page
    page.goto((built / "index.html").as_uri())
    page.evaluate("""() => {  // attributes of style would be blocked
      const main = document.querySelector("main");
      const add = (html, style) => { main.insertAdjacentHTML("beforeend", html); Object.assign(main.lastElementChild.style, style); };
      add("<p>small</p>", { fontSize: "10px" });
      add(`<div><table><tr><td>${"wide".repeat(50)}</td></tr></table></div>`, { width: "50px" });
      Object.assign(main.lastElementChild.firstElementChild.style, { display: "block", width: "900px" });
      add("<div></div>", { height: "12000px" });
    }""")
    planted = page.evaluate(MEASURES)
    assert planted["screens"] > 12 and len(planted["wide"]) == 1 and planted["small"] == [["small", 10]]


def test_the_policy_blocks_a_planted_request_and_script(built: Path, browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "planted.html"
    text = (built / "index.html").read_text(encoding="utf-8")
    planted = '<img src="https://example.org/x.png"><script>document.title = "run"</script></main>'
    page.write_text(text.replace("</main>", planted), encoding="utf-8")
    watched = Watched(browser, 1280)
    watched.page.goto(page.as_uri())
    assert watched.page.title() != "run"
    assert sum("content security policy" in words.lower() for words in watched.errors) == 2


def test_sort_and_search_by_keyboard(built: Path, browser: Any, data: cloudplans.Dataset) -> None:
    watched = Watched(browser, 1280)
    page = watched.page
    page.goto((built / "data.html").as_uri())
    rows = page.locator("table.data tbody tr")
    assert rows.count() == len(data.statements())
    page.locator("#find").focus()
    page.keyboard.type("Hubei 2020")
    assert page.locator("table.data tbody tr:visible").count() == int(page.locator("#found").inner_text().split()[0]) == 4
    page.locator("#clear").click()
    assert page.locator("table.data tbody tr:visible").count() == rows.count()
    heading = page.locator("table.data th button").first
    heading.focus()
    page.keyboard.press("Enter")
    first = rows.first.locator("td").first.inner_text()
    page.keyboard.press("Enter")
    last = rows.first.locator("td").first.inner_text()
    assert first < last
    assert page.locator("table.data th").first.get_attribute("aria-sort") == "descending"
    assert watched.errors == []


def test_values_are_sorted_by_value_within_a_unit(built: Path, browser: Any) -> None:
    page = Watched(browser, 1280).page
    page.goto((built / "data.html").as_uri())
    for ascending in (True, False):
        page.locator('th[data-key="value"] button').click()
        shown = page.evaluate(
            "[...document.querySelectorAll('#rows tbody tr')].map((row) => [row.dataset.u, Number(row.dataset.v)])"
        )
        units = [unit for unit, _ in shown]
        assert len(shown) > 100 and len(set(units)) > 20
        assert [
            unit for at, unit in enumerate(units) if at and unit != units[at - 1] and unit in units[:at]
        ] == []  # each unit once
        for unit in set(units):
            values = [value for each, value in shown if each == unit]
            assert values == sorted(values, reverse=not ascending), unit


def test_filters_are_kept_in_the_address_and_limit_the_download(built: Path, browser: Any) -> None:
    page = Watched(browser, 1280).page
    page.goto((built / "data.html").as_uri())
    page.locator('input[name="region"][value="CN-HB"]').check()
    page.locator('input[name="kind"][value="target"]').check()
    shown = page.locator("#rows tbody tr:visible").count()
    assert shown == 8 and "region=CN-HB" in page.url and "kind=target" in page.url
    with page.expect_download() as download:
        page.locator("#download").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == shown + 1 and all(line.startswith('"hubei-2016.') for line in lines[1:])
    again = Watched(browser, 1280).page
    again.goto(page.url)
    assert again.locator("#rows tbody tr:visible").count() == shown


def test_a_mark_says_what_it_is_on_keyboard_focus_and_leads_to_its_record(built: Path, browser: Any) -> None:
    watched = Watched(browser, 1280)
    page = watched.page
    page.goto((built / "index.html").as_uri())
    mark = page.locator(".drawing.wide a.mark").first
    mark.focus()
    assert page.locator("#tip").is_visible() and "亿元" in page.locator("#tip").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/*.html#*")
    assert page.locator(":target mark.value").first.is_visible()  # the record is open
    assert watched.errors == []


def test_a_drawing_is_downloaded_as_a_file_that_stands_alone(built: Path, browser: Any) -> None:
    page = Watched(browser, 1280).page
    page.goto((built / "index.html").as_uri())
    with page.expect_download() as download:
        page.locator("figcaption a", has_text="SVG").first.click()
    words = Path(download.value.path()).read_text(encoding="utf-8")
    used = set(re.findall(r'href="#(g-[^"]*)"', words))
    assert words.startswith("<svg") and "var(" not in words and used and used <= set(re.findall(r'id="(g-[^"]*)"', words))


def test_the_navigation_has_one_row_and_a_menu_on_a_phone(visited: dict[str, Visited], built: Path, browser: Any) -> None:
    assert {page.name: found["header"] for page, found in visited["desktop"][1].items() if found["header"] >= 80} == {}
    phone = Watched(browser, 390).page
    phone.goto((built / "index.html").as_uri())
    assert phone.locator("header").bounding_box()["height"] < 80
    phone.locator(".small-menu > summary").click()
    assert phone.locator(".small-menu nav > a").first.is_visible()


def test_one_click_from_the_index_to_the_passage(built: Path, browser: Any, data: cloudplans.Dataset) -> None:
    targets = data.targets(theme="industry-scale")
    largest = targets.loc[targets["lower"].idxmax()]
    page = Watched(browser, 1280).page
    page.goto((built / "index.html").as_uri())
    page.locator(f'a[href$="#{largest["statement_id"]}"]').first.click()
    record = page.locator(f'[id="{largest["statement_id"]}"]')
    record.locator("mark").first.wait_for(state="visible")  # the link opens the record
    assert record.locator("mark.value").last.inner_text() == largest["printed"]


def test_the_other_language_is_one_click_away(built: Path, browser: Any) -> None:
    page = Watched(browser, 1280).page
    page.goto((built / "04_timelines.html").as_uri())
    page.locator("nav.wide .language").click()
    assert page.url == (built / "zh" / "04_timelines.html").as_uri()
    page.locator("nav.wide .language").click()
    assert page.url == (built / "04_timelines.html").as_uri()


@pytest.mark.parametrize(
    ("kind", "folder"),
    [
        ("desktop", "."), ("phone", "zh"),
        pytest.param("desktop", "zh", marks=pytest.mark.slow), pytest.param("phone", ".", marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_axe_finds_nothing_serious(kind: str, folder: str, built: Path, browser: Any) -> None:
    if not AXE.is_file():
        pytest.skip("needs axe-core (npm install --no-save --prefix .axe axe-core)")
    watched = Watched(browser, WIDTHS[kind], bypass_csp=True)
    of_language = sorted((built / folder).glob("*.html"))
    indicators = [page for page in of_language if page.name.startswith("indicator-")]  # all alike: the first and the last
    looked_at = [page for page in of_language if page not in indicators[1:-1]]
    assert 20 < len(looked_at) < len(of_language)
    for page in looked_at:
        watched.page.goto(page.as_uri())
        watched.page.add_script_tag(path=str(AXE))
        found = watched.page.evaluate("axe.run()")
        assert found["passes"], page
        serious = [(v["id"], v["nodes"][0]["html"][:160]) for v in found["violations"] if v["impact"] in ("serious", "critical")]
        assert serious == [], (page.name, kind)

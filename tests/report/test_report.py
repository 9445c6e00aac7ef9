"""A whole report: it opens without a network, all its links work, every record has its passage, doubtful figures are marked."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import cloudplans
from cloudplans import compare, display, plots
from cloudplans.plots import style
from cloudplans.report import build_report, page_frame, run_notebooks
from cloudplans.verify import Outcome


def pages(built: Path) -> list[Path]:
    paths = sorted(built.rglob("*.html"))
    assert len(paths) >= 14
    return paths


class Parsed(HTMLParser):
    """The links, ids and other elements of a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.loading: list[str] = []
        self.styled: list[str] = []
        self.images: list[tuple[str, str]] = []
        self.drawings: list[dict[str, str]] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values["id"]} if "id" in values else set()
        self.links += [values["href"]] if tag == "a" and "href" in values else []
        self.styled += [tag] if "style" in values else []
        self.loading += [tag] if tag in ("script", "link", "iframe", "object") else []
        self.drawings += [values] if tag == "svg" and values.get("class") == "figure" else []
        self.images += [(values.get("src", ""), values.get("alt", ""))] if tag == "img" else []


def test_both_languages_have_the_same_pages(built: Path, data: cloudplans.Dataset) -> None:
    english = {path.name for path in built.glob("*.html")}
    assert english == {path.name for path in (built / "zh").glob("*.html")}
    assert {f"{plan}.html" for plan in data.plans()["plan_id"]} <= english
    assert {f"{path.stem}.html" for path in run_notebooks.notebooks() if not run_notebooks.is_regional(path)} <= english
    name = data.resources["statements"]["path"]
    assert (built / "data" / name).read_bytes() == (data.directory / name).read_bytes()
    assert (built / "data" / "cloudplans.xlsx").stat().st_size > 100_000


def test_pages_load_nothing_and_their_policy_allows_only_their_own_style_and_script(built: Path) -> None:
    for page in pages(built):
        text, parsed = page.read_text(encoding="utf-8"), Parsed(page)
        assert parsed.styled == [] and set(parsed.loading) <= {"script"}, page
        assert (
            len(parsed.loading)
            == text.count("script-src 'sha256-".replace("'", "&#39;")) + text.count("script-src 'sha256-")
            == 1
        )
        (style,) = re.findall(r"<style>(.*?)</style>", text, re.S)
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in policy.replace("&#39;", "'") and "default-src" in policy
        assert page.stat().st_size <= (400_000 if page.name == "index.html" else 800_000), page
    assert sum(path.stat().st_size for path in built.rglob("*") if path.is_file()) <= 34_000_000


def test_no_page_shows_a_warning(built: Path) -> None:
    from nbformat import v4

    cell = v4.new_code_cell(outputs=[v4.new_output("stream", name="stderr", text="a warning")])
    warned = v4.new_notebook(cells=[cell], metadata={"cloudplans": {"title": "a page"}})
    assert "output_stderr" in run_notebooks.rendered(warned, "en").body  # what is looked for is what a warning leaves
    assert [page for page in pages(built) if "output_stderr" in page.read_text(encoding="utf-8")] == []


def test_every_link_works(built: Path) -> None:
    parsed = {page.resolve(): Parsed(page) for page in pages(built)}
    checked = outside = 0
    for page, elements in parsed.items():
        for link in elements.links:
            if link.startswith("data:text/csv;base64,"):
                rows = base64.b64decode(link.partition(",")[2]).decode("utf-8").splitlines()
                assert len(rows) > 1 and "," in rows[0], page
                continue
            if link.startswith(("http://", "https://")):  # of a source; nothing is loaded from there
                outside += 1
                continue
            path, _, fragment = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), (page, link)
            assert not fragment or target.suffix != ".html" or fragment in parsed[target].ids, (page, link)
            checked += 1
    assert checked > 200 and outside > 20
    for page in parsed:
        opened = re.findall(r'<a [^>]*href="https?://[^>]*>', page.read_text(encoding="utf-8"))
        assert [link for link in opened if "noopener noreferrer" not in link] == [], page


def undefined(page: str) -> set[str]:
    """Return what the drawings of a page use and no drawing defines, such as the outline of a letter."""
    used = set(re.findall(r'<use [^>]*href="#([^"]*)"', page)) | set(re.findall(r"url\(#([^)]*)\)", page))
    return used - set(re.findall(r' id="([^"]*)"', page))


def test_drawings_use_only_what_the_page_defines(built: Path) -> None:
    drawn = 0
    for page in pages(built):
        words = page.read_text(encoding="utf-8")
        assert undefined(words) == set(), page
        drawn += words.count("<use ")
    assert drawn > 10_000
    assert undefined('<path id="a"/><use href="#a"/><use transform="" href="#glyph-b" /><path clip-path="url(#c)"/>') == {
        "glyph-b",
        "c",
    }


def test_figures_have_alternative_text(built: Path) -> None:
    parsed = [Parsed(page) for page in pages(built)]
    drawings = [drawing for page in parsed for drawing in page.drawings]
    assert len(drawings) >= 16 and [image for page in parsed for image in page.images] == []
    assert [drawing for drawing in drawings if not 15 < len(drawing["aria-label"]) <= 300] == []  # Chinese is short


def test_marks_lead_to_their_records_and_say_what_they_are(built: Path, data: cloudplans.Dataset) -> None:
    names, seen = set(data.statements()["statement_id"]), 0
    for page in pages(built):
        for address, words in re.findall(
            r'<a [^>]*?href="([^"]*)"[^>]*?class="mark"[^>]*?aria-label="([^"]*)"', page.read_text(encoding="utf-8")
        ):
            assert address.partition("#")[2] in names and len(words) > 15, page
            seen += 1
    assert seen >= 40


def test_every_record_has_its_page_and_passage(built: Path, data: cloudplans.Dataset) -> None:
    for plan, rows in data.statements().groupby("plan_id"):
        text = (built / f"{plan}.html").read_text(encoding="utf-8")
        for name in rows["statement_id"]:
            assert f'id="{name}"' in text
        assert text.count('<details class="record"') == len(rows) <= text.count('class="passage"')


def test_the_corrected_figure_is_marked_wherever_it_is_shown(built: Path) -> None:
    shown = 0
    for page in pages(built):
        text = page.read_text(encoding="utf-8")
        for match in re.finditer("1.3亿户", text):
            around = text[max(0, match.start() - 500) : match.end() + 400]
            assert "†" in around or "U+E010" in around or "１３亿户" in around, page
            shown += 1
    assert shown >= 6


def test_chinese_pages_have_chinese_prose(built: Path) -> None:
    for page in sorted((built / "zh").glob("0*.html")):
        paragraphs = re.findall(r"<p>(.*?)</p>", page.read_text(encoding="utf-8"), re.S)
        assert len(paragraphs) > 2
        assert [words for words in paragraphs[1:-2] if not re.search("[\u4e00-\u9fff]", words)] == [], page.name


def test_one_region_in_one_language_without_texts(
    tmp_path: Path, data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLOUDPLANS_SOURCES", raising=False)
    outcome = build_report(tmp_path / "one", data, languages=("zh",), regions=("Hubei",))
    assert outcome.problems == [] and outcome.unchecked
    assert [path.name for path in pages_of(tmp_path / "one")] == ["codebook.html", "hubei-2016.html", "index.html"]
    text = (tmp_path / "one" / "index.html").read_text(encoding="utf-8")
    assert "原文不在手边" in text and "湖北省" in text and 'class="passage"' not in text
    assert '<li><a href="hubei-2016.html">' in text and text.count('href="hubei-2016.html"') == 3  # both navigations and the list
    assert "500亿元" in text and "1000亿元" not in text  # only its own targets
    assert text != (tmp_path / "one" / "hubei-2016.html").read_text(encoding="utf-8")


def pages_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.html"))


def test_the_line_about_exceptions_names_coded_once_and_drafts() -> None:
    outcome = Outcome([], {"statements": 3, "coded once": 2, "drafts left out": 1}, unchecked=[])
    assert page_frame.exceptions_line(outcome, "en") == (
        "※ 2 records of the user’s own plan were coded once and not adjudicated; what it does not state follows from its numerals "
        "only · 1 drafts not decided yet, left out"
    )
    assert page_frame.exceptions_line(outcome, "zh") == (
        "※ 读者自加规划的2条记录只编码一次，未裁定；其“未提及”只据其中数字 · 1条草稿尚未判断，未计入"
    )
    assert page_frame.exceptions_line(Outcome([], {"statements": 3}), "en") == ""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_message_of_the_report_is_translated(lang: str) -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in page_frame.TEMPLATES.glob("*.j2"))
    messages = set(re.findall(r"\bt\('([^']*)'[,)]", templates))
    assert len(messages) > 40 and templates.count(" t('") == len(re.findall(r" t\('([^']*)'[,)]", templates))
    from cloudplans.labels import translate

    for message in messages:
        assert bool(re.search("[\u4e00-\u9fff]", translate(message, lang))) == (lang == "zh"), message


def test_evidence_without_texts_shows_positions(data: cloudplans.Dataset) -> None:
    shown = display.evidence({}, "guangdong-2014.cloud-services-scale.2020", data=data)._repr_html_()
    assert "passage" not in shown and "2238–2244" in shown


def test_without_a_chinese_font_labels_are_in_english_with_one_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style, "chinese_font", lambda: None)
    with pytest.warns(UserWarning, match="no font with Chinese is installed, so labels are in English"):
        assert plots.use_style("zh") == "en"
    monkeypatch.undo()
    assert plots.use_style("zh") == "zh"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_draw_every_glyph(lang: str, data: cloudplans.Dataset, recwarn: pytest.WarningsRecorder) -> None:
    plots.use_style(lang)
    money = data.targets(theme="industry-scale")
    money = money[money["unit"] == "CNY"]
    plots.targets(display.with_readable_columns(money, data=data, lang=lang), lang=lang).canvas.draw()
    plots.verdicts(compare.verdict_matrix(sorted(set(money["indicator_id"]))[:28], data=data, lang=lang), lang=lang).canvas.draw()
    assert [warning for warning in recwarn if "Glyph" in str(warning.message)] == []


def test_one_axis_has_one_unit(data: cloudplans.Dataset) -> None:
    with pytest.raises(ValueError, match="an axis has one unit"):
        plots.targets(display.with_readable_columns(data.targets(plan="shanghai-2017"), data=data))

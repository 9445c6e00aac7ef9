"""The report: it builds, opens without a network, says what is doubtful, and replaces nothing that is not its own."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import cloudplans
from cloudplans import execute
from cloudplans.plots import style
from cloudplans.report import build


def pages(built: Path) -> list[Path]:
    found = sorted(built.rglob("*.html"))
    assert len(found) >= 14
    return found


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.external: list[str] = []
        self.styles: list[str] = []
        self.images: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        self.styles += [tag] if "style" in given else []
        self.external += [tag] if tag in ("script", "link", "iframe", "object") else []
        self.images += [(given.get("src", ""), given.get("alt", ""))] if tag == "img" else []


def parsed(page: Path) -> Links:
    links = Links()
    links.feed(page.read_text(encoding="utf-8"))
    return links


def test_both_languages_have_the_same_pages(built: Path, data: cloudplans.Dataset) -> None:
    english = {p.name for p in built.glob("*.html")}
    assert english == {p.name for p in (built / "zh").glob("*.html")}
    assert {f"{plan}.html" for plan in data.plans()["plan_id"]} <= english
    assert {f"{p.stem}.html" for p in execute.notebooks() if not execute.parametrised(p)} <= english
    assert (built / "data" / "statements.csv").read_bytes() == (data.directory / "statements.csv").read_bytes()


def test_nothing_is_loaded_and_everything_is_allowed_by_the_policy(built: Path) -> None:
    for page in pages(built):
        text, links = page.read_text(encoding="utf-8"), parsed(page)
        assert links.styles == [] and set(links.external) <= {"script"}, page
        assert len(links.external) == text.count("script-src") <= 1
        sheets = re.findall(r"<style>(.*?)</style>", text, re.S)
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        digest = base64.b64encode(hashlib.sha256(sheets[0].encode()).digest()).decode()
        assert len(sheets) == 1 and f"style-src 'sha256-{digest}'" in policy.replace("&#39;", "'") and "default-src" in policy
        assert page.stat().st_size < 1_500_000


def test_every_link_leads_somewhere(built: Path) -> None:
    ids = {page.resolve(): set(parsed(page).ids) for page in pages(built)}
    checked = 0
    for page in pages(built):
        for link in parsed(page).links:
            if link.startswith("data:text/csv;base64,"):
                rows = base64.b64decode(link.partition(",")[2]).decode("utf-8").splitlines()
                assert len(rows) > 1 and "," in rows[0], page
                continue
            path, _, fragment = link.partition("#")
            target = (page.parent / path).resolve() if path else page.resolve()
            assert target.exists(), (page, link)
            assert not fragment or target.suffix != ".html" or fragment in ids[target], (page, link)
            checked += 1
    assert checked > 200


def test_figures_have_words(built: Path) -> None:
    images = [image for page in pages(built) for image in parsed(page).images]
    assert len(images) >= 8
    assert all(src.startswith("data:image/svg+xml,") and len(alt) > 40 for src, alt in images)


def test_every_record_has_its_page_and_passage(built: Path, data: cloudplans.Dataset) -> None:
    for plan, rows in data.statements().groupby("plan_id"):
        text = (built / f"{plan}.html").read_text(encoding="utf-8")
        for name in rows["statement_id"]:
            assert f'id="{name}"' in text
        assert text.count("<article") == len(rows) <= text.count('class="passage"')


def test_the_corrected_figure_says_so(built: Path) -> None:
    shown = 0
    for page in pages(built):
        text = page.read_text(encoding="utf-8")
        for match in re.finditer("1.3亿户", text):
            around = text[max(0, match.start() - 500) : match.end() + 400]
            assert "†" in around or "U+E010" in around or "１３亿户" in around, page
            shown += 1
    assert shown >= 6


def test_a_page_without_texts_shows_offsets(data: cloudplans.Dataset) -> None:
    from cloudplans.display import evidence

    shown = evidence(data, {}, "guangdong-2014.cloud-services-scale.2020")._repr_html_()
    assert "passage" not in shown and "2238–2244" in shown


def test_one_region_in_one_language_without_texts(
    tmp_path: Path, data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLOUDPLANS_SOURCES", raising=False)
    outcome = build.build(tmp_path / "one", data, languages=("zh",), regions=("Hubei",))
    assert outcome.problems == [] and outcome.unchecked
    assert sorted(p.name for p in (tmp_path / "one").glob("*.html")) == ["codebook.html", "hubei-2016.html", "index.html"]
    text = (tmp_path / "one" / "index.html").read_text(encoding="utf-8")
    assert "原文不在手边" in text and "湖北省" in text and 'class="passage"' not in text
    assert (
        '<li><a href="hubei-2016.html">' in text and text.count('href="hubei-2016.html"') == 2
    )  # in the list of pages, and as a card
    assert "500亿元" in text and "1000亿元" not in text  # its own targets alone
    assert "<h1>" in text and text != (tmp_path / "one" / "hubei-2016.html").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="no plan of Sichuan is in the data set; regions with one: 510100, CN-GD, CN-HB, CN-SH"):
        build.build(tmp_path / "none", data, regions=("Sichuan",))


def test_a_foreign_directory_is_left_alone(tmp_path: Path, data: cloudplans.Dataset) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ValueError, match="holds files that are no report; name a new or empty directory"):
        build.build(tmp_path, data)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_no_font_means_english_and_one_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style, "chinese_font", lambda: None)
    with pytest.warns(UserWarning, match="no font with Chinese found: labels are in English"):
        assert style.use_style("zh") == "en"
    monkeypatch.undo()
    assert style.use_style("zh") == "zh"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_draw_every_glyph(lang: str, data: cloudplans.Dataset, recwarn: pytest.WarningsRecorder) -> None:
    from cloudplans import compare, display, plots

    lang = style.use_style(lang)
    money = data.targets(theme="industry-scale")
    money = money[money["unit"] == "CNY"]
    plots.targets(display.with_readable_columns(data, money, lang), lang=lang).canvas.draw()
    plots.verdicts(compare.verdict_matrix(data, sorted(set(money["indicator_id"])), lang), lang=lang).figure.canvas.draw()
    assert [w for w in recwarn if "Glyph" in str(w.message)] == []


def test_one_axis_holds_one_unit(data: cloudplans.Dataset) -> None:
    from cloudplans import display, plots

    with pytest.raises(ValueError, match="one axis cannot hold"):
        plots.targets(display.with_readable_columns(data, data.targets(plan="shanghai-2017")))

"""The frame of every page: navigation, trail, list of headings, style, script and the policy that allows only these."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cloudplans.labels import message, translate
from cloudplans.report.inline_svg import with_shared_glyphs
from cloudplans.report.language_marks import mark_chinese
from cloudplans.text import visible
from cloudplans.verify import Outcome

TEMPLATES = Path(__file__).resolve().parent / "templates"
SECTIONS = {  # of the navigation, in order
    "regions": message("Regions"), "themes": message("Themes"), "data": message("Data"), "method": message("Method"),
}  # fmt: skip
_HEADING = re.compile(r"<h2(?: id=\"([^\"]*)\")?>(.*?)</h2>", re.S)
_FIRST_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.S)
_ANCHOR, _TAG = re.compile(r'<a class="anchor-link".*?</a>', re.S), re.compile(r"<[^>]+>")


@dataclass
class Page:
    """A page: its file name, title and body, the section of the navigation that lists it, if any, and its script, if any."""

    file: str
    title: str
    body: str = ""
    section: str = ""
    script: str = ""

    @property
    def heading(self) -> str:
        """The first heading, as text in HTML.

        Examples
        --------
        >>> Page("a.html", "A", '<h1>Which<br>plan?<a class="anchor-link" href="#x">¶</a></h1>').heading
        'Which plan?'
        """
        found = _FIRST_HEADING.search(self.body)
        return " ".join(_TAG.sub(" ", _ANCHOR.sub("", found[1])).split()) if found else ""


@cache
def environment(lang: str) -> Any:
    """Return the templates; `t` in them translates, and characters that a screen hides are written out."""
    import jinja2

    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )  # fmt: skip
    templates.globals["t"] = lambda words, **values: translate(words, lang, **values)
    templates.globals |= {"lang": lang, "other_language": "English" if lang == "zh" else translate("Chinese", "zh")}
    return templates


def whole_page(page: Page, lang: str, pages: Sequence[Page], outcome: Outcome, *, style: str, **values: str) -> str:
    """Return a page as a whole file."""
    body, outline = with_outline(with_shared_glyphs(page.body))
    start, rest = _parts(body)
    of_section = [other for other in pages if other.section and other.section == page.section]
    at = of_section.index(page) if page in of_section else 0
    script = (TEMPLATES / "page.js").read_text(encoding="utf-8") + page.script
    whole = environment(lang).get_template("page.html.j2").render(
        title=page.title, file=page.file, start=start, rest=rest, outline=outline, script=script, style=style,
        sections=[
            (translate(heading, lang), found)
            for section, heading in SECTIONS.items() if (found := [other for other in pages if other.section == section])
        ],
        trail=translate(SECTIONS[page.section], lang) if page.section else "" if page.file == "index.html" else page.title,
        before=of_section[at - 1] if at else None, after=of_section[at + 1] if at + 1 < len(of_section) else None,
        style_hash=policy_hash(style), script_hash=policy_hash(script), checked=checked_line(outcome, lang),
        apart=exceptions_line(outcome, lang), **values,
    )  # fmt: skip
    return mark_chinese(whole, lang)


def with_outline(body: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a body whose headings of the second level all have an id, and the ids with the headings.

    Examples
    --------
    >>> with_outline("<h1>Size</h1><h2>By 2015</h2>")
    ('<h1>Size</h1><h2 id="s1">By 2015</h2>', [('s1', 'By 2015')])
    """
    found: list[tuple[str, str]] = []

    def named(heading: re.Match[str]) -> str:
        words = _ANCHOR.sub("", heading[2])
        found.append((heading[1] or f"s{len(found) + 1}", html.unescape(_TAG.sub("", words)).strip()))
        return f'<h2 id="{found[-1][0]}">{words}</h2>'

    return _HEADING.sub(named, body), found


def _parts(body: str) -> tuple[str, str]:
    """Return what comes before the first heading of the second level, and the rest; the list of headings goes between them."""
    at = body.find("<h2")
    return (body, "") if at < 0 else (body[:at], body[at:])


def policy_hash(content: str) -> str:
    """Return the hash by which a content-security policy allows a style sheet or script; nothing for an empty one."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}" if content else ""


def checked_line(outcome: Outcome, lang: str) -> str:
    """Return in one line what was verified."""
    counts, problems = outcome.counts, len(outcome.problems)
    if not counts.get("texts"):
        return translate(
            "{statements} records, {problems} problems; plan texts not available, figures not derived again", lang,
            statements=counts["statements"], problems=problems,
        )  # fmt: skip
    return translate(
        "{statements} records, {figures} figures derived again from {texts} texts, {problems} problems", lang,
        statements=counts["statements"], figures=counts["figures re-derived"], texts=counts["texts"], problems=problems,
    )  # fmt: skip


def exceptions_line(outcome: Outcome, lang: str) -> str:
    """Return in one line which records were coded once or are still drafts; nothing where there are none."""
    parts = {
        "※ {count} records of the user’s own plan were coded once and not adjudicated; what it does not state follows from its numerals "
        "only": outcome.counts.get("coded once", 0),
        "{count} drafts not decided yet, left out": outcome.counts.get("drafts left out", 0),
        "{count} plans were read for their figures alone, not for goals, instruments and projects": outcome.counts.get(
            "plans not read for goals", 0
        ),
    }
    return " · ".join(translate(words, lang, count=count) for words, count in parts.items() if count)

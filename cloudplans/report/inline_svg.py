"""A figure as SVG inside a page: its marks link to their records, its colours follow the page, and its ids are its own.

The content-security policy of a page forbids style attributes, so the styles of matplotlib become presentation attributes, which it
does not govern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple
from xml.etree import ElementTree as ET

from matplotlib import rc_context
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patheffects import Stroke
from matplotlib.text import Text

from cloudplans.plots import svg
from cloudplans.text import visible

_FONT_SCALE = 6400  # the font size at which the outlines of letters are drawn
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_GLYPH = re.compile(r"[A-Za-z][\w ]*(-[A-Za-z]+)*-[0-9a-f]+")  # font and character, as matplotlib names the outline of a letter
_USED = re.compile(r"#([^)]+)")
_DEFINED = re.compile(r'<path (?:[^>]*? )?id="(glyph-[^"]*)"[^>]*?(?:/>|></path>)')  # nbconvert writes pages in its own way
_LETTER = re.compile(r'<use ([^>]*?href="#(glyph-[^"]*)"[^>]*?)\s*(?:/>|></use>)')
_MOVED = re.compile(r'transform="translate\(([\d.]+) 0\)"')
_NO_DEFINITIONS = re.compile(r"<defs>\s*</defs>")
_LONG_NUMBER, _COLOUR, _REFERENCE = re.compile(r"-?\d+\.\d{3,}"), re.compile(r"#[0-9a-f]{6}\b"), re.compile(r"url\(#([^)]+)\)")


class Mark(NamedTuple):
    """What a mark of a figure leads to, and the words that describe it."""

    address: str
    words: str


def inline_svg(figure: Figure, name: str, marks: Mapping[str, Mark]) -> str:
    """Return a figure as an SVG element for a page.

    Parameters
    ----------
    figure : Figure
        The figure.
    name : str
        Unique in the page; the prefix of every id in the element.
    marks : mapping
        By the gid of an artist, where it leads. A gid that the figure lacks is ignored.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure, ax = plt.subplots()
    >>> _ = ax.barh([0], [1], gid="first")
    >>> drawn = inline_svg(figure, "f1", {"first": Mark("plan.html#first", "Hubei, 2020")})
    >>> 'href="plan.html#first"' in drawn and "<title>Hubei, 2020</title>" in drawn and "style=" not in drawn
    True
    """
    with rc_context({"svg.hashsalt": "cloudplans", "svg.fonttype": "path"}), _without_outlines(figure) as outlines:
        root = ET.fromstring(svg(figure))  # the hash gives the same ids in every build
    for group in root.iter(_SVG + "g"):
        group.attrib |= outlines.get(group.get("id", ""), {})
    for tag in ("metadata", "defs/style"):
        parent = root if "/" not in tag else root.find(_SVG + "defs")
        for found in [] if parent is None else parent.findall(_SVG + tag.rpartition("/")[2]):
            parent.remove(found)  # type: ignore[union-attr]
    for element in root.iter():
        _without_style(element)
        _own_ids(element, name)
    _link(root, name, marks)
    _drop_unused_ids(root)
    width = _pixels(root.get("width", "0pt"))
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.attrib |= {
        "class": "figure", "width": str(width), "role": "group" if marks else "img", "aria-label": visible(figure.get_label()),
        "stroke-linejoin": "round", "stroke-linecap": "butt",
    }  # fmt: skip
    if root.find(_SVG + "defs") is not None and not len(root.find(_SVG + "defs")):  # type: ignore[arg-type]
        root.remove(root.find(_SVG + "defs"))  # type: ignore[arg-type]
    ET.register_namespace("", _SVG[1:-1])
    ET.register_namespace("xlink", _XLINK[1:-1])
    return re.sub(r">\s+<", "><", ET.tostring(root, encoding="unicode"))


@contextmanager
def _without_outlines(figure: Figure) -> Iterator[dict[str, dict[str, str]]]:
    """Draw texts without their outlines, and give the outlines as attributes of their groups.

    matplotlib draws an outlined text letter by letter, at twenty times the size of one whose letters are shared.
    """
    outlines, before = {}, []
    for number, text in enumerate(text for text in figure.findobj(Text) if text.get_path_effects()):
        stroke = next((effect for effect in text.get_path_effects() if isinstance(effect, Stroke)), None)
        if stroke is None:
            continue
        before.append((text, text.get_path_effects(), text.get_gid()))
        width = float(stroke._gc["linewidth"]) * _FONT_SCALE / text.get_fontsize()
        outlines[f"outlined-{number}"] = {
            "stroke": to_hex(stroke._gc["foreground"]), "stroke-width": f"{width:.1f}", "paint-order": "stroke",
        }  # fmt: skip
        text.set_gid(f"outlined-{number}")
        text.set_path_effects([])
    try:
        yield outlines
    finally:
        for text, effects, gid in before:
            text.set_path_effects(effects)
            text.set_gid(gid)


def _pixels(points: str) -> int:
    return round(float(points.removesuffix("pt")) * 4 / 3)


def _drop_unused_ids(root: ET.Element) -> None:
    written = [value for element in root.iter() for key, value in element.attrib.items() if key != "id"]
    used = {name for value in written for name in _USED.findall(value)}
    for element in root.iter():
        if element.get("id", "") not in used and not element.get("id", "").startswith("glyph-"):
            element.attrib.pop("id", None)


def _short(path: str) -> str:
    """Return a path without the spaces that separate nothing."""
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", path.strip()).replace(" -", "-")


def _round(words: str) -> str:
    return _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), words)


def _without_style(element: ET.Element) -> None:
    """Turn the style of an element into presentation attributes, and name the colours, so that the page can change them."""
    for part in element.attrib.pop("style", "").split(";"):
        key, colon, value = part.partition(":")
        if colon:
            element.set(key.strip(), value.strip())
    for key in ("fill", "stroke"):
        if colour := _COLOUR.fullmatch(element.get(key, "")):
            element.set(key, f"var(--c{colour[0][1:]},{colour[0]})")
    for key in ("d", "x", "y", "points"):
        if key in element.attrib:
            element.set(key, _short(_round(element.get(key, ""))))
    if element.text and not element.text.strip():
        element.text = None


def _own_ids(element: ET.Element, name: str) -> None:
    """Make ids unique in the page; the outline of a letter keeps its id, since it is the same in every figure."""
    if "id" in element.attrib:
        element.set("id", _own(element.get("id", ""), name))
    for key, value in list(element.attrib.items()):
        if key == _XLINK + "href" and value.startswith("#"):
            element.attrib.pop(key)
            element.set("href", f"#{_own(value[1:], name)}")
        elif "url(#" in value:
            element.set(key, _REFERENCE.sub(rf"url(#{name}-\1)", value))


def _own(identifier: str, name: str) -> str:
    return f"glyph-{identifier}" if _GLYPH.fullmatch(identifier) else f"{name}-{identifier}"


def with_shared_glyphs(body: str) -> str:
    """Return a page in which each outline of a letter is defined once, before everything else.

    Examples
    --------
    >>> page = '<svg><defs><path id="glyph-A-41" d="M1 2"/></defs><use href="#glyph-A-41" transform="translate(5.5 0)"></use></svg>'
    >>> print(with_shared_glyphs(page).replace("</svg>", "</svg>\\n").rstrip())
    <svg class="glyphs" width="0" height="0" aria-hidden="true"><defs><path id="g-0" d="M1 2"/></defs></svg>
    <svg><use href="#g-0" x="5.5"/></svg>
    """
    glyphs = {found[1]: found[0] for found in _DEFINED.finditer(body)}
    if not glyphs:
        return body
    short = {name: f"g-{number}" for number, name in enumerate(sorted(glyphs))}  # a page has thousands of letters
    shared = "".join(glyphs[name].replace(name, short[name], 1) for name in short)
    body = _NO_DEFINITIONS.sub("", _DEFINED.sub("", body))
    body = _LETTER.sub(lambda use: f'<use href="#{short[use[2]]}"{_place(use[1])}/>', body)
    return f'<svg class="glyphs" width="0" height="0" aria-hidden="true"><defs>{shared}</defs></svg>{body}'


def _place(attributes: str) -> str:
    """Return where a letter stands in its word; the first has no place of its own."""
    moved = _MOVED.search(attributes)
    return f' x="{_round(moved[1])}"' if moved else ""


def _link(root: ET.Element, name: str, marks: Mapping[str, Mark]) -> None:
    """Turn the group of each mark into a link with its description."""
    groups = {element.get("id", ""): element for element in root.iter(_SVG + "g")}
    for gid, mark in marks.items():
        group = groups.get(f"{name}-{gid}")
        if group is None:
            continue
        group.tag = _SVG + "a"
        group.attrib |= {"href": mark.address, "class": "mark", "aria-label": visible(mark.words)}
        title = ET.Element(_SVG + "title")
        title.text = visible(mark.words)
        group.insert(0, title)

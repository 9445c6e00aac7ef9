"""Hostile text: the payloads as data, put into every field, and the shape of what a parser makes of a page."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from cloudplans.dataset import Dataset
from cloudplans.text import squeeze

HERE = Path(__file__).resolve().parent
LONG = 3_000  # characters of the longest payload
# What the code takes for more than text: names of other rows, or words that it compares with its own. A payload there makes the
# data wrong, and `verify` says so (see `test_what_is_no_text_is_refused`).
NO_TEXT = re.compile(
    r"(.*_ids|unit|unit_as_read|field|series|vintage|code|origin|file|table|key|list|family|edition_id|indicator_id|\w+_id|period)"
)


class Payload(NamedTuple):
    """A hostile text with its name."""

    name: str
    text: str


def payloads() -> list[Payload]:
    """Return the payloads, and one that is merely long."""
    lines = (HERE / "payloads.jsonl").read_text(encoding="ascii").splitlines()
    return [*(Payload(**json.loads(line)) for line in lines), Payload("long", "<b>云" * (LONG // 4))]


def fitting(table: bool) -> list[str]:
    """Return the texts that can stand in a table (no NUL, no half of a character: both are refused there), or in a plan text."""
    return [p.text for p in payloads() if not re.search("[\ud800-\udfff]", p.text) and not (table and "\0" in p.text)]


def free(resource: dict[str, Any], referred: set[tuple[str, str]]) -> list[str]:
    """Return the columns of a table that hold text: no list of words, no pattern, no key to another row."""
    linked = {link["fields"] for link in resource["schema"].get("foreignKeys", ())}
    return [
        field["name"]
        for field in resource["schema"]["fields"]
        if field["type"] == "string"
        and not {"enum", "pattern"} & set(field.get("constraints", {}))
        and field["name"] not in linked
        and (resource["name"], field["name"]) not in referred
        and not NO_TEXT.fullmatch(field["name"])
    ]


def free_columns(data: Dataset) -> dict[str, list[str]]:
    """Return for each table the columns that hold text."""
    links = [(r["name"], link) for r in data.resources.values() for link in r["schema"].get("foreignKeys", ())]
    referred = {(link["reference"]["resource"] or name, link["reference"]["fields"]) for name, link in links}
    return {name: free(resource, referred) for name, resource in data.resources.items() if data.raw(name).lines}


def benign(text: str) -> str:
    """Return letters in the place of a payload."""
    return "Plain words"


def hostile(text: str) -> str:
    """Return the payload."""
    return text


class Mapping:
    """Gives every text another one, the same for the same and different for different ones, so that what belongs together does.

    Over its rows each column gets every payload: a column of few different texts gets several in each.
    """

    def __init__(self, columns: dict[Any, list[str]], texts: list[str], turn: int, make: Callable[[str], str]) -> None:
        self.texts, self.make = texts, make
        held: dict[str, dict[int, None]] = {}
        for values in columns.values():
            known = list(dict.fromkeys(squeeze(value) for value in values if value))
            for number in range(max(len(texts), len(known)) if known else 0):
                held.setdefault(known[number % len(known)], {})[(number + turn) % len(texts)] = None
        self.held = held
        self.numbers = {text: number for number, text in enumerate(held)}

    def __call__(self, text: str, key: bool = False) -> str:
        """Return what stands for `text`."""
        if not text:
            return ""
        one = squeeze(text)  # 1000 and １０００ are one figure, but two keys
        apart = [text.encode("utf-8").hex()] if key and one != text else []
        return " ".join([*(self.make(self.texts[i]) for i in self.held[one]), *apart, str(self.numbers[one])])

    def combinations(self, columns: dict[Any, list[str]]) -> int:
        """Return how many pairs of a payload and a column there are."""
        return sum(len({i for text in values if text for i in self.held[squeeze(text)]}) for values in columns.values())


def columns_of(data: Dataset) -> dict[Any, list[str]]:
    """Return the cells of each column that holds text."""
    cells = {
        name: dict(zip(raw.header, zip(*raw.lines, strict=True), strict=True))
        for name in data.resources
        if (raw := data.raw(name)).lines
    }
    return {(name, column): list(cells[name][column]) for name, free in free_columns(data).items() for column in free}


def plant(data: Dataset, folder: Path, turn: int, make: Callable[[str], str]) -> Dataset:
    """Return a copy of the data set in which every text of every table, and of the descriptor, is a payload."""
    shutil.copytree(data.directory, folder)
    mapping, columns = Mapping(columns_of(data), fitting(table=True), turn, make), free_columns(data)
    for name, resource in data.resources.items():
        raw = data.raw(name)
        lines = [
            [
                mapping(cell, column in raw.key) if column in columns[name] else cell
                for column, cell in zip(raw.header, line, strict=True)
            ]
            for line in raw.lines
        ]
        if name == "series":  # one text for hundreds of rows gets every payload in each: a file too long to be read
            panel = raw.header.index("vintage")
            lines = [line for at, line in enumerate(lines) if raw.lines[at][panel] != "panel-2016-2024" or at % 8 == 0]
        elif name in ("series_as_read", "policy_adjudication"):  # the same
            lines = lines[::3]
        if name == "changes":  # it names rows by their keys: those that get another key are no rows any more
            renamed = {table for table in columns if set(data.raw(table).key) & set(columns[table])}
            lines = [line for line in lines if line[raw.header.index("table")] not in renamed]
        kinds = {field["name"]: field["type"] for field in raw.fields}
        places = [(raw.header.index(column), kinds[column]) for column in raw.key]
        lines.sort(key=lambda line, places=places: [int(line[i] or -1) if kind == "integer" else line[i] for i, kind in places])
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([raw.header, *lines])
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    words = list(_words(described))
    for number, (part, name) in enumerate(words):
        part[name] = f"{make(fitting(table=False)[(number + turn) % len(fitting(table=False))])} {number}"
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    return Dataset(folder)


def _words(part: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield where the titles and descriptions of a descriptor stand."""
    for each in part if isinstance(part, list) else ():
        yield from _words(each)
    for name, value in part.items() if isinstance(part, dict) else ():
        if re.fullmatch(r"(title|description)(_zh)?|version", name) and isinstance(value, str):
            yield part, name
        elif name != "constraints":
            yield from _words(value)


def plant_texts(data: Dataset, folder: Path, turn: int, make: Callable[[str], str]) -> Path:
    """Write plan texts of the pinned lengths that are payloads from end to end, and pin them in the tables of `data`."""
    folder.mkdir()
    letters = make is benign
    texts = [re.sub(r"\S", "w", text) if letters else text for text in fitting(table=False) if len(text) < 100]
    stream = " ".join(texts[turn:] + texts[:turn]) + " "
    path = data.directory / data.resources["editions"]["path"]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        content = "".join(islice(cycle(stream), int(row["characters"]))).encode("utf-8")
        (folder / row["file"]).write_bytes(content)
        row["sha256"] = sha256(content).hexdigest()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


_WORDS = ("alt", "title", "aria-label", "data-label", "content")  # attributes that hold text
_DRAWING = {"a", "g", "path", "use", "defs", "clippath", "rect", "title", "pattern", "lineargradient", "image"}


def shape(page: str) -> list[tuple[Any, ...]]:
    """Return the elements that an HTML5 parser makes of a page, in order: depth, name, attributes; text left out."""
    from selectolax.lexbor import LexborHTMLParser

    found: list[tuple[Any, ...]] = []

    def walk(node: Any, depth: int) -> None:
        for child in node.iter(include_text=False):
            if child.tag is None:
                continue
            if child.tag == "span" and dict(child.attributes) == {"lang": "zh-Hans"}:
                walk(child, depth)  # marks a run of Chinese, wherever there is one
                continue
            if child.tag == "svg":  # letters differ; what counts is that there is nothing else in a drawing
                inside = {part.tag.lower() for part in child.css("*")} - _DRAWING - {"svg"}
                found.append((depth, "svg", *sorted(inside)))
                continue
            found.append((depth, child.tag, *sorted(_attributes(child.attributes))))
            if child.tag == "img" and str(child.attributes.get("src", "")).startswith("data:image/svg+xml,"):
                found.append((depth + 1, *drawn(child.attributes["src"])))
            walk(child, depth + 1)

    root = LexborHTMLParser(page).root
    found.append((0, root.tag, *sorted(_attributes(root.attributes))))
    walk(root, 1)
    return found


def _attributes(held: dict[str, str | None]) -> Iterator[tuple[str, str]]:
    for name, value in held.items():
        words = value or ""
        if name in _WORDS:
            words = ""
        elif name == "class":
            words = " ".join(part for part in words.split() if part not in ("none", "short", "long"))
        elif words.startswith("data:"):
            words = words.partition(",")[0]
        elif name == "href":
            words = re.sub(r"#.*", "#", words)
        yield name, words


def drawn(source: str) -> tuple[str, ...]:
    """Return the names of the elements and of the attributes that are no geometry of an SVG image given as a data: address."""
    from lxml import etree

    svg = etree.fromstring(unquote(source.partition(",")[2]).encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    elements = {etree.QName(node).localname for node in svg.iter(etree.Element)}
    links = {name for node in svg.iter(etree.Element) for name in node.attrib if name.startswith("on")}
    return tuple(sorted(elements | links))


def differing(one: list[tuple[Any, ...]], other: list[tuple[Any, ...]]) -> str:
    """Return where two shapes part, or nothing."""
    for number, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return f"element {number}: {a} and {b}"
    return "" if len(one) == len(other) else f"{len(one)} and {len(other)} elements"

"""Read whole documents as text: PDF files with a text layer, and HTML pages; what belongs to the page and not to the text is left out."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cloudplans.text.normalised_text import shown_text
from cloudplans.text.text_files import decode_copy, read_bytes

_PDF = b"%PDF-"
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_NO_TEXT = re.compile(r"<!doctype[^>]*>|<!--.*?-->|<(script|style|head|noscript)\b.*?</\1\s*>", re.I | re.S)
_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第?\s*[0-9０-９]{1,4}\s*页?(?:\s*[/共]\s*[0-9]{1,4}\s*页?)?|[ivxIVX]{1,6})[-—–·\s]*")
_CONTENTS = re.compile(r".{2,60}?[.．…·。]{3,}\s*[(（]?[0-9]{1,4}[)）]?\s*")
_RADICALS = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5]")
_EDGE = 2  # lines at the top and at the bottom of a page among which headers and page numbers are
_REPEATED = 3  # pages that have the same line there


class Document(NamedTuple):
    """The text of a document, and how much of the print is not in it, by what it was."""

    text: str
    left_out: dict[str, int]


def is_html(text: str) -> bool:
    """Tell whether a text is an HTML page."""
    return _HTML.match(text) is not None


def without_scripts(page: str) -> str:
    """Return an HTML page with white space for scripts, styles, its head and comments; every character keeps its place."""
    return _NO_TEXT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), page)


def read_document(content: bytes, encoding: str, name: str, *, keep_places: bool = False) -> Document:
    """Return the text of a document: of a PDF file, an HTML page or a plain text; `name` is that of the file, for a message.

    With `keep_places` an HTML page keeps its markup, so that offsets are those of the file.
    """
    if content.startswith(_PDF):
        return _clean(_pdf_pages(content, name))
    text = decode_copy(content, encoding, name)
    if not is_html(text):
        return Document(text, {})
    text = without_scripts(text)
    if keep_places:
        return Document(text, {})
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in shown_text(text).split("\n"))
    return Document("\n".join(filter(None, lines)) + "\n", {})


def read_copy(path: Path, encoding: str = "utf-8") -> str:
    """Return a text that is not pinned, in any encoding, newlines unchanged; of a PDF file or an HTML page the text that it shows."""
    text = read_document(read_bytes(path), encoding, str(path)).text
    if "\0" in text:
        raise ValueError(f"{path} is not a text: it has a NUL character (character {text.index(chr(0))})")
    if not text.strip("\ufeff \t\r\n"):
        raise ValueError(f"{path} contains no text")
    return text


def _pdf_pages(content: bytes, name: str) -> list[str]:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise ValueError(
            f"{name} is a PDF file: reading it needs the package pypdf; install the extra: pip install '.[pdf]'"
        ) from None
    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as error:
        raise ValueError(
            f"{name} is a damaged or locked PDF file ({type(error).__name__}); save it again, or give its text"
        ) from None
    if not "".join(pages).strip():
        raise ValueError(
            f"{name} is a PDF file without a text layer, perhaps scanned; give its text: no characters are recognised in pictures"
        )
    return pages


def _clean(pages: Iterable[str]) -> Document:
    """Join pages; leave out what the page prints and the text does not have."""
    lines = [[line.strip() for line in page.split("\n") if line.strip()] for page in pages]
    edges = [{*page[:_EDGE], *page[-_EDGE:]} for page in lines]
    seen = Counter(re.sub("[0-9０-９]+", "#", line) for edge in edges for line in edge)
    left_out: Counter[str] = Counter()
    kept: list[str] = []
    for page, edge in zip(lines, edges, strict=True):
        for place, line in enumerate(page):
            outer = line in edge and (place < _EDGE or place >= len(page) - _EDGE)
            if kind := _kind(line, outer, seen[re.sub("[0-9０-９]+", "#", line)], kept[-1] if kept else ""):
                left_out[kind] += 1
            else:
                kept.append(line)
    text = "\n".join(kept) + "\n"
    if radicals := len(_RADICALS.findall(text)):
        left_out["Kangxi radicals, read as the characters that they look like"] = radicals
        text = _RADICALS.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    return Document(text, dict(left_out))


def _kind(line: str, outer: bool, repeated: int, before: str) -> str:
    """Return what a line is if it does not belong to the text, else nothing."""
    if outer and _PAGE_NUMBER.fullmatch(line):
        return "page numbers"
    if _CONTENTS.fullmatch(line):
        return "lines of a table of contents"
    if outer and repeated >= _REPEATED:
        return "page headers"
    if line == before and len(line) >= 4 and not line[0].isdigit():
        return "doubled lines"
    return ""


def describe_left_out(documents: Iterable[dict[str, int]]) -> str:
    """Return what was left out, counted: 12 page numbers, 3 page headers."""
    total: Counter[str] = Counter()
    for name, count in chain.from_iterable(left_out.items() for left_out in documents):
        total[name] += count
    return ", ".join(f"{count} {name}" for name, count in total.items())

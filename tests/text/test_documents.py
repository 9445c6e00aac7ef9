"""Whole documents: PDF files with a text layer, HTML pages, other encodings; what only the page prints is left out and counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudplans.scanner import scan_bytes
from cloudplans.text import describe_left_out, read_copy, read_document

PAGE = "<!DOCTYPE html><html><head><style>td{width:77%}</style></head><body><!-- 5个 --><p>到2025年，普及率达到<b>6</b>0&#37;。</p></body></html>"


def pdf(pages: list[list[str]]) -> bytes:
    """Write a PDF file with a Chinese text layer by hand: one font that every reader knows, no glyphs in the file."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
    ]
    objects.append(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
    )
    kids = []
    for lines in pages:
        shown = " T* ".join(f"<{line.encode('utf-16-be').hex()}> Tj" for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET"
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 595 842] /Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(
        f"{at:010} 00000 n \n".encode() for at in places
    )
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


PLAN = pdf(
    [
        ["无忧市数字规划", "目 录", "一、目标........2", "二、任务........3", "1"],
        ["无忧市数字规划", "一、发展⽬标", "一、发展⽬标", "到2025年，产业规模达到500", "2"],
        ["无忧市数字规划", "亿元，企业达到300家。", "3"],
    ]
)


def test_a_pdf_file_is_read_without_what_the_page_prints() -> None:
    pytest.importorskip("pypdf")
    scanned = scan_bytes("plan.pdf", PLAN)
    assert scanned.error is None
    assert [(one.printed, one.unit, one.deadline) for one in scanned.candidates] == [
        ("500亿元", "CNY", 2025),
        ("300家", "enterprise", 2025),
    ]
    assert dict(scanned.left_out) == {
        "page headers": 3,
        "lines of a table of contents": 2,
        "page numbers": 3,
        "doubled lines": 1,
        "Kangxi radicals, read as the characters that they look like": 1,
    }
    assert describe_left_out([{"page numbers": 3}, {"page numbers": 1}]) == "4 page numbers"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.4\n", "a.pdf is a damaged or locked PDF file"),
        (
            pdf([[]]),
            "a.pdf is a PDF file without a text layer, perhaps scanned; give its text: no characters are recognised in pictures",
        ),
    ],
)
def test_a_pdf_file_that_cannot_be_read_is_refused_in_words(content: bytes, message: str) -> None:
    pytest.importorskip("pypdf")
    assert str(scan_bytes("a.pdf", content).error).startswith(message)


def test_a_page_is_read_as_it_shows_itself(tmp_path: Path) -> None:
    (found,) = scan_bytes("a.html", PAGE.encode()).candidates
    assert (found.lower, found.unit, found.deadline, PAGE[found.start : found.end]) == (60.0, "percent", 2025, "6</b>0&#37;")
    assert "markup" in found.reason
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="gb18030")
    assert read_copy(path, "gb18030") == "到2025年，普及率达到60%。\n"
    assert read_document("一个".encode(), "utf-8", "a").text == "一个"

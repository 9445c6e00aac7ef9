"""A second reading of each figure with code of its own: what the first reading and the scanner could both get wrong."""

# It shares no code with `cloudplans.scanner` and none with the words around figures in `cloudplans.text`; only the place of a figure.

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cloudplans.text import LEVEL
from cloudplans.verify.rules_and_their_input import Book, Finding, Passage, rule

_TAG = r"(?:</?[A-Za-z][^<>]{0,80}>|\*\*|&nbsp;)"
_MARK = re.compile(r"\(([^()]{0,14})\)")
_AFTER = {"以上": "at least", "以下": "at most", "以内": "at most", "之内": "at most"}
_BEFORE = {
    "at least": (
        "≥",
        ">",
        ">=",
        "不低于",
        "不少于",
        "不小于",
        "大于等于",
        "大于或等于",
        "大于",
        "超过",
        "突破",
        "逾",
        "高于",
        "至少",
    ),
    "at most": ("≤", "<", "<=", "不高于", "不超过", "不大于", "小于等于", "小于或等于", "小于", "低于", "控制在", "最高", "至多"),
}
_SIDES = {"ge": "at least", "gt": "at least", "le": "at most", "lt": "at most"}
_NOT_EXCEEDED = re.compile(r"突破[^,。;]{0,12}(?:技术|难题|瓶颈|环节|工艺)")
_PASSED = re.compile("(?<![通经超不走度错])过(?=[0-9百千万亿])")
_CAPITAL = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟萬億]")
_PRESENT = re.compile("^(?:截至)?(?:目前|当前|近年来|迄今)")
_BASE_YEAR = re.compile("年?(?:的?不变价|的?可比价|的[0-9.一二三四五六七八九十]+倍)")
_YEARS = re.compile("(?:(?:19|20)[0-9]{2})年?(?=[、和及与]|年)")
_MAGNITUDE_BEFORE = re.compile("[0-9][万亿千]$")
_DIGITS_GO_ON = re.compile(r"[0-9]|[.][0-9]|,[0-9]{3}(?![0-9])")
_GOES_ON = re.compile(r"[万亿](?!元)|个(?:多)?亿|几|级(?=[\u4e00-\u9fff])|吨级|千瓦级")


@rule("second-reading", "passage")
def second_reading(book: Book, p: Passage) -> Iterator[Finding]:
    """A reading with other code finds no bound, year or part of a number that the statement lacks."""
    if not p.statement["indicator_id"]:
        return  # undecided: nothing that follows from it is said
    row = p.evidence["value"][0]
    raw_before = p.reader.reading.raw[max(row["start"] - 24, 0) : row["start"]]
    for field, found, expected in doubts(raw_before, p.reader.text, p.span("value"), p.statement):
        if (p.edition, row["start"], field) in book.departures or (p.columns and field == "deadline"):
            continue
        yield "statements.csv", f"{p.record}: {field}", found, expected


def doubts(raw_before: str, text: str, span: tuple[int, int], statement: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what the text around a figure says and a statement does not: field, what the statement has, what the text has."""
    start, end = span
    printed, before, after = text[start:end], text[max(start - 60, 0) : start], text[end : end + 40]
    if not printed:
        return  # left to the rule `span`
    yield from _number(
        printed, before, "" if statement["comparator"] == "approx" and after.startswith(LEVEL) else after, raw_before
    )
    yield from _bound(before, after, statement["comparator"])
    yield from _year(before, printed + after, statement["deadline"])


def _number(printed: str, before: str, after: str, raw_before: str) -> Iterator[tuple[str, str, str]]:
    markup = re.search(rf"[0-9]{_TAG}+$", raw_before)
    if (before[-1:].isdigit() or markup or (printed[0].isdigit() and _MAGNITUDE_BEFORE.search(before))) and printed[
        0
    ] not in "每第":
        yield "printed", printed, f"a figure that begins earlier: {before[-12:]}{printed}"
    if _CAPITAL.search(before[-1:]) or _CAPITAL.match(after):
        yield "printed", printed, f"a figure with the numerals around it: {before[-2:]}{printed}{after[:2]}"
    if match := _GOES_ON.match(after) or (printed[-1].isdigit() and _DIGITS_GO_ON.match(after)):
        yield "printed", printed, f"a figure that goes on: {printed}{match[0]}"


def _bound(before: str, after: str, comparator: str) -> Iterator[tuple[str, str, str]]:
    rest = _MARK.sub("", after[:16], count=1) if after.startswith("(") else after
    says = next((side for word, side in _AFTER.items() if rest.startswith(word)), "")
    bare = re.sub(f"{_TAG}+$", "", before)
    if not says:
        ends = [(len(word), side) for side, words in _BEFORE.items() for word in words if bare.endswith(word)]
        says = max(ends)[1] if ends else "at least" if _PASSED.search(bare[-2:] + "1") and bare.endswith("过") else ""
        if says and bare.endswith("突破") and _NOT_EXCEEDED.match("突破" + after):
            says = ""
    if says and _SIDES.get(comparator) != says and comparator not in ("range", "approx"):
        yield "comparator", comparator, f"{says}, by {bare[-4:]}[…]{rest[:3]}"


def _year(before: str, after: str, deadline: int | None) -> Iterator[tuple[str, str, str]]:
    sentence = before[max(before.rfind("。"), before.rfind(";")) + 1 :]
    if deadline and _PRESENT.match(sentence) and not re.search("(?:19|20)[0-9]{2}年", sentence):
        yield "deadline", str(deadline), f"none: the sentence speaks of the present ({sentence[:4]})"
    if deadline and (match := re.search(rf"{deadline}(?={_BASE_YEAR.pattern})", sentence + after)):
        yield "deadline", str(deadline), f"another: {match[0]} is the base of the figure"
    if "分别" in sentence and deadline:
        lead, _, listed = sentence.partition("分别")
        years = [int(found[:4]) for found in re.findall("(?:19|20)[0-9]{2}", lead)]
        place = listed.count("、") + listed.count("和")
        if (
            len(years) > 1
            and re.search("[0-9]{4}年?[、和及与](?:19|20)[0-9]{2}", lead)
            and place < len(years)
            and years[place] != deadline
        ):
            yield "deadline", str(deadline), f"{years[place]}, year {place + 1} of the list"

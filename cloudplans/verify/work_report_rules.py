"""Rules on the work reports: which sentences are in scope, every number in them, each statement read again from its text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache

from cloudplans.text import Reader, squeeze
from cloudplans.verify.rules_and_their_input import ELLIPSIS, Book, Finding, Row, group, rule, shorten

STATEMENTS, EVIDENCE = "work_reports/work_report_statements.csv", "work_reports/work_report_evidence.csv"
NUMERALS = "work_reports/work_report_numerals.csv"
_OPEN = {"ge": "upper", "gt": "upper", "le": "lower", "lt": "lower"}

# A sentence is in scope if it has a word of a subject and a number that is not part of one of these names.
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_NAMES = re.compile(
    r"[456]G(?:-A)?|[48]K|Web ?3(?:\.0)?|L[0-5]级?|(?:19|20)\d\d年|\d+月\d*日?|12345|AI\+|IPv[46]|“?[一二三四五六]网通办|千兆"
)
_NUMBER = re.compile(
    r"\d|[一二三四五六七八九十两百千]+(?:万|亿|个|家|倍|成|座|项|条|户|所|批次|名)|[百千万亿](?:亿|万|家|个|户|级|P|卡)|百分之"
)
_DIGITS = re.compile(r"[0-9０-９]+(?:[.,，．][0-9０-９]+)*")
_GENERATION = re.compile(r"[456][GＧ]")

# Figures in words that the readers of plans do not know: a doubling, a number of times, a number of digits, an order of magnitude.
_TIMES = re.compile(r"([\d.]+)倍")
_WORDS = {"翻番": 100.0, "双翻番": 100.0, "翻倍": 100.0, "两位数": 10.0}
_MAGNITUDE = re.compile(r"上?([十百千万亿]+)(?:卡|支)?级?")
_NUMERAL = re.compile(r"[\d.]+[十百千万亿]*|[一二三四五六七八九十百千万亿两]+")
_MORE = re.compile(r"[多余]")


def reports(book: Book) -> list[Row]:
    """Return the work reports; a data set of one's own need not have them."""
    return book.tables.get("work_reports", [])


def rows_of(book: Book, name: str) -> list[Row]:
    """Return the rows of a table of the work reports by the end of its name."""
    return book.tables.get(f"work_report_{name}", [])


@cache
def sentences_in_scope(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the places of the sentences that have a number and one of the words.

    Examples
    --------
    >>> sentences_in_scope("建成5G基站2万个。人口3万。", ("5G",))
    [(0, 10)]
    """
    found = []
    for match in _SENTENCE.finditer(text):
        plain = unicodedata.normalize("NFKC", match.group())
        if any(word in plain for word in words) and _NUMBER.search(_NAMES.sub("", plain)):
            lead = len(match.group()) - len(match.group().lstrip())
            found.append((match.start() + lead, match.end()))
    return found


@cache
def mentions(text: str, words: tuple[str, ...]) -> int:
    """Return how often the words occur in a text, whatever the width of its characters.

    Examples
    --------
    >>> mentions("５G和5G，千兆", ("5G", "千兆"))
    3
    """
    plain = unicodedata.normalize("NFKC", text)
    return sum(plain.count(word) for word in words)


def _subjects(book: Book) -> dict[str, tuple[str, ...]]:
    return {subject: tuple(row["word"] for row in rows) for subject, rows in group(rows_of(book, "subjects"), "subject").items()}


@rule("work-report-sentences", "reports", "work_report_sentences")
def sentences(book: Book) -> Iterator[Finding]:
    """The list has every sentence with a number and a word of a subject, and no other."""
    words = tuple(word for own in _subjects(book).values() for word in own)
    listed = group(rows_of(book, "sentences"), "plan_id")
    for report, text in book.report_texts.items():
        ours = {(row["start"], row["end"]) for row in listed.get(report, [])}
        for start, end in sorted(ours.symmetric_difference(sentences_in_scope(text, words))):
            found = "in the list" if (start, end) in ours else "not in the list"
            expected = "no such sentence" if (start, end) in ours else "the sentence"
            yield "work_reports/work_report_sentences.csv", f"{report} {start}-{end}", found, expected


@rule("work-report-mentions", "reports", "work_report_mentions")
def mention_counts(book: Book) -> Iterator[Finding]:
    """The count of each subject in each report is that of its words in the text."""
    listed = {(row["plan_id"], row["subject"]): row["count"] for row in rows_of(book, "mentions")}
    for report, text in book.report_texts.items():
        for subject, words in _subjects(book).items():
            if listed.get((report, subject)) != mentions(text, words):
                yield (
                    "work_reports/work_report_mentions.csv",
                    f"{report}: {subject}",
                    listed.get((report, subject), "no row"),
                    mentions(text, words),
                )


@rule("work-report-census", "reports", "work_report_numerals")
def census(book: Book) -> Iterator[Finding]:
    """Every number in digits in the sentences is in the value of a statement or a row of the list, once."""
    values = group([row for row in rows_of(book, "evidence") if row["role"] == "value"], "plan_id")
    listed, places = group(rows_of(book, "numerals"), "plan_id"), group(rows_of(book, "sentences"), "plan_id")
    for report, text in book.report_texts.items():
        spans = {(row["start"], row["end"]) for row in values.get(report, [])}
        for row in listed.get(report, []):
            if squeeze(text[row["start"] : row["end"]]) != squeeze(row["token"]):
                yield NUMERALS, f"{report} {row['start']}: {row['token']}", "other characters in the text", "those of the text"
        for sentence in places.get(report, []):
            start, part = sentence["start"], text[sentence["start"] : sentence["end"]]
            names = [match.span() for match in _GENERATION.finditer(part)]
            for match in _DIGITS.finditer(part):
                if any(low <= match.start() < high for low, high in names):
                    continue
                low, high = start + match.start(), start + match.end()
                claims = sum(a < high and low < b for a, b in spans) + sum(
                    row["start"] == low and row["end"] == high for row in listed.get(report, [])
                )
                if claims != 1:
                    yield NUMERALS, f"{report} {low}: {match.group()}", f"claimed {claims} times", "claimed once"


@rule("work-report-spans", "reports", "work_report_evidence")
def spans(book: Book) -> Iterator[Finding]:
    """Every span has its words, in a sentence of the list; those of a statement are its figure, name, scope and hedge."""
    evidence, places = group(rows_of(book, "evidence"), "statement_id"), group(rows_of(book, "sentences"), "plan_id")
    for statement in rows_of(book, "statements"):
        name, text = statement["statement_id"], book.report_texts.get(statement["plan_id"])
        rows = group(evidence.get(name, []), "role")
        for role, field in (("value", "printed"), ("label", "label"), ("scope", "scope"), ("hedge", "hedge")):
            said = sorted(squeeze(row["printed"]) for row in rows.get(role, []))
            parts = sorted(squeeze(part) for part in statement[field].split(ELLIPSIS) if part)
            if said != parts:
                yield EVIDENCE, f"{name}: {role}", ELLIPSIS.join(said) or "no span", ELLIPSIS.join(parts) or "none"
        if text is None:
            continue
        value = rows["value"][0] if "value" in rows else {"start": -1, "end": -1}
        own = next((s for s in places[statement["plan_id"]] if s["start"] <= value["start"] and value["end"] <= s["end"]), None)
        for role, found in rows.items():
            for row in found:
                words = text[row["start"] : row["end"]]
                if squeeze(words) != squeeze(row["printed"]):
                    yield EVIDENCE, f"{name}: {role} {row['start']}-{row['end']}", squeeze(words), row["printed"]
                if role != "deadline" and not (own and own["start"] <= row["start"] and row["end"] <= own["end"]):
                    yield EVIDENCE, f"{name}: {role} {row['start']}-{row['end']}", "outside the sentence", "words in it"
                if role == "value" and (
                    text[row["start"] - 1 : row["start"]].isdigit() or text[row["end"] : row["end"] + 1].isdigit()
                ):
                    yield EVIDENCE, f"{name}: value", words, "a span that cuts no number"


def figure(book: Book, printed: str, unit: str) -> tuple[float, float, bool]:
    """Return the lower and upper bound of a figure as a work report prints it, and whether it is a mere order of magnitude.

    Raises
    ------
    ValueError
        If it cannot be read.
    """
    words = squeeze(printed)
    if unit == "percent" and (words in _WORDS or _TIMES.fullmatch(words)):
        times = _TIMES.fullmatch(words)
        size = float(times[1]) * 100 if times else _WORDS[words]
        return size, size, False
    magnitude = _MAGNITUDE.fullmatch(words)
    plain = _MORE.sub("", magnitude[1] if magnitude else words)
    try:
        quantity = book.read(plain, unit)
    except ValueError:
        numeral = _NUMERAL.match(plain)
        if not numeral:
            raise
        quantity = book.read(numeral[0], "CNY" if unit == "CNY" else "enterprise")  # of a thing that only reports count
    return quantity.low, quantity.high, bool(quantity.bare)


@rule("work-report-figure", "reports", "work_report_statements")
def figures(book: Book) -> Iterator[Finding]:
    """The printed figure gives the bounds, with the open side that the comparator leaves."""
    for statement in rows_of(book, "statements"):
        name, side = statement["statement_id"], _OPEN.get(statement["comparator"])
        try:
            low, high, _ = figure(book, statement["printed"], statement["unit"])
        except ValueError as error:
            yield STATEMENTS, f"{name}: printed", statement["printed"], f"a figure that can be read ({error})"
            continue
        expected = (None if side == "lower" else low, None if side == "upper" else high)
        if (statement["lower"], statement["upper"]) != expected:
            found = f"lower {shorten(statement['lower'])}, upper {shorten(statement['upper'])}"
            yield STATEMENTS, name, found, f"{shorten(expected[0])} and {shorten(expected[1])}, read from {statement['printed']}"


@rule("work-report-bound", "reports", "work_report_statements")
def bounds(book: Book) -> Iterator[Finding]:
    """The comparator follows from the words around the figure, or from the figure: 多, 余, 上万, 两位数, 万卡."""
    values = {row["statement_id"]: row for row in rows_of(book, "evidence") if row["role"] == "value"}
    places = group(rows_of(book, "sentences"), "plan_id")
    for statement in rows_of(book, "statements"):
        text, value = book.report_texts.get(statement["plan_id"]), values.get(statement["statement_id"])
        own = value and next((s for s in places[statement["plan_id"]] if s["start"] <= value["start"] < s["end"]), None)
        if text is None or not own:
            continue  # left to the rule on spans
        reader = Reader(text[own["start"] : own["end"]], [], book.tables["cues"], [])
        cue = reader.bound(*reader.place(value["start"] - own["start"], value["end"] - own["start"]))
        says = cue.comparator if cue else _own_bound(book, squeeze(statement["printed"]), statement["unit"])
        if statement["comparator"] != says:
            yield STATEMENTS, f"{statement['statement_id']}: comparator", statement["comparator"], says


def _own_bound(book: Book, printed: str, unit: str) -> str:
    """Return the comparator that the words of a figure give where no word around it does."""
    if printed == "两位数":
        return "ge"
    if _MORE.search(printed) or printed.startswith("上"):
        return "gt"
    try:
        low, high, bare = figure(book, printed, unit)
    except ValueError:
        return "eq"  # left to the rule on figures
    return "range" if low != high else "approx" if bare and printed not in _WORDS else "eq"


@rule("work-report-years", "reports", "work_report_statements")
def years(book: Book) -> Iterator[Finding]:
    """A year is the one before the report for what was reached, its own for what is planned; words in the text explain another."""
    read_out = {row["plan_id"]: row["year"] for row in reports(book)}
    words = group([row for row in rows_of(book, "evidence") if row["role"] == "deadline"], "statement_id")
    for statement in rows_of(book, "statements"):
        year = read_out[statement["plan_id"]]
        explained = set()
        for row in words.get(statement["statement_id"], []):
            explained |= {
                2030 if "十五五" in row["printed"] else year - 6 if "五年" in row["printed"] else int(row["printed"][:4])
            }
        usual = year - 1 if statement["kind"] in ("baseline", "context") else year
        start, end = statement["period_start"], statement["deadline"]
        if end is not None and not ({start, end} & explained if explained else end == usual):
            expected = " or ".join(map(str, sorted(explained or {usual})))
            yield STATEMENTS, f"{statement['statement_id']}: deadline", end, expected
        if start not in {None, *explained, *({2021} if (year, end) == (2026, 2025) else {2026} if end == 2030 else ())}:
            yield STATEMENTS, f"{statement['statement_id']}: period_start", start, "no start, or one that the text gives"


@rule("work-report-keys", "reports", "work_report_statements", "work_report_indicators")
def keys(book: Book) -> Iterator[Finding]:
    """Region and unit are those of report and indicator; an indicator of reports alone is stated by two and by no plan."""
    regions = {row["plan_id"]: row["region_id"] for row in reports(book)}
    own = {row["indicator_id"]: row for row in rows_of(book, "indicators")}
    stated = Counter()
    for statement in rows_of(book, "statements"):
        name, indicator = statement["statement_id"], statement["indicator_id"]
        known = own.get(indicator) or book.indicators.get(indicator)
        stated.update({indicator} - {""})
        measure = name.split(".")[1]
        if not indicator and (measure in own or measure in book.indicators):
            yield STATEMENTS, f"{name}: indicator_id", "none", measure
        if statement["status"] != "verified":
            yield STATEMENTS, f"{name}: status", statement["status"], "verified"
        if indicator and not known:
            yield STATEMENTS, f"{name}: indicator_id", indicator, "an indicator"
        if known and statement["unit"] != known["unit"]:
            yield STATEMENTS, f"{name}: unit", statement["unit"], known["unit"]
        if statement["region_id"] != regions[statement["plan_id"]]:
            yield STATEMENTS, f"{name}: region_id", statement["region_id"], regions[statement["plan_id"]]
        if name.split(".")[0] != statement["plan_id"] or (indicator and measure != indicator):
            yield STATEMENTS, name, "this id", "report, indicator and year"
    for indicator in own:
        if indicator in book.indicators or not stated[indicator]:
            yield (
                "work_reports/work_report_indicators.csv",
                indicator,
                "of plans, or of no report",
                "an indicator of reports alone",
            )

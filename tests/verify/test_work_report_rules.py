"""Each rule on work reports: silent on a small report, and what it says of each planted fault."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from small_book import tables

from cloudplans.verify.rules_and_their_input import Book, Row, rules
from cloudplans.verify.run_rules import check_book
from cloudplans.verify.work_report_rules import figure, mentions, sentences_in_scope

REPORT = "p-2026-work-report"
TEXT = "一、回顾\n建成5G基站2万余个，居全国第3位。粮食增产3%。算力规模超过6百P、实现翻番。\n二、安排\n今年力争新建5G基站8000个。人口3万。\n到2030年，上云企业达到５万家。\n"
FIGURES: list[tuple[str, str, str, dict[str, Any]]] = [  # indicator, figure, name, fields
    ("base-stations", "2万余个", "5G基站", {"comparator": "gt", "lower": 20000.0, "unit": "site"}),
    ("computing-power", "6百P", "算力规模", {"comparator": "gt", "lower": 600.0, "unit": "P"}),
    ("power-growth", "翻番", "算力规模", {"lower": 100.0, "upper": 100.0, "unit": "percent"}),
    ("base-stations-added", "8000个", "5G基站", {"kind": "target", "deadline": 2026, "lower": 8000.0, "upper": 8000.0, "unit": "site", "hedge": "力争"}),
    ("firms-using-cloud", "５万家", "上云企业", {"kind": "target", "deadline": 2030, "lower": 50000.0, "upper": 50000.0, "unit": "firm"}),
]  # fmt: skip
PAIR = {"indicator_a": "base-stations", "indicator_b": "base-stations-added", "verdict": "not-comparable"}
_PLAIN = {
    "kind": "baseline",
    "deadline": 2025,
    "comparator": "eq",
    "lower": None,
    "upper": None,
    "hedge": "",
    "scope": "",
    "period_start": None,
    "status": "verified",
}


def span(words: str, after: str = "") -> tuple[int, int]:
    start = TEXT.index(words, TEXT.index(after) if after else 0)
    return start, start + len(words)


class Reported:
    """The small book with a work report, and ways to spoil it."""

    def __init__(self) -> None:
        self.tables, self.plans, self.lists = tables()
        self.texts = {REPORT: TEXT}
        rows: dict[str, list[Row]] = {name: [] for name in ("statements", "evidence", "coding_a", "coding_b", "adjudication")}
        for indicator, printed, label, fields in FIGURES:
            at = TEXT.index(printed)
            sentence = (
                TEXT.rindex("\n", 0, at) if "。" not in TEXT[:at] else max(TEXT.rindex("。", 0, at), TEXT.rindex("\n", 0, at))
            )
            own = {**_PLAIN, **fields, "printed": printed, "label": label, "indicator_id": indicator}
            name = f"{REPORT}.{indicator}.{own['deadline']}"
            rows["statements"].append({"statement_id": name, "plan_id": REPORT, "region_id": "CN-XX", **own})
            spans = {"value": (at, at + len(printed)), "label": span(label, TEXT[sentence + 1 : sentence + 4])}
            if own["hedge"]:
                spans["hedge"] = span(own["hedge"])
            if own["deadline"] == 2030:
                spans["deadline"] = span("2030")
            rows["evidence"] += [
                {"statement_id": name, "plan_id": REPORT, "role": role, "start": start, "end": end, "printed": TEXT[start:end]}
                for role, (start, end) in spans.items()
            ]
            coded = {"plan_id": REPORT, "start": at, "end": at + len(printed), **own}
            rows["coding_a"].append(dict(coded))
            rows["coding_b"].append(dict(coded))
        self.tables["work_reports"] = [{"plan_id": REPORT, "region_id": "CN-XX", "year": 2026}]
        subjects = [{"subject": s, "word": w} for s, w in (("5g", "5G"), ("computing", "算力"), ("cloud", "上云"))]
        words = tuple(row["word"] for row in subjects)
        units = {indicator: fields["unit"] for indicator, _, _, fields in FIGURES}
        self.tables |= {f"work_report_{name}": own for name, own in rows.items()} | {
            "work_report_subjects": subjects,
            "work_report_sentences": [{"plan_id": REPORT, "start": a, "end": b} for a, b in sentences_in_scope(TEXT, words)],
            "work_report_mentions": [
                {"plan_id": REPORT, "subject": s["subject"], "count": TEXT.count(s["word"])} for s in subjects
            ],
            "work_report_numerals": [self.other("3"), self.other("2030")],
            "work_report_indicators": [{"indicator_id": name, "unit": unit, "theme": "y"} for name, unit in units.items()],
        }
        self.tables["comparability"].append(dict(PAIR))
        self.tables["units"] += [{"printed": "P", "unit": "P", "factor": "1"}, {"printed": "个", "unit": "site", "factor": "1"}]

    @staticmethod
    def other(token: str) -> Row:
        start, end = span(token)
        return {"plan_id": REPORT, "start": start, "end": end, "token": token, "class": "rank", "reason": ""}

    def __getitem__(self, name: str) -> list[Row]:
        return self.tables[f"work_report_{name}"]

    def set(self, table: str, number: int, **fields: Any) -> None:
        self[table][number].update(fields)

    def found(self, name: str) -> list[str]:
        book = Book(self.tables, self.plans, self.lists, self.texts)
        (one,) = [rule for rule in rules("reports") + rules("book") if rule.name == name]
        return [f"{p.record} | {p.found} | {p.expected}" for p in one.problems(book)]


def differ(b: Reported, **fields: Any) -> None:
    b["coding_b"][0].update(fields)


def settle(b: Reported, field: str, one: str, other: str, adopted: str) -> None:
    start = b["coding_a"][0]["start"]
    b["adjudication"].append(
        {"plan_id": REPORT, "start": start, "field": field, "coding_a": one, "coding_b": other, "adopted": adopted, "reason": "x"}
    )


FIRST = f"{REPORT}.base-stations.2025"
AT = TEXT.index("2万余个")
CASES: list[tuple[str, str, Callable[[Reported], Any], list[str]]] = [
    ("sentences", "one that is missing", lambda b: b["sentences"].pop(0), [f"{REPORT} 5-23 | not in the list | the sentence"]),
    ("sentences", "one without a subject", lambda b: b["sentences"].append({"plan_id": REPORT, "start": 23, "end": 30}), [f"{REPORT} 23-30 | in the list | no such sentence"]),
    ("sentences", "another word", lambda b: b["subjects"].append({"subject": "grain", "word": "粮食"}), [f"{REPORT} 23-30 | not in the list | the sentence"]),
    ("mentions", "another count", lambda b: b.set("mentions", 0, count=3), [f"{REPORT}: 5g | 3 | 2"]),
    ("mentions", "no row", lambda b: b["mentions"].pop(), [f"{REPORT}: cloud | no row | 1"]),
    ("census", "a number that nothing has", lambda b: b["numerals"].pop(0), [f"{REPORT} {TEXT.index('3位')}: 3 | claimed 0 times | claimed once"]),
    ("census", "twice", lambda b: b["numerals"].append(b.other("8000")), [f"{REPORT} {TEXT.index('8000')}: 8000 | claimed 2 times | claimed once"]),
    ("census", "other characters", lambda b: b.set("numerals", 0, token="4"), [f"{REPORT} {TEXT.index('3位')}: 4 | other characters in the text | those of the text"]),
    ("spans", "other words", lambda b: b.set("evidence", 0, printed="3万余个"),
     [f"{FIRST}: value | 3万余个 | 2万余个", f"{FIRST}: value {AT}-{AT + 4} | 2万余个 | 3万余个"]),
    ("spans", "a name in another sentence", lambda b: b.set("evidence", 1, start=span("5G基站", "今年")[0], end=span("5G基站", "今年")[1]),
     [f"{FIRST}: label {span('5G基站', '今年')[0]}-{span('5G基站', '今年')[1]} | outside the sentence | words in it"]),
    ("spans", "a figure that is cut", lambda b: (b.set("evidence", 6, start=AT0 + 1, printed="000个"), b.set("statements", 3, printed="000个")),
     [f"{REPORT}.base-stations-added.2026: value | 000个 | a span that cuts no number"]),
    ("spans", "no hedge", lambda b: b["evidence"].remove(next(row for row in b["evidence"] if row["role"] == "hedge")),
     [f"{REPORT}.base-stations-added.2026: hedge | no span | 力争"]),
    ("figure", "another bound", lambda b: b.set("statements", 0, lower=2.0), [f"{FIRST} | lower 2, upper open | 20000 and open, read from 2万余个"]),
    ("figure", "a closed side", lambda b: b.set("statements", 0, upper=20000.0), [f"{FIRST} | lower 20000, upper 20000 | 20000 and open, read from 2万余个"]),
    ("figure", "no figure", lambda b: b.set("statements", 0, printed="若干"), [f"{FIRST}: printed | 若干 | a figure that can be read ('若干' does not begin with a numeral)"]),
    ("bound", "an open figure as exact", lambda b: b.set("statements", 0, comparator="eq"), [f"{FIRST}: comparator | eq | gt"]),
    ("bound", "a word before it", lambda b: b.set("statements", 1, comparator="eq"), [f"{REPORT}.computing-power.2025: comparator | eq | gt"]),
    ("bound", "an exact figure as open", lambda b: b.set("statements", 3, comparator="ge"), [f"{REPORT}.base-stations-added.2026: comparator | ge | eq"]),
    ("years", "another year", lambda b: b.set("statements", 0, deadline=2024), [f"{FIRST}: deadline | 2024 | 2025"]),
    ("years", "one that words explain", lambda b: b.set("statements", 4, deadline=2029), [f"{REPORT}.firms-using-cloud.2030: deadline | 2029 | 2030"]),
    ("years", "no year", lambda b: b.set("statements", 0, deadline=None), []),
    ("years", "a start that nothing gives", lambda b: b.set("statements", 0, period_start=2019), [f"{FIRST}: period_start | 2019 | no start, or one that the text gives"]),
    ("years", "the five years", lambda b: b.set("statements", 0, period_start=2021), []),
    ("keys", "another region", lambda b: b.set("statements", 0, region_id="CN"), [f"{FIRST}: region_id | CN | CN-XX"]),
    ("keys", "another unit", lambda b: b.set("statements", 0, unit="firm"), [f"{FIRST}: unit | firm | site"]),
    ("keys", "another id", lambda b: b.set("statements", 0, statement_id=f"{REPORT}.x.2025"), [f"{REPORT}.x.2025 | this id | report, indicator and year"]),
    ("keys", "no indicator where there is one", lambda b: b.set("statements", 0, indicator_id=""),
     [f"{FIRST}: indicator_id | none | base-stations", "base-stations | of plans, or of no report | an indicator of reports alone"]),
    ("keys", "a draft", lambda b: b.set("statements", 0, status="draft"), [f"{FIRST}: status | draft | verified"]),
    ("keys", "an unknown indicator", lambda b: b.set("statements", 0, indicator_id="x", statement_id=f"{REPORT}.x.2025"),
     [f"{REPORT}.x.2025: indicator_id | x | an indicator", "base-stations | of plans, or of no report | an indicator of reports alone"]),
    ("keys", "an indicator of plans", lambda b: b["indicators"].append({"indicator_id": "firms", "unit": "firm"}), ["firms | of plans, or of no report | an indicator of reports alone"]),
    ("coding", "a difference", lambda b: differ(b, kind="target"), [f"{REPORT} {AT}: kind | baseline and target, not settled | an adopted value"]),
    ("coding", "a difference that is settled", lambda b: (differ(b, kind="target"), settle(b, "kind", "baseline", "target", "baseline")), []),
    ("coding", "another value adopted", lambda b: (differ(b, kind="target"), settle(b, "kind", "baseline", "target", "target")),
     [f"{FIRST} | what neither coder says and nothing adopts | what was adopted", f"{REPORT} {AT} | 1 statements fewer than adopted | one for each"]),
    ("coding", "nothing to settle", lambda b: settle(b, "kind", "baseline", "target", "baseline"), [f"{REPORT} {AT}: kind | no such difference | a difference of the two codings"]),
    ("coding", "one coder alone", lambda b: b["coding_b"].pop(0),
     [f"{REPORT} {AT}: unit of analysis | no row | a, b or none, with a reason", f"{FIRST} | what neither coder says and nothing adopts | what was adopted"]),
    ("coding", "one coder alone, left out", lambda b: (b["coding_b"].pop(0), settle(b, "unit of analysis", "2万余个 5G基站", "", "none")),
     [f"{FIRST} | what neither coder says and nothing adopts | what was adopted"]),
    ("coding", "one coder alone, taken", lambda b: (b["coding_b"].pop(0), settle(b, "unit of analysis", "2万余个 5G基站", "", "a")), []),
]  # fmt: skip
AT0 = TEXT.index("8000")


def test_the_small_report_holds() -> None:
    book = Reported()
    problems = check_book(Book(book.tables, book.plans, book.lists, book.texts))
    assert [str(problem) for problem in problems if problem.rule != "approved-wording"] == []
    assert len(book["statements"]) == 5 and len(book["sentences"]) == 4


@pytest.mark.parametrize(
    ("rule", "change", "found"), [(r, c, f) for r, _, c, f in CASES], ids=[f"{r}: {n}" for r, n, _, _ in CASES]
)
def test_what_a_rule_on_reports_says(rule: str, change: Callable[[Reported], Any], found: list[str]) -> None:
    book = Reported()
    before = copy.deepcopy(book.tables)
    change(book)
    assert book.tables != before
    assert book.found(f"work-report-{rule}") == found


def judged(b: Reported, first: str, second: str, verdict: str) -> None:
    b.tables["comparability"].append({"indicator_a": first, "indicator_b": second, "verdict": verdict})


def again(b: Reported, plan: str = "p-2025-work-report", **fields: Any) -> None:
    """Let another report state the first figure."""
    b["statements"].append({**b["statements"][0], "plan_id": plan, **fields})


JUDGED: list[tuple[str, str, Callable[[Reported], Any], list[str]]] = [
    ("comparability", "no verdict on two indicators of reports", lambda b: b.tables["comparability"].remove(PAIR),
     ["base-stations base-stations-added | no verdict | one, with its reason"]),
    ("comparability", "nor on one of a report and those of plans", lambda b: b.set("indicators", 4, unit="CNY"),
     [f"firms-using-cloud {name} | no verdict | one, with its reason" for name in ("scale", "services")]),
    ("comparability", "other themes need none", lambda b: (b.set("indicators", 0, theme="z"), b.tables["comparability"].remove(PAIR)), []),
    ("comparability", "a verdict on an indicator of neither", lambda b: judged(b, "base-stations", "towers", "same"),
     ["base-stations towers | towers | an indicator of plans or of work reports"]),
    ("comparability-across-plans", "two reports state it", again, ["base-stations base-stations | no verdict | one: two documents use the indicator"]),
    ("comparability-across-plans", "a plan and a report state it", lambda b: again(b, indicator_id="firms"),
     ["firms firms | no verdict | one: two documents use the indicator"]),
    ("comparability-across-plans", "with a verdict", lambda b: (again(b), judged(b, "base-stations", "base-stations", "same")), []),
    ("comparability-across-plans", "the same report", lambda b: again(b, plan=REPORT), []),
    ("comparability-across-plans", "without an indicator", lambda b: (again(b, indicator_id=""), again(b, "q", indicator_id="")), []),
    ("verdicts", "units that differ", lambda b: judged(b, "base-stations", "computing-power", "same"),
     ["base-stations computing-power | same | another: the units are site and P"]),
    ("verdicts", "an indicator narrower than itself", lambda b: judged(b, "base-stations", "base-stations", "narrower"),
     ["base-stations base-stations | narrower | one of not-comparable, overlapping, same: an indicator with itself"]),
    ("verdicts", "part of a part", lambda b: (b.tables["comparability"][-1].update(verdict="narrower"), b.set("indicators", 4, unit="site"),
     judged(b, "base-stations-added", "firms-using-cloud", "narrower")),
     ["base-stations firms-using-cloud | None | narrower: base-stations is part of base-stations-added, and base-stations-added of firms-using-cloud"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "change", "found"), [(r, c, f) for r, _, c, f in JUDGED], ids=[f"{r}: {n}" for r, n, _, _ in JUDGED]
)
def test_what_is_said_of_verdicts_on_reports(rule: str, change: Callable[[Reported], Any], found: list[str]) -> None:
    book = Reported()
    before = copy.deepcopy(book.tables)
    change(book)
    assert book.tables != before
    assert book.found(rule) == found


def test_every_rule_on_reports_has_a_case() -> None:
    assert {f"work-report-{name}" for name, _, _, found in CASES if found} == {one.name for one in rules("reports")}


def test_without_the_texts_the_rules_on_them_are_silent() -> None:
    book = Reported()
    book.texts.clear()
    book["sentences"].pop(0)
    assert book.found("work-report-sentences") == book.found("work-report-census") == book.found("work-report-mentions") == []


@pytest.mark.parametrize(("printed", "unit", "expected"), [
    ("翻番", "percent", (100, 100, False)), ("3.5倍", "percent", (350, 350, False)), ("两位数", "percent", (10, 10, False)),
    ("万卡", "card", (1e4, 1e4, True)), ("百万卡级", "card", (1e6, 1e6, True)), ("上万支", "team", (1e4, 1e4, True)),
    ("270余家", "firm", (270, 270, False)), ("十条", "measure", (10, 10, False)), ("5.6万余个", "project", (56000, 56000, False)),
])  # fmt: skip
def test_figures_in_words(printed: str, unit: str, expected: tuple[float, float, bool]) -> None:
    book = Reported()
    book.tables["counters"] = [{"word": word, "unit": "firm"} for word in ("家", "个")]
    book.tables["indicators"].append(
        {"indicator_id": "enterprises", "unit": "enterprise", "theme": "x", "direction": "higher", "subject": "region"}
    )
    assert figure(Book(book.tables, {}, {}), printed, unit) == expected


def test_words_are_counted_in_any_width() -> None:
    assert mentions("５Ｇ与5G", ("5G",)) == 2
    assert sentences_in_scope("2025年建设5G。", ("5G",)) == []

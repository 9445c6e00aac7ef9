"""Every rule on a small book of our own: what breaks it is named in whole sentences, and what does not is let pass."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from conftest import departures, goals_unread
from context_cases import CONTEXT_CASES
from small_book import COPY, OWN, PLAN, TEXT, cell_words, tables, words

import cloudplans
from cloudplans.dataset.data_package import RawTable
from cloudplans.text import TITLE
from cloudplans.text.normalised_text import Reading
from cloudplans.verify.rules_and_their_input import READ, RULES, Book, Problem, Row, passages, rule, rules, shorten
from cloudplans.verify.run_rules import (
    Outcome,
    check_book,
    check_statement,
    count_examined,
    open_book,
    raw_tables,
    table_problems,
    unnamed,
    vacuous,
    verify,
    verify_tables,
)
from cloudplans.verify.schema_rules import leading
from cloudplans.verify.text_census_rules import census_counts


class Small:
    """The tables, texts and lists of the small book, with ways to spoil them."""

    def __init__(self, in_table: bool = False) -> None:
        self.tables, self.texts, self.lists = tables(in_table)

    def __getitem__(self, name: str) -> list[Row]:
        return self.tables[name]

    def s(self, indicator: str, **fields: Any) -> Row:
        """Change the first statement of an indicator."""
        row = next(row for row in self["statements"] if row["indicator_id"] == indicator)
        row.update(fields)
        return row

    def ev(self, indicator: str, role: str, edition: str = OWN, **fields: Any) -> Row:
        """Change a span of the first statement of an indicator."""
        name = next(row for row in self["statements"] if row["indicator_id"] == indicator)["statement_id"]
        row = next(r for r in self["evidence"] if (r["statement_id"], r["role"], r["edition_id"]) == (name, role, edition))
        row.update(fields)
        return row

    def drop(self, table: str, row: Row) -> None:
        self[table].remove(row)

    def both(self, indicator: str, role: str, printed: str, after: str = "") -> None:
        """Move a span in both copies to other words."""
        for edition in (OWN, COPY):
            self.ev(indicator, role, edition, **words(edition, printed, after))

    def keep(self, indicator: str) -> None:
        """Leave no statement but the first of an indicator."""
        self["statements"][:] = [self.s(indicator)]

    def write(self, old: str, new: str) -> None:
        """Write other words of the same length into both texts."""
        assert len(old) == len(new) and self.texts
        for edition, text in self.texts.items():
            assert old in text
            self.texts[edition] = text.replace(old, new)

    def add(self, edition: str, more: str) -> None:
        """Put words at the end of a text."""
        self.texts[edition] += more

    def figure(self, number: int, **fields: Any) -> Row:
        """Change a reported figure."""
        self["reported"][number].update(fields)
        return self["reported"][number]

    def found(self, rule: str) -> list[str]:
        """Return what the rule says of the book; the others are set aside, but those that a departure is of."""
        book = Book(self.tables, self.texts, self.lists)
        asked = {rule, *(READ if rule == "departures" else ())}
        with mock.patch.dict(RULES, {name: one for name, one in RULES.items() if name in asked}, clear=True):
            return [f"{p.record} | {p.found} | {p.expected}" for p in check_book(book) if p.rule == rule]


Change = Callable[[Small], Any]


def coded(b, coder, indicator, edition=OWN, **fields):
    row = next(r for r in b[f"coding_{coder}"] if r["indicator_id"] == indicator and r["edition_id"] == edition)
    row.update(fields)
    return row


def recoded(b, field, first, second, adopted, reason=""):
    """Put other readings into the second coding of the measure."""
    b["policy_recoded"][0].update(field=field, coding_a=first, coding_b=second, adopted=adopted, reason=reason)


def census_row(b, token, name):
    """Add a row of the census without a reason: the last place of a token, and its class."""
    at = b.texts[OWN].rindex(token)
    b["numerals"].append({"edition_id": OWN, "start": at, "end": at + len(token), "token": token, "class": name, "reason": ""})


def chain(b, *values, rule="stages", result="holds", direction="higher", **more):
    """Add an indicator with a figure for each year from 2021, and a row of arithmetic on them."""
    b["indicators"].append({"indicator_id": "z", "unit": "z", "theme": "z", "direction": direction, "subject": "region"})
    names = []
    for number, value in enumerate(values):
        names.append(f"{PLAN}.z.{2021 + number}")
        b["statements"].append(
            {
                **b.s("firms"),
                "indicator_id": "z",
                "statement_id": names[-1],
                "deadline": 2021 + number,
                "kind": "target",
                "lower": value,
                "upper": value,
                "unit": "z",
                **more.get(str(number), {}),
            }
        )
    b["arithmetic"].append(
        {**b["arithmetic"][0], "check_id": "z", "rule": rule, "statement_ids": " ".join(names), "result": result}
    )
    return names


def listing(b, words_, numeral, result="holds"):
    b.add(OWN, f"{words_}{numeral}")
    at = len(b.texts[OWN]) - len(numeral)
    b["arithmetic"].append(
        {
            "check_id": "l",
            "rule": "list",
            "statement_ids": "",
            "edition_id": OWN,
            "start": at - len(words_),
            "end": at,
            "count_at": at,
            "result": result,
        }
    )


def verdict(b, first, second, word):
    """Change the verdict on a pair."""
    next(row for row in b["comparability"] if (row["indicator_a"], row["indicator_b"]) == (first, second)).update(verdict=word)


def added_up(b):
    """Add a sum: the first centres are the others together."""
    names = " ".join(b.s(f"centres-{one}")["statement_id"] for one in "abc")
    b["arithmetic"].append({**b["arithmetic"][0], "check_id": "z", "rule": "sum", "statement_ids": names})


def named_bases(b, label="云基地个数", indicator="bases"):
    """Give an indicator of which the plan says nothing a name."""
    b["labels"].append({"label": label, "indicator_id": indicator, "variant": ""})


def in_table(b):
    """Give the book an indicator table."""
    b.tables, b.texts, b.lists = tables(in_table=True)
    return b


def cell(b, indicator, role, edition=OWN, **fields):
    """Change a span of the last statement of an indicator of the table: that of the later column."""
    name = [row["statement_id"] for row in b["statements"] if row["indicator_id"] == indicator][-1]
    row = next(r for r in b["evidence"] if (r["statement_id"], r["role"], r["edition_id"]) == (name, role, edition))
    row.update(fields)
    return row


def column(b, number, edition=OWN, **fields):
    """Change a column of the table of a copy."""
    row = next(row for row in b["table_columns"] if (row["edition_id"], row["column"]) == (edition, number))
    row.update(fields)
    return row


def _further(b: Small, *kinds: str) -> None:
    """Add rows to the list of further figures, each decided as its kind asks: an outcome, or a figure of a document of its own."""
    line = {"doc_id": "P1", "title": "某省规划 (as reported)", "doc_number": "not shown", "date": "2021-05", "horizon": "2025",
            "indicator": "racks", "value": ">5", "unit": "racks", "qualifier_as_printed": "", "address": "c.example/3"}  # fmt: skip
    b.lists["reported_targets_more"] = [{**line, "kind": kind} for kind in kinds]
    b["reported_documents"].append(
        {"document_id": "more", "source_doc": "P1", "region_id": "CN-XX", "title_zh": "某省规划", "document_no": "", "date_stated": "2021-05",
         "address": "https://c.example/3"}
    )  # fmt: skip
    for number, kind in enumerate(kinds, 1):
        place = f"reported_targets_more:{number}"
        if kind == "outcome":
            b["outcomes_as_read"].append({**b["outcomes_as_read"][-1], "entry": place})
        else:
            b["reported"].append(
                {**b["reported"][1], "reported_id": f"more.racks.{2024 + number}", "document_id": "more", "sources": place}
            )


CASES: list[tuple[str, str, Change, list[str]]] = [
    ("id", "no year", lambda b: b.s("firms", statement_id=f"{PLAN}.firms"),
     ["p-2020.firms | this id | p-2020.firms.2019, with a word more where one is needed"]),
    ("id", "a year of another plan", lambda b: b.s("firms", statement_id=f"{PLAN}.firms.2019x"),
     ["p-2020.firms.2019x | this id | p-2020.firms.2019, with a word more where one is needed"]),
    ("id", "a word more", lambda b: b.s("firms", statement_id=f"{PLAN}.firms.2019.x"), []),
    ("id", "undated", lambda b: b.s("firms", deadline=None), []),
    ("id", "undated, as it is", lambda b: b.s("firms", deadline=None, statement_id=f"{PLAN}.firms"), []),
    ("bounds", "eq with one side", lambda b: b.s("firms", upper=None), ["p-2020.firms.2019 | lower 200, upper open | bounds that fit eq"]),
    ("bounds", "eq without lower", lambda b: b.s("firms", lower=None), ["p-2020.firms.2019 | lower open, upper 200 | bounds that fit eq"]),
    ("bounds", "eq that rises", lambda b: b.s("firms", upper=201.0), ["p-2020.firms.2019 | lower 200, upper 201 | bounds that fit eq"]),
    ("bounds", "eq that falls", lambda b: b.s("firms", upper=199.0), ["p-2020.firms.2019 | lower 200, upper 199 | bounds that fit eq"]),
    ("bounds", "ge closed", lambda b: b.s("penetration", upper=60.0), ["p-2020.penetration.2025 | lower 60, upper 60 | bounds that fit ge"]),
    ("bounds", "ge with nothing", lambda b: b.s("penetration", lower=None),
     ["p-2020.penetration.2025 | lower open, upper open | bounds that fit ge"]),
    ("bounds", "le with lower", lambda b: b.s("penetration", comparator="le"),
     ["p-2020.penetration.2025 | lower 60, upper open | bounds that fit le"]),
    ("bounds", "lt as it should", lambda b: b.s("penetration", comparator="lt", lower=None, upper=60.0), []),
    ("bounds", "le as it should", lambda b: b.s("penetration", comparator="le", lower=None, upper=60.0), []),
    ("bounds", "range that rises", lambda b: b.s("firms", comparator="range", upper=201.0), []),
    ("bounds", "range of one", lambda b: b.s("firms", comparator="range"), ["p-2020.firms.2019 | lower 200, upper 200 | bounds that fit range"]),
    ("bounds", "range that falls", lambda b: b.s("firms", comparator="range", upper=199.0),
     ["p-2020.firms.2019 | lower 200, upper 199 | bounds that fit range"]),
    ("bounds", "approx of one", lambda b: b.s("firms", comparator="approx"), []),
    ("bounds", "approx of two", lambda b: b.s("firms", comparator="approx", lower=1.0),
     ["p-2020.firms.2019 | lower 1, upper 200 | bounds that fit approx"]),
    ("label", "of another", lambda b: b.s("firms", label="用户"), ["p-2020.firms.2019: indicator_id | firms | users, which 用户 names"]),
    ("label", "unknown", lambda b: b.s("firms", label="企 业…数"), ["p-2020.firms.2019: indicator_id | firms | None, which 企业…数 names"]),
    ("label", "in two pieces", lambda b: (b.s("firms", label="企 业…数"), b["labels"].append({"label": "企业…数", "indicator_id": "firms", "variant": ""})),
     []),
    ("unit", "another", lambda b: b.s("firms", unit="user"), ["p-2020.firms.2019: unit | user | firm"]),
    ("unit", "another, before it by alphabet", lambda b: b.s("firms", unit="CNY"), ["p-2020.firms.2019: unit | CNY | firm"]),
    ("unit", "of an unknown indicator", lambda b: b.s("firms", unit="user", indicator_id="nothing"), []),
    ("region", "another", lambda b: b.s("firms", region_id="CN"), ["p-2020.firms.2019: region_id | CN | CN-XX"]),
    ("region", "of a country", lambda b: b["indicators"][0].update(subject="country"), ["p-2020.firms.2019: region_id | CN-XX | CN"]),
    ("region", "of the world", lambda b: (b["indicators"][0].update(subject="world"), b.s("firms", region_id="WORLD")), []),
    ("region", "a city of the scope", lambda b: b.s("firms", scope="某市"), ["p-2020.firms.2019: region_id | CN-XX | 100100"]),
    ("region", "a city, as it should", lambda b: b.s("firms", scope="某市", region_id="100100"), []),
    ("region", "a city elsewhere", lambda b: (b.s("firms", scope="某市", region_id="100100"), b["regions"][2].update(parent_id="CN")),
     ["p-2020.firms.2019: region_id | 100100 | CN-XX"]),
    ("region", "unknown plan", lambda b: b.s("firms", plan_id="q", region_id="CN"), []),
    ("region", "unknown indicator", lambda b: b.s("firms", indicator_id="q", region_id="CN"), []),
    ("correction", "none", lambda b: b["corrections"].clear(), ["p-2020.services.2025: status | corrected | a status that fits 0 corrections"]),
    ("correction", "not said", lambda b: b.s("services", status="verified"),
     ["p-2020.services.2025: status | verified | a status that fits 1 corrections"]),
    ("correction", "nobody gave a status", lambda b: b.s("firms", status=""), []),
    ("correction", "a note in one language", lambda b: b.s("services", note_en=""),
     ["p-2020.services.2025: note | nothing | a note on the correction in both languages"]),
    ("correction", "a note in the other", lambda b: b.s("services", note_zh=""),
     ["p-2020.services.2025: note | nothing | a note on the correction in both languages"]),
    ("correction", "that corrects nothing", lambda b: b["corrections"][0].update(adopted="１０００ 亿元"),
     ["p-2020.services.2025 | １０００ 亿元 | a reading that departs from the print"]),
    ("correction", "that corrects a greater figure", lambda b: b["corrections"][0].update(as_printed="2000亿元"), []),
    ("correction", "of another", lambda b: b["corrections"][0].update(statement_id="other"),
     ["p-2020.services.2025: status | corrected | a status that fits 0 corrections"]),
    ("printed", "another figure", lambda b: b.s("firms", printed="201家"), ["p-2020.firms.2019 | lower 200, upper 200 | 201 and 201, read from 201家"]),
    ("printed", "no figure", lambda b: b.s("firms", printed="家"),
     ["p-2020.firms.2019: printed | 家 | a figure that can be read ('家' does not begin with a numeral)"]),
    ("printed", "another unit", lambda b: b.s("firms", printed="200户"),
     ["p-2020.firms.2019: printed | 200户 | a figure that can be read (the unit word '户' of '200户' stands for no unit, not for firm)"]),
    ("printed", "another bound", lambda b: b.s("services", lower=2e10),
     ["p-2020.services.2025 | lower 2e+10, upper open | 1e+10 and open, read from 100亿元"]),
    ("printed", "another upper bound", lambda b: b.s("services", upper=2e10),
     ["p-2020.services.2025 | lower 1e+10, upper 2e+10 | 1e+10 and open, read from 100亿元"]),
    ("printed", "le reads as upper", lambda b: b.s("firms", comparator="le"),
     ["p-2020.firms.2019 | lower 200, upper 200 | open and 200, read from 200家"]),
    ("printed", "le, as it should", lambda b: b.s("firms", comparator="le", lower=None), []),
    ("printed", "corrected in the plan’s own edition", lambda b: (b["corrections"][0].update(edition_id=OWN), b.s("services", printed="1000亿元")), []),
    ("printed", "a correction of another print", lambda b: (b["corrections"][0].update(edition_id=OWN, as_printed="10亿元", adopted="9亿元")), []),
    ("printed", "a correction of another print, before it by its signs", lambda b: (b["corrections"][0].update(edition_id=OWN, as_printed="0亿元", adopted="9亿元")), []),
    ("printed", "unknown plan", lambda b: b.s("firms", plan_id="q", printed="1家"),
     ["p-2020.firms.2019 | lower 200, upper 200 | 1 and 1, read from 1家"]),
    ("evidence", "of no edition", lambda b: b.ev("firms", "value", edition_id="elsewhere"),
     ["p-2020.firms.2019 | elsewhere | an edition of p-2020", "p-2020.firms.2019 in own: value | 0 spans | 1"]),
    ("evidence", "a label dropped", lambda b: b.drop("evidence", b.ev("firms", "label")), ["p-2020.firms.2019 in own: label | 0 spans | 1"]),
    ("evidence", "a deadline dropped", lambda b: b.drop("evidence", b.ev("firms", "deadline", COPY)),
     ["p-2020.firms.2019 in copy: deadline | 0 spans | 1"]),
    ("evidence", "a hedge dropped", lambda b: b.drop("evidence", b.ev("services", "hedge")), ["p-2020.services.2025 in own: hedge | 0 spans | 1"]),
    ("evidence", "a hedge too many", lambda b: b.s("services", hedge=""),
     ["p-2020.services.2025 in own: hedge | 1 spans | 0", "p-2020.services.2025 in copy: hedge | 1 spans | 0"]),
    ("evidence", "a value twice", lambda b: b["evidence"].append(dict(b.ev("firms", "value"))), ["p-2020.firms.2019 in own: value | 2 spans | 1"]),
    ("evidence", "a label in two pieces", lambda b: b.s("firms", label="企业…数"),
     ["p-2020.firms.2019 in own: label | 1 spans | 2", "p-2020.firms.2019 in copy: label | 1 spans | 2"]),
    ("evidence", "undated", lambda b: b.s("firms", deadline=None), []),
    ("evidence", "unknown plan", lambda b: b.s("firms", plan_id="q"),
     ["p-2020.firms.2019 | own | an edition of q", "p-2020.firms.2019 | own | an edition of q", "p-2020.firms.2019 | own | an edition of q", "p-2020.firms.2019 | copy | an edition of q", "p-2020.firms.2019 | copy | an edition of q", "p-2020.firms.2019 | copy | an edition of q"]),
    ("span", "outside", lambda b: b.ev("firms", "label", end=9999), ["p-2020.firms.2019 in own: label 45-9999 | 45-9999 | a span inside 0-197"]),
    ("span", "outside, and the next of other words", lambda b: (b.ev("firms", "label", end=9999), b.ev("firms", "deadline", printed="2018年")),
     ["p-2020.firms.2019 in own: label 45-9999 | 45-9999 | a span inside 0-197", "p-2020.firms.2019 in own: deadline 38-43 | 2019年 | 2018年"]),
    ("span", "before the text", lambda b: b.ev("firms", "label", start=-1, end=1),
     ["p-2020.firms.2019 in own: label -1-1 | -1-1 | a span inside 0-197"]),
    ("span", "backwards", lambda b: b.ev("firms", "label", start=47, end=45),
     ["p-2020.firms.2019 in own: label 47-45 | 47-45 | a span inside 0-197"]),
    ("span", "up to the end", lambda b: (b.ev("firms", "label", start=len(b.texts[OWN]) - 2, end=len(b.texts[OWN]), printed="。")),
     ["p-2020.firms.2019 in own: label 195-197 | white space at an end | a span without it"]),
    ("span", "from the start", lambda b: b.ev("firms", "label", start=0, end=2, printed="某省"), []),
    ("span", "of nothing", lambda b: b.ev("firms", "label", start=5, end=5, printed=""),
     ["p-2020.firms.2019 in own: label 5-5 | 5-5 | a span inside 0-197"]),
    ("span", "other words", lambda b: b.ev("firms", "label", printed="用户"), ["p-2020.firms.2019 in own: label 45-47 | 企业 | 用户"]),
    ("span", "a space at an end", lambda b: b.ev("firms", "label", **words(OWN, "。\n", "用户")),
     ["p-2020.firms.2019 in own: label 63-65 | white space at an end | a span without it"]),
    ("span", "a space at its start", lambda b: b.ev("firms", "label", **words(OWN, "\n建成四大平台")),
     ["p-2020.firms.2019 in own: label 139-146 | white space at an end | a span without it"]),
    ("span", "cuts a numeral before", lambda b: b.ev("firms", "value", **words(OWN, "00家", "已有")),
     ["p-2020.firms.2019 in own: value 48-51 | 00家 | a span that cuts no numeral"]),
    ("span", "cuts a numeral after", lambda b: b.ev("firms", "value", **words(OWN, "20", "企业")),
     ["p-2020.firms.2019 in own: value 47-49 | 20 | a span that cuts no numeral"]),
    ("span", "cuts a year", lambda b: b.ev("firms", "deadline", **words(OWN, "019年")),
     ["p-2020.firms.2019 in own: deadline 39-43 | 019年 | a span that cuts no numeral"]),
    ("span", "a label may stand beside a digit", lambda b: b.ev("firms", "label", **words(OWN, "企业", "已有")), []),
    ("value", "another bound", lambda b: b.s("firms", lower=201.0, upper=201.0),
     ["p-2020.firms.2019 in own | lower 201, upper 201 | 200 and 200, read from 200家", "p-2020.firms.2019 in copy | lower 201, upper 201 | 200 and 200, read from 200家"]),
    ("value", "of another unit", lambda b: b.s("firms", unit="user"),
     ["p-2020.firms.2019 in own | 200家 | a figure that can be read (the unit word '家' of '200家' stands for no unit, not for user)", "p-2020.firms.2019 in copy | 200家 | a figure that can be read (the unit word '家' of '200家' stands for no unit, not for user)"]),
    ("value", "printed otherwise", lambda b: b.s("firms", printed="二百家"), ["p-2020.firms.2019: printed | 二百家 | 200家"]),
    ("value", "printed otherwise, before it by its signs", lambda b: b.s("firms", printed="199家"), ["p-2020.firms.2019: printed | 199家 | 200家"]),
    ("value", "printed as another edition has it, which the plan quotes", lambda b: (b["plans"][0].update(edition_id=COPY), b.s("services", printed="1000亿元")), []),
    ("value", "unknown plan", lambda b: b.s("firms", plan_id="q", printed="二百家"), []),
    ("value", "a correction of another print", lambda b: b["corrections"][0].update(as_printed="2000亿元"),
     ["p-2020.services.2025 in copy | 2000亿元 | 1000亿元, which the text prints"]),
    ("value", "a correction of another print, before it by its signs", lambda b: b["corrections"][0].update(as_printed="0亿元"),
     ["p-2020.services.2025 in copy | 0亿元 | 1000亿元, which the text prints"]),
    ("value", "another adopted", lambda b: b["corrections"][0].update(adopted="200亿元"),
     ["p-2020.services.2025 in copy | lower 1e+10, upper open | 2e+10 and open, read from 1000亿元"]),
    ("value", "uncorrected", lambda b: b["corrections"].clear(),
     ["p-2020.services.2025 in copy | lower 1e+10, upper open | 1e+11 and open, read from 1000亿元"]),
    ("value", "adopted in full width", lambda b: b["corrections"][0].update(as_printed="１０００亿元"), []),
    ("second-reading", "a bound that the text does not say", lambda b: b.s("services", comparator="eq"),
     ["p-2020.services.2025 in own: comparator | eq | at least, by 规模超过[…],普及", "p-2020.services.2025 in copy: comparator | eq | at least, by 规模超过[…],普及"]),
    ("comparator", "another", lambda b: b.s("firms", comparator="approx"),
     ["p-2020.firms.2019 in own: comparator | approx | eq", "p-2020.firms.2019 in copy: comparator | approx | eq"]),
    ("comparator", "the span is missing", lambda b: b.drop("evidence", b.ev("services", "bound")),
     ["p-2020.services.2025 in own: bound | no span | 超过"]),
    ("comparator", "the span of another word", lambda b: b.ev("services", "bound", **words(OWN, "规模")),
     ["p-2020.services.2025 in own: bound | ['规模'] | 超过"]),
    ("comparator", "a bound that nothing says", lambda b: b["evidence"].append({**b.ev("firms", "label"), "role": "bound"}),
     ["p-2020.firms.2019 in own: bound | ['企业'] | no bound word"]),
    ("comparator", "of a word", lambda b: b.s("services", comparator="ge"),
     ["p-2020.services.2025 in own: comparator | ge | gt", "p-2020.services.2025 in copy: comparator | ge | gt"]),
    ("comparator", "unreadable", lambda b: b.s("firms", unit="CNY"), []),
    ("comparator", "of two values the first is read", lambda b: b["evidence"].append({**b.ev("firms", "value"), **words(OWN, "100亿元")}), []),
    ("comparator", "unreadable, not eq", lambda b: b.s("firms", unit="CNY", comparator="approx"),
     ["p-2020.firms.2019 in own: comparator | approx | eq", "p-2020.firms.2019 in copy: comparator | approx | eq"]),
    ("comparator", "a class of access",
     lambda b: (b.write("20M、8M", "千兆到户、等"), [b.ev("bandwidth", "value", e, start=t.index("千兆"), end=t.index("千兆") + 2, printed="千兆") for e, t in b.texts.items()],
                b["units"].append({"printed": "兆", "unit": "Mbit/s", "factor": "1"}), b.s("bandwidth", comparator="approx", lower=1000.0, upper=1000.0)),
     ["p-2020.bandwidth.2025.urban in own: comparator | approx | eq", "p-2020.bandwidth.2025.urban in copy: comparator | approx | eq"]),
    ("comparator", "a bare magnitude", lambda b: (b.write("业200家", "业 数百家"), [b.ev("firms", "value", e, start=b.texts[e].index("数百家"), printed="数百家") for e in (OWN, COPY)]),
     ["p-2020.firms.2019 in own: comparator | eq | approx", "p-2020.firms.2019 in copy: comparator | eq | approx"]),
    ("deadline", "another year", lambda b: b.s("services", deadline=2024),
     ["p-2020.services.2025 in own | None to 2024 | None to 2025", "p-2020.services.2025 in copy | None to 2024 | None to 2025"]),
    ("deadline", "a start", lambda b: b.s("services", period_start=2020),
     ["p-2020.services.2025 in own | 2020 to 2025 | None to 2025", "p-2020.services.2025 in copy | 2020 to 2025 | None to 2025"]),
    ("deadline", "no span", lambda b: b.drop("evidence", b.ev("services", "deadline")), ["p-2020.services.2025 in own: deadline | no span | 到2025年"]),
    ("deadline", "another span", lambda b: b.ev("services", "deadline", **words(OWN, "2019年")),
     ["p-2020.services.2025 in own: deadline | ['2019年 at 38'] | 到2025年"]),
    ("label-place", "another place", lambda b: b.ev("services", "label", **words(OWN, "规模", "对")),
     ["p-2020.services.2025 in own: label 规模 at 149 | this span | the one nearest to the figure among 云服务规模", "p-2020.services.2025 in own: label | 云服务规模 | 规模"]),
    ("label-place", "the farther of two", lambda b: b.ev("platforms", "label", **words(OWN, "四大平")),
     ["p-2020.platforms.2025 in own: label 四大平 at 142 | this span | the one nearest to the figure among 平台", "p-2020.platforms.2025 in own: label | 平台 | 四大平", "p-2020.platforms.2025 in own: label | a name elsewhere | a name right after 四大"]),
    ("label-place", "after an idiom it follows", lambda b: b.write("四大平台", "四大的台"),
     ["p-2020.platforms.2025 in own: label 平台 at 144 | this span | the one nearest to the figure among 平台", "p-2020.platforms.2025 in own: label | 平台 | 的台", "p-2020.platforms.2025 in copy: label 平台 at 145 | this span | the one nearest to the figure among 平台", "p-2020.platforms.2025 in copy: label | 平台 | 的台"]),
    ("label-place", "words that stand nowhere", lambda b: b.s("firms", label="字样"),
     ["p-2020.firms.2019 in own: label 企业 at 45 | this span | the one nearest to the figure among 字样", "p-2020.firms.2019 in own: label | 字样 | 企业", "p-2020.firms.2019 in copy: label 企业 at 45 | this span | the one nearest to the figure among 字样", "p-2020.firms.2019 in copy: label | 字样 | 企业"]),
    ("label-place", "two pieces, one span", lambda b: b.s("firms", label="企业…已有"), []),
    ("label-place", "one piece, two spans", lambda b: b["evidence"].append(dict(b.ev("firms", "label"))), []),
    ("label-place", "two pieces", lambda b: (b.s("firms", label="已有…企业"), [b["evidence"].append({**b.ev("firms", "label", e), **words(e, "已有")}) for e in (OWN, COPY)]),
     []),
    ("label-place", "two pieces, of which one stands nowhere", lambda b: (b["sections"].clear(), b.s("firms", label="某省云规划…字样"), b["evidence"].append({**b.ev("firms", "label"), **words(OWN, "某省云规划")})),
     ["p-2020.firms.2019 in own: label 某省云规划 at 0 | this span | the one nearest to the figure among 某省云规划; 字样", "p-2020.firms.2019 in own: label 企业 at 45 | this span | the one nearest to the figure among 某省云规划; 字样", "p-2020.firms.2019 in own: label | 某省云规划…字样 | 某省云规划…企业"]),
    ("label-place", "no label at an idiom", lambda b: b.drop("evidence", b.ev("platforms", "label")),
     ["p-2020.platforms.2025 in own: label | a name elsewhere | a name right after 四大"]),
    ("label-belongs", "in another clause", lambda b: b.both("users", "label", "企业"),
     ["p-2020.users.2019 in own: label | a name in another clause | a name in the clause of the figure", "p-2020.users.2019 in copy: label | a name in another clause | a name in the clause of the figure"]),
    ("label-belongs", "in a later clause", lambda b: b.both("firms", "label", "用户"),
     ["p-2020.firms.2019 in own: label | a name in another clause | a name in the clause of the figure", "p-2020.firms.2019 in copy: label | a name in another clause | a name in the clause of the figure"]),
    ("label-belongs", "name after, another between", lambda b: (b.write("3000万元的企业给予奖励", "3000万元的用户给企业奖"), b.s("scale", label="企业"), [b.ev("scale", "label", e, start=b.texts[e].index("企业奖"), end=b.texts[e].index("企业奖") + 2, printed="企业") for e in (OWN, COPY)]),
     ["p-2020.scale.2025 in own: label | 用户 between name and figure | no other name between", "p-2020.scale.2025 in copy: label | 用户 between name and figure | no other name between"]),
    ("label-belongs", "another place of the list", lambda b: [b.both(i, "value", v) for i, v in (("bandwidth", "8M"),)],
     ["p-2020.bandwidth.2025.urban in own: value | figure 2 of the list | figure 1, as for its name", "p-2020.bandwidth.2025.urban in copy: value | figure 2 of the list | figure 1, as for its name"]),
    ("label-belongs", "no label", lambda b: b.drop("evidence", b.ev("firms", "label")), []),
    ("label-belongs", "a list without a scope", lambda b: [b.drop("evidence", b.ev("bandwidth", "scope", e)) for e in (OWN, COPY)],
     ["p-2020.bandwidth.2025.urban in own: value | figure 1 of the list | figure 2, as for its name", "p-2020.bandwidth.2025.urban in copy: value | figure 1 of the list | figure 2, as for its name"]),
    ("scope-place", "another place", lambda b: b.ev("bandwidth", "scope", **words(OWN, "农村")),
     ["p-2020.bandwidth.2025.urban in own: scope 农村 at 124 | this span | the one nearest to the figure among 城市", "p-2020.bandwidth.2025.urban in own: scope | 城市 | 农村"]),
    ("scope-place", "another word", lambda b: b.s("bandwidth", scope="农村"),
     ["p-2020.bandwidth.2025.urban in own: scope 城市 at 121 | this span | the one nearest to the figure among 农村", "p-2020.bandwidth.2025.urban in own: scope | 农村 | 城市", "p-2020.bandwidth.2025.urban in copy: scope 城市 at 122 | this span | the one nearest to the figure among 农村", "p-2020.bandwidth.2025.urban in copy: scope | 农村 | 城市"]),
    ("scope-place", "no scope, a span", lambda b: b.s("bandwidth", scope=""), []),
    ("hedge", "none", lambda b: b.s("services", hedge=""),
     ["p-2020.services.2025 in own: hedge | nothing | 力争", "p-2020.services.2025 in copy: hedge | nothing | 力争"]),
    ("hedge", "where there is none", lambda b: b.s("firms", hedge="力争"),
     ["p-2020.firms.2019 in own: hedge | 力争 | nothing", "p-2020.firms.2019 in copy: hedge | 力争 | nothing"]),
    ("hedge", "no span", lambda b: b.drop("evidence", b.ev("services", "hedge")), ["p-2020.services.2025 in own: hedge | no span | 力争"]),
    ("hedge", "another span", lambda b: b.ev("services", "hedge", **words(OWN, "规模")),
     ["p-2020.services.2025 in own: hedge | [Span(start=75, end=77)] | 力争"]),
    ("hedge", "inside the figure", lambda b: b.ev("services", "value", **words(OWN, "力争云服务规模超过100亿元")),
     ["p-2020.services.2025 in own: hedge | 力争 | nothing", "p-2020.services.2025 in own: hedge | [Span(start=70, end=72)] | no span"]),
    ("kind", "a target as a baseline", lambda b: b.s("services", kind="baseline"),
     ["p-2020.services.2025 in own: kind | baseline | target", "p-2020.services.2025 in copy: kind | baseline | target"]),
    ("kind", "of a firm", lambda b: b["indicators"][0].update(subject="firm"),
     ["p-2020.firms.2019 in own: kind | baseline | context", "p-2020.firms.2019 in copy: kind | baseline | context"]),
    ("kind", "unknown indicator", lambda b: b.s("firms", indicator_id="q", kind="target"), []),
    ("kind", "no label", lambda b: ([b.drop("evidence", b.ev("services", "label", e)) for e in (OWN, COPY)], b.s("services", kind="baseline")), []),
    ("kind", "of two names the first is read", lambda b: b["evidence"].append({**b.ev("scale", "label"), **words(OWN, "企业", "3000万元")}), []),
    ("kind", "a name right before the figure", lambda b: (b.write("规模达到3000", "达到规模3000"), [b.ev("scale", "label", e, start=t.index("规模3000"), end=t.index("3000")) for e, t in b.texts.items()]), []),
    ("kind", "a name after the figure", lambda b: b.both("scale", "label", "企业", "3000万元"),
     ["p-2020.scale.2025 in own: kind | threshold | target", "p-2020.scale.2025 in copy: kind | threshold | target"]),
    ("odd-characters", "one that the ledger lacks", lambda b: b.add(OWN, "\u200b"), ["own: U+200B | 0 in the ledger | 1 in the text"]),
    ("odd-characters", "one that the text lacks", lambda b: b["odd_characters"].append({"edition_id": OWN, "code_point": "U+3000", "count": 2}),
     ["own: U+3000 | 2 in the ledger | 0 in the text"]),
    ("odd-characters", "one of which the ledger has one, and the text none", lambda b: b["odd_characters"].append({"edition_id": OWN, "code_point": "U+3000", "count": 1}),
     ["own: U+3000 | 1 in the ledger | 0 in the text"]),
    ("odd-characters", "one of which neither has any", lambda b: b["odd_characters"].append({"edition_id": OWN, "code_point": "U+3000", "count": 0}), []),
    ("odd-characters", "another count", lambda b: (b.add(OWN, "\u3000\u200b\u3000"), b["odd_characters"].extend({"edition_id": e, "code_point": p, "count": 1} for e, p in ((OWN, "U+3000"), (OWN, "U+200B")))),
     ["own: U+3000 | 1 in the ledger | 2 in the text"]),
    ("odd-characters", "of the copy alone", lambda b: (b.add(COPY, "\u200b"), b["odd_characters"].append({"edition_id": COPY, "code_point": "U+200B", "count": 1})),
     []),
    ("census", "a numeral more", lambda b: b.add(COPY, "七"), ["copy 198: 七 | no statement and no row | one of them"]),
    ("census", "a row fewer", lambda b: b["numerals"].pop(0), ["own 15: 2020 | no statement and no row | one of them"]),
    ("census", "a row twice", lambda b: b["numerals"].append(b["numerals"][0]), ["own 15: 2020 | claimed 2 times | claimed once"]),
    ("census", "a row of a value", lambda b: b["numerals"].append({**words(OWN, "200"), "token": "200", "class": "x", "reason": "x"}),
     ["own 47: 200 | claimed 2 times | claimed once"]),
    ("census", "a row of no numeral", lambda b: b["numerals"].append({**words(OWN, "企业"), "token": "12", "class": "x", "reason": "x"}),
     ["own 45: 12 | no such numeral token (企业) | a token of the text"]),
    ("census", "two statements of one thing", lambda b: b.s("centres-a", indicator_id="centres-b"),
     ["own 117 | p-2020.centres-a.2025 and p-2020.centres-b.2025 and p-2020.centres-c.2025 | statements of different indicators", "copy 118 | p-2020.centres-a.2025 and p-2020.centres-b.2025 and p-2020.centres-c.2025 | statements of different indicators"]),
    ("census", "a statement dropped", lambda b: [b.drop("evidence", b.ev("firms", "value")), b.drop("statements", b.s("firms"))],
     ["own 47: 200 | no statement and no row | one of them"]),
    ("census", "a draft is no statement, its figure is accounted for", lambda b: b.drop("statements", b.s("firms")), []),
    ("census", "a value that cuts a numeral", lambda b: b.ev("firms", "value", **words(OWN, "00家", "已有")),
     ["own 47: 200 | no statement and no row | one of them"]),
    ("census", "a value with a word before its numeral", lambda b: b.ev("firms", "value", **words(OWN, "企业200家")), []),
    ("census", "a value that ends with its numeral", lambda b: b.ev("firms", "value", **words(OWN, "200", "企业")), []),
    ("shared-figure", "one of three missing", lambda b: b.drop("evidence", b.ev("centres-a", "value")),
     ["own 117 | 2 statements | 3: one for each thing named"]),
    ("shared-figure", "two of one", lambda b: b["evidence"].append({**b.ev("firms", "value"), "statement_id": "other"}),
     ["own 47 | 2 statements | 1: one for each thing named"]),
    ("numeral-class", "no date", lambda b: next(r for r in b["numerals"] if r["class"] == "time").update({"class": "heading"}),
     ["own 38: 2019 | heading in 3月5日一、现状2019年已有 | words that show it"]),
    ("numeral-class", "a heading as a number", lambda b: next(r for r in b["numerals"] if r["class"] == "heading").update({"class": "document_number"}),
     ["own 33: 一 | document_number in 020年3月5日一、现状 | words that show it"]),
    ("numeral-class", "a heading as a date", lambda b: next(r for r in b["numerals"] if r["class"] == "heading").update({"class": "date"}),
     ["own 33: 一 | date in 020年3月5日一、现状 | words that show it"]),
    ("numeral-class", "a document number as a heading", lambda b: next(r for r in b["numerals"] if r["class"] == "document_number").update({"class": "heading"}),
     ["own 15: 2020 | heading in 某省政府某政发〔2020〕7号 | words that show it"]),
    ("numeral-class", "without a reason", lambda b: next(r for r in b["numerals"] if r["class"] == "time").update(reason=""),
     ["own 38: 2019 | time in 3月5日一、现状2019年已有 | a reason"]),
    ("numeral-class", "without a class nothing is asked", lambda b: next(r for r in b["numerals"] if r["class"] == "time").update({"reason": "", "class": ""}),
     []),
    ("numeral-class", "past the end it is another rule’s", lambda b: b["numerals"][-1].update(end=9999, reason="", **{"class": "time"}), []),
    ("numeral-class", "up to the end", lambda b: (b.add(OWN, "七"), b["numerals"].append({"edition_id": OWN, "start": len(b.texts[OWN]) - 1, "end": len(b.texts[OWN]), "token": "七", "class": "date", "reason": ""})),
     ["own 197: 七 | date in 上云;建设某园。七 | words that show it"]),
    ("numeral-class", "a number alone in its line is a heading", lambda b: (b.add(OWN, "七 \n完"), b["numerals"].append({"edition_id": OWN, "start": len(b.texts[OWN]) - 4, "end": len(b.texts[OWN]) - 3, "token": "七", "class": "heading", "reason": ""})),
     []),
    ("numeral-class", "a number with words after it is none", lambda b: (b.add(OWN, "七 完\n"), b["numerals"].append({"edition_id": OWN, "start": len(b.texts[OWN]) - 4, "end": len(b.texts[OWN]) - 3, "token": "七", "class": "heading", "reason": ""})),
     ["own 197: 七 | heading in 上云;建设某园。七完 | words that show it"]),
    ("numeral-class", "a day after year and month", lambda b: (b.add(OWN, "2020-03-07 "), b["numerals"].append({"edition_id": OWN, "start": len(b.texts[OWN]) - 3, "end": len(b.texts[OWN]) - 1, "token": "07", "class": "date", "reason": ""})),
     []),
    ("numeral-class", "the end of a spell is a date", lambda b: (b.add(OWN, "“十二五”时期"), census_row(b, "十二五", "date")), []),
    ("numeral-class", "a document number at the very start", lambda b: (b.write("某省云规划", "〔七〕号文"), census_row(b, "七", "document_number")),
     []),
    ("numeral-class", "no date at the very start", lambda b: (b.write("某省云规划", "〔七〕号文"), census_row(b, "七", "date")),
     ["own 1: 七 | date in 〔七〕号文 | words that show it"]),
    ("numeral-class", "a bracket before alone makes no document number", lambda b: (b.add(OWN, "〔七个"), census_row(b, "七", "document_number")),
     ["own 198: 七 | document_number in 云;建设某园。〔七个 | words that show it"]),
    ("numeral-class", "nor does the word after alone", lambda b: (b.add(OWN, "七号"), census_row(b, "七", "document_number")),
     ["own 197: 七 | document_number in 上云;建设某园。七号 | words that show it"]),
    ("numeral-class", "a bracket eight characters before", lambda b: (b.add(OWN, "〔abcdefg七号"), census_row(b, "七", "document_number")), []),
    ("numeral-class", "a bracket nine characters before", lambda b: (b.add(OWN, "〔abcdefgh七号"), census_row(b, "七", "document_number")),
     ["own 206: 七 | document_number in abcdefgh七号 | words that show it"]),
    ("sections", "a gap", lambda b: b["sections"][1].update(start=b["sections"][1]["start"] + 2, heading="现状"),
     ["own 35 | start 35 | 33, where the previous section ends"]),
    ("sections", "a gap at the start", lambda b: b["sections"][0].update(start=2), ["own 2 | start 2 | 0, where the previous section ends"]),
    ("sections", "an overlap", lambda b: b["sections"][0].update(end=b["sections"][0]["end"] + 1),
     ["own 33 | start 33 | 34, where the previous section ends"]),
    ("sections", "another heading", lambda b: b["sections"][1].update(heading="一、目标"), ["own 33 | 一、目标 | the heading at that place"]),
    ("sections", "an end too early", lambda b: b["sections"][3].update(end=b["sections"][3]["end"] - 4),
     ["own | an end at 193 | 197, the end of the text"]),
    ("sections", "an end too late", lambda b: b["sections"][3].update(end=b["sections"][3]["end"] + 1),
     ["own | an end at 198 | 197, the end of the text"]),
    ("sections", "white space between is no gap", lambda b: b["sections"][0].update(end=b["sections"][0]["end"] - 1), []),
    ("sections", "nor is white space at the end", lambda b: b["sections"][3].update(end=b["sections"][3]["end"] - 1), []),
    ("plan-facts", "a title that is not printed", lambda b: b["plans"][0].update(title_zh="某省规划"),
     ["p-2020: title_zh | 某省规划 | words of own"]),
    ("plan-facts", "an issuer that is not printed", lambda b: b["plans"][0].update(issuer_zh="某厅"),
     ["p-2020: issuer_zh | 某厅 | words of own"]),
    ("plan-facts", "a number that is not printed", lambda b: b["plans"][0].update(document_no="某政发〔2020〕8号"),
     ["p-2020: document_no | 某政发〔2020〕8号 | words of own"]),
    ("plan-facts", "a day that is not printed", lambda b: b["plans"][0].update(issued=date(2020, 3, 6)),
     ["p-2020: issued | 2020-03-06 | a date in own"]),
    ("plan-facts", "no day", lambda b: b["plans"][0].update(issued=None), []),
    ("plan-facts", "a day with noughts", lambda b: (b.add(OWN, "2021年09月08日"), b["plans"][0].update(issued=date(2021, 9, 8))), []),
    ("plan-facts", "a day in Chinese", lambda b: (b.add(OWN, "二○二一年十一月三十一日二○二一年十二月二十日"), b["plans"][0].update(issued=date(2021, 12, 20))), []),
    ("plan-facts", "another day in Chinese", lambda b: (b.add(OWN, "二○二一年一月三十一日"), b["plans"][0].update(issued=date(2021, 1, 31))), []),
    ("plan-facts", "a day of another plan", lambda b: b["plans"].append({**b["plans"][0], "plan_id": "q", "edition_id": "elsewhere", "title_zh": "无"}),
     []),
    ("aims", "other words", lambda b: b["aims"][0].update(printed="上云"), ["firms in own | 企业上云 | 上云"]),
    ("aims", "other words, after them by their signs", lambda b: b["aims"][0].update(printed="鼓励"), ["firms in own | 企业上云 | 鼓励"]),
    ("aims", "in the copy, where they stand there", lambda b: b["aims"][0].update(**words(COPY, "企业上云")), []),
    ("aims", "a space", lambda b: b["aims"][0].update(**words(OWN, "基地。\n")), ["firms in own | 基地。 | 基地。\n"]),
    ("aims", "a space at the start", lambda b: b["aims"][0].update(**words(OWN, "\n鼓励")), ["firms in own | 鼓励 | \n鼓励"]),
    ("aims", "a number is given", lambda b: b["aims"][0].update(indicator_id="services"),
     ["services in own | a target for 2025 | an aim only where no number is given"]),
    ("aims", "a number for another year", lambda b: b["aims"][0].update(indicator_id="services", deadline=2024), []),
    ("aims", "a number for an earlier year", lambda b: b["aims"][0].update(indicator_id="services", deadline=2026), []),
    ("aims", "a threshold is no target", lambda b: b["aims"][0].update(indicator_id="scale"), []),
    ("aims", "a baseline is no target", lambda b: b["aims"][0].update(deadline=2019), []),
    ("aims", "of another plan", lambda b: b["aims"][0].update(indicator_id="services", plan_id="q"), []),
    ("aims", "of another plan, before it by alphabet", lambda b: b["aims"][0].update(indicator_id="services", plan_id="a"), []),
    ("comparator", "a range", lambda b: (b.write("已有企业200家", "企业5-200家"), [b.ev("firms", "value", e, start=t.index("5-200家"), end=t.index("5-200家") + 6, printed="5-200家") for e, t in b.texts.items()]),
     ["p-2020.firms.2019 in own: comparator | eq | range", "p-2020.firms.2019 in copy: comparator | eq | range"]),
    ("deadline", "nothing governs", lambda b: (b.keep("services"), b.write("到2025年，", "到那时候为止，")),
     ["p-2020.services.2025 in own: deadline | ['到2025年 at 70'] | no phrase governs", "p-2020.services.2025 in own | None to 2025 | None to None", "p-2020.services.2025 in copy: deadline | ['到2025年 at 70'] | no phrase governs", "p-2020.services.2025 in copy | None to 2025 | None to None"]),
    ("deadline", "a spell", lambda b: (b.keep("services"), b.write("到2025年，力争云", "2020至2025年")),
     ["p-2020.services.2025 in own: deadline | ['到2025年 at 70'] | 2020至2025年", "p-2020.services.2025 in own | None to 2025 | 2020 to 2025", "p-2020.services.2025 in copy: deadline | ['到2025年 at 70'] | 2020至2025年", "p-2020.services.2025 in copy | None to 2025 | 2020 to 2025"]),
    ("label-belongs", "another name between", lambda b: (b.write("均达", "都达"), b.both("centres-a", "label", "甲中心")),
     ["p-2020.centres-a.2025 in own: label | 乙中心 between name and figure | no other name between", "p-2020.centres-a.2025 in copy: label | 乙中心 between name and figure | no other name between", "p-2020.centres-b.2025 in own: label | 丙中心 between name and figure | no other name between", "p-2020.centres-b.2025 in copy: label | 丙中心 between name and figure | no other name between"]),
    ("label-belongs", "another name between, and all alike", lambda b: b.both("centres-c", "label", "甲中心"), []),
    ("label-belongs", "a name inside its own", lambda b: (b["labels"].append({"label": "服务规模", "indicator_id": "z", "variant": ""}), b.both("services", "label", "云")),
     ["p-2020.services.2025 in own: label | a name in another clause | a name in the clause of the figure", "p-2020.services.2025 in copy: label | a name in another clause | a name in the clause of the figure"]),
    ("label-belongs", "two names between", lambda b: (b.keep("users"), b["labels"].append({"label": "达到", "indicator_id": "z", "variant": ""})),
     ["p-2020.users.2019 in own: label | 达到 between name and figure | no other name between", "p-2020.users.2019 in copy: label | 达到 between name and figure | no other name between"]),
    ("label-belongs", "another name between two pieces before the figure", lambda b: (b.keep("centres-c"), b.write("均达5个", "5个全达"), [b.ev("centres-c", "value", e, start=t.index("5个"), end=t.index("全达")) for e, t in b.texts.items()], b.s("centres-c", label="甲中心…丙中心"), [b["evidence"].append({**b.ev("centres-c", "label", e), **words(e, "甲中心")}) for e in b.texts]),
     []),
    ("label-belongs", "another name between two pieces after the figure", lambda b: (b.keep("scale"), b["labels"].append({"label": "给予", "indicator_id": "z", "variant": ""}), b.s("scale", label="企业…奖励"), b.both("scale", "label", "企业", "3000万元"), [b["evidence"].append({**b.ev("scale", "label", e), **words(e, "奖励")}) for e in b.texts]),
     []),
    ("label-belongs", "another name before two pieces after the figure", lambda b: (b.keep("scale"), b["labels"].append({"label": "的企业", "indicator_id": "z", "variant": ""}), b.s("scale", label="给予…奖励"), b.both("scale", "label", "给予"), [b["evidence"].append({**b.ev("scale", "label", e), **words(e, "奖励")}) for e in b.texts]),
     ["p-2020.scale.2025 in own: label | 企业 between name and figure | no other name between", "p-2020.scale.2025 in copy: label | 企业 between name and figure | no other name between"]),
    ("label-belongs", "a list before another clause", lambda b: b.write("建成四大平台", "分别、四大平"),
     ["p-2020.platforms.2025 in own: value | figure 1 of the list | figure 2, as for its name", "p-2020.platforms.2025 in copy: value | figure 1 of the list | figure 2, as for its name"]),
    ("label-belongs", "a list at the very start", lambda b: (b["sections"].clear(), b.keep("firms"), b.write("某省云规划", "分别云规划"), b.both("firms", "label", "云规划")),
     ["p-2020.firms.2019 in own: value | figure 2 of the list | figure 1, as for its name", "p-2020.firms.2019 in copy: value | figure 2 of the list | figure 1, as for its name"]),
    ("arithmetic", "stages that rise", lambda b: chain(b, 1.0, 2.0, 2.0), []),
    ("arithmetic", "stages that fall", lambda b: chain(b, 2.0, 1.0), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "a row without a rule is read as stages", lambda b: chain(b, 2.0, 1.0, rule=""), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "stages that fall, as they should", lambda b: chain(b, 2.0, 1.0, direction="lower"), []),
    ("arithmetic", "stages that rise, where no direction is better", lambda b: chain(b, 1.0, 2.0, direction="none"), []),
    ("arithmetic", "stages that rise, and should fall", lambda b: chain(b, 1.0, 2.0, direction="lower"), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "stages of two indicators go as the first should", lambda b: chain(b, 2.0, 1.0, direction="lower", **{"1": {"indicator_id": "firms"}}), []),
    ("arithmetic", "stages of two scopes", lambda b: chain(b, 1.0, 2.0, **{"1": {"scope": "某市"}}),
     ["z | recorded: holds | computed: changed-definition"]),
    ("arithmetic", "stages of two variants", lambda b: (b["labels"].append({"label": "甲…乙", "indicator_id": "z", "variant": "v"}), chain(b, 1.0, 2.0, **{"1": {"label": "甲 …乙"}})),
     ["z | recorded: holds | computed: changed-definition"]),
    ("arithmetic", "a sum of two scopes is a sum", lambda b: chain(b, 3.0, 2.0, 1.0, rule="sum", **{"1": {"scope": "某市"}}), []),
    ("arithmetic", "a step of five times", lambda b: chain(b, 1.0, 5.0, rule="step"), []),
    ("arithmetic", "a step of more", lambda b: chain(b, 1.0, 5.5, rule="step"), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "a step to nothing", lambda b: chain(b, 1.0, 0.0, rule="step"), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "a step below nothing", lambda b: chain(b, 1.0, -1.0, rule="step"), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "a step below one", lambda b: chain(b, 0.5, 0.75, rule="step"), []),
    ("arithmetic", "a sum", lambda b: chain(b, 3.0, 2.0, 1.0, rule="sum"), []),
    ("arithmetic", "a wrong sum", lambda b: chain(b, 4.0, 2.0, 1.0, rule="sum"), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "a sum of less than its parts", lambda b: chain(b, 2.0, 2.0, 1.0, rule="sum"), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "a sum of one part", lambda b: chain(b, 2.0, 2.0, rule="sum"), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "a sum of no part", lambda b: chain(b, 0.0, rule="sum"), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "a share of nothing and one of all", lambda b: chain(b, 0.0, 100.0, rule="share"), []),
    ("arithmetic", "a share of more than all", lambda b: chain(b, 1.0, 101.0, rule="share"), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "a share of less than nothing", lambda b: chain(b, 1.0, -1.0, rule="share"), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "bounds on one side", lambda b: chain(b, 1.0, 2.0, **{"0": {"upper": None}, "1": {"lower": None}}), []),
    ("arithmetic", "no bound at all", lambda b: chain(b, 1.0, 2.0, **{"1": {"lower": None, "upper": None}}),
     ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "no statements", lambda b: chain(b), ["z | recorded: holds | computed: fails"]),
    ("arithmetic", "a failure that is recorded", lambda b: chain(b, 2.0, 1.0, result="fails"), []),
    ("arithmetic", "unknown statements", lambda b: b["arithmetic"][0].update(statement_ids="no such"),
     ["share | no statement no, such | statements of the data set"]),
    ("arithmetic", "a list of three", lambda b: listing(b, "甲、乙和丙及丁", "四个"), []),
    ("arithmetic", "a list of two", lambda b: listing(b, "甲方、乙方", "二个"), []),
    ("arithmetic", "a list that names fewer", lambda b: listing(b, "甲、乙", "三个"), ["l | recorded: holds | computed: names-fewer"]),
    ("arithmetic", "a list that names more", lambda b: listing(b, "甲、乙、丙", "２个"), ["l | recorded: holds | computed: names-more"]),
    ("arithmetic", "a list without marks", lambda b: listing(b, "省市县", "三个"), []),
    ("arithmetic", "a list that nothing counts", lambda b: (listing(b, "甲、乙", "二个"), b["arithmetic"][1].update(count_at=0)),
     ["l | recorded: holds | computed: no numeral at count_at"]),
    ("arithmetic", "a list in a text that is not at hand", lambda b: (listing(b, "甲、乙", "三个"), b["arithmetic"][1].update(edition_id="elsewhere")),
     []),
    ("arithmetic", "a list without a place", lambda b: (listing(b, "甲、乙", "三个"), b["arithmetic"][1].update(start=None)), []),
    ("arithmetic-covers", "a share that no row has", lambda b: b["arithmetic"].clear(),
     ["p-2020.penetration.2025 | no row of the rule share | one for it"]),
    ("arithmetic-covers", "a growth is no share", lambda b: (b["arithmetic"].clear(), b.s("penetration", indicator_id="x-growth")), []),
    ("arithmetic-covers", "stages without a step", lambda b: chain(b, 1.0, 2.0),
     ["p-2020.z.2021 | no row of the rule step | one for it", "p-2020.z.2022 | no row of the rule step | one for it"]),
    ("arithmetic-covers", "steps without stages", lambda b: chain(b, 1.0, 2.0, rule="step"),
     ["p-2020.z.2021 | no row of the rule stages | one for it", "p-2020.z.2022 | no row of the rule stages | one for it"]),
    ("arithmetic-covers", "one stage", lambda b: chain(b, 1.0, rule="sum"), []),
    ("arithmetic-covers", "two tails are two series", lambda b: (chain(b, 1.0, 2.0, rule="sum"), b["statements"][-1].update(statement_id=f"{PLAN}.z.2022.x")),
     []),
    ("arithmetic-covers", "a tail that names the year again", lambda b: (chain(b, 1.0, 2.0, rule="sum"), b["statements"][-1].update(statement_id=f"{PLAN}.z.2022.by.2022")),
     []),
    ("arithmetic-covers", "an id without its year is a series of its own", lambda b: (chain(b, 1.0, 2.0, rule="sum"), b["statements"][-1].update(statement_id=f"{PLAN}.z")),
     []),
    ("arithmetic-covers", "baselines are no stages", lambda b: chain(b, 1.0, 2.0, rule="sum", **{"1": {"kind": "baseline"}}), []),
    ("arithmetic-covers", "nor are thresholds", lambda b: chain(b, 1.0, 2.0, rule="sum", **{"1": {"kind": "threshold"}}), []),
    ("arithmetic-covers", "nor is what is undated", lambda b: chain(b, 1.0, 2.0, rule="sum", **{"1": {"deadline": None}}), []),
    ("comparability", "one verdict fewer", lambda b: b["comparability"].remove({"indicator_a": "centres-a", "indicator_b": "centres-b", "verdict": "not-comparable"}),
     ["centres-a centres-b | no verdict | one, with its reason"]),
    ("comparability", "in no order", lambda b: next(r for r in b["comparability"] if r["indicator_b"] == "users").update(indicator_a="users", indicator_b="bandwidth"),
     ["users bandwidth | this order | the first of the two by alphabet first"]),
    ("comparability", "money of two kinds", lambda b: (b["indicators"][2].update(unit="USD", theme="y"), b["comparability"].remove({"indicator_a": "scale", "indicator_b": "services", "verdict": "not-comparable"})),
     ["scale services | no verdict | one, with its reason"]),
    ("comparability", "other themes need none", lambda b: (b["indicators"][0].update(theme="y"), b["comparability"].clear(), [r.update(unit=r["indicator_id"]) for r in b["indicators"]]),
     []),
    ("comparability", "no such indicator", lambda b: b["comparability"].append({"indicator_a": "firms", "indicator_b": "nothing"}),
     ["firms nothing | nothing | an indicator of plans or of work reports"]),
    ("comparability", "on itself", lambda b: b["comparability"].append({"indicator_a": "firms", "indicator_b": "firms"}), []),
    ("comparability", "nor do indicators of plans coded once", lambda b: (b["coding_a"].clear(), b["comparability"].clear()), []),
    ("comparability-across-plans", "two plans", lambda b: b["statements"].append({**b.s("firms"), "plan_id": "q"}),
     ["firms firms | no verdict | one: two documents use the indicator"]),
    ("comparability-across-plans", "with a verdict on it and another alone", lambda b: (b["statements"].append({**b.s("firms"), "plan_id": "q"}), b["comparability"].append({"indicator_a": "firms", "indicator_b": "bandwidth"})),
     ["firms firms | no verdict | one: two documents use the indicator"]),
    ("comparability-across-plans", "with a verdict", lambda b: (b["statements"].append({**b.s("firms"), "plan_id": "q"}), b["comparability"].append({"indicator_a": "firms", "indicator_b": "firms"})),
     []),
    ("plans", "an edition of another", lambda b: b["plans"][0].update(edition_id="elsewhere"),
     ["p-2020: edition_id | elsewhere | an edition of the plan"]),
    ("plans", "a plan without editions", lambda b: b["plans"].append({**b["plans"][0], "plan_id": "q"}),
     ["q: edition_id | own | an edition of the plan"]),
    ("plans", "a period that ends first", lambda b: b["plans"][0].update(period_end=2019),
     ["p-2020 | 2020 to 2019 | a period that ends after it starts"]),
    ("plans", "a period of one year", lambda b: b["plans"][0].update(period_end=2020), []),
    ("plans", "no start", lambda b: b["plans"][0].update(period_start=None), []),
    ("plans", "no end", lambda b: b["plans"][0].update(period_end=None), []),
    ("plans", "no end after the last year of four digits", lambda b: b["plans"][0].update(period_start=9999, period_end=None), []),
    ("plans", "a region that is its own parent", lambda b: b["regions"][0].update(parent_id="CN"),
     ["CN | parents that lead back to it | a parent outside its own parts", "CN-XX | parents that lead back to it | a parent outside its own parts", "100100 | parents that lead back to it | a parent outside its own parts"]),
    ("plans", "regions in a ring", lambda b: b["regions"][0].update(parent_id="100100"),
     ["CN | parents that lead back to it | a parent outside its own parts", "CN-XX | parents that lead back to it | a parent outside its own parts", "100100 | parents that lead back to it | a parent outside its own parts"]),
    ("plans", "a parent that nobody lists", lambda b: b["regions"][0].update(parent_id="EARTH"), []),
    ("used", "an indicator", lambda b: b["indicators"].append({**b["indicators"][0], "indicator_id": "z"}), ["z | no statement | at least one"]),
    ("used", "a name", lambda b: b["labels"].append({"label": "龘", "indicator_id": "firms", "variant": ""}), ["龘 firms | no statement | at least one"]),
    ("used", "a name of another indicator", lambda b: b["labels"].append({"label": "企业", "indicator_id": "users", "variant": ""}), ["企业 users | no statement | at least one"]),
    ("used", "by a draft", lambda b: (b["indicators"].append({**b["indicators"][0], "indicator_id": "z"}), b["labels"].append({"label": "甲…乙", "indicator_id": "z", "variant": ""}), b["drafts"].append({"indicator_id": "z", "label": "甲 …乙"})),
     []),
    ("targets", "another value", lambda b: b["targets"][1].update(value=59.0), ["p-2020.penetration.2025: value | 59.0 | 60.0"]),
    ("targets", "another name", lambda b: b["targets"][0].update(region_zh="某市"), ["p-2020.services.2025: region_zh | 某市 | 某省"]),
    ("targets", "another hedge", lambda b: b["targets"][0].update(hedge="力争"), ["p-2020.services.2025: hedge | 力争 | 力争 (strive)"]),
    ("targets", "a row too few", lambda b: b["targets"].pop(1),
     ["p-2020.penetration.2025 | no row | one: it is a target of statements.csv"]),
    ("targets", "a row too many", lambda b: b["targets"].append({**b["targets"][0], "statement_id": "z"}),
     ["z | a row | none: it is not a target of statements.csv"]),
    ("coding", "in one alone", lambda b: b["coding_a"].remove(coded(b, "a", "firms")),
     ["p-2020.firms.2019 in own | not in both codings | both, or an adjudication"]),
    ("coding", "in neither", lambda b: [b[f"coding_{c}"].remove(coded(b, c, "firms")) for c in "ab"],
     ["p-2020.firms.2019 in own | not in both codings | both, or an adjudication"]),
    ("coding", "in one alone, and settled", lambda b: (b["coding_a"].remove(coded(b, "a", "firms")), b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "unit of analysis", "adopted": "", "coding_a": "x", "coding_b": "y"})),
     []),
    ("coding", "in one alone, and in the copy otherwise", lambda b: (b["coding_a"].remove(coded(b, "a", "firms")), coded(b, "a", "firms", COPY, kind="target")),
     ["p-2020.firms.2019 in own | not in both codings | both, or an adjudication", "p-2020.firms.2019 in copy: kind | baseline | what the codings or the adjudication have: ['baseline', 'target']"]),
    ("coding", "two codings", lambda b: coded(b, "a", "firms", kind="target"),
     ["p-2020.firms.2019 in own: kind | baseline | what the codings or the adjudication have: ['baseline', 'target']"]),
    ("coding", "two codings, and settled", lambda b: (coded(b, "a", "firms", kind="target"), b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "adopted": "baseline", "coding_a": "target", "coding_b": "baseline"})),
     []),
    ("coding", "settled otherwise", lambda b: b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "adopted": "target", "coding_a": "target", "coding_b": "baseline"}),
     ["p-2020.firms.2019 in own: kind | baseline | what the codings or the adjudication have: ['target']"]),
    ("coding", "settled as empty", lambda b: b["adjudication"].append({"edition_id": OWN, "start": b.ev("services", "value")["start"], "field": "hedge", "adopted": None, "coding_a": "力争", "coding_b": ""}),
     []),
    ("coding", "the record departs from both", lambda b: b.s("firms", kind="target"),
     ["p-2020.firms.2019 in own: kind | target | what the codings or the adjudication have: ['baseline']", "p-2020.firms.2019 in copy: kind | target | what the codings or the adjudication have: ['baseline']"]),
    ("coding", "written otherwise", lambda b: (coded(b, "a", "firms", label="企 业…数"), coded(b, "b", "firms", label="企业|数"), coded(b, "a", "firms", COPY, label="企业…数"), coded(b, "b", "firms", COPY, label="企业…数"), b.s("firms", label="企业|数")),
     []),
    ("coding", "a plan coded once", lambda b: (b["coding_b"].clear(), b.s("firms", kind="target")), []),
    ("codings", "a row without a statement", lambda b: b["coding_a"].append({**coded(b, "a", "firms"), "start": 3, "end": 5, "printed": "云规"}),
     ["own 3 | 云规 as firms | a statement, or an adjudication", "own 3 | 云规 | 规划"]),
    ("codings", "a row without a statement, and settled", lambda b: (b["coding_a"].append({**coded(b, "a", "firms"), "start": 3, "end": 5, "printed": "云规"}), b["adjudication"].append({"edition_id": OWN, "start": 3, "field": "unit of analysis", "coding_a": "x", "coding_b": "y", "adopted": ""})),
     ["own 3 | 云规 | 规划"]),
    *(("codings", f"a row without a statement, of which {field} is settled", lambda b, field=field: (b["coding_a"].append({**coded(b, "a", "firms"), **words(OWN, "云规划")}), b["adjudication"].append({"edition_id": OWN, "start": 2, "field": field, "coding_a": coded(b, "a", "firms")[field], "coding_b": "", "adopted": ""})),
     ["own 2 | 云规划 as firms | a statement, or an adjudication"]) for field in ("kind", "upper")),
    ("codings", "a row at a name", lambda b: b["coding_a"].append({**coded(b, "a", "firms"), **words(OWN, "企业")}),
     ["own 45 | 企业 as firms | a statement, or an adjudication"]),
    ("codings", "a row of another indicator", lambda b: coded(b, "b", "firms", indicator_id="users"),
     ["own 47 | 200家 as users | a statement, or an adjudication"]),
    ("codings", "other words", lambda b: coded(b, "b", "firms", printed="20家"), ["own 47 | 20家 | 200家"]),
    ("codings", "in a text that is not at hand", lambda b: (coded(b, "b", "firms", printed="20家"), b.texts.pop(OWN)), []),
    ("codings", "an adjudication that misquotes", lambda b: b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "adopted": "baseline", "coding_a": "target", "coding_b": "baseline"}),
     ["own 47: kind | target | baseline"]),
    ("codings", "an adjudication that misquotes the second", lambda b: b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "adopted": "baseline", "coding_a": "baseline", "coding_b": "actual"}),
     ["own 47: kind | actual | baseline"]),
    ("codings", "an adjudication of nothing", lambda b: b["adjudication"].append({"edition_id": OWN, "start": 1, "field": "kind", "adopted": "baseline", "coding_a": "target", "coding_b": "baseline"}),
     []),
    ("coded-once", "coded twice, said to be once", lambda b: b.s("firms", status="single-coded"),
     ["p-2020.firms.2019: status | single-coded | verified: both codings have the plan"]),
    ("coded-once", "coded once, said to be twice", lambda b: (b.keep("firms"), b["coding_a"].clear()),
     ["p-2020.firms.2019: status | verified | single-coded: the plan stands in no two codings"]),
    ("departures", "of nothing", lambda b: b["adjudication"].append({"edition_id": OWN, "start": 1, "field": "kind", "coding_a": "", "coding_b": "", "adopted": ""}),
     ["own 1 kind | no figure of a record that starts there | one, or the codings quoted"]),
    ("departures", "of a field that no rule reads", lambda b: b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "unit", "coding_a": "", "coding_b": "", "adopted": ""}),
     ["own 47 unit | unit | one of column, comparator, deadline, hedge, kind, label, label place, scope"]),
    ("departures", "without need", lambda b: b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "coding_a": "", "coding_b": "", "adopted": ""}),
     ["own 47 kind | rules that agree with the record | no row"]),
    ("departures", "of a field before the one with need", lambda b: (b.s("firms", kind="target"), b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "hedge", "coding_a": "", "coding_b": "", "adopted": ""})),
     ["own 47 hedge | rules that agree with the record | no row"]),
    ("departures", "of a field after the one with need", lambda b: (b.s("firms", hedge="力争"), b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "coding_a": "", "coding_b": "", "adopted": ""})),
     ["own 47 kind | rules that agree with the record | no row"]),
    ("departures", "with need", lambda b: (b.s("firms", kind="target"), b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "coding_a": "", "coding_b": "", "adopted": ""})),
     []),
    ("departures", "where a name starts", lambda b: b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "label")["start"], "field": "kind", "coding_a": "", "coding_b": "", "adopted": ""}),
     ["own 45 kind | no figure of a record that starts there | one, or the codings quoted"]),
    ("departures", "of a draft", lambda b: (b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "coding_a": "", "coding_b": "", "adopted": ""}), b.drop("statements", b.s("firms"))),
     ["own 47 kind | no figure of a record that starts there | one, or the codings quoted"]),
    ("departures", "in the copy, where the plan’s own edition has the need", lambda b: (b.drop("evidence", b.ev("services", "hedge")), b["adjudication"].append({"edition_id": COPY, "start": b.ev("services", "value", COPY)["start"], "field": "hedge", "coding_a": "", "coding_b": "", "adopted": ""})),
     ["copy 86 hedge | rules that agree with the record | no row"]),
    ("departures", "in the plan’s own edition, where the copy has the need", lambda b: (b.drop("evidence", b.ev("services", "hedge", COPY)), b["adjudication"].append({"edition_id": OWN, "start": b.ev("services", "value")["start"], "field": "hedge", "coding_a": "", "coding_b": "", "adopted": ""})),
     ["own 86 hedge | rules that agree with the record | no row"]),
    ("departures", "in the copy, which has the need alone", lambda b: (b.drop("evidence", b.ev("services", "hedge", COPY)), b["adjudication"].append({"edition_id": COPY, "start": b.ev("services", "value", COPY)["start"], "field": "hedge", "coding_a": "", "coding_b": "", "adopted": ""})),
     []),
    ("departures", "in a text that is not at hand", lambda b: (b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "coding_a": "", "coding_b": "", "adopted": ""}), b.texts.pop(OWN)),
     []),
    ("departures", "a quoted coding is none", lambda b: b["adjudication"].append({"edition_id": OWN, "start": 1, "field": "kind", "coding_a": "", "coding_b": "y", "adopted": ""}),
     []),
    ("departures", "nor is the other", lambda b: b["adjudication"].append({"edition_id": OWN, "start": 1, "field": "kind", "coding_a": "y", "coding_b": "", "adopted": ""}),
     []),
    ("kind", "set aside in one copy", lambda b: (b.s("firms", kind="target"), b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "coding_a": "", "coding_b": "", "adopted": ""})),
     ["p-2020.firms.2019 in copy: kind | target | baseline"]),
    ("kind", "of two values the first is set aside", lambda b: (b.s("firms", kind="target"), b["evidence"].append({**b.ev("firms", "value"), **words(OWN, "100亿元")}), b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "coding_a": "", "coding_b": "", "adopted": ""})),
     ["p-2020.firms.2019 in copy: kind | target | baseline"]),
    ("policy-evidence", "of no record", lambda b: b["policy_evidence"].append({**b["policy_evidence"][0], "record_id": "z"}),
     ["z | no such record | a goal, an instrument or a project"]),
    ("policy-evidence", "no text", lambda b: b["policy_evidence"].pop(0), ["g in own | 0 spans for text | 1"]),
    ("policy-evidence", "no text in the copy", lambda b: b["policy_evidence"].remove(next(r for r in b["policy_evidence"] if r["edition_id"] == COPY)),
     ["g in copy | 0 spans for text | 1"]),
    ("policy-evidence", "none at all", lambda b: b["policy_evidence"].clear(),
     ["g in own | 0 spans for level | 1", "g in own | 0 spans for text | 1", "g in copy | 0 spans for level | 1", "g in copy | 0 spans for text | 1", "i in own | 0 spans for text | 1", "i in own | 0 spans for verb | 1", "i in copy | 0 spans for text | 1", "i in copy | 0 spans for verb | 1", "j in own | 0 spans for text | 1", "j in copy | 0 spans for text | 1"]),
    ("policy-evidence", "a level that the record lacks", lambda b: b["goals"][0].update(level_printed=""),
     ["g in own | 1 spans for level | 0", "g in copy | 1 spans for level | 0"]),
    ("policy-evidence", "a hedge that the spans lack", lambda b: b["goals"][0].update(hedge_printed="力争"),
     ["g in own | 0 spans for hedge | 1", "g in copy | 0 spans for hedge | 1"]),
    ("policy-evidence", "a plan without editions", lambda b: (b["editions"].clear(), b["policy_evidence"].clear()), []),
    ("policy-printed", "other words", lambda b: b["policy_evidence"][0].update(printed="基地"),
     ["g in own: text | 基地 | 建成国内领先的基地", "g: printed | 建成国内领先的基地 | 基地"]),
    ("policy-printed", "other words, after them by their signs", lambda b: b["policy_evidence"][0].update(printed="某园"),
     ["g in own: text | 某园 | 建成国内领先的基地", "g: printed | 建成国内领先的基地 | 某园"]),
    ("policy-printed", "another field", lambda b: b["instruments"][0].update(verb="支持"), ["i: verb | 支持 | 鼓励", "i: verb | 支持 | 鼓励"]),
    ("policy-printed", "another name", lambda b: b["projects"][0].update(name="别园"), ["j: name | 别园 | 某园", "j: name | 别园 | 某园"]),
    ("policy-printed", "in a text that is not at hand", lambda b: (b["policy_evidence"][0].update(start=0), b.texts.pop(OWN)), []),
    ("policy-inside", "across segments", lambda b: b["policy_evidence"][0].update(end=b["policy_evidence"][0]["end"] + 4),
     ["g in own | spans across segments | spans in one segment"]),
    ("policy-inside", "another span than the first elsewhere", lambda b: next(row for row in b["policy_evidence"] if (row["record_id"], row["role"], row["edition_id"]) == ("g", "level", OWN)).update(start=0, end=4),
     ["g in own | spans across segments | spans in one segment"]),
    ("policy-inside", "up to the end of the segment", lambda b: b["policy_evidence"][0].update(end=b["policy_evidence"][0]["end"] + 1), []),
    ("policy-inside", "before the segment", lambda b: b["policy_evidence"][0].update(start=b["policy_evidence"][0]["start"] - 1),
     ["g in own | spans across segments | spans in one segment"]),
    ("policy-inside", "of two segments the first", lambda b: b["passages"].extend([{**row, "passage": "99"} for row in b["passages"]]), []),
    ("policy-inside", "another than the first of two segments", lambda b: (b["passages"].extend([{**row, "passage": "99"} for row in b["passages"]]), b["goals"][0].update(passage="1")),
     ["g: passage | 1 | 13"]),
    ("policy-inside", "another segment", lambda b: b["goals"][0].update(passage="1"), ["g: passage | 1 | 13"]),
    ("policy-inside", "the copy may number its segments otherwise", lambda b: [row.update(passage=f"c{row['passage']}") for row in b["passages"] if row["edition_id"] == COPY], []),
    ("policy-inside", "a later segment", lambda b: b["goals"][0].update(passage="99"),
     ["g: passage | 99 | 13"]),
    ("policy-inside", "another segment than in the copy, which the plan quotes", lambda b: (b["plans"][0].update(edition_id=COPY), b["goals"][0].update(passage="1")),
     ["g: passage | 1 | 13"]),
    ("policy-inside", "a project may stand in several", lambda b: b["projects"][0].update(passage="1"), []),
    ("policy-inside", "no spans", lambda b: b["policy_evidence"].clear(), []),
    ("policy-words", "another firmness", lambda b: b["instruments"][0].update(firmness="fund"), ["i: firmness | fund | encourage, which 鼓励 gives"]),
    ("policy-words", "a verb that no list has", lambda b: b["instruments"][0].update(verb="支持"),
     ["i: firmness | encourage | None, which 支持 gives", "firmness 鼓励 | no record | at least one"]),
    ("policy-words", "no verb", lambda b: b["instruments"][0].update(verb="", firmness=""), ["firmness 鼓励 | no record | at least one"]),
    ("policy-words", "no strength", lambda b: b["goals"][0].update(strength=""), ["g: strength | nothing | will, which no word gives"]),
    ("policy-words", "a level of no word", lambda b: b["goals"][0].update(level_printed=""),
     ["g: level | national | , which no word gives", "level 国内领先 | no record | at least one"]),
    ("policy-words", "a word that nobody uses", lambda b: b["policy_words"].append({"list": "level", "word": "一流", "code": "x"}),
     ["level 一流 | no record | at least one"]),
    ("policy-deadline", "another year", lambda b: b["goals"][0].update(deadline=2024),
     ["g in own: deadline | 2024 | 2025", "g in copy: deadline | 2024 | 2025"]),
    ("policy-deadline", "nothing governs", lambda b: b.write("到2025年，", "到那时候为止，"),
     ["g in own: deadline | 2025 | None", "g in copy: deadline | 2025 | None"]),
    ("policy-deadline", "the span of a level counts for nothing", lambda b: next(r for r in b["policy_evidence"] if r["role"] == "level").update(start=38, end=40),
     []),
    ("policy-deadline", "nor does that of a verb", lambda b: b["policy_evidence"].append({**b["policy_evidence"][0], "role": "verb", "start": 38, "end": 40}), []),
    ("policy-deadline", "in texts that are not at hand", lambda b: (b["goals"][0].update(deadline=2024), b.texts.clear()), []),
    ("passages", "a gap", lambda b: b["passages"].pop(1), ["own 3 | starts at 11 | where the one before it ends, 5"]),
    ("passages", "a gap at the start", lambda b: b["passages"].pop(0), ["own 2 | starts at 6 | where the one before it ends, 0"]),
    ("passages", "an overlap", lambda b: b["passages"][1].update(start=b["passages"][1]["start"] - 2),
     ["own 2 | starts at 4 | where the one before it ends, 5"]),
    ("passages", "two sentences", lambda b: (b["passages"].pop(6), b["passages"][5].update(end=b["passages"][6]["start"])),
     ["own 6 | a sentence end inside | one sentence at most"]),
    ("passages", "the last is missing", lambda b: b["passages"].pop(14), ["own 16 | starts at 191 | where the one before it ends, 183"]),
    ("passages", "one inside another", lambda b: (b["passages"].__delitem__(slice(2, 15)), b["passages"][0].update(end=9999)),
     ["own 1 | a sentence end inside | one sentence at most", "own 2 | starts at 6 | where the one before it ends, 9999", "own 16 | starts at 191 | where the one before it ends, 9999"]),
    ("passages", "nobody read it", lambda b: ([b[f"policy_{layer}_{c}"].clear() for c in "ab" for layer in ("goals", "instruments", "projects", "none")], b["passages"].clear()),
     []),
    ("passages", "read, and nothing found", lambda b: ([b[f"policy_{layer}_{c}"].clear() for c in "ab" for layer in ("goals", "instruments", "projects", "none")], b["policy_none_b"].append({"edition_id": COPY}), b["passages"].clear()),
     ["own | nothing after 0 | segments up to the end of the text", "copy | nothing after 0 | segments up to the end of the text"]),
    ("passages-marked", "not said", lambda b: b["passages"][12].update(mark="status"), ["own 13 | status | coded"]),
    ("passages-marked", "nobody gave a mark", lambda b: b["passages"][12].update(mark=""), ["own 13 |  | coded"]),
    ("passages-marked", "said without need", lambda b: b["passages"][0].update(mark="coded"), ["own 1 | coded | why it holds nothing"]),
    ("passages-marked", "the span of a place counts for nothing", lambda b: next(r for r in b["policy_evidence"] if r["role"] == "place").update(start=0),
     []),
    ("passages-marked", "nor does that of a verb", lambda b: next(r for r in b["policy_evidence"] if r["role"] == "verb").update(start=0), []),
    ("passages-marked", "at the first character", lambda b: (b["passages"][0].update(mark="coded"), next(r for r in b["policy_evidence"] if r["role"] == "text").update(start=0)),
     ["own 13 | coded | why it holds nothing"]),
    ("passages-marked", "past the last", lambda b: (b["passages"][0].update(mark="coded"), next(r for r in b["policy_evidence"] if r["role"] == "text").update(start=b["passages"][0]["end"])),
     ["own 1 | coded | why it holds nothing", "own 13 | coded | why it holds nothing"]),
    ("policy-terms", "a theme", lambda b: b["terms"].remove({"list": "theme", "code": "layout"}), ["theme layout | no name | one: goals uses it"]),
    ("policy-terms", "a type of instruments", lambda b: b["terms"].remove({"list": "instrument", "code": "tax"}),
     ["instrument tax | no name | one: instruments uses it"]),
    ("policy-terms", "a mark", lambda b: b["terms"].remove({"list": "mark", "code": "coded"}), ["mark coded | no name | one: passages uses it"]),
    ("policy-terms", "an empty code needs none", lambda b: b["goals"][0].update(level=""), []),
    ("policy-coding", "one coding alone", lambda b: b["policy_goals_a"].clear(),
     ["goals own 13 layout: row | undecided | yes, as it is in the table"]),
    ("policy-coding", "neither, but in the table", lambda b: [b[f"policy_goals_{c}"].clear() for c in "ab"],
     ["goals own 13 layout: row | undecided | yes, as it is in the table", "goals own 13 layout: type | qualitative | what the codings or the adjudication have: []", "goals own 13 layout: level | national | what the codings or the adjudication have: []", "goals own 13 layout: level_printed | 国内领先 | what the codings or the adjudication have: []", "goals own 13 layout: deadline | 2025 | what the codings or the adjudication have: []", "goals own 13 layout: strength | will | what the codings or the adjudication have: []", "goals own 13 layout: hedge_printed |  | what the codings or the adjudication have: []", "goals own 13 layout: printed | 建成国内领先的基地 | what the codings or the adjudication have: []"]),
    ("policy-coding", "both, not in the table", lambda b: b["goals"].clear(), ["goals own 13 layout: row | yes | no, as it is not in the table"]),
    ("policy-coding", "the first alone, not in the table", lambda b: (b["policy_goals_b"].clear(), b["goals"].clear()),
     ["goals own 13 layout: row | undecided | no, as it is not in the table"]),
    ("policy-coding", "the second alone, not in the table", lambda b: (b["policy_goals_a"].clear(), b["goals"].clear()),
     ["goals own 13 layout: row | undecided | no, as it is not in the table"]),
    ("policy-coding", "one alone, settled as yes", lambda b: (b["policy_goals_a"].clear(), b["policy_adjudication"].append({"layer": "goals", "edition_id": OWN, "passage": b["goals"][0]["passage"], "unit": "layout", "field": "row", "adopted": "yes"})),
     []),
    ("policy-coding", "one alone, settled as no", lambda b: (b["policy_goals_a"].clear(), b["goals"].clear(), b["policy_adjudication"].append({"layer": "goals", "edition_id": OWN, "passage": "12", "unit": "layout", "field": "row", "adopted": "no"}), b["policy_goals_b"][0].update(passage="12")),
     []),
    ("policy-coding", "two codings", lambda b: b["policy_goals_a"][0].update(type="numeric"),
     ["goals own 13 layout: type | qualitative | what the codings or the adjudication have: ['numeric', 'qualitative']"]),
    ("policy-coding", "two codings, settled", lambda b: (b["policy_goals_a"][0].update(type="numeric"), b["policy_adjudication"].append({"layer": "goals", "edition_id": OWN, "passage": b["goals"][0]["passage"], "unit": "layout", "field": "type", "adopted": "qualitative"})),
     []),
    ("policy-coding", "settled otherwise", lambda b: b["policy_adjudication"].append({"layer": "goals", "edition_id": OWN, "passage": b["goals"][0]["passage"], "unit": "layout", "field": "type", "adopted": "numeric"}),
     ["goals own 13 layout: type | qualitative | what the codings or the adjudication have: ['numeric']"]),
    ("policy-coding", "the record departs from both", lambda b: b["instruments"][0].update(target="users"),
     ["instruments own 15 tax: target | users | what the codings or the adjudication have: ['firms']"]),
    ("reported-reading", "another bound", lambda b: b.figure(0, lower=91.0), ["d.cloud-use.2025: lower | 91.0 | 90.0, read from what is stated"]),
    ("reported-reading", "a year", lambda b: b.figure(0, deadline=2024),
     ["d.cloud-use.2025: deadline | 2024 | 2025, read from what is stated", "d.cloud-use.2025 | this id | d, a measure, 2024"]),
    ("reported-reading", "a hedge", lambda b: b.figure(0, hedge="力争"), ["d.cloud-use.2025: hedge | 力争 | , read from what is stated"]),
    ("reported-reading", "a comparator, an upper bound, a start", lambda b: b.figure(0, comparator="range", upper=95.0, period_start=2020),
     ["d.cloud-use.2025: comparator | range | gt, read from what is stated", "d.cloud-use.2025: upper | 95.0 | None, read from what is stated", "d.cloud-use.2025: period_start | 2020 | None, read from what is stated"]),
    ("reported-reading", "a baseline as a target", lambda b: b.figure(1, kind="target"),
     ["guofa-2013-31.users.2013: kind | target | baseline where the list says so, and there alone"]),
    ("reported-reading", "a baseline to which nobody gave a kind", lambda b: b.figure(1, kind=""),
     ["guofa-2013-31.users.2013: kind |  | baseline where the list says so, and there alone"]),
    ("reported-reading", "a target as a baseline", lambda b: b.figure(0, kind="baseline"),
     ["d.cloud-use.2025: kind | baseline | baseline where the list says so, and there alone"]),
    ("reported-reading", "another unit", lambda b: b.figure(0, unit="user"), ["d.cloud-use.2025: unit | user | percent, the unit of the indicator"]),
    ("reported-reading", "another unit, before it by alphabet", lambda b: b.figure(0, unit="CNY"), ["d.cloud-use.2025: unit | CNY | percent, the unit of the indicator"]),
    ("reported-reading", "another id", lambda b: b.figure(0, reported_id="e.cloud-use.2025"), ["e.cloud-use.2025 | this id | d, a measure, 2025"]),
    ("reported-reading", "another id, before it by alphabet", lambda b: b.figure(0, reported_id="c.cloud-use.2025"), ["c.cloud-use.2025 | this id | d, a measure, 2025"]),
    ("reported-reading", "a later year in the id", lambda b: b.figure(0, reported_id="d.cloud-use.2026"), ["d.cloud-use.2026 | this id | d, a measure, 2025"]),
    ("reported-reading", "another year in the id", lambda b: b.figure(0, reported_id="d.cloud-use.2024"),
     ["d.cloud-use.2024 | this id | d, a measure, 2025"]),
    ("reported-reading", "a word more in the id", lambda b: b.figure(0, reported_id="d.cloud-use.2025.x"), []),
    ("reported-reading", "undated", lambda b: b.figure(0, deadline=None, years_stated="", reported_id="d.cloud-use.undated"), []),
    ("reported-decision", "a relation to nothing", lambda b: b.figure(0, indicator_id=""),
     ["d.cloud-use.2025: relation | 'same' | one, and a number, where there is an indicator alone", "d.cloud-use.2025: reason | one language or none | both, where there is no indicator"]),
    ("reported-decision", "no relation", lambda b: b.figure(0, relation=""),
     ["d.cloud-use.2025: relation | '' | one, and a number, where there is an indicator alone"]),
    ("reported-decision", "an indicator without a number", lambda b: b.figure(0, comparator=""),
     ["d.cloud-use.2025: relation | 'same' | one, and a number, where there is an indicator alone"]),
    ("reported-decision", "a reason, and an indicator", lambda b: b.figure(0, reason_en="why"),
     ["d.cloud-use.2025: reason | one | both, where there is no indicator"]),
    ("reported-decision", "no reason", lambda b: b.figure(1, reason_en="", reason_zh=""),
     ["guofa-2013-31.users.2013: reason | one language or none | both, where there is no indicator"]),
    ("reported-decision", "a reason in one language", lambda b: b.figure(1, reason_en=""),
     ["guofa-2013-31.users.2013: reason | one language or none | both, where there is no indicator"]),
    ("reported-decision", "dropped, with an indicator", lambda b: b.figure(0, decision="dropped"),
     ["d.cloud-use.2025: indicator_id | penetration | none: it is dropped"]),
    ("reported-decision", "dropped without one", lambda b: b.figure(1, decision="dropped"), []),
    ("reported-decision", "not decided", lambda b: b.figure(0, decision=""), []),
    ("reported-decision", "kept without a page", lambda b: b["reported_documents"][0].update(address=""),
     ["d.cloud-use.2025: decision | kept | dropped: the document has no page or no region"]),
    ("reported-decision", "kept without a region", lambda b: b["reported_documents"][0].update(region_id=""),
     ["d.cloud-use.2025: decision | kept | dropped: the document has no page or no region"]),
    ("reported-decision", "dropped without a page", lambda b: (b["reported_documents"][1].update(address=""), b.figure(1, decision="dropped"), b.figure(2, decision="dropped")),
     []),
    ("reported-decision", "a document without a figure", lambda b: b["reported_documents"].append({**b["reported_documents"][0], "document_id": "e"}),
     ["e | no figure | at least one"]),
    ("reported-decision", "a figure without a document", lambda b: b.figure(0, document_id="e"),
     ["d.cloud-use.2025: decision | kept | dropped: the document has no page or no region", "d | no figure | at least one"]),
    ("reported-relation", "another, and the names are the same", lambda b: b.figure(0, measured_zh="上云比例", relation="near", caveat_zh="异", caveat_en="x"),
     ["d.cloud-use.2025: relation | near | same, since it measures 上云比例 and the indicator 上云比例"]),
    ("reported-relation", "the same, and it counts what is added", lambda b: b.figure(0, measured_zh="新增用户"),
     ["d.cloud-use.2025: relation | same | near, since it measures 新增用户 and the indicator 上云比例"]),
    ("reported-relation", "what is added, as in the indicator", lambda b: (b.figure(0, measured_zh="新增用户"), [row.update(name_zh="新增上云用户") for row in b["indicators"]]), []),
    ("reported-relation", "a part as the whole", lambda b: b.figure(0, measured_zh="大数据产业规模", relation="wider", caveat_zh="异", caveat_en="x"),
     ["d.cloud-use.2025: relation | wider | narrower, since it measures 大数据产业规模 and the indicator 上云比例"]),
    ("reported-relation", "nothing says what differs", lambda b: b.figure(0, relation="near", caveat_zh="异"),
     ["d.cloud-use.2025: relation | near | what differs, in both languages"]),
    ("reported-relation", "two for one measure", lambda b: b["reported"].append({**b.figure(0), "reported_id": "d.cloud-use.2030", "relation": "near", "caveat_zh": "异", "caveat_en": "x"}),
     ["d.cloud-use.2030: relation | near | same, as for d.cloud-use.2025"]),
    ("reported-source", "no lists", lambda b: (b.lists.clear(), b.figure(0, sources="nowhere:1")), []),
    ("reported-source", "a row that no figure has", lambda b: b["reported"].pop(0),
     ["reported_targets:1 | 0 figures | a row of a list, and one figure"]),
    ("reported-source", "a cell that no figure has", lambda b: b.lists["national_broadband_targets"][0].update(y2020="5"),
     ["national_broadband_targets:1:y2020 | 0 figures | a row of a list, and one figure"]),
    ("reported-source", "a row of two figures", lambda b: b.figure(1, sources="reported_targets:1"),
     ["national_broadband_targets:1:y2013 | 0 figures | a row of a list, and one figure", "reported_targets:1 | 2 figures | a row of a list, and one figure", "guofa-2013-31.users.2013: value_stated | 3 | >90", "guofa-2013-31.users.2013: unit_stated | 10 thousand users | percent", "guofa-2013-31.users.2013: years_stated | 2013 (baseline) | 2025", "guofa-2013-31.users.2013: measured_en | users | cloud use", "guofa-2013-31.users.2013: lower | 30000.0 | 90, as reported_targets:1 states", "guofa-2013-31.users.2013: upper | 30000.0 | open, as reported_targets:1 states", "guofa-2013-31.users.2013: deadline | 2013 | 2025, as reported_targets:1 states", "guofa-2013-31.users.2013: document_id | guofa-2013-31 | the document of reported_targets:1"]),
    ("reported-source", "a row that is not there", lambda b: b.figure(0, sources="reported_targets:1 reported_targets:9"),
     ["reported_targets:9 | no such row | a row of a list, and one figure"]),
    ("reported-source", "another value", lambda b: b.lists["reported_targets"][0].update(value=">80"),
     ["d.cloud-use.2025: value_stated | >90 | >80", "d.cloud-use.2025: lower | 90.0 | 80, as reported_targets:1 states"]),
    ("reported-source", "another unit", lambda b: b.lists["reported_targets"][0].update(unit="per cent"),
     ["d.cloud-use.2025: unit_stated | percent | per cent"]),
    ("reported-source", "another year", lambda b: b.lists["reported_targets"][0].update(horizon="2024"),
     ["d.cloud-use.2025: years_stated | 2025 | 2024", "d.cloud-use.2025: deadline | 2025 | 2024, as reported_targets:1 states"]),
    ("reported-source", "another qualifier", lambda b: b.lists["reported_targets"][0].update(qualifier_as_printed="约"),
     ["d.cloud-use.2025: qualifier_stated |  | 约", "d.cloud-use.2025: upper | None | 90, as reported_targets:1 states"]),
    ("reported-source", "another measure", lambda b: b.lists["reported_targets"][0].update(indicator="use"),
     ["d.cloud-use.2025: measured_en | cloud use | use"]),
    ("reported-source", "of another document", lambda b: b.lists["reported_targets"][0].update(doc_id="R2"),
     ["d.cloud-use.2025: document_id | d | the document of reported_targets:1"]),
    ("reported-source", "of another document, before it by alphabet", lambda b: b.lists["reported_targets"][0].update(doc_id="R0"),
     ["d.cloud-use.2025: document_id | d | the document of reported_targets:1"]),
    ("reported-source", "a cell of another document", lambda b: b.figure(1, document_id="d"),
     ["guofa-2013-31.users.2013: document_id | d | the document of national_broadband_targets:1:y2013"]),
    ("reported-source", "a cell of another document, after it by alphabet", lambda b: b.figure(1, document_id="z"),
     ["guofa-2013-31.users.2013: document_id | z | the document of national_broadband_targets:1:y2013"]),
    ("reported-source", "two rows of one figure", lambda b: (b.lists["reported_targets"].append(dict(b.lists["reported_targets"][0])), b.figure(0, sources="reported_targets:1 reported_targets:3")),
     []),
    ("reported-source", "two rows of one figure in other words", lambda b: (b.lists["reported_targets"].append({**b.lists["reported_targets"][0], "indicator": "use of clouds", "unit": "percent of all"}), b.figure(0, sources="reported_targets:1 reported_targets:3")),
     []),
    ("reported-source", "two rows that state two things", lambda b: (b.lists["reported_targets"].append({**b.lists["reported_targets"][0], "value": "70-80"}), b.figure(0, sources="reported_targets:1 reported_targets:3")),
     ["d.cloud-use.2025: lower | 90.0 | 70, as reported_targets:3 states", "d.cloud-use.2025: upper | None | 80, as reported_targets:3 states"]),
    ("reported-document", "another title", lambda b: b["reported_documents"][0].update(title_zh="别的规划"), ["d: title_zh | 别的规划 | 某市规划"]),
    ("reported-document", "another number", lambda b: b["reported_documents"][0].update(document_no="一号"), ["d: document_no | 一号 | "]),
    ("reported-document", "a number that is shown", lambda b: b.lists["reported_targets"][0].update(doc_number="一号"), ["d: document_no |  | 一号"]),
    ("reported-document", "a number in other letters", lambda b: b.lists["reported_targets"][0].update(doc_number="No. 1"), ["d: document_no |  | No. 1"]),
    ("reported-document", "another address", lambda b: b["reported_documents"][0].update(address="https://a.example/2"),
     ["d: address | https://a.example/2 | https://a.example/1"]),
    ("reported-document", "of no list", lambda b: b["reported_documents"].append({"document_id": "e", "source_doc": "R9", "title_zh": "", "document_no": "", "address": "https://e.example"}),
     ["e: address | https://e.example | "]),
    ("reported-decision", "an indicator that is not there", lambda b: b.figure(0, indicator_id="nothing"),
     ["d.cloud-use.2025: indicator_id | nothing | an indicator of plans or of work reports"]),
    ("reported-decision", "an indicator of work reports", lambda b: (b.tables.update(work_report_indicators=[{**b["indicators"][0], "indicator_id": "racks"}]), b.figure(0, indicator_id="racks")),
     []),
    ("reported-decided", "no such list", lambda b: None, []),
    ("reported-decided", "a target and an outcome", lambda b: _further(b, "target", "outcome"), []),
    ("reported-decided", "a target that no figure has", lambda b: (_further(b, "target"), b["reported"].pop()),
     ["reported_targets_more:1 | 0 figures and 0 outcomes | one figure, and nothing else"]),
    ("reported-decided", "a baseline of two figures", lambda b: (_further(b, "baseline"), b["reported"].append({**b["reported"][-1], "reported_id": "d.more.2026"})),
     ["reported_targets_more:1 | 2 figures and 0 outcomes | one figure, and nothing else"]),
    ("reported-decided", "an outcome left out", lambda b: (_further(b, "outcome"), b["outcomes_as_read"].pop()),
     ["reported_targets_more:1 | 0 figures and 0 outcomes | one outcome, and nothing else"]),
    ("reported-decided", "an outcome that is a figure as well", lambda b: (_further(b, "outcome"), b.figure(0, sources="reported_targets:1 reported_targets_more:1")),
     ["reported_targets_more:1 | 1 figures and 1 outcomes | one outcome, and nothing else"]),
    ("reported-decided", "two figures of one row of outcomes", lambda b: (_further(b, "outcome"), b["outcomes_as_read"].append({**b["outcomes_as_read"][-1], "entry": "reported_targets_more:1b"})),
     []),
    ("reported-decided", "a row that is not there", lambda b: (_further(b, "target"), b.figure(0, sources="reported_targets:1 reported_targets_more:9")),
     ["reported_targets_more:9 | 1 figures and 0 outcomes | a row of the list"]),
    ("reported-document", "of the further list", lambda b: _further(b, "target"), []),
    ("reported-document", "of the further list, another title", lambda b: (_further(b, "target"), b["reported_documents"][-1].update(title_zh="别的规划")),
     ["more: title_zh | 别的规划 | 某省规划 (as reported)"]),
    ("reported-document", "of the further list, another date", lambda b: (_further(b, "target"), b["reported_documents"][-1].update(date_stated="2022")),
     ["more: date_stated | 2022 | 2021-05"]),
    ("reported-document", "of the further list, another number", lambda b: (_further(b, "target"), b["reported_documents"][-1].update(document_no="一号")),
     ["more: document_no | 一号 | "]),
    ("reported-document", "of the further list, one address of two", lambda b: (_further(b, "target"), b.lists["reported_targets_more"][0].update(address="c.example/3 ; d.example/4")),
     []),
    ("reported-document", "of the further list, another address", lambda b: (_further(b, "target"), b["reported_documents"][-1].update(address="https://c.example/3 https://e.example/5")),
     ["more: address | https://c.example/3 https://e.example/5 | https://c.example/3"]),
    ("reported-document", "of the further list, no address", lambda b: (_further(b, "target"), b["reported_documents"][-1].update(address="")),
     ["more: address |  | https://c.example/3"]),
    ("reported-document", "no lists", lambda b: (b.lists.clear(), b["reported_documents"][0].update(title_zh="别的规划")), []),
    *CONTEXT_CASES,
    ("places", "another city", lambda b: b["project_places"][0].update(place_id="CN-XX"), ["j: place_id | CN-XX | 100100, which 某园 means"]),
    ("places", "a name that means no region", lambda b: b["localities"].clear(), ["j: place_id | 100100 | None, which 某园 means"]),
    ("places", "the name of the city", lambda b: (b["localities"].clear(), b["project_places"][0].update(printed="某市"), [r.update(printed="某市") for r in b["policy_evidence"] if r["role"] == "place"]),
     []),
    ("places", "no row", lambda b: b["project_places"].clear(),
     ["j in own: place | ['某园'] | []", "j in copy: place | ['某园'] | []", "某园 | no place | at least one"]),
    ("places", "of a measure, without a span", lambda b: b["instrument_places"].append({"instrument_id": "i", "place_id": "100100", "printed": "某园"}),
     ["i in own: place | [] | ['某园']", "i in copy: place | [] | ['某园']"]),
    ("places-coding", "a region that no coding has", lambda b: b["project_places"][0].update(place_id="CN-XX"),
     ["j | ['CN-XX'] | those of the codings or the adjudication: 某园 or 某园"]),
    ("places-coding", "none", lambda b: b["project_places"].clear(), ["j | none | those of the codings or the adjudication: 某园 or 某园"]),
    ("places-coding", "none, as was decided", lambda b: (b["project_places"].clear(), b["policy_adjudication"].append({"layer": "projects", "edition_id": OWN, "passage": b["projects"][0]["passage"], "unit": "某园", "field": "places", "adopted": ""})),
     []),
    ("places-coding", "in no coding, which the rule on codings names", lambda b: (b["policy_projects_a"].clear(), b["policy_projects_b"].clear()),
     []),
    ("coded-again", "two readings that agree", lambda b: recoded(b, "target", "firms", "firms", "firms"), []),
    ("coded-again", "two readings that differ, decided", lambda b: recoded(b, "target", "firms", "users", "users", "why"), []),
    ("coded-again", "decided without a reason", lambda b: recoded(b, "target", "firms", "users", "users"),
     ["i target: reason | none | one, where the readings differ"]),
    ("coded-again", "a reason without a difference", lambda b: recoded(b, "target", "firms", "firms", "firms", "why"),
     ["i target: reason | why | none"]),
    ("coded-again", "what neither reading has", lambda b: recoded(b, "target", "firms", "firms", "people"),
     ["i target: adopted | people | firms"]),
    ("coded-again", "a place that the measure lacks", lambda b: recoded(b, "places", "某园", "某园", "某园"),
     ["i | none | those adopted: 某园"]),
    ("coded-again", "a place that was not adopted", lambda b: (b["instrument_places"].append({"instrument_id": "i", "place_id": "100100", "printed": "某园"})),
     ["i | ['100100'] | those adopted: none"]),
    ("policy-coding", "coded again", lambda b: (recoded(b, "target", "users", "users", "users"), b["instruments"][0].update(target="users")), []),
    ("policy-coding", "not as coded again", lambda b: recoded(b, "target", "users", "users", "users"),
     ["instruments own 15 tax: target | firms | what the codings or the adjudication have: ['users']"]),
    ("project-once", "twice", lambda b: b["projects"].append({**b["projects"][0], "project_id": "k", "name": "“某园”"}), ["p-2020: k | “某园” | one row; j has it"]),
    ("project-once", "in another plan", lambda b: b["projects"].append({**b["projects"][0], "project_id": "k", "plan_id": "q"}), []),
    ("verdicts", "narrower than itself", lambda b: b["comparability"].append({"indicator_a": "firms", "indicator_b": "firms", "verdict": "narrower"}),
     ["firms firms | narrower | one of not-comparable, overlapping, same: an indicator with itself"]),
    ("verdicts", "the same, in other units", lambda b: verdict(b, "firms", "users", "same"), ["firms users | same | another: the units are firm and user"]),
    ("verdicts", "part of a part", lambda b: (verdict(b, "centres-a", "centres-b", "narrower"), verdict(b, "centres-b", "centres-c", "narrower")),
     ["centres-a centres-c | not-comparable | narrower: centres-a is part of centres-b, and centres-b of centres-c"]),
    ("verdicts", "part of a part, as it should", lambda b: (verdict(b, "centres-a", "centres-b", "narrower"), verdict(b, "centres-b", "centres-c", "narrower"), verdict(b, "centres-a", "centres-c", "narrower")),
     []),
    ("verdicts", "the parts of a sum", lambda b: (added_up(b), verdict(b, "centres-a", "centres-b", "broader")),
     ["centres-c centres-a | not-comparable | narrower: z adds it up to centres-a"]),
    ("verdicts", "turned round", lambda b: (added_up(b), verdict(b, "centres-a", "centres-b", "narrower"), verdict(b, "centres-a", "centres-c", "broader")),
     ["centres-c centres-b | not-comparable | narrower: centres-c is part of centres-a, and centres-a of centres-b", "centres-b centres-a | broader | narrower: z adds it up to centres-a"]),
    ("verdicts", "parts side by side", lambda b: (added_up(b), verdict(b, "centres-a", "centres-b", "broader"), verdict(b, "centres-a", "centres-c", "broader"), verdict(b, "centres-b", "centres-c", "same")),
     ["centres-b centres-c | same | another: z lists them side by side"]),
    ("direction", "lower", lambda b: next(r for r in b["indicators"] if r["indicator_id"] == "penetration").update(direction="lower"),
     ["penetration: direction | lower | higher, by the bounds of p-2020.penetration.2025"]),
    ("direction", "of at most", lambda b: b.s("penetration", comparator="le"), ["penetration: direction | higher | lower, by the bounds of p-2020.penetration.2025"]),
    ("direction", "of a bare number", lambda b: b["indicators"][0].update(direction="none"), []),
    ("period", "years in the title", lambda b: b["plans"][0].update(title_zh="某省云规划（2020—2024年）"), ["p-2020: period | 2020 to 2025 | 2020 to 2024, as the title has it"]),
    ("period", "a five-year plan", lambda b: b["plans"][0].update(title_zh="某省“十四五”云规划"), ["p-2020: period | 2020 to 2025 | 2021 to 2025, as the title has it"]),
    ("period", "as it should", lambda b: b["plans"][0].update(title_zh="某省云规划（2020-2025年）"), []),
    ("copy-kind", "a government's host", lambda b: b["editions"][0].update(address="http://www.a.gov.cn/1"),
     ["own: copy_kind | reprint | gazette, government-web or portal, by the host of http://www.a.gov.cn/1"]),
    ("copy-kind", "another host", lambda b: b["editions"][0].update(address="http://www.a.example/gov", copy_kind="portal"),
     ["own: copy_kind | portal | reprint, by the host of http://www.a.example/gov"]),
    ("copy-kind", "no address", lambda b: b["editions"][0].update(copy_kind="gazette"), []),
    ("basis", "a copy prints it", lambda b: b["corrections"][0].update(basis="inferred"), ["p-2020.services.2025 in copy: basis | inferred | clean-copy: a copy prints 100亿元"]),
    ("basis", "no copy prints it", lambda b: b["corrections"][0].update(adopted="90亿元"), ["p-2020.services.2025 in copy: basis | clean-copy | inferred: no copy prints 90亿元"]),
    ("section-role", "of a heading", lambda b: next(r for r in b["sections"] if r["role"] == "goals").update(role="tasks"), [f"own {TEXT.index('二、目标')}: role | tasks | goals, by 目标"]),
    ("section-role", "of a part", lambda b: b["sections"].append({"edition_id": OWN, "start": 999, "end": 1000, "role": "goals", "heading": "（一）现状"}),
     ["own 999: role | goals | tasks, by 现状"]),
    ("section-role", "of a heading of an unknown kind", lambda b: b["sections"].append({"edition_id": OWN, "start": 999, "end": 1000, "role": "back", "heading": "四、来信"}), []),
    ("aims-complete", "a name without an aim", lambda b: (b.write("励企业上云", "云基地个数"), named_bases(b)),
     ["p-2020 bases in own | no aim, but 云基地个数 | an aim, or a statement", "p-2020 bases in copy | no aim, but 云基地个数 | an aim, or a statement"]),
    ("aims-complete", "a name of two indicators without an aim", lambda b: (b.write("励企业上云", "云基地个数"), named_bases(b), named_bases(b, indicator="sites")),
     ["p-2020 bases or sites in own | no aim, but 云基地个数 | an aim, or a statement", "p-2020 bases or sites in copy | no aim, but 云基地个数 | an aim, or a statement"]),
    ("aims-complete", "a name of two indicators, of which one has an aim", lambda b: (b.write("励企业上云", "云基地个数"), named_bases(b), named_bases(b, indicator="firms")), []),
    ("aims-complete", "with an aim", lambda b: (b.write("励企业上云", "云基地个数"), named_bases(b), b["aims"][0].update(indicator_id="bases")), []),
    ("aims-complete", "a name of four characters is said of many things", lambda b: (b.write("励企业上云", "励云基地数"), named_bases(b, "云基地数")), []),
    ("aims-complete", "outside goals and tasks", lambda b: (b.write("2019年已有企业", "2019云基地个数"), named_bases(b)), []),
    ("aims-complete", "beside a plan coded once", lambda b: (b.write("励企业上云", "云基地个数"), named_bases(b), b["coding_a"].clear()), []),
    ("approved-wording", "another name", lambda b: b["indicators"][0].update(name_en="other"), ["firms | a wording that nobody approved | 80ef3a7dcb22"]),
    ("approved-wording", "a new word", lambda b: b["glossary"].append({"column": "kind", "word": "new"}), ["kind new | a wording that nobody approved | an approved wording"]),
    ("approved-wording", "no row any more", lambda b: b["translations"].clear(), ["translations 力争 | an approved wording | a row of the table that has it"]),
    ("approved-wording", "a new word beside a plan coded once", lambda b: (b["glossary"].append({"column": "kind", "word": "new"}), b["coding_a"].clear()), []),
    ("own-sentence", "a name in another sentence", lambda b: b.ev("services", "label", **words(OWN, "企业上云")),
     ["p-2020.services.2025 in own: label 企业上云 | words at 186, in another sentence | those in the sentence"]),
    ("own-sentence", "as it is", lambda b: None, []),
    ("table-cell", "as it is", lambda b: in_table(b), []),
    ("table-cell", "another kind", lambda b: (in_table(b), b.s("nodes", kind="baseline")),
     ["p-2020.nodes.2025 in own: kind | baseline | target, as column 2 (2025年) has it", "p-2020.nodes.2025 in copy: kind | baseline | target, as column 2 (2025年) has it"]),
    ("table-cell", "another year", lambda b: (in_table(b), b.s("nodes", deadline=2024)),
     ["p-2020.nodes.2025 in own: deadline | 2024 | 2025, as column 2 (2025年) has it", "p-2020.nodes.2025 in copy: deadline | 2024 | 2025, as column 2 (2025年) has it"]),
    ("table-cell", "a start", lambda b: (in_table(b), b.s("nodes", period_start=2021)),
     ["p-2020.nodes.2025 in own: period_start | 2021 | None, as column 2 (2025年) has it", "p-2020.nodes.2025 in copy: period_start | 2021 | None, as column 2 (2025年) has it"]),
    ("table-cell", "a column of another kind", lambda b: (in_table(b), column(b, 2, kind="earlier_target")),
     ["p-2020.cloud-use.2025 in own: kind | target | earlier_target, as column 2 (2025年) has it", "p-2020.nodes.2025 in own: kind | target | earlier_target, as column 2 (2025年) has it", "p-2020.rise.2025 in own: kind | target | earlier_target, as column 2 (2025年) has it"]),
    ("table-cell", "a column with a period, as its cells", lambda b: (in_table(b), column(b, 2, period_start=2021), column(b, 2, COPY, period_start=2021), [s.update(period_start=2021) for s in b["statements"] if s["statement_id"].endswith(("use.2025", "nodes.2025", "rise.2025"))]),
     []),
    ("table-cell", "the head of another column", lambda b: (in_table(b), cell(b, "nodes", "column", **cell_words(OWN, "2020年"))),
     ["p-2020.nodes.2025 in own: column | [(205, 210)] | 2025年 at 211"]),
    ("table-cell", "no span of a head", lambda b: (in_table(b), b.drop("evidence", cell(b, "nodes", "column"))),
     ["p-2020.nodes.2025 in own: column | no span | 2025年 at 211"]),
    ("table-cell", "under no column", lambda b: (in_table(b), b.drop("table_columns", column(b, 2, COPY))),
     ["p-2020.cloud-use.2025 in copy: column | a cell under no column of the table | one of its columns, counted after the name of the row", "p-2020.nodes.2025 in copy: column | a cell under no column of the table | one of its columns, counted after the name of the row", "p-2020.rise.2025 in copy: column | a cell under no column of the table | one of its columns, counted after the name of the row"]),
    ("table-cell", "a dash is a cell", lambda b: (in_table(b), b.write("—\n50", "无\n50")), []),
    ("table-cell", "words are no cell", lambda b: (in_table(b), b.write("—\n50", "甲\n50")),
     ["p-2020.nodes.2025 in own: kind | target | baseline, as column 1 (2020年) has it", "p-2020.nodes.2025 in own: deadline | 2025 | 2020, as column 1 (2020年) has it", "p-2020.nodes.2025 in own: column | [(211, 216)] | 2020年 at 205", "p-2020.nodes.2025 in copy: kind | target | baseline, as column 1 (2020年) has it", "p-2020.nodes.2025 in copy: deadline | 2025 | 2020, as column 1 (2020年) has it", "p-2020.nodes.2025 in copy: column | [(212, 217)] | 2020年 at 206"]),
    ("table-cell", "a number in place of the dash is a cell", lambda b: (in_table(b), b.write("—\n50", "7\n50")), []),
    ("table-cell", "a number more before it", lambda b: (in_table(b), b.write("（个）\n", "\n7\n\n")),
     ["p-2020.nodes.2025 in own: column | a cell under no column of the table | one of its columns, counted after the name of the row", "p-2020.nodes.2025 in copy: column | a cell under no column of the table | one of its columns, counted after the name of the row"]),
    ("table-cell", "the unit of an earlier row", lambda b: (in_table(b), cell(b, "nodes", "unit", **cell_words(OWN, "%"))),
     ["p-2020.nodes.2025 in own: unit | % at 221 | words from 230 to 238"]),
    ("table-cell", "the unit of a later row", lambda b: (in_table(b), cell(b, "nodes", "unit", **cell_words(OWN, "%", "产值"))),
     ["p-2020.nodes.2025 in own: unit | % at 246 | words from 230 to 238"]),
    ("table-cell", "a total with the unit of its row", lambda b: (in_table(b), cell(b, "rise", "unit", **cell_words(OWN, "%", "产值"))),
     ["p-2020.rise.2025 in own: unit | % at 246 | words from 254 to 273"]),
    ("table-cell", "the unit of the row where the head has one", lambda b: (in_table(b), column(b, 1, head="2020年(%)")),
     ["p-2020.cloud-use.2020 in own: unit | % at 221 | words from 205 to 210", "p-2020.growth.2020 in own: unit | % at 246 | words from 205 to 210"]),
    ("table-cell", "the unit of the head", lambda b: (in_table(b), column(b, 2, head="2025年（%）"), cell(b, "cloud-use", "unit", **cell_words(OWN, "年", "2025")), cell(b, "nodes", "unit", **cell_words(OWN, "年", "2025"))), []),
    ("table-cell", "no unit", lambda b: (in_table(b), b.drop("evidence", cell(b, "nodes", "unit"))), []),
    ("table-cell", "a figure of a sentence", lambda b: (in_table(b), b.s("services", kind="baseline", deadline=2030)), []),
    ("table-columns", "as they are", lambda b: in_table(b), []),
    ("table-columns", "another head", lambda b: (in_table(b), column(b, 2, head="2030年")),
     ["own 202 2 | 2030年 | 2025年"]),
    ("table-columns", "another place", lambda b: (in_table(b), column(b, 2, head_start=column(b, 2)["head_start"] + 1)),
     ["own 202 2 | 2025年 | 025年"]),
    ("table-columns", "a head with white space in the text", lambda b: (in_table(b), b.write("2025年\n上", "2025\n年上"), column(b, 2, head_end=column(b, 2)["head_end"] + 1), column(b, 2, COPY, head_end=column(b, 2, COPY)["head_end"] + 1)), []),
    ("table-columns", "a head before the table", lambda b: (in_table(b), column(b, 1, head_start=words(OWN, "2019年")["start"], head_end=words(OWN, "2019年")["end"], head="2019年")),
     ["own 202 1 | a head outside the table | one inside it"]),
    ("table-columns", "a head after the table", lambda b: (in_table(b), column(b, 2, end=column(b, 2)["head_start"]), column(b, 1, end=column(b, 2)["head_start"])),
     ["own 202 2 | a head outside the table | one inside it"]),
    ("table-columns", "an empty head", lambda b: (in_table(b), column(b, 2, head="", head_end=column(b, 2)["head_start"])),
     ["own 202 2 | a head outside the table | one inside it"]),
    ("table-columns", "a table past the end of the text", lambda b: (in_table(b), column(b, 1, head_end=999, end=999), column(b, 2, end=999)),
     ["own 202 1 | 2020年 | 2020年2025年上云率（%）1060节点（个）—50产值增速（%）12〔8〕注：〔〕内为累计数，单位为百分点", "own 202 1 | a head outside the table | one inside it", "own 202 2 | a head outside the table | one inside it"]),
    ("table-columns", "a gap", lambda b: (in_table(b), column(b, 2, column=3)),
     ["own 202 | columns [1, 3] | columns from 1 on, without gaps"]),
    ("table-columns", "from the second on", lambda b: (in_table(b), b.drop("table_columns", column(b, 1, COPY))),
     ["copy 203 | columns [2] | columns from 1 on, without gaps"]),
    ("table-columns", "one number twice", lambda b: (in_table(b), column(b, 2, column=1)),
     ["own 202 | columns [1, 1] | columns from 1 on, without gaps"]),
    ("table-columns", "of a text that is not at hand", lambda b: (in_table(b), column(b, 2, column=3), b.texts.pop(OWN)), []),
    ("evidence", "a cell without the head of its column", lambda b: (in_table(b), b.drop("evidence", cell(b, "nodes", "column"))),
     ["p-2020.nodes.2025 in own: column | 0 spans | 1"]),
    ("evidence", "a cell with words for its year", lambda b: (in_table(b), b["evidence"].append({**cell(b, "nodes", "column"), "role": "deadline"})),
     ["p-2020.nodes.2025 in own: deadline | 1 spans | 0"]),
    ("evidence", "a head of a column in a sentence", lambda b: (in_table(b), b["evidence"].append({**b.ev("firms", "deadline"), "role": "column"})),
     ["p-2020.firms.2019 in own: column | 1 spans | 0"]),
    ("evidence", "a cell without words for its unit", lambda b: (in_table(b), b.drop("evidence", cell(b, "nodes", "unit"))), []),
    ("evidence", "a scope in parts", lambda b: (b.s("bandwidth", scope="城市…分别"), [b["evidence"].append({**b.ev("bandwidth", "scope", e), **words(e, "分别")}) for e in (OWN, COPY)]), []),
    ("evidence", "a scope in parts, one span", lambda b: b.s("bandwidth", scope="城市…分别"),
     ["p-2020.bandwidth.2025.urban in own: scope | 1 spans | 2", "p-2020.bandwidth.2025.urban in copy: scope | 1 spans | 2"]),
    ("scope-place", "in parts", lambda b: (b.s("bandwidth", scope="城市…分别"), [b["evidence"].append({**b.ev("bandwidth", "scope", e), **words(e, "分别")}) for e in (OWN, COPY)]), []),
    ("scope-place", "in parts, of which one is elsewhere", lambda b: (b.s("bandwidth", scope="城市…分别"), [b["evidence"].append({**b.ev("bandwidth", "scope", e), **words(e, "达到")}) for e in (OWN, COPY)]),
     ["p-2020.bandwidth.2025.urban in own: scope 达到 at 57 | this span | the one nearest to the figure among 城市; 分别", "p-2020.bandwidth.2025.urban in own: scope 城市 at 121 | this span | the one nearest to the figure among 城市; 分别", "p-2020.bandwidth.2025.urban in own: scope | 城市…分别 | 达到…城市", "p-2020.bandwidth.2025.urban in copy: scope 达到 at 57 | this span | the one nearest to the figure among 城市; 分别", "p-2020.bandwidth.2025.urban in copy: scope 城市 at 122 | this span | the one nearest to the figure among 城市; 分别", "p-2020.bandwidth.2025.urban in copy: scope | 城市…分别 | 达到…城市"]),
    ("printed", "a cell, read with the words of its unit", lambda b: in_table(b), []),
    ("printed", "a cell, its unit in other words", lambda b: (in_table(b), cell(b, "cloud-use", "unit", printed="百分点")),
     ["p-2020.cloud-use.2025: printed | 60个百分点 | a figure that can be read (the unit word '个百分点' of '60个百分点' stands for no unit, not for percent)"]),
    ("value", "a cell, read with the words of its unit", lambda b: in_table(b), []),
    ("value", "a cell, its unit in other words", lambda b: (in_table(b), cell(b, "cloud-use", "unit", COPY, printed="万")),
     ["p-2020.cloud-use.2025 in copy | 60 | a figure that can be read (the unit word '个' of '60万个' stands for no unit, not for percent)"]),
    ("deadline", "a cell has that of its column", lambda b: (in_table(b), b.s("nodes", deadline=2030)), []),
    ("label-belongs", "a cell belongs to its row", lambda b: (in_table(b), cell(b, "nodes", "label", **cell_words(OWN, "上云率"))), []),
    ("kind", "a cell has that of its column", lambda b: (in_table(b), b.s("nodes", kind="forecast")), []),
    ("departures", "from a column, with need", lambda b: (in_table(b), b.s("nodes", kind="earlier_target"), [b["adjudication"].append({"edition_id": e, "start": cell(b, "nodes", "value", e)["start"], "field": "column", "coding_a": "", "coding_b": "", "adopted": ""}) for e in (OWN, COPY)]), []),
    ("departures", "from a column, without need", lambda b: (in_table(b), b["adjudication"].append({"edition_id": OWN, "start": cell(b, "nodes", "value")["start"], "field": "column", "coding_a": "", "coding_b": "", "adopted": ""})),
     ["own 238 column | rules that agree with the record | no row"]),
    ("departures", "that an adjudication says, without need", lambda b: b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "coding_a": "target", "coding_b": "baseline", "adopted": "baseline", "departs": "true"}),
     ["own 47 kind | rules that agree with the record | no row"]),
    ("departures", "an adjudication that says none", lambda b: b["adjudication"].append({"edition_id": OWN, "start": b.ev("firms", "value")["start"], "field": "kind", "coding_a": "target", "coding_b": "baseline", "adopted": "baseline", "departs": ""}), []),
    ("kind", "from which an adjudication departs", lambda b: (b.s("firms", kind="context"), [b["adjudication"].append({"edition_id": e, "start": b.ev("firms", "value", e)["start"], "field": "kind", "coding_a": "context", "coding_b": "baseline", "adopted": "context", "departs": "true"}) for e in (OWN, COPY)]), []),
    ("plan-facts", "a title of which the note says where it is from", lambda b: b["plans"][0].update(title_zh="某省规划", note_zh=f"{TITLE}见发布页。"), []),
    ("plan-facts", "an issuer of which the note says where the title is from", lambda b: b["plans"][0].update(issuer_zh="某厅", note_zh=f"{TITLE}见发布页。"),
     ["p-2020: issuer_zh | 某厅 | words of own"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "change", "found"), [(r, c, f) for r, _, c, f in CASES], ids=[f"{r}: {w}" for r, w, *_ in CASES]
)
def test_what_a_rule_says(rule: str, change: Change, found: list[str]) -> None:
    book = Small()
    change(book)
    assert book.found(rule) == found


WHOLE = (  # others point to their rows, or the change log has their first rows
    "cues", "counters", "plans", "editions", "regions", "indicators", "statements", "instruments", "projects",
)  # fmt: skip


def _first_rows(table: RawTable, few: int | None, every_plan: bool) -> list[list[str]]:
    """Return the first rows; without those of later plans, so that the cases below know which rows they are."""
    later = tuple(set(PLANS) - set(KNOWN))
    lines = [r for r in table.lines if every_plan or not any(value.startswith(later) for value in r)]
    return lines[:few]


KNOWN = ("chengdu-2011", "guangdong-2014", "hubei-2016", "shanghai-2017")  # the plans whose rows the cases name
PLANS = cloudplans.plans()["plan_id"].tolist()


class Raw:
    """The tables of the package as they stand in their files, but few rows of each, with ways to spoil them."""

    def __init__(self, tables: dict[str, RawTable], few: int | None = 6) -> None:
        self.tables = {
            name: RawTable(
                name,
                list(t.header),
                [list(r) for r in _first_rows(t, None if name in WHOLE else few, few is None)],
                json.loads(json.dumps(t.resource)),
            )
            for name, t in tables.items()
        }

    def resource(self, table: str) -> dict[str, Any]:
        return self.tables[table].resource

    def field(self, table: str, name: str) -> dict[str, Any]:
        return next(field for field in self.tables[table].fields if field["name"] == name)

    def header(self, table: str) -> list[str]:
        return self.tables[table].header

    def lines(self, table: str) -> list[list[str]]:
        return self.tables[table].lines

    def get(self, table: str, row: int, column: str) -> str:
        return self.lines(table)[row][self.header(table).index(column)]

    def set(self, table: str, row: int, **values: str) -> None:
        for column, value in values.items():
            self.lines(table)[row][self.header(table).index(column)] = value

    def change(self, **values: str) -> None:
        """Record a change."""
        values = {"version": "9.9.0", "field": "", "key": "", **values}
        self.lines("changes").append([values.get(column, "") for column in self.header("changes")])

    def found(self, rule: str) -> list[str]:
        return [f"{p.file}: {p.record} | {p.found} | {p.expected}" for p in RULES[rule].problems(self.tables)]


RAW_CASES: list[tuple[str, str, Callable[[Raw], Any], list[str]]] = [
    ("descriptor", "as it is", lambda t: None, []),
    ("descriptor", "a table fewer", lambda t: t.tables.pop("aims"), ["datapackage.json: aims | no such table | a table"]),
    ("descriptor", "two tables fewer", lambda t: (t.tables.pop("aims"), t.tables.pop("evidence")),
     ["datapackage.json: evidence | no such table | a table", "datapackage.json: aims | no such table | a table"]),
    ("descriptor", "a column fewer", lambda t: t.resource("aims")["schema"]["fields"].pop(0),
     ["datapackage.json: aims.plan_id | no such column | a column of the type string"]),
    ("descriptor", "a column of one’s own", lambda t: t.resource("aims")["schema"]["fields"].append({"name": "own", "type": "string"}), []),
    ("descriptor", "a column of one’s own with a constraint", lambda t: t.resource("aims")["schema"]["fields"].append({"name": "own", "type": "string", "constraints": {"required": True}}),
     []),
    ("descriptor", "a column of one’s own with a pattern", lambda t: t.resource("aims")["schema"]["fields"].append({"name": "own", "type": "string", "constraints": {"pattern": "(a+)+"}}),
     ["datapackage.json: aims.own | other constraints than the package’s | the package’s own"]),
    ("descriptor", "a constraint fewer", lambda t: t.field("aims", "state")["constraints"].pop("enum"),
     ["datapackage.json: aims.state | other constraints than the package’s | the package’s own"]),
    ("descriptor", "a constraint more", lambda t: t.field("aims", "note_en").update(constraints={"unique": True}),
     ["datapackage.json: aims.note_en | other constraints than the package’s | the package’s own"]),
    ("descriptor", "open until somebody decides", lambda t: (t.field("editions", "copy_kind").update(open=True), t.field("editions", "copy_kind")["constraints"].pop("required")),
     []),
    ("descriptor", "open until somebody decides, and loosened", lambda t: (t.field("aims", "state").update(open=True), t.field("aims", "state").update(constraints={})),
     ["datapackage.json: aims.state | other constraints than the package’s | the package’s own"]),
    ("descriptor", "open until somebody decides, and asked to be unique", lambda t: t.field("aims", "note_en").update(open=True, constraints={"unique": True}),
     ["datapackage.json: aims.note_en | other constraints than the package’s | the package’s own"]),
    ("descriptor", "another key", lambda t: t.resource("aims")["schema"].update(primaryKey=["plan_id"]),
     ["datapackage.json: aims | other keys than the package’s | the package’s own"]),
    ("descriptor", "a longer key", lambda t: t.resource("aims")["schema"]["primaryKey"].append("state"),
     ["datapackage.json: aims | other keys than the package’s | the package’s own"]),
    ("descriptor", "no links", lambda t: t.resource("aims")["schema"].pop("foreignKeys"),
     ["datapackage.json: aims | other keys than the package’s | the package’s own"]),
    ("descriptor", "a link more", lambda t: t.resource("aims")["schema"]["foreignKeys"].append({}),
     ["datapackage.json: aims | other keys than the package’s | the package’s own"]),
    ("row-length", "a field more", lambda t: t.lines("aims")[1].append("x"), ["ledger/aims.csv: line 3 | 11 fields | 10"]),
    ("row-length", "a field fewer", lambda t: t.lines("aims")[0].pop(), ["ledger/aims.csv: line 2 | 9 fields | 10"]),
    ("columns", "another order", lambda t: t.header("aims").reverse(),
     ["ledger/aims.csv: header | note_en,note_zh,printed,end,start,deadline,state,edition_id,indicator_id,plan_id | plan_id,indicator_id,edition_id,state,deadline,start,end,printed,note_zh,note_en"]),
    ("columns", "one more", lambda t: t.header("regions").append("x"),
     ["regions.csv: header | region_id,name_zh,short_zh,name_en,pinyin,adcode,iso_code,level,parent_id,x | region_id,name_zh,short_zh,name_en,pinyin,adcode,iso_code,level,parent_id"]),
    ("type", "no number", lambda t: t.set("aims", 0, start="ten"),
     ["ledger/aims.csv: chengdu-2011 base-stations-4g chengdu-2011-web: start | 'ten' | integer or nothing"]),
    ("type", "no day", lambda t: t.set("plans", 0, issued="2020-02-30"), ["plans.csv: chengdu-2011: issued | '2020-02-30' | date or nothing"]),
    ("type", "nothing", lambda t: t.set("aims", 0, start=""), []),
    ("type", "row by row", lambda t: (t.set("aims", 0, start="z", end="z"), t.set("aims", 1, start="a", end="a")),
     ["ledger/aims.csv: chengdu-2011 base-stations-4g chengdu-2011-web: start | 'z' | integer or nothing", "ledger/aims.csv: chengdu-2011 base-stations-4g chengdu-2011-web: end | 'z' | integer or nothing", "ledger/aims.csv: chengdu-2011 cloud-backbone-firms chengdu-2011-web: start | 'a' | integer or nothing", "ledger/aims.csv: chengdu-2011 cloud-backbone-firms chengdu-2011-web: end | 'a' | integer or nothing"]),
    ("required", "nothing", lambda t: t.set("aims", 0, state=""),
     ["ledger/aims.csv: chengdu-2011 base-stations-4g chengdu-2011-web: state | nothing | a value"]),
    ("required", "a short row", lambda t: t.lines("plans").__setitem__(0, ["x"]),
     ["plans.csv: x: region_id | nothing | a value", "plans.csv: x: title_zh | nothing | a value", "plans.csv: x: title_en | nothing | a value", "plans.csv: x: edition_id | nothing | a value"]),
    ("enum", "another word", lambda t: t.set("aims", 0, state="vague"),
     ["ledger/aims.csv: chengdu-2011 base-stations-4g chengdu-2011-web: state | 'vague' | one of directional, qualitative, deferred"]),
    ("enum", "nothing is another rule’s", lambda t: t.set("aims", 0, state=""), []),
    ("pattern", "more than the form", lambda t: t.set("editions", 1, sha256="g" + t.get("editions", 1, "sha256")),
     ["editions.csv: guangdong-2014-gazette: sha256 | 'gb023652cd5e4b6c7be7366997ddfc4317840cba04c776ff1c925169596f0b548' | the form [0-9a-f]{64}"]),
    ("pattern", "nothing is another rule’s", lambda t: t.set("editions", 1, sha256=""), []),
    ("minimum", "below", lambda t: t.set("sections", 0, start="-1"), ["ledger/sections.csv: chengdu-2011-web -1: start | -1 | at least 0"]),
    ("minimum", "at it", lambda t: t.set("sections", 3, start="0"), []),
    ("minimum", "no number is another rule’s", lambda t: t.set("sections", 0, start="minus"), []),
    ("unique", "a key twice", lambda t: t.lines("regions").append(next(line for line in t.lines("regions") if line[0] == "420100")),
     ["regions.csv: 420100 | a second row | one row for each region_id"]),
    ("unique", "half a key twice", lambda t: t.set("aims", 1, plan_id=t.get("aims", 0, "plan_id")), []),
    ("unique", "a field that says so", lambda t: (t.field("regions", "name_en").update(constraints={"unique": True}), t.set("regions", 2, name_en=t.get("regions", 0, "name_en"))),
     ["regions.csv: 230100 | a second row | one row for each name_en"]),
    ("foreign-key", "no such row", lambda t: t.set("regions", 0, parent_id="nowhere"),
     ["regions.csv: 150100: parent_id | 'nowhere' | a row of regions.csv"]),
    ("foreign-key", "another table’s", lambda t: t.set("editions", 0, plan_id="nothing"),
     ["editions.csv: chengdu-2011-web: plan_id | 'nothing' | a row of plans.csv"]),
    ("foreign-key", "nothing", lambda t: t.set("regions", 0, parent_id=""), []),
    ("sorted", "two rows changed", lambda t: t.lines("regions").insert(0, t.lines("regions").pop(1)),
     ["regions.csv: 150100 | after 152500 | rows sorted by key"]),
    ("sorted", "numbers as numbers", lambda t: t.set("sections", 1, start="99"), []),
    ("sorted", "numbers in no order", lambda t: t.set("sections", 1, start="9999"),
     ["ledger/sections.csv: chengdu-2011-web 356 | after chengdu-2011-web 9999 | rows sorted by key"]),
    ("sorted", "no number comes first", lambda t: t.set("sections", 0, start="x"), []),
    ("sorted", "no number comes before nought", lambda t: (t.set("sections", 0, start="0"), t.set("sections", 1, start="x")),
     ["ledger/sections.csv: chengdu-2011-web x | after chengdu-2011-web 0 | rows sorted by key"]),
    ("sorted", "no number stands where the one below nought does", lambda t: (t.set("sections", 0, start="-1"), t.set("sections", 1, start="x")), []),
    ("sorted", "a key of no column", lambda t: t.resource("aims")["schema"].update(primaryKey=["nowhere"]), []),
    ("sorted", "no key", lambda t: (t.resource("aims")["schema"].update(primaryKey=[]), t.lines("aims").reverse()), []),
    ("type", "in a table without a key", lambda t: (t.resource("aims")["schema"].update(primaryKey=[]), t.set("aims", 1, start="ten")),
     ["ledger/aims.csv: row 2: start | 'ten' | integer or nothing"]),
    ("foreign-key", "in a table without a key", lambda t: (t.resource("aims")["schema"].update(primaryKey=[]), t.set("aims", 0, plan_id="nowhere")),
     ["ledger/aims.csv: row 1: plan_id | 'nowhere' | a row of plans.csv"]),
    ("sorted", "an empty table", lambda t: t.lines("aims").clear(), []),
    ("draft", "with everything open", lambda t: (t.field("statements", "kind").update(open=True), t.field("statements", "unit").update(open=True), t.set("statements", 0, status="draft", kind="", unit="")),
     ["statements.csv: chengdu-2011.above-scale-firms-cloud-share.2015 | the draft 50% (规模以上企业实现云计算模式下的IT资源管理, 2015) | kind, unit filled in, then the status single-coded"]),
    ("draft", "decided, not read", lambda t: t.set("statements", 0, status="draft"),
     ["statements.csv: chengdu-2011.above-scale-firms-cloud-share.2015 | the draft 50% (规模以上企业实现云计算模式下的IT资源管理, 2015) | the status single-coded"]),
    ("draft", "a corrected record is none", lambda t: t.set("statements", 0, status="corrected"), []),
    ("draft", "of no name and no year", lambda t: t.set("statements", 0, status="draft", label="", deadline="", printed="1\ue0103亿户"),
     ["statements.csv: chengdu-2011.above-scale-firms-cloud-share.2015 | the draft 1[U+E010]3亿户 | label filled in, then the status single-coded"]),
    ("undecided", "a heading", lambda t: (t.field("sections", "role").update(open=True), t.set("sections", 1, role="")),
     ["ledger/sections.csv: chengdu-2011-web 338 | nothing for 一、云计算应用与产业发展现状 | role, decided"]),
    ("undecided", "a numeral", lambda t: (t.field("numerals", "class").update(open=True), t.field("numerals", "token").update(open=True), t.set("numerals", 1, **{"class": ""})),
     ["ledger/numerals.csv: chengdu-2011-web 70 | nothing for 二○一一 | class, decided"]),
    ("undecided", "a region", lambda t: (t.field("regions", "level").update(open=True), t.set("regions", 1, level="")),
     ["regions.csv: 152500 | nothing | level, decided"]),
    ("undecided", "a draft is another rule’s", lambda t: (t.field("statements", "kind").update(open=True), t.set("statements", 0, status="draft", kind=""), t.set("statements", 1, kind="")),
     ["statements.csv: chengdu-2011.bank-card-spending-share | nothing | kind, decided"]),
    ("facts", "no note", lambda t: t.set("plans", 0, note_en="", note_zh=""),
     ["plans.csv: chengdu-2011 | no issuer_zh, no issuer_en, no document_no | each filled in, or note_zh and note_en that say why not"]),
    ("facts", "a note in one language", lambda t: t.set("plans", 0, note_zh=""),
     ["plans.csv: chengdu-2011 | no issuer_zh, no issuer_en, no document_no | each filled in, or note_zh and note_en that say why not"]),
    ("facts", "all given", lambda t: t.set("plans", 0, note_en="", note_zh="", issuer_zh="x", issuer_en="x", document_no="x"), []),
    ("failed", "no note", lambda t: t.set("arithmetic", 0, result="fails"),
     ["ledger/arithmetic.csv: chengdu-2011.list.architecture | a check that fails | note_zh and note_en that say why"]),
    ("failed", "a note in one language", lambda t: t.set("arithmetic", 0, result="fails", note_zh="因"),
     ["ledger/arithmetic.csv: chengdu-2011.list.architecture | a check that fails | note_zh and note_en that say why"]),
    ("failed", "a note", lambda t: t.set("arithmetic", 0, result="fails", note_zh="因", note_en="why"), []),
    ("failed", "another definition is no failure", lambda t: t.set("arithmetic", 0, result="changed-definition", note_zh="", note_en=""), []),
    ("retired", "an id", lambda t: t.change(table="regions", key="CN-GD", change="removed"),
     ["regions.csv: CN-GD | a row; version 9.9.0 took it out | a new id"]),
    ("retired", "an id that is gone", lambda t: t.change(table="regions", key="CN-ZZ", change="removed"), []),
    ("retired", "a key of several columns", lambda t: t.change(table="aims", key=" ".join(t.lines("aims")[0][:3]), change="removed"), []),
    ("retired", "of a table that is gone", lambda t: t.change(table="gone", key="CN-GD", change="removed"), []),
    ("retired", "a table", lambda t: t.change(table="regions", change="table-removed"),
     ["datapackage.json: regions | a table; version 9.9.0 took it out | a new name"]),
    ("retired", "a table that is gone", lambda t: t.change(table="gone", change="table-removed"), []),
    ("retired", "a table that was added", lambda t: t.change(table="regions", change="table-added"), []),
    ("retired", "a table that was added with an id", lambda t: t.change(table="regions", key="CN-GD", change="table-added"), []),
    ("retired", "an id that was changed", lambda t: t.change(table="regions", key="CN-GD", change="changed"), []),
    ("retired", "no table of changes", lambda t: (t.change(table="regions", key="CN-GD", change="removed"), t.tables.pop("changes")), []),
    ("changes", "a row that is not there", lambda t: t.change(table="regions", key="CN-ZZ", change="added"),
     ["ledger/changes.csv: regions CN-ZZ | added, but no such row | a row of the tables"]),
    ("changes", "a table that is not there", lambda t: t.change(table="gone", change="table-added"),
     ["ledger/changes.csv: gone | table-added, but no such row | a row of the tables"]),
    ("changes", "a row of a table that is not there", lambda t: t.change(table="gone", key="x", change="changed"),
     ["ledger/changes.csv: gone x | changed, but no such row | a row of the tables"]),
    ("changes", "a row that a later version took out", lambda t: (t.change(table="regions", key="CN-ZZ", change="added"), t.change(version="9.10.0", table="regions", key="CN-ZZ", change="removed")),
     []),
    ("changes", "a row that an earlier version took out", lambda t: (t.change(table="regions", key="CN-ZZ", change="added", version="9.10.0"), t.change(version="9.9.0", table="regions", key="CN-ZZ", change="removed")),
     ["ledger/changes.csv: regions CN-ZZ | added, but no such row | a row of the tables"]),
    ("changes", "a row that this version took out", lambda t: (t.change(table="regions", key="CN-ZZ", change="added"), t.change(table="regions", key="CN-ZZ", change="removed")),
     ["ledger/changes.csv: regions CN-ZZ | added, but no such row | a row of the tables"]),
    ("changes", "a row that was taken out, and one that is not there", lambda t: (t.change(table="regions", key="CN-YY", change="removed"), t.change(table="regions", key="CN-ZZ", change="added")),
     ["ledger/changes.csv: regions CN-ZZ | added, but no such row | a row of the tables"]),
    ("changes", "a row whose table a later version took out", lambda t: (t.change(table="gone", key="x", change="added"), t.change(version="9.9.1", table="gone", change="table-removed")),
     []),
    ("changes", "a version that is no number", lambda t: (t.change(table="regions", key="CN-ZZ", change="added", version="9.9.x"), t.change(table="regions", key="CN-ZZ", change="removed", version="9.9.0")),
     []),
    ("changes", "a table that was added and is there", lambda t: t.change(table="regions", change="table-added"), []),
]  # fmt: skip


@pytest.fixture(scope="module")
def raw(data: cloudplans.Dataset) -> dict[str, RawTable]:
    return raw_tables(data)


@pytest.mark.parametrize(
    ("rule", "change", "found"), [(r, c, f) for r, _, c, f in RAW_CASES], ids=[f"{r}: {w}" for r, w, *_ in RAW_CASES]
)
def test_what_a_rule_says_of_tables(rule: str, change: Callable[[Raw], Any], found: list[str], raw: dict[str, RawTable]) -> None:
    tables = Raw(raw)
    change(tables)
    assert tables.found(rule) == found


def test_every_rule_has_a_case_that_it_objects_to() -> None:
    cases = [*((r, f) for r, _, _, f in CASES), *((r, f) for r, _, _, f in RAW_CASES)]
    assert len(cases) > 350 and sum(not found for _, found in cases) > 100
    of_reports = {one.name for one in rules("reports")}  # see test_work_report_rules.py
    assert {rule for rule, found in cases if found} == set(RULES) - of_reports


@pytest.mark.parametrize(("in_table", "statements"), [(False, 11), (True, 16)])
def test_the_small_book_holds(in_table: bool, statements: int) -> None:
    book = Small(in_table)
    assert [str(problem) for problem in check_book(Book(book.tables, book.texts, book.lists))] == []
    assert len(book["statements"]) == statements and all(text.startswith(TEXT[:40]) for text in book.texts.values())


def test_problems_are_told_in_one_line() -> None:
    problem = Problem("a.csv", "x\ny", "id", "1\u202e", "2")
    assert str(problem) == "a.csv: x[U+000A]y: [id] found 1[U+202E]; expected 2"


def test_two_rules_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match=r"^two rules are named 'id'$"):
        rule("id", "statement")(lambda *_: iter(()))
    assert RULES["id"].check.__name__ == "identifier"
    with pytest.raises(FrozenInstanceError):
        RULES["id"].name = "other"


def test_rules_by_scope() -> None:
    held = {
        scope: [one.name for one in rules(scope)]
        for scope in ("tables", "open", "statement", "passage", "text", "book", "lists", "reports")
    }
    assert all(held.values()) and sum(map(len, held.values())) == len(RULES)
    assert held["open"] == ["draft", "undecided", "facts", "failed"] and rules("nothing") == []


def test_how_numerals_are_accounted_for() -> None:
    small = Small()
    tokens = len(Reading(TEXT).numerals)
    listed = sum(row["edition_id"] == OWN for row in small["numerals"])
    book = Book(small.tables, small.texts, small.lists)
    assert census_counts(book, COPY) == census_counts(book, OWN) == {
        "tokens": tokens, "in statements": tokens - listed, "listed": listed, "unaccounted": 0, "claimed twice": 0}  # fmt: skip
    small["numerals"][1] = small["numerals"][0]
    counts = census_counts(book, OWN)
    assert (counts["unaccounted"], counts["claimed twice"], counts["in statements"]) == (1, 1, tokens - listed - 1)


def test_variants_and_texts_that_are_not_at_hand() -> None:
    small = Small()
    small["labels"][0]["variant"] = "v"
    small["labels"].append({**small["labels"][0], "indicator_id": "users", "variant": "w"})  # a name can serve several indicators
    book = Book(small.tables, {OWN: small.texts[OWN]}, {})
    said = [("企 业", "firms"), ("企 业", "users"), ("企 业", "services"), ("无", "firms")]
    assert [book.variant({"label": label, "indicator_id": indicator}) for label, indicator in said] == ["v", "w", "", ""]
    assert {p.edition for s in small["statements"] for p in passages(book, s, book.evidence[s["statement_id"]])} == {OWN}
    assert shorten(None) == "open" and shorten(1.50) == "1.5"


def test_a_counter_word_counts_whatever_is_counted() -> None:
    small = Small()
    small["counters"].append({"word": "枚", "unit": "firm"})
    small["nouns"].append({"noun": "章", "unit": "seal"})
    book = Book(small.tables, small.texts, {})
    assert (book.read("5枚", "firm").low, book.read("５ 枚", "seal").low, book.read("5家", "firm").low) == (5, 5, 5)
    for unit in ("user", "nothing"):
        with pytest.raises(ValueError, match="stands for"):
            book.read("5枚", unit)


def counted(outcome: Outcome) -> dict[str, int]:
    """Return the counts of the last line of what an outcome says."""
    said = str(outcome).splitlines()[-1].split("checked ")[1]
    return {what: int(count) for count, what in (part.split(" ", 1) for part in said.split(", "))}


def test_an_outcome_says_what_was_checked(data: cloudplans.Dataset) -> None:
    outcome = verify(data)
    assert counted(outcome) == outcome.counts
    tables = {name: data.whole(name).lines for name in data.resources}
    every, spans, reported = len(tables["editions"]), len(tables["evidence"]), len(tables["reported"])
    assert str(outcome).splitlines() == [
        f"not checked: {every} of {every} plan texts are not available: {spans} spans, the census and the odd characters of these texts",
        f"not checked: the texts of {len(tables['work_reports'])} work reports are not available: their statements were not read again",
        f"not checked: the lists of unverified figures are not available: {reported} rows were not compared with them",
        "0 problems; checked " + ", ".join(f"{count} {what}" for what, count in outcome.counts.items()),
    ]
    wanted = {"tables": len(tables), "rows": sum(map(len, tables.values())), "statements": len(tables["statements"]),
              "arithmetic checks": len(tables["arithmetic"]), "reported figures": len(tables["reported"]),
              "statements of work reports": len(tables["work_report_statements"])}  # fmt: skip
    nothing = dict.fromkeys(
        ("texts of work reports", "spans re-read", "figures re-derived", "numeral tokens", "texts", "rows of their lists"), 0
    )
    apart = {"departures": departures(data), "plans not read for goals": len(goals_unread(data))}
    assert outcome.counts == wanted | nothing | {what: count for what, count in apart.items() if count}


def test_what_is_undecided_is_counted_apart(raw: dict[str, RawTable]) -> None:
    tables = Raw(raw, few=None)
    tables.set("plans", [line[0] for line in tables.lines("plans")].index("chengdu-2011"), note_en="")  # it prints no number
    share, step = ([line[1] for line in tables.lines("arithmetic")].index(name) for name in ("share", "step"))
    tables.set("arithmetic", share, result="changed-definition")
    tables.set("arithmetic", step, result="fails", note_en="")
    outcome = verify_tables(tables.tables, {})
    assert {p.rule for p in outcome.problems} == {"facts", "failed", "arithmetic", "approved-wording"}
    assert {p.rule for p in outcome.undecided} == {"facts", "failed"}
    assert f"2 undecided, {len(outcome.problems) - 2} problems; checked " in str(outcome)


def test_a_draft_is_left_out_and_counted(raw: dict[str, RawTable]) -> None:
    tables = Raw(raw, few=None)
    tables.set("statements", 0, status="draft")
    outcome = verify_tables(tables.tables, {})
    assert outcome.counts["drafts left out"] == 1 and outcome.counts["statements"] == len(tables.lines("statements")) - 1
    assert {p.rule for p in outcome.undecided} == {"draft"}


def test_a_plan_that_nobody_read_for_goals_is_said(raw: dict[str, RawTable], data: cloudplans.Dataset) -> None:
    """One coded twice is counted, since its figures are all that it was read for; one coded once is named as not checked."""
    tables = Raw(raw, few=None)
    for name in [name for name in tables.tables if name.startswith("policy_") and name.endswith(("_a", "_b"))]:
        at = tables.header(name).index("edition_id")
        tables.lines(name)[:] = [line for line in tables.lines(name) if line[at] != "hubei-2016-reprint"]
    outcome = verify_tables(tables.tables, {})
    assert outcome.counts["plans not read for goals"] == len(goals_unread(data)) + 1
    assert not any("hubei" in line for line in outcome.unchecked)
    assert {p.rule for p in outcome.problems} == {"policy-coding", "approved-wording"}
    coding = tables.lines("coding_b")
    coding[:] = [line for line in coding if line[tables.header("coding_b").index("edition_id")] != "hubei-2016-reprint"]
    outcome = verify_tables(tables.tables, {})
    assert outcome.unchecked[0] == "goals, instruments and projects of hubei-2016-reprint: the plan has not been read for them"
    assert outcome.counts.get("plans not read for goals", 0) == len(goals_unread(data))


def test_tables_that_do_not_hold_are_all_that_is_told(raw: dict[str, RawTable]) -> None:
    tables = Raw(raw, few=None)
    tables.set("regions", 0, level="")
    tables.set("plans", 0, note_en="")
    outcome = verify_tables(tables.tables, {})
    assert [(p.rule, p.record) for p in outcome.problems] == [("required", f"{tables.get('regions', 0, 'region_id')}: level")]
    assert outcome.unchecked == ["statements and texts; first correct the tables"]
    assert outcome.counts == {"tables": len(raw), "rows": sum(len(t.lines) for t in raw.values())}
    tables.set("editions", 0, plan_id="nowhere")
    assert "foreign-key" in {p.rule for p in verify_tables(tables.tables, {}).problems}
    assert verify_tables(tables.tables, {}).unchecked == outcome.unchecked  # a key that leads nowhere is not all


def test_what_a_report_cannot_do_without_is_asked_alone(data: cloudplans.Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data.directory, folder)
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            if (resource["name"], field["name"]) in (("plans", "note_en"), ("numerals", "reason"), ("regions", "name_en")):
                field["open"] = field.pop("constraints", True) is not None
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    found = unnamed(raw_tables(cloudplans.Dataset(folder)))
    assert found and {(p.file, p.rule) for p in found} == {("plans.csv", "undecided")}
    assert unnamed(raw_tables(data)) == table_problems(raw_tables(data)) == []
    (folder / "ledger/odd_characters.csv").write_text("x\n", encoding="utf-8")
    assert {(p.file, p.rule) for p in table_problems(raw_tables(cloudplans.Dataset(folder)))} == {
        ("ledger/odd_characters.csv", "columns")
    }


def test_without_texts_and_lists_their_rules_look_at_nothing(data: cloudplans.Dataset) -> None:
    outcome = verify(data)
    nothing = {RULES[name].scope for name, count in outcome.examined.items() if not count}
    assert nothing == {"passage", "text", "lists"} and outcome.problems == []  # it is said in `unchecked`
    assert [name for name in RULES if RULES[name].scope not in nothing and not outcome.examined[name]] == []


def test_a_departure_is_not_counted_as_examined() -> None:
    held, texts, lists = tables()
    value = next(row for row in held["evidence"] if row["role"] == "value")
    before = count_examined({}, Book(held, texts, lists))
    row = {"edition_id": value["edition_id"], "start": value["start"], "field": "kind", "coding_a": "", "coding_b": ""}
    held["adjudication"].append(row)
    after = count_examined({}, Book(held, texts, lists))
    assert (before["kind"] - after["kind"], before["span"] - after["span"]) == (1, 0)


@pytest.mark.parametrize(("table", "silent"), [
    ("goals", ["policy-deadline"]), ("arithmetic", ["arithmetic"]), ("reported", ["reported-reading", "reported-decision", "reported-relation", "reported-source"]),
    ("plans", ["period", "plans"]), ("reported_documents", ["reported-document"]), ("comparability", ["verdicts", "comparability"]),
])  # fmt: skip
def test_a_rule_that_looks_at_nothing_objects(table: str, silent: list[str]) -> None:
    held, texts, lists = tables()
    held["adjudication"].append({"edition_id": "x", "start": 0, "field": "kind", "coding_a": "", "coding_b": ""})
    open_rules = {name for name, one in RULES.items() if one.scope in ("tables", "open")}
    book = Book(held, texts, lists)
    assert [p for p in vacuous(book, count_examined({}, book)) if p.rule not in open_rules] == []
    held[table].clear()
    book = Book(held, texts, lists)
    found = [p for p in vacuous(book, count_examined({}, book)) if p.rule not in open_rules]
    assert [p.rule for p in found] == silent
    assert str(found[0]) == f"datapackage.json: {table}: [{silent[0]}] found no rows to examine; expected at least one row"


def test_rules_on_passages_need_the_texts_of_the_statements() -> None:
    """Without any passage, rules on passages are unchecked if a text is missing, and fail if all texts are given."""
    book_tables, texts, lists = tables()
    book_tables["evidence"] = [row for row in book_tables["evidence"] if row["edition_id"] == COPY]
    assert book_tables["evidence"]
    on_passages = {name for name, one in RULES.items() if one.scope == "passage"}
    without = Book(book_tables, {edition: text for edition, text in texts.items() if edition != COPY}, lists)
    failed = {problem.rule for problem in vacuous(without, count_examined({}, without))}
    assert without.texts and failed.isdisjoint(on_passages)
    book_tables["evidence"] = []
    complete = Book(book_tables, texts, lists)
    failed = {problem.rule for problem in vacuous(complete, count_examined({}, complete))}
    assert len(on_passages) > 5 and on_passages <= failed


def test_a_table_without_rows_is_reported(data: cloudplans.Dataset) -> None:
    raw = raw_tables(data)
    raw["arithmetic"].lines.clear()
    assert "arithmetic" in {p.rule for p in verify_tables(raw, {}).problems if p.found == "no rows to examine"}


def test_where_all_is_at_hand_nothing_is_left_unchecked(raw: dict[str, RawTable]) -> None:
    editions = [line[0] for line in raw["editions"].lines]
    reports = dict.fromkeys((line[0] for line in raw["work_reports"].lines), "无")
    outcome = verify_tables(raw, dict.fromkeys(editions, "无") | reports, {"reported_targets": []})
    assert outcome.unchecked == [] and outcome.problems
    roles = [line[raw["evidence"].header.index("role")] for line in raw["evidence"].lines]
    assert (outcome.counts["spans re-read"], outcome.counts["figures re-derived"]) == (len(roles), roles.count("value"))
    missing = [line[raw["evidence"].header.index("edition_id")] for line in raw["evidence"].lines].count(editions[0])
    assert missing > 0
    assert verify_tables(raw, dict.fromkeys(editions[1:], "无") | reports, {"reported_targets": []}).unchecked == [
        f"1 of {len(editions)} plan texts are not available: {missing} spans, the census and the odd characters of these texts"]  # fmt: skip


def test_a_key_that_leads_nowhere_hides_no_other_fault(raw: dict[str, RawTable]) -> None:
    raw = Raw(raw, None).tables
    statements, labels = raw["statements"], raw["labels"]
    names = [line[statements.header.index("statement_id")] for line in statements.lines]
    at, lost = statements.header.index("indicator_id"), statements.lines[0]
    fine = leading(raw)
    assert {name: len(table.lines) for name, table in fine.items()} == {name: len(table.lines) for name, table in raw.items()}
    lost[at] = "nowhere"
    other = next(line for line in statements.lines if line[statements.header.index("upper")] and line is not lost)
    other[statements.header.index("upper")] = "1"
    left = leading(raw)
    assert len(left["statements"].lines) == len(names) - 1 and len(left["labels"].lines) == len(labels.lines)
    spans = [line[raw["evidence"].header.index("statement_id")] for line in raw["evidence"].lines]
    assert len(raw["evidence"].lines) - len(left["evidence"].lines) == spans.count(names[0]) > 0
    plans = raw["plans"]
    chengdu = next(line for line in plans.lines if line[0] == "chengdu-2011")  # it prints no number
    chengdu[plans.header.index("note_en")] = ""
    outcome = verify_tables(raw, {})
    assert {"foreign-key", "facts"} < {problem.rule for problem in outcome.problems}
    assert outcome.counts["rows set aside"] > spans.count(names[0]) and outcome.counts["statements"] == len(names) - 1
    assert outcome.unchecked == ["rows with dangling keys, texts and the data set as a whole; first make every foreign key exist"]


def test_a_count_reads_as_a_rate(raw: dict[str, RawTable]) -> None:
    book = open_book(raw, {})
    assert "enterprise/year" not in book.units
    one = book.read("20家", "enterprise/year")
    assert (one.low, one.high, one.unit) == (20, 20, "enterprise/year")


def test_of_a_draft_it_is_said_once_that_nobody_decided() -> None:
    held, texts, lists = tables()
    book = Book(held, texts, lists)
    row = held["statements"][0]
    spoilt = row | {"hedge": "nonsense"}
    assert list(check_statement(book, spoilt, book.evidence[row["statement_id"]]))
    for name in ("indicator_id", "kind"):
        assert list(check_statement(book, spoilt | {name: ""}, book.evidence[row["statement_id"]])) == []


def test_remedies_are_told_of_what_has_one() -> None:
    known, unknown = Problem("statements.csv", "x", "hedge", "nothing", "争取"), Problem("statements.csv", "x", "span", "a", "b")
    told = Outcome([unknown, known, known]).remedies([])
    assert len(told) == 1 and told[0].startswith("[hedge]: ")

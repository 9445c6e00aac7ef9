"""Tables for people: escaped HTML without style of its own, plain text where there is no HTML; and the evidence of a record."""

from __future__ import annotations

import os
from collections.abc import Sequence
from urllib.parse import quote

import pandas as pd

from cloudplans.compare import BASES
from cloudplans.labels import KINDS, RELATIONS, STATES, TIERS, VERDICTS, pick, safe, untypeset
from cloudplans.text import visible, width

HEADINGS = {
    "region": ("地区", "Region"),
    "indicator": ("指标", "Indicator"),
    "deadline": ("目标年", "Year"),
    "figure": ("数值", "Figure"),
    "reading": ("读数", "Reading"),
    "firmness": ("缓和词", "Hedge"),
    "note": ("说明", "Remark"),
    "scope": ("范围", "Scope"),
    "plan_id": ("计划", "Plan"),
    "kind": ("类别", "Kind"),
    "statement_id": ("记录", "Record"),
    "title": ("计划", "Plan"),
    "issued": ("印发", "Issued"),
    "period": ("规划期", "Period"),
    "statements": ("陈述", "Statements"),
    "targets": ("目标", "Targets"),
    "years": ("目标年", "Target years"),
    "label": ("所印指标名", "Name as printed"),
    "confidence": ("把握", "Confidence"),
    "why": ("因为", "Because"),
    "found": ("现状", "Found"),
    "expected": ("待办", "Expected"),
    "status": ("记录状态", "Status"),
    "a": ("甲", "This"),
    "verdict": ("判断", "is … to that"),
    "b": ("乙", "That"),
    "reason": ("理由", "Reason"),
    "role": ("所支持的字段", "Field"),
    "edition_id": ("文本", "Edition"),
    "printed": ("所印", "Printed"),
    "as_printed": ("所印", "As printed"),
    "adopted": ("采用", "Adopted"),
    "span": ("字符区间", "Characters"),
    "copy_kind": ("文本类型", "Kind of copy"),
    "sha256": ("sha256", "sha256"),
    "characters": ("字符数", "Characters"),
    "outcome": ("结果", "Outcome"),
    "count": ("个数", "How many"),
    "series_id": ("序列", "Series"),
    "year": ("年份", "Year"),
    "derived": ("推得", "Derived"),
    "period_start": ("首年", "From"),
    "period_end": ("末年", "To"),
    "derivation": ("推导", "How it came about"),
    "relation": ("关系", "Relation"),
    "tier": ("证据等级", "Tier"),
    "measured": ("所测", "What is measured"),
    "years_stated": ("年份", "Year"),
    "stated": ("清单所列", "As listed"),
    "decision": ("取舍", "Decision"),
    "figures": ("数字", "Figures"),
    "mapped": ("有对应指标", "With an indicator"),
    "unmapped": ("无对应指标", "Without one"),
    "dropped": ("弃用", "Dropped"),
    "page_kind": ("网页类型", "Kind of page"),
    "document_no": ("文号", "Number"),
    "from_year": ("起", "From"),
    "to_year": ("止", "To"),
    "changed": ("口径变化", "What changed"),
    "reliability": ("可靠程度", "Reliability"),
    "caveat": ("附注", "Caveat"),
    "address": ("网址", "Address"),
    "state": ("状态", "State"),
    "stages": ("阶段", "Stages"),
    "passed": ("印发时已过", "Passed at issue"),
    "base": ("基准", "Base"),
    "question": ("问题", "Question"),
    "theme": ("主题", "Theme"),
    "name": ("名称", "Name"),
    "definition": ("定义", "Definition"),
    "unit": ("单位", "Unit"),
    "indicator_id": ("编号", "Identifier"),
    "column": ("项目", "Item"),
    "type": ("类型", "Type"),
    "meaning": ("含义", "Meaning"),
    "allowed": ("取值", "Allowed"),
    "variant": ("口径", "Variant"),
    "factor": ("换算", "Factor"),
    "ratio": ("倍数", "Ratio"),
    "start": ("起", "From"),
    "end": ("止", "To"),
    "rank": ("名次", "Rank"),
    "undecided_with": ("不能与之排序", "Not to be ranked with"),
    "check_id": ("核对", "Check"),
    "rule": ("规则", "Rule"),
    "result": ("结果", "Result"),
    "edition_a": ("文本甲", "One edition"),
    "edition_b": ("文本乙", "The other"),
    "printed_a": ("甲所印", "One prints"),
    "printed_b": ("乙所印", "The other prints"),
    "class": ("类别", "Class"),
    "tokens": ("数字", "Numerals"),
    "in_statements": ("属于记录", "In statements"),
    "listed": ("列明类别", "Listed with a class"),
    "unaccounted": ("无着落", "Unaccounted"),
    "claimed_twice": ("重复认领", "Claimed twice"),
    "name_en": ("英译", "In English"),
    "kind_name": ("种类", "Kind"),
    "stage_name": ("阶段", "Stage"),
    "place": ("地点", "Places"),
    "mark": ("句段", "Segments"),
}
_SHORT = 16  # characters that stay on one line
NOTHING = "–"
_YES = {True: "✓", False: "–"}


def cell(value: object) -> str:
    """Return what a cell shows: a dash for what is missing, a date without its time, hidden characters written out."""
    if value is None or value is pd.NA or value != value or value == "":
        return NOTHING
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return _YES[value] if isinstance(value, bool) else visible(str(value))


_WORDS_ZH = {
    "definition": "口径", "scope, definition": "范围、口径",
    "value": "数值", "deadline": "期限", "label": "指标名", "bound": "限定词", "scope": "范围", "hedge": "缓和词",
    "sum": "部分之和", "list": "列举", "stages": "阶段不降", "step": "阶段步幅", "holds": "成立", "changed-definition": "成立，口径有变",
    "names-fewer": "列出较少", "names-more": "列出较多", "fails": "不成立", "pass": "相符", "fail": "不相符", "bases differ": "口径不同",
    "not computable": "无法计算",
    "met": "已达到", "missed": "未达到", "about": "大致相当", "undecided": "不能判定", "no outcome found": "未找到结果",
    "less": "小于", "greater": "大于", "equal": "等于", "refused": "不作比较", "ratio": "倍数", "share": "占比", "official": "官方", "repost": "转载", "press": "报道", "summary": "摘要", "differs": "不同", "absent": "一方未印",
}  # fmt: skip


def word(value: str, lang: str) -> str:
    """Return a word of a vocabulary (verdicts, states, kinds, relations) in a language."""
    for vocabulary in (VERDICTS, STATES, KINDS, BASES, TIERS, RELATIONS):
        if value in vocabulary:
            return pick(lang, *vocabulary[value])
    return pick(lang, _WORDS_ZH.get(value, value), value)


class Table:
    """A frame as readers see it: HTML in a notebook or report, text elsewhere.

    Parameters
    ----------
    frame : DataFrame
        What to show, values as they are; everything is escaped.
    columns : sequence of str
        The columns to show, in order.
    lang : {"en", "zh"}
        Language of the headings.
    """

    def __init__(self, frame: pd.DataFrame, columns: Sequence[str], lang: str = "en") -> None:
        self.columns, self.lang = list(columns), lang
        lower = (
            frame["evidence_tier"] == "unverified" if {"evidence_tier", "statement_id"} <= set(frame) else pd.Series(dtype=bool)
        )
        self.without_page = set(frame.loc[lower, "statement_id"]) if len(lower) else set()  # no text, so no page of its own
        self.links = list(frame["statement_id"]) if {"figure", "statement_id"} <= set(frame) else []
        if os.environ.get("CLOUDPLANS_REPORT") and self.links and "figure" in self.columns:
            self.columns = [column for column in self.columns if column != "statement_id"]  # the figure is the link
        self.frame = frame.loc[:, self.columns]

    def _heading(self, column: str) -> str:
        plain = column.removesuffix(f"_{self.lang}")
        return pick(self.lang, *(HEADINGS.get(plain) or KINDS.get(column) or (column, column)))

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{safe(self._heading(c))}</th>' for c in self.columns)
        rows = self.frame.to_dict("records")
        links = self.links if os.environ.get("CLOUDPLANS_REPORT") else []
        body = "".join(
            f"<tr>{''.join(self._cell(c, row[c], link) for c in self.columns)}</tr>"
            for row, link in zip(rows, links or [""] * len(rows), strict=True)
        )
        table = f'<table class="data"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        return untypeset(f'<div class="scroll" tabindex="0">{table}</div>')

    def _cell(self, column: str, value: object, link: str = "") -> str:
        words = cell(value)
        text, heading = safe(words), safe(self._heading(column))
        if column == "statement_id" and os.environ.get("CLOUDPLANS_REPORT") and words not in self.without_page:
            return f'<td class="id" data-label="{heading}">{_record_link(words, text)}</td>'
        if column == "figure" and link and link not in self.without_page:
            text = _record_link(link, text)
        size = "none" if words == NOTHING else "address" if column == "address" else "short" if len(words) <= _SHORT else "long"
        return f'<td class="{size}" data-label="{heading}">{text}</td>'

    def cells(self) -> list[list[str]]:
        """Return the headings and then the rows, every cell as it is shown."""
        rows = ([cell(row[column]) for column in self.columns] for row in self.frame.to_dict("records"))
        return [[self._heading(column) for column in self.columns], *rows]

    def numeric(self) -> list[bool]:
        """Tell for each column whether it holds numbers, which stand to the right."""
        return [pd.api.types.is_numeric_dtype(self.frame[c]) and self.frame[c].dtype != bool for c in self.columns]

    def __repr__(self) -> str:
        lines, right = self.cells(), self.numeric()
        widths = [max(map(width, column)) for column in zip(*lines, strict=True)]

        def placed(words: str, at: int) -> str:
            gap = " " * (widths[at] - width(words))
            return gap + words if right[at] else words + gap

        return "\n".join("  ".join(placed(words, at) for at, words in enumerate(line)).rstrip() for line in lines)


def _record_link(statement: str, text: str) -> str:
    """Return a link to a record on its plan's page in the report."""
    return f'<a href="{quote(statement.partition(".")[0], safe="")}.html#{quote(statement, safe="")}">{text}</a>'

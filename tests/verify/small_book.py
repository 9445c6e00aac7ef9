"""A plan in two copies, small enough to see what each rule looks at: nothing in it breaks a rule."""

from __future__ import annotations

from datetime import date
from typing import Any

from cloudplans.text.normalised_text import Reading, Span, squeeze
from cloudplans.verify.approved_wording_rules import FROZEN, WORDINGS, fingerprints
from cloudplans.verify.rules_and_their_input import Row

OWN, COPY, PLAN = "own", "copy", "p-2020"
TEXT = """某省云规划
某省政府
某政发〔2020〕7号
2020年3月5日
一、现状
2019年已有企业200家，预计用户将达到30万户。
二、目标
到2025年，力争云服务规模超过100亿元，普及率达到60%以上。
甲中心、乙中心、丙中心均达5个。
城市、农村带宽分别达到20M、8M。
建成四大平台。
对规模达到3000万元的企业给予奖励。
建成国内领先的基地。
三、任务
鼓励企业上云；建设某园。
"""
TEXTS = {OWN: TEXT, COPY: TEXT.replace("100亿元", "1000亿元")}
# The same plan with an indicator table: heads of the columns, then a line per cell.
TABLE = """四、指标
指标
2020年
2025年
上云率（%）
10
60
节点（个）
—
50
产值增速（%）
12
〔8〕
注：〔〕内为累计数，单位为百分点
"""
TABLE_START = len(TEXT) + TABLE.index("指标\n2020")  # of the own text; that of the copy is a character later
_YEAR = {"deadline": 2025}
# The words of each statement, and what is said of it: indicator, what follows the stem of the id, value, label, other spans, fields.
STATEMENTS: list[tuple[str, str, str, str, dict[str, str], dict[str, Any]]] = [
    ("firms", "", "200家", "企业", {"deadline": "2019年"}, {"deadline": 2019, "kind": "baseline", "lower": 200.0}),
    ("users", "", "30万户", "用户", {"deadline": "2019年"}, {"deadline": 2019, "kind": "forecast", "lower": 3e5}),
    ("services", "", "100亿元", "云服务规模", {"deadline": "到2025年", "bound": "超过", "hedge": "力争"},
     {"lower": 1e10, "comparator": "gt", "hedge": "力争", "status": "corrected", "note_zh": "误印", "note_en": "misprint"}),
    ("penetration", "", "60%", "普及率", {"deadline": "到2025年", "bound": "以上"}, {"lower": 60.0, "comparator": "ge"}),
    ("centres-a", "", "5个", "甲中心", {"deadline": "到2025年"}, {"lower": 5.0}),
    ("centres-b", "", "5个", "乙中心", {"deadline": "到2025年"}, {"lower": 5.0}),
    ("centres-c", "", "5个", "丙中心", {"deadline": "到2025年"}, {"lower": 5.0}),
    ("bandwidth", ".urban", "20M", "带宽", {"deadline": "到2025年", "scope": "城市"}, {"lower": 20.0, "scope": "城市"}),
    ("bandwidth", ".rural", "8M", "带宽", {"deadline": "到2025年", "scope": "农村"}, {"lower": 8.0, "scope": "农村"}),
    ("platforms", "", "四大", "平台", {"deadline": "到2025年"}, {"lower": 4.0, "kind": "programme_count"}),
    ("scale", "", "3000万元", "规模", {"deadline": "到2025年"}, {"lower": 3e7, "kind": "threshold"}),
]  # fmt: skip
# The cells of the table: indicator, value, label, words of the unit and of the head, fields.
CELLS: list[tuple[str, str, str, str, str, dict[str, Any]]] = [
    ("cloud-use", "10", "上云率", "%", "2020年", {"deadline": 2020, "kind": "baseline", "lower": 10.0}),
    ("cloud-use", "60", "上云率", "%", "2025年", {"lower": 60.0}),
    ("nodes", "50", "节点", "个", "2025年", {"lower": 50.0}),
    ("growth", "12", "产值增速", "%", "2020年", {"deadline": 2020, "kind": "baseline", "lower": 12.0}),
    ("rise", "8", "产值增速", "百分点", "2025年", {"lower": 8.0}),
]  # fmt: skip
UNITS = {"cloud-use": ("%", "percent"), "growth": ("%", "percent"), "rise": ("个百分点", "percentage point"), "nodes": ("个", "node"), "firms": ("家", "firm"), "users": ("户", "user"), "services": ("元", "CNY"), "penetration": ("%", "percent"), "bandwidth": ("M", "Mbit/s"),
         "platforms": ("大", "platform"), "scale": ("元", "CNY")}  # fmt: skip
_CENTRES = ("个", "centre")
_FACTS = {"theme": "x", "direction": "higher", "subject": "region", "name_zh": "上云比例"}


def words(edition: str, printed: str, after: str = "") -> dict[str, Any]:
    """Return the place of words in a copy: where they first stand, or first after some others."""
    start = TEXTS[edition].index(printed, TEXTS[edition].index(after) if after else 0)
    return {"edition_id": edition, "start": start, "end": start + len(printed), "printed": printed}


def cell_words(edition: str, printed: str, after: str = "") -> dict[str, Any]:
    """Return the place of words in the table of a copy, as `words` does in the sentences."""
    base = len(TEXTS[edition])
    start = TABLE.index(printed, TABLE.index(after) if after else TABLE.index("指标\n2020"))
    return {"edition_id": edition, "start": base + start, "end": base + start + len(printed), "printed": printed}


def _printed(edition: str, value: str) -> str:
    return value.replace("100亿元", "1000亿元") if edition == COPY else value


def _statement(indicator: str, tail: str, value: str, label: str, fields: dict[str, Any]) -> Row:
    fields = {**_YEAR, "kind": "target", "comparator": "eq", "scope": "", "hedge": "", "status": "verified", "note_zh": "",
              "note_en": "", "period_start": None, **fields}  # fmt: skip
    name = f"{PLAN}.{indicator}.{fields['deadline']}{tail}"
    upper = None if fields["comparator"] in ("ge", "gt") else fields["lower"]
    return {"statement_id": name, "plan_id": PLAN, "region_id": "CN-XX", "indicator_id": indicator, "upper": upper,
            "unit": UNITS.get(indicator, _CENTRES)[1], "printed": value, "label": label, **fields}  # fmt: skip


def _cells() -> tuple[list[Row], list[Row], list[Row]]:
    """Return the statements of the table, their evidence, and the columns."""
    statements, evidence, columns = [], [], []
    for indicator, value, label, unit, head, fields in CELLS:
        row = _statement(indicator, "", value, label, fields)
        statements.append(row)
        after = "内为" if indicator == "rise" else label
        for edition in TEXTS:
            places = {"value": cell_words(edition, value, label), "label": cell_words(edition, label),
                      "unit": cell_words(edition, unit, after), "column": cell_words(edition, head)}  # fmt: skip
            evidence += [{"statement_id": row["statement_id"], "role": role, **place} for role, place in places.items()]
    for edition, text in TEXTS.items():
        for number, (head, kind) in enumerate((("2020年", "baseline"), ("2025年", "target")), 1):
            place = cell_words(edition, head)
            columns.append({"edition_id": edition, "start": len(text) + TABLE.index("指标\n2020"), "end": len(text) + len(TABLE), "column": number,
                            "head_start": place["start"], "head_end": place["end"], "head": head, "kind": kind, "period_start": None,
                            "deadline": int(head[:4])})  # fmt: skip
    return statements, evidence, columns


def _statements() -> tuple[list[Row], list[Row]]:
    statements, evidence = [], []
    for indicator, tail, value, label, spans, fields in STATEMENTS:
        statements.append(_statement(indicator, tail, value, label, fields))
        name = statements[-1]["statement_id"]
        for edition in (OWN, COPY):
            after = "对规模" if indicator == "scale" else ""
            for role, printed in {"value": _printed(edition, value), "label": label, **spans}.items():
                place = words(edition, printed, after if role == "label" else "")
                evidence.append({"statement_id": name, "role": role, **place})
    return statements, evidence


CLASSES = {"四、": "heading", "〔2020〕": "document_number", "7号": "document_number", "2020年3": "date", "3月": "date", "5日": "date", "一、": "heading",
           "二、": "heading", "三、": "heading"}  # fmt: skip


def _numerals(evidence: list[Row], texts: dict[str, str], columns: list[Row]) -> list[Row]:
    """List every numeral that is no value, with a class that its surroundings give."""
    rows = []
    for edition, text in texts.items():
        spans = {Span(row["start"], row["end"]) for row in columns if row["edition_id"] == edition}
        held = [(row["start"], row["end"]) for row in evidence if row["edition_id"] == edition and row["role"] == "value"]
        for token in Reading(text, tuple(spans)).numerals:
            if not any(start <= token.start and token.end <= end for start, end in held):
                around = text[token.start - 1 : token.end + 2]
                name = next((name for form, name in CLASSES.items() if form in around), "")
                name = "heading" if text[token.end : token.end + 1] == "、" else name or "time"
                rows.append({"edition_id": edition, "start": token.start, "end": token.end, "token": token.token, "class": name,
                             "reason": "a year" if name == "time" else ""})  # fmt: skip
    return rows


def _sections(edition: str, text: str) -> list[Row]:
    heads = {"": "front", "一、现状": "status", "二、目标": "goals", "三、任务": "tasks", "四、指标": "goals"}
    heads = {head: role for head, role in heads.items() if head in text}
    starts = [text.index(head) for head in heads]
    return [{"edition_id": edition, "start": start, "end": end, "role": role, "heading": head}
            for start, end, (head, role) in zip(starts, [*starts[1:], len(text)], heads.items(), strict=True)]  # fmt: skip


def _passages(edition: str, text: str) -> list[Row]:
    """Cut a copy at its lines, and after each semicolon."""
    rows, at = [], 0
    for number, line in enumerate(text.replace("；", "；\r").splitlines(), 1):
        mark = "coded" if any(w in line for w in ("基地", "企业上云", "某园")) else "status"
        at = text.index(line, at)
        rows.append({"edition_id": edition, "start": at, "end": at + len(line), "passage": str(number), "mark": mark})
        at += len(line)
    return rows


_POLICY = {
    "goals": [{"goal_id": "g", "type": "qualitative", "level": "national", "level_printed": "国内领先", "deadline": 2025, "strength": "will",
               "hedge_printed": "", "printed": "建成国内领先的基地", "theme": "layout"}],
    "instruments": [{"instrument_id": "i", "type": "tax", "target": "firms", "firmness": "encourage", "verb": "鼓励", "printed": "鼓励企业上云"}],
    "projects": [{"project_id": "j", "name": "某园", "kind": "park", "stage": "new", "places": "某园"}],
}  # fmt: skip


def _policy(passages: list[Row]) -> dict[str, list[Row]]:
    def passage(printed: str) -> str:
        at = words(OWN, printed)["start"]
        return next(row["passage"] for row in passages if row["edition_id"] == OWN and row["start"] <= at < row["end"])

    tables: dict[str, list[Row]] = {"passages": passages, "policy_adjudication": [], "policy_evidence": []}
    for layer, rows in _POLICY.items():
        tables[layer] = [
            {"plan_id": PLAN, "region_id": "CN-XX", "passage": passage(row.get("printed", row.get("name"))), **row}
            for row in rows
        ]
        for coder in "ab":
            tables[f"policy_{layer}_{coder}"] = [{"edition_id": OWN, **row} for row in tables[layer]]
            tables[f"policy_none_{coder}"] = []
    spans = {
        "g": {"text": "建成国内领先的基地", "level": "国内领先"},
        "i": {"text": "鼓励企业上云", "verb": "鼓励"},
        "j": {"text": "某园", "place": "某园"},
    }
    for edition in (OWN, COPY):
        for name, held in spans.items():
            for role, printed in held.items():
                tables["policy_evidence"].append({"record_id": name, "role": role, **words(edition, printed)})
    tables["policy_words"] = [{"list": "firmness", "word": "鼓励", "code": "encourage"}, {"list": "level", "word": "国内领先", "code": "national"},
                              {"list": "strength", "word": "", "code": "will"}]  # fmt: skip
    named = {"theme": "layout", "type": "qualitative", "level": "national", "strength": "will", "target": "firms", "firmness": "encourage",
             "kind": "park", "stage": "new", "instrument": "tax"}  # fmt: skip
    tables["terms"] = [{"list": of, "code": code} for of, code in [*named.items(), ("mark", "status"), ("mark", "coded")]]
    return tables


def _reported() -> tuple[dict[str, list[Row]], dict[str, list[dict[str, str]]]]:
    """Return two reported figures, one of each list, and the lists."""
    long = {"value": ">90", "unit": "percent", "horizon": "2025", "qualifier_as_printed": "", "indicator": "cloud use", "doc_id": "R1",
            "title": "某市规划", "doc_number": "not shown", "address": "https://a.example/1 (a page)"}  # fmt: skip
    wide = {"indicator": "users", "unit": "10 thousand users", "y2013": "3", "y2015": "", "y2020": ""}
    empty = {
        "scope": "",
        "hedge": "",
        "period_start": None,
        "qualifier_stated": "",
        "decision": "kept",
        "reason_zh": "",
        "reason_en": "",
        "measured_zh": "云应用率",
        "caveat_zh": "",
        "caveat_en": "",
    }
    figures = [
        {**empty, "reported_id": "d.cloud-use.2025", "document_id": "d", "indicator_id": "penetration", "relation": "same", "kind": "target",
         "deadline": 2025, "comparator": "gt", "lower": 90.0, "upper": None, "unit": "percent", "value_stated": ">90", "unit_stated": "percent",
         "years_stated": "2025", "measured_en": "cloud use", "sources": "reported_targets:1"},
        {**empty, "reported_id": "guofa-2013-31.users.2013", "document_id": "guofa-2013-31", "indicator_id": "", "relation": "", "kind": "baseline",
         "deadline": 2013, "comparator": "eq", "lower": 3e4, "upper": 3e4, "unit": "user", "value_stated": "3", "unit_stated": "10 thousand users",
         "years_stated": "2013 (baseline)", "measured_en": "users", "sources": "national_broadband_targets:1:y2013", "reason_zh": "无",
         "reason_en": "none"},
    ]  # fmt: skip
    papers = [
        {"document_id": "d", "source_doc": "R1", "region_id": "CN-XX", "title_zh": "某市规划", "document_no": "", "address": "https://a.example/1"},
        {"document_id": "guofa-2013-31", "source_doc": "", "region_id": "CN", "title_zh": "", "document_no": "", "address": ""},
    ]  # fmt: skip
    papers[1] |= {"address": "https://b.example/2", "source_doc": "R2"}
    other = {**long, "value": "EB", "doc_id": "R2", "title": "", "address": "https://b.example/2"}
    lists = {"reported_targets": [long, other], "national_broadband_targets": [wide]}
    figures.append({**figures[1], "reported_id": "guofa-2013-31.size.2025", "kind": "target", "deadline": 2025, "comparator": "", "lower": None,
                    "upper": None, "unit": "", "value_stated": "EB", "unit_stated": "percent", "years_stated": "2025", "measured_en": "cloud use",
                    "sources": "reported_targets:2"})  # fmt: skip
    return {"reported": figures, "reported_documents": papers}, lists


def _context() -> dict[str, list[Row]]:
    """Return a statistic and three outcomes with the lists that they come from; the third figure was declined."""
    line = {"series_as_read": "GDP", "region_id": "CN-XX", "year": 2020, "value_as_read": "12.5", "unit_as_read": "100 million CNY",
            "vintage_as_read": "first", "origin": "bureau", "read_from": "a copy", "checked_against": "", "agrees": ""}  # fmt: skip
    by = {"series_as_read": "GDP", "vintage_as_read": "first", "first_year": None, "last_year": 2020, "series": "gdp",
          "vintage": "first-release", "unit_as_read": "100 million CNY", "factor": 1e8, "unit": "CNY"}  # fmt: skip
    row = {**line, "series": "gdp", "vintage": "first-release", "value": 1.25e9, "unit": "CNY"}
    reached = {"outcome_id": "x.users.2020-12-31", "region_id": "CN-XX", "indicator_id": "users", "relation": "same", "upper_measure": "",
               "upper_relation": "", "measured_en": "users", "as_of": date(2020, 12, 31), "period": "2020", "comparator": "gt",
               "lower": 3.2e5, "upper": None, "unit": "user", "as_stated": "超过32万户", "stated_or_derived": "stated",
               "address": "https://a.example/x", "non_decreasing": "yes", "note": ""}  # fmt: skip
    share = {**reached, "outcome_id": "x.cloud-use.2020-06-30", "indicator_id": "", "relation": "none", "upper_measure": "cloud-use",
             "upper_relation": "narrower", "measured_en": "cloud use", "as_of": date(2020, 6, 30), "period": "2020-06",
             "comparator": "eq", "lower": 66.7, "upper": 66.7, "unit": "percent", "as_stated": "66.7%", "non_decreasing": ""}  # fmt: skip
    firms = {**reached, "outcome_id": "x.firms.2019-12-31", "indicator_id": "firms", "relation": "wider", "measured_en": "all firms",
             "as_of": date(2019, 12, 31), "period": "2019", "comparator": "eq", "lower": 251.0, "upper": 251.0, "unit": "firm",
             "as_stated": "602家 ÷ 2.4", "stated_or_derived": "derived"}  # fmt: skip
    links = ("users: same", "cloud-use: narrower", "firms: wider")
    read = [
        {**outcome, "entry": f"list:{at}", "figure": outcome["as_stated"], "as_of": str(outcome["as_of"]), "bears_on": links[at],
         "decision": "included", "reason_zh": "", "reason_en": ""}
        for at, outcome in enumerate((reached, share, firms))
    ]  # fmt: skip
    read.append({**read[0], "entry": "list:3", "outcome_id": "", "decision": "declined", "reason_zh": "无", "reason_en": "none"})
    return {
        "series": [row],
        "series_as_read": [line],
        "vintages": [by],
        "outcomes": [reached, share, firms],
        "outcomes_as_read": read,
    }


def _codings(statements: list[Row], evidence: list[Row]) -> dict[str, list[Row]]:
    held = {row["statement_id"]: row for row in statements}
    fields = (
        "label",
        "kind",
        "scope",
        "period_start",
        "deadline",
        "comparator",
        "lower",
        "upper",
        "unit",
        "hedge",
        "indicator_id",
    )
    rows = [{**{name: row[name] for name in ("edition_id", "start", "end", "printed")}, **{f: held[row["statement_id"]][f] for f in fields}}
            for row in evidence if row["role"] == "value"]  # fmt: skip
    return {f"coding_{coder}": [dict(row) for row in rows] for coder in "ab"} | {"adjudication": []}


def _target(statement: Row) -> Row:
    """Return the row of the table of targets; nothing in the book has an English name."""
    value = statement["lower"] if statement["upper"] is None else statement["upper"]
    scope, hedge = statement["scope"], {"力争": "力争 (strive)"}.get(statement["hedge"], statement["hedge"])
    names = {
        "region": "",
        "region_zh": "某省",
        "indicator": "",
        "indicator_zh": _FACTS["name_zh"],
        "theme": "x",
        "theme_zh": "x",
        "adcode": None,
    }
    return {**statement, **names, "value": value, "scope": scope, "hedge": hedge, "theme_id": "x", "note": statement["note_en"]}


def tables(in_table: bool = False) -> tuple[dict[str, list[Row]], dict[str, str], dict[str, list[dict[str, str]]]]:
    """Return the tables as typed rows, the texts, and the lists of the reported figures; each call anew, on demand with an indicator table."""
    statements, evidence = _statements()
    texts, columns = dict(TEXTS), []
    labels = [(squeeze(row[3]), row[0]) for row in STATEMENTS]
    if in_table:
        cells, spans, columns = _cells()
        statements, evidence = [*statements, *cells], [*evidence, *spans]
        texts = {edition: text + TABLE for edition, text in TEXTS.items()}
        labels += [(row[2], row[0]) for row in CELLS]
    indicators = list(dict.fromkeys(row["indicator_id"] for row in statements))
    passages = [row for edition, text in texts.items() for row in _passages(edition, text)]
    reported, lists = _reported()
    ids = {row["indicator_id"]: row["statement_id"] for row in statements}
    found: dict[str, list[Row]] = {
        "plans": [{"plan_id": PLAN, "region_id": "CN-XX", "title_zh": "某省云规划", "issuer_zh": "某省政府", "document_no": "某政发〔2020〕7号",
                   "edition_id": OWN, "issued": date(2020, 3, 5), "period_start": 2020, "period_end": 2025}],
        "editions": [{"edition_id": name, "plan_id": PLAN, "copy_kind": "reprint", "address": ""} for name in (OWN, COPY)],
        "regions": [{"region_id": "CN", "name_zh": "全国", "parent_id": ""}, {"region_id": "CN-XX", "name_zh": "某省", "parent_id": "CN"},
                    {"region_id": "100100", "name_zh": "某市", "parent_id": "CN-XX"}],
        "indicators": [{"indicator_id": name, "unit": UNITS.get(name, _CENTRES)[1], **_FACTS} for name in indicators],
        "labels": [{"label": label, "indicator_id": indicator, "variant": ""} for label, indicator in dict.fromkeys(labels)],
        "units": [{"printed": word, "unit": unit, "factor": "1"} for word, unit in sorted({*UNITS.values(), _CENTRES, ("", "1")})],
        "counters": [], "nouns": [],
        "cues": [{"word": "超过", "role": "bound", "position": "before", "comparator": "gt"},
                 {"word": "以上", "role": "bound", "position": "after", "comparator": "ge"},
                 {"word": "力争", "role": "hedge", "position": "clause", "comparator": ""},
                 {"word": "将", "role": "forecast", "position": "clause", "comparator": ""}],
        "statements": statements, "drafts": [], "evidence": evidence, "numerals": _numerals(evidence, texts, columns), "table_columns": columns, "odd_characters": [],
        "corrections": [{"statement_id": ids["services"], "edition_id": COPY, "as_printed": "1000亿元", "adopted": "100亿元",
                         "basis": "clean-copy"}],
        "sections": [row for edition, text in texts.items() for row in _sections(edition, text)],
        "aims": [{"plan_id": PLAN, "indicator_id": "firms", "deadline": 2025, **words(OWN, "企业上云")}],
        "arithmetic": [
            {"check_id": f"share{number or ''}", "rule": "share", "statement_ids": row["statement_id"], "edition_id": "", "start": None,
             "end": None, "count_at": None, "result": "holds", "note_zh": "", "note_en": ""}
            for number, row in enumerate(row for row in statements if row["unit"] == "percent")],
        "headings": [{"word": "现状", "role": "status"}, {"word": "目标", "role": "goals"}, {"word": "任务", "role": "tasks"}],
        "policy_recoded": [{"instrument_id": "i", "field": "target", "coding_a": "firms", "coding_b": "firms", "adopted": "firms", "reason": ""}],
        "instrument_places": [], "project_places": [{"project_id": "j", "place_id": "100100", "printed": "某园"}],
        "localities": [{"locality": "某园", "region_id": "100100"}],
        **reported, **_context(), **_codings(statements, evidence), **_policy(passages),
    }  # fmt: skip
    found["translations"], found["glossary"] = [{"printed": "力争", "english": "strive"}], [{"column": "kind", "word": "target"}]
    found["targets"] = [_target(row) for row in statements if row["kind"] == "target"]
    names = sorted(indicators)
    found["comparability"] = [
        {"indicator_a": a, "indicator_b": b, "verdict": "not-comparable"} for at, a in enumerate(names) for b in names[at + 1 :]
    ]
    found |= {table: [] for table in (*WORDINGS, *FROZEN) if table not in found}
    found["approved_wordings"] = [
        {"table": table, "key": key, "fingerprint": mark}
        for table in (*WORDINGS, *FROZEN)
        for key, mark in fingerprints(table, found[table]).items()
    ]
    return found, texts, lists

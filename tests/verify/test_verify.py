"""`verify`: silent on the data, loud on one broken fixture per rule, unmoved by width, spacing and wrapping."""

from __future__ import annotations

import copy
import random
import unicodedata
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from conftest import goals_unread

import cloudplans
from cloudplans.data_quality.mutation import make_book, run
from cloudplans.dataset.data_package import RawTable
from cloudplans.verify.rules_and_their_input import READ, RULES, Problem
from cloudplans.verify.run_rules import check_book, raw_tables, verify, verify_tables
from cloudplans.verify.schema_rules import rows
from cloudplans.verify.whole_data_rules import arithmetic_result

GD = "guangdong-2014.cloud-services-scale.2020"
FOUR_G = "guangdong-2014.subscriptions-4g.2020"
PORTAL = "guangdong-2014-portal"
N2 = "china-cloud-2017.cloud-industry-scale.2019"
AHEAD = "anhui-2025-work-report.ai-computing-power.2025"
Context = dict[str, list[dict[str, str]]]


def test_the_data_hold(data: cloudplans.Dataset, texts: dict[str, str], every_text: dict[str, str], context: Context) -> None:
    outcome = verify(data, every_text, context)
    assert outcome.problems == []
    assert outcome.unchecked == []
    assert outcome.counts.get("plans not read for goals", 0) == len(goals_unread(data))
    assert outcome.counts["texts"] == len(data.editions()) == len(texts)
    assert outcome.counts["figures re-derived"] == sum(data.evidence()["role"] == "value")
    assert outcome.counts["texts of work reports"] == len(data.plans(documents="reports")) == len(every_text) - len(texts)
    assert all(count > 0 for count in outcome.counts.values())


def test_without_texts_what_was_not_checked_is_said(data: cloudplans.Dataset) -> None:
    outcome, every = verify(data), len(data.editions())
    assert outcome.problems == [] and every >= 5
    assert outcome.unchecked == [
        f"{every} of {every} plan texts are not available: {len(data.evidence())} spans, the census and the odd characters of these texts",
        f"the texts of {len(data.plans(documents='reports'))} work reports are not available: their statements were not read again",
        f"the lists of unverified figures are not available: {len(data.raw('reported').lines)} rows were not compared with them",
    ]
    assert outcome.counts["rows of their lists"] == 0 < outcome.counts["reported figures"]
    assert outcome.counts["figures re-derived"] == 0


class Copies(dict[str, tuple[list[str], list[dict[str, str]], dict[str, Any]]]):
    """Header, rows and resource of each table that is asked for."""

    def __init__(self, raw: dict[str, RawTable]) -> None:
        self.raw = raw

    def __missing__(self, name: str) -> tuple[list[str], list[dict[str, str]], dict[str, Any]]:
        table = self.raw[name]
        self[name] = list(table.header), rows(table), copy.deepcopy(table.resource)
        return self[name]


class Broken:
    """A copy of the tables and texts that a fixture may spoil."""

    def __init__(self, raw: dict[str, RawTable], texts: dict[str, str]) -> None:
        self.tables, self.texts = Copies(raw), dict(texts)

    @property
    def raw(self) -> dict[str, RawTable]:
        """The tables as they now stand."""
        return self.tables.raw | {
            name: RawTable(name, header, [list(row.values()) for row in held], resource)
            for name, (header, held, resource) in self.tables.items()
        }

    def row(self, table: str, **where: str) -> dict[str, str]:
        found = [r for r in self.tables[table][1] if all(r[k] == v for k, v in where.items())]
        assert found, (table, where)
        return found[0]

    def drop(self, table: str, **where: str) -> None:
        self.tables[table][1].remove(self.row(table, **where))


def _set(table: str, where: dict[str, str], **values: str) -> Callable[[Broken], None]:
    def spoil(broken: Broken) -> None:
        row = broken.row(table, **where)
        assert values
        for field, value in values.items():
            assert row[field] != value
            row[field] = value

    return spoil


def _statement(name: str = GD, **values: str) -> Callable[[Broken], None]:
    return _set("statements", {"statement_id": name}, **values)


def _span(role: str, **values: str) -> Callable[[Broken], None]:
    return _set("evidence", {"statement_id": GD, "edition_id": PORTAL, "role": role}, **values)


def _swap_rows(broken: Broken) -> None:
    held = broken.tables["plans"][1]
    held[0], held[1] = held[1], held[0]


STORAGE = "chengdu.data-storage-capacity.2016-12-31"


def _twice(broken: Broken) -> None:
    held = broken.tables["regions"][1]
    held.insert(1, dict(held[0]))


def _insert(edition: str, words: str) -> Callable[[Broken], None]:
    def spoil(broken: Broken) -> None:
        broken.texts[edition] += words

    return spoil


def _swapped_figures(broken: Broken) -> None:
    """Give two statements of one sentence each other's figure, with all that goes with it."""
    names = "chengdu-2011.cloud-services-scale.2015", "chengdu-2011.cloud-terminal-scale.2015"
    for table, where, fields in (
        ("statements", {}, ("lower", "upper", "printed")),
        ("evidence", {"role": "value"}, ("start", "end", "printed")),
    ):
        a, b = (broken.row(table, statement_id=name, **where) for name in names)
        for field in fields:
            a[field], b[field] = b[field], a[field]


def _left_open(broken: Broken) -> None:
    """Leave a field empty that the descriptor of a reader's folder leaves open."""
    (field,) = (f for f in broken.tables["editions"][2]["schema"]["fields"] if f["name"] == "copy_kind")
    assert field["open"] and field["constraints"].pop("required")
    broken.row("editions", edition_id=PORTAL)["copy_kind"] = ""


def _changed(**values: str) -> Callable[[Broken], None]:
    """Record a change that is none."""
    row = {"version": "1.0.1", "field": "", "old": "", "new": "", "reason_zh": "试", "reason_en": "a trial"} | values

    def spoil(broken: Broken) -> None:
        header, held, _ = broken.tables["changes"]
        held.insert(0, {column: row[column] for column in header})

    return spoil


def _unspoken(broken: Broken) -> None:
    """Leave out the one statement of an indicator that the text still names."""
    name = "chengdu-2011.paas-technologies.2015"
    for table in ("statements", "evidence", "targets"):
        held = broken.tables[table][1]
        held[:] = [row for row in held if row["statement_id"] != name]


def _first(table: str, **values: str) -> Callable[[Broken], None]:
    """Spoil the first row of a table."""

    def spoil(broken: Broken) -> None:
        broken.tables[table][1][0].update(values)

    return spoil


def _column(start: int, end: int, **values: str) -> Callable[[Broken], None]:
    """Declare a part of a text to be an indicator table of one column, its head the first character."""

    def spoil(broken: Broken) -> None:
        header, held, _ = broken.tables["table_columns"]
        row = dict.fromkeys(header, "") | {
            "edition_id": PORTAL,
            "start": str(start),
            "end": str(end),
            "column": "1",
            "kind": "baseline",
        }
        head = {"head_start": str(start), "head_end": str(start + 1), "head": broken.texts[PORTAL][start]}
        held.append(row | head | values)
        held.sort(key=lambda row: (row["edition_id"], int(row["start"]), int(row["column"])))

    return spoil


FIXTURES: dict[str, Callable[[Broken], None]] = {
    "descriptor": lambda b: b.tables["statements"][2]["schema"]["fields"].pop(),
    "row-length": lambda b: b.tables["regions"][1][0].update(more="x"),
    "columns": lambda b: b.tables["units"][0].__setitem__(0, "word"),
    "type": _set("editions", {"edition_id": PORTAL}, characters="８453"),
    "required": _set("plans", {"plan_id": "hubei-2016"}, title_zh=""),
    "enum": _statement(comparator="about"),
    "pattern": _set("editions", {"edition_id": PORTAL}, sha256="xyz"),
    "minimum": _set("sections", {"edition_id": PORTAL, "start": "0"}, start="-1"),
    "unique": _twice,
    "foreign-key": _statement(plan_id="gansu-2013"),
    "sorted": _swap_rows,
    "id": _set("statements", {"statement_id": GD}, deadline="2021"),
    "bounds": _statement(upper=""),
    "label": _statement(indicator_id="cloud-terminal-scale"),
    "unit": _statement(unit="USD"),
    "region": _statement(region_id="CN-SH"),
    "correction": _statement(FOUR_G, status="verified"),
    "printed": _statement(lower="30000000000", upper="30000000000"),
    "evidence": lambda b: b.drop("evidence", statement_id=GD, edition_id=PORTAL, role="label"),
    "span": _span("value", end="2245"),
    "value": _statement(lower="300000000001", upper="300000000001"),
    "comparator": _statement(comparator="approx"),
    "second-reading": _statement("guangdong-2014.cloud-backbone-firms.2015", comparator="le"),
    "deadline": _span("deadline", start="1687", end="1693"),
    "label-place": _span("label", start="1694", end="1701"),
    "own-sentence": _span("label", start="1694", end="1701"),
    "label-belongs": _swapped_figures,
    "plan-facts": _set("plans", {"plan_id": "guangdong-2014"}, document_no="粤府办〔2014〕71号"),
    "plans": _set("plans", {"plan_id": "guangdong-2014"}, period_start="2030"),
    "codings": _set("coding_a", {"edition_id": PORTAL, "start": "2238"}, printed="9000亿元"),
    "scope-place": _statement("guangdong-2014.fixed-broadband-bandwidth.2015.urban", scope="农村镇区"),
    "hedge": _statement(hedge="力争"),
    "kind": _statement(kind="baseline"),
    "odd-characters": _insert("hubei-2016-reprint", "\u200b"),
    "census": lambda b: b.drop("numerals", edition_id=PORTAL, start="46"),
    "shared-figure": lambda b: [b.drop("evidence", statement_id="hubei-2016.kiln-operating-rate", role="value")],
    "numeral-class": _set("numerals", {"edition_id": PORTAL, "start": "455"}, **{"class": "date"}),
    "sections": _set("sections", {"edition_id": PORTAL, "start": "730"}, heading="(一)总体要求"),
    "arithmetic": _set("arithmetic", {"check_id": "chengdu-2011.sum.cloud-industry-scale"}, result="fails"),
    "arithmetic-covers": lambda b: b.drop("arithmetic", check_id="guangdong-2014.step.cloud-services-scale"),
    "comparability": lambda b: b.tables["comparability"][1].pop(),
    "comparability-across-plans": lambda b: (
        b.drop("comparability", indicator_a="cloud-backbone-firms", indicator_b="cloud-backbone-firms"),
        b.tables["changes"][1].remove(
            next(r for r in b.tables["changes"][1] if r["key"] == "cloud-backbone-firms cloud-backbone-firms")
        ),
    ),
    "aims": _set("aims", {"edition_id": PORTAL, "indicator_id": "computing-capacity"}, end="3200"),
    "retired": _changed(table="regions", key="CN-GD", change="removed"),
    "changes": _changed(table="regions", key="CN-ZZ", change="added"),
    "reported-reading": _set("reported", {"reported_id": N2}, lower="43000000000", upper="43000000000"),
    "reported-decision": _set("reported", {"reported_id": N2}, indicator_id=""),
    "reported-relation": _set("reported", {"reported_id": N2}, relation="wider"),
    "reported-source": _set("reported", {"reported_id": N2}, sources="reported_targets:9999"),
    "reported-decided": _set("outcomes_as_read", {"entry": "reported_targets_more:46"}, entry="reported_targets_more:45"),
    "reported-document": _set("reported_documents", {"document_id": "china-cloud-2017"}, address="https://example.org/1"),
    "targets": _set("targets", {"statement_id": "chengdu-2011.cloud-services-scale.2015"}, value="1"),
    "used": lambda b: b.tables["labels"][1].append({"label": "龘", "indicator_id": "tv-coverage", "variant": ""}),
    "draft": _statement(status="draft"),
    "undecided": _left_open,
    "facts": _set("plans", {"plan_id": "hubei-2016"}, note_en=""),
    "failed": _set("arithmetic", {"check_id": "chengdu-2011.sum.cloud-industry-scale"}, result="fails"),
    "coded-once": _statement(status="single-coded"),
    "departures": lambda b: b.tables["adjudication"][1].append(
        dict.fromkeys(b.tables["adjudication"][0], "")
        | {"edition_id": "shanghai-2017-reprint", "start": "999999", "field": "kind", "reason": "x"}
    ),
    "coding": _set("coding_b", {"edition_id": PORTAL, "start": "2238"}, deadline="2017"),
    "policy-evidence": lambda b: b.drop("policy_evidence", role="verb"),
    "policy-printed": _first("policy_evidence", printed="别的字"),
    "policy-inside": _first("instruments", passage="1.1"),
    "policy-words": _first("instruments", verb="奖励"),
    "policy-deadline": _first("goals", deadline="2031"),
    "passages": lambda b: b.drop("passages", edition_id=PORTAL, mark="status"),
    "passages-marked": _set("passages", {"edition_id": PORTAL, "mark": "status"}, mark="coded"),
    "policy-terms": lambda b: b.drop("terms", list="theme", code="data"),
    "policy-coding": lambda b: b.drop("policy_projects_a", name="楚天云"),
    "places": _set("instrument_places", {"place_id": "441400"}, place_id="441700"),
    "places-coding": lambda b: b.drop("project_places", project_id="guangdong-2014.project.73-4.1"),
    "coded-again": _set(
        "policy_recoded", {"instrument_id": "hubei-2016.instrument.42-4.demonstration", "field": "places"}, adopted="武汉"
    ),
    "project-once": lambda b: b.tables["projects"][1].append(
        b.tables["projects"][1][-1] | {"project_id": "shanghai-2017.project.9-9.9"}
    ),
    "verdicts": _set("comparability", {"indicator_b": "cloud-terminal-scale", "verdict": "broader"}, verdict="narrower"),
    "direction": _set("indicators", {"indicator_id": "data-centre-pue"}, direction="higher"),
    "period": _set("plans", {"plan_id": "hubei-2016"}, period_end="2021"),
    "copy-kind": _set("editions", {"edition_id": PORTAL}, copy_kind="reprint"),
    "basis": _set("corrections", {"edition_id": PORTAL}, basis="clean-copy"),
    "table-cell": _column(2220, 2260),
    "table-columns": _column(2220, 2222, column="2"),
    "section-role": _set("sections", {"edition_id": PORTAL, "role": "goals"}, role="tasks"),
    "aims-complete": _unspoken,
    "approved-wording": _set("indicators", {"indicator_id": "storage-capacity"}, name_en="Memory"),
    "series": _set("series", {"region_id": "510100", "series": "gdp", "year": "2015"}, value="1"),
    "outcome-figure": _set("outcomes", {"outcome_id": STORAGE}, lower="2"),
    "outcome-date": _set("outcomes", {"outcome_id": STORAGE}, as_of="2017-12-31"),
    "outcome-source": _set("outcomes", {"outcome_id": STORAGE}, address="https://example.org/"),
    "outcome-link": _set("outcomes", {"outcome_id": STORAGE}, relation="none"),
    "plan-region": _set("goals", {"plan_id": "hubei-2016"}, region_id="CN-GD"),
    "work-report-sentences": lambda b: b.tables["work_report_sentences"][1].pop(0),
    "work-report-mentions": _first("work_report_mentions", count="999"),
    "work-report-census": lambda b: b.tables["work_report_numerals"][1].pop(0),
    "work-report-spans": _first("work_report_evidence", printed="别的字"),
    "work-report-figure": _set("work_report_statements", {"statement_id": AHEAD}, lower="1"),
    "work-report-bound": _set("work_report_statements", {"statement_id": AHEAD}, comparator="approx"),
    "work-report-years": _set("work_report_statements", {"statement_id": AHEAD}, deadline="2019"),
    "work-report-keys": _set("work_report_statements", {"statement_id": AHEAD}, region_id="CN-ZJ"),
    "work-report-coding": _first("work_report_adjudication", adopted="别的字"),
}


@pytest.fixture(scope="module")
def raw(data: cloudplans.Dataset) -> dict[str, RawTable]:
    return raw_tables(data)


def test_every_rule_has_a_broken_fixture() -> None:
    assert len(RULES) > 30
    assert set(FIXTURES) == set(RULES)


@pytest.mark.parametrize("rule", FIXTURES)
def test_each_rule_objects_to_its_broken_fixture(
    rule: str, raw: dict[str, RawTable], every_text: dict[str, str], context: Context
) -> None:
    """The rules on tables run too, because the others do not start on tables that these refuse; so do those that a departure is from."""
    broken = Broken(raw, every_text)
    FIXTURES[rule](broken)
    others = READ if rule == "departures" else ()
    asked = {name: one for name, one in RULES.items() if name in (rule, *others) or one.scope == "tables"}
    with mock.patch.dict(RULES, asked, clear=True):
        objects(rule, broken, context)


@pytest.mark.slow
@pytest.mark.parametrize("rule", FIXTURES)
def test_each_rule_objects_among_all_the_others(
    rule: str, raw: dict[str, RawTable], every_text: dict[str, str], context: Context
) -> None:
    broken = Broken(raw, every_text)
    FIXTURES[rule](broken)
    objects(rule, broken, context)


def objects(rule: str, broken: Broken, context: Context) -> None:
    problems = verify_tables(broken.raw, broken.texts, context).problems
    assert rule in {problem.rule for problem in problems}
    assert all(problem.file and problem.record and problem.found and problem.expected for problem in problems)


def test_a_key_that_leads_nowhere_hides_no_other_fault(raw: dict[str, RawTable]) -> None:
    broken = Broken(raw, {})
    FIXTURES["foreign-key"](broken)
    alone = {problem.rule for problem in verify_tables(broken.raw, {}).problems}
    assert alone == {"foreign-key"}
    _set("statements", {"statement_id": "hubei-2016.cloud-servers"}, upper="")(broken)
    outcome = verify_tables(broken.raw, {})
    assert {problem.rule for problem in outcome.problems} >= {"foreign-key", "bounds"}
    assert outcome.counts["rows set aside"] > 0 and outcome.counts["statements"] > 100
    assert outcome.unchecked[-1].startswith("rows with dangling keys")


def test_an_id_that_was_taken_out_is_not_given_again(raw: dict[str, RawTable]) -> None:
    for table, key, change in (("statements", GD, "removed"), ("aims", "", "table-removed")):
        broken = Broken(raw, {})
        _changed(table=table, key=key, change=change)(broken)
        (problem,) = verify_tables(broken.raw, {}).problems
        assert (problem.rule, problem.expected) == ("retired", "a new id" if key else "a new name")


def test_a_removed_correction_is_noticed(raw: dict[str, RawTable], texts: dict[str, str]) -> None:
    assert rows(raw["corrections"])
    for row in rows(raw["corrections"]):
        broken = Broken(raw, texts)
        broken.drop("corrections", edition_id=row["edition_id"])
        problems = verify_tables(broken.raw, broken.texts).problems
        assert "value" in {problem.rule for problem in problems}


def _moved(book, edition: str, text: str, place: Callable[[int, bool], int]):
    """Return the book with one text replaced and every offset into the old one moved."""
    placed = [name for name, rows in book.tables.items() if rows and {"edition_id", "start"} <= rows[0].keys()]
    assert {"evidence", "numerals", "passages", "policy_evidence"} <= set(placed)
    tables = book.tables | {name: [dict(row) for row in book.tables[name]] for name in placed}
    for name in placed:
        for row in tables[name]:
            if row["edition_id"] == edition and row["start"] is not None:
                row["start"] = place(row["start"], False)
                if row.get("end"):
                    row["end"] = place(row["end"] - 1, True)
                if row.get("head_start") is not None:
                    row["head_start"], row["head_end"] = place(row["head_start"], False), place(row["head_end"] - 1, True)
                if row.get("count_at") is not None:
                    row["count_at"] = place(row["count_at"], False)
    return type(book)(tables, {**book.texts, edition: text})


def _rewritten(text: str, write: Callable[[str, int], str]) -> tuple[str, Callable[[int, bool], int]]:
    """Rewrite a text a character at a time; say where each old character now starts or ends."""
    pieces, starts, ends, length = [], [], [], 0
    for at, character in enumerate(text):
        piece = write(character, at)
        starts.append(length)
        length += len(piece.rstrip()) or len(piece)
        ends.append(length)
        length += len(piece) - (len(piece.rstrip()) or len(piece))
        pieces.append(piece)
    return "".join(pieces), lambda at, last: ends[at] if last else starts[at]


def _full_width(character: str, at: int) -> str:
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


EQUIVALENT = {
    "full-width": _full_width,
    "ascii": lambda c, at: form if len(form := unicodedata.normalize("NFKC", c)) == 1 else c,
    "wrapped": lambda c, at: c + "\n\n " if at % 7 == 0 else c,
    "other spaces": lambda c, at: "\u2003" if c in " \u3000\u00a0" else c + " ",
    "CRLF": lambda c, at: "\r\n" if c == "\n" else c,
}


def rewritten_edition(name: str, book, edition: str):
    """Return the book with one text rewritten."""
    spans = {(row["start"], row["end"]) for row in book.tables["table_columns"] if row["edition_id"] == edition}
    within = {at for start, end in spans for at in range(start, end)} if name in ("wrapped", "other spaces") else set()

    def write(character: str, at: int) -> str:
        return character if at in within else EQUIVALENT[name](character, at)  # white space separates the cells of a table

    return _moved(book, edition, *_rewritten(book.texts[edition], write))


def alarms(book) -> list[Problem]:
    of_the_pinned_bytes = {"odd-characters", "approved-wording"}  # the ledger, and fingerprints of tables with offsets
    return [problem for problem in check_book(book) if problem.rule not in of_the_pinned_bytes]


@pytest.mark.parametrize("name", EQUIVALENT)
def test_equivalent_texts_raise_no_alarm(name: str, book) -> None:
    moved = book
    for edition in book.texts:
        moved = rewritten_edition(name, moved, edition)
    assert sum(moved.texts[edition] != text for edition, text in book.texts.items()) >= 5
    assert alarms(moved)[:3] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", EQUIVALENT)
def test_one_equivalent_text_among_the_others_raises_no_alarm(name: str, book) -> None:
    for edition in book.texts:
        assert alarms(rewritten_edition(name, book, edition))[:3] == [], edition


@pytest.mark.slow
def test_injected_numerals_are_all_reported(book) -> None:
    chance = random.Random(20)
    missed, tried = [], 0
    for edition, text in book.texts.items():
        values = [(r["start"], r["end"]) for r in book.tables["evidence"] if r["edition_id"] == edition]
        for _ in range(40):
            token = chance.choice(["7", "３", "二十", "4.5亿", "万", "2031", "百"])
            at = chance.randrange(len(text))
            while any(start < at < end for start, end in values):
                at = chance.randrange(len(text))

            def place(offset: int, last: bool, at: int = at, size: int = len(token)) -> int:
                moved = offset + (size if offset >= at else 0)
                return moved + 1 if last else moved

            moved = _moved(book, edition, text[:at] + token + text[at:], place)
            problems = list(RULES["census"].problems(moved, edition))
            near = [p for p in problems if abs(int(p.record.split()[1].rstrip(":")) - at) <= 8]
            missed += [] if near else [(edition, at, token)]
            tried += 1
    assert tried == 40 * len(book.texts) >= 200
    assert missed == []


def test_mutants_of_a_sample_are_all_caught(book) -> None:
    tried, found, survivors, fewest = run(book, sample=12, seed=1)
    assert fewest == 12
    assert tried.total() > 12 * len(book.tables["statements"])
    assert len(tried) >= 14
    assert survivors == []
    assert tried == found


def test_a_blind_rule_would_let_mutants_live(book, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("deadline", "id"):
        monkeypatch.delitem(RULES, name)
    _, _, survivors, _ = run(book, sample=20, seed=1)
    assert any(line.startswith("year:") for line in survivors)


def test_arithmetic_fails_on_planted_violations(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    book = make_book(data, texts)
    rules = {row["rule"] for row in book.tables["arithmetic"]}
    assert rules == {"list", "share", "stages", "step", "sum"}
    total = book.statements["chengdu-2011.cloud-services-scale.2015"]
    total["lower"] = total["upper"] = 31e9
    book.statements[FOUR_G].update(lower=1.3e9, upper=1.3e9)
    book.statements["guangdong-2014.wlan-hotspots.2020"].update(lower=1e5, upper=1e5)
    book.statements["guangdong-2014.sme-cloud-share.2020"]["lower"] = 180.0
    rows = {row["check_id"]: row for row in book.tables["arithmetic"]}
    rows["hubei-2016.list.databases"]["end"] -= 5
    results = {name: arithmetic_result(book, row) for name, row in rows.items()}
    assert results["chengdu-2011.sum.cloud-industry-scale"] == "fails"
    assert results["guangdong-2014.step.subscriptions-4g"] == "fails"
    assert results["guangdong-2014.stages.wlan-hotspots"] == "fails"
    assert results["guangdong-2014.share"] == "fails"
    assert results["hubei-2016.list.databases"] == "names-fewer"
    assert results["chengdu-2011.list.pilot-cities"] == "names-fewer"

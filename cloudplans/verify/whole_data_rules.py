"""Rules on the whole data set: arithmetic, comparability, plans and regions, coding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from cloudplans.labels import code_name
from cloudplans.text import list_items, squeeze, unspaced, visible
from cloudplans.verify.rules_and_their_input import Book, Finding, Row, group, rule

_MONEY = {"CNY", "USD"}
_LARGEST_STEP = 5


def _ordered(book: Book, row: Row) -> list[Row]:
    return [book.statements[name] for name in row["statement_ids"].split() if name in book.statements]


def _list_result(book: Book, row: Row) -> str | None:
    """Count the items of the list and compare with the numeral that counts them; None where the text is not available."""
    if row["edition_id"] not in book.texts or row["start"] is None:
        return None
    named = len(list_items(squeeze(book.texts[row["edition_id"]][row["start"] : row["end"]])))
    numerals = [n.token for n in book.readers[row["edition_id"]].reading.numerals if n.start == row["count_at"]]
    if not numerals:
        return "no numeral at count_at"
    counted = int(book.read(squeeze(numerals[0]), "1").low)
    return "holds" if named == counted else "names-fewer" if named < counted else "names-more"


def arithmetic_result(book: Book, row: Row) -> str | None:
    """Return the result of one row of the table of arithmetic; None where a text that it needs is not available."""
    if row["rule"] == "list":
        return _list_result(book, row)
    chain = _ordered(book, row)
    firm = [s["lower"] if s["lower"] is not None else s["upper"] for s in chain]
    if not firm or None in firm:
        return "fails"
    if row["rule"] == "sum":
        good = len(firm) > 2 and firm[0] == sum(firm[1:])
    elif row["rule"] == "share":
        good = all(0 <= value <= 100 for value in firm)
    elif row["rule"] == "step":
        good = all(0 < after <= _LARGEST_STEP * before for before, after in pairwise(firm))
    else:
        sign = -1 if book.indicators[chain[0]["indicator_id"]]["direction"] == "lower" else 1
        good = all(sign * after >= sign * before for before, after in pairwise(firm))
    changed = row["rule"] in ("stages", "step") and len({(s["scope"], book.variant(s)) for s in chain}) > 1
    return "fails" if not good else "changed-definition" if changed else "holds"


@rule("arithmetic", "book", "arithmetic")
def arithmetic(book: Book) -> Iterator[Finding]:
    """Every row of the table of arithmetic has the result that it states."""
    for row in book.tables["arithmetic"]:
        missing = [name for name in row["statement_ids"].split() if name not in book.statements]
        if missing:
            yield "ledger/arithmetic.csv", row["check_id"], f"no statement {', '.join(missing)}", "statements of the data set"
        elif (result := arithmetic_result(book, row)) not in (None, row["result"]):
            yield "ledger/arithmetic.csv", row["check_id"], f"recorded: {row['result']}", f"computed: {result}"


def called_for(book: Book) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the arithmetic checks that the statements need: id, rule, statements; one per share and per series of stages."""
    for plan, rows in group(book.tables["statements"], "plan_id").items():
        shares = [s for s in rows if s["unit"] == "percent" and not s["indicator_id"].endswith("-growth")]
        if shares:
            yield f"{plan}.share", "share", [s["statement_id"] for s in shares]
        chains: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for s in rows:
            if s["kind"] == "target" and s["deadline"]:
                tail = s["statement_id"].split(f".{s['deadline']}", 1)[-1]
                chains[s["indicator_id"], tail].append(s)
        for (name, tail), chain in chains.items():
            ordered = [s["statement_id"] for s in sorted(chain, key=lambda s: s["deadline"])]
            for rule_name in ("stages", "step") if len(ordered) > 1 else ():
                yield f"{plan}.{rule_name}.{name}{tail}", rule_name, ordered


@rule("arithmetic-covers", "book", "statements")
def arithmetic_covers(book: Book) -> Iterator[Finding]:
    """Every series of stages and every share has its checks."""
    covered: dict[str, set[str]] = {}
    for row in book.tables["arithmetic"]:
        covered.setdefault(row["rule"], set()).update(row["statement_ids"].split())
    for _, rule_name, names in called_for(book):
        for name in names:
            if name not in covered.get(rule_name, set()):
                yield "ledger/arithmetic.csv", name, f"no row of the rule {rule_name}", "one for it"


@rule("comparability", "book", "comparability")
def comparability(book: Book) -> Iterator[Finding]:
    """Every pair of indicators of one theme and measure, and every pair of amounts of money, has a verdict; pairs are ordered.

    The indicators are those of plans and of work reports. Counts of different things (firms, platforms) need no verdict: they are
    not comparable, unless a verdict says that they are.
    """
    known = book.all_indicators
    measures = {row["unit"] for name in ("units", "unit_families") for row in book.tables.get(name, [])}
    judged = {(row["indicator_a"], row["indicator_b"]) for row in book.tables["comparability"]}
    for a, b in judged:
        if a > b:
            yield "comparability.csv", f"{a} {b}", "this order", "the first of the two by alphabet first"
        for name in sorted({a, b} - known.keys()):
            yield "comparability.csv", f"{a} {b}", name, "an indicator of plans or of work reports"
    for a, b in combinations(sorted(known.keys() - _of_one_reader(book)), 2):
        one, other = known[a], known[b]
        alike = (one["theme"], one["unit"]) == (other["theme"], other["unit"]) and one["unit"].removesuffix("/year") in measures
        if (alike or {one["unit"], other["unit"]} <= _MONEY) and (a, b) not in judged:
            yield "comparability.csv", f"{a} {b}", "no verdict", "one, with its reason"


def _of_one_reader(book: Book) -> set[str]:
    """Return the indicators used only by plans that were coded once; unjudged indicators are never compared."""
    return {name for name, rows in book.all_stated.items() if {row["plan_id"] for row in rows} <= book.coded_once}


@rule("comparability-across-plans", "book", "statements", "work_report_statements")
def comparability_across_plans(book: Book) -> Iterator[Finding]:
    """An indicator used by two plans or work reports has a verdict on itself: whether they mean the same by it."""
    judged = {row["indicator_a"] for row in book.tables["comparability"] if row["indicator_a"] == row["indicator_b"]}
    for name, rows in book.all_stated.items():
        if len({row["plan_id"] for row in rows}) > 1 and name not in judged:
            yield "comparability.csv", f"{name} {name}", "no verdict", "one: two documents use the indicator"


@rule("plans", "book", "plans")
def plans(book: Book) -> Iterator[Finding]:
    """A plan refers to an edition of its own, its period does not end before it starts, and regions form a tree."""
    for plan in book.tables["plans"]:
        if plan["edition_id"] not in book.editions.get(plan["plan_id"], []):
            yield "plans.csv", f"{plan['plan_id']}: edition_id", plan["edition_id"], "an edition of the plan"
        if (plan["period_start"] or 0) > (plan["period_end"] or 9999):
            yield (
                "plans.csv",
                plan["plan_id"],
                f"{plan['period_start']} to {plan['period_end']}",
                "a period that ends after it starts",
            )
    parents = {row["region_id"]: row["parent_id"] for row in book.tables["regions"]}
    for region in parents:
        above, steps = region, 0
        while above and steps <= len(parents):
            above, steps = parents.get(above, ""), steps + 1
        if above:
            yield "regions.csv", region, "parents that lead back to it", "a parent outside its own parts"


@rule("used", "book", "indicators")
def used(book: Book) -> Iterator[Finding]:
    """Every indicator and every printed name is used by a statement."""
    spoken = [*book.tables["statements"], *book.tables.get("drafts", [])]
    indicators = {s["indicator_id"] for s in spoken}
    labels = {("…".join(squeeze(p) for p in s["label"].split("…")), s["indicator_id"]) for s in spoken}
    for name in sorted(book.indicators.keys() - indicators):
        yield "indicators.csv", name, "no statement", "at least one"
    for name, indicator in sorted({(name, one) for name, several in book.labels.items() for one in several} - labels):
        yield "lexicon/labels.csv", f"{name} {indicator}", "no statement", "at least one"


_COPIED = ("plan_id", "region_id", "indicator_id", "kind", "deadline", "period_start", "unit", "comparator", "lower", "upper", "printed",
           "label", "status")  # fmt: skip


def _expected_target(book: Book, tables: dict[str, dict[str, Row]], s: Row) -> Row:
    """Return the row of the table of targets that a statement calls for."""
    region, indicator = tables["regions"].get(s["region_id"], {}), book.indicators.get(s["indicator_id"], {})
    value = None if s["comparator"] == "range" else s["upper"] if s["lower"] is None else s["lower"]
    expected = {name: s[name] for name in _COPIED} | {"value": value, "adcode": region.get("adcode")}
    expected |= {"theme_id": indicator.get("theme"), "note": s["note_en"], "note_zh": s["note_zh"]}
    for language, suffix in (("en", ""), ("zh", "_zh")):
        expected[f"region{suffix}"] = visible(region.get(f"name_{language}", ""))
        expected[f"indicator{suffix}"] = visible(indicator.get(f"name_{language}", ""))
        expected[f"theme{suffix}"] = code_name("theme", indicator.get("theme", ""), language)
    for name in ("scope", "hedge"):
        english = tables["translations"].get(s[name], {}).get("english")
        expected[name] = f"{s[name]} ({english})" if english else s[name]
    return expected


@rule("targets", "book", "targets")
def targets(book: Book) -> Iterator[Finding]:
    """The table of targets agrees with the statements, regions, indicators and translations that it is written from."""
    keys = {"regions": "region_id", "translations": "printed"}
    tables = {name: {row[key]: row for row in book.tables[name]} for name, key in keys.items()}
    known = {row["statement_id"]: row for row in book.tables["targets"]}
    stated = {name: s for name, s in book.statements.items() if s["kind"] == "target" and s["indicator_id"]}
    for name in known.keys() - stated.keys():
        yield "targets.csv", name, "a row", "none: it is not a target of statements.csv"
    for name, s in stated.items():
        if name not in known:
            yield "targets.csv", name, "no row", "one: it is a target of statements.csv"
            continue
        for column, expected in _expected_target(book, tables, s).items():
            if known[name][column] != expected:
                yield "targets.csv", f"{name}: {column}", known[name][column] or "nothing", expected or "nothing"


_CODED = ("label", "kind", "scope", "period_start", "deadline", "comparator", "lower", "upper", "unit", "hedge")


@rule("coding", "book", "evidence")
def coding(book: Book) -> Iterator[Finding]:
    """Every statement of a plan coded twice is in both codings, as both have it or as an adjudication decided."""
    settled = {(r["edition_id"], r["start"], r["field"]): r["adopted"] for r in book.tables["adjudication"]}
    indexes = [
        {(r["edition_id"], r["start"], r["end"], r["indicator_id"]): r for r in book.tables[f"coding_{coder}"]} for coder in "ab"
    ]
    for name, rows in group(book.tables["evidence"], "statement_id").items():
        s = book.statements.get(name)
        coded = s is not None and s["plan_id"] not in book.coded_once
        for row in rows if coded else []:
            if row["role"] != "value":
                continue
            key = (row["edition_id"], row["start"], row["end"], s["indicator_id"])
            said_by = [index.get(key) for index in indexes]
            if None in said_by and (*key[:2], "unit of analysis") not in settled:
                yield "coding/coding_a.csv", f"{name} in {key[0]}", "not in both codings", "both, or an adjudication"
                continue
            for field in _CODED:
                said = {plain(c[field]) for c in said_by if c}
                adopted = settled.get((*key[:2], field))
                allowed = {plain(adopted)} if adopted is not None else said
                if len(allowed) > 1 or plain(s[field]) not in allowed:
                    record = f"{name} in {key[0]}: {field}"
                    yield (
                        "coding/adjudication.csv",
                        record,
                        s[field],
                        f"what the codings or the adjudication have: {sorted(allowed)}",
                    )


@rule("codings", "book", "coding_a", "coding_b")
def codings(book: Book) -> Iterator[Finding]:
    """Every row of a coding has a statement, and every adjudication quotes the codings correctly."""
    held = {
        (row["edition_id"], row["start"], row["end"], book.statements[row["statement_id"]]["indicator_id"])
        for row in book.tables["evidence"]
        if row["role"] == "value" and row["statement_id"] in book.statements
    }
    settled = {(row["edition_id"], row["start"]) for row in book.tables["adjudication"] if row["field"] == "unit of analysis"}
    coded: dict[str, dict[tuple[str, int], Row]] = {}
    for coder in "ab":
        file = f"coding/coding_{coder}.csv"
        coded[coder] = {(row["edition_id"], row["start"]): row for row in book.tables[f"coding_{coder}"]}
        for row in book.tables[f"coding_{coder}"]:
            place = row["edition_id"], row["start"]
            if (*place, row["end"], row["indicator_id"]) not in held and place not in settled:
                yield (
                    file,
                    f"{place[0]} {place[1]}",
                    f"{row['printed']} as {row['indicator_id']}",
                    "a statement, or an adjudication",
                )
            raw = book.texts.get(row["edition_id"])
            if raw is not None and squeeze(raw[row["start"] : row["end"]]) != squeeze(row["printed"]):
                yield file, f"{place[0]} {place[1]}", visible(row["printed"]), visible(unspaced(raw[row["start"] : row["end"]]))
    for row in book.tables["adjudication"]:
        for coder in "ab":
            said = coded[coder].get((row["edition_id"], row["start"]), {})
            if row["field"] in said and plain(said[row["field"]]) != plain(row[f"coding_{coder}"]):
                record = f"{row['edition_id']} {row['start']}: {row['field']}"
                yield "coding/adjudication.csv", record, row[f"coding_{coder}"], said[row["field"]]


def plain(value: object) -> str:
    """Return a coded value in the form in which codings are compared."""
    return "" if value is None else squeeze(str(value).replace("…", "|"))

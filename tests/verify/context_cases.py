"""What the rules on statistics and outcomes say of a small book that is spoiled: rule, what is wrong, the change, what is found."""

from __future__ import annotations

from typing import Any

USERS, SHARE, FIRMS = 0, 1, 2
GDP = "CN-XX gdp first-release 2020"


def outcome(b: Any, number: int, **fields: Any) -> None:
    b["outcomes"][number].update(fields)


def listed(b: Any, number: int, **fields: Any) -> None:
    b["outcomes_as_read"][number].update(fields)


def both(b: Any, number: int, **fields: Any) -> None:
    """Change an outcome and its entry in the list alike."""
    outcome(b, number, **fields)
    listed(b, number, **{"figure" if name == "as_stated" else name: value for name, value in fields.items()})


CONTEXT_CASES: list[tuple[str, str, Any, list[str]]] = [
    ("series", "another value", lambda b: b["series"][0].update(value=1.26e9), [f"{GDP}: value | 1260000000.0 | 1.25e+09, 12.5 100 million CNY"]),
    ("series", "another value in the list", lambda b: b["series_as_read"][0].update(value_as_read="12.6"),
     [f"{GDP}: value | 1250000000.0 | 1.26e+09, 12.5 100 million CNY", f"{GDP}: value_as_read | 12.5 | 12.6"]),
    ("series", "another vintage", lambda b: b["series"][0].update(vintage="single"),
     [f"{GDP} | nothing | a row", "CN-XX gdp single 2020 | a row | nothing: the list has no such figure"]),
    ("series", "another year", lambda b: b["series"][0].update(year=2019),
     [f"{GDP} | nothing | a row", "CN-XX gdp first-release 2019 | a row | nothing: the list has no such figure"]),
    ("series", "another unit", lambda b: b["series"][0].update(unit="USD"), [f"{GDP}: unit | USD | CNY"]),
    ("series", "another source", lambda b: b["series"][0].update(read_from="elsewhere"), [f"{GDP}: read_from | elsewhere | a copy"]),
    ("series", "a row dropped", lambda b: b["series"].clear(), [f"{GDP} | nothing | a row"]),
    ("series", "a year that its vintage does not have", lambda b: b["vintages"][0].update(last_year=2019),
     [f"{GDP} | a row | nothing: the list has no such figure", "GDP first | no figure of the list | at least one"]),
    ("series", "a vintage of no figure", lambda b: b["vintages"].append({**b["vintages"][0], "vintage_as_read": "last"}),
     ["GDP last | no figure of the list | at least one"]),
    ("series", "a vintage from its first year", lambda b: b["vintages"][0].update(first_year=2020, last_year=None), []),
    ("outcome-figure", "another figure", lambda b: outcome(b, USERS, lower=3.3e5), ["x.users.2020-12-31: lower | 330000 | 320000, read from 超过32万户"]),
    ("outcome-figure", "another figure as stated", lambda b: outcome(b, SHARE, as_stated="66.8%"),
     ["x.cloud-use.2020-06-30: lower | 66.7 | 66.8, read from 66.8%"]),
    ("outcome-figure", "another comparator", lambda b: outcome(b, USERS, comparator="ge"),
     ["x.users.2020-12-31: comparator | ge | gt, read from 超过32万户"]),
    ("outcome-figure", "a bound where there is none", lambda b: outcome(b, USERS, upper=3.2e5),
     ["x.users.2020-12-31: upper | 320000 | an upper bound that fits gt"]),
    ("outcome-figure", "another upper bound", lambda b: outcome(b, SHARE, upper=67.0), ["x.cloud-use.2020-06-30: upper | 67 | an upper bound that fits eq"]),
    ("outcome-figure", "a calculation called stated", lambda b: outcome(b, FIRMS, stated_or_derived="stated"),
     ["x.firms.2019-12-31: stated_or_derived | stated | derived where the figure is a calculation"]),
    ("outcome-figure", "a calculation that gives another figure", lambda b: outcome(b, FIRMS, lower=252.0, upper=252.0),
     ["x.firms.2019-12-31: lower | 252 | 250.833, read from 602家 ÷ 2.4"]),
    ("outcome-figure", "no numeral", lambda b: outcome(b, SHARE, as_stated="很高"), ["x.cloud-use.2020-06-30: lower | 66.7 | open, read from 很高"]),
    ("outcome-figure", "a figure in other units", lambda b: outcome(b, SHARE, as_stated="约1.5PB", comparator="approx", lower=1.5e15, upper=1.5e15), []),
    ("outcome-figure", "a share of a sum", lambda b: outcome(b, FIRMS, as_stated="500家 × 50% + 1家"), []),
    ("outcome-date", "an id of another day", lambda b: outcome(b, USERS, outcome_id="x.users.2020-12-30"),
     ["x.users.2020-12-30 | this id | one that ends in .2020-12-31"]),
    ("outcome-date", "another period", lambda b: outcome(b, SHARE, period="2020-07"),
     ["x.cloud-use.2020-06-30: period | 2020-07 | a period that ends on 2020-06-30"]),
    ("outcome-date", "no period", lambda b: outcome(b, SHARE, period="lately"),
     ["x.cloud-use.2020-06-30: period | lately | a period that ends on 2020-06-30"]),
    ("outcome-date", "half a year, three quarters, a day", lambda b: [outcome(b, SHARE, period=period) for period in ("2020-06-30", "2020 H1")], []),
    ("outcome-date", "the day of a page", lambda b: outcome(b, SHARE, outcome_id="x.2020-06-03", as_of="2020-06-03", note="date of the page"), []),
    ("outcome-source", "another region", lambda b: outcome(b, USERS, region_id="CN"), ["x.users.2020-12-31: region_id | CN | CN-XX, as list:0 has it"]),
    ("outcome-source", "another figure", lambda b: outcome(b, SHARE, as_stated="67%"), ["x.cloud-use.2020-06-30: figure | 67% | 66.7%, as list:1 has it"]),
    ("outcome-source", "another date", lambda b: listed(b, SHARE, as_of="2020-06-29"),
     ["x.cloud-use.2020-06-30: as_of | 2020-06-30 | 2020-06-29, as list:1 has it"]),
    ("outcome-source", "another link", lambda b: outcome(b, USERS, indicator_id="firms"),
     ["x.users.2020-12-31: bears_on | firms: same | users: same, as list:0 has it"]),
    ("outcome-source", "another address", lambda b: outcome(b, USERS, address="https://a.example/y"),
     ["x.users.2020-12-31: address | https://a.example/y | https://a.example/x, as list:0 has it"]),
    ("outcome-source", "no address", lambda b: both(b, USERS, address="somewhere"), ["x.users.2020-12-31: address | somewhere | a web address"]),
    ("outcome-source", "an outcome of no list", lambda b: b["outcomes"].append({**b["outcomes"][0], "outcome_id": "y"}), ["y | 0 figures | one figure of the lists"]),
    ("outcome-source", "an outcome dropped", lambda b: b["outcomes"].pop(), ["x.firms.2019-12-31 | no such outcome | one figure of the lists"]),
    ("outcome-source", "declined without a reason", lambda b: listed(b, 3, reason_en=""),
     ["list:3 | declined | an outcome, or the reason in both languages why there is none"]),
    ("outcome-source", "included without an outcome", lambda b: listed(b, 3, decision="included", reason_zh="", reason_en=""),
     ["list:3 | included | an outcome, or the reason in both languages why there is none"]),
    ("outcome-link", "another unit", lambda b: both(b, USERS, unit="firm"), ["x.users.2020-12-31: unit | firm | the unit of users"]),
    ("outcome-link", "a wider figure in another unit", lambda b: both(b, FIRMS, unit="user"), []),
    ("outcome-link", "no relation", lambda b: outcome(b, USERS, relation="none"),
     ["x.users.2020-12-31 | users: none | an indicator or measure, and a relation to it"]),
    ("outcome-link", "a relation to no measure", lambda b: outcome(b, USERS, upper_relation="same"),
     ["x.users.2020-12-31 | users: same | an indicator or measure, and a relation to it"]),
    ("outcome-link", "an unknown indicator", lambda b: outcome(b, USERS, indicator_id="nothing"), ["x.users.2020-12-31: unit | user | the unit of nothing"]),
    ("outcome-link", "an unknown measure", lambda b: outcome(b, SHARE, upper_measure="nothing"),
     ["x.cloud-use.2020-06-30: upper_measure | nothing | a measure of an unverified plan of the region"]),
    ("outcome-link", "a measure of another region", lambda b: outcome(b, SHARE, region_id="CN"),
     ["x.cloud-use.2020-06-30: upper_measure | cloud-use | a measure of an unverified plan of the region"]),
    ("outcome-link", "a measure in another unit", lambda b: outcome(b, SHARE, unit="user"),
     ["x.cloud-use.2020-06-30: unit | user | percent, the unit of cloud-use"]),
    ("plan-region", "of a goal", lambda b: b["goals"][0].update(region_id="CN"), ["g: region_id | CN | CN-XX, the region of p-2020"]),
    ("plan-region", "of a project", lambda b: b["projects"][0].update(region_id="100100"), ["j: region_id | 100100 | CN-XX, the region of p-2020"]),
    ("approved-wording", "another row of a table that stays as it is", lambda b: b["arithmetic"][0].update(note_en="other"),
     ["all rows | a wording that nobody approved | fdb217ba1a19"]),
]  # fmt: skip

"""Which statement is larger: decided, undecided (the bounds overlap) or refused (the definitions differ)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import combinations

import pandas as pd

from cloudplans.compare.comparability import Judgements, NotComparable, check_allowed, flipped, judgement, judgements, of_reported
from cloudplans.compare.interval import Interval
from cloudplans.compare.relative_size import relative_to
from cloudplans.compare.shared_row_helpers import (
    Row,
    carry,
    in_both_languages,
    interval_of,
    result,
    variant,
    with_year,
    words,
    year,
)
from cloudplans.compare.vintages import BEST, base_warnings
from cloudplans.dataset import Dataset, Tier, coded_statements, nearest, own_data, rows_of
from cloudplans.labels import code_name, message

_SIGN = {"less": "<", "greater": ">", "equal": "=", "undecided": "?"}
_REFUSED = ("not-comparable", "not-judged")  # verdicts under which two statements are not compared
_UNDECIDED = message("the bounds overlap or are approximate")
_UNDATED = message("no target year is stated for both")
_YEARS = message("the target years differ")


def _statement(data: Dataset, name: str, tier: Tier | None) -> Row:
    """Return one statement of a plan or work report by its id; a wrong id is an error."""
    frame = coded_statements(data, tier=tier, documents="all")
    if name not in set(frame["statement_id"]) and name in set(data.table("reported")["reported_id"]):
        raise ValueError(f"{name} is an unverified figure; add tier='unverified' if it has an indicator")
    if name not in set(frame["statement_id"]):
        raise nearest(name, frame["statement_id"], "statement")
    return frame[frame["statement_id"] == name].to_dict("records")[0]


def _judged(data: Dataset, known: Judgements, a: Row, b: Row) -> Row:
    """Return the verdict on two statements: that on their indicators, weaker where their scopes differ.

    `warning` says it in both languages without the scopes, for a reader of many pairs.
    """
    judged = known.of(a["indicator_id"], b["indicator_id"])
    lower = [(x, y) for x, y in ((a, b), (b, a)) if x.get("evidence_tier") == "unverified"]
    if lower and (a["plan_id"] != b["plan_id"] or {a["relation"], b["relation"]} != {"same"}):
        one, other = next((pair for pair in lower if pair[0]["relation"] != "same"), lower[0])
        judged = of_reported(data, one, other["indicator_id"]).to_dict()
        if one is b:
            judged["verdict"] = flipped(judged["verdict"])
    elif a["indicator_id"] and a["indicator_id"] == b["indicator_id"]:
        if a["plan_id"] == b["plan_id"]:
            judged = judgement("same", message("The same indicator of the same document."))
            if variant(data, a) != variant(data, b):
                judged = judgement("overlapping", message("The same document, but the definition differs between stages."))
        elif not known.alone(a["indicator_id"]):
            judged = judgement(
                "not-judged", message("Two documents use the indicator; whether they mean the same thing has not been judged.")
            )
    short = judged["reason_zh"], judged["reason_en"]
    if judged["verdict"] in ("same", "overlapping") and a["indicator_id"] == b["indicator_id"] and a["scope"] != b["scope"]:
        one, other = (partial(_scope, data, row) for row in (a, b))
        short = in_both_languages(message("The scopes differ.")) if judged["verdict"] == "same" else short
        judged["verdict"] = "overlapping"
        zh, en = in_both_languages(message(" The scopes differ: {a}; {b}."), a=one, b=other)
        judged["reason_zh"] += zh
        judged["reason_en"] += en
    word = judged["verdict"]
    return judged | {"warning": f"{code_name('verdict', word, 'zh')}：{short[0]} / {word}: {short[1]}"}


def _scope(data: Dataset, row: Row, lang: str) -> str:
    """Return the scope of a statement in a language, a dash where it has none."""
    english = data.table("translations").set_index("printed")["english"] if lang == "en" else {}
    return str(english.get(row["scope"], row["scope"]) or "–")


def pair(a: str, b: str, *, allow: Sequence[str] = (), tier: Tier | None = None, data: Dataset | None = None) -> pd.DataFrame:
    """Compare two statements: which is larger and by how much, or why they cannot be compared.

    Parameters
    ----------
    a, b : str
        Ids of statements, of plans or of work reports.
    allow : sequence of str
        Verdicts under which the two are compared anyway: ``"not-comparable"``, ``"not-judged"``.
    tier : {"verified", "single-coded", "unverified"}, optional
        The lowest tier of evidence to include.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row: `a`, `b`, `relation` (less, greater, equal, undecided), `verdict`, `reason_zh`, `reason_en`, `same_year`, the
        difference a − b as bounds in `unit`, `ratio_zh`, `ratio_en`, and the derivation. ``attrs["warning"]`` lists what a
        reader must know (a different definition, year or kind); plots of the frame show it.

    Raises
    ------
    NotComparable
        If the statements are not comparable and `allow` does not include their verdict.
    ValueError
        If a statement, tier or verdict does not exist.

    Examples
    --------
    >>> import cloudplans
    >>> row = pair("guangdong-2014.cloud-terminal-scale.2015", "chengdu-2011.cloud-terminal-scale.2015").iloc[0]
    >>> row["relation"], row["verdict"], row["derivation_en"]
    ('greater', 'overlapping', 'CNY 300 billion (2015) > CNY 220 billion (2015)')
    """
    data = data or own_data()
    check_allowed(allow)
    one, other = _statement(data, a, tier), _statement(data, b, tier)
    judged = _judged(data, judgements(data), one, other)
    if judged["verdict"] in _REFUSED and judged["verdict"] not in allow:
        raise NotComparable(f"{a} and {b} are not comparable: {judged['reason_en']} {judged['reason_zh']}")
    x, y = Interval.of(one), Interval.of(other)
    alike = one["unit"] == other["unit"]
    relation = x.relation(y) if alike else "undecided"
    unit = one["unit"] if alike else ""
    row = result(
        x - y if alike else Interval.unknown(),
        unit,
        (a, b),
        (
            f"{with_year(one, 'zh')} {_SIGN[relation]} {with_year(other, 'zh')}",
            f"{with_year(one, 'en')} {_SIGN[relation]} {with_year(other, 'en')}",
        ),
        a=a,
        b=b,
        relation=relation,
        verdict=judged["verdict"],
        reason_zh=judged["reason_zh"],
        reason_en=judged["reason_en"],
        same_year=_same_year(one, other),
        ratio_zh=words(x / y if alike else Interval.unknown(), "1", "zh"),
        ratio_en=words(x / y if alike else Interval.unknown(), "1", "en"),
        region_id=one["region_id"],
    )
    frame = pd.DataFrame([row])
    frame.attrs["warning"] = _warnings(row, one, other)
    return carry(frame, pd.DataFrame([one, other]))


def _same_year(a: Row, b: Row) -> bool:
    """Return whether both statements have a target year and it is the same."""
    return year(a) is not None and year(a) == year(b)


def _warnings(row: Row, one: Row, other: Row) -> list[str]:
    """Return what a reader of the comparison must know: a different definition, year or kind."""
    across = one["plan_id"] != other["plan_id"]
    found = [f"{row['verdict']}: {row['reason_en']}"] if row["verdict"] != "same" or across else []
    if not row["same_year"]:
        found.append(f"{_UNDATED if None in (year(one), year(other)) else _YEARS}.")
    return found + ([f"one is a {one['kind']}, the other a {other['kind']}."] if one["kind"] != other["kind"] else [])


def pairs(
    rows: pd.DataFrame,
    *,
    base: str = "absolute",
    vintage: str = BEST,
    allow: Sequence[str] = (),
    data: Dataset | None = None,
) -> pd.DataFrame:
    """Compare the statements pair by pair, relative to a base.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()` or `statements()`.
    base, vintage : str
        As for `relative_to`.
    allow : sequence of str
        Verdicts besides ``same`` and ``convertible`` under which a pair is compared.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row per pair: `a`, `b`, `relation` (less, greater, equal, undecided, refused), `verdict`, `vintage`, reasons and derivation. A pair
        is undecided where the target years differ or a value is missing under the base.

    Raises
    ------
    ValueError
        If the selection has fewer than two statements, or a base, vintage or verdict does not exist.

    Examples
    --------
    >>> import cloudplans
    >>> found = pairs(cloudplans.targets(indicator="cloud-services-scale", year=2015))
    >>> found[["relation", "verdict"]].values.tolist()
    [['less', 'same']]
    """
    data = data or own_data()
    check_allowed(allow)
    statements = rows_of(data, rows)
    if len(statements) < 2:
        raise ValueError("the selection contains one statement; a comparison needs two")
    sizes = relative_to(statements, base=base, vintage=vintage, data=data)
    measured = {row["statement_id"]: row for row in sizes.to_dict("records")}
    known = judgements(data)
    found = []
    warnings: dict[str, str] = {}  # of the first pair of each verdict that is compared, and that is refused
    refused: dict[str, str] = {}
    for one, other in combinations(statements.to_dict("records"), 2):
        judged = _judged(data, known, one, other)
        found.append(_pair(judged, one, other, measured, ("same", "convertible", *allow)))
        if judged["verdict"] != "same":
            (refused if found[-1]["relation"] == "refused" else warnings).setdefault(judged["verdict"], judged["warning"])
    frame = pd.DataFrame(found)
    frame.attrs.update(warning=[*warnings.values()], refused=[*refused.values()])
    frame.attrs["warning"] += base_warnings(base, sizes["vintage"].iloc[0])
    return carry(frame, statements)


def _pair(judged: Row, one: Row, other: Row, measured: dict[str, Row], allowed: Sequence[str]) -> Row:
    left, right = measured[one["statement_id"]], measured[other["statement_id"]]
    keys = {"a": one["statement_id"], "b": other["statement_id"], "verdict": judged["verdict"]}
    reason = judged["reason_zh"], judged["reason_en"]
    relation = "undecided"
    if judged["verdict"] not in allowed:
        relation = "refused"
    elif left["unit"] != right["unit"]:
        reason = in_both_languages(message("the units differ: {a} and {b}"), a=left["unit"], b=right["unit"])
    elif left["missing_en"] or right["missing_en"]:
        reason = left["missing_zh"] or right["missing_zh"], left["missing_en"] or right["missing_en"]
    elif not _same_year(one, other):
        reason = in_both_languages(_UNDATED if None in (year(one), year(other)) else _YEARS)
    else:
        relation = interval_of(left).relation(interval_of(right))
        reason = in_both_languages(_UNDECIDED) if relation == "undecided" else reason
    sign = _SIGN.get(relation, "×")
    return {
        **keys,
        "relation": relation,
        "vintage": left["vintage"],
        "reason_zh": reason[0],
        "reason_en": reason[1],
        "statement_ids": [keys["a"], keys["b"]],
        "derivation_zh": f"{left['derivation_zh']} {sign} {right['derivation_zh']}",
        "derivation_en": f"{left['derivation_en']} {sign} {right['derivation_en']}",
    }


def _refuse(found: pd.DataFrame, allow: Sequence[str]) -> None:
    """Refuse to rank pairs that `pair` would not compare."""
    refused = found[found["verdict"].isin({*_REFUSED} - {*allow})]
    if len(refused):
        first = refused.iloc[0]
        raise NotComparable(
            f"{len(refused)} of {len(found)} pairs cannot be ranked, such as {first['a']} and {first['b']}: {first['reason_en']} "
            f"{first['reason_zh']}; rank one indicator at a time, or add allow={sorted(set(refused['verdict']))}"
        )


def ranking(
    rows: pd.DataFrame,
    *,
    base: str = "absolute",
    vintage: str = BEST,
    allow: Sequence[str] = (),
    data: Dataset | None = None,
) -> pd.DataFrame:
    """Rank statements as far as their bounds, years and definitions allow: a partial ranking.

    Parameters
    ----------
    rows, base, vintage, allow, data
        As for `pairs`.

    Returns
    -------
    DataFrame
        One row per statement, the largest first: its value under the base, `rank_best` and `rank_worst` (equal where the rank is
        certain) and `undecided_with` (list of the ids of the statements that it cannot be ranked against). ``attrs["warning"]`` says
        under which verdicts statements were not ranked, or ranked nevertheless.

    Examples
    --------
    >>> import cloudplans
    >>> ranking(cloudplans.targets(indicator="cloud-services-scale", year=2015))[["region_id", "rank_best", "rank_worst"]].values.tolist()
    [['CN-GD', 1, 1], ['510100', 2, 2]]
    """
    data = data or own_data()
    statements = rows_of(data, rows)
    found = pairs(statements, base=base, vintage=vintage, allow=allow, data=data)
    _refuse(found, allow)
    frame = relative_to(statements, base=base, vintage=vintage, data=data)
    names = frame["statement_id"].tolist()
    above = dict.fromkeys(names, 0)
    below = dict.fromkeys(names, 0)
    open_with: dict[str, list[str]] = {name: [] for name in names}
    for pair in found.to_dict("records"):
        a, b = pair["a"], pair["b"]
        if pair["relation"] in ("less", "greater"):
            more, less = (b, a) if pair["relation"] == "less" else (a, b)
            above[less] += 1
            below[more] += 1
        elif pair["relation"] in ("undecided", "refused"):
            open_with[a].append(b)
            open_with[b].append(a)
    equals = {n: len(names) - 1 - above[n] - below[n] - len(open_with[n]) for n in names}
    frame["rank_best"] = [1 + above[name] for name in names]
    frame["rank_worst"] = [len(names) - below[name] - equals[name] for name in names]
    frame["undecided_with"] = [open_with[name] for name in names]
    ranked = frame.sort_values(["rank_best", "rank_worst", "statement_id"], ignore_index=True)
    ranked.attrs.update(base=base, warning=[*found.attrs["refused"], *found.attrs["warning"]])
    return ranked

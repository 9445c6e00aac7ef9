"""Intervals: what is computed from points inside the bounds lies inside the computed bounds, and no tighter claim is made."""

from __future__ import annotations

import math
from decimal import Decimal
from itertools import combinations, permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cloudplans.compare.interval import Interval, total

COMPARATORS = ("eq", "ge", "gt", "le", "lt", "approx", "range")
values = st.integers(1, 10_000).map(lambda n: n / 8)  # exact in binary, so that equality means equality


@st.composite
def statements(draw, comparators=COMPARATORS) -> dict:
    comparator = draw(st.sampled_from(comparators))
    low, high = sorted((draw(values), draw(values)))
    if comparator == "range":
        assume(low < high)
    else:
        high = low
    open_side = {"ge": "upper", "gt": "upper", "le": "lower", "lt": "lower"}.get(comparator)
    return {
        "comparator": comparator,
        "lower": math.nan if open_side == "lower" else low,
        "upper": math.nan if open_side == "upper" else high,
    }


@st.composite
def with_point(draw, comparators=COMPARATORS) -> tuple[Interval, float]:
    """A statement's interval, and a point that the statement allows."""
    row = draw(statements(comparators))
    step = draw(st.integers(0, 64)) / 8
    comparator, lower, upper = row["comparator"], row["lower"], row["upper"]
    if comparator in ("eq", "approx"):
        point = lower
    elif comparator == "range":
        point = min(lower + step, upper)
    elif comparator in ("ge", "gt"):
        point = lower + step + (0.125 if comparator == "gt" else 0)
    else:
        point = upper - step - (0.125 if comparator == "lt" else 0)
    interval = Interval.of(row)
    assert point in interval
    return interval, point


POSITIVE = ("eq", "ge", "gt", "approx", "range")


@given(with_point(), with_point())
def test_sums_differences_and_products_hold_every_point(a, b) -> None:
    (x, p), (y, q) = a, b
    assert p + q in x + y
    assert p - q in x - y
    assert p * q in x * y
    assert (x + y).about == (x.about or y.about)


def contains(interval: Interval, value: float) -> bool:
    """Allow for the last bit of a division or a root."""
    return value in interval or any(
        math.isclose(value, end, rel_tol=1e-12, abs_tol=1e-12) for end in (interval.low, interval.high)
    )


@given(with_point(), with_point(POSITIVE), st.integers(1, 10))
def test_ratios_and_growth_hold_every_point(a, b, years) -> None:
    (x, p), (y, q) = a, b
    assert contains(x / y, p / q)
    if p > 0:
        assert contains(y.growth(x, years), (p / q) ** (1 / years) - 1)


@given(with_point(), with_point())
def test_no_tighter_claim_is_made(a, b) -> None:
    """Each end of a computed interval is reached, or approached, by points that the statements allow."""
    (x, _), (y, _) = a, b

    def near(interval: Interval) -> list[float]:
        low = interval.low if math.isfinite(interval.low) else -1e9
        high = interval.high if math.isfinite(interval.high) else 1e9
        points = [low, high, low + 1e-6, high - 1e-6]
        return [point for point in points if point in interval] or [low]

    for result, points in (
        (x + y, [p + q for p in near(x) for q in near(y)]),
        (x * y, [p * q for p in near(x) for q in near(y)]),
    ):
        for end, best in ((result.low, min(points)), (result.high, max(points))):
            if math.isfinite(end):
                assert abs(best - end) <= 1e-6 * (4 + abs(x.low if math.isfinite(x.low) else 0) + 3000)
            else:
                assert abs(best) >= 1e8


@given(statements(), statements())
def test_a_half_open_result_stays_half_open(a, b) -> None:
    x, y = Interval.of(a), Interval.of(b)
    assert math.isinf((x + y).high) == (math.isinf(x.high) or math.isinf(y.high))
    assert math.isinf((x + y).low) == (math.isinf(x.low) or math.isinf(y.low))
    assert not (x + y).high_closed or (x.high_closed and y.high_closed)


@given(statements(), statements())
def test_relations_are_antisymmetric_and_true(a, b) -> None:
    x, y = Interval.of(a), Interval.of(b)
    mirrored = {"less": "greater", "greater": "less", "equal": "equal", "undecided": "undecided"}
    assert y.relation(x) == mirrored[x.relation(y)]


@given(with_point(), with_point())
def test_a_decided_relation_holds_for_every_point(a, b) -> None:
    (x, p), (y, q) = a, b
    relation = x.relation(y)
    assert relation != "less" or p < q
    assert relation != "greater" or p > q
    assert relation != "equal" or p == q


@given(st.lists(statements(), min_size=3, max_size=3))
def test_relations_are_transitive_where_decided(rows) -> None:
    x, y, z = map(Interval.of, rows)
    for a, b, c in permutations((x, y, z)):
        if a.relation(b) in ("less", "equal") and b.relation(c) in ("less", "equal"):
            assert a.relation(c) in ("less", "equal")


@given(st.lists(with_point(), min_size=1, max_size=6))
def test_totals(parts) -> None:
    assert sum(point for _, point in parts) in total(interval for interval, _ in parts)


def test_words() -> None:
    shown = [Interval.of({"comparator": c, "lower": lo, "upper": hi}) for c, lo, hi in (
        ("eq", 5, 5), ("ge", 5, None), ("gt", 5, None), ("le", None, 5), ("lt", None, 5), ("approx", 5, 5), ("range", 2, 3),
    )]  # fmt: skip
    assert list(map(str, shown)) == ["5", "≥ 5", "> 5", "≤ 5", "< 5", "≈ 5", "[2, 3]"]
    assert str(
        Interval.of({"comparator": "gt", "lower": 2, "upper": None})
        - Interval.of({"comparator": "ge", "lower": 1, "upper": None})
    ) == ("not determined")
    assert all(a != b for a, b in combinations(map(str, shown), 2))


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="no interval runs from 3 to 2"):
        Interval(3, 2)
    with pytest.raises(ValueError, match="growth needs a positive number of years, not"):
        Interval.point(1).growth(Interval.point(2), 0)
    assert not (Interval.point(1) / Interval(-1, 1)).determined


def test_words_round_bounds_outwards_and_keep_strictness() -> None:
    from cloudplans.compare.shared_row_helpers import words

    inf = math.inf
    assert words(Interval(12_345_678, inf, True, False), "site", "en") == "≥ 12.3 million sites"
    assert words(Interval(-inf, 99_991, False, True), "site", "en") == "≤ 100,000 sites"
    assert words(Interval(99_999, 99_999), "site", "en", exact=True) == "99,999 sites"
    assert words(Interval(3, 5, False, True), "base", "en") == "> 3 – 5 bases"
    assert words(Interval(3, 5, True, False), "base", "zh") == "3 – < 5个"
    assert words(Interval.point(5, about=True), "base", "en") == "≈ 5 bases"
    assert words(Interval(-50, -25), "percent", "en") == "−50% – −25%"


def test_division_is_exact_where_it_can_be() -> None:
    for value in (49, 7, 3, 0.1, 1.3e8):
        assert (Interval.point(value) / Interval.point(value)).relation(Interval.point(1)) == "equal"
    assert Interval.point(3).growth(Interval.point(0), 2) == Interval.point(-1)
    assert Interval(-4, -2) / Interval(-2, -1) == Interval(1, 4)


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(ValueError, match="no value lies above and below 9"):
        Interval(9, 9, low_closed=False)


INF = math.inf
AT_LEAST, ABOVE = Interval(2, INF, True, False), Interval(2, INF, False, False)
AT_MOST, BELOW = Interval(-INF, 2, False, True), Interval(-INF, 2, False, False)
HELD = {  # which of 1, 2, 3, 4, 5 each holds
    Interval(2, 4): "234", Interval(2, 4, False): "34", Interval(2, 4, True, False): "23", Interval(2, 4, False, False): "3",
    AT_LEAST: "2345", ABOVE: "345", AT_MOST: "12", BELOW: "1", Interval.point(3): "3", Interval.unknown(): "12345",
}  # fmt: skip


@pytest.mark.parametrize(("interval", "held"), HELD.items(), ids=map(str, HELD))
def test_what_an_interval_holds(interval: Interval, held: str) -> None:
    assert "".join(str(value) for value in (1, 2, 3, 4, 5) if value in interval) == held


def test_sides_decide_what_a_comparator_may_have() -> None:
    sides = {"eq": "both", "ge": "lower", "gt": "lower", "le": "upper", "lt": "upper", "approx": "both", "range": "both"}
    given = {"both": (1, 2), "lower": (1, None), "upper": (math.nan, 2), "neither": (None, math.nan)}
    refused = 0
    for comparator, wanted in sides.items():
        for name, (lower, upper) in given.items():
            row = {"comparator": comparator, "lower": lower, "upper": upper}
            if name == wanted:
                assert Interval.of(row).about == (comparator == "approx")
                continue
            refused += 1
            found = {"both": "lower and upper", "neither": "no side"}.get(name, name)
            said = f"a statement with the comparator '{comparator}' cannot have {found}; comparators: {', '.join(sides)}"
            with pytest.raises(ValueError) as error:
                Interval.of(row)
            assert str(error.value) == said
    assert refused == 21
    with pytest.raises(
        ValueError, match=r"^a statement with the comparator 'about' cannot have lower and upper; comparators: eq"
    ):
        Interval.of({"comparator": "about", "lower": 1, "upper": 1})


def test_a_missing_value_of_any_library_is_an_open_side() -> None:
    import pandas as pd

    assert Interval.of({"comparator": "ge", "lower": 2, "upper": pd.NA}) == AT_LEAST
    assert Interval.of({"comparator": "lt", "lower": pd.NA, "upper": 2}) == BELOW
    assert Interval.of({"comparator": "eq", "lower": Decimal(2), "upper": Decimal(2)}) == Interval.point(2)


@pytest.mark.parametrize("ends", [(math.nan, 1), (1, math.nan), (math.nan, math.nan), (2, 1)])
def test_ends_in_no_order_are_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=f"^no interval runs from {ends[0]} to {ends[1]}$"):
        Interval(*ends)


def test_an_end_without_bound_is_never_met() -> None:
    assert Interval(-INF, INF) == Interval.unknown() == Interval(-INF, INF, False, False)
    assert (Interval(-INF, 1).low_closed, Interval(1, INF).high_closed) == (False, False)
    for closed in ((False, True), (True, False), (False, False)):
        with pytest.raises(ValueError, match="no value lies above and below 3"):
            Interval(3, 3, *closed)


SHOWN = {
    Interval(2, 3, False, True): "(2, 3]", Interval(2, 3, True, False): "[2, 3)", Interval.unknown(): "not determined",
    Interval.unknown(about=True): "not determined", Interval(2, 3, about=True): "≈ [2, 3]", BELOW: "< 2", AT_MOST.roughly(): "≈ ≤ 2",
    ABOVE.roughly(): "≈ > 2", Interval.point(1234567): "1.235e+06",
}  # fmt: skip


@pytest.mark.parametrize(("interval", "words"), SHOWN.items())
def test_how_an_interval_is_shown(interval: Interval, words: str) -> None:
    assert str(interval) == words


OPEN = Interval(2, 4, False, False)
ZERO_UP, OVER_ZERO = Interval(0, 4, True, False), Interval(0, 4, False, True)
COMPUTED = [
    (-Interval(1, 2, False, True), Interval(-2, -1, True, False)),
    (-AT_LEAST, Interval(-INF, -2, False, True)),
    (Interval(1, 2) + OPEN, Interval(3, 6, False, False)),
    (Interval(1, 2) + Interval(2, 4, True, False), Interval(3, 6, True, False)),
    (Interval(1, 2) - Interval(2, 4, True, False), Interval(-3, 0, False, True)),
    (Interval(1, 2, about=True) - OPEN, Interval(-3, 0, False, False, about=True)),
    (Interval(1, 2) * OPEN, Interval(2, 8, False, False)),
    (Interval(-1, 2) * OPEN, Interval(-4, 8, False, False)),
    (Interval(-2, -1) * Interval(2, 4, True, False), Interval(-8, -2, False, True)),
    (ZERO_UP * OPEN, Interval(0, 16, True, False)),
    (OPEN * ZERO_UP, Interval(0, 16, True, False)),
    (OVER_ZERO * OPEN, Interval(0, 16, False, False)),
    (OVER_ZERO * Interval(2, 4), Interval(0, 16, False, True)),
    (AT_LEAST * ZERO_UP, Interval(0, INF, True, False)),
    (AT_LEAST * Interval.point(0), Interval.point(0)),
    (AT_LEAST * Interval(-1, 1), Interval.unknown()),
    (Interval(2, 4) / OPEN, Interval(0.5, 2, False, False)),
    (Interval(2, 4) / Interval(2, 4, True, False), Interval(0.5, 2, False, True)),
    (Interval(2, 4) / Interval(-4, -2), Interval(-2, -0.5)),
    (Interval(-4, 2) / Interval(2, 4), Interval(-2, 1)),
    (ZERO_UP / AT_LEAST, Interval(0, 2, True, False)),
    (Interval(2, 4) / AT_LEAST, Interval(0, 2, False, True)),
    (Interval(2, 4) / OVER_ZERO, Interval(0.5, INF, True, False)),
    (Interval(-4, -2) / OVER_ZERO, Interval(-INF, -0.5, False, True)),
    (AT_LEAST / Interval(2, 4), Interval(0.5, INF, True, False)),
    (AT_LEAST / ABOVE, Interval(0, INF, False, False)),
    (AT_MOST / Interval(1, 2), Interval(-INF, 2, False, True)),
    (ZERO_UP / OVER_ZERO, Interval(0, INF, True, False)),
    (Interval(2, 4) / ZERO_UP, Interval.unknown()),
    (AT_MOST * Interval.point(0), Interval.point(0)),
    (Interval.point(0) / OVER_ZERO, Interval.point(0)),
    (Interval(1, 2) / OPEN, Interval(0.25, 1, False, False)),
    (Interval(-1, 2) / OPEN, Interval(-0.5, 1, False, False)),
    (Interval(-2, -1) / OPEN, Interval(-1, -0.25, False, False)),
    (Interval.point(2).growth(Interval(-0.5, 4), 1), Interval.unknown()),
    (Interval(2, 4, about=True) / Interval(-1, 1), Interval.unknown(about=True)),
    (Interval(2, 4) / Interval(1, 2, about=True), Interval(1, 4, about=True)),
    (Interval(2, 4) * Interval(1, 2, about=True), Interval(2, 8, about=True)),
    (OPEN.scaled(-2), Interval(-8, -4, False, False)),
    (Interval(2, 4, False).roughly(), Interval(2, 4, False, True, True)),
    (Interval(2, 4).hull(Interval(3, 5, True, False)), Interval(2, 5, True, False)),
    (Interval(3, 5, False).hull(Interval(2, 4)), Interval(2, 5)),
    (OPEN.hull(Interval(2, 4)), Interval(2, 4)),
    (OPEN.hull(Interval(2, 3)), Interval(2, 4, True, False)),
    (OPEN.hull(OPEN.roughly()), OPEN.roughly()),
    (Interval(2, 4).growth(Interval(8, 16), 2), Interval(math.sqrt(2) - 1, math.sqrt(8) - 1)),
    (Interval(2, 4, False).growth(Interval(8, 16, False), 1), Interval(1, 7, False, False)),
    (Interval.point(2).growth(AT_LEAST, 1), Interval(0, INF, True, False)),
    (Interval.point(2).growth(Interval(0, 4), 1), Interval(-1, 1)),
    (Interval.point(2).growth(OVER_ZERO, 1), Interval(-INF, 1, False, True)),
    (Interval.point(2).growth(Interval(-INF, 4), 1), Interval(-INF, 1, False, True)),
    (Interval.point(2).growth(Interval(-4, 4), 1), Interval.unknown()),
    (Interval.point(2).growth(Interval.unknown(about=True), 1), Interval.unknown(about=True)),
    (Interval(0, 4).growth(Interval(8, 16), 1), Interval.unknown()),
    (AT_MOST.growth(Interval(8, 16, about=True), 1), Interval.unknown(about=True)),
    (AT_LEAST.growth(Interval(8, 16), 1), Interval(-INF, 7, False, True)),
    (AT_LEAST.growth(Interval.point(0), 1), Interval.point(-1)),
    (total([]), Interval.point(0)),
    (total([OPEN, Interval.point(1, about=True), AT_LEAST]), Interval(5, INF, False, False, True)),
]  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), COMPUTED, ids=range(len(COMPUTED)))
def test_ends_and_whether_they_are_met(found: Interval, expected: Interval) -> None:
    assert found == expected


def test_growth_needs_time() -> None:
    for years in (0, -1):
        with pytest.raises(ValueError, match=f"^growth needs a positive number of years, not {years}$"):
            Interval.point(1).growth(Interval.point(2), years)
    assert Interval.point(1).growth(Interval.point(2), 0.5) == Interval.point(3)


def test_signs_and_sides() -> None:
    assert [i.positive for i in (Interval(1, 2), OVER_ZERO, ZERO_UP, Interval(-1, 2), Interval(-2, -1))] == [
        True, True, False, False, False]  # fmt: skip
    assert [i.determined for i in (AT_LEAST, AT_MOST, Interval(1, 2), Interval.unknown())] == [True, True, True, False]
    assert Interval.unknown() == Interval(-INF, INF, False, False, False)


RELATED = [
    (Interval(1, 2), Interval(3, 4), "less"), (Interval(1, 2), Interval(2, 4), "undecided"),
    (Interval(1, 2, True, False), Interval(2, 4), "less"), (Interval(1, 2), Interval(2, 4, False), "less"),
    (Interval(1, 3), Interval(2, 4), "undecided"), (Interval.point(2), Interval.point(2), "equal"),
    (Interval.point(2), Interval(2, 3), "undecided"), (Interval(1, 2), Interval.point(2), "undecided"), (Interval(2, 3), Interval(2, 3), "undecided"),
    (Interval.point(2), ABOVE, "less"), (Interval.point(2), AT_LEAST, "undecided"), (BELOW, AT_LEAST, "less"),
    (Interval.point(2, about=True), Interval.point(5), "undecided"), (Interval.point(2), Interval.point(5, about=True), "undecided"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), RELATED, ids=range(len(RELATED)))
def test_relations(one: Interval, other: Interval, expected: str) -> None:
    mirrored = {"less": "greater", "equal": "equal", "undecided": "undecided"}
    assert (one.relation(other), other.relation(one)) == (expected, mirrored[expected])


def test_columns_of_a_result() -> None:
    shown = ABOVE.columns()
    assert math.isnan(shown.pop("upper"))
    assert shown == {"lower": 2, "lower_closed": False, "upper_closed": False, "about": False}
    shown = AT_MOST.roughly().columns()
    assert math.isnan(shown.pop("lower"))
    assert shown == {"upper": 2, "lower_closed": False, "upper_closed": True, "about": True}

"""Intervals: what is computed from points inside the bounds lies inside the computed bounds, and no tighter claim is made."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cloudplans.intervals import Interval, total

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
    with pytest.raises(ValueError, match="growth needs a later year"):
        Interval.point(1).growth(Interval.point(2), 0)
    assert not (Interval.point(1) / Interval(-1, 1)).determined


def test_words_round_bounds_outwards_and_keep_strictness() -> None:
    from cloudplans.compare.results import words

    inf = math.inf
    assert words(Interval(12_345_678, inf, True, False), "site", "en") == "≥ 12.34 million sites"
    assert words(Interval(-inf, 99_991, False, True), "site", "en") == "≤ 100,000 sites"
    assert words(Interval(99_999, 99_999), "site", "en", exact=True) == "99,999 sites"
    assert words(Interval(3, 5, False, True), "base", "en") == "> 3 – 5 bases"
    assert words(Interval(3, 5, True, False), "base", "zh") == "3 – < 5个"
    assert words(Interval.point(5, about=True), "base", "en") == "≈ 5 bases"
    assert words(Interval(-50, -25), "percent", "en") == "−50 % – −25 %"


def test_division_is_exact_where_it_can_be() -> None:
    for value in (49, 7, 3, 0.1, 1.3e8):
        assert (Interval.point(value) / Interval.point(value)).relation(Interval.point(1)) == "equal"
    assert Interval.point(3).growth(Interval.point(0), 2) == Interval.point(-1)
    assert Interval(-4, -2) / Interval(-2, -1) == Interval(1, 4)


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(ValueError, match="no value lies above and below 9"):
        Interval(9, 9, low_closed=False)

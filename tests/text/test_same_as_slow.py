"""The quick ways give what the slow ones give."""

from __future__ import annotations

import random
import sys

import numpy as np
import pandas as pd
import pytest

import cloudplans
from cloudplans.compare import ranking, standings
from cloudplans.compare.interval import Interval
from cloudplans.data_quality import coder_agreement


def rows(count: int, seed: int) -> pd.DataFrame:
    """Return statements as the data set has them, made up, few different values so that ends meet."""
    chance, found = random.Random(seed), []
    for _ in range(count):
        comparator = chance.choice(["eq", "ge", "gt", "le", "lt", "approx", "range"])
        value = float(chance.choice([0.1, 0.2, 0.3, 1, 2]))
        found.append({
            "indicator_id": chance.choice("ab"), "unit": "CNY", "deadline": chance.choice([2015, 2020, None]),
            "region_id": chance.choice(["x", "y", "z", "u", "v"]), "kind": chance.choice(["target", "baseline"]),
            "comparator": comparator, "lower": np.nan if comparator in ("le", "lt") else value,
            "upper": np.nan if comparator in ("ge", "gt") else value * (2 if comparator == "range" else 1),
        })  # fmt: skip
    return pd.DataFrame(found).astype({"deadline": "Int64"})


def slow(frame: pd.DataFrame) -> dict[tuple, tuple]:
    """Return bounds and ranks one interval at a time."""
    hulls: dict[tuple, Interval] = {}
    for row in frame[frame["kind"] == "target"].to_dict("records"):
        key = row["indicator_id"], row["unit"], None if pd.isna(row["deadline"]) else row["deadline"], row["region_id"]
        one = Interval.of(row)
        hulls[key] = hulls[key].hull(one) if key in hulls else one
    found = {}
    for key, mine in hulls.items():
        said = [mine.relation(other) for name, other in hulls.items() if name[:3] == key[:3] and name != key]
        best, worst = 1 + said.count("less"), 1 + len(said) - said.count("greater") - said.count("equal")
        found[key] = (*mine.columns().values(), best, worst)
    return found


@pytest.mark.parametrize("form", ["strings", "categories"])
def test_standings_are_those_of_intervals(form: str) -> None:
    checked = 0
    for seed in range(40):
        frame = rows(4 + seed, seed)
        before = frame.copy()
        held = (
            frame.astype(dict.fromkeys(("indicator_id", "unit", "region_id", "kind", "comparator"), "category"))
            if form == "categories"
            else frame
        )
        expected = slow(frame)
        answer = standings(held)
        pd.testing.assert_frame_equal(frame, before)
        assert len(answer) == len(expected) and int(answer["statements"].sum()) == int((frame["kind"] == "target").sum())
        columns = ["lower", "upper", "lower_closed", "upper_closed", "about", "rank_best", "rank_worst"]
        for row in answer.to_dict("records"):
            key = row["indicator_id"], row["unit"], None if pd.isna(row["deadline"]) else row["deadline"], row["region_id"]
            assert np.array_equal(
                np.array([float(row[c]) for c in columns]), np.array(expected[key], dtype=float), equal_nan=True
            ), (seed, key)
            checked += 1
    assert checked > 300


def test_standings_of_every_kind_leave_the_rows_as_they_were() -> None:
    frame = rows(40, 3)
    before = frame.copy()
    answer = standings(frame, kind=None)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(answer, standings(frame.assign(kind="target")))
    assert int(answer["statements"].sum()) == len(frame)
    assert standings(frame[:0], kind=None).empty


def test_standings_are_the_same_in_blocks_and_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    frame, shares, module = rows(3000, 5), [], sys.modules[standings.__module__]
    whole = standings(frame)
    monkeypatch.setattr(module, "_BLOCK", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    known = module._nothing
    monkeypatch.setattr(module, "_nothing", lambda count: shares.append(count) or known(count))
    pd.testing.assert_frame_equal(standings(frame), whole)
    assert len(shares) == 3 and 0 < 2 * shares[0] < len(frame) / 3  # of some blocks each


def test_standings_agree_with_the_ranking_and_refuse_a_wrong_word(data: cloudplans.Dataset) -> None:
    targets = data.targets(indicator="cloud-terminal-scale", year=2015)
    ranked = ranking(data, targets).set_index("region_id")[["rank_best", "rank_worst"]]
    pd.testing.assert_frame_equal(
        standings(targets).set_index("region_id")[["rank_best", "rank_worst"]].loc[ranked.index], ranked
    )
    assert standings(targets, kind="forecast").empty
    with pytest.raises(ValueError, match="no comparator 'most'; allowed: eq, ge, gt, le, lt, approx, range"):
        standings(targets.assign(comparator="most"))


def test_alpha_is_the_library_s() -> None:
    pytest.importorskip("krippendorff")
    chance, differing = random.Random(1), 0
    for size in range(3, 40):
        units = [(chance.choice("abc"), chance.choice("abc")) for _ in range(size)]
        if len({value for unit in units for value in unit}) > 1:
            again = [chance.randrange(size) for _ in range(size)]
            drawn = np.array([[1] * size, [0] * (size - 1) + [size], np.bincount(again, minlength=size)])
            told = [
                sample for sample in (units, [units[place] for place in again]) if len({v for unit in sample for v in unit}) > 1
            ]
            found = coder_agreement._alphas(units, drawn[[0, 2]])
            assert found.tolist() == pytest.approx(list(map(coder_agreement._alpha, told)), abs=1e-12)
            assert len(coder_agreement._alphas(units, drawn[[1]])) == (len(set(units[-1])) > 1)  # one value alone tells nothing
            differing += any(a != b for a, b in units)
    assert differing > 20

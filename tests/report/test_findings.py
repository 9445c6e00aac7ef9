"""What the landing page states follows from the data: other data give other sentences, and an order that does not hold fails."""

from __future__ import annotations

import pandas as pd
import pytest

import cloudplans
from cloudplans import compare
from cloudplans.report import findings
from cloudplans.report.findings import Ranked


def facts(region: str, value: float, share: float) -> dict[str, float | str]:
    return {"statement_id": f"{region}.x", "region_id": region, "value": value, "share": share}


def pair(more: tuple[str, float, float], less: tuple[str, float, float]) -> Ranked:
    return Ranked("cloud-services-scale", 2015, facts(*more), facts(*less))


HEADLINES = {
    "turned round": ([pair(("CN-GD", 3, 1.0), ("510100", 2, 5.0))], "Guangdong promised more yuan than Chengdu, but less for the size"),
    "the same way round": ([pair(("CN-GD", 3, 5.0), ("510100", 2, 1.0))], "Guangdong promised more than Chengdu, in yuan and for the size"),
    "another leader": ([pair(("CN-SH", 3, 1.0), ("CN-HB", 2, 5.0))], "Shanghai promised more yuan than Hubei, but less for the size"),
    "share unknown": ([pair(("CN-GD", 3, float("nan")), ("510100", 2, 1.0))], "Guangdong promised more yuan than Chengdu"),
    "two leaders": (
        [pair(("CN-GD", 3, 1.0), ("510100", 2, 5.0)), pair(("510100", 3, 1.0), ("CN-GD", 2, 5.0))],
        "Only 2 pairs of targets of different regions can be ranked",
    ),
    "no pair": ([], "No target of one region can be ranked against that of another"),
}  # fmt: skip


@pytest.mark.parametrize("case", HEADLINES)
def test_the_headline_follows_from_the_data(case: str, data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    found, words = HEADLINES[case]
    monkeypatch.setattr(findings, "ranked", lambda data: found)
    assert findings.headline(data, "en").startswith(words)
    assert findings.headline(data, "zh") != findings.headline(data, "en")


def test_a_stated_order_that_does_not_hold_stops_the_build(data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "ranked", lambda data: [pair(("CN-GD", 2, 1.0), ("510100", 3, 5.0))])
    with pytest.raises(ValueError, match="an order that does not hold: Guangdong promised more yuan than Chengdu"):
        findings.headline(data, "en")


def test_the_numbers_are_those_of_the_data(data: cloudplans.Dataset) -> None:
    targets = data.targets()
    most, shared, pairs, outcomes = findings.findings(data, "en")
    counts = targets["region_id"].value_counts()
    assert most.number == f"{counts.iloc[0]} of {len(targets)}" and "Guangdong" in most.words
    promised = data.statements(kind=["target", "programme_count", "threshold"])
    numbers = promised.groupby("indicator_id")["plan_id"].nunique()
    assert shared.number.startswith(f"{(numbers > 1).sum()} of ")
    regions = targets.set_index("statement_id")["region_id"]
    every = compare.pairs(targets)
    between = every[every["a"].map(regions) != every["b"].map(regions)]
    decided = between[between["relation"].isin(["less", "greater", "equal"])]
    assert pairs.number == f"{len(decided)} of {len(between):,}" and len(between) > 1000
    assert outcomes.number.endswith(f" of {targets['deadline'].notna().sum()}")


def test_every_section_that_a_finding_leads_to_exists(data: cloudplans.Dataset) -> None:
    from cloudplans.report.run_notebooks import notebooks

    files = {f"{path.stem}.html" for path in notebooks()} | {"data.html", "#coverage"}
    assert {found.section for found in findings.findings(data, "zh")} <= files


def test_fewer_regions_give_shorter_sentences(data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    one = data.targets(region="Hubei")
    monkeypatch.setattr(findings, "coded_statements", lambda data, **filters: one)
    monkeypatch.setattr(findings, "ranked", lambda data: [])
    assert findings.headline(data, "en") == "What the plan promised"
    assert findings._most_targets(data, "en").words == "targets are from Hubei"
    assert isinstance(findings.pairs_between_regions(data), pd.DataFrame)

"""Targets judged by what later documents and statistics state: followed by hand, and left alone where nothing bears on them."""

from __future__ import annotations

import pandas as pd
import pytest

import cloudplans
from cloudplans import compare as c

PANEL_SHANDONG_2024 = 14_752.51725e8  # yuan, software revenue; the list has 147,525,172.5 in 10 thousand yuan


@pytest.fixture(scope="module")
def found(data: cloudplans.Dataset) -> pd.DataFrame:
    return c.stated_outcomes(data=data).set_index("statement_id")


BY_HAND = {  # target, what the later text prints, verdict
    "anhui-2025-work-report.ai-computing-power.2025": ("2万P", "4.8万P", "met"),
    "chongqing-2025-work-report.digital-applications.2025": ("200个", "251个", "met"),
    "chongqing-2025-work-report.digital-applications.2025.2": ("260个", "251个", "missed"),
    "hainan-2025-work-report.digital-economy-core-revenue.2025": ("2000亿元", "2600亿元", "met"),
    "heilongjiang-2025-work-report.digital-economy-core-revenue-growth.2025": ("7%", "10.9%", "met"),
    "hunan-2025-work-report.digital-economy-core-value-added-growth.2025": ("15%", "9%", "undecided"),
    "jiangxi-2025-work-report.firms-digitally-transformed-added.2025": ("1万家", "1.4万余家", "met"),
    "shandong-2024-ai.ai-computing-share.2027": ("40%", "50%", "met"),
    "shandong-2023-it-ten-projects.base-stations-5g.2025": ("25万个", "24.2万个", "undecided"),
    "cn-2016-informatization-13fyp.internet-users.2015": ("8.5", "6.88", "missed"),
    "cn-2016-informatization-13fyp.social-security-card-holders.2015": ("8", "8.84", "met"),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_followed_by_hand(name: str, found: pd.DataFrame, data: cloudplans.Dataset) -> None:
    target, reached, verdict = BY_HAND[name]
    printed = data.statements(documents="all").set_index("statement_id")["printed"]
    row = found.loc[name]
    assert printed[name] == target and row["verdict"] == verdict
    assert [printed[one] for one in row["outcome_ids"]] == [reached] and row["statement_ids"] == [name, *row["outcome_ids"]]


def test_every_planned_indicator_of_the_12th_period_is_judged(found: pd.DataFrame, data: cloudplans.Dataset) -> None:
    rows = data.statements(plan="cn-2016-informatization-13fyp", kind="earlier_target")
    assert len(rows) == 32 and set(rows["statement_id"]) <= set(found.index)
    assert (
        rows["label"].str.replace(r"^(中央部委和省级|地市级|县级)", "", regex=True).nunique() >= 14
    )  # three rows of one measure
    assert (found.loc[rows["statement_id"], "verdict"].value_counts() > 5).all()


def test_a_statistic_decides_where_no_document_states_the_figure(found: pd.DataFrame) -> None:
    row = found.loc["shandong-2023-it-ten-projects.software-revenue.2025"]
    assert row["outcome_ids"] == ["statistics.CN-SD.software-revenue.2024"]
    assert row["verdict"] == "met" and "CNY 1.475251725 trillion" in row["derivation_en"]
    assert "no printed figure could be matched" in row["derivation_en"]
    matched = found.loc["guizhou-2025-work-report.software-revenue.2025"]
    assert matched["verdict"] == "undecided" and "match a printed figure" in matched["derivation_en"]


def test_a_statistic_that_no_printed_figure_agrees_with_decides_nothing(
    data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = data.table

    def higher(name: str) -> pd.DataFrame:
        frame = table(name)
        if name != "series":
            return frame
        guizhou = (frame["series"] == "software-revenue") & (frame["region_id"] == "CN-GZ")
        assert guizhou.any()
        return frame.assign(value=frame["value"].mask(guizhou, frame["value"] / 2))

    monkeypatch.setattr(data, "table", higher)
    assert "guizhou-2025-work-report.software-revenue.2025" not in set(c.stated_outcomes(data=data)["statement_id"])


def test_growth_of_another_year_decides_nothing(found: pd.DataFrame, data: cloudplans.Dataset) -> None:
    rows = data.statements(documents="all").set_index("statement_id")
    yearly = [name for name in found.index if str(rows.loc[name, "indicator_id"]).endswith(("-growth", "-added", "-increase"))]
    assert len(yearly) > 10
    for name in yearly:
        years = [rows.loc[one, "deadline"] for one in found.loc[name, "outcome_ids"]]
        assert set(years) == {rows.loc[name, "deadline"]}, name


def test_another_name_or_scope_decides_nothing(found: pd.DataFrame, data: cloudplans.Dataset) -> None:
    """20 leading firms (领军企业) are not judged by 1,100 main firms (骨干龙头企业), nor 10 models by models of a kind."""
    assert "shandong-2024-ai.ai-leading-firms.2027" not in found.index
    assert "shandong-2024-ai.large-models.2027" not in found.index
    rows = data.statements(documents="all").set_index("statement_id")
    for name, row in found.iterrows():
        for one in row["outcome_ids"]:
            if not one.startswith("statistics."):
                for column in ("region_id", "indicator_id", "scope", "unit"):
                    assert str(rows.loc[one, column]) == str(rows.loc[name, column]), (name, one)


def test_unverified_targets_are_judged_on_request(found: pd.DataFrame, data: cloudplans.Dataset) -> None:
    assert "evidence_tier" not in found and not (found["status"] == "unverified").any()
    frame = c.stated_outcomes(tier="unverified", data=data)
    lower = frame[frame["status"] == "unverified"]
    assert len(lower) > 0 and set(lower["evidence_tier"]) == {"unverified"} and frame.attrs["warning"]
    for names in lower["outcome_ids"]:
        assert all(
            name.startswith("statistics.") or name in set(data.statements(documents="all")["statement_id"]) for name in names
        )

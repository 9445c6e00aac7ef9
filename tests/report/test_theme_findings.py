"""Sentences with findings: computed in both languages, and no page states an order or a sum that its data do not have."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import cloudplans
from cloudplans.labels import using_language
from cloudplans.report import scale_findings, theme_findings
from cloudplans.report.finding_sentences import Findings, check, listed

FUNCTIONS = [name for name in theme_findings.__all__ if name not in ("Findings", "highest_shares", "multiples")]
Data = cloudplans.Dataset
Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_finding_has_numbers_or_names_in_both_languages(name: str, data: Data) -> None:
    function = getattr(theme_findings, name)
    english, chinese = (str(function(data, lang)) for lang in ("en", "zh"))
    assert english and not re.search("[\u4e00-\u9fff]", english)
    assert re.search("[\u4e00-\u9fff]", chinese) and not re.search(r"[A-Za-z]{3,} [A-Za-z]{3,} [A-Za-z]{2,}", chinese), chinese


def test_the_language_is_that_of_the_session(data: Data) -> None:
    with using_language("zh"):
        assert str(theme_findings.two_copies(data)) == str(theme_findings.two_copies(data, "zh"))
    assert str(theme_findings.two_copies(data)) == str(theme_findings.two_copies(data, "en"))


def test_the_sentences_of_the_size_of_the_industry(data: Data) -> None:
    sentences = theme_findings.industry_scale(data, "en")
    assert sentences[0] == "Guangdong promised more yuan than Chengdu, but less for the size of its economy."
    assert sentences[1].startswith("Cloud services industry by 2015: CNY 100 billion in Guangdong, CNY 30 billion in Chengdu")
    assert "can be ranked" in sentences[-1]


def test_without_a_pair_that_can_be_ranked(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale_findings, "ranked", lambda data: [])
    refuse(monkeypatch)
    assert theme_findings.industry_scale(data, "en")[0] == "No two targets of different regions can be ranked."
    assert re.fullmatch(
        r"None of the \d+ pairs of money targets of different regions can be ranked\.",
        theme_findings.industry_scale(data, "en")[-1],
    )


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = scale_findings.compare.pairs
    monkeypatch.setattr(scale_findings.compare, "pairs", lambda rows, **more: pairs(rows, **more).assign(relation="refused"))


def test_firms_that_can_be_ranked_are_not_called_unrankable(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    assert theme_findings.firms_title(data, "en").startswith("None of the ")
    pairs = theme_findings.compare.pairs
    monkeypatch.setattr(theme_findings.compare, "pairs", lambda rows, **more: pairs(rows, **more).assign(relation="less"))
    assert theme_findings.firms_title(data, "en") == "3 of 3 pairs can be ranked"


# -- planted violations: a changed result of a comparison, of which the sentence is no longer true ---------------------------------


def changed(module: Any, name: str, change: Change) -> Callable[[pytest.MonkeyPatch], None]:
    """Return what replaces a function of a module by one whose result is changed."""

    def plant(monkeypatch: pytest.MonkeyPatch) -> None:
        original = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, **more: change(original(*given, **more)))

    return plant


def swap_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    original = scale_findings.ranked
    monkeypatch.setattr(
        scale_findings,
        "ranked",
        lambda data: [dataclasses.replace(pair, more=pair.less, less=pair.more) for pair in original(data)],
    )


def scaled(column: str, factor: float, only: str = "") -> Change:
    """Return a change of a column by a factor, in the rows of China if `only` says so."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        rows = frame["region_id"] == only if only else pd.Series(True, index=frame.index)
        return frame.assign(**{column: frame[column].where(~rows, frame[column] * factor)})

    return change


def other_total(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(lower=frame["lower"].where(frame["indicator_id"] != "cloud-industry-scale", 1.0))


def equal_projects(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop_duplicates("kind").assign(stage="planned")


COMPARE = theme_findings.compare
PLANTED = {
    "industry_scale": swap_pairs,
    "totals": changed(scale_findings, "coded_statements", other_total),
    "multiples_title": changed(COMPARE, "national_ratios", scaled("lower", 0.01)),
    "bandwidth_title": changed(COMPARE, "national_ratios", scaled("lower", 0.01)),
    "mobile_title": changed(COMPARE, "with_national_lines", scaled("lower", 9, "CN")),
    "same_ceiling": changed(COMPARE, "with_national_lines", lambda frame: frame.assign(comparator="ge")),
    "between_target_years": changed(COMPARE, "between_stages", lambda f: f.assign(lower=f["upper"], upper=f["lower"])),
    "timelines": changed(COMPARE, "outcomes", lambda frame: frame.assign(verdict=frame["verdict"].replace("met", "lost"))),
    "policy_mix": changed(COMPARE, "instrument_matrix", lambda frame: frame.assign(share=25.0)),
    "projects_title": changed(cloudplans.Dataset, "projects", equal_projects),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_reported(name: str, data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    PLANTED[name](monkeypatch)
    with pytest.raises(ValueError, match=r"^a page would state what the data do not: "):
        getattr(theme_findings, name)(data, "en")


def test_a_sentence_is_returned_only_if_it_holds() -> None:
    assert check(True, "So.") == "So."
    with pytest.raises(ValueError, match=r"^a page would state what the data do not: So\.$"):
        check(False, "So.")


def test_sentences_as_html_and_as_a_list() -> None:
    assert Findings(["A < B.", "C."])._repr_html_() == '<p class="answer">A &lt; B. C.</p>'
    assert str(Findings(["甲。", "乙。"])) == "甲。乙。"
    assert [listed(words, "en") for words in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]

"""Summaries of data quality say what they could not compute."""

from __future__ import annotations

import pytest

import cloudplans
from cloudplans.data_quality import summary


def test_assurance_says_what_it_lacks(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    assert str(summary.mutants(data, {})) == "The plan texts are not available: not computed."
    assert str(summary.mutants(data, {}, "zh")) == "原文不在手边，未计算。"
    total = summary.mutants(data, texts).frame.iloc[-1]
    assert total["tried"] == total["noticed"] > 500
    counted = summary.census(data, texts).frame
    assert summary.classes(data).frame["count"].sum() == len(data.numerals())
    assert summary.arithmetic(data).frame["count"].sum() == len(data.table("arithmetic"))
    assert counted["unaccounted"].sum() == counted["claimed_twice"].sum() == 0 < counted["tokens"].min()


def test_agreement_without_its_package(data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "krippendorff", None)
    assert summary.agreed(data) == "The package krippendorff is missing: not computed."

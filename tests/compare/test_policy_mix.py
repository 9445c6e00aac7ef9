"""Goals, instruments and projects: filters, comparisons, and matrices whose records can be opened."""

from __future__ import annotations

import re
from itertools import chain

import pytest

import cloudplans
from cloudplans import compare, display
from cloudplans.data_quality import coder_agreement
from cloudplans.dataset.select_policy_records import LAYERS


def read_for_goals(data: cloudplans.Dataset) -> set[str]:
    """Return the editions that both coders read for goals, instruments and projects."""
    coded = [set(data.table(f"policy_none_{coder}")["edition_id"]) for coder in "ab"]
    assert coded[0] == coded[1] and len(coded[0]) >= 4
    return coded[0]


def test_every_plan_that_was_read_for_them_has_all_three(data: cloudplans.Dataset) -> None:
    assert len(LAYERS) == 3
    plans = data.plans()
    for layer, key in LAYERS.items():
        frame = getattr(data, layer)()
        assert set(frame["plan_id"]) == set(plans.loc[plans["edition_id"].isin(read_for_goals(data)), "plan_id"])
        assert frame[key].is_unique
        assert set(data.policy_evidence()["record_id"]) >= set(frame[key])


def test_filters_and_wrong_names(data: cloudplans.Dataset) -> None:
    assert set(data.instruments(region="Hubei", family="environment")["family"]) == {"environment"}
    assert set(data.goals(level="world")["level"]) == {"world"}
    shenzhen = data.projects(place="深圳市")
    assert len(shenzhen) and all("440300" in ids for ids in shenzhen["place_ids"])
    with pytest.raises(ValueError, match=r"^no family 'suply'; allowed: "):
        data.instruments(family="suply")
    with pytest.raises(ValueError, match=r"^no level 'planet'; allowed: national, world, regional, province$"):
        data.goals(level="planet")
    with pytest.raises(ValueError, match=r"^no place with a project 'Sichuan', nor a similar one among the 21 that exist$"):
        data.projects(place="Sichuan")
    with pytest.raises(ValueError, match=r"^no region 'Hubeii'; nearest: Hubei, "):
        data.goals(region="Hubeii")


def test_no_measure_has_an_amount_of_money(data: cloudplans.Dataset) -> None:
    printed = data.instruments()["printed"]
    assert len(printed) > 300
    named = set(data.instruments()[printed.str.contains(r"\d+\s*[万亿]?元")]["instrument_id"])
    assert named == {"shandong-2023-it-ten-projects.instrument.39-3.fund"}  # the size of a fund, which a statement holds
    values = data.evidence()
    money = values[values["role"] == "value"].merge(data.statements()[["statement_id", "unit"]])
    money = money[money["unit"] == "CNY"]
    texts = data.policy_evidence()
    texts = texts[(texts["role"] == "text") & texts["record_id"].str.contains(r"\.instrument\.")]
    within = set()
    for row in money.to_dict("records"):
        inside = texts[
            (texts["edition_id"] == row["edition_id"]) & (texts["start"] <= row["start"]) & (row["end"] <= texts["end"])
        ]
        within |= set() if inside.empty else {row["statement_id"]}
    # what a brand is to be worth, and the size of a fund
    assert within <= {"guangdong-2014.cloud-brand-value", "shandong-2023-it-ten-projects.digital-economy-fund-size"}
    assert len(money) > 10


def test_the_matrix_counts_every_measure_once(data: cloudplans.Dataset) -> None:
    for by in ("type", "family"):
        frame = compare.instrument_matrix(by=by, data=data)
        assert frame["measures"].sum() == len(data.instruments())
        assert (frame[["establish", "support", "encourage", "explore"]].sum(axis=1) == frame["measures"]).all()
        assert frame.groupby("plan_id")["share"].sum().round(6).eq(100).all()
        assert sorted(chain.from_iterable(frame["record_ids"])) == sorted(data.instruments()["instrument_id"])
    with pytest.raises(ValueError, match=r"^no instrument matrix by 'kind'; allowed: type, family$"):
        compare.instrument_matrix(by="kind", data=data)


def test_places_and_ladder_rest_on_records(data: cloudplans.Dataset) -> None:
    frame = compare.project_places(data=data)
    assert set(chain.from_iterable(frame["record_ids"])) == set(data.projects()["project_id"])
    assert compare.project_places(planned=True, data=data)["projects"].sum() < frame["projects"].sum()
    ladder = compare.aims_ladder(data=data)
    ranked = data.goals()
    assert ladder["goals"].sum() == (ranked["level"] != "").sum() > 0
    themes = compare.goal_themes(data=data)
    assert sorted(chain.from_iterable(themes["record_ids"])) == sorted(ranked["goal_id"])


def test_every_cell_opens_its_evidence(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    frame = display.with_names(compare.instrument_matrix(data=data), data=data, lang="en")
    page = display.record_matrix(texts, frame, "instrument", data=data)._repr_html_()
    filled = frame[frame["measures"] > 0]
    assert page.count("<details>") == len(filled) > 40
    quoted = page.count('class="passage"') + page.count("<q ")  # the passage where the words stand apart, else the words
    assert page.count("<li>") == quoted == len(data.instruments())
    counts = [int(count) for count in re.findall(r"<summary>(\d+)</summary>", page)]
    assert sum(counts) == len(data.instruments())
    bare = display.record_matrix({}, frame, "instrument", data=data)._repr_html_()
    assert 'class="passage"' not in bare and bare.count('class="id">') == len(data.instruments())


def test_hostile_words_are_escaped(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    frame = display.with_names(compare.aims_ladder(data=data), data=data, lang="en")
    shown = display.record_matrix(texts, frame, "level_name", data=data)
    shown._words = dict.fromkeys(shown._words, ("<script>x</script>", "<b>"))
    assert "<script>" not in shown._repr_html_() and "<b>" not in shown._repr_html_()


def test_every_paragraph_is_accounted_for(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    passages = data.table("passages")
    read = [edition for edition in texts if edition in set(passages["edition_id"])]
    assert set(read) >= read_for_goals(data)
    for edition, text in ((edition, texts[edition]) for edition in read):
        rows = passages[passages["edition_id"] == edition]
        held = "".join("".join(text[a:b].split()) for a, b in zip(rows["start"], rows["end"], strict=True))
        assert held == "".join(text.split())
    assert set(passages["mark"]) > {"coded", "heading"}
    assert (passages["mark"] == "coded").sum() > 300


def test_agreement_is_computed_from_the_codings(data: cloudplans.Dataset) -> None:
    pytest.importorskip("krippendorff")
    table = coder_agreement.policy_table(data)
    assert table.count("| goals |") >= 8 and table.count("| projects |") >= 6
    found = coder_agreement.policy_pairs(data, "instruments")
    both = sum(a is not None and b is not None for a, b in found)
    assert 0 < both < len(found)


def test_goals_and_instruments_feed_the_coverage_states(data: cloudplans.Dataset) -> None:
    """An aim without a number rests on the coded records of its segment; a heading alone has none."""
    frame = compare.coverage(data=data)
    plans = data.plans()
    read = plans.loc[plans["edition_id"].isin(read_for_goals(data)), "plan_id"]
    aims = frame[frame["state"].isin(["directional", "qualitative", "deferred"])]
    assert aims.loc[~aims["plan_id"].isin(read), "record_ids"].str.len().eq(0).all()
    aims = aims[aims["plan_id"].isin(read)]
    resting = aims[aims["record_ids"].str.len() > 0]
    assert 0.9 * len(aims) < len(resting)
    assert set(chain.from_iterable(resting["record_ids"])) <= {*data.goals()["goal_id"], *data.instruments()["instrument_id"]}
    assert (frame[frame["state"] == "not stated"]["record_ids"].str.len() == 0).all()

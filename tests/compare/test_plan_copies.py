"""Another copy of a known plan: every difference is found, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from test_cli import run

import cloudplans
from cloudplans import compare, plots
from cloudplans.compare.collated_editions import Copy
from cloudplans.text.alignment import Alignment

PORTAL, GAZETTE = "guangdong-2014-portal", "guangdong-2014-gazette"
FOUR_G = "guangdong-2014.subscriptions-4g.2020"
HUBEI = "hubei-2016-reprint"


def pair(texts: dict[str, str], edition: str, copy: str, name: str = "copy") -> Copy:
    return compare.open_copy(texts[edition], copy, edition=edition, name=name)


def figures(data: cloudplans.Dataset, pair: Copy) -> list[tuple[str, str, str, str]]:
    """Return the figures of a collation that are not the same."""
    frame = compare.collate(pair, data=data)
    assert (frame["class"] == "figure").sum() > 5
    odd = frame[(frame["class"] == "figure") & (frame["relation"] != "same")]
    return list(odd[["statement_id", "relation", "printed_a", "printed_b"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("ours", "theirs"), [(GAZETTE, PORTAL), (PORTAL, GAZETTE)])
def test_the_two_copies_of_guangdong_differ_in_one_figure(
    ours: str, theirs: str, data: cloudplans.Dataset, texts: dict[str, str]
) -> None:
    (found,) = figures(data, pair(texts, ours, texts[theirs], theirs))
    assert found[:2] == (FOUR_G, "differs")
    assert set(found[2:]) == {"13亿户", "1\ue0103亿户"}
    frame = compare.collate(pair(texts, ours, texts[theirs], theirs), data=data)
    assert (frame["relation"] == "same").sum() > 120


def test_suggested_evidence_equals_the_evidence_collected_by_hand(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    for ours, theirs in ((GAZETTE, PORTAL), (PORTAL, GAZETTE)):
        made = compare.copied_evidence(pair(texts, ours, texts[theirs], theirs), data=data)
        known = data.evidence()
        known = known[known["edition_id"] == theirs]
        missed = known.merge(made, how="left", indicator=True).query("_merge != 'both'")
        assert missed[["statement_id", "role"]].to_numpy().tolist() == [[FOUR_G, "value"]]
        assert len(made) == len(known) - 1 > 150


def test_a_copy_in_another_width_and_wrapping_is_the_same(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    wide = texts[HUBEI].translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789%"})
    wrapped = "\r\n".join(wide[at : at + 7] for at in range(0, len(wide), 7))
    assert figures(data, pair(texts, HUBEI, wrapped)) == []


PLANTED = {  # a change of Hubei's text: what is replaced, by what, and what is reported
    "a digit": ("500亿元", "600亿元", ("hubei-2016.cloud-bigdata-industry-scale.2020", "differs", "500亿元", "600亿元")),
    "a digit more": ("500亿元", "1500亿元", ("hubei-2016.cloud-bigdata-industry-scale.2020", "differs", "500亿元", "1500亿元")),
    "a zero more": ("500亿元", "5000亿元", ("hubei-2016.cloud-bigdata-industry-scale.2020", "differs", "500亿元", "5000亿元")),
    "a unit": ("500亿元", "500亿美元", ("hubei-2016.cloud-bigdata-industry-scale.2020", "differs", "500亿元", "500亿美元")),
    "a magnitude": ("500亿元", "500万元", ("hubei-2016.cloud-bigdata-industry-scale.2020", "differs", "500亿元", "500万元")),
    "a unit that goes on": ("296个", "296个百分点", ("hubei-2016.applications-migrated", "differs", "296个", "296个百分点")),
    "a range": ("3-4个", "3-5个", ("hubei-2016.cloud-parks-provincial.2020", "differs", "3-4个", "3-5个")),
    "a hidden character": ("296个", "2\u200b96个", ("hubei-2016.applications-migrated", "differs", "296个", "2\u200b96个")),
    "a number dropped": ("296个", "", ("hubei-2016.applications-migrated", "missing", "296个", "")),
}  # fmt: skip


@pytest.mark.parametrize("change", PLANTED)
def test_planted_changes_are_found(change: str, data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    before, after, expected = PLANTED[change]
    assert texts[HUBEI].count(before) == 1
    assert figures(data, pair(texts, HUBEI, texts[HUBEI].replace(before, after))) == [expected]


def test_a_number_that_the_copy_alone_has_is_extra(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    at = texts[HUBEI].index("296个")
    longer = texts[HUBEI][: at - 1] + "共计77项，" + texts[HUBEI][at - 1 :]
    both = pair(texts, HUBEI, longer)
    frame = compare.collate(both, data=data)
    (extra,) = frame[frame["relation"] != "same"].to_dict("records")
    assert (extra["relation"], extra["printed_b"], longer[extra["start"] : extra["end"]]) == ("extra", "77", "77")
    assert figures(data, both) == []


def test_a_changed_digit_of_any_figure_is_found(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    """Change one digit of each figure in turn: that figure, and no other, differs."""
    values = data.evidence().query("role == 'value' and edition_id == @HUBEI").drop_duplicates("start")
    tried = 0
    for row in values.to_dict("records"):
        text = texts[HUBEI]
        digits = [at for at in range(row["start"], row["end"]) if text[at].isdigit()]
        for at in digits:
            changed = text[:at] + ("1" if text[at] != "1" else "2") + text[at + 1 :]
            found = {name for name, relation, _, _ in figures(data, pair(texts, HUBEI, changed)) if relation == "differs"}
            assert row["statement_id"] in found and len(found) <= 3, row
            tried += 1
    assert tried > 10


def test_moved_text_is_missing_and_extra(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    sentence = "系统达到296个。"
    ours = "甲" * 30 + "。" + sentence + "乙" * 30 + "。"
    both = Alignment(ours, "乙" * 30 + "。" + "甲" * 30 + "。")
    assert both.image(ours.index("296"), ours.index("296") + 3) is None
    assert 0.4 < both.shared < 1


def test_a_collation_can_be_drawn(data: cloudplans.Dataset, texts: dict[str, str]) -> None:
    frame = compare.collate(pair(texts, HUBEI, texts[HUBEI].replace("296个", ""), "my copy"), data=data)
    figure = plots.plan_copies(frame[frame["class"] == "figure"])
    assert any("296" in text.get_text() for text in figure.axes[0].texts)


def test_the_command_reports_one_figure(sources: Path) -> None:
    copy = next(sources.glob("000_*.txt"))
    done = run("collate", str(copy), "--plan", "guangdong-2014", "--sources", str(sources), "--format", "json")
    assert done.returncode == 0
    rows = pd.DataFrame(json.loads(done.stdout))
    odd = rows[(rows["class"] == "figure") & (rows["relation"] != "same")]
    assert odd["statement_id"].tolist() == [FOUR_G]
    assert done.stderr.splitlines() == [
        f"{GAZETTE} and {copy.name}: 92.4% of its characters are in the copy",
        "figures: 54 same, 1 differ, 0 missing, 0 extra; other numerals: 88 same, 4 differ, 4 missing, 4 extra",
        "odd characters of the copy: U+00A0 37×, U+E010 1×",
    ]
    table = run("collate", str(copy), "--plan", "guangdong-2014", "--sources", str(sources))
    assert table.returncode == 0 and "1[U+E010]3亿户" in table.stdout and "\ue010" not in table.stdout
    rows = run("collate", str(copy), "--plan", "guangdong-2014", "--sources", str(sources), "--as", "mine", "--format", "csv")
    assert rows.stdout.splitlines()[0] == "statement_id,edition_id,role,start,end,printed"
    assert len(rows.stdout.splitlines()) == 199


@pytest.mark.slow
def test_errors_of_the_command(tmp_path: Path, sources: Path) -> None:
    empty, chinese, other = (tmp_path / name for name in ("empty.txt", "gbk.txt", "other.txt"))
    empty.write_text("\n \n", encoding="utf-8")
    chinese.write_bytes("到2020年，达到500亿元。".encode("gb18030"))
    other.write_text("没有数字的文章。", encoding="utf-8")
    expected = [
        ((str(empty), "--plan", "hubei-2016"), 2, f"{empty} contains no text"),
        ((str(chinese), "--plan", "hubei-2016"), 2, f"{chinese} is not utf-8 (byte 0); if it is GBK, add --encoding gb18030"),
        ((str(other), "--plan", "hubei"), 2, "no plan 'hubei'; allowed: chengdu-2011, guangdong-2014, hubei-2016, shanghai-2017"),
        ((str(other),), 2, "say with --plan which plan it is a copy of: chengdu-2011, guangdong-2014, hubei-2016, shanghai-2017"),
        ((str(other), "--plan", "hubei-2016", "--edition", "x"), 2, f"no edition 'x'; allowed: {HUBEI}"),
        ((str(other), "--plan", "hubei-2016", "--encoding", "x"), 2, "unknown encoding 'x'; use utf-8 or gb18030"),
        ((str(other), "--plan", "hubei-2016"), 3,
         f"collating needs the pinned text of {HUBEI}; give --sources DIR, or set CLOUDPLANS_SOURCES"),
        ((str(other), "--plan", "hubei-2016", "--sources", str(tmp_path / "none")), 3,
         f"collating needs the pinned text of {HUBEI}; there is no folder {tmp_path / 'none'}"),
        ((str(tmp_path / "none.txt"), "--plan", "hubei-2016"), 4, f"{tmp_path / 'none.txt'}: No such file or directory"),
    ]  # fmt: skip
    for arguments, code, message in expected:
        done = run("collate", *arguments)
        assert (done.returncode, done.stdout, done.stderr) == (code, "", f"cloudplans collate: {message}\n")
    unlike = run("collate", str(other), "--plan", "hubei-2016", "--sources", str(sources))
    assert unlike.returncode == 0 and "so little is shared that this is probably not a copy of the plan" in unlike.stderr

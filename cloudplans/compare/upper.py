"""Regional network targets beside those of the national broadband plan for the same year."""

from __future__ import annotations

import pandas as pd

from cloudplans.compare.results import Row, corrected, result, words, year
from cloudplans.dataset import Dataset
from cloudplans.intervals import Interval

_REFUSALS = {
    "other": ("口径不同", "it measures something else"),
    "wider": ("全国口径更宽", "the national figure is of a wider category"),
    "none": ("地方计划无此指标", "no regional plan has the indicator"),
}


def upper_plans(data: Dataset) -> pd.DataFrame:
    """Set every network target of the regions beside the national one of the same year.

    Parameters
    ----------
    data : Dataset
        The data set.

    Returns
    -------
    DataFrame
        A row a pair: the statement, the national target, `relation` (ratio, share, refused), the amplification ratio (regional over
        national) or the share in per cent as bounds, or the reason why there is none. National figures are read from the table
        of 国发〔2013〕31号 as public pages give it; they are no part of the verified statements.

    Examples
    --------
    >>> import cloudplans
    >>> frame = upper_plans(cloudplans.load())
    >>> sorted(set(frame["relation"]))
    ['ratio', 'refused', 'share']
    """
    targets = data.targets(theme="infrastructure")
    found = []
    for upper in data.table("upper_targets").to_dict("records"):
        mine = targets[targets["indicator_id"] == upper["indicator_id"]]
        for row in mine.to_dict("records"):
            if year(row) is None and upper["year"] == mine["deadline"].max():
                found.append(_pair(row, upper, ("文本未印年份", "the text prints no year")))
            elif year(row) == upper["year"] and _same_scope(row, upper):
                found.append(_pair(row, upper, _refusal(row, upper)))
    return pd.DataFrame(found)


def _same_scope(row: Row, upper: Row) -> bool:
    """Urban goes with urban, rural with rural; a figure without scope goes with any."""
    urban = {"城市": True, "发达城市": True, "农村": False}.get(upper["scope"])
    return urban is None or not row["scope"] or (row["scope"] == "城市") == urban


def _refusal(row: Row, upper: Row) -> tuple[str, str] | None:
    if upper["relation"] in _REFUSALS:
        zh, en = _REFUSALS[upper["relation"]]
        notes = [f"：{upper['note_zh']}" if upper["note_zh"] else "", f": {upper['note_en']}" if upper["note_en"] else ""]
        return zh + notes[0], en + notes[1]
    if row["unit"] != upper["unit"]:
        return f"单位不同：{row['unit']}、{upper['unit']}", f"the units differ: {row['unit']} and {upper['unit']}"
    return None


def _pair(row: Row, upper: Row, refusal: tuple[str, str] | None) -> Row:
    ours, theirs = Interval.of(row), Interval.of(upper)
    keys = {name: row[name] for name in ("statement_id", "region_id", "indicator_id", "deadline", "scope")}
    keys |= {"upper_id": upper["upper_id"], "note_zh": upper["note_zh"], "note_en": upper["note_en"]}
    sides = {lang: (words(ours, row["unit"], lang) + corrected(row), words(theirs, upper["unit"], lang)) for lang in ("zh", "en")}
    if refusal:
        zh = f"{sides['zh'][0]}；全国{sides['zh'][1]}：{refusal[0]}"
        en = f"{sides['en'][0]}; national {sides['en'][1]}: {refusal[1]}"
        return result(Interval.unknown(), "", [row["statement_id"]], zh, en, **keys, relation="refused")
    share = upper["relation"] == "part"
    ratio = (ours / theirs).scaled(100 if share else 1)
    unit = "percent" if share else "1"
    notes = [f"（{upper['note_zh']}）" if upper["note_zh"] else "", f" ({upper['note_en']})" if upper["note_en"] else ""]
    zh = f"{sides['zh'][0]} ÷ 全国{sides['zh'][1]} = {words(ratio, unit, 'zh')}{notes[0]}"
    en = f"{sides['en'][0]} ÷ national {sides['en'][1]} = {words(ratio, unit, 'en')}{notes[1]}"
    return result(ratio, unit, [row["statement_id"]], zh, en, **keys, relation="share" if share else "ratio")

"""The same promise under several bases: absolute, per resident, as a share of GDP, of the national figure that a plan names."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from cloudplans.compare.interval import Interval
from cloudplans.compare.result_rows import WARNINGS, Row, carry, interval_of, result, some, with_year, words, year
from cloudplans.dataset import Dataset, nearest

BASES = {
    "absolute": ("绝对值", "absolute"),
    "per-resident": ("每名常住人口（目标年）", "per resident, in the target year"),
    "per-resident-at-issue": ("每名常住人口（印发年）", "per resident, in the year of issue"),
    "gdp-target-year": ("占本地目标年GDP的比重", "share of the region's GDP in the target year"),
    "gdp-issue-year": ("占本地印发年GDP的比重", "share of the region's GDP in the year of issue"),
    "national-figure": ("占计划所引全国数字的比重", "share of the national figure that a plan names"),
}
_SERIES = {"per": ("population", "常住人口", "residents"), "gdp": ("gdp", "地区生产总值", "GDP")}
VINTAGES = ("original", "revised", "preliminary")
# What can be told per resident: sums and counts; a rate, a share or an index cannot.
_RATES = ("percent", "1", "Mbit/s", "byte", "year", "level", "USD")
_MARKET = ("cloud-industry-scale", "cloud-services-scale", "cloud-technology-services-revenue")  # parts of a cloud market
_VINTAGES_ZH = {"original": "原版", "revised": "修订版", "preliminary": "初步版"}
_NO_ISSUE = ("文本未印印发日期", "the text prints no date of issue")
_UNKNOWN_ISSUE = ("印发日期未知", "its date of issue is not known")
_NATIONAL = "china-cloud-market-output"


def relative_to(data: Dataset, statements: pd.DataFrame, *, base: str = "absolute", vintage: str = "original") -> pd.DataFrame:
    """Put each statement on a base.

    Parameters
    ----------
    data : Dataset
        The data set.
    statements : DataFrame
        Rows of `statements()`.
    base : str
        A key of `BASES`.
    vintage : {"original", "revised", "preliminary"}
        Vintage of the statistics; the original one was in force when the plans were written. One vintage a call: a year that
        it lacks is missing, never filled from another.

    Returns
    -------
    DataFrame
        A row a statement: `statement_id`, `region_id`, `indicator_id`, `deadline`, the value under the base as bounds in `unit`,
        `missing_zh`, `missing_en` (why there is none, else empty), the statements it rests on and the derivation.

    Raises
    ------
    ValueError
        If the base or vintage does not exist, or the selection is empty.

    Examples
    --------
    >>> import cloudplans
    >>> data = cloudplans.load()
    >>> rows = relative_to(data, data.targets(indicator="cloud-services-scale", year=2015), base="gdp-issue-year")
    >>> rows["derivation_en"].tolist()[1]
    'CNY 100 billion (2015) ÷ GDP 2014 of CNY 6.781 trillion (original) = 1.475 %'
    """
    if base not in BASES:
        raise nearest(base, BASES, "base")
    if vintage not in VINTAGES:
        raise nearest(vintage, VINTAGES, "vintage")
    rows = some(statements)
    issued = data.plans().set_index("plan_id")["issued"]
    series = data.table("series").set_index(["region_id", "series", "vintage", "year"])["value"]
    frame = pd.DataFrame([_one(data, row, base, vintage, issued, series) for row in rows])
    frame.attrs["warning"] = [WARNINGS["indicators"]] if frame["indicator_id"].nunique() > 1 else []
    return carry(frame, statements)


def _one(data: Dataset, row: Row, base: str, vintage: str, issued: pd.Series, series: pd.Series) -> Row:
    keys = {name: row[name] for name in ("statement_id", "region_id", "plan_id", "indicator_id", "deadline")}
    value = Interval.of(row)
    if base == "absolute":
        return result(value, row["unit"], [row["statement_id"]], with_year(row, "zh"), with_year(row, "en"), **keys, missing_zh="",
                      missing_en="")  # fmt: skip
    if base == "national-figure":
        return _of_national(data, row, value, keys)
    name, zh, en = _SERIES[base[:3]]
    when = year(row)
    if base.endswith(("issue", "issue-year")):
        when = _issue_year(row, issued)
        if when is None:
            told = row["plan_id"] in issued
            return _missing(row, keys, *(_NO_ISSUE if told else _UNKNOWN_ISSUE))
    elif when is None:
        return _missing(row, keys, "未印目标年", "no target year is printed")
    if base.startswith("gdp") and row["unit"] != "CNY":
        return _missing(row, keys, "不是人民币金额", "it is no sum in yuan")
    if name == "population" and (row["unit"] in _RATES or "/" in row["unit"]):
        return _missing(
            row,
            keys,
            f"{row['unit']}是比率或指数，不能按人计",
            f"a figure in {row['unit']} is a rate or an index, not told per resident",
        )
    key = (row["region_id"], name, vintage, when)
    if key not in series.index:
        return _missing(row, keys, f"无{when}年{zh}（{_VINTAGES_ZH[vintage]}）", f"no {en} of {when} in the {vintage} vintage")
    base_value = float(series[key])
    unit = "percent" if name == "gdp" else f"{row['unit']}/person"
    share = value / Interval.point(base_value)
    share = share.scaled(100) if name == "gdp" else share
    of_zh = words(Interval.point(base_value), "CNY" if name == "gdp" else "person", "zh")
    of_en = words(Interval.point(base_value), "CNY" if name == "gdp" else "person", "en")
    return result(
        share,
        unit,
        [row["statement_id"]],
        f"{with_year(row, 'zh')} ÷ {when}年{zh}{of_zh}（{_VINTAGES_ZH[vintage]}）= {words(share, unit, 'zh')}",
        f"{with_year(row, 'en')} ÷ {en} {when} of {of_en} ({vintage}) = {words(share, unit, 'en')}",
        **keys,
        missing_zh="",
        missing_en="",
    )


def _issue_year(row: Row, issued: pd.Series) -> int | None:
    """Return the year a plan was issued in; none where its text prints none, or where it is only reported."""
    day = issued.get(row["plan_id"], pd.NaT)
    return None if pd.isna(day) else day.year


def _missing(row: Row, keys: Row, zh: str, en: str) -> Row:
    none = Interval.unknown()
    return result(none, "", [row["statement_id"]], f"{with_year(row, 'zh')}：{zh}", f"{with_year(row, 'en')}: {en}", **keys,
                  missing_zh=zh, missing_en=en)  # fmt: skip


def _of_national(data: Dataset, row: Row, value: Interval, keys: Row) -> Row:
    """Return the share of the country's figure of the same year that one of the plans names."""
    named = data.statements(indicator=_NATIONAL).dropna(subset="deadline").to_dict("records")
    named = [other for other in named if year(other) == year(row)]
    if row["indicator_id"] not in _MARKET:
        return _missing(row, keys, "与所引全国数字口径不符", "it is no part of the national figure that a plan names")
    if len(named) != 1:
        return _missing(row, keys, "没有恰好一个同年的全国数字", "no single national figure for that year is named by a plan")
    (other,) = named
    share = (value / Interval.of(other)).scaled(100)
    return result(
        share,
        "percent",
        [row["statement_id"], other["statement_id"]],
        f"{with_year(row, 'zh')} ÷ 全国{with_year(other, 'zh')}= {words(share, 'percent', 'zh')}",
        f"{with_year(row, 'en')} ÷ China {with_year(other, 'en')} = {words(share, 'percent', 'en')}",
        **keys,
        missing_zh="",
        missing_en="",
    )


def order_changes(data: Dataset, statements: pd.DataFrame, *, vintage: str = "original") -> pd.DataFrame:
    """Find the pairs of statements whose order turns round between two bases.

    Parameters
    ----------
    data, statements, vintage
        As for `relative_to`; statements of one indicator, kind, scope and printed year are compared with each other.

    Returns
    -------
    DataFrame
        A row a pair and base: `a`, `b`, `base`, the relation under it, the relation of the absolute figures, derivations.

    Examples
    --------
    >>> import cloudplans
    >>> data = cloudplans.load()
    >>> found = order_changes(data, data.targets(indicator="cloud-terminal-scale"))
    >>> sorted(set(found["base"]))
    ['gdp-issue-year', 'gdp-target-year']
    """
    some(statements)
    tables = {
        base: {r["statement_id"]: r for r in relative_to(data, statements, base=base, vintage=vintage).to_dict("records")}
        for base in BASES
    }
    found = []
    for _, group in statements.groupby(["indicator_id", "deadline", "scope", "kind"]):
        for a, b in combinations(group["statement_id"], 2):
            plain = interval_of(tables["absolute"][a]).relation(interval_of(tables["absolute"][b]))
            for base, table in tables.items():
                x, y = table[a], table[b]
                turned = {"less": "greater", "greater": "less"}.get(plain)
                relation = interval_of(x).relation(interval_of(y))
                if not (x["missing_en"] or y["missing_en"]) and relation == turned:
                    found.append({
                        "a": a, "b": b, "base": base, "relation": relation, "relation_absolute": plain, "statement_ids": f"{a} {b}",
                        "derivation_zh": f"{x['derivation_zh']}；{y['derivation_zh']}",
                        "derivation_en": f"{x['derivation_en']}; {y['derivation_en']}",
                    })  # fmt: skip
    columns = ["a", "b", "base", "relation", "relation_absolute", "statement_ids", "derivation_zh", "derivation_en"]
    return carry(pd.DataFrame(found, columns=columns), statements)

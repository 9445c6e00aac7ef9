"""Targets relative to a base: absolute, per resident, to GDP or to the national figure that a plan states."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import Any

import pandas as pd

from cloudplans.compare.interval import Interval
from cloudplans.compare.shared_row_helpers import (
    Row,
    carry,
    columns_of,
    in_both_languages,
    interval_of,
    named,
    result,
    warning,
    with_year,
    words,
    year,
)
from cloudplans.compare.vintages import BEST, SERIES, applicable, base_warnings, check_vintage, choose_vintage, gap, vintage_name
from cloudplans.dataset import Dataset, coded_statements, nearest, own_data, rows_of
from cloudplans.labels import VOCABULARIES, message, translate

BASES = tuple(VOCABULARIES["base"])
# Amounts and counts can be divided by residents; rates, shares and indices cannot.
_RATES = ("percent", "1", "Mbit/s", "byte", "year", "level", "USD")
_MARKET = ("cloud-industry-scale", "cloud-services-scale", "cloud-technology-services-revenue")  # parts of a cloud market
_NATIONAL = "china-cloud-market-output"
_PRESENT = {"missing_zh": "", "missing_en": ""}


def relative_to(rows: pd.DataFrame, *, base: str = "absolute", vintage: str = BEST, data: Dataset | None = None) -> pd.DataFrame:
    """Express each statement relative to a base.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()` or `statements()`.
    base : str
        A key of `BASES`.
    vintage : str
        Vintage of GDP or population, such as ``"after-4th-economic-census"``. By default the best one that covers all rows: for GDP
        after the 4th economic census, then before it, then the first release; for population after the 7th population census, then
        before it; then the panel of 2016–2024, which has all provinces. Where none covers all rows, the best one covers the most regions.
        Vintages are never mixed: a year that the vintage does not cover is missing, and the reason names the vintage that has it.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row per statement: `statement_id`, `region_id`, `indicator_id`, `deadline`, the value under the base as bounds in `unit`,
        `vintage` of the statistics (empty for bases without), `missing_zh`, `missing_en` (why there is no value, else empty), the
        statements it is based on and the derivation. ``attrs["warning"]`` says that the size of an industry is not value added.

    Raises
    ------
    ValueError
        If the base or vintage does not exist, or the selection is empty.

    Examples
    --------
    >>> import cloudplans
    >>> rows = relative_to(cloudplans.targets(indicator="cloud-services-scale", year=2015), base="gdp-issue-year")
    >>> rows["derivation_en"].tolist()[1]
    'CNY 100 billion (2015) ÷ GDP 2014 of CNY 6.780985 trillion (before the 4th economic census) = 1.47%'
    """
    data = data or own_data()
    if base not in BASES:
        raise nearest(base, BASES, "base")
    check_vintage(vintage, base)
    statements = rows_of(data, rows)
    issued = data.plans().set_index("plan_id")["issued"]
    held = data.table("series").set_index(["region_id", "series", "vintage", "year"])["value"]
    rows = statements.to_dict("records")
    chosen = _vintage(rows, base, vintage, issued, held)
    frame = pd.DataFrame([_relative(data, row, base, chosen, issued, held) for row in rows])
    frame.attrs["warning"] = [warning("indicators")] if frame["indicator_id"].nunique() > 1 else []
    frame.attrs["warning"] += base_warnings(base, chosen)
    frame.attrs |= {"base": base, "vintage": chosen}
    return named(carry(frame, statements), data)


def _vintage(rows: list[Row], base: str, vintage: str, issued: pd.Series, held: pd.Series) -> str:
    """Return the vintage for all rows, empty for a base without statistics."""
    if base[:3] not in SERIES:
        return ""
    years = [(row, _year_of_base(row, base, issued)) for row in rows]
    wanted = [(row["region_id"], when) for row, when in years if not _no_base(row, base, when, row["plan_id"] in issued)]
    return choose_vintage(vintage, SERIES[base[:3]][0], [(region, when) for region, when in wanted if when is not None], held)


def _relative(data: Dataset, row: Row, base: str, vintage: str, issued: pd.Series, held: pd.Series) -> Row:
    """Return one statement relative to a base, or the reason why it has no value there."""
    keys = {name: row[name] for name in ("statement_id", "region_id", "plan_id", "indicator_id", "deadline")} | {
        "vintage": vintage
    }
    value = Interval.of(row)
    if base == "absolute":
        return result(value, row["unit"], [row["statement_id"]], _figure(row), **keys, **_PRESENT)
    if base == "national-figure":
        return _of_national(data, row, value, keys)
    when = _year_of_base(row, base, issued)
    reason = _no_base(row, base, when, row["plan_id"] in issued)
    if reason or when is None:
        return _missing(row, keys, reason, **({"unit": row["unit"]} if "{unit}" in reason else {}))
    name, title = SERIES[base[:3]]
    key = (row["region_id"], name, vintage, when)
    if key not in held.index:
        missing, values = gap(*key, held)
        return _missing(row, keys, missing, **values)
    base_value = Interval.point(float(held[key]))
    unit = "percent" if name == "gdp" else f"{row['unit']}/person"
    share = (value / base_value).scaled(100) if name == "gdp" else value / base_value
    derivation = in_both_languages(
        message("{figure} ÷ {series} {year} of {value} ({vintage}) = {share}"),
        figure=partial(with_year, row),
        series=partial(translate, title),
        year=when,
        value=partial(words, base_value, "CNY" if name == "gdp" else "person", exact=True),
        vintage=partial(vintage_name, vintage, region=row["region_id"], series=name, year=when, held=held),
        share=partial(words, share, unit),
    )
    return result(share, unit, [row["statement_id"]], derivation, **keys, **_PRESENT)


def _at_issue(base: str) -> bool:
    return base.endswith(("issue", "issue-year"))


def _year_of_base(row: Row, base: str, issued: pd.Series) -> int | None:
    """Return the year of the statistics that a base takes: that of issue or the target year."""
    return _issue_year(row, issued) if _at_issue(base) else year(row)


def _no_base(row: Row, base: str, when: int | None, plan_known: bool) -> str:
    """Return why a figure has no value per resident or relative to GDP, or an empty string."""
    if when is None and _at_issue(base):
        return message("the text gives no date of issue") if plan_known else message("the date of issue is unknown")
    if when is None:
        return message("no target year is stated")
    if base.startswith("gdp") and row["unit"] != "CNY":
        return message("not an amount in yuan")
    if base.startswith("per") and (row["unit"] in _RATES or "/" in row["unit"]):
        return message("a figure in {unit} is a rate or an index, which has no value per resident")
    return ""


def _issue_year(row: Row, issued: pd.Series) -> int | None:
    """Return the year in which a plan was issued, None where it is unknown."""
    day = issued.get(row["plan_id"], pd.NaT)
    return None if pd.isna(day) else day.year


def _figure(row: Row) -> tuple[str, str]:
    """Return a figure with its year in both languages."""
    return with_year(row, "zh"), with_year(row, "en")


def _missing(row: Row, keys: Row, reason: str, **values: Any) -> Row:
    """Return the row of a statement that has no value under a base, with the reason."""
    missing = columns_of("missing", in_both_languages(reason, **values))
    derivation = in_both_languages(
        message("{figure}: {reason}"), figure=partial(with_year, row), reason=lambda lang: missing[f"missing_{lang}"]
    )
    return result(Interval.unknown(), "", [row["statement_id"]], derivation, **keys, **missing)


def _of_national(data: Dataset, row: Row, value: Interval, keys: Row) -> Row:
    """Return a figure as a share of the national figure for the same year that one of the plans states."""
    named = coded_statements(data, indicator=_NATIONAL).dropna(subset="deadline").to_dict("records")
    named = [other for other in named if year(other) == year(row)]
    if row["indicator_id"] not in _MARKET:
        return _missing(row, keys, message("not part of the national figure that a plan names"))
    if len(named) != 1:
        return _missing(row, keys, message("no plan names exactly one national figure for that year"))
    (other,) = named
    share = (value / Interval.of(other)).scaled(100)
    derivation = in_both_languages(
        message("{figure} ÷ China {national} = {share}"),
        figure=partial(with_year, row),
        national=partial(with_year, other),
        share=partial(words, share, "percent"),
    )
    return result(share, "percent", [row["statement_id"], other["statement_id"]], derivation, **keys, **_PRESENT)


def order_changes(rows: pd.DataFrame, *, vintage: str = BEST, data: Dataset | None = None) -> pd.DataFrame:
    """Find pairs of statements whose order reverses under another base.

    Parameters
    ----------
    rows, vintage, data
        As for `relative_to`; statements with the same indicator, kind, scope and target year are compared, each pair in one vintage.

    Returns
    -------
    DataFrame
        One row per pair and base: `a`, `b`, `base`, `relation` under that base, `relation_absolute`, `vintage` and the derivation.

    Examples
    --------
    >>> import cloudplans
    >>> found = order_changes(cloudplans.targets(indicator="cloud-terminal-scale"))
    >>> sorted(set(found["base"]))
    ['gdp-issue-year', 'gdp-target-year', 'per-resident']
    """
    data = data or own_data()
    statements = rows_of(data, rows)
    check_vintage(vintage, "absolute")
    found, warnings = [], []
    for _, group in statements.groupby(["indicator_id", "deadline", "scope", "kind"]):
        for a, b in combinations(group["statement_id"], 2):
            two = statements[statements["statement_id"].isin([a, b])]
            plain = Interval.of(_row(two, a)).relation(Interval.of(_row(two, b)))
            for base in BASES:
                frame = relative_to(two, base=base, vintage=applicable(vintage, base), data=data)
                x, y = _row(frame, a), _row(frame, b)
                turned = {"less": "greater", "greater": "less"}.get(plain)
                relation = interval_of(x).relation(interval_of(y))
                if not (x["missing_en"] or y["missing_en"]) and relation == turned:
                    derivation = in_both_languages(
                        message("{a}; {b}"), a=partial(_derivation_of, x), b=partial(_derivation_of, y)
                    )
                    keys = {
                        "a": a,
                        "b": b,
                        "base": base,
                        "relation": relation,
                        "relation_absolute": plain,
                        "vintage": x["vintage"],
                    }
                    found.append({**keys, "statement_ids": [a, b], **columns_of("derivation", derivation)})
                    warnings += frame.attrs["warning"]
    columns = ["a", "b", "base", "relation", "relation_absolute", "vintage", "statement_ids", "derivation_zh", "derivation_en"]
    changes = pd.DataFrame(found, columns=columns)
    changes.attrs["warning"] = list(dict.fromkeys(warnings))
    return carry(changes, statements)


def _row(frame: pd.DataFrame, statement_id: str) -> Row:
    return frame[frame["statement_id"] == statement_id].to_dict("records")[0]


def _derivation_of(row: Row, lang: str) -> str:
    return str(row[f"derivation_{lang}"])

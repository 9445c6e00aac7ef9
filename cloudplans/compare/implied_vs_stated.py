"""Values implied by a plan's figures, compared with the values that it states."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from cloudplans.compare.interval import Interval
from cloudplans.compare.shared_row_helpers import Row, corrected, in_both_languages, result, words, year
from cloudplans.dataset import Dataset, coded_statements, own_data
from cloudplans.labels import code_name, message, translate


def implied_values(*, data: Dataset | None = None) -> pd.DataFrame:
    """Compare what one figure of a plan implies with another figure of the same plan.

    The checks are the rows of the table `sense`.

    Parameters
    ----------
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row per check: `check_id`, `question_zh`, `question_en`, `result` (pass, fail, bases differ, undecided, not computable), the
        implied value as bounds, the statements and the derivation. ``bases differ`` means that the figures would contradict each other
        if they measured the same thing, but the text does not say that they do.

    Examples
    --------
    >>> import cloudplans
    >>> sorted(set(implied_values()["result"]))
    ['bases differ', 'pass', 'undecided']
    """
    data = data or own_data()
    statements = {row["statement_id"]: row for row in coded_statements(data).to_dict("records")}
    series = data.table("series").set_index(["region_id", "series", "vintage", "year"])["value"]
    return pd.DataFrame([_check(check, statements, series) for check in data.table("sense").to_dict("records")])


_SERIES = {"population": message("population"), "gdp": message("gdp")}  # statistics that a check uses
_RELATIONS = {
    "less": message("{left} {sign} {factor} → {implied}, less than {stated}"),
    "greater": message("{left} {sign} {factor} → {implied}, more than {stated}"),
    "equal": message("{left} {sign} {factor} → {implied}, equal to {stated}"),
    "undecided": message("{left} {sign} {factor} → {implied}, which cannot be ranked against {stated}"),
}


def _check(check: Row, statements: dict[str, Row], series: pd.Series) -> Row:
    keys = {name: check[name] for name in ("check_id", "question_zh", "question_en", "note_zh", "note_en")}
    one, other = statements[check["left_id"]], statements[check["right_id"]]
    factor, factor_name, ids = _factor(check, one, statements, series)
    ids = [one["statement_id"], *ids, other["statement_id"]]
    if factor is None:
        missing = in_both_languages(message("{factor} is missing"), factor=factor_name)
        return result(Interval.unknown(), "", ids, missing, **keys, result="not computable")
    left = Interval.of(one)
    implied = (left / factor if check["operation"] == "divide" else left * factor).scaled(float(check["scale"]))
    against = Interval.of(other)
    relation = implied.relation(against)
    answer = "pass" if relation in check["expected"].split() else check["if_not"].replace("_", " ")
    answer = "undecided" if relation == "undecided" else answer
    derivation = in_both_languages(
        _RELATIONS[relation],
        left=partial(words, left, one["unit"], exact=True),
        sign={"divide": "÷", "multiply": "×"}[check["operation"]],
        factor=factor_name,
        implied=partial(words, implied, check["unit"]),
        stated=lambda lang: words(against, other["unit"], lang, exact=True) + corrected(other),
    )
    return result(implied, check["unit"], ids, derivation, **keys, result=answer)


def _factor(
    check: Row, one: Row, statements: dict[str, Row], series: pd.Series
) -> tuple[Interval | None, Callable[[str], str], list[str]]:
    """Return the factor of a check (a statistic for the region and year, or another statement), its name, and the ids used."""
    if check["factor_id"]:
        row = statements[check["factor_id"]]
        return Interval.of(row), partial(words, Interval.of(row), row["unit"]), [row["statement_id"]]
    key = (one["region_id"], check["series"], check["vintage"], year(one))

    def name(lang: str) -> str:
        series_name = translate(_SERIES[check["series"]], lang, context="series")
        vintage = code_name("vintage", key[2], lang)
        return translate("{series} {year} ({vintage})", lang, series=series_name, vintage=vintage, year=key[3])

    if key not in series.index:
        return None, name, []
    value = Interval.point(float(series[key]))
    return value, lambda lang: translate("{series} {value}", lang, series=name(lang), value=words(value, "person", lang)), []

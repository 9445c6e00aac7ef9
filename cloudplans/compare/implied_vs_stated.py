"""Do the plans' own figures fit together? Implied values set against printed ones."""

from __future__ import annotations

import pandas as pd

from cloudplans.compare.interval import Interval
from cloudplans.compare.result_rows import Row, corrected, result, words, year
from cloudplans.dataset import Dataset


def implied_values(data: Dataset) -> pd.DataFrame:
    """Run the checks of the table `implied_values`: what one figure implies, against another.

    Parameters
    ----------
    data : Dataset
        The data set.

    Returns
    -------
    DataFrame
        A row a check: `check_id`, `question_zh`, `question_en`, `result` (pass, fail, bases differ, undecided, not computable), the
        implied value as bounds, the statements and the derivation. ``bases differ``: the figures would clash if they were of one
        thing, but the texts do not say that they are.

    Examples
    --------
    >>> import cloudplans
    >>> sorted(set(implied_values(cloudplans.load())["result"]))
    ['bases differ', 'pass', 'undecided']
    """
    statements = {row["statement_id"]: row for row in data.statements().to_dict("records")}
    series = data.table("series").set_index(["region_id", "series", "vintage", "year"])["value"]
    return pd.DataFrame([_check(check, statements, series) for check in data.table("sense").to_dict("records")])


_STANDS_EN = {"less": ", less than ", "greater": ", more than ", "equal": ", equal to ", "undecided": ", not to be ranked with "}
_STANDS_ZH = {"less": "，小于", "greater": "，大于", "equal": "，等于", "undecided": "，不能与之排序："}


def _check(check: Row, statements: dict[str, Row], series: pd.Series) -> Row:
    keys = {name: check[name] for name in ("check_id", "question_zh", "question_en", "note_zh", "note_en")}
    one, other = statements[check["left_id"]], statements[check["right_id"]]
    factor, factor_en, factor_zh, ids = _factor(check, one, statements, series)
    ids = [one["statement_id"], *ids, other["statement_id"]]
    if factor is None:
        none = Interval.unknown()
        return result(none, "", ids, f"缺少{factor_zh}", f"{factor_en} is missing", **keys, result="not computable")
    left = Interval.of(one)
    implied = (left / factor if check["operation"] == "divide" else left * factor).scaled(float(check["scale"]))
    against = Interval.of(other)
    relation = implied.relation(against)
    answer = "pass" if relation in check["expected"].split() else check["if_not"].replace("_", " ")
    answer = "undecided" if relation == "undecided" else answer
    sign = {"divide": "÷", "multiply": "×"}[check["operation"]]
    stands = {"zh": _STANDS_ZH, "en": _STANDS_EN}

    def said(lang: str, name: str) -> str:
        parts = words(left, one["unit"], lang, exact=True), words(implied, check["unit"], lang)
        beside = words(against, other["unit"], lang, exact=True) + corrected(other)
        return f"{parts[0]} {sign} {name} → {parts[1]}{stands[lang][relation]}{beside}"

    return result(implied, check["unit"], ids, said("zh", factor_zh), said("en", factor_en), **keys, result=answer)


def _factor(check: Row, one: Row, statements: dict[str, Row], series: pd.Series) -> tuple[Interval | None, str, str, list[str]]:
    """Return what the left figure is taken times or over: a statistic of its region and year, or another statement."""
    if check["factor_id"]:
        row = statements[check["factor_id"]]
        return (
            Interval.of(row),
            words(Interval.of(row), row["unit"], "en"),
            words(Interval.of(row), row["unit"], "zh"),
            [row["statement_id"]],
        )
    key = (one["region_id"], check["series"], check["vintage"], year(one))
    en, zh = (
        f"{check['series']} {key[3]} ({key[2]})",
        f"{key[3]}年{'人口' if check['series'] == 'population' else 'GDP'}（{key[2]}）",
    )
    if key not in series.index:
        return None, en, zh, []
    value = Interval.point(float(series[key]))
    return value, f"{en} {words(value, 'person', 'en')}", f"{zh}{words(value, 'person', 'zh')}", []
